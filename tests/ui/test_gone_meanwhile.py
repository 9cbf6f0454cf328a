"""What another process takes away or spoils is told on the screen; it never ends the program, and nothing is mixed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from annotator.session.adjudication import Adjudication
from annotator.session.finding import Finder
from annotator.session.query import parsed
from annotator.settings import Settings
from annotator.store import open_project
from annotator.store.documents import document_id
from annotator.store.removal import remove_document
from annotator.ui.app import AdjudicatorApp
from annotator.ui.screens.adjudicate import AdjudicateScreen, GoldScreen
from tests.building import ARTICLE, SHORT, at_work, behind_its_back, findings, opened
from tests.ui.desk import sit_down
from tests.unit.session.adjudicating import adjudicating, gold, narrow, rated, wide

GONE = "This document was removed from the project: another one is open now"


def removed(path: Path, key: str) -> None:
    """Another process takes a document out."""
    with open_project(path) as other:
        number = document_id(other, key)
        assert number is not None
        remove_document(other, number, "boss")


@pytest.mark.parametrize("keys", [["c"], ["enter"], ["m", "h", "enter"], ["I", "enter"], ["b"], ["ctrl+z"]])
async def test_a_document_that_is_removed_makes_way_for_the_next(tmp_path: Path, keys: list[str]) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    async with sit_down(session) as desk:
        await desk.press("c", "right")
        removed(tmp_path / "p.db", "a")
        await desk.press(*keys)
        if keys != ["ctrl+z"]:  # there is nothing to undo any more, so nobody notices yet
            assert desk.info == GONE
            assert session.stored.document.key == "b"
            assert "Er is brand." in "\n".join(desk.rows)
        await desk.press("right", "s")
        if keys == ["ctrl+z"]:
            assert desk.info == GONE
        assert not session.pending
        assert findings(session.project) == []


async def test_the_last_document_that_is_removed_is_told_and_the_screen_stays(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    async with sit_down(session) as desk:
        removed(tmp_path / "p.db", "a")
        await desk.press("c")
        assert "there are no documents yet" in desk.info
        await desk.press("right", "enter")
        assert "there are no documents yet" in desk.info
        assert not session.pending


async def test_a_layer_that_cannot_be_read_leaves_everything_as_it_was(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project as project:
        other = opened(project, key="b")
        other.label("claim")
        other.finish("flagged")
        behind_its_back(tmp_path / "p.db", """UPDATE span SET fragments = '[[0,3,"zzz"]]'""")
        async with sit_down(session) as desk:
            for keys in (["G"], ["N", "N", "G"], ["s", "enter", "G"]):
                await desk.press(*keys)
                assert desk.info.startswith("The project file is damaged")
                assert session.stored.document.key == "a"
                assert "Mogelijk tientallen" in "\n".join(desk.rows)
            while session.next_open() is not None:
                await desk.press("enter")
            await desk.press("enter")
            assert desk.info.startswith("The project file is damaged")
            await desk.press("c")
            text = session.stored.document.text
            assert all(text[f.start : f.end] == f.text for s in session.labels.spans.values() for f in s.fragments)


def app(session: Session, settings: Settings) -> AdjudicatorApp:
    assert isinstance(session, Adjudication)
    return AdjudicatorApp(session, settings)


async def test_a_digit_is_an_answer_on_the_adjudication_screen_never_a_count(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow, more=[SHORT]) as project:
        case = adjudicating(project)
        async with sit_down(case, app=app) as desk:
            await desk.press("7")
            assert "times" not in desk.on_top.info.plain  # type: ignore[attr-defined]
            await desk.press("8", "right")
            first = gold(case)
            await desk.press("ctrl+z", "8", "2")
            assert gold(case) == first


async def test_what_is_found_in_an_annotators_layer_is_not_shown_in_place_of_gold(tmp_path: Path) -> None:
    with rated(tmp_path / "p.db", wide, narrow) as project:
        case = adjudicating(project)
        rater = case.comparison.raters[0].layer
        async with sit_down(case, app=app) as desk:
            await desk.pilot.press("e")
            await desk.pilot.pause()
            screen = desk.on_top
            assert isinstance(screen, GoldScreen)
            found = Session(project, rater.annotator)
            hit = next(Finder(project, found.own).hits(parsed("label:claim")))
            screen._found(hit)
            assert case.layer == case.own
            assert "compared where you came from" in screen.info.plain
            await desk.pilot.press("f3")
            await desk.pilot.pause()
            assert isinstance(desk.on_top, AdjudicateScreen)
            assert not case.read_only


async def test_a_count_does_not_outlast_a_key_that_does_nothing(tmp_path: Path) -> None:
    async with sit_down(at_work(tmp_path / "p.db", ARTICLE)) as desk:
        await desk.press("3", "Z", "right")
        assert desk.place == (0, 1)
        await desk.press("3", "right")
        assert desk.place == (0, 4)
