"""A report by hand with everything in it, for the tests of the outputs: hostile names, undefined figures, wide intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from annotator.agreement.report import (
    AnnotatorLine,
    Boot,
    Boundary,
    Caution,
    Confusion,
    Difference,
    Disagreement,
    Drift,
    LeftOut,
    Measure,
    Provenance,
    Report,
)

HOSTILE = 'mallory\x1b]0;owned\x07<script>alert("1")</script>'
"""An annotator's name that would retitle a terminal, or run in a page."""
FORMULA = '=HYPERLINK("http://x.test","free")'
SPECIAL = "50% of_a & b #1 $x^2$ {~\\} | <b>"
"""Special characters of LaTeX, Markdown and HTML."""

SPANS = {  # label: F1 exact, uα, half the width of its interval, spans
    "claim": (0.734, 0.712, 0.06, 1412),
    "uncertainty_cue": (0.861, 0.838, 0.04, 604),
    "source": (0.802, 0.791, 0.05, 733),
    "attribution_cue": (0.688, 0.651, 0.09, 512),
    "quote": (0.921, 0.934, 0.03, 187),
    "actor": (0.214, -0.031, 0.34, 23),
}
BOUNDARIES = {"end": 118, "start": 64, "contains": 97, "within": 52, "both": 31, "crosses": 9, "split": 14, "merge": 6}
VALUES = {"FR": 0.744, "UFS": 0.689, "CFS": 0.703, "NFS": 0.341}


def sample_report(third: str = HOSTILE) -> Report:
    """Three raters on 24 documents."""
    raters = ("anna", "bram", third)
    return Report(
        provenance=_provenance(raters),
        measures=(*_spans(), *_attributes(), *_relations(), *_sentences()),
        pairwise=tuple(_pairwise(raters)),
        confusion=tuple(_confusion(raters)),
        boundaries=tuple(Boundary("claim", kind, n, n / 213) for kind, n in BOUNDARIES.items()),
        annotators=tuple(_line(rater, number) for number, rater in enumerate(raters)),
        drift=tuple(_drift()),
        disagreements=tuple(_disagreements(raters)),
        differences=(
            Difference("claim", "claim@2", "f1", "exact", 0.734, 0.781, -0.047, (-0.081, -0.012)),
            Difference("claim@anna+bram", f"claim@anna+{third}", "f1", "exact", 0.784, 0.744, 0.04, (-0.02, 0.093)),
            Difference("actor", "quote", "f1", "exact", None, 0.921, None, None),
        ),
        warnings=_WARNINGS,
        methods=_METHODS,
    )


def two_raters(report: Report) -> Report:
    """The same for two raters: nothing of the third."""
    raters = report.provenance.annotators[:2]
    return replace(
        report,
        provenance=replace(report.provenance, annotators=raters),
        measures=tuple(replace(m, n_raters=2) for m in report.measures),
        pairwise=tuple(m for m in report.pairwise if m.params["raters"] == list(raters)),
        confusion=tuple(c for c in report.confusion if c.raters == raters),
        annotators=report.annotators[:2],
    )


def empty_report(report: Report) -> Report:
    """One in which nothing could be compared."""
    return Report(replace(report.provenance, documents=0, sentences=0, layers=()), ())


def of_ratings() -> Report:
    """One of ``--ratings``: no layers, no scheme, no intervals; every figure undefined but one."""
    provenance = replace(
        _provenance(("a", "b")),
        scheme=None,
        layers=(),
        left_out=(),
        replicates=0,
        unit="item",
        match="nominal",
        citations={},
    )
    params: dict[str, Any] = {"raters": ["a", "b"]}
    none = {"n_docs": 9, "n_items": 9, "n_raters": 2}
    return Report(
        provenance,
        (
            Measure(None, None, "observed_agreement", "nominal", {}, 1.0, None, None, 9, 9, 2),
            Measure(None, None, "krippendorff_alpha", "nominal", {}, None, "no_variation", **none),  # type: ignore[arg-type]
            Measure(None, None, "cohen_kappa", "nominal", params, None, "no_variation", **none),  # type: ignore[arg-type]
        ),
    )


