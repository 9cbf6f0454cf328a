"""The document record, one line per document and layer: the lossless contract (docs/data-format.md).

The shapes are TypedDicts, which pydantic validates three times as fast as models; their JSON Schema is in
``schema/json/document-record.json``. Only what cannot be derived is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict

from annotator import __version__
from annotator.model import (
    Attribute,
    Document,
    Kind,
    Layer,
    Part,
    Relation,
    Role,
    Sentence,
    SentenceState,
    Source,
    Span,
    Status,
)
from annotator.scheme import Scheme

__all__ = ["FORMAT", "VERSION", "DocumentRecord", "Record", "record_adapter"]

FORMAT = "annotator-document"
VERSION = 1
TOOL = {"name": "factcheck-annotator", "version": __version__}

_STRICT = ConfigDict(strict=True, extra="forbid")
MOST = 2**31 - 1
Offset = Annotated[int, Field(ge=0, le=MOST)]


class MetaRecord(TypedDict):
    """One piece of metadata."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    key: str
    value: str


class DocumentPart(TypedDict):
    """The document itself."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    key: NotRequired[str | None]
    title: NotRequired[str | None]
    language: NotRequired[str | None]
    text: str
    sha256: NotRequired[str | None]
    publisher: NotRequired[str | None]
    url: NotRequired[str | None]
    published: NotRequired[str | None]
    meta: NotRequired[list[MetaRecord] | None]


class SchemePart(TypedDict):
    """Which scheme the labels are of."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: str
    version: NotRequired[str | None]
    sha256: NotRequired[str | None]


LayerPart = TypedDict(
    "LayerPart",
    {
        "annotator": Annotated[str, Field(pattern=r"\S")],
        "kind": NotRequired[Kind | None],
        "pass": NotRequired[Annotated[int, Field(ge=1, le=MOST)] | None],
    },
)
LayerPart.__doc__ = "Whose labels."
LayerPart.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]


class NamedValue(TypedDict):
    """An attribute or a sentence label."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: str
    value: str


class SourcePart(TypedDict):
    """A source entity."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: str
    name: str
    source_type: NotRequired[str | None]


class SentencePart(TypedDict):
    """A sentence and what is said of it."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    index: NotRequired[Offset | None]
    start: Offset
    end: Offset
    role: NotRequired[Role | None]
    status: NotRequired[Status | None]
    labels: NotRequired[list[NamedValue] | None]
    confidence: NotRequired[Annotated[int, Field(ge=1, le=3)] | None]
    comment: NotRequired[str | None]
    seconds: NotRequired[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None]


class TokenPart(TypedDict):
    """A token."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    start: Offset
    end: Offset
    sentence: NotRequired[Offset | None]


class FragmentPart(TypedDict):
    """A fragment of a span."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    start: Offset
    end: Offset
    text: NotRequired[str | None]


class SpanPart(TypedDict):
    """A span."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: NotRequired[str | None]
    label: str
    sentence: NotRequired[Offset | None]
    fragments: Annotated[list[FragmentPart], Field(min_length=1)]
    attributes: NotRequired[list[NamedValue] | None]
    origin: NotRequired[str | None]
    suggester: NotRequired[str | None]
    created: NotRequired[str | None]
    updated: NotRequired[str | None]


class RelationPart(TypedDict):
    """A relation."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: NotRequired[str | None]
    label: str
    head: str
    tail: str
    attributes: NotRequired[list[NamedValue] | None]


class ToolPart(TypedDict):
    """What wrote the record."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: str
    version: str


class Record(TypedDict):
    """One document with one layer, or with none."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    format: Literal["annotator-document"]
    version: NotRequired[Literal[1]]
    document: DocumentPart
    scheme: NotRequired[SchemePart | None]
    segmenter: NotRequired[str | None]
    layer: NotRequired[LayerPart | None]
    sources: NotRequired[list[SourcePart] | None]
    sentences: NotRequired[list[SentencePart] | None]
    tokens: NotRequired[list[TokenPart] | None]
    spans: NotRequired[list[SpanPart] | None]
    relations: NotRequired[list[RelationPart] | None]
    rejections: NotRequired[list[SpanPart] | None]
    tool: NotRequired[ToolPart | None]


@cache
def record_adapter() -> TypeAdapter[Record]:
    """The validator of a record."""
    return TypeAdapter(Record)


def _named(attributes: Sequence[Attribute]) -> list[dict[str, str]]:
    return [{"name": a.name, "value": a.value} for a in attributes] if attributes else []


def _sentence(sentence: Sentence, state: SentenceState) -> dict[str, Any]:
    return {
        "index": sentence.index,
        "start": sentence.start,
        "end": sentence.end,
        "role": state.role or sentence.role,
        "status": state.status,
        "labels": _named(state.labels),
        "confidence": state.confidence,
        "comment": state.comment,
        "seconds": state.seconds,
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "id": span.id,
        "label": span.label,
        "sentence": span.sentence,
        "fragments": [{"start": p.start, "end": p.end, "text": p.text} for p in span.fragments],
        "attributes": _named(span.attributes),
        "origin": span.origin,
        "suggester": span.suggester,
        "created": span.created,
        "updated": span.updated,
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "id": relation.id,
        "label": relation.label,
        "head": relation.head,
        "tail": relation.tail,
        "attributes": _named(relation.attributes),
    }


def _source(source: Source) -> dict[str, Any]:
    return {"id": source.id, "name": source.name, "source_type": source.source_type}


@dataclass(frozen=True)
class DocumentRecord:
    """What the records of a document's layers have in common; ``tokens[i]`` are those of sentence ``i``."""

    document: Document
    sentences: Sequence[Sentence]
    tokens: Sequence[Sequence[tuple[int, int]]]
    segmenter: str
    scheme: Scheme

    @cached_property
    def _head(self) -> dict[str, Any]:
        document = self.document
        return {
            "format": FORMAT,
            "version": VERSION,
            "document": {
                "key": document.key,
                "title": document.title,
                "language": document.language,
                "text": document.text,
                "sha256": document.sha256,
                "publisher": document.publisher,
                "url": document.url,
                "published": document.published,
                "meta": [{"key": m.key, "value": m.value} for m in document.meta],
            },
            "scheme": {"name": self.scheme.name, "version": self.scheme.version, "sha256": self.scheme.sha256},
            "segmenter": self.segmenter,
        }

    @cached_property
    def _tokens(self) -> list[dict[str, int]]:
        return [{"start": s, "end": e, "sentence": index} for index, found in enumerate(self.tokens) for s, e in found]

    def of(self, layer: Layer | None, part: Part) -> Mapping[str, Any]:
        """The record of a layer, or of none; ``part`` in the order of the export. Keys stand in a fixed order."""
        states = {state.index: state for state in part.sentences}
        untouched = SentenceState(0)
        return {
            **self._head,
            "layer": {"annotator": layer.annotator, "kind": layer.kind, "pass": layer.number} if layer else None,
            "sources": [_source(source) for source in part.sources],
            "sentences": [_sentence(sentence, states.get(sentence.index, untouched)) for sentence in self.sentences],
            "tokens": self._tokens,
            "spans": [_span(span) for span in part.spans],
            "relations": [_relation(relation) for relation in part.relations],
            **({"rejections": [_span(span) for span in part.rejections]} if part.rejections else {}),
            "tool": TOOL,
        }
