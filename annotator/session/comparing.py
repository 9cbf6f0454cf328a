"""The layers of one document side by side: per sentence what they agree on, and where they differ. Pure.

Only sentences that at least two annotators marked done are compared, and in each of them only those who did: a
sentence that is not done is no answer, an empty one that is done is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from annotator.labels import Labels
from annotator.model import Layer, Relation, SentenceState, Span
from annotator.scheme import Scheme
from annotator.session.pairing import grouped

__all__ = ["KINDS", "ROLE", "Comparison", "Group", "Item", "Kind", "Rater", "Subject", "Variant"]

Kind = Literal["missed", "boundary", "label", "attribute", "link", "sentence", "agreed"]
Subject = Literal["span", "attribute", "link", "sentence"]
KINDS: tuple[Kind, ...] = ("missed", "boundary", "label", "attribute", "link", "sentence", "agreed")
"""The order in which a sentence's items stand: disagreements by kind, then what is agreed on."""
ROLE = "role"
"""Stands among the sentence labels for a corrected role of the sentence."""


@dataclass(frozen=True, slots=True)
class Rater:
    """One of the layers that are compared."""

    layer: Layer
    labels: Labels


@dataclass(frozen=True)
class Group:
    """Spans of several raters, at most one of each, that speak of the same words; ``number`` counts in the sentence."""

    key: str
    sentence: int
    number: int
    members: dict[int, Span]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that its spans have, each once."""
        return tuple(dict.fromkeys(span.label for span in self.members.values()))


@dataclass(frozen=True, slots=True)
class Variant:
    """One answer and the raters (by number) who gave it; without span, link and value it says *nothing here*."""

    raters: tuple[int, ...]
    span: Span | None = None
    relation: Relation | None = None
    value: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it says that there is nothing."""
        return self.span is None and self.relation is None and self.value is None


