"""Croissant by mlcroissant: the description is valid, and the rows come out of the files through it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.store import Project
from tests.interop.hard_documents import files as exported
from tests.interop.hard_documents import fill

mlcroissant = pytest.importorskip("mlcroissant")
# rdflib's own JSON-LD parser uses what rdflib deprecates
pytestmark = [pytest.mark.full, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]


def data_set(folder: Path) -> Any:
    found = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not found.metadata.ctx.issues.errors
    assert [w.rpartition('"')[0] for w in found.metadata.ctx.issues.warnings if "datePublished" not in w] == []
    return found


def plain(value: Any, root: str) -> Any:
    """A record as our row has it: bytes are text, and names are not those of the whole path."""
    if isinstance(value, dict):
        return {key.removeprefix(f"{root}/"): plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, root) for item in value]
    return value.decode() if isinstance(value, bytes) else value


def described(row: dict[str, Any]) -> dict[str, Any]:
    """What of a row the description has fields for: no lists in the objects of a list."""

    def flat(item: Any) -> Any:
        return {k: v for k, v in item.items() if not isinstance(v, list)} if isinstance(item, dict) else item

    return {
        key: [flat(each) for each in value] if isinstance(value, list) else flat(value) for key, value in row.items()
    }


@pytest.mark.parametrize("options", [{}, {"merge": "union", "derive": "certain,has_claim,iob,hedged_claim,factbank"}])
def test_it_is_valid_and_gives_the_rows(project: Project, tmp_path: Path, options: dict[str, str]) -> None:
    fill(project)
    files = exported(project, "croissant", tmp_path / "out", **options)
    rows = [json.loads(line) for line in files["sentences.jsonl"].splitlines()]
    found = data_set(tmp_path / "out")
    records = [plain(record, "sentences") for record in found.records("sentences")]
    assert len(records) == len(rows)
    for record, row in zip(records, rows, strict=True):
        want = described(row)
        shared = {key: value for key, value in record.items() if want[key] not in (None, [])}
        assert shared == {key: want[key] for key in shared}
        assert set(record) == set(want)


def test_every_part_of_a_split_is_a_record_set(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "croissant", tmp_path / "out", splits=("train", "dev", "test"))
    assert set(files) == {"croissant.json", "train.jsonl", "dev.jsonl", "test.jsonl"}
    found = data_set(tmp_path / "out")
    assert [rows.id for rows in found.metadata.record_sets] == ["train", "dev", "test"]
    assert len(list(found.records("test"))) == len(files["test.jsonl"].splitlines())


def test_a_changed_file_is_noticed(project: Project, tmp_path: Path) -> None:
    fill(project)
    exported(project, "croissant", tmp_path / "out")
    with (tmp_path / "out" / "sentences.jsonl").open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(mlcroissant.GenerationError) as caught:
        list(data_set(tmp_path / "out").records("sentences"))
    assert "ash of downloaded file" in str(caught.value.__cause__)
