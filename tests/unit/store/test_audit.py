"""``annotator check``: finds nothing in a sound project, and each fault that was planted in one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.store import Project
from annotator.store.audit import audit, rebuilt
from annotator.store.documents import read_document
from tests.building import ARTICLE, SHORT, at_work, findings, link, mark, now, opened, place, record, take


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Session]:
    """Two annotators' work on two documents: spans, links, sources, statuses, undone and done again, imported."""
    session = at_work(tmp_path / "project.db", ARTICLE, SHORT)
    with session.project as project:
        bob = opened(project, "bob", "a")
        claim, source = mark(session, "claim", "Het aantal … 353"), mark(session, "source", "de staatstelevisie")
        link(session, "attributed_to", claim, source)
        session.new_source(now(session, source), "KZ-tv")
        mark(bob, "claim", "doden")
        session.cursor.place(0)
        session.set_comment("hm")
        for _ in range(8):
            session.finish()
        session.finish("skipped")
        session.undo()
        session.undo()
        session.redo()
        start, end = place(SHORT, "brand")[0]
        spans = [{"label": "claim", "fragments": [{"start": start, "end": end}]}]
        sentences = [{"start": s.start, "end": s.end, "status": "done"} for s in read_document(project, 2).sentences]
        take(project, record(SHORT, "b", layer={"annotator": "gold", "kind": "gold"}, spans=spans, sentences=sentences))
        yield session


def test_a_sound_project_has_no_findings(worked: Session) -> None:
    assert findings(worked.project) == []


def test_an_empty_project_has_none(project: Project) -> None:
    assert findings(project) == []


def test_the_state_can_be_rebuilt_from_the_events(worked: Session) -> None:
    stored = read_document(worked.project, 1)
    again = rebuilt(worked.project, "a", stored.starts)
    assert again["anna", "annotator", 1].part == opened(worked.project, "anna", "a").labels.part
    assert again["bob", "annotator", 1].part == opened(worked.project, "bob", "a").labels.part


def test_it_tells_how_far_it_is(worked: Session) -> None:
    steps: list[None] = []
    list(audit(worked.project, lambda: steps.append(None)))
    assert len(steps) == 2


def unbound(project: Project, *statements: str) -> None:
    """Change rows behind the tool's back, as another program could."""
    project.conn.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        project.conn.execute(statement)
    project.conn.execute("PRAGMA foreign_keys = ON")


