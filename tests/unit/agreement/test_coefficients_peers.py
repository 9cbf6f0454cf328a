"""The same figures as other programs, wherever their conventions are ours."""

from __future__ import annotations

from typing import Any

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from annotator.agreement import coefficients, pairwise
from annotator.agreement.alpha import Level, krippendorff_alpha
from annotator.agreement.ratings import Ratings

SEEDS = range(8)
SETS = [frozenset(text) for text in ("a", "b", "ab", "bc", "abc", "cd")]


def numbers(seed: int, raters: int = 4, missing: float = 0.25, kinds: int = 6) -> np.ndarray[Any, Any]:
    """Items × raters: a value of the item's own and noise, NaN where missing."""
    random = np.random.default_rng(seed)
    own = random.integers(0, kinds, (60, 1))
    noise = random.integers(0, kinds, (60, raters))
    table = np.where(random.random((60, raters)) < 0.6, own, noise).astype(float)
    table[random.random(table.shape) < missing] = np.nan
    return table


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorff(level: str, seed: int) -> None:
    table = numbers(seed)
    peer = krippendorff.alpha(table.T, level_of_measurement=level)
    assert krippendorff_alpha(Ratings.from_matrix(table), level).value == pytest.approx(peer, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_nltk_nominal(seed: int) -> None:
    table = numbers(seed, raters=2, missing=0)
    task = AnnotationTask([(str(r), str(i), str(v)) for i, row in enumerate(table) for r, v in enumerate(row)])
    ratings = Ratings.from_matrix(table)
    assert coefficients.observed_agreement(ratings).value == pytest.approx(task.avg_Ao(), abs=1e-9)
    assert coefficients.bennett_s(ratings).value == pytest.approx(task.S(), abs=1e-9)
    assert coefficients.scott_pi(ratings).value == pytest.approx(task.pi(), abs=1e-9)
    assert pairwise.cohen_kappa(ratings).value == pytest.approx(task.kappa(), abs=1e-9)
    assert krippendorff_alpha(ratings).value == pytest.approx(task.alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("level", "distance"), [("masi", masi_distance), ("jaccard", jaccard_distance)])
def test_nltk_sets(level: Level, distance: Any, seed: int) -> None:
    """nltk cannot compare two empty sets, so that there are none here."""
    random = np.random.default_rng(seed)
    table = [[SETS[k] for k in row] for row in random.integers(0, len(SETS), (40, 3))]
    task = AnnotationTask(
        [(str(r), str(i), v) for i, row in enumerate(table) for r, v in enumerate(row)], distance=distance
    )
    assert krippendorff_alpha(Ratings.from_matrix(table), level).value == pytest.approx(task.alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_scikit_learn(seed: int) -> None:
    table = numbers(seed, raters=2, missing=0)
    ratings = Ratings.from_matrix(table)
    a, b = table.T.astype(int)
    for weights, ours in (
        (None, pairwise.cohen_kappa(ratings)),
        ("linear", pairwise.weighted_kappa(ratings, "linear")),
        ("quadratic", pairwise.weighted_kappa(ratings, "quadratic")),
    ):
        assert ours.value == pytest.approx(cohen_kappa_score(a, b, weights=weights), abs=1e-9)


def test_weights_are_by_value_and_not_by_category() -> None:
    """Nobody says 2, and 3 stands at 3: scikit-learn, told only of 1, 3 and 4, takes 3 for the second category."""
    a, b = [1, 1, 3, 4, 4, 3, 1, 4], [1, 3, 3, 4, 3, 3, 4, 4]
    ratings = Ratings.from_matrix(list(zip(a, b, strict=True)))
    for weights in pairwise.WEIGHTS:
        ours = pairwise.weighted_kappa(ratings, weights).value
        assert ours == pytest.approx(cohen_kappa_score(a, b, weights=weights, labels=[1, 2, 3, 4]), abs=1e-9)
        assert ours != pytest.approx(cohen_kappa_score(a, b, weights=weights), abs=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_statsmodels(seed: int) -> None:
    table = numbers(seed, raters=5, missing=0).astype(int)
    counts = np.stack([np.bincount(row, minlength=6) for row in table])
    ratings = Ratings.from_matrix(table)
    assert coefficients.fleiss_kappa(ratings).value == pytest.approx(fleiss_kappa(counts), abs=1e-9)
    crossed = np.zeros((6, 6))
    np.add.at(crossed, (table[:, 0], table[:, 1]), 1)
    found = pairwise.cohen_kappa(ratings, ("1", "2")).value
    assert found == pytest.approx(cohens_kappa(crossed, return_results=False), abs=1e-9)
    linear = cohens_kappa(crossed, wt="linear", return_results=False)
    assert pairwise.weighted_kappa(ratings, "linear", ("1", "2")).value == pytest.approx(linear, abs=1e-9)
