"""``cas``: UIMA CAS for INCEpTION and other tools: XMI and JSON for a document and a layer, and ``TypeSystem.xml``.

Both are written as what they are, XML and JSON; no library is needed. Offsets are UTF-16 code units, as in Java.

=================================  ==================================================================================
``…segmentation.type.Sentence``    sentences and tokens, as DKPro Core names them
``…segmentation.type.Token``
``webanno.custom.FactSpan``        a span layer: ``label``, ``ident`` (our id), ``piece``, a feature for each attribute
``webanno.custom.FactRelation``    a relation layer on it: ``Governor`` (head), ``Dependent`` (tail), label, attributes
``webanno.custom.FactSentence``    what is said of a sentence: role, status, labels, confidence, comment
``webanno.custom.FactSource``      source entities, and
``webanno.custom.FactLayer``       whose labels these are: both metadata of the document
=================================  ==================================================================================

A span in pieces is one annotation a piece, all with one ``ident``, numbered in ``piece``; relations are on the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from annotator.errors import StoreCorrupt
from annotator.formats.by_layer import LayerNames, move_up
from annotator.formats.losses import counted, discontinuous
from annotator.formats.writing import Folder, Labelled, Plan, Writer, parts_of
from annotator.formats.xml_text import CONTROL, attributes, content, quoted, unfit
from annotator.model import Attribute, Layer, Part, SentenceState, Span
from annotator.scheme import Scheme
from annotator.text.offsets import Utf16Table, utf16_offsets

__all__ = ["NOT_HELD", "PARTLY", "writer"]

NOT_HELD = ("metadata of documents", "origin of spans", "time spent", "times of spans")
PARTLY = {
    "attributes of relations": "an attribute that the scheme does not have is left out: the type system has no feature",
    "attributes of spans": "an attribute that the scheme does not have is left out: the type system has no feature",
    "labels of sentences": "a label that the scheme does not have is left out: the type system has no feature",
    "discontinuous spans": "an annotation for each piece, with the same ident; relations are on the first piece",
    CONTROL: "XMI cannot hold them: a visible stand-in of the same length there, themselves in the JSON",
}

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
DOCUMENT, SENTENCE, TOKEN = (
    f"{_DKPRO}.{name}"
    for name in ("metadata.type.DocumentMetaData", "segmentation.type.Sentence", "segmentation.type.Token")
)
SPAN, RELATION, STATE, SOURCE, LAYER = (
    f"webanno.custom.Fact{name}" for name in ("Span", "Relation", "Sentence", "Source", "Layer")
)
_ANNOTATION, _ANYTHING, _STRING = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.String"
_OWN = frozenset("begin end sofa self type label ident piece Governor Dependent role status confidence comment".split())
_VIEW = "_InitialView"
_NO_ENDS: Mapping[str, int] = {}
_NO_SIGN = re.compile("[^A-Za-z0-9_]")


def feature(name: str) -> str:
    """The feature for an attribute of the scheme: its name, with ``a_`` before it where that is taken."""
    plain = _NO_SIGN.sub(lambda found: f"_{ord(found[0]):x}_", name)
    return f"a_{plain}" if plain in _OWN or not plain[:1].isalpha() else plain


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the type system: its features with the types of their values."""

    name: str
    parent: str
    title: str
    features: Mapping[str, str]


def types(scheme: Scheme) -> tuple[Type, ...]:
    """The type system of a scheme."""

    def strings(*own: str, more: Iterable[str] = ()) -> dict[str, str]:
        return dict.fromkeys([*own, *(feature(name) for name in more)], _STRING)

    spans = strings("label", "ident", "piece", more=(a.name for span in scheme.span for a in span.attribute))
    relations = strings("label", "ident", more=(a.name for link in scheme.relation for a in link.attribute))
    ends = {"Governor": SPAN, "Dependent": SPAN}
    said = strings("role", "status", "confidence", "comment", more=(label.name for label in scheme.sentence_label))
    known = strings("documentTitle", "documentId", "documentUri")
    return (
        Type(DOCUMENT, "uima.tcas.DocumentAnnotation", "", known),
        Type(SENTENCE, _ANNOTATION, "", {}),
        Type(TOKEN, _ANNOTATION, "", {}),
        Type(SPAN, _ANNOTATION, "Spans", spans),
        Type(RELATION, _ANNOTATION, "Relations", ends | relations),
        Type(STATE, _ANNOTATION, "Sentences", said),
        Type(SOURCE, _ANYTHING, "Source entities", strings("ident", "name", "source_type")),
        Type(LAYER, _ANYTHING, "Layer", strings("annotator", "kind", "number", "scheme", "segmenter")),
    )


