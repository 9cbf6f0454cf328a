"""The log: every action for ever, and what there is to undo and to redo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.model import Event, Layer, Patch
from annotator.store.codec import load_patch
from annotator.store.connection import Project, explained

__all__ = ["append", "events", "last_to_redo", "last_to_undo", "starts_after"]

NOT_UNDOABLE = frozenset({"import", "scheme.adopt", "document.add"})
"""What came in from outside is taken out again by its own command, never by a key."""


def append(
    project: Project,
    annotator: int,
    name: str,
    operation: str,
    *,
    document: str | None = None,
    layer: Layer | None = None,
    target: str | None = None,
    patch: Patch | None = None,
    payload: str | None = None,
) -> Event:
    """Write an event down, within a transaction; ``payload``: its patch, where that is JSON already."""
    import orjson

    clock = project.clock
    last = project.one("SELECT max(sequence) FROM event WHERE device = ?", project.device)
    sequence = ((last[0] if last else None) or 0) + 1
    event = Event(clock.id(), name, project.device, sequence, clock.now(), operation, document, layer, target, patch)
    project.conn.execute(
        "INSERT INTO event (id, annotator, device, sequence, time, operation, document, kind, pass, target, payload)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.id,
            annotator,
            event.device,
            sequence,
            event.time,
            operation,
            document,
            layer.kind if layer else None,
            layer.number if layer else None,
            target,
            orjson.dumps(patch).decode() if patch else payload,
        ),
    )
    return event


_SELECT = (
    "SELECT event.id, name, device, sequence, time, operation, document, kind, pass, target, payload"
    " FROM event JOIN annotator ON annotator.id = event.annotator"
)


def _event(row: tuple[Any, ...]) -> Event:
    name, annotator, device, sequence, time, operation, document, kind, number, target, payload = row
    layer = Layer(annotator, kind, number) if kind else None
    patch = load_patch(payload) if payload else None
    return Event(name, annotator, device, sequence, time, operation, document, layer, target, patch)


def events(project: Project, document: str | None = None, last: int | None = None) -> Iterator[Event]:
    """The events in order, of one document or of all; ``last``: only the newest so many."""
    where, values = ("WHERE document = ?", [document]) if document is not None else ("", [])
    if last is not None:
        rows = project.ask(f"{_SELECT} {where} ORDER BY event.number DESC LIMIT ?", *values, last)
        yield from map(_event, reversed(rows))
        return
    with explained(project.path):
        for row in project.conn.execute(f"{_SELECT} {where} ORDER BY event.number", values):
            yield _event(row)


def event_by_id(project: Project, name: str) -> Event:
    """One event."""
    row = project.one(f"{_SELECT} WHERE event.id = ?", name)
    assert row is not None
    return _event(row)


def starts_after(project: Project, event: Event, now: Sequence[int]) -> tuple[int, ...]:
    """The starts of the sentences of an event's document as they were right after it; ``now`` are those of today."""
    rows = project.ask(
        "SELECT payload FROM event WHERE document = ? AND number > (SELECT number FROM event WHERE id = ?)"
        " AND json_extract(payload, '$.cut') IS NOT NULL ORDER BY number DESC",
        event.document,
        event.id,
    )
    starts = tuple(now)
    for row in rows:
        if (cut := load_patch(row[0]).cut) is not None:
            starts = cut.inverse.starts(starts)
    return starts


def _backwards(project: Project, layer: Layer) -> Iterator[tuple[str, str, str | None]]:
    """Id, operation and target of the events of an annotator's pass, the newest first, over all documents.

    What was done in a document before labels were imported into it is left out: it no longer fits.
    """
    row = project.one("SELECT id FROM annotator WHERE name = ?", layer.annotator)
    closed: set[str] = set()
    if row:
        with explained(project.path):
            for name, operation, target, document in project.conn.execute(
                "SELECT event.id, operation, target, document FROM event JOIN document ON document.key = event.document"
                " WHERE annotator = ? AND kind = ? AND pass = ? ORDER BY event.number DESC",
                (row[0], layer.kind, layer.number),
            ):
                if document not in closed:
                    yield name, operation, target
                if operation == "import":
                    closed.add(document)


def last_to_undo(project: Project, layer: Layer) -> Event | None:
    """The newest action of this annotator and pass that is not undone; walks back over what was undone since."""
    settled: set[str] = set()
    for name, operation, target in _backwards(project, layer):
        if operation in ("undo", "redo"):
            if target is not None and target not in settled:
                settled.add(target)
                if operation == "redo":
                    return event_by_id(project, target)
        elif name not in settled and operation not in NOT_UNDOABLE:
            return event_by_id(project, name)
    return None


def last_to_redo(project: Project, layer: Layer) -> Event | None:
    """The action that was undone last, unless another action came after it."""
    settled: set[str] = set()
    for _, operation, target in _backwards(project, layer):
        if operation not in ("undo", "redo"):
            return None
        if target is not None and target not in settled:
            settled.add(target)
            if operation == "undo":
                return event_by_id(project, target)
    return None
