"""What a reader is given: an open file with its name, the files beside it, and how the user wants it read."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from annotator.errors import RecordError

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming

__all__ = ["DEFAULTS", "LIMIT", "Options", "Reader", "Source", "content", "decoded", "decoded_text", "whole"]

LIMIT = 16 << 20
"""The longest line, or the largest file that is one document, in bytes."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. ``encoding`` None: a byte order mark says UTF-8 or UTF-16, else it must be UTF-8."""

    encoding: str | None = None
    text_field: str = "text"
    key_field: str = "key"
    title_field: str = "title"
    split_on: str | None = None
    limit: int = LIMIT


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``beside(ending)`` gives the bytes of the file with the same stem and another ending, or None."""

    name: str
    stream: IO[bytes]
    beside: Callable[[str], bytes | None] = lambda _ending: None

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: the key of a document that has none of its own."""
        name = PurePath(self.name).name.removesuffix(".gz")
        return PurePath(name).stem


Reader = Callable[[Source, Options], "Iterator[Incoming | RecordError]"]


def decoded(data: bytes, encoding: str | None = None) -> str:
    """Strictly decoded; a byte order mark is taken off.

    Raises:
        UnicodeDecodeError: the bytes are not in the encoding.
    """
    if encoding is None:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    return data.decode(encoding)


def content(source: Source, options: Options, remedy: str = "split it into documents") -> bytes:
    """All bytes of a file.

    Raises:
        RecordError: it is over the limit; ``remedy`` is what to do then.
    """
    data = source.stream.read(options.limit + 1)
    if len(data) > options.limit:
        raise RecordError(f"over {options.limit >> 20} MiB", remedy, file=source.name)
    return data


def whole(source: Source, options: Options) -> str:
    """All of a file as text.

    Raises:
        RecordError: it is over the limit, or not in the encoding: names the line and the remedy.
    """
    return decoded_text(content(source, options), source.name, options.encoding)


def decoded_text(data: bytes, name: str, encoding: str | None) -> str:
    """Bytes as text; what does not decode becomes an error that names the line.

    Raises:
        RecordError: the bytes are not in the encoding.
    """
    try:
        return decoded(data, encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        reason = f"byte {error.start + 1} is not {(encoding or 'UTF-8').upper()} (0x{data[error.start]:02x})"
        remedy = "say what it is with --encoding (older Dutch files: cp1252), or save the file as UTF-8"
        raise RecordError(reason, remedy, file=name, line=line) from None
