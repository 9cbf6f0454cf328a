"""JSON and CSV: the contract, full precision, nothing that is not a number."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from annotator.agreement.outputs import OUTPUTS, json_schema
from annotator.agreement.outputs.csv import COLUMNS, csv_text
from annotator.agreement.outputs.records import json_text
from annotator.agreement.report import Boot, Measure, Report
from annotator.model import adapter
from tests.unit.agreement.sample_report import FORMULA, HOSTILE, empty_report, measure, of_ratings, sample_report

CONTRACT = ["provenance", "measures", "pairwise", "confusion", "warnings"]


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(report))))


def with_measures(*found: Measure) -> Report:
    return replace(sample_report(), measures=found)


# -- JSON -------------------------------------------------------------------------------------------------------------


def test_the_keys_are_those_of_the_contract_in_their_order() -> None:
    found = json.loads(json_text(sample_report()))
    assert list(found)[:5] == CONTRACT
    assert list(found)[5:] == ["boundaries", "annotators", "drift", "disagreements", "differences", "methods"]
    figure = "layer label measure variant params value reason ci n_docs n_items n_raters boot below band flags"
    assert list(found["measures"][0]) == figure.split()
    assert list(found["measures"][0]["boot"]) == ["replicates", "seed", "undefined"]


@pytest.mark.parametrize("report", [sample_report(), of_ratings(), empty_report(sample_report())])
def test_reading_it_gives_the_same_report_to_the_last_bit(report: Report) -> None:
    assert adapter(Report).validate_json(json_text(report)) == report


def test_an_interval_is_two_numbers_or_null() -> None:
    for figure in json.loads(json_text(sample_report()))["measures"]:
        assert (figure["ci"] is None) == (figure["value"] is None)
        assert figure["ci"] is None or [type(end) for end in figure["ci"]] == [float, float]
        assert (figure["value"] is None) == (figure["reason"] is not None)


def test_what_is_not_a_number_cannot_get_in() -> None:
    bad = Measure(
        "a", None, "f1", "exact", {"coverage": math.nan, "spread": [0.1, math.inf]}, math.nan, ci=(0.1, math.nan)
    )
    found = json.loads(json_text(with_measures(bad)), parse_constant=pytest.fail)["measures"][0]
    assert (found["value"], found["reason"], found["ci"]) == (None, "not_finite", None)
    assert found["params"] == {"coverage": None, "spread": None}


def test_numbers_of_numpy_are_numbers() -> None:
    boot = Boot(np.int64(10), 1, 0)  # type: ignore[arg-type]
    given = Measure(
        "a", None, "f1", "exact", {"pairs": np.int32(3)}, np.float64(0.1), None, (0.0, np.float64(1)), boot=boot
    )
    found = json.loads(json_text(with_measures(given)))["measures"][0]
    assert (found["value"], found["ci"], found["params"], found["boot"]["replicates"]) == (
        0.1,
        [0.0, 1.0],
        {"pairs": 3},
        10,
    )


def test_the_text_is_ascii_without_controls() -> None:
    text = json_text(sample_report(HOSTILE + "\x7f\x9b\u202e"))
    assert text.isascii()
    assert not any(char < " " or char == "\x7f" for char in text.replace("\n", ""))
    assert json.loads(text)["provenance"]["annotators"][2] == HOSTILE + "\x7f\x9b\u202e"


def test_the_schema_names_every_key_that_is_written_and_asks_for_it() -> None:
    schema = json_schema()

    def check(value: Any, form: dict[str, Any]) -> None:
        if "$ref" in form:
            form = schema["$defs"][form["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in form:
            kinds = [each for each in form["anyOf"] if (each.get("type") == "null") == (value is None)]
            check(value, kinds[0])
        elif isinstance(value, dict) and "properties" in form:
            assert set(value) == set(form["properties"]) == set(form["required"])
            assert form["additionalProperties"] is False
            for key, each in value.items():
                check(each, form["properties"][key])
        elif isinstance(value, list) and "items" in form:
            for each in value:
                check(each, form["items"])

    check(json.loads(json_text(sample_report())), schema)
    assert list(schema["properties"])[:5] == CONTRACT
    assert "default" not in json.dumps(schema)
    assert json.dumps(json_schema()) == json.dumps(schema), "made again it is the same, and not changed by being used"


# -- CSV --------------------------------------------------------------------------------------------------------------


def test_there_is_a_row_for_every_figure_and_the_columns_never_change() -> None:
    report = sample_report()
    found = rows(report)
    assert [row["table"] for row in found] == ["measures"] * len(report.measures) + ["pairwise"] * len(report.pairwise)
    for each in (report, of_ratings(), empty_report(report)):
        assert csv_text(each).split("\n", 1)[0] == ",".join(COLUMNS)


def test_numbers_are_whole_and_stay_numbers() -> None:
    report = sample_report()
    for row, figure in zip(rows(report), (*report.measures, *report.pairwise), strict=True):
        assert (float(row["value"]) if row["value"] else None) == figure.value
        assert ((float(row["ci_low"]), float(row["ci_high"])) if row["ci_low"] else None) == figure.ci
        assert (row["reason"] or None) == figure.reason
        assert json.loads(row["params"]) == figure.params
    assert any(row["value"].startswith("-") for row in rows(report))


@pytest.mark.parametrize("name", [FORMULA, "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"])
def test_a_text_that_looks_like_a_formula_is_none(name: str) -> None:
    figure = measure(name, "f1", name, 0.5, label=name, params={"raters": [name, "b"]})
    row = rows(with_measures(figure))[0]
    for column in ("layer", "label", "variant", "raters"):
        assert row[column].startswith("'")
    assert row["params"].startswith("{")


def test_no_character_of_a_cell_is_obeyed() -> None:
    figure = measure(HOSTILE, "f1", 'a\nb,"c"', 0.5, params={"raters": [HOSTILE, "b"]})
    text = csv_text(with_measures(figure))
    assert "\x1b" not in text
    row = rows(with_measures(figure))[0]
    assert row["variant"] == 'a␊b,"c"'
    assert json.loads(row["params"])["raters"] == [HOSTILE, "b"]


def test_probabilities_and_bands_are_of_alpha_only() -> None:
    for row in rows(sample_report()):
        if row["measure"] not in ("krippendorff_alpha", "token_alpha"):
            assert row["p_below_667"] == row["p_below_800"] == ""
        assert not (row["band"] and row["measure"] in ("f1", "u_alpha", "gamma", "token_alpha"))
    assert any(row["p_below_667"] == "0.0021" for row in rows(sample_report()))


# -- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("report", [sample_report(), of_ratings(), empty_report(sample_report())])
def test_the_same_report_gives_the_same_bytes_and_ends_with_a_newline(name: str, report: Report) -> None:
    text = OUTPUTS[name](report)
    assert text == OUTPUTS[name](report)
    assert text.endswith("\n")
    text.encode("utf-8")


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != "json"])
def test_no_output_passes_on_what_a_terminal_obeys(name: str) -> None:
    text = OUTPUTS[name](sample_report(HOSTILE + "\x9b2J\u202e\u2066\x00\ud800"))
    assert not set(text) & set("\x00\x07\x1b\x7f\x9b\u202e\u2066\ud800")
