"""Where an annotator is: counters kept with every action, and the next document with something to do.

Without a queue documents are taken in the order of import; with one, see ``queueing``.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model import Layer
from annotator.store.connection import Project

__all__ = ["DocumentProgress", "count", "listed", "next_document", "queue_in_force", "totals"]


@dataclass(frozen=True, slots=True)
class DocumentProgress:
    """One line of the document list: sentences by status for one annotator and pass."""

    id: int
    key: str
    title: str | None
    sentences: int
    done: int
    skipped: int
    flagged: int
    spans: int
    layers: int
    comments: int = 0


def count(
    project: Project, annotator: int, layer: Layer, document: int, changes: tuple[int, ...], *, new: bool
) -> None:
    """Move the counters of an annotator's pass, within a transaction; ``changes`` as of ``layers.write``."""
    who = (annotator, layer.kind, layer.number)
    todo, *rest = changes
    project.conn.execute(
        "INSERT INTO progress (annotator, kind, pass, layers, done, skipped, flagged, spans, relations)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET layers = layers + excluded.layers,"
        " done = done + excluded.done, skipped = skipped + excluded.skipped, flagged = flagged + excluded.flagged,"
        " spans = spans + excluded.spans, relations = relations + excluded.relations",
        (*who, int(new), *rest),
    )
    if todo > 0:
        project.conn.execute(
            "UPDATE progress SET frontier = min(frontier, ?) WHERE annotator = ? AND kind = ? AND pass = ?",
            (document, *who),
        )
    elif todo < 0:
        _advance(project, who)
    if todo and (queue := queue_in_force(project)) is not None:
        from annotator.store.queueing import moved  # late: most projects have no queue

        moved(project, queue, annotator, layer, document, 1 if todo > 0 else -1)


def _advance(project: Project, who: tuple[int, str, int]) -> None:
    """Move the frontier over the documents that are finished, where the one it stands at is."""
    row = project.one("SELECT frontier FROM progress WHERE annotator = ? AND kind = ? AND pass = ?", *who)
    frontier = row[0] if row else 0
    last = project.one("SELECT max(id) FROM document")
    first = _first_open(project, who, frontier) or (last[0] if last and last[0] else 0) + 1
    if first > frontier:
        project.conn.execute(
            "UPDATE progress SET frontier = ? WHERE annotator = ? AND kind = ? AND pass = ?", (first, *who)
        )


def _first_open(project: Project, who: tuple[int, str, int], frontier: int) -> int | None:
    row = project.one(
        "SELECT document.id FROM document LEFT JOIN layer ON layer.annotator = ? AND layer.kind = ?"
        " AND layer.pass = ? AND layer.document = document.id"
        " WHERE document.id >= ? AND (layer.id IS NULL OR layer.todo > 0) ORDER BY document.id LIMIT 1",
        *who,
        frontier,
    )
    return row[0] if row else None


def queue_in_force(project: Project) -> int | None:
    """The number of the queue that orders the documents; None: they come in the order of import."""
    row = project.one(
        "SELECT id FROM queue WHERE id = (SELECT CAST(value AS INTEGER) FROM project WHERE key = 'queue')"
    )
    return row[0] if row else None


def next_document(project: Project, layer: Layer) -> int | None:
    """The first document with a sentence to do for an annotator's pass; then one with a skipped or flagged one.

    The first of the queue in force; then of those outside it, in the order of import.
    """
    row = project.one("SELECT id FROM annotator WHERE name = ?", layer.annotator)
    if (queue := queue_in_force(project)) is not None:
        from annotator.store.queueing import next_in_queue  # late: most projects have no queue

        queued = next_in_queue(project, queue, row[0] if row else 0, layer)
        if queued is not None:
            return queued
    if row is None:
        first = project.one("SELECT min(id) FROM document")
        return first[0] if first else None
    who = (row[0], layer.kind, layer.number)
    at = project.one("SELECT frontier FROM progress WHERE annotator = ? AND kind = ? AND pass = ?", *who)
    found = _first_open(project, who, at[0] if at else 0)
    if found is None:
        left = project.one(
            "SELECT min(document) FROM layer WHERE annotator = ? AND kind = ? AND pass = ? AND skipped + flagged > 0",
            *who,
        )
        found = left[0] if left else None
    return found


def totals(project: Project) -> dict[str, int]:
    """How many documents and sentences the project has."""
    return dict(project.ask("SELECT name, value FROM total"))


def listed(project: Project, layer: Layer) -> list[DocumentProgress]:
    """All documents with the progress of one annotator's pass, in their order."""
    row = project.one("SELECT id FROM annotator WHERE name = ?", layer.annotator)
    who = (row[0] if row else 0, layer.kind, layer.number)
    own = "annotator = ? AND kind = ? AND pass = ?"
    layers = dict(project.ask("SELECT document, count(*) FROM layer GROUP BY document"))
    counts = {
        number: each
        for number, *each in project.ask(f"SELECT document, done, skipped, flagged, spans FROM layer WHERE {own}", *who)
    }
    comments = dict(
        project.ask(
            "SELECT l.document, count(*) FROM sentence_state s CROSS JOIN layer l ON l.id = s.layer"
            f" WHERE s.comment IS NOT NULL AND {own} GROUP BY l.document",
            *who,
        )
    )
    documents = project.ask("SELECT id, key, title, sentences FROM document ORDER BY id")
    found = []
    for number, key, title, sentences in documents:
        done, skipped, flagged, spans = counts.get(number, (0, 0, 0, 0))
        seen, said = layers.get(number, 0), comments.get(number, 0)
        found.append(DocumentProgress(number, key, title, sentences, done, skipped, flagged, spans, seen, said))
    return found
