"""Layers: read whole, changed by patches. A patch, its event and the counters are one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator import errors
from annotator.labels import Labels
from annotator.model import STATUSES, Event, Layer, Part, Patch
from annotator.store import codec, progress
from annotator.store.connection import Project, readable
from annotator.store.documents import StoredDocument
from annotator.store.events import append

__all__ = [
    "StoredLayer",
    "annotator_id",
    "fits",
    "layers_of",
    "read_labels",
    "read_layer",
    "read_part",
    "read_whole",
    "write",
]


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """A layer's row: its id, whose it is, and how many events it has seen."""

    id: int
    layer: Layer
    revision: int


def annotator_id(project: Project, name: str, *, make: bool = False) -> int | None:
    """The id of an annotator; with ``make`` (within a transaction) an unknown name becomes a new annotator."""
    row = project.one("SELECT id FROM annotator WHERE name = ?", name)
    if row or not make:
        return row[0] if row else None
    values = (name, project.clock.now())
    return project.conn.execute("INSERT INTO annotator (name, created) VALUES (?, ?)", values).lastrowid


def layers_of(project: Project, document: int) -> list[StoredLayer]:
    """The layers of a document: by annotator, kind and pass."""
    rows = project.ask(
        "SELECT layer.id, name, kind, pass, revision FROM layer JOIN annotator ON annotator.id = layer.annotator"
        " WHERE document = ? ORDER BY name, kind, pass",
        document,
    )
    return [StoredLayer(i, Layer(name, kind, number), revision) for i, name, kind, number, revision in rows]


def find_layer(project: Project, document: int, layer: Layer) -> StoredLayer | None:
    """A layer's row, or None when it does not exist yet."""
    row = project.one(
        "SELECT layer.id, revision FROM layer JOIN annotator ON annotator.id = layer.annotator"
        " WHERE annotator.name = ? AND kind = ? AND pass = ? AND document = ?",
        layer.annotator,
        layer.kind,
        layer.number,
        document,
    )
    return StoredLayer(row[0], layer, row[1]) if row else None


def read_part(project: Project, layer: int) -> Part:
    """Everything in a layer, by the layer's id; unordered."""
    ask = project.ask
    said = "id, label, sentence, fragments, attributes, origin, suggester, created, updated"
    states = "sentence, status, labels, confidence, comment, seconds, role"
    return Part(
        spans=codec.spans_of(ask(f"SELECT {said} FROM span WHERE layer = ?", layer)),
        relations=tuple(
            map(codec.relation_of, ask("SELECT id, label, head, tail, attributes FROM relation WHERE layer = ?", layer))
        ),
        sources=tuple(map(codec.source_of, ask("SELECT id, name, source_type FROM source WHERE layer = ?", layer))),
        sentences=tuple(map(codec.state_of, ask(f"SELECT {states} FROM sentence_state WHERE layer = ?", layer))),
        rejections=codec.spans_of(ask(f"SELECT {said} FROM rejection WHERE layer = ?", layer)),
    )


def read_whole(project: Project, document: StoredDocument, found: StoredLayer) -> Part:
    """Everything in a layer that is there, checked; unordered.

    Raises:
        StoreCorrupt: a row cannot be read, a span does not quote the document's text, or a link lacks an end.
    """
    place = f"{project.path}: {document.document.key}, layer of {found.layer}"
    with readable(place):
        part = read_part(project, found.id)
    text = document.document.text
    for span in (*part.spans, *part.rejections):
        for fragment in span.fragments:
            if text[fragment.start : fragment.end] != fragment.text:
                raise errors.StoreCorrupt(f"{place}: span {span.id} does not quote the text", "run `annotator check`")
    ids = {span.id for span in part.spans}
    for relation in part.relations:
        if relation.head not in ids or relation.tail not in ids:
            raise errors.StoreCorrupt(f"{place}: link {relation.id} lacks an end", "run `annotator check`")
    return part


def read_labels(project: Project, document: StoredDocument, found: StoredLayer) -> Labels:
    """The labels of a layer that is there.

    Raises:
        StoreCorrupt: as ``read_whole``.
    """
    return Labels.of(document.starts, read_whole(project, document, found), document.ground)


def read_layer(project: Project, document: StoredDocument, layer: Layer) -> tuple[Labels, int]:
    """The labels of a layer and its revision; a layer that does not exist yet is empty, at revision 0.

    Raises:
        StoreCorrupt: as ``read_labels``.
    """
    found = find_layer(project, document.id, layer)
    if found is None:
        return Labels(document.starts, document.ground), 0
    return read_labels(project, document, found), found.revision


def fits(labels: Labels, patch: Patch) -> bool:
    """Whether what a patch replaces stands as it says, what it adds is not there yet, and every link keeps its ends."""
    held: dict[str, Mapping[str, object]] = {
        "span": labels.spans,
        "relation": labels.relations,
        "source": labels.sources,
        "rejection": labels.rejections,
    }
    before = patch.before.named
    if any(held[table].get(name) != item for (table, name), item in before.items()):
        return False
    if any(name in held[table] for table, name in patch.after.named.keys() - before.keys()):
        return False
    new = {x.id for x in patch.after.spans}
    gone = {x.id for x in patch.before.spans} - new
    if any(("relation", link.id) not in before for name in gone for link in labels.links(name)):
        return False
    ends = {end for link in patch.after.relations for end in (link.head, link.tail)} - new
    if any(end in gone or end not in labels.spans for end in ends):
        return False
    return all(labels.state(x.index) == x for x in patch.before.sentences)


