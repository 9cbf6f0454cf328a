"""``doccano``: rows as doccano imports them, in the form with relations wherever the scheme has any.

A row is a document with one annotator's labels. doccano names an annotator by the name of the file alone, so that the
layers of several go to a file each, ``anna.jsonl``, ``bob.jsonl``, and documents that nobody labelled to one of their
own; one annotator's go to ``doccano.jsonl``. Offsets count code points. A row's id is the number of its document, the
same in every file; spans and relations are numbered over the whole export. The JSON is ASCII: where doccano is told to
find out the encoding itself, it takes short UTF-8 for Turkish.

doccano's import drops every span that overlaps an earlier one, and fails where a relation needs it, unless *Allow
overlapping spans* is on in the project: so overlapping spans are written, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.formats.annotation_tools import (
    described,
    in_one_piece,
    linkable,
    lost_metadata,
    lost_relations,
    metadata,
    quoted,
)
from annotator.formats.losses import counted, nested
from annotator.formats.writing import Folder, Labelled, Plan, Writer, safe_name
from annotator.model import Document, Layer, Part

__all__ = ["NOT_HELD", "PARTLY", "writer"]

NOT_HELD = (
    "discontinuous spans",
    "attributes of spans",
    "attributes of relations",
    "source entities",
    "labels of sentences",
    "status of sentences",
    "confidence",
    "comments",
    "time spent",
    "roles of sentences",
    "origin of spans",
    "times of spans",
    "ids",
)
PARTLY = {
    "overlapping spans": "written; doccano drops them unless its project allows overlapping spans",
    "relations": "left out where an end of theirs is a discontinuous span, or all where the scheme has none",
    "kind and pass of a layer": "said by the name of the file alone",
    "metadata of documents": "one value a name, none that is empty",
}


# -- rows -----------------------------------------------------------------------------------------------------------


class _Rows:
    """The files of an export, one for each annotator and part of a split; they get their names when all are known."""

    def __init__(self, folder: Folder, parts: tuple[str, ...]) -> None:
        self._folder, self._parts = folder, parts
        self._names: dict[Layer | None, str] = {}
        self._made: set[tuple[Layer | None, str | None]] = set()

    def add(self, owner: Layer | None, split: str | None, row: Mapping[str, Any]) -> None:
        """Write a row to the file of its annotator, None for a document without labels."""
        self._names.setdefault(owner, f"{len(self._names)}.rows")
        # Opened anew for each row: a crowd of annotators would need more open files than a system gives.
        with (self._folder.path / self._path(owner, split)).open("ab") as stream:
            stream.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        self._made.add((owner, split))

    def _path(self, owner: Layer | None, split: str | None) -> str:
        return self._names[owner] + (f".{split}" if split else "")

    def close(self) -> None:
        """Give the files their names: one annotator's are the export itself, those of several are named by them."""
        owners = [owner for owner in self._names if owner is not None]
        if len(owners) > 1:
            named = _file_names(owners) | ({None: self._free(owners)} if None in self._names else {})
            for owner, name in named.items():
                for split in self._parts or (None,):
                    self._join([owner], split, f"{name}/{split}.jsonl" if split else f"{name}.jsonl")
            return
        for split in self._parts or (None,):
            self._join([*owners, None], split, f"{split}.jsonl" if split else "doccano.jsonl")

    @staticmethod
    def _free(owners: list[Layer]) -> str:
        taken = {name.casefold() for name in _file_names(owners).values()}
        return "unlabelled" if "unlabelled" not in taken else "unlabelled-documents"

    def _join(self, owners: list[Layer | None], split: str | None, name: str) -> None:
        """Move rows into a file, the documents without labels behind the others."""
        with self._folder.open(name) as out:
            for owner in owners:
                if (owner, split) in self._made:
                    path = self._folder.path / self._path(owner, split)
                    with path.open("rb") as rows:
                        while block := rows.read(1 << 20):
                            out.write(block)
                    path.unlink()


def _file_names(owners: Iterable[Layer]) -> dict[Layer | None, str]:
    """A file name for each layer: the annotator's, with kind and pass where they are not the usual ones."""
    names: dict[Layer | None, str] = {}
    taken = set()
    for owner in sorted(owners, key=lambda x: (x.annotator, x.kind, x.number)):
        kind = "" if owner.kind == "annotator" else f"-{owner.kind}"
        number = "" if owner.number == 1 else f"-{owner.number}"
        name = safe_name(f"{owner.annotator}{kind}{number}")
        if name.casefold() in taken:  # Anna and anna, or an annotator who is called anna-2
            name = safe_name(f"{owner.annotator}/{owner.kind}/{owner.number}")
        taken.add(name.casefold())
        names[owner] = name
    return names


class _Doccano:
    """Writes rows."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._linked = bool(plan.scheme.relation)

    def losses(self, found: Labelled) -> Iterable[str]:
        """What doccano has no place for, and what it drops unless it is told otherwise."""
        yield from counted(found, (*NOT_HELD, "kind and pass of a layer"))
        for _, part in found.layers:
            yield from ("overlapping spans",) * nested(Part(spans=tuple(in_one_piece(part))))
            yield from ("relations",) * (lost_relations(part) if self._linked else len(part.relations))
            yield from ("metadata of documents",) * lost_metadata(found.document)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``doccano.jsonl``, or a file for each annotator where there are several."""
        rows = _Rows(folder, self._plan.splits)
        numbers = _numbers()
        for number, found in enumerate(documents, 1):
            for layer, part in found.layers or ((None, Part()),):
                labels = self._labels(found.document, part, numbers)
                about: dict[str, Any] = described(found.document) | {"meta": metadata(found.document)}
                row = {"id": number, "text": found.document.text} | labels | about
                rows.add(layer, found.split, row)
        rows.close()

    def _labels(self, document: Document, part: Part, numbers: Iterator[int]) -> dict[str, Any]:
        spans = in_one_piece(part)
        for span in spans:
            quoted(document, span)
        if not self._linked:
            return {"label": [[span.start, span.end, span.label] for span in spans], "Comments": []}
        ids = {span.id: next(numbers) for span in spans}
        return {
            "entities": [
                {"id": ids[span.id], "label": span.label, "start_offset": span.start, "end_offset": span.end}
                for span in spans
            ],
            "relations": [
                {"id": next(numbers), "from_id": ids[found.head], "to_id": ids[found.tail], "type": found.label}
                for found in linkable(part, spans)
            ],
            "Comments": [],
        }


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Doccano(plan)
