"""The Hugging Face folder and the training view through ``datasets`` itself: features as declared, values as written."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.formats.hf import classes, features
from annotator.formats.hf_card import Counts
from annotator.formats.sentence_shape import row_types
from annotator.formats.writing import Plan
from tests.properties.random_work import collections
from tests.properties.test_sentence_records import OPTIONS, found_in
from tests.unit.formats.sentence_samples import EVERYTHING, SCHEME, hard, labelled, layer, read, written

with warnings.catch_warnings():  # what it imports deprecates itself now and then
    warnings.simplefilter("ignore")
    datasets = pytest.importorskip("datasets", minversion="4.0")

pytestmark = [
    pytest.mark.full,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # its memory maps are closed when they are collected
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _quiet_and_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.disable_progress_bars()
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def loaded(folder: Path, cache: Path) -> Any:
    """The folder as anybody loads it."""
    return datasets.load_dataset(str(folder), cache_dir=str(cache))


def words(value: Any, kind: Any) -> Any:
    """A value with the names of its classes instead of their numbers."""
    if value is None:
        return None
    if isinstance(kind, datasets.ClassLabel):
        return kind.int2str(value)
    if isinstance(kind, datasets.List):
        return [words(each, kind.feature) for each in value]
    if isinstance(kind, Mapping):
        return {name: words(value[name], inner) for name, inner in kind.items()}
    return value


def said(part: Any) -> list[dict[str, Any]]:
    return [words(row, dict(part.features)) for row in part]


def expected(folder: Path, name: str, options: Mapping[str, str]) -> Any:
    """The features that the rows of a folder ask for, made without its card."""
    counts = Counts()
    for row in read(folder / "data" / f"{name}.jsonl"):
        counts.row(row)
    columns = features(row_types(Plan(SCHEME, options=dict(options))), classes(SCHEME, counts))
    return datasets.Features._from_yaml_list(json.loads(json.dumps(columns)))


# -- the folder ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options.values())[:12] or "plain")
def test_hard_documents_come_back_as_they_were_written(tmp_path: Path, options: dict[str, str]) -> None:
    written(tmp_path / "out", "hf", labelled(*hard()), **options)
    data = loaded(tmp_path / "out", tmp_path / "cache")
    assert list(data) == ["train"]
    rows = read(tmp_path / "out" / "data" / "train.jsonl")
    assert len(rows) > 10
    assert said(data["train"]) == rows
    assert data["train"].features == expected(tmp_path / "out", "train", options)


def test_labels_are_class_labels_and_dates_are_strings(tmp_path: Path) -> None:
    written(tmp_path / "out", "hf", labelled(*hard()), derive=EVERYTHING)
    found = loaded(tmp_path / "out", tmp_path / "cache")["train"]
    assert found.features["spans"].feature["label"].names == list(SCHEME.spans)
    assert found.features["iob_claim"].feature.names == ["O", "B-claim", "I-claim"]
    assert found.features["certain"].names == ["certain", "uncertain"]
    assert found.features["has_claim"].dtype == "bool"
    assert found.features["published"].dtype == "string"
    assert set(found["published"]) == {"2022-01-07T10:15:00Z", "begin januari", None}
    assert "2022-01-07" in found["text"]


def test_a_part_without_a_row_does_not_keep_the_others_from_loading(tmp_path: Path) -> None:
    found = [replace(each, split="train" if each.document.key == "a" else "test") for each in labelled(*hard())]
    written(tmp_path / "out", "hf", found, ("train", "dev", "test"))
    data = loaded(tmp_path / "out", tmp_path / "cache")
    assert {name: part.num_rows for name, part in data.items()} == {"train": 18, "test": 8}
    assert data["train"].features == data["test"].features
    assert (tmp_path / "out" / "data" / "dev.jsonl").read_bytes() == b""
    assert said(data["test"]) == read(tmp_path / "out" / "data" / "test.jsonl")


def test_documents_that_nobody_labelled_keep_all_columns(tmp_path: Path) -> None:
    written(tmp_path / "out", "hf", labelled(*hard()[-2:]), derive=EVERYTHING)
    data = loaded(tmp_path / "out", tmp_path / "cache")["train"]
    assert said(data) == read(tmp_path / "out" / "data" / "train.jsonl")
    assert data.features["spans"].feature["attributes"].feature["value"].dtype == "string"
    assert set(data["annotator"]) == set(data["certain"]) == {None}


def test_datasets_still_refuses_a_split_without_a_row(tmp_path: Path) -> None:
    """Why an empty part is not declared (huggingface/datasets, pull request 8401)."""
    written(tmp_path / "out", "hf", [])
    with pytest.raises(ValueError, match="corresponds to no data"):
        loaded(tmp_path / "out", tmp_path / "cache")


def test_datasets_still_takes_a_column_of_dates_for_times(tmp_path: Path) -> None:
    """What the card warns of: declared types are looked at after types were guessed (huggingface/datasets, 7496)."""
    given = ["2022-01-07", "2022-01-07T10:15:00+01:00"]
    records = [layer("Er is brand.\n", "anna", key=f"k{n}", document={"published": p}) for n, p in enumerate(given)]
    written(tmp_path / "out", "hf", labelled(*records))
    data = loaded(tmp_path / "out", tmp_path / "cache")["train"]
    assert data.features["published"].dtype == "string"
    assert list(data["published"]) == ["2022-01-07 00:00:00", "2022-01-07 09:15:00"]
    assert [row["published"] for row in read(tmp_path / "out" / "data" / "train.jsonl")] == given


def test_what_comes_late_is_of_the_type_that_was_declared(tmp_path: Path) -> None:
    """Types are guessed block by block, 10 MiB each, where nothing declares them: all of the first is empty here."""
    empty = layer("Niets te zien hier.\n" * 20_000, "anna", key="leeg", status="todo")
    late = hard()[0]
    late["document"]["published"] = "begin januari"
    written(tmp_path / "out", "hf", labelled(empty, late))
    path = tmp_path / "out" / "data" / "train.jsonl"
    assert path.read_bytes().index(b'"claim"') > 10 << 20
    data = loaded(tmp_path / "out", tmp_path / "cache")["train"]
    assert said(data.select(range(20_000, 20_006))) == read(path)[-6:]
    assert data.num_rows == 20_006


# one loading takes most of a second, so fewer examples than elsewhere
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(records=collections())
def test_anything_comes_back_as_it_was_written(
    records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for options in (OPTIONS[1], OPTIONS[-1]):
        folder = tmp_path_factory.mktemp("hf")
        written(folder / "out", "hf", found_in(records), **options)
        data = loaded(folder / "out", folder / "cache")["train"]
        assert said(data) == read(folder / "out" / "data" / "train.jsonl")


# -- the training view alone --------------------------------------------------------------------------------------


def test_the_training_view_loads_as_json_lines(tmp_path: Path) -> None:
    written(tmp_path, "sentences", labelled(*hard()), merge="soft", derive=EVERYTHING)
    path = tmp_path / "sentences.jsonl"
    loading = {"data_files": str(path), "cache_dir": str(tmp_path / "cache")}
    data = datasets.load_dataset("json", **loading)["train"]
    assert data.num_rows == len(read(path))
    assert data["text"] == [row["text"] for row in read(path)]
    assert data["spans"] == [row["spans"] for row in read(path)]
