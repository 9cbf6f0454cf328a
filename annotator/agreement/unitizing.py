"""The family of α for unitizing of Krippendorff, Mathet, Bouvry & Widlöcher 2016: uα, |uα, cuα and (k)uα.

Source: K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher, "On the reliability of unitizing textual continua: Further
developments", Quality & Quantity 50 (2016) 2347-2364; the same in Krippendorff, Content Analysis, 4th ed. 2019, 12.6.
Every rater's continuum is a partition into units, each with a value c, and gaps (φ).

**Observed coincidences** (eq. 1) are lengths of intersections of what two raters i ≠ j say of the same positions::

    ℓ_ck = Σ_i Σ_j≠i Σ_g Σ_h L(S_cig ∩ S_kjh) / (m − 1),    ℓ_c. = Σ_k ℓ_ck,    ℓ.. = Σ_c ℓ_c.

**Expected coincidences** (eq. 4) pair everything with everything but a unit with itself. A unit of length L is one
thing: it takes L² pairs away. A gap has no structure, its positions are things of their own: it takes away L, not L²::

    ε_ck = ℓ.. · (ℓ_c. ℓ_.k − [c = k] S_c) / (ℓ..² − Σ S),    S_c = Σ_i Σ_g L(S_cig)²,    S_φ = ℓ_φ.

Krippendorff's example (2004, label c) gives .516 so, and .548 were gaps to take L²; krippendorff-unitized-alpha 0.1.0
(uα) and quallmer (R) do the same. It follows that uα is nominal α with the gap as a value when all units have length 1,
and that cutting a document where no unit is cut changes nothing.

**All four** (eqs. 5, 6, 11, 13) are 1 − observed / expected disagreement with the nominal difference. uα takes all
values and φ; |uα takes all values as one against φ; cuα takes only where units meet, ``ℓ*_ck = ℓ_ck`` for c, k ≠ φ, and
takes away (eq. 10) what each unit shares with the units of another rater, on average over the others::

    S*_c = Σ_i Σ_g (Σ_j≠i Σ_k≠φ Σ_h L(S_cig ∩ S_kjh) / (m − 1))²

(k)uα is the same for one value k: 1 − (ε*_.k / ℓ*_.k) · (ℓ*_.k − ℓ_kk) / (ε*_.k − ε*_kk). The example with three raters
in Krippendorff 2019, 12.6, gives cuα = .724 so; squaring before the mean gives .726, and lets a rater who marked
nothing raise the figure of the others.

**Ours, where the paper is silent.** Several documents are one long continuum that no unit crosses, so that the sums
add and pairs of lengths across documents count. Where raters are missing, m is the number of those who finished the
position, positions with one of them are left out (as in α with missing values), and units are as clipped by
``continuum``; in S* a shared length is the sum of 1 / (m − 1) over its positions.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.continuum import Bools, Continuum, Ints, Segments
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic

__all__ = ["bar_u_alpha", "cu_alpha", "ku_alpha", "nominal_alpha", "nominal_reason", "u_alpha"]

_NOTHING = 1e-12
"""Below this share of all pairs, what is left of a subtraction is rounding: lengths are whole numbers over m − 1."""


def u_alpha(continuum: Continuum) -> Statistic:
    """uα: of all positions, gaps with them, are the borders and the values of the units the same?

    Parts, by document: observed disagreement, Σ L² of units and ΣL of gaps, ℓ_φ, ℓ_1 … (values + 3,), in positions.
    Undefined: ``no_overlap`` without a shared position, ``no_variation`` where all say one and the same value.
    """
    return _unitized(continuum, continuum.segments.counts(len(continuum.values)))


def bar_u_alpha(continuum: Continuum) -> Statistic:
    """|uα (eq. 6): is the same matter found relevant, whatever its values? Units count as in ``u_alpha``.

    Undefined: ``no_overlap`` without a shared position, ``no_variation`` where all of it is gap, or none of it.
    """
    counts = continuum.segments.counts(len(continuum.values))
    return _unitized(continuum, np.stack([counts[:, 0], counts[:, 1:].sum(axis=1)], axis=1))


def cu_alpha(continuum: Continuum) -> Statistic:
    """cuα (eqs. 10, 11): where units of different raters meet, do they have the same value?

    Parts: observed disagreement, Σ S*, ℓ*_1 … (values + 2,), in positions. Undefined: ``no_overlap`` where no units
    meet, ``no_variation`` where those that do have one and the same value, or are too few (see above).
    """
    segments = continuum.segments
    counts = segments.counts(len(continuum.values))[:, 1:]
    valued = counts.sum(axis=1)
    each = segments.length / (segments.present - 1)
    unlike = each * (valued**2 - (counts**2).sum(axis=1))
    held = (each * (valued - 1))[:, None] * counts
    own = _by_document(continuum.document, _self_pairs(continuum), continuum.documents)
    parts = [_added(segments, unlike, continuum), own, *(_added(segments, column, continuum) for column in held.T)]
    return Statistic(np.stack(parts, axis=1), nominal_alpha, nominal_reason)


def ku_alpha(continuum: Continuum, value: str) -> Statistic:
    """(k)uα (eq. 13): where units meet, how reliable is one value?

    Parts: ℓ*_k − ℓ_kk, S*_k, ℓ*_k and ℓ*.. − ℓ*_k (4,), in positions. Undefined: ``no_overlap`` where no unit of the
    value meets another rater's unit, ``no_variation`` where no other value does, or too few (see above).
    """
    segments = continuum.segments
    if value not in continuum.values:
        return Statistic(np.zeros((continuum.documents, 4)), _ku_formula, _ku_reason)
    number = continuum.values.index(value)
    counts = segments.counts(len(continuum.values))[:, 1:]
    mine, valued = counts[:, number], counts.sum(axis=1)
    each = segments.length / (segments.present - 1)
    chosen = continuum.value == number
    own = _by_document(continuum.document[chosen], _self_pairs(continuum)[chosen], continuum.documents)
    parts = [
        _added(segments, each * mine * (valued - mine), continuum),
        own,
        _added(segments, each * mine * (valued - 1), continuum),
        _added(segments, each * (valued - mine) * (valued - 1), continuum),
    ]
    return Statistic(np.stack(parts, axis=1), _ku_formula, _ku_reason)


def nominal_alpha(total: Array) -> Array:
    """1 − D_o / D_e from (…, parts): Σ_c≠k ℓ_ck, Σ S, then ℓ_c. of every value; NaN where undefined.

    With n = ℓ..: D_e = n · Σ_c ℓ_c. (n − ℓ_c.) / (n² − Σ S). With Σ S = n this is nominal α of Krippendorff 2004.
    Undefined where there is no pair left, n² ≤ Σ S, or none of different values.
    """
    unlike, own, held = total[..., 0], total[..., 1], total[..., 2:]
    count = held.sum(axis=-1)
    pairs = (held * (count[..., None] - held)).sum(axis=-1)
    least = _NOTHING * count**2
    return _ratio(unlike * (count**2 - own), count * pairs, (pairs > least) & (count**2 - own > least))


def nominal_reason(total: Array) -> Reason:
    """Why ``nominal_alpha`` has no value."""
    return NO_OVERLAP if total[2:].sum() < _NOTHING else NO_VARIATION


def _ku_formula(total: Array) -> Array:
    unlike, own, held, others = (total[..., part] for part in range(4))
    count = held + others
    least = _NOTHING * count**2
    defined = (held * others > least) & (held * count - own > least)
    return _ratio(unlike * (held * count - own), held**2 * others, defined)


def _ku_reason(total: Array) -> Reason:
    return NO_OVERLAP if total[2] <= _NOTHING * (total[2] + total[3]) else NO_VARIATION


def _ratio(observed: Array, expected: Array, defined: Bools | np.bool_) -> Array:
    found = np.full(np.shape(expected), np.nan)
    np.divide(observed, expected, out=found, where=defined)
    return np.asarray(1.0 - found)


def _unitized(continuum: Continuum, counts: Ints) -> Statistic:
    """The parts of uα over (segments, values + 1) counts of what was said, the gap first."""
    segments = continuum.segments
    unlike = segments.length * (segments.present**2 - (counts**2).sum(axis=1)) / (segments.present - 1)
    squares = _by_document(continuum.document, (continuum.end - continuum.start) ** 2, continuum.documents)
    held = [_added(segments, segments.length * column, continuum) for column in counts.T]
    parts = [_added(segments, unlike, continuum), squares + held[0], *held]
    return Statistic(np.stack(parts, axis=1), nominal_alpha, nominal_reason)


def _self_pairs(continuum: Continuum) -> Array:
    """What each unit adds to S*, (units,): the length it shares with another rater's units, on average, squared."""
    segments = continuum.segments
    valued = (segments.unit >= 0).sum(axis=1)
    each = segments.length / (segments.present - 1)
    shared = np.zeros(len(continuum.start))
    for rater in range(continuum.raters):
        met = segments.unit[:, rater] >= 0
        weights = (each * (valued - 1))[met]
        shared += np.bincount(segments.unit[met, rater], weights=weights, minlength=len(shared))
    return np.asarray(shared**2)


def _added(segments: Segments, amount: Array | Ints, continuum: Continuum) -> Array:
    return _by_document(segments.document, amount, continuum.documents)


def _by_document(document: Ints, amount: Array | Ints, documents: int) -> Array:
    """The sums of amounts by document, (documents,)."""
    return np.bincount(document, weights=amount, minlength=documents).astype(np.float64)
