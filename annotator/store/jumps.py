"""The next sentence of a kind in the documents, as one annotator's layers have it."""

from __future__ import annotations

from typing import Literal

from annotator.model import Layer
from annotator.store.connection import Project, explained

__all__ = ["Sought", "next_sentence"]

Sought = Literal["unlabelled", "flagged", "comment"]

_FLAGGED = """
SELECT l.document, s.sentence, (SELECT key FROM document WHERE id = l.document)
FROM layer l INDEXED BY layer_left JOIN sentence_state s ON s.layer = l.id
WHERE l.annotator = :annotator AND l.kind = :kind AND l.pass = :pass AND l.skipped + l.flagged > 0 AND l.flagged > 0
AND s.status = 'flagged' AND l.document >= :document AND (l.document > :document OR s.sentence > :sentence)
ORDER BY l.document, s.sentence LIMIT 1
"""
# the comments first: they are few, and in an index of their own
_COMMENT = """
SELECT l.document, s.sentence, (SELECT key FROM document WHERE id = l.document)
FROM sentence_state s CROSS JOIN layer l ON l.id = s.layer
WHERE s.comment IS NOT NULL AND l.annotator = :annotator AND l.kind = :kind AND l.pass = :pass
AND l.document >= :document AND (l.document > :document OR s.sentence > :sentence)
ORDER BY l.document, s.sentence LIMIT 1
"""
_UNLABELLED = """
SELECT d.id, n.number, d.key FROM document d LEFT JOIN layer l
ON l.annotator = :annotator AND l.kind = :kind AND l.pass = :pass AND l.document = d.id
CROSS JOIN sentence n ON n.document = d.id
WHERE d.id >= max(:document, coalesce((SELECT frontier FROM progress
    WHERE annotator = :annotator AND kind = :kind AND pass = :pass), 0))
AND (d.id > :document OR n.number > :sentence) AND (l.id IS NULL OR l.todo > 0)
AND NOT EXISTS (SELECT 1 FROM sentence_state t WHERE t.layer = l.id AND t.sentence = n.number AND t.status <> 'todo')
AND NOT EXISTS (SELECT 1 FROM span s WHERE s.layer = l.id AND s.sentence = n.number)
AND NOT EXISTS (SELECT 1 FROM span s, json_each(s.fragments) f WHERE s.layer = l.id AND s.sentence < n.number
    AND json_extract(f.value, '$[0]') < n."end" AND json_extract(f.value, '$[1]') > n.start)
ORDER BY d.id, n.number LIMIT 1
"""
_SQL: dict[Sought, str] = {"unlabelled": _UNLABELLED, "flagged": _FLAGGED, "comment": _COMMENT}


def next_sentence(
    project: Project, layer: Layer, sought: Sought, document: int = 0, sentence: int = -1
) -> tuple[int, int, str] | None:
    """The first such sentence behind one: document id, number, document key; None: there is none.

    ``unlabelled``: one to do on which no span lies.
    """
    row = project.one("SELECT id FROM annotator WHERE name = ?", layer.annotator)
    values = {
        "annotator": row[0] if row else 0,
        "kind": layer.kind,
        "pass": layer.number,
        "document": document,
        "sentence": sentence,
    }
    with explained(project.path):
        found = project.conn.execute(_SQL[sought], values).fetchone()
    return (found[0], found[1], found[2]) if found else None
