"""``csv``: tables for a spreadsheet or pandas: documents, sentences, spans, relations and source entities (RFC 4180).

UTF-8 without a byte order mark, commas, one header row, lines end in CR LF; a cell with a comma, a quotation mark or a
line end stands between quotation marks. A row of ``sentences.csv`` is a sentence in a layer, of the other tables what
their name says; ``document``, ``annotator``, ``kind`` and ``pass`` say of which layer, and are the same everywhere.
Offsets count code points of the document's text; ``fragments`` are ``start:end;start:end``. Every attribute of the
scheme has a column, every label of sentences too; what the scheme does not know is JSON in ``other``.

A cell that begins with ``= + - @``, a tab or a carriage return would be a formula to a spreadsheet. It gets an
apostrophe in front, and so does one that begins with apostrophes and then one of these. So ``unescaped`` always gives
the cell back: it takes one apostrophe off cells of this form.

Parts of a split are folders. Of a document that nobody labelled there are its sentences, with an empty annotator.
``documents.csv`` is the table that ``annotator import`` reads; rows of the others are no documents.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from annotator.formats.losses import counted
from annotator.formats.writing import Folder, Hashed, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.model import Attribute, Layer, Part, SentenceState, Span

__all__ = ["NOT_HELD", "PARTLY", "TABLES", "escaped", "unescaped", "writer"]

NOT_HELD: tuple[str, ...] = ("metadata of documents",)
PARTLY: dict[str, str] = {}

_OWNER = ("document", "annotator", "kind", "pass")
TABLES: dict[str, tuple[str, ...]] = {
    "documents": ("key", "title", "language", "publisher", "url", "published", "text"),
    "sentences": (*_OWNER, "sentence", "start", "end", "role", "status", "text", "confidence", "comment", "seconds"),
    "spans": (
        *_OWNER, "id", "label", "sentence", "start", "end", "fragments", "text", "origin", "suggester", "created",
        "updated",
    ),
    "relations": (*_OWNER, "id", "label", "head", "tail", "head_label", "head_text", "tail_label", "tail_text"),
    "sources": (*_OWNER, "id", "name", "source_type"),
}  # fmt: skip
"""The columns of each table; those of ``sentences``, ``spans`` and ``relations`` go on with the scheme's."""

PIECES = " … "
"""What stands between the pieces of a discontinuous span in a column of texts."""

_FIRST = frozenset("'=+-@\t\r")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in _FIRST and _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """What a cell was before it was ``escaped``."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def _extra(names: Iterable[str], fixed: Sequence[str]) -> dict[str, str]:
    """Names of the scheme, each once, with their columns; one that a column has already gets a ``_`` behind it."""
    columns: dict[str, str] = {}
    for name in names:
        column = name
        while column in (*fixed, "other") or column in [c for n, c in columns.items() if n != name]:
            column += "_"
        columns.setdefault(name, column)
    return columns


class _Lines:
    """Collects what the csv module writes."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def write(self, line: str) -> int:
        """Take a row."""
        self.found.append(line)
        return len(line)


def _encoded(rows: Iterable[Sequence[Any]]) -> bytes:
    lines = _Lines()
    table = csv.writer(lines, lineterminator="\r\n")
    table.writerows([escaped(cell) if cell and isinstance(cell, str) else cell for cell in row] for row in rows)
    return "".join(lines.found).encode()


class _Table:
    """One table being written, with a file for each part of a split; ``names`` are the scheme's, each a column."""

    def __init__(self, name: str, names: Iterable[str] | None, folder: Folder, plan: Plan, held: ExitStack) -> None:
        self._names = _extra(names or (), TABLES[name])
        header = _encoded([[*TABLES[name], *self._names.values(), *(["other"] if names is not None else [])]])
        self._streams: dict[str | None, Hashed] = {}
        for part in plan.splits or (None,):
            stream = held.enter_context(folder.open(f"{part}/{name}.csv" if part else f"{name}.csv"))
            stream.write(header)
            self._streams[part] = stream

    def write(self, found: Labelled, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows that belong to a document."""
        self._streams[found.split].write(_encoded(rows))

    def values(self, said: Iterable[Attribute]) -> list[str]:
        """The cells of the scheme's names, then the JSON of what is said beside them."""
        given = {item.name: item.value for item in said}
        cells = [given.pop(name, "") for name in self._names]
        return [*cells, json.dumps(given, ensure_ascii=False) if given else ""]


class _Csv:
    """Writes all tables side by side."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def losses(self, found: Labelled) -> Iterable[str]:
        """The metadata of documents: any name, so no columns."""
        return counted(found, NOT_HELD)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """The five tables, or those of each part of a split."""
        scheme = self._plan.scheme
        names: dict[str, Iterable[str] | None] = {
            "sentences": [label.name for label in scheme.sentence_label],
            "spans": [attribute.name for span in scheme.span for attribute in span.attribute],
            "relations": [attribute.name for relation in scheme.relation for attribute in relation.attribute],
        }
        with ExitStack() as held:
            tables = {name: _Table(name, names.get(name), folder, self._plan, held) for name in TABLES}
            for found in documents:
                document = found.document
                tables["documents"].write(found, [[getattr(document, name) for name in TABLES["documents"]]])
                for layer, part in parts_of(found):
                    owner = _owner(found, layer)
                    tables["sentences"].write(found, _sentences(found, owner, layer, part, tables["sentences"]))
                    tables["spans"].write(found, _spans(found, owner, part, tables["spans"]))
                    tables["relations"].write(found, _relations(owner, part, tables["relations"]))
                    rows = [[*owner, source.id, source.name, source.source_type] for source in part.sources]
                    tables["sources"].write(found, rows)


def _owner(found: Labelled, layer: Layer | None) -> list[Any]:
    if layer is None:
        return [found.document.key, None, None, None]
    return [found.document.key, layer.annotator, layer.kind, layer.number]


def _sentences(
    found: Labelled, owner: list[Any], layer: Layer | None, part: Part, table: _Table
) -> Iterator[Sequence[Any]]:
    states = {state.index: state for state in part.sentences}
    text = found.document.text
    for sentence in found.sentences:
        start, end = sentence.start, sentence.end
        state = states.get(sentence.index) or SentenceState(sentence.index)
        status = None if layer is None else state.status
        place = [*owner, sentence.index, start, end, state.role or sentence.role, status, text[start:end]]
        yield [*place, state.confidence, state.comment, state.seconds, *table.values(state.labels)]


def _words(span: Span) -> str:
    return PIECES.join(piece.text for piece in span.fragments)


def _spans(found: Labelled, owner: list[Any], part: Part, table: _Table) -> Iterator[Sequence[Any]]:
    text = found.document.text
    for span in part.spans:
        check_quotes(text, span)
        fragments = ";".join(f"{start}:{end}" for start, end in span.extent)
        place = [*owner, span.id, span.label, span.sentence, span.start, span.end, fragments, _words(span)]
        yield [*place, span.origin, span.suggester, span.created, span.updated, *table.values(span.attributes)]


def _relations(owner: list[Any], part: Part, table: _Table) -> Iterator[Sequence[Any]]:
    spans = {span.id: span for span in part.spans}
    for found in part.relations:
        head, tail = spans[found.head], spans[found.tail]
        ends = [found.head, found.tail, head.label, _words(head), tail.label, _words(tail)]
        yield [*owner, found.id, found.label, *ends, *table.values(found.attributes)]


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Csv(plan)
