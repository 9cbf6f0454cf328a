"""What there is to adjudicate: whose layers, which documents, how many sentences. Asked of the store, not of memory."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.model import Layer
from annotator.store import Project
from annotator.store.layers import layers_of

__all__ = ["next_to_adjudicate", "progress_of", "raters_of"]

# The sentences that two of the layers say are done, one row each; `{who}` and `{where}` narrow layers and documents.
_TWICE_DONE = (
    "SELECT l.document AS document, s.sentence AS sentence FROM layer l JOIN annotator a ON a.id = l.annotator"
    " JOIN sentence_state s ON s.layer = l.id WHERE l.kind = 'annotator' AND l.pass = 1 AND s.status = 'done'"
    "{who}{where} GROUP BY 1, 2 HAVING count(*) > 1"
)


def raters_of(project: Project, document: int, annotators: Sequence[str] | None) -> list[Layer]:
    """The layers of a document that are compared: everybody's first pass, or that of those named."""
    listed = [found.layer for found in layers_of(project, document)]
    own = [layer for layer in listed if layer.kind == "annotator" and layer.number == 1]
    return [layer for layer in own if annotators is None or layer.annotator in annotators]


def _twice_done(annotators: Sequence[str] | None, where: str = "") -> tuple[str, list[str]]:
    who = "" if annotators is None else f" AND a.name IN ({', '.join('?' * len(annotators))})"
    return _TWICE_DONE.format(who=who, where=where), list(annotators or ())


def progress_of(
    project: Project, gold: Layer, annotators: Sequence[str] | None, document: int | None = None
) -> tuple[int, int]:
    """How many sentences are done in a gold layer, and how many can be adjudicated; of one document or of all."""
    sql, names = _twice_done(annotators, " AND l.document = ?" if document is not None else "")
    where = [document] if document is not None else []
    row = project.one(
        "SELECT count(g.sentence), count(*) FROM (" + sql + ") d LEFT JOIN"
        " (SELECT l.document, s.sentence FROM layer l JOIN annotator a ON a.id = l.annotator"
        " JOIN sentence_state s ON s.layer = l.id"
        " WHERE l.kind = ? AND l.pass = ? AND a.name = ? AND s.status = 'done') g"
        " ON g.document = d.document AND g.sentence = d.sentence",
        *names,
        *where,
        gold.kind,
        gold.number,
        gold.annotator,
    )
    assert row is not None
    return row[0], row[1]


def next_to_adjudicate(
    project: Project, gold: Layer, annotators: Sequence[str] | None, after: int, *, done: bool = False
) -> int | None:
    """The next document with a sentence to adjudicate, from the one after ``after`` and round.

    ``done``: one whose sentences are all adjudicated will do.
    """
    who = "" if annotators is None else f" AND a.name IN ({', '.join('?' * len(annotators))})"
    rows = project.ask(
        "SELECT l.document, sum(l.done), (SELECT g.done FROM layer g JOIN annotator b ON b.id = g.annotator"
        " WHERE g.document = l.document AND g.kind = ? AND g.pass = ? AND b.name = ?)"
        " FROM layer l JOIN annotator a ON a.id = l.annotator"
        f" WHERE l.kind = 'annotator' AND l.pass = 1 AND l.done > 0{who} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
        gold.kind,
        gold.number,
        gold.annotator,
        *(annotators or ()),
    )
    rows = [row for row in rows if row[0] > after] + [row for row in rows if row[0] <= after]
    # No more sentences can have been done twice than half of what was done: such documents are looked at last.
    likely = [row[0] for row in rows if done or (row[2] or 0) < row[1] // 2]
    for document in dict.fromkeys((*likely, *(row[0] for row in rows))):
        of_gold, count = progress_of(project, gold, annotators, document)
        if count and (done or of_gold < count):
            found: int = document
            return found
    return None
