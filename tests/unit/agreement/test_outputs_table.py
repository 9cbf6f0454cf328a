"""The table: aligned, within its width, harmless, and the same with styles as without."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.agreement.outputs import styled, table
from annotator.agreement.report import Caution, Confusion, Report
from annotator.text.safe import safe
from tests.unit.agreement.sample_report import (
    HOSTILE,
    empty_report,
    measure,
    of_ratings,
    sample_report,
    two_raters,
)

ANSI = re.compile(r"\x1b\[[0-9;]*m")
REPORTS = {
    "three": sample_report(),
    "two": two_raters(sample_report("chris")),
    "nothing": empty_report(sample_report()),
    "ratings": of_ratings(),
}


def section(text: str, number: int) -> list[str]:
    """The lines of a section."""
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{number}  "))
    rest = [i for i, line in enumerate(lines) if i > start and re.match(r"\d  \S", line)]
    return lines[start : rest[0] if rest else None]


def row(lines: list[str], *begin: str) -> str:
    return next(line for line in lines if all(part in line for part in begin))


@pytest.mark.parametrize("width", [60, 72, 80, 100, 140])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_no_line_is_longer_than_the_page_or_ends_in_spaces(report: Report, width: int) -> None:
    for line in table(report, width).split("\n"):
        assert cell_len(line) <= width, line
        assert line == line.rstrip(), line


@given(st.lists(st.text(min_size=1, max_size=60), min_size=2, max_size=2, unique=True), st.integers(60, 120))
def test_whatever_names_hold_the_page_keeps_its_width_and_obeys_nobody(names: list[str], width: int) -> None:
    pairs = replace(measure(names[0], "f1", names[1], 0.5), params={"raters": names})
    text = table(replace(sample_report(names[0]), pairwise=(pairs,)), width)
    assert max(cell_len(line) for line in text.split("\n")) <= width
    assert all(line == safe(line) for line in text.split("\n"))


def test_the_sections_stand_in_their_order_under_a_short_provenance() -> None:
    text = table(sample_report())
    titles = re.findall(r"^(\d)  (.+)$", text, re.MULTILINE)
    assert [number for number, _ in titles] == list("12345678")
    head = text[: text.index("1  Summary")]
    for part in ("nl-fact 1", "24 documents, 812 sentences", "seed 1", "4be1c0d24be1", "2 no sentence that two"):
        assert part in head


def test_figures_have_three_decimals_their_sign_and_their_interval() -> None:
    summary = section(table(sample_report()), 1)
    assert "F1 .214   uα -.031  [-.44, .34]" in row(summary, "actor")
    assert "Po .861     α .698  [.67, .72]       .00     .97  tentative" in row(summary, "sentence:check_worthiness")
    assert "Po 1.000" in row(summary, "sentence:topic")


def test_undefined_is_a_dash_with_its_reason() -> None:
    text = table(sample_report())
    assert re.search(r"α –\s+no variation", row(section(text, 1), "sentence:topic"))
    assert re.search(r"·+\s+–\s+no variation", row(section(text, 2), "α MASI"))
    assert "nothing rated by two" in row(section(text, 6), "2026-W05")
    assert "nan" not in text.lower().split()
    assert "None.\n" not in text


def test_bands_are_of_alpha_and_kappa_only_whatever_the_report_says() -> None:
    band = "reliable (Krippendorff 2004)"
    figures = tuple(measure(name, name, "exact", 0.9, band=band) for name in ("f1", "u_alpha", "gamma"))
    assert "reliable" not in table(replace(sample_report(), measures=figures, warnings=(), methods=""))
    alpha = (measure("claim.polarity", "krippendorff_alpha", "nominal", 0.9, band=band),)
    text = table(replace(sample_report(), measures=alpha))
    assert "reliable" in row(section(text, 1), "claim.polarity")
    assert "after Krippendorff 2004" in text


def test_a_bar_shows_the_value_its_interval_and_the_bars_of_alpha() -> None:
    wide = measure("x", "krippendorff_alpha", "nominal", 0.5, 0.1)
    sharp = measure("x", "f1", "exact", 0.5, 0.0)
    below = measure("x", "u_alpha", "2016", -0.5, 0.1)
    lines = section(table(replace(sample_report(), measures=(wide, sharp, below), warnings=())), 2)
    drawn = {name: row(lines, name) for name in ("α nominal", "F1 exact", "uα 2016")}
    assert re.search(r"·+├─+●─+┤·*┊·+┊·+", drawn["α nominal"])
    assert re.search(r"·+■·+ ", drawn["F1 exact"])
    assert "┊" not in drawn["F1 exact"] + drawn["uα 2016"]
    place = {name: re.search("[●■]", line).start() for name, line in drawn.items()}  # type: ignore[union-attr]
    assert place["α nominal"] == place["F1 exact"] > place["uα 2016"]
    assert row(lines, "figure").split()[1:4] == ["-.8", "0", "1"]


def test_flags_have_a_legend() -> None:
    summary = section(table(sample_report()), 1)
    assert "a spans merged · b few documents · c prevalence" in summary
    assert row(summary, "sentence:contains_claim").endswith(" c")


def test_three_pairs_are_listed_and_more_are_a_matrix_that_fits() -> None:
    assert "anna – bram " in "\n".join(section(table(sample_report()), 3))
    who = [f"annotator {number}" for number in range(20)]
    found = tuple(measure("claim", "f1", "exact", 0.5, params={"raters": list(pair)}) for pair in combinations(who, 2))
    report = sample_report()
    confusions = tuple(Confusion("spans", pair, ("claim", "∅"), ((4, 1), (2, 0))) for pair in combinations(who, 2))
    report = replace(report, pairwise=found, confusion=confusions)
    text = table(replace(report, provenance=replace(report.provenance, annotators=tuple(who))))
    lines = section(text, 3)
    assert max(map(len, lines)) <= 100
    heads = [number for line in lines if line.strip().startswith(("1 ", "2 ", "1")) for number in line.split()]
    assert {str(number) for number in range(1, 21)} <= set(heads)
    assert sum(line.count(".500") for line in lines) == 190
    assert "spans, all pairs both ways round" in text
    assert row(section(text, 4), "1 claim").split()[2:] == ["1,520", "570"]


def test_a_matrix_has_no_place_for_misses_where_there_are_none() -> None:
    found = Confusion("sentence:a", ("anna", "bram"), ("x", "y", "∅"), ((3, 1, 0), (2, 4, 0), (0, 0, 0)))
    lines = section(table(replace(sample_report(), confusion=(found,), boundaries=())), 4)
    assert row(lines, "anna \\ bram").split() == ["anna", "\\", "bram", "1", "2"]
    assert "∅" not in "".join(lines)


def test_what_is_not_listed_is_counted() -> None:
    text = " ".join(section(table(sample_report()), 7))
    assert "5 more groups with a share of .118 together are in the JSON." in text
    assert "nos-almaty 34" in text


def test_ratings_from_elsewhere_have_only_what_there_is() -> None:
    text = table(of_ratings())
    assert re.findall(r"^(\d)  ", text, re.MULTILINE) == ["1", "2", "3"]
    assert re.search(r"^compared +812 items in 24 documents$", text, re.MULTILINE)
    assert re.search(r"^level +nominal$", text, re.MULTILINE)
    assert re.search(r"^intervals +none$", text, re.MULTILINE)
    assert "a – b" in "\n".join(section(text, 3))


def test_styles_change_nothing_but_the_look() -> None:
    report = sample_report()
    shown = styled(report, 100, colour=True)
    assert ANSI.sub("", shown) == table(report, 100)
    assert "\x1b[1m" in shown
    assert "\x1b[36m" in shown
    assert set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ANSI.sub("", shown))) == set()


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    report = sample_report()
    monkeypatch.setenv("NO_COLOR", "1")
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", styled(report)) for code in found.split(";")}
    assert codes <= {"0", "1", "2"}, "bold and dim are no colours"
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b[36m" in styled(report)


def test_a_hostile_name_is_shown_and_not_obeyed() -> None:
    text = table(sample_report())
    assert safe(HOSTILE) in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_few_documents_are_said_once_where_they_are_few_everywhere() -> None:
    few = tuple(replace(m, flags=("few_documents",)) for m in sample_report().measures)
    report = replace(sample_report(), measures=few)
    everywhere = replace(report, warnings=(Caution("few_documents", None, "9 documents: below 20"),))
    assert "few documents" in "\n".join(section(table(report), 1))
    assert "few documents" not in "\n".join(section(table(everywhere), 1))
    assert "- 9 documents: below 20" in section(table(everywhere), 8)


def test_a_terminal_has_its_own_width(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, width in (("80", 80), ("300", 120), ("20", 60)):
        monkeypatch.setenv("COLUMNS", columns)
        assert ANSI.sub("", styled(sample_report())) == table(sample_report(), width)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert table(sample_report()) == table(sample_report())
    assert styled(sample_report(), colour=True) == styled(sample_report(), colour=True)