@dataclass(frozen=True, slots=True)
class _Structure:
    """A feature structure: its number, type, plain values, and references to others by number."""

    number: int
    type: str
    values: Mapping[str, str | int | None]
    references: Mapping[str, int]


class _Cas:
    """One document with one layer (or none) as numbered feature structures; 1 is the text."""

    def __init__(self, plan: Plan, found: Labelled, layer: Layer | None, part: Part) -> None:
        self.text = found.document.text
        self._offsets = utf16_offsets(self.text)
        self._known = _names(plan.scheme)
        self.structures: list[_Structure] = []
        self._document(found)
        for sentence, tokens in zip(found.sentences, found.tokens, strict=True):
            self._at(SENTENCE, sentence.start, sentence.end, {})
            for start, end in tokens:
                self._at(TOKEN, start, end, {})
        if layer is not None:
            self._labels(plan, found, layer, part)

    def _add(self, kind: str, values: Mapping[str, str | int | None], references: Mapping[str, int]) -> int:
        number = len(self.structures) + 2
        self.structures.append(_Structure(number, kind, values, {"sofa": 1} | dict(references)))
        return number

    def _at(
        self, kind: str, start: int, end: int, said: Mapping[str, str | None], ends: Mapping[str, int] = _NO_ENDS
    ) -> int:
        place = {"begin": self._offsets.to_utf16(start), "end": self._offsets.to_utf16(end)}
        return self._add(kind, {**place, **said}, ends)

    def _features(self, kind: str, found: Iterable[Attribute]) -> dict[str, str]:
        return {feature(each.name): each.value for each in found if each.name in self._known[kind]}

    def _document(self, found: Labelled) -> None:
        document = found.document
        self._at(
            DOCUMENT,
            0,
            len(document.text),
            {
                "language": document.language,
                "documentTitle": document.title,
                "documentId": document.key,
                "documentUri": document.url,
            },
        )

    def _labels(self, plan: Plan, found: Labelled, layer: Layer, part: Part) -> None:
        scheme = f"{plan.scheme.name} {plan.scheme.version}"
        own = {"annotator": layer.annotator, "kind": layer.kind, "number": str(layer.number)}
        self._add(LAYER, own | {"scheme": scheme, "segmenter": found.segmenter}, {})
        for source in part.sources:
            self._add(SOURCE, {"ident": source.id, "name": source.name, "source_type": source.source_type}, {})
        states = {state.index: state for state in part.sentences}
        for sentence in found.sentences:
            state = states.get(sentence.index, SentenceState(sentence.index))
            said: dict[str, str | None] = {
                "role": state.role or sentence.role,
                "status": state.status,
                "confidence": None if state.confidence is None else str(state.confidence),
                "comment": state.comment,
            }
            self._at(STATE, sentence.start, sentence.end, said | self._features(STATE, state.labels))
        first = {span.id: self._span(span) for span in part.spans}
        spans = {span.id: span for span in part.spans}
        for link in part.relations:
            at = spans[link.tail].fragments[0]  # INCEpTION draws and sorts a relation at its tail
            ends = {"Governor": first[link.head], "Dependent": first[link.tail]}
            about = {"label": link.label, "ident": link.id} | self._features(RELATION, link.attributes)
            self._at(RELATION, at.start, at.end, about, ends)

    def _span(self, span: Span) -> int:
        """A structure for each piece; gives the number of the first."""
        numbers = []
        for index, piece in enumerate(span.fragments, 1):
            _check(self.text, self._offsets, span, piece.start, piece.end, piece.text)
            number = f"{index}/{len(span.fragments)}" if len(span.fragments) > 1 else None
            said = {"label": span.label, "ident": span.id, "piece": number} | self._features(SPAN, span.attributes)
            numbers.append(self._at(SPAN, piece.start, piece.end, said))
        return numbers[0]


def _names(scheme: Scheme) -> dict[str, frozenset[str]]:
    """The attributes that a type has features for, by type."""
    return {
        SPAN: frozenset(a.name for span in scheme.span for a in span.attribute),
        RELATION: frozenset(a.name for link in scheme.relation for a in link.attribute),
        STATE: frozenset(label.name for label in scheme.sentence_label),
    }


def _check(text: str, offsets: Utf16Table, span: Span, start: int, end: int, quoted: str) -> None:
    """What Java will read at these offsets is what the span quotes."""
    wide = offsets.to_utf16(end) - offsets.to_utf16(start)
    if text[start:end] != quoted or wide != len(quoted.encode("utf-16-le", "surrogatepass")) // 2:
        raise StoreCorrupt(f"span {span.id} does not quote its document", "run annotator check")


