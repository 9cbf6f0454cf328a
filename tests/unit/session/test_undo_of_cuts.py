"""Undo and redo when sentences were split and joined meanwhile, by oneself and by others."""

from __future__ import annotations

from annotator.session import Session
from tests.building import findings, mark, opened, refuses


def texts(session: Session) -> list[str]:
    return [session.stored.text_of(sentence) for sentence in session.stored.sentences]


def at(session: Session, words: str) -> None:
    session.cursor.seek(session.stored.document.text.index(words))


def test_what_was_done_after_a_cut_is_done_again_where_it_was(session: Session) -> None:
    at(session, "persbureau")
    session.split()
    second = session.cursor.sentence
    session.set_status("done")
    session.set_comment("de tweede helft")
    for _ in range(3):
        session.undo()
    for _ in range(3):
        session.redo()
    assert (session.labels.state(second).status, session.labels.state(second).comment) == ("done", "de tweede helft")
    assert session.labels.state(second - 1).untouched
    assert findings(session.project) == []


def test_a_cut_is_undone_in_its_place_though_another_was_made_before_it(session: Session) -> None:
    before = texts(session)
    at(session, "volgens de staatstelevisie")
    session.split()
    bob = opened(session.project, "bob", "a")
    at(bob, "persbureau")
    bob.split()
    anna = opened(session.project, key="a")
    anna.undo()
    assert texts(anna) == [*before[:2], "Dat meldt", "persbureau TASS aan Interfax.", *before[3:]]
    anna.redo()
    assert "volgens de staatstelevisie 353." in texts(anna)
    bob = opened(session.project, "bob", "a")
    bob.undo()
    assert "Dat meldt persbureau TASS aan Interfax." in texts(bob)
    assert "volgens de staatstelevisie 353." in texts(bob)
    anna = opened(session.project, key="a")
    anna.undo()
    assert texts(anna) == before
    assert findings(session.project) == []


def test_a_cut_that_another_has_cut_again_is_not_undone(session: Session) -> None:
    at(session, "zijn er tientallen")
    session.split()
    bob = opened(session.project, "bob", "a")
    at(bob, "doden gevallen")
    bob.split()
    at(bob, "zijn er tientallen")
    bob.cursor.sentences(-1)
    bob.join()
    shown = texts(bob)
    anna = opened(session.project, key="a")
    assert anna.undo() is None
    assert texts(anna) == shown
    assert findings(session.project) == []


def test_a_label_is_undone_and_done_again_in_the_numbers_of_today(session: Session) -> None:
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    session.cursor.seek(claim.start)
    session.set_comment("hm")
    bob = opened(session.project, "bob", "a")
    at(bob, "persbureau")
    bob.split()
    anna = opened(session.project, key="a")
    index = claim.sentence + 1
    assert anna.labels.state(index).comment == "hm"
    anna.undo()
    anna.undo()
    assert anna.labels.spans == {}
    anna.redo()
    anna.redo()
    assert anna.labels.spans[claim.id].sentence == index
    assert anna.labels.state(index).comment == "hm"
    assert findings(session.project) == []


def test_undo_in_a_window_that_does_not_know_of_the_cut_yet(session: Session) -> None:
    other = opened(session.project, key="a")
    at(session, "persbureau")
    session.split()
    other.undo()
    assert "Dat meldt persbureau TASS aan Interfax." in texts(other)
    session.reload()
    assert texts(session) == texts(other)
    assert findings(session.project) == []


def test_a_join_is_refused_for_labels_in_the_two_sentences_and_not_for_those_around_them(session: Session) -> None:
    bob = opened(session.project, "bob", "a")
    mark(bob, "claim", "Het plein is schoongeveegd")
    mark(bob, "claim", "tientallen doden in Almaty")
    at(session, "Dat meldt")
    first = session.cursor.sentence
    session.join()
    assert session.stored.text_of(session.stored.sentences[first]).endswith('"We weten niet veel.')
    session.undo()
    session.cursor.sentences(1)
    with refuses("others"):
        session.join()
    at(session, "Volgens")
    session.cursor.sentences(-1)
    with refuses("others"):
        session.join()
    assert findings(session.project) == []


def test_the_cursor_keeps_its_word_when_the_sentences_are_cut_elsewhere(session: Session) -> None:
    other = opened(session.project, key="a")
    at(other, "schoongeveegd")
    where = other.cursor.at
    at(session, "persbureau")
    session.split()
    other.reload()
    assert other.cursor.at == where
    assert other.cursor.sentence == 5
