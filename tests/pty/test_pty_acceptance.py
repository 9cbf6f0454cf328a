"""The first minutes of an annotator, on a real terminal: label, go on, lose the power, and find everything again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import SHORT
from tests.pty.conftest import exported, holds, labelled, statuses
from tests.pty.terminal import Terminal, annotator

CLAIM = "Mogelijk tientallen doden in Kazachse stad Almaty"
FIRST = ["u", *["shift+right"] * 6, "c", "enter"]
SECOND = ["s", "ctrl+z", "enter"]


def as_it_should_be(db: str) -> None:
    (record,) = exported(db)
    assert sorted(labelled(record)) == [("claim", CLAIM), ("uncertainty_cue", "Mogelijk")]
    assert record["relations"] == []
    assert statuses(record) == ["done"] * 2 + ["todo"] * 45
    holds(db)


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_two_sentences_key_by_key_then_the_power_fails(db: str, columns: int, rows: int) -> None:
    with Terminal("demo", "--db", db, columns=columns, rows=rows, ANNOTATOR_NAME="anna") as screen:
        screen.at("Mogelijk", "1/47")
        assert "▸ Mogelijk tientallen doden" in screen.lines[1]

        screen.send("u")
        screen.shows("╰u1≈≈≈≈╯")
        screen.until(lambda: "u1 uncertainty  Mogelijk" in screen.info, "the label in words")
        screen.send(*["shift+right"] * 6)
        screen.at("Almaty")
        screen.send("c")
        screen.shows("┗c1━━━")
        assert screen.under_cursor == "Mogelijk", "the cursor is where the selection began"
        screen.send("enter")
        screen.until(lambda: "2/47" in screen.title, "the second sentence")
        screen.until(lambda: "2%" in screen.title, "what is done")

        screen.send("s")
        screen.shows("╚s1═")
        screen.send("ctrl+z")
        screen.lacks("╚s1═")
        screen.send("enter")
        screen.until(lambda: "3/47" in screen.title, "the third sentence")
        screen.kill()
    as_it_should_be(db)


def test_the_same_keys_typed_ahead_in_one_go(db: str) -> None:
    with Terminal("demo", "--db", db, ANNOTATOR_NAME="anna") as screen:
        screen.at("Mogelijk")
        screen.send(*FIRST, *SECOND)
        screen.until(lambda: "3/47" in screen.title, "the third sentence")
        screen.kill()
    as_it_should_be(db)


def test_it_opens_at_the_first_sentence_not_done(demo: str) -> None:
    for place, words in (("1/47", "Mogelijk"), ("3/47", "Er"), ("4/47", "Het")):
        with Terminal("open", "--db", demo, "--annotator", "anna") as screen:
            screen.at(words, place)
            screen.send("enter", "enter" if place == "1/47" else "left", "ctrl+q")
            assert screen.ended() == 0
    (record,) = exported(demo)
    assert statuses(record)[:5] == ["done", "done", "done", "done", "todo"]


def test_an_unknown_name_is_a_new_annotator_and_looking_makes_no_layer(demo: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "zoë") as screen:
        screen.at("Mogelijk")
        screen.press("down", "shift+right", "escape", "v", "v", "?", "escape", "n")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    status = annotator("status", "--db", demo)
    assert "zoë" not in status.stdout
    with Terminal("open", "--db", demo, "--annotator", "zoë") as screen:
        screen.at("Mogelijk")
        screen.send("q", "ctrl+q")
        assert screen.ended() == 0
    (record,) = exported(demo, "zoë")
    assert record["layer"] == {"annotator": "zoë", "kind": "annotator", "pass": 1}
    assert labelled(record) == [("quote", "Mogelijk")]


def test_the_next_document_follows_and_then_all_is_done(db: str, tmp_path: Path) -> None:
    for name in ("een", "twee"):
        (tmp_path / f"{name}.txt").write_text(SHORT, encoding="utf-8")
    assert annotator("import", str(tmp_path / "een.txt"), str(tmp_path / "twee.txt"), "--db", db).returncode == 0
    with Terminal("open", "--db", db, "--annotator", "anna") as screen:
        screen.at("Er", " een ")
        screen.send("enter", "k", "enter")
        screen.until(lambda: screen.title.startswith(" twee"), "the second document")
        screen.send(*["enter"] * 3)
        screen.until(lambda: screen.title.startswith(" een"), "back to the sentence that was skipped")
        screen.until(lambda: "2/3" in screen.title, "the sentence that was skipped")
        screen.send("enter")
        screen.shows("Every sentence is done")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    assert [statuses(record) for record in exported(db)] == [["done"] * 3] * 2
