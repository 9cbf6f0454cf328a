"""The worked example of docs/agreement.md is what the program computes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.agreement.assemble import Settings, report_of
from annotator.agreement.figures import Compared
from annotator.agreement.report import Report
from annotator.session.agreement import from_project
from annotator.session.making import make_demo

PAGE = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z:._]+)` \| (\w*) ?\| `(\w+)` \| ([\d.]+) \|$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with make_demo(tmp_path_factory.mktemp("demo") / "demo.db") as project:
        return report_of(Compared(from_project(project).corpus, project.scheme), Settings(replicates=0))


@pytest.mark.parametrize(("layer", "label", "measure", "value"), ROWS)
def test_the_numbers_of_the_example(report: Report, layer: str, label: str, measure: str, value: str) -> None:
    found = next(m for m in report.measures if (m.layer, m.label or "", m.measure) == (layer, label, measure))
    assert found.value is not None
    assert f"{found.value:.3f}".removeprefix("0") == value


def test_the_example_has_rows_and_its_formula_is_right() -> None:
    assert len(ROWS) == 14
    observed, expected = 1 / 47, (94**2 - 6**2 - 19**2 - 69**2) / (94 * 93)
    assert f"D_o = 1/47 = {observed:.4f}".replace(" 0.", " .") in PAGE
    assert f"= {expected:.4f}; α = 1 − .0213 / .4207 = {1 - observed / expected:.3f}".replace(" 0.", " .") in PAGE
