"""Typing a comment or a name, keys that mean nothing here, and the command palette."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from textual import events
from textual.widgets import Input

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.commands import Palette
from annotator.ui.screens.documents import DocumentsScreen
from tests.building import mark
from tests.ui.desk import Desk, sit_down


@pytest.fixture
async def desk(session: Session) -> AsyncIterator[Desk]:
    async with sit_down(session) as found:
        yield found


def typed(desk: Desk) -> str:
    """What stands in the prompt."""
    return desk.screen.prompt.plain.partition(": ")[2]


async def test_a_comment_is_kept_shown_changed_and_taken_away(desk: Desk) -> None:
    await desk.press("m")
    assert desk.footer.strip() == "⏎ keep  esc stop"
    await desk.type("Kop: stelt als feit?")
    await desk.press("enter")
    assert desk.session.state.comment == "Kop: stelt als feit?"
    assert "✎" in desk.rows[0]
    assert "✎ Kop: stelt als feit?" in desk.panel
    assert "c claim" in desk.footer
    await desk.press("m", "backspace", *["ctrl+w"] * 2, "escape")
    assert desk.session.state.comment == "Kop: stelt als feit?"
    await desk.press("m", "ctrl+u", "enter")
    assert desk.session.state.untouched
    assert "✎" not in desk.rows[0]


async def test_editing_the_line(desk: Desk) -> None:
    await desk.press("m")
    await desk.type("een twee drie")
    await desk.press("ctrl+w")
    assert typed(desk) == "een twee  "
    await desk.press("home", "delete", "delete", "right", "left", "X", "end", "backspace", "vier"[0])
    assert typed(desk) == "Xn tweev "
    await desk.press("ctrl+a", "ctrl+e", "ctrl+g", "tab", "up")
    assert typed(desk) == "Xn tweev "
    await desk.press("left", "left", "ctrl+u")
    assert typed(desk) == "ev"
    await desk.press("enter")
    assert desk.session.state.comment == "ev"


async def test_a_long_line_keeps_the_cursor_in_view(desk: Desk) -> None:
    await desk.press("m")
    await desk.type("0123456789" * 20)
    line = desk.screen.prompt.plain
    assert len(line) <= 121
    assert line.rstrip().endswith("6789")
    await desk.press("home")
    assert typed(desk).startswith("0123")
    await desk.pilot.resize_terminal(80, 24)
    await desk.pilot.pause()
    assert typed(desk).startswith("0123")
    await desk.press("enter")
    assert desk.session.state.comment == "0123456789" * 20


async def test_what_is_pasted_stays_on_one_line_and_only_where_typing_is(desk: Desk) -> None:
    desk.app.post_message(events.Paste("cus\nenter"))
    await desk.settled()
    assert desk.spans == []
    await desk.press("m")
    desk.app.post_message(events.Paste("twee\nregels\x1b"))
    await desk.settled()
    await desk.press("enter")
    assert desk.session.state.comment == "twee regels"


async def test_no_comment_grows_without_end(desk: Desk) -> None:
    await desk.press("m")
    desk.app.post_message(events.Paste("x" * 5000))
    await desk.settled()
    await desk.press("y", "enter")
    assert desk.session.state.comment == "x" * 2000


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("z", "z does nothing here (^z = undo, ? = help)"),
        ("é", "é does nothing here (? shows the keys)"),
        ("%", "% does nothing here (? shows the keys)"),
        ("ctrl+g", "^g does nothing here (g = flag, ? = help)"),
        ("f9", "f9 does nothing here (? shows the keys)"),
    ],
)
async def test_a_key_that_means_nothing_says_so_until_the_next(desk: Desk, key: str, said: str) -> None:
    await desk.press(key)
    assert desk.info == said
    assert desk.spans == []
    await desk.press("right")
    assert said not in desk.info


async def test_the_palette_lists_every_action_and_runs_one(desk: Desk) -> None:
    await desk.press("ctrl+p")
    palette = desk.on_top
    assert isinstance(palette, Palette)
    assert not palette.query_one(Input).cursor_blink
    await desk.pilot.press(*"documents")
    await desk.pilot.pause(0.1)
    await desk.pilot.press("enter")
    await desk.pilot.pause()
    assert isinstance(desk.on_top, DocumentsScreen)


async def test_the_palette_runs_what_needs_another_key(session: Session) -> None:
    mark(session, "claim", "Mogelijk tientallen doden in Almaty")
    async with sit_down(session, settings=Settings(language="nl")) as desk:
        await desk.press("ctrl+p")
        await desk.pilot.press(*"kenmerken")
        await desk.pilot.pause(0.1)
        await desk.pilot.press("enter")
        await desk.pilot.pause()
        assert desk.choice is not None
        await desk.press("c")
        assert desk.values("claim")["claim_type"] == "causal"


async def test_the_palette_finds_a_label_by_its_id(desk: Desk) -> None:
    await desk.press("ctrl+p")
    await desk.pilot.press(*"label.quote")
    await desk.pilot.pause(0.1)
    await desk.pilot.press("enter")
    await desk.pilot.pause()
    assert desk.spans == [("quote", "Mogelijk")]
