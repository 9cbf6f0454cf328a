"""The LaTeX report through LaTeX and BibTeX: it compiles whatever a name holds, and every citation is resolved."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.agreement.outputs.latex import BIB, latex
from annotator.agreement.report import Report
from tests.unit.agreement.sample_report import FORMULA, HOSTILE, SPECIAL, empty_report, of_ratings, sample_report

TOOLS = [shutil.which(name) for name in ("pdflatex", "bibtex")]
BOOKTABS = (
    shutil.which("kpsewhich") and subprocess.run(["kpsewhich", "booktabs.sty"], capture_output=True).returncode == 0
)
PAPER = rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}
\usepackage{{booktabs}}
\begin{{document}}
\input{{report}}
\bibliographystyle{{plain}}
\bibliography{{{BIB}}}
\end{{document}}
"""
ODD = "".join(map(chr, range(0x20, 0x180))) + "αβγκπΔ∅≥≤−–—…·×±→李мария🙂\u0301\u202e"

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(
        not (all(TOOLS) and BOOKTABS), reason="there is no LaTeX here (Debian: apt install texlive-latex-recommended)"
    ),
]


def run(folder: Path, name: str, *arguments: str) -> str:
    found = subprocess.run([name, *arguments], cwd=folder, capture_output=True, timeout=240)
    said = found.stdout.decode("utf-8", "replace")
    assert found.returncode == 0, said[-3000:]
    return said


def compiled(folder: Path, report: Report) -> str:
    """What LaTeX says at its last run over a paper with the report in it."""
    (folder / "report.tex").write_text(latex(report), encoding="utf-8", newline="\n")
    (folder / "paper.tex").write_text(PAPER, encoding="utf-8", newline="\n")
    once = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex")
    run(folder, *once)
    said = run(folder, "bibtex", "paper")
    assert "Warning" not in said
    run(folder, *once)
    return run(folder, *once)


@pytest.mark.parametrize(
    "third", ["chris", HOSTILE, FORMULA, SPECIAL, ODD, "--help---"], ids=lambda name: ascii(name)[:12]
)
def test_it_compiles_and_every_citation_is_resolved(tmp_path: Path, third: str) -> None:
    said = compiled(tmp_path, sample_report(third))
    assert "undefined" not in said
    assert "Missing character" not in said
    assert re.search(r"Output written on paper\.pdf \(\d+ pages", said)
    assert (tmp_path / f"{BIB}.bib").is_file()


def test_tables_of_ordinary_names_keep_to_the_text(tmp_path: Path) -> None:
    wide = re.findall(r"Overfull \\hbox \((\d+)", compiled(tmp_path, sample_report("chris")))
    assert [points for points in wide if int(points) > 10] == []


def test_a_report_of_ratings_compiles(tmp_path: Path) -> None:
    assert "undefined" not in compiled(tmp_path, of_ratings())


def test_an_empty_report_compiles_without_a_bibliography(tmp_path: Path) -> None:
    (tmp_path / "report.tex").write_text(latex(empty_report(sample_report())), encoding="utf-8")
    (tmp_path / "paper.tex").write_text(re.sub(r"\\bib.*\n", "", PAPER).replace(r"\input{report}", r"\input{report}x"))
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex")
