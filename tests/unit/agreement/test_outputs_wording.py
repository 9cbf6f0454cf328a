"""Figures and measures in words."""

from __future__ import annotations

import math
from typing import Any

import pytest

from annotator.agreement.outputs import numerals as n
from annotator.agreement.outputs import wording as w
from annotator.agreement.outputs.references import REFERENCES, cited, keys_of
from annotator.agreement.words import CITATIONS
from tests.unit.agreement.sample_report import empty_report, measure, of_ratings, sample_report


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.7124, ".712"),
        (0.0, ".000"),
        (1.0, "1.000"),
        (-1.0, "-1.000"),
        (-0.0312, "-.031"),
        (-0.0004, "-.000"),
        (0.9996, "1.000"),
        (-1.25, "-1.250"),
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_a_coefficient_has_three_decimals_and_its_sign(value: float | None, text: str) -> None:
    assert n.figure(value) == text


def test_intervals_differences_and_shares() -> None:
    assert n.bounds((0.614, 0.786)) == "[.61, .79]"
    assert n.bounds((-0.44, 1.0)) == "[-.44, 1.00]"
    assert n.bounds(None) == ""
    assert [n.signed(v) for v in (0.021, -0.021, 0.0, None)] == ["+.021", "-.021", ".000", "–"]
    found = [n.probability(v) for v in (0.0, 0.001, 0.05, 0.999, 1.0, None)]
    assert found == [".00", "<.01", ".05", ">.99", "1.00", ""]


def test_a_minus_is_typographic_before_numbers_only() -> None:
    assert n.typographic("[-.44, .34] check-worthy 2026-W05 -1.000") == "[−.44, .34] check-worthy 2026-W05 −1.000"


@pytest.mark.parametrize(
    ("measure", "variant", "params", "text"),
    [
        ("f1", "exact", {}, "F1 exact"),
        ("f1", "iou:0.5", {}, "F1 IoU ≥ .5"),
        ("f1", "iou:0.75", {}, "F1 IoU ≥ .75"),
        ("u_alpha", "2016", {}, "uα 2016"),
        ("u_alpha", "1995", {}, "α_U 1995"),
        ("bar_u_alpha", "2016", {}, "|uα 2016"),
        ("ku_alpha", "2016", {}, "(k)uα 2016"),
        ("krippendorff_alpha", "masi", {}, "α MASI"),
        ("krippendorff_alpha", "ordinal", {}, "α ordinal"),
        ("weighted_kappa", "ordinal", {"weights": "linear"}, "weighted κ linear"),
        ("something_new", None, {}, "something new"),
    ],
)
def test_a_measure_is_named_with_its_variant(measure: str, variant: str, params: dict[str, Any], text: str) -> None:
    assert w.name(measure, variant, params) == text


def test_remarks_tell_the_condition_of_a_figure() -> None:
    params = {"given": "both_ends", "coverage": 0.688, "spread": [0.5, 0.7], "pairs": 3, "unit": "char"}
    found = w.remark(measure("relation:hedges", "f1", "exact", 0.9, params=params))
    assert found == "both ends matched, of .69 matched, pairs .50–.70, characters"
    params = {"alpha": 1.0, "beta": 1.0, "delta_empty": 1.0, "sampler": "shift", "samples": 30, "seed": 7}
    told = w.remark(measure("x", "gamma", "2015", 0.9, params=params))
    assert told == "α 1, β 1, Δ∅ 1, sampler shift, samples 30, seed 7"
    assert w.remark(measure("x", "f1", "exact", 0.9, params={"coverage": None, "pairs": 1, "spread": [0.1, 0.1]})) == ""


def test_a_band_is_parted_from_its_source() -> None:
    found = measure("x", "fleiss_kappa", "nominal", 0.9, band="almost perfect (Landis & Koch 1977)")
    assert (w.band(found), w.band_source(found)) == ("almost perfect", "Landis & Koch 1977")
    for name in ("f1", "u_alpha", "gamma", "token_alpha", "gwet_ac1"):
        assert w.band(measure("x", name, None, 0.9, band="reliable (somebody)")) == ""


def test_every_measure_that_has_a_source_has_it_in_the_references() -> None:
    known = {reference.key for reference in REFERENCES}
    for name, citation in CITATIONS.items():
        keys = keys_of(name)
        assert keys, name
        assert set(keys) <= known
        years = {str(reference.year) for reference in REFERENCES if reference.key in keys}
        assert any(year in citation for year in years), name


def test_only_what_a_report_rests_on_is_cited() -> None:
    assert {r.key for r in cited(of_ratings())} == {"krippendorff2004", "cohen1960"}
    keys = {r.key for r in cited(sample_report())}
    assert {"efron1993", "dawid1979", "byrt1993", "passonneau2006", "landis1977", "krippendorff1995"} <= keys
    assert not keys & {"mathet2015", "scott1955", "cohen1968", "bennett1954", "artstein2008"}
    assert cited(empty_report(sample_report())) == ()
