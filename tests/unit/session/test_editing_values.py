"""What is said of spans and sentences: attributes, links, source entities, statuses, comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from annotator.store.events import events
from tests.building import at_work, findings, link, mark, now, refuses

# -- attributes ---------------------------------------------------------------------------------------------------


def test_an_attribute_takes_another_value_in_the_order_of_the_scheme(session: Session) -> None:
    span = mark(session, "claim", "tientallen doden in Almaty")
    session.set_attribute(span, "polarity", "neg")
    changed = now(session, span)
    assert changed.value("polarity") == "neg"
    assert [a.name for a in changed.attributes] == ["claim_type", "polarity", "cert_source", "cert_author", "reporting"]
    assert changed.updated > span.updated


def test_an_optional_attribute_comes_and_goes(session: Session) -> None:
    span = mark(session, "claim", "tientallen doden in Almaty")
    session.set_attribute(span, "no_source", "yes")
    assert now(session, span).value("no_source") == "yes"
    session.set_attribute(now(session, span), "no_source", None)
    assert now(session, span).value("no_source") is None


@pytest.mark.parametrize(("name", "value", "code"), [("polarity", "maybe", "no_value"), ("mood", "x", "no_attribute")])
def test_attributes_and_values_that_the_scheme_does_not_have_are_refuses(
    session: Session, name: str, value: str, code: str
) -> None:
    span = mark(session, "claim", "tientallen doden")
    with refuses(code):
        session.set_attribute(span, name, value)
    assert now(session, span) == span


def test_the_same_value_again_is_no_action(session: Session) -> None:
    span = mark(session, "claim", "tientallen doden")
    logged = len(list(events(session.project)))
    session.set_attribute(span, "polarity", "pos")
    assert len(list(events(session.project))) == logged
    assert now(session, span) == span


# -- links --------------------------------------------------------------------------------------------------------


def test_links_keep_to_their_signature(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    made = link(session, "attributed_to", claim, source)
    assert (made.label, made.head, made.tail) == ("attributed_to", claim.id, source.id)
    for label, head, tail in (
        ("attributed_to", source, claim),
        ("hedges", claim, source),
        ("relayed_by", source, source),
        ("knows", claim, source),
    ):
        with refuses("no_relation"):
            link(session, label, head, tail)
    assert list(session.labels.relations) == [made.id]


def test_a_link_says_whether_it_was_carried_over_from_another_sentence(session: Session) -> None:
    source = mark(session, "source", "de politie")
    here = mark(session, "claim", "zijn er tientallen doden gevallen")
    there = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    assert link(session, "attributed_to", here, source).value("explicit") == "true"
    carried = link(session, "attributed_to", there, source)
    assert carried.value("explicit") == "false"
    session.set_relation_attribute(carried, "explicit", "true")
    assert session.labels.relations[carried.id].value("explicit") == "true"


def test_a_link_takes_no_value_that_the_scheme_does_not_have(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    made = link(session, "attributed_to", claim, source)
    for name, value in (("explicit", "maybe"), ("mood", "true")):
        with refuses("no_value"):
            session.set_relation_attribute(made, name, value)


def test_a_link_is_not_made_twice(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    link(session, "attributed_to", claim, source)
    with refuses("linked"):
        link(session, "attributed_to", claim, source)


def test_a_link_without_direction_is_there_either_way_round(session: Session) -> None:
    one, other = mark(session, "claim", "tientallen doden"), mark(session, "claim", "er tientallen doden gevallen")
    link(session, "same_as", one, other)
    with refuses("linked"):
        link(session, "same_as", other, one)
    assert link(session, "disputes", other, one).label == "disputes", "another label is another link"
    assert link(session, "disputes", one, other).label == "disputes", "disputes has a direction"


def test_the_links_that_two_spans_may_have_with_head_and_tail_exchanged_where_needed(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    other = mark(session, "claim", "er tientallen doden gevallen")
    possible = session.editor.possible_links
    assert [(d.name, turned) for d, turned in possible(claim, source)] == [("attributed_to", False)]
    assert [(d.name, turned) for d, turned in possible(source, claim)] == [("attributed_to", True)]
    assert [(d.name, turned) for d, turned in possible(claim, other)] == [("same_as", False), ("disputes", False)]
    link(session, "same_as", claim, other)
    assert session.editor.linked("same_as", now(session, other), now(session, claim)) is not None


def test_unlink(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    made = link(session, "attributed_to", claim, source)
    session.unlink(made)
    assert not session.labels.relations
    session.undo()
    assert session.labels.relations == {made.id: made}


# -- source entities ----------------------------------------------------------------------------------------------


def test_a_source_entity_is_made_numbered_and_given_to_its_span(session: Session) -> None:
    tass, police = mark(session, "source", "persbureau TASS"), mark(session, "source", "de politie")
    session.set_attribute(tass, "source_type", "state_media")
    session.new_source(now(session, tass), "TASS")
    session.new_source(now(session, police), "de politie van Almaty")
    assert [(s.id, s.name, s.source_type) for s in session.labels.part.sources] == [
        ("e1", "TASS", "state_media"),
        ("e2", "de politie van Almaty", police.value("source_type")),
    ]
    assert now(session, tass).value("entity") == "e1"
    assert now(session, police).value("entity") == "e2"


def test_two_mentions_share_an_entity_and_it_can_be_renamed(session: Session) -> None:
    one, other = mark(session, "source", "persbureau TASS"), mark(session, "source", "de politie")
    session.new_source(one, "TASS")
    session.set_attribute(other, "entity", "e1")
    session.rename_source(session.labels.sources["e1"], "ITAR-TASS")
    assert session.labels.sources["e1"].name == "ITAR-TASS"
    assert now(session, other).value("entity") == "e1"


def test_entities_have_a_number_of_their_own_after_an_undo(session: Session) -> None:
    one, other = mark(session, "source", "persbureau TASS"), mark(session, "source", "de politie")
    session.new_source(one, "TASS")
    session.new_source(other, "politie")
    session.undo()
    assert list(session.labels.sources) == ["e1"]
    assert now(session, other).value("entity") is None
    session.new_source(now(session, other), "de politie")
    assert [s.id for s in session.labels.part.sources] == ["e1", "e2"]
    assert findings(session.project) == []


def test_a_span_takes_no_entity_that_is_not_there_and_a_claim_none_at_all(session: Session) -> None:
    source, claim = mark(session, "source", "persbureau TASS"), mark(session, "claim", "tientallen doden")
    with refuses("no_value"):
        session.set_attribute(source, "entity", "e1")
    with refuses("no_entity"):
        session.new_source(claim, "TASS")
    assert not session.labels.sources


# -- sentences ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["done", "skipped", "flagged"])
def test_a_sentence_gets_a_status_and_back_to_todo_it_is_as_untouched_but_for_the_time(
    session: Session, status: str
) -> None:
    session.set_status(status)  # type: ignore[arg-type]
    assert session.state.status == status
    logged = len(list(events(session.project)))
    session.set_status(status)  # type: ignore[arg-type]
    assert len(list(events(session.project))) == logged, "saying it again is no action"
    session.set_status("todo")
    assert session.state.status == "todo"
    assert findings(session.project) == []


def test_seconds_add_up(session: Session) -> None:
    session.rhythm.touch(0)
    session.rhythm.touch(0)
    session.set_status("done")
    first = session.state.seconds
    assert first is not None
    assert first > 0
    session.rhythm.touch(0)
    session.set_status("todo")
    assert session.state.seconds is not None
    assert session.state.seconds > first


def test_sentence_labels_come_change_and_go(session: Session) -> None:
    session.set_sentence_label("check_worthiness", "FR")
    session.set_sentence_label("check_worthiness", "NF")
    assert [(a.name, a.value) for a in session.state.labels] == [("check_worthiness", "NF")]
    session.set_sentence_label("check_worthiness", None)
    assert session.state.untouched


@pytest.mark.parametrize(("name", "value"), [("check_worthiness", "XX"), ("mood", "FR"), ("mood", None)])
def test_sentence_labels_that_the_scheme_does_not_have_are_refuses(
    session: Session, name: str, value: str | None
) -> None:
    with refuses("no_value"):
        session.set_sentence_label(name, value)


def test_comment_confidence_and_role(session: Session) -> None:
    session.set_comment("wie zegt dit?")
    session.set_confidence(2)
    session.set_role("subhead")
    state = session.state
    assert (state.comment, state.confidence, state.role, state.status) == ("wie zegt dit?", 2, "subhead", "todo")
    assert session.role(0) == "subhead"
    session.set_comment("")
    session.set_confidence(None)
    session.set_role(None)
    assert session.state.untouched
    assert session.role(0) == "headline"
    assert findings(session.project) == []


def test_a_value_that_was_set_stays_when_it_was_the_default_for_a_while(tmp_path: Path) -> None:
    """Words taken off and put back must not make a choice forgotten."""
    session = at_work(tmp_path / "p.db", "Tientallen mensen zijn opgepakt.")
    with session.project:
        session.cursor.place(0)
        session.cursor.extend(3)
        claim = session.label("claim")
        assert claim.value("claim_type") == "quantity"
        session.set_attribute(claim, "claim_type", "event")
        session.move_edge("start", 1)
        assert session.labels.spans[claim.id].value("claim_type") == "event"
        session.move_edge("start", -1)
        assert session.labels.spans[claim.id].value("claim_type") == "event"
        session.set_attribute(session.labels.spans[claim.id], "claim_type", None)
        session.move_edge("start", 1)
        assert session.labels.spans[claim.id].value("claim_type") == "event", "taken away: it is as the words say again"
