"""Figures of the HTML report as inline SVG: bars on a common axis, shares, matrices.

Bars have no width of their own: they lie in per cents of their cell, so that all rows of a table share one axis at any
width of the page, and their signs keep their shape. Colours are CSS variables of the page. Everything is escaped, and
every picture has a title that says what it shows.
"""

from __future__ import annotations

from markupsafe import Markup

from annotator.text.safe import safe

from . import numerals as n
from .grids import Axis, Bar, Matrix, Share

__all__ = ["axis", "bar", "matrix", "share"]

_HEIGHT = 29
_INSET = 2.5
"""Per cent of room at either end, for signs that lie on it."""
_CELL, _ROW, _LABEL = 46, 28, 20
"""Of a matrix: the width and height of a cell in pixels, and the most characters of a label."""
_LETTER, _SIGN = 7.2, 13.0
"""Room for a letter and for a wider sign, in pixels, in whatever font the page gets."""

_DOT = Markup('<circle cx="{}" cy="{}" r="4.5" class="{}"/>')
_SQUARE = Markup('<svg x="{}" y="{}" overflow="visible"><rect x="-4" y="-4" width="8" height="8" class="{}"/></svg>')


def _x(where: float) -> str:
    return f"{_INSET + where * (100 - 2 * _INSET):.2f}%"


def _ticks(axis: Axis) -> list[float]:
    if axis.high != 1.0:
        return [axis.low, 0.0, axis.high]
    steps = [0.0, 0.5, 1.0]
    return [axis.low, *(step for step in steps if step - axis.low > 0.15)] if axis.low < 0 else steps


def axis(axis: Axis) -> Markup:
    """The labels of an axis, for the head of its column."""
    labels = Markup("").join(
        Markup('<text x="{}" y="12" text-anchor="middle">{}</text>').format(_x(axis.at(tick)), _tick(tick))
        for tick in _ticks(axis)
    )
    title = f"axis from {n.typographic(_tick(axis.low))} to {_tick(axis.high)}"
    return Markup('<svg class="axis" width="100%" height="16" role="img"><title>{}</title>{}</svg>').format(
        title, labels
    )


def _tick(value: float) -> str:
    return n.typographic(n.figure(value, 1)) if value % 1 else str(int(value))


def bar(bar: Bar, axis: Axis, name: str) -> Markup:
    """A value with its interval: a dot where it is corrected for chance, a square where it is as observed."""
    middle = _HEIGHT / 2
    parts = [_line(_x(axis.at(tick)), 0, _HEIGHT, "grid") for tick in _ticks(axis)]
    if bar.bars and bar.value is not None:
        parts += [_line(_x(axis.at(mark)), 4, _HEIGHT - 4, "mark") for mark in (0.667, 0.8)]
    said = n.figure(bar.value)
    if bar.value is None:
        said = "undefined"
    elif bar.ci is not None:
        low, high = (_x(axis.at(end)) for end in bar.ci)
        parts.append(
            Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="ci {}"/>').format(
                low, high, middle, middle, _family(bar)
            )
        )
        parts += [_line(end, middle - 4, middle + 4, f"ci {_family(bar)}") for end in (low, high)]
        said += f", 95 % interval from {n.figure(bar.ci[0], 2)} to {n.figure(bar.ci[1], 2)}"
    if bar.value is not None:
        where = _x(axis.at(bar.value))
        sign = _DOT if bar.corrected else _SQUARE
        parts.append(sign.format(where, middle, _family(bar)))
    title = f"{safe(name)}: {n.typographic(said)}"
    return Markup('<svg class="bar" width="100%" height="{}" role="img"><title>{}</title>{}</svg>').format(
        _HEIGHT, title, Markup("").join(parts)
    )


def _family(bar: Bar) -> str:
    return "corrected" if bar.corrected else "observed"


def _line(x: str, top: float, bottom: float, kind: str) -> Markup:
    return Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="{}"/>').format(x, x, top, bottom, kind)


def share(share: Share, name: str) -> Markup:
    """A part of a whole as a bar from the left."""
    width = f"{100 * min(1.0, share.value / share.top if share.top else 0.0):.2f}%"
    title = f"{safe(name)}: {n.figure(share.value, 2)}"
    return Markup(
        '<svg class="share" width="100%" height="10" role="img"><title>{}</title>'
        '<rect width="100%" height="10" class="ground"/><rect width="{}" height="10" class="observed"/></svg>'
    ).format(title, width)


def matrix(matrix: Matrix) -> Markup:
    """A matrix with grounds by level, its columns' names at a slant."""
    rows, columns = ([_short(name) for name in names] for names in (matrix.rows, matrix.columns))
    left = max((_room(name) for name in rows), default=0.0) + 14
    slants = [_room(name) * 0.71 + 10 for name in columns]
    top = max((*slants, 20.0)) + 8
    right = max((slant - _CELL * (len(columns) - j - 0.5) for j, slant in enumerate(slants)), default=0.0)
    right = max(2.0, right)
    width, height = left + _CELL * len(columns) + right, top + _ROW * len(rows) + 4
    parts = []
    for j, name in enumerate(columns):
        x, y = left + (j + 0.5) * _CELL - 2, top - 8
        parts.append(_label(name, x, y, f"rotate(-45 {x:.1f} {y:.1f})", "start"))
    for i, name in enumerate(rows):
        parts.append(_label(name, left - 8, top + (i + 0.5) * _ROW + 4, "", "end"))
        for j, text in enumerate(matrix.cells[i]):
            parts.append(_cell(text, matrix.levels[i][j], left + j * _CELL, top + i * _ROW))
    sides = f" Rows: {safe(matrix.down)}, columns: {safe(matrix.across)}." if matrix.down else ""
    return Markup(
        '<svg class="matrix" role="img" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}">'
        "<title>{2}</title><desc>{3}</desc>{4}</svg>"
    ).format(width, height, safe(matrix.caption), _told(matrix) + sides, Markup("").join(parts))


def _short(name: str) -> str:
    name = safe(name)
    return name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"


def _room(name: str) -> float:
    return sum(_LETTER if char < "\u0500" else _SIGN for char in name)


def _label(text: str, x: float, y: float, turn: str, anchor: str) -> Markup:
    where = Markup(' transform="{}"').format(turn) if turn else Markup("")
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}"{} class="label">{}</text>').format(
        x, y, anchor, where, text
    )


def _cell(text: str, level: int | None, x: float, y: float) -> Markup:
    inside = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle" class="{}">{}</text>').format(
        x + _CELL / 2, y + _ROW / 2 + 4.5, "count" if level is None else f"on{level}", n.typographic(text)
    )
    if level is None:
        return inside
    ground = Markup('<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="2" class="level{}"/>').format(
        x + 1, y + 1, _CELL - 2, _ROW - 2, level
    )
    return ground + inside


def _told(matrix: Matrix) -> str:
    """The rows of a matrix in words, for those who do not see it."""
    lines = []
    for name, cells in zip(matrix.rows, matrix.cells, strict=True):
        told = ", ".join(f"{safe(c)} {text}" for c, text in zip(matrix.columns, cells, strict=True) if text not in "·")
        lines.append(f"{safe(name)}: {told}." if told else "")
    return " ".join(line for line in lines if line)
