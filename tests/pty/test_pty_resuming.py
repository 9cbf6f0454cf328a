"""A screen that was cut off opens again where it was, with every label up to the last key; keys that clash at start."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from tests.pty.conftest import exported, holds, labelled, statuses
from tests.pty.terminal import Terminal


def opened(db: str, *more: str, **env: str) -> Terminal:
    return Terminal("open", "--db", db, "--annotator", "anna", *more, **env)


def walk(screen: Terminal) -> None:
    """Label in the third sentence, finish it, then stand at the fourth word of the ninth."""
    screen.at("Mogelijk", "1/47")
    screen.send("down", "down", "right", "shift+right", "u", "enter")
    screen.until(lambda: "4/47" in screen.title, "the fourth sentence")
    screen.send("down", "down", "down", "down", "down", "right", "right", "right")
    screen.at("dat", "9/47")


@pytest.mark.parametrize("end", ["quit", "hang up", "terminate", "kill"])
def test_it_opens_where_it_was(demo: str, end: str) -> None:
    with opened(demo) as screen:
        walk(screen)
        if end == "quit":
            screen.send("ctrl+q")
            assert screen.ended() == 0
        elif end == "hang up":
            screen.hang_up()
            assert screen.ended(5.0) == 129
        elif end == "terminate":
            screen.child.send_signal(signal.SIGTERM)
            assert screen.ended() == 143
        else:
            screen.quiet(2.5)  # where one stands still is written down within two seconds
            screen.kill()
    holds(demo)
    (record,) = exported(demo)
    assert labelled(record) == [("uncertainty_cue", "zou op")]
    assert statuses(record)[2] == "done"
    with opened(demo) as screen:  # who quits begins anew with what is not done
        screen.at("Mogelijk", "1/47") if end == "quit" else screen.at("dat", "9/47")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    with opened(demo, "--pass", "2") as screen:
        screen.at("Mogelijk", "1/47")
    with Terminal("open", "--db", demo, "--annotator", "bob") as screen:
        screen.at("Mogelijk", "1/47")


def test_killed_at_the_last_key_it_opens_at_the_last_label(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("down", "down", "down", "right", "right", "shift+right", "u")
        screen.shows("▌u1")
        screen.kill()
    assert labelled(exported(demo)[0]) == [("uncertainty_cue", "riep met")]
    with opened(demo) as screen:
        screen.at("riep", "4/47")
        screen.send("enter")
        screen.until(lambda: "5/47" in screen.title, "the next sentence")
        screen.kill()
    with opened(demo) as screen:
        screen.until(lambda: "5/47" in screen.title, "the sentence after the one that was finished")


def test_keys_that_cannot_be_are_told_before_the_screen_opens(demo: str, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[keys]\n"undo" = "c"\n"redo" = "ctrl+shift+ü"\n"span.delet" = "f9"\n', encoding="utf-8")
    with opened(demo, ANNOTATOR_SETTINGS=str(settings)) as screen:
        assert screen.ended() == 2
        said = re.sub(r"\s+", "", screen.text)
        assert "Traceback" not in said
        for words in (
            "the key c is that of label.claim (claim; from the scheme nl-fact) and of undo (undo; from",
            "redo: not every terminal sends ctrl+shift+ü – take alt+ü",
            "there is no action 'span.delet' – did you mean 'span.delete'?",
        ):
            assert words.replace(" ", "") in said
        assert b"\x1b[?1049h" not in screen.raw, "the screen was not opened"


@pytest.mark.parametrize(
    ("preset", "keys"), [("vim", ["j", "l", "l", "u", "U"]), ("left-handed", ["v", "f", "f", "w", "z"])]
)
def test_a_preset_works_at_the_keyboard(demo: str, preset: str, keys: list[str]) -> None:
    with opened(demo, ANNOTATOR_PRESET=preset) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send(*keys[:3])
        screen.at("opnieuw", "2/47")
        screen.send(keys[3])
        screen.shows("▌u1")
        screen.send(keys[4])
        screen.shows("undone: label")
        screen.lacks("▌u1")
        screen.send("ctrl+q")
        assert screen.ended() == 0
