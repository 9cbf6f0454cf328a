"""γ: what is compared, what chance would do, how documents come together, and what is printed beside the figure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations, islice

import numpy as np
import pytest

from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.gamma import Gamma, annotated_sets, gamma, gamma_of
from annotator.agreement.gamma_alignment import Dissimilarity, best_alignment, best_alignments
from annotator.agreement.gamma_sampling import AnnotatedSet, attained, samples_needed, shuffles
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION
from annotator.errors import UsageError
from annotator.model import Fragment, Layer, Part, Sentence, SentenceState, Span
from tests.unit.agreement.test_gamma_alignment import FOUR, THREE, TWO, Units, units

A, B, C = Layer("a"), Layer("b"), Layer("c")
TEXT = "Een twee drie vier. Vijf zes zeven acht. Negen tien elf twaalf."
SENTENCES = (Sentence(0, 0, 19), Sentence(1, 20, 40), Sentence(2, 41, 63))
Said = tuple[str, str]


def tokens() -> tuple[tuple[tuple[int, int], ...], ...]:
    """Words, each with the stop behind it."""
    found = []
    for sentence in SENTENCES:
        at, words = sentence.start, []
        for word in TEXT[sentence.start : sentence.end].split():
            words.append((at, at + len(word)))
            at += len(word) + 1
        found.append(tuple(words))
    return tuple(found)


def span(name: str, label: str, quotes: str) -> Span:
    """A span on the words quoted; ``…`` stands between its fragments."""
    places = [(TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes.split("…")]
    home = max(s.index for s in SENTENCES if s.start <= places[0][0])
    return Span(name, label, home, tuple(Fragment(start, end, TEXT[start:end]) for start, end in places))


def reading(rater: Layer, done: Sequence[int], *said: Said) -> Reading:
    spans = tuple(span(f"{rater.annotator}{i}", label, quotes) for i, (label, quotes) in enumerate(said))
    return Reading.of(rater, Part(spans=spans, sentences=tuple(SentenceState(i, "done") for i in done)))


def document(*readings: Reading, key: str = "d") -> RatedDocument:
    return RatedDocument(key, TEXT, SENTENCES, tokens(), readings)


def corpus(*documents: RatedDocument) -> Corpus:
    return Corpus.of(documents)


def noisy(raters: int, count: int, seed: int, length: int = 200, *, alike: bool = True) -> AnnotatedSet:
    """Units that all raters see, a little displaced and some of them missed; or everybody's own."""
    draw = np.random.default_rng(seed)
    parts: list[Units] = []
    for _ in range(raters):
        if not parts or not alike:
            start = np.sort(draw.choice(length - 12, count, replace=False))
            base = np.column_stack([start, start + draw.integers(3, 9, count), draw.integers(0, 3, count)])
        kept = base[draw.random(count) < 0.85].copy()
        kept[:, 1] += draw.integers(0, 3, len(kept))
        parts.append(kept)
    return AnnotatedSet(f"{raters}/{count}/{seed}", length, tuple(parts))


# -- what is compared ---------------------------------------------------------------------------------------------


def test_only_sentences_that_all_finished_are_compared() -> None:
    said = [("cue", "twee"), ("cue", "zes"), ("cue", "tien")]
    both = corpus(document(reading(A, [0, 1, 2], *said), reading(B, [0, 2], *said)))
    (found,), left_out = annotated_sets(both)
    assert found.length == 8
    assert [part.tolist() for part in found.units] == [[[1, 2, 0], [5, 6, 0]]] * 2
    assert left_out == 0


def test_done_without_spans_is_an_answer_and_not_done_is_none() -> None:
    marked = reading(A, [0, 1, 2], ("claim", "twee drie"), ("claim", "zes zeven"))
    empty = gamma(corpus(document(marked, reading(B, [0, 1, 2]))))
    assert empty.observed == pytest.approx(2.0)  # each unit costs Δ∅, over a mean of one unit a rater
    assert empty.n_units == 2
    missing = gamma(corpus(document(marked, reading(B, []))))
    assert (missing.value, missing.reason, missing.observed, missing.n_docs) == (None, NO_OVERLAP, None, 0)


