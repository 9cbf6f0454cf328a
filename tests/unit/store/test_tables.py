"""The tables themselves: wrong types are refused, events are for ever, the queue and the counters use indexes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import StoreStale
from annotator.model import Fragment, Layer, Part, Patch, Relation, SentenceState, Source, Span
from annotator.session import Session
from annotator.session.summary import summary
from annotator.store import Project, open_project
from annotator.store.documents import read_document
from annotator.store.events import events, last_to_redo, last_to_undo
from annotator.store.layers import layers_of, read_layer, read_part, write
from annotator.store.migrations import migrations
from annotator.store.progress import next_document, totals
from tests.building import SHORT, at_work, findings, mark, opened, record, take

LAYER = Layer("anna")


# -- STRICT -------------------------------------------------------------------------------------------------------


def test_every_table_of_ours_is_strict(project: Project) -> None:
    tables = dict(project.ask("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"))
    lax = {name for name, strict in tables.items() if not strict and not name.startswith(("sqlite_", "_sqlite"))}
    assert lax == set()
    assert {"document", "sentence", "layer", "span", "relation", "event", "progress"} <= tables.keys()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document SET sentences = 'many'",
        "UPDATE document SET text = x'00'",
        "UPDATE document SET text = NULL",
        "UPDATE document SET sentences = 0",
        "UPDATE document SET meta = 'no json'",
        "UPDATE sentence SET start = 1.5",
        'UPDATE sentence SET "end" = start',
        "UPDATE sentence SET number = 0",
        "UPDATE layer SET kind = 'robot'",
        "UPDATE layer SET pass = 0",
        "UPDATE layer SET document = 99",
        "UPDATE layer SET annotator = 99",
        "UPDATE span SET sentence = 'first'",
        "UPDATE span SET fragments = '['",
        "UPDATE sentence_state SET status = 'finished'",
        "UPDATE sentence_state SET confidence = 4",
        "UPDATE sentence_state SET seconds = 'long'",
        "UPDATE event SET sequence = 1",
        "DELETE FROM span",
        "INSERT INTO annotator (name, created) VALUES ('anna', '')",
        "INSERT INTO document SELECT 99, key, title, language, text, sha256, publisher, url, published, meta,"
        " segmenter, sentences, 0, NULL, added FROM document",
    ],
)
def test_what_does_not_fit_a_table_is_refused(session: Session, statement: str) -> None:
    claim, source = mark(session, "claim", "tientallen doden"), mark(session, "source", "de politie")
    session.link("attributed_to", claim, source)
    session.set_status("done")
    with pytest.raises(sqlite3.IntegrityError):
        session.project.conn.execute(statement)
    assert findings(session.project) == []


def test_a_document_takes_its_sentences_and_layers_along(session: Session) -> None:
    mark(session, "claim", "tientallen doden")
    session.project.conn.execute("DELETE FROM document")
    for table in ("sentence", "layer", "span"):
        assert session.project.one(f"SELECT count(*) FROM {table}") == (0,)
    assert session.project.one("SELECT count(*) FROM event") == (2,), "the log outlives what it tells of"


# -- events are for ever ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET operation = 'delete'",
        "UPDATE event SET payload = NULL",
        "DELETE FROM event",
        "DELETE FROM event WHERE number = 1",
    ],
)
def test_an_event_is_neither_changed_nor_removed(session: Session, statement: str) -> None:
    mark(session, "claim", "tientallen doden")
    before = list(events(session.project))
    with pytest.raises(sqlite3.IntegrityError, match="events are never (changed|removed)"):
        session.project.conn.execute(statement)
    assert list(events(session.project)) == before


def test_an_event_says_who_where_when_and_what(session: Session) -> None:
    span = mark(session, "claim", "tientallen doden")
    added, labelled = events(session.project)
    assert (added.operation, added.document, added.target) == ("document.add", "a", session.stored.document.sha256)
    assert (labelled.annotator, labelled.device, labelled.operation) == ("anna", "desk", "label")
    assert (labelled.document, labelled.layer, labelled.target) == ("a", LAYER, None)
    assert labelled.patch == Patch(after=Part(spans=(span,)))
    assert (added.sequence, labelled.sequence) == (1, 2)
    assert added.id < labelled.id
    assert added.time < labelled.time
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", labelled.time)


def test_every_device_counts_its_own_events(session: Session) -> None:
    mark(session, "claim", "tientallen doden")
    with open_project(session.project.path, device=lambda: "laptop") as project:
        mark(opened(project, key="a"), "claim", "Almaty")
        mark(opened(project, key="a"), "source", "TASS")
    session.reload()
    mark(session, "claim", "Mogelijk")
    counted = [(e.device, e.sequence) for e in events(session.project)]
    assert counted == [("desk", 1), ("desk", 2), ("laptop", 1), ("laptop", 2), ("desk", 3)]


def test_the_events_of_a_document_or_the_last_ones(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT, SHORT)
    with session.project as project:
        mark(session, "claim", "brand")
        session.open("b")
        mark(session, "claim", "brand")
        assert [e.document for e in events(project)] == ["a", "b", "a", "b"]
        assert [e.operation for e in events(project, "b")] == ["document.add", "label"]
        assert [e.document for e in events(project, last=3)] == ["b", "a", "b"]
        assert [e.operation for e in events(project, "a", last=1)] == ["label"]


# -- one action, one transaction ----------------------------------------------------------------------------------


def span(name: str, start: int = 0, end: int = 2, label: str = "claim", text: str = "Er") -> Span:
    return Span(name, label, 0, (Fragment(start, end, text),), created="t", updated="t")


FULL = Part(
    spans=(span("1"), span("2", 3, 5, text="is")),
    relations=(Relation("1", "same_as", "1", "2"),),
    sources=(Source("1", "TASS", None),),
    sentences=(SentenceState(0, "done", comment="x", seconds=1.5),),
)


def test_what_is_written_is_what_is_read(project: Project) -> None:
    take(project, record(SHORT))
    document = read_document(project, 1)
    assert write(project, document, LAYER, Patch(after=FULL), "label")[1] == 1
    labels, revision = read_layer(project, document, LAYER)
    assert (labels.part, revision) == (FULL, 1)
    assert findings(project) == []
    write(project, document, LAYER, Patch(FULL), "delete")
    assert read_layer(project, document, LAYER)[0].part == Part()
    assert findings(project) == []


def test_ids_are_of_a_kind_so_that_a_link_and_a_span_may_share_one(project: Project) -> None:
    take(project, record(SHORT))
    document = read_document(project, 1)
    write(project, document, LAYER, Patch(after=FULL), "label")
    changed = span("1", 6, 11, text="brand")
    patch = Patch(Part(spans=(FULL.spans[0],), relations=FULL.relations), Part(spans=(changed,)))
    write(project, document, LAYER, patch, "unlink")
    found = read_layer(project, document, LAYER)[0]
    assert found.relations == {}
    assert found.spans["1"] == changed
    assert list(found.sources) == ["1"]
    assert findings(project) == []


def test_an_action_that_fails_leaves_nothing_behind(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    take(project, record(SHORT))
    document = read_document(project, 1)
    before = project.ask("SELECT * FROM layer") + project.ask("SELECT * FROM annotator")

    def fails(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("annotator.store.layers.append", fails)
    with pytest.raises(KeyboardInterrupt):
        write(project, document, LAYER, Patch(after=FULL), "label")
    assert not project.conn.in_transaction
    assert project.ask("SELECT * FROM layer") + project.ask("SELECT * FROM annotator") == before
    assert project.one("SELECT count(*) FROM span") == (0,)
    assert findings(project) == []


def test_a_layer_is_made_by_its_first_action(session: Session) -> None:
    assert layers_of(session.project, 1) == []
    mark(session, "claim", "tientallen doden")
    (found,) = layers_of(session.project, 1)
    assert (found.layer, found.revision) == (LAYER, 1)
    session.undo()
    (found,) = layers_of(session.project, 1)
    assert found.revision == 2
    assert read_part(session.project, found.id) == Part()


@pytest.mark.parametrize(
    "patch",
    [
        Patch(Part(spans=(span("2", 3, 5, text="is"),))),
        Patch(after=Part(relations=(Relation("2", "same_as", "1", "9"),))),
        Patch(after=Part(spans=(span("1"),))),
        Patch(after=Part(sources=(Source("1", "x"),))),
        Patch(Part(spans=(span("1", 0, 5),))),
        Patch(Part(sentences=(SentenceState(0),)), Part(sentences=(SentenceState(0, "flagged"),))),
    ],
    ids=["deleted over a link", "link to nothing", "span twice", "source twice", "other extent", "other status"],
)
def test_what_no_longer_fits_is_refused_whole(project: Project, patch: Patch) -> None:
    take(project, record(SHORT))
    document = read_document(project, 1)
    write(project, document, LAYER, Patch(after=FULL), "label")
    with pytest.raises(StoreStale):
        write(project, document, LAYER, patch, "label", revision=0)
    assert read_layer(project, document, LAYER)[0].part == FULL
    assert findings(project) == []


# -- plans --------------------------------------------------------------------------------------------------------

BIG = ("document", "sentence", "layer", "span", "relation", "source", "sentence_state", "event")


def plans(project: Project, act: Callable[[], object]) -> dict[str, list[str]]:
    """The plan of every statement that an action runs."""
    statements: list[str] = []
    project.conn.set_trace_callback(statements.append)
    act()
    project.conn.set_trace_callback(None)
    found = {}
    for statement in dict.fromkeys(statements):
        if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            found[statement] = [row[3] for row in project.conn.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert found, "nothing was asked"
    return found


def scans(found: dict[str, list[str]]) -> list[str]:
    return [
        f"{step}: {statement}"
        for statement, steps in found.items()
        for step in steps
        if step.startswith("SCAN") and step.split()[1] in (*BIG, *(name[0] for name in BIG))
    ]


def test_a_scan_would_be_seen(session: Session) -> None:
    mark(session, "claim", "tientallen doden")
    assert scans(plans(session.project, lambda: session.project.ask("SELECT * FROM span WHERE label = 'claim'")))
    assert scans(plans(session.project, lambda: session.project.ask("SELECT * FROM document d WHERE d.title = 'x'")))


@pytest.mark.parametrize(
    "act",
    [
        lambda s: next_document(s.project, s.own),
        lambda s: next_document(s.project, Layer("nobody yet")),
        lambda s: totals(s.project),
        lambda s: last_to_undo(s.project, s.own),
        lambda s: last_to_redo(s.project, s.own),
        lambda s: s.label("source"),
        lambda s: s.finish(),
        lambda s: s.finish("skipped"),
        lambda s: s.undo(),
        lambda s: s.redo(),
        lambda s: s.open("b"),
        lambda s: s.open(),
        lambda s: s.layers(),
    ],
    ids=[
        "next",
        "next of a new name",
        "totals",
        "undo",
        "redo",
        "label",
        "done",
        "skip",
        "act undo",
        "act redo",
        "open",
        "first",
        "layers",
    ],
)
def test_the_hot_path_scans_no_big_table(tmp_path: Path, act: Callable[[Session], object]) -> None:
    session = at_work(tmp_path / "p.db", SHORT, SHORT.replace("brand", "rook"))
    with session.project:
        mark(session, "claim", "brand")
        session.finish()
        session.undo()
        assert scans(plans(session.project, lambda: act(session))) == []


def test_what_is_done_and_left_to_do_is_read_from_counters(session: Session) -> None:
    session.finish()
    asked = plans(session.project, lambda: summary(session.project))
    for statement in asked:
        assert "count(*) FROM document" not in statement
        assert "count(*) FROM sentence" not in statement


# -- migrations ---------------------------------------------------------------------------------------------------


def test_the_migrations_are_known_to_sqlite_utils_by_their_names(project: Project) -> None:
    known = ["m001_project", "m002_finding", "m003_suggestions"]
    assert [m.name for m in migrations().applied(project.db)] == known
    assert migrations().pending(project.db) == []
