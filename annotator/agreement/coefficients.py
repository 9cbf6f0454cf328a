"""Coefficients of all raters together on nominal values, besides α: what agrees, and by how much more than chance.

Notation: n_uk raters give item u the value k, m_u = Σ_k n_uk; the share of agreeing pairs of an item with m_u ≥ 2 is
P_u = Σ_k n_uk (n_uk - 1) / (m_u (m_u - 1)). Items with fewer than two values are left out, except where AC1 counts
them. Everything is undefined with ``no_overlap`` where no item has two values.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from annotator.errors import UsageError

from .parts import added, agreeing, by_document, columns, histogram, quotient, unpaired
from .ratings import Ratings
from .statistic import NO_OVERLAP, NO_VARIATION, Array, Statistic

__all__ = [
    "bennett_s",
    "fleiss_kappa",
    "gwet_ac1",
    "negative_agreement",
    "observed_agreement",
    "pabak",
    "positive_agreement",
    "prevalence_index",
    "scott_pi",
]


def observed_agreement(ratings: Ratings) -> Statistic:
    """P_o = Σ m_u P_u / Σ m_u = 1 - D_o of nominal α: an item counts in proportion to its number of values."""
    return Statistic(_agreement(ratings), lambda total: quotient(total[..., 0], total[..., 1]), lambda _: NO_OVERLAP)


def bennett_s(ratings: Ratings) -> Statistic:
    """Bennett's S = (P_o - 1/q) / (1 - 1/q) (Bennett, Alpert & Goldstein 1954), P_o as in ``observed_agreement``.

    q: how many different values there are in all the data, whatever a resample holds. Undefined with ``no_variation``
    where q = 1.
    """
    kinds = len(ratings.values)

    def formula(total: Array) -> Array:
        observed = quotient(total[..., 0], total[..., 1])
        return (kinds * observed - 1.0) / (kinds - 1.0) if kinds > 1 else np.full_like(observed, np.nan)

    return Statistic(_agreement(ratings), formula, lambda total: unpaired(total[1]))


def pabak(ratings: Ratings) -> Statistic:
    """Prevalence- and bias-adjusted κ, 2 P_o - 1 (Byrt, Bishop & Carlin 1993), P_o as in ``observed_agreement``.

    Raises:
        UsageError: there are more than two different values; ``bennett_s`` is what it becomes with more.
    """
    _binary(ratings, "PABAK")
    sums = _agreement(ratings)
    return Statistic(sums, lambda total: 2.0 * quotient(total[..., 0], total[..., 1]) - 1.0, lambda _: NO_OVERLAP)


def fleiss_kappa(ratings: Ratings) -> Statistic:
    """Fleiss' κ = (P - P_e) / (1 - P_e), P the mean of the P_u, P_e = Σ p_k², p_k the share of value k (Fleiss 1971).

    Undefined with ``no_variation`` where all values are the same.

    Raises:
        UsageError: the items that are not left out differ in their number of values.
    """
    if not ratings.uniform:
        raise UsageError("Fleiss' kappa needs as many values for every item", "use Krippendorff's alpha")
    return _pooled(ratings)


def scott_pi(ratings: Ratings) -> Statistic:
    """Scott's π = (P_o - P_e) / (1 - P_e), P_e = Σ p_k², p_k the share of value k of both raters together (Scott 1955).

    Undefined with ``no_variation`` where all values are the same.

    Raises:
        UsageError: more than two raters gave values; Fleiss' κ is what it becomes with more.
    """
    if ratings.n_raters > 2:
        raise UsageError(f"Scott's pi is of two raters, not of {ratings.n_raters}", "use Fleiss' kappa, or two of them")
    return _pooled(ratings)


def gwet_ac1(ratings: Ratings) -> Statistic:
    """Gwet's AC1 = (P_a - P_e) / (1 - P_e), P_e = Σ_k π_k (1 - π_k) / (q - 1) (Gwet 2008; with missing values 2014).

    P_a: the mean of P_u over items with two values or more, each counting once; π_k: the mean of n_uk / m_u over items
    with one value or more; q: how many different values there are in all the data, whatever a resample holds. Undefined
    with ``no_variation`` where q = 1.
    """
    kinds, sizes = len(ratings.values), ratings.sizes
    item, _, tally = ratings.cells
    shares = histogram(ratings, ratings.cells, tally / sizes[item])
    pairs = by_document(ratings, agreeing(ratings) / np.maximum(sizes, 1))
    sums = columns(pairs, by_document(ratings, ratings.paired), by_document(ratings, sizes > 0), shares)

    def formula(total: Array) -> Array:
        observed = quotient(total[..., 0], total[..., 1])
        if kinds < 2:
            return np.full_like(observed, np.nan)
        share = quotient(total[..., 3:], total[..., 2:3])
        chance = (share * (1.0 - share)).sum(axis=-1) / (kinds - 1.0)
        return quotient(observed - chance, 1.0 - chance)

    return Statistic(sums, formula, lambda total: unpaired(total[1]))


def positive_agreement(ratings: Ratings, value: Hashable) -> Statistic:
    """Specific agreement on a value, o_cc / n_c: who picks it, how often does another rater of the item pick it too?

    o_cc = Σ_u n_uc (n_uc - 1) / (m_u - 1) and n_c = Σ_u n_uc over items with two values or more; with two raters this
    is 2a / (2a + b + c) (Cicchetti & Feinstein 1990). The mean over values, weighted by n_c, is the observed agreement.
    Undefined with ``no_variation`` where nobody picks it.
    """
    return _specific(ratings, value, True)


def negative_agreement(ratings: Ratings, value: Hashable) -> Statistic:
    """Specific agreement on all other values together: ``positive_agreement`` of not picking this one."""
    return _specific(ratings, value, False)


def prevalence_index(ratings: Ratings, value: Hashable) -> Statistic:
    """How far a value is from being picked half of the time: |2 p - 1|, p its share of the pairable values.

    With two raters this is |a - d| / n (Byrt, Bishop & Carlin 1993), a and d the items on which both pick it and on
    which neither does. A value of many is taken against the rest.
    """
    held = ratings.against_rest(value)
    counts = histogram(held, held.pairable)
    yes = counts[:, [place for place, value in enumerate(held.values) if value]].sum(axis=1)

    def formula(total: Array) -> Array:
        return np.abs(quotient(2.0 * total[..., 0] - total[..., 1], total[..., 1]))

    return Statistic(columns(yes, counts.sum(axis=1)), formula, lambda _: NO_OVERLAP)


def _binary(ratings: Ratings, name: str) -> None:
    if len(ratings.values) > 2:
        raise UsageError(f"{name} is of two values, not of {len(ratings.values)}", "take one value against the rest")


def _agreement(ratings: Ratings) -> Array:
    """Parts: Σ m_u P_u, Σ m_u."""
    sizes = np.where(ratings.paired, ratings.sizes, 0)
    return columns(by_document(ratings, agreeing(ratings)), by_document(ratings, sizes))


def _pooled(ratings: Ratings) -> Statistic:
    """Parts: Σ m_u P_u, then n_k: κ with the chance of raters who draw from one pool."""
    sums = columns(by_document(ratings, agreeing(ratings)), histogram(ratings, ratings.pairable))

    def formula(total: Array) -> Array:
        counts = total[..., 1:]
        n = counts.sum(axis=-1)
        same = (counts**2).sum(axis=-1)
        return quotient(n * total[..., 0] - same, n**2 - same)

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def _specific(ratings: Ratings, value: Hashable, wanted: bool) -> Statistic:
    """Parts: the agreeing pairs on it, and how often it is picked; of (not) this value."""
    held = ratings.against_rest(value)
    item, code, tally = held.pairable
    kept = np.array([bool(v) is wanted for v in held.values], np.bool_)[code] if len(code) else code.astype(np.bool_)
    item, tally = item[kept], tally[kept]
    length = len(held.document)
    picked = added(item, tally, length)
    pairs = added(item, tally * (tally - 1), length) / np.maximum(held.sizes - 1, 1)
    everything = np.where(held.paired, held.sizes, 0)
    sums = columns(*(by_document(held, part) for part in (pairs, picked, everything)))
    return Statistic(
        sums,
        lambda total: quotient(total[..., 0], total[..., 1]),
        lambda total: NO_VARIATION if total[2] > 0 else NO_OVERLAP,
    )
