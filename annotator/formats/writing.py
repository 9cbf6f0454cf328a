"""What a writer is given and where it writes: documents with their layers, a folder, and how things are asked for.

A writer is made for one export (``writer(name)(plan)``). ``losses`` names what the format cannot hold of a layer, once
for each thing lost; ``write`` takes the documents one by one and keeps none of them. Both are deterministic: the same
project and options give the same bytes, times of our own included (there are none).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from annotator.errors import StoreCorrupt
from annotator.model import Document, Layer, Part, Sentence, Span
from annotator.scheme import Scheme

__all__ = [
    "Folder",
    "Hashed",
    "Labelled",
    "Making",
    "Plan",
    "Streams",
    "Writer",
    "Written",
    "check_quotes",
    "parts_of",
    "safe_name",
]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with the layers that are exported, each in the order of the export; no layer: nobody labelled it.

    ``tokens[i]`` are those of sentence ``i`` as ``(start, end)``. ``split``: the part of the data it belongs to
    (``train``, ``dev``, ``test``), None where nothing is split.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    tokens: tuple[tuple[tuple[int, int], ...], ...]
    segmenter: str
    layers: tuple[tuple[Layer, Part], ...]
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How an export is asked for. ``options``: those of one format alone, by name."""

    scheme: Scheme
    splits: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)


class Writer(Protocol):
    """One format being written."""

    def losses(self, found: Labelled) -> Iterable[str]:
        """What the format cannot hold of a document's layers: a name for each thing that is left out or changed."""

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """Write every document; files appear in the folder as they are opened."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export as its manifest names it."""

    name: str
    bytes: int
    sha256: str


class Hashed:
    """A file that knows the hash of what was written to it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.size, self.hash = stream, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write bytes."""
        self.hash.update(data)
        self.size += len(data)
        return self._stream.write(data)


class Folder:
    """The folder that an export is made in; every file in it is known by name, size and hash."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, Written] = {}
        self._names: dict[str, str] = {}

    @contextmanager
    def open(self, name: str) -> Iterator[Hashed]:
        """A new file for bytes; ``name`` may have folders in it, each part made safe before (``safe_name``).

        Raises:
            ValueError: a name that leaves the folder, or one that was written already.
        """
        path = self.path / name
        if name in self.files or not path.resolve().is_relative_to(self.path.resolve()):
            raise ValueError(f"{name!r} cannot be written")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            held = Hashed(stream)
            yield held
        self.files[name] = Written(name, held.size, held.hash.hexdigest())

    def add(self, name: str) -> None:
        """Count in a file that a library wrote into the folder itself."""
        data = hashlib.sha256()
        with (self.path / name).open("rb") as stream:
            while block := stream.read(1 << 20):
                data.update(block)
        self.files[name] = Written(name, (self.path / name).stat().st_size, data.hexdigest())

    def name_for(self, key: str) -> str:
        """A file name for a document's key: safe on every system, one for each key, always the same."""
        if key not in self._names:
            name = safe_name(key)
            taken = {known.casefold() for known in self._names.values()}
            if name.casefold() in taken:
                name = f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
            self._names[key] = name
        return self._names[key]


_UNSAFE = re.compile(r"[^\w.\- ]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 120
"""Bytes of a name: file systems take 255, and endings and hashes come on top."""


def safe_name(key: str) -> str:
    """A key as a file name without its ending: letters, digits and ``._-`` and spaces, no device, no dots in front.

    A name that had to be changed ends in the first signs of the key's hash, so that two keys never share one.
    """
    name = _UNSAFE.sub("_", key).strip(". ")
    name = name.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").rstrip(". ")
    if name == key and name and not _RESERVED.fullmatch(name):
        return name
    return f"{name or 'document'}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


class Streams:
    """One file, or one for each part of a split: ``documents.jsonl``, or ``train.jsonl``, ``dev.jsonl``, …: all."""

    def __init__(self, folder: Folder, plan: Plan, stem: str, ending: str) -> None:
        self._held = ExitStack()
        self._names: dict[str | None, str] = {part: f"{part}{ending}" for part in plan.splits}
        self._names = self._names or {None: f"{stem}{ending}"}
        self._folder = folder
        self._streams: dict[str | None, Hashed] = {}

    def __enter__(self) -> Streams:
        for part, name in self._names.items():
            self._streams[part] = self._held.enter_context(self._folder.open(name))
        return self

    def __exit__(self, *fault: object) -> None:
        self._held.__exit__(*fault)  # type: ignore[arg-type]

    def of(self, found: Labelled) -> Hashed:
        """The file that a document goes to."""
        return self._streams[found.split]


def check_quotes(text: str, span: Span) -> None:
    """Every fragment of a span quotes the text.

    Raises:
        StoreCorrupt: one does not.
    """
    if any(text[part.start : part.end] != part.text for part in span.fragments):
        where = f"span {span.id} ({span.label} at {span.start}–{span.end})"
        raise StoreCorrupt(f"{where} does not quote the text", "run `annotator check`")


def parts_of(found: Labelled) -> Sequence[tuple[Layer | None, Part]]:
    """The layers of a document, or one without labels where there is none."""
    return found.layers or ((None, Part()),)


Making = Callable[[Plan], Writer]
