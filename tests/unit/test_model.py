"""The values of the model and the labels of a layer in memory: what they answer, and that patches turn back."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest
from pydantic import ValidationError

from annotator import model
from annotator.labels import Labels
from annotator.model import (
    Attribute,
    Cut,
    Fragment,
    Layer,
    Part,
    Patch,
    Relation,
    SentenceState,
    Source,
    Span,
    adapter,
)


def span(name: str, *pieces: tuple[int, int], label: str = "claim", sentence: int = 0) -> Span:
    return Span(name, label, sentence, tuple(Fragment(s, e, "x" * (e - s)) for s, e in pieces))


VALUES = [
    kind for _, kind in inspect.getmembers(model, dataclasses.is_dataclass) if kind.__module__ == "annotator.model"
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_every_value_is_frozen_slotted_strict_and_has_a_schema(kind: Any) -> None:
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)
    assert kind.__pydantic_config__ == {"strict": True, "extra": "forbid", "frozen": True}
    assert adapter(kind).json_schema()["type"] == "object"


@pytest.mark.parametrize(
    "text",
    [
        '{"index": 0, "status": "finished"}',
        '{"index": "0"}',
        '{"index": 0, "colour": "red"}',
        '{"index": 0, "confidence": 1.5}',
        "{}",
    ],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        adapter(SentenceState).validate_json(text)


def test_a_span_knows_where_it_is() -> None:
    found = span("a", (3, 5), (9, 12))
    assert (found.start, found.end, found.extent) == (3, 12, ((3, 5), (9, 12)))
    assert [found.covers(*place) for place in ((0, 3), (0, 4), (5, 9), (8, 10), (12, 20))] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_values_are_asked_by_name() -> None:
    attributes = (Attribute("polarity", "neg"),)
    for found in (
        dataclasses.replace(span("a", (0, 1)), attributes=attributes),
        Relation("r", "same_as", "a", "b", attributes),
        SentenceState(0, labels=attributes),
    ):
        assert found.value("polarity") == "neg"
        assert found.value("mood") is None


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Layer("anna"), "anna"),
        (Layer("anna", number=2), "anna, pass 2"),
        (Layer("anna", "gold"), "anna (gold)"),
        (Layer("x", "suggester", 3), "x (suggester), pass 3"),
    ],
)
def test_a_layer_in_words(layer: Layer, text: str) -> None:
    assert str(layer) == text


def test_a_sentence_of_which_nothing_is_said_is_untouched() -> None:
    assert SentenceState(4).untouched
    for said in ({"status": "done"}, {"comment": "x"}, {"seconds": 0.0}, {"confidence": 1}, {"role": "body"}):
        assert not SentenceState(4, **said).untouched  # type: ignore[arg-type]


def test_a_patch_turns_back_and_knows_its_sentences() -> None:
    patch = Patch(
        Part(spans=(span("a", (0, 2)),)), Part(spans=(span("b", (40, 41), sentence=3),), sentences=(SentenceState(1),))
    )
    assert patch.inverse == Patch(patch.after, patch.before)
    assert patch.inverse.inverse == patch
    assert patch.sentences == (0, 1, 3)


def test_a_patch_that_changes_only_times_is_idle() -> None:
    one = span("a", (0, 2))
    later = dataclasses.replace(one, updated="2023")
    assert Patch(Part(spans=(one,)), Part(spans=(later,))).idle
    assert Patch().idle
    assert not Patch(Part(spans=(one,)), Part(spans=(dataclasses.replace(later, label="quote"),))).idle
    assert not Patch(Part(spans=(one,))).idle
    assert not Patch(Part(sentences=(SentenceState(0),)), Part(sentences=(SentenceState(0, "done"),))).idle
    assert not Patch(after=Part(sources=(Source("e1", "x"),))).idle


@pytest.mark.parametrize(
    ("cut", "fits"),
    [
        (Cut("split", 1, 15), True),
        (Cut("split", 1, 10), False),
        (Cut("split", 1, 20), False),
        (Cut("split", 1, 25), False),
        (Cut("split", 2, 25), True),
        (Cut("split", 2, 20), False),
        (Cut("join", 0, 10), True),
        (Cut("join", 0, 11), False),
        (Cut("join", 1, 20), True),
        (Cut("join", 2, 30), False),
    ],
)
def test_a_cut_fits_where_its_sentence_is(cut: Cut, fits: bool) -> None:
    assert cut.fits((0, 10, 20)) is fits
    assert cut.inverse.inverse == cut


@pytest.mark.parametrize("cut", [Cut("split", 1, 15), Cut("join", 1, 20), Cut("split", 0, 5), Cut("join", 0, 10)])
def test_a_cut_and_its_inverse_give_the_same_sentences(cut: Cut) -> None:
    starts = (0, 10, 20)
    assert cut.starts(starts) != starts
    assert cut.inverse.starts(cut.starts(starts)) == starts


def test_a_patch_is_numbered_by_where_its_sentences_begin() -> None:
    patch = Patch(after=Part(spans=(span("a", (21, 22), sentence=2),), sentences=(SentenceState(2, "done"),)))
    found = patch.renumbered((0, 10, 20), (0, 5, 10, 20, 30))
    assert found is not None
    assert (found.after.spans[0].sentence, found.after.sentences[0].index) == (3, 3)
    assert patch.renumbered((0, 10, 20), (0, 10, 20)) is patch
    cut = Patch(cut=Cut("join", 1, 20))
    assert cut.renumbered((0, 10, 20), (0, 5, 10, 20)) == Patch(cut=Cut("join", 2, 20))
    assert cut.renumbered((0, 10, 20), (0, 10, 15, 20)) is None
    assert cut.renumbered((0, 10, 20), (0, 20)) is None


# -- the labels of a layer ----------------------------------------------------------------------------------------

STARTS = (0, 10, 20, 30)


@pytest.fixture
def labels() -> Labels:
    return Labels.of(
        STARTS,
        Part(
            spans=(
                span("in", (3, 5)),
                span("out", (0, 9)),
                span("over", (5, 8), (12, 25), label="quote"),
                span("far", (31, 35), sentence=3),
            ),
            relations=(Relation("r2", "same_as", "far", "in"), Relation("r1", "same_as", "in", "out")),
            sources=(Source("e10", "b"), Source("e2", "a")),
            sentences=(SentenceState(3, "done"), SentenceState(1, comment="x")),
        ),
    )


@pytest.mark.parametrize(("offset", "index"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (99, 3)])
def test_offsets_lie_in_sentences(labels: Labels, offset: int, index: int) -> None:
    assert labels.sentence_at(offset) == index


def test_spans_are_found_by_sentence_in_text_order(labels: Labels) -> None:
    assert [[s.id for s in labels.in_sentence(i)] for i in range(5)] == [
        ["out", "in", "over"],
        ["over"],
        ["over"],
        ["far"],
        [],
    ]
    assert labels.touched(labels.spans["over"]) == range(3)


def test_spans_are_found_by_place_the_innermost_first(labels: Labels) -> None:
    assert [s.id for s in labels.at(4, 5)] == ["in", "out"]
    assert [s.id for s in labels.at(8, 9)] == ["out"]
    assert [s.id for s in labels.at(5, 6)] == ["out", "over"]
    assert [s.id for s in labels.at(13, 14)] == ["over"]
    assert labels.at(9, 10) == []


def test_links_are_found_by_their_ends(labels: Labels) -> None:
    assert [r.id for r in labels.links("in")] == ["r1", "r2"]
    assert [r.id for r in labels.links("in", "disputes")] == []
    assert [s.id for s in labels.others("in", "same_as")] == ["out", "far"]
    assert labels.links("nobody") == []


def test_everything_is_given_in_the_order_of_the_export(labels: Labels) -> None:
    part = labels.part
    assert [s.id for s in part.spans] == ["out", "in", "over", "far"]
    assert [r.id for r in part.relations] == ["r1", "r2"]
    assert [s.id for s in part.sources] == ["e2", "e10"]
    assert [s.index for s in part.sentences] == [1, 3]


def test_counts(labels: Labels) -> None:
    assert labels.counts(4) == {"todo": 3, "done": 1, "skipped": 0, "flagged": 0}
    assert (labels.state(3).status, labels.state(2)) == ("done", SentenceState(2))


def test_a_patch_and_its_inverse_change_nothing(labels: Labels) -> None:
    before = labels.part
    moved = dataclasses.replace(labels.spans["in"], fragments=(Fragment(21, 22, "x"),), sentence=2)
    patch = Patch(
        Part(
            spans=(labels.spans["in"], labels.spans["far"]),
            relations=tuple(labels.relations.values()),
            sentences=(labels.state(3), labels.state(0)),
        ),
        Part(spans=(moved,), sentences=(SentenceState(3), SentenceState(0, "flagged")), sources=(Source("e1", "c"),)),
    )
    labels.apply(patch)
    assert [s.id for s in labels.in_sentence(2)] == ["over", "in"]
    assert "in" not in [s.id for s in labels.in_sentence(0)]
    assert labels.links("in") == []
    assert labels.counts(4) == {"todo": 3, "done": 0, "skipped": 0, "flagged": 1}
    labels.apply(patch.inverse)
    assert labels.part == before
    assert [s.id for s in labels.in_sentence(0)] == ["out", "in", "over"]
    assert [r.id for r in labels.links("in")] == ["r1", "r2"]
