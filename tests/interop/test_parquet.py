"""The Parquet export by its readers: Arrow, DuckDB, pandas and polars see the same tables, and they hold everything."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from annotator.formats import parquet_out
from annotator.formats.parquet_out import PIECES, TABLES
from annotator.session.exporting import Asked, export, losses
from annotator.store import Project
from tests.building import exported, new_project, take
from tests.interop.hard_documents import files, fill, labelled
from tests.properties.random_work import collections

pq = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.full

Key = tuple[Any, ...]


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


def grouped(out: Path, table: str) -> dict[Key, list[dict[str, Any]]]:
    """The rows of each layer, in order."""
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(out, table):
        found[row["document"], row["annotator"], row["kind"], row["pass"]].append(row)
    return found


def said(row: dict[str, Any], table: str) -> list[tuple[str, str]]:
    """What the scheme's columns and ``other`` say."""
    own = [(name, value) for name, value in row.items() if name not in {*TABLES[table], "other"} and value is not None]
    return sorted([*own, *((each["name"], each["value"]) for each in row["other"])])


def named(attributes: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((each["name"], each["value"]) for each in attributes)


def check(project: Project, out: Path) -> None:
    """Every field of every document record is in the tables."""
    documents = {row["key"]: row for row in rows(out, "documents")}
    tokens: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(out, "tokens"):
        tokens[row["document"]].append(row)
    tables = {name: grouped(out, name) for name in ("sentences", "spans", "relations", "sources")}
    for record in exported(project):
        document, text = record["document"], record["document"]["text"]
        assert {**document, "segmenter": record["segmenter"]} == documents[document["key"]]
        layer = record["layer"] or {"annotator": None, "kind": None, "pass": None}
        key = (document["key"], layer["annotator"], layer["kind"], layer["pass"])
        assert [{n: row[n] for n in ("start", "end", "sentence")} for row in tokens[document["key"]]] == record[
            "tokens"
        ]
        assert all(row["text"] == text[row["start"] : row["end"]] for row in tokens[document["key"]])
        for row, sentence in zip(tables["sentences"].pop(key), record["sentences"], strict=True):
            for name in ("start", "end", "role", "confidence", "comment", "seconds"):
                assert row[name] == sentence[name]
            assert row["sentence"] == sentence["index"]
            assert row["status"] == (sentence["status"] if record["layer"] else None)
            assert row["text"] == text[row["start"] : row["end"]]
            assert said(row, "sentences") == named(sentence["labels"])
        for row, span in zip(tables["spans"].pop(key, []), record["spans"], strict=True):
            for name in ("id", "label", "sentence", "fragments", "origin", "suggester", "created", "updated"):
                assert row[name] == span[name]
            assert (row["start"], row["end"]) == (span["fragments"][0]["start"], span["fragments"][-1]["end"])
            assert row["text"] == PIECES.join(piece["text"] for piece in span["fragments"])
            assert said(row, "spans") == named(span["attributes"])
        for row, relation in zip(tables["relations"].pop(key, []), record["relations"], strict=True):
            assert [row[n] for n in ("id", "label", "head", "tail")] == [
                relation[n] for n in ("id", "label", "head", "tail")
            ]
            assert said(row, "relations") == named(relation["attributes"])
        for row, source in zip(tables["sources"].pop(key, []), record["sources"], strict=True):
            assert {n: row[n] for n in ("id", "name", "source_type")} == source
    assert [left for left in tables.values() if left] == []


def test_the_tables_hold_everything(project: Project, tmp_path: Path) -> None:
    fill(project)
    export(project, Asked("parquet"), tmp_path / "out")
    check(project, tmp_path / "out")
    assert losses(project, Asked("parquet")) == {}


@given(collections())
def test_the_tables_hold_random_labels(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        take(project, *given)
        export(project, Asked("parquet"), Path(folder) / "out")
        check(project, Path(folder) / "out")


def test_types_do_not_depend_on_the_data(project: Project, tmp_path: Path) -> None:
    export(project, Asked("parquet"), tmp_path / "empty")
    fill(project)
    export(project, Asked("parquet"), tmp_path / "full")
    for name in TABLES:
        empty, full = (pq.read_schema(tmp_path / each / f"{name}.parquet") for each in ("empty", "full"))
        assert empty.equals(full, check_metadata=True)
        assert "null" not in {str(field.type) for field in full}
        assert pq.read_table(tmp_path / "empty" / f"{name}.parquet").num_rows == 0


def test_row_groups_are_streamed_and_change_nothing(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(project)
    export(project, Asked("parquet"), tmp_path / "one")
    monkeypatch.setattr(parquet_out, "_ROWS", 7)
    export(project, Asked("parquet"), tmp_path / "rows")
    monkeypatch.setattr(parquet_out, "_CHARACTERS", 1)
    export(project, Asked("parquet"), tmp_path / "characters")
    assert pq.ParquetFile(tmp_path / "one" / "spans.parquet").num_row_groups == 1
    assert pq.ParquetFile(tmp_path / "rows" / "spans.parquet").num_row_groups > 1
    documents = pq.ParquetFile(tmp_path / "characters" / "documents.parquet")
    assert documents.num_row_groups == documents.metadata.num_rows > 1
    for name in TABLES:
        assert rows(tmp_path / "one", name) == rows(tmp_path / "rows", name) == rows(tmp_path / "characters", name)


def test_two_exports_have_the_same_bytes(project: Project, tmp_path: Path) -> None:
    fill(project)
    assert files(project, "parquet", tmp_path / "one") == files(project, "parquet", tmp_path / "two")


def test_parts_of_a_split_are_folders(project: Project, tmp_path: Path) -> None:
    fill(project)
    keys = [found.document.key for found in labelled(project)]
    split_of = dict(zip(keys, ["train", "dev", "test"] * 2, strict=True)).get
    found = export(
        project, Asked("parquet", splits=("train", "dev", "test"), split_of=split_of), tmp_path / "out"
    ).files
    each = [f"{part}/{name}.parquet" for part in ("train", "dev", "test") for name in TABLES]
    assert found == sorted(each)
    assert [row["key"] for row in rows(tmp_path / "out" / "dev", "documents")] == [keys[1], keys[4]]


def test_duckdb_reads_the_tables(project: Project, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    fill(project)
    export(project, Asked("parquet"), tmp_path)
    with duckdb.connect() as connection:
        query = f"""
            SELECT h.text, t.text, r.explicit FROM '{tmp_path}/relations.parquet' r
            JOIN '{tmp_path}/spans.parquet' h ON (h.document, h.annotator, h.id) = (r.document, r.annotator, r.head)
            JOIN '{tmp_path}/spans.parquet' t ON (t.document, t.annotator, t.id) = (r.document, r.annotator, r.tail)
            WHERE r.label = 'attributed_to' AND r.document = 'a/b' ORDER BY t.text
        """
        found = connection.execute(query).fetchall()
        types = connection.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/spans.parquet'").fetchall()
    claim = "zou er ook\u00a0brand  zijn"
    assert found == [("Geen brand", "ANP", None), (claim, "Daniëlle", "true"), (claim, "de politie", "false")]
    assert {row[0]: row[1] for row in types}["fragments"] == 'STRUCT("start" INTEGER, "end" INTEGER, "text" VARCHAR)[]'


def test_pandas_and_polars_read_the_tables(project: Project, tmp_path: Path) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    fill(project)
    export(project, Asked("parquet"), tmp_path)
    for name in TABLES:
        wanted = rows(tmp_path, name)
        assert polars.read_parquet(tmp_path / f"{name}.parquet").to_dicts() == wanted
        frame = pandas.read_parquet(tmp_path / f"{name}.parquet")
        assert list(frame.columns) == list(wanted[0])
        assert len(frame) == len(wanted)
    spans = pandas.read_parquet(tmp_path / "spans.parquet")
    assert dict(spans[spans["annotator"] == "anna"].value_counts("label")) == {
        "claim": 6, "uncertainty_cue": 6, "source": 6, "attribution_cue": 6, "quote": 8
    }  # fmt: skip
