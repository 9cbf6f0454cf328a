"""Which general guidelines are about a sentence, and gaps in the guidelines: one action each, found by their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.session.guiding import GAP, Casebook, flag_gap, gap_of, with_gap
from tests.building import SHORT, at_work, findings, nl_fact, opened, refuses

SCHEME = nl_fact()[1]
BOOK = Casebook(SCHEME)


def shared(sentence: str) -> list[tuple[str, ...]]:
    return [match.shared for match in BOOK.ranked(sentence) if match.shared]


@pytest.mark.parametrize(
    ("sentence", "phrase", "first"),
    [
        ("Twee bewakers zouden zijn ontsnapt.", "zouden", "Twee van hen zouden onthoofd zijn"),
        ("Het gebouw zou later zijn gesloopt.", "zou", "zou"),
        ("Waarom hij dat deed, weten we niet.", "weten we niet", "weten"),
        ("Of hij dat deed, weten ze nog altijd niet.", "weten … niet", "[weten] we [niet]"),
        ("Het is niet duidelijk wie dat deed.", "niet duidelijk", "[niet duidelijk]"),
        ("De ZOGENOEMDE expert kwam niet.", "zogenoemde", "[zogenoemde]"),
    ],
)
def test_the_guideline_about_a_word_comes_first(sentence: str, phrase: str, first: str) -> None:
    best = BOOK.ranked(sentence)[0]
    assert phrase in best.shared
    assert first in best.guideline.text


def test_words_that_most_examples_have_tell_nothing() -> None:
    assert shared("De het een van er is dat.") == []
    assert shared("") == []


def test_whole_words_are_compared() -> None:
    assert shared("Mezoule en zoute drop.") == []


@given(st.text(max_size=60) | st.sampled_from([e.text for e in SCHEME.guideline]))
def test_every_guideline_is_there_once_and_those_that_share_nothing_stand_in_their_order(sentence: str) -> None:
    ranked = BOOK.ranked(sentence)
    order = {id(example): number for number, example in enumerate(SCHEME.guideline)}
    places = [order[id(match.guideline)] for match in ranked]
    assert sorted(places) == sorted(order.values())
    found = [bool(match.shared) for match in ranked]
    assert found == sorted(found, reverse=True)
    rest = places[sum(found) :]
    assert rest == sorted(rest)


# -- gaps ---------------------------------------------------------------------------------------------------------

lines = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=30).map(lambda text: " ".join(text.split()))


@given(st.none() | lines, lines)
def test_a_gap_is_read_back_and_the_comment_before_it_kept(comment: str | None, text: str) -> None:
    said = with_gap(comment, text)
    assert gap_of(said) == text
    assert said.startswith(comment or GAP)
    assert with_gap(said, "anders") == said[: said.index(GAP)] + f"{GAP}: anders"


@pytest.mark.parametrize("comment", [None, "", "een guideline gap", "guideline gaps", "Guideline gap"])
def test_other_comments_name_no_gap(comment: str | None) -> None:
    assert gap_of(comment) is None


def test_a_gap_is_one_action_that_can_be_undone(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    with session.project:
        session.set_comment("vreemd")
        before = session.state
        flag_gap(session, "telt een opdracht?")
        assert (session.state.status, session.state.comment) == ("flagged", f"vreemd / {GAP}: telt een opdracht?")
        undone = session.undo()
        assert undone is not None
        assert (undone.operation, session.state.status, session.state.comment) == ("gap", "todo", before.comment)
        session.redo()
        assert gap_of(session.state.comment) == "telt een opdracht?"
        assert findings(session.project) == []


def test_the_same_gap_again_is_no_action(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    with session.project:
        flag_gap(session, "wat nu?")
        flag_gap(session, "wat nu?")
        assert session.undo() is not None
        assert session.undo() is None


def test_nobody_flags_in_anothers_layer(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    with session.project:
        session.set_comment("van anna")
        bob = opened(session.project, "bob")
        bob.show_layer(session.own)
        with refuses("read_only"):
            flag_gap(bob, "wat nu?")
        assert bob.state.comment == "van anna"
