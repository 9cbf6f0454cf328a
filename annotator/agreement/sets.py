"""Distances between sets of labels: Jaccard's, and MASI of Passonneau 2006."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.errors import UsageError

from .statistic import Array

__all__ = ["Meetings", "jaccard", "masi", "meetings"]


def jaccard(values: Sequence[frozenset[str]]) -> Array:
    """Jaccard's distance 1 - |A ∩ B| / |A ∪ B| (Jaccard 1912) between all sets, (values, values).

    Two empty sets: 0; an empty set and another: 1.
    """
    return 1.0 - _overlap(*_shared(values))


def masi(values: Sequence[frozenset[str]]) -> Array:
    """The distance MASI, 1 - J·M (Passonneau 2006), between all sets, (values, values).

    J = |A ∩ B| / |A ∪ B|; M = 1 where A = B, 2/3 where one holds the other, 1/3 where they meet and neither holds the
    other, 0 where they do not meet. Two empty sets: 0; an empty set and another: 1.
    """
    shared, sizes = _shared(values)
    smaller, larger = np.minimum(sizes[:, None], sizes), np.maximum(sizes[:, None], sizes)
    monotonic = np.where(shared > 0, np.where(shared < smaller, 1 / 3, np.where(shared < larger, 2 / 3, 1.0)), 0.0)
    monotonic[larger == 0] = 1.0
    return 1.0 - _overlap(shared, sizes) * monotonic


def _overlap(shared: Array, sizes: Array) -> Array:
    """J = |A ∩ B| / |A ∪ B|, 1 for two empty sets."""
    union = sizes[:, None] + sizes - shared
    found: Array = np.divide(shared, union, out=np.ones_like(shared), where=union > 0)
    return found


def _shared(values: Sequence[frozenset[str]]) -> tuple[Array, Array]:
    """How many members every two sets share, (values, values), and how many each has, (values,)."""
    for value in values:
        if not isinstance(value, frozenset):
            raise UsageError(f"{value!r} is not a set", "masi and jaccard compare sets of labels")
    number = {member: place for place, member in enumerate(sorted({member for value in values for member in value}))}
    table = np.zeros((len(values), len(number)))
    for row, value in enumerate(values):
        table[row, [number[member] for member in value]] = 1.0
    shared: Array = table @ table.T
    return shared, table.sum(axis=1)


class Meetings(NamedTuple):
    """The pairs of sets that are not wholly unlike, by place and sorted: two places, and 1 - distance; (pairs,) each.

    Both ways round, and each set with itself; every other pair has distance 1.
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    alike: Array


def meetings(values: Sequence[frozenset[str]], *, monotonic: bool) -> Meetings:
    """What ``jaccard`` (with ``monotonic``: ``masi``) gives, for thousands of sets of which few meet.

    The sources of a claim are those of its document: of all pairs of such sets hardly any has a member in common, and
    all others need no place in a table.
    """
    names = list(chain.from_iterable(values))
    _, member = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    owner = np.repeat(np.arange(len(values)), [len(value) for value in values])
    order = np.argsort(member, kind="stable")
    owner, member = owner[order], member[order]
    counts = np.bincount(member) if len(member) else np.zeros(0, np.intp)
    begins = np.cumsum(counts) - counts
    size = counts[member]  # every owner of a member meets every owner of it
    one = np.repeat(owner, size)
    at = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    other = owner[np.repeat(begins[member], size) + at]
    key, shared = np.unique(one * len(values) + other, return_counts=True)
    one, other = key // max(1, len(values)), key % max(1, len(values))
    held = np.array([len(value) for value in values])
    alike = shared / (held[one] + held[other] - shared)
    if monotonic:
        smaller, larger = np.minimum(held[one], held[other]), np.maximum(held[one], held[other])
        alike = alike * np.where(shared < smaller, 1 / 3, np.where(shared < larger, 2 / 3, 1.0))
    empty = np.flatnonzero(held == 0)
    ends = np.repeat(empty, len(empty)), np.tile(empty, len(empty))
    return Meetings(
        np.concatenate([one, ends[0]]), np.concatenate([other, ends[1]]), np.concatenate([alike, np.ones(len(ends[0]))])
    )
