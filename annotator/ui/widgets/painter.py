"""Turns laid-out sentences into strips: the gutter, the words with all that lies upon them, the lanes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from .lanes import Block, Part, Run, draw
from .palette import COMMENT_SIGN, FOCUS_SIGN, STATUS_SIGNS, Look, Palette, Sign
from .wrap import Line, steady

READING_WIDTH = 100  # cells: beyond this the eye loses the next line
BOOK_WIDTH, BOOK_MARGIN = 76, 6  # cells: of the layout that is only for reading
GUTTER_LETTERS = 2  # of which there is room before a line
RIGHT_MARGIN = 3  # cells right of the words, into which a short span's name may run

Ranges = Sequence[tuple[int, int]]
Cell = tuple[str, Style]  # a letter to press, and how it looks


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over the text for the moment, in document offsets and span ids.

    ``linked`` gives each span that the active one is linked with the arrow of that link. ``hints`` pick spans,
    ``letters`` the words of the open sentence.
    """

    cursor: tuple[int, int] = (0, 0)
    selected: Ranges = ()
    held: Ranges = ()
    active: str | None = None
    linked: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] | None = None
    letters: Mapping[int, str] | None = None
    ghost: str | None = None


class Painter:
    """Turns a block into strips of one width; for ``reading`` without numbers and signs, between wide margins."""

    def __init__(self, palette: Palette, width: int, sentences: int, *, reading: bool = False) -> None:
        self.palette = palette
        self.width = width
        self.reading = reading
        self.digits = max(2, len(str(sentences)))
        self.gutter = self.digits + 6
        self.column = max(8, min(READING_WIDTH, width - self.gutter - RIGHT_MARGIN))
        if reading:
            self.column = max(8, min(BOOK_WIDTH, width - 2 * BOOK_MARGIN))
            self.gutter = max(BOOK_MARGIN, (width - self.column) // 2)
        self.limit = self.column + RIGHT_MARGIN

    def blank(self, open_: bool = False) -> Strip:
        """A row without anything on it."""
        return Strip([Segment(" " * self.width, self.palette.ground(open_))], self.width)

    def paint(self, block: Block, overlay: Overlay) -> list[Strip]:
        """The rows of a block from its gap to its last lane."""
        strips = [self.blank()] * block.gap
        over, edge = self._letters(block, overlay)
        for number, line in enumerate(block.lines):
            gutter = self._gutter(block, number, overlay, edge.get(number, ()))
            strips.append(self._row(gutter, self._words(block, line, overlay, over), line.width, block.open))
            blank = [Segment(" " * self.gutter, self.palette.ground(block.open))]
            for lane in block.lanes[number] if block.lanes else ():
                loud = overlay.ghost if lane[0].mark.ghost else overlay.active
                segments = [
                    Segment(run.text, self._lane_style(run, overlay))
                    for run in draw(lane, overlay.hints, loud, self.palette.shapes)
                ]
                strips.append(self._row(blank, segments, sum(cell_len(part.text) for part in segments), block.open))
        return strips

    def _row(self, gutter: list[Segment], segments: Iterable[Segment], cells: int, open_: bool) -> Strip:
        rest = self.width - self.gutter - cells
        fill = [Segment(" " * rest, self.palette.ground(open_))] if rest > 0 else []
        strip = Strip([*gutter, *segments, *fill], self.gutter + cells + max(0, rest))
        return strip if rest >= 0 else strip.crop(0, self.width)

    def _gutter(self, block: Block, number: int, overlay: Overlay, hints: Sequence[Cell]) -> list[Segment]:
        """What stands before a line: on the first the number, the signs, and what the sentence has to do with us."""
        palette, open_, marks = self.palette, block.open, block.marks
        if number and not hints:
            return [Segment(" " * self.gutter, palette.ground(open_))]
        before = " " * (self.gutter - 2)
        mark = " "
        status = "todo"
        if not number:
            linked = (overlay.linked[found.id] for found in marks.marks if found.id in overlay.linked)
            mark = FOCUS_SIGN if open_ else next(linked, " ")
            if not self.reading:
                signs = STATUS_SIGNS.get(marks.status, " ") + (COMMENT_SIGN if marks.commented else " ")
                before, status = f" {block.view.index + 1:>{self.digits}} {signs}", marks.status
        found = [
            Segment(before[:-2], palette.gutter(Sign.NUMBER, open_)),
            Segment(before[-2:], palette.gutter(Sign.STATUS, open_, status)),
            Segment(mark, palette.gutter(Sign.FOCUS, open_)),
        ]
        end = [*found, Segment(" ", palette.gutter(Sign.FOCUS, open_))]
        return [*end[: 4 - len(hints)], *(Segment(*hint) for hint in hints)]

    def _lane_style(self, run: Run, overlay: Overlay) -> Style:
        mark = run.mark
        if mark is None:
            return self.palette.ground(True)
        if run.part is Part.HINT:
            return self.palette.hint(mark.label)
        if run.part is Part.LINK:
            return self.palette.lane(run.label, False, False) if run.label else self.palette.aside
        if mark.ghost:
            return self.palette.ghost(mark.label, mark.id == overlay.ghost)
        loud = mark.id == overlay.active or mark.id in overlay.linked
        return self.palette.lane(mark.label, loud, run.part is Part.NAME)

    def _words(self, block: Block, line: Line, overlay: Overlay, over: Mapping[int, Cell]) -> Iterator[Segment]:
        """The words of a line, cut where anything upon them begins or ends."""
        offset = block.view.start
        bare = bool(block.lanes) or (block.open and not self.reading)  # the lanes show the labels
        active: list[tuple[int, int, str]] = []
        labels: list[tuple[int, int, str]] = []
        for mark in sorted(block.marks.marks, key=lambda mark: mark.fragments[0][0] - mark.fragments[-1][1]):
            for fragment in _on(line, mark.fragments, offset):
                labels.append((*fragment, mark.label))
                if mark.id == overlay.active or (not block.open and mark.id in overlay.linked):
                    active.append((*fragment, mark.label))
        selected = list(_on(line, overlay.selected, offset))
        held = list(_on(line, overlay.held, offset))
        cursor = list(_on(line, (overlay.cursor,), offset)) if block.open else []
        cells = [line.snap(index, index + 1) for index in over if line.start <= index < line.shown]

        cuts = {line.start, line.shown}
        for ranges in (selected, held, cursor, cells):
            cuts.update(edge for span in ranges for edge in span)
        for start, end, _ in active if bare else [*labels, *active]:
            cuts |= {start, end}
        plain = Look(open=block.open, role=block.view.role)
        for start, end in pairwise(sorted(cuts)):
            if start in over:
                letter, style = over[start]
                size = line.right(start) - line.left(start)
                yield Segment(letter.ljust(size)[:size], style)
                continue
            look = plain._replace(
                labels=() if bare else tuple(label for first, last, label in labels if first <= start < last),
                active=next((label for first, last, label in active if first <= start < last), None),
                selected=any(first <= start < last for first, last in selected),
                held=any(first <= start < last for first, last in held),
                cursor=any(first <= start < last for first, last in cursor),
            )
            yield Segment(steady(block.text[start:end]), self.palette.text(look))

    def _letters(self, block: Block, overlay: Overlay) -> tuple[dict[int, Cell], dict[int, list[Cell]]]:
        """The letters to press: over code points of the sentence, and at the end of the gutter before its lines.

        The hint of a span stands in the space before it, so that its words stay readable; at the start of a line in the
        gutter; where another stands there already, over the first letter that is free. A lane has it over its name.
        """
        over: dict[int, Cell] = {}
        edge: dict[int, list[Cell]] = {}
        if block.open:
            for offset, letter in (overlay.letters or {}).items():
                index = offset - block.view.start
                if 0 <= index < len(block.text):
                    line = block.lines[block.line_of(index)]
                    over[line.snap(index, index + 1)[0]] = letter, self.palette.letter
        for mark in () if block.lanes or not overlay.hints else block.marks.marks:
            if mark.id not in (overlay.hints or {}):
                continue
            cell = (overlay.hints or {})[mark.id], self.palette.hint(mark.label)
            index = max(0, mark.fragments[0][0] - block.view.start)
            number = block.line_of(index)
            line = block.lines[number]
            if line.left(index) == 0 and len(edge.get(number, ())) < GUTTER_LETTERS:
                edge.setdefault(number, []).append(cell)
            elif line.left(index) and not block.text[index - 1].isalnum() and index - 1 not in over:
                over[line.snap(index - 1, index)[0]] = cell
            else:
                while (first := line.snap(index, index + 1)[0]) in over and index < line.shown - 1:
                    index += 1
                if first not in over and line.start <= first < line.shown:
                    over[first] = cell
        return over, edge


def _on(line: Line, ranges: Ranges, offset: int) -> Iterator[tuple[int, int]]:
    """The parts of some ranges of the document that are drawn on a line of the sentence at `offset`."""
    for start, end in ranges:
        first, last = line.snap(start - offset, end - offset)
        if first < last:
            yield first, last
