"""What documents score, and the orders that follow, worked out by hand."""

from __future__ import annotations

import hashlib
import math

import pytest

from annotator.model import Document, Fragment, Meta
from annotator.suggest import Suggestion
from annotator.suggest.ranking import (
    by_chance,
    by_score,
    group_of,
    in_rounds,
    mixed,
    rarities,
    uncertainty,
    wordings,
)


def scored(*scores: float) -> list[Suggestion]:
    return [Suggestion("uncertainty_cue", (Fragment(i, i + 1, "x"),), score=s) for i, s in enumerate(scores)]


def cue(start: int, *pieces: str, label: str = "uncertainty_cue") -> Suggestion:
    return Suggestion(label, tuple(Fragment(start + i, start + i + 1, text) for i, text in enumerate(pieces)))


# -- uncertainty ------------------------------------------------------------------------------------------------------


def test_the_margin_is_the_distance_from_even_on_both_sides() -> None:
    assert uncertainty(scored(0.75), lowest=1) == uncertainty(scored(0.25), lowest=1) == 0.25
    assert uncertainty(scored(0.5), lowest=1) == 0


def test_only_the_least_margins_count_wherever_they_stand() -> None:
    assert uncertainty(scored(0.9, 0.75, 0.9, 0.5, 0.75)) == pytest.approx((0.0 + 0.25 + 0.25) / 3, abs=1e-6)


def test_what_is_missing_counts_as_certain() -> None:
    assert uncertainty([]) == 0.5
    assert uncertainty(scored(0.75)) == pytest.approx((0.25 + 0.5 + 0.5) / 3, abs=1e-6)
    assert uncertainty(scored(0.75, 0.75)) < uncertainty(scored(0.75)) < uncertainty([])


# -- rare cues --------------------------------------------------------------------------------------------------------


def test_a_wording_is_the_words_without_case_and_its_pieces_in_order() -> None:
    found = [cue(0, "Mogelijk"), cue(5, "weten", "niet"), cue(9, "niet\n duidelijk")]
    assert wordings(found) == ["mogelijk", "weten … niet", "niet duidelijk"]


def test_a_cue_of_two_labels_is_one_and_what_is_no_cue_is_none() -> None:
    found = [cue(0, "denkt"), cue(0, "denkt", label="attribution_cue"), cue(4, "TASS", label="source")]
    assert wordings([*found, cue(9, "denkt")]) == ["denkt", "denkt"]


def test_rarity_is_the_surprise_of_the_cues_by_the_sentence() -> None:
    # 4 cues: zou three times, naar verluidt once
    found = rarities([["zou", "zou"], ["zou", "naar verluidt"], []], [2, 4, 1])
    assert found[0] == pytest.approx(2 * math.log(4 / 3) / 2, abs=1e-6)
    assert found[1] == pytest.approx((math.log(4 / 3) + math.log(4)) / 4, abs=1e-6)
    assert found[2] == 0


def test_without_cues_nothing_is_rare() -> None:
    assert rarities([[], []], [1, 3]) == [0, 0]
    assert rarities([["zou"], ["zou"]], [1, 3]) == [0, 0]


# -- orders -----------------------------------------------------------------------------------------------------------


def test_scores_order_both_ways_with_ties_as_given_and_unknown_last() -> None:
    scores = [None, 0.2, 0.4, 0.2, None, 0.1]
    assert by_score(scores, highest=False) == [5, 1, 3, 2, 0, 4]
    assert by_score(scores, highest=True) == [2, 1, 3, 5, 0, 4]


def test_rounds_take_every_group_in_turn_up_to_the_cap() -> None:
    groups = ["nos", "nos", "nos", "anp", "nos", "anp", "bbc"]
    assert in_rounds(groups) == [(0, 1), (3, 1), (6, 1), (1, 2), (5, 2), (2, 3), (4, 4)]
    assert in_rounds(groups, 2) == [(0, 1), (1, 1), (3, 1), (5, 1), (6, 1), (2, 2), (4, 2)]


@pytest.mark.parametrize(
    ("document", "by", "group"),
    [
        (Document("x-1", "t", publisher="NOS"), "publisher", "nos"),
        (Document("x-1", "t", publisher=" "), "publisher", "x"),
        (Document("x-1", "t", meta=(Meta("Source", "TASS"),)), "publisher", "tass"),
        (Document("x-1", "t", meta=(Meta("source", "TASS"), Meta("publisher", "RIA"))), "publisher", "ria"),
        (Document("x-1", "t", publisher="NOS"), "key", "x"),
        (Document("nos_almaty", "t"), "publisher", "nos"),
        (Document("2022/anp/1", "t"), "key", "2022"),
        (Document("…", "t"), "key", "…"),
    ],
)
def test_the_group_is_the_publisher_else_the_source_else_of_the_key(document: Document, by: str, group: str) -> None:
    assert group_of(document, by) == group


# -- chance -----------------------------------------------------------------------------------------------------------


def test_chance_is_a_hash_that_anybody_can_repeat() -> None:
    def digest(text: str) -> bytes:
        return hashlib.sha256(text.encode()).digest()

    keys = [f"d{i}" for i in range(10)]
    wanted = sorted(keys, key=lambda key: digest(f"document:7:{key}"))
    assert by_chance(keys, 7) == wanted
    drawn = mixed(keys, 7, 0.3)
    assert [one.key for one in drawn if one.by_chance] == wanted[:3]
    places = sorted(range(1, 11), key=lambda place: digest(f"place:7:{place}"))[:3]
    assert [number for number, one in enumerate(drawn, 1) if one.by_chance] == sorted(places)


def test_a_queue_drawn_before_is_drawn_again() -> None:
    """Written down once: another result would mean that no published queue could be drawn again."""
    drawn = mixed([f"d{i}" for i in range(8)], 2022, 0.25)
    assert [one.key + "*" * one.by_chance for one in drawn] == ["d1", "d2", "d3*", "d4", "d5", "d6", "d7", "d0*"]


@pytest.mark.parametrize(("count", "share", "chosen"), [(30, 0.1, 3), (5, 0.2, 1), (6, 0.2, 2), (1, 0.2, 1), (7, 1, 7)])
def test_the_sample_is_a_share_rounded_up(count: int, share: float, chosen: int) -> None:
    assert sum(one.by_chance for one in mixed([f"d{i}" for i in range(count)], 1, share)) == chosen


def test_no_share_is_the_order_and_the_whole_is_chance() -> None:
    keys = [f"d{i}" for i in range(9)]
    assert mixed(keys, 3, 0) == [(key, False) for key in keys]
    assert mixed(keys, 3, 1) == [(key, True) for key in by_chance(keys, 3)]
    assert mixed([], 3) == []
