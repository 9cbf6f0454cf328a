"""Does the project hold together? Every label against its text, the counters, and the state against the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from annotator.errors import StoreCorrupt
from annotator.labels import Labels
from annotator.model import Event, Layer, Patch
from annotator.store.connection import Project, readable
from annotator.store.documents import StoredDocument, read_document
from annotator.store.events import events
from annotator.store.layers import StoredLayer, fits, layers_of, read_part
from annotator.store.suggested import kept_of

__all__ = ["Finding", "audit", "rebuilt"]

Identity = tuple[str, str, int]
Starts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: where, and what."""

    place: str
    message: str


def rebuilt(
    project: Project, key: str, starts: tuple[int, ...], misfit: Callable[[Event], object] = lambda _event: None
) -> dict[Identity, Labels]:
    """The layers of a document as its events make them, by annotator, kind and pass.

    ``misfit`` is called with every event that replaces something other than what the events before it left.
    """
    log: list[Event] = []
    for event in events(project, key):
        if event.operation == "document.add":
            log.clear()  # what was before it is the log of an earlier document of the same key
        log.append(event)
    for event in reversed(log):  # back to the sentences as they were in the beginning
        if event.patch is not None and event.patch.cut is not None:
            starts = event.patch.cut.inverse.starts(starts)
    found: dict[Identity, Labels] = {}
    removed: dict[Identity, Labels] = {}
    for event in log:
        if event.operation == "document.remove":
            found, removed = {}, found
        elif event.operation == "document.restore":
            found = removed
        elif event.operation in ("layer.remove", "layer.restore"):
            _removal(event, found, starts)
        elif event.layer is not None and event.patch is not None:
            starts = _action(event, event.layer, found, starts, misfit)
    return found


def _action(
    event: Event, layer: Layer, found: dict[Identity, Labels], starts: Starts, misfit: Callable[[Event], object]
) -> Starts:
    """One action on its layer; a cut numbers the sentences of all others anew. Gives the starts after it."""
    patch = event.patch
    assert patch is not None
    labels = found.setdefault((layer.annotator, layer.kind, layer.number), Labels(starts))
    if not fits(labels, patch):
        misfit(event)
    labels.apply(patch)
    if patch.cut is None:
        return starts
    for other in found.values():
        if other is not labels:
            other.apply(Patch(cut=patch.cut))
    return patch.cut.starts(starts)


def _removal(event: Event, found: dict[Identity, Labels], starts: Starts) -> None:
    """A layer taken out or brought back; its name is the event's target."""
    annotator, kind, number = json.loads(event.target or "[]")
    found.pop((annotator, kind, number), None)
    if event.operation == "layer.restore" and event.patch is not None:
        found[annotator, kind, number] = Labels.of(starts, event.patch.after)


def audit(project: Project, step: Callable[[], object] = lambda: None) -> Iterator[Finding]:
    """Everything that does not hold; ``step`` is called after each document."""
    try:
        yield from _everything(project, step)
    except StoreCorrupt as error:
        yield Finding(str(project.path), error.message)


