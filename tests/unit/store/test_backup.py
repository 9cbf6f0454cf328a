"""A backup of a project in use has everything; a bare copy of the file would not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.errors import StoreMissing, StoreUnsuitable, UsageError
from annotator.session import Session
from annotator.store import open_project
from annotator.store.backup import backup
from annotator.store.events import events
from tests.building import exported, findings, mark, opened


@pytest.fixture
def busy(session: Session) -> Session:
    """A project whose last labels are still in its write-ahead log only."""
    session.project.conn.execute("PRAGMA wal_autocheckpoint = 0")
    session.project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    mark(session, "claim", "tientallen doden")
    session.set_status("done")
    return session


def test_a_bare_copy_of_the_file_lacks_what_is_in_the_log(busy: Session, tmp_path: Path) -> None:
    """This is why there is a command at all; were it not so, the next test would prove nothing."""
    shutil.copy(busy.project.path, tmp_path / "copy.db")
    with open_project(tmp_path / "copy.db") as copy:
        assert len(list(events(copy))) == 1


def test_a_backup_opens_holds_and_has_everything(busy: Session, tmp_path: Path) -> None:
    size = backup(busy.project, tmp_path / "copy.db")
    assert size == (tmp_path / "copy.db").stat().st_size > 0
    with open_project(tmp_path / "copy.db") as copy:
        assert findings(copy) == []
        assert exported(copy) == exported(busy.project)
        assert list(events(copy)) == list(events(busy.project))
        assert copy.scheme == busy.scheme
        again = opened(copy, key="a")
        assert again.labels.part == busy.labels.part
        again.undo()
        assert findings(copy) == []
    assert busy.state.status == "done", "the project itself is as it was"


def test_a_backup_is_made_while_another_writes(busy: Session, tmp_path: Path) -> None:
    with open_project(busy.project.path) as other, other.writing() as conn:
        conn.execute("INSERT INTO annotator (name, created) VALUES ('half way', '')")
        backup(busy.project, tmp_path / "copy.db")
    with open_project(tmp_path / "copy.db") as copy:
        assert copy.ask("SELECT name FROM annotator") == [("anna",)]


def test_into_a_folder_it_keeps_its_name(busy: Session, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    backup(busy.project, tmp_path / "safe")
    assert [p.name for p in (tmp_path / "safe").iterdir()] == ["project.db"]


def test_nothing_is_written_over_and_no_folder_is_made_up(busy: Session, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")
    for destination, words in ((tmp_path / "there.db", "is there already"), (tmp_path / "no" / "x.db", "no folder")):
        with pytest.raises(UsageError, match=words):
            backup(busy.project, destination)
    assert (tmp_path / "there.db").read_text() == "mine"


def test_a_backup_that_fails_leaves_no_half_copy(
    busy: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", fails)
    (tmp_path / "safe").mkdir()
    with pytest.raises(KeyboardInterrupt):
        backup(busy.project, tmp_path / "safe" / "copy.db")
    assert list((tmp_path / "safe").iterdir()) == []
    with pytest.raises((StoreMissing, StoreUnsuitable)):
        open_project(tmp_path / "safe" / "copy.db")
