"""``annotator suggest``: for records without a project, for a project, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.store import open_project
from tests.unit.cli.calling import ROOT, Run, lines, process

TEXT = "De dader is mogelijk gevlucht, meldt TASS."
MADE = [
    {
        "key": "a",
        "label": "uncertainty_cue",
        "fragments": [{"start": 12, "end": 20, "text": "mogelijk"}],
        "attributes": [{"name": "cue_type", "value": "possible"}],
        "suggester": "nl-lexicon/1",
        "score": 0.9,
    },
    {
        "key": "a",
        "label": "attribution_cue",
        "fragments": [{"start": 31, "end": 36, "text": "meldt"}],
        "attributes": [{"name": "cue_class", "value": "report_verb"}, {"name": "stance", "value": "neutral"}],
        "suggester": "nl-lexicon/1",
        "score": 0.9,
    },
]


def parsed(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_for_each_suggestion(run: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", {"key": "a", "text": TEXT})
    ran = run("suggest", "--records", path, "--json")
    assert parsed(ran.out) == MADE
    assert list(parsed(ran.out)[0]) == list(MADE[0])
    assert ran.err == ""


def test_pieces_stay_apart_and_quote_the_text(run: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", {"text": "É. 👍 Of dat zo is, weten we niet."})
    (one,) = parsed(run("suggest", "--records", path, "--json").out)
    assert [f["text"] for f in one["fragments"]] == ["weten", "niet"]
    assert one["key"].startswith("doc-")


def test_without_json_it_is_words_with_the_reason(run: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", {"key": "a\x1b[2J\u202e", "text": "Hij roept ze op te gaan."})
    out = run("suggest", "--records", path).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert out.split() == [
        "a␛[2J" + out.split()[0][5:],
        "4",
        "attribution_cue",
        "roept",
        "…",
        "op",
        "report_verb",
        "directive",
        "oproepen:content",
    ]


def test_a_bad_line_is_named_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    good = {"key": "a", "text": TEXT}
    crossed = {
        "format": "annotator-document",
        "version": 1,
        "document": {"key": "b", "text": TEXT},
        "sentences": [{"start": 5, "end": 9}, {"start": 0, "end": 4}],
    }
    path = lines(tmp_path / "in.jsonl", "nonsense", {"text": 3}, good, "", crossed, '{"text": "\\ud800"}')
    for jobs in (1, 2):
        ran = run("suggest", "--records", path, "--json", "--jobs", jobs, code=1)
        assert parsed(ran.out) == MADE
        assert [line.partition(": ")[0] for line in ran.err.splitlines()] == [f"{path}:{n}" for n in (1, 2, 5, 6)]


def test_stdin_and_records_with_layers(tmp_path: Path) -> None:
    seed = b"".join((ROOT / "seeds" / "nos-almaty" / f"{name}.jsonl").read_bytes() for name in ("example", "second"))
    alone = process("suggest", "--records", "-", "--json", cwd=tmp_path, stdin=seed.split(b"\n")[0] + b"\n")
    both = process("suggest", "--records", "-", "--json", "--jobs", "2", cwd=tmp_path, stdin=seed)
    assert alone.returncode == both.returncode == 0
    assert len(alone.stdout.splitlines()) == 34
    assert both.stdout == alone.stdout, "a second layer of a document says nothing new"


def test_processes_print_the_same_in_the_same_order(run: Run, tmp_path: Path) -> None:
    records = [{"key": f"d{i // 2}", "text": f"{i // 2} {TEXT} " * 200} for i in range(400)]
    path = lines(tmp_path / "in.jsonl", *records)
    assert path.stat().st_size > 3 << 20
    one = run("suggest", "--records", path, "--json").out
    assert len(one.splitlines()) == 200 * 2 * 200
    assert run("suggest", "--records", path, "--json", "--jobs", 2).out == one


def test_another_language_is_said_once(run: Run, tmp_path: Path) -> None:
    english = [{"text": f"It may be {i}.", "language": "en"} for i in range(3)]
    path = lines(tmp_path / "in.jsonl", *english, {"key": "a", "text": TEXT, "language": "nl-BE"})
    ran = run("suggest", "--records", path, "--json")
    assert parsed(ran.out) == MADE
    assert ran.err.splitlines() == [f"{path}: 3 in en passed over: nl-lexicon/1 knows nl"]


def test_a_project_is_read_and_not_written(run: Run, tmp_path: Path) -> None:
    lines(tmp_path / "in.jsonl", {"key": "a", "text": TEXT}, {"key": "b", "text": "Het regent."})
    run("import", "in.jsonl")
    before = run("log", "--json").out
    assert parsed(run("suggest", "--json").out) == MADE
    assert parsed(run("suggest", "--json", "--document", "a").out) == MADE
    assert run("suggest", "--document", "b").out == ""
    assert run("log", "--json").out == before
    with open_project(tmp_path / "annotations.db") as project:
        assert project.one("SELECT count(*) FROM span") == (0,)


def test_wrong_use_says_what_to_do(run: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", {"text": TEXT})
    assert "nl-lexicon/1" in run("suggest", "--records", path, "--suggester", "none", code=2).err
    assert "there is no document 'x'" in _with_project(run, path, "--document", "x")
    assert "--records needs none" in run("suggest", "--records", path, "--document", "x", code=2).err
    assert "nothing.jsonl: No such file" in run("suggest", "--records", "nothing.jsonl", code=2).err
    assert run("suggest", "--records", path, "--suggester", "nl-lexicon").out


def _with_project(run: Run, path: Path, *arguments: str) -> str:
    run("import", path)
    return run("suggest", *arguments, code=2).err


def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", *[{"key": str(i), "text": f"{TEXT} " * 50} for i in range(2000)])
    command = [sys.executable, "-m", "annotator", "suggest", "--records", str(path), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert ran.stdout.readline().startswith(b'{"key": "0"')
        ran.stdout.close()
        assert ran.stderr.read() == b""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_line_over_the_limit_is_named(run: Run, tmp_path: Path, jobs: int) -> None:
    path = tmp_path / "in.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"a " * (9 << 20) + b'"}\n')
        file.write(json.dumps({"key": "a", "text": TEXT}).encode() + b"\n")
    ran = run("suggest", "--records", path, "--json", "--jobs", jobs, code=1)
    assert parsed(ran.out) == MADE
    assert ran.err.startswith(f"{path}:1: line over 16 MiB")
