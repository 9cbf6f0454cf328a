"""JSON lines in and out: the one module that knows the jsonlines library.

Bytes in, cut at ``\\n`` only (``str.splitlines`` also cuts at U+2028 and U+0085, which may stand in a JSON string),
with a limit on the length of a line, errors that know their line, and no NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol, cast

import jsonlines
import orjson

from annotator.errors import RecordError
from annotator.formats.source import LIMIT

__all__ = ["cut", "read_lines", "write_line"]


def cut(stream: IO[bytes], limit: int = LIMIT) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines without their ends; None for one over the limit, which is passed over in bounded memory."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield number, None
        else:
            yield number, line.rstrip(b"\n").rstrip(b"\r")


def read_lines(
    stream: IO[bytes], name: str, parse: Callable[[str | bytes], Any], limit: int = LIMIT
) -> Iterator[tuple[int, Any | RecordError]]:
    """Each line's number with what ``parse`` makes of it, or with the reason why it is rejected.

    ``parse`` takes the JSON text and raises ``ValueError`` where it is not as it should be.
    """
    for number, line in cut(stream, limit):
        if line is None:
            size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit} bytes"
            yield number, RecordError(f"line over {size}", "split the document", file=name, line=number)
        elif line.strip():
            try:
                with jsonlines.Reader([line], loads=parse) as reader:
                    yield number, reader.read()
            except jsonlines.InvalidLineError as error:
                yield number, _rejection(error, name, number, line)


def _rejection(error: jsonlines.InvalidLineError, name: str, number: int, raw: bytes) -> RecordError:
    cause = error.__cause__ or error
    if isinstance(cause, RecordError):
        return cause
    if isinstance(cause, UnicodeDecodeError):
        reason = f"byte {cause.start + 1} is not UTF-8 (0x{cause.object[cause.start]:02x})"
        return RecordError(reason, "save the file as UTF-8", file=name, line=number, raw=raw)
    return RecordError(first_reason(cause), "mend the line", file=name, line=number, raw=raw)


def first_reason(error: BaseException) -> str:
    """The first thing a parser or validator complains of, in one line without the input's own text."""
    details = getattr(error, "errors", None)
    if callable(details):
        listed = cast("list[dict[str, Any]]", details())
        first = listed[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" (and {len(listed) - 1} more)" if len(listed) > 1 else ""
        return f"{where + ': ' if where else ''}{first['msg'][:1].lower()}{first['msg'][1:]}{more}"
    return f"not JSON: {str(error).splitlines()[0]}"


class Sink(Protocol):
    """Somewhere that bytes go."""

    def write(self, data: bytes, /) -> int:
        """Write them."""


def write_line(stream: Sink, record: Any) -> None:
    """Write one record as a line. NaN cannot be in one: orjson makes it null."""
    jsonlines.Writer(cast("Any", stream), dumps=orjson.dumps).write(record)
