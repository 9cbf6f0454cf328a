"""Packs the spans of the open sentence on lanes under its lines and draws them as brackets; pure, no Textual.

A lane is one row under a line of words. A span is drawn from its first to its last fragment:

    └c1─────────┘┄┄┄┄┄┄┄└────c1┘    solid under its fragments, dotted in the gaps between them
    └c1────────────────────────╴    goes on, on the next line …
    ╶c1──────┘                      … and ends here
    └u1                             too narrow for a right edge: the name runs over it, and that room is kept free

The packing is first-fit by where the spans begin, the longer first: the fewest lanes for the sentence as a whole, the
outer span of a nest on the upper one, and a new span inside another never moves it. On each line the lanes then move up
into what is not used there, without two spans ever changing places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len

from .view_model import Mark, SentenceMarks, SentenceView
from .wrap import Line

REPEAT_FROM = 40  # cells: from this length on the name stands at both ends, so that neither needs searching


class Shape(NamedTuple):
    """The brackets of a label, light and heavy: the left corner, the line, the right corner."""

    light: str
    heavy: str


# One for each label of the scheme, told apart by their corners and by their lines; the sixth begins anew.
SHAPES = (Shape("└─┘", "┗━┛"), Shape("╰~╯", "╰≈╯"), Shape("╘═╛", "╚═╝"), Shape("├─┤", "┣━┫"), Shape("«─»", "«━»"))

GHOST = Shape("╎┈╎", "╏┉╏")
"""The brackets of what is only suggested, whatever its label."""

_HEAVY = str.maketrans("┄╶╴┴", "┅╺╸┻")


class Part(Enum):
    """What a piece of a drawn lane is."""

    EDGE = "edge"
    NAME = "name"
    HINT = "hint"
    LINK = "link"


class Note(NamedTuple):
    """The links of a span, written on its lane from a column on, in words with the label that gives them their hue."""

    column: int
    words: tuple[tuple[str, str | None], ...]

    @property
    def end(self) -> int:
        """The cell after it."""
        return self.column + sum(cell_len(text) for text, _ in self.words)


@dataclass(frozen=True, slots=True)
class Piece:
    """A span on one line: its own cells `[left, right)`, and `[first, last)` with the room its name needs."""

    mark: Mark
    name: str
    left: int
    right: int
    first: int
    last: int
    solid: tuple[tuple[int, int], ...]
    begins: bool
    ends: bool
    note: Note | None = None

    @property
    def repeats(self) -> bool:
        """Whether its name stands at its end too."""
        return self.right - self.left >= REPEAT_FROM and self.ends


class Run(NamedTuple):
    """Text to draw from a column on, for a span; `mark` is None for the blanks between spans.

    `label` is that of the other end, in a link.
    """

    column: int
    text: str
    mark: Mark | None
    part: Part
    label: str | None = None


Lane = tuple[Piece, ...]


class Block(NamedTuple):
    """A sentence laid out: its lines, and for the open one the lanes under each."""

    view: SentenceView
    text: str
    marks: SentenceMarks
    lines: list[Line]
    lanes: list[list[Lane]]
    open: bool

    @property
    def gap(self) -> int:
        """Blank rows above it: one before a paragraph."""
        return gap_above(self.view)

    @property
    def extra(self) -> int:
        """Rows that its lanes add."""
        return sum(len(lanes) for lanes in self.lanes)

    def row_of(self, number: int) -> int:
        """The row, in the block, of one of its lines."""
        return self.gap + number + sum(len(lanes) for lanes in self.lanes[:number])

    def line_of(self, index: int) -> int:
        """The line that holds a code point of the sentence; what lies outside is on the last."""
        return next((number for number, line in enumerate(self.lines) if index < line.end), len(self.lines) - 1)

    def line_at(self, row: int) -> tuple[int, int]:
        """The line at a row of the block and which row under that line it is: 0 the words, then the lanes."""
        for number in reversed(range(len(self.lines))):
            if row >= (top := self.row_of(number)):
                return number, row - top
        return 0, row - self.gap


def gap_above(view: SentenceView) -> int:
    """Blank rows above a sentence."""
    return 1 if view.new_paragraph and view.index else 0


def pack(lines: Sequence[Line], marks: Iterable[Mark], offset: int, limit: int) -> list[list[Lane]]:
    """For each line its lanes from the words downward, each with its pieces from left to right.

    `offset` is where the sentence starts in the document; `limit` is how many cells a lane may use, at least the width
    of the widest line.
    """
    spans = [pieces for mark in marks if (pieces := _pieces(lines, mark, offset, limit))]
    spans.sort(key=lambda pieces: _order(pieces, limit))
    placed: list[list[tuple[int, Piece]]] = [[] for _ in lines]
    free_from: list[int] = []
    for pieces in spans:
        first, _, _ = _order(pieces, limit)
        lane = next((index for index, end in enumerate(free_from) if end <= first), len(free_from))
        free_from[lane : lane + 1] = [_end(pieces, limit)]
        for line, piece in pieces.items():
            placed[line].append((lane, piece))
    return [_settle(pieces) for pieces in placed]


def _order(pieces: Mapping[int, Piece], limit: int) -> tuple[int, int, str]:
    line = min(pieces)
    return line * limit + pieces[line].first, -_end(pieces, limit), pieces[line].mark.id


def _end(pieces: Mapping[int, Piece], limit: int) -> int:
    line = max(pieces)
    return line * limit + pieces[line].last


def _settle(placed: list[tuple[int, Piece]]) -> list[Lane]:
    """Moves the pieces of one line up as far as those above allow, so that no two spans change places."""
    lanes: list[list[Piece]] = []
    for _, piece in sorted(placed, key=lambda item: (item[0], item[1].first)):
        lane = len(lanes)
        while lane and not any(_meet(piece, other) for other in lanes[lane - 1]):
            lane -= 1
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(piece)
    return [tuple(sorted(lane, key=lambda piece: piece.first)) for lane in lanes]


def _meet(one: Piece, other: Piece) -> bool:
    return one.first < other.last and other.first < one.last


def _pieces(lines: Sequence[Line], mark: Mark, offset: int, limit: int) -> dict[int, Piece]:
    """The pieces of a span by line. Only white space at which a line was broken has no cell to stand under."""
    length = lines[-1].end
    inside = [(max(0, start - offset), min(length, end - offset)) for start, end in mark.fragments]
    inside = [(start, end) for start, end in inside if start < end]
    if not inside:
        return {}
    start, end = inside[0][0], max(fragment[1] for fragment in inside)
    extents: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        first, last = max(start, line.start), min(end, line.end)
        if first < last and (left := line.left(first)) < (right := line.right(last - 1)):
            extents[number] = (left, right)
    if not extents:
        number = next(number for number, line in enumerate(lines) if start < line.end)
        edge = max(0, min(lines[number].left(start), limit - 1))
        extents[number] = (edge, edge + 1)
    begins = mark.fragments[0][0] >= offset
    ends = mark.fragments[-1][1] <= offset + length
    name = "".join(char if cell_len(char) == 1 else "·" for char in mark.name) or "·"
    pieces = {}
    for number, (left, right) in extents.items():
        first, last = _room(left, right, 1 + len(name), limit)
        solid = _solid(lines[number], inside) or ([(left, right)] if len(extents) == 1 else [])
        at_start, at_end = begins and number == min(extents), ends and number == max(extents)
        pieces[number] = Piece(mark, name, left, right, first, last, tuple(solid), at_start, at_end)
    return pieces


def _room(left: int, right: int, needed: int, limit: int) -> tuple[int, int]:
    """The cells a piece uses with its name: over its right edge when it is narrow, over its left where that is full."""
    if right - left >= needed:
        return left, right
    if left + needed <= limit:
        return left, left + needed
    return max(0, right - needed), right


def _solid(line: Line, fragments: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    cells = []
    for start, end in fragments:
        first, last = max(start, line.start), min(end, line.end)
        if first < last and (left := line.left(first)) < (right := line.right(last - 1)):
            cells.append((left, right))
    return cells


def draw(
    lane: Lane,
    hints: Mapping[str, str] | None = None,
    active: str | None = None,
    shapes: Mapping[str, Shape] | None = None,
) -> list[Run]:
    """The runs of one lane from left to right, with the blanks between them.

    `hints` gives spans by id a letter that is drawn in place of the name; the lanes do not move for it. The `active`
    span is drawn heavy. `shapes` are the brackets of the labels; all have the first without it.
    """
    runs: list[Run] = []
    column = 0
    for piece in lane:
        if piece.first > column:
            runs.append(Run(column, " " * (piece.first - column), None, Part.EDGE))
        hint = (hints or {}).get(piece.mark.id)
        shape = GHOST if piece.mark.ghost else (shapes or {}).get(piece.mark.label, SHAPES[0])
        runs += _draw(piece, hint, shape.heavy if piece.mark.id == active else shape.light, piece.mark.id == active)
        column = max(piece.last, piece.note.end if piece.note else 0)
    return runs


def _draw(piece: Piece, hint: str | None, shape: str, heavy: bool) -> Iterable[Run]:
    left_corner, right_corner = shape[0], shape[2]
    cells = [" "] * (max(piece.last, piece.note.end if piece.note else 0) - piece.first)
    for column in range(piece.left, piece.right):
        cells[column - piece.first] = "┄"
    for left, right in piece.solid:
        cells[left - piece.first : right - piece.first] = _fragment(left, right, piece, shape)
    cells[piece.left - piece.first] = left_corner if piece.begins else "╶"
    if piece.right - piece.left > 1:
        cells[piece.right - 1 - piece.first] = right_corner if piece.ends else "╴"
    elif piece.first < piece.left:
        cells[piece.left - piece.first] = right_corner
    drawn = "".join(cells).translate(_HEAVY) if heavy else "".join(cells)

    word, part = (hint[: len(piece.name)], Part.HINT) if hint else (piece.name, Part.NAME)
    # A piece pushed to the left of its words by the edge of the text has its name before them.
    over: list[tuple[int, str, Part, str | None]] = [(0 if piece.first < piece.left else 1, word, part, None)]
    column = piece.note.column - piece.first if piece.note else 0
    for text, label in piece.note.words if piece.note else ():
        over.append((column, text, Part.LINK, label))
        column += cell_len(text)
    if piece.repeats:
        over.append((piece.right - 1 - piece.first - len(word), word, part, None))
    at = 0
    for slot, text, kind, label in sorted(over, key=lambda item: item[0]):
        if slot > at:
            yield Run(piece.first + at, drawn[at:slot], piece.mark, Part.EDGE)
        yield Run(piece.first + slot, text, piece.mark, kind, label)
        at = slot + cell_len(text)
    if at < len(drawn):
        yield Run(piece.first + at, drawn[at:], piece.mark, Part.EDGE)


def _fragment(left: int, right: int, piece: Piece, shape: str) -> list[str]:
    """The cells under one fragment, its corners towards the gaps drawn so that it is seen where the words stop."""
    cells = [shape[1]] * (right - left)
    from_gap, to_gap = left > piece.left, right < piece.right
    if right - left == 1:
        if from_gap and to_gap:
            cells[0] = "┴"
        return cells
    if from_gap:
        cells[0] = shape[0]
    if to_gap:
        cells[-1] = shape[2]
    return cells
