"""Agreement on relations: who links what to what, end to end and given that both ends are agreed on.

A relation is compared where both its ends begin in sentences that both raters marked done. It is *agreed* when the
other has one with the same label between the spans that are matched with its ends, head to head and tail to tail; in a
symmetric relation either way round. Each relation is used once, and one that a rater has twice between the same two
spans counts once.

* F1 end to end: 2·tp / (n_a + n_b) over all compared relations; a link to a span that the other lacks is a miss.
* F1 given both ends: the same over those relations whose two ends are both matched: the skill of linking by itself. Its
  *coverage* is the part of the relations that it is about.
* Sets: for each matched claim the sources that each rater gives it, and α of these with Jaccard's distance. Equal
  claims (``exact``) of all raters are one item, as with attributes; under the other rules an item is a match of two.

Relations with one end in a sentence that only one of the two finished are left out, and counted.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.attributes import equal_spans
from annotator.agreement.matching import Ints, paired
from annotator.agreement.ratings import Rating
from annotator.agreement.spans import RatedSpans, SpanAgreement, f1_of, mean_f1_of, ratio
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic
from annotator.model import Relation

__all__ = ["Facing", "RatedRelations", "RelationAgreement", "facing", "set_alpha"]


@dataclass(frozen=True)
class RatedRelations:
    """The relations of all raters, one row each; ``head`` and ``tail`` are rows of the spans, -1 where there is none.

    There is none where the end lies in a sentence that the rater did not finish. All arrays: (relations,).
    """

    spans: RatedSpans
    labels: tuple[str, ...]
    symmetric: frozenset[str]
    relations: tuple[Relation, ...]
    rater: Ints
    document: Ints
    label: Ints
    head: Ints
    tail: Ints

    @staticmethod
    def of(spans: RatedSpans, labels: Sequence[str] | None = None, symmetric: Collection[str] = ()) -> RatedRelations:
        """The relations of these labels; without ``labels`` of all that occur, by name.

        Of those with one label between the same two spans (of a symmetric label either way round) the first is taken.
        ``spans`` must be those of all span labels: a relation to a span that is not among them has no end there.
        """
        corpus, held, kept = spans.corpus, {}, frozenset(symmetric)
        owners = zip(spans.rater.tolist(), spans.columns.document.tolist(), strict=True)
        for row, (owner, span) in enumerate(zip(owners, spans.spans, strict=True)):
            held[*owner, span.id] = row
        found: list[tuple[int, int, int, int]] = []
        relations: list[Relation] = []
        for rater, who in enumerate(corpus.raters):
            for number, document in enumerate(corpus.documents):
                given = document.by_rater[who].part.relations if who in document.by_rater else ()
                for relation in _once(given, kept):
                    if labels is None or relation.label in labels:
                        ends = (held.get((rater, number, end), -1) for end in (relation.head, relation.tail))
                        found.append((rater, number, *ends))  # type: ignore[arg-type]
                        relations.append(relation)
        names = tuple(dict.fromkeys(labels)) if labels is not None else tuple(sorted({r.label for r in relations}))
        place = {name: number for number, name in enumerate(names)}
        raters, documents, heads, tails = np.array(found, dtype=np.int64).reshape(-1, 4).T
        label = np.array([place[r.label] for r in relations], dtype=np.int64)
        return RatedRelations(spans, names, kept, tuple(relations), raters, documents, label, heads, tails)


def _once(relations: Iterable[Relation], symmetric: frozenset[str]) -> Iterable[Relation]:
    """The relations of one layer without those that say what another has said."""
    found: dict[tuple[str, str, str], Relation] = {}
    for relation in relations:
        head, tail = relation.head, relation.tail
        if relation.label in symmetric and tail < head:
            head, tail = tail, head
        found.setdefault((relation.label, head, tail), relation)
    return found.values()


@dataclass(frozen=True, slots=True)
class Facing:
    """The relations of two raters. ``a``, ``b``: rows that are compared; ``tied_a``, ``tied_b``: both ends are matched.

    ``left``, ``right``: places in ``a`` and ``b`` of those agreed on. ``left_out``: rows with one end in the compared
    sentences. ``other``: (spans,), for each span of b the matched one of a, for all others themselves.
    """

    a: Ints
    b: Ints
    tied_a: NDArray[np.bool_]
    tied_b: NDArray[np.bool_]
    left: Ints
    right: Ints
    left_out: tuple[Ints, Ints]
    other: Ints


def facing(rated: RatedRelations, pair: tuple[int, int], matches: tuple[Ints, Ints]) -> Facing:
    """How the relations of two raters face each other, with the matches of their spans."""
    spans = rated.spans
    size = len(spans.spans)
    tied, other = np.zeros(size + 1, np.bool_), np.arange(size + 1)
    tied[matches[0]] = tied[matches[1]] = True
    other[matches[1]] = matches[0]
    within = np.append(spans.shared(pair)[spans.sentence], False)
    ends = within[rated.head].astype(np.int64) + within[rated.tail]
    sides = [np.flatnonzero((ends == 2) & (rated.rater == rater)) for rater in pair]
    cut = [np.flatnonzero((ends == 1) & (rated.rater == rater)) for rater in pair]
    undirected, codes = np.array([name in rated.symmetric for name in rated.labels], np.bool_), []
    for rows in sides:
        head, tail = other[rated.head[rows]], other[rated.tail[rows]]
        turned = undirected[rated.label[rows]] & (tail < head)
        head, tail = np.where(turned, tail, head), np.where(turned, head, tail)
        codes.append((rated.label[rows] * size + head) * size + tail)
    held = [tied[rated.head[rows]] & tied[rated.tail[rows]] for rows in sides]
    left, right = paired(*codes)
    return Facing(sides[0], sides[1], held[0], held[1], left, right, (cut[0], cut[1]), other[:-1])


def _share(parts: Array) -> Array:
    return ratio(parts[..., 0], parts[..., 1])


def _why(parts: Array) -> Reason:
    return NO_VARIATION if parts[..., 2] > 0 else NO_OVERLAP


@dataclass(frozen=True)
class RelationAgreement:
    """The relations of every two raters, with their spans matched under a rule. Pairs go by their number."""

    spans: SpanAgreement
    rated: RatedRelations
    rule: str

    @staticmethod
    def of(
        spans: SpanAgreement,
        *,
        rule: str = "exact",
        labels: Sequence[str] | None = None,
        symmetric: Collection[str] = (),
    ) -> RelationAgreement:
        """Compare the relations; ``spans`` must be of all span labels. ``symmetric``: labels without a direction."""
        return RelationAgreement(spans, RatedRelations.of(spans.rated, labels, symmetric), rule)

    @cached_property
    def faced(self) -> tuple[Facing, ...]:
        """How the relations of each pair face each other."""
        pairs = enumerate(self.spans.pairs)
        return tuple(facing(self.rated, pair, self.spans.matches[n, self.rule]) for n, pair in pairs)

    def _counted(self, rows: Ints, label: str | None) -> Array:
        if label is not None:
            place = self.rated.labels.index(label) if label in self.rated.labels else -1
            rows = rows[self.rated.label[rows] == place]
        documents = len(self.rated.spans.corpus.documents)
        return np.bincount(self.rated.document[rows], minlength=documents).astype(np.float64)

    def _parts(self, pair: int, label: str | None, *, ends: bool) -> Array:
        """(documents, 4), as ``f1_of`` takes them."""
        held = self.faced[pair]
        a, b = (held.a[held.tied_a], held.b[held.tied_b]) if ends else (held.a, held.b)
        counts = [self._counted(rows, label) for rows in (held.a[held.left], a, b)]
        return np.stack([*counts, self.spans.sentences(pair)], axis=-1)

    def f1(self, pair: int, label: str | None = None, *, ends: bool = False) -> Statistic:
        """F1 of one pair on a label, or on all (micro); with ``ends`` given that both ends are matched.

        Undefined: ``no_overlap`` where no sentence is shared, ``no_variation`` where neither has such a relation.
        """
        return f1_of(self._parts(pair, label, ends=ends))

    def mean(self, label: str | None = None, *, ends: bool = False) -> Statistic:
        """The mean of the pairs that have an F1."""
        parts = [self._parts(pair, label, ends=ends) for pair in range(len(self.faced))]
        return mean_f1_of(np.array(parts).reshape(len(parts), len(self.rated.spans.corpus.documents), 4))

    def spread(self, label: str | None = None, *, ends: bool = False) -> tuple[float, float] | None:
        """The least and the greatest F1 of a pair; None where no pair has one."""
        values = [self.f1(pair, label, ends=ends).value for pair in range(len(self.faced))]
        held = [value for value in values if value is not None]
        return (min(held), max(held)) if held else None

    def coverage(self, pair: int, label: str | None = None) -> Statistic:
        """The part of the compared relations of both raters that have both ends matched."""
        (_, a, b, sentences), (_, all_a, all_b, _) = (self._parts(pair, label, ends=e).T for e in (True, False))
        return Statistic(np.stack([a + b, all_a + all_b, sentences], axis=-1), _share, _why)

    def counts(self, pair: int, label: str | None = None) -> tuple[int, int]:
        """How many relations of each rater are compared."""
        held = self.faced[pair]
        return int(self._counted(held.a, label).sum()), int(self._counted(held.b, label).sum())

    def left_out(self, pair: int, label: str | None = None) -> tuple[int, int]:
        """How many relations of each rater have one end in a shared sentence and one outside."""
        a, b = self.faced[pair].left_out
        return int(self._counted(a, label).sum()), int(self._counted(b, label).sum())

    def set_items(
        self, label: str = "attributed_to", head: str = "claim", pairs: Sequence[int] | None = None
    ) -> tuple[Rating, ...]:
        """For each matched head the set of tails that each rater gives it, in long form; of some pairs or of all.

        A member stands for a matched tail or for one that only one rater has, and is found in one document only; no
        tail at all is the empty set. Only tails in sentences that all raters of the item finished are taken. Equal
        heads of all raters are one item; under the other rules than ``exact``, and with ``pairs``, an item is a match
        of one pair, and a head shared with k others is in k items.
        """
        place = self.rated.labels.index(label) if label in self.rated.labels else -1
        if self.rule == "exact" and pairs is None:
            return tuple(self._sets_of_all(place, head))
        numbers = range(len(self.faced)) if pairs is None else pairs
        return tuple(rating for pair in numbers for rating in self._sets_of_two(pair, place, head))

    def _sets_of_all(self, place: int, head: str) -> Iterator[Rating]:
        spans, raters = self.spans.rated, self.spans.rated.corpus.raters
        names, tails = _named(spans), _grouped(self.rated.head, self.rated.tail, self.rated.label == place)
        items: dict[int, list[tuple[int, int, int]]] = {}
        for item, document, rater, row in equal_spans(self.spans, head):
            items.setdefault(item, []).append((document, rater, row))
        inorder = sorted(items.values(), key=lambda held: int(spans.columns.key[held[0][2]]))
        for item, held in enumerate(inorder):
            who = np.array([rater for _, rater, _ in held])
            for document, rater, row in held:
                ends = tails.get(row, np.zeros(0, np.int64))
                within = ends[spans.done[np.ix_(who, spans.sentence[ends])].all(axis=0)]
                yield Rating(item, str(raters[rater]), frozenset(map(str, names[within].tolist())), document)

    def _sets_of_two(self, pair: int, place: int, head: str) -> Iterator[Rating]:
        spans = self.spans.rated
        held, who = self.faced[pair], [str(rater) for rater in self.spans.raters(pair)]
        rows = np.concatenate([held.a, held.b])
        tails = _grouped(self.rated.head[rows], self.rated.tail[rows], self.rated.label[rows] == place)
        both = zip(*(side.tolist() for side in self.spans.matches[pair, self.rule]), strict=True)
        shared = [ends for ends in both if spans.spans[ends[0]].label == head]
        shared.sort(key=lambda ends: (int(spans.columns.key[ends[0]]), ends))
        for number, ends_of in enumerate(shared):
            document = int(spans.columns.document[ends_of[0]])
            for rater, row in zip(who, ends_of, strict=True):
                ends = held.other[tails.get(row, np.zeros(0, np.int64))]
                yield Rating((pair, number), rater, frozenset(map(str, ends.tolist())), document)


def _grouped(heads: Ints, tails: Ints, chosen: NDArray[np.bool_]) -> dict[int, Ints]:
    """The tails that lie in a finished sentence, by head."""
    kept = np.flatnonzero(chosen & (tails >= 0))
    kept = kept[np.argsort(heads[kept], kind="stable")]
    rows, first = np.unique(heads[kept], return_index=True)
    return dict(zip(rows.tolist(), np.split(tails[kept], first[1:]), strict=False))


def _named(spans: RatedSpans) -> Ints:
    """A number for each span, the same for equal ones of all raters: the first with the first, as in matching. (n,)"""
    code = spans.columns.key * (len(spans.labels) + 1) + spans.columns.label
    owned = code * len(spans.corpus.raters) + spans.rater
    order = np.argsort(owned, kind="stable")
    turn = np.empty(len(owned), np.int64)
    turn[order] = np.arange(len(owned)) - np.searchsorted(owned[order], owned[order])
    names: Ints = np.unique(code * (int(turn.max(initial=0)) + 1) + turn, return_inverse=True)[1]
    return names


# -- α of the sets ------------------------------------------------------------------------------------------------


def _within(values: Sequence[frozenset[str]]) -> Array:
    """Jaccard's distance between all sets of a document, 0 for two empty ones. (values, values)"""
    place = {member: number for number, member in enumerate(sorted(frozenset[str]().union(*values)))}
    held = np.zeros((len(values), len(place)))
    for row, value in enumerate(values):
        held[row, [place[member] for member in value]] = 1.0
    shared, sizes = held @ held.T, held.sum(axis=1)
    united = sizes[:, None] + sizes - shared
    found: Array = 1.0 - np.divide(shared, united, out=np.ones_like(shared), where=united > 0)
    return found


