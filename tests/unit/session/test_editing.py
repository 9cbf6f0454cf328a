"""What each action changes: labels, fragments, edges, attributes, links, source entities, sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.errors import LabelError
from annotator.session import Session
from annotator.store.events import events
from tests.building import ARTICLE, at_work, findings, link, mark, now, place, record, take


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(LabelError) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.remedy


def extents(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.label, tuple(f.text for f in s.fragments)) for s in session.labels.part.spans]


# -- label --------------------------------------------------------------------------------------------------------


def test_a_label_goes_on_the_token_under_the_cursor(session: Session) -> None:
    span = session.label("uncertainty_cue")
    assert (span.label, span.extent, span.fragments[0].text) == ("uncertainty_cue", ((0, 8),), "Mogelijk")
    assert (span.sentence, span.origin, span.suggester) == (0, "manual", None)
    assert span.created == span.updated != ""
    assert session.labels.in_sentence(0) == [span]


def test_a_label_goes_on_the_selection_and_leaves_the_cursor_where_it_began(session: Session) -> None:
    session.cursor.move(1)
    session.cursor.extend(1)
    span = session.label("claim")
    assert span.fragments[0].text == "tientallen doden"
    assert session.cursor.at == (9, 19)
    assert session.cursor.selection is None
    assert session.current == span


def test_a_label_on_a_selection_made_to_the_left_leaves_the_cursor_on_its_right(session: Session) -> None:
    session.cursor.move(2)
    session.cursor.extend(-1)
    assert session.label("claim").fragments[0].text == "tientallen doden"
    assert session.cursor.at == (20, 25)


def test_held_parts_become_fragments_of_one_span(session: Session) -> None:
    session.cursor.place(3, 2)
    session.cursor.hold()
    session.cursor.move(1)
    session.cursor.move(1)
    span = session.label("uncertainty_cue")
    assert [f.text for f in span.fragments] == ["weten", "veel"]
    assert session.cursor.held == ()


def test_the_same_label_on_the_same_words_is_chosen_and_not_made_twice(session: Session) -> None:
    first = session.label("uncertainty_cue")
    again = session.label("uncertainty_cue")
    other = session.label("claim")
    assert first == again != other
    assert [e.operation for e in events(session.project)][-2:] == ["label", "label"]
    assert len(session.labels.spans) == 2


def test_a_claim_stays_within_a_sentence_and_a_quote_need_not(session: Session) -> None:
    quoted = place(ARTICLE, '"We weten niet veel. Het plein is schoongeveegd"')
    with refused("crosses"):
        session.label("claim", quoted)
    assert not session.labels.spans
    span = session.label("quote", quoted)
    assert span.sentence == 3
    assert session.labels.in_sentence(3) == session.labels.in_sentence(4) == [span]


def test_a_label_that_the_scheme_does_not_have_is_refused(session: Session) -> None:
    with refused("no_label"):
        session.label("rumour")
    assert not session.labels.spans


def test_spans_nest_cross_and_share_words(session: Session) -> None:
    for words in ("tientallen doden in", "doden in Almaty", "tientallen doden in Almaty", "doden"):
        mark(session, "claim", words)
    mark(session, "source", "doden")
    assert len(session.labels.spans) == 5
    assert next(s.fragments[0].text for s in session.labels.at(20, 25)) == "doden"
    assert findings(session.project) == []


# -- delete -------------------------------------------------------------------------------------------------------


def test_delete_takes_a_span_out_with_its_links_and_nothing_else(session: Session) -> None:
    claim = mark(session, "claim", "er tientallen doden gevallen")
    source = mark(session, "source", "de politie")
    cue = mark(session, "attribution_cue", "Volgens")
    link(session, "attributed_to", claim, source)
    kept = link(session, "cue_of", cue, source)
    before = session.labels.part
    session.delete(now(session, claim))
    assert claim.id not in session.labels.spans
    assert list(session.labels.relations) == [kept.id]
    session.undo()
    assert session.labels.part == before


def test_delete_takes_the_innermost_span_under_the_cursor(session: Session) -> None:
    outer = mark(session, "claim", "tientallen doden in Almaty")
    inner = mark(session, "claim", "doden")
    session.active = None
    assert session.delete() == inner
    assert list(session.labels.spans) == [outer.id]


def test_delete_without_a_span_is_refused(session: Session) -> None:
    with refused("no_span"):
        session.delete()


# -- edges and fragments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edge", "by", "text"),
    [
        ("start", -1, "Mogelijk tientallen doden"),
        ("start", 1, "doden"),
        ("end", 1, "tientallen doden in"),
        ("end", 2, "tientallen doden in Almaty"),
        ("end", -1, "tientallen"),
    ],
)
def test_an_edge_moves_by_tokens(session: Session, edge: str, by: int, text: str) -> None:
    span = mark(session, "claim", "tientallen doden")
    session.move_edge(edge, by)  # type: ignore[arg-type]
    assert now(session, span).fragments[0].text == text
    assert now(session, span).updated > span.updated
    assert now(session, span).created == span.created


@pytest.mark.parametrize(("edge", "by"), [("start", 2), ("end", -2), ("start", -2), ("end", 3)])
def test_an_edge_leaves_neither_the_sentence_nor_the_span_empty(session: Session, edge: str, by: int) -> None:
    span = mark(session, "claim", "tientallen doden")
    with refused("no_room"):
        session.move_edge(edge, by)  # type: ignore[arg-type]
    assert session.labels.spans == {span.id: span}


def test_the_edge_of_a_quote_moves_into_the_next_sentence(session: Session) -> None:
    span = mark(session, "quote", '"We weten niet veel.')
    session.move_edge("end", 1)
    assert now(session, span).fragments[0].text == '"We weten niet veel. Het'
    session.move_edge("end", -1)
    assert now(session, span).fragments[0].text == '"We weten niet veel.'


def test_the_outer_edges_of_a_span_in_pieces_move(session: Session) -> None:
    span = mark(session, "claim", "aantal gewonden bedraagt … 353")
    session.move_edge("start", -1)
    session.move_edge("end", 1)
    assert [f.text for f in now(session, span).fragments] == ["Het aantal gewonden bedraagt", "353."]


def test_an_edge_inside_a_token_goes_to_the_edge_of_that_token_first(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Er is brandgevaar in huis.")
    span = {"id": "x", "label": "claim", "fragments": [{"start": 8, "end": 12}]}  # "andg" of brandgevaar
    take(session.project, record("Er is brandgevaar in huis.", layer={"annotator": "anna"}, spans=[span]))
    session.reload()
    session.active = "x"
    session.cursor.seek(8)
    session.move_edge("end", 1)
    assert session.labels.spans["x"].fragments[0].text == "andgevaar"
    session.move_edge("start", -1)
    assert session.labels.spans["x"].fragments[0].text == "brandgevaar"
    session.move_edge("end", 1)
    assert session.labels.spans["x"].fragments[0].text == "brandgevaar in"


def test_words_are_added_to_the_span_chosen_last(session: Session) -> None:
    span = mark(session, "claim", "Het aantal gewonden bedraagt")
    session.cursor.seek(ARTICLE.index("353"))
    assert session.add_fragment() == now(session, span)
    assert [f.text for f in now(session, span).fragments] == ["Het aantal gewonden bedraagt", "353"]


def test_words_added_beside_a_part_make_it_longer(session: Session) -> None:
    span = mark(session, "claim", "tientallen")
    session.cursor.move(1)
    session.add_fragment()
    assert [f.text for f in now(session, span).fragments] == ["tientallen doden"]


def test_words_of_another_sentence_are_not_added_to_a_claim(session: Session) -> None:
    span = mark(session, "claim", "tientallen doden")
    session.cursor.sentences(1)
    with refused("crosses"):
        session.add_fragment(span)


def test_the_part_under_the_cursor_is_taken_out(session: Session) -> None:
    span = mark(session, "claim", "Het aantal … bedraagt … 353")
    session.cursor.seek(ARTICLE.index("bedraagt"))
    session.remove_fragment()
    assert [f.text for f in now(session, span).fragments] == ["Het aantal", "353"]


@pytest.mark.parametrize("words", ["353", "staatstelevisie"])
def test_the_last_part_and_no_part_cannot_be_taken_out(session: Session, words: str) -> None:
    span = mark(session, "claim", "353")
    session.cursor.seek(ARTICLE.index(words))
    session.active = span.id
    with refused("no_part"):
        session.remove_fragment()


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
def test_attributes_and_values_that_the_scheme_does_not_have_are_refused(
    session: Session, name: str, value: str, code: str
) -> None:
    span = mark(session, "claim", "tientallen doden")
    with refused(code):
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
        with refused("no_relation"):
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
        with refused("no_value"):
            session.set_relation_attribute(made, name, value)


def test_a_link_is_not_made_twice(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    link(session, "attributed_to", claim, source)
    with refused("linked"):
        link(session, "attributed_to", claim, source)


def test_a_link_without_direction_is_there_either_way_round(session: Session) -> None:
    one, other = mark(session, "claim", "tientallen doden"), mark(session, "claim", "er tientallen doden gevallen")
    link(session, "same_as", one, other)
    with refused("linked"):
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
    with refused("no_value"):
        session.set_attribute(source, "entity", "e1")
    with refused("no_entity"):
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
def test_sentence_labels_that_the_scheme_does_not_have_are_refused(
    session: Session, name: str, value: str | None
) -> None:
    with refused("no_value"):
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
