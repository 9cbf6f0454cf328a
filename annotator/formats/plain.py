"""``txt``: one document a file, in UTF-8 (or UTF-16 with a byte order mark)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, cast

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.formats.record import FORMAT, Record

__all__ = ["read"]

LIMIT = 16 << 20


def read(stream: IO[bytes], name: str, limit: int = LIMIT) -> Iterator[Incoming | RecordError]:
    """The file's one document."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield RecordError(f"over {limit >> 20} MiB", "split it into articles", file=name)
        return
    try:
        text = decoded(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        reason = f"byte {error.start + 1} is not UTF-8 (0x{data[error.start]:02x})"
        yield RecordError(reason, "save the file as UTF-8", file=name, line=line)
        return
    record = cast("Record", {"format": FORMAT, "document": {"text": text}})
    yield Incoming(name, 0, record, stem=PurePath(name).stem)


def decoded(data: bytes) -> str:
    """Strictly decoded: a byte order mark says UTF-8 or UTF-16, else it is UTF-8.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")
