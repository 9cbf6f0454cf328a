"""F1 of every two raters: what is compared, what counts, and what is undefined."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator

from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.matching import Rule, match
from annotator.agreement.spans import RULES, Compared, SpanAgreement
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION
from annotator.errors import UsageError
from annotator.model import Attribute, Fragment, Layer, Part, Relation, Sentence, SentenceState, Source, Span

WIDE = 100
"""Sentences of so many code points: a span belongs to the one it begins in."""
Said = Mapping[str, str]


def span(label: str, *extent: int, name: str = "", **attributes: str) -> Span:
    """A span from start, end, start, end …"""
    parts = tuple(Fragment(s, e, "") for s, e in zip(extent[::2], extent[1::2], strict=True))
    values = tuple(Attribute(key, value) for key, value in attributes.items())
    return Span(name or f"{label}-{'-'.join(map(str, extent))}", label, extent[0] // WIDE, parts, values)


def reading(
    who: str,
    *spans: Span,
    done: Iterable[int] = range(10),
    relations: Sequence[Relation] = (),
    sources: Sequence[Source] = (),
    said: Mapping[int, Said] | None = None,
) -> Reading:
    """What a rater says of a document; ``said``: labels of sentences."""
    labels = {index: tuple(Attribute(k, v) for k, v in held.items()) for index, held in (said or {}).items()}
    finished = set(done)
    states = (
        SentenceState(index, "done" if index in finished else "todo", labels.get(index, ()))
        for index in sorted(finished | labels.keys())
    )
    return Reading.of(Layer(who), Part(spans, tuple(relations), tuple(sources), tuple(states)))


def document(*readings: Reading, key: str = "d", text: str = "") -> RatedDocument:
    """A document of ten sentences."""
    sentences = tuple(Sentence(n, WIDE * n, WIDE * (n + 1)) for n in range(10))
    return RatedDocument(key, text.ljust(10 * WIDE), sentences, ((),) * 10, readings)


def agreement(*documents: RatedDocument, rules: Sequence[str] = RULES) -> SpanAgreement:
    return SpanAgreement.of(Corpus.of(documents), rules=rules)


def values(found: SpanAgreement, label: str | None = None, pair: int = 0) -> list[float | None]:
    """F1 under exact, overlap and IoU ≥ 0.5."""
    return [found.f1(pair, rule, label).value for rule in RULES]


# -- by hand ------------------------------------------------------------------------------------------------------


def test_done_and_empty_is_an_answer() -> None:
    claims = [span("claim", WIDE * n, WIDE * n + 20) for n in range(10)]
    found = agreement(document(reading("a", *claims), reading("b", *claims[:2])))
    assert values(found, "claim") == [1 / 3] * 3
    assert values(found) == [1 / 3] * 3
    assert found.compared(0) == Compared(1, 10, (10, 2))


def test_what_is_not_done_is_missing() -> None:
    claims = [span("claim", WIDE * n, WIDE * n + 20) for n in range(10)]
    found = agreement(document(reading("a", *claims), reading("b", *claims[:2], done=(0, 1))))
    assert values(found, "claim") == [1.0] * 3
    assert found.compared(0) == Compared(1, 2, (2, 2))


def test_a_nested_cue_that_one_misses_costs() -> None:
    claim, cue = span("claim", 0, 40), span("uncertainty_cue", 10, 13)
    found = agreement(document(reading("a", claim, cue), reading("b", claim)))
    assert values(found, "uncertainty_cue") == [0.0] * 3
    assert values(found, "claim") == [1.0] * 3
    assert values(found) == [2 / 3] * 3


def test_a_span_belongs_to_the_sentence_it_begins_in() -> None:
    quote = span("quote", 50, 350)
    found = agreement(document(reading("a", quote, done=(0,)), reading("b", quote, done=(0,))))
    assert values(found) == [1.0] * 3
    found = agreement(document(reading("a", quote, done=(1, 2)), reading("b", quote, done=(1, 2))))
    assert values(found) == [None] * 3
    assert found.f1(0).undefined == NO_VARIATION


def test_the_rules_differ() -> None:
    a = [span("claim", 0, 20), span("claim", 100, 120), span("claim", 200, 220), span("claim", 300, 305, 310, 315)]
    b = [span("claim", 0, 20), span("claim", 100, 112), span("claim", 218, 260), span("claim", 305, 310)]
    found = agreement(document(reading("a", *a), reading("b", *b)))
    assert values(found, "claim") == [0.25, 0.75, 0.5]


def test_labels_are_layers_of_their_own() -> None:
    found = agreement(document(reading("a", span("claim", 0, 9)), reading("b", span("quote", 0, 9))))
    assert values(found) == [0.0] * 3
    assert found.f1(0, label="source").undefined == NO_VARIATION


def test_nothing_shared_and_nothing_marked_are_two_things() -> None:
    apart = agreement(document(reading("a", span("claim", 0, 9), done=(0,)), reading("b", done=(1,))))
    assert (apart.f1(0).value, apart.f1(0).undefined) == (None, NO_OVERLAP)
    assert (apart.mean().value, apart.mean().undefined, apart.spread()) == (None, NO_OVERLAP, None)
    empty = agreement(document(reading("a", done=(0,)), reading("b", done=(0,))))
    assert (empty.f1(0).value, empty.f1(0).undefined) == (None, NO_VARIATION)
    assert (empty.mean().value, empty.mean().undefined) == (None, NO_VARIATION)


def test_nobody_and_one_rater() -> None:
    assert SpanAgreement.of(Corpus((), ())).mean().undefined == NO_OVERLAP
    alone = agreement(document(reading("a", span("claim", 0, 9))))
    assert (alone.pairs, alone.mean().undefined) == ((), NO_OVERLAP)


def test_the_mean_is_over_the_pairs_that_have_a_value() -> None:
    one, two = span("claim", 0, 9), span("claim", 100, 109)
    first = document(reading("a", one, two), reading("b", one), reading("c", done=()), key="x")
    second = document(reading("a", one, two), reading("c", one, two), key="y")
    found = agreement(first, second)
    assert [found.f1(pair).value for pair in range(3)] == [2 / 3, 1.0, None]
    assert found.mean().value == pytest.approx(5 / 6, abs=1e-15)
    assert found.spread() == (2 / 3, 1.0)
    assert [found.raters(pair) for pair in range(3)] == found.rated.corpus.pairs
    assert found.compared(2) == Compared(0, 0, (0, 0))


def test_only_some_labels() -> None:
    held = document(reading("a", span("claim", 0, 9), span("quote", 0, 9)), reading("b", span("claim", 0, 9)))
    found = SpanAgreement.of(Corpus.of([held]), ["source", "claim"])
    assert found.rated.labels == ("source", "claim")
    assert found.f1(0).value == 1.0


def test_matches_are_shown() -> None:
    one, other = span("claim", 0, 9), span("claim", 2, 9, name="other")
    found = agreement(document(key="x"), document(reading("a", one), reading("b", other), key="y"))
    assert found.matched(0, "overlap", "claim") == [(1, one, other)]
    assert found.matched(0, "overlap", "quote") == []
    assert found.matched(0) == []


def test_a_rule_that_is_none() -> None:
    with pytest.raises(UsageError, match="no rule"):
        agreement(rules=("exact", "fuzzy"))


def test_passes_of_one_annotator_are_raters() -> None:
    again = replace(reading("a", span("claim", 0, 9)), rater=Layer("a", number=2))
    found = agreement(document(reading("a", span("claim", 0, 9)), again))
    assert found.raters(0) == (Layer("a"), Layer("a", number=2))
    assert found.f1(0).value == 1.0


# -- what others say ----------------------------------------------------------------------------------------------


def test_f1_is_the_limit_of_kappa() -> None:
    """Hripcsak & Rothschild 2005: κ nears positive specific agreement, which is F1, as the true negatives grow."""
    a = [span("claim", 100 * n, 100 * n + 9) for n in range(8)]
    b = [*a[:5], *(span("claim", 100 * n + 50, 100 * n + 59) for n in range(4))]
    value = agreement(document(reading("a", *a), reading("b", *b))).f1(0).value
    both, only_a, only_b = 5, 3, 4

    def kappa(neither: float) -> float:
        n = both + only_a + only_b + neither
        chance = ((both + only_a) * (both + only_b) + (only_a + neither) * (only_b + neither)) / n**2
        return ((both + neither) / n - chance) / (1 - chance)

    assert value == 2 * both / (2 * both + only_a + only_b)
    gaps = [abs(kappa(10.0**power) - value) for power in range(2, 7)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-5
    assert kappa(10) < value


def test_nervaluate_counts_the_same_where_spans_do_not_compete() -> None:
    """One span at most in a place, so that nervaluate's order of search makes no difference; its ends are inclusive."""
    noise = random.Random(4)
    labels = ("claim", "quote", "source")
    made: list[list[list[Span]]] = []
    for _ in range(20):
        sides: list[list[Span]] = [[], []]
        for place in range(40):
            label = noise.choice(labels)
            start = 25 * place + noise.randrange(4, 8)
            for side in sides:
                shift, grow = noise.choice([(0, 0), (0, 0), (2, 0), (0, 3), (-3, 5)])
                if noise.random() < 0.8:
                    side.append(span(label, start + shift, start + 12 + shift + grow))
        made.append(sides)
    readings = [document(reading("a", *a), reading("b", *b), key=str(n)) for n, (a, b) in enumerate(made)]
    ours = agreement(*readings)
    theirs = [[[{"label": s.label, "start": s.start, "end": s.end - 1} for s in side] for side in m] for m in made]
    result = Evaluator([m[0] for m in theirs], [m[1] for m in theirs], tags=list(labels), loader="dict").evaluate()
    for label in labels:
        for rule, strategy in (("exact", "strict"), ("overlap", "ent_type")):
            assert ours.f1(0, rule, label).value == pytest.approx(result["entities"][label][strategy].f1, abs=1e-12)
    for rule, strategy in (("exact", "strict"), ("overlap", "ent_type")):
        assert ours.f1(0, rule).value == pytest.approx(result["overall"][strategy].f1, abs=1e-12)


