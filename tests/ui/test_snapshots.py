"""How the screens look, as pictures: ``pytest tests/ui/test_snapshots.py --snapshot-update`` takes them anew.

The project is that of the documentation's pictures: the demo's article, labelled up to sentence 34. The clock stands
still, so no seconds are shown.
"""

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
Compare = Callable[..., bool]


@pytest.fixture
def in_hand(tmp_path: Path) -> Iterator[Project]:
    with project_in_hand(tmp_path) as project:
        yield project


def app(project: Project, annotator: str = "anna", at: int | None = None, **settings: object) -> AnnotatorApp:
    session = Session(project, annotator)
    session.open()
    if at is not None:
        session.cursor.place(at)
    return AnnotatorApp(session, Settings(**{"language": "nl", "suggestions": False, **settings}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "at", "keys"),
    [
        pytest.param(WIDE, None, (), id="annotate-wide"),
        pytest.param(NARROW, None, (), id="annotate-narrow"),
        pytest.param(WIDE, 0, (), id="headline-nested"),
        pytest.param(NARROW, 19, ("tab", "tab"), id="quote-over-sentences"),
        pytest.param(NARROW, 29, ("tab",), id="chain-of-sources"),
        pytest.param(NARROW, None, ("shift+right", "comma", "right", "right", "shift+right"), id="held-and-selected"),
        pytest.param(NARROW, None, ("tab", "l"), id="link"),
        pytest.param(WIDE, None, ("e",), id="attributes"),
        pytest.param(NARROW, None, ("e", "s"), id="values"),
        pytest.param(NARROW, None, ("tab", "tab", "o"), id="which-source"),
        pytest.param(NARROW, None, ("m", "W", "i", "e", "?"), id="comment"),
        pytest.param(NARROW, None, ("z",), id="no-such-key"),
        pytest.param(WIDE, None, ("question_mark",), id="help-wide"),
        pytest.param(NARROW, None, ("question_mark",), id="help-narrow"),
        pytest.param(NARROW, None, ("d",), id="documents"),
    ],
)
def test_screen(
    in_hand: Project, snap_compare: Compare, size: tuple[int, int], at: int | None, keys: Sequence[str]
) -> None:
    assert snap_compare(app(in_hand, at=at), terminal_size=size, press=keys)


def test_anothers_layer(in_hand: Project, snap_compare: Compare) -> None:
    assert snap_compare(app(in_hand, "bob", at=11), terminal_size=NARROW, press=("v",))


@pytest.mark.parametrize("theme", ["light", "high-contrast", "ansi"])
def test_theme(in_hand: Project, snap_compare: Compare, theme: str) -> None:
    assert snap_compare(app(in_hand, theme=theme), terminal_size=WIDE)


def test_without_colour(in_hand: Project, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(in_hand, no_color=True), terminal_size=WIDE)
