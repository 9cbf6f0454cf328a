"""What an agreement report says, as values: what every output (table, JSON, CSV, LaTeX, HTML, screen) is made of.

``adapter(Report)`` gives its JSON Schema (``schema/json/agreement-report.json``). Numbers keep full precision here;
rounding is the output's. Undefined is ``None`` with a reason, never 0, 1 or NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from annotator.model import STRICT

__all__ = [
    "AnnotatorLine",
    "Boot",
    "Boundary",
    "Caution",
    "Confusion",
    "Difference",
    "Disagreement",
    "Drift",
    "Kind",
    "LeftOut",
    "Measure",
    "Provenance",
    "Report",
]

Kind = Literal["missed", "boundary", "label", "attribute", "link"]


@dataclass(frozen=True, slots=True)
class Boot:
    """How an interval was made: resamples of documents, the seed, and how many of them left the figure undefined."""

    __pydantic_config__ = STRICT
    replicates: int
    seed: int
    undefined: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    ``layer``: ``claim``, ``sentence:check_worthiness``, ``claim.polarity``, ``relation:hedges``, None for ratings from
    elsewhere; ``label``: the category within it, else None; ``measure`` and ``variant``: by the names in
    docs/agreement.md; ``params``: the rest (``raters``, ``weights``, ``unit``, ``category``, ``coverage`` …).
    ``ci``: the 95 % interval; ``below``: P(figure < .667) and P(figure < .800), of α and its family only; ``band``: of
    the interval's lower bound, with its source; ``flags``: short warnings (``prevalence``, ``few_documents``).
    """

    __pydantic_config__ = STRICT
    layer: str | None
    label: str | None
    measure: str
    variant: str | None
    params: dict[str, Any] = field(default_factory=dict)
    value: float | None = None
    reason: str | None = None
    ci: tuple[float, float] | None = None
    n_docs: int = 0
    n_items: int = 0
    n_raters: int = 0
    boot: Boot | None = None
    below: dict[str, float] | None = None
    band: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of what one called what the other called something else; ``∅`` is missed. ``counts[i][j]``: a says i, b j.

    ``raters`` None: every pair together, both ways round.
    """

    __pydantic_config__ = STRICT
    layer: str
    raters: tuple[str, str] | None
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """How often the edges of spans that overlap differ, by kind (``start``, ``end``, ``both``, ``contains``, …)."""

    __pydantic_config__ = STRICT
    layer: str
    kind: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class AnnotatorLine:
    """One rater beside the others.

    ``spans``: per label; ``rate`` and ``peers``: spans per 100 done sentences, of this rater and of the others on the
    same sentences; ``without``: per layer, how the figure over all raters changes when this one is left out (positive:
    it rises); ``self_agreement``: per layer, between this rater's passes; ``competence``: of Dawid & Skene's model;
    ``seconds``: the median per done sentence.
    """

    __pydantic_config__ = STRICT
    annotator: str
    documents: int
    sentences: int
    spans: dict[str, int] = field(default_factory=dict)
    rate: dict[str, float] = field(default_factory=dict)
    peers: dict[str, float] = field(default_factory=dict)
    without: dict[str, float | None] = field(default_factory=dict)
    self_agreement: dict[str, float | None] = field(default_factory=dict)
    competence: dict[str, float | None] = field(default_factory=dict)
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """A layer's figure in one week (ISO: ``2026-W04``), by when its documents were labelled."""

    __pydantic_config__ = STRICT
    week: str
    layer: str
    measure: str
    value: float | None
    reason: str | None
    ci: tuple[float, float] | None
    n_docs: int
    n_items: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The figure of ``a`` less that of ``b``, with an interval from the same resamples; 0 in it: they may be equal."""

    __pydantic_config__ = STRICT
    a: str
    b: str
    measure: str
    variant: str | None
    value_a: float | None
    value_b: float | None
    difference: float | None
    ci: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A group of disagreements of one kind about one word: ``zou``: 14 missed.

    ``share``: its part of all disagreement (the weights add up to 1); ``places``: document key, sentence index and the
    two raters, the first ones of them.
    """

    __pydantic_config__ = STRICT
    kind: Kind
    layer: str
    cue: str | None
    count: int
    share: float
    places: tuple[tuple[str, int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that is not compared, and why."""

    __pydantic_config__ = STRICT
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was compared and how. ``data_sha256`` is of the compared layers: equal hashes, equal figures."""

    __pydantic_config__ = STRICT
    tool: str
    scheme: dict[str, str] | None
    data_sha256: str
    layers: tuple[str, ...]
    annotators: tuple[str, ...]
    documents: int
    sentences: int
    left_out: tuple[LeftOut, ...]
    unit: str
    match: str
    replicates: int
    seed: int
    citations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader of the figures must know: a short code, the layer it is about, and a sentence."""

    __pydantic_config__ = STRICT
    code: str
    layer: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. ``methods``: a paragraph for a paper; the same in LaTeX is made by that output."""

    __pydantic_config__ = STRICT
    provenance: Provenance
    measures: tuple[Measure, ...]
    pairwise: tuple[Measure, ...] = ()
    confusion: tuple[Confusion, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    annotators: tuple[AnnotatorLine, ...] = ()
    drift: tuple[Drift, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    differences: tuple[Difference, ...] = ()
    warnings: tuple[Caution, ...] = ()
    methods: str = ""
