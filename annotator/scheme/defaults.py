"""Default values of attributes from their context, and how they follow when the context changes.

A default is written down with the label, so that what is stored is what is exported. When a link or a neighbour
changes the context, every attribute that still has its old default takes the new one; what an annotator chose stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from annotator.labels import Labels
from annotator.model import Attribute, Part, Patch, Relation, Span
from annotator.scheme.definition import AttributeDef, Condition, Scheme

_NUMBERS = frozenset(
    (
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
        "negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd honderden duizend duizenden "
        "tientallen miljoen miljoenen miljard miljarden two three four five six seven eight nine ten dozens hundred "
        "hundreds thousand thousands million millions billion billions"
    ).split()
)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def text_of(span: Span) -> str:
    """The words of a span, its fragments joined by a space."""
    return " ".join(part.text for part in span.fragments)


def has_number(text: str) -> bool:
    """Whether a text counts something, in digits or in words."""
    return any(word[0].isdigit() or word in _NUMBERS for word in _WORD.findall(text.lower()))


@lru_cache(maxsize=4096)
def has_word(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has one of the words (or phrases), as whole words, in any case; a mark such as ``:`` anywhere."""
    lowered = text.lower()
    padded = f" {' '.join(_WORD.findall(lowered))} "
    return any(f" {word.lower()} " in padded if _WORD.search(word) else word in lowered for word in words)


def _contains(outer: Span, inner: Span) -> bool:
    return all(any(o.start <= i.start and i.end <= o.end for o in outer.fragments) for i in inner.fragments)


def _walk(labels: Labels, span: Span, path: Sequence[str]) -> list[Span]:
    ends = [span]
    for relation in path:
        ends = [other for end in ends for other in labels.others(end.id, relation)]
    return ends


def _neighbours(labels: Labels, span: Span, label: str, attributes: Mapping[str, tuple[str, ...]]) -> Iterable[Span]:
    seen = {span.id}
    for index in labels.touched(span):
        for other in labels.in_sentence(index):
            if other.label == label and other.id not in seen:
                seen.add(other.id)
                if all(other.value(name) in allowed for name, allowed in attributes.items()):
                    yield other


def _fits(condition: Condition, span: Span, own: Mapping[str, str] | None) -> bool:
    """Whether attributes, words and number of a condition hold of one span; ``own``: in place of its attributes."""
    if condition.attributes:
        values = own if own is not None else {a.name: a.value for a in span.attributes}
        for name, allowed in condition.attributes.items():
            if values.get(name) not in allowed:
                return False
    if condition.words and not has_word(text_of(span), condition.words):
        return False
    return not condition.number or has_number(text_of(span))


def holds(condition: Condition, labels: Labels, span: Span, values: dict[str, str] | None = None) -> bool:
    """Whether a condition holds of a span; ``values`` stands in for the span's own attributes."""
    ends = _walk(labels, span, condition.path) if condition.path else (span,)
    if not any(_fits(condition, end, values if end is span else None) for end in ends):
        return False
    if condition.inside and not any(
        _contains(other, span) for other in _neighbours(labels, span, condition.inside, condition.neighbour)
    ):
        return False
    if not condition.overlaps:
        return True
    return any(
        span.covers(part.start, part.end)
        for other in _neighbours(labels, span, condition.overlaps, condition.neighbour)
        for part in other.fragments
    )


def _default(definition: AttributeDef, labels: Labels, span: Span, values: dict[str, str]) -> str | None:
    for default in definition.default:
        if holds(default.when, labels, span, values):
            return values.get(default.same_as) if default.same_as else default.value
    return None


def _looks_at_values(definition: AttributeDef) -> bool:
    return any(default.same_as or default.when.attributes for default in definition.default)


def default_values(scheme: Scheme, labels: Labels, span: Span, keep: dict[str, str] | None = None) -> dict[str, str]:
    """The defaults of a span's attributes in its context, given the values in ``keep`` (which win)."""
    definition = scheme.spans.get(span.label)
    kept = keep or {}
    values = dict(kept)
    if definition is None:
        return values
    free = [attribute for attribute in definition.attribute if attribute.name not in kept]
    # again where a default may take the value of another attribute, which may stand below it
    for attribute in (*free, *filter(_looks_at_values, free)):
        found = _default(attribute, labels, span, values)
        if found is None:
            values.pop(attribute.name, None)
        else:
            values[attribute.name] = found
    return {a.name: values[a.name] for a in definition.attribute if a.name in values} | {
        name: value for name, value in values.items() if definition.find(name) is None
    }


