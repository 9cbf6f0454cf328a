"""``status``, ``check``, ``log`` and ``backup``: for people and for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path

from annotator.store import open_project
from tests.building import behind_its_back, findings, opened
from tests.unit.cli.calling import Run


def test_status_for_people_and_for_machines(run: Run, worked: Path) -> None:
    data = run("status", "--json").data
    (anna,) = data["annotators"]
    assert {k: anna[k] for k in ("annotator", "kind", "pass", "documents", "done", "todo", "spans", "labels")} == {
        "annotator": "anna",
        "kind": "annotator",
        "pass": 1,
        "documents": 1,
        "done": 1,
        "todo": 1,
        "spans": 2,
        "labels": {"attribution_cue": 1, "claim": 1},
    }
    found = run("status")
    assert found.err == ""
    assert re.search(r"^anna +1 +1 +1 +0 +0 +1 +2 +0 ", found.out, re.M)
    assert re.search(r"attribution_cue +claim$", found.out, re.M)


def test_check_holds_and_warns(run: Run, worked: Path) -> None:
    found = run("check")
    assert "cue_without_source" in found.out
    assert "holds, 1 warnings" in found.err
    data = run("check", "--json").data
    assert data["holds"] is True
    assert [(w["document"], w["annotator"], w["check"], w["sentence"]) for w in data["warnings"]] == [
        ("brand", "anna", "cue_without_source", 1)
    ]
    run("check", "--strict", code=1)


def test_check_ends_with_1_when_something_does_not_hold(run: Run, worked: Path) -> None:
    behind_its_back(worked, "UPDATE layer SET spans = 9")
    found = run("check", code=1)
    assert "its counters say" in found.out
    assert "does not hold" in found.err
    data = run("check", "--json", code=1).data
    assert data["holds"] is False
    assert any("its counters say" in f["message"] for f in data["findings"])


def test_the_log_for_people_and_for_machines(run: Run, worked: Path) -> None:
    rows = run("log").out.splitlines()
    assert [re.split(r"  +", row)[2] for row in rows] == ["document.add", "label", "label", "done"]
    assert "attribution_cue" in rows[1]
    assert "zegt" in rows[1]
    events = [json.loads(line) for line in run("log", "--json").out.splitlines()]
    assert [e["operation"] for e in events] == ["document.add", "label", "label", "done"]
    assert [e["operation"] for e in (json.loads(x) for x in run("log", "--json", "--last", "2").out.splitlines())] == [
        "label",
        "done",
    ]
    assert run("log", "--document", "nothing").out == ""
    assert len(run("log", "--all", "--document", "brand").out.splitlines()) == 4


def test_the_log_of_an_empty_project_says_so_on_stderr(run: Run) -> None:
    run("init")
    found = run("log")
    assert found.out == ""
    assert "nothing has been done" in found.err


def test_backup(run: Run, worked: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    assert run("backup", "copy.db").out == "copy.db\n"
    assert run("backup", "safe").out == str(Path("safe", "annotations.db")) + "\n"
    assert "is there already" in run("backup", "copy.db", code=2).err
    for copy in (tmp_path / "copy.db", tmp_path / "safe" / "annotations.db"):
        with open_project(copy) as project:
            assert findings(project) == []
            assert len(opened(project).labels.spans) == 2
