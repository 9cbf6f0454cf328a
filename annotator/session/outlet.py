"""Gives records out of a project: document by document, layer by layer, in their fixed order."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator import errors
from annotator.formats import jsonl
from annotator.formats.record import DocumentRecord
from annotator.labels import ordered
from annotator.model import Part
from annotator.store import Project
from annotator.store.connection import explained
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import StoredLayer, layers_of, read_whole

__all__ = ["export_jsonl", "records", "without_layer"]


def _chosen(found: StoredLayer, layers: Sequence[str]) -> bool:
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
            if _chosen(found, layers):
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
    project: Project,
    out: Path,
    layers: Sequence[str] = ("all",),
    *,
    force: bool = False,
    step: Callable[[], object] = lambda: None,
) -> tuple[Path, int]:
    """Write ``documents.jsonl`` into a folder; it appears whole or not at all. Gives the file and the records in it.

    Raises:
        UsageError: the file is there already; StoreFull, StoreReadOnly: it cannot be written.
    """
    path = out / jsonl.FILE_NAME
    if path.exists() and not force:
        raise errors.UsageError(f"{path}: is there already", "name a new folder, or use --force")
    with _unwritable(out):
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        half = out / f".{jsonl.FILE_NAME}.{os.getpid()}.part"
        try:
            with explained(project.path), half.open("wb") as file:
                project.conn.execute("BEGIN")  # one view of the project, whoever writes meanwhile
                try:
                    count = jsonl.write(file, records(project, layers, step))
                finally:
                    project.conn.execute("ROLLBACK")
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            if made:
                shutil.rmtree(out, ignore_errors=True)
            raise
    return path, count


class _unwritable:  # noqa: N801 - reads as a with statement
    """Turns the system's refusal to write a folder into an error of ours."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, OSError):
            raise errors.StoreReadOnly(
                f"{error.filename or self._out}: {error.strerror}", "name a folder you can write, with room in it"
            ) from error
