"""The next sentence of a kind, through the whole project and round: unlabelled, flagged, with a comment."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.session.desk import Desk
from annotator.store.jumps import Sought, next_sentence

__all__ = ["Ahead", "Sought", "ahead"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sentence of a document (its key); ``again``: it lies before the cursor, the search went round."""

    document: str
    sentence: int
    again: bool


def ahead(desk: Desk, sought: Sought) -> Ahead | None:
    """The next such sentence of one's own layers after the cursor; None: there is no other than this one."""
    here = desk.stored.id, desk.cursor.sentence
    found = next_sentence(desk.project, desk.own, sought, *here)
    again = found is None
    if found is None:
        found = next_sentence(desk.project, desk.own, sought)
    if found is None or found[:2] == here:
        return None
    return Ahead(found[2], found[1], again)
