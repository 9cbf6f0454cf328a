"""Changes that a fuzzer of bytes rarely hits on: another number, lines and JSON values put elsewhere."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

__all__ = ["mutated"]

Path = tuple[Any, ...]
_NUMBER = re.compile(rb"\d{1,9}")
_AWKWARD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**31,
    2**63,
    0.5,
    "",
    "a",
    "e\u0301 🔴\r\n",
    "\0",
    [],
    {},
    [[]],
)


def mutated(data: bytes, most: int, seed: int, otherwise: Callable[[bytes, int], bytes]) -> bytes:
    """An input changed in one way or another, ``most`` bytes at most; in nearly half of the cases as ``otherwise`` does it.

    The two bytes of choices before the content are left to ``otherwise``.
    """
    chance = random.Random(seed)
    way = chance.choice([None, None, None, None, _number, _number, _lines, _json, _json])
    changed = data[:2] + way(data[2:], chance) if way is not None and len(data) > 2 else data
    return changed if changed != data and len(changed) <= most else otherwise(data, most)


def _number(content: bytes, chance: random.Random) -> bytes:
    """One number a little larger or smaller, or one of the others that stand there."""
    places = list(_NUMBER.finditer(content))
    if not places:
        return content
    place = chance.choice(places)
    near = max(0, int(place[0]) + chance.choice([-2, -1, 1, 2]))
    new = chance.choice([str(near).encode(), chance.choice(places)[0]])
    return content[: place.start()] + new + content[place.end() :]


def _lines(content: bytes, chance: random.Random) -> bytes:
    """A line gone, twice, or in another's place."""
    lines = content.splitlines(keepends=True)
    here, there = chance.randrange(len(lines) or 1), chance.randrange(len(lines) or 1)
    if not lines:
        return content
    match chance.randrange(3):
        case 0:
            del lines[here]
        case 1:
            lines.insert(there, lines[here])
        case _:
            lines[here], lines[there] = lines[there], lines[here]
    return b"".join(lines)


def _json(content: bytes, chance: random.Random) -> bytes:
    """A value of the JSON, or of one line of it, changed, gone, twice or in another's place."""
    lines = content.split(b"\n")
    for at, text in ((None, content), *((n, lines[n]) for n in chance.sample(range(len(lines)), min(3, len(lines))))):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if not isinstance(data, dict | list) or not data:
            continue
        _change(data, chance)
        new = json.dumps(data, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        return new if at is None else b"\n".join([*lines[:at], new, *lines[at + 1 :]])
    return content


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every container with each key in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [data]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        found += [(here, key) for key in keys]
        waiting += [here[key] for key in keys if isinstance(here[key], dict | list)]
    return found


def _change(data: Any, chance: random.Random) -> None:
    places = _places(data)
    holder, key = chance.choice(places)
    other, its = chance.choice(places)
    value = holder[key]
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(value)))
        case 2 if isinstance(value, int) and not isinstance(value, bool):
            holder[key] = value + chance.choice([-2, -1, 1, 2])
        case 3 if isinstance(value, str):
            at, more = (
                chance.randrange(len(value) + 1),
                chance.choice(["e\u0301", "\r\n", "🔴", "\u0301", " ", "\0", "\ud800"]),
            )
            holder[key] = value[:at] + more + value[at + chance.randrange(2) :]
        case 4:
            holder[key] = json.loads(json.dumps(other[its]))
        case _:
            holder[key] = chance.choice(_AWKWARD)