# -- at large -----------------------------------------------------------------------------------------------------


@st.composite
def corpora(draw: st.DrawFn, most: int = 6) -> list[RatedDocument]:
    """Two to six raters with spans of two labels in sentences that they finished or not."""
    raters = draw(st.integers(2, most))
    offsets = st.integers(0, 320)
    places = st.tuples(st.sampled_from(["claim", "quote"]), offsets, st.integers(1, 6), st.integers(0, 3))
    found = []
    for number in range(draw(st.integers(1, 3))):
        readings = []
        for rater in range(raters):
            held = draw(st.lists(places, max_size=6))
            spans = [
                span(
                    label, s, s + n, *((s + n + gap, s + n + gap + 2) if gap else ()), name=f"{number}-{rater}-{at:02}"
                )
                for at, (label, s, n, gap) in enumerate(held)
            ]
            done = draw(st.sets(st.integers(0, 3)))
            readings.append(reading(f"r{rater}", *(s for s in spans if s.sentence <= 3), done=done))
        found.append(document(*readings, key=f"d{number}"))
    return found


def every(found: SpanAgreement) -> list[float | None]:
    """All figures of an agreement."""
    asked = [(rule, label) for rule in RULES for label in ("claim", "quote", None)]
    values = [found.f1(pair, *by).value for pair in range(len(found.pairs)) for by in asked]
    return [*values, *(found.mean(*by).value for by in asked)]


