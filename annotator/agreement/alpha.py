"""Krippendorff's α at six levels, any number of raters, values missing.

α = 1 - D_o / D_e (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; 2013, *Content Analysis*, ch. 12).
With n_uk raters giving item u the value k, m_u = Σ_k n_uk ≥ 2, n = Σ m_u and n_k = Σ_u n_uk::

    o_ck = Σ_u n_uc (n_uk - [c = k]) / (m_u - 1)        coincidences of the values c and k
    D_o  = Σ_ck o_ck δ_ck / n
    D_e  = Σ_ck n_c n_k δ_ck / (n (n - 1))

The distances δ: nominal [c ≠ k]; ordinal (Σ_{g=c..k} n_g - (n_c + n_k)/2)²; interval (c - k)²; ratio
((c - k)/(c + k))², 0 for two zeros; masi and jaccard: see ``sets``. D_o is a sum over items, D_e needs the n_k only,
so that both are additive over documents. Undefined: no item with two values (``no_overlap``), all pairable values the
same (``no_variation``).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Literal, get_args

import numpy as np

from annotator.errors import UsageError

from .parts import added, agreeing, by_document, centred, columns, histogram, quotient, room, spread, unpaired
from .ratings import Cells, Codes, Ratings
from .sets import Meetings, jaccard, masi, meetings
from .statistic import Array, Statistic

__all__ = ["LEVELS", "Level", "alpha_against_rest", "krippendorff_alpha"]

Level = Literal["nominal", "ordinal", "interval", "ratio", "masi", "jaccard"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""What is a distance between two values, by name."""
FEW_SETS = 512
"""Up to so many different sets the distances between all of them are a table."""


def krippendorff_alpha(ratings: Ratings, level: Level = "nominal") -> Statistic:
    """Krippendorff's α (see the module) of all raters.

    Nominal takes values of any kind (sets too: they are the same or not), masi and jaccard take sets, the others
    numbers.

    Raises:
        UsageError: the values do not suit the level (a ratio scale has no negative numbers), or are too many to hold.
    """
    if level == "nominal":
        return _nominal(ratings)
    if level == "ordinal":
        return _ordinal(ratings)
    if level == "interval":
        return _interval(ratings)
    if level in ("masi", "jaccard") and len(ratings.values) > FEW_SETS:
        return _many_sets(ratings, meetings(ratings.values, monotonic=level == "masi"))
    if level == "ratio":
        room(len(ratings.values), len(ratings.values))
        return _fixed(ratings, _ratio(ratings.numbers))
    if level in ("masi", "jaccard"):
        return _fixed(ratings, (masi if level == "masi" else jaccard)(ratings.values))
    raise UsageError(f"there is no level {level!r}", f"use one of: {', '.join(LEVELS)}")


def alpha_against_rest(ratings: Ratings, value: Hashable) -> Statistic:
    """Krippendorff's α, nominal, of one value against all others."""
    return _nominal(ratings.against_rest(value))


