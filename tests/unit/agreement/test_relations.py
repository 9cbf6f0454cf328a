"""Who links what to what: end to end, given that both ends are agreed on, and as sets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.ratings import Rating, Ratings
from annotator.agreement.relations import RelationAgreement, set_alpha
from annotator.agreement.spans import SpanAgreement
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION
from annotator.model import Layer, Relation, Span
from tests.unit.agreement.test_spans import agreement, corpora, document, reading, span

C1, C2, C3 = (span("claim", n, n + 9) for n in (0, 20, 120))
S1, S2, S3 = (span("source", n, n + 9) for n in (50, 70, 150))
SPANS = (C1, C2, C3, S1, S2, S3)


def link(head: Span, tail: Span, label: str = "attributed_to", name: str = "") -> Relation:
    return Relation(name or f"{label}:{head.id}>{tail.id}", label, head.id, tail.id)


def linked(
    of_a: Sequence[Relation],
    of_b: Sequence[Relation],
    spans: tuple[Sequence[Span], Sequence[Span]] = (SPANS, SPANS),
    done: tuple[Sequence[int], Sequence[int]] = (range(10), range(10)),
    rule: str = "exact",
    symmetric: Sequence[str] = (),
) -> RelationAgreement:
    readings = [reading(who, *spans[n], relations=(of_a, of_b)[n], done=done[n]) for n, who in enumerate("ab")]
    return RelationAgreement.of(agreement(document(*readings)), rule=rule, symmetric=symmetric)


def figures(found: RelationAgreement, label: str | None = None) -> tuple[float | None, ...]:
    """F1 end to end, F1 given both ends, and the coverage of that."""
    return found.f1(0, label).value, found.f1(0, label, ends=True).value, found.coverage(0, label).value


# -- by hand ------------------------------------------------------------------------------------------------------


def test_end_to_end_and_given_both_ends() -> None:
    # b lacks the source S2: one link of a cannot be agreed on, whatever b does
    found = linked(
        [link(C1, S1), link(C2, S2), link(C3, S3)], [link(C1, S1), link(C3, S1)], (SPANS, (C1, C2, C3, S1, S3))
    )
    assert figures(found) == (2 / 5, 2 / 4, 4 / 5)
    assert found.counts(0) == (3, 2)


def test_direction_counts() -> None:
    a, b = link(C1, C2, "disputes"), link(C2, C1, "disputes")
    assert figures(linked([a], [b])) == (0.0, 0.0, 1.0)
    assert figures(linked([a], [b], symmetric=["disputes"])) == (1.0, 1.0, 1.0)
    assert figures(linked([a], [b], symmetric=["same_as"])) == (0.0, 0.0, 1.0)


def test_labels_count() -> None:
    found = linked([link(C1, C2, "disputes"), link(C1, S1)], [link(C1, C2, "same_as"), link(C1, S1)])
    assert figures(found) == (0.5, 0.5, 1.0)
    assert figures(found, "attributed_to") == (1.0, 1.0, 1.0)
    assert figures(found, "disputes") == (0.0, 0.0, 1.0)
    assert found.f1(0, "hedges").undefined == NO_VARIATION


def test_the_rule_of_the_spans_says_what_is_matched() -> None:
    longer = replace(C1, id="longer", fragments=span("claim", 0, 14).fragments)
    sides = (SPANS, (longer, S1))
    assert figures(linked([link(C1, S1)], [link(longer, S1)], sides)) == (0.0, None, 0.0)
    assert figures(linked([link(C1, S1)], [link(longer, S1)], sides, rule="overlap")) == (1.0, 1.0, 1.0)


def test_a_relation_is_used_once() -> None:
    copy = replace(S1, id="copy")
    sides = ((*SPANS, copy), (*SPANS, copy))
    both = [link(C1, S1), link(C1, copy)]
    assert figures(linked(both, both[:1], sides)) == (2 / 3, 2 / 3, 1.0)
    assert figures(linked(both, both, sides)) == (1.0, 1.0, 1.0)


def test_links_across_sentences_need_both() -> None:
    across, within = link(C1, S3), link(C3, S3)
    found = linked([across, within, link(C1, S1)], [across, link(C1, S1)], done=((0, 1), (0,)))
    assert figures(found) == (1.0, 1.0, 1.0)
    assert (found.counts(0), found.left_out(0)) == ((1, 1), (1, 1))  # the link within sentence 1 is no question at all
    assert found.left_out(0, "hedges") == (0, 0)
    both = linked([across], [across])
    assert (figures(both), both.left_out(0)) == ((1.0, 1.0, 1.0), (0, 0))


def test_undefined() -> None:
    empty = linked([], [])
    assert (empty.f1(0).undefined, empty.coverage(0).undefined) == (NO_VARIATION, NO_VARIATION)
    assert (empty.mean().undefined, empty.spread()) == (NO_VARIATION, None)
    apart = linked([link(C1, S1)], [link(C1, S1)], done=((0,), (1,)))
    assert (apart.f1(0).undefined, apart.coverage(0).undefined, apart.mean().undefined) == (NO_OVERLAP,) * 3
    assert RelationAgreement.of(SpanAgreement.of(Corpus((), ()))).mean().undefined == NO_OVERLAP


def test_the_mean_of_pairs() -> None:
    readings = [
        reading(who, *SPANS, relations=held)
        for who, held in zip("abc", ([link(C1, S1)], [link(C1, S1)], [link(C2, S1)]), strict=True)
    ]
    found = RelationAgreement.of(agreement(document(*readings)))
    assert [found.f1(pair).value for pair in range(3)] == [1.0, 0.0, 0.0]
    assert (found.mean().value, found.spread()) == (pytest.approx(1 / 3), (0.0, 1.0))
    assert found.mean(ends=True).value == pytest.approx(1 / 3)


# -- sets ---------------------------------------------------------------------------------------------------------


def test_the_sources_of_each_matched_claim() -> None:
    moved = replace(S2, id="moved", fragments=span("source", 72, 79).fragments)
    a = [link(C1, S1), link(C1, S2), link(C2, S1)]
    b = [link(C1, S1), link(C1, moved), link(C3, S3), link(C1, C2, "same_as")]
    sides = ((C1, C2, C3, S1, S2), (C1, C2, C3, S1, moved, S3))
    values = [r.value for r in linked(a, b, sides).set_items()]
    (one, own), (_, other) = (sorted(values[n], key=lambda member: member not in values[0] & values[1]) for n in (0, 1))
    assert values[0] == {one, own}
    assert values[1] == {one, other}
    assert own != other
    assert values[2:] == [frozenset({one}), frozenset(), frozenset(), values[5]]
    assert len(values[5]) == 1
    assert not values[5] & {one, own, other}
    matched = [r.value for r in linked(a, b, sides, rule="overlap").set_items()]
    assert matched[0] == matched[1]


def test_items_of_sets() -> None:
    readings = [reading(who, C1, S1, relations=held) for who, held in zip("abc", ([link(C1, S1)], [], []), strict=True)]
    found = RelationAgreement.of(agreement(document(key="x"), document(*readings, key="y")))
    items = found.set_items()
    one, none = items[0].value, frozenset[str]()
    assert items == tuple(Rating(0, who, value, 1) for who, value in zip("abc", (one, none, none), strict=True))
    assert found.set_items(pairs=[2]) == (Rating((2, 0), "b", none, 1), Rating((2, 0), "c", none, 1))
    assert found.set_items(head="quote") == ()
    assert {r.value for r in found.set_items("hedges")} == {frozenset()}
    near = RelationAgreement.of(agreement(document(*readings)), rule="overlap").set_items()
    assert [r.item for r in near] == [(0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0)]


def test_a_set_is_an_item_like_any_other() -> None:
    """Three raters give one claim three different sources: chance alone, as in a table of ratings."""
    readings = [
        reading(who, C1, S1, S2, S3, relations=[link(C1, source)])
        for who, source in zip("abc", (S1, S2, S3), strict=True)
    ]
    found = RelationAgreement.of(agreement(document(*readings)))
    assert set_alpha(found.set_items(), 1).value == pytest.approx(0.0, abs=1e-12)


def test_sets_hold_what_all_of_an_item_finished() -> None:
    readings = [
        reading(who, C1, S1, S3, relations=[link(C1, S1), link(C1, S3)], done=done)
        for who, done in zip("abc", ((0, 1), (0, 1), (0,)), strict=True)
    ]
    items = RelationAgreement.of(agreement(document(*readings))).set_items()
    assert [len(r.value) for r in items] == [1, 1, 1]  # type: ignore[arg-type]
    assert len({r.value for r in items}) == 1
    two = RelationAgreement.of(agreement(document(*readings[:2]))).set_items()
    assert [len(r.value) for r in two] == [2, 2]  # type: ignore[arg-type]


def test_alpha_of_the_sets() -> None:
    found = linked([link(C1, S1), link(C1, S2), link(C2, S1)], [link(C1, S1), link(C2, S1)])
    statistic = set_alpha(found.set_items(), 1)
    # {1,2} {1}; {1} {1}; {} {}: one half twice; of 30 ordered pairs 16 with an empty set, 6 of {1,2} and {1}
    assert statistic.value == pytest.approx(1 - (2 * 0.5 / 6) / ((16 + 6 * 0.5) / 30), abs=1e-12)
    assert set_alpha(linked([], []).set_items(), 1).undefined == NO_VARIATION
    assert set_alpha((), 3).undefined == NO_OVERLAP


# -- at large -----------------------------------------------------------------------------------------------------


@st.composite
def related(draw: st.DrawFn) -> list[RatedDocument]:
    """Random spans with random links of two labels between them."""
    found = []
    for held in draw(corpora(3)):
        readings = []
        for one in held.readings:
            ids = [s.id for s in one.part.spans]
            ends = st.tuples(st.sampled_from("xy"), st.sampled_from(ids or ["none"]), st.sampled_from(ids or ["none"]))
            links = draw(st.lists(ends, max_size=5)) if ids else []
            relations = tuple(Relation(f"r{n}", *of) for n, of in enumerate(links))
            readings.append(Reading(one.rater, replace(one.part, relations=relations), one.done))
        found.append(replace(held, readings=tuple(readings)))
    return found


def defined(
    documents: Sequence[RatedDocument], found: RelationAgreement, undirected: str, *, ends: bool
) -> float | None:
    """F1 of the first pair as it is defined, by lists. ``undirected``: the labels without a direction."""
    (a, b), tp, n = found.spans.raters(0), 0, 0
    for number, held in enumerate(documents):
        both = held.shared(a, b)
        other = {two.id: one.id for at, one, two in found.spans.matched(0, found.rule) if at == number}
        sides = []
        for who, name in ((a, None), (b, other)):
            inside = {s.id for s in held.by_rater[who].spans_in(both)}
            known = set(other) if name else set(other.values())
            said = {
                (r.label, *((r.head, r.tail) if r.label not in undirected else sorted((r.head, r.tail))))
                for r in held.by_rater[who].part.relations
                if {r.head, r.tail} <= (inside & known if ends else inside)
            }
            links = [(label, *((name or {}).get(end, end) for end in of)) for label, *of in said]
            sides.append([(x, *of) if x not in undirected else (x, *sorted(of)) for x, *of in links])
        n += len(sides[0]) + len(sides[1])
        tp += sum(min(sides[0].count(k), sides[1].count(k)) for k in set(sides[0]))
    return 2 * tp / n if n else None


@given(related(), st.sampled_from(["exact", "overlap"]), st.sampled_from(["", "x", "xy"]))
def test_it_is_the_definition(documents: list[RatedDocument], rule: str, undirected: str) -> None:
    found = RelationAgreement.of(agreement(*documents), rule=rule, symmetric=undirected)
    strict, given_ends = (defined(documents, found, undirected, ends=ends) for ends in (False, True))
    assert found.f1(0).value == strict
    assert found.f1(0, ends=True).value == (given_ends if found.spans.pairs else None)
    if strict is not None and given_ends is not None:
        assert strict <= given_ends


@given(related(), st.sampled_from(["exact", "overlap"]))
def test_alpha_of_the_sets_is_that_of_any_sets(documents: list[RatedDocument], rule: str) -> None:
    found = RelationAgreement.of(agreement(*documents), rule=rule)
    items = found.set_items("x", "claim")
    ours, general = set_alpha(items, len(documents)), krippendorff_alpha(Ratings.of(items), "jaccard")
    assert ours.undefined == general.undefined
    assert ours.value == (None if general.value is None else pytest.approx(general.value, abs=1e-9))


@given(related(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(documents: list[RatedDocument], noise: random.Random) -> None:
    def every(found: RelationAgreement) -> list[float]:
        pairs = range(len(found.spans.pairs))
        by = {
            frozenset(map(str, found.spans.raters(p))): [found.f1(p, "x").value, found.f1(p, ends=True).value]
            for p in pairs
        }
        values = [value for key in sorted(by, key=sorted) for value in by[key]]
        return [np.nan if value is None else value for value in [*values, found.mean().value]]

    corpus = Corpus.of(documents)
    expected = every(RelationAgreement.of(SpanAgreement.of(corpus)))
    shuffled = noise.sample(documents, len(documents))
    raters: Sequence[Layer] = noise.sample(corpus.raters, len(corpus.raters))
    found = every(RelationAgreement.of(SpanAgreement.of(Corpus(tuple(shuffled), tuple(raters)))))
    assert found == pytest.approx(expected, nan_ok=True, abs=1e-12)
