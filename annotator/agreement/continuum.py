"""The continuum that raters unitized: who finished which stretch of which document, and the units each marked there.

**Positions.** All documents lie behind one another on one axis. With the unit ``token`` a position is a token: what
lies between tokens does not count, and a token belongs to a span when a fragment covers any of it. With ``char`` it is
a code point of a sentence; what lies between sentences, where no done mark reaches, does not count.

**Stretches.** Only sentences that at least two of the compared raters marked done are on the continuum. On them a rater
who did not mark the sentence done is missing; one who did, without spans, answered: everything is gap. A sentence that
is not shared breaks the continuum, and one that a rater did not finish breaks that rater's part of it: a span that
reaches out is clipped, one that reaches across is two units.

**Units.** Every fragment of a span is a unit of its own (the measures work on the union of the fragments); fragments
of one span with no position between them are one. Spans that only touch stay two units. Spans of one rater that overlap
and have the same value are merged into one unit and counted in ``merged``. Where spans of one rater with different
values overlap, each part that is covered by the same of them becomes a unit whose value is the set of theirs (``a|b``),
counted in ``overlaid``: nothing is dropped, and the rater's units are a partition, as Krippendorff et al. (2016) need.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.model import Layer, Span

__all__ = ["GAP", "MISSING", "UNSTATED", "Axis", "Bools", "Continuum", "Ints", "Segments"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Measure = Literal["token", "char"]
MISSING, GAP = -1, 0
"""What ``Segments.value`` holds where a rater is missing, and where a rater left a gap; ``i + 1`` is value ``i``."""
UNSTATED = ""
"""The value of a span that says nothing about the attribute that was asked for."""


@dataclass(frozen=True)
class Segments:
    """The continuum cut wherever a stretch or a unit begins or ends: on a segment everybody says one thing.

    Shapes: ``document``, ``start`` and ``length`` (segments,), in positions; ``value`` and ``unit`` (segments, raters):
    ``MISSING``, ``GAP`` or the value's number + 1, and the number of the unit, -1 where there is none.
    """

    document: Ints
    start: Ints
    length: Ints
    value: Ints
    unit: Ints

    @cached_property
    def present(self) -> Ints:
        """How many raters finished each segment, (segments,); 2 or more."""
        found: Ints = (self.value != MISSING).sum(axis=1)
        return found

    def counts(self, values: int) -> Ints:
        """How many raters left a gap and how many gave each value: (segments, values + 1)."""
        return np.stack([(self.value == code).sum(axis=1) for code in range(values + 1)], axis=1)


@dataclass(frozen=True)
class Continuum:
    """Flat arrays of stretches and units; positions are on the axis of all documents.

    ``edges``: where each document begins, and the end, (documents + 1,). ``stretch_start``, ``stretch_end`` and
    ``block``: the stretches, in order, disjoint; those with the same ``block`` follow each other without a break.
    ``present``: (stretches, raters), who finished which. ``document``, ``rater``, ``start``, ``end``, ``value``:
    (units,), by rater and then by place; ``value`` counts into ``values``. A rater's units do not overlap and lie in
    what that rater finished. ``merged`` and ``overlaid``: how many units were, for a warning.
    """

    edges: Ints
    stretch_start: Ints
    stretch_end: Ints
    block: Ints
    present: Bools
    rater: Ints
    start: Ints
    end: Ints
    value: Ints
    values: tuple[str, ...]
    merged: int = 0
    overlaid: int = 0

    @property
    def documents(self) -> int:
        """How many documents, those with nothing shared among them."""
        return len(self.edges) - 1

    @property
    def raters(self) -> int:
        """How many raters are compared."""
        return int(self.present.shape[1])

    @property
    def document(self) -> Ints:
        """The document of each unit, (units,)."""
        return self.document_at(self.start)

    @property
    def lengths(self) -> Ints:
        """How many positions two or more finished, by document: (documents,)."""
        found = np.bincount(
            self.document_at(self.stretch_start),
            weights=self.stretch_end - self.stretch_start,
            minlength=self.documents,
        )
        return found.astype(np.int64)

    def document_at(self, position: Ints) -> Ints:
        """The document that each position lies in."""
        return np.searchsorted(self.edges, position, side="right").astype(np.int64) - 1

    @cached_property
    def segments(self) -> Segments:
        """The continuum cut at every border."""
        cuts = np.unique(np.concatenate([self.stretch_start, self.stretch_end, self.start, self.end]))
        if not len(cuts):
            none, nobody = np.zeros(0, np.int64), np.zeros((0, self.raters), np.int64)
            return Segments(none, none, none, nobody, nobody)
        begins = cuts[:-1]
        stretch = np.searchsorted(self.stretch_start, begins, side="right") - 1
        inside = begins < self.stretch_end[stretch]
        unit = np.full((len(begins), self.raters), -1, np.int64)
        numbers, places = _spread(np.searchsorted(cuts, self.start), np.searchsorted(cuts, self.end))
        unit[places, self.rater[numbers]] = numbers
        held = unit[inside]
        value = np.where(self.present[stretch[inside]], GAP, MISSING)
        value[held >= 0] = self.value[held[held >= 0]] + 1
        return Segments(self.document_at(begins[inside]), begins[inside], np.diff(cuts)[inside], value, held)

    def complete(self) -> Continuum:
        """Only what every rater finished; units that reach out of it are clipped."""
        kept: Bools = np.asarray(self.present.all(axis=1))
        runs = _runs(kept, self.block)
        starts, ends = self.stretch_start[runs[0]], self.stretch_end[runs[1]]
        source, start, end = _clip(self.start, self.end, starts, ends)
        counted = np.cumsum(np.isin(np.arange(len(kept)), runs[0])).astype(np.int64)
        return replace(
            self,
            stretch_start=self.stretch_start[kept],
            stretch_end=self.stretch_end[kept],
            block=counted[kept],
            present=self.present[kept],
            rater=self.rater[source],
            start=start,
            end=end,
            value=self.value[source],
        )


@dataclass(frozen=True)
class Axis:
    """The positions of a corpus and who finished what, made once for all labels.

    Shapes: ``base`` (documents,), ``piece_…`` (tokens or sentences,), ``sentence_…`` (sentences,), ``done`` (sentences,
    raters).
    """

    corpus: Corpus
    raters: tuple[Layer, ...]
    unit: Measure
    base: Ints
    piece_start: Ints
    piece_end: Ints
    piece_at: Ints
    sentence_document: Ints
    sentence_start: Ints
    sentence_end: Ints
    done: Bools

    @staticmethod
    def of(corpus: Corpus, unit: Measure = "token", raters: Sequence[Layer] | None = None) -> Axis:
        """The axis of a corpus; ``raters``: those compared, of all the corpus names."""
        compared = corpus.raters if raters is None else tuple(raters)
        documents = corpus.documents
        base = np.cumsum([0] + [len(document.text) + 1 for document in documents])[:-1].astype(np.int64)
        counts = [len(document.sentences) for document in documents]
        held_by = np.repeat(np.arange(len(documents)), counts).astype(np.int64)
        extents = np.array([(s.start, s.end) for d in documents for s in d.sentences], np.int64).reshape(-1, 2)
        sentences = extents + base[held_by][:, None]
        if unit == "token":
            sizes = np.array([len(tokens) for d in documents for tokens in d.tokens[: len(d.sentences)]], np.int64)
            flat = chain.from_iterable(tokens for d in documents for tokens in d.tokens[: len(d.sentences)])
            tokens = np.fromiter(chain.from_iterable(flat), np.int64, int(sizes.sum()) * 2).reshape(-1, 2)
            pieces = tokens + np.repeat(base[held_by], sizes)[:, None]
            at = np.arange(len(pieces))
        else:
            sizes = sentences[:, 1] - sentences[:, 0]
            pieces, at = sentences, np.cumsum(sizes) - sizes
        ends = np.cumsum(sizes).astype(np.int64)
        return Axis(
            corpus,
            compared,
            unit,
            base,
            pieces[:, 0],
            pieces[:, 1],
            at.astype(np.int64),
            held_by,
            ends - sizes,
            ends,
            _done(documents, compared),
        )

    def continuum(self, labels: str | Collection[str], attribute: str | None = None) -> Continuum:
        """The units of one label, of an attribute's values on one label, or of several labels.

        The value of a unit is its label; with ``attribute`` the value of that attribute, ``UNSTATED`` where the span
        has none.

        Raises:
            ValueError: an attribute was asked of several labels.
        """
        wanted = (labels,) if isinstance(labels, str) else tuple(labels)
        if attribute is not None and len(wanted) != 1:
            raise ValueError("an attribute is compared within one label")
        present = self.done & (self.done.sum(axis=1, keepdims=True) >= 2)
        shared = present.any(axis=1) & (self.sentence_end > self.sentence_start)
        rater, start, end, said = self._clipped(present, self._marked(wanted, attribute))
        names = sorted(set(said))
        code = {name: number for number, name in enumerate(names)}
        value = np.array([code[name] for name in said], np.int64)
        heads, end_of = _merged(rater * max(1, len(names)) + value, start, end, touching=False)
        merged = len(start) - len(heads)
        rater, start, end, value = rater[heads], start[heads], end_of, value[heads]
        rater, start, end, value, names, overlaid = _overlay(rater, start, end, value, names)
        order = np.lexsort((start, rater))
        edges = np.searchsorted(self.sentence_document, np.arange(len(self.corpus.documents) + 1))
        return Continuum(
            np.append(self.sentence_start, self.sentence_end[-1:] if len(self.sentence_end) else [0])[edges],
            self.sentence_start[shared],
            self.sentence_end[shared],
            self._blocks(present.any(axis=1))[shared],
            present[shared],
            rater[order],
            start[order],
            end[order],
            value[order],
            tuple(names),
            merged,
            overlaid,
        )

    def _blocks(self, kept: Bools) -> Ints:
        """A number for every sentence that changes where kept sentences of a document do not follow each other."""
        fresh = np.ones(len(kept), np.bool_)
        fresh[1:] = ~kept[:-1] | (self.sentence_document[1:] != self.sentence_document[:-1])
        return np.cumsum(fresh).astype(np.int64)

    def _marked(self, labels: Collection[str], attribute: str | None) -> tuple[Ints, Ints, Ints, list[str]]:
        """The units of every rater before anything is clipped: rater, start, end and value, (units,)."""
        spans, document, rater = _spans(self.corpus.documents, self.raters, frozenset(labels))
        sizes = [len(span.fragments) for span in spans]
        number = np.repeat(np.arange(len(spans)), sizes)
        base = np.repeat(self.base[document], sizes)
        fragments = list(chain.from_iterable(span.fragments for span in spans))
        begins = np.array([part.start for part in fragments], np.int64) + base
        stops = np.array([part.end for part in fragments], np.int64) + base
        kept, start, end = self._place(begins, stops)
        heads, ends = _merged(number[kept], start, end, touching=True)
        span = number[kept][heads]
        marked = [spans[i] for i in span.tolist()]
        said = [one.label if attribute is None else one.value(attribute) or UNSTATED for one in marked]
        return rater[span], start[heads], ends, said

    def _place(self, begins: Ints, stops: Ints) -> tuple[Ints, Ints, Ints]:
        """Code points as positions: which of them cover any, and from where to where."""
        first = np.searchsorted(self.piece_end, begins, side="right")
        last = np.searchsorted(self.piece_start, stops, side="left") - 1
        kept = np.flatnonzero(first <= last)
        first, last = first[kept], last[kept]
        if self.unit == "token":
            return kept, self.piece_at[first], self.piece_at[last] + 1
        ahead = np.maximum(begins[kept] - self.piece_start[first], 0)
        until = np.minimum(stops[kept], self.piece_end[last]) - self.piece_start[last]
        return kept, self.piece_at[first] + ahead, self.piece_at[last] + until

    def _clipped(
        self, present: Bools, marked: tuple[Ints, Ints, Ints, list[str]]
    ) -> tuple[Ints, Ints, Ints, list[str]]:
        """The units within what their rater finished together with another: rater, start, end and value."""
        rater, start, end, said = marked
        found: list[tuple[Ints, Ints, Ints]] = []
        for number in range(len(self.raters)):
            first, last = _runs(present[:, number], self.sentence_document)
            own = np.flatnonzero(rater == number)
            starts, ends = self.sentence_start[first], self.sentence_end[last]
            held = starts < ends
            source, begins, stops = _clip(start[own], end[own], starts[held], ends[held])
            found.append((own[source], begins, stops))
        if not found:
            return rater[:0], start[:0], end[:0], []
        source, begins, stops = (np.concatenate(column) for column in zip(*found, strict=True))
        return rater[source], begins, stops, [said[i] for i in source]


def _done(documents: Iterable[RatedDocument], raters: Sequence[Layer]) -> Bools:
    """Who marked which sentence done: (sentences, raters)."""
    rows: list[list[bool]] = []
    for document in documents:
        done = [document.by_rater[r].done if r in document.by_rater else frozenset[int]() for r in raters]
        rows += [[sentence.index in held for held in done] for sentence in document.sentences]
    return np.array(rows, np.bool_).reshape(len(rows), len(raters))


def _spans(
    documents: Iterable[RatedDocument], raters: Sequence[Layer], labels: frozenset[str]
) -> tuple[list[Span], Ints, Ints]:
    """Every span of the labels, with the numbers of its document and its rater."""
    found: list[Span] = []
    counts: list[tuple[int, int, int]] = []
    for place, document in enumerate(documents):
        for number, rater in enumerate(raters):
            reading = document.by_rater.get(rater)
            if reading is not None:
                held = [span for span in reading.part.spans if span.label in labels]
                found += held
                counts.append((place, number, len(held)))
    table = np.array(counts, np.int64).reshape(-1, 3)
    return found, np.repeat(table[:, 0], table[:, 2]), np.repeat(table[:, 1], table[:, 2])


def _spread(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All numbers of each range [first, last), and which range each is of."""
    sizes = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(first)), sizes)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + first[owner]


