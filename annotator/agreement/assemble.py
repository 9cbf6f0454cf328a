"""From figures to a report: intervals from shared resamples, bands, warnings, and everything beyond one number."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import orjson

from annotator import __version__
from annotator.agreement.beyond import assisted_figures, drift
from annotator.agreement.bootstrap import FEW_DOCUMENTS, percentiles, replicates, share, weights
from annotator.agreement.boundaries import boundary_counts, confusion, disagreements_in, overlay, shares
from annotator.agreement.corpus import Corpus
from annotator.agreement.differences import differences
from annotator.agreement.figures import SPANS, Compared, Figure
from annotator.agreement.matching import IOU_HALF
from annotator.agreement.raters import annotator_lines
from annotator.agreement.report import (
    Boot,
    Boundary,
    Caution,
    Confusion,
    Disagreement,
    Kind,
    LeftOut,
    Measure,
    Provenance,
    Report,
)
from annotator.agreement.statistic import Array
from annotator.agreement.words import CITATIONS, band_of, cautions_of, methods
from annotator.errors import UsageError
from annotator.text.safe import safe

__all__ = ["Settings", "data_hash", "measure_of", "report_of", "steps"]

MISSED = "∅"
PLACES = 50
"""Places of a group of disagreements that a report names."""
_CHANCE = frozenset({"krippendorff_alpha", "token_alpha"})
"""Measures that the bars .667 and .800 are about."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a report is made. ``layers``: which to report, by name or the part before a dot or colon; empty: all."""

    rule: str = "exact"
    unit: str = "token"
    replicates: int = 1000
    seed: int = 1
    layers: tuple[str, ...] = ()
    differences: tuple[tuple[str, str], ...] = ()
    step: Callable[[int], object] = field(default=lambda _: None)

    def wanted(self, layer: str) -> bool:
        """Whether a layer is reported."""
        return not self.layers or layer in self.layers or any(layer.startswith(f"{n}.") for n in self.layers)


def report_of(compared: Compared, settings: Settings, left_out: Iterable[LeftOut] = ()) -> Report:
    """The report of a corpus; ``left_out``: documents that are not in it, and why."""
    corpus = compared.corpus
    drawn = weights(len(corpus.documents), settings.replicates, settings.seed)
    _refuse_unknown(compared, settings)
    wanted = [layer for layer in compared.layers if settings.wanted(layer)]
    pairs = range(len(compared.spans.pairs))
    main: list[Figure] = []
    every = (_kept(compared.figures(layer), main) for layer in wanted)
    measures = tuple(_measured(every, drawn, settings))
    helped = (f for f in assisted_figures(compared) if f.layer in wanted)
    measures += tuple(measure_of(figure, figure.layer, drawn, settings.seed) for figure in helped)
    each = [compared.pairwise(number) for number in pairs]
    pairwise = tuple(m for m in _measured(each, drawn, settings) if m.layer in wanted)
    provenance = _provenance(compared, settings, left_out, measures)
    cautions = (*_of_the_data(compared), *cautions_of(measures, len(corpus.documents)))
    return Report(
        provenance=provenance,
        measures=measures,
        pairwise=pairwise,
        confusion=_confusions(compared),
        boundaries=_boundaries(compared),
        annotators=annotator_lines(compared),
        drift=tuple(drift(main, corpus, settings.rule, settings.replicates, settings.seed)),
        disagreements=_disagreements(compared),
        differences=tuple(differences(compared, settings.differences, settings.replicates, settings.seed)),
        warnings=cautions,
        methods=methods(provenance, measures),
    )


def _refuse_unknown(compared: Compared, settings: Settings) -> None:
    known = compared.layers
    for name in settings.layers:
        if not any(layer == name or layer.startswith(f"{name}.") for layer in known):
            raise UsageError(f"there is no layer {safe(name)!r}", f"use one of: {', '.join(map(safe, known))}")


