"""``annotator import``: what goes in, what is told, what the exit code is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.building import SHORT, behind_its_back, record
from tests.unit.cli.calling import Run, exported, lines, process


def test_import_makes_the_project_and_says_so_on_stderr(run: Run, article: Path) -> None:
    found = run("import", article)
    assert found.out == ""
    assert "made a project with the scheme nl-fact 1" in found.err
    assert "added 1 documents" in found.err
    status = run("status", "--json").data
    assert (status["documents"], status["sentences"]) == (1, 2)


def test_import_again_is_told_and_ends_with_0(run: Run, article: Path, tmp_path: Path) -> None:
    layered = lines(tmp_path / "a.jsonl", record(SHORT, "x", layer={"annotator": "bob"}))
    run("import", article, layered)
    found = run("import", article, layered)
    assert "brand: the document is there already, the same" in found.err
    assert "x: the layer of bob is there already, the same" in found.err
    assert "2 there already" in found.err
    found = run("import", article, layered, "--json")
    assert {k: found.data[k] for k in ("documents", "layers", "spans", "same", "rejected")} == {
        "documents": 0,
        "layers": 0,
        "spans": 0,
        "same": 2,
        "rejected": [],
    }


def test_rejected_records_are_named_with_file_line_and_remedy_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    good, bad = (
        record(SHORT, "a"),
        record(SHORT, "b", spans=[{"label": "rumour", "fragments": [{"start": 0, "end": 2}]}]),
    )
    path = lines(tmp_path / "mixed.jsonl", good, "nonsense", bad, {"title": "no text"}, record(SHORT, "c"))
    found = run("import", path, code=1)
    assert found.out == ""
    told = [line for line in found.err.splitlines() if line.startswith(f"{path}:") and " – " in line]
    assert f"{path}: read as jsonl" in found.err
    assert [line.split(": ")[0] for line in told] == [f"{path}:2", f"{path}:3", f"{path}:4"]
    assert all(" – " in line for line in told)
    assert "3 rejected" in found.err
    assert [r["document"]["key"] for r in exported(run)] == ["a", "c"]
    data = run("import", path, "--json", code=1).data
    assert [(r["file"], r["line"]) for r in data["rejected"]] == [(str(path), n) for n in (2, 3, 4)]
    assert all(r["reason"] and r["remedy"] for r in data["rejected"])


def test_labels_without_a_layer_go_to_the_one_who_imports(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = [{"label": "claim", "fragments": [{"start": 0, "end": 2}]}]
    for name, arguments in (("carla", ["--annotator", "carla"]), ("dirk", []), ("anna", [])):
        if name == "dirk":
            monkeypatch.setenv("ANNOTATOR_NAME", "dirk")
        elif name == "anna":
            monkeypatch.delenv("ANNOTATOR_NAME")
            monkeypatch.setattr("getpass.getuser", lambda: "anna")
        run("import", lines(tmp_path / "a.jsonl", record(SHORT, name, spans=spans, layer=None)), *arguments)
    assert {r["document"]["key"]: r["layer"]["annotator"] for r in exported(run)} == {
        n: n for n in ("carla", "dirk", "anna")
    }


@pytest.mark.parametrize("name", ["all", "gold", "a,b", " ", "x\x1b[31m", "x\ny", "\udce9"])
def test_a_name_that_cannot_be_one_is_refused(run: Run, article: Path, name: str) -> None:
    found = run("import", article, "--annotator", name, code=2)
    assert found.err.startswith("annotator: ")
    assert "\x1b" not in found.err


def test_a_differing_layer_needs_replace(run: Run, tmp_path: Path) -> None:
    spans = [{"label": "claim", "fragments": [{"start": 0, "end": 2}]}]
    run("import", lines(tmp_path / "a.jsonl", record(SHORT, layer={"annotator": "bob"}, spans=spans)))
    path = lines(tmp_path / "b.jsonl", record(SHORT, layer={"annotator": "bob"}))
    found = run("import", path, code=1)
    assert f"{path}:1: a: the layer of bob is there and differs – use --replace" in found.err
    assert len(exported(run)[0]["spans"]) == 1
    run("import", path, "--replace")
    assert exported(run)[0]["spans"] == []
    assert run("check").code == 0


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run: Run, article: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", record(SHORT, "a", layer={"annotator": "bob"}), record(SHORT, "a", layer={"annotator": "carla"}))  # fmt: skip
    found = run("import", path, "--dry-run")
    assert "would add 1 documents and 2 layers" in found.err
    assert not (tmp_path / "annotations.db").exists()
    run("import", article)
    count = "SELECT count(*) FROM event"
    before = behind_its_back(tmp_path / "annotations.db", count)
    assert "would add 1 documents and 2 layers" in run("import", path, "--dry-run").err
    other = lines(tmp_path / "b.jsonl", record(SHORT, "a", layer={"annotator": "bob"}), record(SHORT + "!", "a"))
    assert "is there with another text" in run("import", other, "--dry-run", code=1).err, "as the real one would say"
    assert behind_its_back(tmp_path / "annotations.db", count) == before
    assert "would add 0 documents" in run("import", article, "--dry-run").err


def test_a_folder_is_read_in_order_and_what_is_no_article_is_left_alone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "deep/c.TXT"):
        (folder / name).write_text(f"Bericht {name}.", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    lines(folder / "d.jsonl", record(SHORT, "d"))
    run("import", folder)
    assert [r["document"]["key"] for r in exported(run)] == ["a", "b", "d", "c"]


def test_a_folder_without_articles_and_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no file in this folder" in run("import", "empty", code=2).err
    assert "there is no such file" in run("import", "nothing.txt", code=2).err
    assert not (tmp_path / "annotations.db").exists()


def test_standard_input(tmp_path: Path) -> None:
    data = (json.dumps(record(SHORT, "in")) + "\nnonsense\n").encode()
    done = process("import", "-", cwd=tmp_path, stdin=data)
    assert done.returncode == 1
    assert b"stdin:2: " in done.stderr
    assert process("import", "-", "--format", "txt", cwd=tmp_path, stdin=b"Er is brand.").returncode == 0
    assert json.loads(process("status", "--json", cwd=tmp_path).stdout)["documents"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"caf\xe9", ":1: byte 4 is not UTF-8 (0xe9)"), (b"een\ntwee\xff", ":2: byte 9 is not UTF-8"), (b"", "the text is empty"),
     (b"a\0b", "NUL")],
)  # fmt: skip
def test_a_text_file_that_cannot_be_taken_in(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    found = run("import", "a.txt", code=1)
    assert "1 rejected" in found.err
    assert any(line.startswith("a.txt") and words in line for line in found.err.splitlines())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_text_file_with_a_byte_order_mark(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Café\r\nis dicht.".encode(encoding))
    run("import", "a.txt")
    assert exported(run)[0]["document"]["text"] == "Café\nis dicht."


def test_a_link_to_nowhere_is_no_file(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert "gone.txt: there is no such file" in run("import", "gone.txt", article, code=2).err


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="needs a file that even root cannot read from its start"
)
def test_a_file_that_cannot_be_read_is_rejected_and_the_others_go_in(run: Run, article: Path) -> None:
    found = run("import", "/proc/self/mem", "--format", "txt", article, code=1)
    assert "/proc/self/mem: " in found.err
    assert "1 rejected" in found.err
    assert run("status", "--json").data["documents"] == 1
