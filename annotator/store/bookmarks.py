"""Where an annotator was: a row for each pass, written now and then; what was done since tells the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from annotator.model import Layer
from annotator.store.connection import Project

__all__ = ["Bookmark", "Latest", "keep_bookmark", "latest", "read_bookmark"]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A document's key and a code point in it; the last event then; seconds by sentence not written down then.

    ``left``: the annotator quit there, and was not cut off.
    """

    document: str
    offset: int
    event: int
    spent: tuple[tuple[int, float], ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """The last action of an annotator's pass: its number, operation and document, and where in it.

    ``offset`` is that of the first word it is about, ``sentence`` the number of the sentence, ``span`` one it links.
    """

    number: int
    operation: str
    document: str
    offset: int | None = None
    sentence: int | None = None
    span: str | None = None


def _key(layer: Layer) -> str:
    return json.dumps(["place", layer.annotator, layer.kind, layer.number], ensure_ascii=False)


def read_bookmark(project: Project, layer: Layer) -> Bookmark | None:
    """Where an annotator was in a pass; None: never anywhere, or the row is spoilt."""
    row = project.one("SELECT value FROM project WHERE key = ?", _key(layer))
    if row is None:
        return None
    try:
        document, offset, event, spent, left = json.loads(row[0])
        found = tuple((int(index), float(seconds)) for index, seconds in spent)
        return Bookmark(str(document), int(offset), int(event), found, bool(left))
    except (TypeError, ValueError):
        return None


def keep_bookmark(project: Project, layer: Layer, place: Bookmark, *, now: bool) -> None:
    """Write down where an annotator is; with ``now`` at once or not at all, waiting for nobody's lock.

    Raises:
        StoreError: it is not written.
    """
    value = json.dumps([place.document, place.offset, place.event, place.spent, place.left], ensure_ascii=False)
    (patience,) = project.one("PRAGMA busy_timeout") or (0,)
    project.patience(0 if now else patience)
    try:
        with project.writing() as conn:
            conn.execute("INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)", (_key(layer), value))
    finally:
        project.patience(patience)


_EVENTS = "FROM event WHERE annotator = (SELECT id FROM annotator WHERE name = ?) AND kind = ? AND pass = ?"


def last_number(project: Project, layer: Layer) -> int:
    """The number of the last event of an annotator's pass; 0: none."""
    row = project.one(f"SELECT max(number) {_EVENTS}", layer.annotator, layer.kind, layer.number)
    return (row[0] if row else None) or 0


def latest(project: Project, layer: Layer, after: int = 0) -> Latest | None:
    """The last thing an annotator did by hand in a pass after an event; None: nothing."""
    row = project.one(
        f"SELECT number, operation, document, payload {_EVENTS} AND number > ? AND document IS NOT NULL"
        " AND payload IS NOT NULL AND operation <> 'import' ORDER BY number DESC LIMIT 1",
        layer.annotator,
        layer.kind,
        layer.number,
        after,
    )
    return Latest(*row[:3], **_where(json.loads(row[3]))) if row else None


def _where(patch: dict[str, Any]) -> dict[str, Any]:
    """What a patch is about, read without its model, which takes longer to load than the first paint may."""
    for part in (patch["after"], patch["before"]):
        for span in part["spans"]:
            return {"offset": span["fragments"][0]["start"], "sentence": span["sentence"]}
        for state in part["sentences"]:
            return {"sentence": state["index"]}
        for relation in part["relations"]:
            return {"span": relation["head"]}
    return {}
