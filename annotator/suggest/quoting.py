"""Quotations of a document, from mark to mark, in one pass; each within its paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.suggest.sources import is_a
from annotator.text.units import CLOSING, FARTHEST, OPENING, PAIRS, Sentence

__all__ = ["Quotation", "quotations_of"]

DEEPEST = 4
"""Quotations within quotations that are followed."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, and the sentences that its marks stand in."""

    start: int
    end: int
    first: int
    last: int


def _opens(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start] if start else ""
    return (not before.strip() or before in "([-–—/" + OPENING) and bool(text[end : end + 1].strip())


def _marks(text: str, tokens: Sequence[Sequence[tuple[int, int]]]) -> Iterator[tuple[int, int, int]]:
    for number, found in enumerate(tokens):
        for start, end in found:
            if end - start == 1 and text[start] in OPENING + CLOSING:
                yield start, end, number


def quotations_of(text: str, tokens: Sequence[Sequence[tuple[int, int]]]) -> list[Quotation]:
    """The quotations of a text in order; a mark that finds no partner in its paragraph is left alone."""
    found: list[Quotation] = []
    open_marks: list[tuple[int, int]] = []
    last = 0
    for start, end, number in _marks(text, tokens):
        if text.find("\n", last, start) >= 0:
            open_marks = []
        last = end
        opening = _opens(text, start, end)
        match = None
        if not opening:
            for place in range(len(open_marks) - 1, -1, -1):
                mark = text[open_marks[place][0]]
                if text[start] in PAIRS.get(mark, mark):
                    match = place
                    break
        if match is not None:
            opened, first = open_marks[match]
            del open_marks[match:]
            if end - opened <= FARTHEST:
                found.append(Quotation(opened, end, first, number))
        elif opening and text[start] in OPENING:
            open_marks = [*open_marks[-DEEPEST:], (start, number)]
    return sorted(found, key=lambda quote: (quote.start, -quote.end))


def quote_type(sentence: Sentence, first: int, last: int, heading: bool) -> str:
    """The kind of a quotation on tokens `[first, last)` of one sentence, marks included."""
    inside = range(first + 1, last - 1)
    words = [i for i in inside if sentence.is_word(i)]
    before = sentence.word(first - 1)
    if before and is_a("title", before):
        return "title"
    if len(words) <= 1:
        return "scare"
    whole = not any(sentence.is_word(i) for i in (*range(first), *range(last, len(sentence.tokens))))
    if heading and whole:
        return "headline"
    verb = any(sentence.is_in("verb", i) for i in words)
    if not verb:
        return "mixed" if len(words) > 3 else "scare"
    led = before in (":", ",", "") or first == 0 or not sentence.is_word(first - 1)
    return "direct" if led else "mixed"
