"""The queue in force: the order in which documents are labelled, how each came to its place, and how far one is in it.

A queue is drawn once, for everybody, and is never changed; the project's setting ``queue`` names the one in force. How
far an annotator's pass has come in it stands in a row of its own: no document before that place has a sentence to do.
What an annotator does moves it with the counters. What comes or goes past them (a document that is restored or added
again, a layer that is taken out) is read from the log: from the events of no layer that are newer than the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from annotator.model import Layer
from annotator.store.connection import Project, readable
from annotator.store.progress import queue_in_force

__all__ = ["Place", "Queue", "moved", "next_in_queue", "places", "put_in_force", "read_queue", "settle", "take_off"]

Who = tuple[int, str, int]
"""An annotator's id, a kind and a pass."""

_FIRST = """
SELECT q.place, d.id FROM queued q CROSS JOIN document d ON d.key = q.document
LEFT JOIN layer l ON l.annotator = ? AND l.kind = ? AND l.pass = ? AND l.document = d.id
WHERE q.queue = ? AND q.place >= ? AND (l.id IS NULL OR l.todo > 0) ORDER BY q.place LIMIT 1
"""
_NEWEST = """
SELECT max((SELECT e.number FROM event e WHERE e.annotator = a.id AND e.kind IS NULL AND e.pass IS NULL
ORDER BY e.number DESC LIMIT 1)) FROM annotator a
"""
_CAME_BACK = """
SELECT min(q.place) FROM annotator a
CROSS JOIN event e ON e.annotator = a.id AND e.kind IS NULL AND e.pass IS NULL AND e.number > ?
CROSS JOIN queued q ON q.queue = ? AND q.document = e.document CROSS JOIN document d ON d.key = q.document
LEFT JOIN layer l ON l.annotator = ? AND l.kind = ? AND l.pass = ? AND l.document = d.id
WHERE e.operation IN ('document.add', 'document.restore', 'layer.remove')
AND q.place < ? AND (l.id IS NULL OR l.todo > 0)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a queue, from 1: whose it is, whether ``random`` or the order put it there, and what it scored."""

    place: int
    document: str
    drawn: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue by its number, when it was made, and what it was drawn with."""

    id: int
    made: str
    recipe: Mapping[str, Any]


# -- which one is in force --------------------------------------------------------------------------------------------


def read_queue(project: Project, number: int | None = None) -> Queue | None:
    """A queue by its number, or the one in force; None: there is none.

    Raises:
        StoreCorrupt: its row cannot be read.
    """
    wanted = queue_in_force(project) if number is None else number
    row = project.one("SELECT id, made, recipe FROM queue WHERE id = ?", wanted)
    if row is None:
        return None
    with readable(f"{project.path}: queue {row[0]}"):
        recipe = json.loads(row[2])
        if not isinstance(recipe, dict):
            raise TypeError("its recipe is no object")
        return Queue(row[0], row[1], recipe)


def places(project: Project, number: int, drawn: str | None = None) -> list[Place]:
    """The places of a queue in order, or those that ``drawn`` filled; also those of documents that are gone."""
    sql = "SELECT place, document, drawn, score FROM queued WHERE queue = ?1 AND (?2 IS NULL OR drawn = ?2)"
    return [Place(*row) for row in project.ask(f"{sql} ORDER BY place", number, drawn)]


def put_in_force(project: Project, recipe: Mapping[str, Any], drawn: Iterable[Place]) -> int:
    """Write a new queue and put it in force, within a transaction; its number. ``drawn``: each document once."""
    run = project.conn.execute
    recipe_ = json.dumps(recipe, ensure_ascii=False)
    number = run("INSERT INTO queue (made, recipe) VALUES (?, ?)", (project.clock.now(), recipe_)).lastrowid
    assert number is not None
    project.conn.executemany(
        "INSERT INTO queued (queue, place, document, drawn, score) VALUES (?, ?, ?, ?, ?)",
        ((number, one.place, one.document, one.drawn, one.score) for one in drawn),
    )
    _forget(project)
    run("INSERT OR REPLACE INTO project (key, value) VALUES ('queue', ?)", (str(number),))
    return number


def take_off(project: Project) -> int | None:
    """Go back to the order of import, within a transaction; the number of the queue that was in force. It is kept."""
    number = queue_in_force(project)
    _forget(project)
    project.conn.execute("DELETE FROM project WHERE key = 'queue'")
    return number


def _forget(project: Project) -> None:
    """How far everybody is counts for one queue, and only while it is in force."""
    project.conn.execute("DELETE FROM project WHERE key LIKE '[\"queued\",%'")


def settle(project: Project) -> None:
    """Find out how far everybody is in the queue in force, so that nobody waits for it: one transaction for each."""
    who = project.ask("SELECT id, name, kind, pass FROM progress JOIN annotator ON annotator.id = progress.annotator")
    for annotator, name, kind, number in who:
        with project.writing():
            queue = queue_in_force(project)
            if queue is not None:
                moved(project, queue, annotator, Layer(name, kind, number))


# -- how far one is in it ---------------------------------------------------------------------------------------------


def next_in_queue(project: Project, queue: int, annotator: int, layer: Layer) -> int | None:
    """The id of the first document of a queue with a sentence to do for an annotator's pass.

    ``annotator``: the id of the layer's annotator; 0, which nobody has, for one who has done nothing yet.
    """
    who = (annotator, layer.kind, layer.number)
    place, _ = _standing(project, queue, who, _kept(project, queue, layer))
    found = _first(project, queue, who, place)
    return found[1] if found else None


def moved(
    project: Project, queue: int, annotator: int, layer: Layer, document: int | None = None, way: Literal[-1, 1] = -1
) -> None:
    """Keep up with an annotator's pass, within a transaction.

    ``way`` 1: ``document`` has sentences to do again; -1: there are fewer, and finished documents are passed over.
    """
    who = (annotator, layer.kind, layer.number)
    kept = _kept(project, queue, layer)
    place, newest = _standing(project, queue, who, kept)
    if way > 0:
        sql = "SELECT place FROM queued WHERE queue = ? AND document = (SELECT key FROM document WHERE id = ?)"
        row = project.one(sql, queue, document)
        place = min(place, row[0]) if row else place
    else:
        found = _first(project, queue, who, place)
        place = found[0] if found else _end(project, queue)
    if (place, newest) != kept:
        project.conn.execute(
            "INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)",
            (_key(layer), json.dumps([queue, place, newest])),
        )


def _key(layer: Layer) -> str:
    return json.dumps(["queued", layer.annotator, layer.kind, layer.number], ensure_ascii=False)


def _kept(project: Project, queue: int, layer: Layer) -> tuple[int, int] | None:
    """The place that was written down, and the newest event of no layer then; None: nothing that can be used."""
    row = project.one("SELECT value FROM project WHERE key = ?", _key(layer))
    try:
        of, place, newest = json.loads(row[0]) if row else (None, 0, 0)
        return (int(place), int(newest)) if of == queue else None
    except (TypeError, ValueError):
        return None


def _standing(project: Project, queue: int, who: Who, kept: tuple[int, int] | None) -> tuple[int, int]:
    """A place before which nothing is to do, and the newest event of no layer, up to which that holds."""
    row = project.one(_NEWEST)
    newest = (row[0] if row else None) or 0
    place, seen = kept or (0, newest)
    if newest > seen:
        back = project.one(_CAME_BACK, seen, queue, *who, place)
        place = min(place, back[0]) if back and back[0] is not None else place
    return place, newest


def _first(project: Project, queue: int, who: Who, place: int) -> tuple[int, int] | None:
    """The place and the document of the first one from a place on that has a sentence to do."""
    row = project.one(_FIRST, *who, queue, place)
    return (row[0], row[1]) if row else None


def _end(project: Project, queue: int) -> int:
    row = project.one("SELECT max(place) FROM queued WHERE queue = ?", queue)
    return ((row[0] if row else None) or 0) + 1
