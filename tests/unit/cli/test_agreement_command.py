"""`annotator agreement`: on a project, on records, on ratings; every format; bars and exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from pathlib import Path

import pytest

from annotator.agreement.report import Report
from annotator.model import adapter
from annotator.resources import seed_file
from tests.unit.cli.calling import Run

TEN = " ".join(f"De burgemeester van plaats {number} is weg." for number in range(10))
STARTS = [TEN.index(f"De burgemeester van plaats {number}") for number in range(10)]
RATINGS = """item,annotator,value
1,a,x
1,b,x
2,a,x
2,b,y
3,a,y
3,b,y
4,a,y
"""


def records(path: Path, **raters: int) -> Path:
    """Ten sentences, all done; each rater marks the first so many as claims."""
    ends = [start - 1 for start in STARTS[1:]] + [len(TEN)]
    sentences = [{"start": s, "end": e, "status": "done"} for s, e in zip(STARTS, ends, strict=True)]
    lines = []
    for name, count in raters.items():
        spans = [
            {"label": "claim", "fragments": [{"start": s, "end": e - 1}]}
            for s, e in list(zip(STARTS, ends, strict=True))[:count]
        ]
        layer = {"annotator": name}
        document = {"key": "a", "text": TEN}
        item = {"format": "annotator-document", "document": document, "layer": layer}
        lines.append(json.dumps({**item, "sentences": sentences, "spans": spans}) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def figures(run: Run, *arguments: object, code: int = 0) -> dict[tuple[str | None, str, str], float | None]:
    found = run("agreement", *arguments, "--format", "json", code=code)
    data = json.loads(found.out)
    return {(m["layer"], m["measure"], m["variant"]): m["value"] for m in data["measures"] if m["label"] is None}


def test_ten_claims_against_two(run: Run, tmp_path: Path) -> None:
    found = figures(run, "--records", records(tmp_path / "r.jsonl", anna=10, bob=2))
    assert found["claim", "f1", "exact"] == pytest.approx(1 / 3, abs=1e-12)
    assert (found["claim", "u_alpha", "2016"] or 1.0) < 0.0
    assert not (tmp_path / "annotations.db").exists(), "records need no project, and make none"


def test_a_project_and_its_own_export_say_the_same(run: Run, tmp_path: Path) -> None:
    run("import", records(tmp_path / "r.jsonl", anna=10, bob=2, eva=7))
    run("export", "jsonl", "--out", "out")
    here = run("agreement", "--format", "json").out
    there = run("agreement", "--records", "out/documents.jsonl", "--format", "json").out
    assert here == there
    assert adapter(Report).validate_json(here).provenance.annotators == ("anna", "bob", "eva")
    two = run("agreement", "--annotators", "eva,anna", "--format", "json").out
    assert json.loads(two)["provenance"]["annotators"] == ["eva", "anna"]


def test_several_files_of_records(run: Run, tmp_path: Path) -> None:
    one, two = records(tmp_path / "a.jsonl", anna=10), records(tmp_path / "b.jsonl", bob=10)
    assert figures(run, "--records", one, two)["claim", "f1", "exact"] == 1.0
    assert figures(run, "--records", one, "--records", two)["claim", "f1", "exact"] == 1.0


def test_a_record_that_cannot_be_read_is_named_and_the_rest_is_compared(run: Run, tmp_path: Path) -> None:
    path = records(tmp_path / "r.jsonl", anna=10, bob=5)
    path.write_text(path.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    found = run("agreement", "--records", path, "--format", "json", code=1)
    assert f"{path}:3: not JSON" in found.err
    assert json.loads(found.out)["provenance"]["sentences"] == 10


def test_bars(run: Run, tmp_path: Path) -> None:
    run("import", records(tmp_path / "r.jsonl", anna=10, bob=8))
    run("agreement", "--fail-under", "f1=0.8", "--boot", "0")
    failed = run("agreement", "--fail-under", "f1=0.95", "--fail-under", "u_alpha=-1", "--boot", "0", code=1)
    assert "claim: f1 0.889 is below 0.95" in failed.err
    assert "no interval" in run("agreement", "--fail-under", "f1=0.1", "--use", "low", code=1).err
    assert "no such figure" in run("agreement", "--fail-under", "alpha=0.1", code=1).err
    assert "give a measure and a number" in run("agreement", "--fail-under", "alpha", code=2).err


def test_the_lower_bound_can_be_held_to_a_bar(run: Run, tmp_path: Path) -> None:
    lines = "".join(f"{i},{who},{'x' if i % 3 or who == 'a' else 'y'},{i // 5}\n" for i in range(60) for who in "ab")
    (tmp_path / "r.csv").write_text("item,annotator,value,document\n" + lines, encoding="utf-8")
    point = ("agreement", "--ratings", "r.csv", "--fail-under", "observed_agreement=0.65")
    run(*point)
    assert "(lower bound)" in run(*point, "--use", "low", code=1).err


def test_ratings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(RATINGS, encoding="utf-8")
    found = json.loads(run("agreement", "--ratings", "r.csv", "--format", "json", "--boot", "0").out)
    values = {m["measure"]: m for m in found["measures"]}
    assert set(values) == {
        "observed_agreement", "krippendorff_alpha", "gwet_ac1", "bennett_s", "scott_pi", "cohen_kappa",
    }  # fmt: skip
    assert values["krippendorff_alpha"]["value"] == pytest.approx(1 - 5 * 2 / (36 - 18))
    assert all(m["layer"] is None and m["ci"] is None and m["boot"] is None for m in found["measures"])
    assert any("fewer than two" in w["text"] for w in found["warnings"])


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio", "masi", "jaccard"])
def test_levels(run: Run, tmp_path: Path, level: str) -> None:
    (tmp_path / "r.csv").write_text(RATINGS.replace("x", "1").replace("y", "2"), encoding="utf-8")
    assert (None, "krippendorff_alpha", level) in figures(run, "--ratings", "r.csv", "--level", level)


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "latex", "html"])
def test_every_format_on_the_demo(run: Run, tmp_path: Path, form: str) -> None:
    run("demo", "--no-open", "--db", "demo.db")
    printed = run("agreement", "--db", "demo.db", "--format", form).out
    run("agreement", "--db", "demo.db", "--format", form, "--output", "report")
    assert (tmp_path / "report").read_bytes().decode() == printed
    assert "\x1b" not in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.db", "report"]


def test_the_csv_has_a_row_for_every_measure(run: Run) -> None:
    run("demo", "--no-open", "--db", "demo.db")
    data = json.loads(run("agreement", "--db", "demo.db", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(run("agreement", "--db", "demo.db", "--format", "csv").out)))
    assert len(rows) == len(data["measures"]) + len(data["pairwise"])


def test_nothing_to_compare_is_said(run: Run, article: Path) -> None:
    run("import", article)
    found = run("agreement")
    assert "it takes two" in found.err
    measures = json.loads(run("agreement", "--format", "json").out)["measures"]
    assert {(m["value"], m["reason"]) for m in measures} == {(None, "no_overlap")}


def test_wrong_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(RATINGS, encoding="utf-8")
    run("import", records(tmp_path / "r.jsonl", anna=1, bob=1))
    assert "--records" in run("agreement", "r.jsonl", code=2).err
    assert "one of them" in run("agreement", "--ratings", "r.csv", "--records", "r.jsonl", code=2).err
    assert "no such file" in run("agreement", "--ratings", "none.csv", code=2).err
    assert "no such file" in run("agreement", "--records", "none.jsonl", code=2).err
    assert "zoe: no layer" in run("agreement", "--annotators", "zoe", code=2).err
    assert run("agreement", "--match", "nearly", code=2).err.startswith("annotator: ")
    assert "no project" in run("agreement", "--db", "none.db", code=2).err


def test_differences_on_the_command_line(run: Run, tmp_path: Path) -> None:
    run("import", records(tmp_path / "r.jsonl", anna=10, bob=2, eva=10))
    data = json.loads(run("agreement", "--difference", "claim@anna+eva", "claim@anna+bob", "--format", "json").out)
    (found,) = data["differences"]
    assert found["difference"] == pytest.approx(1 - 1 / 3)


def test_gamma_is_among_the_measures(run: Run) -> None:
    run("demo", "--no-open", "--db", "demo.db")
    found = figures(run, "--db", "demo.db", "--gamma", "--layer", "quote", "--boot", "0")
    assert found["quote", "gamma", "2015"] == 1.0


def test_the_seed_layers_are_two_that_nearly_agree(run: Run) -> None:
    paths = [seed_file("nos-almaty", name) for name in ("example.jsonl", "second.jsonl")]
    found = figures(run, "--records", *paths)
    assert found["spans", "f1", "exact"] == pytest.approx(0.991, abs=5e-4)
    assert found["source.entity", "krippendorff_alpha", "nominal"] == pytest.approx(0.647, abs=5e-4)


def test_what_stands_at_the_output_is_written_to_and_never_replaced(run: Run, tmp_path: Path) -> None:
    given = records(tmp_path / "r.jsonl", anna=10, bob=2)
    real = tmp_path / "real.txt"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    (tmp_path / "link.txt").symlink_to(real)
    run("agreement", "--records", given, "--output", "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert real.read_text(encoding="utf-8").startswith("Agreement between annotators")
    assert real.stat().st_mode & 0o777 == 0o640
    assert "is what is read" in run("agreement", "--records", given, "--output", given, code=2).err
    assert "name another file" in run("agreement", "--records", given, "--output", "no/such/folder.txt", code=2).err
    assert "name another file" in run("agreement", "--records", given, "--output", "x" * 300, code=2).err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "r.jsonl", "real.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_gets_the_report_and_stays_a_pipe(run: Run, tmp_path: Path) -> None:
    given, pipe = records(tmp_path / "r.jsonl", anna=10, bob=2), tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    run("agreement", "--records", given, "--format", "json", "--output", pipe)
    reader.join(timeout=10)
    assert json.loads(got[0])["provenance"]["annotators"] == ["anna", "bob"]
    assert pipe.is_fifo()


def test_the_scheme_is_the_one_that_records_name(run: Run, tmp_path: Path) -> None:
    path = records(tmp_path / "r.jsonl", anna=10, bob=2)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def provenance(*versions: str | None) -> tuple[object, list[str]]:
        given = [
            {**line, "scheme": {"name": "mine", "version": version} if version else None}
            for line, version in zip(lines, versions, strict=True)
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in given), encoding="utf-8")
        found = json.loads(run("agreement", "--records", path, "--format", "json").out)
        return found["provenance"]["scheme"], [w["code"] for w in found["warnings"]]

    assert provenance("3", "3")[0] == {"name": "mine", "version": "3", "sha256": ""}
    scheme, codes = provenance("3", "4")
    assert scheme is None
    assert "several_schemes" in codes
    assert provenance(None, None)[0] is None


def test_where_a_format_names_nobody_the_folder_does(run: Run, tmp_path: Path) -> None:
    for name, cues in (("anna", 2), ("bob", 1)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "d.txt").write_text("Rutte zegt dat het regent.", encoding="utf-8")
        lines = ["T1\tsource 0 5\tRutte\n", "T2\tattribution_cue 6 10\tzegt\n"]
        (folder / "d.ann").write_text("".join(lines[:cues]), encoding="utf-8")
    found = figures(run, "--records", "anna", "bob", "--assume-done", "--boot", "0")
    assert (found["source", "f1", "exact"], found["attribution_cue", "f1", "exact"]) == (1.0, 0.0)
    left = figures(run, "--records", "anna", "bob", "--boot", "0")
    assert left["source", "f1", "exact"] is None, "nobody says that anything was looked at"


def test_a_layer_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    given = records(tmp_path / "r.jsonl", anna=10, bob=2)
    found = run("agreement", "--records", given, "--layer", "nothing", code=2)
    assert "there is no layer 'nothing'" in found.err
    assert "claim" in found.err
