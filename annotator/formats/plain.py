"""``txt``: one document a file, or with ``--split-on blank-line`` one for each block between blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import cast

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.formats.record import FORMAT, Record
from annotator.formats.source import DEFAULTS, Options, Source, content, decoded_text

__all__ = ["read"]

_BLANK = re.compile(r"\r?\n[ \t]*\r?\n\s*")


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The file's documents."""
    try:
        data = content(source, options)
        text = decoded_text(data, source.name, options.encoding)
    except RecordError as error:
        yield error
        return
    if options.split_on != "blank-line":
        yield Incoming(source.name, 0, _record(text), stem=source.stem, original=sha256(data).hexdigest())
        return
    line = 1
    at = 0
    for number, block in enumerate(_BLANK.split(text.strip()), 1):
        found = text.index(block, at)
        line += text.count("\n", at, found)
        at = found
        if block.strip():
            yield Incoming(source.name, line, _record(block), stem=f"{source.stem}-{number}")


def _record(text: str) -> Record:
    return cast("Record", {"format": FORMAT, "document": {"text": text}})
