"""Breaks a sentence into lines and says in which cell of its line every code point stands; pure, no Textual.

The text given must have gone through `safe()`, so it holds no control characters. Widths are those of `rich.cells`,
with which Textual lays out its segments: a cluster (a base with its combining marks, an emoji sequence) is one unit,
never broken, whose code points share its cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

# Ranges in which every code point takes one cell and combines with nothing: nearly all European text is made of these,
# and then a code point's column is its index.
_NARROW_RANGES = ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x2FF), (0x384, 0x482), (0x2010, 0x2027), (0x2030, 0x203B))
_NARROW = frozenset(chr(code) for first, last in _NARROW_RANGES for code in range(first, last + 1)) | frozenset("€␉␊␛·")


# Whether the presentation selector widens the sign before it, and whether a skin tone takes cells of its own, is what
# terminals do not agree on (tmux 3.3: no, yes; kitty: yes, no), and then all that follows on the row stands wrong.
_UNSTEADY = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


class Cluster(NamedTuple):
    """Code points `[start, end)` that are drawn as one, and the cells they take."""

    start: int
    end: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a wrapped sentence; indices are code points of the sentence, columns are cells of the line.

    `[start, end)` holds the white space at which the line was broken, `[start, shown)` is what is drawn, `width` cells
    wide. `columns` and `rights` hold the first cell and the cell after each code point; both are empty when every code
    point takes one cell.
    """

    start: int
    end: int
    shown: int
    width: int
    columns: tuple[int, ...] = ()
    rights: tuple[int, ...] = ()

    def left(self, index: int) -> int:
        """The first cell of a code point; what hangs over the end of the line stands at its right edge."""
        if index <= self.start:
            return 0
        if index >= self.shown:
            return self.width
        return self.columns[index - self.start] if self.columns else index - self.start

    def right(self, index: int) -> int:
        """The cell after a code point."""
        if index < self.start:
            return 0
        if index >= self.shown:
            return self.width
        return self.rights[index - self.start] if self.columns else index - self.start + 1

    def at(self, column: int) -> int:
        """The code point drawn in a cell: the first of its cluster; beyond either edge, the nearest one."""
        last = max(self.start, self.shown - 1)
        if not self.columns:
            return min(max(self.start + column, self.start), last)
        found = max(0, bisect_right(self.columns, column) - 1)
        return min(self.start + bisect_left(self.columns, self.columns[found]), last)

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """The part of `[start, end)` that is drawn, widened to whole clusters, which no style may cut in two."""
        start, end = max(start, self.start), min(end, self.shown)
        if self.columns and start < end:
            start = self.start + bisect_left(self.columns, self.columns[start - self.start])
            end = self.start + bisect_right(self.columns, self.columns[end - 1 - self.start])
        return start, end


def wrap(text: str, width: int) -> list[Line]:
    """The lines of a sentence in at most `width` cells; an empty sentence has one empty line."""
    width = max(2, width)
    if _NARROW.issuperset(text):
        return [_narrow_line(text, start, end, width) for start, end in _narrow_breaks(text, width)]
    return [_wide_line(text, piece) for piece in _cluster_breaks(text, _clusters(text), width)]


def steady(text: str) -> str:
    """The text as it is sent to the terminal: as wide as before, and so on every terminal.

    A presentation selector or a skin tone is left out, and a blank stands where the sign is narrower without it.
    """
    if not _UNSTEADY.search(text):
        return text
    return "".join(_steady(text[start:end], width) for start, end, width in _clusters(text))


def _steady(cluster: str, width: int) -> str:
    kept = _UNSTEADY.sub("", cluster) or cluster
    return kept + " " * (width - cell_len(kept))


def line_count(text: str, width: int) -> int:
    """How many lines `wrap` would give, without making them."""
    width = max(2, width)
    if not _NARROW.issuperset(text):
        return _wide_count(text, width)
    if len(text) <= width:
        return 1
    return sum(1 for _ in _narrow_breaks(text, width))


def _narrow_breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while length - start > width:
        # A space in the cell after the last one still ends the line: it hangs over the edge and is not drawn.
        space = text.rfind(" ", start + 1, start + width + 1)
        end = start + width if space < 0 else space + 1
        while end < length and text[end] == " ":
            end += 1
        yield start, end
        start = end
    if start < length or not length:
        yield start, length


