"""What the formulas of the coefficients share: sums per document, and quotients that are NaN instead of a warning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.errors import UsageError

from .ratings import Cells, Codes, Ratings
from .statistic import NO_OVERLAP, NO_VARIATION, Array, Reason

__all__ = [
    "MOST",
    "added",
    "agreeing",
    "by_document",
    "centred",
    "columns",
    "histogram",
    "quotient",
    "room",
    "spread",
    "unpaired",
]

MOST = 2**28
"""The most numbers in one table: 2 GB."""


def room(rows: int, columns: int) -> None:
    """Refuse a table (documents × parts, values × values) that no machine has the memory for.

    Raises:
        UsageError: rows × columns is more than ``MOST``.
    """
    if rows * columns > MOST:
        raise UsageError(
            f"there are too many different values: they take a table of {rows:,} × {columns:,}",
            "round the values, or say which items are of one document",
        )


def added(place: Codes, amount: NDArray[Any] | None, length: int) -> Array:
    """What stands in each place adds up to: (values,) → (length,); without ``amount`` how often it occurs."""
    return np.bincount(place, weights=amount, minlength=length).astype(np.float64, copy=False)


def by_document(ratings: Ratings, per_item: NDArray[Any]) -> Array:
    """What the items of each document add up to: (items,) → (documents,)."""
    return added(ratings.document, per_item, ratings.documents)


def histogram(ratings: Ratings, cells: Cells, weights: Array | None = None) -> Array:
    """How often each value occurs in each document: (documents, values); ``weights`` stand for the counts."""
    kinds = len(ratings.values)
    room(ratings.documents, kinds)
    keys = ratings.document[cells.item] * kinds + cells.code
    flat = added(keys, cells.tally if weights is None else weights, ratings.documents * kinds)
    return flat.reshape(ratings.documents, kinds)


def columns(*parts: Array) -> Array:
    """Parts side by side, (documents, parts); one of shape (documents,) is one part."""
    held = [part[:, None] if part.ndim == 1 else part for part in parts]
    room(len(held[0]), sum(part.shape[1] for part in held))
    return np.concatenate(held, axis=1)


def agreeing(ratings: Ratings) -> Array:
    """Σ_k n_uk (n_uk - 1) / (m_u - 1) of every item u with m_u values, (items,); 0 where an item is left out."""
    item, _, tally = ratings.pairable
    pairs = added(item, tally * (tally - 1), len(ratings.document))
    return pairs / np.maximum(ratings.sizes - 1, 1)


def quotient(above: Array, below: Array) -> Array:
    """``above / below``, NaN where ``below`` is not positive; any shapes that go together."""
    over, under = np.broadcast_arrays(above, below)
    found = np.full(over.shape, np.nan)
    np.divide(over, under, out=found, where=under > 0)
    return found


def spread(n: Array, total: Array, squares: Array) -> Array:
    """n Σx² - (Σx)², exactly 0 where every x is the same.

    Sums of floats leave a rest of rounding; below a millionth of the distance from 0 (in standard deviations) it is
    taken for that. Centre x first.
    """
    found = n * squares - total**2
    return np.where(found > 1e-12 * n * squares, found, 0.0)


def unpaired(n: Array) -> Reason:
    """Why a figure of ``n`` pairable values is undefined."""
    return NO_VARIATION if float(n) > 0 else NO_OVERLAP


def centred(values: Array, codes: Codes) -> Array:
    """The values shifted and scaled so that sums of squares neither cancel nor overflow, (values,).

    ``codes``: those of the data, for the median: it lies within a standard deviation of the mean, is one of the
    values, and an outlier does not move it away from the others.
    """
    if not len(codes):
        return np.zeros(len(values))
    ordered = np.sort(values[codes])
    found: Array = values * 0.5 - ordered[len(ordered) // 2] * 0.5
    largest = np.abs(found).max()
    return found / largest if largest > 0 else found
