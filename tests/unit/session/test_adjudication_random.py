"""Adjudication of random layers: whose answers are all accepted, their layer gold becomes; undo, redo, restart."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import LabelError
from annotator.model import Layer
from annotator.session import Session
from annotator.session.adjudication import Adjudication
from annotator.session.pairing import closeness, paired
from annotator.store import Project
from tests.building import findings, nl_fact
from tests.unit.session.adjudicating import TEXT, accept, adjudicating, rated, said

SCHEME = nl_fact()[1]
LABELS = [definition.name for definition in SCHEME.span]

spans = st.tuples(st.just("span"), st.sampled_from(LABELS), st.integers(0, 18), st.integers(1, 5), st.booleans())
values = st.tuples(st.just("value"), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
links = st.tuples(st.just("link"), st.integers(0, 9), st.integers(0, 9), st.integers(0, 3))
names = st.tuples(st.just("name"), st.integers(0, 9), st.sampled_from(["TASS", "tass", "politie"]))
sentences = st.tuples(st.just("sentence"), st.integers(0, 2), st.sampled_from(["NF", "FNR", "FR", None]))
roles = st.tuples(st.just("role"), st.integers(0, 2), st.sampled_from(["lead", "caption", None]))
work = st.lists(st.one_of(spans, spans, spans, values, links, links, names, sentences, roles), max_size=14)


def step(session: Session, kind: str, *given: Any) -> None:
    there = list(session.labels.part.spans)
    if kind == "span":
        label, start, length, broken = given
        tokens = [token for found in session.stored.tokens for token in found]
        chosen = tokens[start : start + length]
        extent = ((chosen[0][0], chosen[-1][1]),)
        if broken and len(chosen) > 2:
            extent = ((chosen[0][0], chosen[0][1]), (chosen[2][0], chosen[-1][1]))
        session.label(label, extent)
    elif kind == "sentence":
        session.cursor.place(given[0])
        session.set_sentence_label("check_worthiness", given[1])
    elif kind == "role":
        session.cursor.place(given[0])
        session.set_role(given[1])
    elif there:
        span = there[given[0] % len(there)]
        if kind == "value":
            attributes = [a for a in SCHEME.spans[span.label].attribute if not a.entity]
            attribute = attributes[given[1] % len(attributes)]
            session.set_attribute(span, attribute.name, attribute.names[given[2] % len(attribute.names)])
        elif kind == "name":
            session.new_source(span, given[1])
        else:
            other = there[given[1] % len(there)]
            possible = session.editor.possible_links(span, other)
            relation, turned = possible[given[2] % len(possible)] if possible else (None, False)
            if relation is not None:
                session.link(relation.name, *((other, span) if turned else (span, other)))


def doing(steps: list[tuple[Any, ...]]) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        for one in steps:
            with suppress(LabelError):
                step(session, *one)

    return work


@contextmanager
def rating(*steps: list[tuple[Any, ...]]) -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder, rated(Path(folder) / "p.db", *map(doing, steps)) as project:
        yield project


def decide(case: Adjudication, answer: Callable[[], None]) -> None:
    """Settle and finish every sentence; agreed on is adopted, the rest answered."""
    for index in case.comparison.adjudicable:
        case.place(index)
        while left := [item for item in case.left() if case.state_of(item) == "open"]:
            case.focus = case.items.index(left[0])
            case.adopt() if left[0].agreed else answer()
        assert case.left() == []
        case.finish()


def by_name(found: tuple[object, ...]) -> str:
    """Sources of one name in other letters are one."""
    return repr(found).replace("'tass'", "'TASS'")


@given(work, work, st.sampled_from(["anna", "bob"]))
def test_accepting_all_from_one_gives_that_layer(one: list[Any], other: list[Any], name: str) -> None:
    with rating(one, other) as project:
        case = adjudicating(project)
        decide(case, lambda: accept(case, name))
        assert by_name(said(project, case.own)) == by_name(said(project, Layer(name)))
        assert findings(project) == []


@given(work, work, work, st.sampled_from(["anna", "bob", "carla"]))
@settings(max_examples=30)
def test_of_three_too(one: list[Any], two: list[Any], three: list[Any], name: str) -> None:
    with rating(one, two, three) as project:
        case = adjudicating(project)
        decide(case, lambda: accept(case, name))
        found, wanted = (said(project, layer) for layer in (case.own, Layer(name)))
        assert by_name(found) == by_name(wanted)


@given(work)
def test_adopting_what_two_layers_agree_on_gives_both(steps: list[Any]) -> None:
    with rating(steps, steps) as project:
        case = adjudicating(project)
        assert all(item.agreed for index in range(3) for item in case.comparison.items(index))
        for index in range(3):
            case.place(index)
            if case.items:
                case.adopt()
            case.finish()
        assert by_name(said(project, case.own)) == by_name(said(project, Layer("anna")))
        assert findings(project) == []


choices = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 4)), max_size=14)


def answered(case: Adjudication, sentence: int, item: int, how: int) -> None:
    case.place(sentence)
    case.move(item)
    with suppress(LabelError):
        if how < 2:
            case.accept(how)
        elif how == 2:
            case.accept_both()
        elif how == 3:
            case.accept_neither()
        else:
            case.edit_edge("end", -1)
    with suppress(LabelError):
        if item % 3 == 0:
            case.adopt()


def standing(case: Adjudication) -> list[str]:
    return [case.state_of(item) for index in range(3) for item in case.comparison.items(index)]


@given(work, work, choices)
def test_any_decisions_are_undone_redone_and_kept(one: list[Any], other: list[Any], taken: list[Any]) -> None:
    with rating(one, other) as project:
        case = adjudicating(project)
        at_first = standing(case)
        for sentence, item, how in taken:
            answered(case, sentence, item, how)
        after, states = said(project, case.own), standing(case)
        assert standing(adjudicating(project)) == states
        assert findings(project) == []
        while case.undo() is not None:
            pass
        assert said(project, case.own) == ([], [], [])
        assert standing(case) == at_first
        while case.redo() is not None:
            pass
        assert said(project, case.own) == after
        assert standing(case) == states
        assert findings(project) == []


@given(work, work)
def test_pairs_do_not_ask_whose_spans_are_whose(one: list[Any], other: list[Any]) -> None:
    with rating(one, other) as project:
        case = adjudicating(project)
        left, right = (rater.labels.part.spans for rater in case.comparison.raters)
        there = paired(left, right)
        assert sorted(map(repr, there)) == sorted(repr((b, a)) for a, b in paired(right, left))
        used = [span.id for pair in there for span in pair if span is not None]
        assert sorted(used) == sorted(span.id for span in (*left, *right))
        assert all(closeness(a, b) > 0 for a, b in there if a is not None and b is not None)
        for a, b in ((a, b) for a in left for b in right if (a.label, a.extent) == (b.label, b.extent)):
            assert (a, b) in there, TEXT