def unwritten(project: Project, statement: str) -> None:
    """Change the log, which the tables do not allow."""
    triggers = project.ask("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    unbound(project, *(f"DROP TRIGGER {name}" for name, _ in triggers), statement, *(sql for _, sql in triggers))


FIRST = "(SELECT id FROM span WHERE label = 'claim' ORDER BY layer LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "place", "words"),
    [
        (
            "UPDATE document SET text = replace(text, 'aantal', 'Aantal') WHERE key = 'a'",
            "a, layer of anna",
            "is not 'Het aantal'",
        ),
        (
            "UPDATE span SET fragments = '[[0,3,\"Mog\"],[3,5,\"el\"]]' WHERE label = 'source'",
            "a, layer of anna",
            "touch",
        ),
        (
            "UPDATE span SET fragments = '[[0,9999,\"x\"]]' WHERE label = 'source'",
            "a, layer of anna",
            "the text at 0–9999",
        ),
        ("UPDATE span SET fragments = '[[5,5,\"\"]]' WHERE label = 'source'", "a, layer of anna", "the text at 5–5"),
        ("UPDATE span SET sentence = 0 WHERE label = 'source'", "a, layer of anna", "does not start in sentence 1"),
        ("UPDATE span SET label = 'quote' WHERE label = 'source'", "a, layer of anna", "not so in the log"),
        ("DELETE FROM relation", "a, layer of anna", "is in the log but not so in the tables: Relation"),
        ("DELETE FROM source", "a, layer of anna", "is in the log but not so in the tables: Source"),
        ("DELETE FROM sentence_state WHERE comment IS NOT NULL", "a, layer of anna", "SentenceState"),
        ("DELETE FROM span WHERE label = 'source'", "a, layer of anna", "one of its ends is not there"),
        (f"DELETE FROM span WHERE id = {FIRST}", "a, layer of anna", "is in the log but not so in the tables: Span"),
        (
            "INSERT INTO source SELECT layer, 'e9', 'x', NULL FROM source",
            "a, layer of anna",
            "is in the tables but not so in the log: Source(id='e9'",
        ),
        ("UPDATE layer SET done = done + 1, todo = todo - 1 WHERE id = 1", "a, layer of anna", "its counters say"),
        ("UPDATE layer SET spans = 0 WHERE id = 1", "a, layer of anna", "its counters say"),
        ("UPDATE layer SET pass = 2 WHERE id = 1", "a, layer of anna, pass 2", "not so in the log"),
        ("UPDATE layer SET pass = 2 WHERE id = 1", "a, layer of anna", "is in the log but not in the tables"),
        ("DELETE FROM layer WHERE id = 1", "a, layer of anna", "is in the log but not in the tables"),
        ("UPDATE total SET value = value + 1 WHERE name = 'documents'", "project.db", "the totals say"),
        ("UPDATE total SET value = 0 WHERE name = 'sentences'", "project.db", "the totals say"),
        ("UPDATE progress SET done = done + 1", "project.db", "progress counters of anna do not add up"),
        ("UPDATE progress SET layers = 7", "project.db", "progress counters of bob do not add up"),
        ("DELETE FROM progress WHERE annotator = 1", "project.db", "progress counters of anna are missing"),
        (
            "UPDATE progress SET frontier = 9 WHERE annotator = 1",
            "project.db",
            "anna has sentences to do that the queue would pass",
        ),
        ("UPDATE sentence SET start = 0 WHERE document = 1 AND number = 2", "a, sentence 3", "overlaps"),
        ('UPDATE sentence SET "end" = 9999 WHERE document = 2 AND number = 2', "b, sentence 3", "leaves the text"),
        (
            "UPDATE sentence SET tokens = '[0,999]' WHERE document = 2 AND number = 0",
            "b, sentence 1",
            "one outside itself",
        ),
        ("UPDATE relation SET head = 'nobody'", "project.db", "what it refers to in span is not there"),
    ],
)
def test_a_planted_fault_is_found(worked: Session, statement: str, place: str, words: str) -> None:
    unbound(worked.project, statement)
    found = findings(worked.project)
    assert any(f.split(": ", 1)[0].endswith(place) and words in f for f in found), "\n".join(found) or "nothing found"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM event WHERE sequence = 3", "has a gap"),
        ("DELETE FROM event WHERE operation = 'link'", "is in the tables but not so in the log: Relation"),
        ("UPDATE event SET payload = replace(payload, '353', '354') WHERE payload LIKE '%353%'", "is in the log"),
        ("UPDATE event SET payload = '{}' WHERE sequence = 3", "does not follow from those before it"),
        ("UPDATE event SET payload = '{\"spans\": 1}' WHERE sequence = 3", "cannot be read"),
        ("UPDATE event SET device = 'other' WHERE sequence = 3", "has a gap"),
        (
            "DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)",
            "is in the tables but not so in the log",
        ),
        ("DELETE FROM event WHERE sequence = 1", "has a gap"),
    ],
)
def test_a_fault_planted_in_the_log_is_found(worked: Session, statement: str, words: str) -> None:
    unwritten(worked.project, statement)
    found = findings(worked.project)
    assert any(words in f for f in found), "\n".join(found) or "nothing found"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE span SET fragments = '{}'",
        "UPDATE span SET fragments = '[]'",
        'UPDATE span SET fragments = \'[["a","b","c"]]\'',
        "UPDATE span SET attributes = '[[1]]'",
        "UPDATE sentence_state SET labels = '7'",
        "UPDATE sentence SET tokens = '[1]'",
        "UPDATE sentence SET tokens = '{}'",
        "UPDATE document SET meta = '[1]'",
        "DELETE FROM sentence",
    ],
)
def test_rows_that_cannot_be_read_are_findings_and_no_crash(worked: Session, statement: str) -> None:
    unbound(worked.project, statement)
    assert findings(worked.project)


def test_what_another_program_may_do_with_the_file_is_not_this_easy(worked: Session) -> None:
    """The helper above is needed: with foreign keys and triggers on, SQLite itself refuses."""
    with pytest.raises(sqlite3.IntegrityError):
        worked.project.conn.execute("DELETE FROM span WHERE label = 'source'")
    assert json.loads(worked.project.ask("SELECT fragments FROM span LIMIT 1")[0][0])


def test_a_fault_in_one_document_hides_none_in_another(worked: Session) -> None:
    unbound(worked.project, "UPDATE document SET meta = '[1]' WHERE key = 'a'", "UPDATE layer SET spans = 9")
    found = findings(worked.project)
    assert any(f.startswith("a: ") for f in found)
    assert any(f.startswith("b, layer of gold") and "counters" in f for f in found)
