"""Gives records out of a project: document by document, layer by layer, in their fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.formats.record import DocumentRecord
from annotator.labels import ordered
from annotator.model import Part
from annotator.store import Project
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import StoredLayer, layers_of, read_whole

__all__ = ["chosen", "export_jsonl", "records", "without_layer"]


def chosen(found: StoredLayer, layers: Sequence[str]) -> bool:
    """Whether a layer is among those asked for: ``all``, ``gold`` (the adjudicated ones), or annotators by name."""
    if layers == ["all"]:
        return True
    return any(found.layer.kind == "gold" if name == "gold" else found.layer.annotator == name for name in layers)


def records(
    project: Project, layers: Sequence[str] = ("all",), step: Callable[[], object] = lambda: None
) -> Iterator[Mapping[str, Any]]:
    """The document records of the layers asked for; with ``all``, a document without a layer once, without labels.

    ``step`` is called after each document.
    """
    layers = list(layers)
    for number in list(document_ids(project)):
        stored = read_document(project, number)
        there = layers_of(project, number)
        shared = DocumentRecord(stored.document, stored.sentences, stored.tokens, stored.segmenter, project.scheme)
        for found in there:
            if chosen(found, layers):
                yield shared.of(found.layer, ordered(read_whole(project, stored, found)))
        if not there and layers == ["all"]:
            yield shared.of(None, Part())
        step()


def without_layer(project: Project, layers: Sequence[str]) -> list[str]:
    """The names among the layers asked for that have no layer here: a slip of the pen, or nothing labelled yet."""
    known = {row[0] for row in project.ask("SELECT DISTINCT name FROM annotator a JOIN layer l ON l.annotator = a.id")}
    known |= {row[0] for row in project.ask("SELECT DISTINCT kind FROM layer WHERE kind = 'gold'")}
    return [name for name in layers if name != "all" and name not in known]


def export_jsonl(
    project: Project, out: Path, layers: Sequence[str] = ("all",), *, force: bool = False
) -> tuple[Path, int]:
    """The lossless export alone; gives its file and the records in it.

    Raises:
        UsageError, StoreError: as ``exporting.export``.
    """
    from annotator.session.exporting import Asked, export

    done = export(project, Asked("jsonl", tuple(layers)), out, force=force)
    return out / "documents.jsonl", done.counts["records"]
