"""From answers to gold: what accepting one of them changes in the gold layer. Nothing here writes or asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Self, cast

from annotator.clock import Clock
from annotator.errors import LabelError
from annotator.labels import Labels
from annotator.model import Attribute, Part, Patch, Relation, Role, SentenceState, Source, Span
from annotator.scheme.defaults import attributes_in_order
from annotator.session.comparing import ROLE, Comparison, Group, Item, Variant
from annotator.session.decisions import Decisions, Origin

__all__ = ["ORIGIN", "Draft"]

ORIGIN = "adjudicated"
"""The ``origin`` of a gold span that was made from annotators' spans."""


class Draft:
    """Changes of a gold layer that become one patch; used as a context, at whose end the labels are as before.

    ``made`` collects the origins of what was made or changed, ``items`` the keys of what is settled by it and
    ``reopened`` those of what has to be decided again.
    """

    def __init__(self, gold: Labels, comparison: Comparison, decisions: Decisions, clock: Clock) -> None:
        self._gold, self._comparison, self._decisions = gold, comparison, decisions
        self._clock = clock
        self._spans: dict[str, Span | None] = {}
        self._relations: dict[str, Relation | None] = {}
        self._sources: dict[str, Source] = {}
        self._states: dict[int, SentenceState] = {}
        self.made: dict[str, tuple[Origin, ...]] = {}
        self.items: list[str] = []
        self.reopened: list[str] = []
        self.patch = Patch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        gold = self._gold
        spans = [(was, gold.spans.get(name)) for name, was in self._spans.items()]
        relations = [(was, gold.relations.get(name)) for name, was in self._relations.items()]
        before = Part(
            tuple(was for was, now in spans if was is not None and was != now),
            tuple(was for was, now in relations if was is not None and was != now),
            (),
            tuple(self._states.values()),
        )
        after = Part(
            tuple(now for was, now in spans if now is not None and was != now),
            tuple(now for was, now in relations if now is not None and was != now),
            tuple(self._sources.values()),
            tuple(gold.state(index) for index in self._states),
        )
        self.patch = Patch(before, after)
        gold.apply(self.patch.inverse)

    @cached_property
    def _now(self) -> str:
        return self._clock.now()

    def touch(self, sentence: int) -> None:
        """The sentence is part of the patch though nothing in it may change: undo goes there."""
        self._states.setdefault(sentence, self._gold.state(sentence))

    # -- what stands in gold for what -----------------------------------------------------------------------------

    def _origin(self, rater: int, name: str) -> Origin:
        layer = self._comparison.raters[rater].layer
        return layer.annotator, layer.number, name

    def copies(self, group: Group) -> list[Span]:
        """The gold spans that were made from a group, or say the same as one of its spans."""
        found: dict[str, Span] = {}
        for rater, span in group.members.items():
            found |= {copy.id: copy for copy in self._copies_of(self._origin(rater, span.id))}
        if not found:
            alike = {(span.label, span.extent) for span in group.members.values()}
            own = (s for s in self._gold.in_sentence(group.sentence) if s.id not in self._decisions.origins)
            found = {s.id: s for s in own if (s.label, s.extent) in alike and s.id not in self.made}
        return list(found.values())

    def _copies_of(self, origin: Origin) -> list[Span]:
        names = [name for name, origins in self.made.items() if origin in origins]
        names += [name for name in self._decisions.copies.get(origin, ()) if name not in self.made]
        return [self._gold.spans[name] for name in names if name in self._gold.spans]

    def _end(self, group: Group, rater: int) -> Span | None:
        """The gold span that an end of a rater's link becomes: that of their own span where there are several."""
        member = group.members.get(rater)
        own = self._copies_of(self._origin(rater, member.id)) if member is not None else []
        return next(iter(own or self.copies(group)), None)

    # -- change ---------------------------------------------------------------------------------------------------

    def _put(self, span: Span) -> None:
        was = self._gold.spans.get(span.id)
        self._spans.setdefault(span.id, was)
        self._gold.apply(Patch(Part(spans=(was,) if was else ()), Part(spans=(span,))))

    def _drop(self, span: Span) -> None:
        for relation in self._gold.links(span.id):
            self._drop_relation(relation)
        self._spans.setdefault(span.id, span)
        self._gold.apply(Patch(before=Part(spans=(span,))))

    def _drop_relation(self, relation: Relation) -> None:
        self._relations.setdefault(relation.id, relation)
        self._gold.apply(Patch(before=Part(relations=(relation,))))

    def _put_relation(self, relation: Relation) -> None:
        self._relations.setdefault(relation.id, self._gold.relations.get(relation.id))
        was = self._gold.relations.get(relation.id)
        self._gold.apply(Patch(Part(relations=(was,) if was else ()), Part(relations=(relation,))))

    def _source(self, rater: int, name: str) -> str:
        """The id of a source in gold; one of the same name is the same source, else it is brought along."""
        theirs = self._comparison.raters[rater].labels.sources.get(name)
        if theirs is None:
            return name
        for source in self._gold.sources.values():
            if source.name.casefold() == theirs.name.casefold():
                return source.id
        numbers = [int(x[1:]) for x in self._gold.sources if x[:1] == "e" and x[1:].isdigit()]
        new = Source(f"e{max(numbers, default=0) + 1}", theirs.name, theirs.source_type)
        self._sources[new.id] = new
        self._gold.apply(Patch(after=Part(sources=(new,))))
        return new.id

    # -- spans ----------------------------------------------------------------------------------------------------

    def take_spans(self, item: Item, variants: Sequence[Variant]) -> None:
        """The spans of these variants stand in gold for the item's group, and no others; none: nothing does."""
        group = item.group
        assert group is not None
        there = self.copies(group)
        chosen = [variant for variant in variants if variant.span is not None]
        kept = self._kept(there, chosen)
        for span in there:
            if span.id not in {found.id for found in kept if found is not None}:
                self._drop(span)
        alone = len(chosen) == 1 and len(there) <= 1
        if not (alone and all(was is None or was.label == v.span.label for was, v in _both(kept, chosen) if v.span)):
            self.reopened += self._dependent(group)
        for was, variant in _both(kept, chosen):
            self._take(group, variant, was, whole=len(chosen) > 1 or len(group.labels) > 1)
        self.items.append(item.key)

    @staticmethod
    def _kept(there: list[Span], chosen: Sequence[Variant]) -> list[Span | None]:
        """Which span in gold becomes which: the one that says the same, or the only one where one is chosen."""
        kept: list[Span | None] = []
        for variant in chosen:
            wanted = variant.span
            assert wanted is not None
            alike = [s for s in there if s.label == wanted.label]
            same = next((s for s in alike if s.extent == wanted.extent), None)
            kept.append(same or (alike[0] if len(chosen) == 1 and alike else None))
        return kept

    def _take(self, group: Group, variant: Variant, was: Span | None, whole: bool) -> None:
        """A rater's span into gold. ``whole``: with all its attributes; else without those that are in dispute."""
        rater, span = variant.raters[0], variant.span
        assert span is not None
        values: dict[str, str] = {}
        for attribute in span.attributes:
            given = {self._comparison.value(i, s, attribute.name) for i, s in group.members.items()}
            if whole or len(given) == 1:
                values[attribute.name] = self._value(rater, span.label, attribute)
            elif was is not None and (decided := was.value(attribute.name)) is not None:
                values[attribute.name] = decided
        attributes = attributes_in_order(self._comparison.scheme, span.label, values)
        name, created = (was.id, was.created) if was is not None else (self._clock.id(), self._now)
        made = Span(name, span.label, span.sentence, span.fragments, attributes, ORIGIN, None, created, self._now)
        if was is None or replace(was, updated=made.updated, origin=ORIGIN) != made:
            self._put(made)
        self.made[name] = tuple(self._origin(i, group.members[i].id) for i in variant.raters)

    def reshape(self, span: Span, group: Group) -> None:
        """A gold span of a group with other words; where it has no origins yet, all of the group's are."""
        self._put(replace(span, origin=ORIGIN))
        if span.id not in self._decisions.origins:
            self.made[span.id] = tuple(self._origin(i, member.id) for i, member in group.members.items())

    def _value(self, rater: int, label: str, attribute: Attribute) -> str:
        if self._comparison.is_entity(label, attribute.name):
            return self._source(rater, attribute.value)
        return attribute.value

    def _dependent(self, group: Group) -> list[str]:
        """What was decided about a group's spans: their attributes and links."""
        items = (item for sentence in self._reached(group) for item in self._comparison.items(sentence))
        return [
            item.key
            for item in items
            if item.key in self._decisions.settled
            and ((item.subject == "attribute" and item.group is group) or any(end is group for end in item.ends))
        ]

    def _reached(self, group: Group) -> list[int]:
        """The sentence of a group and those in which its links are decided on."""
        raters = self._comparison.raters
        far = (
            raters[rater].labels.spans[end].sentence
            for rater, span in group.members.items()
            for relation in raters[rater].labels.links(span.id)
            for end in (relation.head, relation.tail)
        )
        return sorted({group.sentence, *(sentence for sentence in far if sentence > group.sentence)})

    # -- attributes, links, the sentence --------------------------------------------------------------------------

    def take_value(self, item: Item, variant: Variant | None) -> None:
        """The value of an attribute, or none.

        Raises:
            LabelError: the span it belongs to is not in gold.
        """
        group = item.group
        assert group is not None
        there = self.copies(group)
        if not there:
            raise LabelError("span_first", "its span is not decided yet", "decide on the span first")
        for span in there:
            values = {a.name: a.value for a in span.attributes if a.name != item.name}
            if variant is not None and variant.value is not None:
                rater = variant.raters[0]
                theirs = group.members[rater].value(item.name) or ""
                values[item.name] = self._value(rater, span.label, Attribute(item.name, theirs))
            attributes = attributes_in_order(self._comparison.scheme, span.label, values)
            if attributes != span.attributes:
                self._put(replace(span, attributes=attributes, updated=self._now))
        self.items.append(item.key)

    def take_link(self, item: Item, variant: Variant | None) -> None:
        """A link as one of the raters has it, or none.

        Raises:
            LabelError: one of its ends is not in gold.
        """
        relation = variant.relation if variant is not None else None
        for old in self._links(item):
            self._drop_relation(old)
        if variant is not None and relation is not None:
            rater = variant.raters[0]
            spans = self._comparison.raters[rater].labels.spans
            turned = spans[relation.head].id != item.ends[0].members[rater].id
            head, tail = (self._end(group, rater) for group in (item.ends[::-1] if turned else item.ends))
            if head is None or tail is None:
                raise LabelError("span_first", "one of its ends is not decided yet", "decide on the spans first")
            name = self._clock.id()
            self._put_relation(Relation(name, relation.label, head.id, tail.id, relation.attributes))
            relations = ((i, self._theirs(item, i)) for i in variant.raters)
            self.made[name] = tuple(self._origin(i, found.id) for i, found in relations if found is not None)
        self.items.append(item.key)

    def _links(self, item: Item) -> list[Relation]:
        """The links of gold between the ends of an item."""
        heads, tails = ({span.id for span in self.copies(group)} for group in item.ends)
        links = {r.id: r for name in heads for r in self._gold.links(name, item.name)}.values()
        return [r for r in links if self._between(r, heads, tails)]

    def _theirs(self, item: Item, rater: int) -> Relation | None:
        """A rater's link between the ends of an item."""
        head, tail = (group.members[rater].id for group in item.ends)
        links = self._comparison.raters[rater].labels.links(head, item.name)
        return next((r for r in links if self._between(r, {head}, {tail})), None)

    def _between(self, relation: Relation, heads: set[str], tails: set[str]) -> bool:
        """Whether a link goes from the one to the other, or back where it has no direction."""
        definition = self._comparison.scheme.relations.get(relation.label)
        straight = relation.head in heads and relation.tail in tails
        turned = relation.head in tails and relation.tail in heads
        return straight or (turned and definition is not None and definition.symmetric)

    def linkable(self, item: Item) -> bool:
        """Whether both ends of a link are in gold."""
        return all(self.copies(group) for group in item.ends)

    def take_sentence_value(self, item: Item, variant: Variant | None) -> None:
        """A label of the sentence (or its role), or none."""
        self.touch(item.sentence)
        state = self._gold.state(item.sentence)
        value = variant.value if variant is not None else None
        if item.name == ROLE:
            after = replace(state, role=_role(value))
        else:
            values = {a.name: a.value for a in state.labels if a.name != item.name}
            if value is not None:
                values[item.name] = value
            order = [*self._comparison.scheme.sentence_labels]
            names = [n for n in order if n in values] + sorted(n for n in values if n not in order)
            after = replace(state, labels=tuple(Attribute(name, values[name]) for name in names))
        self._gold.apply(Patch(Part(sentences=(state,)), Part(sentences=(after,))))
        self.items.append(item.key)

    def take(self, item: Item, variants: Sequence[Variant]) -> None:
        """What an item asks for, answered with these variants; none: with *nothing*.

        Raises:
            LabelError: what it hangs on is not in gold yet, or only one answer can be taken.
        """
        given = [variant for variant in variants if not variant.empty]
        if item.subject == "span":
            self.take_spans(item, given)
            return
        if len(given) > 1:
            raise LabelError("one_value", "only one of these can be", "take one of them, or none")
        one = given[0] if given else None
        takers = {"attribute": self.take_value, "link": self.take_link, "sentence": self.take_sentence_value}
        takers[item.subject](item, one)

    def bring_links(self, items: Iterable[Item], settled: Callable[[Item], bool]) -> None:
        """The links that all agree on come with the last of their ends."""
        for item in items:
            if item.subject != "link" or not item.agreed or item.key in self.items:
                continue
            if (not settled(item) or item.key in self.reopened) and self.linkable(item):
                self.take_link(item, item.variants[0])


def _both(kept: Sequence[Span | None], chosen: Sequence[Variant]) -> list[tuple[Span | None, Variant]]:
    return list(zip(kept, chosen, strict=True))


def _role(value: str | None) -> Role | None:
    return cast("Role | None", value)
