from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import bootstrap, coefficients
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.pairwise import cohen_kappa
from annotator.agreement.ratings import Ratings


def some(seed: int = 1, raters: int = 3, noise: float = 0.3) -> Ratings:
    random = np.random.default_rng(seed)
    own, other = random.integers(0, 3, (200, 1)), random.integers(0, 3, (200, raters))
    table = np.where(random.random((200, raters)) < noise, other, own)
    return Ratings.from_matrix(table, document=np.arange(200) // 10)


@given(st.integers(1, 40), st.integers(0, 20), st.integers(0, 2**63))
def test_weights_count_the_documents_of_each_resample(documents: int, replicates: int, seed: int) -> None:
    drawn = bootstrap.weights(documents, replicates, seed)
    assert drawn.shape == (replicates, documents)
    assert (drawn.sum(axis=1) == documents).all()
    assert (drawn == drawn.astype(int)).all()
    assert (drawn >= 0).all()
    assert (drawn == bootstrap.weights(documents, replicates, seed)).all()
    assert (drawn == bootstrap.weights(documents, replicates + 3, seed)[:replicates]).all()


def test_weights_are_the_documented_draws() -> None:
    random = np.random.Generator(np.random.PCG64(11))
    expected = [np.bincount(random.integers(7, size=7), minlength=7).tolist() for _ in range(3)]
    assert bootstrap.weights(7, 3, 11).tolist() == expected


def test_weights_are_multinomial() -> None:
    drawn = bootstrap.weights(8, 20_000, 5)
    assert drawn.mean(axis=0) == pytest.approx(np.ones(8), abs=0.03)
    assert np.cov(drawn.T) == pytest.approx(np.eye(8) - 1 / 8, abs=0.04)


def test_no_documents() -> None:
    assert bootstrap.weights(0, 3, 1).shape == (3, 0)
    nothing = krippendorff_alpha(Ratings.from_matrix(np.zeros((0, 2))))
    assert bootstrap.interval(nothing, bootstrap.weights(0, 3, 1)) is None
    assert bootstrap.share_below(nothing, bootstrap.weights(0, 3, 1), 0.8) is None


def test_no_replicates() -> None:
    alpha = krippendorff_alpha(some())
    drawn = bootstrap.weights(20, 0, 1)
    assert bootstrap.replicates(alpha, drawn).shape == (0,)
    assert bootstrap.interval(alpha, drawn) is None


def test_the_interval_is_that_of_the_percentiles() -> None:
    alpha = krippendorff_alpha(some())
    drawn = bootstrap.weights(20, 500, 3)
    found = bootstrap.interval(alpha, drawn)
    values = sorted(float(alpha.formula(row @ alpha.sums)) for row in drawn)
    assert (found.replicates, found.undefined) == (500, 0)
    assert found.low == pytest.approx(np.quantile(values, 0.025), abs=1e-12)
    assert found.high == pytest.approx(np.quantile(values, 0.975), abs=1e-12)
    assert found.low < alpha.value < found.high
    narrower = bootstrap.interval(alpha, drawn, level=0.8)
    assert found.low < narrower.low < narrower.high < found.high
    assert found == bootstrap.interval(alpha, bootstrap.weights(20, 500, 3))


def test_slices_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    alpha, drawn = krippendorff_alpha(some()), bootstrap.weights(20, 50, 3)
    whole = bootstrap.replicates(alpha, drawn)
    monkeypatch.setattr(bootstrap, "_CELLS", 12)
    assert bootstrap.replicates(alpha, drawn) == pytest.approx(whole, abs=1e-12)


def test_undefined_resamples_are_left_out_and_counted() -> None:
    ratings = Ratings.from_matrix([["a", "a"], ["a", "a"], ["a", "a"], ["b", "a"]])
    alpha, drawn = krippendorff_alpha(ratings), bootstrap.weights(4, 400, 2)
    without = int((drawn[:, 3] == 0).sum())
    found = bootstrap.interval(alpha, drawn)
    assert 0 < without < 400
    assert (found.undefined, found.replicates) == (without, 400)
    values = [
        krippendorff_alpha(Ratings.from_matrix([["a", "a"]] * (4 - n) + [["b", "a"]] * n)).value for n in range(1, 5)
    ]
    assert found.low >= min(values)
    assert found.high <= max(values)
    below = sum(values[int(row[3]) - 1] < -0.01 for row in drawn if row[3]) / (400 - without)
    assert bootstrap.share_below(alpha, drawn, -0.01) == pytest.approx(below, abs=1e-12)


def test_a_figure_that_is_never_defined_has_no_interval() -> None:
    alpha = krippendorff_alpha(Ratings.from_matrix([["a", "a"], ["a", "a"]]))
    drawn = bootstrap.weights(2, 10, 1)
    assert bootstrap.interval(alpha, drawn) is None
    assert bootstrap.share_below(alpha, drawn, 0.667) is None


def test_share_below() -> None:
    alpha, drawn = krippendorff_alpha(some()), bootstrap.weights(20, 300, 3)
    values = bootstrap.replicates(alpha, drawn)
    bar = float(np.sort(values)[100])
    assert bootstrap.share_below(alpha, drawn, bar) == pytest.approx(100 / 300)
    assert bootstrap.share_below(alpha, drawn, -2) == 0.0
    assert bootstrap.share_below(alpha, drawn, 2) == 1.0


def test_a_difference_is_paired() -> None:
    ratings, drawn = some(), bootstrap.weights(20, 400, 4)
    kappas = [cohen_kappa(ratings, pair) for pair in (("1", "2"), ("1", "3"))]
    found = bootstrap.difference(*kappas, drawn)
    assert found.value == pytest.approx(kappas[0].value - kappas[1].value)
    assert found.interval.low < found.value < found.interval.high
    same = bootstrap.difference(kappas[0], kappas[0], drawn)
    assert (same.value, same.interval.low, same.interval.high) == (0.0, 0.0, 0.0)
    # α and Scott's π of two raters rise and fall together, so that their difference is known far better than either.
    two = ratings.only("1", "2")
    alpha, pi = krippendorff_alpha(two), coefficients.scott_pi(two)
    close, wide = bootstrap.difference(alpha, pi, drawn).interval, bootstrap.interval(alpha, drawn)
    assert close.high - close.low < 0.05 * (wide.high - wide.low)


def test_a_difference_with_something_undefined() -> None:
    constant = krippendorff_alpha(Ratings.from_matrix([["a", "a"]] * 3))
    defined: Any = krippendorff_alpha(Ratings.from_matrix([["a", "a"], ["b", "a"], ["b", "b"]]))
    found = bootstrap.difference(defined, constant, bootstrap.weights(3, 20, 1))
    assert (found.value, found.interval) == (None, None)