@given(corpora())
def test_it_is_the_definition(documents: list[RatedDocument]) -> None:
    found = agreement(*documents)
    for number, (a, b) in enumerate(found.rated.corpus.pairs):
        for rule in RULES:
            for label in ("claim", "quote"):
                tp = n = shared = 0
                for held in documents:
                    both = held.shared(a, b)
                    sides = [held.by_rater[who].spans_in(both, label) for who in (a, b)]
                    tp += len(match(*sides, Rule.of(rule)))
                    n += len(sides[0]) + len(sides[1])
                    shared += len(both)
                statistic = found.f1(number, rule, label)
                assert statistic.value == (2 * tp / n if n else None)
                assert statistic.undefined == (None if n else NO_VARIATION if shared else NO_OVERLAP)
                assert found.compared(number, label).sentences == shared


@given(corpora())
def test_it_does_not_matter_who_is_named_first(documents: list[RatedDocument]) -> None:
    corpus = Corpus.of(documents)
    ways = [SpanAgreement.of(Corpus(corpus.documents, raters)) for raters in (corpus.raters, corpus.raters[::-1])]
    figures = []
    for found in ways:
        figures.append(
            {
                (frozenset(found.raters(pair)), rule, label): found.f1(pair, rule, label).value
                for pair in range(len(found.pairs))
                for rule in RULES
                for label in ("claim", "quote", None)
            }
        )
    assert figures[0] == figures[1]
    pairs = [
        {
            frozenset([(a.id, b.id)]) if n else frozenset([(b.id, a.id)])
            for pair in range(len(found.pairs))
            for _, a, b in found.matched(pair, "overlap")
        }
        for n, found in enumerate(ways)
    ]
    assert pairs[0] == pairs[1]


