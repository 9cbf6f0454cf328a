"""Export → import → export gives the same bytes, whatever is labelled and however hostile the text."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import RecordError
from annotator.formats import jsonl
from annotator.formats.lines import write_line
from annotator.formats.source import Source
from annotator.model import Event, Patch, adapter
from annotator.session.intake import Outcome, take_in
from annotator.session.normal import Moved
from annotator.store import Project
from annotator.store.events import events
from tests.building import findings, new_project, records, take
from tests.properties.random_work import characters, collections, kept


def written(project: Project) -> bytes:
    stream = io.BytesIO()
    for record in records(project):
        write_line(stream, record)
    return stream.getvalue()


def read_into(project: Project, data: bytes) -> list[Outcome | RecordError]:
    return list(take_in(project, jsonl.read(Source("documents.jsonl", io.BytesIO(data))), "importer"))


def rejected(outcomes: list[Outcome | RecordError]) -> list[str]:
    return [str(outcome) for outcome in outcomes if isinstance(outcome, RecordError)]


def essence(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says, without what is derived, in an order of its own."""

    def of(item: dict[str, Any], *names: str) -> str:
        return json.dumps([item.get(name) or None for name in names], sort_keys=True)

    def spans(name: str) -> list[str]:
        return sorted(
            json.dumps(
                [s["id"], s["label"], [(f["start"], f["end"]) for f in s["fragments"]], s.get("attributes") or []],
                sort_keys=True,
            )
            for s in record.get(name) or ()
        )

    return {
        "spans": spans("spans"),
        "rejections": spans("rejections"),
        "relations": sorted(of(r, "id", "label", "head", "tail", "attributes") for r in record.get("relations") or ()),
        "sources": sorted(of(s, "id", "name", "source_type") for s in record.get("sources") or ()),
        "said": [
            (s.get("status") or "todo", s.get("labels") or [], s.get("confidence"), s.get("comment") or None)
            for s in record.get("sentences") or ()
        ],
    }


def owner(record: dict[str, Any]) -> tuple[Any, ...]:
    """Which layer of which document a record is."""
    layer = record["layer"]
    return record["document"]["key"], layer["annotator"], layer.get("kind") or "annotator", layer.get("pass") or 1


@given(collections())
def test_what_was_exported_and_imported_is_exported_to_the_same_bytes(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with new_project(Path(folder) / "one.db") as one, new_project(Path(folder) / "two.db") as two:
            assert rejected(take(one, *given)) == []
            first = written(one)
            assert rejected(read_into(two, first)) == []
            assert written(two) == first
            assert findings(one) == findings(two) == []
            again = read_into(two, first)
            assert {outcome.what for outcome in again if isinstance(outcome, Outcome)} <= {"same"}
            assert rejected(again) == []
            assert written(two) == first
            lines = [json.loads(line) for line in first.split(b"\n")[:-1]]
        layered = [record for record in given if record.get("layer")]
        said = {owner(record): record for record in lines if record["layer"]}
        assert said.keys() == {owner(record) for record in layered}
        for record in layered:
            assert essence(said[owner(record)]) == essence(record)
        for line in lines:
            text = line["document"]["text"]
            parts = [part for span in line["spans"] for part in span["fragments"]]
            assert all(text[part["start"] : part["end"]] == part["text"] for part in parts)


@given(collections())
def test_every_event_survives_being_written_and_read(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "one.db") as project:
        take(project, *given)
        for event in events(project):
            text = adapter(Event).dump_json(event)
            assert adapter(Event).validate_json(text) == event
            if event.patch is not None:
                assert event.patch.inverse.inverse == event.patch
                assert adapter(Patch).validate_python(event.patch) == event.patch


@given(st.text(characters | st.sampled_from("\r\n\u1112\u1161\u11ab"), max_size=40), st.data())
def test_offsets_are_moved_to_where_the_same_words_are(text: str, data: st.DataObject) -> None:
    moved = Moved(text)
    assert moved.text == kept(text)
    assert (moved(0), moved(len(text))) == (0, len(moved.text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = moved(start), moved(end)
    if first is not None and last is not None:
        assert first <= last
        inside = text[start:end].removeprefix("\n") if text[start - 1 : start] == "\r" else text[start:end]
        inside = inside.removesuffix("\r") if text[end : end + 1] == "\n" else inside
        assert moved.text[first:last].removeprefix("\n" if text[start - 1 : start] == "\r" else "") == kept(inside)
