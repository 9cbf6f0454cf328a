"""Takes documents and layers out, brings them back from the log, and at last lets them go for good."""

from __future__ import annotations

import json

from annotator import errors
from annotator.labels import Labels
from annotator.model import Layer, Part, Patch
from annotator.store.audit import rebuilt
from annotator.store.bulk import LayerRows, add_layer
from annotator.store.codec import DELETED
from annotator.store.connection import Project
from annotator.store.documents import StoredDocument, document_id, read_document
from annotator.store.events import append, event_by_id, starts_after
from annotator.store.layers import StoredLayer, annotator_id, layers_of, read_part
from annotator.store.learners import forget_learned
from annotator.store.search import forget, put_in, take_out

__all__ = ["compact", "remove_document", "remove_layer", "removed", "restore"]


_BESIDE = {"blind": ("since", "?"), "suggested": ("suggester, sha256, suggestions, account, made", "?, ?, ?, ?, ?")}
"""What is kept of a document beside its layers: columns, and a place for each."""


def _name(layer: Layer) -> str:
    """A layer as the target of an event."""
    return json.dumps([layer.annotator, layer.kind, layer.number], ensure_ascii=False)


def _log(project: Project, by: str, operation: str, key: str, target: str | None, patch: Patch | None = None) -> int:
    who = annotator_id(project, by, make=True)
    assert who is not None
    event = append(project, who, by, operation, document=key, target=target, patch=patch)
    row = project.one("SELECT number FROM event WHERE id = ?", event.id)
    assert row is not None
    number: int = row[0]
    return number


def _uncount(project: Project, layer: int) -> None:
    """Take a layer's numbers out of the progress of its annotator."""
    project.conn.execute(
        "UPDATE progress SET layers = layers - 1, done = progress.done - l.done,"
        " skipped = progress.skipped - l.skipped,"
        " flagged = progress.flagged - l.flagged, spans = progress.spans - l.spans,"
        " relations = progress.relations - l.relations, frontier = min(frontier, l.document) FROM layer l"
        " WHERE l.id = ? AND progress.annotator = l.annotator AND progress.kind = l.kind AND progress.pass = l.pass",
        (layer,),
    )


def remove_layer(project: Project, stored: StoredDocument, found: StoredLayer, by: str) -> None:
    """Take a layer out; the event keeps everything that was in it. One transaction, or within one."""
    if not project.conn.in_transaction:
        with project.writing():
            return remove_layer(project, stored, found, by)
    part = Labels.of(stored.starts, read_part(project, found.id)).part
    _log(project, by, "layer.remove", stored.document.key, _name(found.layer), Patch(before=part))
    _uncount(project, found.id)
    for table in DELETED:
        project.conn.execute(f"DELETE FROM {table} WHERE layer = ?", (found.id,))
    project.conn.execute("DELETE FROM layer WHERE id = ?", (found.id,))
    forget_learned(project, found.layer.annotator)
    return None


def remove_document(project: Project, number: int, by: str) -> None:
    """Take a document out with all its layers; what it was is kept beside the event. One transaction, or within one."""
    if not project.conn.in_transaction:
        with project.writing():
            return remove_document(project, number, by)
    stored = read_document(project, number)
    key = stored.document.key
    event = _log(project, by, "document.remove", key, stored.document.sha256)
    for found in layers_of(project, number):
        _uncount(project, found.id)
        for table in DELETED:
            project.conn.execute(f"DELETE FROM {table} WHERE layer = ?", (found.id,))
        project.conn.execute("DELETE FROM layer WHERE id = ?", (found.id,))
    columns = [row[1] for row in project.ask("PRAGMA table_info(document)")]
    row = project.one("SELECT * FROM document WHERE id = ?", number)
    sentences = project.ask(
        'SELECT number, start, "end", role, tokens FROM sentence WHERE document = ? ORDER BY number', number
    )
    content = {"document": dict(zip(columns, row or (), strict=True)), "sentences": sentences}
    for table, (columns_of, _) in _BESIDE.items():  # they go with the document, and come back with it
        content[table] = project.ask(f"SELECT {columns_of} FROM {table} WHERE document = ?", number)
    project.conn.execute(
        "INSERT INTO removed (event, document, content) VALUES (?, ?, ?)",
        (event, key, json.dumps(content, ensure_ascii=False)),
    )
    forget_learned(project)
    take_out(project, number, stored.document.text, [(s.start, s.end) for s in stored.sentences])
    project.conn.execute("DELETE FROM sentence WHERE document = ?", (number,))
    project.conn.execute("DELETE FROM document WHERE id = ?", (number,))
    project.conn.execute("UPDATE total SET value = value - 1 WHERE name = 'documents'")
    project.conn.execute("UPDATE total SET value = value - ? WHERE name = 'sentences'", (len(sentences),))
    return None


def removed(project: Project) -> list[tuple[str, str | None]]:
    """What could be restored: the keys of documents, and of layers with whose they are."""
    documents = project.ask("SELECT document FROM removed ORDER BY event")
    layers = project.ask(
        "SELECT document, target FROM event WHERE operation = 'layer.remove' AND payload IS NOT NULL ORDER BY number"
    )
    gone = [(key, name) for key, name in layers if _is_gone(project, key, name)]
    return [(row[0], None) for row in documents] + gone


