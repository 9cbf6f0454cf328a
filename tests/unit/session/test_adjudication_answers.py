"""Adjudication: what each answer does to the gold layer."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.model import Layer
from annotator.session import Session
from annotator.store.events import events
from tests.building import findings, refuses
from tests.unit.session.adjudicating import (
    about,
    accept,
    adjudicating,
    asked,
    focus,
    gold,
    narrow,
    nothing,
    operations,
    put,
    rated,
    rater,
    wide,
    words,
)


def test_accepting_a_boundary_then_the_other_one_keeps_the_gold_span(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        case.adopt()
        item = focus(case, "boundary")
        accept(case, "anna")
        assert ("claim", "er mogelijk doden zijn") in gold(case)
        (one,) = case.copies(item.group)  # type: ignore[arg-type]
        assert [relation.head for relation in case.labels.relations.values()] == [one.id]
        focus(case, "boundary")
        accept(case, "bob")
        (other,) = case.copies(item.group)  # type: ignore[arg-type]
        assert (other.id, words(other), other.origin) == (one.id, "doden zijn", "adjudicated")
        assert len(case.labels.relations) == 1
        assert findings(project) == []


def test_gold_spans_have_ids_of_their_own_and_the_event_says_where_they_come_from(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        case.adopt()
        (span,) = case.labels.spans.values()
        theirs = {(r.layer.annotator, 1, s.id) for r in case.comparison.raters for s in r.labels.spans.values()}
        assert span.id not in {name for _, _, name in theirs}
        event = list(events(project))[-1]
        assert (event.annotator, event.layer, event.operation) == ("eve", Layer("eve", "gold"), "adopt")
        made = json.loads(event.target or "")["made"]
        assert set(made) == {span.id}
        assert {tuple(origin) for origin in made[span.id]} <= theirs
        assert {origin[0] for origin in made[span.id]} == {"anna", "bob"}
        assert case.decisions.origins[span.id] == tuple(tuple(origin) for origin in made[span.id])


def test_both_takes_each_and_neither_takes_none(tmp_path: Path) -> None:
    def denying(session: Session) -> None:
        put(session, "claim", "doden zijn", polarity="neg")

    with rated(tmp_path / "p.db", wide, denying) as project:
        case = adjudicating(project)
        focus(case, "boundary")
        case.accept_both()
        assert gold(case) == [("claim", "er mogelijk doden zijn"), ("claim", "doden zijn")]
        attributes = [item for item in case.items if item.kind == "attribute"]
        assert "polarity" in [item.name for item in attributes]
        assert {span.value("polarity") for span in case.labels.spans.values()} == {"pos", "neg"}
        assert [case.state_of(item) for item in attributes] == ["void"] * len(attributes)
        focus(case, "boundary")
        case.accept_neither()
        assert gold(case) == []
        assert [case.state_of(item) for item in attributes] == ["void"] * len(attributes)
        assert case.state_of(focus(case, "boundary")) == "settled"
        focus(case, "boundary")
        accept(case, "bob")
        assert gold(case) == [("claim", "doden zijn")]
        assert [case.state_of(item) for item in attributes] == ["open"] * len(attributes)
        assert findings(project) == []


def test_a_label_in_dispute_comes_with_the_attributes_of_whoever_is_followed(tmp_path: Path) -> None:
    def as_source(session: Session) -> None:
        put(session, "source", "De politie", source_type="official")

    def as_claim(session: Session) -> None:
        put(session, "claim", "De politie", polarity="neg")

    with rated(tmp_path / "p.db", as_source, as_claim) as project:
        case = adjudicating(project)
        assert asked(case) == [("label", "", "De politie")]
        accept(case, "anna")
        (span,) = case.labels.spans.values()
        assert (span.label, span.value("source_type")) == ("source", "official")
        accept(case, "bob")
        (span,) = case.labels.spans.values()
        assert (span.label, span.value("polarity"), span.value("source_type")) == ("claim", "neg", None)


def test_an_attribute_is_decided_after_its_span(tmp_path: Path) -> None:
    def yes(session: Session) -> None:
        put(session, "claim", "Er is brand", polarity="pos")

    def no(session: Session) -> None:
        put(session, "claim", "Er is brand", polarity="neg")

    with rated(tmp_path / "p.db", yes, no) as project:
        case = adjudicating(project)
        case.place(1)
        item = focus(case, "attribute", "polarity")
        assert case.state_of(item) == "waits"
        with refuses("span_first"):
            case.accept(0)
        case.adopt()
        (span,) = case.labels.spans.values()
        assert span.value("polarity") is None
        assert span.value("claim_type") is not None
        focus(case, "attribute", "polarity")
        with refuses("one_value"):
            case.accept_both()
        accept(case, "bob")
        assert [s.value("polarity") for s in case.labels.spans.values()] == ["neg"]
        focus(case, "attribute", "polarity")
        case.accept_neither()
        assert [s.value("polarity") for s in case.labels.spans.values()] == [None]
        assert case.left() == []


def test_adopting_leaves_the_focus_on_an_open_question(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        case.focus = 1
        assert case.adopt() == 1
        assert case.focus == 1
        case.focus = next(i for i, item in enumerate(case.items) if item.agreed)
        case.undo()
        case.focus = next(i for i, item in enumerate(case.items) if item.agreed)
        case.adopt()
        assert case.focus == 0
        with refuses("nothing_agreed"):
            case.adopt()


def test_rejecting_an_agreed_span_leaves_its_links_and_attributes_out(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, wide) as project:
        case = adjudicating(project)
        case.adopt()
        assert len(case.labels.relations) == 1
        case.focus = next(i for i, item in enumerate(case.items) if about(item) == "De politie")
        case.accept_neither()
        assert ("source", "De politie") not in gold(case)
        assert case.labels.relations == {}
        assert case.left() == []
        case.focus = next(i for i, item in enumerate(case.items) if about(item) == "De politie")
        case.accept(0)
        assert ("source", "De politie") in gold(case)
        assert len(case.labels.relations) == 1  # it comes with the last of its ends
        assert findings(project) == []


def test_labels_of_the_sentence_and_a_corrected_role(tmp_path: Path) -> None:
    def judging(value: str, role: str | None) -> object:
        def work(session: Session) -> None:
            session.cursor.place(1)
            session.set_sentence_label("check_worthiness", value)
            session.set_role(role)  # type: ignore[arg-type]

        return work

    with rated(tmp_path / "p.db", judging("FR", "caption"), judging("NF", "caption")) as project:  # type: ignore[arg-type]
        case = adjudicating(project)
        case.place(1)
        assert asked(case) == [("sentence", "check_worthiness", ""), ("agreed", "role", "")]
        accept(case, "bob")
        case.adopt()
        state = case.labels.state(1)
        assert (state.value("check_worthiness"), state.role) == ("NF", "caption")
        case.undo()
        assert case.labels.state(1).role is None


def test_an_edited_span_is_one_action_from_all_answers(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        item = focus(case, "boundary")
        case.edit_edge("start", 1)
        ((label, text),) = gold(case)
        assert label == "claim"
        assert text in ("mogelijk doden zijn", "zijn")
        assert case.state_of(item) == "settled"
        answer = case.answer(item)
        assert answer is not None
        assert answer.choice == "edit"
        (origins,) = case.decisions.origins.values()
        assert {annotator for annotator, _, _ in origins} == {"anna", "bob"}
        assert operations(project) == ["edit"]
        case.undo()
        assert gold(case) == []
        assert case.state_of(item) == "open"


def test_an_edge_that_cannot_move_takes_nothing_over(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        case.focus = next(i for i, item in enumerate(case.items) if about(item) == "De politie")
        with refuses("no_room"):
            case.edit_edge("start", -1)
        assert gold(case) == []
        assert operations(project) == []


def test_a_span_of_the_adjudicators_own_is_labelled_like_anywhere(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", nothing, nothing) as project:
        case = adjudicating(project)
        put(case, "source", "De politie")
        assert gold(case) == [("source", "De politie")]
        assert case.finish()
        assert findings(project) == []


def test_no_default_follows_in_gold(tmp_path: Path) -> None:
    """Anna's claim has the certainty that her cue gives it; without the cue, gold still says what she said of it."""
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        theirs = next(
            s for s in case.comparison.raters[rater(case, "anna")].labels.spans.values() if s.label == "claim"
        )
        case.focus = next(i for i, item in enumerate(case.items) if about(item) == words(theirs))
        accept(case, "anna")
        for item in list(case.left()):
            case.focus = case.items.index(item)
            if case.state_of(item) == "open":
                case.accept_neither()
        (claim,) = case.labels.spans.values()
        assert claim.attributes == theirs.attributes
