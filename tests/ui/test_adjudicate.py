"""The adjudication screen: its keys reach the session, the layers and the questions are on it, one gets in and out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.session.adjudication import Adjudication
from annotator.settings import Settings
from annotator.store import Project
from annotator.store.layers import layers_of
from annotator.ui.app import AdjudicatorApp
from annotator.ui.screens.adjudicate import AdjudicateScreen, GoldScreen
from annotator.ui.screens.help import HelpScreen
from tests.building import SHORT, findings, opened
from tests.ui.desk import Desk, sit_down
from tests.unit.session.adjudicating import TEXT, adjudicating, gold, narrow, rated, wide


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with rated(tmp_path / "p.db", wide, narrow, more=[SHORT]) as found:
        yield found


def app(session: Session, settings: Settings) -> AdjudicatorApp:
    assert isinstance(session, Adjudication)
    return AdjudicatorApp(session, settings)


def compared(desk: Desk) -> str:
    screen = desk.on_top
    assert isinstance(screen, AdjudicateScreen)
    return screen.compared.plain


def question(desk: Desk) -> str:
    screen = desk.on_top
    assert isinstance(screen, AdjudicateScreen)
    return screen.question.plain


async def leaving(desk: Desk, *keys: str) -> None:
    """Press keys that take a screen away."""
    await desk.pilot.press(*keys)
    await desk.pilot.pause()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_one_key_an_answer_and_on_to_the_next(project: Project, size: tuple[int, int]) -> None:
    case = adjudicating(project)
    async with sit_down(case, app=app, size=size) as desk:
        assert "missed  u3 uncertainty_cue" in question(desk)
        assert "╰u3" in compared(desk)
        assert "└c2" in compared(desk)
        await desk.press("left")
        first = gold(case)
        assert "boundary" in question(desk)
        await desk.press("up", "right")
        assert {bool(first), bool(gold(case))} == {True, False}  # one of them has the cue, the other says nothing
        await desk.press("a")
        assert ("source", "De politie") in gold(case)
        assert "gold" in compared(desk)
        await desk.press("ctrl+z")
        assert ("source", "De politie") not in gold(case)
        assert desk.info == "undone: adopted"
        await desk.press("ctrl+y", "b")
        assert [label for label, _ in gold(case)].count("claim") == 2
        await desk.press("n" if case.left() else "down", "enter", "enter")
        assert case.cursor.sentence == 2
        assert case.progress == (2, 3)
    assert findings(project) == []


async def test_enter_shows_what_is_left(project: Project) -> None:
    async with sit_down(adjudicating(project), app=app) as desk:
        await desk.press("enter")
        assert desk.info == "Not all is decided here yet: this is what is left"
        assert "1 of" in question(desk)
        await desk.press("h")
        assert desk.info == "h does nothing here (? shows the keys)"


async def test_names_are_shown_on_a_key(project: Project) -> None:
    async with sit_down(adjudicating(project), app=app) as desk:
        everything = compared(desk) + question(desk) + desk.title + desk.screen.panel.plain
        assert "anna" not in everything
        assert "bob" not in everything
        await desk.press("w")
        assert "anna" in compared(desk) + question(desk)
        assert "names are shown" in desk.info
        await desk.press("w")
        assert "anna" not in compared(desk) + question(desk)


async def test_edges_move_by_key(project: Project) -> None:
    case = adjudicating(project)
    async with sit_down(case, app=app) as desk:
        await desk.press("down", "}")
        assert [label for label, _ in gold(case)] == ["claim"]
        assert desk.info.startswith("gold: ")
        assert "edited" in question(desk)


async def test_changing_gold_on_the_annotation_screen_and_back(project: Project) -> None:
    case = adjudicating(project)
    async with sit_down(case, app=app) as desk:
        await desk.press("down", "e")
        assert isinstance(desk.on_top, GoldScreen)
        assert desk.on_top.info.plain.strip() == "gold: f3 goes back to comparing"
        await desk.press("v")
        assert desk.on_top.info.plain.strip() == "the layers are compared where you came from"
        await desk.press("home", "s")
        await leaving(desk, "escape")
        assert isinstance(desk.on_top, AdjudicateScreen)
        assert gold(case)[0] == ("source", "De")
        assert "s+" in compared(desk)
        await desk.press("e")
        await leaving(desk, "f3")
        assert isinstance(desk.on_top, AdjudicateScreen)
    assert findings(project) == []


async def test_from_the_annotation_screen_and_back_to_it(project: Project) -> None:
    anna = opened(project, "anna", "a")
    anna.cursor.place(1)
    async with sit_down(anna) as desk:
        await desk.press("f3")
        screen = desk.on_top
        assert isinstance(screen, AdjudicateScreen)
        assert (screen.case.own.annotator, screen.case.own.kind, screen.case.cursor.sentence) == ("anna", "gold", 1)
        await desk.press("pageup", "a", "question_mark")
        assert isinstance(desk.on_top, HelpScreen)
        await leaving(desk, "escape", "escape")
        assert desk.on_top is desk.screen
        await desk.press("v")
        assert anna.layer.annotator == "anna"
        assert anna.layer.kind == "gold"
        assert gold(anna) == [("source", "De politie")]
    kinds = [found.layer.kind for found in layers_of(project, anna.stored.id)]
    assert kinds == ["annotator", "gold", "annotator"]


async def test_where_nothing_can_be_adjudicated_it_says_so(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("f3")
        assert desk.on_top is desk.screen
        assert desk.info == "Nothing to adjudicate: no sentence is marked done by two annotators"


async def test_quitting_from_any_depth(project: Project) -> None:
    async with sit_down(adjudicating(project), app=app) as desk:
        await desk.press("escape")
        assert isinstance(desk.on_top, AdjudicateScreen)  # there is nothing below it
        await desk.press("a")
        await leaving(desk, "ctrl+q")
        assert desk.app.return_code == 0
    async with sit_down(opened(project, "anna", "a")) as desk:
        await desk.press("f3")
        await desk.press("e")
        await desk.press("question_mark")
        await leaving(desk, "ctrl+q")
        assert desk.app.return_code == 0


async def test_the_palette_has_the_actions_of_this_screen(project: Project) -> None:
    case = adjudicating(project)
    async with sit_down(case, app=app) as desk:
        await desk.press("ctrl+p")
        await desk.pilot.press(*"agreed")
        await desk.pilot.pause(0.1)
        await desk.pilot.press("enter")
        await desk.pilot.pause()
        assert ("source", "De politie") in gold(case)


async def test_hostile_text_is_never_obeyed(tmp_path: Path) -> None:
    text = "Er is \x1b]0;x\x07brand [/] [@click=x]hier[/]. Niemand\x9b weet iets."

    def all_of_it(session: Session) -> None:
        session.label("claim", ((0, len("Er is \x1b]0;x\x07brand")),))
        session.new_source(session.label("source", ((0, 2),)), "a\x1b]0;x\x07b")

    def less(session: Session) -> None:
        session.label("claim", ((0, 5),))
        session.new_source(session.label("source", ((0, 2),)), "a\x1bc")

    with rated(tmp_path / "p.db", all_of_it, less, text=text) as project:
        async with sit_down(adjudicating(project), app=app) as desk:
            for key in ("down", "down", "down", "a", "down", "w", "left"):
                await desk.press(key)
                screen = desk.on_top
                assert isinstance(screen, AdjudicateScreen)
                for widget in (screen.compared, screen.question, screen.panel, screen.title_bar, screen.info):
                    shown = "".join(widget.render_line(y).text for y in range(widget.size.height))
                    assert not {"\x1b", "\x07", "\x9b"} & set(shown)
            assert "[@click=x]" in compared(desk)


def test_the_sample_text_has_the_words() -> None:
    assert "er mogelijk doden zijn" in TEXT