def _provenance(raters: tuple[str, ...]) -> Provenance:
    left = (
        LeftOut("nos-almaty-7", "finished by one annotator only"),
        LeftOut(FORMULA, "no sentence that two annotators finished"),
        LeftOut(SPECIAL, "no sentence that two annotators finished"),
    )
    return Provenance(
        tool="factcheck-annotator 0.1.0",
        scheme={"name": "nl-fact", "version": "1", "sha256": "9f" * 32},
        data_sha256="4be1c0d2" * 8,
        layers=tuple(SPANS),
        annotators=raters,
        documents=24,
        sentences=812,
        left_out=left,
        unit="token",
        match="exact",
        replicates=1000,
        seed=1,
        citations={"krippendorff_alpha": "Krippendorff 2004, ch. 11", "f1": "Hripcsak & Rothschild 2005"},
    )


def measure(
    layer: str, name: str, variant: str | None, value: float | None, half: float = 0.05, items: int = 812, **more: Any
) -> Measure:
    """A figure with an interval that is as wide to the left as it is to the right, up to 1."""
    ci = None if value is None else (max(-1.0, value - half * 1.1), min(1.0, value + half))
    defined = {"value": value, "ci": ci, "reason": "no_variation" if value is None else None}
    boot = Boot(1000, 1, 1000 if value is None else round(half * 100))
    return Measure(
        **{"layer": layer, "label": None, "measure": name, "variant": variant, "n_docs": 24, "n_items": items}
        | {"n_raters": 3, "boot": boot}
        | defined
        | more
    )


def _chance(value: float, half: float) -> dict[str, Any]:
    low = value - half * 1.1
    name = "reliable" if low >= 0.8 else "tentative" if low >= 0.667 else "unreliable"
    below = {"0.667": 1.0 if value < 0.6 else 0.0 if low > 0.667 else 0.0021, "0.800": 0.967 if value < 0.8 else 0.12}
    return {"below": below, "band": f"{name} (Krippendorff 2004)"}


def _spans() -> Iterator[Measure]:
    for label, (f1, alpha, half, spans) in SPANS.items():
        flags = ("few_documents",) if spans < 100 else ()
        more: dict[str, Any] = {"items": spans, "flags": flags, "n_docs": 11 if flags else 24}
        spread = {"pairs": 3, "spread": [f1 - 0.04, f1 + 0.05]}
        yield measure(label, "f1", "exact", f1, half, params=spread, **more)
        yield measure(label, "f1", "overlap", min(0.97, f1 + 0.11), half * 0.8, params={"pairs": 3}, **more)
        yield measure(label, "f1", "iou:0.5", min(0.95, f1 + 0.06), half * 0.9, params={"pairs": 3}, **more)
        yield measure(label, "u_alpha", "2016", alpha, half * 1.1, params={"unit": "token"}, **more)
        yield measure(label, "u_alpha", "1995", alpha - 0.02, half * 1.2, params={"unit": "token"}, **more)
        token = alpha + 0.04
        more["items"] = 14208
        yield measure(label, "token_alpha", "nominal", token, half, below=_chance(token, half)["below"], **more)
    yield measure("spans", "f1", "exact", 0.762, 0.03, 3471)
    yield measure("spans", "u_alpha", "2016", 0.741, 0.03, 3471)
    yield measure("spans", "bar_u_alpha", "2016", 0.803, 0.03, 3471)
    yield measure("spans", "cu_alpha", "2016", 0.958, 0.01, 3471)
    yield measure("spans", "ku_alpha", "2016", 0.967, 0.02, 3471, label="claim")
    yield measure("spans", "ku_alpha", "2016", None, items=23, label="actor", n_docs=11)


