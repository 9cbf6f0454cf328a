"""Adjudication: the way through sentences and documents, undo, restarts, removal, export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import StoreStale
from annotator.session.adjudicable import next_to_adjudicate
from annotator.session.adjudication import Adjudication
from annotator.store import open_project
from annotator.store.documents import document_id, read_document
from annotator.store.layers import layers_of
from annotator.store.removal import remove_layer, restore
from tests.building import SHORT, export_jsonl, findings, opened, refuses, ticking
from tests.unit.session.adjudicating import (
    about,
    accept,
    adjudicating,
    finished,
    gold,
    narrow,
    nothing,
    put,
    rated,
    said,
    wide,
    words,
)


def test_a_sentence_is_done_when_nothing_is_left_also_an_empty_one(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        with refuses("items_left"):
            case.finish()
        assert case.item == case.items[0]
        while case.left():
            if case.item is not None and case.item.agreed:
                case.adopt()
            else:
                case.accept(0)
        assert case.finish()
        assert case.cursor.sentence == 1
        assert case.items == ()
        with refuses("no_item"):
            case.accept(0)
        assert case.finish()
        assert case.progress == (2, 3)
        assert not case.finish()
        assert case.progress == case.total_progress() == (3, 3)
        assert [case.labels.state(i).status for i in range(3)] == ["done"] * 3
        assert findings(project) == []


def test_the_next_open_question_over_sentences_and_documents(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow, more=[SHORT, SHORT]) as project:
        for name in ("anna", "bob"):
            session = opened(project, name, "c")
            if name == "anna":
                put(session, "source", "De politie")
            finished(session)
        finished(opened(project, "anna", "b"))  # alone: not to be adjudicated
        case = adjudicating(project, None)
        assert case.stored.document.key == "a"
        kinds = []
        while case.stored.document.key == "a" and case.cursor.sentence == 0:
            kinds.append(case.item.kind if case.item else "")
            if not case.seek(1):
                break
        assert kinds[0] == "missed"
        assert case.cursor.sentence == 1
        assert case.seek(-1)
        assert case.cursor.sentence == 0
        case.sentences(10)
        assert case.cursor.sentence == 2
        for _ in range(3):
            while case.left():
                case.adopt() if case.item is not None and case.item.agreed else case.accept(0)
            case.finish()
        assert case.stored.document.key == "c"
        assert case.total_progress() == (3, 6)
        assert case.undo() is not None
        assert case.stored.document.key == "a"


def test_next_to_adjudicate_finds_what_counters_hide(tmp_path: Path) -> None:
    """A sentence that was adjudicated and then opened again by a rater must not hide another one."""
    with rated(tmp_path / "p.db", nothing, nothing) as project:
        case = adjudicating(project)
        case.finish()
        case.finish()
        case.finish()
        anna = opened(project, "anna", "a")
        anna.cursor.place(0)
        anna.set_status("todo")
        assert case.total_progress() == (2, 2)
        case = adjudicating(project, None)
        case.place(1)
        case.set_status("todo")
        assert next_to_adjudicate(project, case.own, None, 0) == case.stored.id
        again = adjudicating(project, None)
        assert again.cursor.sentence == 1


def test_undo_and_redo_of_everything_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with rated(path, wide, narrow) as project:
        case = adjudicating(project)
        while case.left():
            case.adopt() if case.item is not None and case.item.agreed else accept(case, "anna")
        case.finish()
        before = said(project, case.own)
        states = [case.state_of(item) for item in case.comparison.items(0)]
    with open_project(path, clock=ticking(2), device=lambda: "other") as project:
        case = adjudicating(project)
        assert [case.state_of(item) for item in case.comparison.items(0)] == states
        count = 0
        while case.undo() is not None:
            count += 1
        assert said(project, case.own) == ([], [], [])
        assert case.cursor.sentence == 0
        assert {case.state_of(item) for item in case.items} == {"open", "waits"}
        while case.redo() is not None:
            count -= 1
        assert count == 0
        assert said(project, case.own) == before
        assert findings(project) == []


def test_undoing_neither_goes_back_to_its_sentence(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        case.accept_neither()
        case.place(2)
        done = case.undo()
        assert done is not None
        assert (done.operation, done.sentence, case.cursor.sentence) == ("neither", 0, 0)
        assert case.state_of(case.items[0]) == "open"


def test_an_annotator_who_changes_a_span_asks_the_question_again(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        case.focus = next(i for i, item in enumerate(case.items) if about(item) == "mogelijk")
        case.accept_neither()
        anna = opened(project, "anna", "a")
        span = next(s for s in anna.labels.spans.values() if words(s) == "mogelijk")
        anna.cursor.seek(span.start)
        anna.active = span.id
        anna.move_edge("end", 1)
        again = adjudicating(project)
        item = next(item for item in again.items if about(item) == "mogelijk doden")
        assert again.state_of(item) == "open"


def test_a_gold_layer_that_is_removed_is_undecided_and_decided_again_when_it_is_restored(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        case.accept_neither()
        number = document_id(project, "a")
        assert number is not None
        (found,) = [layer for layer in layers_of(project, number) if layer.layer == case.own]
        remove_layer(project, read_document(project, number), found, "eve")
        assert adjudicating(project).decisions.settled == {}
        restore(project, "a", "eve", "eve")
        again = adjudicating(project)
        assert again.state_of(again.items[0]) == "settled"
        assert findings(project) == []


def test_gold_is_exported(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, wide) as project:
        case = adjudicating(project)
        case.adopt()
        case.finish()
        path, count = export_jsonl(project, tmp_path / "out", ["gold"])
        assert count == 1
        record = json.loads(path.read_text(encoding="utf-8"))
        assert record["layer"] == {"annotator": "eve", "kind": "gold", "pass": 1}
        assert {span["origin"] for span in record["spans"]} == {"adjudicated"}
        assert len(record["spans"]) == 3
        assert record["sentences"][0]["status"] == "done"


# -- on the way to the disk ---------------------------------------------------------------------------------------


def test_a_decision_holds_while_it_waits_for_the_lock_and_so_does_its_undoing(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        project.patience(20)
        case = adjudicating(project)
        item = case.items[0]
        with open_project(project.path) as other, other.writing():
            case.accept_neither()
            assert [waiting.operation for waiting in case.pending] == ["neither"]
            assert case.state_of(item) == "settled"
            with refuses("waiting"):
                case.undo()
        assert case.flush()
        assert case.state_of(item) == adjudicating(project).state_of(item) == "settled"
        with open_project(project.path) as other, other.writing():
            case.undo()
            assert case.state_of(item) == "open"
        assert case.flush()
        assert case.state_of(item) == adjudicating(project).state_of(item) == "open"
        assert findings(project) == []


def test_a_decision_that_another_window_overtook_is_dropped_and_the_others_is_shown(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case, window = adjudicating(project), adjudicating(project)
        case.adopt() if case.items[0].agreed else accept(case, "anna")
        window.accept_neither()  # fits: gold says nothing of it that this replaces
        again = adjudicating(project)
        assert standing(again) == standing(window)
        window.set_status("flagged")
        with pytest.raises(StoreStale):
            case.accept_neither()
        assert standing(case) == standing(window)
        assert gold(case) == gold(window)
        assert findings(project) == []


def standing(case: Adjudication) -> list[str]:
    return [case.state_of(item) for item in case.comparison.items(0)]
