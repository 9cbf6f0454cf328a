"""γ of Mathet, Widlöcher and Métivier (2015): agreement on where units are and what they are, at once.

γ = 1 - δ_observed / δ_expected. A disorder δ is that of the best alignment of the units of all raters, over the mean
number of units of a rater; the expected one is the mean over random documents. Needs SciPy, the extra ``gamma``.

What is compared: the sentences that **all** compared raters marked done, one behind the other; what lies between them,
or was not finished by one of them, does not exist. A span is a unit, from its first to its last position, if it begins
in such a sentence; it is clipped to them. The alignment pairs whole units, so a discontinuous span is **one** unit, its
hull: as fragments it would count, and be missed, several times. The price is that the gap counts as marked.

Documents together: disorders are weighted by the document's mean number of units x̄_d, as if the documents were one
continuum over whose borders nothing is aligned or shuffled: δ_observed = Σ D_d / Σ x̄_d with D_d the sum over unitary
alignments, δ_expected = Σ x̄_d e_d / Σ x̄_d with e_d the mean disorder of the document's samples. For one document that
is the paper's γ. The sums are additive, so that intervals over documents cost nothing more (``Gamma.statistic``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.agreement.gamma_alignment import Dissimilarity, Units, best_alignments, optimizer
from annotator.agreement.gamma_sampling import (
    FIRST_SAMPLES,
    SAMPLER,
    AnnotatedSet,
    attained,
    samples_needed,
    shuffles,
)
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Array, Reason, Statistic

__all__ = ["Gamma", "annotated_sets", "gamma", "gamma_of"]

DEFAULT = Dissimilarity()
PRECISION = 0.02
"""What the paper recommends: the expected disorder to within 2 % of itself."""
MOST_SAMPLES = 1000
_AT_ONCE = 400
"""Units whose alignments are solved together: a call of the solver costs as much as a dozen units."""


@dataclass(frozen=True, slots=True)
class Gamma:
    """γ with everything that must be printed beside it.

    ``value``: None where undefined, with the ``reason``: no sentence that all raters finished (``no_overlap``), no unit
    at all or no disorder that chance could make (``no_variation``). ``observed`` and ``expected``: disorders, None
    without a unit. ``precision``: how near the expected disorder is to its limit, relative, with 95 % confidence.
    ``n_docs``: those with a sentence that all raters finished; ``n_units``: of all raters; ``left_out``: spans that
    cover no position. ``statistic``: the same value from sums per document, (documents, 4), for intervals: D_d, x̄_d,
    x̄_d e_d, and the length in positions; the samples stay as they are in every resample.
    """

    value: float | None
    reason: Reason | None
    observed: float | None
    expected: float | None
    alpha: float
    beta: float
    delta_empty: float
    sampler: str
    samples: int
    seed: int
    precision: float
    n_docs: int
    n_raters: int
    n_units: int
    left_out: int
    statistic: Statistic

    @property
    def per_document(self) -> Array:
        """γ of every document by itself, (documents,), NaN where undefined; rough, as the samples are for them all."""
        return _formula(self.statistic.sums)


def gamma(
    corpus: Corpus,
    *,
    labels: Collection[str] | None = None,
    unit: Literal["token", "char"] = "token",
    dissimilarity: Dissimilarity = DEFAULT,
    seed: int = 1,
    precision: float = PRECISION,
    most: int = MOST_SAMPLES,
    step: Callable[[int], None] | None = None,
) -> Gamma:
    """γ of the corpus's raters on spans with some ``labels`` (None: all); a unit's category is its span's label.

    See ``gamma_of`` for the rest. ``unit``: what positions count.

    Raises:
        UsageError: SciPy is not installed.
    """
    sets, left_out = annotated_sets(corpus, labels, unit)
    return gamma_of(sets, dissimilarity, seed=seed, precision=precision, most=most, step=step, left_out=left_out)


def gamma_of(
    sets: Sequence[AnnotatedSet],
    dissimilarity: Dissimilarity = DEFAULT,
    *,
    seed: int = 1,
    precision: float = PRECISION,
    most: int = MOST_SAMPLES,
    step: Callable[[int], None] | None = None,
    left_out: int = 0,
) -> Gamma:
    """γ of documents that the same raters marked.

    First 30 samples of every document are drawn, then as many more as bring the expected disorder of all documents
    together to ``precision`` with 95 % confidence, but not more than ``most`` in all. The samples follow from ``seed``.
    ``step`` is told, again and again, how many more alignments are done: one for every document with a unit, then one
    for each of its samples, so 31 times the documents and, if the precision asks for it, more.

    Raises:
        UsageError: SciPy is not installed.
    """
    optimizer()
    raters = max((len(document.units) for document in sets), default=0)
    held = [document for document in sets if document.size] if raters > 1 else []
    told = step or (lambda _: None)
    means = np.array([document.mean for document in held])
    observed = _disorders(iter(held), len(held), dissimilarity, told)
    drawn = _sampled(held, means, dissimilarity, seed, precision, most, told)
    sums = np.zeros((len(sets), 4))
    if raters > 1:
        sums[:, 3] = [document.length for document in sets]
    if held:
        places = [i for i, document in enumerate(sets) if document.size]
        sums[places, :3] = np.column_stack([observed * means, means, drawn.mean(axis=0) * means])
    statistic = Statistic(sums, _formula, _reason)
    total = statistic.total
    return Gamma(
        value=statistic.value,
        reason=statistic.undefined,
        observed=float(total[0] / total[1]) if held else None,
        expected=float(total[2] / total[1]) if held else None,
        alpha=dissimilarity.alpha,
        beta=dissimilarity.beta,
        delta_empty=dissimilarity.delta_empty,
        sampler=SAMPLER,
        samples=len(drawn),
        seed=seed,
        precision=attained(drawn @ means / means.sum()) if held else 0.0,
        n_docs=int(np.count_nonzero(sums[:, 3])),
        n_raters=raters,
        n_units=sum(document.size for document in held),
        left_out=left_out,
        statistic=statistic,
    )


def _formula(sums: Array) -> Array:
    observed, expected = sums[..., 0], sums[..., 2]
    share = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    found: Array = 1.0 - share
    return found


def _reason(total: Array) -> Reason:
    return NO_VARIATION if total[3] > 0 else NO_OVERLAP


def _disorders(
    documents: Iterator[AnnotatedSet], count: int, dissimilarity: Dissimilarity, step: Callable[[int], None]
) -> Array:
    """δ of the best alignment of each document, (count,)."""
    found = np.zeros(count)
    done = 0
    while done < count:
        batch: list[AnnotatedSet] = []
        while done + len(batch) < count and sum(document.size for document in batch) < _AT_ONCE:
            batch.append(next(documents))
        for document, best in zip(batch, best_alignments([d.units for d in batch], dissimilarity), strict=True):
            found[done] = best.disorder / document.mean
            done += 1
        step(len(batch))
    return found


def _sampled(
    held: Sequence[AnnotatedSet],
    means: Array,
    dissimilarity: Dissimilarity,
    seed: int,
    precision: float,
    most: int,
    step: Callable[[int], None],
) -> Array:
    """δ of every sample of every document: (samples, documents)."""
    if not held:
        return np.zeros((0, 0))
    streams = [shuffles(document, seed) for document in held]

    def draw(count: int) -> Array:
        drawn = (sample for stream in streams for sample in islice(stream, count))
        return _disorders(drawn, count * len(streams), dissimilarity, step).reshape(len(streams), count).T

    first = draw(min(FIRST_SAMPLES, most))
    more = min(samples_needed(first @ means / means.sum(), precision), most) - len(first)
    return np.concatenate([first, draw(more)]) if more > 0 else first


def annotated_sets(
    corpus: Corpus, labels: Collection[str] | None = None, unit: Literal["token", "char"] = "token"
) -> tuple[list[AnnotatedSet], int]:
    """Every document of the corpus as γ sees it, and how many spans cover no position and were left out."""
    spans = [s for d in corpus.documents for r in corpus.raters if r in d.by_rater for s in d.by_rater[r].part.spans]
    names = sorted({span.label for span in spans if labels is None or span.label in labels})
    code = {name: number for number, name in enumerate(names)}
    found, left_out = [], 0
    for document in corpus.documents:
        shared = document.shared(*corpus.raters)
        places = _Places.of(document, shared, unit)
        units: list[Units] = []
        for rater in corpus.raters:
            reading = document.by_rater.get(rater)
            spans = [s for s in (reading.spans_in(shared) if reading else []) if s.label in code]
            rows = [(places.start(s.start), places.end(s.end), code[s.label]) for s in spans]
            kept = [row for row in rows if row[0] < row[1]]
            left_out += len(rows) - len(kept)
            units.append(np.array(kept, dtype=np.int64).reshape(-1, 3))
        found.append(AnnotatedSet(document.key, places.length, tuple(units)))
    return found, left_out


@dataclass(frozen=True, slots=True)
class _Places:
    """Where code points are among the positions that count; ``starts`` and ``ends``: of tokens or sentences."""

    starts: Array
    ends: Array
    wide: bool

    @staticmethod
    def of(document: RatedDocument, sentences: Collection[int], unit: Literal["token", "char"]) -> _Places:
        kept = [sentence for sentence in document.sentences if sentence.index in sentences]
        pieces = [(sentence.start, sentence.end) for sentence in kept]
        if unit == "token":
            pieces = [token for sentence in kept for token in document.tokens[sentence.index]]
        held = np.array(pieces, dtype=np.float64).reshape(-1, 2)
        return _Places(held[:, 0], held[:, 1], unit == "char")

    @property
    def length(self) -> int:
        return int((self.ends - self.starts).sum()) if self.wide else len(self.starts)

    def start(self, point: int) -> int:
        return self._before(point) if self.wide else int(np.count_nonzero(self.ends <= point))

    def end(self, point: int) -> int:
        return self._before(point) if self.wide else int(np.count_nonzero(self.starts < point))

    def _before(self, point: int) -> int:
        return int(np.clip(point - self.starts, 0, self.ends - self.starts).sum())
