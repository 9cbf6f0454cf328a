"""Adjudicating on a real terminal: the command, keys in one packet, from the annotation screen and back, a lost line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.pty.conftest import exported, holds, statuses
from tests.pty.terminal import Terminal, annotator
from tests.pty.test_pty_hostile import TEXT, crafted, harmless, record
from tests.unit.session.disagreeing import disagreeing


@pytest.fixture
def rated(db: str, tmp_path: Path) -> str:
    """Bob and carla have labelled the demo's article."""
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(disagreeing(n, i)) + "\n" for i, n in enumerate(("bob", "carla"), 1)))
    made = annotator("import", str(given), "--db", db)
    assert made.returncode == 0, made.stderr
    return db


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_sentence_in_one_packet(rated: str, columns: int, rows: int) -> None:
    with Terminal("adjudicate", "--db", rated, "--annotator", "eve", columns=columns, rows=rows) as screen:
        screen.shows("1/47", "agreed", "? help")
        assert "carla" not in screen.text
        screen.send("a", "left", "left", "left", "enter", "ctrl+q")
        assert screen.ended() == 0, screen.text
    holds(rated)
    (record,) = exported(rated, "gold")
    assert record["layer"]["annotator"] == "eve"
    assert statuses(record)[:2] == ["done", "todo"]


def test_from_the_annotation_screen_to_gold_and_back_in_one_packet(rated: str) -> None:
    with Terminal("open", "--db", rated, "--annotator", "bob", "--document", "nos-almaty") as screen:
        screen.shows("1/47")
        screen.send("\x1bOR", "a", "\x1bOR", "\x1bOR", "ctrl+z", "ctrl+y", "ctrl+q")
        assert screen.ended() == 0, screen.text
    holds(rated)
    (record,) = exported(rated, "gold")
    assert record["layer"] == {"annotator": "bob", "kind": "gold", "pass": 1}
    assert record["spans"]


def test_what_was_decided_is_there_after_a_lost_line(rated: str) -> None:
    with Terminal("adjudicate", "--db", rated, "--annotator", "eve") as screen:
        screen.shows("1/47", "agreed")
        screen.press("a")
        screen.shows("adopted")
        screen.hang_up()
        screen.ended()
    holds(rated)
    (record,) = exported(rated, "gold")
    assert record["spans"]


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_a_crafted_article_and_crafted_names_are_never_obeyed(db: str, tmp_path: Path, columns: int, rows: int) -> None:
    mine, theirs = record("anna"), record(f"eve {crafted('EVE')}")
    theirs["sources"][0]["name"] = crafted("OTHER")
    theirs["spans"][1]["attributes"] = [{"name": "cue_class", "value": crafted("VAL")}]
    theirs["spans"] = theirs["spans"][:4]
    theirs["relations"] = []
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", TEXT)]
    for one in (mine, theirs):
        one["sentences"] = [{"start": start, "end": end, "status": "done"} for start, end in lines]
    given = tmp_path / "crafted.jsonl"
    given.write_text("".join(json.dumps(one) + "\n" for one in (mine, theirs)))
    done = annotator("import", str(given), "--db", db)
    assert done.returncode == 0, done.stderr
    with Terminal("adjudicate", "--db", db, "--annotator", "bob", columns=columns, rows=rows) as screen:
        screen.shows("TXa", "[ANP]")
        screen.press("w", "a", "enter", "down", "down", "a", "left", "right", "b", "n", "up", "left", "left", "left")
        screen.press("pagedown", "left", "e")
        screen.shows("gold")
        screen.press("escape", "?", "escape", "ctrl+z")
        screen.send("ctrl+q")
        assert screen.ended() == 0, screen.text
        harmless(screen)
    holds(db)
