"""Every coefficient against plain loops straight from its definition, on ratings at random with values missing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import alpha as alphas
from annotator.agreement import coefficients, pairwise, sets
from annotator.agreement.alpha import LEVELS, alpha_against_rest, krippendorff_alpha
from annotator.agreement.bootstrap import weights
from annotator.agreement.ratings import Rating, Ratings
from annotator.agreement.statistic import Statistic

Table = list[list[Any]]  # items × raters, None where a value is missing
SETS = [frozenset(text) for text in ("", "a", "b", "ab", "bc", "abc")]


def pairable(table: Table) -> list[list[Any]]:
    rows = [[value for value in row if value is not None] for row in table]
    return [row for row in rows if len(row) >= 2]


def distance(level: str, a: Any, b: Any, counts: Counter[Any]) -> float:
    if level == "nominal":
        return float(a != b)
    if level == "ordinal":
        low, high = min(a, b), max(a, b)
        between = sum(n for value, n in counts.items() if low <= value <= high)
        return (between - (counts[a] + counts[b]) / 2) ** 2
    if level == "interval":
        return (a - b) ** 2
    if level == "ratio":
        return 0.0 if a == b else ((a - b) / (a + b)) ** 2
    if not a | b:
        return 0.0
    together = len(a & b) / len(a | b)
    if level == "jaccard":
        return 1 - together
    return 1 - together * (1 if a == b else 2 / 3 if a < b or b < a else 1 / 3 if a & b else 0)


def alpha(table: Table, level: str) -> float | None:
    rows = pairable(table)
    pool = [value for row in rows for value in row]
    counts = Counter(pool)
    n = len(pool)
    observed = sum(
        distance(level, a, b, counts) / (len(row) - 1) for row in rows for a, b in permutations(row, 2)
    ) / max(n, 1)
    expected = sum(x * y * distance(level, a, b, counts) for a, x in counts.items() for b, y in counts.items())
    return None if expected == 0 else 1 - observed / (expected / (n * (n - 1)))


def agreement(row: list[Any]) -> float:
    pairs = list(permutations(row, 2))
    return sum(a == b for a, b in pairs) / len(pairs)


def observed(table: Table) -> float | None:
    rows = pairable(table)
    return sum(len(row) * agreement(row) for row in rows) / sum(map(len, rows)) if rows else None


def s(table: Table) -> float | None:
    kinds = len({value for row in table for value in row} - {None})
    po = observed(table)
    return None if po is None or kinds < 2 else (po - 1 / kinds) / (1 - 1 / kinds)


def ac1(table: Table) -> float | None:
    rows, kinds = pairable(table), {value for row in table for value in row} - {None}
    if not rows or len(kinds) < 2:
        return None
    rated = [[value for value in row if value is not None] for row in table]
    rated = [row for row in rated if row]
    share = {k: sum(row.count(k) / len(row) for row in rated) / len(rated) for k in kinds}
    chance = sum(p * (1 - p) for p in share.values()) / (len(kinds) - 1)
    return (sum(map(agreement, rows)) / len(rows) - chance) / (1 - chance)


def fleiss(table: Table) -> float | None:
    rows = pairable(table)
    pool = Counter(value for row in rows for value in row)
    n = sum(pool.values())
    if len(pool) < 2:
        return None
    chance = sum((count / n) ** 2 for count in pool.values())
    return (sum(map(agreement, rows)) / len(rows) - chance) / (1 - chance)


def specific(table: Table, wanted: Callable[[Any], bool]) -> float | None:
    above = below = 0.0
    for row in pairable(table):
        n = sum(map(wanted, row))
        above += n * (n - 1) / (len(row) - 1)
        below += n
    return above / below if below else None


def both(table: Table, a: int, b: int) -> list[tuple[Any, Any]]:
    return [(row[a], row[b]) for row in table if row[a] is not None and row[b] is not None]


def weighted(pairs: list[tuple[Any, Any]], apart: Callable[[Any, Any], float]) -> float | None:
    """Cohen's κ is the case of a distance of 0 and 1."""
    seen = sum(apart(x, y) for x, y in pairs)
    chance = sum(apart(x, y) for x, _ in pairs for _, y in pairs)
    return None if chance == 0 else 1 - seen / (chance / len(pairs))


