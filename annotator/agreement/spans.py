"""Agreement on spans: pairwise F1 per label and over all labels, under every matching rule, from one pass.

Compared are, for two raters, the spans that begin in a sentence that both marked done. F1 = 2·tp / (n_a + n_b), with
tp the pairs of ``matching``; labels are layers of their own: a cue that one rater misses inside a claim of both is a
miss. F1 is the limit of Cohen's κ when what neither rater marked has no end (Hripcsak & Rothschild 2005), and so
needs no count of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus
from annotator.agreement.matching import Columns, Ints, Rule, best
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic
from annotator.model import Layer, Span

__all__ = ["RULES", "Compared", "RatedSpans", "SpanAgreement", "f1_of", "mean_f1_of", "ratio"]

RULES = ("exact", "overlap", "iou:0.5")
_BY_ID = attrgetter("id")
_SENTENCE = attrgetter("sentence")


def ratio(above: Array, below: Array) -> Array:
    """``above / below``, NaN where ``below`` is not positive; without a warning."""
    found: Array = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
    return found


def _f1(parts: Array) -> Array:
    return ratio(2 * parts[..., 0], parts[..., 1] + parts[..., 2])


def _why(parts: Array) -> Reason:
    return NO_VARIATION if parts.reshape(-1, 4)[:, 3].any() else NO_OVERLAP


def f1_of(sums: Array) -> Statistic:
    """F1 of (documents, 4): tp, n of the one, n of the other, shared sentences.

    Undefined: ``no_overlap`` where no sentence is shared, ``no_variation`` where neither has anything.
    """
    return Statistic(sums, _f1, _why)


def _mean(parts: Array) -> Array:
    each = _f1(parts.reshape(*parts.shape[:-1], -1, 4))
    held = ~np.isnan(each)
    return ratio(np.where(held, each, 0.0).sum(axis=-1), held.sum(axis=-1).astype(np.float64))


def mean_f1_of(sums: Array) -> Statistic:
    """The mean of the defined F1 of several pairs, (pairs, documents, 4): the parts of all of them side by side.

    Undefined where no pair has one: ``no_overlap`` where no pair shares a sentence, else ``no_variation``.
    """
    pairs, documents, parts = sums.shape
    return Statistic(sums.transpose(1, 0, 2).reshape(documents, pairs * parts), _mean, _why)


@dataclass(frozen=True)
class RatedSpans:
    """The spans of all raters in the sentences they finished, one row each, and which sentences these are.

    ``spans``, ``rater`` (n,), ``sentence`` (n,) and ``columns`` go together, equal ones in the order of their ids.
    Sentences are numbered through the corpus; ``document_of``: (sentences,); ``done``: (raters, sentences).
    """

    corpus: Corpus
    labels: tuple[str, ...]
    spans: tuple[Span, ...]
    rater: Ints
    sentence: Ints
    columns: Columns
    document_of: Ints
    done: NDArray[np.bool_]

    @staticmethod
    def of(corpus: Corpus, labels: Sequence[str] | None = None) -> RatedSpans:
        """The spans of these labels; without ``labels`` of all that occur, by name."""
        first, document_of = _numbered(corpus)
        done = np.zeros((len(corpus.raters), len(document_of)), np.bool_)
        given = None if labels is None else frozenset(labels)
        spans: list[Span] = []
        blocks: list[tuple[int, int, int]] = []
        for rater, who in enumerate(corpus.raters):
            for number, document in enumerate(corpus.documents):
                reading = document.by_rater.get(who)
                if reading is None or not reading.done:
                    continue
                held = reading.done
                done[rater, [first[number] + index for index in held]] = True
                found = [s for s in reading.part.spans if s.sentence in held and (given is None or s.label in given)]
                spans += sorted(found, key=_BY_ID)
                blocks.append((rater, number, len(found)))
        raters, numbers, counts = np.array(blocks, dtype=np.int64).reshape(-1, 3).T
        names = tuple(dict.fromkeys(labels)) if labels is not None else tuple(sorted({s.label for s in spans}))
        place = {name: number for number, name in enumerate(names)}
        where = np.repeat(numbers, counts)
        label = np.fromiter((place[s.label] for s in spans), np.int64, len(spans))
        columns = Columns.of(spans, where, label)
        begins = np.fromiter(map(_SENTENCE, spans), np.int64, len(spans)) + np.array(first, dtype=np.int64)[where]
        return RatedSpans(corpus, names, tuple(spans), np.repeat(raters, counts), begins, columns, document_of, done)

    def shared(self, pair: tuple[int, int]) -> NDArray[np.bool_]:
        """Which sentences both raters finished. (sentences,)"""
        both: NDArray[np.bool_] = self.done[pair[0]] & self.done[pair[1]]
        return both

    def rows(self, pair: tuple[int, int]) -> tuple[Ints, Ints]:
        """The rows of the one and the other in the sentences that both finished."""
        held = self.shared(pair)[self.sentence]
        return np.flatnonzero(held & (self.rater == pair[0])), np.flatnonzero(held & (self.rater == pair[1]))

    def counted(self, rows: Ints) -> Array:
        """How many of the rows are in each document and of each label. (documents, labels)"""
        shape = (len(self.corpus.documents), len(self.labels))
        cell = self.columns.document[rows] * shape[1] + self.columns.label[rows]
        return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _numbered(corpus: Corpus) -> tuple[list[int], Ints]:
    """The number of each document's first sentence, and the document of each sentence."""
    sizes = []
    for document in corpus.documents:
        known = [sentence.index for sentence in document.sentences]
        sizes.append(1 + max((*known, *(max(r.done, default=-1) for r in document.readings)), default=-1))
    ends = np.cumsum(sizes, dtype=np.int64)
    return (ends - sizes).astype(np.int64).tolist(), np.repeat(np.arange(len(sizes)), sizes)


