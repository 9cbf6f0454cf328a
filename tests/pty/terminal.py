"""A terminal for the tests: the program runs on a real pseudo-terminal, pyte draws what it sends.

Nothing here sleeps for a fixed time: a test waits for words on the screen, for a file to change, or for the program to
fall silent, each with a deadline.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds after which a test gives up; a busy machine is slow, a broken program never gets there."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "ctrl+end": "\x1b[1;5F",
    "ctrl+home": "\x1b[1;5H",
    "f1": "\x1bOP",
    "space": " ",
}

_LAUNCH = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
# Queries and modes that pyte does not know and would print.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[$]?[a-zA-Z]|\x1bP[^\x1b]*\x1b\\")
_KNOWN_MODES = re.compile(rb"\x1b\[\?[0-9;]+[hl]")


def typed(*keys: str) -> str:
    """What a keyboard sends for these keys: names as ``shift+right``, ``ctrl+z``, or text as it is."""
    sent = []
    for key in keys:
        if key in KEYS:
            sent.append(KEYS[key])
        elif key.startswith("ctrl+") and len(key) == 6:
            sent.append(chr(ord(key[-1]) & 0x1F))
        else:
            sent.append(key)
    return "".join(sent)


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: this checkout, a capable terminal, nobody's language, no suggestions."""
    plain = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        plain.pop(name, None)
    return {**plain, "ANNOTATOR_SETTINGS": str(Path(__file__).with_name("plain.toml")), **more}


def annotator(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "annotator", *arguments],
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Terminal:
    """``python -m annotator …`` on a terminal of some columns and rows. Use it as a context manager."""

    def __init__(self, *arguments: str, columns: int = 120, rows: int = 40, **env: str) -> None:
        self.master, slave = pty.openpty()
        self.raw = bytearray()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._size(columns, rows)
        self.modes = self.settings
        self.child = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, "-m", "annotator", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=environment(**env),
        )
        os.close(slave)
        os.set_blocking(self.master, False)
        self._pending = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait(PATIENCE)
        self.hang_up()

    # -- what is there --------------------------------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        """The first row."""
        return self.lines[0]

    @property
    def info(self) -> str:
        """The row above the footer."""
        return self.lines[-2].strip()

    @property
    def under_cursor(self) -> str:
        """The words drawn in reverse in the text: the token under the cursor, when nothing else is reverse."""
        found = []
        for row in range(1, self.screen.lines - 2):
            cells = self.screen.buffer[row]
            found += [cells[x].data for x in range(self.screen.columns) if cells[x].reverse]
        return "".join(found)

    def line_with(self, words: str) -> str:
        """The first row that has these words."""
        return next(line for line in self.lines if words in line)

    def cell_of(self, words: str) -> tuple[int, int]:
        """Column and row, from 1, of the first cell of these words, waited for; the title bar is not looked at."""
        self.until(lambda: any(words in line for line in self.lines[1:]), f"the words {words!r}")
        row = next(number for number, line in enumerate(self.lines) if number and words in line)
        return self.lines[row].index(words) + 1, row + 1

    @property
    def settings(self) -> list[object]:
        """The modes of the line (echo, line by line, signals): what a program has to give back."""
        return list(termios.tcgetattr(self.master))

    # -- waiting --------------------------------------------------------------------------------------------------

    def read(self, seconds: float) -> bool:
        """Take in what arrives within some seconds, up to the first piece; False when nothing did."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self.master, 1 << 16)
        except (BlockingIOError, OSError):  # EIO: the other end is closed
            return False
        self.raw += data
        self._draw(data)
        return bool(data)

    def _draw(self, data: bytes) -> None:
        data = self._pending + data
        # A sequence cut in two by the read is kept for the next one.
        cut = data.rfind(b"\x1b")
        whole = cut < 0 or re.fullmatch(rb"\x1b(\[[0-9;<>=?$]*)?|\x1bP[^\x1b]*", data[cut:], re.DOTALL) is None
        data, self._pending = (data, b"") if whole else (data[:cut], data[cut:])
        self._stream.feed(
            _UNKNOWN_TO_PYTE.sub(lambda found: found[0] if _KNOWN_MODES.fullmatch(found[0]) else b"", data)
        )

    def until(self, found: Callable[[], object], what: str = "", seconds: float = PATIENCE) -> None:
        """Read until something holds."""
        deadline = time.monotonic() + seconds
        while not found():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds} s for {what or found}; the screen was\n{self.text}")
            if not self.read(0.05) and self.child.poll() is not None and not self.read(0) and not found():
                raise AssertionError(f"ended ({self.child.returncode}) before {what or found}:\n{self.text}")

    def shows(self, *words: str) -> None:
        """Read until these words stand on the screen."""
        for piece in words:
            self.until(lambda piece=piece: piece in self.text, repr(piece))

    def at(self, words: str, place: str = "") -> None:
        """Read until the cursor is on these words, and the title bar says where that is."""
        self.until(
            lambda: self.under_cursor == words and self.title and place in self.title, f"the cursor on {words!r}"
        )

    def lacks(self, words: str) -> None:
        """Read until these words are gone."""
        self.until(lambda: words not in self.text, f"no {words!r}")

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for a while."""
        deadline = time.monotonic() + PATIENCE
        while self.read(seconds):
            assert time.monotonic() < deadline, "it never falls silent"

    def ended(self, seconds: float = PATIENCE) -> int:
        """Read until the program has ended; its exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self.child.poll() is None:
            assert time.monotonic() < deadline, f"still running after {seconds} s:\n{self.text}"
            if self.master >= 0:
                self.read(0.05)
            else:
                time.sleep(0.02)
        while self.master >= 0 and self.read(0.05):
            pass
        return self.child.returncode

    # -- doing ----------------------------------------------------------------------------------------------------

    def send(self, *keys: str) -> None:
        """Send keys in one write."""
        data = typed(*keys).encode()
        while data:
            try:
                data = data[os.write(self.master, data) :]
            except BlockingIOError:
                self.read(0.05)

    def press(self, *keys: str) -> None:
        """Send keys one by one, and let the program answer each; it waits a while for what may follow an escape."""
        for key in keys:
            self.send(key)
            self.quiet(0.16 if key == "escape" else 0.06)

    def click(self, column: int, row: int) -> None:
        """Press and release the left button."""
        self.send(f"\x1b[<0;{column};{row}M", f"\x1b[<0;{column};{row}m")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press in one cell, move, release in another."""
        (x, y), (to_x, to_y) = start, end
        middle = (x + to_x) // 2
        self.send(
            f"\x1b[<0;{x};{y}M",
            f"\x1b[<32;{middle};{y}M",
            f"\x1b[<32;{to_x};{to_y}M",
            f"\x1b[<0;{to_x};{to_y}m",
        )

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as when a window is pulled; the system tells the program."""
        self.screen.resize(rows, columns)
        self._size(columns, rows)

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self) -> None:
        """End it without a word of warning."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(PATIENCE)

    def hang_up(self) -> None:
        """Close the terminal's end, as a dropped connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
