"""Which span of one rater is which of another: one-to-one pairs under a rule, as many and as close as can be.

Two spans *fit* when they have one label, lie in one document, and

* ``exact``: all their fragments are equal;
* ``overlap``: the unions of their fragments share a code point;
* ``iou:t``: |∩| / |∪| of their code points is at least t, 0 < t ≤ 1.

Of all ways to pair fitting spans, each used at most once, the one taken has

1. the most pairs; of these
2. the greatest sum of shared code points; of these
3. the smallest sum of the lengths of the paired spans, so that spans as alike as possible come together; of these
4. the first in a fixed order of search: from the side with fewer spans in the knot, of equally many the one that begins
   first, both in the order of the text (equal spans of one rater: in the order of their ids).

None of the four asks whose spans are whose, so that exchanging the raters exchanges the pairs and nothing else. (In
knots of thousands of spans of tens of thousands of code points the third is left out: the sums would leave 64 bits.)

Nearly all spans fit one other or none, and are done with by sorting. Only knots of spans that compete are searched:
those of up to four spans a side all at once, over the 24 permutations; larger ones one by one with the Hungarian method
(Kuhn 1955; shortest augmenting paths, O(n³)).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, permutations
from operator import attrgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray

from annotator.errors import UsageError
from annotator.model import Span

__all__ = ["EXACT", "IOU_HALF", "OVERLAP", "Columns", "Edges", "Ints", "Rule", "best", "match", "paired"]

Ints = NDArray[np.int64]
_FEW = 4
_PERMUTATIONS: Ints = np.array(list(permutations(range(_FEW))), dtype=np.int64)
_ROOM = 2**62


@dataclass(frozen=True, slots=True)
class Rule:
    """When two spans of one label fit. ``least``: of |∩| / |∪|; None: all fragments are equal; 0: any overlap."""

    name: str
    least: float | None

    @classmethod
    def of(cls, name: str) -> Self:
        """``exact``, ``overlap`` or ``iou:0.5``.

        Raises:
            UsageError: it is none of these, or the threshold is not in (0, 1].
        """
        if name in ("exact", "overlap"):
            return cls(name, None if name == "exact" else 0.0)
        kind, _, number = name.partition(":")
        try:
            least = float(number)
        except ValueError:
            least = math.nan
        if kind != "iou" or not 0 < least <= 1:
            raise UsageError(f"'{name}' is no rule for matching spans", "use exact, overlap or iou:0.5")
        return cls(name, least)


EXACT = Rule("exact", None)
OVERLAP = Rule("overlap", 0.0)
IOU_HALF = Rule("iou:0.5", 0.5)


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of rows that fit: ``a``, ``b`` and ``shared`` code points, each (edges,); no pair stands there twice."""

    a: Ints
    b: Ints
    shared: Ints

    def only(self, chosen: NDArray[np.bool_]) -> Edges:
        """Those where the mask is true."""
        return Edges(self.a[chosen], self.b[chosen], self.shared[chosen])