@dataclass(frozen=True, slots=True)
class Compared:
    """How much a figure of two raters stands on: documents and sentences that both finished, and spans of each."""

    documents: int
    sentences: int
    spans: tuple[int, int]


@dataclass(frozen=True)
class SpanAgreement:
    """The matches of every two raters under every rule, counted by document and label. Pairs go by their number.

    ``pairs``: of raters by number, as in ``corpus.pairs``. ``matches``: by pair and rule, rows of the one and the
    other.
    """

    rated: RatedSpans
    rules: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    matches: dict[tuple[int, str], tuple[Ints, Ints]]

    @staticmethod
    def of(corpus: Corpus, labels: Sequence[str] | None = None, rules: Sequence[str] = RULES) -> SpanAgreement:
        """Match the spans of every two raters, once for all labels and rules.

        Raises:
            UsageError: no such rule.
        """
        asked = [Rule.of(name) for name in rules]
        rated = RatedSpans.of(corpus, labels)
        columns = rated.columns
        pairs = tuple((a, b) for a in range(len(corpus.raters)) for b in range(a + 1, len(corpus.raters)))
        matches = {}
        for number, pair in enumerate(pairs):
            a, b = rated.rows(pair)
            if any(rule.least is not None for rule in asked):
                edges = columns.overlapping(a, b)
            for rule in asked:
                if rule.least is None:
                    matches[number, rule.name] = columns.equal(a, b)
                else:
                    fitting = columns.fitting(edges, rule)
                    taken = fitting.only(best(columns, fitting))
                    matches[number, rule.name] = taken.a, taken.b
        return SpanAgreement(rated, tuple(rules), pairs, matches)

    @cached_property
    def _sentences(self) -> Array:
        """The shared sentences of each pair and document. (pairs, documents)"""
        documents = len(self.rated.corpus.documents)
        found = [np.bincount(self.rated.document_of[self.rated.shared(p)], minlength=documents) for p in self.pairs]
        return np.array(found, dtype=np.float64).reshape(len(self.pairs), documents)

    @cached_property
    def _spans(self) -> Array:
        """The spans of both raters of each pair. (pairs, 2, documents, labels)"""
        shape = (len(self.pairs), 2, len(self.rated.corpus.documents), len(self.rated.labels))
        found = [[self.rated.counted(rows) for rows in self.rated.rows(pair)] for pair in self.pairs]
        return np.array(found, dtype=np.float64).reshape(shape)

    @cached_property
    def _matched(self) -> dict[str, Array]:
        """By rule the matches of each pair. (pairs, documents, labels)"""
        shape = (len(self.pairs), len(self.rated.corpus.documents), len(self.rated.labels))
        numbers = range(len(self.pairs))
        return {
            rule: np.array([self.rated.counted(self.matches[n, rule][0]) for n in numbers]).reshape(shape)
            for rule in self.rules
        }

    def _parts(self, pairs: slice, rule: str, label: str | None) -> Array:
        """(pairs, documents, 4)"""
        place = [number for number, name in enumerate(self.rated.labels) if label in (None, name)]
        matched = self._matched[rule][pairs][..., place].sum(axis=-1)
        spans = self._spans[pairs][..., place].sum(axis=-1)
        return np.stack([matched, spans[:, 0], spans[:, 1], self._sentences[pairs]], axis=-1)

    def f1(self, pair: int, rule: str = "exact", label: str | None = None) -> Statistic:
        """F1 of one pair on one label; without ``label`` on all of them together (micro)."""
        return f1_of(self._parts(slice(pair, pair + 1), rule, label)[0])

    def mean(self, rule: str = "exact", label: str | None = None) -> Statistic:
        """The mean of the pairs that have an F1."""
        return mean_f1_of(self._parts(slice(None), rule, label))

    def spread(self, rule: str = "exact", label: str | None = None) -> tuple[float, float] | None:
        """The least and the greatest F1 of a pair; None where no pair has one."""
        parts = self._parts(slice(None), rule, label)
        held = [value for pair in range(len(self.pairs)) if (value := f1_of(parts[pair]).value) is not None]
        return (min(held), max(held)) if held else None

    def sentences(self, pair: int) -> Array:
        """How many sentences of each document both raters of a pair finished. (documents,)"""
        found: Array = self._sentences[pair]
        return found

    def compared(self, pair: int, label: str | None = None) -> Compared:
        """What the figures of a pair stand on."""
        parts = self._parts(slice(pair, pair + 1), self.rules[0], label)[0]
        _, a, b, sentences = parts.sum(axis=0).astype(int).tolist()
        return Compared(int((parts[:, 3] > 0).sum()), sentences, (a, b))

    def matched(self, pair: int, rule: str = "exact", label: str | None = None) -> list[tuple[int, Span, Span]]:
        """The matches of a pair: the number of the document, the span of the one and that of the other."""
        rated = self.rated
        left, right = self.matches[pair, rule]
        found = [
            (document, rated.spans[a], rated.spans[b])
            for document, a, b in zip(rated.columns.document[left].tolist(), left.tolist(), right.tolist(), strict=True)
        ]
        return [item for item in found if label in (None, item[1].label)]

    def raters(self, pair: int) -> tuple[Layer, Layer]:
        """Whose a pair is."""
        a, b = self.pairs[pair]
        return self.rated.corpus.raters[a], self.rated.corpus.raters[b]