def steps(compared: Compared, settings: Settings) -> int:
    """How often ``Settings.step`` is told of one more step."""
    return sum(map(settings.wanted, compared.layers)) + len(compared.spans.pairs)


def _measured(groups: Iterable[Iterable[Figure]], drawn: Array, settings: Settings) -> Iterator[Measure]:
    for group in groups:
        yield from (measure_of(figure, figure.layer, drawn, settings.seed) for figure in group)
        settings.step(1)


def _kept(figures: Iterable[Figure], kept: list[Figure]) -> Iterator[Figure]:
    """The figures, one after the other; those that are followed over time are kept."""
    for figure in figures:
        if figure.label is None and figure.measure in ("f1", "krippendorff_alpha"):
            kept.append(figure)
        yield figure


def measure_of(figure: Figure, layer: str | None, drawn: Array, seed: int) -> Measure:
    """A figure with its interval from resamples that ``weights`` drew."""
    several = len(drawn) > 0 and figure.n_docs > 1  # every resample of one document is that document
    found = replicates(figure.statistic, drawn) if several else np.zeros(0)
    interval = percentiles(found) if several else None
    value = figure.statistic.value
    below = None
    if figure.measure in _CHANCE and interval is not None and value is not None:
        below = {bar: part for bar in ("0.667", "0.800") if (part := share(found, float(bar))) is not None}
    low = interval.low if interval is not None else None
    return Measure(
        layer=layer,
        label=figure.label,
        measure=figure.measure,
        variant=figure.variant,
        params=figure.params,
        value=value,
        reason=figure.statistic.undefined,
        ci=(interval.low, interval.high) if interval is not None and value is not None else None,
        n_docs=figure.n_docs,
        n_items=figure.n_items,
        n_raters=figure.n_raters,
        boot=Boot(len(drawn), seed, interval.undefined if interval else len(drawn)) if several else None,
        below=below,
        band=band_of(figure.measure, low),
        flags=("few_documents",) if 0 < figure.n_docs < FEW_DOCUMENTS else (),
    )


# -- what was compared --------------------------------------------------------------------------------------------


def data_hash(corpus: Corpus) -> str:
    """The SHA-256 of what is compared: texts, raters, done sentences and labels; ids and times are not in it."""
    digest = hashlib.sha256()
    for document in corpus.documents:
        digest.update(orjson.dumps([document.key, document.text, [[s.start, s.end] for s in document.sentences]]))
        for who in corpus.raters:
            reading = document.by_rater.get(who)
            if reading is None:
                continue
            ends = {span.id: [span.label, span.extent] for span in reading.part.spans}
            spans = sorted([s.label, s.extent, [[a.name, a.value] for a in s.attributes]] for s in reading.part.spans)
            links = sorted([r.label, ends.get(r.head), ends.get(r.tail)] for r in reading.part.relations)
            labels = [[s.index, [[a.name, a.value] for a in s.labels]] for s in reading.part.sentences if s.labels]
            digest.update(orjson.dumps([str(who), sorted(reading.done), spans, links, labels]))
    return digest.hexdigest()


def _provenance(
    compared: Compared, settings: Settings, left_out: Iterable[LeftOut], measures: Sequence[Measure]
) -> Provenance:
    corpus, scheme = compared.corpus, compared.scheme
    done = compared.spans.rated.done
    return Provenance(
        tool=f"factcheck-annotator {__version__}",
        scheme={"name": scheme.name, "version": scheme.version, "sha256": scheme.sha256},
        data_sha256=data_hash(corpus),
        layers=tuple(dict.fromkeys(m.layer for m in measures if m.layer is not None)),
        annotators=tuple(str(rater) for rater in corpus.raters),
        documents=len(corpus.documents),
        sentences=int((done.sum(axis=0) >= 2).sum()),
        left_out=tuple(left_out),
        unit=settings.unit,
        match=settings.rule,
        replicates=settings.replicates,
        seed=settings.seed,
        citations={m.measure: CITATIONS[m.measure] for m in measures if m.measure in CITATIONS},
    )


