"""CSV through pandas, where it is installed: every value comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.formats.csv_out import TABLES
from tests.building import new_project
from tests.interop.hard_documents import files, fill


def exported(folder: Path) -> Path:
    with new_project(folder / "x.db") as project:
        fill(project)
        files(project, "csv", folder / "out")
    return folder / "out"


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, strict=True))


@pytest.mark.full
def test_pandas_reads_every_value(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    out = exported(tmp_path)
    for name in TABLES:
        wanted = cells(out / f"{name}.csv")
        frame = pandas.read_csv(out / f"{name}.csv", dtype=str, keep_default_na=False)
        assert [list(frame.columns), *frame.values.tolist()] == wanted
    spans = pandas.read_csv(out / "spans.csv")
    texts = pandas.read_csv(out / "documents.csv", keep_default_na=False).set_index("key")["text"]
    plain = spans[~spans["fragments"].str.contains(";")]
    assert len(plain) > 10
    assert spans["start"].dtype.kind == "i"
    for row in plain.itertuples():
        assert texts[row.document][row.start : row.end] == row.text.removeprefix("'") or row.text.startswith("'")
