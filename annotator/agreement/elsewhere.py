"""A report on ratings from elsewhere: a table of items, annotators and values."""

from __future__ import annotations

from annotator import __version__
from annotator.agreement.alpha import Level
from annotator.agreement.assemble import Settings, measure_of
from annotator.agreement.bootstrap import weights
from annotator.agreement.figures import Figure
from annotator.agreement.ratings_file import RatingsFile, measures_of
from annotator.agreement.report import Caution, Provenance, Report
from annotator.agreement.words import CITATIONS, cautions_of, methods

__all__ = ["report_of_ratings"]


def report_of_ratings(found: RatingsFile, level: Level, settings: Settings) -> Report:
    """Everything that is defined at the level; a pair's figures stand among ``measures``, with their raters."""
    ratings = found.ratings
    drawn = weights(ratings.documents, settings.replicates, settings.seed)
    measures = []
    for item in measures_of(ratings, level):
        figure = Figure(
            "", None, item.measure, item.variant, item.statistic, item.n_items, item.n_raters, dict(item.params)
        )
        measures.append(measure_of(figure, None, drawn, settings.seed))
        settings.step(1)
    cautions: list[Caution] = []
    if not found.by_document and settings.replicates:
        text = "there is no column document: items were resampled one by one, which makes intervals too narrow"
        cautions.append(Caution("items_resampled", None, text))
    if ratings.left_out:
        text = f"{ratings.left_out} items with fewer than two values are left out"
        cautions.append(Caution("left_out", None, text))
    provenance = Provenance(
        tool=f"factcheck-annotator {__version__}",
        scheme=None,
        data_sha256=found.digest,
        layers=(),
        annotators=tuple(ratings.active),
        documents=ratings.documents,
        sentences=ratings.n_items,
        left_out=(),
        unit="item",
        match=level,
        replicates=settings.replicates,
        seed=settings.seed,
        citations={m.measure: CITATIONS[m.measure] for m in measures if m.measure in CITATIONS},
    )
    documents = ratings.documents if found.by_document else 10**9
    words = methods(provenance, measures)
    return Report(provenance, tuple(measures), warnings=(*cautions, *cautions_of(measures, documents)), methods=words)
