"""What formats lose, by name: one list for all of them, so that losses can be counted, compared and documented.

A writer's module says ``NOT_HELD``, names of ``KINDS`` that its format has no place for at all, and ``PARTLY``, names
with what happens to them. ``counted`` counts the first; what is held in part the writer counts itself, by these names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from annotator.formats.writing import Labelled
from annotator.model import Layer, Part

__all__ = ["ACROSS_SENTENCES", "INSIDE_TOKENS", "KINDS", "counted", "crossing_relations", "discontinuous", "nested"]


class _Layer(NamedTuple):
    """One layer of a document."""

    found: Labelled
    layer: Layer
    part: Part


Count = Callable[[_Layer], int]


INSIDE_TOKENS = "spans that begin or end inside a token"
ACROSS_SENTENCES = "spans across sentences"


def discontinuous(part: Part) -> int:
    """Spans in pieces."""
    return sum(len(span.fragments) > 1 for span in part.spans)


def nested(part: Part, *, same_label: bool = False) -> int:
    """Spans that share a character with an earlier one (in the order of the export), of any label or of their own."""
    found = 0
    ends: dict[str, int] = {}
    for span in part.spans:
        key = span.label if same_label else ""
        found += span.start < ends.get(key, 0)
        ends[key] = max(ends.get(key, 0), span.end)
    return found


def crossing_relations(part: Part) -> int:
    """Relations whose ends begin in different sentences."""
    sentence = {span.id: span.sentence for span in part.spans}
    return sum(sentence[r.head] != sentence[r.tail] for r in part.relations)


def inside_tokens(found: Labelled, part: Part) -> int:
    """Spans with an edge that is not one of a token."""
    tokens = [token for sentence in found.tokens for token in sentence]
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    edges = ([(f.start, f.end) for f in span.fragments] for span in part.spans)
    return sum(any(start not in starts or end not in ends for start, end in span) for span in edges)


def across_sentences(found: Labelled, part: Part) -> int:
    """Spans that go on beyond the sentence they begin in."""
    return sum(span.end > found.sentences[span.sentence].end for span in part.spans)


def _states(part: Part, name: str) -> int:
    return sum(getattr(state, name) not in (None, (), "") for state in part.sentences)


KINDS: dict[str, Count] = {
    "discontinuous spans": lambda x: discontinuous(x.part),
    "overlapping spans": lambda x: nested(x.part),
    ACROSS_SENTENCES: lambda x: across_sentences(x.found, x.part),
    INSIDE_TOKENS: lambda x: inside_tokens(x.found, x.part),
    "attributes of spans": lambda x: sum(len(span.attributes) for span in x.part.spans),
    "relations": lambda x: len(x.part.relations),
    "relations across sentences": lambda x: crossing_relations(x.part),
    "attributes of relations": lambda x: sum(len(r.attributes) for r in x.part.relations),
    "source entities": lambda x: len(x.part.sources),
    "labels of sentences": lambda x: sum(len(state.labels) for state in x.part.sentences),
    "status of sentences": lambda x: len(x.found.sentences),
    "confidence": lambda x: _states(x.part, "confidence"),
    "comments": lambda x: _states(x.part, "comment"),
    "time spent": lambda x: _states(x.part, "seconds"),
    "roles of sentences": lambda x: sum(s.role != "body" for s in x.found.sentences),
    "origin of spans": lambda x: sum(span.origin != "manual" or span.suggester is not None for span in x.part.spans),
    "times of spans": lambda x: len(x.part.spans),
    "ids": lambda x: len(x.part.spans) + len(x.part.relations),
    "kind and pass of a layer": lambda x: int((x.layer.kind, x.layer.number) != ("annotator", 1)),
    "metadata of documents": lambda x: len(x.found.document.meta),
}
"""Every kind of loss, and how often it happens in a layer where a format has no place for it."""


def counted(found: Labelled, names: Collection[str]) -> Iterator[str]:
    """A name for each thing of these kinds that a document's layers have."""
    for layer, part in found.layers:
        for name in names:
            yield from (name for _ in range(KINDS[name](_Layer(found, layer, part))))
