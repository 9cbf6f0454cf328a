"""Offsets: code points here, UTF-16 for JavaScript and Java tools, and edges that never cut a grapheme.

A span is `[start, end)` in Unicode code points with the quoted text beside it. Exports that need UTF-16 build one
`Utf16Table` for a document. A grapheme is what a reader sees as one character: a letter with its combining marks, a
flag, an emoji sequence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache

from annotator.errors import AnnotatorError

# Every code point that can be glued to the one before it is outside this class. Texts in Latin, Greek and Cyrillic
# script, with the punctuation and symbols that news uses, match it throughout and need no look at their graphemes.
_SUSPECT = (
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200b\u200e-\u20cf\u2100-\u218f"
    "\u2200-\u22ff\u2500-\u259f\u3000-\u3029\u3041-\u3098\u309b-\ua66e\uff01-\uff9d]"
)

_PREPEND = frozenset(
    {0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x0D4E, 0x110BD, 0x110CD, 0x111C2, 0x111C3, 0x1193F, 0x11941, 0x11A3A}
    | {0x11D46, 0x11F02, *range(0x0600, 0x0606), *range(0x11A84, 0x11A8A)}
)


class OffsetError(AnnotatorError, ValueError):
    """An offset outside its text, inside a surrogate pair, or beside the text it is said to quote."""


class Utf16Table:
    """Translates the offsets of one text between code points and UTF-16 code units.

    `astral` holds the positions of the code points that take two units; where there are none, both ways are the
    identity.
    """

    __slots__ = ("_astral", "_high", "_length")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        narrow = text.isascii() or max(text) < "\U00010000"
        self._astral = [] if narrow else [index for index, char in enumerate(text) if char > "\uffff"]
        self._high = [position + rank for rank, position in enumerate(self._astral)]

    @property
    def is_identity(self) -> bool:
        """Whether code points and UTF-16 units have the same offsets in this text."""
        return not self._astral

    def to_utf16(self, offset: int) -> int:
        """The UTF-16 offset of a code-point offset, 0 ≤ offset ≤ len(text); `OffsetError` outside."""
        if not 0 <= offset <= self._length:
            raise OffsetError(f"offset {offset} is outside the text, which has {self._length} code points")
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def from_utf16(self, offset: int) -> int:
        """The code-point offset of a UTF-16 offset; `OffsetError` outside the text or between two surrogates."""
        if not 0 <= offset <= self._length + len(self._astral):
            units = self._length + len(self._astral)
            raise OffsetError(f"UTF-16 offset {offset} is outside the text, which has {units} code units")
        rank = bisect_left(self._high, offset)
        if rank and self._high[rank - 1] + 1 == offset:
            raise OffsetError(f"UTF-16 offset {offset} lies inside one character (between its two surrogates)")
        return offset - rank


def utf16_offsets(text: str) -> Utf16Table:
    """The UTF-16 table of a text: one pass to build, O(log n) a question."""
    return Utf16Table(text)


def check_slice(text: str, start: int, end: int, quoted: str) -> None:
    """Raise `OffsetError` unless `0 ≤ start ≤ end ≤ len(text)` and `text[start:end] == quoted`."""
    if not 0 <= start <= end <= len(text):
        raise OffsetError(f"offsets {start}–{end} do not fit a text of {len(text)} code points")
    if text[start:end] != quoted:
        raise OffsetError(
            f"offsets {start}–{end} hold {_shorten(text[start:end])}, not {_shorten(quoted)}",
            "count code points in the text as it was imported",
        )


def _shorten(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:37] + "...")


@cache
def _suspect() -> re.Pattern[str]:
    return re.compile(_SUSPECT)


def has_clusters(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether some grapheme in `text[start:end]` may be longer than one code point (quick; may say yes too often)."""
    stop = len(text) if end is None else end
    return _suspect().search(text, start, stop) is not None


def is_extending(char: str) -> bool:
    """Whether a code point attaches to the one before it: marks, joiners, variation selectors, skin tones, tags."""
    code = ord(char)
    if code < 0x300:
        return False
    if code in (0x200C, 0x200D, 0x0E33, 0x0EB3, 0xFF9E, 0xFF9F) or 0x1F3FB <= code <= 0x1F3FF:
        return True
    return 0xE0020 <= code <= 0xE007F or unicodedata.category(char)[0] == "M"


def is_pictographic(char: str) -> bool:
    """Whether a code point can be part of an emoji sequence (a wider set than Unicode's Extended_Pictographic)."""
    code = ord(char)
    if code < 0x2000:
        return code in (0xA9, 0xAE)
    return 0x1F000 <= code <= 0x1FAFF or (code < 0x3300 and unicodedata.category(char) in ("So", "Sm", "Po"))


def is_boundary(text: str, position: int) -> bool:
    """Whether an edge at this code-point offset cuts no grapheme.

    Follows UAX #29 (GB3–GB13) and, where it cannot be exact with the standard library, joins rather than cuts.
    White space is never a base: a mark after a space stands alone, so that no sentence needs to begin with a space.
    """
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if before == "\r" and after == "\n":
        return False
    if before.isspace() or after.isspace():
        return True
    if before < "\u0300" and after < "\u0300":
        return True
    if is_extending(after) or ord(before) in _PREPEND:
        return unicodedata.category(before) == "Cc" and is_extending(after)
    if before == "\u200d":
        return not _joins(text, position)
    return not (_is_hangul_pair(before, after) or _is_half_flag(text, position) or _is_conjunct(before, after))


def _joins(text: str, position: int) -> bool:
    """A zero-width joiner before `position` joins emoji, and letters of scripts with conjuncts."""
    return is_pictographic(text[position]) or (text[position] >= "\u0900" and text[position].isalpha())


def _is_hangul_pair(before: str, after: str) -> bool:
    leading = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97f"
    hangul = "\u1100" <= before <= "\u11ff" or "\ua960" <= before <= "\ua97f" or "\uac00" <= before <= "\ud7fb"
    if "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb":
        return hangul
    return leading and ("\u1100" <= after <= "\u115f" or "\ua960" <= after <= "\ua97f" or "\uac00" <= after <= "\ud7a3")


def _is_half_flag(text: str, position: int) -> bool:
    """Regional indicators pair up from the start of their run; the edge inside a pair is no boundary."""
    if not ("\U0001f1e6" <= text[position - 1] <= "\U0001f1ff" and "\U0001f1e6" <= text[position] <= "\U0001f1ff"):
        return False
    first = position - 1
    while first > 0 and "\U0001f1e6" <= text[first - 1] <= "\U0001f1ff":
        first -= 1
    return (position - first) % 2 == 1


def _is_conjunct(before: str, after: str) -> bool:
    return unicodedata.combining(before) == 9 and unicodedata.category(after) == "Lo"


def grapheme_boundaries(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """All offsets from `start` to `end`, both included, where an edge cuts no grapheme; ascending, in linear time."""
    stop = len(text) if end is None else end
    if not has_clusters(text, start, stop) and "\r" not in text[start:stop]:
        return list(range(start, stop + 1))
    edges = [start]
    flags = 0
    for position in range(start + 1, stop):
        before = text[position - 1]
        if "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= text[position] <= "\U0001f1ff":
            flags += 1
            if flags % 2 == 0:
                edges.append(position)
            continue
        flags = 0
        if is_boundary(text, position):
            edges.append(position)
    if stop > start:
        edges.append(stop)
    return edges
