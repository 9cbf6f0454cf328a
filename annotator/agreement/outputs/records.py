"""``json``: the whole report for programs, and its JSON Schema (``schema/json/agreement-report.json``).

Numbers have their full precision, keys always the same order, undefined is ``null`` with a reason. What is not a finite
number cannot get in: it is ``null``, in a figure with the reason ``not_finite``. All characters beyond ASCII are
escaped, so that the text can be shown anywhere.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

from annotator.agreement.report import Report

__all__ = ["KEYS", "json_schema", "json_text", "record"]

KEYS = (
    "provenance",
    "measures",
    "pairwise",
    "confusion",
    "warnings",
    "boundaries",
    "annotators",
    "drift",
    "disagreements",
    "differences",
    "methods",
)
"""The keys of a report, in their order."""


def record(report: Report) -> dict[str, Any]:
    """The report as plain values, in the order of ``KEYS``."""
    found = {field.name: getattr(report, field.name) for field in dataclasses.fields(report)}
    return {key: _plain(found.pop(key)) for key in (*KEYS, *(name for name in tuple(found) if name not in KEYS))}


def json_text(report: Report) -> str:
    """The report as JSON, a key a line, with a newline at its end."""
    text = json.dumps(record(report), indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a report as it is written: every key is always there."""
    from annotator.model import adapter

    found = adapter(Report).json_schema(mode="serialization")
    for each in (found, *found.get("$defs", {}).values()):
        if "properties" in each:
            each["required"] = list(each["properties"])
            for one in each["properties"].values():
                one.pop("default", None)
    found["properties"] = {key: found["properties"][key] for key in KEYS}
    found["required"] = list(KEYS)
    return found


def _plain(value: object) -> Any:
    """Dataclasses, tuples and numbers of numpy as what JSON has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        lost = found.get("value") is None and getattr(value, "value", None) is not None
        return found | {"reason": found.get("reason") or "not_finite"} if lost else found
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return _bounds(value) if len(value) == 2 else [_plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(each) for each in value)
    return _scalar(value)


def _bounds(value: tuple[Any, ...] | list[Any]) -> list[Any] | None:
    """Two values; None for an interval one end of which is no number."""
    ends = [_plain(each) for each in value]
    return None if any(isinstance(v, Real) and e is None for v, e in zip(value, ends, strict=True)) else ends


def _scalar(value: object) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    return str(value)
