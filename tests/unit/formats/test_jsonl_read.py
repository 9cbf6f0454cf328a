"""Reading JSON lines: what is taken, what is rejected with its file, line and remedy, and that the others go on."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest

from annotator.errors import RecordError
from annotator.formats import guess
from annotator.formats.incoming import Incoming
from annotator.formats.jsonl import read
from annotator.formats.lines import cut
from annotator.formats.source import Options, Source

GOOD = '{"text": "Er is brand."}'


def lines(*given: str | bytes, limit: int = 16 << 20, ending: bytes = b"\n") -> list[Incoming | RecordError]:
    data = ending.join(line.encode() if isinstance(line, str) else line for line in given) + ending
    return list(read(Source("file.jsonl", io.BytesIO(data)), Options(limit=limit)))


def rejection(line: str | bytes, **more: Any) -> RecordError:
    """The rejection of a line between two good ones."""
    before, found, after = lines(GOOD, line, GOOD, **more)
    assert isinstance(before, Incoming)
    assert isinstance(after, Incoming)
    assert isinstance(found, RecordError), found
    assert (found.file, found.line) == ("file.jsonl", 2)
    assert str(found).startswith("file.jsonl:2: ")
    assert found.remedy
    assert "\n" not in str(found)
    assert found.exit_code == 1
    return found


def only(line: str | bytes) -> Incoming:
    (found,) = lines(line)
    assert isinstance(found, Incoming), found
    return found


def full(**changes: Any) -> str:
    data: dict[str, Any] = {
        "format": "annotator-document",
        "version": 1,
        "document": {"key": "a", "text": "Er is brand."},
        **changes,
    }
    return json.dumps(data)


# -- plain lines --------------------------------------------------------------------------------------------------


def test_a_plain_line_is_a_document() -> None:
    found = only('{"key": "a", "title": "T", "text": "Er is brand.", "url": null, "publisher": "NOS"}')
    assert found.record["document"] == {
        "key": "a",
        "title": "T",
        "text": "Er is brand.",
        "url": None,
        "publisher": "NOS",
        "meta": [],
    }
    assert found.line == 1


def test_what_a_plain_line_says_beyond_that_is_kept_as_metadata() -> None:
    found = only(
        '{"text": "x", "date": "2022-01-07", "n": 3, "tags": ["a", "b"], "meta": {"section": "news", "id": 7}}'
    )
    assert found.record["document"]["meta"] == [
        {"key": "date", "value": "2022-01-07"},
        {"key": "n", "value": "3"},
        {"key": "tags", "value": '["a","b"]'},
        {"key": "section", "value": "news"},
        {"key": "id", "value": "7"},
    ]


# -- records ------------------------------------------------------------------------------------------------------


def test_only_the_format_and_the_text_are_needed() -> None:
    assert only('{"format": "annotator-document", "document": {"text": "x"}}').record["document"]["text"] == "x"


def test_what_can_be_derived_may_be_null_or_empty() -> None:
    names = ("key", "title", "language", "sha256", "publisher", "url", "published", "meta")
    document: dict[str, Any] = {"text": "x", **dict.fromkeys(names)}
    parts = ("scheme", "segmenter", "layer", "sources", "sentences", "tokens", "spans", "relations", "tool")
    assert only(full(document=document, **dict.fromkeys(parts)))
    assert only(full(document=document, **{name: [] for name in parts if name.endswith("s")}))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"document": {"key": "a"}}, "document.text: field required"),
        ({"document": {"text": 3}}, "document.text: input should be a valid string"),
        ({"document": {"text": "x", "colour": "red"}}, "document.colour"),
        ({"colour": "red"}, "colour"),
        ({"version": 2}, "version"),
        ({"version": "1"}, "version"),
        ({"layer": {}}, "layer.annotator: field required"),
        ({"layer": {"annotator": ""}}, "layer.annotator"),
        ({"layer": {"annotator": " \t"}}, "layer.annotator"),
        ({"layer": {"annotator": "a", "kind": "robot"}}, "layer.kind"),
        ({"layer": {"annotator": "a", "pass": 0}}, "layer.pass"),
        ({"layer": {"annotator": "a", "pass": 10**12}}, "layer.pass"),
        ({"layer": {"annotator": "a", "pass": "1"}}, "layer.pass"),
        ({"spans": [{"label": "claim"}]}, "spans.0.fragments: field required"),
        ({"spans": [{"label": "claim", "fragments": []}]}, "spans.0.fragments"),
        ({"spans": [{"label": "claim", "fragments": [{"start": -1, "end": 2}]}]}, "spans.0.fragments.0.start"),
        ({"spans": [{"label": "claim", "fragments": [{"start": 0.5, "end": 2}]}]}, "spans.0.fragments.0.start"),
        ({"spans": [{"label": "claim", "fragments": [{"start": "0", "end": 2}]}]}, "spans.0.fragments.0.start"),
        ({"spans": [{"label": "claim", "fragments": [{"start": True, "end": 2}]}]}, "spans.0.fragments.0.start"),
        ({"spans": [{"label": "claim", "fragments": [{"start": 0, "end": 10**20}]}]}, "spans.0.fragments.0.end"),
        ({"relations": [{"label": "same_as", "head": "a"}]}, "relations.0.tail: field required"),
        ({"sentences": [{"start": 0, "end": 2, "status": "finished"}]}, "sentences.0.status"),
        ({"sentences": [{"start": 0, "end": 2, "confidence": 4}]}, "sentences.0.confidence"),
        ({"sentences": [{"start": 0, "end": 2, "seconds": -1}]}, "sentences.0.seconds"),
        ({"sentences": [{"start": 0, "end": 2, "role": "footer"}]}, "sentences.0.role"),
        ({"sentences": [{"end": 2}, {"start": 3}]}, "(and 1 more)"),
        ({"sources": [{"id": "e1"}]}, "sources.0.name: field required"),
        ({"document": []}, "document"),
        ({"spans": {}}, "spans"),
        ({"format": "annotator-document/9"}, "format 'annotator-document/9' is not known"),
    ],
)
def test_a_record_that_is_not_as_it_should_be(changes: dict[str, Any], words: str) -> None:
    assert words in rejection(full(**changes)).reason


def test_a_time_without_end_is_no_time() -> None:
    line = full(sentences=[{"start": 0, "end": 2, "seconds": 7}]).replace('"seconds": 7', '"seconds": 1e999')
    assert rejection(line).reason


# -- lines that are no JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "not JSON"),
        ('{"text": "x"', "not JSON"),
        ('{"text": "x"} {"text": "y"}', "not JSON"),
        ("{'text': 'x'}", "not JSON"),
        ('{"text": NaN}', "not JSON"),
        ('{"text": "a\tb"}', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("3", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "no text"),
        ('{"title": "x"}', "no text"),
        ('{"text": null}', "text is not a string"),
        ('{"text": ["x"]}', "text is not a string"),
        (r'{"text": "\ud800"}', "not JSON"),
        (r'{"text": "x", "title": "\udfff"}', "not JSON"),
        (r'{"text": "\ud83d\ud83d"}', "not JSON"),
    ],
)
def test_a_line_that_is_no_record(line: str, words: str) -> None:
    assert words in rejection(line).reason


@pytest.mark.parametrize("bad", [b"\xff", b"\xe9", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80"])
def test_a_line_that_is_not_utf_8(bad: bytes) -> None:
    found = rejection(b'{"text": "caf' + bad + b'"}')
    assert f"byte 14 is not UTF-8 (0x{bad[0]:02x})" in found.reason
    assert "UTF-8" in found.remedy


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
@pytest.mark.parametrize("wrapped", [False, True])
def test_brackets_without_end_are_rejected_and_end_nothing(bracket: str, wrapped: bool) -> None:
    nested = bracket * 100_000
    if wrapped:
        nested = '{"format": "annotator-document", "document": ' + nested
    assert "not JSON" in rejection(nested).reason


def test_a_well_formed_pit_of_brackets_is_rejected_too() -> None:
    nested = "[" * 100_000 + "]" * 100_000
    for line in ('{"text": "x", "a": ' + nested + "}", full(spans=[]).replace("[]", nested)):
        assert rejection(line).reason


def test_a_line_over_the_limit_is_passed_over() -> None:
    found = rejection('{"text": "' + "x" * 200 + '"}', limit=100)
    assert found.reason == "line over 100 bytes"
    assert "MiB" in RecordError("line over 16 MiB").message


@pytest.mark.parametrize(("length", "fits"), [(99, True), (100, True), (101, False)])
def test_the_limit_is_that_of_a_line_without_its_end(length: int, fits: bool) -> None:
    for ending in (b"\n", b""):
        ((number, line),) = cut(io.BytesIO(b"x" * length + ending), 100)
        assert number == 1
        assert (line == b"x" * length) if fits else (line is None)


def test_a_giant_line_is_never_held_in_memory() -> None:
    class Giant(io.RawIOBase):
        left = 64 << 20

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    found = list(cut(io.BufferedReader(Giant()), 1 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, None)]
    assert peak < 8 << 20


# -- ends of lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_only_a_newline_ends_a_line(mark: str) -> None:
    text = f"een{mark}twee"
    for line in (json.dumps({"text": text}), json.dumps({"text": text}, ensure_ascii=False)):
        assert only(line).record["document"]["text"] == text


def test_windows_line_ends_empty_lines_and_a_byte_order_mark_are_no_trouble() -> None:
    found = lines(b"\xef\xbb\xbf" + GOOD.encode(), "", "  ", GOOD, "\t", ending=b"\r\n")
    assert [f.line for f in found if isinstance(f, Incoming)] == [1, 4]
    assert len(found) == 2


def test_the_last_line_may_lack_its_end_and_a_file_may_be_empty() -> None:
    assert len(list(read(Source("x", io.BytesIO(GOOD.encode()))))) == 1
    assert list(read(Source("x", io.BytesIO(b"")))) == []
    assert list(read(Source("x", io.BytesIO(b"\n\n")))) == []


def test_every_rejected_line_is_told_with_its_own_number() -> None:
    found = lines(GOOD, "x", GOOD, "", b"\xff", "{}", GOOD)
    assert [(f.line, isinstance(f, RecordError)) for f in found] == [
        (1, False),
        (2, True),
        (3, False),
        (5, True),
        (6, True),
        (7, False),
    ]


def test_a_message_does_not_repeat_what_the_line_says() -> None:
    for line in ('{"text": "\x1b]0;owned\x07"}', full(layer={"annotator": "x", "kind": "\x1b[31mred"})):
        assert "\x1b" not in str(rejection(line))


# -- guessing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first", "format_"),
    [
        ("a.jsonl", b"", "jsonl"),
        ("A.JSONL", b"", "jsonl"),
        ("a.ndjson", b"", "jsonl"),
        ("a.txt", b"{", "txt"),
        ("a", b'{"text": "x"}', "jsonl"),
        ("a", b'\xef\xbb\xbf \n{"text"', "jsonl"),
        ("stdin", b"Er is brand.", None),
    ],
)
def test_the_format_is_told_from_the_name_or_the_first_bytes(name: str, first: bytes, format_: str | None) -> None:
    assert guess(name, first) == format_


def test_metadata_as_a_record_has_it() -> None:
    line = b'{"text": "Dag.", "meta": [{"key": "rights", "value": "vrij"}, {"key": "n", "value": 2}]}'
    (found,) = read(Source("m.jsonl", io.BytesIO(line)))
    assert not isinstance(found, RecordError)
    assert found.record["document"]["meta"] == [{"key": "rights", "value": "vrij"}, {"key": "n", "value": "2"}]
