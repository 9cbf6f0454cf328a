"""A queue loses no document, keeps its order, and its sample is a simple random one, whatever documents score."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Fragment
from annotator.suggest import Suggestion
from annotator.suggest.ranking import by_chance, by_score, in_rounds, mixed, rarities, uncertainty

keys = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6), unique=True, max_size=40)
seeds = st.integers(0, 2**64)
shares = st.sampled_from([0, 0.05, 0.2, 0.25, 1 / 3, 0.5, 0.99, 1]) | st.floats(0, 1)


@given(keys, seeds, shares)
def test_every_document_has_one_place_and_the_order_is_kept(order: list[str], seed: int, share: float) -> None:
    drawn = mixed(order, seed, share)
    assert sorted(one.key for one in drawn) == sorted(order)
    by_order = [one.key for one in drawn if not one.by_chance]
    assert by_order == [key for key in order if key in set(by_order)]
    count = sum(one.by_chance for one in drawn)
    assert len(order) * share <= count + 1e-9
    assert count - 1 < len(order) * share or count == 0


@given(keys.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), seeds, shares)
def test_the_sample_and_its_places_do_not_know_the_order(
    both: tuple[list[str], list[str]], seed: int, share: float
) -> None:
    """Independence of the score in the strictest sense: no order whatever changes the sample or where it stands."""
    one, other = (mixed(order, seed, share) for order in both)
    sample = [(place, drawn.key) for place, drawn in enumerate(one) if drawn.by_chance]
    assert sample == [(place, drawn.key) for place, drawn in enumerate(other) if drawn.by_chance]


@given(keys, seeds, shares)
def test_the_sample_up_to_any_place_is_the_beginning_of_the_order_of_chance(
    order: list[str], seed: int, share: float
) -> None:
    sample = [one.key for one in mixed(order, seed, share) if one.by_chance]
    assert sample == by_chance(order, seed)[: len(sample)]


# -- simulations: the seeds are fixed, so that the outcome is ----------------------------------------------------------

COUNT, SHARE, TIMES = 10, 0.3, 6_000
ORDER = [f"d{i}" for i in range(COUNT)]
"""Best first: what the order likes least is ``d9``."""


def chi_square(counts: Counter[str] | Counter[tuple[str, str]], cells: int) -> float:
    expected = counts.total() / cells
    return sum((value - expected) ** 2 for value in counts.values()) / expected + (cells - len(counts)) * expected


def test_every_document_is_as_likely_in_the_sample_wherever_the_order_has_it() -> None:
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in range(TIMES):
        sample = sorted(one.key for one in mixed(ORDER, seed, SHARE) if one.by_chance)
        assert len(sample) == 3
        alone.update(sample)
        pairs.update(combinations(sample, 2))
    assert chi_square(alone, COUNT) < 21.7  # 9 degrees of freedom, 99 in 100
    assert chi_square(pairs, 45) < 68.7  # 44


def test_it_is_as_likely_in_the_sample_of_those_who_stop_early() -> None:
    early: Counter[str] = Counter()
    for seed in range(TIMES):
        early.update(one.key for one in mixed(ORDER, seed, SHARE)[:4] if one.by_chance)
    assert early.total() > TIMES
    assert chi_square(early, COUNT) < 21.7


def test_the_front_as_a_whole_is_not_a_sample_and_the_test_would_see_it() -> None:
    front: Counter[str] = Counter()
    for seed in range(TIMES):
        front.update(one.key for one in mixed(ORDER, seed, SHARE)[:4])
    assert chi_square(front, COUNT) > 1_000


def test_each_place_is_as_likely_to_be_filled_by_chance() -> None:
    places: Counter[str] = Counter()
    for seed in range(TIMES):
        places.update(str(place) for place, one in enumerate(mixed(ORDER, seed, SHARE)) if one.by_chance)
    assert chi_square(places, COUNT) < 21.7


# -- scores and orders ------------------------------------------------------------------------------------------------

scores = st.lists(st.floats(0, 1), max_size=12)


@given(scores, st.integers(1, 6))
def test_uncertainty_stays_in_its_bounds_and_one_doubt_more_never_makes_it_less(found: list[float], k: int) -> None:
    made = [Suggestion("uncertainty_cue", (Fragment(i, i + 1, "x"),), score=s) for i, s in enumerate(found)]
    margin = uncertainty(made, k)
    assert 0 <= margin <= 0.5
    assert uncertainty([*made, Suggestion("claim", (Fragment(99, 100, "x"),), score=0.5)], k) <= margin
    assert uncertainty(made[::-1], k) == margin


@given(st.lists(st.tuples(st.lists(st.sampled_from("abcd"), max_size=6), st.integers(1, 9)), max_size=9))
def test_rarity_is_never_negative_and_is_halved_by_twice_the_sentences(found: list[tuple[list[str], int]]) -> None:
    cues, sizes = [words for words, _ in found], [size for _, size in found]
    once, twice = rarities(cues, sizes), rarities(cues, [2 * size for size in sizes])
    for one, other in zip(once, twice, strict=True):
        assert one >= 0
        assert abs(one / 2 - other) <= 1e-6


@given(st.lists(st.none() | st.floats(0, 1)), st.booleans())
def test_an_order_by_score_is_stable_and_whole(found: list[float | None], highest: bool) -> None:
    order = by_score(found, highest=highest)
    assert sorted(order) == list(range(len(found)))
    for one, next_ in pairwise(order):
        a, b = found[one], found[next_]
        if a is None or b is None:
            assert b is None
        else:
            assert a >= b if highest else a <= b
        if a == b:
            assert one < next_


@given(st.lists(st.sampled_from("abcde"), max_size=60), st.integers(1, 4))
def test_no_group_gets_ahead_by_more_than_the_cap_while_others_have_documents_left(groups: list[str], cap: int) -> None:
    order = in_rounds(groups, cap)
    assert sorted(number for number, _ in order) == list(range(len(groups)))
    left, had = Counter(groups), Counter[str]()
    for number, turn in order:
        group = groups[number]
        had[group] += 1
        left[group] -= 1
        assert turn == (had[group] - 1) // cap + 1
        waiting = [had[other] for other, count in left.items() if count > 0 and other != group]
        assert had[group] - min(waiting, default=had[group]) <= cap
