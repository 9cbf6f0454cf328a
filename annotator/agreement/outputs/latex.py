r"""``latex``: tables (booktabs), a methods paragraph with its citations, and the BibTeX entries; for ``\input``.

The file compiles with pdfLaTeX, XeLaTeX and LuaLaTeX whatever a name holds: special characters are escaped, and a
character that pdfLaTeX's fonts lack is written as its code point. The entries are written to
``annotator-agreement.bib`` beside the document when it is compiled, if there is no such file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotator.agreement.report import Report
from annotator.text.safe import safe

from .grids import Cell, Flags, Grid, Group, Section, matrix_grid
from .numerals import typographic
from .references import Reference, cited, pattern_of
from .sections import facts, sections

__all__ = ["BIB", "escaped", "latex"]

BIB = "annotator-agreement"
"""The name of the bibliography, without ``.bib``."""
_ROWS = 40
"""So many rows fit on a page; longer tables are cut in parts."""
_LONGEST = 32
"""What a cell holds of a name, so that tables stay within the text."""
_SECTIONS = ("summary", "labels", "pairs", "confusion")

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\char34}",
    "`": r"\textasciigrave{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "−": "$-$",
    "±": r"$\pm$",
    "·": r"$\cdot$",
    "…": r"\dots{}",
    "’": "'",
    "‘": "`",
    "“": "``",
    "”": "''",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "∅": r"$\emptyset$",
    "→": r"$\rightarrow$",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "γ": r"$\gamma$",
    "κ": r"$\kappa$",
    "π": r"$\pi$",
    "Δ": r"$\Delta$",
    "×": r"$\times$",
}
_UNITIZING = re.compile(r"((?<!\w)(?:\|u|cu|\(k\)u|u)α|α_U)")
_LETTERS = range(0x00C0, 0x0180)
"""Letters that pdfLaTeX knows in T1, but for those in ``_ABSENT``."""
_ABSENT = frozenset("×÷ĦħĸĿŀŉŦŧſ")


def latex(report: Report) -> str:
    """The report as a LaTeX file for ``\\input``."""
    references = cited(report)
    lines = [
        "% Agreement between annotators: tables, a methods paragraph and their sources.",
        f"% In the document: \\usepackage[T1]{{fontenc}}, \\usepackage{{booktabs}}, \\bibliography{{{BIB}}}.",
        *(f"% {name}: {safe(value)}" for name, value in facts(report)),
    ]
    for section in sections(report):
        if section.key in _SECTIONS:
            lines += _section(section)
    if report.methods:
        lines += ["", r"\paragraph{Agreement.}", _with_citations(report.methods, references)]
    rest = [r.key for r in references if not _is_named(r, report.methods)]
    if rest:
        lines += ["", f"The measures are those of \\cite{{{','.join(rest)}}}."]
    if references:
        lines += ["", rf"\begin{{filecontents*}}{{{BIB}.bib}}"]
        lines += [line for reference in references for line in _entry(reference)]
        lines += [r"\end{filecontents*}"]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that LaTeX sets as it is; the symbols of the unitizing family as Krippendorff et al. 2016 write them."""
    parts = _UNITIZING.split(safe(text))
    for i, part in enumerate(parts):
        if i % 2:
            parts[i] = r"$\alpha_U$" if part == "α_U" else rf"${{}}_{{{part[:-1]}}}\alpha$"
        else:
            parts[i] = re.sub("-(?=-)", "-{}", "".join(map(_sign, part)))
    return "".join(parts)


