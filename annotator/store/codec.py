"""Between rows and the values of the model. JSON columns are compact lists; none of this needs pydantic."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from annotator.model import Attribute, Fragment, Meta, Patch, Relation, SentenceState, Source, Span, adapter

__all__ = [
    "COLUMNS",
    "DELETED",
    "Row",
    "dump_attributes",
    "dump_meta",
    "dump_tokens",
    "load_meta",
    "load_patch",
    "load_tokens",
    "relation_of",
    "relation_row",
    "source_of",
    "source_row",
    "span_row",
    "spans_of",
    "state_of",
    "state_row",
]

Row = Sequence[Any]
COLUMNS = {
    "source": "id name source_type",
    "span": "id label sentence fragments attributes origin suggester created updated",
    "relation": "id label head tail attributes",
    "sentence_state": "sentence status labels confidence comment seconds role",
    "rejection": "id label sentence fragments attributes origin suggester created updated",
}
"""The columns of what is in a layer, behind ``layer``, in the order of the rows; the first one is the key."""
DELETED = ("relation", "span", "source", "sentence_state", "rejection")
"""The same tables in the order in which a layer is taken out: spans stand while relations point at them."""
_decode = json.JSONDecoder().raw_decode


def _load(text: str) -> Any:
    return _decode(text)[0]


def _dump(value: object) -> str:
    import orjson  # late: the first screen only reads

    return orjson.dumps(value).decode()


def dump_attributes(attributes: Iterable[Attribute]) -> str:
    """``[["name", "value"], …]``."""
    return _dump([[a.name, a.value] for a in attributes])


@lru_cache(maxsize=4096)
def _attributes(text: str) -> tuple[Attribute, ...]:
    """Thousands of spans share a few dozen combinations, which are then kept once."""
    return tuple(Attribute(name, value) for name, value in _load(text))


def dump_meta(meta: Iterable[Meta]) -> str:
    """``[["key", "value"], …]``."""
    return _dump([[m.key, m.value] for m in meta])


def load_meta(text: str) -> tuple[Meta, ...]:
    """The inverse of ``dump_meta``."""
    return tuple(Meta(key, value) for key, value in _load(text))


def dump_tokens(start: int, tokens: Iterable[tuple[int, int]]) -> str:
    """Tokens of a sentence as ``[start, end, start, end, …]`` from the start of the sentence."""
    return _dump([offset - start for token in tokens for offset in token])


def load_tokens(start: int, text: str) -> tuple[tuple[int, int], ...]:
    """The inverse of ``dump_tokens``."""
    edges = iter([start + offset for offset in _load(text)])
    return tuple(zip(edges, edges, strict=True))


def span_row(layer: int, span: Span) -> Row:
    """A row of table ``span``."""
    fragments = _dump([[part.start, part.end, part.text] for part in span.fragments])
    return (
        layer,
        span.id,
        span.label,
        span.sentence,
        fragments,
        dump_attributes(span.attributes),
        span.origin,
        span.suggester,
        span.created,
        span.updated,
    )


def spans_of(rows: Sequence[Row]) -> tuple[Span, ...]:
    """Spans from the columns of their rows behind ``layer``; all fragments are decoded in one go."""
    fragments = _load(f"[{','.join([row[3] for row in rows])}]")
    return tuple(
        [
            Span(row[0], row[1], row[2], tuple([Fragment(*p) for p in parts]), _attributes(row[4]), *row[5:])
            for row, parts in zip(rows, fragments, strict=True)
        ]
    )


def relation_row(layer: int, relation: Relation) -> Row:
    """A row of table ``relation``."""
    return layer, relation.id, relation.label, relation.head, relation.tail, dump_attributes(relation.attributes)


def relation_of(row: Row) -> Relation:
    """A relation from the columns of its row behind ``layer``."""
    return Relation(row[0], row[1], row[2], row[3], _attributes(row[4]))


def source_row(layer: int, source: Source) -> Row:
    """A row of table ``source``."""
    return layer, source.id, source.name, source.source_type


def source_of(row: Row) -> Source:
    """A source entity from the columns of its row behind ``layer``."""
    return Source(*row)


def state_row(layer: int, state: SentenceState) -> Row:
    """A row of table ``sentence_state``."""
    return (
        layer,
        state.index,
        state.status,
        dump_attributes(state.labels),
        state.confidence,
        state.comment,
        state.seconds,
        state.role,
    )


def state_of(row: Row) -> SentenceState:
    """What is said of a sentence, from the columns of its row behind ``layer``."""
    index, status, labels, confidence, comment, seconds, role = row
    return SentenceState(index, status, _attributes(labels), confidence, comment, seconds, role)


def load_patch(text: str) -> Patch:
    """The patch of an event's payload, validated."""
    patch: Patch = adapter(Patch).validate_json(text)
    return patch
