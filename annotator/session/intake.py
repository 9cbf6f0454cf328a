"""Takes records into a project: checks them against the scheme and what is there, and writes them in slices."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.labels import Labels
from annotator.model import Document, Layer, Part, Patch, Role, SentenceState, Status
from annotator.session.unpacking import Ready, Unpacker
from annotator.store import Project
from annotator.store.bulk import LayerRows, add_document, add_layer
from annotator.store.documents import document_id, read_document
from annotator.store.events import append
from annotator.store.layers import annotator_id, find_layer, read_layer, write
from annotator.store.removal import remove_document

if TYPE_CHECKING:
    from annotator.formats.mapping import LabelMap

SLICE = 0.05
"""Seconds that an import holds the lock at a time."""
BATCH, BATCH_BYTES = 32, 4 << 20
"""Records, and bytes of them, that are made ready before they are written."""

__all__ = ["Outcome", "Report", "batches", "take_in", "take_ready", "tallied"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: ``added``, ``layer`` (on a document that was there), ``replaced``, ``same``.

    ``spans``: how many it has. ``unknown`` counts the labels, by name, that neither the scheme nor the mapping knew;
    ``lost`` what has no place here or was left out on purpose.
    """

    key: str
    what: str
    layer: Layer | None = None
    spans: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What became of all of them."""

    documents: int = 0
    sentences: int = 0
    layers: int = 0
    spans: int = 0
    same: int = 0
    first: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    rejected: list[RecordError] = field(default_factory=list)


def take_in(
    project: Project,
    incomings: Iterable[Incoming | RecordError],
    annotator: str,
    *,
    replacing: bool = False,
    mapping: LabelMap | None = None,
) -> Iterator[Outcome | RecordError]:
    """Take records in; a rejected one is reported and the others go on.

    They are written in slices of some 50 ms, so that no annotator waits for an import; what is given out is on the
    disk. ``mapping`` turns another tool's labels into the scheme's; those nothing knows are left out and counted.
    """
    unpacker = Unpacker(project.scheme, annotator, project.clock.now(), mapping)
    yield from take_ready(project, batches(map(unpacker.one, incomings)), annotator, replacing=replacing)


def take_ready(
    project: Project, batches: Iterable[list[Ready | RecordError]], annotator: str, *, replacing: bool = False
) -> Iterator[Outcome | RecordError]:
    """Write what was made ready; as ``take_in``."""
    intake = _Intake(project, annotator, replacing)
    for batch in batches:
        waiting = deque(batch)
        while waiting:
            written: list[Outcome | RecordError] = []
            with project.writing():
                end = project.clock.steady() + SLICE
                while waiting and (not written or project.clock.steady() < end):
                    written.append(intake.one(waiting.popleft()))
            yield from written


def batches(found: Iterable[Ready | RecordError]) -> Iterator[list[Ready | RecordError]]:
    """Some records at a time, made ready while nothing is locked: the next one may be long in coming."""
    batch: list[Ready | RecordError] = []
    size = 0
    for ready in found:
        batch.append(ready)
        size += len(ready.raw or b"") if isinstance(ready, Ready) else 0
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Known:
    """A document that is in the project."""

    id: int
    key: str
    sha256: str
    ranges: list[tuple[int, int]]
    roles: list[Role]


class _Intake:
    """Writes records within an open transaction; remembers the last document, whose other layers often follow.

    Whatever can be refused is refused before the first row of a record is written.
    """

    def __init__(self, project: Project, annotator: str, replacing: bool) -> None:
        self._project, self._annotator, self._replacing = project, annotator, replacing
        self._last: _Known | None = None

    def one(self, ready: Ready | RecordError) -> Outcome | RecordError:
        """Write a record, or say why it is not written."""
        if isinstance(ready, RecordError):
            return ready
        try:
            outcome = self._take(ready)
        except RecordError as error:
            return error
        return replace(outcome, unknown=ready.unknown, lost=ready.lost)

    def _take(self, ready: Ready) -> Outcome:
        document = ready.document
        known = self._known(document.key)
        if known is not None and known.sha256 != document.sha256 and not ready.keyed:
            document = replace(document, key=f"{document.key}-{document.sha256[:8]}")
            known = self._known(document.key)
        difference = None if known is None else _difference(ready, known)
        if difference is not None and not self._replacing:
            raise ready.rejected(f"{document.key}: is there with {difference}", "use --replace, or another key")
        if known is not None and difference is None:
            self._last = known
            return self._layer(ready, known)
        if known is not None:
            remove_document(self._project, known.id, self._annotator)
        self._last = known = self._add(ready, document)
        if ready.layer is not None and ready.rows is not None:
            self._write(known, ready.layer, ready.rows)
        return Outcome(known.key, "added", ready.layer, _spans(ready))

    def _layer(self, ready: Ready, known: _Known) -> Outcome:
        """The labels of a record on a document that is there."""
        project, layer = self._project, ready.layer
        if layer is None or ready.rows is None:
            return Outcome(known.key, "same")
        rows = _settled(ready, known)
        if find_layer(project, known.id, layer) is None:
            self._write(known, layer, rows)
            return Outcome(known.key, "layer", layer, _spans(ready))
        stored = read_document(project, known.id)
        existing, _ = read_layer(project, stored, layer)
        part = rows.part
        if _same(existing.part, Labels.of(stored.starts, part).part, ready.untimed):
            return Outcome(known.key, "same", layer)
        if not self._replacing:
            raise ready.rejected(
                f"{known.key}: the layer of {layer} is there and differs", "use --replace to put this in its place"
            )
        write(project, stored, layer, _replacement(existing.part, part), "import")
        return Outcome(known.key, "replaced", layer, _spans(ready))

    def _write(self, known: _Known, layer: Layer, rows: LayerRows) -> None:
        annotator = annotator_id(self._project, layer.annotator, make=True)
        assert annotator is not None
        add_layer(self._project, known.id, len(known.ranges), layer, annotator, rows, event=(known.key, "import"))

    def _known(self, key: str) -> _Known | None:
        """The document of a key that is in the project."""
        if self._last is not None and self._last.key == key:
            return self._last
        number = document_id(self._project, key)
        if number is None:
            return None
        stored = read_document(self._project, number)
        ranges = [(s.start, s.end) for s in stored.sentences]
        return _Known(number, key, stored.document.sha256, ranges, [s.role for s in stored.sentences])

    def _add(self, ready: Ready, document: Document) -> _Known:
        number = add_document(self._project, document, ready.segmenter, ready.sentences, ready.original)
        who = annotator_id(self._project, self._annotator, make=True)
        assert who is not None
        append(self._project, who, self._annotator, "document.add", document=document.key, target=document.sha256)
        ranges = [(start, end) for start, end, _, _ in ready.sentences]
        return _Known(number, document.key, document.sha256, ranges, [role for _, _, role, _ in ready.sentences])


def _spans(ready: Ready) -> int:
    return len(ready.rows.spans) if ready.rows is not None else 0


def _difference(ready: Ready, known: _Known) -> str | None:
    """In what a record's document differs from the one that is there."""
    if ready.document.sha256 != known.sha256:
        return "another text"
    if ready.given and [(start, end) for start, end, _, _ in ready.sentences] != known.ranges:
        return "other sentences"
    return None


