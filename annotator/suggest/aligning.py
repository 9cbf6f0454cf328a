"""From quoted strings to exact spans: a quotation is searched for in its sentence, letter for letter. Pure.

Nobody's offsets are believed. What is compared is Unicode's composed form (NFC), so that *é* is *é* however it is
written; nothing else is made equal: no case, no spaces, no quote marks. What is not there is counted, with the reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.model import Fragment
from annotator.suggest.suggestion import Bounds
from annotator.text.offsets import grapheme_boundaries, has_clusters

__all__ = ["BETWEEN", "EMPTY", "INSIDE", "MISSING", "TOO_OFTEN", "Aligner"]

BETWEEN = " … "
"""Stands between the pieces of a quotation that is in pieces."""

EMPTY = "an empty quotation"
MISSING = "a quotation that is not in its sentence"
INSIDE = "a quotation that is only in the middle of words"
TOO_OFTEN = "a quotation given more often than it stands there"

_SPACED = "\u0590"
"""Letters below this code point are of scripts that put spaces between words: Latin, Greek, Cyrillic, Armenian."""


_TRIES = 1000
"""Places in the middle of words that are passed over for one piece."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """A sentence in composed form; ``places[i]`` is where in the text its code point ``i`` begins, -1 within a sign."""

    words: str
    places: Sequence[int]


class Aligner:
    """The places of quotations in one sentence, ``[start, end)`` of a text in code points.

    The same quotation asked for again with the same ``of`` (its label) is the next place where it stands.
    """

    __slots__ = ("_after", "_sentence", "_text")

    def __init__(self, text: str, sentence: Bounds) -> None:
        self._text = text
        self._sentence = _folded(text, *sentence)
        self._after: dict[tuple[str, tuple[str, ...]], int] = {}

    def place(self, quote: str, of: str = "") -> tuple[Fragment, ...] | str:
        """The pieces that a quotation is, or the reason why it is none."""
        whole = _composed(quote.strip())
        if not whole:
            return EMPTY
        pieces: tuple[str, ...] = (whole,)
        if BETWEEN in whole and whole not in self._sentence.words:
            pieces = tuple(part.strip() for part in whole.split(BETWEEN))
            if not all(pieces):
                return EMPTY
        key = of, pieces
        found = self._found(pieces, self._after.get(key, 0))
        if found is None:
            return self._reason(key)
        self._after[key] = found[0][1]
        places = self._sentence.places
        bounds = [(places[start], places[end]) for start, end in found]
        return tuple(Fragment(start, end, self._text[start:end]) for start, end in bounds)

    def _found(self, pieces: Sequence[str], after: int) -> list[Bounds] | None:
        """The first places of pieces from a point on, in order and not touching, in the composed sentence."""
        found: list[Bounds] = []
        for piece in pieces:
            start = self._next(piece, after)
            if start < 0:
                return None
            found.append((start, start + len(piece)))
            after = start + len(piece) + 1
        return found

    def _next(self, piece: str, after: int) -> int:
        """Where a piece stands next as whole words; -1 for nowhere."""
        words = self._sentence.words
        start = words.find(piece, after)
        for _ in range(_TRIES):
            if start < 0 or (self._is_edge(start) and self._is_edge(start + len(piece))):
                return start
            start = words.find(piece, start + 1)
        return -1

    def _is_edge(self, at: int) -> bool:
        words, places = self._sentence.words, self._sentence.places
        if places[at] < 0:
            return False
        if not 0 < at < len(words):
            return True
        if not _is_letter(words[at]):
            return True
        last = at - 1
        while last > 0 and "\u0300" <= words[last] <= "\u036f":
            last -= 1
        return not _is_letter(words[last])

    def _reason(self, key: tuple[str, tuple[str, ...]]) -> str:
        if key in self._after:
            return TOO_OFTEN
        at = 0
        for piece in key[1]:
            at = self._sentence.words.find(piece, at)
            if at < 0:
                return MISSING
            at += len(piece) + 1
        return INSIDE


def _is_letter(char: str) -> bool:
    return char < _SPACED and char.isalnum()


def _composed(text: str) -> str:
    """A text in composed form, sign by sign, so that a part of a text is a part of its composed form."""
    return text if _is_plain(text) else _folded(text, 0, len(text)).words


def _is_plain(text: str) -> bool:
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not has_clusters(text))


def _folded(text: str, start: int, end: int) -> _Folded:
    words = text[start:end]
    if _is_plain(words):
        return _Folded(words, range(start, end + 1))
    edges = grapheme_boundaries(text, start, end)
    signs: list[str] = []
    places: list[int] = []
    for first, last in pairwise(edges):
        sign = unicodedata.normalize("NFC", text[first:last])
        signs.append(sign)
        places += [first, *[-1] * (len(sign) - 1)]
    return _Folded("".join(signs), [*places, end])