def test_a_third_rater_who_did_not_finish_takes_the_sentence_out_and_without_that_rater_it_counts() -> None:
    said = ("claim", "twee drie")
    all_three = document(reading(A, [0, 1], said), reading(B, [0, 1], said), reading(C, [1], ("claim", "zes")))
    assert annotated_sets(corpus(all_three))[0][0].length == 4
    assert annotated_sets(Corpus.of([all_three], [A, B]))[0][0].length == 8


def test_a_discontinuous_span_is_its_hull_and_what_reaches_out_is_clipped() -> None:
    said = reading(A, [0, 1], ("source", "twee…vier"), ("claim", "acht. Negen tien"))
    (found,), _ = annotated_sets(corpus(document(said, reading(B, [0, 1]))))
    # categories are numbered by name: claim 0, source 1
    assert found.units[0].tolist() == [[1, 4, 1], [7, 8, 0]]


def test_characters_instead_of_tokens() -> None:
    said = reading(A, [0, 2], ("claim", "twee drie"), ("claim", "tien elf"))
    (found,), _ = annotated_sets(corpus(document(said, reading(B, [0, 2]))), unit="char")
    assert found.length == 19 + 22
    assert found.units[0].tolist() == [[4, 13, 0], [19 + 6, 19 + 14, 0]]


def test_a_span_that_covers_no_token_is_left_out_and_counted() -> None:
    blank = Span("x", "claim", 0, (Fragment(3, 4, " "),))
    part = Part(spans=(blank,), sentences=(SentenceState(0, "done"),))
    found = gamma(corpus(document(Reading.of(A, part), reading(B, [0], ("claim", "twee")))))
    assert (found.left_out, found.n_units) == (1, 1)


def test_labels_choose_the_layer() -> None:
    one = document(reading(A, [0], ("claim", "twee"), ("cue", "drie")), reading(B, [0], ("claim", "twee")))
    assert gamma(corpus(one), labels=["claim"]).value == pytest.approx(1.0)
    assert gamma(corpus(one), labels=["claim", "cue"]).n_units == 3
    assert gamma(corpus(one), labels=["source"]).reason == NO_VARIATION


# -- chance -------------------------------------------------------------------------------------------------------


def test_a_shuffle_moves_a_raters_units_around_together() -> None:
    source = AnnotatedSet("d", 20, (units((0, 4, 1), (10, 12, 2)), units((5, 8, 3))))
    seen = set()
    for sample in islice(shuffles(source, 1), 300):
        for part in sample.units:
            of = source.units[0 if len(part) == 2 else 1]
            by = {int(b) for b in (part[:, 0] - of[:, 0]) % 20}
            assert len(by) == 1
            assert (part[:, 1] - part[:, 0]).tolist() == (of[:, 1] - of[:, 0]).tolist()
            assert part[:, 2].tolist() == of[:, 2].tolist()
            assert ((part[:, 0] >= 0) & (part[:, 0] < 20)).all()
            seen.add((len(part), *by))
    assert {size for size, _ in seen} == {1, 2}
    assert {by for _, by in seen} == set(range(20))


@pytest.mark.parametrize("wide", [3, 5])
def test_cuts_are_at_least_a_mean_length_apart_both_ways_around(wide: int) -> None:
    source = AnnotatedSet("d", 24, (units((0, wide, 0)),) * 4)
    nearest = set()
    for sample in islice(shuffles(source, 3), 400):
        starts = [int(part[0, 0]) for part in sample.units]
        nearest.add(min(min((a - b) % 24, (b - a) % 24) for a, b in combinations(starts, 2)))
    # four cuts three apart always find room on 24 positions; of cuts five apart some samples have none for the last
    assert min(nearest) == (3 if wide == 3 else 0)


def test_a_sample_always_has_a_unit() -> None:
    source = AnnotatedSet("d", 9, (units((0, 2, 0)), units(), units()))
    assert all(sample.size for sample in islice(shuffles(source, 1), 50))


def test_samples_follow_from_the_seed_and_the_document_alone() -> None:
    one, two = noisy(2, 8, 1), noisy(2, 8, 2)
    alone, together = gamma_of([one], most=30), gamma_of([two, one], most=30)
    assert together.statistic.sums[1].tolist() == alone.statistic.sums[0].tolist()
    assert gamma_of([one], most=30).expected == alone.expected
    assert gamma_of([one], most=30, seed=2).expected != alone.expected


