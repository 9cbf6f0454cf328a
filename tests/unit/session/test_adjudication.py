"""Adjudication: what is compared, what is asked of a sentence, and who the annotators are."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.model import Layer
from annotator.session import Session
from tests.building import findings, opened, refuses
from tests.unit.session.adjudicating import (
    about,
    adjudicating,
    asked,
    finished,
    focus,
    gold,
    narrow,
    nothing,
    put,
    rated,
    rater,
    said,
    wide,
    words,
)


def test_questions_stand_by_kind_then_by_the_text_with_what_is_agreed_last(tmp_path: Path) -> None:
    def anna(session: Session) -> None:
        wide(session)
        put(session, "source", "doden")
        session.cursor.place(0)
        session.set_sentence_label("check_worthiness", "FR")

    def bob(session: Session) -> None:
        narrow(session)
        put(session, "uncertainty_cue", "doden")
        session.cursor.place(0)
        session.set_sentence_label("check_worthiness", "NF")

    with rated(tmp_path / "p.db", anna, bob) as project:
        case = adjudicating(project)
        found = asked(case)
        assert [kind for kind, _, _ in found] == [
            "missed",
            "boundary",
            "label",
            *["attribute"] * sum(kind == "attribute" for kind, _, _ in found),
            "sentence",
            "agreed",
            "agreed",
        ]
        assert found[:3] == [
            ("missed", "", "mogelijk"),
            ("boundary", "", about(case.items[1])),
            ("label", "", "doden"),
        ]
        assert found[-2:] == [("agreed", "", "De politie"), ("agreed", "attributed_to", about(case.items[-1]))]


def test_of_two_raters_the_first_answer_is_always_the_first_ones(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, nothing) as project:
        case = adjudicating(project)
        for item in case.items:
            assert [variant.raters for variant in item.variants] == [(0,), (1,)]
            assert item.variants[rater(case, "bob")].empty
            assert not item.variants[rater(case, "anna")].empty


def test_only_sentences_that_two_marked_done_are_compared_and_only_by_those(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow, wide) as project:
        for name in ("bob", "carla"):
            session = opened(project, name, "a")
            session.cursor.place(1)
            session.set_status("skipped" if name == "bob" else "todo")
        bob = opened(project, "bob", "a")
        bob.cursor.place(0)
        bob.set_status("todo")
        case = adjudicating(project)
        assert case.comparison.adjudicable == (0, 2)
        case.place(0)
        assert {item.kind for item in case.items} == {"agreed"}  # bob's words do not count
        with_bob = adjudicating(project, annotators=["anna", "bob"])
        assert with_bob.comparison.adjudicable == (2,)


def test_a_second_pass_and_gold_are_no_raters(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        again = opened(project, "anna", "a", number=2)
        finished(again)
        mine = adjudicating(project)
        mine.adopt()
        case = adjudicating(project)
        assert {rater.layer for rater in case.comparison.raters} == {Layer("anna"), Layer("bob")}


@pytest.mark.parametrize("works", [(wide,), ()])
def test_what_cannot_be_adjudicated_says_so(tmp_path: Path, works: tuple[object, ...]) -> None:
    with rated(tmp_path / "p.db", *works) as project:  # type: ignore[arg-type]
        with refuses("not_adjudicable"):
            adjudicating(project)
        with refuses("not_adjudicable"):
            adjudicating(project, None)
        with pytest.raises(UsageError, match="no document 'z'"):
            adjudicating(project, "z")


def test_a_cue_within_a_claim_that_one_has_not_seen_is_missed_not_a_claim_of_another_label(tmp_path: Path) -> None:
    def claim(session: Session) -> None:
        put(session, "claim", "er mogelijk doden zijn")

    def cue_too(session: Session) -> None:
        claim(session)
        put(session, "uncertainty_cue", "mogelijk")

    with rated(tmp_path / "p.db", claim, cue_too) as project:
        kinds = [(kind, text) for kind, name, text in asked(adjudicating(project)) if not name]
        assert kinds == [("missed", "mogelijk"), ("agreed", "er mogelijk doden zijn")]


def test_a_cue_of_one_and_a_claim_round_it_of_the_other_are_two_questions(tmp_path: Path) -> None:
    def claim(session: Session) -> None:
        put(session, "claim", "er mogelijk doden zijn")

    def cue(session: Session) -> None:
        put(session, "uncertainty_cue", "mogelijk")

    with rated(tmp_path / "p.db", claim, cue) as project:
        assert asked(adjudicating(project)) == [
            ("missed", "", "er mogelijk doden zijn"),
            ("missed", "", "mogelijk"),
        ]


def test_three_raters_give_variants_with_their_supporters(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow, narrow) as project:
        case = adjudicating(project)
        item = focus(case, "boundary")
        supporters = {
            words(v.span): {case.comparison.raters[i].layer.annotator for i in v.raters}
            for v in item.variants
            if v.span
        }
        assert supporters == {"er mogelijk doden zijn": {"anna"}, "doden zijn": {"bob", "carla"}}
        missed = focus(case, "missed")
        assert sorted(len(variant.raters) for variant in missed.variants) == [1, 2]


def test_names_are_hidden_and_shuffled_the_same_way_each_time(tmp_path: Path) -> None:
    texts = [f"Er is brand nummer {n}. Niemand weet iets." for n in range(5)]
    with rated(tmp_path / "p.db", nothing, nothing, more=texts) as project:
        orders = []
        for key in "abcdef":
            for name in ("anna", "bob"):
                finished(opened(project, name, key))
            case = adjudicating(project, key)
            orders.append([case.comparison.raters[i].layer.annotator for i in (0, 1)])
            assert [case.name(i) for i in (0, 1)] == ["A", "B"]
            case.named = True
            assert [case.name(i) for i in (0, 1)] == orders[-1]
            again = adjudicating(project, key)
            assert [r.layer.annotator for r in again.comparison.raters] == orders[-1]
        assert ["anna", "bob"] in orders
        assert ["bob", "anna"] in orders
        assert case.layers() == [case.own]


def test_an_adjudicator_may_be_one_of_the_annotators(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        from annotator.session.adjudication import Adjudication

        before = said(project, Layer("anna"))
        case = Adjudication(project, "anna")
        case.open("a")
        case.adopt()
        case.undo()
        case.adopt()
        assert said(project, Layer("anna")) == before
        anna = opened(project, "anna", "a")
        undone = anna.undo()
        assert undone is not None
        assert undone.operation == "done"  # her own last action: gold is kept apart
        assert gold(case) == [("source", "De politie")]
        assert findings(project) == []
