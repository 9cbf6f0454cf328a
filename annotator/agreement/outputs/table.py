"""``table``: the report for a reader: aligned text where it is piped, the same with quiet styles on a terminal.

Both are one layout of pieces, each a text with what it is; the plain form drops what they are, the terminal's gives
them the styles of rich. Every text that came from outside goes through ``safe()``, cell by cell.
"""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.agreement.report import Report
from annotator.text.safe import safe

from .grids import Axis, Bar, Cell, Column, Flags, Grid, Matrix, Section, Share, matrix_grid
from .numerals import figure
from .sections import facts, sections

__all__ = ["WIDEST", "WIDTH", "styled", "table"]

WIDTH = 100
"""Columns of a page where the terminal does not say how many it has."""
WIDEST = 120
"""Wider pages are harder to read along."""
_LEAST, _SHARE, _BAR = 60, 12, 32
_MARGIN = "  "

Piece = tuple[str, str]
"""A text and what it is: ``text``, ``title``, ``group``, ``head``, ``quiet``, ``mark``, ``span``, ``bars``."""
Line = list[Piece]


def table(report: Report, width: int = WIDTH) -> str:
    """The report as plain aligned text, no line longer than ``width`` (60 at least), without trailing spaces."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in _page(report, max(width, _LEAST)))


def styled(report: Report, width: int | None = None, *, colour: bool | None = None) -> str:
    """The same for a terminal, with the escape codes of its styles.

    ``width``: None: the terminal's own, up to ``WIDEST``.
    ``colour``: None: unless ``NO_COLOR`` is set and not empty; without it there is bold and dim, but no colour.
    """
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    if width is None:
        width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)
    if colour is None:
        colour = not os.environ.get("NO_COLOR")
    stream = StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        no_color=not colour,
        width=max(width, _LEAST) + 1,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for line in _page(report, max(width, _LEAST)):
        text = Text.assemble(*((piece, _STYLES[role]) for piece, role in line), no_wrap=True)
        text.rstrip()
        console.print(text, soft_wrap=True)
    return stream.getvalue()


_STYLES = {
    "text": "",
    "title": "bold",
    "group": "bold",
    "head": "dim",
    "quiet": "dim",
    "mark": "cyan",
    "span": "cyan",
    "bars": "yellow",
}

# -- the page ---------------------------------------------------------------------------------------------------------


def _page(report: Report, width: int) -> Iterator[Line]:
    yield [("Agreement between annotators", "title")]
    yield []
    named = facts(report)
    left = max(len(name) for name, _ in named)
    for name, value in named:
        for i, part in enumerate(_wrapped(value, width - left - 2)):
            yield [((name if i == 0 else "").ljust(left) + _MARGIN, "quiet"), (part, "text")]
    for section in sections(report):
        yield []
        yield []
        yield [(f"{section.number}  {section.title}", "title")]
        yield from _section(section, width)


def _section(section: Section, width: int) -> Iterator[Line]:
    drawn = list(section.grids)
    listed = section.key == "pairs" and len(section.matrices) and len(section.matrices[0].rows) > 3
    if listed:
        drawn = []
    if section.key != "pairs" or listed:
        drawn = [*(part for matrix in section.matrices for part in _in_parts(matrix, width)), *drawn]
    for grid in drawn:
        yield []
        yield from _grid(grid, width)
    if section.items:
        yield []
    for about, text in section.items:
        for i, part in enumerate(_wrapped(f"{about}: {text}" if about else text, width - 2)):
            yield [("- " if i == 0 else "  ", "quiet"), (part, "text")]
    if not drawn and not section.items:
        yield []
        yield from ([(part, "quiet")] for part in _wrapped(section.empty, width))


def _in_parts(matrix: Matrix, width: int) -> list[Grid]:
    """A matrix as tables with so many columns each as have room."""
    whole = matrix_grid(matrix)
    taken = len(whole.columns) - 1
    while taken > 1 and _sizes(whole.only(range(1, taken + 1)), {}, width, *_STEPS[-1]) is None:
        taken -= 1
    return [whole.only(range(i, min(i + taken, len(whole.columns)))) for i in range(1, len(whole.columns), taken)]


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of words; a word without a space is cut, so that no line is too long."""
    lines = textwrap.wrap(safe(text), width, break_on_hyphens=False)
    return [cut for line in lines for cut in _cut(line, width)] or [""]


def _cut(line: str, width: int) -> Iterator[str]:
    while _cells(line) > width:
        kept = clipped(line, width, "")
        yield kept
        line = line[len(kept) :]
    yield line


# -- a grid -----------------------------------------------------------------------------------------------------------


def _grid(grid: Grid, width: int) -> Iterator[Line]:
    named = any(group.name for group in grid.groups)
    grid, sizes = _fitted(grid.without(), grid.legend, width - (2 if named else 0))
    legend = grid.legend
    indent: Line = [(_MARGIN, "text")] if named else []
    if grid.caption:
        yield [(clipped(safe(grid.caption), width), "group")]
    yield [*indent, *_joined([_head(c, s, grid) for c, s in zip(grid.columns, sizes, strict=True)])]
    for group in grid.groups:
        if group.name:
            yield [(clipped(safe(group.name), width), "group")]
        for row in group.rows:
            cells = zip(row, grid.columns, sizes, strict=True)
            yield [*indent, *_joined([_drawn(cell, column, size, grid.axis, legend) for cell, column, size in cells])]
    letters = " · ".join(f"{letter} {word}" for word, letter in legend.items())
    for note in (letters, grid.key, grid.note):
        if note:
            yield from ([(part, "quiet")] for part in _wrapped(note, width))


