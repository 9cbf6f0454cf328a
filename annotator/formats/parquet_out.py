"""``parquet``: tables with declared types, for pandas, polars, DuckDB and Arrow (the extra ``parquet``).

``documents``, ``sentences``, ``tokens``, ``spans``, ``relations`` and ``sources``, each a file; of a split, each part
has a folder with all of them. ``document``, ``annotator``, ``kind`` and ``pass`` say of which layer a row is; of a
document that nobody labelled there are its sentences, without an annotator. Together they hold all of a record.

Every attribute of the scheme has a column, every label of sentences too (a ``_`` behind its name where a column has
that already); what the scheme does not know, and what is said twice, is in ``other``.

Types are declared here and never guessed from the data, so that a table of ten rows has those of one of ten million.
Offsets count code points of the document's text; times are strings, as they are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from annotator.errors import UsageError
from annotator.formats.writing import Folder, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.model import Attribute, Layer, Part, SentenceState, Span
from annotator.scheme import Scheme

__all__ = ["NOT_HELD", "PARTLY", "PIECES", "TABLES", "writer"]

NOT_HELD: tuple[str, ...] = ()
PARTLY: dict[str, str] = {}

_INSTALL = "pip install 'factcheck-annotator[parquet]'"
_OWNER = {"document": "string!", "annotator": "string", "kind": "string", "pass": "int32"}

TABLES: dict[str, dict[str, str]] = {
    "documents": {
        "key": "string!",
        "title": "string",
        "language": "string!",
        "text": "string!",
        "sha256": "string!",
        "publisher": "string",
        "url": "string",
        "published": "string",
        "segmenter": "string!",
        "meta": "meta!",
    },
    "sentences": {
        **_OWNER,
        "sentence": "int32!",
        "start": "int32!",
        "end": "int32!",
        "text": "string!",
        "role": "string!",
        "status": "string",
        "confidence": "int8",
        "comment": "string",
        "seconds": "double",
    },
    "tokens": {
        "document": "string!",
        "token": "int32!",
        "sentence": "int32!",
        "start": "int32!",
        "end": "int32!",
        "text": "string!",
    },
    "spans": {
        **_OWNER,
        "id": "string!",
        "label": "string!",
        "sentence": "int32!",
        "start": "int32!",
        "end": "int32!",
        "text": "string!",
        "fragments": "fragments!",
        "origin": "string!",
        "suggester": "string",
        "created": "string!",
        "updated": "string!",
    },
    "relations": {
        **_OWNER,
        "id": "string!",
        "label": "string!",
        "head": "string!",
        "tail": "string!",
    },
    "sources": {**_OWNER, "id": "string!", "name": "string!", "source_type": "string"},
}
"""The tables, their columns and the types of these; with ``!`` a value always stands there.

``meta`` is a list of ``{key, value}``, ``fragments`` of ``{start, end, text}``; in a span's ``text`` its pieces stand
with `` … `` between. ``sentences``, ``spans`` and ``relations`` go on with the scheme's columns, which are strings, and
``other``, a list of ``{name, value}``. Where nobody labelled, a sentence has no status.
"""

PIECES = " … "
"""What stands between the pieces of a discontinuous span in a column of texts."""

_OTHER = "other"
_ROWS = 10_000
_CHARACTERS = 8 << 20  # of text in a row group, about: long articles fill one sooner than short ones

Row = tuple[Any, ...]


def _pyarrow() -> Any:
    """The library, with its part that writes Parquet."""
    try:
        import_module("pyarrow.parquet")  # an extra: not there for the type checker
        return import_module("pyarrow")
    except ImportError:
        raise UsageError("the parquet format needs pyarrow", _INSTALL) from None


def _said(scheme: Scheme) -> dict[str, dict[str, str]]:
    """The scheme's columns of each table that has them: names, each once, with their columns."""
    names: dict[str, Iterable[str]] = {
        "sentences": (label.name for label in scheme.sentence_label),
        "spans": (attribute.name for span in scheme.span for attribute in span.attribute),
        "relations": (attribute.name for relation in scheme.relation for attribute in relation.attribute),
    }
    found: dict[str, dict[str, str]] = {}
    for table, each in names.items():
        taken = {*TABLES[table], _OTHER}
        columns = found.setdefault(table, {})
        for name in dict.fromkeys(each):
            column = name
            while column in taken:
                column += "_"
            taken.add(column)
            columns[name] = column
    return found


def _schema(pa: Any, name: str, said: Iterable[str] | None) -> Any:
    """The declared schema of a table; ``said``: its columns from the scheme, None where it has none."""

    def listed(**fields: Any) -> Any:
        return pa.list_(pa.struct([pa.field(each, kind, nullable=False) for each, kind in fields.items()]))

    text, number = pa.string(), pa.int32()
    types = {
        "string": text,
        "int32": number,
        "int8": pa.int8(),
        "double": pa.float64(),
        "said": listed(name=text, value=text),
        "meta": listed(key=text, value=text),
        "fragments": listed(start=number, end=number, text=text),
    }
    columns = dict(TABLES[name])
    if said is not None:
        columns |= dict.fromkeys(said, "string") | {_OTHER: "said!"}
    fields = [
        pa.field(each, types[kind.rstrip("!")], nullable=not kind.endswith("!")) for each, kind in columns.items()
    ]
    return pa.schema(fields)


