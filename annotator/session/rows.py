"""The labels of a record as rows, checked against the text they are of.

Rows are made straight from the parsed JSON: an import of a million spans has no time for a value of each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import orjson

from annotator.formats.incoming import Incoming
from annotator.store.bulk import LayerRows, SentenceRow
from annotator.store.codec import Row

if TYPE_CHECKING:
    from annotator.formats.record import SpanPart

__all__ = ["rows_of"]

Json = dict[str, Any]


def rows_of(
    incoming: Incoming, text: str, sentences: Sequence[SentenceRow], now: str, status: str = "todo"
) -> tuple[LayerRows, frozenset[str]]:
    """The rows of a record's labels, and the ids of the spans that came without a time.

    ``text`` and ``sentences`` are those of the record's document; states carry no role, which is the document's.
    ``status``: of the sentences whose status the record does not give.

    Raises:
        RecordError: a span does not fit the text, a relation has no ends, or an id is given twice.
    """
    record = incoming.record
    starts = [sentence[0] for sentence in sentences]
    spans, said, untimed = _spans(incoming, "spans", text, starts, now)
    ids = {row[0] for row in spans}
    turned_down, no, _ = _spans(incoming, "rejections", text, starts, now)
    relations = _relations(incoming, ids)
    sources: list[Json] = [
        {"id": s["id"], "name": s["name"], "source_type": s.get("source_type")} for s in record.get("sources") or ()
    ]
    if len({s["id"] for s in sources}) < len(sources):
        raise incoming.rejected("two sources have the same id", "give each an id of its own")
    states = _states(incoming, len(sentences), status)
    after = {"spans": said, "relations": relations, "sources": sources, "sentences": states, "rejections": no}
    nothing: Json = dict.fromkeys(after, ())
    rows = LayerRows(
        [tuple(source.values()) for source in sources],
        spans,
        [(r["id"], r["label"], r["head"], r["tail"], _pairs(r["attributes"])) for r in relations],
        [
            (s["index"], s["status"], _pairs(s["labels"]), s["confidence"], s["comment"], s["seconds"], s["role"])
            for s in states
        ],
        orjson.dumps({"before": nothing, "after": after, "cut": None}).decode(),
        turned_down,
    )
    return rows, frozenset(untimed)


def _spans(
    incoming: Incoming, name: Literal["spans", "rejections"], text: str, starts: Sequence[int], now: str
) -> tuple[list[Row], list[Any], list[str]]:
    """The rows of the spans or of the rejected suggestions of a record, what the event says of them, and those
    without a time."""
    rows, said, untimed = [], [], []
    for number, item in enumerate(incoming.record.get(name) or (), 1):
        row, found = _span(incoming, number, item, text, starts, now, "import" if name == "spans" else "rejected")
        rows.append(row)
        said.append(found)
        if not item.get("created"):
            untimed.append(row[0])
    if len({row[0] for row in rows}) < len(rows):
        raise incoming.rejected(f"two {name} have the same id", "give each an id of its own, or none")
    return rows, said, untimed


def _pairs(attributes: Sequence[Json]) -> str:
    """Attributes as ``codec.dump_attributes`` writes them."""
    return orjson.dumps([(a["name"], a["value"]) for a in attributes]).decode() if attributes else "[]"


def _span(
    incoming: Incoming, number: int, item: SpanPart, text: str, starts: Sequence[int], now: str, origin: str
) -> tuple[Row, Any]:
    """The row of a span, and what the event says of it."""
    given = item["fragments"]
    quoted, last = [], -1
    for part in given:
        start, end = part["start"], part["end"]
        words = text[start:end]
        if not 0 <= start < end <= len(text):
            raise incoming.rejected(f"span {number} ({item['label']}): {start}–{end} is outside the text")
        if start <= last:
            raise incoming.rejected(
                f"span {number} ({item['label']}): its fragments touch, overlap or are out of order"
            )
        if part.get("text") not in (None, words):
            raise incoming.rejected(f"span {number} ({item['label']}): the text at {start}–{end} is not the one quoted")
        last = end
        quoted.append((start, end, words))
    sentence = max(0, bisect_right(starts, _anchor(quoted)) - 1)
    attributes: Any = item.get("attributes") or []
    if len(item) == len(_SPAN) and item.get("sentence") == sentence and _whole(item):
        values = [cast("Any", item)[name] for name in _SPAN]
        row = (values[0], values[1], sentence, orjson.dumps(quoted).decode(), _pairs(attributes), *values[5:])
        return row, item
    created = item.get("created") or now
    found: Any = {
        "id": item.get("id") or f"s{number}",
        "label": item["label"],
        "sentence": sentence,
        "fragments": [{"start": start, "end": end, "text": words} for start, end, words in quoted],
        "attributes": attributes,
        "origin": item.get("origin") or origin,
        "suggester": item.get("suggester"),
        "created": created,
        "updated": item.get("updated") or created,
    }
    name, label, _, _, _, *rest = found.values()
    return (name, label, sentence, orjson.dumps(quoted).decode(), _pairs(attributes), *rest), found


def _anchor(quoted: Sequence[tuple[int, int, str]]) -> int:
    """As ``Span.anchor``."""
    for _, end, text in quoted:
        if words := text.lstrip():
            return end - len(words)
    return quoted[0][0]


def _whole(item: SpanPart) -> bool:
    """Whether a span says everything itself, as those of our own export do: then the event takes it as it is."""
    given = item.get("id") and item.get("origin") and item.get("created") and item.get("updated")
    return (
        bool(given)
        and item.get("attributes") is not None
        and all(part.get("text") is not None and len(part) == 3 for part in item["fragments"])
    )


_SPAN = ("id", "label", "sentence", "fragments", "attributes", "origin", "suggester", "created", "updated")


def _relations(incoming: Incoming, spans: set[str]) -> list[Json]:
    relations: list[Json] = []
    for number, item in enumerate(incoming.record.get("relations") or (), 1):
        head, tail = item["head"], item["tail"]
        if head not in spans or tail not in spans or head == tail:
            raise incoming.rejected(f"relation {number} ({item['label']}): its ends are not two spans of the record")
        name = item.get("id") or f"r{number}"
        attributes: Any = item.get("attributes") or []
        relations.append({"id": name, "label": item["label"], "head": head, "tail": tail, "attributes": attributes})
    if len({r["id"] for r in relations}) < len(relations):
        raise incoming.rejected("two relations have the same id", "give each an id of its own, or none")
    return relations


def _states(incoming: Incoming, sentences: int, status: str) -> list[Json]:
    """What is said of sentences; nothing for those of which nothing is said."""
    given = incoming.record.get("sentences")
    if not given:
        status = incoming.status or status
        everyone = range(sentences) if status != "todo" else ()
        return [_state(index, status) for index in everyone]
    found = []
    for index, item in enumerate(given):
        state = _state(
            index,
            item.get("status") or status,
            item.get("labels") or (),
            item.get("confidence"),
            item.get("comment") or None,
            item.get("seconds"),
        )
        if state["status"] != "todo" or any(state[n] not in (None, ()) for n in _SAID):
            found.append(state)
    return found


_SAID = ("labels", "confidence", "comment", "seconds")


def _state(
    index: int,
    status: str,
    labels: Any = (),
    confidence: int | None = None,
    comment: str | None = None,
    seconds: float | None = None,
) -> Json:
    return {
        "index": index,
        "status": status,
        "labels": labels,
        "confidence": confidence,
        "comment": comment,
        "seconds": seconds,
        "role": None,
    }
