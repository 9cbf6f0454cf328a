"""Tells by its first bytes what tool a file is from, where its ending does not: most of them write ``.jsonl``.

Only what no plain ``{"text": …}`` line has by chance counts: a label that is a string says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotator.formats.record import FORMAT

__all__ = ["recognised"]

_MOST = 1 << 20
_LINES = 50
_DEEPEST = 64
_MARK = re.compile(rb'(?s)[^"\[\]{},]*+(?:"(?:[^"\\]++|\\.)*+"[^"\[\]{},]*+)*+')
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b", re.I | re.S)


def recognised(first: bytes, fitting: Sequence[str] = ()) -> str | None:
    """The format of a file that begins with these bytes; ``fitting`` are those that its ending allows."""
    start = first[:_MOST].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(start) and not fitting:
        return "html"
    if start[:1] not in (b"{", b"["):
        return "jsonl" if "jsonl" in fitting else None
    for found in _samples(start):
        if (kind := _kind(found)) is not None and (not fitting or kind in fitting):
            return kind
    if "jsonl" in fitting:
        return "jsonl"
    line, _, rest = start.partition(b"\n")
    # a line that is an object by itself, or so long that its end is not seen
    return "jsonl" if start[:1] == b"{" and (_object(line) is not None or not rest) else None


def _samples(start: bytes) -> Iterator[Mapping[str, Any]]:
    """The first objects of the file, the one that is cut off included as far as it goes."""
    if start[:1] == b"{":
        lines = start.split(b"\n", _LINES)
        for line in lines[:_LINES]:
            if (found := _object(line)) is not None:
                yield found
        if len(lines) <= _LINES and len(lines) > 1 and lines[-1].startswith(b"{"):
            start = lines[-1]
    data = _completed(start)
    if isinstance(data, list):
        yield from (item for item in data if isinstance(item, dict))
    elif isinstance(data, dict):
        yield data


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _completed(start: bytes) -> Any:
    """JSON that may be cut off, up to the last comma before the cut, with its brackets closed."""
    try:
        return orjson.loads(start)
    except orjson.JSONDecodeError:
        pass
    closing: list[int] = []
    at = 0
    best: tuple[int, bytes] = (0, b"")
    while True:
        found = _MARK.match(start, at)
        at = found.end() if found else at
        if at >= len(start) or start[at] == 0x22 or len(closing) > _DEEPEST:
            break
        mark = start[at]
        if mark == 0x2C:
            best = at, bytes(reversed(closing))
        elif mark in b"[{":
            closing.append(mark + 2)  # the closing bracket is two signs on in ASCII
        elif closing:
            closing.pop()
        at += 1
    try:
        return orjson.loads(start[: best[0]] + best[1])
    except orjson.JSONDecodeError:
        return None


def _kind(item: Mapping[str, Any]) -> str | None:
    if item.get("format") == FORMAT:
        return "jsonl"
    annotations = _dicts(item.get("annotations", item.get("completions")))
    tasked = isinstance(item.get("data"), dict) and ("annotations" in item or "predictions" in item)
    if tasked or any("result" in each or "completed_by" in each for each in annotations):
        return "labelstudio"
    if "annotation_id" in item and "lead_time" in item:  # JSON-MIN, which its reader explains
        return "labelstudio"
    if "_task_hash" in item or "_input_hash" in item:
        return "prodigy"
    spans = _dicts(item.get("spans"))
    if isinstance(item.get("spans"), list) and item.get("answer") in ("accept", "reject", "ignore"):
        return "prodigy"
    if spans and all(_number(s.get("start")) and _number(s.get("end")) and "label" in s for s in spans):
        return "prodigy"
    if any("start_offset" in each and "end_offset" in each for each in annotations):
        return "doccano"
    return "doccano" if _is_doccano(item) else None


def _is_doccano(item: Mapping[str, Any]) -> bool:
    listed = [found for name in ("entities", "label", "labels") if isinstance(found := item.get(name), list)]
    filled = [found for found in listed if found]
    if any(all(_is_triple(each) for each in found) for found in filled):
        return True
    entities = _dicts(item.get("entities"))
    if entities and all("start_offset" in each and "end_offset" in each for each in entities):
        return True
    return bool(listed) and not filled and isinstance(item.get("Comments"), list)


def _is_triple(item: object) -> bool:
    return (
        isinstance(item, list) and len(item) == 3 and _number(item[0]) and _number(item[1]) and isinstance(item[2], str)
    )


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
