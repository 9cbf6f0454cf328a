"""The next sentence that is unlabelled, flagged or has a comment: in this document, in the next ones, and round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.session.jumping import Ahead, Sought, ahead
from annotator.session.trail import Place
from tests.building import SHORT, at_work, mark, opened

THREE = (SHORT, SHORT, SHORT)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Session]:
    session = at_work(tmp_path / "p.db", *THREE)
    with session.project:
        yield session


def stand(work: Session, key: str, sentence: int) -> None:
    work.open(key)
    work.cursor.place(sentence)


def seen(work: Session, sought: Sought) -> list[tuple[str, int]]:
    """Where one comes, jump after jump, until it is where one began."""
    found: list[tuple[str, int]] = []
    while (place := ahead(work, sought)) is not None and (place.document, place.sentence) not in found:
        found.append((place.document, place.sentence))
        stand(work, *found[-1])
    return found


@pytest.mark.parametrize("sought", ["flagged", "comment"])
def test_nothing_of_the_kind(work: Session, sought: Sought) -> None:
    assert ahead(work, sought) is None


def test_flags_in_all_documents_and_round(work: Session) -> None:
    for key, sentence in (("a", 1), ("a", 2), ("c", 0)):
        stand(work, key, sentence)
        work.set_status("flagged")
    stand(opened(work.project, "bert"), "b", 0)
    stand(work, "a", 1)
    assert ahead(work, "flagged") == Ahead("a", 2, again=False)
    assert seen(work, "flagged") == [("a", 2), ("c", 0), ("a", 1)]
    stand(work, "c", 0)
    assert ahead(work, "flagged") == Ahead("a", 1, again=True)
    work.set_status("done")
    assert seen(work, "flagged") == [("a", 1), ("a", 2)]


def test_the_only_one_is_no_other(work: Session) -> None:
    stand(work, "b", 1)
    work.set_comment("hm")
    assert ahead(work, "comment") is None
    stand(work, "b", 2)
    assert ahead(work, "comment") == Ahead("b", 1, again=True)


def test_anothers_comments_and_flags_are_not_ones_own(work: Session) -> None:
    bert = opened(work.project, "bert", "b")
    bert.set_comment("van Bert")
    bert.set_status("flagged")
    assert ahead(work, "comment") is None
    assert ahead(work, "flagged") is None


def test_unlabelled_is_to_do_and_without_a_span(work: Session) -> None:
    stand(work, "a", 0)
    mark(work, "claim", "zegt niets")
    stand(work, "a", 2)
    work.set_status("skipped")
    stand(work, "b", 0)
    for sentence in range(3):
        stand(work, "b", sentence)
        work.set_status("done")
    stand(work, "a", 0)
    assert seen(work, "unlabelled") == [("c", 0), ("c", 1), ("c", 2), ("a", 0)]


def test_a_sentence_into_which_a_span_reaches_is_labelled(work: Session) -> None:
    stand(work, "a", 0)
    text = work.stored.document.text
    work.label("quote", ((text.index("brand"), text.index("niets")),))
    assert ahead(work, "unlabelled") == Ahead("a", 2, again=False)


def test_nothing_is_left_unlabelled(tmp_path: Path) -> None:
    work = at_work(tmp_path / "q.db", "Er is brand.")
    with work.project:
        mark(work, "claim", "brand")
        assert ahead(work, "unlabelled") is None


def test_a_place_is_found_again_after_the_sentences_were_cut(work: Session) -> None:
    stand(work, "a", 2)
    place = work.standing
    stand(work, "a", 0)
    work.join()
    stand(work, "b", 0)
    work.go(place)
    assert (work.stored.document.key, work.cursor.sentence, work.cursor.token) == ("a", 1, 0)
    assert work.standing == place
    work.go(Place("a", 10_000))
    assert work.cursor.sentence == 1
