"""``annotator assist``: on, off, blind by name and by chance, and what became of suggestions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.store import open_project
from tests.building import opened
from tests.unit.cli.calling import Run, lines

TEXT = "Volgens de politie is de dader mogelijk gevlucht."


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """A project of ten documents."""
    documents: list[dict[str, Any]] = [{"key": f"d{n}", "text": f"{TEXT} Nummer {n}."} for n in range(10)]
    run("import", lines(tmp_path / "in.jsonl", *documents))
    return tmp_path / "annotations.db"


def shown(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = run("assist", "show", "--json").data
    return found


def test_on_until_it_is_off(run: Run, project: Path) -> None:
    assert shown(run) == {"suggestions": "on", "blind": [], "outcomes": []}
    assert "suggestions are off" in run("assist", "off", "--annotator", "chief").err
    assert shown(run)["suggestions"] == "off"
    run("assist", "on", "--annotator", "chief")
    assert shown(run)["suggestions"] == "on"
    assert "chief" in run("log").out


def test_blind_by_name_and_sighted_again(run: Run, project: Path) -> None:
    assert "2 more documents" in run("assist", "blind", "d1", "d3", "d1").err
    assert shown(run)["blind"] == ["d1", "d3"]
    run("assist", "sighted", "d1")
    assert shown(run)["blind"] == ["d3"]
    assert run("assist", "show").out.startswith("suggestions: on\nblind documents: 1\n  d3\n")


def test_a_share_is_drawn_by_chance_and_again_the_same(run: Run, project: Path) -> None:
    run("assist", "blind", "--share", "0.25", "--seed", "7")
    drawn = shown(run)["blind"]
    assert len(drawn) == 3
    assert "0 more" in run("assist", "blind", "--share", "0.25", "--seed", "7").err
    run("assist", "blind", "--share", "0.25", "--seed", "8")
    assert len(shown(run)["blind"]) > 3


@pytest.mark.parametrize(
    "wrong",
    [
        ("blind",),
        ("blind", "d1", "--share", "0.5"),
        ("blind", "nowhere"),
        ("sighted", "nowhere"),
        ("blind", "--share", "2"),
    ],
)
def test_wrong_use_changes_nothing(run: Run, project: Path, wrong: tuple[str, ...]) -> None:
    assert run("assist", *wrong, code=2).err
    assert shown(run) == {"suggestions": "on", "blind": [], "outcomes": []}


def test_what_became_of_suggestions_is_counted_by_who_made_and_who_judged_them(run: Run, project: Path) -> None:
    with open_project(project) as store:
        session = opened(store, key="d0")
        session.awake = True
        session.reject_suggested()
        for span in session.accept_reliable():
            if span.label == "source":
                session.active = span.id
                session.move_edge("start", 1)
    assert shown(run)["outcomes"] == [
        {"suggester": "nl-frames/1", "annotator": "anna", "label": "claim", "accepted": 1, "edited": 0, "rejected": 0},
        {"suggester": "nl-frames/1", "annotator": "anna", "label": "source", "accepted": 0, "edited": 1, "rejected": 0},
        {
            "suggester": "nl-lexicon/1",
            "annotator": "anna",
            "label": "attribution_cue",
            "accepted": 0,
            "edited": 0,
            "rejected": 1,
        },
        {
            "suggester": "nl-lexicon/1",
            "annotator": "anna",
            "label": "uncertainty_cue",
            "accepted": 1,
            "edited": 0,
            "rejected": 0,
        },
    ]
    assert "nl-lexicon/1" in run("assist", "show").out
