"""Where the annotator is: a token, a selection of tokens, and parts held for a discontinuous span. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

__all__ = ["Cursor", "Extent", "joined"]

Extent = tuple[tuple[int, int], ...]
Tokens = Sequence[Sequence[tuple[int, int]]]


def joined(text: str, ranges: Sequence[tuple[int, int]]) -> Extent:
    """Ranges in order, those that touch or have only white space between them made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip()):
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


class Cursor:
    """Moves over the tokens of a document; positions count tokens from the start of the document."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self._text, self._tokens = text, tokens
        self._first = [0, *accumulate(len(found) for found in tokens)]
        self.position = 0
        self.anchor: int | None = None
        self.held: Extent = ()
        self._home: int | None = None

    # -- where ----------------------------------------------------------------------------------------------------

    def _sentence_of(self, position: int) -> int:
        return bisect_right(self._first, position) - 1

    @property
    def sentence(self) -> int:
        """The sentence the cursor is in."""
        return self._sentence_of(self.position)

    @property
    def token(self) -> int:
        """The token within its sentence."""
        return self.position - self._first[self.sentence]

    def offsets(self, position: int) -> tuple[int, int]:
        """Start and end of a token in the document."""
        sentence = self._sentence_of(position)
        return self._tokens[sentence][position - self._first[sentence]]

    @property
    def at(self) -> tuple[int, int]:
        """Start and end of the token under the cursor."""
        return self.offsets(self.position)

    @property
    def selection(self) -> tuple[int, int] | None:
        """What shift and the arrows (or the mouse) have selected, as offsets."""
        if self.anchor is None:
            return None
        first, last = sorted((self.anchor, self.position))
        return self.offsets(first)[0], self.offsets(last)[1]

    @property
    def extent(self) -> Extent:
        """What a label would go on: the held parts, and the selection or else the token under the cursor."""
        return joined(self._text, (*self.held, self.selection or self.at))

    @property
    def selecting(self) -> bool:
        """Whether anything is selected or held."""
        return self.anchor is not None or bool(self.held)

    # -- move -----------------------------------------------------------------------------------------------------

    def place(self, sentence: int, token: int = 0) -> None:
        """Go to a token; the selection ends, held parts stay."""
        sentence = max(0, min(sentence, len(self._tokens) - 1))
        token = max(0, min(token, len(self._tokens[sentence]) - 1))
        self._go(self._first[sentence] + token)

    def move(self, by: int) -> None:
        """Go so many tokens on or back, into other sentences too."""
        self._go(self.position + by)

    def _go(self, position: int) -> None:
        self.position, self.anchor, self._home = self._clamped(position), None, None

    def sentences(self, by: int) -> None:
        """Go to the first token of a sentence so many on or back."""
        self.place(self.sentence + by)

    def edge(self, last: bool) -> None:
        """Go to the first or the last token of the sentence."""
        self.place(self.sentence, len(self._tokens[self.sentence]) - 1 if last else 0)

    def extend(self, by: int) -> None:
        """Select from where the cursor is; the first step takes its own token and the next one."""
        if self.anchor is None:
            self.anchor = self.position
        self.position = self._clamped(self.position + by)

    def drag(self, sentence: int, token: int) -> None:
        """Select up to a token (the mouse)."""
        anchor = self.position if self.anchor is None else self.anchor
        self.place(sentence, token)
        self.anchor = anchor

    def take(self, extent: Extent) -> None:
        """Select pieces of text at once; the last is the selection, those before it are held parts."""
        home = self.position if self._home is None else self._home
        self.held = extent[:-1]
        start, end = extent[-1]
        self.anchor, self.position, self._home = self._at(start), self._at(end - 1), home

    def home(self) -> None:
        """Back to where the cursor was before something was taken; nothing is selected any more."""
        if self._home is not None:
            self.position = self._home
            self.anchor, self.held, self._home = None, (), None

    def resize(self, end: bool, by: int) -> None:
        """Move an edge of the selection by tokens: its end, or the start of its first part. A token at least stays."""
        if not end and self.held:
            (start, until), *rest = self.held
            first = self.offsets(self._clamped(self._at(start) + by))[0]
            if first < until:
                self.held = ((first, until), *rest)
            return
        first, last = sorted((self.position if self.anchor is None else self.anchor, self.position))
        first, last = (first, self._clamped(last + by)) if end else (self._clamped(first + by), last)
        if first <= last:
            self.anchor, self.position = first, last

    def hold(self) -> None:
        """Keep the selection (or the token) as a part of what is selected next."""
        self.held, self.anchor = self.extent, None

    def clear(self) -> None:
        """Let go of selection and held parts; the cursor goes back to where it was, or where the selection began."""
        if self._home is not None:
            self.position = self._home
        elif self.anchor is not None:
            self.position = self.anchor
        self.anchor, self.held, self._home = None, (), None

    def seek(self, offset: int) -> None:
        """Go to the token at an offset, or the next one after it."""
        self._go(self._at(offset))

    def _at(self, offset: int) -> int:
        """The token at an offset, or the next one after it."""
        sentence = bisect_right(self._tokens, offset, key=lambda found: found[-1][1] if found else -1)
        if sentence >= len(self._tokens):
            return self._clamped(self._first[-1])
        within = bisect_right(self._tokens[sentence], offset, key=lambda token: token[1])
        return self._clamped(self._first[sentence] + within)

    def _clamped(self, position: int) -> int:
        return max(0, min(position, self._first[-1] - 1))
