"""``w3c``: W3C Web Annotations (JSON-LD), one a line in ``annotations.jsonl``, and the texts they are on.

One line for an annotation and not a collection for a document: a collection says in its head how many there are, so it
could not be streamed, and half of it is of no use. Each line is JSON-LD by itself.

===========  ========================================================================================================
a span       ``motivation`` classifying; the label and each attribute are tags (``schema:name`` says which attribute);
             a target for each piece, with its place (code points, as the W3C model has it) and its quotation
a relation   ``motivation`` linking: from the annotation of its head (target) to that of its tail (body)
a sentence   ``motivation`` assessing, for what was said of it: status, labels, confidence, comment
===========  ========================================================================================================

Ids are made of the document, the layer and our id, so that they are the same in every export and no two layers share
one; ``canonical`` is our own id where it is a UUID. ``texts/KEY.txt`` is the text that places are counted in.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from annotator import __version__
from annotator.formats.lines import write_line
from annotator.formats.losses import counted
from annotator.formats.writing import Folder, Labelled, Plan, Streams, Writer, check_quotes
from annotator.model import Attribute, Document, Layer, Part, Relation, SentenceState, Source, Span

__all__ = ["NOT_HELD", "PARTLY", "identity", "writer"]

NOT_HELD = ("kind and pass of a layer", "metadata of documents", "origin of spans", "roles of sentences", "time spent")
PARTLY = {
    "ids": "our id is there where it is a UUID; every annotation has an id of its own",
    "source entities": "with the spans that name them; one that no span names is left out",
    "times of spans": "only those with a date and a time of day",
}

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/factcheck-annotator/")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_GENERATOR = {"type": "Software", "name": f"factcheck-annotator {__version__}"}


def identity(*names: str) -> str:
    """A ``urn:uuid`` that is always the same for the same names (UUID version 5)."""
    return uuid.uuid5(_SPACE, "\0".join(names)).urn


class _Layer:
    """The annotations of one layer of one document."""

    def __init__(self, plan: Plan, document: Document, text_file: str, layer: Layer, part: Part) -> None:
        self._text, self._part = document.text, part
        self._place = (document.key, layer.annotator, layer.kind, str(layer.number))
        kind = "Software" if layer.kind == "suggester" else "Person"
        self._creator = {"id": identity("annotator", layer.annotator), "type": kind, "name": layer.annotator}
        self._source: dict[str, Any] = {
            "id": identity("text", document.key, document.sha256),
            "type": "Text",
            "format": "text/plain",
            "language": document.language,
            "schema:identifier": document.key,
            "schema:contentUrl": text_file,
            **({"schema:name": document.title} if document.title else {}),
            **({"schema:url": document.url} if document.url else {}),
        }
        self._entities = {source.id: source for source in part.sources}
        self._entity_names = {
            (span.name, attribute.name) for span in plan.scheme.span for attribute in span.attribute if attribute.entity
        }

    def annotations(self, found: Labelled) -> Iterator[dict[str, Any]]:
        """Those of sentences, of spans and of relations, in the order of the export."""
        for state in self._part.sentences:
            if body := list(self._said(state)):
                sentence = found.sentences[state.index]
                place = self._specific(sentence.start, sentence.end)
                yield self._annotation("sentence", str(state.index), "assessing", body, place)
        for span in self._part.spans:
            check_quotes(self._text, span)
            places = [self._specific(piece.start, piece.end) for piece in span.fragments]
            body = [_tag(span.label, purpose="classifying"), *self._attributes(span)]
            times = {"created": span.created, "modified": span.updated}
            target = places if len(places) > 1 else places[0]
            yield self._annotation("span", span.id, "classifying", body, target, times)
        for link in self._part.relations:
            yield self._relation(link)

    def _annotation(
        self, kind: str, name: str, motivation: str, body: Any, target: Any, times: dict[str, str] | None = None
    ) -> dict[str, Any]:
        own = {"canonical": f"urn:uuid:{name}"} if kind != "sentence" and _UUID.fullmatch(name) else {}
        return {
            "@context": CONTEXT,
            "id": identity(kind, *self._place, name),
            "type": "Annotation",
            **own,
            "motivation": motivation,
            "creator": self._creator,
            **{key: value for key, value in (times or {}).items() if _TIME.fullmatch(value)},
            "generator": _GENERATOR,
            "body": body,
            "target": target,
        }

    def _said(self, state: SentenceState) -> Iterator[dict[str, Any]]:
        """What an annotator said of a sentence; nothing for one that was not touched."""
        if state.untouched:
            return
        yield _tag(state.status, "status", purpose="assessing")
        for label in state.labels:
            yield _tag(label.value, label.name, purpose="classifying")
        if state.confidence is not None:
            yield _tag(str(state.confidence), "confidence", purpose="assessing")
        if state.comment:
            yield {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": state.comment}

    def _attributes(self, span: Span) -> Iterator[dict[str, Any]]:
        for each in span.attributes:
            entity = self._entities.get(each.value) if (span.label, each.name) in self._entity_names else None
            yield self._named(each, entity) if entity else _tag(each.value, each.name)

    def _named(self, attribute: Attribute, entity: Source) -> dict[str, Any]:
        """A span names a source entity: the entity itself is the body."""
        return {
            "type": "SpecificResource",
            "purpose": "identifying",
            "schema:name": attribute.name,
            "source": {
                "id": identity("entity", *self._place, entity.id),
                "type": "schema:Thing",
                "schema:identifier": entity.id,
                "schema:name": entity.name,
                **({"schema:additionalType": entity.source_type} if entity.source_type else {}),
            },
        }

    def _relation(self, link: Relation) -> dict[str, Any]:
        tail, head = (identity("span", *self._place, end) for end in (link.tail, link.head))
        tags = [_tag(each.value, each.name) for each in link.attributes]
        body = [_tag(link.label, purpose="classifying"), tail, *tags]
        return self._annotation("relation", link.id, "linking", body, head)

    def _specific(self, start: int, end: int) -> dict[str, Any]:
        """A place in the text, said twice: either selector alone would do."""
        text = self._text
        quotation: dict[str, Any] = {"type": "TextQuoteSelector", "exact": text[start:end]}
        if start:
            quotation["prefix"] = text[max(0, start - AROUND) : start]
        if end < len(text):
            quotation["suffix"] = text[end : end + AROUND]
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        return {"type": "SpecificResource", "source": self._source, "selector": [position, quotation]}


def _tag(value: str, name: str | None = None, *, purpose: str = "tagging") -> dict[str, Any]:
    named = {"schema:name": name} if name else {}
    return {"type": "TextualBody", "purpose": purpose, **named, "value": value}


class _Annotations:
    """A line for each annotation."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._entity_names = {a.name for span in plan.scheme.span for a in span.attribute if a.entity}

    def losses(self, found: Labelled) -> Iterator[str]:
        """What the model has no place for."""
        yield from counted(found, NOT_HELD)
        for _, part in found.layers:
            ids = [*(span.id for span in part.spans), *(link.id for link in part.relations)]
            yield from ("ids" for one in ids if not _UUID.fullmatch(one))
            named = {a.value for span in part.spans for a in span.attributes if a.name in self._entity_names}
            yield from ("source entities" for source in part.sources if source.id not in named)
            for span in part.spans:
                yield from ("times of spans" for time in (span.created, span.updated) if not _TIME.fullmatch(time))

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``annotations.jsonl`` (or a file for each part of a split), and ``texts/KEY.txt``."""
        with Streams(folder, self._plan, "annotations", ".jsonl") as streams:
            for found in documents:
                name = f"texts/{folder.name_for(found.document.key)}.txt"
                with folder.open(name) as text:
                    text.write(found.document.text.encode())
                for layer, part in found.layers:
                    annotations = _Layer(self._plan, found.document, name, layer, part).annotations(found)
                    for each in annotations:
                        write_line(streams.of(found), each)


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Annotations(plan)