_STEPS = ((24, 20), (16, 12), (8, 8))
"""What names and bars are narrowed to; after the first step columns of detail go."""


def _fitted(grid: Grid, legend: dict[str, str], width: int) -> tuple[Grid, list[int]]:
    """A grid that fits and the widths of its columns; where nothing else helps it loses columns from the right."""
    plain = grid.without(details=True)
    for step, each in ((_STEPS[0], grid), (_STEPS[0], plain), *((step, plain) for step in _STEPS[1:])):
        sizes = _sizes(each, legend, width, *step)
        if sizes is not None:
            return each, sizes
    return _fitted(_narrow(plain), legend, width)


def _narrow(grid: Grid) -> Grid:
    """Without its last column: what is left when a page is too narrow for all of them."""
    groups = tuple(replace(group, rows=tuple(row[:-1] for row in group.rows)) for group in grid.groups)
    note = f"{grid.note} Not shown at this width: {grid.columns[-1].title}.".lstrip()
    return replace(grid, columns=grid.columns[:-1], groups=groups, note=note)


def _text(cell: Cell, legend: dict[str, str]) -> str:
    if isinstance(cell, Flags):
        return " ".join(legend[word] for word in cell.words)
    return safe(cell) if isinstance(cell, str) else ""


def _sizes(grid: Grid, legend: dict[str, str], width: int, name: int, bar: int) -> list[int] | None:
    """The width of each column. Names give way to ``name``, bars to ``bar``; None: that is not enough."""
    sizes, least = [], []
    for i, column in enumerate(grid.columns):
        cells = [row[i] for row in grid.rows]
        if column.align == "bar":
            share = any(isinstance(cell, Share) for cell in cells)
            sizes.append(_SHARE if share else _BAR)
            least.append(sizes[-1] if share else bar)
            continue
        sizes.append(max(_cells(safe(column.title)), *(_cells(_text(cell, legend)) for cell in cells), 1))
        least.append(min(sizes[-1], name) if column.align == "left" and not column.firm else sizes[-1])
    over = sum(sizes) + len(_MARGIN) * (len(sizes) - 1) - width
    while over > 0:
        widest = max(range(len(sizes)), key=lambda i: (sizes[i] > least[i], sizes[i]))
        if sizes[widest] <= least[widest]:
            return None
        sizes[widest] -= 1
        over -= 1
    return sizes


def _joined(cells: Sequence[Line]) -> Line:
    line: Line = []
    for i, cell in enumerate(cells):
        line += [(_MARGIN, "text"), *cell] if i else cell
    return line


def _head(column: Column, size: int, grid: Grid) -> Line:
    if column.align == "bar" and any(isinstance(cell, Bar) for row in grid.rows for cell in row):
        low, high = (_end(value) for value in (grid.axis.low, grid.axis.high))
        zero = round(grid.axis.at(0.0) * (size - 1))
        inner = " " * (zero - len(low)) + "0" if zero > len(low) else ""
        return [((low + inner).ljust(size - len(high)) + high, "head")]
    return [(_aligned(safe(column.title), column, size), "head")]


def _end(value: float) -> str:
    return figure(value, 1) if value % 1 else str(int(value))


def _drawn(cell: Cell, column: Column, size: int, axis: Axis, legend: dict[str, str]) -> Line:
    if isinstance(cell, Bar):
        return _bar(cell, size, axis)
    if isinstance(cell, Share):
        filled = round(cell.value / cell.top * size) if cell.top else 0
        return [("━" * filled, "mark"), (" " * (size - filled), "text")]
    return [(_aligned(_text(cell, legend), column, size), "text")]


def _aligned(text: str, column: Column, size: int) -> str:
    text = clipped(text, size)
    space = " " * (size - _cells(text))
    return space + text if column.align == "right" else text + space


def _bar(bar: Bar, size: int, axis: Axis) -> Line:
    """Dots, the interval as a line, the value as ● (corrected for chance) or ■, and ┊ at .667 and .800 for α."""
    if bar.value is None:
        return [("·" * size, "quiet")]
    cells: list[Piece] = [("·", "quiet")] * size

    def at(value: float) -> int:
        return round(axis.at(value) * (size - 1))

    for mark in (0.667, 0.8) if bar.bars else ():
        cells[at(mark)] = ("┊", "bars")
    if bar.ci is not None:
        low, high = (at(end) for end in bar.ci)
        for i in range(low, high + 1):
            cells[i] = ("┼", "bars") if cells[i][1] == "bars" else ("─", "span")
        if high > low:
            cells[low], cells[high] = ("├", "span"), ("┤", "span")
    cells[at(bar.value)] = ("●" if bar.corrected else "■", "mark")
    return cells


# -- the width of text ------------------------------------------------------------------------------------------------


def _cells(text: str) -> int:
    """How many columns a terminal takes for a text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clipped(text: str, size: int, end: str = "…") -> str:
    """As much of a text as has room, with an ellipsis where something is left out."""
    if _cells(text) <= size:
        return text
    kept = 0
    for kept, _ in enumerate(text):
        if _cells(text[: kept + 1]) > size - len(end):
            break
    return text[: max(kept, 0 if end else 1)] + end
