"""Which unit of one rater answers to which of another: the best alignment of Mathet, Widlöcher and Métivier (2015).

The units of a rater on a continuum are an array (units, 3) of whole numbers: start, end (half open, start < end) and
category. Needs SciPy (the extra ``gamma``), and loads it when an alignment is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.statistic import Array
from annotator.errors import UsageError

__all__ = ["Alignment", "Dissimilarity", "Units", "best_alignment", "best_alignments", "optimizer"]

Units = NDArray[np.int64]
Rows = NDArray[np.int64]
MOST = 20_000_000
"""The most rows that are tried at once for one continuum: half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """How far two units are apart: d = α · d_pos + β · d_cat, the combined dissimilarity of Mathet et al. (2015).

    d_pos = ((|s_u - s_v| + |e_u - e_v|) / (l_u + l_v))² · Δ∅ with start s, end e and length l; d_cat = Δ∅ for two
    categories, 0 for one. Δ∅ is what a unit is from the empty unit. α = 3 is that of the authors' own software, as
    pygamma-agreement's documentation reports it; its own default is 1. With α = 3 two raters' units that only touch
    (d = 3 Δ∅) are better left alone (2 Δ∅ together), with α = 1 they are aligned.
    """

    alpha: float = 3.0
    beta: float = 1.0
    delta_empty: float = 1.0

    def between(self, one: Units, other: Units) -> Array:
        """d of every unit of one rater from every unit of another: (units, units)."""
        u, v = one[:, None, :], other[None, :, :]
        apart = np.abs(u[..., 0] - v[..., 0]) + np.abs(u[..., 1] - v[..., 1])
        lengths = (u[..., 1] - u[..., 0]) + (v[..., 1] - v[..., 0])
        share: Array = apart / lengths
        found: Array = self.delta_empty * (self.alpha * share * share + self.beta * (u[..., 2] != v[..., 2]))
        return found


@dataclass(frozen=True, slots=True)
class Alignment:
    """Every unit in exactly one row. ``rows``: (rows, raters), a unit's number or -1 for the empty unit.

    ``disorder``: the sum over rows of the mean d of their pairs, empty units included; the paper's disorder of an
    alignment is this sum over the mean number of units of a rater.
    """

    rows: Rows
    disorder: float


def optimizer() -> ModuleType:
    """``scipy.optimize``; a ``UsageError`` with the remedy where SciPy is not installed."""
    try:
        return import_module("scipy.optimize")
    except ImportError as error:
        raise UsageError(
            "gamma needs SciPy, which is not installed", "pip install 'factcheck-annotator[gamma]'"
        ) from error


def best_alignment(units: Sequence[Units], dissimilarity: Dissimilarity) -> Alignment:
    """The best alignment of one continuum, see ``best_alignments``. ``units``: those of each rater."""
    return best_alignments([units], dissimilarity)[0]


def best_alignments(continua: Sequence[Sequence[Units]], dissimilarity: Dissimilarity) -> list[Alignment]:
    """The alignment with the least disorder of each continuum, exactly; of several equally good ones, any.

    All continua have the same two raters or more. A row of k units whose pairs' d sum to S has, among n raters with
    C = n(n-1)/2 pairs, the disorder (S + (C - k(k-1)/2) Δ∅) / C; alone, each of the units would have Δ∅. So rows are
    sought that gain most on that together, with no unit in two rows. Two raters: linear assignment, m³ for m units of
    each. More: set packing among the rows that gain at all, first as a linear programme over all the continua at once,
    whose answer is nearly always whole; where it is not, as an integer programme (HiGHS) for each group of units that
    hang together. There are few such rows where units are spread out, and up to mⁿ where all lie on top of each other.

    Raises:
        UsageError: SciPy is not installed, or there are more rows than memory for them.
    """
    many = [_candidates(units, dissimilarity) for units in continua] if len(continua[0]) > 2 else []
    chosen = _packed_all(many, continua) if many else [_pairs(units, dissimilarity) for units in continua]
    found = []
    for units, (rows, gains) in zip(continua, chosen, strict=True):
        sizes = [len(part) for part in units]
        disorder = float(dissimilarity.delta_empty * sum(sizes) - gains.sum())
        found.append(Alignment(np.concatenate([rows, _alone(rows, sizes)]), disorder))
    return found


def _alone(rows: Rows, sizes: Sequence[int]) -> Rows:
    """A row of its own for every unit that is in none."""
    found = []
    for rater, size in enumerate(sizes):
        left = np.setdiff1d(np.arange(size), rows[:, rater])
        part = np.full((len(left), len(sizes)), -1, dtype=np.int64)
        part[:, rater] = left
        found.append(part)
    return np.concatenate(found)


def _pairs(units: Sequence[Units], dissimilarity: Dissimilarity) -> tuple[Rows, Array]:
    """The pairs of two raters that gain most together, and the gain of each."""
    gain = np.maximum(2 * dissimilarity.delta_empty - dissimilarity.between(*units), 0.0)
    first, second = optimizer().linear_sum_assignment(gain, maximize=True)
    gains: Array = gain[first, second]
    worth = gains > 0
    return np.column_stack([first, second])[worth].astype(np.int64), gains[worth]


