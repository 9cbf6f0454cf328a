"""Two figures against each other on the same resamples: two labels, two pairs of annotators, two rounds.

An operand is a layer (``claim``), of a pair (``claim@anna+bob``) or of another pass (``claim@2``). What is compared is
the layer's main figure: F1 of spans and links under the report's rule, α of attributes and sentence labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.agreement.bootstrap import difference, weights
from annotator.agreement.corpus import Corpus
from annotator.agreement.figures import Compared, Figure
from annotator.agreement.report import Difference
from annotator.errors import UsageError
from annotator.model import Layer

__all__ = ["differences"]


def differences(compared: Compared, wanted: Sequence[tuple[str, str]], replicates: int, seed: int) -> list[Difference]:
    """The first less the second of each two operands, with a paired interval over documents.

    Raises:
        UsageError: there is no such layer, annotator or pass.
    """
    drawn = weights(len(compared.corpus.documents), replicates, seed)
    found = []
    for one, two in wanted:
        a, b = _figure(compared, one), _figure(compared, two)
        if a.measure != b.measure:
            raise UsageError(f"{one} has {a.measure} and {two} {b.measure}", "compare figures of one kind")
        held = difference(a.statistic, b.statistic, drawn)
        several = a.n_docs > 1 and b.n_docs > 1
        interval = held.interval if several and held.value is not None else None
        ci = (interval.low, interval.high) if interval is not None else None
        value = a.statistic.value, b.statistic.value
        found.append(Difference(one, two, a.measure, a.variant, value[0], value[1], held.value, ci))
    return found


def _figure(compared: Compared, operand: str) -> Figure:
    layer, at, who = operand.partition("@")
    if at:
        compared = replace(compared, corpus=Corpus(compared.corpus.documents, _raters(compared, operand, who)))
    if layer not in compared.layers:
        raise UsageError(f"{operand}: there is no layer {layer}", f"use one of: {', '.join(compared.layers)}")
    for figure in compared.figures(layer):
        if figure.label is None and (figure.measure, figure.variant) == ("f1", compared.rule):
            return figure
        if figure.label is None and figure.measure == "krippendorff_alpha":
            return figure
    raise UsageError(f"{operand}: the layer has no figure to compare", "name another one")


def _raters(compared: Compared, operand: str, who: str) -> tuple[Layer, ...]:
    """The raters that an operand names: a pair, or those of another pass."""
    raters = compared.corpus.raters
    if who.isdecimal():
        known = {reading.rater for document in compared.corpus.documents for reading in document.readings}
        found = tuple(replace(rater, number=int(who)) for rater in raters)
        missing = [str(rater) for rater in found if rater not in known]
    else:
        names = who.split("+")
        found = tuple(rater for name in names for rater in raters if name in (rater.annotator, str(rater)))
        missing = [name for name in names if not any(name in (r.annotator, str(r)) for r in raters)]
    if missing or len(found) < 2:
        raise UsageError(
            f"{operand}: {', '.join(missing) or 'two annotators'} not found",
            "name them as claim@anna+bob, a pass as claim@2",
        )
    return found
