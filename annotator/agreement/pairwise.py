"""Coefficients of two raters, each with a habit of their own: Cohen's κ, weighted κ, and how far the habits differ.

Only items that both rated count. Undefined with ``no_overlap`` where there are none.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, get_args

import numpy as np

from annotator.errors import UsageError

from .parts import added, centred, columns, quotient, room, spread, unpaired
from .ratings import Codes, Pair, Ratings
from .statistic import NO_OVERLAP, Array, Statistic

__all__ = ["WEIGHTS", "Weights", "bias_index", "cohen_kappa", "weighted_kappa"]

Weights = Literal["linear", "quadratic"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
"""How the distance of two values counts: |x - y|, (x - y)²."""


def cohen_kappa(ratings: Ratings, raters: Sequence[str] | None = None) -> Statistic:
    """Cohen's κ = (P_o - P_e) / (1 - P_e), P_e = Σ_k a_k b_k / n² with each rater's own counts (Cohen 1960).

    ``raters``: which two; without it the two who gave values. Undefined with ``no_variation`` where both always say one
    and the same value.

    Raises:
        UsageError: there are not two raters.
    """
    pair = _pair(ratings, raters)
    same = added(pair.document[pair.first == pair.second], None, ratings.documents)
    kinds = len(ratings.values)
    sums = columns(same, _counts(ratings, pair.document, pair.first), _counts(ratings, pair.document, pair.second))

    def formula(total: Array) -> Array:
        one, other = total[..., 1 : kinds + 1], total[..., kinds + 1 :]
        n, chance = one.sum(axis=-1), (one * other).sum(axis=-1)
        return quotient(n * total[..., 0] - chance, n**2 - chance)

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def weighted_kappa(ratings: Ratings, weights: Weights, raters: Sequence[str] | None = None) -> Statistic:
    """Weighted κ = 1 - Σ_u d(x_u, y_u) / (Σ_uv d(x_u, y_v) / n) (Cohen 1968), weighted by value.

    d: |x - y| (linear) or (x - y)² (quadratic) of the numbers themselves, not of their places among the categories, so
    that a value which nobody uses changes nothing. ``raters``: which two; without it the two who gave values. Undefined
    with ``no_variation`` where both always say one and the same value.

    Raises:
        UsageError: there are not two raters, a value is not a number, or the weights are unknown.
    """
    if weights not in WEIGHTS:
        raise UsageError(f"there are no weights {weights!r}", f"use one of: {', '.join(WEIGHTS)}")
    pair = _pair(ratings, raters)
    x = centred(ratings.numbers, np.concatenate([pair.first, pair.second]))
    return _linear(ratings, pair, x) if weights == "linear" else _quadratic(ratings, pair, x)


def bias_index(ratings: Ratings, value: Hashable, raters: Sequence[str] | None = None) -> Statistic:
    """How far two raters differ in how often they pick a value: |b - c| / n (Byrt, Bishop & Carlin 1993).

    b and c: the items on which only the one, only the other picks it. A value of many is taken against the rest.

    Raises:
        UsageError: there are not two raters.
    """
    pair = _pair(ratings, raters)
    picks = np.array([held == value for held in ratings.values], np.float64)
    more = added(pair.document, picks[pair.first] - picks[pair.second], ratings.documents)
    n = added(pair.document, None, ratings.documents)
    return Statistic(
        columns(more, n), lambda total: np.abs(quotient(total[..., 0], total[..., 1])), lambda _: NO_OVERLAP
    )


def _linear(ratings: Ratings, pair: Pair, x: Array) -> Statistic:
    """Parts: Σ|x - y|, then both raters' counts of the values.

    Σ_uv |x_u - y_v| from the cumulated counts A_g, B_g: Σ_g (x_{g+1} - x_g) (A_g (n - B_g) + B_g (n - A_g)).
    """
    kinds, gaps = len(x), np.diff(x)
    distance = np.abs(x[pair.first] - x[pair.second]) if kinds else np.zeros(0)
    observed = added(pair.document, distance, ratings.documents)
    sums = columns(observed, _counts(ratings, pair.document, pair.first), _counts(ratings, pair.document, pair.second))

    def formula(total: Array) -> Array:
        one, other = np.cumsum(total[..., 1 : kinds + 1], axis=-1), np.cumsum(total[..., kinds + 1 :], axis=-1)
        n = total[..., 1 : kinds + 1].sum(axis=-1)
        whole = n[..., None]
        expected = (gaps * (one * (whole - other) + other * (whole - one))[..., :-1]).sum(axis=-1)
        return 1.0 - quotient(n * total[..., 0], expected)

    return Statistic(sums, formula, lambda total: unpaired(total[1:].sum()))


def _quadratic(ratings: Ratings, pair: Pair, x: Array) -> Statistic:
    """Parts: n, Σ(x - y)², Σx, Σy, Σx², Σy²."""
    one, other = (x[pair.first], x[pair.second]) if len(x) else (np.zeros(0), np.zeros(0))
    each = (np.ones(len(one)), (one - other) ** 2, one, other, one**2, other**2)
    sums = columns(*(added(pair.document, part, ratings.documents) for part in each))

    def formula(total: Array) -> Array:
        n, apart, first, second, squares, others = np.moveaxis(total, -1, 0)
        # Both raters' own spread and the distance of their means, which is Σ_uv (x_u - y_v)² without large sums.
        both = spread(2 * n, first + second, squares + others)
        expected = spread(n, first, squares) + spread(n, second, others) + (first - second) ** 2
        return 1.0 - quotient(n * apart, np.where(both > 0, expected, 0.0))

    return Statistic(sums, formula, lambda total: unpaired(total[0]))


def _pair(ratings: Ratings, raters: Sequence[str] | None) -> Pair:
    """The items that both rated; ``raters`` None: the only two who gave values (or fewer: no items)."""
    names = tuple(raters) if raters is not None else ratings.active
    if len(names) > 2 or (raters is not None and len(names) != 2):
        raise UsageError(f"this is of two raters, not of {len(names)}", "name two of them")
    if len(names) < 2:
        none: Codes = np.zeros(0, np.intp)
        return Pair(none, none, none)
    return ratings.pair(*names)


def _counts(ratings: Ratings, document: Codes, code: Codes) -> Array:
    """How often each value occurs in each document: (documents, values)."""
    kinds = len(ratings.values)
    room(ratings.documents, kinds)
    return added(document * kinds + code, None, ratings.documents * kinds).reshape(ratings.documents, kinds)
