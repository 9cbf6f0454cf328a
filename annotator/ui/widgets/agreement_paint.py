"""The views of the agreement screen as lines of a width: columns in line, bars, shades with their numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.color import Color

from annotator.agreement.outputs.numerals import figure
from annotator.text.safe import safe
from annotator.ui.widgets.agreement_rows import Bar, Cell, Column, Head, Heat, Name, Note, Pick, Row, Share, View
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Words, cut, folded
from annotator.ui.widgets.palette import readable

__all__ = ["Cursor", "Sheet", "on_cursor"]

GAP = 2
"""Cells between columns; between columns of shades one."""
HEAT = 9
"""Cells of a column of shades."""
SHADES = (0.4, 0.6, 0.8, 0.9)
"""Where a deeper shade begins."""
_GLYPHS = "·░▒▓█"
_BAR = (10, 30)
_SHARE = (8, 24)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Which row is chosen, and which of its picks."""

    row: int = 0
    pick: int = 0


def on_cursor(looks: Looks, line: Words, *, cell: bool = False) -> Words:
    """A line on the ground of the cursor; without colours inverse, a cell underlined, as an inverse glyph misleads."""
    palette = looks.palette
    if palette.ansi or palette.no_color:
        over = Style(bold=True, underline=True) if cell else Style(reverse=True)
        return [(text, looks.text + over) for text, _ in line]
    ground = Color.parse(palette.grounds.selection)
    found: Words = []
    for text, style in line:
        colour = style.color.triplet if style.color is not None else None
        own = Color(*colour) if colour is not None else Color.parse(palette.grounds.text)
        held = Style(color=readable(own, ground, palette.contrast).rich_color, bgcolor=ground.rich_color)
        found.append((text, style + held))
    return found


class Sheet:
    """A view in a width. ``at``: the line on which each row stands. Drawn are the lines that are asked for."""

    def __init__(self, view: View, looks: Looks, width: int) -> None:
        self._view, self._looks, self._width = view, looks, width
        self.rows = view.rows
        self._natural = {i: _natural(i, column, self.rows, width) for i, column in enumerate(view.columns)}
        self._plan: list[Row | Words] = []
        self.at: list[int] = []
        above: Note | None = None
        for line in view.lines:
            if isinstance(line, Row):
                self.at.append(len(self._plan))
                self._plan.append(line)
            else:
                if self._plan and not (isinstance(line, Note) and above is not None and above.loud == line.loud):
                    self._plan.append([])
                self._plan += [self._headed(line)] if isinstance(line, Head) else self._noted(line)
            above = line if isinstance(line, Note) else None

    def __len__(self) -> int:
        return len(self._plan)

    def pick(self, cursor: Cursor) -> Pick | None:
        """What a cursor is on."""
        picks = self.rows[cursor.row].picks if cursor.row < len(self.rows) else ()
        return picks[min(cursor.pick, len(picks) - 1)] if picks else None

    def draw(self, cursor: Cursor, top: int, height: int) -> tuple[Words, list[Words]]:
        """The titles of the columns, and so many lines; the chosen row or cell has a ground of its own and ``▸``."""
        chosen = self.pick(cursor)
        layout = _Layout(self._view.columns, self._natural, self._looks, self._width, chosen)
        here = self.at[cursor.row] if cursor.row < len(self.at) else -1
        lines = []
        for number, line in enumerate(self._plan[top : top + height], top):
            lines.append(layout.row(line, chosen if number == here else None) if isinstance(line, Row) else line)
        return layout.head(), lines

    def _headed(self, head: Head) -> Words:
        looks = self._looks
        aside = cut(head.aside, max(0, self._width - cell_len(safe(head.text)) - 6))
        style = looks.label(head.label) if head.label else looks.strong
        words: Words = [(f" {cut(head.text, self._width - 2)}", style), (f"   {aside}", looks.quiet)]
        return [*words, *(_legend(looks) if head.shades else [])]

    def _noted(self, note: Note) -> list[Words]:
        mark, style = ("⚠ ", self._looks.text) if note.loud else ("  ", self._looks.quiet)
        return folded([(f" {mark}", style), (note.text, style)], self._width - 2, 3)


