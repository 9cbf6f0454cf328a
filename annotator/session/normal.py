"""Brings the text of a record to the form that is kept: ``\\n`` line ends, NFC; its labels are moved along."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from annotator.formats.incoming import Incoming

if TYPE_CHECKING:
    from annotator.formats.record import Record

__all__ = ["Moved", "normal"]

# Nothing before U+0300 is ever joined to what stands before it, so these pieces can be brought to NFC one by one.
_PIECE = re.compile("\r\n|[\\s\\S][\u0300-\U0010ffff]*")


def _kept(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


class Moved:
    """A text as it is kept, and where the offsets into the text as it came are in it."""

    def __init__(self, text: str) -> None:
        self._given = text
        self._starts: list[int] = []
        self._moved: list[int] = []
        pieces: list[str] = []
        at = 0
        for piece in _PIECE.finditer(text):
            self._starts.append(piece.start())
            self._moved.append(at)
            pieces.append(_kept(piece[0]))
            at += len(pieces[-1])
        self.text = "".join(pieces)

    def __call__(self, offset: int) -> int | None:
        """Where an offset is now; None where it cut what has become one character. Outside the text it stays so."""
        if offset >= len(self._given):
            return len(self.text) + offset - len(self._given)
        number = bisect_right(self._starts, offset) - 1
        start, moved = self._starts[number], self._moved[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._given)
        head, tail = self._given[start:offset], self._given[offset:end]
        if head == "\r" and tail == "\n":
            return moved
        return moved + len(_kept(head)) if _kept(head) + _kept(tail) == _kept(head + tail) else None


def normal(incoming: Incoming) -> Incoming:
    """The record with its text as it is kept, and with all its offsets into that text.

    Raises:
        RecordError: the text cannot be kept, is not the one the record's hash is of, or does not have a quoted text.
    """
    record = incoming.record
    document = record["document"]
    text = document["text"]
    if "\0" in text:
        raise incoming.rejected(f"the text has a NUL character at {text.index(chr(0))}", "take it out")
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise incoming.rejected(f"the text has half a surrogate pair at {error.start}", "mend the encoding") from None
    if not text.strip():
        raise incoming.rejected("the text is empty", "leave the record out")
    kept = _kept(text)
    hashes = {hashlib.sha256(content).hexdigest(), hashlib.sha256(kept.encode("utf-8")).hexdigest()}
    if document.get("sha256") and document["sha256"] not in hashes:
        raise incoming.rejected("sha256 is not that of the text", "leave it out, or restore the text")
    if kept == text:
        return incoming
    changed: dict[str, Any] = {**record, "document": {**document, "text": kept, "sha256": None}}
    moved = Moved(text)
    for name in ("sentences", "tokens"):
        changed[name] = [_moved(incoming, moved, item) for item in cast("Any", record).get(name) or ()]
    changed["spans"] = [
        {**span, "fragments": [_fragment(incoming, moved, part) for part in span["fragments"]]}
        for span in record.get("spans") or ()
    ]
    return replace(incoming, record=cast("Record", changed))


def _moved(incoming: Incoming, moved: Moved, item: Any) -> dict[str, Any]:
    start, end = moved(item["start"]), moved(item["end"])
    if start is None or end is None:
        place = f"{item['start']}–{item['end']}"
        raise incoming.rejected(f"{place} cuts a character in two", "count in a text that is in NFC")
    return {**item, "start": start, "end": end}


def _fragment(incoming: Incoming, moved: Moved, part: Any) -> dict[str, Any]:
    start, end = part["start"], part["end"]
    if part.get("text") not in (None, incoming.record["document"]["text"][start:end]):
        raise incoming.rejected(f"the text at {start}–{end} is not the one quoted", "count code points")
    return {**_moved(incoming, moved, part), "text": None}
