"""Croissant: the files with their hashes, a field for every column; mlcroissant reads it in tests/interop."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from annotator.formats.croissant_out import TO_DO
from annotator.store import Project
from tests.interop.hard_documents import files as exported
from tests.interop.hard_documents import fill


def test_the_lines_are_those_of_the_training_view(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "croissant", tmp_path / "out")
    assert files.keys() == {"croissant.json", "sentences.jsonl"}
    assert files["sentences.jsonl"] == exported(project, "sentences", tmp_path / "view")["sentences.jsonl"]


def test_files_are_named_with_their_hash_and_the_rest_is_to_be_filled_in(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "croissant", tmp_path / "out", splits=("train", "dev", "test"))
    about = json.loads(files["croissant.json"])
    assert [one["@id"] for one in about["distribution"]] == ["train.jsonl", "dev.jsonl", "test.jsonl"]
    for one in about["distribution"]:
        data = files[one["contentUrl"]]
        assert (one["sha256"], one["contentSize"]) == (hashlib.sha256(data).hexdigest(), f"{len(data)} B")
    assert (about["license"], about["citeAs"]) == (TO_DO, TO_DO)
    assert {"name", "url", "version"} <= about.keys()
    assert "datePublished" not in about


@pytest.mark.parametrize(
    "options", [{}, {"merge": "soft", "derive": "certain,has_claim,iob,attributed_claim,factbank"}]
)
def test_every_column_is_a_field_and_every_field_is_in_the_rows(
    project: Project, tmp_path: Path, options: dict[str, str]
) -> None:
    fill(project)
    files = exported(project, "croissant", tmp_path / "out", **options)
    fields = {one["name"]: one for one in json.loads(files["croissant.json"])["recordSet"][0]["field"]}
    for line in files["sentences.jsonl"].splitlines():
        row = json.loads(line)
        assert {f"sentences/{column}" for column in row} == fields.keys()
        for column, value in row.items():
            field = fields[f"sentences/{column}"]
            assert field.get("repeated", False) == isinstance(value, list) or value is None
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    named = {sub["name"].rpartition("/")[2] for sub in field["subField"]}
                    assert named == {name for name, held in item.items() if not isinstance(held, list)}
