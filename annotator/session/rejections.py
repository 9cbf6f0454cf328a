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
        self._open: dict[Path, IO[bytes]] = {}
        self.written: list[Path] = []

    def add(self, error: RecordError) -> None:
        """Write one down; where the folder cannot be written, in the current one."""
        path = self._path(error.file)
        if path not in self._open:
            try:
                self._open[path] = path.open("wb")
            except OSError:
                path = Path(path.name)
                if path not in self._open:
                    self._open[path] = path.open("wb")
            self.written.append(path)
        raw = error.raw if error.raw is not None and len(error.raw) <= LONGEST else None
        kept = None if raw is None else raw.decode("utf-8", errors="backslashreplace")
        line = {"file": error.file, "line": error.line, "reason": error.reason, "remedy": error.remedy, "record": kept}
        self._open[path].write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    @staticmethod
    def _path(name: str) -> Path:
        return Path(("stdin" if name == "" else name) + REJECTED)

    def close(self) -> None:
        """Everything onto the disk."""
        for file in self._open.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        self._open.clear()
