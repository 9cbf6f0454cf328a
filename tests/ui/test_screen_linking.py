"""Linking two spans: letters on what is possible, one relation at once, several asked for, far ones scrolled to."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from tests.building import at_work, mark
from tests.ui.desk import sit_down


@pytest.fixture
def marked(session: Session) -> Session:
    """Claims in two sentences, two sources, a cue; the cursor on the claim of the second sentence."""
    mark(session, "claim", "zijn er tientallen doden gevallen")
    mark(session, "source", "de politie")
    mark(session, "source", "persbureau TASS")
    mark(session, "source", "Interfax")
    mark(session, "claim", "Mogelijk tientallen doden in Almaty")
    mark(session, "uncertainty_cue", "Mogelijk")
    session.cursor.place(1, 4)
    session.active = None
    return session


async def test_letters_stand_on_what_is_possible_the_nearest_first(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("l")
        assert desk.info == "link c1 to … press a letter"
        assert desk.footer.strip() == "↑↓ scroll  esc stop"
        assert desk.hints == {
            "a": "de politie",
            "s": "Mogelijk tientallen doden in Almaty",
            "d": "Mogelijk",
            "f": "persbureau TASS",
            "g": "Interfax",
        }
        text = "\n".join(desk.rows)
        assert "╘a" in text
        assert "fpersbureau TASS" in text
        assert "gInterfax" in text


async def test_one_possible_relation_is_made_at_once_and_again_taken_away(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("l", "a")
        assert desk.links == [("attributed_to", "zijn er tientallen doden gevallen", "de politie")]
        assert desk.info == "c1 attributed_to → s1"
        assert "→ s1 attributed_to" in desk.panel
        assert desk.values("uncertainty_cue")["cue_type"] == "possible"
        await desk.press("l", "a")
        assert desk.links == []
        assert desk.info == "link taken away: attributed_to"


async def test_the_ends_are_exchanged_where_that_is_what_fits(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("l", "d")
        assert desk.links == [("hedges", "Mogelijk", "zijn er tientallen doden gevallen")]
        assert desk.info == "1.u1 hedges → c1"
        assert "← 1.u1 hedges" in desk.panel
        assert desk.session.current is not None
        assert desk.session.current.label == "claim"


async def test_several_possible_relations_are_asked_for(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("l", "s")
        assert desk.choice is not None
        assert desk.choice.title == "c1 → 1.c1"
        assert {"s", "d"} <= set(desk.options)
        await desk.press("s")
        assert [label for label, *_ in desk.links] == ["same_as"]
        await desk.press("l", "s", "d")
        assert sorted(label for label, *_ in desk.links) == ["disputes", "same_as"]
        await desk.press("l", "s", "escape")
        assert desk.info == "stopped"


async def test_a_chain_of_sources_may_go_either_way(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("down", "right", "right", "l")
        letter = next(key for key, text in desk.hints.items() if text == "Interfax")
        await desk.press(letter)
        if desk.choice is not None:
            await desk.press("r")
        assert desk.links == [("relayed_by", "persbureau TASS", "Interfax")]


async def test_escape_and_wrong_letters(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("l", "z")
        assert desk.info == "z is none of these (esc stops)"
        await desk.press("ctrl+y")
        assert desk.info == "^y is none of these (esc stops)"
        await desk.press("escape")
        assert not desk.screen.linking.active
        assert desk.hints == {}
        assert "persbureau TASS" in "\n".join(desk.rows)
        await desk.press("a")
        assert ("attribution_cue", "er") in desk.spans


async def test_nothing_to_link_to(session: Session) -> None:
    mark(session, "quote", "Twee")
    async with sit_down(session) as desk:
        await desk.press("l")
        assert desk.info == "no span in the document that quote can be linked to"
        assert not desk.screen.linking.active
        await desk.press("ctrl+home", "l")
        assert desk.info == "No span here: go to a labelled word first"


async def test_a_far_sentence_is_scrolled_to(tmp_path: Path) -> None:
    text = (
        "De bron staat hier.\n" + "\n".join(f"Zin {n} zegt niets bijzonders." for n in range(60)) + "\nEn zo is het.\n"
    )
    session = at_work(tmp_path / "p.db", text)
    mark(session, "source", "De bron")
    mark(session, "claim", "zo is het")
    with session.project:
        async with sit_down(session, size=(80, 24)) as desk:
            session.cursor.place(61, 1)
            desk.screen.draw()
            await desk.press("l")
            assert desk.info == "link c1 to … nothing in view, scroll to it"
            for _ in range(20):
                await desk.press("pageup")
                await desk.pilot.pause()
                if desk.hints:
                    break
            assert desk.hints == {"a": "De bron"}
            assert "  1    aDe bron staat hier." in desk.rows
            assert desk.place == (61, 1)
            await desk.press("a")
            assert desk.links == [("attributed_to", "zo is het", "De bron")]
            assert "→ 1.s1" in desk.info + desk.panel
            await desk.pilot.pause()
            assert any("▸" in row for row in desk.rows), "the view is back at the sentence in focus"


async def test_more_spans_than_letters_get_capitals(tmp_path: Path) -> None:
    words = [f"woord{n}" for n in range(60)]
    session = at_work(tmp_path / "p.db", " ".join(words) + " einde.")
    for word in words:
        mark(session, "source", word)
    claim = mark(session, "claim", "einde")
    session.active = claim.id
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("end", "left", "l")
            assert len(desk.hints) == 52
            assert desk.hints["A"] == "woord26"
            await desk.press("A")
            assert desk.links == [("attributed_to", "einde", "woord26")]
