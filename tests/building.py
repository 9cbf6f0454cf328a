"""Small projects, documents and sessions for the tests: quick to make, with a clock that ticks when it is asked."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from annotator.clock import Clock
from annotator.errors import LabelError, RecordError
from annotator.formats.incoming import Incoming
from annotator.formats.jsonl import records_of
from annotator.formats.record import record_adapter
from annotator.model import Relation, Span
from annotator.resources import schema_file
from annotator.scheme import Scheme
from annotator.scheme.read import read_scheme
from annotator.session import Session
from annotator.session.cursor import Extent
from annotator.session.exporting import Asked, documents, export
from annotator.session.intake import Outcome, take_in
from annotator.store import Project, create_project, open_project
from annotator.store.audit import audit

ARTICLE = """\
Mogelijk tientallen doden in Almaty
Volgens de politie zijn er tientallen doden gevallen. Dat meldt persbureau TASS aan Interfax.
"We weten niet veel. Het plein is schoongeveegd", zei Groot Koerkamp.
Het aantal gewonden bedraagt volgens de staatstelevisie 353.
Twee van hen zouden onthoofd zijn. Het is niet duidelijk of dit waar is.
"""
SHORT = "Er is brand. De politie zegt niets. Het is mogelijk opzet.\n"


def ticking(seed: int = 0) -> Clock:
    """A clock that moves on by a second at each look, with ids that are the same in every run."""
    state = {"wall": 1641550500.0, "steady": 0.0}

    def tick(name: str, by: float) -> float:
        state[name] += by
        return state[name]

    noise = random.Random(seed)
    return Clock(lambda: tick("wall", 1.0), lambda: tick("steady", 0.5), noise.randbytes)


@cache
def nl_fact() -> tuple[bytes, Scheme, Mapping[str, Any]]:
    """The default scheme: its bytes, itself, its data."""
    content = schema_file("labels", "nl-fact.toml").read_bytes()
    return content, *read_scheme(content, "nl-fact.toml")


@cache
def _empty() -> bytes:
    content, scheme, data = nl_fact()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        create_project(path, scheme, content, data, clock=ticking()).close()
        return path.read_bytes()


def new_project(path: Path, *, clock: Clock | None = None, device: str = "desk") -> Project:
    """A project with the default scheme and nothing in it."""
    path.write_bytes(_empty())
    return open_project(path, clock=clock or ticking(), device=lambda: device)


def record(text: str = ARTICLE, key: str | None = "a", **more: Any) -> dict[str, Any]:
    """A document record; ``more`` are its further keys."""
    return {"format": "annotator-document", "document": {"key": key, "text": text}, **more}


def incoming(data: Mapping[str, Any], line: int = 1) -> Incoming:
    """A record as a reader gives it."""
    return Incoming("given.jsonl", line, record_adapter().validate_python(dict(data)))


def take(
    project: Project, *given: Mapping[str, Any], annotator: str = "anna", replacing: bool = False
) -> list[Outcome | RecordError]:
    """Take records in."""
    found = (incoming(data, line) for line, data in enumerate(given, 1))
    return list(take_in(project, found, annotator, replacing=replacing))


def taken(project: Project, *given: Mapping[str, Any], annotator: str = "anna", replacing: bool = False) -> list[str]:
    """Take records in and say what became of each: what it was, or why it was rejected."""
    outcomes = take(project, *given, annotator=annotator, replacing=replacing)
    return [o.reason if isinstance(o, RecordError) else o.what for o in outcomes]


def opened(project: Project, annotator: str = "anna", key: str | None = None, number: int = 1) -> Session:
    """A session with a document open."""
    session = Session(project, annotator, number)
    session.open(key)
    return session


def at_work(path: Path, *texts: str, annotator: str = "anna") -> Session:
    """A session in a new project with documents ``a``, ``b``, …"""
    project = new_project(path)
    for key, text in zip("abcdefghij", texts or (ARTICLE,), strict=False):
        take(project, record(text, key))
    return opened(project, annotator)


def place(text: str, words: str, after: int = 0) -> Extent:
    """Where words stand in a text; `` … `` stands between the pieces of a discontinuous span."""
    found = []
    for piece in words.split(" … "):
        start = text.index(piece, after)
        after = start + len(piece)
        found.append((start, after))
    return tuple(found)


def mark(session: Session, label: str, words: str, after: str = "") -> Span:
    """Label words of the document in focus, as if they had been selected."""
    text = session.stored.document.text
    extent = place(text, words, text.index(after) if after else 0)
    session.cursor.seek(extent[0][0])
    return session.label(label, extent)


def now(session: Session, span: Span) -> Span:
    """A span as it is by now."""
    return session.labels.spans[span.id]


def link(session: Session, label: str, head: Span, tail: Span) -> Relation:
    """Link two spans as they are by now."""
    return session.link(label, now(session, head), now(session, tail))


def behind_its_back(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Change a project's file as another program could; gives the rows of the last statement."""
    conn = sqlite3.connect(path)
    try:
        with conn:
            return [conn.execute(statement).fetchall() for statement in statements][-1]
    finally:
        conn.close()


def findings(project: Project) -> list[str]:
    """What the audit finds."""
    return [f"{found.place}: {found.message}" for found in audit(project)]


def records(project: Project, layers: Sequence[str] = ("all",)) -> Iterator[Mapping[str, Any]]:
    """The records that the lossless export writes, one by one."""
    for found in documents(project, Asked("jsonl", tuple(layers))):
        yield from records_of(found, project.scheme)


def export_jsonl(project: Project, out: Path, layers: Sequence[str] = ("all",)) -> tuple[Path, int]:
    """The lossless export: its file, and how many records are in it."""
    done = export(project, Asked("jsonl", tuple(layers)), out)
    return out / "documents.jsonl", done.counts["records"]


def exported(project: Project, *layers: str) -> list[Mapping[str, Any]]:
    """The records of a project."""
    return list(records(project, layers or ("all",)))


def tables(project: Project) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The rows of every table but the log, for comparing two moments."""
    for (name,) in project.ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        if name not in ("event", "_sqlite_migrations"):
            yield name, project.ask(f"SELECT * FROM {name} ORDER BY 1, 2")


def refused(project: Project, data: dict[str, Any], *, replacing: bool = False) -> str:
    """Why a record is refused; it leaves nothing behind, and the record before and after it go in."""
    before = dict(tables(project))
    first, found, last = take(project, record("Eerst.", "first"), data, record("Laatst.", "last"), replacing=replacing)
    assert isinstance(first, Outcome)
    assert isinstance(last, Outcome)
    assert isinstance(found, RecordError), found
    assert str(found).startswith("given.jsonl:2: ")
    assert found.remedy
    assert findings(project) == []
    assert {r["document"]["key"] for r in exported(project)} <= {"first", "last", *(r[1] for r in before["document"])}
    return found.reason


@contextmanager
def refuses(code: str) -> Iterator[None]:
    with pytest.raises(LabelError) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.remedy
