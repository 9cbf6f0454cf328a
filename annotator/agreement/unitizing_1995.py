"""α_U in the form of Krippendorff 1995 and 2004: not the uα of 2016, for comparison with tools that still compute it.

Sources: K. Krippendorff, "On the reliability of unitizing continuous data", Sociological Methodology 25 (1995) 47-76;
Content Analysis, 2nd ed. 2004, ch. 11. DKPro Statistics and INCEpTION compute this form. On Krippendorff's example
(2004, label c) it is .729 where uα of 2016 is .516; two figures are comparable only within one form.

Every category c has a partition of its own into units and gaps, with m raters and L positions::

    D_oc = Σ_i Σ_j≠i Σ_g Σ_h δ²(S_ig, S_jh) / (m (m − 1) L²)
    D_ec = (2 / L) Σ_i Σ_g [ (N_c − 1)/3 · (2ℓ³ − 3ℓ² + ℓ) + ℓ² Σ_gaps h (ℓ_h − ℓ + 1 where ℓ_h ≥ ℓ) ]
           / (m L (m L − 1) − Σ_i Σ_g ℓ (ℓ − 1))
    α_U = 1 − Σ_c D_oc / Σ_c D_ec

with ℓ the length of unit g, N_c the units of all raters, and δ² between two units that meet the squares of the
differences of their beginnings and of their ends, between a unit and a gap that contains it ℓ², else 0.

**Ours, where the sources are silent.** Several documents are one continuum, but a gap ends where its document does, as
no unit crosses that border: so the figure does not depend on the order of the documents. (Where documents are laid end
to end and gaps run on from one to the next, D_e is a little larger.) The form knows no missing raters: only what all of
them finished counts. DKPro gives 0 where D_o = D_e = 0; here that is undefined.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.continuum import Continuum, Ints
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic

__all__ = ["u_alpha_1995"]


def u_alpha_1995(continuum: Continuum) -> Statistic:
    """α_U of 1995 over the categories of a continuum: for one label the figure of that label.

    Parts, by document: L, then for every category Σ δ² over ordered pairs of raters, and for every length ℓ that its
    units have the number of such units and Σ_h (ℓ_h − ℓ + 1) over the gaps that could hold one. Undefined:
    ``no_overlap`` where no position was finished by all raters, ``no_variation`` without a unit.
    """
    whole = continuum.complete()
    parts: list[Array] = [whole.lengths.astype(np.float64)]
    sizes: list[Ints] = []
    for category in range(len(whole.values)):
        units = np.flatnonzero(whole.value == category)
        length = whole.end[units] - whole.start[units]
        different = np.unique(length)
        sizes.append(different)
        parts.append(_observed(whole, category))
        document = whole.document[units]
        parts += [_tally(document[length == size], None, whole) for size in different]
        place, gap = _gaps(whole, category)
        parts += [_tally(place, np.maximum(gap - size + 1, 0), whole) for size in different]
    return Statistic(np.stack(parts, axis=1), _Formula(whole.raters, sizes), _reason)


class _Formula:
    """α_U from (…, parts); it knows the number of raters and which lengths the parts of each category stand for."""

    def __init__(self, raters: int, sizes: list[Ints]) -> None:
        self.raters = raters
        self.sizes = sizes

    def __call__(self, total: Array) -> Array:
        held = total[..., 0]
        observed, expected = np.zeros(held.shape), np.zeros(held.shape)
        at = 1
        for sizes in self.sizes:
            count = len(sizes)
            unlike = total[..., at]
            units, room = total[..., at + 1 : at + 1 + count], total[..., at + 1 + count : at + 1 + 2 * count]
            observed = observed + unlike
            expected = expected + self._expected(held, sizes.astype(np.float64), units, room)
            at += 1 + 2 * count
        found = np.full(held.shape, np.nan)
        pairs = self.raters * (self.raters - 1) * held**2
        np.divide(observed, pairs * expected, out=found, where=np.asarray(pairs * expected > 0))
        return np.asarray(1.0 - found)

    def _expected(self, held: Array, size: Array, units: Array, room: Array) -> Array:
        """D_ec; 0 without positions or units."""
        others = units.sum(axis=-1, keepdims=True) - 1
        each = units * (others * (2 * size**3 - 3 * size**2 + size) / 3 + size**2 * room)
        everything = self.raters * held
        pairs = everything * (everything - 1) - (units * size * (size - 1)).sum(axis=-1)
        found = np.zeros(held.shape)
        np.divide(2 * each.sum(axis=-1), held * pairs, out=found, where=np.asarray((held > 0) & (pairs > 0)))
        return found


def _reason(total: Array) -> Reason:
    return NO_VARIATION if total[0] > 0 else NO_OVERLAP


def _observed(continuum: Continuum, category: int) -> Array:
    """Σ δ² over ordered pairs of raters, (documents,).

    A unit that meets none of the other's units lies in a gap of the other, since all that counts was done by both.
    """
    segments = continuum.segments
    found = np.zeros(continuum.documents)
    unit = np.where(segments.value == category + 1, segments.unit, -1)
    own = continuum.value == category
    lengths = (continuum.end - continuum.start) ** 2
    for one in range(continuum.raters):
        for other in range(one + 1, continuum.raters):
            met = (unit[:, one] >= 0) & (unit[:, other] >= 0)
            first, second = np.unique(np.stack([unit[met, one], unit[met, other]]), axis=1)
            apart = (continuum.start[first] - continuum.start[second]) ** 2
            apart = apart + (continuum.end[first] - continuum.end[second]) ** 2
            alone = own & ((continuum.rater == one) | (continuum.rater == other))
            alone[first] = False
            alone[second] = False
            found += 2 * _tally(continuum.document[first], apart, continuum)
            found += 2 * _tally(continuum.document[alone], lengths[alone], continuum)
    return found


def _gaps(continuum: Continuum, category: int) -> tuple[Ints, Ints]:
    """Every rater's gaps in one category: the document and the length of each."""
    segments = continuum.segments
    stretch = np.searchsorted(continuum.stretch_start, segments.start, side="right") - 1
    block = continuum.block[stretch]
    places: list[Ints] = []
    sizes: list[Ints] = []
    for rater in range(continuum.raters):
        chosen = np.flatnonzero(segments.value[:, rater] != category + 1)
        if not len(chosen):
            continue
        fresh = np.concatenate([[True], (np.diff(chosen) > 1) | (np.diff(block[chosen]) != 0)])
        heads = np.flatnonzero(fresh)
        places.append(segments.document[chosen[heads]])
        sizes.append(np.add.reduceat(segments.length[chosen], heads))
    none = np.zeros(0, np.int64)
    return np.concatenate([none, *places]), np.concatenate([none, *sizes])


def _tally(document: Ints, amount: Ints | None, continuum: Continuum) -> Array:
    """How many, or how much, by document: (documents,)."""
    found = np.bincount(document, weights=amount, minlength=continuum.documents)
    return found.astype(np.float64)