def _nominal(ratings: Ratings) -> Statistic:
    """Parts: the disagreeing pairs Σ_u (m_u - Σ_k n_uk (n_uk - 1)/(m_u - 1)), then n_k."""
    sizes = np.where(ratings.paired, ratings.sizes, 0)
    sums = columns(by_document(ratings, sizes - agreeing(ratings)), histogram(ratings, ratings.pairable))

    def formula(total: Array) -> Array:
        counts = total[..., 1:]
        n = counts.sum(axis=-1)
        expected = n**2 - (counts**2).sum(axis=-1)
        return 1.0 - quotient((n - 1.0) * total[..., 0], expected)

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def _fixed(ratings: Ratings, distance: Array) -> Statistic:
    """Parts: Σ o_ck δ_ck, then n_k; for a distance that does not depend on the n_k."""
    observed = np.zeros(len(ratings.document))
    for item, one, other, weight in _coincidences(ratings):
        observed += added(item, weight * distance[one, other], len(observed))
    sums = columns(by_document(ratings, observed), histogram(ratings, ratings.pairable))

    def formula(total: Array) -> Array:
        counts = total[..., 1:]
        expected = ((counts @ distance) * counts).sum(axis=-1)
        return 1.0 - quotient((counts.sum(axis=-1) - 1.0) * total[..., 0], expected)

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def _many_sets(ratings: Ratings, met: Meetings) -> Statistic:
    """The same as ``_fixed`` without a table of all distances: Σ n_c n_k δ_ck = n² - Σ n_c n_k (1 - δ_ck)."""
    size = len(ratings.values)
    key = met.one * size + met.other
    order = np.argsort(key)
    key, alike = key[order], met.alike[order]
    observed = np.zeros(len(ratings.document))
    for item, one, other, weight in _coincidences(ratings):
        wanted = one * size + other
        at = np.minimum(np.searchsorted(key, wanted), max(0, len(key) - 1))
        distance = 1.0 - np.where(key[at] == wanted, alike[at], 0.0) if len(key) else np.ones(len(wanted))
        observed += added(item, weight * distance, len(observed))
    sums = columns(by_document(ratings, observed), histogram(ratings, ratings.pairable))

    def formula(total: Array) -> Array:
        counts = total[..., 1:]
        n = counts.sum(axis=-1)
        expected = n**2 - (counts[..., met.one] * counts[..., met.other]) @ met.alike
        # what rounding leaves where all sets are the same is no expected disagreement
        return 1.0 - quotient((n - 1.0) * total[..., 0], np.where(expected > 1e-12 * n**2, expected, 0.0))

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def _ordinal(ratings: Ratings) -> Statistic:
    """Parts: n_k, then o_ck for the pairs c < k that occur.

    With r_k = Σ_{g<k} n_g + n_k/2, the middle rank of the value k, δ_ck is (r_c - r_k)²: interval α of the ranks. Their
    mean is always n/2.
    """
    _ = ratings.numbers
    kinds = len(ratings.values)
    held = [(item, one * kinds + other, weight) for item, one, other, weight in _coincidences(ratings)]
    keys = np.concatenate([key for _, key, _ in held]) if held else np.zeros(0, np.intp)
    pairs, place = np.unique(keys, return_inverse=True)
    low, high = np.divmod(pairs, max(kinds, 1))
    room(ratings.documents, kinds + len(pairs))
    if held:
        document = ratings.document[np.concatenate([item for item, _, _ in held])]
        weights = np.concatenate([weight for _, _, weight in held])
        flat = added(document * len(pairs) + place, weights, ratings.documents * len(pairs))
        observed = flat.reshape(ratings.documents, len(pairs))
    else:
        observed = np.zeros((ratings.documents, 0))

    def formula(total: Array) -> Array:
        counts, coincidences = total[..., :kinds], total[..., kinds:]
        n = counts.sum(axis=-1)
        rank = np.cumsum(counts, axis=-1) - counts / 2 - n[..., None] / 2
        disagreement = (coincidences * (rank[..., high] - rank[..., low]) ** 2).sum(axis=-1)
        expected = np.where((counts > 0).sum(axis=-1) > 1, 2 * n * (counts * rank**2).sum(axis=-1), 0.0)
        return 1.0 - quotient((n - 1.0) * disagreement, expected)

    return Statistic(
        columns(histogram(ratings, ratings.pairable), observed), formula, lambda t: unpaired(t[:kinds].sum())
    )


def _interval(ratings: Ratings) -> Statistic:
    """Parts: Σ o_ck δ_ck, n, Σx, Σx²; x is shifted and scaled, which α does not see."""
    item, code, tally = ratings.pairable
    x = centred(ratings.numbers, code)[code]
    length = len(ratings.document)
    sizes = added(item, tally, length)
    mean = added(item, tally * x, length) / np.maximum(sizes, 1)
    squares = added(item, tally * (x - mean[item]) ** 2, length)
    observed = 2 * sizes * squares / np.maximum(sizes - 1, 1)
    totals = [added(item, tally * x**power, length) for power in (1, 2)]
    sums = columns(*(by_document(ratings, part) for part in (observed, sizes, *totals)))

    def formula(total: Array) -> Array:
        disagreement, n, first, second = np.moveaxis(total, -1, 0)
        return 1.0 - quotient((n - 1.0) * disagreement, 2 * spread(n, first, second))

    return Statistic(sums, formula, lambda total: unpaired(total[1]))


def _ratio(values: Array) -> Array:
    """((c - k) / (c + k))² between all values, 0 for two zeros."""
    if (values < 0).any():
        raise UsageError(f"{values.min():g} is negative", "a ratio scale has a true zero: use level interval")
    half = values * 0.5
    above, below = half[:, None] - half, half[:, None] + half
    found: Array = np.divide(above, below, out=np.zeros_like(above), where=below > 0) ** 2
    return found


def _coincidences(ratings: Ratings) -> Iterator[tuple[Codes, Codes, Codes, Array]]:
    """Two different values of one item: the item, both codes (the lower first), and their o_ck and o_kc together.

    Four arrays of one length, and again for values that stand further apart in the item.
    """
    cells: Cells = ratings.pairable
    step = 1
    while step < len(cells.item):
        same = np.flatnonzero(cells.item[step:] == cells.item[:-step])
        if not len(same):
            break
        item = cells.item[same]
        weight = 2.0 * cells.tally[same] * cells.tally[same + step] / (ratings.sizes[item] - 1)
        yield item, cells.code[same], cells.code[same + step], weight
        step += 1
