"""α over positions: what does each rater say of each token, with O, the outside, as a value?

Labels are layers of their own and nothing is flattened: the figure for a label compares inside and outside of that
label. Over several labels the value of a position is the set of labels that cover it there, O when none does: a cue
that one rater misses inside a claim is ``claim`` against ``claim|cue``, and costs.

Unlike uα it knows no units: two spans that touch are as one, and one long span is as many tokens as it has.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.continuum import Continuum
from annotator.agreement.statistic import Statistic
from annotator.agreement.unitizing import nominal_alpha, nominal_reason

__all__ = ["token_alpha"]


def token_alpha(continuum: Continuum) -> Statistic:
    """Nominal α of Krippendorff 2004, ch. 11, over the positions two or more finished; the others are missing::

        α = 1 − (n − 1) Σ_c≠k o_ck / Σ_c n_c (n − n_c),    o_ck = Σ_u (pairs with c and k) / (m_u − 1)

    m_u: the raters who finished the sentence of position u; n_c: the answers c there, n: all of them. A position is
    what the continuum counts in, a token or a code point; its values are the continuum's values and the gap.
    Parts, by document: Σ o_ck, n, n_O, n_1 … (values + 3,). Undefined: ``no_overlap`` without a shared position,
    ``no_variation`` where all say one and the same.
    """
    segments = continuum.segments
    counts = segments.counts(len(continuum.values))
    unlike = segments.length * (segments.present**2 - (counts**2).sum(axis=1)) / (segments.present - 1)
    columns = [unlike, segments.length * segments.present, *(segments.length * column for column in counts.T)]
    parts = [np.bincount(segments.document, weights=c, minlength=continuum.documents) for c in columns]
    return Statistic(np.stack(parts, axis=1).astype(np.float64), nominal_alpha, nominal_reason)
