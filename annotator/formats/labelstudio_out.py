"""``labelstudio``: ``tasks.json`` for Label Studio's import, and ``config.xml``, the labelling configuration for it.

A task is a document; each layer is an annotation of it, named by ``completed_by``. Offsets count UTF-16 units, as the
editor does. An attribute is a second result with the id of its region: a choice, or a text where its values are source
entities. A label of a sentence is a choice for the whole text, so only a text of one sentence has a place for it. An
annotation is cancelled (skipped) where no sentence is done.

Label Studio takes an annotation over only where ``completed_by`` has the e-mail of one of its users, or for whoever
imports it where it runs with ``ALLOW_IMPORT_TASKS_WITH_UNKNOWN_EMAILS``. The configuration has what the scheme has, and
the attributes and values beside it that are in the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import orjson

from annotator.errors import StoreCorrupt
from annotator.formats.annotation_tools import (
    described,
    in_one_piece,
    linkable,
    lost_metadata,
    lost_relations,
    metadata,
    quoted,
)
from annotator.formats.foreign import name_of
from annotator.formats.losses import counted
from annotator.formats.writing import Folder, Hashed, Labelled, Plan, Writer
from annotator.formats.xml_text import attributes as tag_attributes
from annotator.formats.xml_text import unfit
from annotator.model import Attribute, Layer, Part, Span
from annotator.scheme import AttributeDef, Scheme
from annotator.text.offsets import Utf16Table, utf16_offsets

__all__ = ["NOT_HELD", "PARTLY", "Config", "writer"]

NOT_HELD = (
    "discontinuous spans",
    "attributes of relations",
    "source entities",
    "confidence",
    "comments",
    "roles of sentences",
    "times of spans",
)
PARTLY = {
    "relations": "left out where an end of theirs is a discontinuous span",
    "attributes of spans": "left out where the name or the value is empty, or cannot be written in XML",
    "labels of sentences": "held where the text is one sentence",
    "status of sentences": "of the whole document: cancelled where none is done, else done",
    "time spent": "the sum, as lead_time",
    "origin of spans": "a suggester's are predictions, all others manual",
    "ids": "relations have none; those of spans are numbered where one could not be read back",
    "kind and pass of a layer": "gold is ground truth; passes are told by their order",
    "metadata of documents": "one value a name, none that is empty",
}


def _sayable(name: str, value: str) -> bool:
    """Whether an attribute can stand in the configuration and be read back."""
    return bool(value) and name_of(name) == name and not unfit(name, value)


# -- the configuration ------------------------------------------------------------------------------------------------


class Config:
    """The labelling configuration: what the scheme has, and the values beside it that were met.

    ``label`` and ``text`` are the names of the control for spans and of the text; other ones where an attribute has
    these names.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._choices: dict[str, dict[str, None]] = {}
        self._on: dict[str, dict[str, None]] = {}
        self._whole: dict[str, dict[str, None]] = {}
        defined: dict[str, list[AttributeDef]] = {}
        for label in scheme.span:
            for attribute in label.attribute:
                defined.setdefault(attribute.name, []).append(attribute)
                self._met(attribute.name, label.name, *attribute.names)
        self._entities = {name for name, found in defined.items() if all(a.entity for a in found)}
        taken = {*defined, *scheme.sentence_labels}
        self.label = next(name for name in _named("label") if name not in taken)
        self.text = next(name for name in _named("text") if name not in taken)
        self._defined = frozenset(defined)
        self._reserved = {self.label, self.text, *scheme.sentence_labels} - self._defined

    def _met(self, name: str, label: str, *values: str) -> None:
        self._choices.setdefault(name, {}).update(dict.fromkeys(values))
        self._on.setdefault(name, {})[label] = None

    def takes(self, attribute: Attribute) -> bool:
        """Whether an attribute of a span has a place."""
        return _sayable(attribute.name, attribute.value) and attribute.name not in self._reserved

    def said(self, label: str, attribute: Attribute) -> tuple[str, dict[str, list[str]]]:
        """The type of the result that an attribute is, and its value."""
        if attribute.name in self._entities:
            return "textarea", {"text": [attribute.value]}
        self._met(attribute.name, label, attribute.value)
        return "choices", {"choices": [attribute.value]}

    def takes_whole(self, label: Attribute) -> bool:
        """Whether a label of a sentence has a place, where the text is that sentence."""
        known = label.name in self._scheme.sentence_labels and label.name not in self._defined
        return known and _sayable(label.name, label.value)

    def said_of_all(self, label: Attribute) -> dict[str, list[str]]:
        """The value of the result that the label of the only sentence is."""
        names = self._scheme.sentence_labels[label.name].names
        self._whole.setdefault(label.name, dict.fromkeys(names))[label.value] = None
        return {"choices": [label.value]}

    @property
    def xml(self) -> str:
        """The configuration."""
        rows = ["<View>", *self._labels()]
        rows.append(f"  <Text{tag_attributes(name=self.text, value='$text', valueType='text')}/>")
        rows += self._relations()
        for name, values in self._whole.items():
            rows += _choices(values, name=name, toName=self.text, choice="single")
        for name, values in self._choices.items():
            when = {"perRegion": "true", "visibleWhen": "region-selected", "whenTagName": self.label}
            where = {"name": name, "toName": self.text, **when, "whenLabelValue": ",".join(self._on[name])}
            if name in self._entities:
                rows.append(f"  <TextArea{tag_attributes(**where, maxSubmissions='1')}/>")
            else:
                rows += _choices(values, **where, choice="single")
        return "\n".join([*rows, "</View>", ""])

    def _labels(self) -> Iterator[str]:
        yield f"  <Labels{tag_attributes(name=self.label, toName=self.text)}>"
        for label in self._scheme.span:
            yield f"    <Label{tag_attributes(value=label.name, background=label.colour.light, hotkey=label.key)}/>"
        yield "  </Labels>"

    def _relations(self) -> Iterator[str]:
        if self._scheme.relation:
            yield "  <Relations>"
            for relation in self._scheme.relation:
                yield f"    <Relation{tag_attributes(value=relation.name)}/>"
            yield "  </Relations>"


