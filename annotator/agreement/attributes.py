"""What raters say about the same thing, in long form for α: attributes of matched spans, labels of sentences.

**Attributes** can only be compared on spans that both raters have, so that every figure goes with its *coverage*, 2 ·
matched / (n_a + n_b): who marks only what is obvious agrees on it easily. In the second figure a miss counts as
disagreement: a span without a match is paired with the value ``MISSED``.

Equal spans (``exact``) of all raters are one item, with a value of each of them. Under the other rules spans are
matched between two raters at a time; an item is a matched pair then, and those of several pairs stand side by side.

**Sentence labels** need no matching: an item is a sentence, with a value of every rater who marked it done.

A value that the scheme puts in order becomes its rank, from 0, at level ordinal; else it stays text, at level nominal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.agreement.corpus import Corpus
from annotator.agreement.ratings import Rating, Ratings
from annotator.agreement.spans import SpanAgreement, ratio
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic
from annotator.model import SentenceState
from annotator.scheme.definition import AttributeDef, SentenceLabelDef

__all__ = [
    "MISSED",
    "NONE",
    "Items",
    "attribute_items",
    "coverage",
    "entity_names",
    "equal_spans",
    "sentence_items",
    "sentence_sets",
]

MISSED = "∅"
"""The value of an attribute of a span that the other rater does not have."""
NONE = "(none)"
"""The value where a rater left open what may be left open: an answer, not a missing value."""


@dataclass(frozen=True, slots=True)
class Items:
    """Values in long form. A rater is ``str`` of a layer, a document its number in the corpus; None is a missing value.

    ``layer``: ``claim.polarity`` or ``sentence:check_worthiness``; ``order``: at level ordinal, what ranks stand for.
    """

    layer: str
    level: Literal["nominal", "ordinal"]
    order: tuple[str, ...]
    values: tuple[Rating, ...]

    def ratings(self, corpus: Corpus) -> Ratings:
        """The same as reliability data, with all raters and documents of the corpus in their order."""
        documents = range(len(corpus.documents))
        return Ratings.of(self.values, raters=[str(rater) for rater in corpus.raters], documents=documents)


# -- attributes ---------------------------------------------------------------------------------------------------


def attribute_items(
    agreement: SpanAgreement,
    label: str,
    attribute: AttributeDef | str,
    *,
    rule: str = "exact",
    pairs: Sequence[int] | None = None,
    misses: bool = False,
) -> Items:
    """The values of an attribute on the matched spans of a label, an item a match; of some pairs or of all.

    A span without the attribute has the value ``NONE`` where the scheme lets it be left open, and no value elsewhere.
    At level ordinal a value that is not in the scheme's list is none either. An attribute whose values are source
    entities is compared by their names, without regard to case: ids are of one layer only.

    With ``misses`` every span without a match is an item too, with ``MISSED`` as the other's value; the level is
    nominal then, as ``MISSED`` has no place in an order.
    """
    definition = None if isinstance(attribute, str) else attribute
    name = attribute if isinstance(attribute, str) else attribute.name
    ordered = definition is not None and definition.ordered and not misses
    order = definition.names if definition is not None and ordered else ()
    empty = NONE if definition is not None and definition.optional and not ordered else None
    rated = agreement.rated
    names = entity_names(rated.corpus) if definition is not None and definition.entity else {}

    def value(row: int) -> str | int | None:
        if row < 0:
            return MISSED
        said = rated.spans[row].value(name)
        if said is None:
            return empty
        if ordered:
            return order.index(said) if said in order else None
        named = names.get((int(rated.columns.document[row]), int(rated.rater[row]), said))
        return said if named is None else named.casefold()

    found: list[Rating] = []
    if rule == "exact" and pairs is None:
        for item, document, rater, row in equal_spans(agreement, label, misses=misses):
            found.append(Rating(item, str(rated.corpus.raters[rater]), value(row), document))
    for pair in (range(len(agreement.pairs)) if rule != "exact" else ()) if pairs is None else pairs:
        who = [str(rater) for rater in agreement.raters(pair)]
        for number, (document, rows) in enumerate(_faced(agreement, pair, rule, label, misses=misses)):
            values = (value(row) for row in rows)
            found += [Rating((pair, number), rater, said, document) for rater, said in zip(who, values, strict=True)]
    return Items(f"{label}.{name}", "ordinal" if ordered else "nominal", order, tuple(found))


def equal_spans(agreement: SpanAgreement, label: str, *, misses: bool = False) -> Iterator[tuple[int, int, int, int]]:
    """Equal spans of all raters are one item: its number, its document, and a rater with the row of the span.

    Of several equal spans of one rater the first is one item with the others' first, the second another. With
    ``misses`` a rater who finished the sentence and has no such span has row -1; only items that two finished count.
    """
    rated = agreement.rated
    if label not in rated.labels:
        return
    rows = np.flatnonzero(rated.columns.label == rated.labels.index(label))
    groups: dict[tuple[int, int], dict[int, int]] = {}
    seen: dict[tuple[int, int], int] = {}
    for row, key, rater in zip(
        rows.tolist(), rated.columns.key[rows].tolist(), rated.rater[rows].tolist(), strict=True
    ):
        turn = seen[key, rater] = seen.get((key, rater), -1) + 1
        groups.setdefault((key, turn), {})[rater] = row
    number = 0
    for held in groups.values():
        first = next(iter(held.values()))
        finished = np.flatnonzero(rated.done[:, rated.sentence[first]]).tolist()
        if len(finished) > 1 and (misses or len(held) > 1):
            document = int(rated.columns.document[first])
            for rater in finished:
                if misses or rater in held:
                    yield number, document, rater, held.get(rater, -1)
            number += 1


def _faced(
    agreement: SpanAgreement, pair: int, rule: str, label: str, *, misses: bool
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The document and the rows of what faces each other in the order of documents; -1 where the other has nothing."""
    rated = agreement.rated
    a, b = agreement.matches[pair, rule]
    if misses:
        alone = [np.setdiff1d(rows, held) for rows, held in zip(rated.rows(agreement.pairs[pair]), (a, b), strict=True)]
        a = np.concatenate([a, alone[0], np.full(len(alone[1]), -1)])
        b = np.concatenate([b, np.full(len(alone[0]), -1), alone[1]])
    either = np.where(a < 0, b, a)
    if label in rated.labels:
        document, key = rated.columns.document[either], rated.columns.key[either]
        for place in np.lexsort((a, key, document)).tolist():
            if rated.columns.label[either[place]] == rated.labels.index(label):
                yield int(document[place]), (int(a[place]), int(b[place]))