def _attributes() -> Iterator[Measure]:
    for name, value in (("claim_type", 0.681), ("polarity", 0.802)):
        layer, params = f"claim.{name}", {"match": "exact", "coverage": 0.734}
        yield measure(layer, "observed_agreement", "nominal", value + 0.12, 0.03, 1036, params=params)
        yield measure(layer, "krippendorff_alpha", "nominal", value, 0.05, 1036, params=params, **_chance(value, 0.05))
        misses = {"match": "exact", "misses": True}
        yield measure(layer, "krippendorff_alpha", "nominal", value - 0.31, 0.06, 1412, params=misses)


def _relations() -> Iterator[Measure]:
    for name, value in (("attributed_to", 0.577), ("hedges", 0.641)):
        layer, given = f"relation:{name}", {"given": "both_ends", "coverage": 0.688}
        yield measure(layer, "f1", "exact", value, 0.07, 690)
        yield measure(layer, "f1", "exact", value + 0.3, 0.04, 690, params=given)
    yield measure(
        "relation:attributed_to", "krippendorff_alpha", "jaccard", 0.655, 0.08, 512, params={"given": "claim"}
    )


def _sentences() -> Iterator[Measure]:
    layer = "sentence:check_worthiness"
    yield measure(layer, "observed_agreement", "nominal", 0.861, 0.02)
    yield measure(layer, "krippendorff_alpha", "nominal", 0.698, 0.025, **_chance(0.698, 0.025))
    yield measure(layer, "fleiss_kappa", "nominal", 0.697, 0.025, band="substantial (Landis & Koch 1977)")
    yield measure(layer, "gwet_ac1", "nominal", 0.829, 0.02)
    for value, alpha in VALUES.items():
        yield measure(layer, "krippendorff_alpha", "nominal", alpha, 0.06, label=value)
        yield measure(layer, "positive_agreement", "nominal", alpha + 0.1, 0.06, label=value)
        yield measure(layer, "negative_agreement", "nominal", 0.94, 0.02, label=value)
        yield measure(layer, "prevalence_index", "nominal", 0.6 - alpha / 2, 0.02, label=value)
    layer = "sentence:contains_claim"
    yield measure(layer, "observed_agreement", "nominal", 0.944, 0.01)
    yield measure(layer, "krippendorff_alpha", "nominal", 0.312, 0.19, **_chance(0.312, 0.19))
    yield measure(layer, "pabak", "nominal", 0.888, 0.02)
    layer = "sentence:topic"
    yield measure(layer, "observed_agreement", "nominal", 1.0, 0.0)
    yield measure(layer, "krippendorff_alpha", "masi", None)


def _pairwise(raters: tuple[str, ...]) -> Iterator[Measure]:
    for number, pair in enumerate(combinations(raters, 2)):
        params: dict[str, Any] = {"raters": list(pair)}
        for label, (f1, alpha, half, spans) in SPANS.items():
            more = {"params": params, "n_raters": 2}
            shift = (0.05, 0.01, -0.06)[number]
            yield measure(label, "f1", "exact", min(1.0, f1 + shift), half, spans - 40 * number % spans, **more)
            yield measure(label, "u_alpha", "2016", min(1.0, alpha + shift), half, spans - 40 * number % spans, **more)
        more = {"params": params, "n_raters": 2, "band": "moderate (Landis & Koch 1977)"}
        kappa = (0.733, 0.7, None)[number]
        yield measure("sentence:check_worthiness", "cohen_kappa", "nominal", kappa, 0.04, 812 - 30 * number, **more)


