"""``jsonl``: document records, and plain ``{"text": …}`` lines, which are documents without labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from annotator.errors import RecordError
from annotator.formats.foreign import words
from annotator.formats.incoming import Incoming
from annotator.formats.lines import read_lines, write_line
from annotator.formats.record import FORMAT, DocumentRecord, Record, record_adapter
from annotator.formats.source import DEFAULTS, Options, Source
from annotator.formats.writing import Folder, Labelled, Plan, Streams, Writer, parts_of
from annotator.scheme import Scheme

__all__ = ["read", "records_of", "writer"]

_HEAD = f'{{"format":"{FORMAT}"'
_KNOWN = ("key", "title", "language", "publisher", "url", "published")


def _parse(line: str | bytes, options: Options) -> Record:
    """A record from a line; a plain line becomes a record with only a document."""
    if line[: len(_HEAD)] in (_HEAD, _HEAD.encode()):  # our own export: no need to look at it twice
        return record_adapter().validate_json(line)
    data = orjson.loads(line)
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    if data.get("format") == FORMAT:
        return record_adapter().validate_json(line)
    if "format" in data and "document" in data:
        raise _Unfit(f"format {str(data['format'])[:40]!r} is not known")
    name = options.text_field
    if not isinstance(data.get(name), str):
        raise _Unfit(f"no {name}" if name not in data else f"{name} is not a string")
    return _plain(data, options)


class _Unfit(ValueError):
    """JSON, but no record; its words are the whole reason."""

    def errors(self) -> list[dict[str, Any]]:
        return [{"loc": (), "msg": str(self)}]


def _plain(data: Mapping[str, Any], options: Options) -> Record:
    fields = {name: name for name in _KNOWN} | {options.key_field: "key", options.title_field: "title"}
    document: dict[str, Any] = {"text": data[options.text_field]}
    meta = []
    for name, value in data.items():
        if name == options.text_field:
            continue
        if name in fields and (value is None or isinstance(value, str)):
            document[fields[name]] = value
        elif name == options.key_field and isinstance(value, int):
            document["key"] = str(value)
        elif name == "meta" and isinstance(value, dict):
            meta += [{"key": str(k), "value": words(v)} for k, v in value.items()]
        elif name == "meta" and _listed(value):
            meta += [{"key": item["key"], "value": words(item["value"])} for item in value]
        else:
            meta.append({"key": name, "value": words(value)})
    document["meta"] = meta
    return record_adapter().validate_python({"format": FORMAT, "document": document})


def _listed(value: Any) -> bool:
    """Whether metadata is given as a record has it: a list of keys and values."""
    return isinstance(value, list) and all(
        isinstance(item, dict) and item.keys() == {"key", "value"} and isinstance(item["key"], str) for item in value
    )


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The records of a file in order, and the reasons for those rejected."""

    def parse(line: str | bytes) -> tuple[Record, bytes]:
        return _parse(line, options), line if isinstance(line, bytes) else line.encode()

    for number, found in read_lines(source.stream, source.name, parse, options.limit):
        if isinstance(found, RecordError):
            yield found
        else:
            yield Incoming(source.name, number, found[0], raw=found[1])


def records_of(found: Labelled, scheme: Scheme) -> Iterator[Mapping[str, Any]]:
    """A record for each layer of a document; one without labels where there is none."""
    shared = DocumentRecord(found.document, found.sentences, found.tokens, found.segmenter, scheme)
    return (shared.of(layer, part) for layer, part in parts_of(found))


class _Records:
    """Document records lose nothing."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def losses(self, found: Labelled) -> Iterable[str]:  # noqa: ARG002 - a writer's signature
        """Nothing."""
        return ()

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``documents.jsonl``, or a file for each part of a split."""
        with Streams(folder, self._plan, "documents", ".jsonl") as streams:
            for found in documents:
                for record in records_of(found, self._plan.scheme):
                    write_line(streams.of(found), record)


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Records(plan)