def _runs(kept: Bools, group: Ints) -> tuple[Ints, Ints]:
    """The first and the last of every unbroken run of kept rows of one group."""
    chosen = np.flatnonzero(kept)
    breaks = (np.diff(chosen) > 1) | (np.diff(group[chosen]) != 0)
    edge = np.concatenate([[True], breaks, [True]]) if len(chosen) else np.zeros(1, np.bool_)
    return chosen[edge[:-1]], chosen[edge[1:]]


def _clip(start: Ints, end: Ints, run_start: Ints, run_end: Ints) -> tuple[Ints, Ints, Ints]:
    """What of each interval lies in each of the runs (in order, disjoint): which interval, from where, to where."""
    first = np.searchsorted(run_end, start, side="right")
    last = np.searchsorted(run_start, end, side="left")
    source, run = _spread(first, last)
    return source, np.maximum(start[source], run_start[run]), np.minimum(end[source], run_end[run])


def _clusters(group: Ints, start: Ints, end: Ints, *, touching: bool) -> tuple[Ints, Ints]:
    """Intervals by group and place, and where in that order a new cluster of overlapping (or touching) ones begins."""
    order = np.lexsort((-end, start, group))
    away = group[order] * (int(end.max(initial=0)) + 1)
    reach = np.maximum.accumulate(end[order] + away)
    fresh = np.ones(len(order), np.bool_)
    begins = start[order] + away
    fresh[1:] = begins[1:] > reach[:-1] if touching else begins[1:] >= reach[:-1]
    return order, np.flatnonzero(fresh)


