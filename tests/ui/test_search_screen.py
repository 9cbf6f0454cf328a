"""Searching on the screen: found as one types, opened at the words, and back again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.screens.search import SearchScreen
from annotator.ui.widgets.hits import around
from tests.building import ARTICLE, SHORT, at_work, mark, opened
from tests.ui.desk import Desk, sit_down

HOSTILE = "Een [red]val[/] \x1b]0;weg\x07 \u202evan links. Nog een [@click=app.quit]zin[/]."


@pytest.fixture
def session(tmp_path: Path) -> Session:
    found = at_work(tmp_path / "p.db", ARTICLE, SHORT, HOSTILE)
    mark(found, "claim", "Mogelijk tientallen doden in Almaty")
    found.active = None
    mark(opened(found.project, "bert", "b"), "source", "De politie")
    return found


@pytest.fixture
async def desk(session: Session) -> AsyncIterator[Desk]:
    with session.project:
        async with sit_down(session) as found:
            yield found


def searching(desk: Desk) -> SearchScreen:
    screen = desk.on_top
    assert isinstance(screen, SearchScreen)
    return screen


def lines(desk: Desk) -> list[str]:
    return [line.rstrip() for line in searching(desk).list.plain.split("\n")]


def said(desk: Desk) -> str:
    return searching(desk).said.plain.split("·")[0].strip()


async def until(desk: Desk, there: Callable[[], object]) -> None:
    """Until the thread has told what is waited for."""
    end = time.monotonic() + 10
    while not there():
        assert time.monotonic() < end, (said(desk), lines(desk))
        await asyncio.sleep(0.01)


async def ask(desk: Desk, query: str) -> None:
    """Open the search, type, and wait for the answer."""
    if desk.on_top is desk.screen:
        await desk.press("/")
    await desk.pilot.press(*query)
    screen = searching(desk)
    await until(desk, lambda: screen._shown is screen._coming and screen._shown.last is not None)


async def test_hits_come_as_one_types(desk: Desk) -> None:
    await ask(desk, "politie")
    assert searching(desk).prompt.plain.strip() == "Search: politie"
    assert said(desk) == "2 found"
    assert lines(desk) == [
        "▸a    2  Volgens de politie zijn er tientallen doden gevallen.",
        " b    2  De politie zegt niets.",
    ]
    await ask(desk, " niets")
    assert lines(desk) == ["▸b    2  De politie zegt niets."]
    await ask(desk, "x")
    assert said(desk) == "nothing found"


async def test_enter_goes_to_the_words_and_back_is_where_one_was(desk: Desk) -> None:
    await desk.press("down", "right")
    await ask(desk, "politie")
    await desk.pilot.press("down", "enter")
    await desk.pilot.pause()
    assert desk.on_top is desk.screen
    assert desk.session.stored.document.key == "b"
    assert desk.place == (1, 1)
    await desk.press("alt+left")
    assert (desk.session.stored.document.key, desk.place) == ("a", (1, 1))
    await desk.press("alt+right")
    assert (desk.session.stored.document.key, desk.place) == ("b", (1, 1))


async def test_escape_changes_nothing(desk: Desk) -> None:
    await desk.press("down", "right")
    await ask(desk, "politie")
    await desk.pilot.press("down", "escape")
    await desk.pilot.pause()
    assert (desk.session.stored.document.key, desk.place) == ("a", (1, 1))
    await desk.press("alt+left")
    assert desk.info == "You have not jumped from anywhere"


async def test_the_last_query_is_there_again_and_makes_way_for_another(desk: Desk) -> None:
    await ask(desk, "politie")
    await desk.pilot.press("down", "escape")
    await desk.pilot.pause()
    await ask(desk, "")
    assert lines(desk)[1] == "▸b    2  De politie zegt niets."
    await desk.pilot.press("escape")
    await desk.pilot.pause()
    await ask(desk, "brand")
    assert searching(desk).prompt.text == "brand"
    await until(desk, lambda: lines(desk) == ["▸b    1  Er is brand."])
    await desk.pilot.press("escape")
    await desk.pilot.pause()
    await desk.press("/")
    await desk.pilot.press("end", "e", "n")
    assert searching(desk).prompt.text == "branden"


async def test_enter_before_the_answer_opens_its_first_hit(desk: Desk) -> None:
    await desk.press(*"/opzet", "enter")
    await until(desk, lambda: desk.on_top is desk.screen)
    assert (desk.session.stored.document.key, desk.place) == ("b", (2, 3))


async def test_a_span_is_chosen_and_anothers_layer_is_read_only(desk: Desk) -> None:
    await ask(desk, "label:claim")
    assert lines(desk) == ["▸a    1  claim  Mogelijk tientallen doden in Almaty"]
    await desk.pilot.press("enter")
    await desk.pilot.pause()
    assert desk.session.current is not None
    assert desk.session.current.label == "claim"
    await ask(desk, "label:source by:bert")
    await desk.pilot.press("enter")
    await desk.pilot.pause()
    assert desk.session.layer.annotator == "bert"
    await desk.press("c")
    assert desk.info.startswith("This is another's layer, read only")
    await desk.press("alt+left")
    assert not desk.session.read_only


@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("en", "label:clam", "no label clam: did you mean claim? there are claim, uncertainty_cue"),
        ("nl", "label:clam", "geen label clam: bedoel je claim? er zijn claim, uncertainty_cue"),
        ("nl", "labl:claim", "geen veld labl: bedoel je label?"),
        ("nl", "label:", "er staat niets achter label:"),
        ("nl", "-by:anna", "van: kan niet ontkend worden"),
        ("nl", "...", "... heeft geen letters of cijfers"),
        ("nl", "van:karel", "geen annotator karel: er zijn anna, bert"),
        ("nl", "stuk:karel", "geen document karel: er zijn a, b, c"),
    ],
)
async def test_a_slip_is_said_on_one_line(session: Session, language: str, query: str, words: str) -> None:
    with session.project:
        async with sit_down(session, settings=Settings(language=language)) as desk:
            await ask(desk, query)
            assert said(desk).startswith(words)


async def test_the_text_is_shown_and_does_nothing(desk: Desk) -> None:
    await ask(desk, "een")
    shown = "\n".join(lines(desk))
    assert "[red]val[/] ␛]0;weg␇ ·van links." in shown
    assert "[@click=app.quit]zin[/]" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_every_line_fits(session: Session, size: tuple[int, int]) -> None:
    with session.project:
        async with sit_down(session, size=size) as desk:
            await ask(desk, "e*")
            for painted in desk.on_top.query("Painted"):
                assert painted.size.width <= size[0]
            assert all(len(line) <= size[0] for line in lines(desk))
            await desk.pilot.resize_terminal(60, 20)
            await desk.pilot.pause()
            assert all(len(line) <= 60 for line in lines(desk))


async def test_more_hits_as_one_goes_down(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", " ".join(f"Zin {number} is hier." for number in range(1, 301)))
    with session.project:
        async with sit_down(session, size=(80, 24)) as desk:
            await ask(desk, "zin")
            assert said(desk).endswith("+ found")
            for _ in range(40):
                await desk.pilot.press("pagedown")
                await asyncio.sleep(0.02)
                if said(desk) == "300 found":
                    break
            await until(desk, lambda: said(desk) == "300 found")
            await desk.pilot.press(*["pagedown"] * 20)
            assert "▸a  300  Zin 300 is hier." in lines(desk)
            await desk.pilot.press("enter")
            await desk.pilot.pause()
            assert desk.place == (299, 0)


async def test_the_mouse_chooses_and_opens(desk: Desk) -> None:
    await ask(desk, "politie")
    await desk.pilot.click("#hits", offset=(10, 1))
    assert lines(desk)[1].startswith("▸")
    await desk.pilot.click("#hits", offset=(10, 1))
    await desk.pilot.pause()
    assert desk.session.stored.document.key == "b"


@pytest.mark.parametrize(
    ("text", "marks", "width", "shown"),
    [
        ("kort en goed", [(5, 7)], 40, "kort [en] goed"),
        ("", [], 10, ""),
        ("een twee drie vier vijf zes zeven", [(24, 27)], 20, "… vijf [zes] zeven"),
        ("een twee drie vier vijf zes zeven", [(0, 3)], 12, "[een] twee dr…"),
        ("een twee drie", [(0, 3), (9, 13)], 40, "[een] twee [drie]"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", [(0, 30)], 10, "[aaaaaaaaa…]"),
        ("漢字漢字漢字 zou 漢字", [(7, 10)], 12, "… [zou] 漢字"),
    ],
)
def test_the_words_around(text: str, marks: list[tuple[int, int]], width: int, shown: str) -> None:
    pieces = around(text, marks, width)
    assert "".join(f"[{piece}]" if marked else piece for piece, marked in pieces) == shown
