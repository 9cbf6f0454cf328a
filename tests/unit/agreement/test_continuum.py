"""What becomes of spans on the way to a continuum: tokens, fragments, done marks, clipping, merging."""

from __future__ import annotations

import pytest

from annotator.agreement.continuum import UNSTATED, Axis, Continuum
from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.model import Span
from tests.unit.agreement.test_unitizing_oracle import RATERS, document, reading, span


def units(made: Continuum, rater: int = 0) -> list[tuple[int, int, str]]:
    chosen = (made.rater == rater).nonzero()[0]
    return [(int(made.start[i]), int(made.end[i]), made.values[made.value[i]]) for i in chosen]


def stretches(made: Continuum) -> list[tuple[int, int]]:
    return list(zip(made.stretch_start.tolist(), made.stretch_end.tolist(), strict=True))


def two(
    spans: list[Span],
    sentences: tuple[int, ...] = (10,),
    done: set[int] | None = None,
    other: set[int] | None = None,
    width: int = 1,
) -> Corpus:
    """One document, the spans by the first of two raters; without ``done`` everything is."""
    everything = set(range(len(sentences)))
    first = reading(RATERS[0], spans, everything if done is None else done)
    second = reading(RATERS[1], [], everything if other is None else other)
    return Corpus.of([document("d", list(sentences), [first, second], width=width)])


def test_a_token_belongs_to_a_fragment_that_covers_any_of_it() -> None:
    made = Axis.of(two([span("1", "x", (2, 5))], width=3)).continuum("x")
    assert units(made) == [(0, 2, "x")]
    made = Axis.of(two([span("1", "x", (4, 7))], width=3)).continuum("x")
    assert units(made) == [(1, 2, "x")]


def test_what_lies_between_tokens_does_not_count() -> None:
    made = Axis.of(two([span("1", "x", (3, 4)), span("2", "x", (3, 5))], width=3)).continuum("x")
    assert units(made) == [(1, 2, "x")]
    assert stretches(made) == [(0, 10)]


def test_characters_are_those_of_sentences() -> None:
    """Two sentences of ten tokens, 19 code points each and one between them that counts for neither."""
    marks = [span("1", "x", (2, 5)), span("2", "x", (17, 23)), span("3", "x", (19, 20))]
    made = Axis.of(two(marks, (10, 10)), "char").continuum("x")
    assert stretches(made) == [(0, 19), (19, 38)]
    assert units(made) == [(2, 5, "x"), (17, 22, "x")]
    assert made.edges.tolist() == [0, 38]


def test_every_fragment_is_a_unit_and_those_with_no_token_between_are_one() -> None:
    made = Axis.of(two([span("1", "x", (0, 1), (4, 7))])).continuum("x")
    assert units(made) == [(0, 1, "x"), (2, 4, "x")]
    made = Axis.of(two([span("1", "x", (0, 1), (2, 5)), span("2", "x", (6, 7))])).continuum("x")
    assert units(made) == [(0, 3, "x"), (3, 4, "x")]
    assert made.merged == 0


def test_overlapping_spans_of_one_value_are_merged_and_counted() -> None:
    marks = [span("1", "x", (0, 5)), span("2", "x", (4, 9)), span("3", "x", (0, 5)), span("4", "x", (12, 15))]
    made = Axis.of(two(marks)).continuum("x")
    assert units(made) == [(0, 5, "x"), (6, 8, "x")]
    assert (made.merged, made.overlaid) == (2, 0)


def test_two_parts_of_one_token_overlap_in_tokens_only() -> None:
    marks = [span("1", "x", (0, 1)), span("2", "x", (1, 3))]
    assert Axis.of(two(marks, width=3)).continuum("x").merged == 1
    assert Axis.of(two(marks, width=3), "char").continuum("x").merged == 0


def test_overlapping_spans_of_different_values_become_units_of_value_sets() -> None:
    marks = [span("1", "claim", (0, 11)), span("2", "cue", (4, 7)), span("3", "cue", (14, 15))]
    made = Axis.of(two(marks)).continuum(["claim", "cue"])
    assert units(made) == [(0, 2, "claim"), (2, 4, "claim|cue"), (4, 6, "claim"), (7, 8, "cue")]
    assert (made.merged, made.overlaid) == (0, 2)
    assert made.values == ("claim", "claim|cue", "cue")
    assert units(Axis.of(two(marks)).continuum("claim")) == [(0, 6, "claim")]


