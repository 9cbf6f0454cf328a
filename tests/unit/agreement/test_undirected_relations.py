"""Links without a direction, as the scheme says: the same both ways round, and said twice is said once."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.agreement.assemble import Settings, report_of
from annotator.agreement.corpus import Corpus
from annotator.agreement.figures import Compared
from annotator.model import Relation, Span
from annotator.session.agreement import default_scheme
from tests.unit.agreement.test_relations import figures, link, linked
from tests.unit.agreement.test_spans import document, reading, span

ONE, TWO, NEAR = span("claim", 0, 9), span("claim", 20, 29), span("claim", 20, 35)


def compared(
    of_a: Sequence[Relation], of_b: Sequence[Relation], rule: str = "exact", spans: Sequence[Span] = (ONE, TWO)
) -> Compared:
    """Under the default scheme; ``spans``: of b, where a has ONE and TWO."""
    held = document(reading("a", ONE, TWO, relations=of_a), reading("b", *spans, relations=of_b))
    return Compared(Corpus.of([held]), default_scheme(), rule)


def said(found: Compared, layer: str) -> list[object]:
    """F1 end to end and given both ends with its coverage, over all and of the pair."""
    ends, given = (f for f in found.figures(layer) if f.measure == "f1")
    (pair,) = (f for f in found.pairwise(0) if f.layer == layer)
    return [ends.statistic.value, given.statistic.value, given.params["coverage"], pair.statistic.value]


def test_the_scheme_says_which_links_have_no_direction() -> None:
    there, back = link(ONE, TWO, "same_as"), link(TWO, ONE, "same_as")
    assert said(compared([there], [back]), "relation:same_as") == [1.0, 1.0, 1.0, 1.0]
    assert report_of(compared([there], [back]), Settings(replicates=0)).disagreements == ()
    there, back = link(ONE, TWO, "disputes"), link(TWO, ONE, "disputes")
    assert said(compared([there], [back]), "relation:disputes") == [0.0, 0.0, 1.0, 0.0]
    (differs,) = report_of(compared([there], [back]), Settings(replicates=0)).disagreements
    assert (differs.kind, differs.layer, differs.count) == ("link", "relation:disputes", 1)


def test_either_way_round_between_spans_that_are_near() -> None:
    sides = ([link(ONE, TWO, "same_as")], [link(NEAR, ONE, "same_as")])
    assert said(compared(*sides, spans=(ONE, NEAR)), "relation:same_as") == [0.0, None, 0.0, 0.0]
    assert said(compared(*sides, "overlap", (ONE, NEAR)), "relation:same_as") == [1.0, 1.0, 1.0, 1.0]


def test_both_ways_round_is_said_once() -> None:
    there, back = link(ONE, TWO, "same_as"), link(TWO, ONE, "same_as")
    for sides in (([there, back], [there]), ([back], [there, back]), ([there, back], [back, there])):
        found = compared(*sides)
        assert said(found, "relation:same_as") == [1.0, 1.0, 1.0, 1.0]
        assert found.relations.counts(0, "same_as") == (1, 1)
        assert report_of(found, Settings(replicates=0)).disagreements == ()


def test_a_link_said_twice_is_said_once() -> None:
    twice = [link(ONE, TWO, "disputes", "r1"), link(ONE, TWO, "disputes", "r2")]
    assert said(compared(twice, twice[:1]), "relation:disputes") == [1.0, 1.0, 1.0, 1.0]
    both = [link(ONE, TWO, "disputes"), link(TWO, ONE, "disputes")]
    assert compared(both, both[:1]).relations.counts(0) == (2, 1), "with a direction these are two"
    assert figures(linked(twice, twice[1:], ((ONE, TWO), (ONE, TWO)))) == (1.0, 1.0, 1.0)


def test_two_copies_of_a_span_are_two_ends() -> None:
    copy = span("claim", 20, 29, name="copy")
    sides = ([link(ONE, TWO, "same_as"), link(copy, ONE, "same_as")], [link(ONE, TWO, "same_as")])
    found = linked(*sides, ((ONE, TWO, copy), (ONE, TWO)), symmetric=["same_as"])
    assert found.counts(0) == (2, 1)
