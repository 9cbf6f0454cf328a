"""Intervals by resampling documents: every figure of a report from the same resamples.

Documents are drawn whole, with replacement, as many as there are: sentences of one text are alike, and resampling them
one by one gives intervals that are far too narrow. The interval is the percentile interval (Efron & Tibshirani 1993,
ch. 13). A resample in which a figure is undefined is left out of its interval, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .statistic import Array, Statistic

__all__ = [
    "FEW_DOCUMENTS",
    "Difference",
    "Interval",
    "difference",
    "interval",
    "percentiles",
    "replicates",
    "share",
    "share_below",
    "weights",
]

FEW_DOCUMENTS = 20
"""Below so many documents the intervals are too narrow (benchmarks/bench_coverage.py), and a report says so."""
_CELLS = 2**22
"""The most numbers of one kind that a formula is given at a time: 32 MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval: its bounds, the resamples drawn, and how many of them were left out as undefined."""

    low: float
    high: float
    replicates: int
    undefined: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure less another, on the same resamples. ``value`` None: one of them is undefined in the data itself."""

    value: float | None
    interval: Interval | None


def weights(documents: int, replicates: int, seed: int) -> Array:
    """How often each document is in each resample: (replicates, documents), every row adds up to ``documents``.

    Row by row the counts of ``Generator(PCG64(seed)).integers(documents, size=documents)``: the first rows are the same
    whatever the number of replicates.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    found = np.empty((replicates, documents))
    if documents:
        for row in found:
            row[:] = np.bincount(random.integers(documents, size=documents), minlength=documents)
    return found


def replicates(statistic: Statistic, drawn: Array) -> Array:
    """The figure in every resample, (replicates,), NaN where undefined; in slices, so that memory stays bounded."""
    step = max(1, _CELLS // max(1, statistic.sums.shape[1]))
    found = [statistic.replicates(drawn[start : start + step]) for start in range(0, len(drawn), step)]
    return np.concatenate(found) if found else np.zeros(0)


def percentiles(found: Array, level: float = 0.95) -> Interval | None:
    """The interval that holds the middle ``level`` of the replicates; None where none of them is defined.

    The bounds are linearly interpolated quantiles (type 7 of Hyndman & Fan 1996).
    """
    defined = _defined(found)
    if not len(defined):
        return None
    low, high = np.quantile(defined, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Interval(float(low), float(high), len(found), len(found) - len(defined))


def share(found: Array, bar: float) -> float | None:
    """The share of the defined replicates that lie below the bar; None where none is defined."""
    defined = _defined(found)
    return float((defined < bar).mean()) if len(defined) else None


def interval(statistic: Statistic, drawn: Array, level: float = 0.95) -> Interval | None:
    """The percentile interval of a figure from resamples that ``weights`` drew; None where there is none."""
    return percentiles(replicates(statistic, drawn), level)


def share_below(statistic: Statistic, drawn: Array, bar: float) -> float | None:
    """P(figure < bar): the share of the resamples, of those in which it is defined; None where there is none."""
    return share(replicates(statistic, drawn), bar)


def difference(a: Statistic, b: Statistic, drawn: Array, level: float = 0.95) -> Difference:
    """``a`` less ``b`` with a paired interval: both on the same resamples, so that what they share cancels."""
    found = percentiles(replicates(a, drawn) - replicates(b, drawn), level)
    here, there = a.value, b.value
    return Difference(None if here is None or there is None else here - there, found)


def _defined(found: NDArray[np.float64]) -> Array:
    kept: Array = found[~np.isnan(found)]
    return kept
