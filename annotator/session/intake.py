"""Takes records into a project: checks them against their own text, against the scheme and against what is there."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.labels import Labels
from annotator.model import (
    Document,
    Layer,
    Part,
    Patch,
    SentenceState,
)
from annotator.session.normal import normal
from annotator.session.unpacking import (
    document_of,
    layer_of,
    part_of,
    sentences_of,
    tokens_of,
    unknown_labels,
)
from annotator.store import Project
from annotator.store.documents import StoredDocument, add_document, document_id, read_document
from annotator.store.events import append
from annotator.store.layers import annotator_id, find_layer, read_layer, write
from annotator.store.removal import remove_document

if TYPE_CHECKING:
    from annotator.formats.mapping import LabelMap

SLICE = 0.05
"""Seconds that an import holds the lock at a time."""
BATCH, BATCH_BYTES = 8, 4 << 20
"""Records, and bytes of them, that are read before they are written; more at a time are slower, for the caches."""

__all__ = ["Outcome", "Report", "document_of", "part_of", "take_in"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: ``added``, ``layer`` (on a document that was there), ``replaced``, ``same``.

    ``unknown`` counts the labels, by name, that neither the scheme nor the mapping knew; ``lost`` what has no place
    here or was left out on purpose.
    """

    incoming: Incoming
    key: str
    what: str
    layer: Layer | None = None
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


# -- into the project ---------------------------------------------------------------------------------------------


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
    intake = _Intake(project, annotator, replacing, mapping)
    for batch in _batches(incomings):
        waiting = deque(batch)
        while waiting:
            written: list[Outcome | RecordError] = []
            with project.writing():
                end = project.clock.steady() + SLICE
                while waiting and (not written or project.clock.steady() < end):
                    written.append(intake.one(waiting.popleft()))
            yield from written


def _batches(incomings: Iterable[Incoming | RecordError]) -> Iterator[list[Incoming | RecordError]]:
    """Some records at a time, read while nothing is locked: the next one may be long in coming."""
    batch: list[Incoming | RecordError] = []
    size = 0
    for incoming in incomings:
        batch.append(incoming)
        size += len(incoming.raw or b"") if isinstance(incoming, Incoming) else 0
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Intake:
    """Writes records within an open transaction; remembers the last document, whose other layers often follow."""

    def __init__(self, project: Project, annotator: str, replacing: bool, mapping: LabelMap | None) -> None:
        self._project, self._annotator, self._replacing, self._mapping = project, annotator, replacing, mapping
        self._last: StoredDocument | None = None

    def one(self, incoming: Incoming | RecordError) -> Outcome | RecordError:
        """Write a record, or take back what was written of it where it is rejected."""
        if isinstance(incoming, RecordError):
            return incoming
        run = self._project.conn.execute
        run("SAVEPOINT record")
        outcome: Outcome | RecordError
        try:
            outcome = self._mapped(incoming)
        except RecordError as error:
            outcome = error
        if isinstance(outcome, RecordError):
            run("ROLLBACK TO record")
            self._last = None
        run("RELEASE record")
        return outcome

    def _mapped(self, incoming: Incoming) -> Outcome:
        """Take a record in; another tool's labels first become the scheme's."""
        if not incoming.foreign:
            return self._take(normal(incoming))
        from annotator.formats.mapping import LabelMap, apply

        mapped = apply(incoming.record, self._mapping or LabelMap(), self._project.scheme)
        outcome = self._take(normal(replace(incoming, record=mapped.record)))
        lost = Counter(getattr(incoming, "lost", {})) + mapped.left_out
        return replace(outcome, unknown=mapped.unknown, lost=lost)

    def _take(self, incoming: Incoming) -> Outcome:
        project = self._project
        if unknown := unknown_labels(incoming, project):
            given = incoming.record.get("scheme")
            name = given["name"] if given else None
            of = f" (a record of scheme {name})" if name and name != project.scheme.name else ""
            raise incoming.rejected(
                f"the project's scheme {project.scheme.name} has no {unknown}{of}", "adopt a scheme that has them"
            )
        stored, added = self._document(incoming, document_of(incoming))
        self._last = stored
        key = stored.document.key
        layer = layer_of(incoming, self._annotator)
        if layer is None:
            return Outcome(incoming, key, "added" if added else "same")
        part = part_of(incoming, stored, project.clock.now())
        there = None if added else find_layer(project, stored.id, layer)
        if there is None:
            write(project, stored, layer, Patch(after=part), "import")
            return Outcome(incoming, key, "added" if added else "layer", layer)
        existing, _ = read_layer(project, stored, layer)
        if _same(existing.part, Labels.of(stored.starts, part).part, incoming):
            return Outcome(incoming, key, "same", layer)
        if not self._replacing:
            raise incoming.rejected(
                f"{key}: the layer of {layer} is there and differs", "use --replace to put this in its place"
            )
        write(project, stored, layer, _replacement(existing.part, part), "import")
        return Outcome(incoming, key, "replaced", layer)

    def _there(self, document: Document) -> StoredDocument | None:
        """The document of the same key that is in the project."""
        if self._last is not None and self._last.document.key == document.key:
            return self._last
        number = document_id(self._project, document.key)
        return None if number is None else read_document(self._project, number)

    def _document(self, incoming: Incoming, document: Document) -> tuple[StoredDocument, bool]:
        """The document in the project, and whether it was added just now."""
        there = self._there(document)
        if there is not None and there.document.text != document.text and not incoming.record["document"].get("key"):
            document = replace(document, key=f"{document.key}-{document.sha256[:8]}")
            there = self._there(document)
        if there is not None:
            differs = _difference(incoming, document, there)
            if differs is None:
                return there, False
            if not self._replacing:
                raise incoming.rejected(f"{document.key}: is there with {differs}", "use --replace, or another key")
            remove_document(self._project, there.id, self._annotator)
        name, sentences = sentences_of(incoming, document)
        tokens = tokens_of(incoming, document.text, sentences)
        stored = add_document(self._project, document, name, sentences, tokens)
        who = annotator_id(self._project, self._annotator, make=True)
        assert who is not None
        append(self._project, who, self._annotator, "document.add", document=document.key, target=document.sha256)
        return stored, True


def _difference(incoming: Incoming, document: Document, there: StoredDocument) -> str | None:
    """In what a record's document differs from the one that is there."""
    if there.document.text != document.text:
        return "another text"
    sentences = incoming.record.get("sentences") or []
    if sentences and [(s["start"], s["end"]) for s in sentences] != [(s.start, s.end) for s in there.sentences]:
        return "other sentences"
    return None


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
        report.unknown.update(outcome.unknown)
        report.lost.update(outcome.lost)
        report.documents += outcome.what == "added"
        if outcome.what == "added" and len(report.first) < 3:
            report.first.append(outcome.key)
        report.layers += outcome.layer is not None and outcome.what != "same"
        report.same += outcome.what == "same"
        if outcome.layer is not None and outcome.what != "same":
            report.spans += len(outcome.incoming.record.get("spans") or ())
    return report