def _merged(group: Ints, start: Ints, end: Ints, *, touching: bool) -> tuple[Ints, Ints]:
    """The first interval of every cluster, and where the cluster ends."""
    order, heads = _clusters(group, start, end, touching=touching)
    return order[heads], np.maximum.reduceat(end[order], heads) if len(heads) else end[:0]


def _overlay(
    rater: Ints, start: Ints, end: Ints, value: Ints, names: list[str]
) -> tuple[Ints, Ints, Ints, Ints, list[str], int]:
    """Units of one rater that overlap, cut into parts with the set of their values; how many had to be cut."""
    order, heads = _clusters(rater, start, end, touching=False)
    sizes = np.diff(np.append(heads, len(order)))
    if not (sizes > 1).any():
        return rater, start, end, value, names, 0
    single = order[heads[sizes == 1]]
    kept = [(int(rater[i]), int(start[i]), int(end[i]), names[value[i]]) for i in single]
    for head, size in zip(heads[sizes > 1], sizes[sizes > 1], strict=True):
        members = order[head : head + size]
        cuts = sorted({int(p) for i in members for p in (start[i], end[i])})
        for begin, stop in pairwise(cuts):
            held = sorted({names[value[i]] for i in members if start[i] <= begin and stop <= end[i]})
            kept.append((int(rater[members[0]]), begin, stop, "|".join(held)))
    named = sorted({name for *_, name in kept})
    code = {name: number for number, name in enumerate(named)}
    table = np.array([(r, b, e, code[name]) for r, b, e, name in kept], np.int64)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3], named, int(sizes[sizes > 1].sum())
