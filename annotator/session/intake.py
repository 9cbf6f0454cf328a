"""Takes records into a project: checks them against their own text, against the scheme and against what is there."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.labels import Labels
from annotator.model import (
    Attribute,
    Document,
    Fragment,
    Layer,
    Meta,
    Part,
    Patch,
    Relation,
    Role,
    SentenceState,
    Source,
    Span,
)
from annotator.session.normal import normal
from annotator.store import Project
from annotator.store.documents import StoredDocument, add_document, document_id, read_document
from annotator.store.events import append
from annotator.store.layers import annotator_id, find_layer, read_layer, write
from annotator.text import roles, segmenter_for, tokenise

if TYPE_CHECKING:
    from annotator.formats.record import Record, SpanPart

__all__ = ["Outcome", "Report", "document_of", "part_of", "take_in"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: ``added``, ``layer`` (on a document that was there), ``replaced``, ``same``."""

    incoming: Incoming
    key: str
    what: str
    layer: Layer | None = None


@dataclass(slots=True)
class Report:
    """What became of all of them."""

    documents: int = 0
    sentences: int = 0
    layers: int = 0
    spans: int = 0
    same: int = 0
    rejected: list[RecordError] = field(default_factory=list)


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


def _sentences(incoming: Incoming, document: Document) -> tuple[str, list[tuple[int, int, Role]]]:
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


def _tokens(incoming: Incoming, text: str, sentences: Sequence[tuple[int, int, Role]]) -> list[list[tuple[int, int]]]:
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
    return Layer(annotator) if labelled or _said(incoming.record) else None


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
    return Part(tuple(spans), tuple(relations), tuple(sources), _states(record, stored))


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


def _states(record: Record, stored: StoredDocument) -> tuple[SentenceState, ...]:
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


def _unknown(incoming: Incoming, project: Project) -> str | None:
    """The labels of a record that the project's scheme does not have."""
    record, scheme = incoming.record, project.scheme
    missing = {s["label"] for s in record.get("spans") or ()} - scheme.spans.keys()
    missing |= {r["label"] for r in record.get("relations") or ()} - scheme.relations.keys()
    said = {a["name"] for s in record.get("sentences") or () for a in s.get("labels") or ()}
    missing |= said - scheme.sentence_labels.keys()
    return ", ".join(sorted(missing)) or None


# -- into the project ---------------------------------------------------------------------------------------------


def take_in(
    project: Project, incomings: Iterable[Incoming | RecordError], annotator: str, *, replacing: bool = False
) -> Iterator[Outcome | RecordError]:
    """Take records in, each in a transaction of its own; a rejected one is reported and the others go on."""
    for incoming in incomings:
        if isinstance(incoming, RecordError):
            yield incoming
            continue
        outcome: Outcome | RecordError
        try:
            with project.writing():
                outcome = _take(project, normal(incoming), annotator, replacing)
        except RecordError as error:
            outcome = error
        yield outcome


def _take(project: Project, incoming: Incoming, annotator: str, replacing: bool) -> Outcome:
    document = document_of(incoming)
    if unknown := _unknown(incoming, project):
        given = incoming.record.get("scheme")
        name = given["name"] if given else None
        of = f" (a record of scheme {name})" if name and name != project.scheme.name else ""
        raise incoming.rejected(
            f"the project's scheme {project.scheme.name} has no {unknown}{of}", "adopt a scheme that has them"
        )
    number, added = _document(project, incoming, document, annotator)
    stored = read_document(project, number)
    key = stored.document.key
    layer = layer_of(incoming, annotator)
    if layer is None:
        return Outcome(incoming, key, "added" if added else "same")
    part = part_of(incoming, stored, project.clock.now())
    there = find_layer(project, number, layer)
    if there is None:
        write(project, stored, layer, _replacement(Part(), part), "import")
        return Outcome(incoming, key, "added" if added else "layer", layer)
    existing, _ = read_layer(project, stored, layer)
    if _same(existing.part, Labels.of(stored.starts, part).part, incoming):
        return Outcome(incoming, key, "same", layer)
    if not replacing:
        raise incoming.rejected(
            f"{key}: the layer of {layer} is there and differs", "use --replace to put this in its place"
        )
    write(project, stored, layer, _replacement(existing.part, part), "import")
    return Outcome(incoming, key, "replaced", layer)


def _document(project: Project, incoming: Incoming, document: Document, annotator: str) -> tuple[int, bool]:
    """The document's number in the project, and whether it was added just now."""
    given = bool(incoming.record["document"].get("key"))
    number = document_id(project, document.key)
    if number is not None:
        there = read_document(project, number)
        if there.document.text != document.text:
            if given:
                raise incoming.rejected(f"{document.key}: is there with another text", "give it another key")
            document = replace(document, key=f"{document.key}-{document.sha256[:8]}")
            number = document_id(project, document.key)
    if number is not None:
        there = read_document(project, number)
        sentences = incoming.record.get("sentences") or []
        if sentences and [(s["start"], s["end"]) for s in sentences] != [(s.start, s.end) for s in there.sentences]:
            raise incoming.rejected(f"{document.key}: is there with other sentences", "leave the sentences out")
        return number, False
    name, found = _sentences(incoming, document)
    tokens = _tokens(incoming, document.text, found)
    number = add_document(project, document, name, found, tokens)
    who = annotator_id(project, annotator, make=True)
    assert who is not None
    append(project, who, annotator, "document.add", document=document.key, target=document.sha256)
    return number, True


def _same(existing: Part, new: Part, incoming: Incoming) -> bool:
    """Whether a layer says what is there already; what the record leaves out (times) is not compared."""
    given = enumerate(incoming.record.get("spans") or (), 1)
    untimed = {item.get("id") or f"s{number}" for number, item in given if not item.get("created")}

    def bare(part: Part) -> Part:
        spans = tuple(replace(s, created="", updated="") if s.id in untimed else s for s in part.spans)
        return replace(part, spans=spans)

    return bare(existing) == bare(new)


def _replacement(old: Part, new: Part) -> Patch:
    """A patch from one whole layer to another; sentences that are no longer mentioned become untouched."""
    said = {state.index: state for state in old.sentences}
    says = {state.index: state for state in new.sentences}
    indices = sorted(said.keys() | says.keys())
    return Patch(
        replace(old, sentences=tuple(said.get(i, SentenceState(i)) for i in indices)),
        replace(new, sentences=tuple(says.get(i, SentenceState(i)) for i in indices)),
    )


def tallied(outcomes: Iterable[Outcome | RecordError], seen: Callable[[Outcome | RecordError], None]) -> Report:
    """Count outcomes; ``seen`` is called for each as it comes."""
    report = Report()
    for outcome in outcomes:
        seen(outcome)
        if isinstance(outcome, RecordError):
            report.rejected.append(outcome)
            continue
        report.documents += outcome.what == "added"
        report.layers += outcome.layer is not None and outcome.what != "same"
        report.same += outcome.what == "same"
        if outcome.layer is not None and outcome.what != "same":
            report.spans += len(outcome.incoming.record.get("spans") or ())
    return report
