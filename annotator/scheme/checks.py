"""The rules of a scheme that a machine can hold. They warn; none ever refuses a label, an import or an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.labels import Labels
from annotator.model import Relation, Span
from annotator.scheme.defaults import holds, text_of
from annotator.scheme.definition import Check, Scheme, Wording

__all__ = ["RuleWarning", "warnings_of"]


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """One warning: which check, at which span (or relation), in which sentence, in words."""

    check: str
    sentence: int
    span: str | None
    message: Wording


def _has_relation(labels: Labels, span: Span, name: str | None) -> bool:
    return bool(labels.links(span.id, name))


def _breaks(check: Check, labels: Labels, span: Span) -> bool:
    if not holds(check.when, labels, span):
        return False
    if check.unless is not None and holds(check.unless, labels, span):
        return False
    if check.rule == "requires_relation":
        return not _has_relation(labels, span, check.relation)
    if check.rule == "forbids_relation":
        return _has_relation(labels, span, check.relation)
    if check.rule == "equal_attributes":
        return len({span.value(name) for name in check.attributes}) > 1
    return text_of(span).lower().split(maxsplit=1)[:1] in [[word.lower()] for word in check.words]


def _known_values(scheme: Scheme, labels: Labels, span: Span) -> Iterator[Wording]:
    definition = scheme.spans.get(span.label)
    if definition is None:
        yield Wording(f"the scheme has no label {span.label}", f"het schema kent geen label {span.label}")
        return
    for attribute in span.attributes:
        known = definition.find(attribute.name)
        allowed = tuple(labels.sources) if known and known.entity else known.names if known else ()
        if attribute.value not in allowed:
            what = f"{attribute.name}={attribute.value}"
            yield Wording(
                f"the scheme has no {what} for {span.label}", f"het schema kent geen {what} voor {span.label}"
            )


def _signature(scheme: Scheme, labels: Labels, relation: Relation) -> Wording | None:
    definition = scheme.relations.get(relation.label)
    head, tail = labels.spans[relation.head].label, labels.spans[relation.tail].label
    if definition is None:
        return Wording(f"the scheme has no relation {relation.label}", f"het schema kent geen relatie {relation.label}")
    if (definition.head, definition.tail) == (head, tail):
        return None
    wanted, found = f"{definition.head} → {definition.tail}", f"{head} → {tail}"
    return Wording(
        f"{relation.label} goes from {wanted}, not {found}", f"{relation.label} gaat van {wanted}, niet {found}"
    )


def _cycles(scheme: Scheme, labels: Labels, spans: Sequence[Span]) -> Iterator[Relation]:
    """The relations from these spans that close a circle of an acyclic label: from the tail on, the head is met."""
    for definition in scheme.relation:
        if not definition.acyclic:
            continue
        for relation in _from(labels, (span.id for span in spans), definition.name):
            seen: set[str] = set()
            open_ends = [relation.tail]
            while open_ends and relation.head not in seen:
                end = open_ends.pop()
                if end not in seen:
                    seen.add(end)
                    open_ends += (further.tail for further in _from(labels, (end,), definition.name))
            if relation.head in seen:
                yield relation


def _from(labels: Labels, heads: Iterable[str], label: str) -> Iterator[Relation]:
    return (r for head in heads for r in labels.links(head, label) if r.head == head)


def warnings_of(scheme: Scheme, labels: Labels, sentence: int | None = None) -> list[RuleWarning]:
    """What the rules find in a layer, or in one sentence of it, in text order."""
    found: list[RuleWarning] = []
    spans = labels.in_sentence(sentence) if sentence is not None else list(labels.part.spans)
    for span in spans:
        if sentence is not None and span.sentence != sentence:
            continue
        found += [RuleWarning("values", span.sentence, span.id, words) for words in _known_values(scheme, labels, span)]
        for check in scheme.check:
            if check.label == span.label and _breaks(check, labels, span):
                found.append(RuleWarning(check.name, span.sentence, span.id, check.message))
        for relation in labels.links(span.id):
            if relation.head == span.id and (words := _signature(scheme, labels, relation)):
                found.append(RuleWarning("signature", span.sentence, span.id, words))
    for relation in _cycles(scheme, labels, spans):
        head = labels.spans[relation.head]
        circle = Wording(f"{relation.label} goes round in a circle", f"{relation.label} loopt in een kring")
        found.append(RuleWarning("acyclic", head.sentence, head.id, circle))
    return found
