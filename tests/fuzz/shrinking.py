"""Tells one fault from another, and finds a short input that still shows it."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from tests.fuzz.held import examine

__all__ = ["fault_of", "place_of", "shrunk"]

ROOT = Path(__file__).parents[2]


def place_of(error: BaseException) -> str:
    """The kind of an error and the last line of our own that it came by: two faults of one place are one."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(ROOT)]
    ours = [f for f in frames if ".venv" not in Path(f.filename).parts]
    where = f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}"


def fault_of(name: str, data: bytes) -> str | None:
    """The place of the fault that an input shows; None: all holds."""
    try:
        examine(name, data)
    except Exception as error:  # noqa: BLE001 - any is a fault
        return place_of(error)
    return None


def shrunk(name: str, data: bytes, place: str, seconds: float = 20.0) -> bytes:
    """An input as short as is found in the time that shows the fault of the place as well."""
    until = time.monotonic() + seconds

    def shows(shorter: bytes) -> bool:
        return time.monotonic() < until and fault_of(name, shorter) == place

    choices = int.from_bytes(data[:2], "little")
    for bit in range(16):
        fewer = (choices & ~(1 << bit)).to_bytes(2, "little")
        if choices >> bit & 1 and shows(fewer + data[2:]):
            data, choices = fewer + data[2:], choices & ~(1 << bit)
    size = len(data) // 2
    while size:
        at = 2
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if shows(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