def _set_alpha(parts: Array) -> Array:
    observed, within, n, empty, squares = (parts[..., place] for place in range(5))
    expected = n**2 - empty**2 - squares + within
    return 1.0 - (n - 1.0) * ratio(observed, expected)


def set_alpha(items: Sequence[Rating], documents: int) -> Statistic:
    """Krippendorff's α with Jaccard's distance of the sets of ``RelationAgreement.set_items``, n values in all.

    α = 1 - D_o / D_e, D_o = Σ_u Σ δ(a, b) / (m_u - 1) / n over the ordered pairs of the m_u values of item u, D_e =
    Σ δ / (n (n - 1)) over all ordered pairs of values (Krippendorff 2004). It is the α of any set-valued items; but as
    no member is found in two documents, values of two documents are at distance 1, or 0 where both are empty, and what
    is left is to be had from sums per document, where a table of all sets would not fit. In a resample a document that
    is drawn twice is two documents.

    Parts (documents, 5): Σ δ / (m_u - 1) of the items; Σ δ of all ordered pairs of values; n; empty values;
    n² - (empty values)².
    Undefined: ``no_overlap`` without an item, ``no_variation`` where all sets are the same.
    """
    by_document: dict[int, list[Rating]] = {}
    for rating in items:
        by_document.setdefault(rating.document, []).append(rating)  # type: ignore[arg-type]
    sums = np.zeros((documents, 5))
    for document, ratings in by_document.items():
        values: list[frozenset[str]] = [rating.value for rating in ratings]  # type: ignore[misc]
        distance = _within(values)
        numbers: dict[Hashable, int] = {}
        item = np.array([numbers.setdefault(rating.item, len(numbers)) for rating in ratings])
        facing_it = item[:, None] == item
        n, empty = len(values), sum(not value for value in values)
        sums[document] = (
            (distance * facing_it / (facing_it.sum(axis=1) - 1)).sum(),
            distance.sum(),
            n,
            empty,
            n**2 - empty**2,
        )
    return Statistic(sums, _set_alpha, lambda parts: NO_VARIATION if parts[2] > 0 else NO_OVERLAP)
