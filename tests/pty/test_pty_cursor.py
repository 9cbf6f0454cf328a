"""The terminal's own cursor follows the token cursor, for screen readers and braille lines; hidden unless asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, typed


def at_cursor(screen: Terminal) -> str:
    """What is drawn from the terminal's cursor on: the token under it is reverse, and the cursor is its first cell."""
    x, y = screen.screen.cursor.x, screen.screen.cursor.y
    cells = screen.screen.buffer[y]
    if x and cells[x - 1].reverse:
        return "inside"
    found = []
    while x < screen.screen.columns and cells[x].reverse:
        found.append(cells[x].data)
        x += 1
    return "".join(found)


def shown(screen: Terminal) -> bool:
    return not screen.screen.cursor.hidden


def opened(demo: str, columns: int, rows: int, **env: str) -> Terminal:
    return Terminal("open", "--db", demo, "--annotator", "anna", columns=columns, rows=rows, **env)


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_it_is_on_the_token_after_every_key(demo: str, columns: int, rows: int) -> None:
    with opened(demo, columns, rows) as screen:
        screen.at("Mogelijk", "1/47")
        screen.quiet()
        assert at_cursor(screen) == "Mogelijk"
        assert not shown(screen)
        keys = ["right"] * 4 + ["down"] * 20 + ["end", "left", "c", "up", "i", "right", "down", "i", "pagedown", "home"]
        for key in keys:
            screen.press(key)
            screen.until(lambda: at_cursor(screen) == screen.under_cursor != "", f"the cursor after {key}")
        assert not shown(screen)
        screen.send("ctrl+q")
        assert screen.ended() == 0
    assert shown(screen)


def test_it_goes_into_what_is_typed_and_comes_back(demo: str) -> None:
    with opened(demo, 80, 24) as screen:
        screen.at("Mogelijk", "1/47")
        screen.press("right", "m")
        screen.send("één vraag")
        screen.shows("comment: één vraag")
        screen.quiet()
        row = next(number for number, line in enumerate(screen.lines) if "comment: één vraag" in line)
        assert (screen.screen.cursor.x, screen.screen.cursor.y) == (len(" comment: één vraag"), row)
        screen.press("escape")
        screen.until(lambda: at_cursor(screen) == "tientallen", "the cursor on the token")


def test_it_is_shown_with_the_spoken_lines(demo: str, tmp_path: Path) -> None:
    with opened(demo, 80, 24) as screen:
        screen.at("Mogelijk", "1/47")
        screen.press("S")
        screen.shows("Sentence 1 of 47, to do.")
        screen.until(lambda: shown(screen), "a cursor")
        screen.press("right")
        screen.shows(" Tientallen.")
        screen.until(lambda: at_cursor(screen) == "tientallen", "the cursor on the token")
        screen.press("S")
        screen.lacks("Sentence 1 of 47")
        screen.until(lambda: not shown(screen), "no cursor")
    path = tmp_path / "settings.toml"
    path.write_text("spoken = true\nsuggestions = false\n", encoding="utf-8")
    with opened(demo, 80, 24, ANNOTATOR_SETTINGS=str(path)) as screen:
        screen.shows("Sentence 1 of 47, to do.")
        screen.until(lambda: shown(screen) and at_cursor(screen) == "Mogelijk", "a cursor on the token")


def test_no_escape_of_a_hostile_text_reaches_the_spoken_lines(db: str, tmp_path: Path) -> None:
    from tests.pty.terminal import annotator

    path = tmp_path / "hostile.txt"
    path.write_text("Zij \x1b]0;gotcha\x07 zou \u202enetorg\u202c komen.\n", encoding="utf-8")
    assert annotator("import", str(path), "--db", db).returncode == 0
    with Terminal("open", "--db", db, "--annotator", "anna", columns=80, rows=24) as screen:
        screen.at("Zij", "1/1")
        screen.send(typed("S", "i", "right", "u", "u"))
        screen.shows("Sentence 1 of 1, to do.", "Uncertainty")
        screen.quiet()
        raw = bytes(screen.raw)
    assert b"\x1b]0;gotcha" not in raw
    assert "\u202e".encode() not in raw


def test_the_wheel_over_the_guideline_turns_it_and_not_the_text(demo: str) -> None:
    with opened(demo, 120, 40) as screen:
        screen.at("Mogelijk", "1/47")
        screen.press("i")
        screen.shows("claim   ↓")
        screen.quiet()
        text = [line[:80] for line in screen.lines[:-2]]
        screen.send("\x1b[<65;100;10M")
        screen.shows("claim  ↑↓")
        screen.send("\x1b[<64;100;10M")
        screen.shows("claim   ↓")
        screen.quiet()
        assert [line[:80] for line in screen.lines[:-2]] == text
