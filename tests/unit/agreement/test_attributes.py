"""What raters say about the same thing: attributes of matched spans and labels of sentences, as items for α."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.attributes import (
    MISSED,
    NONE,
    Items,
    attribute_items,
    coverage,
    sentence_items,
    sentence_sets,
)
from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.agreement.ratings import Rating
from annotator.agreement.spans import SpanAgreement
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION
from annotator.model import Attribute, Source
from annotator.scheme.definition import AttributeDef, SentenceLabelDef
from tests.building import nl_fact
from tests.unit.agreement.test_spans import agreement, corpora, document, reading, span


def attribute(label: str, name: str) -> AttributeDef:
    found = nl_fact()[1].spans[label].find(name)
    assert found is not None
    return found


def worth() -> SentenceLabelDef:
    return nl_fact()[1].sentence_labels["check_worthiness"]


def said(items: Items) -> list[tuple[object, ...]]:
    """The values of every item, in its raters' order."""
    found: dict[object, list[object]] = {}
    for rating in items.values:
        found.setdefault(rating.item, []).append(rating.value)
    return [tuple(held) for held in found.values()]


@pytest.fixture
def two() -> RatedDocument:
    """Four claims of a, five of b, two of them equal and one that overlaps."""
    a = reading(
        "a",
        span("claim", 0, 9, polarity="pos", cert_source="CT", no_source="yes"),
        span("claim", 100, 109, polarity="neg", cert_source="U"),
        span("claim", 200, 209, polarity="pos", cert_source="PR"),
        span("claim", 300, 309, polarity="unk"),
        span("quote", 0, 9, polarity="neg"),
    )
    b = reading(
        "b",
        span("claim", 0, 9, polarity="pos", cert_source="PS"),
        span("claim", 100, 109, cert_source="sure"),
        span("claim", 202, 209, polarity="neg"),
        span("claim", 400, 409, polarity="neg"),
        span("claim", 500, 509),
        span("quote", 0, 9, polarity="pos"),
    )
    return document(a, b)


def test_values_of_matched_spans(two: RatedDocument) -> None:
    found = attribute_items(agreement(two), "claim", attribute("claim", "polarity"))
    assert (found.layer, found.level, found.order) == ("claim.polarity", "nominal", ())
    assert found.values == (
        Rating(0, "a", "pos", 0),
        Rating(0, "b", "pos", 0),
        Rating(1, "a", "neg", 0),
        Rating(1, "b", None, 0),
    )


def test_the_rule_says_what_is_matched(two: RatedDocument) -> None:
    found = attribute_items(agreement(two), "claim", "polarity", rule="overlap")
    assert said(found) == [("pos", "pos"), ("neg", None), ("pos", "neg")]


def test_an_ordered_attribute_is_ranks(two: RatedDocument) -> None:
    found = attribute_items(agreement(two), "claim", attribute("claim", "cert_source"), rule="overlap")
    assert (found.level, found.order) == ("ordinal", ("CT", "PR", "PS", "U"))
    assert said(found) == [(0, 2), (3, None), (1, None)]  # a value that is not in the list has no rank


def test_what_may_be_left_open_is_an_answer(two: RatedDocument) -> None:
    assert said(attribute_items(agreement(two), "claim", attribute("claim", "no_source"))) == [
        ("yes", NONE),
        (NONE, NONE),
    ]
    assert said(attribute_items(agreement(two), "claim", "no_source")) == [("yes", None), (None, None)]


def test_a_miss_counts_as_disagreement(two: RatedDocument) -> None:
    found = attribute_items(agreement(two), "claim", attribute("claim", "cert_source"), misses=True)
    assert found.level == "nominal"
    assert Counter(said(found)) == Counter(
        [
            ("CT", "PS"),
            ("U", "sure"),
            ("PR", MISSED),
            (MISSED, None),
            (None, MISSED),
            (MISSED, None),
            (MISSED, None),
        ]
    )
    assert said(attribute_items(agreement(two), "claim", "polarity", rule="overlap", misses=True)) == [
        ("pos", "pos"),
        ("neg", None),
        ("pos", "neg"),
        ("unk", MISSED),
        (MISSED, "neg"),
        (MISSED, None),
    ]


def test_coverage(two: RatedDocument) -> None:
    found = agreement(two)
    assert coverage(found, "claim").value == 2 * 2 / (4 + 5)
    assert coverage(found, "claim", rule="overlap").value == 2 * 3 / (4 + 5)
    assert coverage(found, "quote", pair=0).value == 1.0
    assert coverage(found, "source").undefined == NO_VARIATION
    assert coverage(agreement(), "claim").undefined == NO_OVERLAP
    apart = agreement(document(reading("a", span("claim", 0, 9), done=(0,)), reading("b", done=())))
    assert coverage(apart, "claim").undefined == NO_OVERLAP


def test_an_unknown_label_has_no_items(two: RatedDocument) -> None:
    assert attribute_items(agreement(two), "source", "source_type", misses=True).values == ()


def test_entities_are_compared_by_name() -> None:
    a = reading("a", span("source", 0, 9, entity="e1"), sources=[Source("e1", "Pasjinian")])
    b = reading("b", span("source", 0, 9, entity="q9"), sources=[Source("q9", " pasjinian")])
    found = agreement(document(a, b))
    assert said(attribute_items(found, "source", attribute("source", "entity"))) == [("pasjinian", "pasjinian")]