def _sign(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    if " " <= char <= "~" or (ord(char) in _LETTERS and char not in _ABSENT):
        return char
    return rf"\texttt{{U+{ord(char):04X}}}"


# -- tables -----------------------------------------------------------------------------------------------------------


def _section(section: Section) -> Iterator[str]:
    matrices = section.matrices if section.key == "confusion" else ()
    for grid in (*(matrix_grid(matrix) for matrix in matrices), *section.grids):
        whole = grid.without(bars=True, details=True)
        parts = list(_parts(whole))
        for number, part in enumerate(parts):
            title = whole.caption or section.title
            yield from _table(part, title + (" (continued)" if number else ""), number == len(parts) - 1)


def _parts(grid: Grid) -> Iterator[Grid]:
    """A grid in tables that fit on a page; a group that is cut has its name again."""
    held: list[Group] = []
    room = _ROWS
    for group in grid.groups:
        rows = list(group.rows)
        while rows:
            if room < 3:
                yield replace(grid, groups=tuple(held))
                held, room = [], _ROWS
            taken, rows = rows[: room - 1], rows[room - 1 :]
            held.append(Group(group.name, tuple(taken)))
            room -= len(taken) + 1
    if held:
        yield replace(grid, groups=tuple(held))


def _table(grid: Grid, title: str, last: bool) -> Iterator[str]:
    width, named = len(grid.columns), any(group.name for group in grid.groups)
    letters = grid.legend
    legend = "".join(f" {letter}: {word}." for word, letter in letters.items())
    note = (grid.note if last else "") + legend
    caption = f"{escaped(title)}." + (f" {escaped(typographic(note))}" if note else "")
    yield ""
    yield r"\begin{table}[htbp]"
    yield rf"  \caption{{{caption}}}"
    size, between = (r"\scriptsize", 2) if letters else (r"\footnotesize", 4)
    letter = "".join("r" if column.align == "right" else "l" for column in grid.columns)
    yield rf"  \centering{size}\setlength{{\tabcolsep}}{{{between}pt}}"
    yield rf"  \begin{{tabular}}{{@{{}}{letter}@{{}}}}"
    yield r"    \toprule"
    yield f"    {_row([_cell(column.title, letters) for column in grid.columns])}"
    yield r"    \midrule"
    for number, group in enumerate(grid.groups):
        if named:
            if number:
                yield r"    \addlinespace"
            yield rf"    \multicolumn{{{width}}}{{l}}{{\textit{{{escaped(_short(group.name, 60))}}}}} \\"
        for row in group.rows:
            yield f"    {_row([_cell(cell, letters) for cell in row])}"
    yield r"    \bottomrule"
    yield r"  \end{tabular}"
    yield r"\end{table}"


def _row(cells: Sequence[str]) -> str:
    r"""Cells of a row. The empty group keeps a bracket at a row's beginning from being an argument of ``\\``."""
    return "{}" + " & ".join(cells) + r" \\"


def _cell(cell: Cell, letters: dict[str, str]) -> str:
    if isinstance(cell, Flags):
        return ", ".join(letters[word] for word in cell.words)
    if not isinstance(cell, str):
        return ""
    return escaped(typographic(_short(cell, _LONGEST)))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# -- citations --------------------------------------------------------------------------------------------------------


def _is_named(reference: Reference, text: str) -> bool:
    return any(pattern_of(short).search(text) for short in reference.short)


def _with_citations(text: str, references: Iterable[Reference]) -> str:
    r"""The text with ``\cite`` where it names a work: ``(Fleiss 1971)`` → ``\cite{fleiss1971}``."""
    found: list[tuple[int, int, str]] = []
    for reference in references:
        for short in reference.short:
            for match in pattern_of(short).finditer(text):
                begin, end = match.span()
                authors = text[begin : match.start("between")]
                if match["open"]:  # Krippendorff et al. (2016)
                    found.append((begin, end, rf"{escaped(authors)}~\cite{{{reference.key}}}"))
                    continue
                closes = bool(match["close"]) and text[begin - 1 : begin] == "("
                begin, end = (begin - 1, end) if closes else (begin, match.end("year"))
                found.append((begin, end, rf"\cite{{{reference.key}}}"))
    parts, at = [], 0
    for begin, end, cite in sorted(found):
        if begin >= at:
            parts += [escaped(text[at:begin]), cite]
            at = end
    return "".join(parts) + escaped(text[at:])


def _entry(reference: Reference) -> Iterator[str]:
    names = "author", "title"
    fields = dict(zip(names, (reference.authors, f"{{{reference.title}}}"), strict=True)) | dict(reference.source)
    yield f"@{reference.kind}{{{reference.key},"
    for name, value in (*fields.items(), ("year", str(reference.year))):
        yield f"  {name} = {{{_bib(value)}}},"
    yield "}"


_ACCENTS = {"é": r"{\'e}", "ö": r"{\"o}", "γ": r"{$\gamma$}", "&": r"\&"}


def _bib(text: str) -> str:
    return "".join(_ACCENTS.get(char, char) for char in text)
