"""What `annotator import` can be told: encodings, fields, blocks, maps; what it keeps of what it rejects."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from annotator.cli.main import cli
from annotator.errors import AnnotatorError
from annotator.store import open_project
from tests.unit.cli.calling import Run


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "project.db"


def texts(db: Path) -> dict[str, str]:
    with open_project(db) as project:
        return dict(project.ask("SELECT key, text FROM document ORDER BY id"))


def test_cp1252_must_be_said(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "oud.txt"
    path.write_bytes("Café “open”.".encode("cp1252"))
    refused = run("import", path, "--db", db)
    assert refused.exit_code == 1
    assert "--encoding" in refused.stderr
    assert run("import", path, "--encoding", "cp1252", "--db", db).exit_code == 0
    assert texts(db) == {"oud": "Café “open”."}


def test_an_unknown_encoding_is_wrong_use(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.txt").write_text("Een zin.")
    found = run("import", tmp_path / "a.txt", "--encoding", "dutch", "--db", db)
    assert isinstance(found.exception, AnnotatorError)
    assert found.exception.exit_code == 2


def test_fields_have_names_and_the_rest_is_kept(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "Een zin.", "slug": "x", "kop": "Titel", "bron": 7}\n')
    names = ("--text-field", "body", "--key-field", "slug", "--title-field", "kop")
    assert run("import", path, *names, "--db", db).exit_code == 0
    with open_project(db) as project:
        assert project.ask("SELECT key, title, meta FROM document") == [("x", "Titel", '[["bron","7"]]')]


def test_blocks_of_a_text_become_documents(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.txt").write_text("Een.\nTwee.\n\n\nDrie.\n")
    assert run("import", tmp_path / "a.txt", "--split-on", "blank-line", "--db", db).exit_code == 0
    assert texts(db) == {"a-1": "Een.\nTwee.", "a-2": "Drie."}


def test_gzip_is_unpacked_and_a_damaged_one_is_named(tmp_path: Path, db: Path) -> None:
    good, bad = tmp_path / "a.txt.gz", tmp_path / "b.txt.gz"
    good.write_bytes(gzip.compress(b"Een zin."))
    bad.write_bytes(gzip.compress(b"x" * 5000)[:30])
    found = run("import", good, bad, "--db", db)
    assert found.exit_code == 1
    assert f"{bad}: damaged gzip" in found.stderr
    assert texts(db) == {"a": "Een zin."}


def test_what_is_rejected_is_kept_beside_the_file_and_not_read_again(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "Goed."}\n{"tekst": 1}\n{"text": "\xff"}\n')
    assert run("import", path, "--db", db).exit_code == 1
    kept = [orjson.loads(line) for line in (tmp_path / "a.jsonl.rejected.jsonl").read_bytes().splitlines()]
    assert [(k["file"], k["line"], k["record"]) for k in kept] == [
        (str(path), 2, '{"tekst": 1}'),
        (str(path), 3, '{"text": "\\xff"}'),
    ]
    again = json.loads(run("import", tmp_path, "--json", "--db", db).stdout)
    assert len(again["rejected"]) == 2


def test_a_dry_run_shows_the_sentences_and_changes_nothing(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.txt").write_text("Een zin. Nog een.")
    found = run("import", tmp_path / "a.txt", "--dry-run", "--db", db)
    assert found.exit_code == 0
    assert "Nog een." in found.stderr
    assert "would add 1 documents" in found.stderr
    assert not db.exists()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("Café 😀 meldt de politie. Het zou waar zijn.")
    (folder / "a.ann").write_text(
        "T1\tclaim 26 43\tHet zou waar zijn\nT2\tCue 30 33\tzou\nT3\tsource 14 24\tde politie\nR1\thedges Arg1:T2 Arg2:T1\n"
    )
    (folder / "notes.txt").write_text("Hoort er niet bij.")
    return folder


def test_an_unknown_label_is_counted_and_rejected_and_a_map_takes_it_in(corpus: Path, db: Path, tmp_path: Path) -> None:
    first = run("import", corpus, "--json", "--db", db)
    assert first.exit_code == 1
    assert json.loads(first.stdout)["unknown"] == {"relation hedges (an end of it is left out)": 1, "span Cue": 1}
    assert texts(db) == {"a": "Café 😀 meldt de politie. Het zou waar zijn."}
    mapping = tmp_path / "labels.toml"
    mapping.write_text('[span]\nCue = {label = "uncertainty_cue", attributes = {cue_type = "reportative"}}\n')
    second = run("import", corpus, "--map", mapping, "--replace", "--db", db)
    assert second.exit_code == 0, second.stderr
    with open_project(db) as project:
        assert project.ask("SELECT label FROM span ORDER BY label") == [("claim",), ("source",), ("uncertainty_cue",)]
        assert project.ask("SELECT label FROM relation") == [("hedges",)]


def test_a_map_to_begin_with_is_a_map(corpus: Path, db: Path, tmp_path: Path) -> None:
    suggested = run("import", corpus, "--suggest-map", "--db", db)
    assert suggested.exit_code == 0
    assert "Cue" in suggested.stdout
    assert not db.exists()
    (tmp_path / "labels.toml").write_text(suggested.stdout)
    assert run("import", corpus, "--map", tmp_path / "labels.toml", "--db", db).exit_code == 1


def test_replace_puts_another_text_in_place_and_it_can_be_brought_back(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"key": "x", "text": "Oude tekst."}\n')
    assert run("import", path, "--db", db).exit_code == 0
    path.write_text('{"key": "x", "text": "Nieuwe tekst."}\n')
    assert run("import", path, "--db", db).exit_code == 1
    assert run("import", path, "--replace", "--db", db).exit_code == 0
    assert texts(db) == {"x": "Nieuwe tekst."}
    assert run("remove", "--document", "x", "--yes", "--db", db).exit_code == 0
    assert run("restore", "--document", "x", "--db", db).exit_code == 0
    assert texts(db) == {"x": "Nieuwe tekst."}
    assert run("check", "--db", db).exit_code == 0


def test_removal_asks_first(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.txt").write_text("Een zin.")
    run("import", tmp_path / "a.txt", "--db", db)
    no = CliRunner().invoke(cli, ["remove", "--document", "a", "--db", str(db)], input="n\n")
    assert no.exit_code == 1
    assert texts(db) == {"a": "Een zin."}
    yes = CliRunner().invoke(cli, ["remove", "--document", "a", "--db", str(db)], input="y\n")
    assert yes.exit_code == 0
    assert texts(db) == {}


def test_check_names_documents_with_older_sentences(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.txt").write_text("Een zin.")
    run("import", tmp_path / "a.txt", "--db", db)
    assert json.loads(run("check", "--json", "--db", db).stdout)["older_sentences"] == []
    with open_project(db) as project:
        project.conn.execute("UPDATE document SET segmenter = 'nl-rules/0+hand'")
    found = run("check", "--json", "--db", db)
    assert json.loads(found.stdout)["older_sentences"] == [
        {"document": "a", "segmenter": "nl-rules/0+hand", "current": "nl-rules/1"}
    ]
    assert found.exit_code == 0


def test_the_format_is_told_though_a_long_text_stands_before_the_labels(tmp_path: Path, db: Path) -> None:
    text = "Dit is een lange zin over de brand. " * 800
    line = {"text": text, "spans": [{"start": 0, "end": 3, "label": "source"}], "answer": "accept", "_task_hash": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    found = run("import", tmp_path / "a.jsonl", "--db", db)
    assert "read as prodigy" in found.stderr
    with open_project(db) as project:
        assert project.ask("SELECT count(*) FROM span") == [(1,)]


def test_what_cannot_be_told_in_a_folder_is_passed_over(tmp_path: Path, db: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / "a.txt").write_text("Een zin.")
    found = run("import", folder, "--db", db)
    assert found.exit_code == 0, found.stderr
    assert texts(db) == {"a": "Een zin."}


def test_metadata_nested_deep_is_no_traceback(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Een zin.", "x": ' + "[" * 300 + "]" * 300 + "}\n")
    assert run("import", tmp_path / "a.jsonl", "--db", db).exit_code == 0


def test_assume_done_makes_every_row_an_answer(run: Run, tmp_path: Path) -> None:
    rows = [
        {"id": 1, "text": "Rutte zegt dat het regent. Dat is zo.", "label": [[0, 5, "source"]]},
        {"id": 2, "text": "Niets te zien hier.", "label": []},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run("import", "rows.jsonl", "--format", "doccano", "--db", "left.db")
    (left,) = json.loads(run("status", "--json", "--db", "left.db").out)["annotators"]
    assert (left["done"], left["todo"]) == (0, 3), "doccano does not say that anything was looked at"
    run("import", "rows.jsonl", "--format", "doccano", "--assume-done", "--db", "done.db")
    (done,) = json.loads(run("status", "--json", "--db", "done.db").out)["annotators"]
    assert (done["annotator"], done["done"], done["todo"], done["spans"]) == ("anna", 3, 0, 1)


def test_assume_done_leaves_a_status_that_is_given(run: Run, tmp_path: Path) -> None:
    given = [{"start": 0, "end": 10, "status": "flagged"}, {"start": 11, "end": 19}]
    item = {"format": "annotator-document", "document": {"key": "a", "text": "Eerst dit. Dan dat."}, "sentences": given}
    (tmp_path / "a.jsonl").write_text(json.dumps(item) + "\n", encoding="utf-8")
    run("import", "a.jsonl", "--assume-done")
    (anna,) = json.loads(run("status", "--json").out)["annotators"]
    assert (anna["flagged"], anna["done"], anna["todo"]) == (1, 1, 0)