# -- the files ----------------------------------------------------------------------------------------------------


def type_system(found: Iterable[Type]) -> Iterator[str]:
    """``TypeSystem.xml``, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">'
    yield "<types>"
    for each in found:
        yield "<typeDescription>"
        yield f"<name>{each.name}</name>"
        yield f"<description>{content(each.title)}</description>"
        yield f"<supertypeName>{each.parent}</supertypeName>"
        if each.features:
            yield "<features>"
            for name, kind in each.features.items():
                yield "<featureDescription>"
                yield f"<name>{name}</name>"
                yield "<description/>"
                yield f"<rangeTypeName>{kind}</rangeTypeName>"
                yield "</featureDescription>"
            yield "</features>"
        yield "</typeDescription>"
    yield "</types>"
    yield "</typeSystemDescription>"


def _xmi(cas: _Cas) -> Iterator[str]:
    spaces = {space: f"n{number}" for number, space in enumerate(sorted({_space(s.type) for s in cas.structures}))}
    declared = "".join(f' xmlns:{short}="http:///{space}.ecore"' for space, short in spaces.items())
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"{declared} xmi:version="2.0">'
    )
    yield '<cas:NULL xmi:id="0"/>'
    for each in cas.structures:
        tag = f"{spaces[_space(each.type)]}:{each.type.rpartition('.')[2]}"
        yield f'<{tag} xmi:id="{each.number}"{_values(each.references)}{_values(each.values)}/>'
    text = attributes(sofaString=cas.text)
    yield f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="{_VIEW}" mimeType="text"{text}/>'
    members = " ".join(str(each.number) for each in cas.structures)
    yield f'<cas:View sofa="1" members="{members}"/>'
    yield "</xmi:XMI>"


def _space(kind: str) -> str:
    return kind.rpartition(".")[0].replace(".", "/")


def _values(found: Mapping[str, str | int | None]) -> str:
    return "".join(f" {name}={quoted(str(value))}" for name, value in found.items() if value is not None)


def _json(cas: _Cas, system: Iterable[Type]) -> bytes:
    sofa = {"sofaNum": 1, "sofaID": _VIEW, "mimeType": "text", "sofaString": cas.text}
    structures: list[dict[str, Any]] = [{"%ID": 1, "%TYPE": "uima.cas.Sofa"} | sofa]
    for each in cas.structures:
        structures.append(
            {"%ID": each.number, "%TYPE": each.type}
            | {f"@{name}": number for name, number in each.references.items()}
            | {name: value for name, value in each.values.items() if value is not None}
        )
    described = {
        each.name: {"%NAME": each.name, "%SUPER_TYPE": each.parent}
        | {name: {"%NAME": name, "%RANGE": kind} for name, kind in each.features.items()}
        for each in system
    }
    members = [each.number for each in cas.structures]
    views = {_VIEW: {"%SOFA": 1, "%MEMBERS": members}}
    return orjson.dumps({"%TYPES": described, "%FEATURE_STRUCTURES": structures, "%VIEWS": views})


class _Uima:
    """Files of UIMA CAS."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known = _names(plan.scheme)

    def losses(self, found: Labelled) -> Iterator[str]:
        """What INCEpTION's layers have no place for."""
        yield from counted(found, NOT_HELD)
        for _, part in found.layers:
            yield from ("discontinuous spans" for _ in range(discontinuous(part)))
            for name, kind, every in (
                ("attributes of spans", SPAN, [span.attributes for span in part.spans]),
                ("attributes of relations", RELATION, [link.attributes for link in part.relations]),
                ("labels of sentences", STATE, [state.labels for state in part.sentences]),
            ):
                yield from (name for given in every for each in given if each.name not in self._known[kind])
        yield from (CONTROL for _ in range(unfit(found.document.text)))

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``TypeSystem.xml``; ``KEY.xmi`` and ``KEY.json``, in a folder for each annotator where there are several."""
        system, layers = types(self._plan.scheme), LayerNames()
        with folder.open("TypeSystem.xml") as stream:
            stream.write("".join(f"{line}\n" for line in type_system(system)).encode())
        for found in documents:
            stem = folder.name_for(found.document.key)
            for layer, part in parts_of(found):
                cas = _Cas(self._plan, found, layer, part)
                place = "/".join(filter(None, (layers.of(layer), found.split, stem)))
                with folder.open(f"{place}.xmi") as stream:
                    stream.write("".join(f"{line}\n" for line in _xmi(cas)).encode())
                with folder.open(f"{place}.json") as stream:
                    stream.write(_json(cas, system))
        if not layers.several:
            for whose in layers.given:
                move_up(folder, whose)


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Uima(plan)
