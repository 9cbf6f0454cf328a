"""The agreement screen: opened, moved in, a figure entered down to both layers of a sentence, and back step by step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from annotator.errors import StoreBusy
from annotator.session import Session
from annotator.session.behind import Looked
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.app import AnnotatorApp
from annotator.ui.screens.agreement import AgreementScreen
from annotator.ui.screens.documents import DocumentsScreen
from annotator.ui.widgets.painted import Painted
from tests.agreeing import differing, finished
from tests.building import at_work, mark, opened


@dataclass
class Looking:
    """Somebody who looks at agreement."""

    app: AnnotatorApp
    pilot: Pilot[None]

    @property
    def screen(self) -> AgreementScreen:
        assert isinstance(self.app.screen, AgreementScreen)
        return self.app.screen

    def part(self, name: str) -> str:
        return self.screen.query_one(f"#{name}", Painted).plain

    @property
    def head(self) -> str:
        return self.part("head")

    @property
    def body(self) -> str:
        return self.part("body")

    @property
    def chosen(self) -> str:
        """The line that the cursor is on, without the mark."""
        return next(line for line in self.body.split("\n") if line.startswith(" ▸ "))[3:].strip()

    async def until(self, holds: Callable[[], object]) -> None:
        for _ in range(1000):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError("it did not come to that")

    async def whole(self) -> None:
        """Until the figures are there with their intervals."""
        await self.until(lambda: self.screen.failed or (self.screen.looked is not None and self.screen.looked.whole))


@asynccontextmanager
async def looking(
    project: Project, *, language: str = "en", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Looking]:
    session = Session(project, "anna")
    session.open("b")
    app = AnnotatorApp(session, Settings(language=language, suggestions=False))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Looking(app, pilot)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with differing(tmp_path / "p.db") as found:
        yield found


async def test_from_the_text_to_a_figure_to_its_sentences_to_the_text(project: Project) -> None:
    async with looking(project) as at:
        await at.pilot.press("f2")
        await at.whole()
        assert "2 documents · 11 sentences · anna, bob" in at.head
        assert "2 documents: below 20 the intervals are too narrow" in at.head
        assert at.chosen.startswith("claim")
        await at.pilot.press("down")
        assert at.chosen.startswith("uncertainty_cue")
        await at.pilot.press("enter")
        assert "summary › uncertainty_cue   1 differ · 0 alike" in at.head
        assert at.chosen.startswith("≠ missed")
        assert " anna                                                      │ bob" in at.body
        assert "╰u1≈≈╯" in at.body
        assert "≠ anna labels ‘zouden’ as uncertainty_cue, bob does not" in at.body
        await at.pilot.press("escape")
        assert at.chosen.startswith("uncertainty_cue")
        await at.pilot.press("enter", "enter")
        assert at.app.screen is at.app.annotate
        assert at.app.session.stored.document.key == "a"
        assert at.app.session.cursor.sentence == 6
        await at.pilot.press("f2")
        await at.whole()
        assert at.chosen.startswith("≠ missed")
        await at.pilot.press("escape", "escape")
        assert at.app.screen is at.app.annotate


async def test_all_views_and_the_way_between_them(project: Project) -> None:
    async with looking(project) as at:
        await at.pilot.press("f2")
        await at.whole()
        seen = []
        for key in ("tab", "3", "right", "4", "tab", "tab", "shift+tab"):
            await at.pilot.press(key)
            seen.append(at.screen.view)
        assert seen == ["labels", "pairs", "pairs", "annotators", "disagreements", "summary", "disagreements"]
        await at.pilot.press("3", *["left"] * 9, "right", "enter")
        assert "pairs › anna – bob  uncertainty_cue  F1" in at.head
        await at.pilot.press("escape", "5")
        for _ in range(len(at.screen.sheet.rows if at.screen.sheet else ())):
            await at.pilot.press("enter")
            assert at.screen.listed is not None
            assert at.screen.listed.places
            assert all(place.items for place in at.screen.listed.places)
            await at.pilot.press("escape", "down")


async def test_from_the_list_of_documents(project: Project) -> None:
    async with looking(project) as at:
        await at.pilot.press("d")
        assert isinstance(at.app.screen, DocumentsScreen)
        assert "f2 agreement" in at.app.screen.query_one("#keys", Painted).plain
        await at.pilot.press("f2")
        await at.whole()
        await at.pilot.press("enter", "enter")
        await at.pilot.pause()
        assert at.app.screen is at.app.annotate
        assert at.app.session.stored.document.key == "a"


async def test_another_key_opens_it_and_quitting_ends_it(project: Project) -> None:
    session = Session(project, "anna")
    session.open("b")
    app = AnnotatorApp(session, Settings(keys={"agreement": "f9"}, suggestions=False))
    async with app.run_test() as pilot:
        await pilot.press("f2")
        assert app.screen is app.annotate
        await pilot.press("d", "f9")
        assert isinstance(app.screen, AgreementScreen)
        await pilot.press("ctrl+q")
        assert app._exit


async def test_one_annotator_is_told_what_is_needed(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db")
    mark(session, "claim", "tientallen doden")
    finished(session)
    with session.project as project:
        app = AnnotatorApp(session, Settings(suggestions=False))
        async with app.run_test(size=(80, 24)) as pilot:
            at = Looking(app, pilot)
            await pilot.press("f2")
            await at.whole()
            assert "Only anna has labelled" in at.body
            assert "at least two annotators marked done" in at.body
            await pilot.press("enter", "down", "tab", "5", "space")
            assert "Only anna has labelled" in at.body
            mark(opened(project, "bob", "a"), "claim", "tientallen doden")
            await pilot.press("escape", "f2")
            await at.whole()
            assert "No sentence has been finished by two annotators" in at.body
            assert "not compared, no sentence was finished by two: a" in at.body


class Slow(AgreementScreen):
    """Waits before the figures until it may go on."""

    go: Event
    ended: Event

    def figures(self) -> Iterator[Looked]:
        self.go.wait(10)
        yield from super().figures()
        self.ended.set()


async def test_it_says_at_once_that_it_computes_and_stays_alive(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    Slow.go, Slow.ended = Event(), Event()
    monkeypatch.setattr("annotator.ui.screens.agreement.AgreementScreen", Slow)
    async with looking(project) as at:
        await at.pilot.press("f2")
        assert "computing …" in at.head
        await at.pilot.press("down", "tab", "enter")
        Slow.go.set()
        await at.whole()
        assert "computing" not in at.head
        assert at.chosen.startswith("claim")


async def test_leaving_ends_the_computing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    Slow.go, Slow.ended = Event(), Event()
    monkeypatch.setattr("annotator.ui.screens.agreement.AgreementScreen", Slow)
    async with looking(project) as at:
        await at.pilot.press("f2")
        screen = at.screen
        await at.pilot.press("escape")
        assert at.app.screen is at.app.annotate
        Slow.go.set()
        await at.until(Slow.ended.is_set)
        assert screen.looked is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreBusy("p.db: another process is writing", "try again"), "p.db: another process is writing – try again"),
        (ZeroDivisionError("of a bug"), "ZeroDivisionError: of a bug"),
    ],
)
async def test_an_error_of_the_thread_is_a_message(
    project: Project, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    class Failing(AgreementScreen):
        def figures(self) -> Iterator[Looked]:
            raise error

    monkeypatch.setattr("annotator.ui.screens.agreement.AgreementScreen", Failing)
    async with looking(project) as at:
        await at.pilot.press("f2")
        await at.whole()
        assert "The figures could not be computed" in at.body
        assert words in at.body
        await at.pilot.press("escape")
        assert at.app.screen is at.app.annotate


async def test_the_mouse_goes_to_a_row_and_opens_it(project: Project) -> None:
    async with looking(project) as at:
        await at.pilot.press("f2")
        await at.whole()
        assert at.screen.sheet is not None
        for row in (2, 1):
            await at.pilot.click(offset=(9, at.screen.body_top + at.screen.sheet.at[row]))
            assert at.screen.seen["summary"].cursor.row == row
        await at.pilot.click(offset=(9, at.screen.body_top))  # the heading of the rows
        assert at.screen.listed is None
        await at.pilot.press("home")
        await at.pilot.click(offset=(9, at.screen.body_top + at.screen.sheet.at[0]))
        assert at.chosen.startswith("≠ boundary")
        await at.pilot.click(offset=(9, at.screen.body_top + 2))
        assert at.chosen.startswith("= alike        b")
        await at.pilot.click(offset=(9, at.screen.body_top + 12))  # the layers
        assert at.chosen.startswith("= alike        b")


async def test_layers_taller_than_the_room_are_scrolled(project: Project) -> None:
    async with looking(project, size=(60, 14), language="nl") as at:
        await at.pilot.press("f2")
        await at.whole()
        await at.pilot.press("enter")
        first = at.body
        assert "begint elders" in first
        assert "↓ nog" in first
        await at.pilot.press(*["space"] * 9)
        assert "↓ nog" not in at.body
        assert "begint elders" not in at.body
        await at.pilot.press(*["backspace"] * 9)
        assert at.body == first
