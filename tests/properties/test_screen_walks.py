"""Random walks of what the screen does: labels pressed again, links that set themselves, sources by one key, undo."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import LabelError, StoreStale
from annotator.model import Layer, Part
from annotator.session import Session
from annotator.session.proposing import LANDMARKS
from annotator.store import Project, open_project
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import read_layer
from tests.building import ARTICLE, SHORT, at_work, exported, findings, new_project, opened, record, take, ticking
from tests.properties.random_work import ACTS, SCHEME, pick, texts

SAID = (
    'Premier Smit zegt dat de brug mogelijk dichtgaat, meldt de NOS. Volgens hem is er "geen gevaar".\n'
    "De brug gaat dicht. Ooggetuigen spreken van zeker tien doden. Dat ontkent de politie.\n"
)
LABELS = [definition.name for definition in SCHEME.span]


def _again(session: Session, a: int, b: int, c: int) -> None:
    """A label's key, pressed some times."""
    for _ in range(1 + b % 4):
        session.label(LABELS[c % len(LABELS)])
        session.frame()


def _proposed(session: Session, a: int, b: int, c: int) -> None:
    """A unit that is proposed, then labelled."""
    for _ in range(1 + b % 6):
        session.propose()
    session.label(LABELS[c % len(LABELS)])
    session.frame()


def _of_span(session: Session, a: int) -> None:
    span = pick(session.labels.part.spans, a)
    session.active = span.id
    session.cursor.seek(span.start)


def _same(session: Session, a: int, b: int, c: int) -> None:
    for _ in range(1 + b % 3):
        session.same_source(pick(session.to_attribute(), c))


def _taken(session: Session, a: int, b: int, c: int) -> None:
    span = pick(session.to_attribute(), c)
    session.take_source(span, pick(session.known_sources(span), b).mention)


def _repeat(session: Session, a: int, b: int, c: int) -> None:
    _of_span(session, a)
    session.repeat(session.labels.spans[session.active or ""])


def _moved(session: Session, a: int, b: int, c: int) -> None:
    proposer = session.proposer
    by = c % 2 * 2 - 1
    place = proposer.next_start(by) if b % 2 else proposer.next_landmark(pick(LANDMARKS, b // 2), by)
    if place is not None:
        session.cursor.place(*place)


WALKS: dict[str, Callable[[Session, int, int, int], object]] = {
    **ACTS,
    "again": _again,
    "proposed": _proposed,
    "same": _same,
    "taken": _taken,
    "none": lambda s, a, b, c: s.no_source(pick(s.to_attribute(), c)),
    "repeat": _repeat,
    "retype": lambda s, a, b, c: s.retype_source(pick(s.labels.part.sources, a), pick(("media", "politician"), c)),
    "finish": lambda s, a, b, c: s.finish(pick(("done", "done", "skipped", "flagged"), c)),
    "move": _moved,
    "toggle": lambda s, a, b, c: setattr(s, "auto_links", bool(c % 2)),
    "undo": lambda s, a, b, c: s.undo(),
    "redo": lambda s, a, b, c: s.redo(),
}
OFTEN = (
    "accept",
    "reliable",
    "reject",
    "again",
    "again",
    "again",
    "proposed",
    "proposed",
    "same",
    "taken",
    "none",
    "repeat",
    "retype",
    "undo",
    "redo",
)
numbers = st.integers(0, 30)
walks = st.tuples(st.sampled_from((*WALKS, *OFTEN)), numbers, numbers, numbers)
Step = tuple[str, int, int, int]


def walk(session: Session, kind: str, a: int, b: int, c: int) -> None:
    """One random action, wherever the cursor is put for it; what is refused changes nothing."""
    if a % 3:
        session.cursor.place(a % len(session.stored.sentences), b)
    session.awake = True
    before = session.labels.part, session.stored
    try:
        WALKS[kind](session, a, b, c)
    except LabelError:
        if kind not in ("again", "proposed", "same"):  # these do several things, of which the last is refused
            assert (session.labels.part, session.stored) == before, kind
    assert not session.pending


def everything(project: Project) -> list[Part]:
    """What anna has said of each document, read from the disk."""
    return [read_layer(project, read_document(project, n), Layer("anna"))[0].part for n in document_ids(project)]


@given(st.lists(walks, max_size=40))
def test_a_walk_leaves_nothing_unsound_and_can_all_be_undone(work: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = at_work(Path(folder) / "p.db", ARTICLE, SAID, SHORT)
        with session.project as project:
            shape = [read_document(project, n) for n in document_ids(project)]
            for step in work:
                walk(session, *step)
                labels, _ = read_layer(project, session.stored, session.own)
                assert session.labels.part == labels.part, step
                assert session.stored == read_document(project, session.stored.id)
            assert findings(project) == []
            _comes_back_from_an_export(project)
            while session.redo() is not None:
                pass
            ended = everything(project)
            undone = 0
            while session.undo() is not None:
                undone += 1
            assert everything(project) == [Part()] * 3
            assert [(d.document, d.sentences, d.tokens) for d in shape] == [
                (d.document, d.sentences, d.tokens) for d in (read_document(project, n) for n in document_ids(project))
            ]
            assert findings(project) == []
            for _ in range(undone):
                assert session.redo() is not None
            assert everything(project) == ended
            assert findings(project) == []


def _comes_back_from_an_export(project: Project) -> None:
    given = exported(project)
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "again.db") as other:
        take(other, *given)
        assert exported(other) == given
        assert findings(other) == []


@given(texts, st.lists(walks, max_size=20))
def test_any_text_can_be_walked(text: str, work: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        take(project, record(text))
        session = opened(project)
        for step in work:
            if step[0] != "document":
                walk(session, *step)
        assert findings(project) == []
        while session.undo() is not None:
            pass
        assert session.labels.part == Part()


@given(st.lists(st.tuples(st.booleans(), walks), max_size=30))
def test_two_windows_of_one_annotator(work: list[tuple[bool, Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        with at_work(path, SAID, SHORT).project as project, open_project(path, clock=ticking(5)) as other:
            desks = opened(project), opened(other)
            for which, (kind, a, b, c) in work:
                desk = desks[which]
                desk.cursor.place(a % len(desk.stored.sentences), b)
                with suppress(LabelError, StoreStale):
                    WALKS[kind](desk, a, b, c)
                assert not desk.pending
            assert findings(project) == []
            desks[0].reload()
            while desks[0].undo() is not None:
                pass
            assert findings(project) == []
            assert everything(project) == [Part()] * 2
