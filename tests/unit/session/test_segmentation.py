"""Sentences split and joined by hand: undoable, moving no span, refused where somebody else has said something."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import LabelError, StoreStale
from annotator.session import Session
from tests.building import ARTICLE, at_work, exported, findings, mark, opened


def texts(session: Session) -> list[str]:
    return [session.stored.text_of(sentence) for sentence in session.stored.sentences]


def at(session: Session, words: str) -> None:
    session.cursor.seek(session.stored.document.text.index(words))


def test_a_sentence_is_split_before_the_token(session: Session) -> None:
    at(session, "dat meldt".capitalize())
    number = session.cursor.sentence
    at(session, "persbureau")
    session.split()
    assert texts(session)[number : number + 2] == ["Dat meldt", "persbureau TASS aan Interfax."]
    assert session.cursor.sentence == number + 1
    assert session.stored.segmenter.endswith("+hand")
    assert findings(session.project) == []


def test_undo_joins_again_and_redo_splits_again(session: Session) -> None:
    before = exported(session.project)
    at(session, "persbureau")
    session.split()
    after = texts(session)
    session.undo()
    assert [r["sentences"] for r in exported(session.project)] == [r["sentences"] for r in before]
    session.redo()
    assert texts(session) == after
    assert findings(session.project) == []


def test_two_sentences_are_joined_and_to_do(session: Session) -> None:
    at(session, "Dat meldt")
    session.set_status("done")
    session.set_comment("een")
    number = session.cursor.sentence
    at(session, "Volgens")
    session.set_status("done")
    session.set_comment("nul")
    session.join()
    assert session.labels.state(number - 1).status == "todo"
    assert session.labels.state(number - 1).comment == "nul / een"
    assert findings(session.project) == []
    session.undo()
    assert session.labels.state(number).status == "done"
    assert session.labels.state(number).comment == "een"
    assert findings(session.project) == []


def test_spans_behind_it_stay_where_they_are_in_the_text(session: Session) -> None:
    claim = mark(session, "claim", "Het plein is schoongeveegd")
    where = claim.sentence
    at(session, "persbureau")
    session.split()
    moved = session.labels.spans[claim.id]
    assert moved.extent == claim.extent
    assert moved.sentence == where + 1
    assert findings(session.project) == []


def test_a_span_across_the_place_forbids_it_and_is_named(session: Session) -> None:
    mark(session, "source", "persbureau TASS")
    at(session, "TASS")
    with pytest.raises(LabelError, match="source “persbureau TASS” lies across") as caught:
        session.split()
    assert caught.value.code == "span_across"
    assert findings(session.project) == []


def test_somebody_elses_span_or_status_forbids_it_and_says_whose(session: Session) -> None:
    other = opened(session.project, "bert", "a")
    mark(other, "source", "TASS")
    at(session, "persbureau")
    with pytest.raises(LabelError, match="bert") as caught:
        session.split()
    assert caught.value.code == "others"
    at(session, "Volgens")
    with pytest.raises(LabelError, match="bert"):
        session.join()
    at(session, "Mogelijk")
    session.cursor.edge(True)
    session.split()
    assert findings(session.project) == []


def test_somebody_elses_labels_elsewhere_are_renumbered(session: Session) -> None:
    other = opened(session.project, "bert", "a")
    mark(other, "claim", "Het plein is schoongeveegd")
    at(other, "Het plein")
    other.set_status("done")
    at(session, "persbureau")
    session.split()
    assert findings(session.project) == []
    again = opened(session.project, "bert", "a")
    at(again, "Het plein")
    assert again.state.status == "done"
    assert [s.label for s in again.labels.in_sentence(again.cursor.sentence)] == ["claim"]


def test_an_older_action_is_undone_in_todays_numbers(session: Session) -> None:
    """Bert's status was said of sentence n; Anna has split one before it since."""
    other = opened(session.project, "bert", "a")
    at(other, "Het plein")
    other.set_status("done")
    at(session, "persbureau")
    session.split()
    again = opened(session.project, "bert", "a")
    again.undo()
    at(again, "Het plein")
    assert again.state.status == "todo"
    assert findings(session.project) == []


def test_a_window_with_the_old_sentences_reads_them_again(session: Session) -> None:
    window = opened(session.project, "bert", "a")
    at(session, "persbureau")
    session.split()
    at(window, "Het plein")
    with pytest.raises(StoreStale):
        window.set_status("done")
    assert len(window.stored.sentences) == len(session.stored.sentences)
    window.set_status("done")
    assert findings(session.project) == []


def test_nothing_before_the_first_token_and_nothing_after_the_last_sentence(session: Session) -> None:
    session.cursor.place(1, 0)
    with pytest.raises(LabelError, match="nothing stands before"):
        session.split()
    session.cursor.place(len(session.stored.sentences) - 1)
    with pytest.raises(LabelError, match="last sentence"):
        session.join()


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["split", "join", "label", "done", "undo", "redo"]), st.integers(0, 60)), max_size=12
    )
)
def test_any_sequence_leaves_a_sound_project(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    session = at_work(tmp_path_factory.mktemp("cuts") / "project.db", ARTICLE)
    with session.project:
        for step, number in steps:
            session.cursor.position = number % sum(len(t) for t in session.stored.tokens)
            try:
                if step == "split":
                    session.split()
                elif step == "join":
                    session.join()
                elif step == "label":
                    session.label("claim")
                elif step == "done":
                    session.set_status("done")
                elif step == "undo":
                    session.undo()
                else:
                    session.redo()
            except LabelError:
                pass
            assert findings(session.project) == []
        text = session.stored.document.text
        assert all(text[p.start : p.end] == p.text for s in session.labels.spans.values() for p in s.fragments)
