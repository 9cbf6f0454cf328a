"""What a report is laid out in, whatever it is written as: sections of grids and matrices.

Cells are text as it came, never escaped: each output makes it harmless in its own way. A column's ``align`` is
``left``, ``right`` (numbers), ``bar`` or ``flags``.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

__all__ = [
    "INTERVAL",
    "OF_SHARES",
    "OF_VALUES",
    "Axis",
    "Bar",
    "Cell",
    "Column",
    "Flags",
    "Grid",
    "Group",
    "Matrix",
    "Section",
    "Share",
    "level",
    "matrix_grid",
]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure on the axis of its grid. ``corrected``: for chance; ``bars``: .667 and .800 are marked (α alone)."""

    value: float | None
    ci: tuple[float, float] | None
    corrected: bool = False
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, from 0 to 1; ``top``: what fills the width."""

    value: float
    top: float = 1.0


@dataclass(frozen=True, slots=True)
class Flags:
    """Short warnings in words; where there is no room for words, letters that a legend explains."""

    words: tuple[str, ...]


Cell = str | Bar | Share | Flags


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``detail``: left out where there is little room; ``firm``: never shortened."""

    title: str
    align: Literal["left", "right", "bar", "flags"] = "left"
    detail: bool = False
    firm: bool = False


INTERVAL = Column("95 % CI", firm=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under a name or none."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the bars of a grid begin and end."""

    low: float = 0.0
    high: float = 1.0

    def at(self, value: float) -> float:
        """Where a value lies: 0 at the left end, 1 at the right; values beyond are put at the ends."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first column names its row. ``key``: what the signs of its bars mean, for outputs that draw them."""

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    axis: Axis = Axis()
    note: str = ""
    key: str = ""

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of all groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def legend(self) -> dict[str, str]:
        """A letter for every short warning, for outputs that have no room for words."""
        words = dict.fromkeys(
            word for row in self.rows for cell in row if isinstance(cell, Flags) for word in cell.words
        )
        return {word: chr(ord("a") + i % 26) for i, word in enumerate(words)}

    def without(self, *, bars: bool = False, details: bool = False) -> Grid:
        """The same without its bars, without what is left out where there is little room, and without empty columns."""
        rows = self.rows
        kept = [
            i
            for i, column in enumerate(self.columns)
            if not (bars and column.align == "bar")
            and not (details and column.detail)
            and (i == 0 or any(_says(row[i]) for row in rows))
        ]
        return self.only(kept[1:])

    def only(self, kept: Iterable[int]) -> Grid:
        """The same with the names of the rows and some of the other columns."""
        chosen = (0, *kept)
        groups = tuple(Group(g.name, tuple(tuple(row[i] for i in chosen) for row in g.rows)) for g in self.groups)
        columns = tuple(self.columns[i] for i in chosen)
        key = self.key if any(column.align == "bar" for column in columns) else ""
        return replace(self, columns=columns, groups=groups, key=key)


def _says(cell: Cell) -> bool:
    return bool(cell.words) if isinstance(cell, Flags) else bool(cell)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Names against names. ``cells[i][j]``: what is written there; ``levels``: 0 to ``DEEPEST``, None for no ground.

    ``down`` and ``across``: what the rows and the columns are of.
    """

    caption: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    levels: tuple[tuple[int | None, ...], ...]
    down: str = ""
    across: str = ""
    note: str = ""


OF_VALUES = (0.2, 0.4, 0.6, 0.7, 0.8, 0.9)
"""Where the grounds of coefficients change: finer where coefficients are."""
OF_SHARES = (0.005, 0.03, 0.06, 0.12, 0.25, 0.5)
"""Where the grounds of shares of a row change: so that the rare errors can be told from each other."""
DEEPEST = len(OF_VALUES)


def level(value: float | None, steps: tuple[float, ...]) -> int | None:
    """How deep a ground is; None without a value."""
    return None if value is None or not math.isfinite(value) else bisect_right(steps, value)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a report. ``items``: sentences, one a line, each with what it is about or nothing."""

    number: int
    key: str
    title: str
    grids: tuple[Grid, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    empty: str = ""


def matrix_grid(matrix: Matrix) -> Grid:
    """A matrix as a table with numbered columns, for outputs that cannot draw."""
    named = [f"{i} {name}" for i, name in enumerate(matrix.rows, 1)]
    same = matrix.rows == matrix.columns
    heads = [str(i) if same else name for i, name in enumerate(matrix.columns, 1)]
    corner = " \\ ".join(part for part in (matrix.down, matrix.across) if part)
    columns = (Column(corner), *(Column(head, "right") for head in heads))
    rows = tuple((name, *cells) for name, cells in zip(named, matrix.cells, strict=True))
    return Grid(matrix.caption, columns, (Group("", rows),), note=matrix.note)
