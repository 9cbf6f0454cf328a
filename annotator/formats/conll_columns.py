"""The columns of a CoNLL file: which one holds the tokens, which hold labels, and the spans that these tell of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.formats.foreign import cuts

__all__ = ["Columns", "Row", "Sentence", "Tagged", "columns_of", "laid_out", "tagged"]

_TAG = re.compile(r"([BIESLUM])(?:-(.+))?\Z", re.DOTALL)
_NOTHING = frozenset(["O", "_", "-", ""])
_TOKEN_NAMES = ("form", "token", "word", "text")


@dataclass(slots=True)
class Row:
    """A token line: its number and its cells."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Sentence:
    """The token lines between two blank ones; ``text`` as the comments give it. ``spoilt``: a line was unreadable."""

    rows: list[Row] = field(default_factory=list)
    text: str | None = None
    text_line: int = 0
    status: str | None = None
    spoilt: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the tokens stand, where labels, how many columns there are, and their names if the file gives them."""

    token: int
    labels: tuple[int, ...]
    width: int
    names: Sequence[str] = ()

    def name(self, column: int) -> str | None:
        """The name of a column, which is the label where its cells have none (``B``, ``I``)."""
        return self.names[column] if column < len(self.names) else None


def columns_of(sentences: Sequence[Sentence], names: Sequence[str]) -> Columns:
    """What the columns of a document are, from the names or from their cells."""
    rows = [row.cells for sentence in sentences for row in sentence.rows]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    lowered = [name.lower() for name in names]
    token = next((lowered.index(name) for name in _TOKEN_NAMES if name in lowered), None)
    if token is None:
        token = 1 if width > 1 and all(_counted(sentence) for sentence in sentences) else 0
    labels = []
    for column in range(width):
        cells = Counter(cells[column] for cells in rows if len(cells) == width)
        named = column < len(names)
        good = sum(n for cell, n in cells.items() if cell in _NOTHING or ((m := _TAG.match(cell)) and (named or m[2])))
        said = cells.keys() - (_NOTHING - {"O"})  # a column of nothing but "_" is one that was left open
        if column > token and said and good * 2 > cells.total():
            labels.append(column)
    return Columns(token, tuple(labels), width, names)


def _counted(sentence: Sentence) -> bool:
    """Whether the first column numbers the tokens."""
    return all(row.cells[0] == str(number) for number, row in enumerate(sentence.rows, 1))


# -- the text -------------------------------------------------------------------------------------------------------


def laid_out(tokens: Sequence[str], text: str | None) -> tuple[str, list[tuple[int, int]], bool]:
    """A sentence's text and where its tokens stand in it; False: they do not make up the text that is given."""
    if text is not None and (found := _aligned(tokens, text)):
        return text, found, True
    places = []
    at = 0
    for token in tokens:
        places.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), places, text is None


def _aligned(tokens: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where tokens stand in a text that has nothing else but white space; empty where they do not."""
    places = []
    at = 0
    for token in tokens:
        while at < len(text) and text[at].isspace():
            at += 1
        if not text.startswith(token, at):
            return []
        places.append((at, at + len(token)))
        at += len(token)
    if text[at:].strip():
        return []
    if not unicodedata.is_normalized("NFC", text) and any(cuts(text, edge) for place in places for edge in place):
        return []
    return places


# -- the labels -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span as tags tell of it: its label (None: the tag has none), its first and last row, or a bad tag alone."""

    label: str | None
    first: int
    last: int
    bad: str | None = None


def tagged(cells: Sequence[str], name: str | None) -> Iterator[Tagged]:
    """The spans of one column of a sentence: IOB1, IOB2, IOBES and BILOU alike."""
    begun: tuple[str, int] | None = None
    for number, cell in enumerate([*cells, "O"]):
        tag = _TAG.match(cell)
        label = (tag[2] or name) if tag else None
        if begun is not None and (label != begun[0] or tag is None or tag[1] in "BSU"):
            yield Tagged(begun[0], begun[1], number - 1)
            begun = None
        if tag is None or label is None:
            if cell not in _NOTHING:
                yield Tagged(None, number, number, cell)
            continue
        first = begun[1] if begun is not None else number
        begun = (label, first)
        if tag[1] in "SUEL":
            yield Tagged(label, first, number)
            begun = None
