"""Sentences: one interface for every language, and what it guarantees.

Dutch has rules of its own (`nl-rules/1`): a dependency's upgrade must never move the boundaries under stored labels.
Other languages go through sentencex. Whatever cuts, the sentences are in order, do not overlap, hold no newline and no
white space at their ends, cut no grapheme, and every other character is in exactly one of them.
"""

from __future__ import annotations

import re
from typing import Protocol

from .languages import language_of
from .offsets import is_boundary

DUTCH_RULES = "nl-rules/1"

_DUTCH = frozenset(["nl", "und", "mul", "mis", "zxx", "unk", ""])
_CODE = re.compile(r"[a-z]{2,3}\Z")


class Segmenter(Protocol):
    """Cuts a text into sentences; `name` is stored with the document."""

    @property
    def name(self) -> str:
        """The rules and their version, e.g. `nl-rules/1`."""

    def split(self, text: str) -> list[tuple[int, int]]:
        """The sentences of a text as `[start, end)` in code points; a newline always ends one."""


def segmenter_for(language: str | None) -> Segmenter:
    """The segmenter for a language tag (`nl`, `nl-BE`, `en`, …); no or no known language means Dutch."""
    code = language_of(language)
    if code in _DUTCH or not _CODE.match(code):
        return DutchSegmenter()
    return SentencexSegmenter(code)


class DutchSegmenter:
    """The rules of `nl_rules`, line by line."""

    name = DUTCH_RULES

    def split(self, text: str) -> list[tuple[int, int]]:
        """The sentences of a Dutch text."""
        from .nl_rules import split_line  # late: its patterns take a few milliseconds to compile

        sentences: list[tuple[int, int]] = []
        for start, end in _lines(text):
            _cut(text, start, end, split_line(text, start, end), sentences)
        return sentences


class SentencexSegmenter:
    """sentencex (a compiled module, imported on first use) with our guarantees around it."""

    def __init__(self, code: str) -> None:
        from importlib.metadata import version

        self.code = code
        self.name = f"sentencex/{version('sentencex')}"

    def split(self, text: str) -> list[tuple[int, int]]:
        """The sentences of a text in this segmenter's language."""
        from sentencex import segment  # type: ignore[import-untyped]

        sentences: list[tuple[int, int]] = []
        for start, end in _lines(text):
            line = text[start:end]
            if not line.strip():
                continue
            pieces = segment(self.code, line.encode("utf-8", "replace").decode("utf-8"))
            cuts = []
            position = start
            for piece in pieces:
                position += len(piece)
                cuts.append(position)
            # What does not add up to the line (a piece dropped or changed) must not shift any offset.
            _cut(text, start, end, cuts if position == end else [], sentences)
        return sentences


def _lines(text: str) -> list[tuple[int, int]]:
    """The lines of a text, cut at `\\n` only, without it."""
    lines = []
    start = 0
    while True:
        end = text.find("\n", start)
        if end < 0:
            lines.append((start, len(text)))
            return lines
        lines.append((start, end))
        start = end + 1


def _cut(text: str, start: int, end: int, cuts: list[int], sentences: list[tuple[int, int]]) -> None:
    """Add the pieces of a line between ascending `cuts`, without the white space at their ends."""
    for cut in [*cuts, end]:
        if not start < cut <= end or not (cut == end or is_boundary(text, cut)):
            continue
        piece = text[start:cut]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            sentences.append((start + left, start + right))
        start = cut
