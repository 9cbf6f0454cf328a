"""Cutting JSON into its objects: the same as parsing it whole, whatever the chunks; a broken one costs only itself."""

from __future__ import annotations

import io
import json
import random
from typing import IO, Any, cast

import pytest

from annotator.errors import RecordError
from annotator.formats import elements
from annotator.formats.source import Options, Source


class Dripping:
    """A stream that gives a few bytes at a time."""

    def __init__(self, content: bytes, most: int) -> None:
        self._stream, self._most = io.BytesIO(content), most

    def read(self, size: int) -> bytes:
        return self._stream.read(min(size, self._most))

    def readline(self, size: int) -> bytes:
        return self._stream.readline(size)


def cut(content: bytes, *, by_line: bool = True, most: int = 1 << 20, limit: int = 1 << 20) -> list[Any]:
    source = Source("x.json", cast("IO[bytes]", Dripping(content, most)))
    found = elements.objects(source, Options(limit=limit), by_line=by_line)
    return [(line, item.reason if isinstance(item, RecordError) else item) for line, item, _ in found]


def value(noise: random.Random, depth: int = 0) -> Any:
    kind = noise.random()
    if depth > 3 or kind < 0.4:
        return noise.choice([1, 'a"b\\', "]}[,{", None, True, "\n", '\\\\"', "é😀", "\\"])
    if kind < 0.7:
        return [value(noise, depth + 1) for _ in range(noise.randint(0, 3))]
    return {noise.choice(["a", 'b"', "}"]) + str(i): value(noise, depth + 1) for i in range(noise.randint(0, 3))}


@pytest.mark.parametrize("by_line", [True, False])
@pytest.mark.parametrize("most", [1, 2, 7, 1 << 20])
def test_the_same_as_parsing_it_whole(by_line: bool, most: int) -> None:
    noise = random.Random(most)
    for _ in range(200):
        items = [{"x": value(noise)} for _ in range(noise.randint(0, 5))]
        pretty = noise.choice([None, 1])
        assert [f for _, f in cut(json.dumps(items, indent=pretty).encode(), most=most)] == items
        if not by_line:
            row = noise.choice(["", "\n", " \n\n"]).join(json.dumps(item, indent=pretty) for item in items)
            assert [f for _, f in cut(row.encode(), by_line=False, most=most)] == items


def test_lines_are_told_and_a_broken_element_costs_only_itself() -> None:
    content = (
        b'\xef\xbb\xbf\n [\n {"a": [1, {"b": "]}"}]},\n\n{"b":"\\"[,"} , 3, {"c":\n oeps} , {"\xff": 1},\n{"d": 1} ]\n'
    )
    found = [(line, item.partition(",")[0] if isinstance(item, str) else item) for line, item in cut(content)]
    assert found == [  # behind the comma the parser says more in some versions
        (3, {"a": [1, {"b": "]}"}]}),
        (5, {"b": '"[,'}),
        (5, "not a JSON object"),
        (5, "not JSON: unexpected character"),
        (6, "not JSON: str is not valid UTF-8: surrogates not allowed"),
        (7, {"d": 1}),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"a":1},{"b":2', "the file ends in the middle of the array"),
        (b'[{"a":1},"b', "the file ends in the middle of the array"),
        (b'[{"a":1},"\\', "the file ends in the middle of the array"),
        (b'[{"a":1}', "the file ends in the middle of the array"),
        (b'[{"a":1}] en meer', "not JSON: unexpected character"),
        (b'[{"a":1},' + b"[" * 5000, "nested more than 1000 deep; the rest of the file is not read"),
        (b'[{"a":1},{"b":"' + b"x" * 200 + b'"}]', "over 100 bytes"),
    ],
)
def test_ends_and_bombs(content: bytes, reason: str) -> None:
    for most in (1, 1 << 20):
        found = [item for _, item in cut(content, most=most, limit=100 if reason.startswith("over") else 1 << 20)]
        if found[0] != {"a": 1}:  # a task cut off before its end is not told apart from the array's
            found.insert(0, {"a": 1})
        assert found[-1].startswith(reason.partition(":")[0])


def test_an_element_over_the_limit_is_passed_over_and_lines_still_count() -> None:
    content = b'[{"a":"' + b"\n" * 300 + b'"},\n{"b":1}]'
    assert cut(content, limit=100) == [(1, "over 100 bytes"), (302, {"b": 1})]


def test_nothing() -> None:
    assert cut(b"") == cut(b" \n ") == cut(b"[]") == cut(b" [ ] ") == []
