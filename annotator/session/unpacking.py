"""From a record to rows that are ready to be written, each checked against the record's own text; no project needed."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import le, lt
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import RecordError
from annotator.formats.foreign import short
from annotator.formats.incoming import Incoming
from annotator.model import Document, Layer, Meta, Role
from annotator.session.normal import normal
from annotator.session.rows import rows_of
from annotator.store.bulk import LayerRows, SentenceRow
from annotator.store.codec import dump_tokens
from annotator.text import roles, segmenter_for, tokenise

if TYPE_CHECKING:
    from annotator.formats.mapping import LabelMap
    from annotator.formats.record import Record
    from annotator.scheme import Scheme

__all__ = ["Ready", "Unpacker"]

_PLAIN = re.compile(r"[\w.:-]{1,40}")
_NAMED = 5
"""Unknown labels that a message names."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A record that can be written.

    ``file``, ``line``, ``raw``: where it came from, for a rejection. ``keyed``: the record gave the document's key;
    ``given``: it gave the sentences. ``status``: of every sentence where it gave none.
    ``untimed``: the ids of the spans whose times were made here. ``scheme``: the name, version
    and hash of the one it names. ``unknown`` counts the labels, by name, that neither
    the scheme nor the mapping knew; ``lost`` what has no place here or was left out on purpose.
    """

    file: str
    line: int
    raw: bytes | None
    document: Document
    keyed: bool
    segmenter: str
    given: bool
    sentences: Sequence[SentenceRow]
    layer: Layer | None
    rows: LayerRows | None
    untimed: frozenset[str] = frozenset()
    status: str = "todo"
    original: str | None = None
    scheme: tuple[str, str, str] | None = None
    unknown: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)

    def rejected(self, reason: str, remedy: str = "mend the record") -> RecordError:
        """The error that says why this record is not taken in."""
        return RecordError(reason, remedy, file=self.file, line=self.line, raw=self.raw)


@dataclass(slots=True)
class _Segmented:
    """The segmentation of the last document, whose other layers often follow: what was given, and what came of it."""

    text: str
    sentences: Any
    tokens: Any
    language: str
    rows: list[SentenceRow]


class Unpacker:
    """Makes records ready under a scheme; labels that name no layer are ``annotator``'s, times not given are ``now``.

    ``mapping`` turns another tool's labels into the scheme's; those nothing knows are left out and counted.
    ``status`` is that of the sentences whose status a record does not give: ``done`` where its format cannot say it.
    ``any_label``: labels that the scheme does not know are taken as they are; then nothing is mapped without a mapping.
    """

    def __init__(
        self,
        scheme: Scheme,
        annotator: str,
        now: str,
        mapping: LabelMap | None = None,
        status: str = "todo",
        *,
        any_label: bool = False,
    ) -> None:
        self._scheme, self._annotator, self._now, self._mapping = scheme, annotator, now, mapping
        self._status, self._any_label = status, any_label
        self._last: _Segmented | None = None

    def one(self, incoming: Incoming | RecordError) -> Ready | RecordError:
        """A record made ready, or why it cannot be."""
        if isinstance(incoming, RecordError):
            return incoming
        try:
            return self._mapped(incoming)
        except RecordError as error:
            return error

    def _mapped(self, incoming: Incoming) -> Ready:
        """Make a record ready; another tool's labels first become the scheme's."""
        if not incoming.foreign or (self._any_label and self._mapping is None):
            return self._ready(normal(incoming))
        from annotator.formats.mapping import LabelMap, apply

        mapped = apply(incoming.record, self._mapping or LabelMap(), self._scheme)
        ready = self._ready(normal(replace(incoming, record=mapped.record)))
        lost = Counter(getattr(incoming, "lost", {})) + mapped.left_out
        return replace(ready, unknown=mapped.unknown, lost=lost)

    def _ready(self, incoming: Incoming) -> Ready:
        record = incoming.record
        if not self._any_label and (unknown := _unknown_labels(record, self._scheme)):
            given = record.get("scheme")
            name = given["name"] if given else None
            of = f" (a record of scheme {name})" if name and name != self._scheme.name else ""
            raise incoming.rejected(
                f"the project's scheme {self._scheme.name} has no {unknown}{of}", "adopt a scheme that has them"
            )
        document = _document_of(incoming)
        sentences = self._segmented(incoming, document)
        segmenter = record.get("segmenter") or "given"
        if not record.get("sentences"):
            segmenter = segmenter_for(document.language).name
        layer = _layer_of(incoming, self._annotator, self._status)
        rows, untimed = None, frozenset[str]()
        if layer is not None:
            rows, untimed = rows_of(incoming, document.text, sentences, self._now, self._status)
        return Ready(
            incoming.file,
            incoming.line,
            incoming.raw,
            document,
            bool(record["document"].get("key")),
            segmenter,
            bool(record.get("sentences")),
            sentences,
            layer,
            rows,
            untimed,
            incoming.status or self._status,
            incoming.original,
            _scheme_of(record),
        )

    def _segmented(self, incoming: Incoming, document: Document) -> list[SentenceRow]:
        """The sentences with their tokens: the given ones, else our own."""
        given = incoming.record.get("sentences"), incoming.record.get("tokens")
        last = self._last
        places = _places(given[0])
        this = (document.text, document.language, places, given[1])
        if last is not None and (last.text, last.language, last.sentences, last.tokens) == this:
            return last.rows
        sentences = _sentences_of(incoming, document)
        tokens = _tokens_of(incoming, document.text, sentences)
        rows = [(s, e, role, dump_tokens(s, tokens[index])) for index, (s, e, role) in enumerate(sentences)]
        self._last = _Segmented(document.text, places, given[1], document.language, rows)
        return rows


def _places(given: Any) -> list[tuple[Any, ...]]:
    return [(item.get("index"), item["start"], item["end"], item.get("role")) for item in given or ()]


# -- the document -------------------------------------------------------------------------------------------------


def _document_of(incoming: Incoming) -> Document:
    """The document of a record whose text is as it is kept; its hash computed, its key made up where it has none."""
    given = incoming.record["document"]
    text = given["text"]
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    key = given.get("key") or incoming.stem or f"doc-{sha256[:12]}"
    return Document(
        key=key,
        text=text,
        title=given.get("title"),
        language=given.get("language") or "nl",
        sha256=sha256,
        publisher=given.get("publisher"),
        url=given.get("url"),
        published=given.get("published"),
        meta=tuple(Meta(m["key"], m["value"]) for m in given.get("meta") or ()),
    )


def _uncovered(text: str, ranges: Sequence[tuple[int, int]], start: int, end: int) -> str | None:
    """The first words between ``start`` and ``end`` that no range holds."""
    at = start
    for s, e in (*ranges, (end, end)):
        if words := text[at:s].strip():
            return words[:20]
        at = e
    return None


def _sentences_of(incoming: Incoming, document: Document) -> list[tuple[int, int, Role]]:
    """The sentences with their roles."""
    text = document.text
    given = incoming.record.get("sentences") or []
    if not given:
        ranges = segmenter_for(document.language).split(text)
        return [(s, e, cast("Role", r)) for (s, e), r in zip(ranges, roles(text, ranges), strict=True)]
    end = 0
    for number, item in enumerate(given):
        if item.get("index") not in (None, number):
            raise incoming.rejected(f"sentence {number} has index {item['index']}", "number them from 0")
        if not end <= item["start"] < item["end"] <= len(text):
            raise incoming.rejected(f"sentence {number} ({item['start']}–{item['end']}) overlaps or leaves the text")
        end = item["end"]
    ranges = [(item["start"], item["end"]) for item in given]
    if words := _uncovered(text, ranges, 0, len(text)):
        raise incoming.rejected(f"{words!r} is in no sentence", "give sentences for the whole text, or none")
    derived = [] if all(item.get("role") for item in given) else roles(text, ranges)
    found = [item.get("role") or cast("Role", derived[i]) for i, item in enumerate(given)]
    return [(s, e, role) for (s, e), role in zip(ranges, found, strict=True)]


def _tokens_of(
    incoming: Incoming, text: str, sentences: Sequence[tuple[int, int, Role]]
) -> list[list[tuple[int, int]]]:
    """The tokens of each sentence: the given ones, else our own."""
    given = incoming.record.get("tokens") or []
    if not given:
        return [tokenise(text, start, end) for start, end, _ in sentences]
    starts, ends = [item["start"] for item in given], [item["end"] for item in given]
    first = [bisect_left(starts, start) for start, _, _ in sentences]
    until = [*first[1:], len(starts)]
    found = [list(zip(starts[i:j], ends[i:j], strict=True)) for i, j in zip(first, until, strict=True)]
    said = [item.get("sentence") for item in given]
    numbers = [index for index, tokens in enumerate(found) for _ in tokens]
    if (
        all(map(lt, starts, ends))
        and all(map(le, ends, starts[1:]))
        and all(not tokens or tokens[-1][1] <= end for tokens, (_, end, _) in zip(found, sentences, strict=True))
        and said in (numbers, [None] * len(said))
        and "".join("".join(map(text.__getitem__, map(slice, starts, ends))).split()) == "".join(text.split())
    ):
        return found
    _refuse_tokens(incoming, text, sentences)
    return found


def _refuse_tokens(incoming: Incoming, text: str, sentences: Sequence[tuple[int, int, Role]]) -> None:
    """Say what is wrong with given tokens."""
    begins = [start for start, _, _ in sentences]
    found: list[list[tuple[int, int]]] = [[] for _ in sentences]
    last = 0
    for number, item in enumerate(incoming.record.get("tokens") or ()):
        index = max(0, bisect_right(begins, item["start"]) - 1)
        if not last <= item["start"] < item["end"] <= sentences[index][1] or item["start"] < begins[index]:
            raise incoming.rejected(f"token {number} ({item['start']}–{item['end']}) overlaps or leaves its sentence")
        if item.get("sentence") not in (None, index):
            raise incoming.rejected(f"token {number} lies in sentence {index}, not {item['sentence']}")
        last = item["end"]
        found[index].append((item["start"], item["end"]))
    for index, (start, end, _) in enumerate(sentences):
        if missed := _uncovered(text, found[index], start, end):
            raise incoming.rejected(f"{missed!r} is in no token", "give tokens for the whole text, or none")


# -- the labels ---------------------------------------------------------------------------------------------------


def _layer_of(incoming: Incoming, annotator: str, status: str) -> Layer | None:
    """The layer a record's labels go to: its own, else the named annotator's; None for a document without labels."""
    given = incoming.record.get("layer")
    if given is not None:
        return Layer(given["annotator"], given.get("kind") or "annotator", given.get("pass") or 1)
    labelled = any(incoming.record.get(name) for name in ("spans", "relations", "sources", "rejections"))
    labelled = labelled or bool(incoming.status) or status != "todo" or _said(incoming.record)
    return Layer(annotator) if labelled else None


def _said(record: Record) -> bool:
    names = ("labels", "confidence", "comment", "seconds")
    return any(
        s.get("status") not in (None, "todo") or any(s.get(n) for n in names) for s in record.get("sentences") or ()
    )


def _scheme_of(record: Record) -> tuple[str, str, str] | None:
    given = record.get("scheme")
    return (given["name"], given.get("version") or "", given.get("sha256") or "") if given else None


def _unknown_labels(record: Record, scheme: Scheme) -> str | None:
    """The labels of a record that a scheme does not have."""
    said = [*(record.get("spans") or ()), *(record.get("rejections") or ())]
    missing = {s["label"] for s in said} - scheme.spans.keys()
    missing |= {r["label"] for r in record.get("relations") or ()} - scheme.relations.keys()
    missing |= {a["name"] for s in record.get("sentences") or () for a in s.get("labels") or ()} - (
        scheme.sentence_labels.keys()
    )
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    names = [name if _PLAIN.fullmatch(name) else short(name) for name in sorted(missing)[:_NAMED]]
    return ", ".join(names) + more if missing else None
