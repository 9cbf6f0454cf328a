"""Who a claim may be attributed to: the sources mentioned before it, and all of the document. Pure.

What a scheme calls the source of something said is its relation with ``obvious.rule = "content"``; the value that says
that there is none is what a ``requires_relation`` check of that relation lets go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.labels import Labels
from annotator.model import Span
from annotator.scheme import RelationDef, Scheme
from annotator.scheme.defaults import text_of

__all__ = ["Known", "answered", "content_of", "earlier_sources", "identity", "known_sources", "no_source_of"]


def content_of(scheme: Scheme) -> RelationDef | None:
    """The relation from what is said to who says it."""
    return next((r for r in scheme.relation if r.obvious is not None and r.obvious.rule == "content"), None)


def no_source_of(scheme: Scheme, relation: RelationDef) -> tuple[str, str] | None:
    """The attribute and the value that say of something said that nobody is named for it."""
    definition = scheme.spans[relation.head]
    for check in scheme.check:
        if (check.rule, check.label, check.relation) != ("requires_relation", relation.head, relation.name):
            continue
        for name, values in check.unless.attributes.items() if check.unless is not None else ():
            attribute = definition.find(name)
            if attribute is not None and attribute.optional and not attribute.default and len(values) == 1:
                return name, values[0]
    return None


def answered(scheme: Scheme, labels: Labels, relation: RelationDef, span: Span) -> bool:
    """Whether something said has a source, or says that it has none."""
    none = no_source_of(scheme, relation)
    if none is not None and span.value(none[0]) == none[1]:
        return True
    return any(link.head == span.id for link in labels.links(span.id, relation.name))


def identity(scheme: Scheme, source: Span) -> str:
    """What two mentions of one source have in common: its entity, else its words."""
    definition = scheme.spans.get(source.label)
    names = [a.name for a in definition.attribute if a.entity] if definition else []
    value = next((value for name in names if (value := source.value(name))), None)
    return f"= {value}" if value is not None else text_of(source).casefold()


def _rank(scheme: Scheme, labels: Labels, source: Span, span: Span) -> int:
    """0: something other than a span is attributed to it; 1: a cue announces it; 2: neither."""
    rules = {r.name: r.obvious.rule for r in scheme.relation if r.obvious is not None}
    links = labels.links(source.id)
    found = {rules.get(link.label) for link in links if link.tail == source.id and link.head != span.id}
    return 0 if "content" in found else 1 if "cue" in found else 2


def _mentions_before(scheme: Scheme, labels: Labels, relation: RelationDef, span: Span) -> Iterator[Span]:
    """Sources before a span: those that carry an attribution, the nearest sentence first and in it who said something;
    then the rest. Who speaks a quotation stands outside it: the sources in it come later."""
    within = relation.obvious.within if relation.obvious is not None else None
    quotes = [q for q in labels.in_sentence(span.sentence) if q.label == within and q.start <= span.start < q.end]
    later: list[Span] = []
    for index in range(span.sentence, -1, -1):
        found = [s for s in labels.in_sentence(index) if s.label == relation.tail and s.start < span.start]
        carrying: list[tuple[int, int, Span]] = []
        for source in reversed(found):
            rank = _rank(scheme, labels, source, span)
            if rank == 2 or any(q.start <= source.start < q.end for q in quotes):
                later.append(source)
            else:
                carrying.append((rank, -source.start, source))
        yield from (source for *_, source in sorted(carrying, key=lambda item: item[:2]))
    yield from sorted(later, key=lambda s: -s.start)


def earlier_sources(scheme: Scheme, labels: Labels, relation: RelationDef, span: Span) -> Iterator[Span]:
    """One mention of each source before a span, the likeliest to be meant by *the same as before* first."""
    seen: set[str] = set()
    for source in _mentions_before(scheme, labels, relation, span):
        if (who := identity(scheme, source)) not in seen:
            seen.add(who)
            yield source


@dataclass(frozen=True, slots=True)
class Known:
    """A source of the document: its name and the mention that a span would be linked to."""

    name: str
    mention: Span


def known_sources(
    scheme: Scheme, labels: Labels, relation: RelationDef, span: Span, used: Sequence[str] = ()
) -> list[Known]:
    """The sources of a document for something said: those used last first, then the nearest before it, then the rest.

    ``used``: ids of mentions, the last one first. Each with its mention in the same sentence, else the nearest before
    the span, else the nearest behind it.
    """
    mentions: dict[str, list[Span]] = {}
    for source in labels.spans.values():
        if source.label == relation.tail:
            mentions.setdefault(identity(scheme, source), []).append(source)

    def far(source: Span) -> tuple[int, int]:
        where = 0 if source.sentence == span.sentence else 1 if source.start < span.start else 2
        return where, abs(source.start - span.start)

    recent: dict[str, int] = {}
    for place, name in enumerate(used):
        if name in labels.spans:
            recent.setdefault(identity(scheme, labels.spans[name]), place)
    nearest = {who: min(found, key=far) for who, found in mentions.items()}
    order = sorted(nearest, key=lambda who: (recent.get(who, len(used)), *far(nearest[who])))

    def name_of(who: str) -> str:
        entity = labels.sources.get(who.removeprefix("= "))
        return entity.name if entity is not None else text_of(nearest[who])

    return [Known(name_of(who), nearest[who]) for who in order]
