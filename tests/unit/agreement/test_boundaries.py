"""What two raters differ in: labels confused and missed, boundaries, and the list of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.boundaries import (
    BOUNDARY,
    Disagreement,
    boundary_counts,
    boundary_kinds,
    confusion,
    disagreements,
    disagreements_in,
    overlay,
    shares,
)
from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.agreement.matching import Rule
from annotator.agreement.relations import RatedRelations, RelationAgreement
from annotator.agreement.spans import RatedSpans, SpanAgreement
from annotator.model import Layer, Relation, Source, Span
from tests.unit.agreement.test_relations import related
from tests.unit.agreement.test_spans import corpora, document, reading, span

A, B = Layer("a"), Layer("b")


def laid(*spans: tuple[Span, ...], labels: tuple[str, ...] | None = None) -> RatedSpans:
    return RatedSpans.of(
        Corpus.of([document(*(reading(who, *held) for who, held in zip("ab", spans, strict=True)))]), labels
    )


def differ(held: RatedDocument) -> list[Disagreement]:
    return disagreements(held, A, B)


def brief(found: list[Disagreement]) -> list[tuple[object, ...]]:
    return [(d.kind, d.layer, d.a, d.b, d.detail) for d in found]


# -- boundaries ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "kinds"),
    [
        ((0, 9), (2, 9), ("start", "contains")),
        ((2, 9), (0, 9), ("start", "within")),
        ((0, 9), (0, 7), ("end", "contains")),
        ((0, 9), (2, 7), ("both", "contains")),
        ((2, 7), (0, 9), ("both", "within")),
        ((0, 7), (2, 9), ("both", "crosses")),
        ((0, 2, 7, 9), (0, 9), ("within", "fragments")),
        ((0, 2, 7, 9), (0, 3, 7, 9), ("within", "fragments")),
        ((0, 2, 7, 9), (0, 3, 6, 8), ("end", "crosses", "fragments")),
        ((0, 2, 7, 9), (0, 2, 7, 8), ("end", "contains")),
        ((0, 2, 7, 9), (0, 2), ("end", "contains", "fragments")),
    ],
)
def test_how_two_spans_differ(a: tuple[int, ...], b: tuple[int, ...], kinds: tuple[str, ...]) -> None:
    assert boundary_kinds(span("claim", *a), span("claim", *b)) == kinds


def test_boundaries_are_counted_by_label() -> None:
    rated = laid(
        (
            span("claim", 0, 9),
            span("claim", 100, 109),
            span("quote", 0, 20),
            span("claim", 200, 220),
            span("claim", 300, 309),
        ),
        (
            span("claim", 0, 9),
            span("claim", 102, 109),
            span("quote", 5, 30),
            span("claim", 200, 209),
            span("claim", 211, 220),
        ),
    )
    found = overlay(rated, (0, 1))
    counts = dict.fromkeys(BOUNDARY, 0)
    assert boundary_counts(found, "claim") == counts | {"start": 1, "end": 1, "contains": 2, "split": 1}
    assert boundary_counts(found, "quote") == counts | {"both": 1, "crosses": 1}
    assert boundary_counts(found) == counts | {"start": 1, "end": 1, "both": 1, "contains": 2, "crosses": 1, "split": 1}
    turned = boundary_counts(overlay(rated, (1, 0)), "claim")
    assert turned == counts | {"start": 1, "end": 1, "within": 2, "merge": 1}


def test_a_partner_of_its_own_is_no_split() -> None:
    rated = laid((span("claim", 0, 20), span("claim", 12, 30)), (span("claim", 0, 10), span("claim", 11, 30)))
    assert boundary_counts(overlay(rated, (0, 1)))["split"] == 0


def test_equal_spans_have_no_boundaries() -> None:
    # pairing crosswise would give two overlapping pairs: here the equal ones belong together
    rated = laid((span("claim", 0, 9), span("claim", 0, 2)), (span("claim", 0, 9), span("claim", 6, 9)))
    assert sum(boundary_counts(overlay(rated, (0, 1))).values()) == 0


# -- labels -------------------------------------------------------------------------------------------------------


def test_confusion_with_a_place_for_missed() -> None:
    rated = laid(
        (span("claim", 0, 9), span("claim", 100, 109), span("claim", 200, 209), span("claim", 300, 309)),
        (span("claim", 0, 8), span("quote", 100, 109), span("quote", 205, 260), span("quote", 400, 409)),
        labels=("claim", "quote"),
    )
    assert confusion(overlay(rated, (0, 1))).tolist() == [[1, 2, 1], [0, 0, 0], [0, 1, 0]]
    half = overlay(rated, (0, 1), Rule.of("iou:0.5"))
    assert confusion(half).tolist() == [[1, 1, 2], [0, 0, 0], [0, 2, 0]]


def test_same_labels_come_before_equal_extents() -> None:
    rated = laid((span("claim", 0, 9), span("quote", 2, 9)), (span("claim", 2, 9), span("quote", 0, 9)))
    assert confusion(overlay(rated, (0, 1))).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_equal_extents_come_before_overlap() -> None:
    rated = laid((span("claim", 0, 9),), (span("quote", 0, 9), span("source", 0, 8)))
    assert confusion(overlay(rated, (0, 1))).tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]


def test_a_missed_nested_cue_is_missed_and_not_confused() -> None:
    claim = span("claim", 0, 40)
    rated = laid((claim, span("uncertainty_cue", 5, 9)), (claim,))
    assert confusion(overlay(rated, (0, 1))).tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0]]


@given(corpora(2))
def test_confusion_holds_every_span_once(documents: list[RatedDocument]) -> None:
    rated = RatedSpans.of(Corpus.of(documents), ["claim", "quote"])
    found = confusion(overlay(rated, (0, 1)))
    a, b = (rated.counted(rows).sum(axis=0) for rows in rated.rows((0, 1)))
    assert found[:-1].sum(axis=1).tolist() == a.tolist()
    assert found[:, :-1].sum(axis=0).tolist() == b.tolist()
    assert np.array_equal(confusion(overlay(rated, (1, 0))), found.T)


# -- everything ---------------------------------------------------------------------------------------------------


def test_every_kind_of_disagreement() -> None:
    text = "Volgens de politie zouden er doden zijn, meldt men.".ljust(100) + "Zou dat waar zijn?"
    cue_a, cue_b = (
        span("uncertainty_cue", 19, 25, cue_type="possible"),
        span("uncertainty_cue", 19, 25, cue_type="unknown"),
    )
    claim_a, claim_b = span("claim", 26, 39), span("claim", 19, 39)
    source = span("source", 8, 18)
    title = span("quote", 8, 18, name="q")
    lone = span("uncertainty_cue", 100, 103)
    a = reading(
        "a",
        cue_a,
        claim_a,
        source,
        lone,
        relations=[
            Relation("h", "hedges", cue_a.id, claim_a.id),
            Relation("t", "attributed_to", claim_a.id, source.id),
        ],
        said={0: {"check_worthiness": "FR"}},
    )
    b = reading(
        "b",
        cue_b,
        claim_b,
        title,
        relations=[Relation("h2", "hedges", claim_b.id, cue_b.id)],
        said={0: {"check_worthiness": "NF"}, 1: {"check_worthiness": "FR"}},
    )
    found = differ(document(a, b, text=text))
    assert brief(found) == [
        ("label", "sentence:check_worthiness", (), (), ("FR", "NF")),
        ("label", "source", (source.id,), ("q",), ("source", "quote")),
        ("boundary", "claim", (claim_a.id,), (claim_b.id,), ("start", "within")),
        ("attribute", "uncertainty_cue.cue_type", (cue_a.id,), (cue_b.id,), ("possible", "unknown")),
        ("link", "relation:attributed_to", ("t",), (), ("end",)),
        ("link", "relation:hedges", ("h",), ("h2",), ("direction",)),
        ("missed", "uncertainty_cue", (lone.id,), (), ()),
        ("label", "sentence:check_worthiness", (), (), ("(none)", "FR")),
    ]
    assert [d.sentence for d in found] == [0] * 6 + [1] * 2
    assert [d.cue for d in found] == [None, None, "zouden", "zouden", "zouden", "zouden", "zou", None]
    assert [d.weight for d in found] == [2, 2, 2, 2, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("of_a", "of_b", "expected"),
    [
        ([("hedges", 0, 1)], [("hedges", 0, 1)], []),
        ([("hedges", 0, 1)], [], [("h", None, "missing")]),
        ([], [("hedges", 0, 1)], [(None, "h", "missing")]),
        ([("hedges", 0, 1)], [("hedges", 1, 0)], [("h", "h", "direction")]),
        ([("hedges", 0, 1)], [("disputes", 1, 0)], [("h", "d", "label")]),
        ([("hedges", 0, 1), ("disputes", 0, 1)], [("disputes", 0, 1)], [("h", None, "missing")]),
        ([("hedges", 0, 2)], [], [("h", None, "end")]),
        (
            [("disputes", 0, 1), ("hedges", 0, 1)],
            [("hedges", 1, 0)],
            [("d", None, "missing"), ("h", "h", "direction")],
        ),
        (
            [("hedges", 0, 1)],
            [("disputes", 0, 1), ("hedges", 1, 0)],
            [(None, "d", "missing"), ("h", "h", "direction")],
        ),
    ],
)
def test_links(
    of_a: list[tuple[str, int, int]], of_b: list[tuple[str, int, int]], expected: list[tuple[object, ...]]
) -> None:
    spans = [span("claim", 0, 9), span("claim", 20, 29), span("claim", 40, 49)]

    def made(given_links: list[tuple[str, int, int]]) -> list[Relation]:
        return [Relation(label[0], label, spans[head].id, spans[tail].id) for label, head, tail in given_links]

    held = document(reading("a", *spans, relations=made(of_a)), reading("b", *spans[:2], relations=made(of_b)))
    links = [d for d in differ(held) if d.kind == "link"]
    assert [(next(iter(d.a), None), next(iter(d.b), None), d.detail[0]) for d in links] == expected


def test_symmetric_relations_have_no_direction() -> None:
    spans = [span("claim", 0, 9), span("claim", 20, 29)]
    ends = [spans[0].id, spans[1].id]
    held = document(
        reading("a", *spans, relations=[Relation("r", "same_as", *ends)]),
        reading("b", *spans, relations=[Relation("r", "same_as", *ends[::-1])]),
    )
    assert len(disagreements(held, A, B)) == 1
    assert disagreements(held, A, B, symmetric=["same_as"]) == []


def test_a_link_begins_with_its_head_and_without_a_direction_with_its_first_end() -> None:
    spans = [span("claim", 0, 9), span("claim", 120, 129)]
    there, back = (Relation("r", "same_as", *(s.id for s in ends)) for ends in (spans, spans[::-1]))
    for mine, symmetric, sentences in (
        ([[there], []], [], [0]),
        ([[back], []], [], [1]),
        ([[], [back]], [], [1]),
        ([[there], [back]], [], [0]),
        ([[back], [there]], [], [0]),
        ([[back], []], ["same_as"], [0]),
    ):
        held = document(*(reading(who, *spans, relations=of) for who, of in zip("ab", mine, strict=True)))
        assert [d.sentence for d in disagreements(held, A, B, symmetric=symmetric)] == sentences


def test_only_what_both_finished() -> None:
    held = document(
        reading("a", span("claim", 0, 9), span("claim", 100, 109), said={1: {"x": "y"}}), reading("b", done=(0,))
    )
    assert brief(differ(held)) == [("missed", "claim", ("claim-0-9",), (), ())]
    assert differ(document(reading("a", span("claim", 0, 9)))) == []


def test_source_entities_are_compared_by_name() -> None:
    one, two = span("source", 0, 9, entity="e1"), span("source", 0, 9, entity="x7")
    same = document(
        reading("a", one, sources=[Source("e1", "TASS")]), reading("b", two, sources=[Source("x7", "Tass ")])
    )
    assert differ(same) == []
    other = document(
        reading("a", one, sources=[Source("e1", "TASS")]), reading("b", two, sources=[Source("x7", "Interfax")])
    )
    assert [d.detail for d in differ(other)] == [("TASS", "Interfax")]


def test_the_cue_is_the_shortest_of_those_at_issue_in_one_piece_of_text() -> None:
    text = "Hij ZOU dat weten, maar dat weet hij\nook niet."
    one = span("uncertainty_cue", 4, 7)
    held = document(
        reading("a", one, span("attribution_cue", 28, 32, 41, 45)),
        reading("b", span("uncertainty_cue", 4, 11)),
        text=text,
    )
    assert [(d.kind, d.cue) for d in differ(held)] == [("missed", "weet … niet"), ("boundary", "zou")]


def test_shares_of_cues() -> None:
    text = "".join(word.ljust(100) for word in ("zou", "Zou", "mogelijk", "huis"))
    cues = [span("uncertainty_cue", 0, 3), span("uncertainty_cue", 100, 103), span("uncertainty_cue", 200, 208)]
    found = differ(
        document(reading("a", *cues, span("claim", 300, 304)), reading("b", span("uncertainty_cue", 0, 4)), text=text)
    )
    listed = shares(found, lambda d: d.cue)
    assert [(s.group, s.count, s.weight, s.share) for s in listed] == [("zou", 2, 3, 0.6), ("mogelijk", 1, 1, 0.2)]
    assert [(s.group, s.share) for s in shares(found, lambda d: d.kind)] == [("missed", 0.6), ("boundary", 0.4)]
    assert shares([], lambda d: d.kind) == []


@given(corpora(2))
def test_weights_over_spans_are_what_f1_lacks(documents: list[RatedDocument]) -> None:
    corpus = Corpus.of(documents)
    found = disagreements_in(RatedRelations.of(RatedSpans.of(corpus)), (0, 1))
    agreement = SpanAgreement.of(corpus)
    n, value = sum(agreement.compared(0).spans), agreement.f1(0).value
    assert sum(d.weight for d in found) == pytest.approx(0 if value is None else (1 - value) * n)


@given(corpora(2))
def test_all_documents_together_are_each_by_itself(documents: list[RatedDocument]) -> None:
    corpus = Corpus.of(documents)
    together = disagreements_in(RatedRelations.of(RatedSpans.of(corpus)), (0, 1))
    apart = [replace(d, document=n) for n, held in enumerate(documents) for d in disagreements(held, *corpus.raters)]
    assert together == apart


@given(related(), st.sampled_from(["", "x", "xy"]))
def test_exchanging_the_raters_exchanges_the_sides(documents: list[RatedDocument], undirected: str) -> None:
    corpus = Corpus.of(documents)
    turned: Mapping[str, str] = {"contains": "within", "within": "contains", "split": "merge", "merge": "split"}
    rated = RatedRelations.of(RatedSpans.of(corpus), symmetric=undirected)
    if len(corpus.raters) < 2:
        return
    there = {(d.kind, d.sentence, d.a, d.b, d.cue, frozenset(d.detail)) for d in disagreements_in(rated, (0, 1))}
    back = {
        (d.kind, d.sentence, d.b, d.a, d.cue, frozenset(turned.get(x, x) for x in d.detail))
        for d in disagreements_in(rated, (1, 0))
    }
    assert there == back


@given(related(), st.sampled_from(["", "x", "xy"]))
def test_weights_over_links_are_what_f1_lacks(documents: list[RatedDocument], undirected: str) -> None:
    held = RelationAgreement.of(SpanAgreement.of(Corpus.of(documents)), rule="exact", symmetric=undirected)
    for number, pair in enumerate(held.spans.pairs):
        laid_over = overlay(held.rated.spans, pair)
        if len(laid_over.near[0]):  # these are matched here too
            continue
        n, value = sum(held.counts(number)), held.f1(number).value
        found = [d for d in disagreements_in(held.rated, pair) if d.kind == "link"]
        assert sum(d.weight for d in found) == pytest.approx(0 if value is None else (1 - value) * n)
