"""Figures as text: three decimals without the leading nought, the sign always kept, ``–`` for what is undefined.

Coefficients lie at most at 1, so the nought says nothing (APA 7, 6.36). A minus is the ASCII hyphen here, so that the
text can be read by programs; outputs for print put the typographic one (``typographic``).
"""

from __future__ import annotations

import math
import re

__all__ = ["MISSING", "bounds", "count", "figure", "probability", "seconds", "signed", "typographic"]

MISSING = "–"
_NUMBER = re.compile(r"(?<![\w.])-(?=\.?\d)")


def figure(value: float | None, places: int = 3) -> str:
    """A coefficient: ``.712``, ``-.031``, ``1.000``; a negative one keeps its sign even where it rounds to nought."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{value:.{places}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def signed(value: float | None) -> str:
    """A difference: ``+.021`` or ``-.004``."""
    return f"+{figure(value)}" if value is not None and value > 0 else figure(value)


def bounds(ci: tuple[float, float] | None) -> str:
    """An interval: ``[.61, .79]``; nothing where there is none."""
    return f"[{figure(ci[0], 2)}, {figure(ci[1], 2)}]" if ci is not None else ""


def probability(value: float | None) -> str:
    """A share of resamples: ``.03``; never ``.00`` or ``1.00`` for what is neither."""
    if value is None or not math.isfinite(value):
        return ""
    if 0.0 < value < 0.005:
        return "<.01"
    if 0.995 <= value < 1.0:
        return ">.99"
    return figure(value, 2)


def count(value: int) -> str:
    """A whole number with commas: ``12,408``."""
    return f"{value:,}"


def seconds(value: float | None) -> str:
    """A time in seconds with one decimal."""
    return MISSING if value is None or not math.isfinite(value) else f"{value:,.1f}"


def typographic(text: str) -> str:
    """The same text with a minus sign before numbers in place of the hyphen."""
    return _NUMBER.sub("−", text)
