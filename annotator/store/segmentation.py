"""Sentences split and joined by hand: rows of the document, and the numbers in everybody's layers."""

from __future__ import annotations

from bisect import bisect_right

from annotator.model import Cut
from annotator.store.codec import dump_tokens, load_tokens, spans_of
from annotator.store.connection import Project
from annotator.store.search import cut_again

__all__ = ["HAND", "apply_cut", "others_in"]

HAND = "+hand"
"""What the name of a segmenter gets behind it once a document's sentences were changed by hand."""


def others_in(project: Project, document: int, layer: int, indices: range) -> list[str]:
    """Whose other layers (than the one given) have said something of these sentences, or have a span on them."""
    first, last = project.ask(
        'SELECT min(start), max("end") FROM sentence WHERE document = ? AND number BETWEEN ? AND ?',
        document,
        indices.start,
        indices.stop - 1,
    )[0]
    rows = project.ask(
        "SELECT DISTINCT name FROM layer JOIN annotator ON annotator.id = layer.annotator"
        " WHERE document = ?1 AND layer.id <> ?2 AND ("
        " EXISTS (SELECT 1 FROM sentence_state s WHERE s.layer = layer.id AND s.sentence BETWEEN ?3 AND ?4)"
        " OR EXISTS (SELECT 1 FROM span, json_each(span.fragments) f WHERE span.layer = layer.id"
        " AND json_extract(f.value, '$[0]') < ?6 AND json_extract(f.value, '$[1]') > ?5)) ORDER BY name",
        document,
        layer,
        indices.start,
        indices.stop - 1,
        first,
        last,
    )
    return [row[0] for row in rows]


def apply_cut(project: Project, document: int, cut: Cut) -> None:
    """Change a document's sentences and the numbers in all its layers, within a transaction.

    The states of the sentences concerned must be out of the tables; the spans stay where they are in the text.
    """
    run = project.conn.execute
    row = run(
        'SELECT start, "end", role, tokens FROM sentence WHERE document = ? AND number = ?', (document, cut.index)
    ).fetchone()
    start, end, role, tokens = row[0], row[1], row[2], load_tokens(row[0], row[3])
    by = 1 if cut.kind == "split" else -1
    gone = (cut.index,) if by == 1 else (cut.index, cut.index + 1)
    before = [(start, end)]
    if by == -1:
        second = run(
            'SELECT start, "end", tokens FROM sentence WHERE document = ? AND number = ?', (document, cut.index + 1)
        ).fetchone()
        tokens, end = (*tokens, *load_tokens(second[0], second[2])), second[1]
        before.append((second[0], second[1]))
        made = [(cut.index, start, end, role, tokens)]
    else:
        one = tuple(token for token in tokens if token[0] < cut.at)
        two = tuple(token for token in tokens if token[0] >= cut.at)
        until = one[-1][1] if cut.until is None else cut.until
        made = [(cut.index, start, until, role, one), (cut.index + 1, cut.at, end, cut.role or role, two)]
    run(f"DELETE FROM sentence WHERE document = ? AND number IN ({','.join('?' * len(gone))})", (document, *gone))
    # number is unique: first to where nothing is, then to the new place
    run("UPDATE sentence SET number = -number WHERE document = ? AND number > ?", (document, cut.index))
    run("UPDATE sentence SET number = ? - number WHERE document = ? AND number < 0", (by, document))
    for number, s, e, part, found in made:
        run(
            'INSERT INTO sentence (document, number, start, "end", role, tokens) VALUES (?, ?, ?, ?, ?, ?)',
            (document, number, s, e, part, dump_tokens(s, found)),
        )
    cut_again(project, document, before, [(s, e) for _, s, e, _, _ in made])
    run(
        "UPDATE document SET sentences = sentences + ?, revision = revision + 1, segmenter = CASE"
        " WHEN segmenter LIKE '%' || ? THEN segmenter ELSE segmenter || ? END WHERE id = ?",
        (by, HAND, HAND, document),
    )
    run("UPDATE total SET value = value + ? WHERE name = 'sentences'", (by,))
    run("UPDATE layer SET todo = todo + ? WHERE document = ?", (by, document))
    for (layer,) in run("SELECT id FROM layer WHERE document = ?", (document,)).fetchall():
        _renumber(project, document, layer, cut.index, by)


def _renumber(project: Project, document: int, layer: int, index: int, by: int) -> None:
    run = project.conn.execute
    run("UPDATE sentence_state SET sentence = -sentence WHERE layer = ? AND sentence > ?", (layer, index))
    run("UPDATE sentence_state SET sentence = ? - sentence WHERE layer = ? AND sentence < 0", (by, layer))
    starts = [row[0] for row in run("SELECT start FROM sentence WHERE document = ? ORDER BY number", (document,))]
    for table in ("span", "rejection"):
        rows = run(
            "SELECT id, label, sentence, fragments, attributes, origin, suggester, created, updated"
            f" FROM {table} WHERE layer = ? AND sentence >= ?",
            (layer, index),
        ).fetchall()
        moved = [(max(0, bisect_right(starts, span.anchor) - 1), layer, span.id) for span in spans_of(rows)]
        project.conn.executemany(f"UPDATE {table} SET sentence = ? WHERE layer = ? AND id = ?", moved)