APART: dict[str, Callable[[Any, Any], float]] = {
    "linear": lambda x, y: abs(x - y),
    "quadratic": lambda x, y: (x - y) ** 2,
}


def same(found: Statistic, expected: float | None) -> None:
    if expected is None:
        assert found.value is None
        assert found.undefined in ("no_overlap", "no_variation")
    else:
        assert found.value == pytest.approx(expected, abs=1e-9)
        assert found.undefined is None


def tables(values: Any) -> Any:
    cell = st.one_of(st.none(), values)
    return st.integers(2, 6).flatmap(
        lambda raters: st.lists(st.lists(cell, min_size=raters, max_size=raters), min_size=1, max_size=12)
    )


WORDS, NUMBERS = st.sampled_from("abcd"), st.sampled_from([0, 1, 2, 3.5, 7, 100])


@given(tables(WORDS))
def test_nominal_coefficients(table: Table) -> None:
    ratings = Ratings.from_matrix(table)
    same(krippendorff_alpha(ratings), alpha(table, "nominal"))
    same(coefficients.observed_agreement(ratings), observed(table))
    same(coefficients.bennett_s(ratings), s(table))
    same(coefficients.gwet_ac1(ratings), ac1(table))
    same(coefficients.positive_agreement(ratings, "a"), specific(table, lambda v: v == "a"))
    same(coefficients.negative_agreement(ratings, "a"), specific(table, lambda v: v != "a"))
    same(
        alpha_against_rest(ratings, "a"),
        alpha([[v if v is None else v == "a" for v in row] for row in table], "nominal"),
    )
    pool = [value for row in pairable(table) for value in row]
    same(coefficients.prevalence_index(ratings, "a"), abs(2 * pool.count("a") / len(pool) - 1) if pool else None)
    if len({len(row) for row in pairable(table)}) <= 1:
        same(coefficients.fleiss_kappa(ratings), fleiss(table))
    pairs = both(table, 0, 1)
    same(pairwise.cohen_kappa(ratings, ("1", "2")), weighted(pairs, lambda x, y: x != y))
    bias = sum(x == "a" for x, _ in pairs) - sum(y == "a" for _, y in pairs)
    same(pairwise.bias_index(ratings, "a", ("1", "2")), abs(bias) / len(pairs) if pairs else None)
    same(coefficients.scott_pi(ratings.only("1", "2")), fleiss([list(pair) for pair in pairs]))


@given(tables(st.sampled_from([True, False])))
def test_pabak(table: Table) -> None:
    po = observed(table)
    same(coefficients.pabak(Ratings.from_matrix(table)), None if po is None else 2 * po - 1)


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
@given(table=tables(NUMBERS))
def test_alpha_of_numbers(level: str, table: Table) -> None:
    same(krippendorff_alpha(Ratings.from_matrix(table), level), alpha(table, level))


@pytest.mark.parametrize("level", ["nominal", "masi", "jaccard"])
@given(table=tables(st.sampled_from(SETS)))
def test_alpha_of_sets(level: str, table: Table) -> None:
    same(krippendorff_alpha(Ratings.from_matrix(table), level), alpha(table, level))


@pytest.mark.parametrize("kind", ["linear", "quadratic"])
@given(table=tables(st.one_of(NUMBERS, st.sampled_from([-4, -0.5]))))
def test_weighted_kappa(kind: str, table: Table) -> None:
    found = pairwise.weighted_kappa(Ratings.from_matrix(table), kind, ("1", "2"))
    same(found, weighted(both(table, 0, 1), APART[kind]))


# -- what a formula over sums must keep ---------------------------------------------------------------------------


def every(ratings: Ratings, level: str) -> dict[str, Statistic]:
    """All figures that the level has, of all raters and of the first two."""
    found = {"alpha": krippendorff_alpha(ratings, level), "observed": coefficients.observed_agreement(ratings)}
    if level == "nominal":
        found["specific"] = coefficients.positive_agreement(ratings, "a")
        found["kappa"] = pairwise.cohen_kappa(ratings, ratings.raters[:2])
    elif level not in ("masi", "jaccard"):
        for kind in pairwise.WEIGHTS:
            found[kind] = pairwise.weighted_kappa(ratings, kind, ratings.raters[:2])
    return found