@dataclass(frozen=True)
class Item:
    """One question about a sentence. ``name``: of the attribute, the link or the sentence label; else empty.

    ``group`` is that of the span or of the attribute's span; ``ends`` are head and tail of a link. Variants stand by
    their first rater, so that of two raters the first variant is the first rater's answer.
    """

    key: str
    kind: Kind
    subject: Subject
    sentence: int
    variants: tuple[Variant, ...]
    name: str = ""
    group: Group | None = None
    ends: tuple[Group, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether all gave the same answer."""
        return self.kind == "agreed"


class Comparison:
    """Several layers of a document; a sentence is compared when it is first asked for."""

    def __init__(self, scheme: Scheme, starts: Sequence[int], raters: Sequence[Rater]) -> None:
        self.scheme, self.raters = scheme, tuple(raters)
        self._starts = starts
        self._order = sorted(range(len(raters)), key=lambda i: _said(raters[i].layer))
        self._groups: dict[int, tuple[Group, ...]] = {}
        self._items: dict[int, tuple[Item, ...]] = {}
        finished: dict[int, list[int]] = {}
        for number, rater in enumerate(self.raters):
            for state in rater.labels.states:
                if state.status == "done":
                    finished.setdefault(state.index, []).append(number)
        self._done = {index: tuple(done) for index, done in finished.items() if len(done) > 1}
        self.adjudicable: tuple[int, ...] = tuple(sorted(self._done))
        """The sentences that can be adjudicated, in order."""

    def done(self, sentence: int) -> tuple[int, ...]:
        """The raters whose answers on a sentence count; empty where it cannot be adjudicated."""
        return self._done.get(sentence, ())

    def groups(self, sentence: int) -> tuple[Group, ...]:
        """The groups of the spans that begin in a sentence, in the order of the text."""
        if (found := self._groups.get(sentence)) is None:
            done = self.done(sentence)
            listed: list[list[Span]] = [
                [s for s in rater.labels.in_sentence(sentence) if s.sentence == sentence] if i in done else []
                for i, rater in enumerate(self.raters)
            ]
            made = grouped(listed, [i for i in self._order if i in done])
            found = self._groups[sentence] = tuple(
                Group(self._key("span", "", self._spans(m)), sentence, at, dict(sorted(m.items())))
                for at, m in enumerate(made, 1)
            )
        return found

    def group_of(self, rater: int, span: Span) -> Group | None:
        """The group that a rater's span is in; None where its sentence is not compared."""
        return next((g for g in self.groups(span.sentence) if _holds(g, rater, span.id)), None)

    def items(self, sentence: int) -> tuple[Item, ...]:
        """The questions of a sentence in their fixed order: by kind, then by the text."""
        if (found := self._items.get(sentence)) is None:
            listed = [*self._span_items(sentence), *self._links(sentence), *self._sentence_labels(sentence)]
            found = self._items[sentence] = tuple(sorted(listed, key=lambda item: KINDS.index(item.kind)))
        return found

    # -- spans and their attributes -------------------------------------------------------------------------------

    def _span_items(self, sentence: int) -> Iterable[Item]:
        for group in self.groups(sentence):
            words = {i: (span.label, span.extent) for i, span in group.members.items()}
            variants = self._variants(self.done(sentence), words)
            found = tuple(Variant(who, None if said is None else group.members[who[0]]) for who, said in variants)
            kind: Kind = "missed"
            if len(group.labels) > 1:
                kind = "label"
            elif len(set(words.values())) > 1:
                kind = "boundary"
            elif len(found) == 1:
                kind = "agreed"
            yield Item(group.key, kind, "span", sentence, found, group=group)
            if len(group.labels) == 1:
                yield from self._attributes(group)

    def _attributes(self, group: Group) -> Iterable[Item]:
        """The attributes in which the spans of a group with one label differ."""
        for name in self.attribute_names(group):
            said = {i: self.value(i, span, name) for i, span in group.members.items()}
            if len(set(said.values())) > 1:
                found = self._variants(tuple(group.members), {i: v for i, v in said.items() if v is not None})
                variants = tuple(Variant(who, value=said[who[0]]) for who, _ in found)
                key = self._key("attribute", name, [group.key, *self._answers(said)])
                yield Item(key, "attribute", "attribute", group.sentence, variants, name, group)

    def attribute_names(self, group: Group) -> list[str]:
        """The attributes that the spans of a group have, in the order of the scheme."""
        definition = self.scheme.spans.get(group.labels[0])
        known = [a.name for a in definition.attribute] if definition else []
        given = dict.fromkeys(a.name for span in group.members.values() for a in span.attributes)
        return [name for name in known if name in given] + sorted(name for name in given if name not in known)

    def is_entity(self, label: str, name: str) -> bool:
        """Whether the values of an attribute are ids of the layer's own list of sources."""
        definition = self.scheme.spans.get(label)
        attribute = definition.find(name) if definition else None
        return attribute is not None and attribute.entity

    def value(self, rater: int, span: Span, name: str) -> str | None:
        """The value of an attribute; of one that names a source, the name of that source."""
        value = span.value(name)
        if value is not None and self.is_entity(span.label, name):
            source = self.raters[rater].labels.sources.get(value)
            return source.name if source else value
        return value

    # -- links ----------------------------------------------------------------------------------------------------

    def _links(self, sentence: int) -> Iterable[Item]:
        """The links whose later end begins in the sentence; both ends must be in sentences that are compared."""
        found: dict[tuple[str, str, str], tuple[Group, Group, dict[int, Relation]]] = {}
        for group in self.groups(sentence):
            for rater, span in group.members.items():
                for relation in self.raters[rater].labels.links(span.id):
                    ends = self._ends(rater, relation)
                    if ends is not None and max(end.sentence for end in ends) == sentence:
                        head, tail = ends
                        name = (relation.label, head.key, tail.key)
                        found.setdefault(name, (head, tail, {}))[2].setdefault(rater, relation)
        for (label, *keys), (head, tail, relations) in found.items():
            could = tuple(i for i in self.done(head.sentence) if i in self.done(tail.sentence))
            said = {i: relation.attributes for i, relation in relations.items()}
            variants = tuple(
                Variant(who, relation=None if answer is None else relations[who[0]])
                for who, answer in self._variants(could, said)
            )
            kind: Kind = "agreed" if len(variants) == 1 and len(could) > 1 else "link"
            values: dict[int, object] = {i: [(a.name, a.value) for a in said[i]] if i in said else None for i in could}
            key = self._key("link", label, [*keys, *self._answers(values)])
            yield Item(key, kind, "link", sentence, variants, label, ends=(head, tail))

    def _ends(self, rater: int, relation: Relation) -> tuple[Group, Group] | None:
        """Head and tail; of a link without direction the one that stands first in the text is the head."""
        spans = self.raters[rater].labels.spans
        head, tail = (self.group_of(rater, spans[name]) for name in (relation.head, relation.tail))
        if head is None or tail is None:
            return None
        definition = self.scheme.relations.get(relation.label)
        if definition is not None and definition.symmetric and _at(tail) < _at(head):
            return tail, head
        return head, tail

    # -- the sentence ---------------------------------------------------------------------------------------------

    def _sentence_labels(self, sentence: int) -> Iterable[Item]:
        done = self.done(sentence)
        states = {i: self.raters[i].labels.state(sentence) for i in done}
        for name in (*self.scheme.sentence_labels, ROLE):
            said = {i: sentence_value(state, name) for i, state in states.items()}
            if any(value is not None for value in said.values()):
                found = self._variants(done, {i: v for i, v in said.items() if v is not None})
                variants = tuple(Variant(who, value=said[who[0]]) for who, _ in found)
                key = self._key("sentence", name, [self._starts[sentence], *self._answers(said)])
                yield Item(key, "agreed" if len(variants) == 1 else "sentence", "sentence", sentence, variants, name)

    # -- answers --------------------------------------------------------------------------------------------------

    @staticmethod
    def _variants(raters: Sequence[int], said: Mapping[int, object]) -> list[tuple[tuple[int, ...], object]]:
        """Who gave which answer, by their first rater; who says nothing gives the answer None."""
        found: dict[object, list[int]] = {}
        for rater in raters:
            found.setdefault(said.get(rater), []).append(rater)
        return [(tuple(who), answer) for answer, who in found.items()]

    def _spans(self, members: dict[int, Span]) -> list[object]:
        return self._answers({i: [s.id, s.label, s.extent] for i, s in members.items()})

    def _answers(self, said: Mapping[int, object]) -> list[object]:
        """Answers with who gave them, whatever the order of the raters."""
        listed = sorted((_said(self.raters[i].layer), answer) for i, answer in said.items())
        return [[*who, answer] for who, answer in listed]

    @staticmethod
    def _key(subject: Subject, name: str, said: list[object]) -> str:
        """A name for a question that stays while the answers do."""
        return blake2b(json.dumps([subject, name, said]).encode(), digest_size=8).hexdigest()


def sentence_value(state: SentenceState, name: str) -> str | None:
    """The value of a sentence label, or the corrected role."""
    return state.role if name == ROLE else state.value(name)


def _said(layer: Layer) -> tuple[str, int]:
    return layer.annotator, layer.number


def _at(group: Group) -> tuple[int, int]:
    return group.sentence, group.number


def _holds(group: Group, rater: int, name: str) -> bool:
    member = group.members.get(rater)
    return member is not None and member.id == name
