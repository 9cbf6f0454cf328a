"""The literature that figures come from: short forms as the report cites them, and BibTeX entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.agreement.report import Report

__all__ = ["REFERENCES", "Reference", "cited", "keys_of", "pattern_of"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One work. ``short``: how a text names it, by any of these."""

    key: str
    kind: str
    authors: str
    year: int
    title: str
    source: tuple[tuple[str, str], ...]
    short: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a line of a reference list."""
        held = dict(self.source)
        where = held.get("journal") or held.get("booktitle") or held.get("publisher") or ""
        volume = held.get("volume", "") + (f"({held['number']})" if "number" in held else "")
        pages = held.get("pages", "").replace("--", "–")
        place = ", ".join(part for part in (where, volume, pages) if part)
        names = self.authors.replace(" and ", "; ")
        edition = f", {held['edition'].lower()} edition" if "edition" in held else ""
        return f"{names} ({self.year}). {self.title}{edition}. {place}."


def _work(key: str, kind: str, authors: str, title: str, short: str, **source: str) -> Reference:
    year = int(re.findall(r"\d{4}", key)[0])
    return Reference(key, kind, authors, year, title, tuple(source.items()), tuple(short.split(" | ")))


REFERENCES = (
    _work(
        "artstein2008", "article", "Artstein, Ron and Poesio, Massimo",
        "Inter-Coder Agreement for Computational Linguistics", "Artstein & Poesio 2008",
        journal="Computational Linguistics", volume="34", number="4", pages="555--596",
    ),
    _work(
        "bennett1954", "article", "Bennett, E. M. and Alpert, R. and Goldstein, A. C.",
        "Communications Through Limited-Response Questioning", "Bennett, Alpert & Goldstein 1954 | Bennett et al. 1954",
        journal="Public Opinion Quarterly", volume="18", number="3", pages="303--308",
    ),
    _work(
        "byrt1993", "article", "Byrt, Ted and Bishop, Janet and Carlin, John B.",
        "Bias, Prevalence and Kappa", "Byrt, Bishop & Carlin 1993 | Byrt et al. 1993",
        journal="Journal of Clinical Epidemiology", volume="46", number="5", pages="423--429",
    ),
    _work(
        "cicchetti1990", "article", "Cicchetti, Domenic V. and Feinstein, Alvan R.",
        "High Agreement but Low Kappa: II. Resolving the Paradoxes", "Cicchetti & Feinstein 1990",
        journal="Journal of Clinical Epidemiology", volume="43", number="6", pages="551--558",
    ),
    _work(
        "cohen1960", "article", "Cohen, Jacob",
        "A Coefficient of Agreement for Nominal Scales", "Cohen 1960",
        journal="Educational and Psychological Measurement", volume="20", number="1", pages="37--46",
    ),
    _work(
        "cohen1968", "article", "Cohen, Jacob",
        "Weighted Kappa: Nominal Scale Agreement with Provision for Scaled Disagreement or Partial Credit",
        "Cohen 1968", journal="Psychological Bulletin", volume="70", number="4", pages="213--220",
    ),
    _work(
        "dawid1979", "article", "Dawid, A. P. and Skene, A. M.",
        "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", "Dawid & Skene 1979",
        journal="Journal of the Royal Statistical Society. Series C (Applied Statistics)",
        volume="28", number="1", pages="20--28",
    ),
    _work(
        "efron1993", "book", "Efron, Bradley and Tibshirani, Robert J.",
        "An Introduction to the Bootstrap", "Efron & Tibshirani 1993",
        publisher="Chapman & Hall", address="New York",
    ),
    _work(
        "fleiss1971", "article", "Fleiss, Joseph L.",
        "Measuring Nominal Scale Agreement Among Many Raters", "Fleiss 1971",
        journal="Psychological Bulletin", volume="76", number="5", pages="378--382",
    ),
    _work(
        "gwet2008", "article", "Gwet, Kilem Li",
        "Computing Inter-Rater Reliability and Its Variance in the Presence of High Agreement",
        "Gwet 2008", journal="British Journal of Mathematical and Statistical Psychology",
        volume="61", number="1", pages="29--48",
    ),
    _work(
        "gwet2014", "book", "Gwet, Kilem Li",
        "Handbook of Inter-Rater Reliability", "Gwet 2014",
        publisher="Advanced Analytics", address="Gaithersburg, MD", edition="Fourth",
    ),
    _work(
        "hripcsak2005", "article", "Hripcsak, George and Rothschild, Adam S.",
        "Agreement, the F-Measure, and Reliability in Information Retrieval", "Hripcsak & Rothschild 2005",
        journal="Journal of the American Medical Informatics Association", volume="12", number="3", pages="296--298",
    ),
    _work(
        "krippendorff1995", "article", "Krippendorff, Klaus",
        "On the Reliability of Unitizing Continuous Data", "Krippendorff 1995",
        journal="Sociological Methodology", volume="25", pages="47--76",
    ),
    _work(
        "krippendorff2004", "book", "Krippendorff, Klaus",
        "Content Analysis: An Introduction to Its Methodology", "Krippendorff 2004",
        publisher="Sage", address="Thousand Oaks, CA", edition="Second",
    ),
    _work(
        "krippendorff2013", "book", "Krippendorff, Klaus",
        "Content Analysis: An Introduction to Its Methodology", "Krippendorff 2013",
        publisher="Sage", address="Thousand Oaks, CA", edition="Third",
    ),
    _work(
        "krippendorff2016", "article",
        "Krippendorff, Klaus and Mathet, Yann and Bouvry, Stéphane and Widlöcher, Antoine",
        "On the Reliability of Unitizing Textual Continua: Further Developments",
        "Krippendorff, Mathet, Bouvry & Widlöcher 2016 | Krippendorff et al. 2016",
        journal="Quality & Quantity", volume="50", number="6", pages="2347--2364",
    ),
    _work(
        "landis1977", "article", "Landis, J. Richard and Koch, Gary G.",
        "The Measurement of Observer Agreement for Categorical Data", "Landis & Koch 1977",
        journal="Biometrics", volume="33", number="1", pages="159--174",
    ),
    _work(
        "mathet2015", "article", "Mathet, Yann and Widlöcher, Antoine and Métivier, Jean-Philippe",
        "The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement Measure and Alignment",
        "Mathet, Widlöcher & Métivier 2015 | Mathet et al. 2015",
        journal="Computational Linguistics", volume="41", number="3", pages="437--479",
    ),
    _work(
        "passonneau2006", "inproceedings", "Passonneau, Rebecca J.",
        "Measuring Agreement on Set-Valued Items (MASI) for Semantic and Pragmatic Annotation", "Passonneau 2006",
        booktitle="Proceedings of the Fifth International Conference on Language Resources and Evaluation (LREC'06)",
        pages="831--836",
    ),
    _work(
        "scott1955", "article", "Scott, William A.",
        "Reliability of Content Analysis: The Case of Nominal Scale Coding", "Scott 1955",
        journal="Public Opinion Quarterly", volume="19", number="3", pages="321--325",
    ),
)  # fmt: skip

_OF = {
    "observed_agreement": ("krippendorff2004",),
    "krippendorff_alpha": ("krippendorff2004",),
    "token_alpha": ("krippendorff2004",),
    "fleiss_kappa": ("fleiss1971",),
    "cohen_kappa": ("cohen1960",),
    "weighted_kappa": ("cohen1968",),
    "scott_pi": ("scott1955",),
    "gwet_ac1": ("gwet2008", "gwet2014"),
    "pabak": ("byrt1993",),
    "prevalence_index": ("byrt1993",),
    "bennett_s": ("bennett1954",),
    "positive_agreement": ("cicchetti1990",),
    "negative_agreement": ("cicchetti1990",),
    "f1": ("hripcsak2005",),
    "u_alpha": ("krippendorff2016",),
    "bar_u_alpha": ("krippendorff2016",),
    "cu_alpha": ("krippendorff2016",),
    "ku_alpha": ("krippendorff2016",),
    "gamma": ("mathet2015",),
}
_VARIANTS = {("u_alpha", "1995"): ("krippendorff1995",), ("krippendorff_alpha", "masi"): ("passonneau2006",)}


def keys_of(measure: str, variant: str | None = None) -> tuple[str, ...]:
    """The keys of the works that a measure comes from; those of the variant before those of the measure."""
    own = _VARIANTS.get((measure, variant or ""), ())
    return own if variant == "1995" else (*own, *_OF.get(measure, ()))


def cited(report: Report) -> tuple[Reference, ...]:
    """The works that a report rests on or names, by author and year; no others."""
    keys = {key for m in (*report.measures, *report.pairwise) for key in keys_of(m.measure, m.variant)}
    keys |= {key for line in report.drift for key in keys_of(line.measure)}
    if any(m.ci is not None for m in report.measures):
        keys.add("efron1993")
    if any(line.competence for line in report.annotators):
        keys.add("dawid1979")
    if any(warning.code == "prevalence" for warning in report.warnings):
        keys.add("byrt1993")
    named = " ".join(_named(report))
    return tuple(r for r in REFERENCES if r.key in keys or _mentions(r, named))


def _named(report: Report) -> Iterable[str]:
    yield report.methods
    yield from (m.band for m in report.measures if m.band)


def _mentions(reference: Reference, text: str) -> bool:
    return any(pattern_of(short).search(text) for short in reference.short)


def pattern_of(short: str) -> re.Pattern[str]:
    """Where a text names a work by a short form: ``Krippendorff 2004``, ``Krippendorff et al. (2016)``."""
    authors, year = short.rsplit(" ", 1)
    return re.compile(rf"(?<!\w){re.escape(authors)}(?P<between>,? )(?P<open>\(?)(?P<year>{year})(?!\d)(?P<close>\)?)")
