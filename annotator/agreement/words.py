"""The words around figures: bands and whose they are, warnings, sources, and a methods paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.agreement.bootstrap import FEW_DOCUMENTS
from annotator.agreement.report import Caution, Measure, Provenance

__all__ = ["CITATIONS", "band_of", "cautions_of", "methods"]

CITATIONS = {
    "krippendorff_alpha": "Krippendorff 2004, ch. 11",
    "observed_agreement": "Krippendorff 2004, ch. 11: 1 − D_o",
    "fleiss_kappa": "Fleiss 1971",
    "cohen_kappa": "Cohen 1960",
    "weighted_kappa": "Cohen 1968",
    "scott_pi": "Scott 1955",
    "gwet_ac1": "Gwet 2008, 2014",
    "pabak": "Byrt, Bishop & Carlin 1993",
    "bennett_s": "Bennett, Alpert & Goldstein 1954",
    "prevalence_index": "Byrt, Bishop & Carlin 1993",
    "positive_agreement": "Cicchetti & Feinstein 1990",
    "negative_agreement": "Cicchetti & Feinstein 1990",
    "f1": "Hripcsak & Rothschild 2005",
    "u_alpha": "Krippendorff, Mathet, Bouvry & Widlöcher 2016 (variant 1995: Krippendorff 1995)",
    "bar_u_alpha": "Krippendorff, Mathet, Bouvry & Widlöcher 2016",
    "cu_alpha": "Krippendorff, Mathet, Bouvry & Widlöcher 2016",
    "ku_alpha": "Krippendorff, Mathet, Bouvry & Widlöcher 2016",
    "token_alpha": "Krippendorff 2004, ch. 11, over tokens",
    "gamma": "Mathet, Widlöcher & Métivier 2015",
}
_KAPPAS = frozenset({"cohen_kappa", "fleiss_kappa", "scott_pi", "weighted_kappa"})
_KAPPA_BANDS = ((0.81, "almost perfect"), (0.61, "substantial"), (0.41, "moderate"), (0.21, "fair"), (0.0, "slight"))
_LOW, _HIGH, _PREVALENT = 0.40, 0.80, 0.60


def band_of(measure: str, low: float | None) -> str | None:
    """The band that the lower bound of an interval falls in, with its source; None for measures without bands."""
    if low is None:
        return None
    if measure == "krippendorff_alpha":
        name = "reliable" if low >= 0.8 else "tentative" if low >= 0.667 else "unreliable"
        return f"{name} (Krippendorff 2004)"
    if measure in _KAPPAS:
        name = next((name for least, name in _KAPPA_BANDS if low >= least), "poor")
        return f"{name} (Landis & Koch 1977)"
    return None


def cautions_of(measures: Sequence[Measure], documents: int) -> tuple[Caution, ...]:
    """What a reader of the figures must know: few documents, the paradox of prevalence, undefined figures."""
    found: list[Caution] = []
    if documents < FEW_DOCUMENTS:
        text = f"{documents} documents: below {FEW_DOCUMENTS} the intervals are too narrow"
        if documents == 0:
            text = "no document has a sentence that two finished: there is nothing to compare"
        elif documents == 1:
            text = "one document: there is no interval, and nothing says what another document would give"
        found.append(Caution("few_documents", None, text))
    found += _prevalence(measures)
    for m in measures:
        if (
            m.label is None
            and m.boot is not None
            and m.value is not None
            and m.boot.undefined > m.boot.replicates // 20
        ):
            text = f"{m.measure} was undefined in {m.boot.undefined} of {m.boot.replicates} resamples"
            found.append(Caution("unstable", m.layer, text))
    return tuple(dict.fromkeys(found))


def _prevalence(measures: Sequence[Measure]) -> Iterable[Caution]:
    """Observed agreement that is high where a chance-corrected figure is low, or a category that most values are of."""
    plain = [m for m in measures if m.label is None and not m.params.get("misses")]
    for layer in dict.fromkeys(m.layer for m in plain):
        of = {m.measure: m.value for m in plain if m.layer == layer and m.value is not None}
        observed = of.get("observed_agreement")
        chance = [of[name] for name in ("krippendorff_alpha", *sorted(_KAPPAS)) if name in of]
        indices = [m for m in measures if m.layer == layer and m.measure == "prevalence_index" and m.value is not None]
        frequent = [m for m in indices if (m.value or 0.0) > _PREVALENT and len(indices) == 2]
        paradox = observed is not None and observed >= _HIGH and bool(chance) and min(chance) < _LOW
        if observed is None or not (paradox or frequent):
            continue
        others = [f"{name} {of[name]:.3f}" for name in ("pabak", "gwet_ac1") if name in of]
        specific = [
            f"{m.measure.split('_')[0]} agreement on {m.label} {m.value:.3f}"
            for m in measures
            if m.layer == layer and m.measure in ("positive_agreement", "negative_agreement") and m.value is not None
        ][:4]
        why = f"agreement of {observed:.3f} with {min(chance):.3f} beyond chance" if paradox else "one value prevails"
        text = f"{why}: read them beside {', '.join((*others, *specific))}"
        yield Caution("prevalence", layer, text)


def methods(provenance: Provenance, measures: Sequence[Measure]) -> str:
    """A paragraph for a paper."""
    used = {(m.measure, m.variant) for m in measures}
    who = f"{len(provenance.annotators)} annotators"
    parts = [
        f"Agreement was computed with {provenance.tool} over {provenance.documents}"
        f" document{'' if provenance.documents == 1 else 's'}"
        f" ({provenance.sentences} sentences) that at least two of {who} had finished; a sentence finished without"
        " labels counts as an answer, an unfinished one as missing."
    ]
    if any(name == "f1" for name, _ in used):
        parts.append(
            "Spans were matched one to one per label (exact: all fragments equal; overlap: at least one shared"
            " character; IoU: at least half of the union shared) and F1 averaged over pairs of annotators, for which F1"
            " is the limit of κ (Hripcsak & Rothschild 2005)."
        )
    if ("u_alpha", "2016") in used:
        parts.append(
            f"Unitizing was assessed by uα in the form of Krippendorff et al. (2016) over {provenance.unit}s, documents"
            " pooled into one continuum and labels kept apart."
        )
    if any(name == "krippendorff_alpha" for name, _ in used):
        parts.append("Labels of sentences and attributes of matched spans were assessed by α (Krippendorff 2004).")
    if provenance.replicates:
        parts.append(
            f"Intervals are 95 % percentile bootstrap intervals over documents ({provenance.replicates:,} resamples,"
            f" seed {provenance.seed}), the same resamples for every figure (Efron & Tibshirani 1993)."
        )
    return " ".join(parts)
