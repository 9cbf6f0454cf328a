"""Finds and opens what is to be imported: files, folders, patterns, gzip, stdin; tells each one's format."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from io import BufferedReader
from os.path import isfile
from pathlib import Path
from typing import IO, Any, cast

from annotator.errors import RecordError, UsageError
from annotator.formats import READERS, guess, reader
from annotator.formats.incoming import Incoming
from annotator.formats.source import LIMIT, Options, Source

AHEAD = 1 << 20
"""Bytes of a file that are looked at to tell its format: a long text may stand before the labels that tell."""
MANIFEST = "manifest.json"
REJECTED = ".rejected.jsonl"
"""What an import writes beside a file, and does not read again with its folder."""

__all__ = ["REJECTED", "Found", "found_files", "incomings"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import; ``path`` None is stdin. ``format`` None: told from its content when it is opened.

    ``in_folder``: found there, not named; it is passed over where its format cannot be told.
    """

    path: Path | None
    format: str | None
    in_folder: bool = False

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return str(self.path) if self.path is not None else "stdin"

    @property
    def size(self) -> int:
        """Its bytes, for the progress bar."""
        return self.path.stat().st_size if self.path is not None else 0


def found_files(names: Sequence[str], named: str | None) -> list[Found]:
    """The files to read, those of a folder or a pattern in order; ``named`` is the format the user gave.

    Raises:
        UsageError: there is no such file, or no file of a known format in a folder.
    """
    listed: list[Found] = []
    for name in names:
        path = Path(name)
        if name == "-":
            listed.append(Found(None, named))
        elif path.is_dir():
            listed += _in_folder(path, named)
        elif path.exists():
            listed.append(Found(path, named))
        elif matches := sorted(filter(isfile, glob(name, recursive=True))):  # noqa: PTH207 - the user's own pattern
            listed += [Found(Path(match), named) for match in matches]
        else:
            raise UsageError(f"{name}: there is no such file", "check the path")
    return listed


def _in_folder(folder: Path, named: str | None) -> list[Found]:
    files = sorted(
        p
        for p in folder.rglob("*")
        if p.is_file() and not p.name.startswith(".") and not p.name.endswith((REJECTED, MANIFEST))
    )
    plain = {p: p.name.lower().removesuffix(".gz") for p in files}
    if named is None and any(name.endswith(".ann") for name in plain.values()):
        named = "brat"  # a folder with .ann files is a brat corpus: its .txt files are not documents of their own
    formats = [READERS[named]] if named is not None else list(READERS.values())
    endings = tuple(ending for found in formats for ending in found.endings)
    kept = [p for p, name in plain.items() if name.endswith(endings)]
    if not kept:
        raise UsageError(
            f"{folder}: no file in this folder ends in {', '.join(endings)}", "name the files, or --format"
        )
    return [Found(p, named, in_folder=True) for p in kept]


def _beside(path: Path | None) -> Callable[[str], bytes | None]:
    """Reads a file with the same stem in the same folder."""

    def read(ending: str) -> bytes | None:
        if path is None:
            return None
        plain = path.with_suffix("") if path.suffix == ".gz" else path
        other = plain.with_suffix(ending)
        return other.read_bytes() if other.is_file() and other.stat().st_size <= LIMIT else None

    return read


def _records(
    found: Found, stream: BufferedReader, options: Options, told: Callable[[str, str], None]
) -> Iterator[Incoming | RecordError]:
    unpacked = stream
    if stream.peek(2)[:2] == b"\x1f\x8b":
        unpacked = BufferedReader(cast("Any", gzip.GzipFile(fileobj=stream)), AHEAD)
    name = found.format or guess(found.name, unpacked.peek(AHEAD)[:AHEAD])
    if name is None and found.in_folder:
        return
    if name is None:
        known = ", ".join(READERS)
        yield RecordError("the format cannot be told", f"say it with --format: {known}", file=found.name)
        return
    told(found.name, name)
    source = Source(found.name, cast("IO[bytes]", unpacked), _beside(found.path))
    yield from reader(name)(source, options)


def incomings(
    files: Sequence[Found], options: Options, told: Callable[[str, str], None] = lambda _name, _format: None
) -> Iterator[tuple[int, Incoming | RecordError]]:
    """Each record with the bytes read so far of all files; ``told(file, format)`` is called once a file."""
    before = 0
    for found in files:
        if found.path is None:
            for item in _records(found, BufferedReader(cast("Any", sys.stdin.buffer), AHEAD), options, told):
                yield before, item
            continue
        try:
            with found.path.open("rb", buffering=AHEAD) as file:
                for item in _records(found, cast("BufferedReader", file), options, told):
                    yield before + file.tell(), item
                before += file.tell()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield before, RecordError(f"damaged gzip: {error}", "fetch the file again", file=found.name)
        except OSError as error:
            reason = error.strerror or "cannot be read"
            yield before, RecordError(reason, "check its permissions", file=found.name)