def _natural(index: int, column: Column, rows: Sequence[Row], width: int) -> int:
    """How wide a column would be; 0 where there is nothing in it."""
    if column.heat:
        return HEAT
    found = max((_wide(row.cells[index]) for row in rows), default=0)
    if not found and column.align not in ("bar", "share"):
        return 0
    return min(max(found, cell_len(safe(column.title))), column.most or width)


class _Layout:
    """Which columns there is room for, how wide each is, and how a cell is drawn in it."""

    def __init__(
        self, columns: Sequence[Column], natural: Mapping[int, int], looks: Looks, width: int, chosen: Pick | None
    ) -> None:
        self._looks, self._width, self._columns = looks, width, columns
        kept = [i for i, column in enumerate(columns) if width >= column.spare]
        kept = [i for i in kept if natural[i] or columns[i].align in ("bar", "share")]
        sizes = {i: natural[i] for i in kept}
        self.left, self.right = False, False
        kept = self._scrolled(kept, sizes, chosen)
        self._gap = 1 if any(columns[i].heat for i in kept) else GAP
        free = width - 4 - sum(sizes[i] for i in kept) - self._gap * (len(kept) - 1)
        for i in kept:
            least, most = {"bar": _BAR, "share": _SHARE}.get(columns[i].align, (0, 0))
            sizes[i] += max(least, min(most, free)) if most else 0
        self._kept, self._sizes = kept, sizes
        self._squeeze()

    def _squeeze(self) -> None:
        """Where it is still too wide, the widest columns of words give way, down to what can be read."""
        while (over := sum(self._sizes.values()) + self._gap * (len(self._kept) - 1) + 4 - self._width) > 0:
            words = [i for i in self._kept if self._columns[i].align == "left" and not self._columns[i].heat]
            widest = max(words, key=lambda i: self._sizes[i], default=None)
            if widest is None or self._sizes[widest] <= 8:
                return
            self._sizes[widest] -= min(over, max(1, self._sizes[widest] - 8))

    def _scrolled(self, kept: list[int], sizes: dict[int, int], chosen: Pick | None) -> list[int]:
        """The columns of shades that there is room for, the chosen one among them."""
        heat = [i for i in kept if self._columns[i].heat]
        rest = [i for i in kept if not self._columns[i].heat]
        room = (self._width - 5 - sum(sizes[i] + 1 for i in rest)) // (HEAT + 1)
        if not heat or room >= len(heat):
            return kept
        at = heat.index(chosen.column) if chosen is not None and chosen.column in heat else 0
        first = max(0, at - max(1, room) + 1)
        shown = heat[first : first + max(1, room)]
        self.left, self.right = shown[0] != heat[0], shown[-1] != heat[-1]
        for i in set(heat) - set(shown):
            del sizes[i]
        return [*rest, *shown]

    def head(self) -> Words:
        """The titles of the columns; ‹ and › where there are more of them on that side."""
        line: Words = [("   ", self._looks.page)]
        for number, i in enumerate(self._kept):
            column, size = self._columns[i], self._sizes[i]
            text = self._axis(size) if column.align == "bar" else cut(column.title, size)
            space = " " * (size - cell_len(text))
            right = column.align == "right" or (column.heat and cell_len(text) < size)
            text, space = (f"{text} ", space[1:]) if column.heat and right else (text, space)
            style = self._looks.label(column.label) if column.label else self._looks.quiet
            line.append((space + text if right else text + space, style))
            if number < len(self._kept) - 1:
                line.append((" " * self._gap, self._looks.page))
        if self.left:
            line[0] = (" ‹ ", self._looks.strong)
        if self.right:
            line.append((" ›", self._looks.strong))
        return line

    @staticmethod
    def _axis(size: int) -> str:
        half = ".5".center(size - 2) if size >= 8 else " " * (size - 2)
        return f"0{half}1"

    def row(self, row: Row, chosen: Pick | None) -> Words:
        """A row; where the cursor is on it, it is marked, or of a row with cells to pick the cell."""
        looks = self._looks
        line: Words = [(" ▸ " if chosen is not None else "   ", looks.strong)]
        for number, i in enumerate(self._kept):
            cell = self._cell(row.cells[i], self._columns[i], self._sizes[i])
            if chosen is not None and chosen.column == i:
                cell = on_cursor(looks, [("▸" + cell[0][0][1:], cell[0][1]), *cell[1:]], cell=True)
            line += cell
            if number < len(self._kept) - 1:
                line.append((" " * self._gap, looks.page))
        if chosen is not None and chosen.column is None:
            used = sum(cell_len(safe(text)) for text, _ in line)
            line = on_cursor(looks, [*line, (" " * max(0, self._width - used), looks.page)])
        return line

    def _cell(self, cell: Cell, column: Column, size: int) -> Words:
        looks = self._looks
        if isinstance(cell, Bar):
            return _bar(cell, size, looks)
        if isinstance(cell, Share):
            filled = round(size * cell.value / cell.top)
            return [("━" * max(1, filled), looks.text), (" " * (size - max(1, filled)), looks.page)]
        if isinstance(cell, Heat):
            return _heat(cell, size, looks)
        text = cell.text if isinstance(cell, Name) else cell
        style = looks.label(cell.label) if isinstance(cell, Name) and cell.label else looks.text
        if column.heat or text == "–":
            style = looks.quiet
        text = cut(text, size)
        space = " " * (size - cell_len(text))
        return [(space + text if column.align == "right" else text + space, style)]