def _narrow_line(text: str, start: int, end: int, width: int) -> Line:
    shown = end
    if end < len(text) or end - start > width:
        while shown > start and text[shown - 1] == " ":
            shown -= 1
    return Line(start, end, shown, shown - start)


def _clusters(text: str) -> list[Cluster]:
    spans = [Cluster(*span) for span in split_graphemes(text)[0]]
    if len(spans) > 1 and spans[0].width == 0:  # a mark with nothing before it is drawn with what follows it
        first, second = spans[0], spans[1]
        spans[:2] = [Cluster(first.start, second.end, cell_len(text[first.start : second.end]))]
    return spans


def _cluster_breaks(text: str, clusters: list[Cluster], width: int) -> Iterator[list[Cluster]]:
    line: list[Cluster] = []
    used = 0
    breakable = 0  # how many clusters of the line come before the last place where it may be broken
    for cluster in clusters:
        space = text[cluster.start] == " "
        if used + cluster.width > width and not space:
            cut = breakable or len(line)
            if line:
                yield line[:cut]
            line = line[cut:]
            used, breakable = sum(item.width for item in line), 0
        line.append(cluster)
        used += cluster.width
        if space:
            breakable = len(line)
    if line or not clusters:
        yield line


def _wide_count(text: str, width: int) -> int:
    """Counts by words, five times as fast as making clusters; only a word wider than the line needs those."""
    lines, used = 1, 0
    for number, word in enumerate(text.split(" ")):
        size = len(word) if word.isascii() else cell_len(word)
        if size > width:
            return sum(1 for _ in _cluster_breaks(text, _clusters(text), width))
        used += 1 if number else 0
        if size and used + size > width:
            lines, used = lines + 1, 0
        used += size
    return lines


def _wide_line(text: str, clusters: list[Cluster]) -> Line:
    if not clusters:
        return Line(0, 0, 0, 0)
    start, end = clusters[0].start, clusters[-1].end
    drawn = list(clusters)
    if end < len(text):
        while drawn and text[drawn[-1].start] == " ":
            drawn.pop()
    columns: list[int] = []
    rights: list[int] = []
    column = 0
    for cluster in drawn:
        size = cluster.end - cluster.start
        columns += [column] * size
        column += cluster.width
        rights += [column] * size
    return Line(start, end, drawn[-1].end if drawn else start, column, tuple(columns), tuple(rights))


class Rows:
    """Where each of many blocks stands in one column of rows, when at most one of them is taller than usual.

    The usual heights are summed once; opening a block only notes how much it adds, so that finding a row or a block
    costs the same in a document of any length. Above the first block there may be `lent` blank rows, see `scroll_to`.
    """

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._tops = [0, *accumulate(heights)]
        self._opened = 0
        self._extra = 0
        self.lent = 0

    def __len__(self) -> int:
        return len(self._tops) - 1

    @property
    def total(self) -> int:
        """All rows together."""
        return self.lent + self._tops[-1] + self._extra

    def open(self, index: int, extra: int) -> None:
        """Closes the block that was open, and opens this one by `extra` rows."""
        self._opened, self._extra = index, extra

    def top(self, index: int) -> int:
        """The first row of a block; of the one after the last: the number of rows."""
        return self.lent + self._tops[index] + (self._extra if index > self._opened else 0)

    def at(self, row: int) -> int:
        """The block that holds a row; before the first and after the last, the nearest."""
        row -= self.lent
        after = self._tops[self._opened + 1] if len(self) else 0
        if row >= after:
            row = max(after - 1, row - self._extra)
        return min(max(0, bisect_right(self._tops, row) - 1), max(0, len(self) - 1))

    def scroll_to(self, row: int, height: int) -> int:
        """The scroll offset that makes `row` the first of `height` rows on the screen.

        A row before the first cannot be scrolled to, and yet a sentence near the start of a document must not jump when
        lanes close above it. So blank rows are lent, an eighth of a screen, and taken back once they are out of sight.
        """
        change = max(0, min(-row, max(2, height // 8) - self.lent)) if row < 0 else -min(self.lent, row)
        self.lent += change
        return max(0, row + change)
