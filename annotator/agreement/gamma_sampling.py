"""What chance would do, for γ: a document's units shuffled as in Mathet, Widlöcher and Métivier (2015, section 5.2)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np

from annotator.agreement.gamma_alignment import Units
from annotator.agreement.statistic import Array

__all__ = ["FIRST_SAMPLES", "SAMPLER", "AnnotatedSet", "attained", "samples_needed", "shuffles"]

SAMPLER = "shuffle"
"""The name to print: every random rater is a real one, drawn with replacement, whose units are moved around."""
FIRST_SAMPLES = 30
"""How many samples are drawn before it is known how many are needed."""
_Z = 1.96


@dataclass(frozen=True)
class AnnotatedSet:
    """One document as γ sees it: ``length`` positions, and the units of every compared rater on them."""

    key: str
    length: int
    units: tuple[Units, ...]

    @property
    def size(self) -> int:
        """How many units, of all raters."""
        return sum(len(part) for part in self.units)

    @property
    def mean(self) -> float:
        """x̄, the mean number of units of a rater."""
        return self.size / len(self.units)

    @cached_property
    def mean_length(self) -> float:
        """The mean length of a unit, in positions; 0 without units."""
        lengths = np.concatenate([part[:, 1] - part[:, 0] for part in self.units])
        return float(lengths.mean()) if len(lengths) else 0.0


def shuffles(document: AnnotatedSet, seed: int, apart: float | None = None) -> Iterator[AnnotatedSet]:
    """Random documents without end, the same ones for a seed and a document, whatever else is compared.

    For each of the raters one is drawn, and a cut: what lies behind the cut comes first. A unit that begins before the
    end and reaches over it stays whole. Two cuts of a sample are at least ``apart`` positions from each other, by
    default the mean length of a unit, both ways around; where there is no such place left, the cut is anywhere. A
    sample in which nobody has a unit is drawn again, as it has no disorder; so ``document`` must have a unit.
    """
    stream = np.random.default_rng([seed, crc32(document.key.encode())])
    raters, length = len(document.units), max(document.length, 1)
    reach = math.ceil(document.mean_length if apart is None else apart) - 1
    near = np.arange(-reach, reach + 1)
    while True:
        free = np.ones(length, dtype=bool)
        parts = []
        for drawn in stream.integers(raters, size=raters):
            places = np.flatnonzero(free)
            by = int(stream.choice(places)) if len(places) else int(stream.integers(length))
            free[(by + near) % length] = False
            moved = document.units[drawn].copy()
            start = (moved[:, 0] + by) % length
            moved[:, 1] += start - moved[:, 0]
            moved[:, 0] = start
            parts.append(moved)
        sample = AnnotatedSet(document.key, document.length, tuple(parts))
        if sample.size:
            yield sample


def samples_needed(disorders: Array, precision: float) -> int:
    """How many samples give the mean to within ``precision`` of itself with 95 % confidence: (1.96 · CV / precision)².

    ``disorders``: (samples,), those of a first batch; CV is their coefficient of variation (Mathet et al. 2015, section
    5.3). 1 where their mean is 0.
    """
    return max(1, math.ceil((attained(disorders) * math.sqrt(len(disorders)) / precision) ** 2 - 1e-9))


def attained(disorders: Array) -> float:
    """How precise the mean of these disorders, (samples,), is: 1.96 · CV / √samples; 0 where their mean is 0."""
    mean = float(disorders.mean())
    spread = float(disorders.std(ddof=1)) if len(disorders) > 1 else 0.0
    return _Z * spread / mean / math.sqrt(len(disorders)) if mean > 0 else 0.0
