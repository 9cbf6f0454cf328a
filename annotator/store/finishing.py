"""What an annotator finished, read from the newest end of the log: no query here looks at the whole of anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from annotator.model import Layer
from annotator.store.connection import Project, explained

__all__ = ["FINISHED", "Given", "finished_of", "given_since", "left_in"]

FINISHED = frozenset({"done", "skipped", "flagged"})
"""What a sentence is that is not to do any more."""
WINDOW = 10_000
"""So many of the newest actions are looked through at most: a day has half as many."""


@dataclass(frozen=True, slots=True)
class Given:
    """A sentence was given a status: the number of the event, when, where; ``seconds`` at it now, ``more`` than before.

    ``turned``: by undo or redo, which take no time.
    """

    number: int
    time: str
    document: str
    sentence: int
    status: str
    seconds: float
    more: float
    turned: bool


def given_since(project: Project, layer: Layer, number: int = 0, day: str = "") -> list[Given]:
    """The statuses that an annotator's pass gave after an event, in order, read from the newest back.

    It goes on to the beginning of a day and until enough is known to tell the speed. What another machine did earlier
    may stand in between: it is not the first older event that ends it.
    """
    rows: list[tuple[Any, ...]] = []
    older = enough = 0
    with explained(project.path):
        for row in project.conn.execute(
            "SELECT number, time, operation, document, CASE WHEN operation IN ('done', 'skipped', 'flagged', 'todo',"
            " 'undo', 'redo') THEN payload END FROM event WHERE annotator = (SELECT id FROM annotator WHERE name = ?)"
            f" AND kind = ? AND pass = ? AND number > ? ORDER BY number DESC LIMIT {WINDOW}",
            (layer.annotator, layer.kind, layer.number, number),
        ):
            older = older + 1 if row[1] < day else 0
            enough += row[2] in FINISHED
            if row[4] is not None:
                rows.append(row)
            if older > 500 and enough > 20:
                break
    return [given for row in reversed(rows) for given in _given(*row)]


def _given(number: int, time: str, operation: str, document: str, payload: str) -> list[Given]:
    patch: dict[str, Any] = json.loads(payload)
    before = {state["index"]: state for state in patch["before"]["sentences"]}
    found = []
    for state in patch["after"]["sentences"]:
        was = before.get(state["index"], {})
        if was.get("status", "todo") == state["status"]:
            continue
        seconds, earlier = state["seconds"] or 0.0, was.get("seconds") or 0.0
        turned = operation in ("undo", "redo")
        more = 0.0 if turned else max(0.0, seconds - earlier)
        found.append(Given(number, time, document, state["index"], state["status"], seconds, more, turned))
    return found


def left_in(project: Project, layer: Layer, document: int) -> int:
    """How many sentences of a document are to do for an annotator's pass."""
    row = project.one(
        "SELECT coalesce(layer.todo, document.sentences) FROM document LEFT JOIN layer ON layer.document = document.id"
        " AND layer.annotator = (SELECT id FROM annotator WHERE name = ?) AND kind = ? AND pass = ?"
        " WHERE document.id = ?",
        layer.annotator,
        layer.kind,
        layer.number,
        document,
    )
    return row[0] if row else 0


def finished_of(project: Project, layer: Layer) -> int:
    """How many sentences of the project an annotator's pass has finished: its counters."""
    row = project.one(
        "SELECT done + skipped + flagged FROM progress WHERE annotator = (SELECT id FROM annotator WHERE name = ?)"
        " AND kind = ? AND pass = ?",
        layer.annotator,
        layer.kind,
        layer.number,
    )
    return row[0] if row else 0