def _make_layer(project: Project, document: StoredDocument, layer: Layer, annotator: int) -> int:
    cursor = project.conn.execute(
        "INSERT INTO layer (document, annotator, kind, pass, created, todo) VALUES (?, ?, ?, ?, ?, ?)",
        (document.id, annotator, layer.kind, layer.number, project.clock.now(), len(document.sentences)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def write(
    project: Project,
    document: StoredDocument,
    layer: Layer,
    patch: Patch,
    operation: str,
    *,
    revision: int | None = None,
    target: str | None = None,
) -> tuple[Event, int]:
    """One action: the patch, its event and the counters, in one transaction (or within the one that is open).

    ``revision`` is the one the caller's labels have. Where the layer has moved on meanwhile (the same annotator in a
    second window) the patch still goes in if nothing it touches has changed. Gives the event and the new revision.

    Raises:
        StoreStale: what the patch replaces is no longer as it says; nothing was written.
        StoreBusy, StoreFull, …: nothing was written.
    """
    if not project.conn.in_transaction:
        with project.writing():
            return write(project, document, layer, patch, operation, revision=revision, target=target)
    annotator = annotator_id(project, layer.annotator, make=True)
    assert annotator is not None
    found = find_layer(project, document.id, layer)
    at = found.revision if found else 0
    if revision is not None and at != revision:
        current, _ = read_layer(project, document, layer)
        if not fits(current, patch):
            raise errors.StoreStale("these labels were changed in another window", "they were read again: repeat it")
    row = project.one("SELECT revision FROM document WHERE id = ?", document.id)
    if row is None or row[0] != document.revision:
        raise errors.StoreStale("the sentences were changed in another window", "they were read again: repeat it")
    number = found.id if found else _make_layer(project, document, layer, annotator)
    if patch.cut is not None:
        _write_cut(project, document, number, patch)
    else:
        _write_rows(project, number, patch)
    changes = _changes(patch)
    _count(project, number, changes)
    progress.count(project, annotator, layer, document.id, changes, new=found is None)
    event = append(
        project,
        annotator,
        layer.annotator,
        operation,
        document=document.document.key,
        layer=layer,
        target=target,
        patch=patch,
    )
    return event, at + 1


def _count(project: Project, layer: int, changes: tuple[int, ...]) -> None:
    project.conn.execute(
        "UPDATE layer SET revision = revision + 1, todo = todo + ?, done = done + ?, skipped = skipped + ?,"
        " flagged = flagged + ?, spans = spans + ?, relations = relations + ? WHERE id = ?",
        (*changes, layer),
    )


def _changes(patch: Patch) -> tuple[int, ...]:
    """How the counters move: todo, done, skipped, flagged, spans, relations. A cut counts its sentence more or less."""
    moved = dict.fromkeys(STATUSES, 0)
    was, becomes = ({x.index: x.status for x in part.sentences} for part in (patch.before, patch.after))
    for index in was.keys() | becomes.keys():
        moved[was.get(index, "todo")] -= 1
        moved[becomes.get(index, "todo")] += 1
    spans = len(patch.after.spans) - len(patch.before.spans)
    return (*moved.values(), spans, len(patch.after.relations) - len(patch.before.relations))


def _write_cut(project: Project, document: StoredDocument, layer: int, patch: Patch) -> None:
    """Sentences split or joined, where nobody else has said anything of them.

    Raises:
        LabelError: somebody has; says who.
    """
    from annotator.store.segmentation import apply_cut, others_in  # late: not wanted before the first paint

    cut = patch.cut
    assert cut is not None
    concerned = range(cut.index, cut.index + (1 if cut.kind == "split" else 2))
    if others := others_in(project, document.id, layer, concerned):
        names = ", ".join(others)
        raise errors.LabelError("others", f"{names} has labelled here", "the sentences can no longer be changed")
    gone = [(layer, state.index) for state in patch.before.sentences]
    project.conn.executemany("DELETE FROM sentence_state WHERE layer = ? AND sentence = ?", gone)
    apply_cut(project, document.id, cut)
    _write_rows(project, layer, Patch(after=patch.after))


def _write_rows(project: Project, layer: int, patch: Patch) -> None:
    """Take out what is only before, put in what is after; spans stand while relations point at them."""
    many = project.conn.executemany
    before, after = patch.before, patch.after
    kept = after.named
    for table in ("relation", "span", "source", "rejection"):
        gone = [(layer, name) for kind, name in before.named if kind == table and (kind, name) not in kept]
        if gone:
            many(f"DELETE FROM {table} WHERE layer = ? AND id = ?", gone)
    if after.sources:
        many(_UPSERT["source"], [codec.source_row(layer, x) for x in after.sources])
    if after.spans:
        many(_UPSERT["span"], [codec.span_row(layer, x) for x in after.spans])
    if after.relations:
        many(_UPSERT["relation"], [codec.relation_row(layer, x) for x in after.relations])
    if after.rejections:
        many(_UPSERT["rejection"], [codec.span_row(layer, x) for x in after.rejections])
    said = [codec.state_row(layer, x) for x in after.sentences if not x.untouched]
    bare = [(layer, index) for index in {x.index for x in (*before.sentences, *after.sentences)} - {x[1] for x in said}]
    if bare:
        many("DELETE FROM sentence_state WHERE layer = ? AND sentence = ?", bare)
    if said:
        many(_UPSERT["sentence_state"], said)


def _upsert(table: str, columns: str) -> str:
    key, *others = columns.split()
    updates = ", ".join(f"{name} = excluded.{name}" for name in others)
    marks = ", ".join("?" * (len(others) + 2))
    names = ", ".join(("layer", key, *others))
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (layer, {key}) DO UPDATE SET {updates}"


_UPSERT = {table: _upsert(table, columns) for table, columns in codec.COLUMNS.items()}