def _confusion(raters: tuple[str, ...]) -> Iterator[Confusion]:
    labels = (*SPANS, "∅")
    for number, (one, two) in enumerate(combinations(raters, 2)):
        counts = [
            [s // 3 - 9 * number if i == j else (7 * i + 5 * j + number) % 11 for j in range(7)]
            for i, (*_, s) in enumerate(SPANS.values())
        ]
        counts = [[max(0, n) for n in row] for row in counts]
        for row, (*_, spans) in zip(counts, SPANS.values(), strict=True):
            row[6] = spans // 12
        yield Confusion("spans", (one, two), labels, (*map(tuple, counts), (44, 18, 21, 30, 3, 4, 0)))
    yield Confusion(
        "sentence:check_worthiness",
        None,
        tuple(VALUES),
        ((402, 31, 22, 9), (31, 388, 40, 12), (22, 40, 120, 17), (9, 12, 17, 14)),
    )


def _line(rater: str, number: int) -> AnnotatorLine:
    layers = (*SPANS, "sentence:check_worthiness")
    return AnnotatorLine(
        annotator=rater,
        documents=24 - number,
        sentences=812 - 30 * number,
        spans={label: max(0, spans // 3 + 12 - 11 * number) for label, (*_, spans) in SPANS.items()},
        rate={label: spans / 24 + 2.0 - number for label, (*_, spans) in SPANS.items()},
        peers={label: spans / 24 for label, (*_, spans) in SPANS.items()},
        without={layer: None if layer == "quote" else 0.021 * (number - 1) - 0.002 for layer in layers},
        self_agreement={"claim": 0.88} if number == 0 else {},
        competence={"sentence:check_worthiness": 0.91 - 0.06 * number},
        seconds=None if number == 2 else 12.4 + 3 * number,
    )


def _drift() -> Iterator[Drift]:
    for number, value in enumerate((0.591, 0.664, 0.731, None, 0.742)):
        ci = None if value is None else (value - 0.11, value + 0.1)
        reason = "no_overlap" if value is None else None
        docs = 0 if value is None else 6
        yield Drift(f"2026-W{number + 2:02}", "claim", "u_alpha", value, reason, ci, docs, 50 * docs)
    yield Drift("2026-W02", "sentence:check_worthiness", "krippendorff_alpha", 0.641, None, (0.55, 0.71), 6, 201)
    yield Drift("2026-W03", "sentence:check_worthiness", "krippendorff_alpha", 0.702, None, (0.64, 0.76), 6, 214)


def _disagreements(raters: tuple[str, ...]) -> Iterator[Disagreement]:
    one, two, three = raters
    places = (("nos-almaty", 33, one, two), (FORMULA, 4, two, three))
    rows: tuple[tuple[Any, str, str | None, int, float], ...] = (
        ("boundary", "claim", None, 118, 0.21),
        ("missed", "uncertainty_cue", "zou", 64, 0.114),
        ("missed", "attribution_cue", "volgens", 41, 0.073),
        ("label", "sentence:check_worthiness", None, 38, 0.068),
        ("attribute", "claim.claim_type", "zou\u202e\x1b[2J", 31, 0.055),
        ("link", "relation:hedges", "vermoedelijk", 22, 0.039),
        ("missed", "source", SPECIAL, 9, 0.016),
    )
    for kind, layer, cue, count, share in rows:
        yield Disagreement(kind, layer, cue, count, share, places)
    for number in range(18):
        yield Disagreement("missed", "uncertainty_cue", f"cue {number}", 3, 0.0236, places)


_WARNINGS = (
    Caution("few_documents", "actor", "11 documents: below 20 the intervals are too narrow"),
    Caution(
        "prevalence",
        "sentence:contains_claim",
        "agreement of 0.944 with 0.312 beyond chance: read them beside pabak 0.888 and the agreement on either value",
    ),
    Caution("merged", "claim", "12 spans of one rater that overlap another of the same label were merged for uα"),
    Caution("links_left_out", None, f"8 links with one end in an unfinished sentence are not compared ({SPECIAL})"),
)
_METHODS = (
    "Agreement was computed with factcheck-annotator 0.1.0 over 24 documents (812 sentences) that at least two of 3"
    " annotators had finished; a sentence finished without labels counts as an answer, an unfinished one as missing."
    " Spans were matched one to one per label and F1 averaged over pairs of annotators, for which F1 is the limit of κ"
    " (Hripcsak & Rothschild 2005). Unitizing was assessed by uα in the form of Krippendorff et al. (2016) over tokens,"
    " documents pooled into one continuum and labels kept apart. Labels of sentences and attributes of matched spans"
    " were assessed by Krippendorff's α (2004). Intervals are 95 % percentile bootstrap intervals over documents"
    " (1,000 resamples, seed 1), the same resamples for every figure (Efron & Tibshirani 1993)."
)
