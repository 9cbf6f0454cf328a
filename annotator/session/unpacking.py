"""From a record to the values of the model, each checked against the record's own text."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from annotator.formats.incoming import Incoming
from annotator.labels import Labels
from annotator.model import (
    Attribute,
    Document,
    Fragment,
    Layer,
    Meta,
    Part,
    Relation,
    Role,
    SentenceState,
    Source,
    Span,
    Status,
)
from annotator.store import Project
from annotator.store.documents import StoredDocument
from annotator.text import roles, segmenter_for, tokenise

if TYPE_CHECKING:
    from annotator.formats.record import Record, SpanPart

__all__ = ["document_of", "layer_of", "part_of", "sentences_of", "tokens_of", "unknown_labels"]


# -- the document -------------------------------------------------------------------------------------------------


def document_of(incoming: Incoming) -> Document:
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


def sentences_of(incoming: Incoming, document: Document) -> tuple[str, list[tuple[int, int, Role]]]:
    """The name of the segmenter and the sentences with their roles: the given ones, else our own."""
    record = incoming.record
    text = document.text
    given = record.get("sentences") or []
    name = record.get("segmenter")
    if not given:
        segmenter = segmenter_for(document.language)
        ranges = segmenter.split(text)
        return segmenter.name, [(s, e, cast("Role", r)) for (s, e), r in zip(ranges, roles(text, ranges), strict=True)]
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
    return name or "given", [(s, e, role) for (s, e), role in zip(ranges, found, strict=True)]


def tokens_of(incoming: Incoming, text: str, sentences: Sequence[tuple[int, int, Role]]) -> list[list[tuple[int, int]]]:
    """The tokens of each sentence: the given ones, else our own."""
    given = incoming.record.get("tokens") or []
    if not given:
        return [tokenise(text, start, end) for start, end, _ in sentences]
    starts = [start for start, _, _ in sentences]
    found: list[list[tuple[int, int]]] = [[] for _ in sentences]
    last = 0
    for number, item in enumerate(given):
        index = max(0, bisect_right(starts, item["start"]) - 1)
        if not last <= item["start"] < item["end"] <= sentences[index][1] or item["start"] < starts[index]:
            raise incoming.rejected(f"token {number} ({item['start']}–{item['end']}) overlaps or leaves its sentence")
        if item.get("sentence") not in (None, index):
            raise incoming.rejected(f"token {number} lies in sentence {index}, not {item['sentence']}")
        last = item["end"]
        found[index].append((item["start"], item["end"]))
    for index, (start, end, _) in enumerate(sentences):
        if words := _uncovered(text, found[index], start, end):
            raise incoming.rejected(f"{words!r} is in no token", "give tokens for the whole text, or none")
    return found


# -- the labels ---------------------------------------------------------------------------------------------------


def layer_of(incoming: Incoming, annotator: str) -> Layer | None:
    """The layer a record's labels go to: its own, else the named annotator's; None for a document without labels."""
    given = incoming.record.get("layer")
    if given is not None:
        return Layer(given["annotator"], given.get("kind") or "annotator", given.get("pass") or 1)
    labelled = any(incoming.record.get(name) for name in ("spans", "relations", "sources"))
    return Layer(annotator) if labelled or incoming.status or _said(incoming.record) else None


def _said(record: Record) -> bool:
    names = ("labels", "confidence", "comment", "seconds")
    return any(
        s.get("status") not in (None, "todo") or any(s.get(n) for n in names) for s in record.get("sentences") or ()
    )


def _attributes(items: Iterable[dict[str, str]] | None) -> tuple[Attribute, ...]:
    return tuple(Attribute(item["name"], item["value"]) for item in items or ())


def part_of(incoming: Incoming, stored: StoredDocument, now: str) -> Part:
    """The labels of a record against the document as it is stored.

    Raises:
        RecordError: a span does not fit the text, or a relation has no ends.
    """
    record = incoming.record
    labels = Labels(stored.starts)
    spans = [
        _span(incoming, number, item, stored, labels, now) for number, item in enumerate(record.get("spans") or (), 1)
    ]
    ids = {span.id for span in spans}
    if len(ids) < len(spans):
        raise incoming.rejected("two spans have the same id", "give each an id of its own, or none")
    relations = []
    for number, item in enumerate(record.get("relations") or (), 1):
        if item["head"] not in ids or item["tail"] not in ids or item["head"] == item["tail"]:
            raise incoming.rejected(f"relation {number} ({item['label']}): its ends are not two spans of the record")
        name = item.get("id") or f"r{number}"
        found = _attributes(cast("list[dict[str, str]]", item.get("attributes")))
        relations.append(Relation(name, item["label"], item["head"], item["tail"], found))
    if len({r.id for r in relations}) < len(relations):
        raise incoming.rejected("two relations have the same id", "give each an id of its own, or none")
    sources = [Source(s["id"], s["name"], s.get("source_type")) for s in record.get("sources") or ()]
    if len({s.id for s in sources}) < len(sources):
        raise incoming.rejected("two sources have the same id", "give each an id of its own")
    return Part(tuple(spans), tuple(relations), tuple(sources), _states(incoming, stored))


def _span(incoming: Incoming, number: int, item: SpanPart, stored: StoredDocument, labels: Labels, now: str) -> Span:
    text = stored.document.text
    fragments = []
    last = -1
    for part in item["fragments"]:
        start, end = part["start"], part["end"]
        if not 0 <= start < end <= len(text):
            raise incoming.rejected(f"span {number} ({item['label']}): {start}–{end} is outside the text")
        if start <= last:
            raise incoming.rejected(
                f"span {number} ({item['label']}): its fragments touch, overlap or are out of order"
            )
        if part.get("text") not in (None, text[start:end]):
            raise incoming.rejected(f"span {number} ({item['label']}): the text at {start}–{end} is not the one quoted")
        last = end
        fragments.append(Fragment(start, end, text[start:end]))
    sentence = labels.sentence_at(fragments[0].start)
    created = item.get("created") or now
    return Span(
        item.get("id") or f"s{number}",
        item["label"],
        sentence,
        tuple(fragments),
        _attributes(cast("list[dict[str, str]]", item.get("attributes"))),
        item.get("origin") or "import",
        item.get("suggester"),
        created,
        item.get("updated") or created,
    )


def _states(incoming: Incoming, stored: StoredDocument) -> tuple[SentenceState, ...]:
    record = incoming.record
    if incoming.status is not None and not record.get("sentences"):
        status = cast("Status", incoming.status)
        return tuple(SentenceState(sentence.index, status) for sentence in stored.sentences) if status != "todo" else ()
    found = []
    for item, sentence in zip(record.get("sentences") or (), stored.sentences, strict=False):
        role = item.get("role")
        state = SentenceState(
            sentence.index,
            item.get("status") or "todo",
            _attributes(cast("list[dict[str, str]]", item.get("labels"))),
            item.get("confidence"),
            item.get("comment") or None,
            item.get("seconds"),
            role if role != sentence.role else None,
        )
        if not state.untouched:
            found.append(state)
    return tuple(found)


def unknown_labels(incoming: Incoming, project: Project) -> str | None:
    """The labels of a record that the project's scheme does not have."""
    record, scheme = incoming.record, project.scheme
    missing = {s["label"] for s in record.get("spans") or ()} - scheme.spans.keys()
    missing |= {r["label"] for r in record.get("relations") or ()} - scheme.relations.keys()
    said = {a["name"] for s in record.get("sentences") or () for a in s.get("labels") or ()}
    missing |= said - scheme.sentence_labels.keys()
    return ", ".join(sorted(missing)) or None
