"""The words that all outputs share: names of measures and layers, reasons, warnings, kinds of disagreement."""

from __future__ import annotations

import re
from typing import Any

from annotator.agreement.report import Measure

from .numerals import figure

__all__ = [
    "ALPHA",
    "CORRECTED",
    "band",
    "band_source",
    "below",
    "flag",
    "layer_name",
    "name",
    "of_raters",
    "reason",
    "remark",
    "symbol",
]

ALPHA = frozenset({"krippendorff_alpha", "token_alpha"})
"""What the bars of Krippendorff 2004, .667 and .800, are about."""
BANDED = frozenset({"krippendorff_alpha", "fleiss_kappa", "cohen_kappa", "scott_pi", "weighted_kappa"})
"""What there are bands for: none for F1, for uα and its family, for γ."""
CORRECTED = (
    "krippendorff_alpha u_alpha gamma cu_alpha token_alpha fleiss_kappa scott_pi cohen_kappa weighted_kappa gwet_ac1"
    " bar_u_alpha ku_alpha pabak bennett_s"
).split()
"""Measures that correct for chance, the one first that a summary shows where there are several."""

_SYMBOLS = {
    "observed_agreement": "Po",
    "krippendorff_alpha": "α",
    "fleiss_kappa": "Fleiss κ",
    "cohen_kappa": "Cohen κ",
    "scott_pi": "Scott π",
    "weighted_kappa": "weighted κ",
    "gwet_ac1": "AC1",
    "pabak": "PABAK",
    "bennett_s": "S",
    "positive_agreement": "Ppos",
    "negative_agreement": "Pneg",
    "prevalence_index": "prevalence",
    "f1": "F1",
    "u_alpha": "uα",
    "bar_u_alpha": "|uα",
    "cu_alpha": "cuα",
    "ku_alpha": "(k)uα",
    "token_alpha": "token α",
    "gamma": "γ",
}
_VARIANTS = {"masi": "MASI", "jaccard": "Jaccard"}
_REASONS = {
    "no_variation": "no variation",
    "no_overlap": "nothing rated by two",
    "too_few_raters": "too few raters",
    "not_finite": "not a number",
}
_FLAGS = {
    "few_documents": "few documents",
    "prevalence": "prevalence",
    "unstable": "unstable",
    "merged": "spans merged",
    "links_left_out": "links left out",
    "items_resampled": "items resampled",
    "left_out": "items left out",
}
_SOURCE = re.compile(r"(.*?)\s*\(([^()]*)\)\s*\Z", re.DOTALL)


def layer_name(layer: str | None) -> str:
    """The layer as ``--layer`` takes it; ``ratings`` for values that came from elsewhere."""
    return "ratings" if layer is None else layer


def symbol(measure: str) -> str:
    """How a measure is written: ``α``, ``F1``, ``uα``."""
    return _SYMBOLS.get(measure, measure.replace("_", " "))


def name(measure: str, variant: str | None, params: dict[str, Any] | None = None) -> str:
    """A measure with its variant, always named: ``α nominal``, ``F1 IoU ≥ .5``, ``uα 2016``, ``α_U 1995``."""
    params = params or {}
    variant = variant.partition("+")[0] if variant else variant  # the condition behind it is told by ``remark``
    if measure == "u_alpha" and variant == "1995":
        return "α_U 1995"
    if measure in ("u_alpha", "bar_u_alpha", "cu_alpha", "ku_alpha") and variant:
        return f"{symbol(measure)} {variant}"
    if measure == "f1" and variant:
        rule = re.fullmatch(r"iou:(\d*\.?\d+)", variant)
        return f"F1 IoU ≥ {figure(float(rule[1]), 3).rstrip('0')}" if rule else f"F1 {variant}"
    if measure == "krippendorff_alpha" and variant:
        return f"α {_VARIANTS.get(variant, variant)}"
    if measure == "weighted_kappa":
        weights = params.get("weights")
        return f"weighted κ {weights}" if isinstance(weights, str) else "weighted κ"
    return symbol(measure)


def remark(measure: Measure) -> str:
    """What else must be known to read a figure: its condition, coverage, spread over pairs, unit."""
    params, found = measure.params, []
    given, coverage, spread = params.get("given"), params.get("coverage"), params.get("spread")
    if given == "both_ends":
        found.append("both ends matched")
    elif isinstance(given, str):
        found.append(f"per matched {given}")
    if params.get("misses"):
        found.append("a miss counts")
    if isinstance(params.get("origin"), str):
        found.append(f"{params['origin']} spans")
    if isinstance(coverage, int | float):
        found.append(f"of {figure(float(coverage), 2)} matched")
    if isinstance(spread, list | tuple) and len(spread) == 2 and params.get("pairs", 2) != 1:
        found.append(f"pairs {figure(spread[0], 2)}–{figure(spread[1], 2)}")
    if params.get("unit") in ("char", "character"):
        found.append("characters")
    if measure.measure == "gamma":
        named = (("α", "alpha"), ("β", "beta"), ("Δ∅", "delta_empty"), ("sampler", "sampler"), ("samples", "samples"))
        found += [f"{sign} {_plain(params[key])}" for sign, key in (*named, ("seed", "seed")) if key in params]
    return ", ".join(found)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def of_raters(measure: Measure) -> tuple[str, str] | None:
    """The two raters of a pairwise figure."""
    raters = measure.params.get("raters")
    if isinstance(raters, list | tuple) and len(raters) == 2:
        return str(raters[0]), str(raters[1])
    return None


def reason(code: str | None) -> str:
    """Why a figure is undefined, in words."""
    return _REASONS.get(code, code.replace("_", " ")) if code else "undefined"


def flag(code: str) -> str:
    """A short warning in words."""
    return _FLAGS.get(code, code.replace("_", " "))


def below(measure: Measure, bar: float) -> float | None:
    """P(figure < bar), for α and its family."""
    if measure.measure not in ALPHA or measure.below is None:
        return None
    return next((part for key, part in measure.below.items() if abs(float(key) - bar) < 1e-9), None)


def band(measure: Measure) -> str:
    """The band without its source; nothing for measures that have no bands, whatever the report says."""
    if measure.measure not in BANDED or not measure.band:
        return ""
    found = _SOURCE.match(measure.band)
    return found[1] if found else measure.band


def band_source(measure: Measure) -> str:
    """Whose band it is."""
    found = _SOURCE.match(measure.band) if measure.measure in BANDED and measure.band else None
    return found[2] if found else ""
