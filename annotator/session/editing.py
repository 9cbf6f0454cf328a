"""What each action changes: pure functions from labels to a patch. Nothing here writes, draws or asks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from annotator.errors import LabelError
from annotator.labels import Labels
from annotator.model import Attribute, Cut, Fragment, Part, Patch, Relation, Source, Span, Status
from annotator.scheme import RelationDef, Scheme, default_values
from annotator.scheme.defaults import attributes_in_order, entity_of_words, relation_defaults
from annotator.session.cursor import Extent, joined
from annotator.store.documents import StoredDocument

__all__ = ["Edge", "Editor"]

Edge = Literal["start", "end"]
ROUNDS = 4
"""How often the defaults of spans that come together are looked at again: one may follow from another's."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes patches for the labels of one document under one scheme."""

    stored: StoredDocument
    scheme: Scheme
    labels: Labels

    @property
    def _text(self) -> str:
        return self.stored.document.text

    def _fragments(self, extent: Extent) -> tuple[Fragment, ...]:
        return tuple(Fragment(start, end, self._text[start:end]) for start, end in extent)

    def _checked(self, label: str, extent: Extent) -> None:
        definition = self.scheme.spans.get(label)
        if definition is None:
            raise LabelError("no_label", f"the scheme has no label {label!r}", "see `annotator scheme show`")
        first, last = self.labels.sentence_at(extent[0][0]), self.labels.sentence_at(extent[-1][1] - 1)
        if first != last and not definition.cross_sentence:
            raise LabelError("crosses", f"{label} stays within one sentence", "select within the sentence")

    # -- spans ----------------------------------------------------------------------------------------------------

    def same(self, label: str, extent: Extent) -> Span | None:
        """The span that is there already with this label on these fragments."""
        nearby = self.labels.in_sentence(self.labels.sentence_at(extent[0][0]))
        return next((s for s in nearby if s.label == label and s.extent == extent), None)

    def label(
        self,
        label: str,
        extent: Extent,
        *,
        name: str,
        now: str,
        origin: str = "manual",
        suggester: str | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Patch:
        """A new span with the defaults of its context; a source with words that are known names their entity.

        ``given`` values stand in place of defaults.

        Raises:
            LabelError: the label does not exist, or may not cross sentences.
        """
        self._checked(label, extent)
        sentence = self.labels.sentence_at(extent[0][0])
        span = Span(name, label, sentence, self._fragments(extent), (), origin, suggester, now, now)
        if (entity := entity_of_words(self.scheme, self.labels, span)) is not None:
            span = replace(span, attributes=(Attribute(self.entity_attribute(span), entity),))
        bare = Patch(after=Part(spans=(span,)))
        with self.labels.trying(bare):
            values = default_values(self.scheme, self.labels, span, dict(given) if given else None)
        return Patch(after=Part(spans=(replace(span, attributes=attributes_in_order(self.scheme, label, values)),)))

    def settled(self, patch: Patch, given: Sequence[Mapping[str, str]]) -> Patch:
        """New spans that come together, with the defaults that they have beside each other and with their links.

        ``given``: for each of them, the values that stand in place of defaults.
        """
        for _ in range(ROUNDS):
            with self.labels.trying(patch):
                values = [
                    default_values(self.scheme, self.labels, span, dict(kept))
                    for span, kept in zip(patch.after.spans, given, strict=True)
                ]
            spans = tuple(
                replace(span, attributes=attributes_in_order(self.scheme, span.label, found))
                for span, found in zip(patch.after.spans, values, strict=True)
            )
            if spans == patch.after.spans:
                break
            patch = replace(patch, after=replace(patch.after, spans=spans))
        return patch

    def delete(self, span: Span) -> Patch:
        """A span taken out, with the links that it has."""
        return Patch(before=Part(spans=(span,), relations=tuple(self.labels.links(span.id))))

    def reshape(self, span: Span, extent: Extent, now: str) -> Patch:
        """The same span on other fragments."""
        self._checked(span.label, extent)
        sentence = self.labels.sentence_at(extent[0][0])
        after = replace(span, fragments=self._fragments(extent), sentence=sentence, updated=now)
        return Patch(Part(spans=(span,)), Part(spans=(after,)))

    def move_edge(self, span: Span, edge: Edge, by: int, now: str) -> Patch:
        """One end of a span moved by tokens; an end inside a token goes to that token's edge first.

        Raises:
            LabelError: nothing would be left, it would leave its sentence, or it would run into its other part.
        """
        tokens = [token for index in self._room(span) for token in self.stored.tokens[index]]
        parts = list(span.extent)
        if edge == "start":
            start, end = parts[0]
            found = self._step([s for s, _ in tokens], start, by)
            parts[0] = (found, end)
        else:
            start, end = parts[-1]
            found = self._step([e for _, e in tokens], end, by)
            parts[-1] = (start, found)
        if any(s >= e for s, e in parts):
            raise LabelError("no_room", "the edge can go no further", "delete the span instead")
        return self.reshape(span, joined(self._text, parts), now)

    def _room(self, span: Span) -> range:
        definition = self.scheme.spans.get(span.label)
        touched = self.labels.touched(span)
        if definition and definition.cross_sentence:
            return range(max(0, touched.start - 1), min(len(self.stored.sentences), touched.stop + 1))
        return touched

    @staticmethod
    def _step(edges: Sequence[int], at: int, by: int) -> int:
        """The edge so many further on (by > 0) or back in an ordered list."""
        target = bisect_right(edges, at) + by - 1 if by > 0 else bisect_left(edges, at) + by
        if not 0 <= target < len(edges):
            raise LabelError("no_room", "the edge can go no further", "the sentence ends here")
        return edges[target]

    def add_fragment(self, span: Span, extent: Extent, now: str) -> Patch:
        """More words for a span: parts that touch become one."""
        return self.reshape(span, joined(self._text, (*span.extent, *extent)), now)

    def remove_fragment(self, span: Span, at: tuple[int, int], now: str) -> Patch:
        """A span without the part at a place.

        Raises:
            LabelError: it has no part there, or only that one.
        """
        kept = tuple(part for part in span.extent if not (part[0] < at[1] and at[0] < part[1]))
        if not kept or len(kept) == len(span.extent):
            raise LabelError("no_part", "the span has no other part here", "delete the span instead")
        return self.reshape(span, kept, now)

    def set_attribute(self, span: Span, name: str, value: str | None, now: str) -> Patch:
        """An attribute with another value, or without one.

        Raises:
            LabelError: the scheme does not know the attribute or the value.
        """
        return self.set_attributes(span, {name: value}, now)

    def set_attributes(self, span: Span, given: Mapping[str, str | None], now: str) -> Patch:
        """Some attributes with other values, or without one.

        A source entity that only this span names takes its new type too.

        Raises:
            LabelError: the scheme does not know one of the attributes or values.
        """
        definition = self.scheme.spans.get(span.label)
        values = {a.name: a.value for a in span.attributes}
        for name, value in given.items():
            attribute = definition.find(name) if definition else None
            if attribute is None:
                wrong = f"{span.label} has no attribute {name!r}"
                raise LabelError("no_attribute", wrong, "see `annotator scheme show`")
            allowed = tuple(self.labels.sources) if attribute.entity else attribute.names
            if value is not None and value not in allowed:
                raise LabelError("no_value", f"{name} has no value {value!r}", f"one of: {', '.join(allowed)}")
            values.pop(name, None)
            if value is not None:
                values[name] = value
        after = replace(span, attributes=attributes_in_order(self.scheme, span.label, values), updated=now)
        source = self._only_named_by(span) if "source_type" in given else None
        if source is None or source.source_type == given["source_type"]:
            return Patch(Part(spans=(span,)), Part(spans=(after,)))
        retyped = replace(source, source_type=given["source_type"])
        return Patch(Part(spans=(span,), sources=(source,)), Part(spans=(after,), sources=(retyped,)))

    def _only_named_by(self, span: Span) -> Source | None:
        """The source entity of a span, where no other span names it."""
        definition = self.scheme.spans.get(span.label)
        name = definition.entity.name if definition and definition.entity else ""
        source = self.labels.sources.get(span.value(name) or "")
        return source if source and len(self.labels.saying(name, source.id)) == 1 else None

    # -- links ----------------------------------------------------------------------------------------------------

    def possible_links(self, one: Span, other: Span) -> list[tuple[RelationDef, bool]]:
        """The relations two spans may have; the flag says that ``other`` is the head."""
        return self.scheme.between(one.label, other.label) if one.id != other.id else []

    def link(self, label: str, head: Span, tail: Span, name: str) -> Patch:
        """A relation between two spans, with its default attributes.

        Raises:
            LabelError: the scheme has no such relation, its signature differs, or it is there already.
        """
        definition = self.scheme.relations.get(label)
        if definition is None or head.id == tail.id or (definition.head, definition.tail) != (head.label, tail.label):
            raise LabelError("no_relation", f"no {label} from {head.label} to {tail.label}", "choose other ends")
        if self.linked(label, head, tail):
            raise LabelError("linked", f"{label} is there already", "nothing was changed")
        relation = Relation(name, label, head.id, tail.id)
        attributes = relation_defaults(self.scheme, self.labels, relation)
        return Patch(after=Part(relations=(replace(relation, attributes=attributes),)))

    def linked(self, label: str, head: Span, tail: Span) -> Relation | None:
        """The relation between two spans, if it is there (either way round where it has no direction)."""
        ends = [(head.id, tail.id)]
        if (definition := self.scheme.relations.get(label)) and definition.symmetric:
            ends.append((tail.id, head.id))
        return next((r for r in self.labels.links(head.id, label) if (r.head, r.tail) in ends), None)

    @staticmethod
    def unlink(relation: Relation) -> Patch:
        """A relation taken out."""
        return Patch(before=Part(relations=(relation,)))

    def set_relation_attribute(self, relation: Relation, name: str, value: str) -> Patch:
        """An attribute of a relation with another value.

        Raises:
            LabelError: the scheme does not know the attribute or the value.
        """
        definition = self.scheme.relations.get(relation.label)
        known = next((a for a in definition.attribute if a.name == name), None) if definition else None
        if known is None or value not in known.names:
            raise LabelError("no_value", f"{relation.label} has no {name}={value}", "see `annotator scheme show`")
        rest = tuple(a for a in relation.attributes if a.name != name)
        after = replace(relation, attributes=(*rest, Attribute(name, value)))
        return Patch(Part(relations=(relation,)), Part(relations=(after,)))

    # -- source entities ------------------------------------------------------------------------------------------

    def new_source(self, span: Span, name: str, now: str) -> Patch:
        """A new source entity for a source span, with the type that the span has.

        Raises:
            LabelError: the label has no attribute that names an entity.
        """
        attribute = self.entity_attribute(span)
        source = self.source_called(name, span.value("source_type"), self.labels.sources)
        added = Patch(after=Part(sources=(source,)))
        with self.labels.trying(added):
            assigned = self.set_attribute(span, attribute, source.id, now)
        return Patch(assigned.before, replace(assigned.after, sources=(source,)))

    @staticmethod
    def source_called(name: str, source_type: str | None, known: Collection[str]) -> Source:
        """A source entity that is not among the known ids."""
        numbers = [int(x[1:]) for x in known if x[:1] == "e" and x[1:].isdigit()]
        return Source(f"e{max(numbers, default=0) + 1}", name, source_type)

    def entity_attribute(self, span: Span) -> str:
        """The attribute of a label whose values are source entities."""
        definition = self.scheme.spans.get(span.label)
        if definition is None or definition.entity is None:
            raise LabelError("no_entity", f"{span.label} names no source entity", "choose a source span")
        return definition.entity.name

    def rename_source(self, source: Source, name: str) -> Patch:
        """A source entity under another name."""
        return Patch(Part(sources=(source,)), Part(sources=(replace(source, name=name),)))

    @staticmethod
    def retype_source(source: Source, source_type: str) -> Patch:
        """A source entity of another type."""
        return Patch(Part(sources=(source,)), Part(sources=(replace(source, source_type=source_type),)))

    # -- sentences ------------------------------------------------------------------------------------------------

    def _state(self, index: int, **changes: object) -> Patch:
        before = self.labels.state(index)
        after = replace(before, **changes)  # type: ignore[arg-type]
        return Patch(Part(sentences=(before,)), Part(sentences=(after,)))

    def set_status(self, index: int, status: Status, seconds: float | None = None) -> Patch:
        """A sentence with another status, and the seconds spent on it since the last time added."""
        before = self.labels.state(index)
        total = before.seconds if not seconds else round((before.seconds or 0.0) + seconds, 1)
        return self._state(index, status=status, seconds=total)

    def set_sentence_label(self, index: int, name: str, value: str | None) -> Patch:
        """A sentence label with another value, or without one.

        Raises:
            LabelError: the scheme does not know the label or the value.
        """
        known = self.scheme.sentence_labels.get(name)
        if known is None or (value is not None and value not in known.names):
            raise LabelError("no_value", f"no sentence label {name}={value}", "see `annotator scheme show`")
        rest = [a for a in self.labels.state(index).labels if a.name != name]
        if value is not None:
            rest.append(Attribute(name, value))
        order = list(self.scheme.sentence_labels)
        rest.sort(key=lambda a: (order.index(a.name) if a.name in order else len(order), a.name))
        return self._state(index, labels=tuple(rest))

    def set_comment(self, index: int, comment: str | None) -> Patch:
        """A sentence with another comment, or without one."""
        return self._state(index, comment=comment or None)

    def set_confidence(self, index: int, confidence: int | None) -> Patch:
        """How sure the annotator is of a sentence: 1, 2 or 3."""
        return self._state(index, confidence=confidence)

    def split(self, index: int, at: int) -> Patch:
        """A sentence in two, the second of which begins at ``at``; both are to do.

        Raises:
            LabelError: ``at`` is its first token, or a span of one sentence lies across it.
        """
        if at <= self.stored.sentences[index].start:
            raise LabelError("no_cut", "nothing stands before this token", "go to the token that begins a sentence")
        for span in self.labels.in_sentence(index):
            definition = self.scheme.spans.get(span.label)
            if span.start < at < span.end and not (definition and definition.cross_sentence):
                words = " … ".join(part.text for part in span.fragments)
                raise LabelError("span_across", f"{span.label} “{words}” lies across it", "change or delete it first")
        before = self.labels.state(index)
        after = replace(before, status="todo")
        return Patch(Part(sentences=(before,)), Part(sentences=(after,)), Cut("split", index, at))

    def join(self, index: int) -> Patch:
        """A sentence and the next as one, which is to do; comments stand behind each other.

        Raises:
            LabelError: there is no next one.
        """
        if index + 1 >= len(self.stored.sentences):
            raise LabelError("no_cut", "this is the last sentence", "go to the first of the two")
        one, two = self.labels.state(index), self.labels.state(index + 1)
        comment = " / ".join(c for c in (one.comment, two.comment) if c) or None
        seconds = None if one.seconds is None and two.seconds is None else (one.seconds or 0) + (two.seconds or 0)
        after = replace(one, status="todo", comment=comment, seconds=seconds)
        first, second = self.stored.sentences[index : index + 2]
        cut = Cut("join", index, second.start, first.end, second.role)
        return Patch(Part(sentences=(one, two)), Part(sentences=(after,)), cut)

    def set_role(self, index: int, role: str | None) -> Patch:
        """The role of a sentence in the article, where the derived one is wrong."""
        return self._state(index, role=role)