def test_documents_are_shuffled_independently_of_each_other() -> None:
    source = noisy(2, 8, 1)
    one, other = (islice(shuffles(AnnotatedSet(key, 200, source.units), 1), 40) for key in "ab")
    moved = [[int(part[0, 0]) for sample in samples for part in sample.units] for samples in (one, other)]
    assert abs(np.corrcoef(moved)[0, 1]) < 0.4


def test_the_precision_is_that_of_all_documents_together() -> None:
    sets, by = [noisy(2, 3, 1), noisy(2, 20, 2)], Dissimilarity()
    found = gamma_of(sets, most=30)
    drawn = [[best_alignment(s.units, by).disorder / s.mean for s in islice(shuffles(each, 1), 30)] for each in sets]
    together = np.average(drawn, axis=0, weights=[each.mean for each in sets])
    assert found.expected == pytest.approx(together.mean())
    assert found.precision == pytest.approx(attained(together))


def test_the_papers_rule_for_the_number_of_samples() -> None:
    disorders = np.array([0.9, 1.1] * 15)
    cv = disorders.std(ddof=1) / 1.0
    assert samples_needed(disorders, 0.02) == np.ceil((1.96 * cv / 0.02) ** 2)
    assert attained(disorders) == pytest.approx(1.96 * cv / np.sqrt(30))
    assert samples_needed(np.zeros(30), 0.02) == 1


def test_more_samples_are_drawn_for_the_precision_up_to_the_cap() -> None:
    sets = [noisy(2, 5, 3)]
    wanted = gamma_of(sets, precision=0.02)
    assert 30 < wanted.samples < 1000
    assert wanted.precision == pytest.approx(0.02, rel=0.3)  # the spread is estimated from the first thirty
    capped = gamma_of(sets, precision=0.001, most=50)
    assert capped.samples == 50
    assert capped.precision > 0.01
    assert gamma_of(sets, precision=1.0).samples == 30


# -- the figure ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raters", [2, 3, 4])
def test_the_same_from_everybody_is_one(raters: int) -> None:
    part = noisy(2, 10, 1).units[0]
    assert gamma_of([AnnotatedSet("d", 200, (part,) * raters)]).value == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("raters", [2, 3])
def test_raters_who_have_nothing_to_do_with_each_other_are_near_zero(raters: int) -> None:
    found = gamma_of([noisy(raters, 12, seed, alike=False) for seed in range(40)])
    assert found.value == pytest.approx(0.0, abs=0.03)
    assert gamma_of([noisy(raters, 12, seed) for seed in range(10)]).value == pytest.approx(0.8, abs=0.12)


@pytest.mark.parametrize("raters", [2, 3])
def test_one_document_is_the_papers_formula(raters: int) -> None:
    source, by = noisy(raters, 9, 5), Dissimilarity(alpha=1.0, beta=2.0)
    found = gamma_of([source], by, seed=7, most=40, precision=0.001)
    drawn = [best_alignment(s.units, by).disorder / s.mean for s in islice(shuffles(source, 7), 40)]
    observed = best_alignment(source.units, by).disorder / source.mean
    assert found.observed == pytest.approx(observed)
    # the first thirty and the ten after them are one stream
    assert found.expected == pytest.approx(float(np.mean(drawn)))
    assert found.value == pytest.approx(1 - observed / float(np.mean(drawn)))
    assert found.per_document.tolist() == [found.value]


def test_documents_together_weigh_by_their_units_and_an_empty_one_changes_nothing() -> None:
    sets = [noisy(2, 3, 1), noisy(2, 20, 2)]
    nothing = AnnotatedSet("none", 90, (units(), units()))
    found, alone = gamma_of([*sets, nothing]), [gamma_of([each], most=30) for each in sets]
    means = [each.mean for each in sets]
    assert found.samples == 30
    assert found.observed == pytest.approx(np.average([each.observed for each in alone], weights=means))
    assert found.expected == pytest.approx(np.average([each.expected for each in alone], weights=means))
    assert found.value == gamma_of(sets).value
    assert (found.n_docs, found.n_units) == (3, sum(each.size for each in sets))
    per = found.per_document
    assert per[:2].tolist() == pytest.approx([each.value for each in alone])
    assert np.isnan(per[2])


