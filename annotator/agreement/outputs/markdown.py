"""``markdown``: the report as a page for a README or a wiki, with the tables that GitHub draws.

Bars are left out; a matrix is a table with numbered columns. What came from outside is escaped, so that no name becomes
markup, a link or a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.agreement.report import Report
from annotator.text.safe import safe

from .grids import Cell, Flags, Grid, Section, matrix_grid
from .references import cited
from .sections import facts, sections

__all__ = ["escaped", "markdown"]

_MARKS = re.compile(
    r"[\\`*{}\[\]<>#|~&$@^!]|(?<!\w)_|_(?!\w)|_(?=_)|(?<=_)_|:(?=//)|(?<=www)\.|^[-+=](?=\s|[-+=])|^(?<=\d)[.)]", re.I
)
_EMOJI = re.compile(r":(?=[\w+-]+:)")


def markdown(report: Report) -> str:
    """The report as GitHub-flavoured Markdown."""
    lines = ["# Agreement between annotators", ""]
    lines += [f"- {name}: {escaped(value)}" for name, value in facts(report)]
    for section in sections(report):
        lines += ["", f"## {section.number} {section.title}", *_section(section)]
    if report.provenance.left_out:
        lines += ["", "## Left out", ""]
        lines += [f"- {escaped(each.key)}: {escaped(each.reason)}" for each in report.provenance.left_out]
    if report.methods:
        lines += ["", "## Methods", "", escaped(report.methods)]
    if found := cited(report):
        lines += ["", "## References", "", *(f"- {escaped(reference.text)}" for reference in found)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text in which nothing is markup; on one line, without spaces around it."""
    shown = _EMOJI.sub("\\:", _MARKS.sub(lambda found: f"\\{found[0]}", safe(text).strip(" ")))
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", shown)


def _section(section: Section) -> Iterator[str]:
    matrices = section.matrices if section.key != "pairs" else ()
    for grid in (*(matrix_grid(matrix) for matrix in matrices), *section.grids):
        yield ""
        yield from _grid(grid.without(bars=True))
    if section.items:
        yield ""
    for about, text in section.items:
        yield f"- {escaped(about)}: {escaped(text)}" if about else f"- {escaped(text)}"
    if not section.grids and not matrices and not section.items:
        yield from ("", escaped(section.empty))


def _grid(grid: Grid) -> Iterator[str]:
    named = any(group.name for group in grid.groups)
    if grid.caption:
        yield from (f"**{escaped(grid.caption)}**", "")
    heads = [escaped(column.title) for column in grid.columns]
    yield _row(heads)
    yield _row(["---:" if column.align == "right" else "---" for column in grid.columns])
    for group in grid.groups:
        if named:
            yield _row([f"**{escaped(group.name)}**", *([""] * (len(heads) - 1))])
        yield from (_row([_cell(cell) for cell in row]) for row in group.rows)
    if grid.note:
        yield from ("", escaped(grid.note))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Flags):
        return escaped(", ".join(cell.words))
    return escaped(cell) if isinstance(cell, str) else ""
