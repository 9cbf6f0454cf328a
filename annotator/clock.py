"""Time and identity, passed in wherever they are needed so that a test can hold them still."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

__all__ = ["Clock", "new_id", "timestamp"]


def timestamp(seconds: float) -> str:
    """Unix seconds as RFC 3339 in UTC with milliseconds: ``2022-01-07T10:15:00.250Z``."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def new_id(milliseconds: int, random: Callable[[int], bytes] = os.urandom) -> str:
    """A UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random; ids sort by time."""
    noise = int.from_bytes(random(10), "big")
    high = (milliseconds & ((1 << 48) - 1)) << 16 | 0x7000 | (noise >> 64) & 0x0FFF
    low = 0x8000000000000000 | noise & 0x3FFFFFFFFFFFFFFF
    text = f"{high << 64 | low:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@dataclass(slots=True)
class Clock:
    """The wall clock, a clock that never runs back, and the source of ids."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
    random: Callable[[int], bytes] = os.urandom
    _last: int = field(default=0, init=False)

    def now(self) -> str:
        """The wall clock as a timestamp."""
        return timestamp(self.wall())

    def id(self) -> str:
        """A new id; two ids of one clock sort in the order in which they were asked for."""
        self._last = max(int(self.wall() * 1000), self._last + 1)
        return new_id(self._last, self.random)
