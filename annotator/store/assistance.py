"""Whether suggestions are made: for the whole project, and for the documents that are labelled blind. All on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.errors import UsageError
from annotator.store.connection import Project
from annotator.store.documents import document_id
from annotator.store.events import append
from annotator.store.layers import annotator_id

__all__ = ["Outcome", "assisted", "blind_documents", "is_on", "outcomes", "set_blind", "switch"]

_KEY = "suggestions"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the suggestions of a suggester for a label with an annotator, by the names of the outcomes."""

    suggester: str
    annotator: str
    label: str
    counts: Mapping[str, int]


def outcomes(project: Project) -> list[Outcome]:
    """How many suggestions were accepted as they were, accepted and edited since, and rejected."""
    rows = project.ask(
        "SELECT suggester, name, label, origin, count(*) FROM (SELECT layer, suggester, label, origin FROM span"
        " UNION ALL SELECT layer, suggester, label, origin FROM rejection) said JOIN layer ON layer.id = said.layer"
        " JOIN annotator ON annotator.id = layer.annotator WHERE suggester IS NOT NULL"
        " AND origin IN ('accepted', 'edited', 'rejected') GROUP BY suggester, name, label, origin ORDER BY 1, 2, 3"
    )
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for suggester, name, label, origin, count in rows:
        of = found.setdefault((suggester, name, label), dict.fromkeys(("accepted", "edited", "rejected"), 0))
        of[origin] = count
    return [Outcome(*key, counts) for key, counts in found.items()]


def is_on(project: Project) -> bool:
    """Whether the project makes suggestions at all; it does until somebody says no."""
    row = project.one("SELECT value FROM project WHERE key = ?", _KEY)
    return row is None or row[0] != "off"


def assisted(project: Project, document: int) -> bool:
    """Whether suggestions are made for a document, by its id."""
    return is_on(project) and project.one("SELECT 1 FROM blind WHERE document = ?", document) is None


def blind_documents(project: Project) -> list[str]:
    """The keys of the documents that are labelled blind, in their order."""
    return [
        row[0] for row in project.ask("SELECT key FROM document JOIN blind ON blind.document = document.id ORDER BY id")
    ]


def switch(project: Project, on: bool, by: str) -> None:
    """Make suggestions in the project, or none; somebody's decision, in the log."""
    with project.writing():
        project.conn.execute(
            "INSERT INTO project (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_KEY, "on" if on else "off"),
        )
        _log(project, by, "suggestions.on" if on else "suggestions.off", None)


def set_blind(project: Project, keys: Iterable[str], blind: bool, by: str) -> int:
    """Have some documents labelled blind, or with suggestions again; how many of them were not so before.

    Raises:
        UsageError: there is no such document; nothing was changed.
    """
    changed = 0
    with project.writing():
        for key in dict.fromkeys(keys):
            number = document_id(project, key)
            if number is None:
                raise UsageError(f"{project.path}: there is no document {key!r}", "see `annotator status`")
            known = project.one("SELECT 1 FROM blind WHERE document = ?", number) is not None
            if known == blind:
                continue
            if blind:
                project.conn.execute("INSERT INTO blind (document, since) VALUES (?, ?)", (number, project.clock.now()))
            else:
                project.conn.execute("DELETE FROM blind WHERE document = ?", (number,))
            _log(project, by, "suggestions.blind" if blind else "suggestions.sighted", key)
            changed += 1
    return changed


def _log(project: Project, by: str, operation: str, key: str | None) -> None:
    who = annotator_id(project, by, make=True)
    assert who is not None
    append(project, who, by, operation, document=key)