def _everything(project: Project, step: Callable[[], object]) -> Iterator[Finding]:
    name = str(project.path)
    for row in project.ask("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Finding(name, f"SQLite: {row[0]}")
    for table, row, parent, _ in project.ask("PRAGMA foreign_key_check"):
        yield Finding(name, f"table {table}, row {row}: what it refers to in {parent} is not there")
    for number, key in project.ask("SELECT id, key FROM document ORDER BY id"):
        try:
            stored = read_document(project, number)
            yield from _sentences(stored)
            yield from _layers(project, stored)
            kept_of(project, number)
        except StoreCorrupt as error:
            yield Finding(key, error.message)
        step()
    yield from _totals(project)
    yield from _progress(project)
    yield from _sequences(project)


def _sentences(stored: StoredDocument) -> Iterator[Finding]:
    key = stored.document.key
    end = 0
    for sentence, tokens in zip(stored.sentences, stored.tokens, strict=True):
        if sentence.start < end or sentence.end > len(stored.document.text):
            yield Finding(f"{key}, sentence {sentence.index + 1}", "overlaps the one before it or leaves the text")
        edges = [sentence.start, *(edge for token in tokens for edge in token), sentence.end]
        if not tokens or edges != sorted(edges) or any(s == e for s, e in tokens):
            yield Finding(f"{key}, sentence {sentence.index + 1}", "has no token, or one outside itself")
        end = sentence.end


def _layers(project: Project, stored: StoredDocument) -> Iterator[Finding]:
    key = stored.document.key
    misfits: list[Event] = []
    with readable(f"{key}, its log"):
        from_log = rebuilt(project, key, stored.starts, misfits.append)
    for event in misfits:
        yield Finding(key, f"event {event.id} ({event.operation}) does not follow from those before it")
    for found in layers_of(project, stored.id):
        layer = found.layer
        place = f"{key}, layer of {layer}"
        again = from_log.pop((layer.annotator, layer.kind, layer.number), Labels(stored.starts))
        try:
            with readable(place):
                labels = Labels.of(stored.starts, read_part(project, found.id))
        except StoreCorrupt as error:
            yield Finding(place, error.message)
            continue
        yield from (Finding(place, text) for text in _labels(stored, labels))
        yield from (Finding(place, text) for text in _counters(project, found, stored, labels))
        yield from (Finding(place, text) for text in _differences(labels, again))
    for annotator, kind, number in from_log:
        yield Finding(f"{key}, layer of {Layer(annotator, kind, number)}", "is in the log but not in the tables")  # type: ignore[arg-type]


def _labels(stored: StoredDocument, labels: Labels) -> Iterator[str]:
    text = stored.document.text
    for span in (*labels.spans.values(), *labels.rejections.values()):
        last = -1
        for part in span.fragments:
            if not 0 <= part.start < part.end <= len(text) or text[part.start : part.end] != part.text:
                yield f"span {span.id}: the text at {part.start}–{part.end} is not {part.text!r}"
            if part.start <= last:
                yield f"span {span.id}: its fragments overlap, touch or are out of order"
            last = part.end
        if labels.sentence_at(span.anchor) != span.sentence:
            yield f"span {span.id}: does not start in sentence {span.sentence + 1}"
    for relation in labels.relations.values():
        if relation.head not in labels.spans or relation.tail not in labels.spans:
            yield f"relation {relation.id}: one of its ends is not there"


def _counters(project: Project, found: StoredLayer, stored: StoredDocument, labels: Labels) -> Iterator[str]:
    counted = labels.counts(len(stored.sentences))
    wanted = (*counted.values(), len(labels.spans), len(labels.relations))
    kept = project.one("SELECT todo, done, skipped, flagged, spans, relations FROM layer WHERE id = ?", found.id)
    if kept != wanted:
        yield f"its counters say {kept}, its rows {wanted} (todo, done, skipped, flagged, spans, relations)"


def _differences(state: Labels, log: Labels) -> Iterator[str]:
    """What the tables and the log do not have in common; unordered, for a link without its ends has no order."""
    pairs: tuple[tuple[set[Any], set[Any]], ...] = (
        (set(state.spans.values()), set(log.spans.values())),
        (set(state.relations.values()), set(log.relations.values())),
        (set(state.sources.values()), set(log.sources.values())),
        (set(state.states), set(log.states)),
        (set(state.rejections.values()), set(log.rejections.values())),
    )
    for here, there in pairs:
        for item in sorted(map(str, here - there)):
            yield f"is in the tables but not so in the log: {item}"
        for item in sorted(map(str, there - here)):
            yield f"is in the log but not so in the tables: {item}"


def _totals(project: Project) -> Iterator[Finding]:
    kept = dict(project.ask("SELECT name, value FROM total"))
    counted = dict(
        project.ask("SELECT 'documents', count(*) FROM document UNION ALL SELECT 'sentences', count(*) FROM sentence")
    )
    if kept != counted:
        yield Finding(str(project.path), f"the totals say {kept}, the rows {counted}")


def _progress(project: Project) -> Iterator[Finding]:
    for name, kind, number in project.ask(
        "SELECT DISTINCT a.name, l.kind, l.pass FROM layer l JOIN annotator a ON a.id = l.annotator"
        " LEFT JOIN progress p ON p.annotator = l.annotator AND p.kind = l.kind AND p.pass = l.pass"
        " WHERE p.annotator IS NULL"
    ):
        yield Finding(str(project.path), f"the progress counters of {Layer(name, kind, number)} are missing")
    differing = project.ask(
        "SELECT a.name, p.kind, p.pass FROM progress p JOIN annotator a ON a.id = p.annotator WHERE"
        " (p.layers, p.done, p.skipped, p.flagged, p.spans, p.relations) IS NOT (SELECT count(*),"
        " coalesce(sum(done), 0), coalesce(sum(skipped), 0), coalesce(sum(flagged), 0), coalesce(sum(spans), 0),"
        " coalesce(sum(relations), 0) FROM layer l"
        " WHERE l.annotator = p.annotator AND l.kind = p.kind AND l.pass = p.pass)"
    )
    for name, kind, number in differing:
        yield Finding(str(project.path), f"the progress counters of {Layer(name, kind, number)} do not add up")
    hidden = project.ask(
        "SELECT a.name, p.kind, p.pass FROM progress p JOIN annotator a ON a.id = p.annotator WHERE EXISTS ("
        " SELECT 1 FROM document d LEFT JOIN layer l ON l.document = d.id AND l.annotator = p.annotator"
        " AND l.kind = p.kind AND l.pass = p.pass WHERE d.id < p.frontier AND (l.id IS NULL OR l.todo > 0))"
    )
    for name, kind, number in hidden:
        yield Finding(str(project.path), f"{Layer(name, kind, number)} has sentences to do that the queue would pass")


def _sequences(project: Project) -> Iterator[Finding]:
    for device, first, last, held in project.ask(
        "SELECT device, min(sequence), max(sequence), count(*) FROM event GROUP BY device"
    ):
        if (first, last) != (1, held):
            yield Finding(str(project.path), f"the log of device {device} has a gap: {held} events, {first}–{last}")
