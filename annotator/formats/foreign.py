"""What the readers of other tools' formats share: a layer put together piece by piece, with a name for what is lost.

A ``Draft`` holds one annotator's labels on one text. What fits goes in; what does not becomes a ``RecordError`` of its
own, so that one bad annotation costs no document. What a record has no place for is counted by its name in ``lost``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import orjson

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.formats.record import FORMAT, MOST

if TYPE_CHECKING:
    from annotator.formats.record import DocumentPart, LayerPart, NamedValue, Record, RelationPart, SpanPart
    from annotator.formats.source import Options

__all__ = [
    "Draft",
    "Foreign",
    "Unfit",
    "annotator_name",
    "cuts",
    "described",
    "joined",
    "name_of",
    "short",
    "whole_number",
]

Pieces = Sequence[tuple[object, object]]

_KNOWN = ("key", "title", "language", "publisher", "url", "published")
_LONGEST = 200
# Spans quote their text. A file in which thousands of them quote all of a long one would not fit into memory.
_QUOTED = 4 << 20
_QUOTED_TIMES = 20
_COUNT = "count code points in this text"
_SESSION = re.compile(r"(?:^|-)\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")


@dataclass(frozen=True, slots=True)
class Foreign(Incoming):
    """A record of another tool's file; ``lost`` counts, by name, what its reader had to leave behind."""

    lost: Mapping[str, int] = field(default_factory=dict)


class Unfit(ValueError):
    """An annotation that cannot be taken over; its words are the reason."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy

    def errors(self) -> list[dict[str, Any]]:
        """As a validator's errors are listed (``annotator.formats.lines``): the reason alone."""
        return [{"loc": (), "msg": self.reason}]


# -- values as other tools write them -------------------------------------------------------------------------------


def whole_number(value: object) -> int | None:
    """An offset or an index, also where a spreadsheet made it ``12.0`` or ``"12"``; None for anything else."""
    if isinstance(value, str):
        value = int(value) if len(value) < 11 and value.isascii() and value.isdigit() else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST else None


def words(value: object) -> str:
    """Any JSON value as a string: a string itself, everything else as JSON."""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # orjson writes fewer levels than it reads
        return "…"