class _Table:
    """A table being written: rows are held until they fill a row group."""

    def __init__(self, pa: Any, folder: Folder, name: str, schema: Any) -> None:
        self._pa, self._folder, self._name, self._schema = pa, folder, f"{name}.parquet", schema
        self._rows: list[Row] = []
        self._characters = 0
        path = folder.path / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = pa.parquet.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, kind: object, *fault: object) -> None:
        if kind is None:
            self._flush()
        self._file.close()
        if kind is None:
            self._folder.add(self._name)

    def add(self, row: Row, characters: int = 0) -> None:
        """One more row, with about so many characters of text."""
        self._rows.append(row)
        self._characters += characters
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        pa = self._pa
        columns = zip(*self._rows, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._file.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
        self._characters = 0


class _Parquet:
    """The tables of an export."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pa = _pyarrow()
        self._said = _said(plan.scheme)

    def losses(self, found: Labelled) -> Iterable[str]:  # noqa: ARG002 - a writer's signature
        """Nothing."""
        return ()

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``documents.parquet`` and the other tables; of a split, in a folder for each part."""
        schemas = {
            name: _schema(self._pa, name, self._said[name].values() if name in self._said else None) for name in TABLES
        }
        with ExitStack() as held:
            tables = {
                (part, name): held.enter_context(_Table(self._pa, folder, f"{part}/{name}" if part else name, schema))
                for part in self._plan.splits or (None,)
                for name, schema in schemas.items()
            }
            for found in documents:
                part = found.split if self._plan.splits else None
                for name, rows in self._rows(found).items():
                    table = tables[part, name]
                    for row, characters in rows:
                        table.add(row, characters)

    def _rows(self, found: Labelled) -> dict[str, Iterator[tuple[Row, int]]]:
        """The rows of a document in every table, each with the characters of text in it; columns as in ``TABLES``."""
        owners = [(_owner(found, layer), part) for layer, part in parts_of(found)]
        sentences, spans, relations = self._said["sentences"], self._said["spans"], self._said["relations"]
        return {
            "documents": iter([_document(found)]),
            "sentences": (row for owner, part in owners for row in _sentences(found, owner, part, sentences)),
            "tokens": _tokens(found),
            "spans": (_span(found, owner, span, spans) for owner, part in owners for span in part.spans),
            "relations": (
                ((*owner, r.id, r.label, r.head, r.tail, *_values(r.attributes, relations)), 0)
                for owner, part in owners
                for r in part.relations
            ),
            "sources": (((*owner, s.id, s.name, s.source_type), 0) for owner, part in owners for s in part.sources),
        }


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export.

    Raises:
        UsageError: pyarrow is not there.
    """
    return _Parquet(plan)


# -- rows ---------------------------------------------------------------------------------------------------------


def _owner(found: Labelled, layer: Layer | None) -> Row:
    named = (layer.annotator, layer.kind, layer.number) if layer else (None, None, None)
    return (found.document.key, *named)


def _values(said: Sequence[Attribute], columns: Iterable[str]) -> Row:
    """The value of each column of the scheme, or None, then what has no column."""
    given: dict[str, str] = {}
    other: list[dict[str, str]] = []
    for item in said:
        if item.name in columns and item.name not in given:
            given[item.name] = item.value
        else:
            other.append({"name": item.name, "value": item.value})
    return (*(given.get(name) for name in columns), other)


def _document(found: Labelled) -> tuple[Row, int]:
    d = found.document
    meta = [{"key": m.key, "value": m.value} for m in d.meta]
    row = (d.key, d.title, d.language, d.text, d.sha256, d.publisher, d.url, d.published, found.segmenter, meta)
    return row, len(d.text)


def _sentences(found: Labelled, owner: Row, part: Part, columns: Iterable[str]) -> Iterator[tuple[Row, int]]:
    states = {state.index: state for state in part.sentences}
    text = found.document.text
    for sentence in found.sentences:
        state = states.get(sentence.index) or SentenceState(sentence.index)
        yield (
            (
                *owner,
                sentence.index,
                sentence.start,
                sentence.end,
                text[sentence.start : sentence.end],
                state.role or sentence.role,
                None if owner[1] is None else state.status,
                state.confidence,
                state.comment,
                state.seconds,
                *_values(state.labels, columns),
            ),
            sentence.end - sentence.start,
        )


def _tokens(found: Labelled) -> Iterator[tuple[Row, int]]:
    text, key, number = found.document.text, found.document.key, 0
    for index, tokens in enumerate(found.tokens):
        for start, end in tokens:
            yield (key, number, index, start, end, text[start:end]), end - start
            number += 1


def _span(found: Labelled, owner: Row, span: Span, columns: Iterable[str]) -> tuple[Row, int]:
    text = found.document.text
    check_quotes(text, span)
    fragments = [{"start": f.start, "end": f.end, "text": f.text} for f in span.fragments]
    row = (
        *owner,
        span.id,
        span.label,
        span.sentence,
        span.start,
        span.end,
        PIECES.join(piece.text for piece in span.fragments),
        fragments,
        span.origin,
        span.suggester,
        span.created,
        span.updated,
        *_values(span.attributes, columns),
    )
    return row, 2 * (span.end - span.start)
