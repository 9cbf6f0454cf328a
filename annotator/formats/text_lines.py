"""The lines of a text file one by one, strictly decoded, so that a line in another encoding costs only itself."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, cast

from annotator.errors import RecordError
from annotator.formats.lines import cut
from annotator.formats.source import Options, Source, decoded_text, whole

__all__ = ["Ahead", "text_lines"]

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Ahead:
    """A stream whose first bytes, ``held``, can be looked at; the byte order mark of UTF-8 is taken off."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.held = stream.read(1 << 16).removeprefix(codecs.BOM_UTF8)
        self._at = 0

    def readline(self, size: int = -1) -> bytes:
        """As of a file."""
        if self._at >= len(self.held):
            return self._stream.readline(size)
        stop = len(self.held) if size < 0 else min(len(self.held), self._at + size)
        end = self.held.find(b"\n", self._at, stop) + 1 or stop
        line, self._at = self.held[self._at : end], end
        if not line.endswith(b"\n") and not 0 <= size <= len(line):
            line += self._stream.readline(size - len(line) if size >= 0 else -1)
        return line

    def read(self, size: int) -> bytes:
        """As of a file."""
        found, self._at = self.held[self._at : self._at + size], min(len(self.held), self._at + size)
        return found + self._stream.read(size - len(found)) if len(found) < size else found


def text_lines(source: Source, options: Options) -> Iterator[tuple[int, str | RecordError]]:
    """The numbered lines of a file without their ends, or the reason why one is not taken.

    A file whose bytes are no lines (UTF-16, UTF-32) is read whole, within the limit. In a file from an old Mac, which
    has only carriage returns, these end the lines; elsewhere they are left where they stand.
    """
    ahead = Ahead(source.stream)
    stream = cast("IO[bytes]", ahead)
    encoding = (options.encoding or "").lower().replace("-", "").replace("_", "")
    if ahead.held.startswith(_WIDE) or encoding.startswith(("utf16", "utf32")):
        try:
            text = whole(Source(source.name, stream), options)
        except RecordError as error:
            yield 1, error
            return
        yield from enumerate((line.removesuffix("\r") for line in text.split("\n")), 1)
        return
    for number, line in cut(stream, options.limit):
        if line is None:
            size = f"{options.limit >> 20} MiB" if options.limit >= 1 << 20 else f"{options.limit} bytes"
            yield number, RecordError(f"line over {size}", "split the document", file=source.name, line=number)
            continue
        try:
            text = decoded_text(line, source.name, options.encoding)
        except RecordError as error:
            yield number, RecordError(error.reason, error.remedy, file=source.name, line=number, raw=line)
            continue
        yield from enumerate(text.split("\r") if number == 1 else [text], number)
