"""``annotation.conf`` and ``visual.conf`` of a brat folder: the scheme in brat's words, with what the labels use of it.

Names of types may have letters, digits, ``-`` and ``_`` (brat's storage form). Labels, attributes, values and ends of
relations that are used but not in the scheme are declared too, else brat would mark them as faults; so are the ids of
source entities, which no scheme can list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.model import Attribute
from annotator.scheme import Scheme

__all__ = ["Used", "annotation_conf", "storage_name", "visual_conf"]

_NO_NAME = re.compile("[^A-Za-z0-9_-]")
_NO_VALUE = re.compile(r"[\s,|<>]")


def storage_name(name: str) -> str:
    """A name as brat stores it: other signs than ASCII letters, digits, ``-`` and ``_`` are ``_``."""
    name = _NO_NAME.sub("_", name)
    return name if name.strip("-") else f"_{name}"  # a line of hyphens is a separator in a configuration


class Used:
    """The types of a scheme by their brat names, and those that labels have beside them. Sets are kept in order."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.spans: dict[str, None] = {}
        self.relations: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        self.attributes: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        self._known: dict[tuple[str, Attribute], str] = {}
        for span in scheme.span:
            label = self.span(span.name)
            for attribute in span.attribute:
                for value in attribute.names:
                    self.attribute(label, Attribute(attribute.name, value))
        for relation in scheme.relation:
            self.relation(relation.name, self.span(relation.head), self.span(relation.tail))

    def span(self, label: str) -> str:
        """The name of a span label."""
        name = storage_name(label)
        self.spans[name] = None
        return name

    def relation(self, label: str, head: str, tail: str) -> str:
        """The name of a relation between spans of two types."""
        name = storage_name(label)
        heads, tails = self.relations.setdefault(name, ({}, {}))
        heads[head] = tails[tail] = None
        return name

    def attribute(self, label: str, attribute: Attribute) -> str:
        """The name of an attribute of a span type; its value is declared where brat's syntax allows it."""
        if known := self._known.get((label, attribute)):
            return known
        name = self._known[label, attribute] = storage_name(attribute.name)
        labels, values = self.attributes.setdefault(name, ({}, {}))
        labels[label] = None
        if not _NO_VALUE.search(attribute.value):
            values[attribute.value] = None
        return name


def _lines(*sections: tuple[str, Iterable[str]]) -> str:
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in sections)


def annotation_conf(used: Used) -> str:
    """The types: spans, relations with what they link, attributes with what has them and their values."""
    symmetric = {storage_name(relation.name) for relation in used.scheme.relation if relation.symmetric}
    relations = [
        f"{name}\tArg1:{'|'.join(heads)}, Arg2:{'|'.join(tails)}" + ", <REL-TYPE>:symmetric" * (name in symmetric)
        for name, (heads, tails) in used.relations.items()
    ]
    attributes = [
        f"{name}\tArg:{'|'.join(labels)}, Value:{'|'.join(values)}"
        for name, (labels, values) in used.attributes.items()
        if values
    ]
    overlaps = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    return _lines(
        ("entities", used.spans), ("relations", [*relations, overlaps]), ("events", ()), ("attributes", attributes)
    )


def _title(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def visual_conf(used: Used) -> str:
    """What is shown: the scheme's titles, in the language of its texts, with its short names and colours."""
    scheme = used.scheme
    titled = [(span.name, span.title, f" | {span.short}") for span in scheme.span]
    titled += [(relation.name, relation.title, "") for relation in scheme.relation]
    titled += [(a.name, a.title, "") for span in scheme.span for a in span.attribute]
    labels: dict[str, str] = {}
    for name, title, short in titled:
        stored = storage_name(name)
        labels.setdefault(stored, f"{stored} | {_title(title.say(scheme.language))}{short}")
    drawing = [
        f"{storage_name(span.name)}\tbgColor:{span.colour.dark}, fgColor:black, borderColor:darken"
        for span in scheme.span
    ]
    drawing += [
        "SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken",
        "ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5",
    ]
    return _lines(("labels", labels.values()), ("drawing", drawing))
