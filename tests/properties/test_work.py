"""Random work at the screen: it can all be undone, is read back as it was, and the counters and the queue are right."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import LabelError, StoreStale
from annotator.labels import Labels
from annotator.model import Layer, Part
from annotator.session import Session
from annotator.session.summary import summary
from annotator.store import Project, open_project
from annotator.store.documents import document_ids, read_document
from annotator.store.events import events
from annotator.store.layers import read_layer
from annotator.store.progress import listed, next_document
from tests.building import ARTICLE, SHORT, at_work, findings, new_project, opened, record, take, ticking
from tests.properties.random_work import act, steps, steps_and_cuts, texts

Step = tuple[str, int, int, int]


def everything(project: Project, layer: Layer) -> list[Part]:
    """The labels of a layer in all documents, read from the disk."""
    return [read_layer(project, read_document(project, n), layer)[0].part for n in document_ids(project)]


@given(st.lists(steps, max_size=25), st.lists(steps, max_size=10))
def test_whatever_was_done_can_all_be_undone_and_done_again(first: list[Step], then: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = at_work(Path(folder) / "p.db", ARTICLE, SHORT)
        with session.project as project:
            for step in first:
                act(session, *step)
            begun = everything(project, session.own)
            done = 0
            for step in then:
                before = len(list(events(project)))
                act(session, *step)
                done += len(list(events(project))) - before
            ended = everything(project, session.own)
            for _ in range(done):
                assert session.undo() is not None
            assert everything(project, session.own) == begun
            assert findings(project) == []
            for _ in range(done):
                assert session.redo() is not None
            assert session.redo() is None
            assert everything(project, session.own) == ended
            while session.undo():
                pass
            assert everything(project, session.own) == [Part(), Part()]
            assert findings(project) == []


@given(st.lists(steps, max_size=30))
def test_what_is_shown_is_what_is_on_the_disk_and_what_the_log_makes(work: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = at_work(Path(folder) / "p.db", ARTICLE, SHORT)
        with session.project as project:
            for step in work:
                act(session, *step)
                labels, _ = read_layer(project, session.stored, session.own)
                assert session.labels.part == labels.part
                assert session.labels.counts(8) == labels.counts(8)
                for index in range(len(session.stored.sentences)):
                    assert session.labels.in_sentence(index) == labels.in_sentence(index)
            assert findings(project) == []
            back = {key: Labels(read_document(project, n).starts) for n, key in ((1, "a"), (2, "b"))}
            logged = [event for event in events(project) if event.patch is not None]
            for event in logged:
                assert event.patch is not None
                before = back[event.document or ""].part
                back[event.document or ""].apply(event.patch)
                back[event.document or ""].apply(event.patch.inverse)
                assert back[event.document or ""].part == before
                back[event.document or ""].apply(event.patch)
            assert [back[key].part for key in "ab"] == everything(project, session.own)
            for event in reversed(logged):
                assert event.patch is not None
                back[event.document or ""].apply(event.patch.inverse)
            assert [back[key].part for key in "ab"] == [Part(), Part()]


@given(texts, st.lists(steps, max_size=15))
def test_any_text_can_be_walked_labelled_and_undone(text: str, work: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        take(project, record(text))
        session = opened(project)
        for step in work:
            act(session, *step)
        assert findings(project) == []
        while session.undo():
            pass
        assert session.labels.part == Part()


def shape(project: Project) -> list[tuple[Any, ...]]:
    """The sentences and tokens of all documents, as they are now."""
    documents = [read_document(project, n) for n in document_ids(project)]
    return [(d.document, d.sentences, d.tokens) for d in documents]


@given(st.lists(steps_and_cuts, max_size=20))
def test_sentences_cut_by_hand_are_whole_again_when_all_is_undone(work: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = at_work(Path(folder) / "p.db", ARTICLE, SHORT)
        with session.project as project:
            begun = shape(project)
            for step in work:
                act(session, *step)
                for stored in (read_document(project, n) for n in document_ids(project)):
                    covered = [stored.text_of(s) for s in stored.sentences]
                    assert "".join("".join(covered).split()) == "".join(stored.document.text.split())
                assert session.stored == read_document(project, session.stored.id)
            assert findings(project) == []
            ended = everything(project, session.own), shape(project)
            done = 0
            while session.undo():
                done += 1
                assert findings(project) == []
            assert everything(project, session.own) == [Part(), Part()]
            assert [(d, s, t) for d, s, t in shape(project)] == begun
            for _ in range(done):
                assert session.redo() is not None
            assert (everything(project, session.own), shape(project)) == ended
            assert findings(project) == []


turns = st.tuples(
    st.sampled_from(["anna", "anna again", "bob"]), st.one_of(steps_and_cuts, st.sampled_from(["undo", "redo"]))
)


@given(st.lists(turns, max_size=30))
def test_two_annotators_and_a_second_window_never_leave_it_unsound(work: list[tuple[str, Step | str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        with at_work(path, ARTICLE, SHORT).project as project, open_project(path, clock=ticking(5)) as other:
            desks = {"anna": opened(project), "anna again": opened(other), "bob": opened(project, "bob")}
            for who, step in work:
                desk = desks[who]
                try:
                    if isinstance(step, str):
                        desk.undo() if step == "undo" else desk.redo()
                    else:
                        act(desk, *step)
                except StoreStale:
                    assert not desk.pending
                except LabelError:
                    pass
                assert not desk.pending
            assert findings(project) == []
            for name in ("anna", "bob"):
                assert next_document(project, Layer(name)) == brute(project, Layer(name)), name
            for desk in desks.values():
                desk.open(desk.stored.document.key)
                assert desk.labels.part == read_layer(project, desk.stored, desk.own)[0].part
            _counted(project)


# -- the queue and the counters -----------------------------------------------------------------------------------

moves = st.one_of(
    st.tuples(
        st.just("status"),
        st.sampled_from(["anna", "bob", "carla"]),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from(["todo", "done", "done", "done", "skipped", "flagged"]),
    ),
    st.tuples(st.just("add"), st.just(""), st.just(0), st.integers(1, 2), st.just("")),
    st.tuples(st.just("undo"), st.sampled_from(["anna", "bob"]), st.just(0), st.just(0), st.just("")),
    st.tuples(st.just("import"), st.sampled_from(["anna", "bob"]), st.integers(0, 5), st.integers(0, 7), st.just("")),
)


def brute(project: Project, layer: Layer) -> int | None:
    """The next document, found by looking at every sentence of every one."""
    skipped = None
    for number in document_ids(project):
        stored = read_document(project, number)
        labels, _ = read_layer(project, stored, layer)
        statuses = [labels.state(i).status for i in range(len(stored.sentences))]
        if "todo" in statuses:
            return number
        if skipped is None and {"skipped", "flagged"} & set(statuses):
            skipped = number
    return skipped


@given(st.lists(moves, max_size=30))
def test_the_queue_and_the_counters_are_what_looking_at_every_sentence_gives(
    work: list[tuple[str, str, int, int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        sentences = ("Een.", "Een. Twee.", "Een. Twee. Drie.")
        for n in range(3):
            take(project, record(f"Kop {n}. " + sentences[n], f"d{n}"))
        for kind, who, document, index, status in work:
            count = len(list(document_ids(project)))
            if kind == "add":
                take(project, record(f"Kop {count}. " + sentences[index], f"d{count}"))
            elif kind == "undo":
                opened(project, who).undo()
            elif kind == "import":
                stored = read_document(project, document % count + 1)
                given = [{"start": s.start, "end": s.end} for s in stored.sentences]
                for bit, item in enumerate(given):
                    item["status"] = "done" if index >> bit & 1 else "todo"  # type: ignore[assignment]
                data = record(stored.document.text, stored.document.key, layer={"annotator": who}, sentences=given)
                take(project, data, replacing=True)
            else:
                session = Session(project, who)
                session.open(f"d{document % count}")
                session.cursor.place(index)
                session.set_status(status)  # type: ignore[arg-type]
            for name in ("anna", "bob", "carla"):
                assert next_document(project, Layer(name)) == brute(project, Layer(name)), name
        assert findings(project) == []
        _counted(project)


def _counted(project: Project) -> None:
    told = {who["annotator"]: who for who in summary(project)["annotators"]}
    for name, who in told.items():
        counts: Counter[str] = Counter()
        for number in document_ids(project):
            stored = read_document(project, number)
            labels, _ = read_layer(project, stored, Layer(name))
            counts.update(labels.counts(len(stored.sentences)))
        for status in ("todo", "done", "skipped", "flagged"):
            assert who[status] == counts[status], (name, status)
        rows = listed(project, Layer(name))
        assert sum(row.done for row in rows) == counts["done"]
        assert sum(row.skipped + row.flagged for row in rows) == counts["skipped"] + counts["flagged"]
