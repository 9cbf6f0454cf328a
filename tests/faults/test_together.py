"""Many at once: twenty annotators write in one project, and nobody meets an error or loses a label."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from annotator.store import open_project
from annotator.store.events import events
from tests.building import ARTICLE, SHORT, at_work, findings, mark, opened
from tests.faults.test_kills import command, logged, start, whole_lines


def together(path: Path, writers: int, actions: int, pause: float = 0.0) -> None:
    at_work(path, ARTICLE).project.close()
    children = [
        start("label", path, f"annotator {n}", actions, n, pause, stderr=subprocess.PIPE) for n in range(writers)
    ]
    said = {}
    for number, child in enumerate(children):
        assert child.stdout is not None
        assert child.stderr is not None
        said[number] = [line for line in whole_lines(child.stdout) if line != "ready"]
        errors = child.stderr.read()
        child.stdout.close()
        child.stderr.close()
        assert child.wait() == 0, f"annotator {number}: {said[number][-1:]} {errors}"
    with open_project(path) as project:
        assert findings(project) == []
        for number, words in said.items():
            assert len(words) > actions / 2
            assert logged(project, f"annotator {number}") == words
        assert len({e.id for e in events(project)}) == project.one("SELECT count(*) FROM event")[0]  # type: ignore[index]


def test_twenty_annotators_write_at_once_without_an_error(tmp_path: Path) -> None:
    together(tmp_path / "p.db", 20, 30)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_fifty_annotators_who_act_twice_a_second_meet_no_error(tmp_path: Path) -> None:
    together(tmp_path / "p.db", 50, 120, pause=1.0)


def test_two_imports_that_make_the_project_at_once_both_succeed(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text(f"Bericht {name}. {SHORT}", encoding="utf-8")
    children = [command("import", tmp_path / f"{name}.txt", "--db", tmp_path / "p.db") for name in "abcd"]
    told = [(child.communicate()[1], child.returncode) for child in children]
    assert [code for _, code in told] == [0] * 4, told
    with open_project(tmp_path / "p.db") as project:
        assert sorted(project.ask("SELECT key FROM document")) == [("a",), ("b",), ("c",), ("d",)]
        assert findings(project) == []


def test_an_action_waits_for_another_process_and_is_then_written(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE)
    session.project.patience(30)
    holder = start("hold", tmp_path / "p.db", stdin=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    span = mark(session, "claim", "tientallen doden")
    assert (len(session.pending), list(session.labels.spans)) == (1, [span.id])
    assert opened(session.project, key="a").labels.part.spans == ()
    holder.communicate()
    assert session.flush()
    assert list(opened(session.project, key="a").labels.spans) == [span.id]
    session.project.close()


def test_what_is_labelled_while_others_import_and_export_holds(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE)
    for n in range(40):
        (tmp_path / f"{n}.txt").write_text(f"Bericht {n}. {SHORT}", encoding="utf-8")
    busy = [command("import", *(tmp_path / f"{n}.txt" for n in range(40)), "--db", tmp_path / "p.db")]
    busy += [command("export", "jsonl", "--out", tmp_path / f"out{n}", "--db", tmp_path / "p.db") for n in range(2)]
    while any(child.poll() is None for child in busy):
        session.label("claim")
        session.cursor.move(1)
        assert session.trouble is None
    for child in busy:
        _, err = child.communicate()
        assert child.returncode == 0, err
    assert findings(session.project) == []
    assert opened(session.project, key="a").labels.part == session.labels.part
    session.project.close()
