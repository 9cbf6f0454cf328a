"""``brat``: a ``.txt`` and a ``.ann`` for each document, with ``annotation.conf`` and ``visual.conf`` of the scheme.

Offsets count code points, line ends are ``\\n``, and the text is written to the byte. As in brat itself a fragment ends
with its line: one that goes on over a line end is written as a fragment for each line. Every sign at which some reader
breaks a line counts as a line end (U+2028, form feed, …), so that no T line can be broken.

A layer's spans are T lines, their attributes A lines, relations R lines. brat refuses to show attributes of relations:
those are notes, whose type is the attribute's name (``#1	explicit R1	true``). Labels of sentences have no place.

Several layers have a folder each; parts of a split are folders within.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from annotator.formats.brat_config import Used, annotation_conf, storage_name, visual_conf
from annotator.formats.by_layer import LayerNames, move_up
from annotator.formats.losses import counted
from annotator.formats.writing import Folder, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.model import Attribute, Part, Span

__all__ = ["LINE_ENDS", "NOT_HELD", "PARTLY", "RENAMED", "writer"]

LINE_ENDS = "spans over line ends"
"""The loss of a span that comes back in other pieces, or of one that has no character but line ends: it is left out."""
RENAMED = "names with other signs than letters, digits, - and _"
"""The loss of a label or an attribute that is written under another name."""

NOT_HELD: tuple[str, ...] = (
    "labels of sentences",
    "status of sentences",
    "confidence",
    "comments",
    "time spent",
    "roles of sentences",
    "origin of spans",
    "times of spans",
    "ids",
    "kind and pass of a layer",
    "metadata of documents",
)
PARTLY: dict[str, str] = {
    "attributes of relations": "notes (# lines) of the attribute's name; left out as those of spans are",
    "attributes of spans": "a value that is empty, or that has line ends or double spaces, is left out",
    "relations": "left out where one of its ends is",
    "source entities": "their ids are attributes of spans; names and types are left out",
    LINE_ENDS: "a fragment for each line, as brat does; left out if there is nothing but line ends",
    RENAMED: "written with _ for other signs",
}

_LINE_END = re.compile("[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")


def _pieces(text: str, span: Span) -> list[tuple[int, int]]:
    """The fragments of a span, each cut at line ends, which are in none."""
    check_quotes(text, span)
    found = []
    for part in span.fragments:
        at = part.start
        for end in _LINE_END.finditer(part.text):
            if at < part.start + end.start():
                found.append((at, part.start + end.start()))
            at = part.start + end.end()
        if at < part.end:
            found.append((at, part.end))
    return found


def _writable(attribute: Attribute) -> bool:
    """Whether an attribute can stand in an A line: a name, and a value in one line, its words one space apart."""
    value = attribute.value
    return bool(attribute.name and value) and value == " ".join(value.split())


def _annotations(text: str, part: Part, used: Used) -> Iterator[str]:
    """The lines of a layer: T and A, then R, then notes, each numbered from 1."""
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    numbers = {letter: count(1) for letter in "TAR#"}
    notes: list[str] = []
    for span in part.spans:
        if not (pieces := _pieces(text, span)):
            continue
        name = names[span.id] = f"T{next(numbers['T'])}"
        label = labels[span.id] = used.span(span.label)
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        yield f"{name}\t{label} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}"
        for attribute in span.attributes:
            if _writable(attribute):
                told = used.attribute(label, attribute)
                yield f"A{next(numbers['A'])}\t{told} {name} {attribute.value}"
    for relation in part.relations:
        if relation.head in names and relation.tail in names:
            label = used.relation(relation.label, labels[relation.head], labels[relation.tail])
            name = f"R{next(numbers['R'])}"
            yield f"{name}\t{label} Arg1:{names[relation.head]} Arg2:{names[relation.tail]}"
            for attribute in relation.attributes:
                if _writable(attribute):
                    notes.append(f"{storage_name(attribute.name)} {name}\t{attribute.value}")
    yield from (f"#{next(numbers['#'])}\t{note}" for note in notes)


def _unheld(kind: str, label: str, attributes: Sequence[Attribute], *, left_out: bool) -> Iterator[str]:
    """The losses of a span's or a relation's label and attributes; with what is left out all its attributes are."""
    held = [attribute.name for attribute in attributes if not left_out and _writable(attribute)]
    yield from (f"attributes of {kind}" for _ in range(len(attributes) - len(held)))
    yield from (RENAMED for name in (label, *held) if not left_out and storage_name(name) != name)


class _Brat:
    """Writes ``KEY.txt`` and ``KEY.ann``; what the configuration must declare is known at the end."""

    def __init__(self, plan: Plan) -> None:
        self._scheme = plan.scheme

    def losses(self, found: Labelled) -> Iterable[str]:
        """Everything but spans, their attributes and relations; and what these cannot have."""
        yield from counted(found, (*NOT_HELD, "source entities"))
        text = found.document.text
        for _, part in found.layers:
            absent: set[str] = set()
            for span in part.spans:
                pieces = _pieces(text, span)
                if tuple(pieces) != span.extent:
                    yield LINE_ENDS
                if not pieces:
                    absent.add(span.id)
                yield from _unheld("spans", span.label, span.attributes, left_out=not pieces)
            for relation in part.relations:
                gone = relation.head in absent or relation.tail in absent
                if gone:
                    yield "relations"
                yield from _unheld("relations", relation.label, relation.attributes, left_out=gone)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """A pair of files for each document and layer, then the configuration beside them."""
        used, layers = Used(self._scheme), LayerNames()
        for found in documents:
            stem = folder.name_for(found.document.key)
            for layer, part in parts_of(found):
                place = "/".join(filter(None, (layers.of(layer), found.split, stem)))
                lines = [line + "\n" for line in _annotations(found.document.text, part, used)]
                with folder.open(f"{place}.txt") as stream:
                    stream.write(found.document.text.encode())
                with folder.open(f"{place}.ann") as stream:
                    stream.write("".join(lines).encode())
        places = [""]
        for name in layers.given:
            if layers.several:
                places.append(f"{name}/")  # an annotator's folder is complete without the others
            else:
                move_up(folder, name)
        for place in places:
            for name, content in (("annotation.conf", annotation_conf(used)), ("visual.conf", visual_conf(used))):
                with folder.open(place + name) as stream:
                    stream.write(content.encode())


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Brat(plan)
