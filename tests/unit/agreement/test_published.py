"""Figures of the literature from the data they were printed with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement import coefficients, pairwise
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.ratings import Ratings
from annotator.agreement.sets import jaccard, masi
from annotator.agreement.statistic import Statistic

DATA = Path(__file__).parents[2] / "data" / "agreement" / "published" / "coefficients.toml"
EXAMPLES = tomllib.loads(DATA.read_text(encoding="utf-8"))["example"]


def read(example: dict[str, Any]) -> Ratings:
    if "strings" in example:
        return Ratings.from_matrix(list(zip(*example["strings"], strict=True)))
    if "ratings" in example:
        return Ratings.from_matrix([[None if value == "" else value for value in row] for row in example["ratings"]])
    if "counts" in example:
        return Ratings.from_matrix([[k for k, n in enumerate(row) for _ in range(n)] for row in example["counts"]])
    pairs = [(a, b, n) for a, row in enumerate(example["table"]) for b, n in enumerate(row)]
    return Ratings.from_matrix([(a, b) for a, b, n in pairs for _ in range(n)])


def statistic(ratings: Ratings, wanted: dict[str, str]) -> Statistic:
    name = wanted["measure"]
    if name == "krippendorff_alpha":
        return krippendorff_alpha(ratings, wanted["level"])
    if name == "weighted_kappa":
        return pairwise.weighted_kappa(ratings, wanted["weights"])
    if name in ("positive_agreement", "negative_agreement", "prevalence_index"):
        return getattr(coefficients, name)(ratings, 0)
    if name == "bias_index":
        return pairwise.bias_index(ratings, 0)
    return getattr(pairwise if name == "cohen_kappa" else coefficients, name)(ratings)


@pytest.mark.parametrize(
    ("example", "wanted"),
    [
        pytest.param(e, v, id=f"{e['citation'][:24]}-{v['measure']}-{v['published']}")
        for e in EXAMPLES
        for v in e["values"]
    ],
)
def test_as_printed(example: dict[str, Any], wanted: dict[str, str]) -> None:
    places = len(wanted["published"].partition(".")[2])
    found = statistic(read(example), wanted).value
    assert found == pytest.approx(float(wanted["published"]), abs=0.5 * 10**-places + 1e-12)


def test_every_example_says_where_it_is_from_and_how_it_was_checked() -> None:
    assert all(len(e["citation"]) > 20 and len(e["checked"]) > 10 for e in EXAMPLES)


def test_byrts_decomposition_of_kappa() -> None:
    """Byrt, Bishop & Carlin 1993: κ = (PABAK - PI² + BI²) / (1 - PI² + BI²)."""
    tables = [read(e) for e in EXAMPLES if "table" in e and len(e["table"]) == 2]
    assert len(tables) >= 5
    for ratings in tables:
        pabak = coefficients.pabak(ratings).value
        prevalence = coefficients.prevalence_index(ratings, 0).value
        bias = pairwise.bias_index(ratings, 0).value
        kappa = (pabak - prevalence**2 + bias**2) / (1 - prevalence**2 + bias**2)
        assert pairwise.cohen_kappa(ratings).value == pytest.approx(kappa, abs=1e-12)


def test_masi_of_passonneau_2006() -> None:
    """M is 1, 2/3, 1/3 and 0 for the same set, one within the other, some in common, nothing in common."""
    values = [frozenset(v) for v in ("", "a", "ab", "bc", "abcd", "xyz")]
    expected = {
        (0, 0): 0.0,
        (0, 1): 1.0,
        (1, 2): 1 - 1 / 2 * 2 / 3,
        (2, 2): 0.0,
        (2, 3): 1 - 1 / 3 * 1 / 3,
        (2, 4): 1 - 2 / 4 * 2 / 3,
        (3, 4): 1 - 2 / 4 * 2 / 3,
        (1, 3): 1.0,
        (4, 5): 1.0,
    }
    found = masi(values)
    for (a, b), distance in expected.items():
        assert found[a, b] == found[b, a] == pytest.approx(distance, abs=1e-15)
    assert (np.diag(found) == 0).all()
    assert jaccard(values)[2].tolist() == pytest.approx([1, 1 / 2, 0, 2 / 3, 1 / 2, 1])
