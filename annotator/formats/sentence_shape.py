"""The shape of a row of the training view: its keys in their order, and the types of their values.

One description for everything that needs it: the JSON Schema (``sentence_json_schema``), and the features of a Hugging
Face data set (``formats.hf``).
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict

from annotator.formats import derived
from annotator.formats.merging import mode_of
from annotator.formats.record import NamedValue
from annotator.formats.writing import Plan
from annotator.model import Kind, Role, Status
from annotator.scheme import Scheme

__all__ = ["VotedRow", "row_types", "sentence_json_schema"]

_STRICT = ConfigDict(strict=True, extra="forbid")


class TokenRow(TypedDict):
    """A token, in the sentence."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    text: str
    start: int
    end: int


class PieceRow(TypedDict):
    """A fragment of a span: what of it stands in the sentence, and where the whole of it stands in the document."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    text: str
    start: int
    end: int
    global_start: int
    global_end: int


class ValueVotes(TypedDict):
    """An answer, and how many gave it."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    value: str
    votes: int


class AnswerVotes(TypedDict):
    """The answers to one question; voters without a vote gave none."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: str
    voters: int
    undecided: bool
    values: list[ValueVotes]


class VotedRow(TypedDict):
    """What a merged span or relation has besides."""

    votes: NotRequired[int]
    voters: NotRequired[int]
    weight: NotRequired[float | None]
    undecided: NotRequired[bool]
    attribute_votes: NotRequired[list[AnswerVotes]]


class SpanRow(VotedRow):
    """A span that touches the sentence."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: str
    label: str
    text: str
    start: int
    end: int
    global_start: int
    global_end: int
    fragments: list[PieceRow]
    attributes: list[NamedValue]
    origin: str
    suggester: str | None
    begins_before: bool
    goes_on: bool


class RelationRow(VotedRow):
    """A relation whose head begins in the sentence; the ids are those of spans, here or in another sentence."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: str
    label: str
    head: str
    tail: str
    head_sentence: int
    tail_sentence: int
    attributes: list[NamedValue]


class SourceRow(TypedDict):
    """A source entity that a span of the sentence points to."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    id: str
    name: str
    source_type: str | None


class ContextRow(TypedDict):
    """The sentences before and after, by index and by id of the row."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    previous: int | None
    next: int | None
    previous_id: str | None
    next_id: str | None


_ROW: dict[str, Any] = {
    "id": str,
    "key": str,
    "annotator": str | None,
    "kind": Kind | Literal["merged"] | None,
    "pass": int | None,
    "index": int,
    "text": str,
    "start": int,
    "end": int,
    "role": Role,
    "status": Status,
    "confidence": int | None,
    "tokens": list[TokenRow],
    "labels": list[NamedValue],
    "spans": list[SpanRow],
    "relations": list[RelationRow],
    "sources": list[SourceRow],
    "context": ContextRow,
    "segmenter": str,
    "title": str | None,
    "language": str,
    "publisher": str | None,
    "published": str | None,
    "url": str | None,
}
_VOTES: dict[str, Any] = {"voters": int, "label_votes": list[AnswerVotes]}
_DERIVED_VOTES: dict[str, Any] = {"derived_votes": list[AnswerVotes]}


def row_types(plan: Plan) -> dict[str, Any]:
    """The keys of every row of an export in their order, with the types of their values."""
    asked = derived.derive_of(plan.options, plan.scheme)
    merging = mode_of(plan.options) is not None
    votes = _VOTES | (_DERIVED_VOTES if asked else {}) if merging else {}
    return _ROW | votes | derived.columns(asked, plan.scheme)


def sentence_json_schema(scheme: Scheme) -> dict[str, Any]:
    """The JSON Schema of a row; columns that ``merge`` or ``derive`` add are not required. Tags are of any label."""
    more = _VOTES | _DERIVED_VOTES | derived.columns(derived.DERIVED, scheme)
    fields = _ROW | {k: NotRequired[v] for k, v in more.items() if not k.startswith("iob_")}
    typed: Any = TypedDict
    made = typed("SentenceRow", fields)
    made.__doc__ = "A sentence with the labels of one layer, or of several merged."
    made.__pydantic_config__ = _STRICT
    found = TypeAdapter(made).json_schema()
    tags = {"items": {"pattern": "^(O|[BI]-.+)$", "type": "string"}, "type": "array"}
    found["patternProperties"] = {"^iob_": {"anyOf": [tags, {"type": "null"}]}}
    return found