def test_the_values_of_an_attribute() -> None:
    marks = [span("1", "x", (0, 5), value="true"), span("2", "x", (6, 9)), span("3", "y", (10, 11), value="false")]
    made = Axis.of(two(marks)).continuum("x", "polarity")
    assert units(made) == [(0, 3, "true"), (3, 5, UNSTATED)]
    with pytest.raises(ValueError, match="within one label"):
        Axis.of(two(marks)).continuum(["x", "y"], "polarity")


def test_sentences_that_are_not_shared_break_the_continuum() -> None:
    across = span("1", "x", (4, 27))
    made = Axis.of(two([across], (5, 5, 5), other={0, 2})).continuum("x")
    assert stretches(made) == [(0, 5), (10, 15)]
    assert units(made) == [(2, 5, "x"), (10, 14, "x")]
    assert len(set(made.block.tolist())) == 2
    assert made.lengths.tolist() == [10]


def test_a_span_over_two_shared_sentences_is_one_unit() -> None:
    made = Axis.of(two([span("1", "x", (6, 13))], (5, 5))).continuum("x")
    assert units(made) == [(3, 7, "x")]
    assert len(set(made.block.tolist())) == 1


def test_a_span_that_begins_in_an_unfinished_sentence_is_clipped() -> None:
    made = Axis.of(two([span("1", "x", (4, 15))], (5, 5), done={1})).continuum("x")
    assert stretches(made) == [(5, 10)]
    assert units(made) == [(5, 8, "x")]
    assert made.merged == 0


def test_a_rater_is_missing_where_not_done_and_empty_where_done() -> None:
    marks = [span("1", "x", (4, 27))]
    readings = [
        reading(RATERS[0], marks, {0, 2}),
        reading(RATERS[1], [], {0, 1, 2}),
        reading(RATERS[2], marks, {0, 1, 2}),
    ]
    made = Axis.of(Corpus.of([document("d", [5, 5, 5], readings)])).continuum("x")
    assert made.present.tolist() == [[True, True, True], [False, True, True], [True, True, True]]
    assert units(made) == [(2, 5, "x"), (10, 14, "x")]
    assert units(made, 2) == [(2, 14, "x")]
    assert made.segments.present.tolist() == [3, 3, 2, 3, 3]
    assert made.segments.value[2].tolist() == [-1, 0, 1]
    whole = made.complete()
    assert stretches(whole) == [(0, 5), (10, 15)]
    assert units(whole, 2) == [(2, 5, "x"), (10, 14, "x")]


def test_only_the_compared_raters_share() -> None:
    readings = [reading(RATERS[0], [], {0}), reading(RATERS[1], [], set()), reading(RATERS[2], [], {0})]
    corpus = Corpus.of([document("d", [5], readings)])
    assert Axis.of(corpus).continuum("x").lengths.tolist() == [5]
    assert Axis.of(corpus, raters=RATERS[:2]).continuum("x").lengths.tolist() == [0]


def test_documents_lie_behind_one_another() -> None:
    none = RatedDocument("none", "", (), (), ())
    marks = [span("1", "x", (0, 3))]
    one = document("one", [4], [reading(RATERS[0], marks, {0}), reading(RATERS[1], [], {0})])
    other = document("other", [3], [reading(RATERS[0], [], {0}), reading(RATERS[1], marks, {0})])
    alone = document("alone", [3], [reading(RATERS[0], marks, {0})])
    made = Axis.of(Corpus.of([none, one, alone, none, other])).continuum("x")
    assert made.documents == 5
    assert made.edges.tolist() == [0, 0, 4, 7, 7, 10]
    assert made.lengths.tolist() == [0, 4, 0, 0, 3]
    assert made.document.tolist() == [1, 4]
    assert units(made) == [(0, 2, "x")]
    assert units(made, 1) == [(7, 9, "x")]
