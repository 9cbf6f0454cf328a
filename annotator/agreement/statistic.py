"""A figure as a formula over sums per document: one pass over the data, and every resample is a weighted sum.

All figures of a report are made this way, so that they share their bootstrap resamples (``bootstrap.weights``) and cost
a matrix product instead of another pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_OVERLAP", "NO_VARIATION", "Array", "Reason", "Statistic"]

Array = NDArray[np.float64]
Reason = Literal["no_variation", "no_overlap"]
NO_VARIATION: Reason = "no_variation"
"""Every value is the same (or there are none of them): what chance would do cannot be told."""
NO_OVERLAP: Reason = "no_overlap"
"""Nothing was rated by two."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure that is a function of additive parts.

    ``sums``: (documents, parts), what each document adds; ``formula``: from (…, parts) to (…), NaN where undefined, and
    never a warning of numpy's; ``reason``: why it is undefined, for one total of shape (parts,).
    """

    sums: Array
    formula: Callable[[Array], Array]
    reason: Callable[[Array], Reason]

    @property
    def total(self) -> Array:
        """The parts of all documents together, (parts,)."""
        found: Array = self.sums.sum(axis=0)
        return found

    @property
    def value(self) -> float | None:
        """The figure; None where it is undefined."""
        found = float(self.formula(self.total))
        return None if np.isnan(found) else found

    @property
    def undefined(self) -> Reason | None:
        """Why there is no value; None where there is one."""
        return self.reason(self.total) if self.value is None else None

    def replicates(self, weights: Array) -> Array:
        """The figure in every resample: (resamples, documents) → (resamples,), NaN where undefined."""
        return self.formula(weights @ self.sums)

    def without(self) -> Array:
        """The figure with each document left out: (documents,)."""
        return self.formula(self.total - self.sums)
