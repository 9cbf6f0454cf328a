"""The best alignment: against every possible one on small continua, and against pygamma-agreement's on larger ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import gamma_alignment
from annotator.agreement.gamma_alignment import Alignment, Dissimilarity, Units, best_alignment, best_alignments
from annotator.errors import UsageError

NONE = np.zeros((0, 3), dtype=np.int64)


def units(*said: tuple[int, int, int]) -> Units:
    return np.array(said, dtype=np.int64).reshape(-1, 3)


def apart(u: Sequence[int], v: Sequence[int], by: Dissimilarity) -> float:
    """d, from its definition."""
    share = (abs(u[0] - v[0]) + abs(u[1] - v[1])) / ((u[1] - u[0]) + (v[1] - v[0]))
    return float(by.alpha * share**2 * by.delta_empty + by.beta * (u[2] != v[2]) * by.delta_empty)


def row_disorder(continuum: Sequence[Units], row: Sequence[int], by: Dissimilarity) -> float:
    """The mean d of a row's pairs; with an empty unit, or two, a pair's is Δ∅."""
    pairs = list(combinations(range(len(continuum)), 2))
    empty = by.delta_empty
    return sum(
        empty if row[a] < 0 or row[b] < 0 else apart(continuum[a][row[a]], continuum[b][row[b]], by) for a, b in pairs
    ) / len(pairs)


def least_disorder(continuum: Sequence[Units], by: Dissimilarity) -> float:
    """The disorder of the best of all partitions into rows, by trying every one."""

    @cache
    def least(left: tuple[tuple[int, ...], ...]) -> float:
        rater = next((r for r, numbers in enumerate(left) if numbers), None)
        if rater is None:
            return 0.0
        choices = [numbers[:1] if r == rater else (-1, *numbers) for r, numbers in enumerate(left)]
        return min(
            row_disorder(continuum, row, by)
            + least(tuple(tuple(i for i in numbers if i != used) for numbers, used in zip(left, row, strict=True)))
            for row in product(*choices)
        )

    return least(tuple(tuple(range(len(part))) for part in continuum))


def check(continuum: Sequence[Units], found: Alignment, by: Dissimilarity) -> None:
    """The rows are a partition of all units, and their disorder is what the alignment says."""
    for rater, part in enumerate(continuum):
        used = found.rows[:, rater]
        assert sorted(used[used >= 0]) == list(range(len(part)))
    assert (found.rows >= 0).any(axis=1).all()
    assert found.disorder == pytest.approx(sum(row_disorder(continuum, row, by) for row in found.rows), abs=1e-9)


unit = st.tuples(st.integers(0, 14), st.integers(1, 9), st.integers(0, 1)).map(lambda u: (u[0], u[0] + u[1], u[2]))


def raters(count: int, most: int) -> st.SearchStrategy[list[Units]]:
    return st.lists(st.lists(unit, max_size=most).map(lambda said: units(*said)), min_size=count, max_size=count)


dissimilarities = st.builds(
    Dissimilarity,
    alpha=st.sampled_from([3.0, 1.0, 0.3]),
    beta=st.sampled_from([1.0, 0.2, 2.0]),
    delta_empty=st.sampled_from([1.0, 0.5, 2.0]),
)


@given(raters(2, 6), dissimilarities)
def test_two_raters_against_every_alignment(continuum: list[Units], by: Dissimilarity) -> None:
    found = best_alignment(continuum, by)
    check(continuum, found, by)
    assert found.disorder == pytest.approx(least_disorder(continuum, by), abs=1e-9)


@given(raters(3, 4), dissimilarities)
def test_three_raters_against_every_alignment(continuum: list[Units], by: Dissimilarity) -> None:
    found = best_alignment(continuum, by)
    check(continuum, found, by)
    assert found.disorder == pytest.approx(least_disorder(continuum, by), abs=1e-9)


@given(raters(4, 3), dissimilarities)
def test_four_raters_against_every_alignment(continuum: list[Units], by: Dissimilarity) -> None:
    found = best_alignment(continuum, by)
    check(continuum, found, by)
    assert found.disorder == pytest.approx(least_disorder(continuum, by), abs=1e-9)


@given(raters(3, 6), st.permutations(range(3)), st.integers(0, 50), st.integers(1, 4))
def test_order_place_and_scale_do_not_matter(continuum: list[Units], order: list[int], by: int, scale: int) -> None:
    moved = [np.column_stack([scale * part[:, :2] + by, part[:, 2]]) for part in (continuum[i] for i in order)]
    want = best_alignment(continuum, Dissimilarity()).disorder
    assert best_alignment(moved, Dissimilarity()).disorder == pytest.approx(want, abs=1e-9)


@given(st.lists(raters(3, 5), min_size=1, max_size=5))
def test_many_continua_at_once_are_each_as_alone(many: list[list[Units]]) -> None:
    by = Dissimilarity()
    for continuum, found in zip(many, best_alignments(many, by), strict=True):
        check(continuum, found, by)
        assert found.disorder == pytest.approx(best_alignment(continuum, by).disorder, abs=1e-9)


def test_a_relaxation_that_is_not_whole_is_solved_as_an_integer_programme() -> None:
    by, in_parts, seed = Dissimilarity(), 0, 0
    while (
        in_parts < 2 and seed < 60
    ):  # four raters, units in a heap: of one in eight, the linear programme takes rows in parts
        seed += 1
        draw = np.random.default_rng(seed)
        continuum = []
        for _ in range(4):
            start = draw.integers(0, 10, 4)
            continuum.append(np.column_stack([start, start + draw.integers(1, 9, 4), draw.integers(0, 2, 4)]))
        rows, gains = gamma_alignment._candidates(continuum, by)
        relaxed = gamma_alignment._solved(np.where(rows >= 0, rows + np.arange(0, 16, 4), -1), gains, whole=False)
        if ((relaxed > 1e-6) & (relaxed < 1 - 1e-6)).any():
            in_parts += 1
            assert best_alignment(continuum, by).disorder == pytest.approx(least_disorder(continuum, by), abs=1e-9)
    assert in_parts == 2


def test_the_same_from_everybody_is_no_disorder() -> None:
    said = units((0, 4, 0), (4, 9, 1), (5, 7, 0))
    for count in (2, 3, 5):
        found = best_alignment([said] * count, Dissimilarity())
        assert found.disorder == pytest.approx(0.0, abs=1e-12)
        assert sorted(map(tuple, found.rows)) == [(i,) * count for i in range(3)]


def test_more_rows_than_memory_are_refused() -> None:
    heap = units(*((i, i + 40, 0) for i in range(30)))
    with pytest.raises(UsageError, match="5 annotators"):
        best_alignment([heap] * 5, Dissimilarity())


def test_an_empty_answer_costs_every_unit_of_the_others() -> None:
    said = units((0, 4, 0), (10, 14, 0))
    assert best_alignment([said, NONE], Dissimilarity(delta_empty=0.7)).disorder == pytest.approx(1.4)
    assert best_alignment([said, NONE, NONE], Dissimilarity()).disorder == pytest.approx(2.0)
    assert best_alignment([NONE, NONE, NONE], Dissimilarity()).disorder == 0.0


def test_units_that_touch_are_left_alone_at_alpha_3_and_aligned_at_alpha_1() -> None:
    continuum = [units((0, 10, 0)), units((10, 12, 0))]
    assert best_alignment(continuum, Dissimilarity()).disorder == pytest.approx(2.0)
    assert best_alignment(continuum, Dissimilarity(alpha=1.0)).disorder == pytest.approx(1.0)


def said(lines: Sequence[str]) -> tuple[Units, ...]:
    """One rater a line: ``start end category``, with two blanks between units."""
    return tuple(
        units(*((int(s), int(e), ord(c)) for s, e, c in (each.split() for each in line.split("  ")))) for line in lines
    )


TWO = said(
    (
        "1 7 b  12 26 b  49 65 b  67 83 c  81 95 c  84 91 b  95 100 b",
        "12 22 b  48 61 b  65 81 c  68 77 a  87 92 a  93 98 b",
    )
)
THREE = said(
    (
        "0 15 c  6 13 b  9 15 c  25 31 b  28 38 b  51 57 c  57 62 b",
        "0 12 c  5 8 b  8 14 c  31 41 b  49 55 c  54 60 b",
        "12 19 c  23 31 b  29 38 b  52 59 c  56 62 b",
    )
)
FOUR = said(
    (
        "15 27 b  21 31 b  42 53 a  51 63 a  64 77 c",
        "16 29 b  19 30 c  38 46 a  49 61 c  65 78 c",
        "13 24 a  20 27 b  50 63 a  63 75 c",
        "17 27 b  22 30 b  40 47 a  48 61 a  64 74 c",
    )
)
# pygamma-agreement 0.5.9 (float32; cvxpy 1.9.3 with GLPK_MI): Continuum.get_best_alignment(
# CombinedCategoricalDissimilarity(alpha, beta=1, delta_empty=1)) on
# these units, a category a class. With another delta_empty it leaves d_cat at 1, whatever delta_empty is; so it is compared at 1 only.
PEER = [
    (TWO, 3.0, 0.7742648720741272, "-3 0- 10 21 32 4- 54 65"),
    (THREE, 3.0, 0.6886796951293945, "00- 11- 220 3-1 432 543 654"),
    (FOUR, 3.0, 0.5714161992073059, "0000 1111 22-2 3323 4434"),
    (TWO, 1.0, 0.6683446168899536, ""),
    (THREE, 1.0, 0.45178210735321045, ""),
    (FOUR, 1.0, 0.45374685525894165, ""),
]


@pytest.mark.parametrize(("continuum", "alpha", "disorder", "rows"), PEER)
def test_the_alignments_of_pygamma_agreement(
    continuum: tuple[Units, ...], alpha: float, disorder: float, rows: str
) -> None:
    found = best_alignment(continuum, Dissimilarity(alpha=alpha))
    mean = sum(map(len, continuum)) / len(continuum)
    assert found.disorder / mean == pytest.approx(disorder, abs=1e-6)  # the peer's single precision
    if rows:
        assert {"".join("-" if i < 0 else str(i) for i in row) for row in found.rows} == set(rows.split())
