"""Text as the annotator sees it: offsets, sentences, tokens, roles, and `safe()`, the only way to a screen."""

from __future__ import annotations

from .offsets import OffsetError, Utf16Table, check_slice, grapheme_boundaries, utf16_offsets
from .roles import roles
from .safe import safe
from .segment import Segmenter, segmenter_for
from .tokens import TOKENISER, tokenise

__all__ = [
    "TOKENISER",
    "OffsetError",
    "Segmenter",
    "Utf16Table",
    "check_slice",
    "grapheme_boundaries",
    "roles",
    "safe",
    "segmenter_for",
    "tokenise",
    "utf16_offsets",
]
