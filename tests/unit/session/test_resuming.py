"""Reopening stands where one was: document, sentence and token, for each annotator and pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.session import Session
from annotator.store import Project
from annotator.store.bookmarks import latest, read_bookmark
from annotator.store.layers import layers_of
from annotator.store.removal import remove_document
from tests.building import ARTICLE, SHORT, at_work, new_project, record, take

PLACE = tuple[str, int, int]


def standing(session: Session) -> PLACE:
    return session.stored.document.key, session.cursor.sentence, session.cursor.token


def again(session: Session, key: str | None = None) -> Session:
    """The same annotator and pass, opening it anew."""
    found = Session(session.project, session.own.annotator, session.own.number)
    found.resume(key)
    return found


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    made.resume()
    return made


def writes(project: Project) -> int:
    return project.conn.total_changes


def test_who_was_nowhere_yet_begins_at_the_first_sentence_not_done(session: Session) -> None:
    assert standing(session) == ("a", 0, 0)
    before = writes(session.project)
    session.keep_place()
    assert writes(session.project) == before, "looking in leaves nothing behind"
    assert layers_of(session.project, session.stored.id) == []


def test_it_stands_at_the_document_sentence_and_token(session: Session) -> None:
    session.open("b")
    session.cursor.place(1, 2)
    session.keep_place()
    assert standing(again(session)) == ("b", 1, 2)
    assert standing(again(session, "b")) == ("b", 1, 2)
    assert standing(again(session, "a")) == ("a", 0, 0), "another document was asked for"


def test_everyone_and_every_pass_has_a_place_of_their_own(session: Session) -> None:
    session.cursor.place(3, 1)
    session.keep_place()
    for name, number in (("bob", 1), ("anna", 2)):
        other = Session(session.project, name, number)
        other.resume()
        assert standing(other) == ("a", 0, 0)
        other.cursor.place(5)
        other.keep_place()
    assert standing(again(session)) == ("a", 3, 1)


def test_a_walk_is_written_once_when_it_has_come_to_rest(session: Session) -> None:
    before = writes(session.project)
    for token in range(1, 4):
        session.cursor.place(1, token)
        session.keep_place(settled=True)
    assert writes(session.project) == before
    session.keep_place(settled=True)
    session.keep_place(settled=True)
    assert writes(session.project) == before + 1
    assert standing(again(session)) == ("a", 1, 3)


def test_without_a_word_of_warning_the_last_action_tells_where_one_was(session: Session) -> None:
    session.cursor.place(1)
    session.keep_place()
    session.label("uncertainty_cue", (session.stored.tokens[4][2],))
    assert standing(again(session)) == ("a", 4, 2)
    session.cursor.place(5)
    session.set_comment("wie?")
    assert standing(again(session)) == ("a", 5, 0)
    session.set_status("done")
    assert standing(again(session)) == ("a", 6, 0), "it had gone on to the next"
    session.undo()
    assert standing(again(session)) == ("a", 5, 0)


def test_a_link_tells_where_its_head_is(session: Session) -> None:
    tokens = session.stored.tokens
    claim = session.label("claim", (tokens[2][1],))
    source = session.label("source", (tokens[1][1],))
    session.link("attributed_to", claim, source)
    assert standing(again(session)) == ("a", 2, 1)


def test_the_last_sentence_of_a_document_leads_to_the_next_document(session: Session) -> None:
    for _ in range(8):
        session.finish()
    assert standing(session) == ("b", 0, 0)
    assert standing(again(session)) == ("b", 0, 0)
    session.open("a")
    session.keep_place()
    assert standing(again(session)) == ("b", 0, 0), "there is nothing to do in the other"
    session.open("b")
    for _ in range(3):
        session.finish()
    session.open("a")
    session.cursor.place(6, 1)
    session.keep_place()
    assert standing(again(session)) == ("a", 6, 1), "nor anywhere: where one was is as good"


def test_a_done_sentence_that_one_looks_back_at_is_where_one_was(session: Session) -> None:
    for _ in range(3):
        session.finish()
    session.cursor.place(0, 1)
    session.keep_place()
    assert standing(again(session)) == ("a", 0, 1)


def test_a_document_that_was_removed_is_not_gone_back_to(session: Session) -> None:
    session.open("b")
    session.cursor.place(1)
    session.keep_place()
    number = session.stored.id
    session.open("a")
    remove_document(session.project, number, "bob")
    assert standing(again(session)) == ("a", 0, 0)
    with pytest.raises(UsageError, match="no document 'b'"):
        again(session, "b")


def test_the_place_is_in_the_text_whatever_became_of_the_sentences(session: Session) -> None:
    session.cursor.place(4, 3)
    word = session.cursor.at
    session.keep_place()
    session.cursor.place(0, 2)
    session.split()
    session.keep_place()
    session.cursor.seek(word[0])
    session.keep_place()
    assert again(session).cursor.at == word
    assert standing(again(session))[1] == 5


@pytest.mark.parametrize("spoilt", ["", "{}", "[]", "[1]", '["a", null, 1, []]', '["a", 1, 1, [["x", 1]]]', "\x00"])
def test_a_spoilt_row_is_no_place(session: Session, spoilt: str) -> None:
    session.cursor.place(2)
    session.keep_place()
    assert read_bookmark(session.project, session.own) is not None
    session.project.conn.execute("UPDATE project SET value = ?", (spoilt,))
    assert read_bookmark(session.project, session.own) is None
    assert standing(again(session)) == ("a", 0, 0)


@pytest.mark.parametrize("row", ['["a", 99999, 0, []]', '["a", -5, 0, [[99, 3.0]]]'])
def test_a_place_outside_the_text_is_brought_into_it(session: Session, row: str) -> None:
    session.cursor.place(2)
    session.keep_place()
    session.project.conn.execute("UPDATE project SET value = ?", (row,))
    found = again(session)
    assert found.stored.document.key == "a"
    assert found.rhythm.unwritten == {}


def test_seconds_that_were_not_written_down_go_on_where_they_were(session: Session) -> None:
    session.cursor.place(1)
    session.rhythm.touch(1)
    session.rhythm.touch(1)
    spent = session.rhythm.spent(1)
    assert spent > 0
    session.keep_place()
    found = again(session)
    assert found.rhythm.spent(1) == pytest.approx(spent, abs=0.05)
    found.set_status("done")
    assert (found.labels.state(1).seconds or 0) >= spent - 0.05
    assert again(found).rhythm.spent(1) == 0.0, "written down is written down"


def test_imported_labels_are_no_place(session: Session) -> None:
    given = record(SHORT, "c", layer={"annotator": "anna"}, sentences=[{"start": 0, "end": 12, "status": "done"}])
    take(session.project, given)
    assert latest(session.project, session.own) is None
    assert standing(again(session)) == ("a", 0, 0)


def test_while_somebody_writes_it_does_not_wait(tmp_path: Path) -> None:
    with new_project(tmp_path / "p.db") as project:
        take(project, record(ARTICLE))
        session = Session(project, "anna")
        session.resume()
        session.cursor.place(2)
        from annotator.store import open_project

        with open_project(tmp_path / "p.db") as other, other.writing():
            session.keep_place(settled=True)
            session.keep_place(settled=True)
            assert read_bookmark(project, session.own) is None
        session.keep_place(settled=True)
        assert read_bookmark(project, session.own) is not None
        assert project.one("PRAGMA busy_timeout") == (10_000,)