def _named(name: str) -> Iterator[str]:
    while True:
        yield name
        name += "_"


def _choices(values: Iterable[str], **given: str) -> Iterator[str]:
    yield f"  <Choices{tag_attributes(**given)}>"
    for value in values:
        yield f"    <Choice{tag_attributes(value=value)}/>"
    yield "  </Choices>"


# -- tasks ----------------------------------------------------------------------------------------------------------


class _Array:
    """A JSON array that is written one by one."""

    def __init__(self, stream: Hashed) -> None:
        self._stream, self._before = stream, b"[\n"

    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item."""
        self._stream.write(self._before + orjson.dumps(item))
        self._before = b",\n"

    def close(self) -> None:
        """Write the end."""
        self._stream.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


def _ids(part: Part) -> dict[str, str]:
    """The ids of regions: those of the spans, or numbers where one of them could not be read back."""
    names = [span.id for span in part.spans]
    if all(name_of(name) == name for name in names):
        return dict(zip(names, names, strict=True))
    return {name: f"s{number}" for number, name in enumerate(names, 1)}


class _LabelStudio:
    """Writes tasks and their configuration."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._config = Config(plan.scheme)
        self._users: dict[str, int] = {}
        self._annotations = 0

    def losses(self, found: Labelled) -> Iterable[str]:
        """What Label Studio has no place for."""
        yield from counted(found, (*NOT_HELD, "time spent", "origin of spans"))
        passes: Counter[str] = Counter()
        for layer, part in found.layers:
            passes[layer.annotator] += 1
            if layer.kind != "annotator" or layer.number != passes[layer.annotator]:
                yield "kind and pass of a layer"
            yield from ("relations",) * lost_relations(part)
            yield from ("ids",) * (len(part.relations) + sum(name != new for name, new in _ids(part).items()))
            said = [attribute for span in in_one_piece(part) for attribute in span.attributes]
            yield from ("attributes of spans" for attribute in said if not self._config.takes(attribute))
            labels = [label for state in part.sentences for label in state.labels]
            single = len(found.sentences) == 1
            yield from ("labels of sentences" for label in labels if not (single and self._config.takes_whole(label)))
            status = "skipped" if _cancelled(part) else "done"
            held = sum(state.status == status for state in part.sentences)
            yield from ("status of sentences",) * (len(found.sentences) - held)
            yield from ("metadata of documents",) * lost_metadata(found.document)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``tasks.json``, or a file for each part of a split, and ``config.xml``."""
        names: dict[str | None, str] = {part: f"{part}.json" for part in self._plan.splits}
        names = names or {None: "tasks.json"}
        with ExitStack() as held:
            arrays = {part: _Array(held.enter_context(folder.open(name))) for part, name in names.items()}
            for number, found in enumerate(documents, 1):
                arrays[found.split].add(self._task(number, found))
            for array in arrays.values():
                array.close()
        with folder.open("config.xml") as stream:
            stream.write(self._config.xml.encode())

    def _task(self, number: int, found: Labelled) -> dict[str, Any]:
        document = found.document
        table = utf16_offsets(document.text)
        return {
            "id": number,
            "data": {"text": document.text, **described(document), "meta": metadata(document)},
            "annotations": [self._annotation(found, layer, part, table) for layer, part in found.layers],
            "predictions": [],
        }

    def _annotation(self, found: Labelled, layer: Layer, part: Part, table: Utf16Table) -> dict[str, Any]:
        spans = in_one_piece(part)
        ids = _ids(part)
        result: list[dict[str, Any]] = []
        for span in spans:
            result += self._region(ids[span.id], span, _place(found, span, table))
        for link in linkable(part, spans):
            ends = {"from_id": ids[link.head], "to_id": ids[link.tail]}
            result.append({**ends, "type": "relation", "direction": "right", "labels": [link.label]})
        if len(found.sentences) == 1:
            result += self._whole(label for state in part.sentences for label in state.labels)
        user = self._users.setdefault(layer.annotator, len(self._users) + 1)
        self._annotations += 1
        return {
            "id": self._annotations,
            "completed_by": {"id": user, "email": layer.annotator, "first_name": "", "last_name": ""},
            "result": result,
            "was_cancelled": _cancelled(part),
            "ground_truth": layer.kind == "gold",
            "lead_time": round(sum(state.seconds or 0.0 for state in part.sentences), 3),
        }

    def _region(self, name: str, span: Span, place: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The region of a span, and a result with its id for each of its attributes."""
        origins = {"edited": "prediction-changed"}
        origin = "manual" if span.suggester is None else origins.get(span.origin, "prediction")
        of = {"id": name, "to_name": self._config.text, "origin": origin}
        yield {**of, "from_name": self._config.label, "type": "labels", "value": {**place, "labels": [span.label]}}
        for attribute in span.attributes:
            if self._config.takes(attribute):
                kind, value = self._config.said(span.label, attribute)
                yield {**of, "from_name": attribute.name, "type": kind, "value": {**place, **value}}

    def _whole(self, labels: Iterable[Attribute]) -> Iterator[dict[str, Any]]:
        """What is said of the text as a whole."""
        for number, label in enumerate(labels, 1):
            if self._config.takes_whole(label):
                value = self._config.said_of_all(label)
                of = {"id": f"text-{number}", "from_name": label.name, "to_name": self._config.text}
                yield {**of, "type": "choices", "origin": "manual", "value": value}


def _cancelled(part: Part) -> bool:
    """Whether an annotation is skipped: none of its sentences is done."""
    return not any(state.status == "done" for state in part.sentences)


def _place(found: Labelled, span: Span, table: Utf16Table) -> dict[str, Any]:
    """Where a span is, in UTF-16 units, and its text.

    Raises:
        StoreCorrupt: its document does not have that text there.
    """
    text = quoted(found.document, span)
    start, end = table.to_utf16(span.start), table.to_utf16(span.end)
    if end - start != len(text.encode("utf-16-le", "surrogatepass")) // 2:
        raise StoreCorrupt(
            f"{found.document.key}: {span.start}–{span.end} has other UTF-16 offsets than its text",
            "run `annotator check`",
        )
    return {"start": start, "end": end, "text": text}


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _LabelStudio(plan)
