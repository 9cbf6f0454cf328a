"""The bytes are the contract: the demo's export, and what the demo layer must show."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import orjson

from annotator.formats import jsonl
from annotator.formats.source import Source
from annotator.resources import seed_file
from annotator.session.intake import take_in
from annotator.session.making import make_demo, make_project
from annotator.store.audit import audit
from tests.building import export_jsonl
from tests.golden import GOLDEN, HASHES, WHOLE, hashes, made

ARTICLE = "847490542a0ce401"


def exported(path: Path, out: Path) -> bytes:
    with make_demo(path) as project:
        assert list(audit(project)) == []
        return export_jsonl(project, out)[0].read_bytes()


def test_the_demo_exports_as_the_golden_file_says(tmp_path: Path) -> None:
    assert exported(tmp_path / "demo.db", tmp_path / "out") == (GOLDEN / "jsonl" / "documents.jsonl").read_bytes()


def test_every_format_is_as_the_golden_files_say(tmp_path: Path) -> None:
    files = made(tmp_path)
    known = {path.relative_to(GOLDEN).as_posix(): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}
    known_hashes = known.pop(HASHES)
    assert {name for name in files if name.partition("/")[0] in WHOLE} == set(known)
    assert [name for name, data in known.items() if files[name] != data] == [], "python -m tests.golden remakes them"
    assert hashes(files) == known_hashes


def test_export_import_export_gives_the_same_bytes(tmp_path: Path) -> None:
    first = exported(tmp_path / "demo.db", tmp_path / "one")
    with make_project(tmp_path / "again.db") as project, (tmp_path / "one" / "documents.jsonl").open("rb") as file:
        outcomes = list(take_in(project, jsonl.read(Source("one", file)), "somebody"))
        assert [outcome.what for outcome in outcomes] == ["added", "layer"]  # type: ignore[union-attr]
        assert export_jsonl(project, tmp_path / "two")[0].read_bytes() == first


def test_the_article_is_unchanged() -> None:
    article = seed_file("nos-almaty", "article.txt").read_bytes()
    assert hashlib.sha256(article).hexdigest().startswith(ARTICLE)
    record = orjson.loads(seed_file("nos-almaty", "example.jsonl").read_bytes())
    assert record["document"]["text"].encode() == article


def test_the_demo_layer_shows_everything() -> None:
    record = orjson.loads(seed_file("nos-almaty", "example.jsonl").read_bytes())
    spans = {span["id"]: span for span in record["spans"]}
    assert len(record["sentences"]) == 47
    assert {sentence["status"] for sentence in record["sentences"]} == {"done"}
    labels = Counter(span["label"] for span in record["spans"])
    assert set(labels) == {"claim", "uncertainty_cue", "source", "attribution_cue", "quote"}
    relations = Counter(relation["label"] for relation in record["relations"])
    assert set(relations) == {"hedges", "attributed_to", "cue_of", "relayed_by", "same_as", "disputes"}
    assert sum(len(span["fragments"]) > 1 for span in record["spans"]) >= 5
    crossing = [r for r in record["relations"] if spans[r["head"]]["sentence"] != spans[r["tail"]]["sentence"]]
    assert len(crossing) >= 10
    assert all(
        {"name": "explicit", "value": "false"} in r["attributes"] for r in crossing if r["label"] == "attributed_to"
    )
    for span in record["spans"]:
        for part in span["fragments"]:
            assert record["document"]["text"][part["start"] : part["end"]] == part["text"]
