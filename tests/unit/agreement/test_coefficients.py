"""Where coefficients end: nothing shared, nothing that varies, values that do not suit, sums that cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement import coefficients as c
from annotator.agreement import pairwise as p
from annotator.agreement.alpha import LEVELS, alpha_against_rest, krippendorff_alpha
from annotator.agreement.parts import room
from annotator.agreement.ratings import Ratings
from annotator.agreement.statistic import Statistic
from annotator.errors import UsageError

A, B = frozenset("a"), frozenset("b")
ALL: dict[str, Callable[[Ratings], Statistic]] = {
    "alpha": krippendorff_alpha,
    "observed": c.observed_agreement,
    "s": c.bennett_s,
    "ac1": c.gwet_ac1,
    "pabak": c.pabak,
    "fleiss": c.fleiss_kappa,
    "scott": c.scott_pi,
    "cohen": p.cohen_kappa,
    "linear": lambda r: p.weighted_kappa(r, "linear"),
    "quadratic": lambda r: p.weighted_kappa(r, "quadratic"),
    "positive": lambda r: c.positive_agreement(r, 1),
    "negative": lambda r: c.negative_agreement(r, 1),
    "prevalence": lambda r: c.prevalence_index(r, 1),
    "bias": lambda r: p.bias_index(r, 1),
    **{level: lambda r, level=level: krippendorff_alpha(r, level) for level in ("ordinal", "interval", "ratio")},
}
OF_ONE_VALUE = {"observed": 1.0, "pabak": 1.0, "positive": 1.0, "prevalence": 1.0, "bias": 0.0}


def figures(table: Any, **more: Any) -> dict[str, Statistic]:
    ratings = Ratings.from_matrix(table, **more)
    return {name: measure(ratings) for name, measure in ALL.items()}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([[1, None], [2, None], [None, 1], [None, 2]], id="never the same item"),
        pytest.param([[1, None], [None, 2]], id="one value each"),
        pytest.param([[1, None]], id="one value"),
        pytest.param([[None, None], [None, None]], id="no value"),
        pytest.param(np.zeros((0, 2)), id="no item"),
    ],
)
def test_nothing_is_shared(table: Any) -> None:
    for name, statistic in figures(table).items():
        assert (statistic.value, statistic.undefined) == (None, "no_overlap"), name


@pytest.mark.parametrize("table", [[[1, 1]], [[1, 1], [1, 1], [1, None]]])
def test_nothing_varies(table: Any) -> None:
    for name, statistic in figures(table).items():
        expected = OF_ONE_VALUE.get(name)
        assert (statistic.value, statistic.undefined) == (expected, None if name in OF_ONE_VALUE else "no_variation"), (
            name
        )


def test_a_value_that_nobody_pairs_does_not_make_variation() -> None:
    found = figures([[1, 1], [1, 1], [2, None]])
    for name in ("alpha", "ordinal", "interval", "ratio", "fleiss", "scott", "cohen", "linear", "quadratic"):
        assert found[name].undefined == "no_variation"
    assert found["s"].value == 1.0  # two values are known, whoever used the second
    assert found["ac1"].value == 1.0


def test_constant_raters_who_differ_agree_as_chance_has_it() -> None:
    found = figures([[1, 2], [1, 2], [1, 2]])
    assert found["cohen"].value == found["linear"].value == found["quadratic"].value == 0.0
    assert found["scott"].value == -1.0
    assert found["alpha"].value == pytest.approx(-2 / 3)


def test_perfect_agreement_is_one_exactly() -> None:
    table = [[v] * 2 for v in (0.1, 0.2, 0.3, 0.1, 7.7)]
    found = figures([[float(v > 0.15) for v in row] for row in table])
    for name in set(ALL) - {"bias", "prevalence"}:
        assert found[name].value == 1.0, name
    for level in ("ordinal", "interval", "ratio"):
        assert krippendorff_alpha(Ratings.from_matrix(table), level).value == pytest.approx(1.0, abs=1e-15)


def test_sets() -> None:
    for level in ("masi", "jaccard"):
        nothing = Ratings.from_matrix([[frozenset(), frozenset()], [frozenset(), frozenset()]])
        assert krippendorff_alpha(nothing, level).undefined == "no_variation"
        mixed = Ratings.from_matrix([[frozenset(), frozenset()], [A, A], [B, frozenset()]])
        plain = Ratings.from_matrix([["-", "-"], ["a", "a"], ["b", "-"]])
        assert krippendorff_alpha(mixed, level).value == pytest.approx(krippendorff_alpha(plain).value, abs=1e-12)
        with pytest.raises(UsageError, match="is not a set"):
            krippendorff_alpha(plain, level)
    assert c.observed_agreement(mixed).value == pytest.approx(2 / 3)


def test_zeros_and_negative_numbers() -> None:
    zeros = Ratings.from_matrix([[0, 0], [0, 0], [0, 1]])
    assert krippendorff_alpha(zeros, "ratio").value == pytest.approx(krippendorff_alpha(zeros).value)
    negative = Ratings.from_matrix([[-1, 1], [2, 2]])
    assert krippendorff_alpha(negative, "interval").value is not None
    with pytest.raises(UsageError, match="-1 is negative"):
        krippendorff_alpha(negative, "ratio")


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
@pytest.mark.parametrize("value", ["x", "1", float("inf"), A])
def test_what_is_no_number(level: str, value: Any) -> None:
    with pytest.raises(UsageError, match="is not a number"):
        krippendorff_alpha(Ratings.from_matrix([[value, value]]), level)


def test_numbers_far_from_zero_and_far_apart() -> None:
    small = [[1, 2], [2, 2], [3, 3], [5, 4], [1, 1]]
    expected = krippendorff_alpha(Ratings.from_matrix(small), "interval").value
    far = [[v + 1e15 for v in row] for row in small]
    assert krippendorff_alpha(Ratings.from_matrix(far), "interval").value == pytest.approx(expected, abs=1e-12)
    huge = [[v * 3e307 for v in row] for row in small]
    for level in ("interval", "ratio"):
        wanted = krippendorff_alpha(Ratings.from_matrix(small), level).value
        assert krippendorff_alpha(Ratings.from_matrix(huge), level).value == pytest.approx(wanted, abs=1e-12)


def test_an_outlier_outside_a_resample_leaves_it_alone() -> None:
    table = [[1, 2], [2, 2], [3, 3], [5, 4], [1, 1], [1e9, 1e9]]
    without = krippendorff_alpha(Ratings.from_matrix(table[:-1]), "interval").value
    drawn = np.array([[1.0, 1, 1, 1, 1, 0], [0, 0, 0, 0, 3, 0], [0, 0, 2, 0, 0, 0]])
    found = krippendorff_alpha(Ratings.from_matrix(table), "interval").replicates(drawn)
    assert found[0] == pytest.approx(without, abs=1e-6)
    assert np.isnan(found[1:]).all()
    quadratic = p.weighted_kappa(Ratings.from_matrix(table), "quadratic").replicates(drawn)
    assert np.isnan(quadratic[1:]).all()


def test_formulas_take_any_shape_and_never_warn() -> None:
    for name, statistic in figures([[1, 2], [2, 2], [1, 1]]).items():
        parts = statistic.sums.shape[1]
        for shape in ((parts,), (0, parts), (3, parts), (2, 3, parts)):
            assert np.isnan(statistic.formula(np.zeros(shape))).all(), name
            assert statistic.formula(np.zeros(shape)).shape == shape[:-1], name


def test_a_document_left_out() -> None:
    table = [[1, 2], [2, 2], [1, 1], [3, 3], [2, 3]]
    document = [0, 0, 1, 2, 1]
    ratings = Ratings.from_matrix(table, document=document)
    # S and AC1 keep the number of categories of all the data; PABAK is of two.
    for name in set(ALL) - {"pabak", "s", "ac1"}:
        statistic = ALL[name](ratings)
        for left_out in range(3):
            rest = [row for row, place in zip(table, document, strict=True) if place != left_out]
            again = ALL[name](Ratings.from_matrix(rest)).value
            assert statistic.without()[left_out] == pytest.approx(
                np.nan if again is None else again, abs=1e-9, nan_ok=True
            )


def test_the_number_of_categories_is_that_of_all_the_data() -> None:
    ratings = Ratings.from_matrix([["a", "b"], ["a", "a"], ["c", "c"]])
    first_two = np.array([[1.0, 1.0, 0.0]])
    assert c.bennett_s(ratings).replicates(first_two)[0] == pytest.approx((1 / 2 - 1 / 3) / (2 / 3))
    chance = (3 / 4 * 1 / 4 + 1 / 4 * 3 / 4) / 2
    assert c.gwet_ac1(ratings).replicates(first_two)[0] == pytest.approx((1 / 2 - chance) / (1 - chance))


def test_ac1_counts_single_values_in_the_shares_only() -> None:
    ratings = Ratings.from_matrix([["a", "a"], ["a", "b"], ["b", None]])
    share = (1 + 1 / 2 + 0) / 3
    chance = 2 * share * (1 - share)
    assert c.gwet_ac1(ratings).value == pytest.approx((1 / 2 - chance) / (1 - chance))


def test_observed_agreement_counts_items_by_their_values() -> None:
    ratings = Ratings.from_matrix([["a", "a", "b", "a"], ["a", "a", None, None]])
    assert c.observed_agreement(ratings).value == pytest.approx((4 * 1 / 2 + 2 * 1) / 6)


def test_one_value_against_the_rest() -> None:
    ratings = Ratings.from_matrix([["a", "b"], ["b", "c"], ["a", "a"], ["c", "c"]])
    binary = Ratings.from_matrix([[1, 0], [0, 0], [1, 1], [0, 0]])
    assert alpha_against_rest(ratings, "a").value == pytest.approx(krippendorff_alpha(binary).value)
    assert c.pabak(ratings.against_rest("a")).value == c.pabak(binary).value
    assert alpha_against_rest(ratings, "nobody says this").undefined == "no_variation"
    assert c.positive_agreement(ratings, "nobody says this").undefined == "no_variation"
    assert c.negative_agreement(ratings, "nobody says this").value == 1.0


@pytest.mark.parametrize(
    ("measure", "table", "message"),
    [
        (c.fleiss_kappa, [[1, 1, 1], [1, 2, None]], "as many values"),
        (c.scott_pi, [[1, 1, 1]], "not of 3"),
        (c.pabak, [[1, 2], [3, 3]], "not of 3"),
        (p.cohen_kappa, [[1, 1, 1]], "not of 3"),
        (lambda r: p.cohen_kappa(r, ["1"]), [[1, 1]], "not of 1"),
        (lambda r: p.weighted_kappa(r, "cubic"), [[1, 1]], "no weights 'cubic'"),
        (lambda r: krippendorff_alpha(r, "circular"), [[1, 1]], "no level 'circular'"),
    ],
)
def test_what_a_coefficient_is_not_defined_for(measure: Any, table: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        measure(Ratings.from_matrix(table))


def test_fleiss_leaves_out_single_values() -> None:
    with_single = Ratings.from_matrix([["a", "a"], ["a", "b"], ["b", "b"], ["a", None]])
    assert (
        c.fleiss_kappa(with_single).value
        == c.fleiss_kappa(Ratings.from_matrix([["a", "a"], ["a", "b"], ["b", "b"]])).value
    )


def test_what_no_memory_holds_is_refused() -> None:
    with pytest.raises(UsageError, match="too many"):
        room(10**6, 10**6)
    with pytest.raises(UsageError, match="table of 17,000 × 17,000"):
        krippendorff_alpha(Ratings.from_matrix(np.arange(17_000).reshape(-1, 2)), "ratio")


def test_levels() -> None:
    assert LEVELS == ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")
