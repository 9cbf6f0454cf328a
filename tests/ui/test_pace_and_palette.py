"""The pace on the screen, quiet or always there; the palette finds an action by whatever one knows of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.commands import Palette
from tests.building import ARTICLE, SHORT, at_work, mark, opened
from tests.ui.desk import Desk, sit_down


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return at_work(tmp_path / "p.db", ARTICLE, SHORT)


async def test_the_pace_is_said_when_it_is_asked_and_gone_with_the_next_key(session: Session) -> None:
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("enter", "enter")
            assert "today" not in desk.footer + desk.info
            await desk.press("P")
            assert desk.info.startswith("today 2 sentences in ")
            assert "6 left here, 9 in the project" in desk.info
            await desk.press("right")
            assert desk.info == ""


async def test_the_pace_stands_in_the_footer_for_those_who_set_it(session: Session) -> None:
    with session.project:
        async with sit_down(session, settings=Settings(pace=True)) as desk:
            await desk.press("enter")
            assert "1 today" in desk.footer
            assert "·" not in desk.footer, "one sentence tells no speed"
            await desk.press("enter", "enter", "enter", "enter")
            assert "5 today · " in desk.footer
            assert desk.footer.rstrip().endswith("? help")
            await desk.press("ctrl+z")
            assert "4 today" in desk.footer


# -- the palette ------------------------------------------------------------------------------------------------------


async def found(desk: Desk, typed: str) -> list[tuple[str, bool]]:
    """The lines of the palette for what is typed, and which of them are dim."""
    await desk.press("ctrl+p")
    assert isinstance(desk.on_top, Palette)
    desk.on_top.query_one(Input).value = typed
    await desk.pilot.pause(0.3)
    options = desk.on_top.query_one(OptionList).options
    lines = []
    for option in options:
        prompt = option.prompt
        text = getattr(prompt, "plain", str(prompt)).strip()
        lines.append((" ".join(text.split()), "dim" in str(getattr(prompt, "spans", ""))))
    await desk.pilot.press("escape", "escape")
    await desk.settled()
    return lines


@pytest.mark.parametrize(
    ("language", "typed", "line"),
    [
        ("nl", "onzeker", "u onzekerheid"),
        ("nl", "uncertainty", "u onzekerheid"),
        ("en", "onzekerheid", "u uncertainty"),
        ("nl", "label.quote", "q citaat"),
        ("nl", "^z", "^z terug"),
        ("en", "ctrl+z", "^z undo"),
        ("en", "?", "? f1 help"),
        ("en", "P", "P pace"),
        ("nl", "tempo", "P tempo"),
    ],
)
async def test_an_action_is_found_by_words_of_either_language_id_and_key(
    session: Session, language: str, typed: str, line: str
) -> None:
    with session.project:
        async with sit_down(session, size=(80, 24), settings=Settings(language=language)) as desk:
            assert (await found(desk, typed))[0][0] == line


async def test_what_can_do_nothing_here_is_dim(session: Session) -> None:
    with session.project:
        async with sit_down(session) as desk:
            assert ("x del ⌫ delete", True) in await found(desk, "span.delete")
            assert ("c claim", False) in await found(desk, "label.claim")
            mark(session, "claim", "Mogelijk")
            session.cursor.place(0)
            assert ("x del ⌫ delete", False) in await found(desk, "span.delete")


async def test_from_the_palette_anothers_layer_is_not_changed_either(session: Session) -> None:
    with session.project:
        mark(opened(session.project, "bob", "a"), "quote", "Mogelijk")
        async with sit_down(session) as desk:
            await desk.press("v")
            assert session.read_only
            await desk.press("ctrl+p")
            assert isinstance(desk.on_top, Palette)
            desk.on_top.query_one(Input).value = "sentence.role"
            await desk.pilot.pause(0.3)
            await desk.pilot.press("enter", "enter")
            await desk.pilot.pause(0.2)
            assert desk.on_top is desk.screen
            assert desk.choice is None
            assert "esc shows yours" in desk.info
