"""How the adjudication screen looks: ``pytest tests/ui/test_adjudicate_snapshots.py --snapshot-update`` takes it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.session.adjudication import Adjudication
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.app import AdjudicatorApp
from tests.building import new_project, taken
from tests.screenshots import clock
from tests.unit.session.disagreeing import disagreeing

WIDE, NARROW = (120, 40), (80, 24)
Compare = Callable[..., bool]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "demo.db", clock=clock()) as found:
        records = [disagreeing(name, seed) for seed, name in enumerate(("bob", "carla", "dirk"), 1)]
        assert taken(found, *records) == ["added", "layer", "layer"]
        yield found


def app(project: Project, annotators: Sequence[str], at: int, **settings: object) -> AdjudicatorApp:
    case = Adjudication(project, "eve", annotators)
    case.open("nos-almaty", at)
    return AdjudicatorApp(case, Settings(**{"language": "nl", **settings}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "at", "keys"),
    [
        pytest.param(WIDE, 11, (), id="wide"),
        pytest.param(NARROW, 11, (), id="narrow"),
        pytest.param(WIDE, 11, ("a", "left"), id="adopted"),
        pytest.param(NARROW, 9, ("a", "left", "right", "tab"), id="link"),
        pytest.param(NARROW, 14, (), id="nothing-in-dispute"),
        pytest.param(NARROW, 11, ("w",), id="names"),
        pytest.param(NARROW, 9, ("enter",), id="not-yet"),
        pytest.param(WIDE, 9, ("question_mark",), id="help"),
    ],
)
def test_two(project: Project, snap_compare: Compare, size: tuple[int, int], at: int, keys: Sequence[str]) -> None:
    assert snap_compare(app(project, ["bob", "carla"], at), terminal_size=size, press=keys)


def test_three(project: Project, snap_compare: Compare) -> None:
    assert snap_compare(app(project, ["bob", "carla", "dirk"], 9), terminal_size=NARROW, press=("a",))


def test_without_colour(project: Project, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    case = app(project, ["bob", "carla"], 11, no_color=True, theme="light")
    assert snap_compare(case, terminal_size=NARROW, press=("a",))
