"""Whether a split that exists has the same texts on two sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import orjson

from annotator.errors import RecordError
from annotator.formats.lines import read_lines
from annotator.text.shingles import Sketches

__all__ = ["Leak", "leaks", "parts_in"]

PARTS = {"train": "train", "dev": "dev", "valid": "dev", "validation": "dev", "test": "test"}


@dataclass(frozen=True, slots=True)
class Leak:
    """A text that resembles one of another part."""

    key: str
    part: str
    other: str
    other_part: str


def parts_in(folder: Path) -> dict[str, list[Path]]:
    """The files of each part in a folder and its ``data`` folder: ``train.jsonl``, ``dev-00000.jsonl`` …"""
    found: dict[str, list[Path]] = {}
    for path in sorted((*folder.glob("*.jsonl"), *folder.glob("data/*.jsonl"))):
        part = PARTS.get(path.name.partition(".")[0].partition("-")[0].lower())
        if part is not None:
            found.setdefault(part, []).append(path)
    return found


def leaks(files: Mapping[str, Sequence[Path]], step: Callable[[int], object] = lambda _: None) -> list[Leak]:
    """Every text with an earlier one of another part that it resembles. Rows of one document are read as one text.

    Raises:
        RecordError: a line is no JSON object with a text.
    """
    sketches = Sketches()
    known: list[tuple[str, str]] = []
    found = []
    for part, paths in files.items():
        for path in paths:
            for key, text in _texts(path):
                like = [n for n in sketches.add(text) if known[n][1] != part]
                if like:
                    found.append(Leak(key, part, *known[like[0]]))
                known.append((key, part))
            step(path.stat().st_size)
    return found


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The documents of a file: their own text, or that of their rows together, one after the other."""
    with path.open("rb") as stream:
        rows = (_row(path, number, row) for number, row in read_lines(stream, str(path), orjson.loads))
        for key, group in groupby(rows, key=lambda row: row[0]):
            yield key, " ".join(dict.fromkeys(text for _, text in group))


def _row(path: Path, number: int, row: object) -> tuple[str, str]:
    if isinstance(row, RecordError):
        raise row
    if isinstance(row, dict):
        inner = row.get("document")
        document = inner if isinstance(inner, dict) else row
        text, key = document.get("text"), document.get("key", document.get("id", f"line {number}"))
        if isinstance(text, str):
            return str(key), text
    raise RecordError("no text in this row", "leave it out, or name a folder of texts", file=str(path), line=number)
