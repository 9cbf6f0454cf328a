"""JSON objects one by one, of lines or of one big array, so that a broken one costs only itself.

An array is cut into its elements by counting brackets outside strings: memory is bounded by the longest element, and
each has its line. Nothing is parsed before it is cut out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

import orjson

from annotator.errors import RecordError
from annotator.formats.foreign import Unfit
from annotator.formats.lines import read_lines
from annotator.formats.source import Options, Source
from annotator.formats.text_lines import Ahead

__all__ = ["DEEPEST", "Element", "objects"]

Element = tuple[int, Mapping[str, Any] | RecordError, bytes | None]

DEEPEST = 1000
_CHUNK = 1 << 20
_SPACE = b" \t\r\n"
# All that lies between two brackets, whole strings included; possessive, so that no input makes it go back.
_DEEP = re.compile(rb'(?s)[^"\[\]{}]*+(?:"(?:[^"\\]++|\\.)*+"[^"\[\]{}]*+)*+')
_FLAT = re.compile(rb'(?s)[^"\[\]{},]*+(?:"(?:[^"\\]++|\\.)*+"[^"\[\]{},]*+)*+')
_REST = re.compile(rb'(?s)(?:[^"\\]++|\\.)*+')


def objects(source: Source, options: Options, *, by_line: bool = True) -> Iterator[Element]:
    """The objects of a file with their lines and bytes: an array's elements, else those of its lines.

    ``by_line`` False: a file that is no array is one object after another, wherever the line ends stand.
    """
    ahead = Ahead(source.stream)
    first = ahead.held.lstrip(_SPACE)[:1]
    if first != b"[" and by_line:

        def parse(line: str | bytes) -> tuple[Mapping[str, Any], bytes]:
            return _object(line), line if isinstance(line, bytes) else line.encode()

        for number, found in read_lines(cast("IO[bytes]", ahead), source.name, parse, options.limit):
            yield (number, found, None) if isinstance(found, RecordError) else (number, *found)
        return
    for number, raw, fault in _elements(ahead, 1 if first == b"[" else 0, options.limit):
        if fault:
            reason, remedy = fault
            yield number, RecordError(reason, remedy, file=source.name, line=number, raw=raw or None), None
            continue
        try:
            yield number, _object(raw), raw
        except ValueError as error:
            reason = error.reason if isinstance(error, Unfit) else f"not JSON: {str(error).split(': line ')[0]}"
            yield number, RecordError(reason, "mend the element", file=source.name, line=number, raw=raw), None


def _object(content: str | bytes) -> Mapping[str, Any]:
    found = orjson.loads(content)
    if not isinstance(found, dict):
        raise Unfit("not a JSON object")
    return found


Cut = tuple[int, bytes, tuple[str, str] | None]


class _Cutter:
    """Gathers the bytes of one element after the other, and knows its line."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._line = 1
        self._passed = 0

    def add(self, piece: bytes) -> None:
        """More of the element; over the limit only its line ends are still counted."""
        self._size += len(piece)
        if self._size <= self._limit:
            self._parts.append(piece)
        else:
            self._passed += piece.count(b"\n")

    def skip(self, piece: bytes) -> None:
        """What belongs to no element."""
        self._line += piece.count(b"\n")

    def cut(self, reason: str = "") -> Iterator[Cut]:
        """The element that ends here, unless there is nothing but white space."""
        content = b"".join(self._parts)
        lead = len(content) - len(content.lstrip(_SPACE))
        line = self._line + content.count(b"\n", 0, lead)
        self._line += content.count(b"\n") + self._passed
        over, self._parts, self._size, self._passed = self._size > self._limit, [], 0, 0
        if over:
            size = f"{self._limit >> 20} MiB" if self._limit >= 1 << 20 else f"{self._limit} bytes"
            yield line, b"", (f"over {size}", "split the document")
        elif reason:
            yield line, content.strip(_SPACE), (reason, "fetch or export the file again")
        elif content.strip(_SPACE):
            yield line, content.strip(_SPACE), None


def _end(pattern: re.Pattern[bytes], chunk: bytes, at: int) -> int:
    found = pattern.match(chunk, at)
    return found.end() if found else at


def _past(chunk: bytes, at: int, escaped: bool) -> tuple[int, bool, bool]:
    """Past the end of a string that began before: where that is, whether the chunk ends first, and in an escape."""
    at = _end(_REST, chunk, at + escaped)
    if chunk[at : at + 1] == b'"':
        return at + 1, False, False
    return len(chunk), True, chunk[at : at + 1] == b"\\"


def _elements(stream: Ahead, base: int, limit: int) -> Iterator[Cut]:
    """The elements of an array (``base`` 1), or of a row of objects (0)."""
    cutter = _Cutter(limit)
    depth, quoted, escaped, closed = 0, False, False, False
    while chunk := stream.read(_CHUNK):
        at = begin = 0
        while True:
            if quoted:
                at, quoted, escaped = _past(chunk, at, escaped)
            at = _end(_FLAT if depth <= base else _DEEP, chunk, at)
            if at >= len(chunk):
                break
            mark, at = chunk[at], at + 1
            if mark == 0x22:
                quoted = True
                continue
            depth += (mark in b"[{") - (mark in b"]}")
            if depth > DEEPEST:
                cutter.add(chunk[begin:at])
                yield from cutter.cut(f"nested more than {DEEPEST} deep; the rest of the file is not read")
                return
            if closed or depth > base or (mark == 0x2C and not base):
                continue
            if mark in b"[{":  # the bracket that opens the array
                cutter.skip(chunk[begin:at])
            else:  # a comma between its elements, the bracket that closes it, or the end of an object in a row
                cutter.add(chunk[begin : at - base * (mark == 0x2C or not depth)])
                if mark == 0x2C or depth < base or not base:
                    yield from cutter.cut()
                    closed, depth = bool(base) and depth < base, max(depth, 0)
            begin = at
        cutter.add(chunk[begin:])
    yield from cutter.cut("the file ends in the middle of the array" if base and not closed else "")