def test_the_statistic_is_the_figure_and_resamples() -> None:
    found = gamma_of([noisy(3, 6, seed) for seed in range(8)])
    assert found.statistic.value == found.value
    every = found.statistic.replicates(np.vstack([np.ones(8), np.eye(8)]))
    assert every[0] == pytest.approx(found.value)
    assert every[1:].tolist() == pytest.approx(found.per_document.tolist())


def test_undefined_has_a_reason() -> None:
    assert gamma_of([]).reason == NO_OVERLAP
    assert gamma_of([AnnotatedSet("d", 10, (units(), units()))]).reason == NO_VARIATION
    # one position, marked by both: chance cannot do otherwise
    same = gamma_of([AnnotatedSet("d", 1, (units((0, 1, 0)),) * 2)])
    assert (same.value, same.reason, same.observed, same.expected) == (None, NO_VARIATION, 0.0, 0.0)
    lonely = gamma_of([AnnotatedSet("d", 10, (units((0, 1, 0)),))])
    assert (lonely.value, lonely.reason) == (None, NO_OVERLAP)


def test_everything_to_print_is_there() -> None:
    found = gamma_of([noisy(3, 6, 1)], Dissimilarity(1.0, 2.0, 0.5), seed=9)
    assert (found.alpha, found.beta, found.delta_empty, found.sampler, found.seed) == (1.0, 2.0, 0.5, "shuffle", 9)
    assert (found.n_raters, found.n_docs) == (3, 1)
    assert isinstance(found, Gamma)


def test_the_scale_of_the_empty_unit_does_not_change_the_figure() -> None:
    sets = [noisy(3, 6, 1)]
    one, other = gamma_of(sets), gamma_of(sets, Dissimilarity(delta_empty=0.25))
    assert other.value == pytest.approx(one.value)
    assert other.expected == pytest.approx(one.expected / 4)


def test_progress_tells_every_alignment() -> None:
    told: list[int] = []
    found = gamma_of([noisy(3, 6, seed) for seed in range(5)], step=told.append)
    assert sum(told) == 5 * (1 + found.samples)
    assert len(told) > 2


# -- pygamma-agreement --------------------------------------------------------------------------------------------

# pygamma-agreement 0.5.9 with its ShuffleContinuumSampler, 2,000 samples, numpy seed 1, bounds 0 and the length, on the
# units of test_gamma_alignment: mean disorder and its standard error. It keeps cuts half a mean length apart, not
# around the end, and from the third rater on a place that was taken can become free again (it widens what is left of
# the continuum), so with three and more raters its samples lie a little closer together than ours.
PEER = [
    (TWO, 150, 1.6189812421798706, 0.004512886059902837, 0.0),
    (THREE, 120, 2.1453680992126465, 0.005430184251944506, 0.03),
    (FOUR, 90, 1.8548455238342285, 0.0035949427924797024, 0.03),
]


@pytest.mark.parametrize(("continuum", "length", "mean", "error", "closer"), PEER)
def test_the_expected_disorder_of_pygamma_agreement(
    continuum: tuple[Units, ...], length: int, mean: float, error: float, closer: float
) -> None:
    source = AnnotatedSet("d", length, continuum)
    samples = list(islice(shuffles(source, 1, source.mean_length / 2), 2000))
    batches = [[sample.units for sample in samples[i : i + 20]] for i in range(0, 2000, 20)]
    best = [found for batch in batches for found in best_alignments(batch, Dissimilarity())]
    drawn = np.array([found.disorder / sample.mean for found, sample in zip(best, samples, strict=True)])
    both = float(np.hypot(error, drawn.std(ddof=1) / np.sqrt(len(drawn))))
    assert -3 * both < drawn.mean() - mean < 3 * both + closer * mean


# -- SciPy is an extra --------------------------------------------------------------------------------------------


def test_without_scipy_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(UsageError) as caught:
        gamma_of([])
    assert caught.value.remedy == "pip install 'factcheck-annotator[gamma]'"
    assert "SciPy" in caught.value.message


def test_importing_it_does_not_load_scipy() -> None:
    code = "import sys, annotator.agreement.gamma; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