def relation_defaults(scheme: Scheme, labels: Labels, relation: Relation) -> tuple[Attribute, ...]:
    """The default attributes of a relation; the only context they know is whether it crosses sentences."""
    definition = scheme.relations.get(relation.label)
    crosses = labels.spans[relation.head].sentence != labels.spans[relation.tail].sentence
    found = []
    for attribute in definition.attribute if definition else ():
        value = next((d.value for d in attribute.default if crosses or not d.when.across_sentences), None)
        if value is not None:
            found.append(Attribute(attribute.name, value))
    return tuple(found)


def attributes_in_order(scheme: Scheme, label: str, values: dict[str, str]) -> tuple[Attribute, ...]:
    """Attributes in the order of the scheme, the ones it does not know behind them by name."""
    definition = scheme.spans.get(label)
    order = [a.name for a in definition.attribute] if definition else []
    rest = sorted(name for name in values if name not in order)
    return tuple(Attribute(name, values[name]) for name in (*order, *rest) if name in values)


def affected(labels: Labels, patch: Patch) -> set[str]:
    """The spans whose context a patch may have changed: its own, those linked up to two steps away, neighbours."""
    found: set[str] = set()
    for part in (patch.before, patch.after):
        found |= {s.id for s in part.spans} | {end for r in part.relations for end in (r.head, r.tail)}
    for index in {i for part in (patch.before, patch.after) for s in part.spans for i in labels.touched(s)}:
        found |= {s.id for s in labels.in_sentence(index)}
    for _ in range(2):
        found |= {end for name in tuple(found) for r in labels.links(name) for end in (r.head, r.tail)}
    return found


def following(scheme: Scheme, labels: Labels, patch: Patch, steps: int = 4) -> Patch:
    """A patch together with the defaults that follow from it; ``labels`` are those before it and stay as they are.

    What follows may have consequences of its own (other words make another type of cue, and that another certainty);
    they are followed for so many ``steps``.
    """
    consequence = _consequence(scheme, labels, patch)
    if not consequence.after.spans or not steps:
        return patch
    labels.apply(patch)
    try:
        consequence = following(scheme, labels, consequence, steps - 1)
    finally:
        labels.apply(patch.inverse)
    return _together(patch, consequence)


def _consequence(scheme: Scheme, labels: Labels, patch: Patch) -> Patch:
    """The spans whose attributes have other defaults after a patch."""
    names = affected(labels, patch)
    chosen = {n: chosen_values(scheme, labels, labels.spans[n]) for n in names if n in labels.spans}
    labels.apply(patch)
    try:
        names |= affected(labels, patch)
        changed: list[tuple[Span, Span]] = []
        for name in sorted(names & labels.spans.keys()):
            span = labels.spans[name]
            if name in chosen:
                now = {a.name: a.value for a in span.attributes}
                edited = _edited(patch, name)
                kept = {a: v for a, v in now.items() if a in edited or a in chosen[name]}
                attributes = attributes_in_order(scheme, span.label, default_values(scheme, labels, span, kept))
                if attributes != span.attributes:
                    changed.append((span, replace(span, attributes=attributes)))
    finally:
        labels.apply(patch.inverse)
    return Patch(Part(spans=tuple(was for was, _ in changed)), Part(spans=tuple(becomes for _, becomes in changed)))


def _edited(patch: Patch, name: str) -> set[str]:
    """The attributes of a span that a patch itself changes."""
    before = next((s for s in patch.before.spans if s.id == name), None)
    after = next((s for s in patch.after.spans if s.id == name), None)
    if before is None or after is None:
        return set()
    return {a.name for a in set(before.attributes) ^ set(after.attributes)}


def chosen_values(scheme: Scheme, labels: Labels, span: Span) -> dict[str, str]:
    """The attributes of a span that do not have the value its context (and its other choices) would give them."""
    chosen = {a.name: a.value for a in span.attributes}
    for name in list(chosen):
        rest = {other: value for other, value in chosen.items() if other != name}
        if default_values(scheme, labels, span, rest).get(name) == chosen[name]:
            chosen = rest
    return chosen


def _together(patch: Patch, consequence: Patch) -> Patch:
    """One patch for a patch and the changes of spans that come after it."""
    after = {span.id: span for span in patch.after.spans}
    before = {span.id: span for span in patch.before.spans}
    before |= {span.id: span for span in consequence.before.spans if span.id not in after}
    after |= {span.id: span for span in consequence.after.spans}
    return Patch(replace(patch.before, spans=tuple(before.values())), replace(patch.after, spans=tuple(after.values())))


__all__ = [
    "affected",
    "attributes_in_order",
    "chosen_values",
    "default_values",
    "following",
    "has_number",
    "has_word",
    "holds",
    "relation_defaults",
    "text_of",
]
