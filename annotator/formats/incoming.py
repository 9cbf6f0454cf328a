"""What every reader gives: a record and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import RecordError

if TYPE_CHECKING:
    from annotator.formats.record import Record

__all__ = ["Incoming"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record with its place; ``line`` is 0 where the file is one record.

    ``stem`` names a document without a key. ``foreign``: another tool's labels, which a mapping turns into the
    scheme's; those it does not know are counted and left out. ``raw``: the record's own bytes, kept for the file of
    rejections. ``status``: the status of all its sentences, where the format has one for the whole document.
    ``original``: the SHA-256 of the file's bytes, where the record is a file of its own.
    """

    file: str
    line: int
    record: Record
    stem: str = ""
    foreign: bool = False
    raw: bytes | None = None
    status: str | None = None
    original: str | None = None

    def rejected(self, reason: str, remedy: str = "mend the record") -> RecordError:
        """The error that says why this record is not taken in."""
        return RecordError(reason, remedy, file=self.file, line=self.line, raw=self.raw)
