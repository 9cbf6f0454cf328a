"""How the guideline beside the text and the spoken lines look, in both languages: ``--snapshot-update`` takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.app import AnnotatorApp
from tests.screenshots import project_in_hand

WIDE, NARROW = (120, 40), (80, 24)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
Compare = Callable[..., bool]


@pytest.fixture
def in_hand(tmp_path: Path) -> Iterator[Project]:
    with project_in_hand(tmp_path) as project:
        yield project


def app(project: Project, **settings: object) -> AnnotatorApp:
    session = Session(project, "anna")
    session.open()
    return AnnotatorApp(session, Settings(**{"suggestions": False, **settings}))  # type: ignore[arg-type]


@SIZES
@LANGUAGES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("i",), id="rule"),
        pytest.param(("down", "i", "u", "pagedown"), id="here"),
        pytest.param(("i", "pagedown", "pagedown", "pagedown", "pagedown", "pagedown"), id="attributes"),
        pytest.param(("i", "w"), id="sentence-label"),
        pytest.param(("I", "d", "a", "t", "?"), id="gap"),
    ],
)
def test_guideline(
    in_hand: Project, snap_compare: Compare, size: tuple[int, int], language: str, keys: Sequence[str]
) -> None:
    assert snap_compare(app(in_hand, language=language), terminal_size=size, press=keys)


@SIZES
@LANGUAGES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((), id="sentence"),
        pytest.param(("tab",), id="span"),
        pytest.param(("right", "shift+right", "u"), id="labelled"),
        pytest.param(("y",), id="question"),
    ],
)
def test_spoken(
    in_hand: Project, snap_compare: Compare, size: tuple[int, int], language: str, keys: Sequence[str]
) -> None:
    assert snap_compare(app(in_hand, language=language, spoken=True), terminal_size=size, press=keys)


def test_both(in_hand: Project, snap_compare: Compare) -> None:
    assert snap_compare(app(in_hand, language="nl", spoken=True), terminal_size=WIDE, press=("i",))


@pytest.mark.parametrize("theme", ["light", "high-contrast", "ansi"])
def test_theme(in_hand: Project, snap_compare: Compare, theme: str) -> None:
    assert snap_compare(app(in_hand, language="nl", theme=theme, spoken=True), terminal_size=WIDE, press=("i",))


def test_without_colour(in_hand: Project, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(in_hand, language="nl", no_color=True, spoken=True), terminal_size=WIDE, press=("i",))