def _of_the_data(compared: Compared) -> Iterable[Caution]:
    """What the raters' spans had to go through to be counted."""
    for label in compared.labels:
        continuum = compared.axis.continuum(label)
        if continuum.merged:
            text = f"{continuum.merged} spans of one rater that overlap another of the same label were merged for uα"
            yield Caution("merged", label, text)
    left = sum(sum(compared.relations.left_out(number)) for number in range(len(compared.spans.pairs)))
    if left:
        text = f"{left} links with one end in a sentence that not both raters finished are not compared"
        yield Caution("links_left_out", None, text)


# -- beyond one number --------------------------------------------------------------------------------------------


def _confusions(compared: Compared) -> tuple[Confusion, ...]:
    """Of each pair, the span labels with ∅; of sentence labels their values."""
    found = []
    for number, pair in enumerate(compared.spans.pairs):
        counts = confusion(overlay(compared.spans.rated, pair, IOU_HALF))
        one, two = (str(rater) for rater in compared.spans.raters(number))
        labels = (*compared.labels, MISSED)
        found.append(Confusion(SPANS, (one, two), labels, tuple(tuple(row) for row in counts.tolist())))
        for name in compared.sentence_labels:
            found.append(_sentence_confusion(compared, name, number))
    return tuple(found)


def _sentence_confusion(compared: Compared, name: str, number: int) -> Confusion:
    raters = compared.spans.raters(number)
    counted: Counter[tuple[str, str]] = Counter()
    for document in compared.corpus.documents:
        shared = document.shared(*raters)
        if shared:
            said = [{s.index: s.value(name) for s in document.by_rater[r].part.sentences} for r in raters]
            counted.update((said[0].get(i) or MISSED, said[1].get(i) or MISSED) for i in shared)
    definition = compared.scheme.sentence_labels.get(name)
    seen = {value for cell in counted for value in cell}
    listed = [value for value in (definition.names if definition else ()) if value in seen]
    labels = (*listed, *sorted(seen - set(listed) - {MISSED}), MISSED)
    counts = tuple(tuple(counted[row, column] for column in labels) for row in labels)
    one, two = (str(rater) for rater in raters)
    return Confusion(f"sentence:{name}", (one, two), labels, counts)


def _boundaries(compared: Compared) -> tuple[Boundary, ...]:
    """How boundaries differ, over all pairs; the share is of the overlapping spans that are not equal."""
    laid = [overlay(compared.spans.rated, pair) for pair in compared.spans.pairs]
    found = []
    for label in compared.labels:
        counted: Counter[str] = Counter()
        for each in laid:
            counted.update(boundary_counts(each, label))
        number = compared.labels.index(label)
        near = sum(int((each.rated.columns.label[each.near[0]] == number).sum()) for each in laid)
        found += [Boundary(label, kind, count, count / near) for kind, count in counted.items() if count]
    return tuple(found)


def _disagreements(compared: Compared) -> tuple[Disagreement, ...]:
    """Everything that differs, in groups of kind, layer and cue, the greatest share first."""
    listed = []
    for number, pair in enumerate(compared.spans.pairs):
        names = tuple(str(rater) for rater in compared.spans.raters(number))
        listed += [(item, names) for item in disagreements_in(compared.relations.rated, pair, across=IOU_HALF)]
    places: dict[tuple[str, str, str | None], list[tuple[str, int, str, str]]] = {}
    for item, (one, two) in listed:
        held = places.setdefault((item.kind, item.layer, item.cue), [])
        if len(held) < PLACES:
            held.append((compared.corpus.documents[item.document].key, item.sentence, one, two))
    ranked = shares([item for item, _ in listed], lambda item: (item.kind, item.layer, item.cue))
    found = []
    for each in ranked:
        kind, layer, cue = cast("tuple[Kind, str, str | None]", each.group)
        found.append(Disagreement(kind, layer, cue, each.count, each.share, tuple(places[kind, layer, cue])))
    return tuple(found)
