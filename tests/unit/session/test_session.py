"""One annotator at work: opening, moving on, reading another's layer, and the clock of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import LabelError, UsageError
from annotator.model import Layer
from annotator.session import Session
from annotator.session.rhythm import Rhythm
from annotator.store import Project
from annotator.store.events import events
from annotator.store.progress import listed, next_document, totals
from tests.building import ARTICLE, SHORT, at_work, findings, mark, new_project, opened, record, tables, take


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Session]:
    """Anna at work in a project with three documents of three sentences."""
    session = at_work(tmp_path / "project.db", SHORT, SHORT.replace("brand", "rook"), SHORT.replace("brand", "gas"))
    with session.project:
        yield session


def where(session: Session) -> tuple[str, int]:
    return session.stored.document.key, session.cursor.sentence


# -- open ---------------------------------------------------------------------------------------------------------


def test_it_opens_the_first_document_at_the_first_token(three: Session) -> None:
    assert where(three) == ("a", 0)
    assert three.cursor.token == 0
    assert not three.read_only


def test_opening_writes_nothing(tmp_path: Path) -> None:
    with new_project(tmp_path / "p.db") as project:
        take(project, record())
        before, logged = dict(tables(project)), list(events(project))
        for name in ("anna", "somebody new"):
            opened(project, name)
        assert dict(tables(project)) == before
        assert list(events(project)) == logged


def test_it_opens_the_first_document_with_a_sentence_to_do_at_that_sentence(three: Session) -> None:
    for _ in range(4):
        three.finish()
    assert where(opened(three.project)) == ("b", 1)
    assert where(opened(three.project, "bob")) == ("a", 0)
    assert where(opened(three.project, number=2)) == ("a", 0)


def test_a_document_is_opened_by_its_key_at_its_first_open_sentence(three: Session) -> None:
    three.finish()
    again = opened(three.project, key="b")
    assert where(again) == ("b", 0)
    again.open("a")
    assert where(again) == ("a", 1)


def test_a_finished_project_opens_at_its_beginning(three: Session) -> None:
    while three.finish():
        pass
    assert where(opened(three.project)) == ("a", 0)
    assert opened(three.project, key="c").cursor.sentence == 0


def test_a_project_without_documents_or_without_this_one_says_so(project: Project) -> None:
    with pytest.raises(UsageError, match="no documents yet – use `annotator import`"):
        opened(project)
    take(project, record(key="a"))
    with pytest.raises(UsageError, match="no document 'z'"):
        opened(project, key="z")


# -- go on --------------------------------------------------------------------------------------------------------


def test_done_goes_on_to_the_next_sentence_and_then_to_the_next_document(three: Session) -> None:
    visited = [where(three)]
    while three.finish():
        visited.append(where(three))
    assert visited == [(key, index) for key in "abc" for index in range(3)]
    assert where(three) == ("c", 2)
    assert [(d.key, d.done) for d in listed(three.project, three.own)] == [("a", 3), ("b", 3), ("c", 3)]
    assert findings(three.project) == []


def test_the_next_open_sentence_is_looked_for_from_here_on_and_round(three: Session) -> None:
    assert three.next_open() == 1
    three.cursor.place(2)
    assert three.next_open() == 0
    three.set_status("done")
    three.cursor.place(0)
    three.set_status("done")
    assert three.next_open() == 1
    three.cursor.place(1)
    assert three.next_open() is None, "the one in focus is not the next"
    assert three.next_open(start=0) == 1


def test_what_was_skipped_or_flagged_comes_back_after_all_that_is_to_do(three: Session) -> None:
    three.finish("skipped")
    assert where(three) == ("a", 1)
    three.finish("flagged")
    assert where(three) == ("a", 2)
    three.finish()
    assert where(three) == ("b", 0), "first what is to do, in the other documents too"
    for _ in range(5):
        three.finish()
    assert where(three) == ("c", 2)
    assert three.finish()
    assert where(three) == ("a", 0), "then what was skipped"
    assert three.finish()
    assert where(three) == ("a", 1), "and what was flagged"
    assert not three.finish()
    assert findings(three.project) == []


def test_a_sentence_reopened_in_a_finished_document_is_found_again(three: Session) -> None:
    while three.finish():
        pass
    three.open("a")
    three.cursor.place(1)
    three.set_status("todo")
    three.open("c")
    assert three.advance()
    assert where(three) == ("a", 1)


def test_a_document_that_comes_later_is_next_for_those_who_were_finished(three: Session) -> None:
    while three.finish():
        pass
    take(three.project, record("Nog een zin. En een.", "d"))
    assert three.advance()
    assert where(three) == ("d", 0)


def test_held_parts_are_let_go_when_a_sentence_is_finished(three: Session) -> None:
    three.cursor.hold()
    three.finish()
    assert not three.cursor.selecting


def test_everybody_has_a_queue_of_their_own(three: Session) -> None:
    bob = opened(three.project, "bob")
    for _ in range(3):
        bob.finish()
    assert three.next_open() == 1
    assert next_document(three.project, three.own) == 1
    assert next_document(three.project, bob.own) == 2
    assert totals(three.project) == {"documents": 3, "sentences": 9}


# -- other layers -------------------------------------------------------------------------------------------------


def test_another_layer_can_be_read_and_not_changed(session: Session) -> None:
    bob = opened(session.project, "bob")
    theirs = mark(bob, "claim", "tientallen doden in Almaty")
    mark(session, "source", "de politie")
    assert session.layers() == [Layer("anna"), Layer("bob")]
    session.cursor.place(4, 2)
    session.show_layer(Layer("bob"))
    assert session.read_only
    assert session.labels.spans == {theirs.id: theirs}
    assert (session.cursor.sentence, session.cursor.token) == (4, 2)
    logged = len(list(events(session.project)))
    for act in (
        lambda: session.label("claim"),
        lambda: session.delete(theirs),
        lambda: session.set_attribute(theirs, "polarity", "neg"),
        lambda: session.set_status("done"),
        lambda: session.set_comment("x"),
        session.undo,
        session.redo,
    ):
        with pytest.raises(LabelError) as caught:
            act()
        assert caught.value.code == "read_only"
    assert session.labels.spans == {theirs.id: theirs}
    assert len(list(events(session.project))) == logged
    session.show_layer(session.own)
    assert not session.read_only
    assert [s.label for s in session.labels.spans.values()] == ["source"]


def test_ones_own_earlier_pass_is_another_layer(session: Session) -> None:
    mark(session, "claim", "tientallen doden in Almaty")
    second = opened(session.project, number=2)
    assert not second.labels.spans
    assert second.layers() == [Layer("anna", number=2), Layer("anna")]
    second.show_layer(Layer("anna"))
    assert second.read_only


def test_finishing_a_document_leaves_anothers_layer(session: Session) -> None:
    mark(opened(session.project, "bob"), "claim", "tientallen doden in Almaty")
    session.show_layer(Layer("bob"))
    session.open("a")
    assert session.layer == session.own


# -- what is under the cursor -------------------------------------------------------------------------------------


def test_the_current_span_is_the_chosen_one_while_its_sentence_is_in_focus(session: Session) -> None:
    outer = mark(session, "claim", "tientallen doden in Almaty")
    inner = mark(session, "claim", "doden")
    assert session.current == inner
    session.active = outer.id
    assert session.current == outer
    session.cursor.sentences(1)
    assert session.current is None
    session.cursor.seek(inner.start)
    session.active = None
    assert [s.id for s in session.under_cursor()] == [inner.id, outer.id]


def test_spans_have_short_names_in_text_order(session: Session) -> None:
    second = mark(session, "claim", "doden in Almaty")
    first = mark(session, "claim", "tientallen doden")
    cue = mark(session, "uncertainty_cue", "Mogelijk")
    assert session.names(0) == {cue.id: "u1", first.id: "c1", second.id: "c2"}
    assert session.names(1) == {}


# -- time ---------------------------------------------------------------------------------------------------------


def test_time_counts_while_keys_are_pressed_and_a_break_up_to_the_limit() -> None:
    moments = iter([0.0, 3.0, 100.0, 101.0, 105.0, 105.0])
    rhythm = Rhythm(lambda: next(moments), idle=60.0)
    rhythm.touch(0)
    rhythm.touch(0)
    assert rhythm.spent(0) == 3.0
    rhythm.touch(1)
    assert rhythm.spent(0) == 63.0, "97 seconds without a key count as 60"
    rhythm.touch(0)
    assert (rhythm.spent(0), rhythm.spent(1)) == (63.0, 1.0)
    assert rhythm.take(0) == 67.0
    assert rhythm.take(0) == 0.0
    rhythm.enter(7)
    assert rhythm.spent(1) == 0.0


def test_the_seconds_of_a_sentence_are_written_with_its_status_and_not_twice(session: Session) -> None:
    steady = iter([0.0, 2.0, 2.5, 3.0, 9.0, 9.0])
    session.rhythm = Rhythm(lambda: next(steady), idle=60.0)
    session.rhythm.touch(0)
    session.rhythm.touch(0)
    session.set_status("done")
    assert session.labels.state(0).seconds == 2.5
    session.set_status("flagged")
    assert session.labels.state(0).seconds == 3.0
    assert opened(session.project).labels.state(0).seconds == 3.0


def test_text_of_the_article_is_as_it_came(session: Session) -> None:
    assert session.stored.document.text == ARTICLE
