"""Whole documents and layers put in at once, as rows that were made ready beforehand: what an import writes.

Making rows needs no database, so it can be done in another process while these are written (session/ahead.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.model import STATUSES, Document, Layer, Part, Patch, Role
from annotator.store import codec, progress
from annotator.store.codec import Row, dump_meta
from annotator.store.connection import Project
from annotator.store.events import append

__all__ = ["LayerRows", "SentenceRow", "add_document", "add_layer", "payload_of"]

SentenceRow = tuple[int, int, Role, str]
"""Start, end, role, and its tokens as ``codec.dump_tokens`` writes them."""


def _insert(table: str, columns: str) -> str:
    names = columns.split()
    return f"INSERT INTO {table} (layer, {', '.join(names)}) VALUES ({', '.join('?' * (len(names) + 1))})"


_INSERT = {table: _insert(table, columns) for table, columns in codec.COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class LayerRows:
    """The rows of a layer, without the layer's id before them, and the patch of its event as JSON."""

    sources: Sequence[Row]
    spans: Sequence[Row]
    relations: Sequence[Row]
    states: Sequence[Row]
    payload: str
    rejections: Sequence[Row] = ()

    @staticmethod
    def of(part: Part) -> LayerRows:
        """The rows of values; sentences of which nothing is said have none."""
        said = [state for state in part.sentences if not state.untouched]
        return LayerRows(
            [codec.source_row(0, x)[1:] for x in part.sources],
            [codec.span_row(0, x)[1:] for x in part.spans],
            [codec.relation_row(0, x)[1:] for x in part.relations],
            [codec.state_row(0, x)[1:] for x in said],
            payload_of(Patch(after=part)),
            [codec.span_row(0, x)[1:] for x in part.rejections],
        )

    @property
    def part(self) -> Part:
        """The values of the rows."""
        return Part(
            codec.spans_of(self.spans),
            tuple(map(codec.relation_of, self.relations)),
            tuple(map(codec.source_of, self.sources)),
            tuple(map(codec.state_of, self.states)),
            codec.spans_of(self.rejections),
        )


def payload_of(patch: Patch) -> str:
    """A patch as it stands in an event."""
    import orjson  # late: the first screen only reads

    return orjson.dumps(patch).decode()


def add_document(
    project: Project,
    document: Document,
    segmenter: str,
    sentences: Sequence[SentenceRow],
    original_sha256: str | None = None,
) -> int:
    """Add a document within a transaction; its id. ``original_sha256``: of the file that it was, where it was one."""
    cursor = project.conn.execute(
        "INSERT INTO document (key, title, language, text, sha256, publisher, url, published, meta, segmenter,"
        " sentences, original_sha256, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.key,
            document.title,
            document.language,
            document.text,
            document.sha256,
            document.publisher,
            document.url,
            document.published,
            dump_meta(document.meta),
            segmenter,
            len(sentences),
            original_sha256,
            project.clock.now(),
        ),
    )
    number = cursor.lastrowid
    assert number is not None
    project.conn.executemany(
        'INSERT INTO sentence (document, number, start, "end", role, tokens) VALUES (?, ?, ?, ?, ?, ?)',
        [(number, index, *sentence) for index, sentence in enumerate(sentences)],
    )
    project.conn.execute("UPDATE total SET value = value + 1 WHERE name = 'documents'")
    project.conn.execute("UPDATE total SET value = value + ? WHERE name = 'sentences'", (len(sentences),))
    return number


def add_layer(
    project: Project,
    document: int,
    sentences: int,
    layer: Layer,
    annotator: int,
    rows: LayerRows,
    *,
    event: tuple[str, str] | None,
) -> None:
    """Put a whole layer in within a transaction; it must not be there. ``sentences``: how many the document has.

    ``event``: the document's key and the operation that the log shall name; None where the log tells it already.
    """
    run, many = project.conn.execute, project.conn.executemany
    said = Counter(row[1] for row in rows.states)
    said["todo"] = sentences - said.total() + said["todo"]
    counts = (*(said[status] for status in STATUSES), len(rows.spans), len(rows.relations))
    number = run(
        "INSERT INTO layer (document, annotator, kind, pass, created, revision, todo, done, skipped, flagged, spans,"
        " relations) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        (document, annotator, layer.kind, layer.number, project.clock.now(), *counts),
    ).lastrowid
    found = {
        "source": rows.sources,
        "span": rows.spans,
        "relation": rows.relations,
        "sentence_state": rows.states,
        "rejection": rows.rejections,
    }
    for table, listed in found.items():
        if listed:
            many(_INSERT[table], [(number, *row) for row in listed])
    changes = (counts[0] - sentences, *counts[1:])
    progress.count(project, annotator, layer, document, changes, new=True)
    if event is not None:
        key, operation = event
        append(project, annotator, layer.annotator, operation, document=key, layer=layer, payload=rows.payload)
