"""sqlite-utils imports numpy and pandas wherever they are installed, for types a project never has: up to a second.

While it is imported here, it is told that they are not there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["lean"]


@contextmanager
def lean() -> Iterator[None]:
    """Within the block, an import of numpy or pandas that is not loaded yet fails as if it were not installed."""
    absent = [name for name in ("numpy", "pandas") if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
