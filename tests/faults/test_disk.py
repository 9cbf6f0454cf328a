"""A full disk, a damaged file, a place that cannot be written: a clear sentence, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.store import open_project
from annotator.store.audit import audit
from annotator.store.events import events
from tests.building import (
    ARTICLE,
    SHORT,
    at_work,
    behind_its_back,
    findings,
    new_project,
    opened,
    record,
    records,
    take,
)
from tests.faults.test_kills import ROOT, command, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses POSIX limits and permissions")


# -- no room ------------------------------------------------------------------------------------------------------


def test_a_file_that_may_not_grow_stops_the_labels_with_a_word_and_loses_none(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    at_work(path, ARTICLE).project.close()
    room = path.stat().st_size + 400_000
    child = start("cramped", path, room)
    out, _ = child.communicate()
    assert child.returncode == 0, out
    *said, trouble, flushed = out.splitlines()
    assert trouble.startswith("trouble StoreFull")
    assert "the disk is full or cannot be written; this action was not saved, everything before it was" in trouble
    assert trouble.endswith(" 1"), "it waits in the queue"
    assert flushed == "flushed True", "and is written when there is room again"
    assert len(said) > 10
    with open_project(path) as project:
        assert findings(project) == []
        labels = opened(project, key="a").labels
        added, gone = {w[1:] for w in said if w[0] == "+"}, {w[1:] for w in said if w[0] == "-"}
        assert added - gone <= labels.spans.keys()
        assert len(labels.spans) == len(added - gone) + 1


def limited(room: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command that may write files of so many bytes."""
    code = (
        "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "from annotator.cli.main import main\nmain(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-B", "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "ANNOTATOR_NAME": "anna"},
        check=False,
    )


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    with new_project(path) as project:
        for number in range(40):
            take(project, record(f"Bericht {number}. " + ARTICLE, f"d{number}"))
    return path


def told(done: subprocess.CompletedProcess[str], code: int = 2) -> str:
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done
    assert done.stdout == ""
    assert done.stderr.startswith("annotator: ")
    assert " – " in done.stderr
    return done.stderr


def test_an_export_without_room_leaves_no_file(full: Path, tmp_path: Path) -> None:
    said = told(limited(80_000, "export", "jsonl", "--out", tmp_path / "out", "--db", full))
    assert "File too large" in said or "full" in said
    assert not (tmp_path / "out").exists()


def test_a_backup_without_room_leaves_no_file(full: Path, tmp_path: Path) -> None:
    said = told(limited(80_000, "backup", tmp_path / "copy.db", "--db", full))
    assert "full" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.db"]


def test_a_project_without_room_is_not_made(tmp_path: Path) -> None:
    told(limited(20_000, "init", "--db", tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_an_import_without_room_keeps_what_went_in_before(full: Path, tmp_path: Path) -> None:
    texts = tmp_path / "in"
    texts.mkdir()
    for number in range(200):
        (texts / f"n{number:03}.txt").write_text(f"Nieuw {number}. {ARTICLE * 4}", encoding="utf-8")
    done = limited(full.stat().st_size + 200_000, "import", texts, "--db", full)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    with open_project(full) as project:
        assert findings(project) == []
        (count,) = project.ask("SELECT count(*) FROM document")[0]
        assert 40 < count < 240
    again = command("import", texts, "--db", full)
    _, err = again.communicate()
    assert again.returncode == 0
    assert f"{count - 40} there already" in err


@pytest.fixture
def tiny() -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = Path(tempfile.mkdtemp())
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_stops_the_labels_with_a_word_and_loses_none(tiny: Path) -> None:
    path = tiny / "p.db"
    session = at_work(path, ARTICLE)
    acknowledged = []
    for number in range(5000):
        session.cursor.place(number % 8)
        session.set_comment(f"{number} " + "x" * 3000)
        if session.trouble:
            break
        acknowledged.append((number % 8, number))
    assert session.trouble is not None
    assert "the disk is full" in str(session.trouble)
    assert len(acknowledged) > 5
    assert session.state.comment is not None
    assert session.state.comment.startswith(f"{number} "), "it shows all the same"
    session.project.close()
    with open_project(path) as project:
        assert findings(project) == []
        labels = opened(project, key="a").labels
        for index, last in dict(acknowledged).items():
            assert (labels.state(index).comment or "").startswith(f"{last} ")


# -- a damaged file -----------------------------------------------------------------------------------------------


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    with new_project(path) as project:
        for number in range(60):
            take(project, record(f"Bericht {number}. " + ARTICLE, f"d{number}"))
        session = opened(project)
        for _ in range(8):
            session.label("claim")
            session.finish()
    return path


COMMANDS = (
    ("status",),
    ("check",),
    ("log", "--all"),
    ("export", "jsonl", "--out", "out"),
    ("backup", "copy.db"),
    ("open",),
)


@pytest.mark.parametrize("step", range(6))
def test_damage_anywhere_is_told_or_harms_nothing_and_never_ends_in_a_traceback(sound: Path, step: int) -> None:
    data = bytearray(sound.read_bytes())
    pages = len(data) // 4096
    for page in range(1 + step, pages, 6):
        damaged = bytearray(data)
        damaged[page * 4096 : page * 4096 + 4096] = os.urandom(4096)
        sound.write_bytes(damaged)
        _try_in_process(sound)


def _try_in_process(path: Path) -> None:
    try:
        with open_project(path) as project:
            list(audit(project))
            list(records(project))
            list(events(project))
    except StoreCorrupt as error:
        told = error.remedy
        if not told:
            raise
    for extra in path.parent.glob("p.db-*"):
        extra.unlink()


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: str(arguments[0]))
def test_a_damaged_project_is_said_to_be_so_by_every_command(sound: Path, arguments: tuple[str, ...]) -> None:
    data = bytearray(sound.read_bytes())
    data[4096 * 3 : 4096 * (len(data) // 4096 - 1)] = b"\xa5" * (len(data) - 4096 * 4)
    sound.write_bytes(data[: len(data)])
    child = command(*arguments, "--db", sound, cwd=sound.parent)
    out, err = child.communicate()
    assert "Traceback" not in err
    assert child.returncode == 2
    assert out == ""
    assert "the file is damaged" in err
    assert "restore a backup" in err
    assert not (sound.parent / "out").exists()


def test_a_large_project_is_checked_by_check_and_not_at_every_start(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over 32 MiB the quick check would keep an annotator waiting."""
    monkeypatch.setattr("annotator.store.connection.CHECK_AT_ONCE", 0)
    root = behind_its_back(sound, "SELECT rootpage FROM sqlite_schema WHERE name = 'event_annotator'")[0][0]
    data = bytearray(sound.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\0" * 4096
    sound.write_bytes(data)
    with open_project(sound) as project:
        found = findings(project)
        assert any("SQLite: " in finding or "damaged" in finding for finding in found), found


def test_a_write_ahead_log_that_is_cut_off_loses_only_its_end(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    session.project.conn.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(12):
        session.cursor.place(number % 3)
        session.set_comment(f"{number}")
    copy = tmp_path / "copy.db"
    shutil.copy(tmp_path / "p.db", copy)
    wal = (tmp_path / "p.db-wal").read_bytes()
    (tmp_path / "copy.db-wal").write_bytes(wal[: len(wal) * 2 // 3])
    session.project.close()
    with open_project(copy) as project:
        assert findings(project) == []
        comments = [opened(project, key="a").labels.state(i).comment for i in range(3)]
        assert None not in comments
        assert max(int(comment or 0) for comment in comments) < 11