def entity_names(corpus: Corpus) -> dict[tuple[int, int, str], str]:
    """The name of every source entity, by document, rater and id; compared without regard to case (``casefold``)."""
    return {
        (number, rater, source.id): source.name.strip()
        for number, document in enumerate(corpus.documents)
        for rater, who in enumerate(corpus.raters)
        if who in document.by_rater
        for source in document.by_rater[who].part.sources
    }


def _share(parts: Array) -> Array:
    sums = parts.reshape(*parts.shape[:-1], -1, 4).sum(axis=-2)
    return ratio(2 * sums[..., 0], sums[..., 1] + sums[..., 2])


def _why(parts: Array) -> Reason:
    return NO_VARIATION if parts.reshape(-1, 4)[:, 3].any() else NO_OVERLAP


def coverage(agreement: SpanAgreement, label: str, *, rule: str = "exact", pair: int | None = None) -> Statistic:
    """The part of the spans of a label that the attributes are compared on: 2 · matched / (n_a + n_b).

    Of one pair, where it is the F1 of the rule, or of all pairs together (the sums of all pairs, not the mean).
    Undefined as F1 is: ``no_overlap`` without a shared sentence, ``no_variation`` without a span.
    """
    numbers = range(len(agreement.pairs)) if pair is None else (pair,)
    sums = [agreement.f1(number, rule, label).sums for number in numbers]
    documents = len(agreement.rated.corpus.documents)
    return Statistic(np.concatenate(sums, axis=1) if sums else np.zeros((documents, 4)), _share, _why)


# -- sentence labels ----------------------------------------------------------------------------------------------


def _finished(corpus: Corpus) -> Iterator[tuple[int, int, str, SentenceState | None]]:
    """Every sentence that a rater marked done: document, sentence, rater, and what is said of it."""
    for number, document in enumerate(corpus.documents):
        for who in corpus.raters:
            reading = document.by_rater.get(who)
            if reading is not None:
                states = {state.index: state for state in reading.part.sentences}
                yield from ((number, index, str(who), states.get(index)) for index in sorted(reading.done))


def sentence_items(corpus: Corpus, label: SentenceLabelDef | str) -> Items:
    """The values of a sentence label, an item a sentence.

    Only sentences that are done are rated. A sentence that is done without the label has the value ``NONE``: the label
    has no default, so that leaving it open is what the rater said. At level ordinal, where ``NONE`` has no place, the
    value is missing. Of several values of one label the first counts; ``sentence_sets`` takes them all.
    """
    definition = None if isinstance(label, str) else label
    name = label if isinstance(label, str) else label.name
    order = definition.names if definition is not None and definition.ordered else ()

    def value(said: str | None) -> str | int | None:
        if order:
            return order.index(said) if said in order else None
        return NONE if said is None else said

    found = [
        Rating((document, index), who, value(state.value(name) if state is not None else None), document)
        for document, index, who, state in _finished(corpus)
    ]
    return Items(f"sentence:{name}", "ordinal" if order else "nominal", order, tuple(found))


def sentence_sets(corpus: Corpus, name: str | None = None) -> Items:
    """The set of the values of a sentence label, for MASI and Jaccard; without ``name`` of all, as ``name=value``.

    A sentence that is done without any has the empty set.
    """
    found = []
    for document, index, who, state in _finished(corpus):
        labels = state.labels if state is not None else ()
        held = {a.value if name is not None else f"{a.name}={a.value}" for a in labels if name in (None, a.name)}
        found.append(Rating((document, index), who, frozenset(held), document))
    return Items("sentence" if name is None else f"sentence:{name}", "nominal", (), tuple(found))
