"""How it ends, and that it is still while nobody touches it: quit, a dropped connection, a signal, another size."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.pty.conftest import exported, holds, labelled, statuses
from tests.pty.terminal import Terminal


def opened(db: str, columns: int = 120, rows: int = 40) -> Terminal:
    return Terminal("open", "--db", db, "--annotator", "anna", columns=columns, rows=rows)


def given_back(screen: Terminal) -> bool:
    """Whether the line works as before, the main screen is back, the cursor seen, the mouse and paste left alone."""
    sent = bytes(screen.raw)
    modes = (b"1049", b"1000", b"1003", b"1006", b"2004", b"1004")
    off = all(sent.rfind(b"\x1b[?" + m + b"l") > sent.rfind(b"\x1b[?" + m + b"h") for m in modes if b"?" + m in sent)
    return screen.settings == screen.modes and off and sent.rfind(b"\x1b[?25h") > sent.rfind(b"\x1b[?25l")


def test_quit_gives_the_terminal_back(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        assert screen.settings != screen.modes
        screen.send("u")
        screen.shows("╰u1")
        screen.send("ctrl+q")
        assert screen.ended() == 0
        assert given_back(screen)
    assert labelled(exported(demo)[0]) == [("uncertainty_cue", "Mogelijk")]


@pytest.mark.parametrize("keys", [["?"], ["d"], ["ctrl+p"], ["u", "e"], ["u", "e", "t"], ["w"]])
def test_quit_works_from_every_screen_and_choice(demo: str, keys: list[str]) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.press(*keys)
        screen.send("ctrl+q")
        assert screen.ended() == 0


def test_ctrl_c_does_not_quit(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("ctrl+c", "ctrl+c")
        screen.shows("^c does nothing here")
        screen.send("u")
        screen.shows("╰u1")
        screen.press("?", "ctrl+c", "escape")
        assert screen.child.poll() is None
        screen.at("Mogelijk", "1/47")


def test_a_dropped_connection_loses_no_label(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        for number, words in enumerate(("tientallen", "doden", "in"), 1):
            screen.send("c", "right")
            screen.at(words)
            screen.shows(f"c{number}")
        screen.send("c", "enter", "u", "right", "u", "right")  # still on their way when the line drops
        screen.hang_up()
        before = time.monotonic()
        assert screen.ended(5.0) == 129
        assert time.monotonic() - before < 3.0
    (record,) = exported(demo)
    assert labelled(record)[:3] == [("claim", words) for words in ("Mogelijk", "tientallen", "doden")]
    holds(demo)
    with opened(demo) as screen:
        screen.until(
            lambda: re.search(r"[12]/47", screen.title) and screen.under_cursor, "the sentence it broke off in"
        )


def test_told_to_end_it_saves_and_gives_the_terminal_back(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("q")
        screen.shows("«q1")
        screen.child.send_signal(signal.SIGTERM)
        assert screen.ended() == 143
        assert given_back(screen)
    assert labelled(exported(demo)[0]) == [("quote", "Mogelijk")]
    holds(demo)


def test_another_size_while_it_runs(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("v")
        screen.shows("uncertainty_cue", "esc yours")
        for columns, rows, panel in ((80, 24, False), (200, 50, True), (40, 10, False), (120, 40, True)):
            screen.resize(columns, rows)
            screen.until(lambda rows=rows: "help" in screen.lines[rows - 1], "the footer on the last row")
            screen.quiet(0.2)
            assert "1/47" in screen.title
            assert ("← u1 hedges" in screen.text) == panel
            assert "▸ Mogelijk tientallen" in screen.text
            assert sum("▸" in line for line in screen.lines) == 1
            assert sum("help" in line for line in screen.lines) == 1
        screen.send("e")
        screen.shows("esc yours")
        screen.send("ctrl+q")
        assert screen.ended() == 0


def spent(process: int) -> float:
    """Processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_nothing_moves_that_nobody_moved(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("u")
        screen.shows("╰u1")
        screen.quiet(0.7)
        before, used = len(screen.raw), spent(screen.child.pid) if Path("/proc/self/stat").exists() else 0.0
        assert not screen.read(3.0), screen.raw[before:]
        if used:
            assert spent(screen.child.pid) - used < 0.15
        for keys in (["m", "x"], ["escape", "ctrl+p"], ["escape", "e"], ["escape", "d"]):
            screen.press(*keys)
            screen.quiet(0.4)
            before = len(screen.raw)
            assert not screen.read(0.8), (keys, screen.raw[before:])


def test_many_labels_then_a_kill_leave_whole_actions(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send(*["c", "u", "enter"] * 12)
        screen.until(lambda: int(screen.title.split("/")[0].split()[-1]) >= 4, "a few sentences")
        screen.kill()
    holds(demo)
    (record,) = exported(demo)
    done = statuses(record).count("done")
    assert 3 <= done <= 12
    assert [len([s for s in record["spans"] if s["sentence"] == i]) for i in range(done)] == [2] * done