@dataclass(frozen=True, slots=True)
class Columns:
    """Spans as columns, one row each; equal spans of one rater must come in the order of their ids.

    ``document``, ``label``: (n,). ``key``: (n,), equal for equal extents in one document and only for these, ascending
    in the order of the text. ``size``: (n,), code points. ``owner``, ``start``, ``end``: (fragments,), by ``owner``.
    """

    document: Ints
    label: Ints
    key: Ints
    size: Ints
    owner: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, spans: Sequence[Span], document: Sequence[int] | Ints, label: Sequence[int] | Ints) -> Self:
        """The columns of spans, with the numbers of their documents and labels."""
        parts = [span.fragments for span in spans]
        counts = np.fromiter(map(len, parts), np.int64, len(parts))
        flat = list(chain.from_iterable(parts))
        start = np.fromiter(map(attrgetter("start"), flat), np.int64, len(flat))
        end = np.fromiter(map(attrgetter("end"), flat), np.int64, len(flat))
        owner = np.repeat(np.arange(len(parts), dtype=np.int64), counts)
        size = np.zeros(len(parts), np.int64)
        np.add.at(size, owner, end - start)
        last = np.cumsum(counts)
        documents = np.asarray(document, dtype=np.int64)
        shapes = {row: spans[row].extent for row in np.flatnonzero(counts > 1).tolist()}
        rank = {shape: number for number, shape in enumerate(sorted(set(shapes.values())), 1)}
        shape = np.zeros(len(parts), np.int64)
        shape[list(shapes)] = [rank[extent] for extent in shapes.values()]
        facts = (
            np.stack([documents, start[last - counts], end[last - 1], shape]) if parts else np.zeros((4, 0), np.int64)
        )
        order = np.lexsort(facts[::-1])
        new = (np.diff(facts[:, order], axis=1) != 0).any(axis=0)
        key = np.zeros(len(parts), np.int64)
        key[order[1:]] = np.cumsum(new)
        return cls(documents, np.asarray(label, dtype=np.int64), key, size, owner, start, end)

    def group(self, *, labels: bool = True) -> Ints:
        """What must be equal for two spans to fit: document and label, or the document alone. (n,)"""
        return self.document * (int(self.label.max(initial=0)) + 1) + self.label if labels else self.document

    def _fragments(self, rows: Ints) -> Ints:
        if len(self.owner) == len(self.key):
            return rows
        held = np.zeros(len(self.key), np.bool_)
        held[rows] = True
        return np.flatnonzero(held[self.owner])

    def equal(self, a: Ints, b: Ints, *, labels: bool = True) -> tuple[Ints, Ints]:
        """The pairs of rows with equal extents: equal ones of one rater are paired in their order. Two of (pairs,)"""
        code = self.key * (int(self.label.max(initial=0)) + 1) + self.label if labels else self.key
        left, right = paired(code[a], code[b])
        return a[left], b[right]

    def overlapping(self, a: Ints, b: Ints, *, labels: bool = True) -> Edges:
        """Every pair of rows of ``a`` and ``b`` that shares code points."""
        in_a, in_b = self._fragments(a), self._fragments(b)
        # each group has a stretch of one long line for itself, on which all are compared at once
        base = self.group(labels=labels)[self.owner] * (int(self.end.max(initial=0)) + 1)
        in_b = in_b[np.argsort((base + self.start)[in_b], kind="stable")]
        a_start, a_end = (base + self.start)[in_a], (base + self.end)[in_a]
        b_start, b_end = (base + self.start)[in_b], (base + self.end)[in_b]
        low = np.searchsorted(np.maximum.accumulate(b_end), a_start, side="right")
        count = np.maximum(np.searchsorted(b_start, a_end, side="left") - low, 0)
        left = np.repeat(np.arange(len(in_a)), count)
        right = np.arange(len(left)) - np.repeat(np.cumsum(count) - count - low, count)
        shared = np.minimum(a_end[left], b_end[right]) - np.maximum(a_start[left], b_start[right])
        held = shared > 0
        rows_a, rows_b = self.owner[in_a[left[held]]], self.owner[in_b[right[held]]]
        if len(self.owner) == len(self.key):
            return Edges(rows_a, rows_b, shared[held])
        pairs, where = np.unique(rows_a * len(self.key) + rows_b, return_inverse=True)
        total = np.zeros(len(pairs), np.int64)
        np.add.at(total, where, shared[held])
        return Edges(pairs // len(self.key), pairs % len(self.key), total)

    def fitting(self, edges: Edges, rule: Rule) -> Edges:
        """The overlapping pairs that fit under a rule."""
        if rule.least is None:
            return edges.only(self.key[edges.a] == self.key[edges.b])
        if not rule.least:
            return edges
        return edges.only(edges.shared / (self.size[edges.a] + self.size[edges.b] - edges.shared) >= rule.least)


def paired(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Where equal numbers stand in ``a`` and ``b``, each used once, the first with the first. Two of (pairs,)"""
    order = [np.argsort(codes, kind="stable") for codes in (a, b)]
    inorder = [codes[places] for codes, places in zip((a, b), order, strict=True)]
    turn = [np.arange(len(codes)) - np.searchsorted(codes, codes) for codes in inorder]
    times = 1 + max(int(numbers.max(initial=0)) for numbers in turn)
    left, right = (codes * times + numbers for codes, numbers in zip(inorder, turn, strict=True))
    _, in_a, in_b = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return order[0][in_a], order[1][in_b]


def match(a: Sequence[Span], b: Sequence[Span], rule: Rule = EXACT) -> list[tuple[int, int]]:
    """The pairs of two raters' spans of one document, as places in the two lists, in the order of the first.

    Spans of different labels are never paired. The order of the lists does not matter but among equal spans.
    """
    names = {name: number for number, name in enumerate(sorted({span.label for span in (*a, *b)}))}
    spans = [*a, *b]
    columns = Columns.of(spans, [0] * len(spans), [names[span.label] for span in spans])
    rows = np.arange(len(spans))
    left, right = rows[: len(a)], rows[len(a) :]
    if rule.least is None:
        found = columns.equal(left, right)
    else:
        edges = columns.fitting(columns.overlapping(left, right), rule)
        chosen = edges.only(best(columns, edges))
        found = chosen.a, chosen.b
    return sorted(zip(found[0].tolist(), (found[1] - len(a)).tolist(), strict=True))


# -- the best of the pairs that fit -------------------------------------------------------------------------------


def best(columns: Columns, edges: Edges) -> NDArray[np.bool_]:
    """Which of the fitting pairs are taken: the module says how. (edges,)"""
    chosen = np.ones(len(edges.a), np.bool_)
    rows = len(columns.key)
    alone = (np.bincount(edges.a, minlength=rows)[edges.a] == 1) & (np.bincount(edges.b, minlength=rows)[edges.b] == 1)
    tied = np.flatnonzero(~alone)
    if len(tied):
        chosen[tied] = _untied(columns, edges.only(~alone))
    return chosen


@dataclass(frozen=True, slots=True)
class _Side:
    """One rater's spans in the knots: ``row``, ``knot`` and ``place`` in it in the order of the text, each (spans,).

    ``count``: (knots,). ``at``: (edges,), which of them an edge has.
    """

    row: Ints
    knot: Ints
    place: Ints
    count: Ints
    at: Ints

    @staticmethod
    def of(columns: Columns, rows: Ints, knots: Ints, total: int) -> _Side:
        row, first, at = np.unique(rows, return_index=True, return_inverse=True)
        knot = knots[first]
        order = np.lexsort((row, columns.key[row], knot))
        count = np.bincount(knot, minlength=total)
        place = np.empty(len(row), np.int64)
        place[order] = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return _Side(row, knot, place, count, at)


def _untied(columns: Columns, edges: Edges) -> NDArray[np.bool_]:
    knots, total = _knots(edges, len(columns.key))
    a, b = (_Side.of(columns, rows, knots, total) for rows in (edges.a, edges.b))
    weight = _weights(columns, edges, knots, np.minimum(a.count, b.count))
    place_a, place_b = a.place[a.at], b.place[b.at]
    small = np.maximum(a.count, b.count) <= _FEW
    chosen = np.zeros(len(knots), np.bool_)
    few = np.flatnonzero(small[knots])
    if len(few):
        turned = _turned(columns, a, b, small)[knots[few]]
        row = np.where(turned, place_b[few], place_a[few])
        column = np.where(turned, place_a[few], place_b[few])
        table = np.zeros((total, _FEW, _FEW), np.int64)
        table[knots[few], row, column] = weight[few]
        sums = table[:, np.arange(_FEW), _PERMUTATIONS].sum(axis=2)
        taken = _PERMUTATIONS[sums.argmax(axis=1)]
        chosen[few] = taken[knots[few], row] == column
    many = np.flatnonzero(~small[knots])
    many = many[np.argsort(knots[many], kind="stable")]
    for part in np.split(many, np.flatnonzero(np.diff(knots[many])) + 1) if len(many) else ():
        chosen[part] = _searched(columns, edges.only(part), weight[part], place_a[part], place_b[part])  # type: ignore[arg-type]
    return chosen


def _knots(edges: Edges, rows: int) -> tuple[Ints, int]:
    """The connected component of each edge, numbered from 0, and how many there are."""
    least = np.arange(2 * rows)
    a, b = edges.a, edges.b + rows
    while True:
        lower = np.minimum(least[a], least[b])
        if (least[a] == lower).all() and (least[b] == lower).all():
            break
        np.minimum.at(least, a, lower)
        np.minimum.at(least, b, lower)
        least = least[least]
    names, knots = np.unique(least[a], return_inverse=True)
    return knots, len(names)


def _weights(columns: Columns, edges: Edges, knots: Ints, most: Ints) -> Ints:
    """What an edge is worth: nothing lower in its knot outweighs what is higher. ``most``: pairs a knot can have."""
    lengths = columns.size[edges.a] + columns.size[edges.b]
    greatest = [np.zeros(len(most), np.int64) for _ in range(2)]
    for found, values in zip(greatest, (lengths, edges.shared), strict=True):
        np.maximum.at(found, knots, values)
    long, wide = greatest
    step = most * long + 1
    top = most * (wide * step) + 1
    fits = most.astype(np.float64) * (most * (wide.astype(np.float64) * step) + 1) * 2 < _ROOM
    step, lengths = np.where(fits, step, 1), np.where(fits[knots], lengths, 0)
    top = np.where(fits, top, most * wide + 1)
    worth: Ints = top[knots] + edges.shared * step[knots] - lengths
    return worth


def _turned(columns: Columns, a: _Side, b: _Side, small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each small knot, whether the search starts from b: it has fewer spans, or as many and begins first."""
    keys = np.full((2, len(small), _FEW), np.iinfo(np.int64).max)
    for table, side in zip(keys, (a, b), strict=True):
        held = small[side.knot]
        table[side.knot[held], side.place[held]] = columns.key[side.row[held]]
    differ = keys[0] != keys[1]
    knots, first = np.arange(len(small)), differ.argmax(axis=1)
    before = keys[1][knots, first] < keys[0][knots, first]
    found: NDArray[np.bool_] = (b.count < a.count) | ((b.count == a.count) & before)
    return found


def _searched(columns: Columns, edges: Edges, weight: Ints, place_a: Ints, place_b: Ints) -> NDArray[np.bool_]:
    """The same for one large knot."""
    keys = []
    for rows, places in ((edges.a, place_a), (edges.b, place_b)):
        column = np.zeros(int(places.max()) + 1, np.int64)
        column[places] = columns.key[rows]
        keys.append(column)
    (key, other), (row, column) = keys, (place_a, place_b)
    if (len(other), other.tolist()) < (len(key), key.tolist()):
        (key, other), (row, column) = (other, key), (column, row)
    table = np.zeros((len(key), len(other)), np.int64)
    table[row, column] = weight
    taken = _assigned(table)
    taken = np.where(table[np.arange(len(taken)), taken] > 0, taken, len(other))
    # equal spans can be exchanged: they take their partners in order
    new = np.r_[0, np.cumsum(np.diff(key) != 0)]
    taken = taken[np.lexsort((taken, new))]
    found: NDArray[np.bool_] = taken[row] == column
    return found


def _assigned(weight: Ints) -> Ints:
    """The column of each row such that the sum of their weights is greatest; rows ≤ columns. (rows,)

    Hungarian method with shortest augmenting paths: of the columns that are reached, all at the same distance are
    taken up in one step.
    """
    cost = weight.max() - weight
    rows, columns = cost.shape
    u, v = cost.min(axis=1), np.zeros(columns, np.int64)
    column_of, row_of = np.full(rows, -1), np.full(columns, -1)
    for row in range(rows):
        free = np.flatnonzero((cost[row] == u[row]) & (row_of < 0))
        if len(free):
            column_of[row], row_of[free[0]] = free[0], row
    far = np.iinfo(np.int64).max
    for root in np.flatnonzero(column_of < 0).tolist():
        distance, parent = cost[root] - u[root] - v, np.full(columns, root)
        reached, sink = np.zeros(columns, np.bool_), -1
        while True:
            ahead = np.where(reached, far, distance)
            low = ahead.min()
            level = np.flatnonzero(ahead == low)
            free = level[row_of[level] < 0]
            if len(free):
                sink = int(free[0])
                break
            reached[level] = True
            owners = row_of[level]
            further = cost[owners] - (u[owners] - low)[:, None]
            nearest = further.argmin(axis=0)
            further = further[nearest, np.arange(columns)] - v
            nearer = (further < distance) & ~reached
            distance[nearer], parent[nearer] = further[nearer], owners[nearest[nearer]]
        u[root] += low
        past = np.flatnonzero(reached)
        u[row_of[past]] += low - distance[past]
        v[past] += distance[past] - low
        while True:
            row = int(parent[sink])
            row_of[sink] = row
            column_of[row], sink = sink, int(column_of[row])
            if row == root:
                break
    return column_of
