"""Default values of attributes from their context, and how they follow when the context changes.

A default is written down with the label, so that what is stored is what is exported. When a link or a neighbour
changes the context, every attribute that still has its old default takes the new one; what an annotator chose stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from annotator.labels import Labels
from annotator.model import Attribute, Part, Patch, Relation, Span
from annotator.scheme.definition import AttributeDef, Condition, Default, RelationDef, Scheme, SpanDef
from annotator.scheme.phrases import ends_in, has_number, has_word, words_in

_OPENING = " \t\n\u00a0\"'“”„‘’«»(["
"""What may stand between a span and the word before it."""


def text_of(span: Span) -> str:
    """The words of a span, its fragments joined by a space."""
    return " ".join(part.text for part in span.fragments)


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
    """Whether what a condition says of attributes and words holds of one span; ``own``: in place of its attributes."""
    if condition.attributes:
        values = own if own is not None else {a.name: a.value for a in span.attributes}
        for name, allowed in condition.attributes.items():
            if values.get(name) not in allowed:
                return False
    text = text_of(span)
    if condition.words and not has_word(text, condition.words, condition.outside):
        return False
    if condition.ends and not ends_in(text, condition.ends):
        return False
    if condition.tokens is not None and len(words_in(text)) != condition.tokens:
        return False
    return not condition.number or has_number(text)


def _stands(condition: Condition, labels: Labels, span: Span) -> bool:
    """Whether what a condition says of the sentence around a span holds."""
    if condition.before:
        ahead = labels.text_before(span).rstrip(_OPENING)
        if not ahead[-1:].isalnum() or not ends_in(ahead, condition.before):
            return False
    if condition.role and labels.role(span.sentence) not in condition.role:
        return False
    return not condition.whole or words_in(labels.sentence_text(span.sentence)) == words_in(text_of(span))


def holds(condition: Condition, labels: Labels, span: Span, values: dict[str, str] | None = None) -> bool:
    """Whether a condition holds of a span; ``values`` stands in for the span's own attributes."""
    ends = _walk(labels, span, condition.path) if condition.path else (span,)
    if not any(_fits(condition, end, values if end is span else None) for end in ends):
        return False
    if (condition.before or condition.role or condition.whole) and not _stands(condition, labels, span):
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


def _applies(default: Default, labels: Labels, span: Span, values: dict[str, str] | None = None) -> bool:
    if not holds(default.when, labels, span, values):
        return False
    return not any(holds(condition, labels, span, values) for condition in default.unless)


def _default(attribute: AttributeDef, owner: SpanDef, labels: Labels, span: Span, values: dict[str, str]) -> str | None:
    for default in attribute.default:
        if default.same_words or not _applies(default, labels, span, values):
            continue
        if default.of_entity:
            found = _of_entity(attribute, default, owner, labels, span)
            if found is None:
                continue
            return found
        return values.get(default.same_as) if default.same_as else default.value
    return None


def _of_entity(attribute: AttributeDef, default: Default, owner: SpanDef, labels: Labels, span: Span) -> str | None:
    """What the source entity of a span says: its type; else the value of the nearest mention that says it itself.

    That is the last one before the span, or the first one behind it, of those that the default is not for: *hem* takes
    after *Pasjinian*, not after another *hem*.
    """
    named = owner.entity
    source = labels.sources.get(span.value(named.name) or "") if named else None
    if named is None or source is None:
        return None
    if attribute.name == "source_type":
        return source.source_type if source.source_type in attribute.names else None
    mentions = [m for m in labels.saying(named.name, source.id) if m.label == span.label and m.id != span.id]
    before = [m for m in reversed(mentions) if m.start < span.start]
    behind = [m for m in mentions if m.start >= span.start]
    return next((m.value(attribute.name) for m in (*before, *behind) if not _applies(default, labels, m)), None)


_name_words = lru_cache(maxsize=4096)(lambda name: tuple(words_in(name)))


def _words_of(span: Span) -> tuple[str, ...]:
    return tuple(words_in(text_of(span)))


def entity_of_words(scheme: Scheme, labels: Labels, span: Span) -> str | None:
    """The source entity that a new span names by its words: another mention has them, or it is called so."""
    definition = scheme.spans.get(span.label)
    attribute = definition.entity if definition else None
    if attribute is None or not any(d.same_words and _applies(d, labels, span) for d in attribute.default):
        return None
    wanted = _words_of(span)
    called = [source.id for source in labels.sources.values() if _name_words(source.name) == wanted]
    if called or not wanted:
        return called[-1] if called else None
    mentions = [m for m in labels.alike(span.label, _words_of, wanted) if m.value(attribute.name) in labels.sources]
    nearest = min(mentions, key=lambda m: (m.start > span.start, abs(m.start - span.start)), default=None)
    return nearest.value(attribute.name) if nearest else None


