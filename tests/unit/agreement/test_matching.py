"""Which span of one rater is which of another: the best pairs, whoever is named first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.matching import EXACT, IOU_HALF, OVERLAP, Rule, match, paired
from annotator.errors import UsageError
from annotator.model import Fragment, Span

Extent = tuple[tuple[int, int], ...]
RULES = (EXACT, Rule.of("iou:0.8"), IOU_HALF, Rule.of("iou:0.2"), OVERLAP)


def spans(*extents: Sequence[tuple[int, int]] | tuple[int, int], label: str = "claim") -> list[Span]:
    """Spans of one label: of one fragment each as a pair, else of several."""
    found = []
    for number, given_extent in enumerate(extents):
        extent = [given_extent] if isinstance(given_extent[0], int) else given_extent
        found.append(Span(f"{number:04}", label, 0, tuple(Fragment(s, e, "") for s, e in extent)))  # type: ignore[misc]
    return found


def points(span: Span) -> frozenset[int]:
    return frozenset(at for part in span.fragments for at in range(part.start, part.end))


def fits(a: Span, b: Span, rule: Rule) -> bool:
    """The definition, by sets of code points."""
    shared, united = len(points(a) & points(b)), len(points(a) | points(b))
    if rule.least is None:
        return a.extent == b.extent
    return shared > 0 and shared / united >= rule.least


def worth(a: Sequence[Span], b: Sequence[Span], pairs: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    shared = sum(len(points(a[i]) & points(b[j])) for i, j in pairs)
    return len(pairs), shared, -sum(len(points(a[i])) + len(points(b[j])) for i, j in pairs)


def greatest(a: Sequence[Span], b: Sequence[Span], rule: Rule) -> tuple[int, int, int]:
    """The worth of the best of all ways to pair, by trying all of them."""
    best = (0, 0, 0)
    for size in range(1, min(len(a), len(b)) + 1):
        for chosen, others in product(combinations(range(len(a)), size), permutations(range(len(b)), size)):
            pairs = list(zip(chosen, others, strict=True))
            if all(fits(a[i], b[j], rule) for i, j in pairs):
                best = max(best, worth(a, b, pairs))
    return best


@st.composite
def extents(draw: st.DrawFn, length: int = 12) -> Extent:
    """One to three fragments that do not touch."""
    cuts = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=6)))
    return tuple((cuts[i], cuts[i + 1]) for i in range(0, len(cuts) - 1, 2))


def lists(most: int) -> st.SearchStrategy[list[Span]]:
    return st.lists(extents(), max_size=most).map(lambda found: spans(*found))


# -- by hand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "exact", "half", "overlap"),
    [
        ([(0, 5)], [(0, 5)], 1, 1, 1),
        ([(0, 5)], [(5, 9)], 0, 0, 0),  # they touch and share nothing
        ([(0, 6)], [(3, 9)], 0, 0, 1),  # 3 of 9
        ([(0, 4)], [(0, 8)], 0, 1, 1),  # 4 of 8: at least a half
        ([(0, 4)], [(0, 9)], 0, 0, 1),
        ([((0, 2), (8, 10))], [((0, 2), (8, 10))], 1, 1, 1),
        ([((0, 2), (8, 10))], [(0, 10)], 0, 0, 1),  # the gap counts: 4 of 10
        ([((0, 2), (8, 10))], [(3, 7)], 0, 0, 0),  # it lies in the gap
        ([((0, 2), (8, 10))], [((0, 2), (7, 10))], 0, 1, 1),
        ([(0, 5), (0, 5)], [(0, 5)], 1, 1, 1),  # a duplicate is used once
        ([(0, 5), (0, 5)], [(0, 5), (0, 5)], 2, 2, 2),
        ([(0, 9), (2, 5)], [(0, 9), (2, 5)], 2, 2, 2),  # nested
        ([(0, 9), (2, 5)], [(0, 9)], 1, 1, 1),
        ([(0, 6), (4, 9)], [(0, 6), (4, 9)], 2, 2, 2),  # crossing
        ([], [(0, 5)], 0, 0, 0),
        ([], [], 0, 0, 0),
    ],
)
def test_how_many_pairs(a: list[Extent], b: list[Extent], exact: int, half: int, overlap: int) -> None:
    found = [len(match(spans(*a), spans(*b), rule)) for rule in (EXACT, IOU_HALF, OVERLAP)]
    assert found == [exact, half, overlap]


def test_most_pairs_come_before_the_closest_pair() -> None:
    # the equal spans would leave the other two alone
    assert match(spans((0, 9), (0, 2)), spans((0, 9), (6, 9)), OVERLAP) == [(0, 1), (1, 0)]
    assert match(spans((0, 9), (0, 2)), spans((0, 9), (6, 9)), EXACT) == [(0, 0)]


def test_of_as_many_pairs_those_that_share_most() -> None:
    assert match(spans((0, 10)), spans((0, 3), (3, 10)), OVERLAP) == [(0, 1)]
    assert match(spans((0, 10), (5, 20)), spans((4, 20), (0, 6)), OVERLAP) == [(0, 1), (1, 0)]


def test_of_those_the_ones_most_alike() -> None:
    assert match(spans((0, 10)), spans((0, 12), (0, 10), (0, 11)), OVERLAP) == [(0, 1)]
    assert match(spans((0, 10)), spans((0, 12), (0, 20), (0, 11)), OVERLAP) == [(0, 2)]


def test_of_those_the_first_in_the_text() -> None:
    assert match(spans((0, 10)), spans((5, 10), (0, 5)), OVERLAP) == [(0, 1)]
    assert match(spans((5, 10), (0, 5)), spans((0, 10)), OVERLAP) == [(1, 0)]


def test_equal_spans_are_paired_in_their_order() -> None:
    three = spans((0, 5), (0, 5), (0, 5))
    for rule in RULES:
        assert match(three, three[:2], rule) == [(0, 0), (1, 1)]
        assert match(three[:2], three, rule) == [(0, 0), (1, 1)]
    for several in (3, 9):
        same = spans(*[(0, 5)] * several, (2, 9))
        assert match(same, same, OVERLAP) == [(n, n) for n in range(several + 1)]


def test_labels_are_never_paired() -> None:
    assert match(spans((0, 5)), spans((0, 5), label="source"), OVERLAP) == []
    mixed = [*spans((0, 5), label="source"), *spans((0, 5))]
    for rule in RULES:
        assert match(spans((0, 5)), mixed, rule) == [(0, 1)]


def test_rules_have_names() -> None:
    assert Rule.of("exact") == EXACT
    assert Rule.of("overlap") == OVERLAP
    assert Rule.of("iou:0.5") == IOU_HALF
    for name in ("iou", "iou:", "iou:0", "iou:1.5", "iou:nan", "iou:-1", "half", "", "dice:0.5"):
        with pytest.raises(UsageError, match="no rule for matching"):
            Rule.of(name)


def test_a_threshold_is_reached_by_being_equal_to_it() -> None:
    assert match(spans((0, 7)), spans((0, 10)), Rule.of("iou:0.7")) == [(0, 0)]
    assert match(spans((0, 3)), spans((0, 10)), Rule.of("iou:0.3")) == [(0, 0)]
    assert match(spans((0, 3)), spans((0, 10)), Rule.of("iou:0.31")) == []


def test_offsets_as_large_as_they_can_be() -> None:
    most = 2**31 - 1
    a, b = spans((0, most), (5, most)), spans((0, most), (7, most), (most - 9, most))
    assert match(a, b, OVERLAP) == [(0, 0), (1, 1)]
    assert match(b, a, OVERLAP) == [(0, 0), (1, 1)]


# -- at large -----------------------------------------------------------------------------------------------------


@given(lists(4), lists(4), st.sampled_from(RULES))
def test_no_way_to_pair_is_better(a: list[Span], b: list[Span], rule: Rule) -> None:
    pairs = match(a, b, rule)
    assert all(fits(a[i], b[j], rule) for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert worth(a, b, pairs) == greatest(a, b, rule)


@given(lists(2), st.lists(extents(30), min_size=5, max_size=6).map(lambda found: spans(*found)), st.sampled_from(RULES))
def test_no_way_to_pair_is_better_in_a_large_knot(few: list[Span], many: list[Span], rule: Rule) -> None:
    # the one that covers all makes a knot of more than four spans a side
    a = [*spans((0, 40)), *few]
    pairs = match(a, many, rule)
    assert all(fits(a[i], many[j], rule) for i, j in pairs)
    assert worth(a, many, pairs) == greatest(a, many, rule)


@given(lists(8), lists(8), st.sampled_from(RULES))
def test_exchanging_the_raters_exchanges_the_pairs(a: list[Span], b: list[Span], rule: Rule) -> None:
    assert sorted((j, i) for i, j in match(b, a, rule)) == match(a, b, rule)


@given(lists(8), lists(8))
def test_a_weaker_rule_never_has_fewer_pairs(a: list[Span], b: list[Span]) -> None:
    found = [len(match(a, b, rule)) for rule in RULES]
    assert found == sorted(found)


@given(lists(8), st.sampled_from(RULES))
def test_a_rater_agrees_with_himself(a: list[Span], rule: Rule) -> None:
    found = match(a, a, rule)
    assert [(a[i].extent, i) for i, _ in found] == [(a[j].extent, j) for _, j in found]
    assert len(found) == len(a)


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_equal_numbers_are_paired_once(a: list[int], b: list[int]) -> None:
    left, right = paired(np.array(a, np.int64), np.array(b, np.int64))
    assert [a[i] for i in left] == [b[j] for j in right]
    assert len(left) == sum(min(a.count(n), b.count(n)) for n in set(a))
    assert len(set(left.tolist())) == len(set(right.tolist())) == len(left)


@pytest.mark.parametrize("rule", [IOU_HALF, OVERLAP], ids=lambda rule: rule.name)
@pytest.mark.parametrize("shape", ["at random", "nested", "all the same", "a staircase"])
def test_two_thousand_spans_that_all_overlap(shape: str, rule: Rule) -> None:
    noise = np.random.default_rng(1)
    made = {
        "at random": [
            [(int(noise.integers(0, 5000)), int(noise.integers(5001, 9999))) for _ in range(1000)] for _ in "ab"
        ],
        "nested": [[(n, 4000 - n) for n in range(1000)], [(n, 4001 - n) for n in range(1000)]],
        "all the same": [[(0, 10)] * 1000] * 2,
        "a staircase": [[(n, n + 1000) for n in range(1000)], [(n, n + 1001) for n in range(1000)]],
    }[shape]
    a, b = (spans(*side) for side in made)
    pairs = match(a, b, rule)
    assert all(fits(a[i], b[j], rule) for i, j in pairs[:50])
    assert len({j for _, j in pairs}) == len(pairs) >= 990
