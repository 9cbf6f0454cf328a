"""What is removed can be brought back as it was, until the project is compacted; the log stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.session import Session
from annotator.store.documents import document_id, read_document
from annotator.store.layers import layers_of
from annotator.store.removal import compact, remove_document, remove_layer, removed, restore
from tests.building import SHORT, at_work, exported, findings, link, mark, opened, record, take


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Session]:
    """Anna and Bert have labelled the first of two documents."""
    session = at_work(tmp_path / "project.db", SHORT, "Nog een bericht. Het is kort.\n")
    with session.project:
        session.open("a")
        claim = mark(session, "claim", "Het is mogelijk opzet")
        cue = mark(session, "uncertainty_cue", "mogelijk")
        link(session, "hedges", cue, claim)
        session.set_status("done")
        other = opened(session.project, "bert", "a")
        mark(other, "source", "De politie")
        other.set_status("flagged")
        yield session


def document(work: Session) -> int:
    found = document_id(work.project, "a")
    assert found is not None
    return found


def take_layer_out(work: Session, name: str) -> None:
    number = document(work)
    layer = next(x for x in layers_of(work.project, number) if x.layer.annotator == name)
    remove_layer(work.project, read_document(work.project, number), layer, "carla")


def test_a_layer_goes_and_comes_back_as_it_was(work: Session) -> None:
    before = exported(work.project)
    take_layer_out(work, "anna")
    assert [r["layer"]["annotator"] for r in exported(work.project) if r["layer"]] == ["bert"]
    assert findings(work.project) == []
    assert len(removed(work.project)) == 1
    restore(work.project, "a", "anna", "carla")
    assert exported(work.project) == before
    assert findings(work.project) == []
    assert removed(work.project) == []


def test_a_document_goes_and_comes_back_with_all_layers(work: Session) -> None:
    before = exported(work.project)
    remove_document(work.project, document(work), "carla")
    assert [r["document"]["key"] for r in exported(work.project)] == ["b"]
    assert findings(work.project) == []
    restore(work.project, "a", None, "carla")
    assert exported(work.project) == before
    assert findings(work.project) == []


def test_work_goes_on_after_it_came_back(work: Session) -> None:
    remove_document(work.project, document(work), "carla")
    restore(work.project, "a", None, "carla")
    again = opened(work.project, "anna", "a")
    mark(again, "source", "De politie")
    again.undo()
    assert findings(work.project) == []


def test_a_new_document_may_take_the_key(work: Session) -> None:
    remove_document(work.project, document(work), "carla")
    assert [o.what for o in take(work.project, record("Iets heel anders.", "a"))] == ["added"]  # type: ignore[union-attr]
    mark(opened(work.project, "anna", "a"), "claim", "Iets heel anders")
    assert findings(work.project) == []
    with pytest.raises(UsageError, match="another document has this key"):
        restore(work.project, "a", None, "carla")


def test_a_removed_layer_cannot_be_undone_into(work: Session) -> None:
    take_layer_out(work, "anna")
    again = opened(work.project, "anna", "a")
    assert again.undo() is None
    assert findings(work.project) == []


def test_compact_lets_go_for_good(work: Session) -> None:
    remove_document(work.project, document(work), "carla")
    compact(work.project)
    assert removed(work.project) == []
    with pytest.raises(UsageError, match="no removed document"):
        restore(work.project, "a", None, "carla")
    texts = work.project.ask("SELECT payload FROM event WHERE document = 'a' AND payload IS NOT NULL")
    assert texts == []
    assert work.project.ask("SELECT 1 FROM sqlite_schema WHERE name = 'event_is_never_changed'")
    assert findings(work.project) == []


def test_compact_lets_go_of_a_layer(work: Session) -> None:
    take_layer_out(work, "anna")
    compact(work.project)
    with pytest.raises(UsageError, match="no removed layer"):
        restore(work.project, "a", "anna", "carla")
    assert b"mogelijk opzet" not in b"".join(
        (row[0] or "").encode() for row in work.project.ask("SELECT payload FROM event")
    )
    assert findings(work.project) == []


def test_compact_keeps_what_is_there(work: Session) -> None:
    before = exported(work.project)
    compact(work.project)
    assert exported(work.project) == before
    assert findings(work.project) == []
