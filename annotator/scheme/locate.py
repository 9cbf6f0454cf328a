"""Finds the line of a place in a TOML file, so that a fault in its data can be pointed at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

__all__ = ["Locator"]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_\-.\s]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+(?:\s*\.\s*[A-Za-z0-9_\-]+)*)\s*=")
_FENCE = re.compile(r'"""|\'\'\'')

Path = tuple[str | int, ...]


class Locator:
    """The lines of the tables and keys of a TOML text; paths are those of the parsed data."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: defaultdict[Path, int] = defaultdict(int)
        table: Path = ()
        fenced = ""
        for number, line in enumerate(text.split("\n"), 1):
            if fenced:
                fenced = "" if fenced in line else fenced
                continue
            if header := _HEADER.match(line):
                table = self._table(header[1] == "[[", header[2], counts)
                self._lines.setdefault(table, number)
            elif key := _KEY.match(line):
                parts = [part.strip() for part in key[1].split(".")]
                for depth in range(1, len(parts) + 1):
                    self._lines.setdefault((*table, *parts[:depth]), number)
            fences = _FENCE.findall(line)
            fenced = fences[-1] if len(fences) % 2 else ""

    @staticmethod
    def _table(repeated: bool, name: str, counts: defaultdict[Path, int]) -> Path:
        """The path of a table header; ``[[span.attribute]]`` belongs to the last ``[[span]]``."""
        parts = [part.strip() for part in name.split(".")]
        path: Path = ()
        for part in parts[:-1]:
            path = (*path, part)
            if counts[path]:
                path = (*path, counts[path] - 1)
        path = (*path, parts[-1])
        if not repeated:
            return path
        counts[path] += 1
        return (*path, counts[path] - 1)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a place, or of the nearest thing around it; 1 for the file as a whole."""
        wanted: Path = tuple(path)
        while wanted and wanted not in self._lines:
            wanted = wanted[:-1]
        return self._lines.get(wanted, 1)