def _looks_at_values(definition: AttributeDef) -> bool:
    return any(d.same_as or any(c.attributes for c in (d.when, *d.unless)) for d in definition.default)


def default_values(scheme: Scheme, labels: Labels, span: Span, keep: dict[str, str] | None = None) -> dict[str, str]:
    """The defaults of a span's attributes in its context, given the values in ``keep`` (which win).

    Which source entity a span names is no matter of defaults: that stays as it is.
    """
    definition = scheme.spans.get(span.label)
    kept = keep or {}
    values = dict(kept)
    if definition is None:
        return values
    named = definition.entity
    if named and named.name not in kept and (entity := span.value(named.name)):
        values[named.name] = entity
    free = [a for a in definition.attribute if a.name not in kept and a is not named]
    # again where a default may take the value of another attribute, which may stand below it
    for attribute in (*free, *filter(_looks_at_values, free)):
        found = _default(attribute, definition, labels, span, values)
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
    return link_defaults(definition, labels.spans[relation.head], labels.spans[relation.tail]) if definition else ()


def link_defaults(definition: RelationDef, head: Span, tail: Span) -> tuple[Attribute, ...]:
    """The default attributes of a relation between two spans, which need not be labels yet."""
    found = []
    for attribute in definition.attribute:
        crosses = head.sentence != tail.sentence
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
    roles = {state.index: state.role for state in patch.before.sentences}
    for state in patch.after.sentences:
        if state.role != roles.get(state.index):
            found |= {s.id for s in labels.in_sentence(state.index)}
    for _ in range(2):
        found |= {end for name in tuple(found) for r in labels.links(name) for end in (r.head, r.tail)}
    return found


def _of_same_entity(scheme: Scheme, labels: Labels, patch: Patch) -> set[str]:
    """The mentions of the source entities that a patch changes, and those that take after a mention it changes."""
    found: set[str] = set()
    types = [{source.id: source.source_type for source in part.sources} for part in (patch.before, patch.after)]
    sources = {name for was, now in (types, types[::-1]) for name in was if name not in now or now[name] != was[name]}
    spans = [span for part in (patch.before, patch.after) for span in part.spans]
    for label in scheme.span:
        named = label.entity
        if named is None:
            continue
        for entity in sources:
            found |= {m.id for m in labels.saying(named.name, entity) if m.label == label.name}
        inherited = [d for a in label.attribute if a.name != "source_type" for d in a.default if d.of_entity]
        for entity in {value for s in spans if s.label == label.name and (value := s.value(named.name))}:
            for mention in labels.saying(named.name, entity) if inherited else ():
                if mention.label == label.name and any(_applies(d, labels, mention) for d in inherited):
                    found.add(mention.id)
    return found


Own = Mapping[str, Collection[str]]
"""The attributes of spans, by their ids, that somebody chose, whatever their value is."""


def following(scheme: Scheme, labels: Labels, patch: Patch, steps: int = 4, own: Own | None = None) -> Patch:
    """A patch together with the defaults that follow from it; ``labels`` are those before it and stay as they are.

    What follows may have consequences of its own (other words make another type of cue, and that another certainty);
    they are followed for so many ``steps``. What is in ``own`` stays even where it is no other than the default.
    """
    consequence = _consequence(scheme, labels, patch, own or {})
    if not consequence.after.spans or not steps:
        return patch
    with labels.trying(patch):
        consequence = following(scheme, labels, consequence, steps - 1, own)
    return _together(patch, consequence)


def _consequence(scheme: Scheme, labels: Labels, patch: Patch, own: Own) -> Patch:
    """The spans whose attributes have other defaults after a patch."""
    names = affected(labels, patch) | _of_same_entity(scheme, labels, patch)
    chosen = {n: chosen_values(scheme, labels, labels.spans[n]) for n in names if n in labels.spans}
    with labels.trying(patch):
        names |= affected(labels, patch) | _of_same_entity(scheme, labels, patch)
        changed: list[tuple[Span, Span]] = []
        for name in sorted(names & labels.spans.keys()):
            span = labels.spans[name]
            if name in chosen:
                now = {a.name: a.value for a in span.attributes}
                edited = _edited(patch, name) | set(own.get(name, ()))
                kept = {a: v for a, v in now.items() if a in edited or a in chosen[name]}
                attributes = attributes_in_order(scheme, span.label, default_values(scheme, labels, span, kept))
                if attributes != span.attributes:
                    changed.append((span, replace(span, attributes=attributes)))
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
    "entity_of_words",
    "following",
    "has_number",
    "has_word",
    "holds",
    "link_defaults",
    "relation_defaults",
    "text_of",
]