@given(corpora(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(documents: list[RatedDocument], noise: random.Random) -> None:
    expected = every(agreement(*documents))
    shuffled = list(documents)
    noise.shuffle(shuffled)
    for n, held in enumerate(shuffled):
        readings = [
            replace(r, part=replace(r.part, spans=tuple(noise.sample(r.part.spans, len(r.part.spans)))))
            for r in noise.sample(held.readings, len(held.readings))
        ]
        renamed = [replace(r, rater=Layer(f"x{r.rater.annotator}")) for r in readings]
        shuffled[n] = replace(held, key=f"y{noise.random()}", readings=tuple(renamed))
    found = every(agreement(*shuffled))
    assert [v is None for v in found] == [v is None for v in expected]
    assert [v for v in found if v is not None] == pytest.approx([v for v in expected if v is not None], abs=1e-12)


@given(corpora())
def test_a_weaker_rule_never_scores_lower(documents: list[RatedDocument]) -> None:
    found = agreement(*documents)
    for pair in range(len(found.pairs)):
        exact, overlap, half = values(found, pair=pair)
        if exact is not None and overlap is not None and half is not None:
            assert exact <= half <= overlap


@given(corpora(3), st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_a_resample_is_the_corpus_with_those_documents(documents: list[RatedDocument], drawn: list[int]) -> None:
    found = agreement(*documents)
    chosen = [number % len(documents) for number in drawn]
    weights = np.bincount(chosen, minlength=len(documents)).astype(float)[None]
    again = [replace(documents[number], key=f"{n}") for n, number in enumerate(chosen)]
    corpus = Corpus.of(again, found.rated.corpus.raters)
    other = SpanAgreement.of(corpus)
    for statistic, expected in (
        (found.f1(0, "overlap"), other.f1(0, "overlap")),
        (
            found.mean("iou:0.5", "claim") if "claim" in found.rated.labels else found.mean("iou:0.5"),
            other.mean("iou:0.5", "claim") if "claim" in found.rated.labels else other.mean("iou:0.5"),
        ),
    ):
        value = expected.value
        assert statistic.replicates(weights)[0] == pytest.approx(
            np.nan if value is None else value, nan_ok=True, abs=1e-12
        )
