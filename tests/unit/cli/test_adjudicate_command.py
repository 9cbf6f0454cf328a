"""``annotator adjudicate`` without a terminal: what it refuses, and that gold goes out of the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli import adjudicate
from annotator.model import Layer
from annotator.session.adjudication import Adjudication
from annotator.store import open_project
from tests.unit.cli.calling import Run, exported, lines
from tests.unit.session.disagreeing import disagreeing


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """Bob and carla have labelled the demo's article."""
    lines(tmp_path / "given.jsonl", disagreeing("bob", 1), disagreeing("carla", 2))
    run("import", "given.jsonl", "--db", "annotations.db")
    return tmp_path / "annotations.db"


def test_without_a_terminal_it_says_that_it_needs_one(run: Run, project: Path) -> None:
    ran = run("adjudicate", code=2)
    assert "the screen needs a terminal" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--annotators", "bob"], "--annotators 'bob' names fewer than two"),
        (["--annotators", "bob, ,bob"], "names fewer than two"),
        (["--annotators", "bob,dora"], "nobody here is called 'dora'"),
        (["--document", "z"], "there is no document 'z'"),
        (["--annotator", "gold"], "an annotator cannot be called 'gold'"),
    ],
)
def test_wrong_use(run: Run, project: Path, arguments: list[str], said: str) -> None:
    assert said in run("adjudicate", *arguments, code=2).err


def test_where_nobody_finished_the_same_sentence_it_says_who_is_there(run: Run, tmp_path: Path) -> None:
    lines(tmp_path / "given.jsonl", disagreeing("bob", 1))
    run("import", "given.jsonl")
    err = run("adjudicate", code=2).err
    assert "no sentence is marked done by two annotators" in err
    err = run("adjudicate", "--document", "nos-almaty", code=2).err
    assert "there are layers of: bob" in err


def test_the_screen_gets_what_was_asked_for(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the screen the adjudicator adopts what is agreed on in the first sentence."""
    import annotator.ui.app

    def sits(case: Adjudication, _: object) -> None:
        assert case.own == Layer("eve", "gold")
        assert case.annotators == ("carla", "bob")
        case.adopt()

    monkeypatch.setattr(adjudicate, "on_terminal", lambda: True)
    monkeypatch.setattr(annotator.ui.app, "adjudicate", sits)
    ran = run("adjudicate", "--annotators", "carla,bob", "--annotator", "eve")
    assert "0 of 47 sentences adjudicated" in ran.err
    (record,) = exported(run, "--layers", "gold")
    assert record["layer"] == {"annotator": "eve", "kind": "gold", "pass": 1}
    assert {span["origin"] for span in record["spans"]} == {"adjudicated"}
    shown = run("log", "--json", "--last", "1")
    assert json.loads(shown.out)["operation"] == "adopt"
    assert "adopt" in run("log").out
    assert "holds" in run("check").err
    assert "eve (gold)" in run("status").out


def test_gold_comes_in_again_as_it_went_out(run: Run, project: Path, tmp_path: Path) -> None:
    with open_project(project, device=lambda: "desk") as found:
        case = Adjudication(found, "eve")
        case.open()
        for index in case.comparison.adjudicable:
            case.place(index)
            while left := [item for item in case.left() if case.state_of(item) == "open"]:
                case.focus = case.items.index(left[0])
                case.adopt() if left[0].agreed else case.accept(0)
            case.finish()
        assert case.progress == (47, 47)
    (record,) = exported(run, "--layers", "gold")
    run("import", lines(tmp_path / "gold.jsonl", record), "--db", "other.db")
    run("export", "jsonl", "--out", "again", "--layers", "gold", "--db", "other.db")
    assert (tmp_path / "again" / "documents.jsonl").read_bytes() == (tmp_path / "out" / "documents.jsonl").read_bytes()