def _is_gone(project: Project, key: str, name: str) -> bool:
    annotator, kind, number = json.loads(name)
    return not project.ask(
        "SELECT 1 FROM layer JOIN annotator a ON a.id = layer.annotator JOIN document d ON d.id = layer.document"
        " WHERE d.key = ? AND a.name = ? AND kind = ? AND pass = ?",
        key,
        annotator,
        kind,
        number,
    )


def restore(project: Project, key: str, annotator: str | None, by: str) -> None:
    """Bring back a document as it was when it was removed, or the layer of an annotator on it. One transaction.

    Raises:
        UsageError: there is nothing of the kind to restore, or something stands in its place.
    """
    with project.writing():
        if annotator is None:
            _restore_document(project, key, by)
        else:
            _restore_layer(project, key, annotator, by)


def _restore_document(project: Project, key: str, by: str) -> None:
    row = project.one("SELECT event, content FROM removed WHERE document = ? ORDER BY event DESC", key)
    if row is None:
        raise errors.UsageError(f"{key}: there is no removed document of this key", "see `annotator log`")
    if document_id(project, key) is not None:
        raise errors.UsageError(f"{key}: another document has this key now", "remove that one first")
    content = json.loads(row[1])
    document = content["document"]
    names = ", ".join(document)
    marks = ", ".join("?" * len(document))
    project.conn.execute(f"INSERT INTO document ({names}) VALUES ({marks})", tuple(document.values()))
    project.conn.executemany(
        'INSERT INTO sentence (document, number, start, "end", role, tokens) VALUES (?, ?, ?, ?, ?, ?)',
        [(document["id"], *sentence) for sentence in content["sentences"]],
    )
    for table, (columns_of, places) in _BESIDE.items():  # not there where an older version has removed it
        project.conn.executemany(
            f"INSERT INTO {table} (document, {columns_of}) VALUES (?, {places})",
            [(document["id"], *values) for values in content.get(table, ())],
        )
    put_in(project, document["id"], document["text"])
    project.conn.execute("UPDATE total SET value = value + 1 WHERE name = 'documents'")
    project.conn.execute("UPDATE total SET value = value + ? WHERE name = 'sentences'", (len(content["sentences"]),))
    project.conn.execute("UPDATE progress SET frontier = min(frontier, ?)", (document["id"],))
    project.conn.execute("DELETE FROM removed WHERE event = ?", (row[0],))
    _log(project, by, "document.restore", key, document["sha256"])
    stored = read_document(project, document["id"])
    for (name, kind, number), labels in rebuilt(project, key, stored.starts).items():
        _put(project, stored, Layer(name, kind, number), labels.part)  # type: ignore[arg-type]


def _put(project: Project, stored: StoredDocument, layer: Layer, part: Part) -> None:
    """A layer put back; its event is written by the caller."""
    who = annotator_id(project, layer.annotator, make=True)
    assert who is not None
    add_layer(project, stored.id, len(stored.sentences), layer, who, LayerRows.of(part), event=None)


def _restore_layer(project: Project, key: str, annotator: str, by: str) -> None:
    number = document_id(project, key)
    if number is None:
        raise errors.UsageError(f"{key}: there is no such document", "restore the document first")
    rows = project.ask(
        "SELECT id, target FROM event WHERE operation = 'layer.remove' AND document = ? AND payload IS NOT NULL"
        " ORDER BY number DESC",
        key,
    )
    for name, target in rows:
        layer = Layer(*json.loads(target))
        if layer.annotator == annotator and _is_gone(project, key, target):
            stored = read_document(project, number)
            event = event_by_id(project, name)
            assert event.patch is not None
            patch = event.patch.inverse.renumbered(starts_after(project, event, stored.starts), stored.starts)
            assert patch is not None
            _put(project, stored, layer, patch.after)
            _log(project, by, "layer.restore", key, target, patch)
            return
    raise errors.UsageError(f"{key}: there is no removed layer of {annotator}", "see `annotator log`")


def compact(project: Project) -> tuple[int, int]:
    """Let go for good of what was removed, and give its room back; gives the file's bytes before and after.

    The log keeps that and when something was done, but no longer what, where the document or the layer is gone.
    """
    before = project.path.stat().st_size
    with project.writing():
        run = project.conn.execute
        trigger = project.one("SELECT sql FROM sqlite_schema WHERE name = 'event_is_never_changed'")
        assert trigger is not None
        run("DROP TRIGGER event_is_never_changed")
        if project.one("SELECT 1 FROM removed LIMIT 1"):
            forget(project)
        run("DELETE FROM removed")
        run(
            "UPDATE event SET payload = NULL WHERE payload IS NOT NULL AND number < (SELECT max(number) FROM event r"
            " WHERE r.document = event.document AND r.operation = 'document.remove'"
            " AND NOT EXISTS (SELECT 1 FROM event b WHERE b.document = r.document AND b.number > r.number"
            " AND b.operation = 'document.restore'))"
        )
        for key, target in project.ask("SELECT document, target FROM event WHERE operation = 'layer.remove'"):
            if _is_gone(project, key, target):
                annotator, kind, number = json.loads(target)
                run(
                    "UPDATE event SET payload = NULL WHERE document = ? AND (operation LIKE 'layer.%' AND target = ?"
                    " OR kind = ? AND pass = ? AND annotator = (SELECT id FROM annotator WHERE name = ?))",
                    (key, target, kind, number, annotator),
                )
        run(trigger[0])
    project.conn.execute("VACUUM")
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, project.path.stat().st_size
