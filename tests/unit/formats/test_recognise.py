"""Telling formats apart: by ending, by content, and never a plain line for another tool's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.formats import READERS, guess, reader
from tests.unit.formats.foreign_files import DATA

TEXT = "Er is brand."
LONG = TEXT * 1000


def test_every_format_has_a_reader() -> None:
    assert all(callable(reader(name)) for name in READERS)


@pytest.mark.parametrize("path", [p for p in sorted(DATA.rglob("*")) if p.suffix not in ("", ".txt", ".toml")], ids=str)
@pytest.mark.parametrize("size", [4096, 1 << 20])
def test_the_samples_are_known_by_their_beginning(path: Any, size: int) -> None:
    for name in (path.name, f"map/{path.name}.GZ"):
        assert guess(name, path.read_bytes()[:size]) == path.parent.name


@pytest.mark.parametrize(
    "line",
    [
        {"text": TEXT},
        {"text": TEXT, "label": "claim"},
        {"text": TEXT, "label": 3},
        {"text": TEXT, "label": None},
        {"text": TEXT, "label": []},
        {"text": TEXT, "label": ["FR"]},
        {"text": TEXT, "labels": [0, 1, 0]},
        {"text": TEXT, "label": [0, 5, "x"]},
        {"text": TEXT, "label": {"start": 0}},
        {"text": TEXT, "entities": ["NOS", "TASS"]},
        {"text": TEXT, "entities": [{"name": "NOS"}]},
        {"text": TEXT, "spans": []},
        {"text": TEXT, "spans": "3"},
        {"text": TEXT, "spans": [{"start": 0, "end": 5}]},
        {"text": TEXT, "spans": [[0, 5, "x"]]},
        {"text": TEXT, "answer": "accept"},
        {"text": TEXT, "annotations": []},
        {"text": TEXT, "annotations": [{"wie": "anna"}]},
        {"text": TEXT, "data": {"a": 1}},
        {"text": TEXT, "meta": {"label": [[0, 5, "x"]], "_task_hash": 1}},
        {"text": 'Een tekst met "spans": [{"start": 0, "end": 5, "label": "x"}], "answer": "accept"'},
        {"format": "annotator-document", "document": {"text": TEXT}, "spans": [{"label": "x", "fragments": []}]},
        {"key": "a", "title": "b", "text": LONG},
    ],
)
def test_own_records_and_plain_lines_stay_what_they_are(line: dict[str, Any]) -> None:
    content = (json.dumps(line) + "\n").encode()
    for name in ("a.jsonl", "a.ndjson", "stdin", "a.JSONL.gz"):
        assert guess(name, content[:4096]) == "jsonl"
        assert guess(name, (content + json.dumps({"text": TEXT}).encode())[:4096]) == "jsonl"


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"text": TEXT, "spans": [], "answer": "accept"}, "prodigy"),
        ({"text": TEXT, "_task_hash": 3}, "prodigy"),
        ({"text": TEXT, "spans": [{"start": 0, "end": 2, "label": "x"}]}, "prodigy"),
        ({"text": TEXT, "label": [[0, 5, "x"], [6, 8, "y"]]}, "doccano"),
        ({"id": 1, "text": TEXT, "label": [], "Comments": []}, "doccano"),
        ({"text": TEXT, "entities": [{"id": 1, "label": "x", "start_offset": 0, "end_offset": 5}]}, "doccano"),
        ({"text": TEXT, "annotations": [{"label": 1, "start_offset": 0, "end_offset": 5, "user": 1}]}, "doccano"),
        ({"id": 1, "data": {"text": TEXT}, "annotations": []}, "labelstudio"),
        ({"data": {"text": TEXT}, "predictions": []}, "labelstudio"),
        ({"id": 1, "annotations": [{"id": 1, "completed_by": 1, "result": []}], "data": {"text": LONG}}, "labelstudio"),
    ],
)
def test_other_tools_are_known_in_lines_and_arrays_and_when_cut_off(item: dict[str, Any], kind: str) -> None:
    line, array = json.dumps(item).encode(), json.dumps([item, item], indent=2).encode()
    jsonl = kind != "labelstudio"
    assert guess("a.jsonl" if jsonl else "a.json", line[:4096] + b"\n") == kind
    assert guess("a.json", array[:4096]) == kind
    assert guess("stdin", b"\xef\xbb\xbf " + array[:4096]) == kind
    if jsonl:
        plain = json.dumps({"text": TEXT}).encode() + b"\n"
        assert guess("a.jsonl", plain * 3 + line + b"\n") == kind
        assert guess("a.jsonl", line + b"\n" + plain) == kind
        long = json.dumps({**item, "later": LONG}).encode()
        assert guess("a.jsonl", long[:4096]) == kind


@pytest.mark.parametrize(
    ("name", "first", "kind"),
    [
        ("a.ann", b"", "brat"),
        ("a.CONLL", b"", "conll"),
        ("a.htm", b"", "html"),
        ("a.tsv", b"", "csv"),
        ("a.txt", b'{"text": "x"}', "txt"),
        ("pagina", b"\n<!DOCTYPE HTML>\n<html>", "html"),
        ("pagina", b"<?xml version='1.0'?><html lang='nl'>", "html"),
        ("a.json", b"", None),
        ("a.json", b"[]", None),
        ("a.json", b'{\n "name": "x"\n}', None),
        ("a.json", b'{"text": "x"}\n{"text": "y"}\n', "jsonl"),
        ("a.pdf", b"%PDF-1.4", None),
        ("stdin", b"zomaar tekst", None),
        ("stdin", b"", None),
        ("a.jsonl", b"", "jsonl"),
        ("a.jsonl", b"\xff\xfe{", "jsonl"),
        ("stdin", b'{"text": "afgebroken', "jsonl"),
        ("stdin", b"[" * 4096, None),
        ("stdin", b'{"a":' * 4096, "jsonl"),
    ],
)
def test_endings_and_odd_beginnings(name: str, first: bytes, kind: str | None) -> None:
    assert guess(name, first) == kind


def test_a_large_beginning_is_quick() -> None:
    assert guess("stdin", b'[{"a":"' + b"x,[" * 300_000) is None
    assert guess("stdin", b"[" + b"1," * 500_000) is None