def _settled(ready: Ready, known: _Known) -> LayerRows:
    """The rows of a record against the sentences that its document has in the project."""
    rows = ready.rows
    assert rows is not None
    ranges = [(start, end) for start, end, _, _ in ready.sentences]
    given = [role for _, _, role, _ in ready.sentences]
    if ranges == known.ranges and (not ready.given or given == known.roles):
        return rows
    part = rows.part
    starts = [start for start, _ in known.ranges]
    spans = tuple(replace(span, sentence=max(0, bisect_right(starts, span.anchor) - 1)) for span in part.spans)
    states = {state.index: state for state in part.sentences}
    if ready.given:
        for index, (role, was) in enumerate(zip(given, known.roles, strict=True)):
            if role != was:
                states[index] = replace(states.get(index) or SentenceState(index), role=role)
    elif ready.status != "todo":
        status = cast("Status", ready.status)
        states = {index: SentenceState(index, status) for index in range(len(starts))}
    return LayerRows.of(replace(part, spans=spans, sentences=tuple(states[index] for index in sorted(states))))


def _same(existing: Part, new: Part, untimed: frozenset[str]) -> bool:
    """Whether a layer says what is there already; what the record left out (times) is not compared."""

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
        report.unknown.update(outcome.unknown)
        report.lost.update(outcome.lost)
        report.documents += outcome.what == "added"
        if outcome.what == "added" and len(report.first) < 3:
            report.first.append(outcome.key)
        report.layers += outcome.layer is not None and outcome.what != "same"
        report.same += outcome.what == "same"
        if outcome.layer is not None and outcome.what != "same":
            report.spans += outcome.spans
    return report
