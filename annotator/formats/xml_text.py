"""What XML 1.0 can hold: text without its control characters, attribute values and names."""

from __future__ import annotations

import re

__all__ = ["CONTROL", "attributes", "content", "fit", "name", "quoted", "unfit"]

CONTROL = "control characters"
"""The loss that ``unfit`` counts."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_QUOTED = _MARKUP | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_IN_CONTENT, _IN_VALUE = str.maketrans(_MARKUP), str.maketrans(_QUOTED)
_NO_NAME = re.compile("[^A-Za-z0-9.-]")


def fit(text: str) -> str:
    """The text with a visible stand-in for every code point that XML 1.0 forbids, even escaped; of the same length.

    Controls become their pictures (U+0000 is U+2400), surrogates and U+FFFE, U+FFFF the replacement character.
    """
    return _UNFIT.sub(_stand_in, text)


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def unfit(*texts: str | None) -> int:
    """How many code points of the texts have a stand-in."""
    return sum(len(_UNFIT.findall(text)) for text in texts if text)


def content(text: str) -> str:
    """A text as the content of an element."""
    return fit(text).translate(_IN_CONTENT)


def quoted(text: str) -> str:
    """A text as the value of an attribute, with its quotation marks.

    Tabs and line breaks are written as references: a reader would make spaces of them.
    """
    return f'"{fit(text).translate(_IN_VALUE)}"'


def attributes(**values: str | int | None) -> str:
    """Attributes as they stand in a tag, each with a space before it; None: left out; ``xml_id`` is ``xml:id``."""
    return "".join(
        f" {key.rstrip('_').replace('_', ':', 1)}={quoted(str(value))}"
        for key, value in values.items()
        if value is not None
    )


def name(text: str) -> str:
    """A text as a part of an XML name (NCName): other signs than letters, digits, ``.`` and ``-`` as ``_`` and hex.

    Two texts never give the same. Put a letter before it: it may be empty, or begin with a digit.
    """
    return _NO_NAME.sub(lambda found: "__" if found[0] == "_" else f"_{ord(found[0]):x}_", text)
