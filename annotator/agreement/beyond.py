"""Over time, and with help: the same figures by week, and for spans that a suggester proposed and those it did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from annotator.agreement.bootstrap import percentiles, replicates, weights
from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.figures import Compared, Figure
from annotator.agreement.report import Drift
from annotator.agreement.statistic import Statistic
from annotator.model import Span

__all__ = ["assisted_figures", "drift", "week_of"]


def week_of(document: RatedDocument) -> str | None:
    """The ISO week of a document's first span, ``2026-W04``; None where no span says when it was made."""
    made = [span.created for reading in document.readings for span in reading.part.spans if span.created]
    try:
        year, week, _ = datetime.fromisoformat(min(made)).isocalendar()
    except ValueError:
        return None
    return f"{year}-W{week:02d}"


def drift(figures: Iterable[Figure], corpus: Corpus, rule: str, replicates_: int, seed: int) -> Iterator[Drift]:
    """The main figure of every layer by week: F1 of spans and links, α of sentences; nothing where there is one week.

    Each week's figure is that of its documents alone, with an interval from resamples of these.
    """
    weeks = [week_of(document) for document in corpus.documents]
    known = sorted({week for week in weeks if week is not None})
    if len(known) < 2:
        return
    for figure in figures:
        plain = figure.label is None and "given" not in figure.params and "misses" not in figure.params
        if not plain or ((figure.measure, figure.variant) != ("f1", rule) and figure.measure != "krippendorff_alpha"):
            continue
        for week in known:
            yield _week(figure, week, [place for place, held in enumerate(weeks) if held == week], replicates_, seed)


def _week(figure: Figure, week: str, places: Sequence[int], replicates_: int, seed: int) -> Drift:
    whole = figure.statistic
    part = Statistic(whole.sums[list(places)], whole.formula, whole.reason)
    documents = int((np.abs(part.sums).sum(axis=1) > 0).sum())
    interval = None
    if replicates_ and documents > 1 and part.value is not None:
        interval = percentiles(replicates(part, weights(len(places), replicates_, seed)))
    return Drift(
        week=week,
        layer=figure.layer,
        measure=figure.measure,
        value=part.value,
        reason=part.undefined,
        ci=(interval.low, interval.high) if interval is not None else None,
        n_docs=documents,
        n_items=len(places),
    )


def assisted_figures(compared: Compared) -> Iterator[Figure]:
    """F1 of the spans that came of a suggestion and of those that did not, where there are any of the first kind.

    A span counts by its own origin: one that A accepted and B made by hand is assisted for A alone.
    """
    every = [s for d in compared.corpus.documents for r in d.readings for s in r.part.spans]
    if not any(map(_assisted, every)):
        return
    for name, kept in (("assisted", True), ("unassisted", False)):
        part = Compared(_only(compared.corpus, kept), compared.scheme, compared.rule, compared.unit)
        for label in part.labels:
            for figure in part.figures(label):
                if figure.n_items and (figure.measure, figure.variant) == ("f1", compared.rule):
                    variant = f"{figure.variant}+{name}"
                    yield replace(figure, variant=variant, params=figure.params | {"origin": name})


def _assisted(span: Span) -> bool:
    return span.suggester is not None or span.origin.startswith("suggest")


def _only(corpus: Corpus, assisted: bool) -> Corpus:
    def held(reading: Reading) -> Reading:
        spans = tuple(span for span in reading.part.spans if _assisted(span) == assisted)
        return replace(reading, part=replace(reading.part, spans=spans, relations=()))

    return Corpus(tuple(replace(d, readings=tuple(map(held, d.readings))) for d in corpus.documents), corpus.raters)
