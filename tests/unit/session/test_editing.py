"""What a key does to spans: label, delete, move an edge, add and drop a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from annotator.store.events import events
from tests.building import ARTICLE, at_work, findings, link, mark, now, place, record, refuses, take

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
    with refuses("crosses"):
        session.label("claim", quoted)
    assert not session.labels.spans
    span = session.label("quote", quoted)
    assert span.sentence == 3
    assert session.labels.in_sentence(3) == session.labels.in_sentence(4) == [span]


def test_a_label_that_the_scheme_does_not_have_is_refuses(session: Session) -> None:
    with refuses("no_label"):
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


def test_delete_without_a_span_is_refuses(session: Session) -> None:
    with refuses("no_span"):
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
    with refuses("no_room"):
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
    with refuses("crosses"):
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
    with refuses("no_part"):
        session.remove_fragment()


def test_making_a_patch_changes_nothing(session: Session) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    shown = session.labels.part
    editor = session.editor
    editor.label("claim", ((0, 8),), name="x", now="t")
    editor.delete(claim)
    editor.move_edge(claim, "end", 1, "t")
    editor.add_fragment(claim, ((26, 28),), "t")
    editor.set_attribute(claim, "polarity", "neg", "t")
    editor.link("attributed_to", claim, source, "r")
    editor.new_source(source, "politie", "t")
    editor.set_status(0, "done", 1.0)
    editor.set_comment(0, "x")
    editor.split(1, session.stored.tokens[1][3][0])
    editor.join(2)
    assert session.labels.part == shown
    assert findings(session.project) == []
