"""Markdown and LaTeX: what came from outside is text in them, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotator.agreement.outputs.latex import escaped as in_latex
from annotator.agreement.outputs.latex import latex
from annotator.agreement.outputs.markdown import escaped as in_markdown
from annotator.agreement.outputs.markdown import markdown
from annotator.agreement.report import Caution
from annotator.text.safe import safe
from tests.unit.agreement.sample_report import HOSTILE, SPECIAL, empty_report, measure, of_ratings, sample_report

REPORTS = [sample_report(), of_ratings(), empty_report(sample_report())]

# -- Markdown ---------------------------------------------------------------------------------------------------------


def read(text: str) -> list[Token]:
    """The tokens of a page, those within lines too."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [each for token in reader.parse(text) for each in (token, *(token.children or ()))]


def words(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "text_special"))


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_has_tables_and_nothing_that_a_name_made(report: object) -> None:
    tokens = read(markdown(report))  # type: ignore[arg-type]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "em_open", "s_open", "fence"}


def test_every_row_of_a_table_has_all_its_cells() -> None:
    tokens = read(markdown(sample_report()))
    tables, cells = [], 0
    for token in tokens:
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            cells = 0
        elif token.type in ("th_open", "td_open"):
            cells += 1
        elif token.type == "tr_close":
            tables[-1].append(cells)
    assert len(tables) >= 10
    assert all(len(set(rows)) == 1 for rows in tables)
    lines = [line for line in markdown(sample_report()).split("\n") if line.startswith("|")]
    assert len(lines) == sum(len(rows) + 1 for rows in tables), "each line of a table is a row of it"


@given(st.text(max_size=40))
def test_any_text_stays_the_text_that_it_is(text: str) -> None:
    shown = safe(text).strip(" ")
    page = f"| a | b |\n| --- | --- |\n| {in_markdown(text).strip(' ')} | x |\n"
    tokens = read(page)
    assert words(tokens) == f"ab{shown}x"
    assert not {token.type for token in tokens} & {"html_inline", "link_open", "image", "code_inline", "em_open"}


@pytest.mark.parametrize("text", ["# a", "- a", "+ a", "1. a", "2) a", "> a", "    a", "```", "---", "===", "| a |"])
def test_a_line_that_begins_like_markup_is_a_paragraph(text: str) -> None:
    kinds = [token.type for token in read(in_markdown(text))]
    assert kinds[:2] == ["paragraph_open", "inline"]
    assert not {"code_block", "heading_open", "list_item_open", "blockquote_open", "fence", "hr", "table_open"} & set(
        kinds
    )


@pytest.mark.parametrize(("text", "source"), [("a_b", "a_b"), ("_a_", r"\_a\_"), ("http://x", r"http\://x")])
def test_names_keep_what_is_harmless(text: str, source: str) -> None:
    assert in_markdown(text) == source


def test_sections_methods_and_sources_are_there() -> None:
    text = markdown(sample_report())
    assert re.findall(r"^## (\S+)", text, re.MULTILINE) == [*"12345678", "Left", "Methods", "References"]
    assert "| actor | F1 .214 | uα -.031 | \\[-.44, .34\\] |" in text
    assert "| sentence:topic | Po 1.000 | α – | no variation |" in text


# -- LaTeX ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("50% of_a & b #1", r"50\% of\_a \& b \#1"),
        ("$x^2$ {~\\}", r"\$x\textasciicircum{}2\$ \{\textasciitilde{}\textbackslash{}\}"),
        ('a "b" `c`', r"a {\char34}b{\char34} \textasciigrave{}c\textasciigrave{}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("uα 2016, |uα, cuα, (k)uα", r"${}_{u}\alpha$ 2016, ${}_{|u}\alpha$, ${}_{cu}\alpha$, ${}_{(k)u}\alpha$"),
        ("α_U 1995", r"$\alpha_U$ 1995"),
        ("Dvořák, Widlöcher", "Dvořák, Widlöcher"),
        ("李\x1b", r"\texttt{U+674E}\texttt{U+241B}"),
        ("∅ ≥ κ", r"$\emptyset$ $\geq$ $\kappa$"),
    ],
)
def test_latex_sets_a_text_as_it_is(text: str, source: str) -> None:
    assert in_latex(text) == source


@given(st.text(max_size=40))
def test_no_text_becomes_a_command(text: str) -> None:
    found = in_latex(text)
    known = re.compile(
        r"\\[{}#$%&_]|\\(textbackslash|textascii\w+|textless|textgreater|textbar|textendash|textemdash|dots)\{\}"
        r"|\{\\char34\}|\\texttt\{U\+[0-9A-F]{4,6}\}|\$[^$]*\$|\{\}"
    )
    rest = known.sub("", found)
    assert not set(rest) & set("\\{}#$%&_^~\n")


def test_a_file_has_tables_a_paragraph_and_its_sources() -> None:
    text = latex(sample_report())
    for name in ("table", "tabular"):
        assert text.count(rf"\begin{{{name}}}") == text.count(rf"\end{{{name}}}") > 5
    assert text.count(r"\toprule") == text.count(r"\bottomrule") == text.count(r"\begin{table}")
    assert r"\paragraph{Agreement.}" in text
    assert r"\cite{hripcsak2005}" in text
    assert r"Krippendorff et al.~\cite{krippendorff2016}" in text
    assert "(Efron" not in text
    used = {key for keys in re.findall(r"\\cite\{([^}]*)\}", text) for key in keys.split(",")}
    assert used == set(re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE))


def test_every_row_of_a_latex_table_has_all_its_cells_and_no_table_is_longer_than_a_page() -> None:
    report = replace(sample_report(), measures=tuple(measure(f"l{i}", "f1", "exact", 0.5) for i in range(150)))
    for text in (latex(sample_report()), latex(report)):
        for columns, body in re.findall(
            r"\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}(.*?)\\end\{tabular\}", text, re.DOTALL
        ):
            rows = [line for line in body.split("\n") if line.rstrip().endswith("\\\\")]
            for line in rows:
                if "multicolumn" not in line:
                    assert len(re.findall(r"(?<!\\)&", line)) == len(columns) - 1, line
            assert len(rows) <= 42
    assert latex(report).count(r"\textit{l") == 150


def test_a_minus_is_a_minus_and_long_names_are_shortened() -> None:
    text = latex(sample_report())
    assert "$-$.031" in text
    assert " -.0" not in text
    bodies = re.findall(r"\\begin\{tabular\}(.*?)\\end\{tabular\}", text, re.DOTALL)
    assert in_latex(HOSTILE) not in "".join(bodies)
    assert in_latex(HOSTILE[:20]) in "".join(bodies)


def test_a_comment_ends_where_its_line_does() -> None:
    report = sample_report("eve\n\\input{secret}\r\u2028\\input{secret}\x85")
    head = latex(report).split(r"\begin{table}")[0]
    assert all(line.startswith("%") for line in head.splitlines() if line)


def test_special_characters_of_warnings_do_not_reach_markup() -> None:
    report = replace(sample_report(), warnings=(Caution("x", None, SPECIAL),))
    tokens = read(markdown(report))
    assert SPECIAL in words(tokens)
