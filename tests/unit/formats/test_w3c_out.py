"""Web Annotations: places in code points, quotations, ids, times; JSON-LD processors read them in tests/interop."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.w3c_out import NOT_HELD, PARTLY, identity, writer
from annotator.formats.writing import Folder, Plan
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported


def annotations(project: Project, out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(project, "w3c", out)["annotations.jsonl"].splitlines()]


def tags(annotation: dict[str, Any]) -> dict[str | None, str]:
    return {body.get("schema:name"): body.get("value") for body in annotation["body"] if isinstance(body, dict)}


def test_both_selectors_find_the_words(project: Project, tmp_path: Path) -> None:
    fill(project)
    found = [one for one in annotations(project, tmp_path / "out") if one["motivation"] == "classifying"]
    assert len(found) == 2 * 16 + 1
    for one in found:
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            position, quotation = target["selector"]
            start, end = position["start"], position["end"]
            assert TEXT[start:end] == quotation["exact"]
            assert TEXT[max(0, start - 32) : start] == quotation.get("prefix", "")
            assert TEXT[end : end + 32] == quotation.get("suffix", "")


def test_a_relation_links_two_annotations(project: Project, tmp_path: Path) -> None:
    fill(project)
    found = annotations(project, tmp_path / "out")
    by_id = {one["id"]: one for one in found}
    assert len(by_id) == len(found)
    links = [one for one in found if one["motivation"] == "linking"]
    first = next(one for one in links if tags(one)[None] == "attributed_to")
    head, tail = by_id[first["target"]], by_id[first["body"][1]]
    assert (tags(head)[None], tags(tail)[None]) == ("claim", "source")
    assert tags(first)["explicit"] in ("true", "false")
    (entity,) = (body["source"] for body in tail["body"] if body["type"] == "SpecificResource")
    assert entity["schema:name"].startswith("Daniëlle")


def test_ids_are_the_same_in_every_export_and_our_own_uuid_is_said(project: Project, tmp_path: Path) -> None:
    own = "0190a2c4-0000-7000-8000-000000000001"
    spans = [{"id": name, "label": "claim", "fragments": [{"start": 0, "end": 2}]} for name in (own, "T1")]
    for who in ("anna", "bob"):
        take(project, record("Er is brand.", "x", layer={"annotator": who}, spans=spans))
    found = annotations(project, tmp_path / "out")
    assert [one.get("canonical") for one in found] == [f"urn:uuid:{own}", None] * 2
    assert len({uuid.UUID(one["id"]) for one in found}) == 4
    assert identity("a", "b") == identity("a", "b") != identity("a\0b", "c")
    made = writer(Plan(nl_fact()[1]))
    assert Counter(made.losses(labelled(project)[0]))["ids"] == 2


def test_what_was_said_of_a_sentence(project: Project, tmp_path: Path) -> None:
    said = {"status": "done", "labels": [{"name": "check_worthiness", "value": "FR"}], "confidence": 2, "comment": "?"}
    sentences = [{"start": 0, "end": 12, **said}, {"start": 13, "end": 23}]
    take(project, record("Er is brand. Echt waar.", "x", layer={"annotator": "anna"}, sentences=sentences))
    (one,) = annotations(project, tmp_path / "out")
    assert one["motivation"] == "assessing"
    assert [body["value"] for body in one["body"]] == ["done", "FR", "2", "?"]
    assert one["target"]["selector"][1]["exact"] == "Er is brand."


def test_every_text_is_beside_the_annotations(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "w3c", tmp_path / "out", splits=("train", "test"))
    assert files["train.jsonl"] == b""
    assert {name for name in files if name.endswith(".jsonl")} == {"train.jsonl", "test.jsonl"}
    texts = [data.decode() for name, data in files.items() if name.startswith("texts/")]
    assert sorted(texts) == sorted(one.document.text for one in labelled(project))


def test_what_is_lost_is_counted(project: Project) -> None:
    fill(project)
    made = writer(Plan(nl_fact()[1]))
    counted = {one.document.key: Counter(made.losses(one)) for one in labelled(project)}
    assert all(set(found) <= {*NOT_HELD, *PARTLY} for found in counted.values())
    assert counted["a/b"]["source entities"] == 1  # nobody's
    assert counted["a/b"]["ids"] == 16 + 11
    assert counted["../x"]["kind and pass of a layer"] == 2


def test_a_span_that_does_not_quote_is_refused(project: Project, tmp_path: Path) -> None:
    fill(project)
    (found,) = (one for one in labelled(project) if one.document.key == "a/b")
    moved = replace(found, document=replace(found.document, text=TEXT[1:] + " "))
    with pytest.raises(StoreCorrupt):
        writer(Plan(nl_fact()[1])).write([moved], Folder(tmp_path))
