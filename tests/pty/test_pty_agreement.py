"""The agreement screen in a terminal: crafted names and text stay text in every view, and it opens while it computes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, annotator
from tests.pty.test_pty_hostile import crafted, harmless, record

F2 = "\x1bOQ"


@pytest.fixture
def compared(db: str, tmp_path: Path) -> str:
    """A crafted document that anna and an annotator with a crafted name have finished, with other labels."""
    mine, theirs = record("anna"), record(f"eve {crafted('EVE')}")
    theirs["spans"] = theirs["spans"][1:]
    kept = {span["id"] for span in theirs["spans"]}
    theirs["relations"] = [r for r in theirs["relations"] if {r["head"], r["tail"]} <= kept]
    file = tmp_path / "crafted.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in (mine, theirs)), encoding="utf-8")
    done = annotator("import", str(file), "--assume-done", "--db", db)
    assert done.returncode == 0, done.stderr
    return db


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_no_view_passes_crafted_text_on(compared: str, columns: int, rows: int) -> None:
    with Terminal("open", "--db", compared, "--annotator", "anna", columns=columns, rows=rows) as screen:
        screen.press(F2)
        screen.shows("Agreement", "95 %", "eve EVEa␛")
        for view in "12345":
            screen.press(view, "enter", "down", "space", "escape")
        screen.press("1", "enter")
        screen.shows("KEYa␛]0;KE", "eve EVEa␛")
        screen.press("enter")
        screen.shows("●")
        screen.press(F2, "escape")
        screen.send("ctrl+q")
        assert screen.ended() == 0
        harmless(screen)
