"""Active time: gaps between keys up to a limit, kept for a sentence until it is finished, whatever happens between."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.session.rhythm import Rhythm
from tests.building import SHORT, at_work, opened


def rhythm_at(moments: Iterable[float], idle: float = 60.0) -> Rhythm:
    found = iter(moments)
    return Rhythm(lambda: next(found), idle)


@pytest.mark.parametrize(
    ("pause", "counted"),
    [(12.0, 12.0), (60.0, 60.0), (3600.0, 60.0), (60.0 * 60 * 24 * 3, 60.0), (0.0, 0.0), (-5.0, 0.0), (-1e9, 0.0)],
    ids=["work", "limit", "an hour's break", "a weekend asleep", "at once", "back a little", "back to another epoch"],
)
def test_a_pause_counts_the_limit_at_most_and_a_clock_that_goes_back_nothing(pause: float, counted: float) -> None:
    rhythm = rhythm_at([1e6, 1e6 + 2.0, 1e6 + 2.0 + pause])
    for _ in range(3):
        rhythm.touch(0)
    assert rhythm.spent(0) == pytest.approx(2.0 + counted)


@given(st.lists(st.tuples(st.floats(-1e7, 1e7), st.integers(0, 3)), max_size=40), st.floats(1.0, 600.0))
def test_no_more_is_counted_than_passed_and_no_gap_for_more_than_the_limit(
    steps: list[tuple[float, int]], idle: float
) -> None:
    rhythm = rhythm_at([moment for moment, _ in steps], idle)
    for _, sentence in steps:
        rhythm.touch(sentence)
    moments = [moment for moment, _ in steps]
    gaps = [max(0.0, b - a) for a, b in pairwise(moments)]
    assert rhythm.waiting == pytest.approx(sum(min(gap, idle) for gap in gaps))
    assert rhythm.waiting == pytest.approx(sum(rhythm.unwritten.values()))


def test_what_was_spent_on_another_document_is_kept_for_it() -> None:
    rhythm = rhythm_at([0.0, 4.0, 100.0, 103.0, 500.0, 501.0, 501.0])
    rhythm.enter(1)
    rhythm.touch(0)
    rhythm.touch(0)
    rhythm.enter(2)
    assert rhythm.spent(0) == 0.0
    rhythm.touch(0)
    rhythm.touch(0)
    assert (rhythm.spent(0), rhythm.waiting) == (3.0, 7.0)
    rhythm.enter(1)
    assert rhythm.spent(0) == 4.0, "the way there and back is nobody's"
    rhythm.touch(0)
    rhythm.touch(0)
    assert rhythm.take(0) == 5.0
    assert rhythm.waiting == 3.0


def test_seconds_go_with_their_sentence_when_one_before_it_is_split_or_joined() -> None:
    rhythm = rhythm_at([])
    rhythm.enter(1)
    rhythm.resume({0: 1.0, 1: 2.0, 2: 4.0})
    rhythm.cut(0, 1)
    assert rhythm.unwritten == {0: 1.0, 2: 2.0, 3: 4.0}
    rhythm.cut(0, -1)
    rhythm.cut(1, -1)
    assert rhythm.unwritten == {0: 1.0, 1: 6.0}
    rhythm.enter(2)
    rhythm.resume({5: 1.0})
    rhythm.cut(0, 1)
    assert rhythm.unwritten == {6: 1.0}
    rhythm.enter(1)
    assert rhythm.unwritten == {0: 1.0, 1: 6.0}


def test_a_look_at_anothers_layer_does_not_lose_the_time_of_a_sentence(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    with session.project:
        other = opened(session.project, "bob")
        other.label("quote", ((0, 2),))
        session.rhythm.touch(0)
        session.rhythm.touch(0)
        before = session.rhythm.spent(0)
        assert before > 0
        session.show_layer(other.own)
        session.show_layer(session.own)
        assert session.rhythm.spent(0) == before
