"""``python -m annotator`` is the same command as ``annotator``."""

from __future__ import annotations

from annotator.cli.main import main

if __name__ == "__main__":
    main()
