"""The labels of one layer in memory: changed by patches only, asked by sentence, by place and by link."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from annotator.model import Cut, Part, Patch, Relation, Role, SentenceState, Source, Span

__all__ = ["Ground", "Labels", "order_of_relation", "order_of_source", "order_of_span", "ordered"]


def order_of_span(span: Span) -> tuple[int, int, str, str]:
    """Spans stand in text order, the longer first; equal ones by label and id."""
    return span.start, -span.end, span.label, span.id


def order_of_source(source: Source) -> tuple[int, str]:
    """Source entities stand as they are numbered: e2 before e10."""
    return len(source.id), source.id


def order_of_relation(spans: dict[str, Span], relation: Relation) -> tuple[object, ...]:
    """Relations stand by their head, then their tail."""
    return order_of_span(spans[relation.head]), order_of_span(spans[relation.tail]), relation.label, relation.id


def ordered(part: Part) -> Part:
    """The same in the fixed order of the export; every relation's ends must be in it."""
    spans = sorted(part.spans, key=order_of_span)
    place = {span.id: number for number, span in enumerate(spans)}
    return Part(
        spans=tuple(spans),
        relations=tuple(sorted(part.relations, key=lambda r: (place[r.head], place[r.tail], r.label, r.id))),
        sources=tuple(sorted(part.sources, key=order_of_source)),
        sentences=tuple(sorted(part.sentences, key=lambda state: state.index)),
        rejections=tuple(sorted(part.rejections, key=order_of_span)),
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What labels stand on: the text, and the derived role of each of its sentences."""

    text: str = ""
    roles: tuple[Role, ...] = ()

    def cut(self, cut: Cut) -> Ground:
        """The same after sentences were split or joined."""
        if cut.index >= len(self.roles):
            return self
        kept, behind = self.roles[: cut.index + 1], self.roles[cut.index + 1 :]
        second = (cut.role or kept[-1],)
        return replace(self, roles=(*kept, *second, *behind) if cut.kind == "split" else (*kept, *behind[1:]))


class _Index:
    """The spans by what a key gives for them; those for which it gives None are left out."""

    def __init__(self, key: Callable[[Span], Hashable]) -> None:
        self._key = key
        self._names: defaultdict[Hashable, dict[str, None]] = defaultdict(dict)

    def add(self, span: Span) -> None:
        value = self._key(span)
        if value is not None:
            self._names[value][span.id] = None

    def drop(self, span: Span) -> None:
        value = self._key(span)
        if value is not None:
            self._names[value].pop(span.id, None)

    def names(self, value: Hashable) -> Iterable[str]:
        """The ids of those with a value."""
        return self._names.get(value, ())


class Labels:
    """All labels of one annotator, one pass, on one document.

    Without a ``ground`` they know nothing of the words around them, and conditions about those do not hold.
    """

    def __init__(self, sentence_starts: Sequence[int], ground: Ground | None = None) -> None:
        self._starts = sentence_starts
        self._ground = ground or Ground()
        self.spans: dict[str, Span] = {}
        self.relations: dict[str, Relation] = {}
        self.sources: dict[str, Source] = {}
        self.rejections: dict[str, Span] = {}
        self._changes = self.version = 0
        # what was worked out for one version holds as long as it stays; no two states have the same
        self._rejected_in: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._states: dict[int, SentenceState] = {}
        self._in_sentence: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._linked: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._found: dict[tuple[str, str], _Index] = {}

    @classmethod
    def of(cls, sentence_starts: Sequence[int], part: Part, ground: Ground | None = None) -> Labels:
        """The labels that a part holds."""
        labels = cls(sentence_starts, ground)
        labels.apply(Patch(after=part))
        return labels

    # -- change ---------------------------------------------------------------------------------------------------

    def apply(self, patch: Patch) -> None:
        """Take out what the patch had before, put in what it has after."""
        self._changes += 1
        self.version = self._changes
        self._take_out(patch.before)
        if patch.cut is not None:
            self._cut(patch.cut)
        self._put_in(patch.after)

    @contextmanager
    def trying(self, patch: Patch) -> Iterator[None]:
        """As if a patch were applied; afterwards they are as they were, and so is their version."""
        version = self.version
        self.apply(patch)
        try:
            yield
        finally:
            self.apply(patch.inverse)
            self.version = version

    def _take_out(self, part: Part) -> None:
        for relation in part.relations:
            self.relations.pop(relation.id, None)
            for end in (relation.head, relation.tail):
                self._linked[end].pop(relation.id, None)
        for span in part.spans:
            self.spans.pop(span.id, None)
            for index in self.touched(span):
                self._in_sentence[index].pop(span.id, None)
            for found in self._found.values():
                found.drop(span)
        for source in part.sources:
            self.sources.pop(source.id, None)
        for turned_down in part.rejections:
            self.rejections.pop(turned_down.id, None)
            self._rejected_in[turned_down.sentence].pop(turned_down.id, None)
        for state in part.sentences:
            self._states.pop(state.index, None)

    def _put_in(self, part: Part) -> None:
        for span in part.spans:
            self.spans[span.id] = span
            for index in self.touched(span):
                self._in_sentence[index][span.id] = None
            for found in self._found.values():
                found.add(span)
        for relation in part.relations:
            self.relations[relation.id] = relation
            for end in (relation.head, relation.tail):
                self._linked[end][relation.id] = None
        for source in part.sources:
            self.sources[source.id] = source
        for turned_down in part.rejections:
            self.rejections[turned_down.id] = turned_down
            self._rejected_in[turned_down.sentence][turned_down.id] = None
        for state in part.sentences:
            if not state.untouched:
                self._states[state.index] = state

    def _cut(self, cut: Cut) -> None:
        """Number the sentences anew."""
        self._starts = cut.starts(self._starts)
        self._ground = self._ground.cut(cut)
        self._states = {cut.moved(i): replace(state, index=cut.moved(i)) for i, state in self._states.items()}
        self._in_sentence.clear()
        for name, span in self.spans.items():
            moved = replace(span, sentence=self.sentence_at(span.anchor))
            self.spans[name] = moved
            for index in self.touched(moved):
                self._in_sentence[index][name] = None
        self._rejected_in.clear()
        for name, span in self.rejections.items():
            self.rejections[name] = replace(span, sentence=self.sentence_at(span.anchor))
            self._rejected_in[self.rejections[name].sentence][name] = None

    # -- ask ------------------------------------------------------------------------------------------------------

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that an offset lies in (or follows)."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def touched(self, span: Span) -> range:
        """The sentences a span touches, from its first to its last fragment."""
        return range(self.sentence_at(span.anchor), self.sentence_at(span.end - 1) + 1)

    def state(self, index: int) -> SentenceState:
        """What is said of a sentence; an untouched one is todo."""
        return self._states.get(index) or SentenceState(index)

    @property
    def states(self) -> Iterator[SentenceState]:
        """The sentences something is said of, in order."""
        return (self._states[index] for index in sorted(self._states))

    def in_sentence(self, index: int) -> list[Span]:
        """The spans that touch a sentence, in text order."""
        return sorted((self.spans[name] for name in self._in_sentence.get(index, ())), key=order_of_span)

    def rejected_in(self, index: int) -> list[Span]:
        """The suggestions that begin in a sentence and were turned down."""
        return [self.rejections[name] for name in self._rejected_in.get(index, ())]

    def at(self, start: int, end: int) -> list[Span]:
        """The spans with a fragment that shares a code point with ``[start, end)``, the innermost first."""
        found = [span for span in self.in_sentence(self.sentence_at(start)) if span.covers(start, end)]
        return sorted(found, key=lambda span: (span.end - span.start, order_of_span(span)))

    def links(self, span_id: str, label: str | None = None) -> list[Relation]:
        """The relations that have a span as one of their ends."""
        found = (self.relations[name] for name in self._linked.get(span_id, ()))
        return sorted((r for r in found if label in (None, r.label)), key=lambda r: order_of_relation(self.spans, r))

    def others(self, span_id: str, label: str) -> list[Span]:
        """The spans at the other end of a span's relations with a label."""
        ends = (r.tail if r.head == span_id else r.head for r in self.links(span_id, label))
        return [self.spans[end] for end in ends]

    def saying(self, name: str, value: str) -> list[Span]:
        """The spans with a value of an attribute, in text order; kept up to date from the first time it is asked."""
        return self._by("value", name, lambda span: span.value(name) or "", value)

    def alike(self, label: str, key: Callable[[Span], Hashable], value: Hashable) -> list[Span]:
        """The spans with a label for which ``key`` gives a value; kept up to date like those of ``saying``.

        One ``key`` a label: the first one stays.
        """
        return self._by("label", label, lambda span: key(span) if span.label == label else None, value)

    def _by(self, kind: str, name: str, key: Callable[[Span], Hashable], value: Hashable) -> list[Span]:
        index = self._found.get((kind, name))
        if index is None:
            index = self._found[kind, name] = _Index(key)
            for span in self.spans.values():
                index.add(span)
        return sorted((self.spans[found] for found in index.names(value)), key=order_of_span)

    def role(self, index: int) -> Role | None:
        """The role of a sentence: the layer's, else the derived one; None where nothing is known of it."""
        roles = self._ground.roles
        return self.state(index).role or (roles[index] if index < len(roles) else None)

    def sentence_text(self, index: int) -> str:
        """The words of a sentence, with the white space behind it."""
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._ground.text)
        return self._ground.text[self._starts[index] : end]

    def text_before(self, span: Span) -> str:
        """What stands before a span in its sentence."""
        return self._ground.text[self._starts[self.sentence_at(span.anchor)] : span.start]

    @property
    def part(self) -> Part:
        """Everything, in the fixed order of the export."""
        return ordered(
            Part(
                tuple(self.spans.values()),
                tuple(self.relations.values()),
                tuple(self.sources.values()),
                tuple(self._states.values()),
                tuple(self.rejections.values()),
            )
        )

    def counts(self, sentences: int) -> dict[str, int]:
        """How many sentences of each status, out of so many."""
        found = {"todo": sentences, "done": 0, "skipped": 0, "flagged": 0}
        for state in self._states.values():
            found["todo"] -= 1
            found[state.status] += 1
        return found


def merged(parts: Iterable[Part]) -> Part:
    """One part with everything that several hold."""
    listed = list(parts)
    return Part(
        spans=tuple(x for p in listed for x in p.spans),
        relations=tuple(x for p in listed for x in p.relations),
        sources=tuple(x for p in listed for x in p.sources),
        sentences=tuple(x for p in listed for x in p.sentences),
        rejections=tuple(x for p in listed for x in p.rejections),
    )
