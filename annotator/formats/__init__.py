"""The registry of formats: one format, one module, reader and writer together.

A reader takes a ``Source`` and ``Options`` and gives records one by one; nothing here knows the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.formats.source import Reader

__all__ = ["READERS", "WRITERS", "Format", "guess", "reader"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name: its module under ``annotator.formats``, and the file endings that mean it."""

    name: str
    module: str
    title: str
    endings: tuple[str, ...] = ()


READERS = {
    f.name: f
    for f in (
        Format("jsonl", "jsonl", "document records, or plain lines with a text", (".jsonl", ".ndjson", ".jsonlines")),
        Format("txt", "plain", "plain text, one document a file", (".txt", ".text")),
    )
}
WRITERS = {f.name: f for f in (Format("jsonl", "jsonl", "document records: everything, lossless"),)}


def reader(name: str) -> Reader:
    """The reading function of a format, imported when it is asked for."""
    found: Reader = import_module(f"annotator.formats.{READERS[name].module}").read
    return found


def guess(name: str, first: bytes) -> str | None:
    """The format of a file by its ending, else by its first bytes; None: not known."""
    lowered = name.lower()
    for found in READERS.values():
        if lowered.endswith(found.endings):
            return found.name
    return "jsonl" if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else None
