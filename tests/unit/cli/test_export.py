"""``annotator export``: whose labels, where to, and that nothing is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store import open_project
from tests.building import SHORT, mark, opened, record
from tests.unit.cli.calling import Run, exported, lines


def test_export_prints_the_path_and_writes_nothing_over(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", article)
    found = run("export", "jsonl", "--out", "deep/er/out")
    assert found.out == "deep/er/out/documents.jsonl\n"
    assert "1 records" in found.err
    before = Path("deep/er/out/documents.jsonl").read_bytes()
    assert "is there already" in run("export", "jsonl", "--out", "deep/er/out", code=2).err
    run("export", "jsonl", "--out", "deep/er/out", "--force")
    assert Path("deep/er/out/documents.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("layers", "owners"),
    [
        ("all", [("a", "anna", 1), ("a", "bob", 1), ("a", "gold", 1), ("b", "anna", 1), ("b", "anna", 2), ("c", None, None)]),
        ("anna", [("a", "anna", 1), ("b", "anna", 1), ("b", "anna", 2)]),
        ("bob", [("a", "bob", 1)]),
        ("bob, anna", [("a", "anna", 1), ("a", "bob", 1), ("b", "anna", 1), ("b", "anna", 2)]),
        ("gold", [("a", "gold", 1)]),
    ],
)  # fmt: skip
def test_export_of_some_layers(run: Run, tmp_path: Path, layers: str, owners: list[tuple[str, str, int]]) -> None:
    owned = [("a", "bob", "annotator", 1), ("a", "anna", "annotator", 1), ("a", "gold", "gold", 1), ("b", "anna", "annotator", 2), ("b", "anna", "annotator", 1)]  # fmt: skip
    given = [record(SHORT + key, key, layer={"annotator": a, "kind": k, "pass": p}) for key, a, k, p in owned]
    run("import", lines(tmp_path / "in.jsonl", *given, record(SHORT + "c", "c")))
    found = exported(run, "--layers", layers)
    assert [
        (r["document"]["key"], (r["layer"] or {}).get("annotator"), (r["layer"] or {}).get("pass")) for r in found
    ] == owners


@pytest.mark.parametrize("layers", ["", ",", "all,anna"])
def test_export_of_layers_that_are_none(run: Run, article: Path, tmp_path: Path, layers: str) -> None:
    run("import", article)
    found = run("export", "jsonl", "--out", "out", "--layers", layers, code=2)
    assert found.err.startswith("annotator: ")
    assert not (tmp_path / "out").exists()


def test_a_name_without_a_layer_is_told_and_gives_no_line(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", article)
    found = run("export", "jsonl", "--out", "out", "--layers", "nobody")
    assert "nobody has no layer here" in found.err
    assert (tmp_path / "out" / "documents.jsonl").read_bytes() == b""


def test_an_export_of_labels_that_do_not_quote_their_text_is_refused(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", article)
    with open_project(tmp_path / "annotations.db") as project:
        mark(opened(project), "claim", "brand")
        project.conn.execute("UPDATE document SET text = replace(text, 'brand', 'brand'||'!') ")
        project.conn.execute("UPDATE document SET text = replace(text, 'Er is', 'Het is') ")
    found = run("export", "jsonl", "--out", "out", code=2)
    assert "does not quote the text – run `annotator check`" in found.err
    assert not (tmp_path / "out").exists()
