"""Label claims, uncertainty cues and sources in news text, in the terminal."""

from __future__ import annotations

__version__ = "0.1.0"