def name_of(value: object) -> str | None:
    """The name of a label or an id: a string with something in it, or a whole number; else None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) and len(value) <= _LONGEST else None


def short(text: object, most: int = 40) -> str:
    """Something from a file as a message shows it: quoted, on one line, cut where it is long."""
    said = text if isinstance(text, str) else words(text)
    return ascii(said) if len(said) <= most else ascii(said[: most - 1])[:-1] + "…'"


def annotator_name(value: object) -> str | None:
    """The name of a layer's annotator from another tool's; None where there is none, or only a time of day.

    Commas and what cannot be shown become ``_``: a name must be sayable on the command line.
    """
    name = name_of(value)
    if name is None or _SESSION.search(name):
        return None
    if not isinstance(value, str):
        return f"user-{name}"
    return "".join(c if c.isprintable() and c != "," else "_" for c in name)


def described(text: str, items: Iterable[tuple[str, object]], options: Options) -> DocumentPart:
    """A document from its text and the other fields of its row: known names have a place, others become metadata."""
    places = {name: name for name in _KNOWN} | {options.key_field: "key", options.title_field: "title"}
    document: dict[str, Any] = {"text": text}
    meta = []
    for name, value in items:
        place = places.get(name, "")
        if value is None or value in ("", [], {}):
            continue
        if place and place not in document and (found := _plain(value)):
            document[place] = found
        else:
            meta.append({"key": name, "value": words(value)})
    if meta:
        document["meta"] = meta
    return cast("DocumentPart", document)


def _plain(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


# -- where spans stand ----------------------------------------------------------------------------------------------


def joined(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Fragments in order: empty ones left out, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if start == end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def cuts(text: str, offset: int) -> bool:
    """Whether an edge here would part what becomes one character when the text is brought to NFC."""
    if not 0 < offset < len(text) or text[offset] < "\u0300":
        return False
    before, after = text[max(0, offset - 30) : offset], text[offset : offset + 30]
    whole = unicodedata.normalize("NFC", before + after)
    return unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", after) != whole


# -- a layer --------------------------------------------------------------------------------------------------------


class Draft:
    """The labels of one annotator on one text while they are read; ``line`` is where the document stands."""

    def __init__(self, text: str, file: str, line: int = 0) -> None:
        self.text, self.file, self.line = text, file, line
        self.faults: list[RecordError] = []
        self.lost: Counter[str] = Counter()
        self.spans: dict[str, SpanPart] = {}
        self._relations: dict[str, RelationPart] = {}
        self.refused: set[str] = set()
        self._said: list[NamedValue] = []
        self._attributes: set[tuple[str, str, str]] = set()
        self._room = _QUOTED + _QUOTED_TIMES * len(text)
        self._composed = unicodedata.is_normalized("NFC", text)

    def refuse(self, reason: str, remedy: str = "", line: int = 0) -> None:
        """Tell of an annotation that is not taken over."""
        remedy = remedy or "mend it in the file; the rest is taken over"
        self.faults.append(RecordError(reason, remedy, file=self.file, line=line or self.line))

    def missing(self, name: str) -> str:
        """Why there is no span of a name, for a message."""
        return f"{short(name)[1:-1]} {'was left out' if name in self.refused else 'is not there'}"

    def span(self, name: str, label: object, given: Pieces, quote: object = None, line: int = 0) -> bool:
        """Add a span by its name in the file; whether it fitted."""
        try:
            if name in self.spans or name in self.refused:
                raise Unfit("is there twice", "give each an id of its own")
            found = name_of(label)
            if found is None:
                raise Unfit("has no label" if label in (None, "") else f"its label {short(label)} is no name")
            pieces = self._pieces(given)
            if isinstance(quote, str) and len(pieces) == 1 and not self.quotes(*pieces[0], quote):
                raise Unfit(f"quotes {short(quote)}, but the text there is {self.shown(*pieces[0])}", _COUNT)
        except Unfit as error:
            self.refused.add(name)
            self.refuse(f"{short(name)[1:-1]} ({short(label)[1:-1]}): {error.reason}", error.remedy, line)
            return False
        parts = [{"start": s, "end": e, "text": self.text[s:e]} for s, e in pieces]
        self.spans[name] = cast("SpanPart", {"id": name, "label": found, "fragments": parts, "attributes": []})
        return True

    def quotes(self, start: int, end: int, quote: str) -> bool:
        """Whether the text has a quotation at its place."""
        return end - start == len(quote) and self.text.startswith(quote, start)

    def shown(self, start: int, end: int) -> str:
        """A piece of the text as a message shows it."""
        return short(self.text[start : min(end, start + 50)])

    def _pieces(self, given: Pieces) -> list[tuple[int, int]]:
        checked = []
        for start, end in given:
            first, last = whole_number(start), whole_number(end)
            if first is None or last is None:
                raise Unfit(f"{short(start)}–{short(end)} are no offsets", "give whole numbers")
            if first > last:
                raise Unfit(f"{first}–{last} runs backwards")
            if last > len(self.text):
                size = len(self.text)
                raise Unfit(f"{first}–{last} is outside the text of {size} characters", _COUNT)
            if not self._composed and (cuts(self.text, first) or cuts(self.text, last)):
                raise Unfit(f"{first}–{last} cuts a character in two", "count in a text that is in NFC")
            checked.append((first, last))
        pieces = joined(checked)
        if not pieces:
            raise Unfit("has no characters", "take it out")
        self._room -= sum(end - start for start, end in pieces)
        if self._room < 0:
            raise Unfit("all spans together quote the text too many times over", "split the document")
        return pieces

    def attribute(self, owner: str, name: object, value: object) -> bool:
        """Say something of a span or a relation that is there; whether it could be said."""
        item = self.spans.get(owner) or self._relations.get(owner)
        named = name_of(name)
        if item is None or named is None:
            return False
        said = ("true" if value else "false") if isinstance(value, bool) else words(value)
        if (owner, named, said) not in self._attributes:
            self._attributes.add((owner, named, said))
            cast("list[Any]", item["attributes"]).append({"name": named, "value": said})
        return True

    def relation(self, name: str, label: object, head: str | None, tail: str | None, line: int = 0) -> bool:
        """Add a relation between two spans by their names; whether both are there."""
        try:
            found = name_of(label)
            if found is None:
                raise Unfit("has no label")
            if name in self._relations:
                raise Unfit("is there twice", "give each an id of its own")
            if head is None or tail is None:
                raise Unfit("does not say which spans it links")
            for end in (head, tail):
                if end not in self.spans:
                    raise Unfit(f"its end {self.missing(end)}")
            if head == tail:
                raise Unfit("links a span to itself")
        except Unfit as error:
            label = short(label)[1:-1]
            self.refuse(f"relation {short(name)[1:-1]} ({label}): {error.reason}", error.remedy, line)
            return False
        item = {"id": name, "label": found, "head": head, "tail": tail, "attributes": []}
        self._relations[name] = cast("RelationPart", item)
        return True

    def say(self, name: object, value: object = "true") -> None:
        """Take a label of the whole text. A text of one sentence has a place for it, a longer one does not."""
        named, found = name_of(name), name_of(value)
        if named is None or found is None:
            self.lost["labels of a whole document"] += 1
        else:
            self._said.append(cast("NamedValue", {"name": named, "value": found}))

    def _sentences(self, document: DocumentPart, status: str | None) -> dict[str, Any]:
        """The one sentence of the text with its labels, or nothing."""
        if not self._said:
            return {}
        from annotator.text.segment import segmenter_for

        segmenter = segmenter_for(document.get("language"))
        # an article has several lines: do not cut all of it into sentences to see that there is more than one
        found = segmenter.split(self.text) if "\n" not in self.text.strip() else []
        if len(found) != 1:
            self.lost["labels of a whole document"] += len(self._said)
            return {}
        ((start, end),) = found
        sentence = {"start": start, "end": end, "status": status, "labels": self._said}
        return {"segmenter": segmenter.name, "sentences": [sentence]}

    def incoming(
        self,
        document: DocumentPart,
        layer: LayerPart | None = None,
        *,
        stem: str = "",
        status: str | None = None,
        raw: bytes | None = None,
        **more: Any,
    ) -> Iterator[Foreign | RecordError]:
        """The faults, then the record; ``more`` are further parts of it (sentences, tokens, segmenter)."""
        record: dict[str, Any] = {"format": FORMAT, "document": document}
        if layer is not None:
            record["layer"] = layer
        record |= self._sentences(document, status) | more
        if self.spans:
            record["spans"] = list(self.spans.values())
        if self._relations:
            record["relations"] = list(self._relations.values())
        yield from self.faults
        yield Foreign(self.file, self.line, cast("Record", record), stem, True, raw, status, lost=dict(self.lost))
