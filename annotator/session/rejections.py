"""Keeps the records that an import rejected, so that they can be mended and imported again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import orjson

from annotator.errors import RecordError
from annotator.session.reading import REJECTED

__all__ = ["Rejections"]

LONGEST = 1 << 20
"""Bytes of a rejected record that are kept; a longer one is named only."""


class Rejections:
    """Writes ``FILE.rejected.jsonl`` beside each file with a rejected record: the reason, and the record as it was."""

    def __init__(self) -> None:
        self._places: dict[Path, Path | None] = {}
        self._at: Path | None = None
        self._stream: IO[bytes] | None = None
        self.written: list[Path] = []

    def add(self, error: RecordError) -> None:
        """Write one down; where its folder cannot be written in the current one, and where that cannot be, nowhere."""
        stream = self._opened(self._path(error.file))
        if stream is None:
            return
        raw = error.raw if error.raw is not None and len(error.raw) <= LONGEST else None
        kept = None if raw is None else raw.decode("utf-8", errors="backslashreplace")
        line = {"file": error.file, "line": error.line, "reason": error.reason, "remedy": error.remedy, "record": kept}
        stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def _opened(self, wanted: Path) -> IO[bytes] | None:
        """The stream for a file; one is open at a time, however many there are."""
        new = wanted not in self._places
        places = (wanted, Path(wanted.name)) if new else (self._places[wanted],)
        for place in places:
            if place is not None and place == self._at:
                return self._stream
            try:
                if place is not None:
                    stream = place.open("wb" if new and place not in self.written else "ab")
                    self.close()
                    self._places[wanted], self._at, self._stream = place, place, stream
                    self.written += [place] if place not in self.written else []
                    return stream
            except OSError:
                continue
        self._places[wanted] = None
        return None

    @staticmethod
    def _path(name: str) -> Path:
        return Path(("stdin" if name == "" else name) + REJECTED)

    def close(self) -> None:
        """Everything onto the disk."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
        self._at = self._stream = None
