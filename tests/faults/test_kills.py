"""kill -9 in the middle of the work: whatever was acknowledged is there, and the project holds."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from annotator.store import Project, open_project
from annotator.store.events import events
from tests.building import ARTICLE, SHORT, at_work, findings, new_project, record, take

ROOT = Path(__file__).parents[2]
CHILDREN = Path(__file__).with_name("children.py")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


def start(*arguments: object, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILDREN), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        **more,  # type: ignore[call-overload]
    )


def command(*arguments: object, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "annotator", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "ANNOTATOR_NAME": "anna"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
        **more,  # type: ignore[call-overload]
    )


def whole_lines(stream: IO[str]) -> list[str]:
    """The lines that were written to their end before the kill."""
    return [line[:-1] for line in stream.read().splitlines(keepends=True) if line.endswith("\n")]


def logged(project: Project, annotator: str = "anna") -> list[str]:
    """The ids of what an annotator did, in order."""
    return [e.id for e in events(project) if e.annotator == annotator and e.layer is not None]


def kill_in_the_middle(path: Path, rng: random.Random, seed: int) -> int:
    """Kill an annotator at work; gives how many actions had been acknowledged."""
    with open_project(path) as project:
        before = logged(project)
    child = start("label", path, "anna", 100_000, seed)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(rng.uniform(0.0, 0.12))
    child.send_signal(signal.SIGKILL)
    said = whole_lines(child.stdout)
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    with open_project(path) as project:
        assert findings(project) == [], "what is in the tables is what the log makes"
        after = logged(project)
    assert after[: len(before) + len(said)] == before + said, "every acknowledged action is in the log, in its order"
    assert len(after) - len(before) - len(said) <= 1, "one may have been written and not yet told"
    return len(said)


def run_of_kills(tmp_path: Path, rounds: int) -> int:
    path = tmp_path / "p.db"
    at_work(path, ARTICLE).project.close()
    rng = random.Random(20221107)
    told = 0
    for number in range(rounds):
        if number % 10 == 0:  # a fresh project now and then: the first action of a layer is killed too
            path = tmp_path / f"p{number}.db"
            at_work(path, ARTICLE).project.close()
        told += kill_in_the_middle(path, rng, number)
    return told


def test_fifty_kills_while_labelling_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert run_of_kills(tmp_path, 50) > 100, "the children were killed before they did anything"


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_a_thousand_kills(tmp_path: Path) -> None:
    assert run_of_kills(tmp_path, 1000) > 10_000


def documents(path: Path, count: int) -> Path:
    """A file of so many records with a layer each."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            spans = [{"label": "claim", "fragments": [{"start": 0, "end": 5}]}]
            text = f"Bericht {number}. " + ARTICLE
            file.write(json.dumps(record(text, f"d{number}", layer={"annotator": "bob"}, spans=spans)) + "\n")
    return path


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.1])
def test_an_import_killed_half_way_can_be_done_again(tmp_path: Path, moment: float) -> None:
    count = 2500
    given = documents(tmp_path / "in.jsonl", count)
    path = tmp_path / "p.db"
    new_project(path).close()
    child = command("import", given, "--db", path)
    while not there(path):
        time.sleep(0.01)
    time.sleep(moment)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with open_project(path) as project:
        assert findings(project) == []
        (there_are,) = project.ask("SELECT count(*) FROM document")[0]
        (layers,) = project.ask("SELECT count(*) FROM layer")[0]
        assert 0 < there_are == layers < count, "each document came with its layer, or not at all"
    again = command("import", given, "--db", path)
    out, err = again.communicate()
    assert (again.returncode, out) == (0, ""), err
    assert f"{there_are} there already" in err
    with open_project(path) as project:
        assert project.ask("SELECT count(*) FROM document") == [(count,)]
        assert findings(project) == []


def there(path: Path) -> bool:
    """Whether a document has come in yet."""
    with open_project(path) as project:
        return bool(project.one("SELECT 1 FROM document LIMIT 1"))


def test_a_project_that_was_never_finished_is_made_again(tmp_path: Path) -> None:
    """A kill while it is made leaves an empty file or a journal, which the next import takes for none."""
    path = tmp_path / "p.db"
    (tmp_path / "a.txt").write_text("Er is brand.")
    rng = random.Random(3)
    for _ in range(6):
        child = command("import", tmp_path / "a.txt", "--db", path)
        time.sleep(rng.uniform(0.05, 0.35))
        child.send_signal(signal.SIGKILL)
        child.communicate()
    done = command("import", tmp_path / "a.txt", "--db", path)
    _, err = done.communicate()
    assert done.returncode == 0, err
    with open_project(path) as project:
        assert findings(project) == []
        assert project.ask("SELECT count(*) FROM document") == [(1,)]


def big(path: Path, count: int = 1500) -> Path:
    """A project with so many documents."""
    with new_project(path) as project:
        project.conn.execute("PRAGMA synchronous = OFF")
        for number in range(count):
            take(project, record(f"Bericht {number}. " + SHORT, f"d{number}"))
    return path


def wait_for(folder: Path) -> None:
    """Until something has been written into a folder."""
    for _ in range(1000):
        if folder.is_dir() and any(p.stat().st_size for p in folder.iterdir()):
            return
        time.sleep(0.002)
    raise AssertionError("nothing was written")


@pytest.mark.parametrize("how", ["INT", "KILL"])
def test_an_export_that_is_interrupted_leaves_no_half_file(tmp_path: Path, how: str) -> None:
    path = big(tmp_path / "p.db")
    out = tmp_path / "out"
    child = command("export", "jsonl", "--db", path, "--out", out)
    wait_for(tmp_path / f".out.{child.pid}.part")
    child.send_signal(getattr(signal, f"SIG{how}"))
    _, err = child.communicate()
    assert child.returncode != 0
    assert not out.exists()
    if how == "INT":
        assert list(tmp_path.glob(".out.*")) == [], "what it made it took away again"
        assert "stopped" in err
        assert "Traceback" not in err
    done = command("export", "jsonl", "--db", path, "--out", out)
    done.communicate()
    assert done.returncode == 0
    assert (out / "documents.jsonl").read_bytes().count(b"\n") == 1500
    assert list(tmp_path.glob(".out.*")) == [], "what a killed one left behind is gone as well"


def test_a_backup_that_is_killed_leaves_no_copy_that_could_be_taken_for_one(tmp_path: Path) -> None:
    path = big(tmp_path / "p.db")
    (tmp_path / "safe").mkdir()
    child = command("backup", tmp_path / "safe" / "copy.db", "--db", path)
    wait_for(tmp_path / "safe")
    child.send_signal(signal.SIGKILL)
    child.communicate()
    if not (tmp_path / "safe" / "copy.db").exists():
        status = command("status", "--db", tmp_path / "safe" / "copy.db")
        status.communicate()
        assert status.returncode == 2
        shutil.rmtree(tmp_path / "safe")
        (tmp_path / "safe").mkdir()
        done = command("backup", tmp_path / "safe" / "copy.db", "--db", path)
        done.communicate()
        assert done.returncode == 0
    with open_project(tmp_path / "safe" / "copy.db") as copy:
        assert findings(copy) == []
        assert copy.ask("SELECT count(*) FROM document") == [(1500,)]