def values_of(level: str) -> Any:
    return WORDS if level == "nominal" else st.sampled_from(SETS) if level in ("masi", "jaccard") else NUMBERS


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_resample_is_what_its_documents_give(level: str, data: st.DataObject) -> None:
    table = data.draw(tables(values_of(level)))
    document = data.draw(st.lists(st.integers(0, 3), min_size=len(table), max_size=len(table)))
    found = every(Ratings.from_matrix(table, document=document, documents=4), level)
    drawn = weights(4, 5, 7)
    repeated = []
    for row in drawn:
        copies = [line for line, place in zip(table, document, strict=True) for _ in range(int(row[place]))]
        repeated.append(every(Ratings.from_matrix(copies), level) if copies else None)
    for name, statistic in found.items():
        for value, again in zip(statistic.replicates(drawn), repeated, strict=True):
            if again is None or again[name].value is None:
                assert math.isnan(value)
            else:
                assert value == pytest.approx(again[name].value, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=40)
@given(data=st.data())
def test_order_and_names_change_nothing(level: str, data: st.DataObject) -> None:
    table = data.draw(tables(values_of(level)))
    rows = data.draw(st.permutations(range(len(table))))
    places = data.draw(st.permutations(range(len(table[0]))))
    other = [[table[row][place] for place in places] for row in rows]
    a, b = krippendorff_alpha(Ratings.from_matrix(table), level), krippendorff_alpha(Ratings.from_matrix(other), level)
    same(b, a.value)
    for name in ("observed_agreement", "gwet_ac1", "bennett_s"):
        measure = getattr(coefficients, name)
        same(measure(Ratings.from_matrix(other)), measure(Ratings.from_matrix(table)).value)
    if level == "nominal":
        renamed = Ratings.from_matrix(
            [[v and {"a": "z", "b": "y", "c": "x", "d": "w"}[v] for v in row] for row in table]
        )
        same(krippendorff_alpha(renamed), a.value)
        same(coefficients.gwet_ac1(renamed), coefficients.gwet_ac1(Ratings.from_matrix(table)).value)


@settings(max_examples=40)
@given(tables(NUMBERS), st.sampled_from([1e-9, 3.0, 1e12]), st.sampled_from([0.0, -17.25, 1e6]))
def test_interval_alpha_and_weighted_kappa_know_no_unit(table: Table, unit: float, zero: float) -> None:
    if zero and unit < 1:
        unit = 1.0  # a billionth beside a million is lost in the data themselves
    a = Ratings.from_matrix(table)
    b = Ratings.from_matrix([[v if v is None else v * unit + zero for v in row] for row in table])
    same(krippendorff_alpha(b, "interval"), krippendorff_alpha(a, "interval").value)
    same(krippendorff_alpha(b, "ordinal"), krippendorff_alpha(a, "ordinal").value)
    for kind in pairwise.WEIGHTS:
        same(pairwise.weighted_kappa(b, kind, ("1", "2")), pairwise.weighted_kappa(a, kind, ("2", "1")).value)


def test_many_items_and_raters() -> None:
    random = np.random.default_rng(3)
    table: Table = random.integers(1, 8, (300, 6)).astype(float).tolist()
    for row in table:
        for place in np.flatnonzero(random.random(6) < 0.3):
            row[place] = None
    ratings = Ratings.from_matrix(table)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        same(krippendorff_alpha(ratings, level), alpha(table, level))


@given(
    rows=st.lists(st.lists(st.frozensets(st.sampled_from("abcdef")), min_size=2, max_size=4), min_size=1, max_size=12),
    level=st.sampled_from(["masi", "jaccard"]),
)
def test_many_sets_without_a_table_of_all_distances(rows: list[list[frozenset[str]]], level: Any) -> None:
    """Thousands of different sets take another way; it gives the same, resamples included."""
    long = [Rating(i, f"r{j}", value, i % 3) for i, row in enumerate(rows) for j, value in enumerate(row)]
    ratings = Ratings.of(long)
    table = krippendorff_alpha(ratings, level)
    met = alphas._many_sets(ratings, sets.meetings(ratings.values, monotonic=level == "masi"))
    drawn = weights(ratings.documents, 20, 1)
    for here, there in ((table.value, met.value), *zip(table.replicates(drawn), met.replicates(drawn), strict=True)):
        assert (here is None) == (there is None)
        assert here is None or here == pytest.approx(there, abs=1e-9, nan_ok=True)
