"""Each rater beside the others: how much was labelled, how often, and what the figures are without this one."""

from __future__ import annotations

from statistics import median

import numpy as np

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.attributes import sentence_items
from annotator.agreement.continuum import Axis
from annotator.agreement.corpus import Corpus
from annotator.agreement.dawid_skene import dawid_skene
from annotator.agreement.figures import Compared
from annotator.agreement.ratings import Ratings
from annotator.agreement.report import AnnotatorLine
from annotator.agreement.unitizing import u_alpha
from annotator.model import Layer

__all__ = ["annotator_lines"]


def annotator_lines(compared: Compared) -> tuple[AnnotatorLine, ...]:
    """A line for each rater of the corpus.

    ``rate`` and ``peers`` are of the sentences that this rater and at least one other finished. ``without``: uα of span
    labels and α of sentence labels over the others less the same over all, where three or more are compared.
    ``competence``: the accuracy of Dawid & Skene's model, of sentence labels with three or more raters.
    """
    everyone = _alphas(compared, compared.corpus.raters) if compared.raters > 2 else {}
    competence = _competence(compared) if compared.raters > 2 else {}
    return tuple(_line(compared, number, everyone, competence) for number in range(compared.raters))


def _line(
    compared: Compared, number: int, everyone: dict[str, float | None], competence: dict[str, dict[str, float]]
) -> AnnotatorLine:
    corpus, rated = compared.corpus, compared.spans.rated
    who = corpus.raters[number]
    mine = rated.done[number]
    shared = mine & (rated.done.sum(axis=0) > 1)
    others = rated.done.sum(axis=0) - mine
    label_of, held = rated.columns.label, shared[rated.sentence]
    spans, rate, peers = {}, {}, {}
    for place, name in enumerate(rated.labels):
        chosen = label_of == place
        spans[name] = int((chosen & (rated.rater == number)).sum())
        if shared.any():
            rate[name] = 100.0 * float((chosen & held & (rated.rater == number)).sum()) / float(shared.sum())
            # the mean of the others on each sentence, so that those with more raters do not count more
            theirs = np.bincount(rated.sentence[chosen & held & (rated.rater != number)], minlength=len(mine))
            peers[name] = 100.0 * float((theirs[shared] / others[shared]).sum()) / float(shared.sum())
    readings = [d.by_rater[who] for d in corpus.documents if who in d.by_rater]
    seconds = [s.seconds for r in readings for s in r.part.sentences if s.seconds and s.index in r.done]
    without: dict[str, float | None] = {}
    if compared.raters > 2:
        rest = _alphas(compared, tuple(r for r in corpus.raters if r != who))
        without = {name: _less(rest.get(name), value) for name, value in everyone.items()}
    return AnnotatorLine(
        annotator=str(who),
        documents=len(readings),
        sentences=int(mine.sum()),
        spans=spans,
        rate=rate,
        peers=peers,
        without=without,
        self_agreement=_with_oneself(compared, who),
        competence={layer: found[str(who)] for layer, found in competence.items() if str(who) in found},
        seconds=median(seconds) if seconds else None,
    )


def _less(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one - two


def _alphas(compared: Compared, raters: tuple[Layer, ...]) -> dict[str, float | None]:
    """uα of every span label and α of every sentence label, over some raters."""
    axis = Axis.of(compared.corpus, compared.unit, raters)
    found = {label: u_alpha(axis.continuum(label)).value for label in compared.labels}
    corpus = Corpus(compared.corpus.documents, raters)
    for name in compared.sentence_labels:
        items = sentence_items(corpus, compared.scheme.sentence_labels.get(name, name))
        found[items.layer] = krippendorff_alpha(items.ratings(corpus), items.level).value
    return found


def _with_oneself(compared: Compared, who: Layer) -> dict[str, float | None]:
    """The same figures between a rater's first pass and the later ones; nothing where there is one pass."""
    layers = {r.rater for d in compared.corpus.documents for r in d.readings}
    passes = sorted((x for x in layers if (x.annotator, x.kind) == (who.annotator, who.kind)), key=lambda x: x.number)
    return _alphas(compared, tuple(passes)) if len(passes) > 1 else {}


def _competence(compared: Compared) -> dict[str, dict[str, float]]:
    """By sentence label and rater."""
    found = {}
    for name in compared.sentence_labels:
        items = sentence_items(compared.corpus, compared.scheme.sentence_labels.get(name, name))
        ratings = items.ratings(compared.corpus)
        if len(ratings.values) > 1 and ratings.n_raters > 2:
            model = dawid_skene(_table(ratings))
            if isinstance(model, str):  # why there is none
                continue
            found[items.layer] = {
                rater: float(value)
                for rater, value in zip(ratings.raters, model.accuracy, strict=True)
                if not np.isnan(value)
            }
    return found


def _table(ratings: Ratings) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Items × raters, -1 where there is no value."""
    table = np.full((len(ratings.document), len(ratings.raters)), -1, np.int64)
    table[ratings.item, ratings.rater] = ratings.code
    return table
