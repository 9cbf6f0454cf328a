"""``annotator export``: whose labels, where to, and that nothing is written over."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from annotator.session import exporting
from annotator.store import open_project
from tests.building import SHORT, mark, opened, record
from tests.unit.cli.calling import Run, exported, lines
from tests.unit.text.test_shingles import text


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


def split_corpus(run: Run, tmp_path: Path) -> None:
    given = [record(text(n, 80), f"d{n}", layer={"annotator": "anna"}) for n in range(40)]
    given += [record(f"{text(n, 80)} Toegevoegd.", f"e{n}", layer={"annotator": "bob"}) for n in range(5)]
    run("import", lines(tmp_path / "in.jsonl", *given))


def test_a_split_keeps_near_duplicates_together_and_says_what_is_where(run: Run, tmp_path: Path) -> None:
    split_corpus(run, tmp_path)
    found = run("export", "jsonl", "--out", "out", "--split", "50/25/25", "--seed", "3")
    assert "5 documents resemble an earlier one" in found.err
    keys = {
        part: {
            json.loads(line)["document"]["key"]
            for line in (tmp_path / "out" / f"{part}.jsonl").read_text().splitlines()
        }
        for part in ("train", "dev", "test")
    }
    assert sum(map(len, keys.values())) == 45
    assert all(f"e{n}" in held for held in keys.values() for n in range(5) if f"d{n}" in held)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {part: found["documents"] for part, found in manifest["parts"].items()} == {
        p: len(k) for p, k in keys.items()
    }
    assert run("leakage", "out").err.endswith("(dev, test, train)\n")
    assert "80/10/10" in run("export", "jsonl", "--out", "no", "--split", "much", code=2).err


def test_leakage_is_found(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "train.jsonl").write_text(json.dumps({"text": text(1)}) + "\n", encoding="utf-8")
    (folder / "test.jsonl").write_text(json.dumps({"id": 7, "text": "Kop. " + text(1)}) + "\n", encoding="utf-8")
    found = run("leakage", tmp_path, code=1)
    assert found.out == "line 1 (train) resembles 7 (test)\n"
    (tmp_path / "empty").mkdir()
    assert "no two of" in run("leakage", "empty", code=2).err
    (folder / "test.jsonl").write_text("{", encoding="utf-8")
    assert "test.jsonl:1: not JSON" in run("leakage", tmp_path, code=1).err


def test_the_manifest_names_every_byte_and_the_same_project_gives_the_same(
    run: Run, article: Path, tmp_path: Path
) -> None:
    run("import", article)
    run("export", "jsonl", "--out", "one")
    run("export", "jsonl", "--out", "two")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["README.md", "documents.jsonl", "manifest.json"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == "jsonl"
    for item in manifest["files"]:
        data = (tmp_path / "one" / item["name"]).read_bytes()
        assert (item["bytes"], item["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert {item["name"] for item in manifest["files"]} == set(names) - {"manifest.json"}


def test_an_older_export_is_replaced_as_a_whole_and_other_files_stay(run: Run, tmp_path: Path) -> None:
    split_corpus(run, tmp_path)
    run("export", "jsonl", "--out", "out", "--split", "80/20")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    run("export", "jsonl", "--out", "out", code=2)
    run("export", "jsonl", "--out", "out", "--force")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.md", "documents.jsonl", "manifest.json", "notes.txt",
    ]  # fmt: skip


def test_pseudonyms_are_the_same_every_time_and_the_names_are_nowhere(run: Run, tmp_path: Path) -> None:
    given = [
        record(SHORT + key, key, layer={"annotator": who}) for key, who in (("a", "anna"), ("b", "bob"), ("c", "anna"))
    ]
    run("import", lines(tmp_path / "in.jsonl", *given), "--annotator", "eva")
    run("export", "jsonl", "--out", "out", "--pseudonyms", "--layers", "bob,anna")
    found = [json.loads(line) for line in (tmp_path / "out" / "documents.jsonl").read_text().splitlines()]
    names = [item["layer"]["annotator"] for item in found]
    assert names[0] == names[2] != names[1]
    assert all(name.startswith("annotator-") for name in names)
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert b"anna" not in everything
    assert b"bob" not in everything


def test_an_interrupted_export_leaves_nothing(
    run: Run, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", article)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_describe", stop)
    run("export", "jsonl", "--out", "out", code=130)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_options_of_the_training_view_are_refused_elsewhere(run: Run, article: Path) -> None:
    run("import", article)
    assert "only sentences" in run("export", "jsonl", "--out", "out", "--merge", "soft", code=2).err
