"""How the agreement screen looks: ``pytest tests/ui/test_agreement_snapshots.py --snapshot-update`` takes it anew.

The seed article as three documents, by its own annotator and two who differ.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotator.session import Session
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.app import AnnotatorApp
from annotator.ui.screens.agreement import AgreementScreen
from tests.agreeing import finished, parted
from tests.building import at_work

WIDE, NARROW = (120, 40), (80, 24)
Compare = Callable[..., bool]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with parted(tmp_path / "p.db") as found:
        yield found


def app(project: Project, **settings: object) -> AnnotatorApp:
    session = Session(project, "anna")
    session.open()
    return AnnotatorApp(session, Settings(**{"language": "nl", "suggestions": False, **settings}))  # type: ignore[arg-type]


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Open the screen, wait for all its figures, press keys."""

    async def run(pilot: Pilot[None]) -> None:
        await pilot.press("f2")
        screen = pilot.app.screen
        assert isinstance(screen, AgreementScreen)
        for _ in range(2000):
            if screen.looked is not None and screen.looked.whole:
                break
            await pilot.pause(0.01)
        await pilot.press(*keys)
        await pilot.pause()

    return run


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("down",), id="summary"),
        pytest.param(("end",), id="summary-end"),
        pytest.param(("2", *["down"] * 3), id="labels"),
        pytest.param(("3", "right", "down"), id="pairs"),
        pytest.param(("4",), id="annotators"),
        pytest.param(("5",), id="disagreements"),
        pytest.param(("enter", *["down"] * 4), id="sentences"),
    ],
)
def test_screen(project: Project, snap_compare: Compare, size: tuple[int, int], keys: Sequence[str]) -> None:
    assert snap_compare(app(project), terminal_size=size, run_before=after(*keys))


def test_in_english(project: Project, snap_compare: Compare) -> None:
    assert snap_compare(app(project, language="en"), terminal_size=WIDE, run_before=after("5", "enter"))


def test_one_annotator(tmp_path: Path, snap_compare: Compare) -> None:
    session = at_work(tmp_path / "p.db")
    finished(session)
    with session.project as project:
        assert snap_compare(app(project), terminal_size=NARROW, run_before=after())


@pytest.mark.parametrize("theme", ["light", "high-contrast", "ansi"])
@pytest.mark.parametrize(
    "keys",
    [(), ("2",), ("3",), ("4",), ("5",), ("enter",)],
    ids=["summary", "labels", "pairs", "annotators", "disagreements", "sentences"],
)
def test_theme(project: Project, snap_compare: Compare, theme: str, keys: Sequence[str]) -> None:
    assert snap_compare(app(project, theme=theme), terminal_size=NARROW, run_before=after(*keys))


@pytest.mark.parametrize(
    "keys",
    [(), ("2",), ("3",), ("4",), ("5",), ("enter",)],
    ids=["summary", "labels", "pairs", "annotators", "disagreements", "sentences"],
)
def test_without_colour(
    project: Project, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, keys: Sequence[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(project, no_color=True), terminal_size=NARROW, run_before=after(*keys))
