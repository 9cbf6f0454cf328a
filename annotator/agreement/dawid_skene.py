"""Competence of raters without a gold standard: the EM estimates of Dawid and Skene (1979).

A diagnostic for three raters or more, never a figure of agreement: it takes for granted that every item has one true
category and that raters err independently of each other, given that category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason

__all__ = ["SMOOTHING", "TOO_FEW_RATERS", "DawidSkene", "TooFew", "dawid_skene"]

TooFew = Literal["too_few_raters"]
TOO_FEW_RATERS: Final[TooFew] = "too_few_raters"
"""With fewer than three raters the error rates cannot be told from the prevalence."""
SMOOTHING = 0.01
"""Imaginary ratings in every cell, unless told: little enough to leave estimates as they are where there are data."""
_TINY = np.finfo(np.float64).tiny


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """Estimates from the ratings of some raters; ``k`` categories.

    ``prevalence``: (k,), the share of items of each true category; ``confusion``: (raters, k, k), the probability that
    a rater says the column where the row is true, NaN in a row of which nothing was seen (only without smoothing) and
    for a rater who rated nothing; ``accuracy``: (raters,), Σ_j prevalence_j · confusion_jj, the probability of a right
    rating under the estimated prevalence; ``posterior``: (items, k), the probability of each true category, NaN for an
    item that nobody rated; ``objective``: (iterations + 1,), what EM maximises: the log-likelihood in natural units,
    plus the logarithm of the prior where there is smoothing; it never falls. ``log_likelihood``: of the estimates.
    ``converged``: whether it stopped by itself.
    """

    prevalence: Array
    confusion: Array
    accuracy: Array
    posterior: Array
    objective: Array
    log_likelihood: float
    iterations: int
    converged: bool
    smoothing: float

    @property
    def labels(self) -> NDArray[np.intp]:
        """The likeliest category of each item, (items,); the lowest of equal ones, -1 for an item that nobody rated."""
        rated = ~np.isnan(self.posterior[:, 0])
        found: NDArray[np.intp] = np.where(rated, np.argmax(np.nan_to_num(self.posterior), axis=1), -1)
        return found


def dawid_skene(
    codes: NDArray[np.integer],
    raters: Sequence[int] | None = None,
    *,
    categories: int | None = None,
    smoothing: float = SMOOTHING,
    tolerance: float = 1e-11,
    most: int = 2000,
) -> DawidSkene | Reason | TooFew:
    """Dawid and Skene's estimates for ``codes``, (items, columns) from 0, -1 where a rating is missing.

    ``raters``: whose the columns are, from 0, by default everyone's own; several columns of one rater are passes over
    the same items. ``categories``: how many there are, by default those up to the highest code. EM begins, as in the
    paper, with each item's shares of votes, so the same data always give the same estimates; of several maxima it finds
    one near the majority. It stops when the objective, per rating, grows by less than ``tolerance``, or after ``most``
    rounds. ``smoothing`` s is added to every expected count: a Dirichlet (1 + s) prior
    on the prevalence and on each row of each confusion, the estimates then being posterior modes; 0 gives the maximum
    likelihood of 1979.

    Undefined, with the reason instead of estimates: fewer than three raters with ratings (``too_few_raters``), no item
    with two ratings (``no_overlap``), only one category used (``no_variation``).
    """
    columns = np.arange(codes.shape[1]) if raters is None else np.asarray(raters, dtype=np.intp)
    counts = _counts(codes, columns, categories)
    given = counts.sum(axis=(0, 2))
    if np.count_nonzero(given) < 3:
        return TOO_FEW_RATERS
    if not (counts.sum(axis=(1, 2)) >= 2).any():
        return NO_OVERLAP
    if np.count_nonzero(counts.sum(axis=(0, 1))) < 2:
        return NO_VARIATION
    rated = counts.sum(axis=(1, 2)) > 0
    return _maximised(counts[rated], rated, smoothing, tolerance * float(given.sum()), most)


def _counts(codes: NDArray[np.integer], columns: NDArray[np.intp], categories: int | None) -> Array:
    """n_ikl, how often rater k put item i into category l: (items, raters, categories)."""
    highest = int(codes.max(initial=-1))
    counts = np.zeros((len(codes), int(columns.max(initial=-1)) + 1, max(categories or 0, highest + 1)))
    items, places = np.nonzero(codes >= 0)
    np.add.at(counts, (items, columns[places], codes[items, places]), 1.0)
    return counts


def _maximised(counts: Array, rated: NDArray[np.bool_], smoothing: float, least: float, most: int) -> DawidSkene:
    """EM from the shares of votes. ``counts``: of the ``rated`` items only."""
    items, raters, k = counts.shape
    flat = counts.reshape(items, raters * k)
    votes = counts.sum(axis=1)
    posterior = votes / votes.sum(axis=1, keepdims=True)
    objective: list[float] = []
    log_likelihood, converged = 0.0, False
    while True:
        prevalence, confusion = _estimated(flat, posterior, raters, smoothing)
        log_prevalence = np.log(np.maximum(prevalence, _TINY))
        # a category that no item has leaves 0/0; it has no weight, so any value does
        log_confusion = np.log(np.maximum(np.nan_to_num(confusion), _TINY))
        joint = log_prevalence + flat @ log_confusion.transpose(0, 2, 1).reshape(raters * k, k)
        peak = joint.max(axis=1, keepdims=True)
        scaled = np.exp(joint - peak)
        total = scaled.sum(axis=1, keepdims=True)
        posterior = scaled / total
        log_likelihood = float((peak + np.log(total)).sum())
        prior = smoothing * float(log_prevalence.sum() + log_confusion.sum()) if smoothing else 0.0
        objective.append(log_likelihood + prior)
        converged = len(objective) > 1 and objective[-1] - objective[-2] < least
        if converged or len(objective) > most:
            break
    confusion[counts.sum(axis=(0, 2)) == 0] = np.nan
    held = prevalence > 0
    accuracy = np.diagonal(confusion, axis1=1, axis2=2)[:, held] @ prevalence[held]
    whole = np.full((len(rated), k), np.nan)
    whole[rated] = posterior
    rounds = len(objective) - 1
    found = np.array(objective)
    return DawidSkene(prevalence, confusion, accuracy, whole, found, log_likelihood, rounds, bool(converged), smoothing)


def _estimated(flat: Array, posterior: Array, raters: int, smoothing: float) -> tuple[Array, Array]:
    """The M step (equations 2.3 and 2.4): prevalence (k,) and confusion (raters, true, said), NaN where nothing is."""
    k = posterior.shape[1]
    weight = posterior.sum(axis=0) + smoothing
    expected = (posterior.T @ flat).reshape(k, raters, k).transpose(1, 0, 2) + smoothing
    rows = expected.sum(axis=2, keepdims=True)
    confusion = np.divide(expected, rows, out=np.full_like(expected, np.nan), where=rows > 0)
    return weight / weight.sum(), confusion
