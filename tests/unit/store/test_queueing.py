"""The queue in force: what comes next in it, whatever else happens, without looking at what is done already."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import StoreCorrupt, UsageError
from annotator.model import Layer
from annotator.session.drawing import Drawing, draw, put_off
from annotator.store import Project, open_project
from annotator.store.documents import document_id, document_ids, read_document
from annotator.store.events import events
from annotator.store.layers import layers_of, read_layer
from annotator.store.progress import next_document, queue_in_force
from annotator.store.queueing import Place, places, put_in_force, read_queue, settle, take_off
from annotator.store.removal import remove_document, remove_layer, restore
from tests.building import at_work, behind_its_back, findings, new_project, opened, record, tables, take, ticking

ANNA, BOB = Layer("anna"), Layer("bob")


def project_of(path: Path, keys: Sequence[str] = "abcde") -> Project:
    """Documents of two sentences each."""
    project = new_project(path)
    take(project, *(record(f"Bericht {key}. Er is brand.", key) for key in keys))
    return project


def put(project: Project, order: Sequence[str]) -> int:
    """Put a queue in force that was made by hand."""
    with project.writing():
        number = put_in_force(project, {"order": "given"}, [Place(i, key, "given") for i, key in enumerate(order, 1)])
    settle(project)
    return number


def number_of(project: Project, key: str) -> int:
    found = document_id(project, key)
    assert found is not None
    return found


def next_key(project: Project, layer: Layer = ANNA) -> str | None:
    number = next_document(project, layer)
    return None if number is None else read_document(project, number).document.key


def do(project: Project, who: str, key: str, status: str = "done", sentences: Sequence[int] = (0, 1)) -> None:
    session = opened(project, who, key)
    for index in sentences:
        session.cursor.place(index)
        session.set_status(status)  # type: ignore[arg-type]


# -- what comes next --------------------------------------------------------------------------------------------------


def test_documents_come_as_the_queue_has_them_for_everybody_apart(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        seen = []
        for _ in range(5):
            seen.append(next_key(project))
            do(project, "anna", seen[-1] or "")
        assert seen == list("cebda")
        assert next_key(project) is None
        assert next_key(project, BOB) == "c"
        assert next_key(project, Layer("anna", number=2)) == "c"


def test_enter_on_the_last_sentence_leads_to_the_next_document_of_the_queue(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        session = opened(project)
        seen = [session.stored.document.key]
        while session.finish():
            seen.append(session.stored.document.key)
        assert seen == ["c", "c", "e", "e", "b", "b", "d", "d", "a", "a"]


def test_a_document_begun_is_finished_first_where_it_stands_first(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        do(project, "anna", "c", sentences=[0])
        do(project, "anna", "e")
        assert next_key(project) == "c"
        do(project, "anna", "c")
        assert next_key(project) == "b"


def test_what_was_imported_later_comes_behind_and_then_what_was_skipped(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db", "abc") as project:
        put(project, "cba")
        take(project, record("Nog een. Er is meer.", "e"), record("En nog een. Het is op.", "d"))
        do(project, "anna", "c")
        do(project, "anna", "b", "skipped")
        do(project, "anna", "a", "flagged")
        assert next_key(project) == "e"
        do(project, "anna", "e")
        assert next_key(project) == "d"
        do(project, "anna", "d")
        assert next_key(project) == "a"  # of what was skipped, the first by import
        do(project, "anna", "a")
        assert next_key(project) == "b"


def test_finished_documents_stay_in_and_are_passed_by_who_finished_them(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        do(project, "anna", "c")
        do(project, "anna", "e")
        put(project, "cebda")
        assert (next_key(project), next_key(project, BOB)) == ("b", "c")


def test_off_is_the_order_of_import_again_and_a_new_queue_starts_afresh(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        first = put(project, "ecbda")
        do(project, "anna", "e")
        assert put_off(project, "anna") == first
        assert (next_key(project), queue_in_force(project), read_queue(project)) == ("a", None, None)
        opened(project, "anna", "e").set_status("todo")  # while no queue looks on
        second = put(project, "ecbda")
        assert second == first + 1
        assert next_key(project) == "e"
        assert [one.document for one in places(project, first)] == list("ecbda")
        assert put_off(project, "anna") == second
        assert put_off(project, "anna") is None


def test_without_a_queue_nothing_is_written_of_one(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        do(project, "anna", "a")
        assert [row for row in project.ask("SELECT key FROM project") if "queue" in row[0]] == []
        assert (project.ask("SELECT * FROM queue"), next_key(project)) == ([], "b")


# -- what comes back --------------------------------------------------------------------------------------------------


def test_an_action_undone_brings_its_document_back(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        do(project, "anna", "c")
        do(project, "anna", "e")
        session = opened(project, "anna", "b")
        session.undo()
        assert next_key(project) == "e"
        session.undo()
        session.undo()
        assert next_key(project) == "c"
        session.redo()
        session.redo()
        assert next_key(project) == "e"


def test_a_second_window_sees_what_the_first_took_back(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project, open_project(tmp_path / "p.db", clock=ticking(3)) as other:
        put(project, "cebda")
        do(project, "anna", "c")
        assert next_key(other) == "e"
        do(other, "anna", "c", "todo", [1])
        assert next_key(project) == "c"


def test_a_document_restored_comes_back_to_its_place(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        remove_document(project, number_of(project, "c"), "bob")
        assert next_key(project) == "e"
        do(project, "anna", "e")
        assert next_key(project) == "b"
        restore(project, "c", None, "bob")
        assert next_key(project) == "c"
        do(project, "anna", "d")  # is written down with another action
        assert next_key(project) == "c"
        do(project, "anna", "c")
        assert next_key(project) == "b"


def test_a_finished_document_restored_does_not(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        do(project, "anna", "c")
        remove_document(project, number_of(project, "c"), "bob")
        restore(project, "c", None, "bob")
        assert (next_key(project), next_key(project, BOB)) == ("e", "c")


def test_another_document_of_a_key_takes_its_place(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        do(project, "anna", "c")
        remove_document(project, number_of(project, "c"), "bob")
        take(project, record("Iets heel anders. Meer niet.", "c"), annotator="carla")
        assert next_key(project) == "c"


def test_a_layer_taken_out_brings_its_documents_back_to_whose_it_was(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "cebda")
        for who in ("anna", "bob"):
            do(project, who, "c")
            do(project, who, "e")
        stored = read_document(project, number_of(project, "c"))
        (layer,) = (found for found in layers_of(project, stored.id) if found.layer == BOB)
        remove_layer(project, stored, layer, "carla")
        assert (next_key(project), next_key(project, BOB)) == ("b", "c")
        restore(project, "c", "bob", "carla")
        assert next_key(project, BOB) == "b"


MOVES = st.one_of(
    st.tuples(
        st.just("status"),
        st.sampled_from(["anna", "bob"]),
        st.integers(0, 5),
        st.integers(0, 1),
        st.sampled_from(["todo", "done", "done", "done", "skipped"]),
    ),
    st.tuples(
        st.sampled_from(
            ["undo", "redo", "remove", "restore", "again", "take out", "put back", "import", "queue", "off"]
        ),
        st.sampled_from(["anna", "bob"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.just(""),
    ),
)
Move = tuple[str, str, int, int, str]


def brute(project: Project, layer: Layer) -> int | None:
    """The next document, found by looking at every sentence of every one."""
    queue = read_queue(project)
    queued = [one.document for one in places(project, queue.id)] if queue else []
    stored = {read_document(project, number).document.key: number for number in document_ids(project)}
    skipped = None
    for key in dict.fromkeys(chain((key for key in queued if key in stored), stored)):
        document = read_document(project, stored[key])
        labels, _ = read_layer(project, document, layer)
        statuses = {labels.state(i).status for i in range(len(document.sentences))}
        if "todo" in statuses:
            return document.id
        if statuses & {"skipped", "flagged"}:
            skipped = min(document.id, skipped or document.id)
    return skipped


def act(project: Project, move: Move) -> None:
    """Do something to a project that bears on what comes next."""
    what, who, which, index, status = move
    key = f"d{which}"
    number = document_id(project, key)
    if what == "queue":
        order = [row[0] for row in project.ask("SELECT key FROM document")]
        random.Random(index).shuffle(order)
        put(project, order[: 2 + which])
    elif what == "off":
        put_off(project, who)
    elif what in ("undo", "redo"):
        session = opened(project, who)
        session.undo() if what == "undo" else session.redo()
    elif what == "restore":
        restore(project, key, None, who)
    elif what == "put back":
        restore(project, key, who, who)
    elif what == "again":
        take(project, record(f"Weer {which} {index}. Er is brand.", key), replacing=index > 1)
    elif number is None:
        return
    elif what == "remove":
        remove_document(project, number, who)
    elif what == "take out":
        for found in layers_of(project, number):
            if found.layer.annotator == who:
                remove_layer(project, read_document(project, number), found, "carla")
    elif what == "import":
        stored = read_document(project, number)
        given = [{"start": s.start, "end": s.end, "status": "done"} for s in stored.sentences]
        given[index % 2]["status"] = "todo" if index > 1 else "done"
        data = record(stored.document.text, key, layer={"annotator": who}, sentences=given)
        take(project, data, replacing=True)
    else:
        do(project, who, key, status, [index])


@given(st.lists(MOVES, max_size=40))
def test_the_next_one_is_what_looking_at_every_sentence_gives(moves: list[Move]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        with project_of(path, [f"d{i}" for i in range(5)]) as project, open_project(path, clock=ticking(9)) as other:
            put(project, ["d3", "d1", "d4", "d0"])
            for turn, move in enumerate(moves):
                desk = other if turn % 3 == 0 else project
                try:
                    act(desk, move)
                except UsageError:
                    assert move[0] in ("restore", "put back", "undo", "redo"), move
                for name in ("anna", "bob", "carla"):
                    for asked in (project, other):
                        assert next_document(asked, Layer(name)) == brute(project, Layer(name)), (name, move)
            assert findings(project) == []


# -- on record --------------------------------------------------------------------------------------------------------


def test_what_was_drawn_stays_on_record_when_a_document_is_removed(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        done = draw(project, Drawing("random", seed=4), "anna")
        before = places(project, done.number)
        remove_document(project, number_of(project, before[0].document), "bob")
        assert places(project, done.number) == before
        assert next_key(project) == before[1].document
        assert findings(project) == []


def test_a_draw_is_one_action_in_the_log_and_no_key_undoes_it(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db")
    with session.project as project:
        session.finish()
        done = draw(project, Drawing("given"), "anna")
        put_off(project, "bob")
        said = [(e.annotator, e.operation, e.document, e.target) for e in events(project, last=2)]
        assert said == [("anna", "queue.draw", None, str(done.number)), ("bob", "queue.off", None, str(done.number))]
        undone = session.undo()
        assert undone is not None
        assert undone.operation == "done"
        assert findings(project) == []


def test_a_queue_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        put(project, "edcba")
        before = dict(tables(project))
        with pytest.raises(Exception, match="UNIQUE"):
            put(project, "aab")
        assert dict(tables(project)) == before


def test_rows_that_another_program_has_spoilt_do_no_harm(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        number = put(project, "cebda")
        do(project, "anna", "c")
        for value in ("nonsense", "[]", "7", '["x", null, 1]', f"[{number}, null, 1]", f'[{number}, "z", 1]'):
            behind_its_back(project.path, f"UPDATE project SET value = '{value}' WHERE key LIKE '%queued%'")
            assert next_key(project) == "e", value
        for value in ("nonsense", "", "99", "-1"):
            behind_its_back(project.path, f"UPDATE project SET value = '{value}' WHERE key = 'queue'")
            assert next_key(project) == "a", value
        behind_its_back(project.path, "UPDATE queue SET recipe = '[1]'")
        with pytest.raises(StoreCorrupt, match=f"queue {number}"):
            read_queue(project, number)


def test_taking_off_keeps_the_queue(tmp_path: Path) -> None:
    with project_of(tmp_path / "p.db") as project:
        number = put(project, "cebda")
        do(project, "anna", "c")
        with project.writing():
            assert take_off(project) == number
        assert read_queue(project, number) is not None
        assert [row for row in project.ask("SELECT key FROM project") if "queue" in row[0]] == []


# -- how much it looks at ---------------------------------------------------------------------------------------------


def test_what_is_done_already_is_not_looked_at_again(tmp_path: Path) -> None:
    """So many steps of SQLite's machine for the next document, with 2 or with 60 documents done before it."""
    keys = [f"d{i:02}" for i in range(64)]

    def steps(project: Project) -> int:
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        project.conn.set_progress_handler(step, 1)
        next_document(project, ANNA)
        project.conn.set_progress_handler(None, 1)
        return count

    with project_of(tmp_path / "p.db", keys) as project:
        put(project, keys[::-1])
        do(project, "anna", "d63")
        few = steps(project)
        for key in keys[4:63]:
            do(project, "anna", key)
        assert next_key(project) == "d03"
        assert steps(project) <= few + 5
        put(project, keys[::-1])  # nor is it after a draw
        assert steps(project) <= few + 5