def test_equal_spans_of_several_raters_are_one_item() -> None:
    held = span("claim", 0, 9, polarity="pos")
    readings = [
        reading(who, replace(held, attributes=(Attribute("polarity", value),)))
        for who, value in zip("abc", ("pos", "neg", "pos"), strict=True)
    ]
    found = agreement(document(*readings, key="x"), document(reading("a", held), reading("c", held), key="y"))
    items = attribute_items(found, "claim", "polarity")
    assert sorted((r.item, r.rater, r.value, r.document) for r in items.values) == [
        (0, "a", "pos", 0),
        (0, "b", "neg", 0),
        (0, "c", "pos", 0),
        (1, "a", "pos", 1),
        (1, "c", "pos", 1),
    ]
    ratings = items.ratings(found.rated.corpus)
    # 5 values, 4 pos and 1 neg; o_pos,neg = 2/2: α = 1 - (2/5) / (2·4 / (5·4))
    assert krippendorff_alpha(ratings, "nominal").value == pytest.approx(1 - (2 / 5) / (8 / 20), abs=1e-12)
    assert (ratings.documents, ratings.raters) == (2, ("a", "b", "c"))
    assert said(attribute_items(found, "claim", "polarity", pairs=[2])) == [("neg", "pos")]
    overlap = attribute_items(found, "claim", "polarity", rule="overlap")
    assert len({r.item for r in overlap.values}) == 4, "under other rules an item is a match of two"


def test_whoever_finished_the_sentence_and_has_no_such_span_missed_it() -> None:
    held = span("claim", 0, 9, polarity="pos")
    found = agreement(document(reading("a", held), reading("b", held), reading("c"), key="x"))
    items = attribute_items(found, "claim", "polarity", misses=True)
    assert sorted((r.rater, r.value) for r in items.values) == [("a", "pos"), ("b", "pos"), ("c", MISSED)]


@given(corpora(4))
def test_items_are_the_matches(documents: list[RatedDocument]) -> None:
    found = SpanAgreement.of(Corpus.of(documents), ["claim", "quote"])
    for rule in ("exact", "overlap"):
        pairs = range(len(found.pairs))
        items = said(attribute_items(found, "claim", "polarity", rule=rule, pairs=pairs))
        if rule == "exact" and len(found.pairs) == 1:
            assert Counter(said(attribute_items(found, "claim", "polarity"))) == Counter(items)
            missed = said(attribute_items(found, "claim", "polarity", misses=True))
            by_pair = said(attribute_items(found, "claim", "polarity", misses=True, pairs=pairs))
            assert Counter(missed) == Counter(by_pair)
        matched = sum(len(found.matched(pair, rule, "claim")) for pair in range(len(found.pairs)))
        assert len(items) == matched
        everything = said(attribute_items(found, "claim", "polarity", rule=rule, misses=True, pairs=pairs))
        n = sum(sum(found.compared(pair, "claim").spans) for pair in range(len(found.pairs)))
        assert len(everything) == n - matched
        assert sum(MISSED in held for held in everything) == n - 2 * matched
        value = coverage(found, "claim", rule=rule).value
        assert value == (pytest.approx(2 * matched / n) if n else None)


# -- sentence labels ----------------------------------------------------------------------------------------------


def test_only_finished_sentences_are_rated() -> None:
    a = reading("a", done=(0, 1), said={0: {"check_worthiness": "FR"}, 2: {"check_worthiness": "NF"}})
    b = reading("b", done=(1, 2), said={1: {"check_worthiness": "NF"}, 2: {"check_worthiness": "FR"}})
    found = sentence_items(Corpus.of([document(key="x"), document(a, b, key="y")]), worth())
    assert (found.layer, found.level) == ("sentence:check_worthiness", "nominal")
    assert found.values == (
        Rating((1, 0), "a", "FR", 1),
        Rating((1, 1), "a", NONE, 1),
        Rating((1, 1), "b", "NF", 1),
        Rating((1, 2), "b", "FR", 1),
    )


def test_an_ordered_sentence_label_is_ranks() -> None:
    held = Corpus.of([document(reading("a", done=(0, 1), said={0: {"check_worthiness": "FR"}}))])
    found = sentence_items(held, replace(worth(), ordered=True))
    assert (found.level, found.order) == ("ordinal", ("NF", "FNR", "FR"))
    assert [r.value for r in found.values] == [2, None]


def test_one_value_against_the_rest() -> None:
    labels = [("FR", "FR"), ("FR", "NF"), ("NF", "FNR"), ("NF", "NF")]
    sides = zip(*labels, strict=True)
    readings = [
        reading(who, done=range(4), said={n: {"check_worthiness": value} for n, value in enumerate(side)})
        for who, side in zip("ab", sides, strict=True)
    ]
    corpus = Corpus.of([document(*readings)])
    ratings = sentence_items(corpus, worth()).ratings(corpus).against_rest("FR")
    # 3 of 8 values, one of four items split: α = 1 - (2/8) / (2·3·5 / (8·7))
    assert krippendorff_alpha(ratings, "nominal").value == pytest.approx(1 - (2 / 8) / (30 / 56), abs=1e-12)


def test_sets_of_labels() -> None:
    several = reading("a", done=(0, 1), said={0: {"topic": "war", "tone": "calm"}})
    (state, empty) = several.part.sentences
    state = replace(state, labels=(*state.labels, Attribute("topic", "peace")))
    several = replace(several, part=replace(several.part, sentences=(state, empty)))
    corpus = Corpus.of([document(several, reading("b", done=(0,), said={0: {"topic": "war"}}))])
    assert [(r.item, r.rater, r.value) for r in sentence_sets(corpus, "topic").values] == [
        ((0, 0), "a", frozenset({"war", "peace"})),
        ((0, 1), "a", frozenset()),
        ((0, 0), "b", frozenset({"war"})),
    ]
    whole = sentence_sets(corpus)
    assert whole.layer == "sentence"
    assert whole.values[0].value == frozenset({"topic=war", "topic=peace", "tone=calm"})
    assert whole.ratings(corpus).n_items == 1