def _wide(cell: Cell) -> int:
    if isinstance(cell, Bar | Share):
        return 0
    return cell_len(safe(cell.text if isinstance(cell, Name | Heat) else cell))


def _bar(bar: Bar, size: int, looks: Looks) -> Words:
    """``·····├──●──┤····``: the figure and its interval; hollow for a figure that does not correct for chance."""

    def at(value: float) -> int:
        return round(min(1.0, max(0.0, value)) * (size - 1))

    if bar.value is None:
        return [("·" * size, looks.quiet)]
    cells = ["·"] * size
    low, high = (at(value) for value in bar.ci) if bar.ci is not None else (size, -1)
    for i in range(low, high + 1):
        cells[i] = "─"
    if low < high:
        cells[low], cells[high] = "├", "┤"
    cells[at(bar.value)] = "●" if bar.chance else "○"
    text = "".join(cells)
    first, last = min(low, at(bar.value)), max(high, at(bar.value)) + 1
    return [(text[:first], looks.quiet), (text[first:last], looks.text), (text[last:], looks.quiet)]


def _shade(step: int, looks: Looks) -> tuple[str, Style]:
    """A shade: by its ground, and where there are no colours by a glyph."""
    palette = looks.palette
    if palette.ansi or palette.no_color:
        return _GLYPHS[step] * 2, looks.text
    page, text = Color.parse(palette.grounds.page), Color.parse(palette.grounds.text)
    strength = 0.05 + (0.082 if palette.contrast < 7 else 0.068) * step  # so that the number can still be read
    ground = page.blend(text, strength, alpha=1.0)
    colour = readable(text, ground, palette.contrast)
    return "  ", Style(color=colour.rich_color, bgcolor=ground.rich_color)


def _heat(heat: Heat, size: int, looks: Looks) -> Words:
    """A figure on its shade."""
    if heat.value is None:
        return [(heat.text.rjust(size - 2).ljust(size), looks.quiet)]
    glyph, style = _shade(bisect_right(SHADES, heat.value), looks)
    return [(f" {glyph}{heat.text.rjust(size - 4)} ", style)]


def _legend(looks: Looks) -> Words:
    """What the shades mean: the number at which each begins."""
    line: Words = []
    for step, begins in enumerate((None, *SHADES)):
        glyph, style = _shade(step, looks)
        said = f"< {figure(SHADES[0], 1)}" if begins is None else f"≥ {figure(begins, 1)}"
        line += [(glyph, style), (f" {said}   ", looks.quiet)]
    return line
