"""How layouts, links, hints and the legend look in every theme: ``--snapshot-update`` takes the pictures anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import THEMES, Settings
from annotator.store import Project
from annotator.ui.app import AnnotatorApp
from tests.screenshots import project_in_hand

WIDE, NARROW = (120, 40), (80, 24)
LINKED = 9
"""The sentence whose source relays another, and whose claim the next one shares a source with."""
Compare = Callable[..., bool]

LOOKS = [pytest.param({"theme": theme}, id=theme) for theme in THEMES]
LOOKS.append(pytest.param({"no_color": True}, id="no-colour"))


@pytest.fixture
def in_hand(tmp_path: Path) -> Iterator[Project]:
    with project_in_hand(tmp_path) as project:
        yield project


@pytest.mark.parametrize("settings", LOOKS)
@pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("tab",), id="links"),
        pytest.param(("K",), id="legend"),
        pytest.param(("R", "down"), id="reading"),
        pytest.param(("tab", "l"), id="hints"),
    ],
)
def test_reading(
    in_hand: Project,
    snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, object],
    size: tuple[int, int],
    keys: Sequence[str],
) -> None:
    if settings.get("no_color"):
        monkeypatch.setenv("NO_COLOR", "1")
    session = Session(in_hand, "anna")
    session.open()
    session.cursor.place(LINKED)
    app = AnnotatorApp(session, Settings(**{"language": "nl", "suggestions": False, **settings}))  # type: ignore[arg-type]
    assert snap_compare(app, terminal_size=size, press=keys)
