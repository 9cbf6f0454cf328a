"""Suggestions on the screen: seen, accepted, rejected, explained, hidden; and that blind means blind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.store.assistance import set_blind, switch
from tests.building import at_work
from tests.ui.desk import Desk, sit_down

TEXT = "Volgens de politie is de dader mogelijk gevlucht. Er is niets gebeurd.\nMogelijk komt er regen."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = at_work(tmp_path / "p.db", TEXT)
    with made.project:
        yield made


def drawn(desk: Desk) -> list[str]:
    """The names of the suggestions on the lanes of the open sentence."""
    block = desk.screen.view._block
    lanes = block.lanes if block is not None else []
    return [piece.name for line in lanes for lane in line for piece in lane if piece.mark.ghost]


async def test_they_are_drawn_below_the_open_sentence_only(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        assert sorted(drawn(desk)) == ["a?", "c?", "s?", "u?"]
        assert "u?  mogelijk" in desk.panel
        await desk.press("down")
        assert drawn(desk) == ["c??"], "two question marks: not sure"
        assert "mogelijk" not in desk.panel


async def test_none_are_made_before_the_first_paint_and_then_without_a_key(session: Session) -> None:
    async with sit_down(session) as desk:
        desk.session.wanted = True
        assert drawn(desk) == []
        desk.screen.awake()
        await desk.pilot.pause()
        assert len(drawn(desk)) == 4


async def test_one_key_accepts_all_that_is_reliable_and_says_what(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("+")
        assert drawn(desk) == []
        assert "accepted 4: " in desk.info
        assert sorted(desk.links) == [
            ("attributed_to", "is de dader mogelijk gevlucht", "de politie"),
            ("cue_of", "Volgens", "de politie"),
            ("hedges", "mogelijk", "is de dader mogelijk gevlucht"),
        ]
        await desk.press("ctrl+z")
        assert desk.spans == []
        assert len(drawn(desk)) == 4


async def test_keys_that_scripts_rely_on_do_what_they_always_did(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("u")
        assert desk.spans == [("uncertainty_cue", "Volgens")]
        (span,) = desk.session.labels.spans.values()
        assert (span.origin, span.suggester) == ("manual", None)
        await desk.press("enter")
        assert desk.session.cursor.sentence == 1
        assert desk.session.labels.state(0).status == "done"


async def test_a_click_on_one_makes_it_the_one_that_is_meant(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        ghost = next(g for g in desk.session.ghosts() if g.label == "uncertainty_cue")
        desk.screen.post_message(desk.screen.view.SpanPressed(ghost.id))
        await desk.pilot.pause()
        assert desk.session.ghost == ghost
        await desk.press("-")
        assert "u?" not in drawn(desk)
        assert "rejected" in desk.info


async def test_hidden_and_shown_by_a_key_and_by_a_setting(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("backslash")
        assert drawn(desk) == []
        assert "hidden" in desk.info
        await desk.press("=")
        assert desk.spans == []
        await desk.press("backslash")
        assert len(drawn(desk)) == 4


@pytest.mark.parametrize("how", ["document", "project"])
async def test_blind_shows_none_and_no_key_makes_one(session: Session, how: str) -> None:
    if how == "document":
        set_blind(session.project, ["a"], True, "chief")
    else:
        switch(session.project, False, "chief")
    session.open("a")
    async with sit_down(session, suggestions=True, settings=Settings(spoken=True)) as desk:
        before = desk.session.project.one("SELECT count(*) FROM event")
        await desk.press("+", "=", "-", "underscore", "exclamation_mark", "greater_than_sign", "backslash")
        assert drawn(desk) == []
        assert "?" not in "".join(name for name in desk.panel.split() if len(name) == 2)
        assert desk.session.project.one("SELECT count(*) FROM event") == before


async def test_the_next_one_in_the_sentence_then_in_the_next_with_one(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("down", "-", "up", "greater_than_sign")
        assert desk.session.ghost is not None
        assert (desk.session.cursor.sentence, desk.session.ghost.label) == (0, "source")
        await desk.press("end", "greater_than_sign")
        assert desk.session.cursor.sentence == 2


async def test_done_says_what_was_not_judged(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("+", "enter")
        assert "not judged" not in desk.info
        await desk.press("enter")
        assert desk.info == "sent. 2 done, 1 suggestion not judged"


async def test_what_was_accepted_says_where_it_is_from(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        await desk.press("=", "exclamation_mark")
        assert desk.info == "attribution · accepted as nl-lexicon/1 suggested it · Volgens"


async def test_where_they_are_hidden_the_footer_says_how_they_are_shown(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        assert "suggestions" not in desk.footer
        await desk.press("backslash", "right")
        assert "\\ suggestions" in desk.footer


async def test_what_the_model_makes_of_it_is_drawn_before_a_key_is_about_it(session: Session) -> None:
    async with sit_down(session, suggestions=True) as desk:
        session.project.conn.execute("INSERT INTO blind (document, since) SELECT id, '' FROM document")
        assert len(drawn(desk)) == 4
        desk.screen._study()
        await desk.pilot.pause()
        assert drawn(desk) == []


async def test_they_are_spoken(session: Session) -> None:
    async with sit_down(session, suggestions=True, settings=Settings(spoken=True)) as desk:
        assert "uggested: attribution, Volgens." in " ".join(desk.screen.spoken.plain.split())
