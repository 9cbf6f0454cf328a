"""Reading the sample files, and bytes made up on the spot, as an import would."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.errors import RecordError
from annotator.formats import reader
from annotator.formats.incoming import Incoming
from annotator.formats.record import record_adapter
from annotator.formats.source import Options, Source

DATA = Path(__file__).parents[2] / "data" / "formats"

Found = tuple[list[Incoming], list[RecordError]]


def read(
    format_: str, content: bytes | str, name: str = "map/bestand.x", *, txt: bytes | None = None, **how: Any
) -> Found:
    """What a reader makes of some bytes: what came in, and what was left out. Everything that comes in is checked."""
    data = content.encode() if isinstance(content, str) else content
    source = Source(name, io.BytesIO(data), lambda ending: txt if ending == ".txt" else None)
    found = list(reader(format_)(source, Options(**how)))
    came = [item for item in found if isinstance(item, Incoming)]
    for item in came:
        checked(item)
    return came, [item for item in found if isinstance(item, RecordError)]


def sample(format_: str, name: str, **how: Any) -> Found:
    """What a reader makes of a sample file."""
    path = DATA / name
    text = path.with_suffix(".txt")
    return read(format_, path.read_bytes(), path.name, txt=text.read_bytes() if text.exists() else None, **how)


def checked(item: Incoming) -> None:
    """Whether a record is as every record must be: valid, and all it quotes stands in its text."""
    record = item.record
    record_adapter().validate_python(dict(record))
    text = record["document"]["text"]
    names = [span.get("id") for span in record.get("spans") or ()]
    assert len(set(names)) == len(names)
    for span in record.get("spans") or ():
        last = -1
        for part in span["fragments"]:
            assert last < part["start"] < part["end"] <= len(text), "fragments are ordered and do not touch"
            assert part.get("text") == text[part["start"] : part["end"]]
            last = part["end"]
    for relation in record.get("relations") or ():
        assert {relation["head"], relation["tail"]} <= set(names)
        assert relation["head"] != relation["tail"]
    at = 0
    for sentence in record.get("sentences") or ():
        assert at <= sentence["start"] < sentence["end"] <= len(text)
        at = sentence["end"]


def spans(item: Incoming) -> list[tuple[str, str]]:
    """The labels of a record with their words."""
    listed = item.record.get("spans") or ()
    return [(span["label"], " … ".join(str(part.get("text")) for part in span["fragments"])) for span in listed]


def relations(item: Incoming) -> list[tuple[str, str, str]]:
    """The relations of a record: label, words of the head, words of the tail."""
    words = {
        span.get("id"): " … ".join(str(part.get("text")) for part in span["fragments"])
        for span in item.record.get("spans") or ()
    }
    return [(r["label"], words[r["head"]], words[r["tail"]]) for r in item.record.get("relations") or ()]


def attributes(item: Incoming, words: str) -> dict[str, str]:
    """The attributes of the span with these words."""
    for span in item.record.get("spans") or ():
        if " … ".join(str(part.get("text")) for part in span["fragments"]) == words:
            return {a["name"]: a["value"] for a in span.get("attributes") or ()}
    raise AssertionError(f"no span {words!r}")


def layer(item: Incoming) -> Mapping[str, Any]:
    """The layer of a record; empty where it has none."""
    return dict(item.record.get("layer") or {})


def told(faults: list[RecordError]) -> list[tuple[int, str]]:
    """The lines and reasons of what was left out."""
    assert all(fault.remedy and fault.file for fault in faults)
    return [(fault.line, fault.reason) for fault in faults]
