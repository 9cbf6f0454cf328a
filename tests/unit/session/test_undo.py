"""Undo and redo: a walk through one's own actions, in every document, after a restart, and past everybody else's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.model import Part
from annotator.session import Session
from annotator.store.events import events
from tests.building import (
    ARTICLE,
    SHORT,
    at_work,
    exported,
    findings,
    link,
    mark,
    now,
    opened,
    place,
    record,
    take,
    taken,
)


def words(session: Session) -> list[str]:
    return [span.fragments[0].text for span in session.labels.part.spans]


def operations(session: Session) -> list[str]:
    return [event.operation for event in events(session.project)]


def test_there_is_nothing_to_undo_at_first(session: Session) -> None:
    assert session.undo() is None
    assert session.redo() is None
    assert operations(session) == ["document.add"]


def test_the_walk(session: Session) -> None:
    """A, B, undo B, C, undo C, undo A; then redo A, redo C and nothing more: B was lost when C was done."""
    mark(session, "uncertainty_cue", "Mogelijk")
    mark(session, "claim", "tientallen")
    undone = session.undo()
    assert undone is not None
    assert (undone.operation, undone.document, undone.sentence) == ("label", "a", 0)
    mark(session, "source", "Almaty")
    assert words(session) == ["Mogelijk", "Almaty"]
    session.undo()
    assert words(session) == ["Mogelijk"]
    session.undo()
    assert words(session) == []
    assert session.undo() is None
    session.redo()
    assert words(session) == ["Mogelijk"]
    session.redo()
    assert words(session) == ["Mogelijk", "Almaty"]
    assert session.redo() is None
    session.undo()
    assert words(session) == ["Mogelijk"]
    session.redo()
    assert words(session) == ["Mogelijk", "Almaty"]
    assert findings(session.project) == []


def test_a_new_action_ends_what_could_be_done_again(session: Session) -> None:
    mark(session, "uncertainty_cue", "Mogelijk")
    session.undo()
    mark(session, "claim", "tientallen")
    assert session.redo() is None
    assert words(session) == ["tientallen"]


def test_undo_and_redo_are_events_that_name_what_they_turn_back(session: Session) -> None:
    mark(session, "uncertainty_cue", "Mogelijk")
    session.undo()
    session.redo()
    _, label, undo, redo = events(session.project)
    assert [undo.operation, redo.operation] == ["undo", "redo"]
    assert undo.target == redo.target == label.id
    assert undo.patch is not None
    assert label.patch is not None
    assert undo.patch == label.patch.inverse
    assert redo.patch == label.patch


def test_it_walks_through_other_documents_and_shows_where_it_was(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project:
        mark(session, "uncertainty_cue", "Mogelijk")
        session.open("b")
        mark(session, "claim", "De politie zegt niets")
        session.open("a")
        session.cursor.place(5)
        undone = session.undo()
        assert undone is not None
        assert undone.document == session.stored.document.key == "b"
        assert session.cursor.sentence == undone.sentence == 1
        assert words(session) == []
        undone = session.undo()
        assert undone is not None
        assert (undone.document, session.stored.document.key, session.cursor.sentence) == ("a", "a", 0)
        assert session.undo() is None
        session.redo()
        session.redo()
        assert (session.stored.document.key, words(session)) == ("b", ["De politie zegt niets"])
        assert findings(session.project) == []


def test_it_works_after_a_restart(session: Session) -> None:
    mark(session, "uncertainty_cue", "Mogelijk")
    mark(session, "claim", "tientallen")
    session.undo()
    again = opened(session.project)
    again.undo()
    assert words(again) == []
    once_more = opened(session.project)
    once_more.redo()
    once_more.redo()
    assert words(once_more) == ["Mogelijk", "tientallen"]
    assert once_more.redo() is None


def test_nobody_undoes_what_another_did(session: Session) -> None:
    bob = opened(session.project, "bob")
    mark(session, "uncertainty_cue", "Mogelijk")
    mark(bob, "claim", "tientallen")
    session.undo()
    assert words(session) == []
    assert session.undo() is None
    bob.reload()
    assert words(bob) == ["tientallen"]
    assert bob.redo() is None
    bob.undo()
    assert bob.undo() is None
    assert findings(session.project) == []


def test_a_second_pass_undoes_nothing_of_the_first(session: Session) -> None:
    mark(session, "uncertainty_cue", "Mogelijk")
    second = opened(session.project, number=2)
    assert second.undo() is None
    session.reload()
    assert words(session) == ["Mogelijk"]


ACTIONS: dict[str, Callable[[Session], object]] = {
    "label": lambda s: mark(s, "claim", "doden in Almaty"),
    "delete": lambda s: s.delete(next(iter(s.labels.spans.values()))),
    "edge": lambda s: s.move_edge("end", -1),
    "attribute": lambda s: s.set_attribute(s.labels.part.spans[0], "polarity", "neg"),
    "link": lambda s: link(s, "attributed_to", s.labels.part.spans[0], mark(s, "source", "Interfax")),
    "status": lambda s: s.set_status("done"),
    "sentence label": lambda s: s.set_sentence_label("check_worthiness", "FR"),
    "comment": lambda s: s.set_comment("hm"),
    "confidence": lambda s: s.set_confidence(3),
    "role": lambda s: s.set_role("body"),
    "new source": lambda s: s.new_source(mark(s, "source", "TASS"), "TASS"),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_kind_of_action_can_be_undone_and_done_again(session: Session, name: str) -> None:
    mark(session, "claim", "tientallen doden in Almaty")
    before = session.labels.part
    actions = len(operations(session))
    ACTIONS[name](session)
    after = session.labels.part
    assert after != before
    count = len(operations(session)) - actions
    for _ in range(count):
        assert session.undo() is not None
    assert session.labels.part == before
    assert opened(session.project).labels.part == before
    for _ in range(count):
        assert session.redo() is not None
    assert session.labels.part == after
    assert opened(session.project).labels.part == after
    assert findings(session.project) == []


def test_an_undone_link_leads_to_the_sentence_of_its_head(session: Session) -> None:
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    link(session, "attributed_to", claim, mark(session, "source", "de politie"))
    session.cursor.place(0)
    undone = session.undo()
    assert undone is not None
    assert session.cursor.sentence == undone.sentence


# -- imports are no actions ---------------------------------------------------------------------------------------


def claim_on(text: str, name: str) -> dict[str, object]:
    return {"id": name, "label": "claim", "fragments": [{"start": s, "end": e} for s, e in place(ARTICLE, text)]}


def test_an_import_is_not_undone_by_a_key(session: Session) -> None:
    take(session.project, record(layer={"annotator": "anna"}, spans=[claim_on("doden", "x")]))
    again = opened(session.project, key="a")
    assert again.undo() is None
    assert words(again) == ["doden"]
    mark(again, "claim", "tientallen")
    again.undo()
    assert again.undo() is None
    assert words(again) == ["doden"]


def test_what_was_done_before_a_layer_was_replaced_is_no_longer_undone(session: Session) -> None:
    mark(session, "uncertainty_cue", "Mogelijk")
    mark(session, "claim", "tientallen")
    session.undo()
    data = record(layer={"annotator": "anna"}, spans=[claim_on("doden", "x")])
    assert taken(session.project, data, replacing=True) == ["replaced"]
    again = opened(session.project, key="a")
    assert words(again) == ["doden"]
    assert again.undo() is None
    assert again.redo() is None
    assert words(again) == ["doden"]
    mark(again, "claim", "Almaty")
    again.undo()
    again.redo()
    assert words(again) == ["doden", "Almaty"]
    assert findings(session.project) == []


def test_an_import_into_one_document_leaves_the_history_of_the_others(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project:
        mark(session, "uncertainty_cue", "Mogelijk")
        session.open("b")
        mark(session, "claim", "De politie zegt niets")
        data = record(SHORT, "b", layer={"annotator": "anna"})
        assert taken(session.project, data, replacing=True) == ["replaced"]
        again = opened(session.project, key="b")
        assert again.labels.part == Part()
        undone = again.undo()
        assert undone is not None
        assert undone.document == "a"
        assert again.labels.part == Part()
        assert again.undo() is None
        assert findings(session.project) == []


def test_an_export_after_undo_is_as_it_was_before(session: Session) -> None:
    claim = mark(session, "claim", "tientallen doden in Almaty")
    before = exported(session.project)
    session.set_attribute(now(session, claim), "polarity", "unk")
    session.set_status("done")
    session.undo()
    session.undo()
    assert exported(session.project) == before
