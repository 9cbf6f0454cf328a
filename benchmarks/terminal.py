"""A process in a pseudo-terminal: what it paints, and when. Nothing is taken off the times."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from common import peak_of

QUIET = 0.05
"""A paint is over when nothing came for so many seconds (three frames of Textual's), unless a program needs longer."""
PATIENCE = 20.0
"""So many seconds without a single byte mean that something is wrong."""

KEYS = {
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "home": b"\x1b[H",
    "ctrl+home": b"\x1b[1;5H",
    "ctrl+z": b"\x1a",
    "ctrl+q": b"\x11",
    "enter": b"\r",
}
_ESCAPE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Za-z0-9]|[=>78MDEHc])")
_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y", b"\x1b[6n": b"\x1b[1;1R"}


class Silent(RuntimeError):
    """The process ended, or paints nothing any more."""


class Terminal:
    """A terminal of 120 × 40 cells with one process in it; answers what a terminal of today answers."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], folder: Path, size: tuple[int, int] = (120, 40)
    ) -> None:
        self._fd, process_side = pty.openpty()
        fcntl.ioctl(process_side, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self.painted = bytearray()
        self.quiet, self.late = QUIET, 0
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            argv,
            stdin=process_side,
            stdout=process_side,
            stderr=process_side,
            env={**env, "COLUMNS": str(size[0]), "LINES": str(size[1])},
            cwd=folder,
            start_new_session=True,
        )
        os.close(process_side)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def memory(self) -> int:
        """The most memory the process ever held, in bytes."""
        return peak_of(self._process.pid)

    def _more(self, seconds: float) -> float | None:
        """Read what comes within so many seconds; the time at which it was there, or None."""
        if not self._poll.poll(max(0.0, seconds) * 1000):
            return None
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            data = b""
        now = time.perf_counter()
        if not data:
            raise Silent(self.text[-600:])
        self.painted += data
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._fd, answer)
        return now

    @property
    def text(self) -> str:
        """All that was painted so far, without what moves the cursor or sets colours."""
        return _ESCAPE.sub(b"", bytes(self.painted)).decode("utf-8", "replace")

    def until(self, words: str, patience: float = PATIENCE) -> float:
        """Seconds from the start of the process until these words have been painted."""
        while True:
            now = self._more(self.began + patience - time.perf_counter())
            if now is None:
                raise Silent(f"{words!r} was not painted in {patience:.0f} s: …{self.text[-600:]!r}")
            if words in self.text:
                return now - self.began

    def rest(self, quiet: float) -> int:
        """Wait until nothing comes any more; how many bytes came."""
        before = len(self.painted)
        while self._more(quiet) is not None:
            pass
        return len(self.painted) - before

    def press(self, key: str | bytes) -> float:
        """Press a key: seconds from writing it until the last byte of what it painted was there."""
        self.late += self.rest(0)
        code = key if isinstance(key, bytes) else KEYS.get(key) or key.encode()
        began = time.perf_counter()
        os.write(self._fd, code)
        last = self._more(PATIENCE)
        if last is None:
            raise Silent(f"nothing was painted for {key!r}: …{self.text[-600:]!r}")
        while (now := self._more(self.quiet)) is not None:
            last = now
        del self.painted[:-4096]
        return last - began

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._fd)
