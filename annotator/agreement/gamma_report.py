"""γ among the figures of a report: one for each span label and one for all together."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.agreement.assemble import Settings, measure_of
from annotator.agreement.bootstrap import weights
from annotator.agreement.figures import SPANS, Compared, Figure
from annotator.agreement.gamma import gamma
from annotator.agreement.report import Measure

__all__ = ["gamma_measures"]


def gamma_measures(compared: Compared, settings: Settings) -> Iterator[Measure]:
    """γ with everything it depends on in ``params``; its interval keeps the samples of expected disorder as they are.

    Raises:
        UsageError: SciPy is not installed.
    """
    corpus = compared.corpus

    def step(done: int) -> None:
        settings.step(done)

    drawn = weights(len(corpus.documents), settings.replicates, settings.seed)
    wanted: list[tuple[str, list[str] | None]] = [(label, [label]) for label in compared.labels]
    for layer, labels in (*wanted, (SPANS, None)):
        if not settings.wanted(layer):
            continue
        found = gamma(corpus, labels=labels, unit=compared.unit, seed=settings.seed, step=step)
        params = {
            "alpha": found.alpha,
            "beta": found.beta,
            "delta_empty": found.delta_empty,
            "sampler": found.sampler,
            "samples": found.samples,
            "seed": found.seed,
            "precision": found.precision,
            "unit": compared.unit,
        }
        figure = Figure(layer, None, "gamma", "2015", found.statistic, found.n_units, found.n_raters, params)
        yield measure_of(figure, layer, drawn, settings.seed)
