"""``jsonl``: document records, and plain ``{"text": …}`` lines, which are documents without labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.formats.lines import LINE_LIMIT, read_lines, write_lines
from annotator.formats.record import FORMAT, Record, record_adapter

__all__ = ["FILE_NAME", "read", "write"]

FILE_NAME = "documents.jsonl"
_KNOWN = ("key", "title", "language", "publisher", "url", "published")


def _parse(line: str | bytes) -> Record:
    """A record from a line; a plain line becomes a record with only a document."""
    data = orjson.loads(line)
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    if data.get("format") == FORMAT:
        return record_adapter().validate_json(line)
    if "format" in data and "document" in data:
        raise _Unfit(f"format {str(data['format'])[:40]!r} is not known")
    if not isinstance(data.get("text"), str):
        raise _Unfit("no text" if "text" not in data else "text is not a string")
    return _plain(data)


class _Unfit(ValueError):
    """JSON, but no record; its words are the whole reason."""

    def errors(self) -> list[dict[str, Any]]:
        return [{"loc": (), "msg": str(self)}]


def _plain(data: Mapping[str, Any]) -> Record:
    document: dict[str, Any] = {"text": data["text"]}
    meta = []
    for name, value in data.items():
        if name in _KNOWN and (value is None or isinstance(value, str)):
            document[name] = value
        elif name == "meta" and isinstance(value, dict):
            meta += [{"key": str(k), "value": _words(v)} for k, v in value.items()]
        elif name != "text":
            meta.append({"key": name, "value": _words(value)})
    document["meta"] = meta
    return record_adapter().validate_python({"format": FORMAT, "document": document})


def _words(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def read(stream: IO[bytes], name: str, limit: int = LINE_LIMIT) -> Iterator[Incoming | RecordError]:
    """The records of a file in order, and the reasons for those rejected."""
    for number, found in read_lines(stream, name, _parse, limit):
        yield found if isinstance(found, RecordError) else Incoming(name, number, found)


def write(stream: IO[bytes], records: Iterator[Mapping[str, Any]]) -> int:
    """Write records, one a line; gives how many."""
    return write_lines(stream, records)