def _candidates(units: Sequence[Units], dissimilarity: Dissimilarity) -> tuple[Rows, Array]:
    """The rows of two units or more that can be part of a best alignment, (rows, raters), and their gains.

    The paper leaves out what is dearer than n · Δ∅. As exact and sharper: a row of k units must cost less than the
    k · Δ∅ of its units alone, and no unit's d from the others may exceed (C + k - 1) Δ∅, what taking it out would save.
    """
    n, empty = len(units), dissimilarity.delta_empty
    all_pairs = n * (n - 1) / 2
    between = {(a, b): dissimilarity.between(units[a], units[b]) for a, b in combinations(range(n), 2)}
    near = (all_pairs + n - 1) * empty
    rows = np.full((1, n), -1, dtype=np.int64)
    sums = np.zeros(1)
    for rater, part in enumerate(units):
        if not len(part):
            continue
        if len(rows) * len(part) > MOST:
            raise UsageError(
                f"a document has too many spans in one place for gamma with {n} annotators at once",
                "compare fewer annotators, or one label at a time",
            )
        added = np.zeros((len(rows), len(part)))
        for before in range(rater):
            held = rows[:, before] >= 0
            d = between[before, rater][rows[held, before]]
            added[held] += np.where(d <= near, d, np.inf)
        total = sums[:, None] + added
        size = (rows >= 0).sum(axis=1) + 1
        most = size + (n - 1 - rater)
        kept, which = np.nonzero(total < _alone_sum(most, all_pairs, empty)[:, None])
        grown = rows[kept]
        grown[:, rater] = which
        rows, sums = np.concatenate([rows, grown]), np.concatenate([sums, total[kept, which]])
    size = (rows >= 0).sum(axis=1)
    gains = (_alone_sum(size, all_pairs, empty) - sums) / all_pairs
    worth = (size > 1) & (gains > 0)
    rows, gains, size = rows[worth], gains[worth], size[worth]
    loose = np.zeros(len(rows), dtype=bool)
    for rater in range(n):
        from_it = np.zeros(len(rows))
        for other in range(n):
            held = (rows[:, rater] >= 0) & (rows[:, other] >= 0)
            if other != rater:
                low, high = min(rater, other), max(rater, other)
                from_it[held] += between[low, high][rows[held, low], rows[held, high]]
        loose |= from_it > (all_pairs + size - 1) * empty
    return rows[~loose], gains[~loose]


def _alone_sum(k: NDArray[np.int64], all_pairs: float, empty: float) -> Array:
    """The sum of d at which k units in a row cost what they cost alone: ((k - 1) C + k(k - 1)/2) Δ∅."""
    found: Array = ((k - 1) * all_pairs + k * (k - 1) / 2) * empty
    return found


def _packed_all(many: Sequence[tuple[Rows, Array]], continua: Sequence[Sequence[Units]]) -> list[tuple[Rows, Array]]:
    """Of each continuum's candidate rows those that gain most together with no unit in two of them, and their gains."""
    first = np.cumsum([0, *(len(part) for units in continua for part in units)])
    n = len(continua[0])
    numbered = [np.where(rows >= 0, rows + first[n * i : n * (i + 1)], -1) for i, (rows, _) in enumerate(many)]
    chosen = _packed(np.concatenate(numbered), np.concatenate([gains for _, gains in many]))
    ends = np.cumsum([len(rows) for rows, _ in many])[:-1]
    return [(rows[which], gains[which]) for (rows, gains), which in zip(many, np.split(chosen, ends), strict=True)]


def _packed(rows: Rows, gains: Array) -> NDArray[np.bool_]:
    """Which rows gain most together with no unit in two of them. ``rows``: units numbered through, -1 for empty."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    solved = _solved(rows, gains, whole=False)
    open_rows = (solved > 1e-6) & (solved < 1 - 1e-6)
    chosen = solved > 0.5
    if open_rows.any():
        of = _components(rows)
        for label in np.unique(of[open_rows]):
            group = np.flatnonzero(of == label)
            chosen[group] = _solved(rows[group], gains[group], whole=True) > 0.5
    return chosen


def _components(rows: Rows) -> NDArray[np.int64]:
    """The number of the group that each row is in; two groups share no unit."""
    sparse, graph = import_module("scipy.sparse"), import_module("scipy.sparse.csgraph")
    first, units = rows.max(axis=1), int(rows.max()) + 1
    row, rater = np.nonzero(rows >= 0)
    links = sparse.coo_array((np.ones(len(row)), (first[row], rows[row, rater])), shape=(units, units))
    label: NDArray[np.int64] = graph.connected_components(links, directed=False)[1]
    found: NDArray[np.int64] = label[first]
    return found


def _solved(rows: Rows, gains: Array, *, whole: bool) -> Array:
    """How much of each row is taken, 0 to 1, for the most gain with every unit taken at most once."""
    optimize, sparse = optimizer(), import_module("scipy.sparse")
    row, rater = np.nonzero(rows >= 0)
    held, unit = np.unique(rows[row, rater], return_inverse=True)
    once = sparse.csc_array((np.ones(len(row)), (unit.ravel(), row)), shape=(len(held), len(rows)))
    solved = optimize.milp(
        -gains,
        integrality=np.full(len(rows), int(whole)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(once, -np.inf, 1),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise RuntimeError(f"no best alignment was found: {solved.message}")
    taken: Array = solved.x
    return taken
