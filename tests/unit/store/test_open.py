"""Opening and making projects: what is refused, in which words, and that a refused file is left as it was."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.errors import (
    AnnotatorError,
    StoreCorrupt,
    StoreError,
    StoreMissing,
    StoreUnsuitable,
)
from annotator.session.making import make_demo, make_project
from annotator.store import Project, create_project, is_project, open_project
from annotator.store.migrations import APPLICATION_ID, VERSION
from annotator.store.places import network_file_system
from tests.building import at_work, behind_its_back, findings, new_project, nl_fact, record, take

ROOT = Path(__file__).parents[3]


def create(path: Path) -> Project:
    content, scheme, data = nl_fact()
    return create_project(path, scheme, content, data)


def refused(path: Path, kind: type[StoreError], words: str, act: Callable[[Path], Project] = open_project) -> None:
    with pytest.raises(kind, match=words) as caught:
        act(path)
    assert str(path) in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code == 2


# -- make ---------------------------------------------------------------------------------------------------------


def test_a_new_project_is_empty_sound_and_has_its_scheme(tmp_path: Path) -> None:
    with create(tmp_path / "p.db") as project:
        assert project.scheme == nl_fact()[1]
        assert findings(project) == []
        assert project.one("SELECT count(*) FROM document") == (0,)
        assert project.one("SELECT content FROM scheme") == (nl_fact()[0],)
    assert is_project(tmp_path / "p.db")
    assert behind_its_back(tmp_path / "p.db", "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert behind_its_back(tmp_path / "p.db", "PRAGMA user_version") == [(VERSION,)]


def test_an_open_project_writes_ahead_syncs_at_every_commit_and_holds_foreign_keys(project: Project) -> None:
    settings = {name: project.one(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert settings == {"journal_mode": ("wal",), "synchronous": (2,), "foreign_keys": (1,)}


def test_a_just_made_project_has_the_same_settings(tmp_path: Path) -> None:
    with create(tmp_path / "p.db") as project:
        assert project.one("PRAGMA journal_mode") == ("wal",)
        assert project.one("PRAGMA synchronous") == (2,)
        assert project.one("PRAGMA foreign_keys") == (1,)


def test_a_project_closed_in_order_is_one_file(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db")
    session.label("claim")
    session.project.close()
    assert [p.name for p in tmp_path.iterdir()] == ["p.db"]


def test_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    session = at_work(path)
    session.project.close()
    before = path.read_bytes()
    refused(path, StoreUnsuitable, "is there already", create)
    assert path.read_bytes() == before


def test_a_project_may_be_made_in_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    path.touch()
    assert not is_project(path)
    create(path).close()
    assert is_project(path)


def test_a_project_is_not_made_of_another_file(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Er is brand.\n" * 100)
    refused(path, StoreUnsuitable, "not an annotator project", create)
    assert path.read_text() == "Er is brand.\n" * 100


def test_the_folder_of_a_project_must_be_there(tmp_path: Path) -> None:
    refused(tmp_path / "no" / "p.db", StoreUnsuitable, "there is no folder .*no – make it first", create)
    assert not (tmp_path / "no").exists()


def test_what_fails_half_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("annotator.store.connection.add_scheme", fails)
    with pytest.raises(KeyboardInterrupt):
        create(tmp_path / "p.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["with space.db", "100%.db", "what?.db", "a#b.db", "ünï.db", "x\x1b[31m.db", "nieuwe\nregel.db"]
)
def test_names_that_mean_something_elsewhere_mean_nothing_here(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    create(path).close()
    with open_project(path) as project:
        take(project, record())
    assert [p.name for p in tmp_path.iterdir()] == [name]


# -- open ---------------------------------------------------------------------------------------------------------


def test_there_is_no_project(tmp_path: Path) -> None:
    refused(tmp_path / "p.db", StoreMissing, "there is no project – make one with `annotator init")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "p.db").touch()
    refused(tmp_path / "p.db", StoreMissing, "there is no project")


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    refused(tmp_path, StoreMissing, "there is no project")


def test_a_text_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Er is brand.\n" * 100)
    refused(path, StoreUnsuitable, "not an annotator project")
    assert path.read_text() == "Er is brand.\n" * 100
    assert [p.name for p in tmp_path.iterdir()] == ["article.txt"]


def test_the_database_of_another_program_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    behind_its_back(path, "CREATE TABLE document (id INTEGER)")
    before = path.read_bytes()
    refused(path, StoreUnsuitable, "not an annotator project – name another file with --db")
    assert path.read_bytes() == before


def test_a_project_of_a_newer_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    create(path).close()
    behind_its_back(path, f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    refused(path, StoreUnsuitable, f"newer version .tables {VERSION + 1}, this program knows {VERSION}.* – upgrade")
    assert path.read_bytes() == before


def test_a_project_without_a_scheme_says_so(tmp_path: Path) -> None:
    with new_project(tmp_path / "p.db") as project:
        project.conn.execute("DELETE FROM scheme")
        with pytest.raises(StoreUnsuitable, match="no scheme"):
            _ = project.scheme


@pytest.mark.parametrize("where", ["header", "middle", "all", "short"])
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, where: str) -> None:
    path = tmp_path / "p.db"
    session = at_work(path)
    session.label("claim")
    session.project.close()
    data = bytearray(path.read_bytes())
    if where == "header":
        data[:16] = b"\xff" * 16
    elif where == "middle":
        data[4096 : 4096 * 12] = b"\xa5" * (4096 * 11)
    elif where == "all":
        data[100:] = os.urandom(len(data) - 100)
    else:
        del data[4096 * 3 :]
    path.write_bytes(data)
    words = "damaged" if where != "header" else "not an annotator project"
    with pytest.raises((StoreCorrupt, StoreUnsuitable), match=words) as caught:
        open_project(path)
    assert "backup" in caught.value.remedy or "--db" in caught.value.remedy


# -- places where nothing can be written --------------------------------------------------------------------------

SCRIPT = """
import os, sys, tempfile
from pathlib import Path
from annotator.errors import AnnotatorError
from annotator.session.making import make_project
from annotator.store import open_project
from annotator.store.connection import open_to_read
from tests.building import SHORT, opened, record, take

def act(what, path):
    if what == "create":
        return make_project(path).close()
    if what == "read":
        with open_to_read(path) as project:
            assert not project.writable
            opened(project).ghosts()
            return None
    with open_project(path) as project:
        session = opened(project)
        session.label("claim")
        if session.trouble:
            raise session.trouble

with tempfile.TemporaryDirectory() as folder:  # everything is imported while it can still be read
    path = Path(folder) / "p.db"
    act("create", path)
    with open_project(path) as project:
        take(project, record(SHORT))
    act("open", path)
    with open_to_read(path) as project:
        opened(project).ghosts()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    act(sys.argv[1], Path(sys.argv[2]))
except AnnotatorError as error:
    print(type(error).__name__, error)
else:
    print("done")
"""


def as_nobody(what: str, path: Path) -> str:
    """What a process without root's rights says when it opens (and labels) or creates a project."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, what, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that a process without rights can get to and write in, with a project in it."""
    if sys.platform == "win32":
        pytest.skip("permissions are another thing on Windows")
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer) / "shared"
        folder.mkdir()
        session = at_work(folder / "p.db")
        session.project.close()
        (folder / "p.db").chmod(0o666)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


def test_a_writable_folder_and_file_are_no_trouble(shared: Path) -> None:
    """The other tests here would pass for the wrong reason if this one did not."""
    assert as_nobody("open", shared / "p.db") == "done"
    assert as_nobody("create", shared / "new.db") == "done"


def test_a_file_that_cannot_be_written_is_refused(shared: Path) -> None:
    (shared / "p.db").chmod(0o444)
    said = as_nobody("open", shared / "p.db")
    assert said.startswith("StoreReadOnly")
    assert "give yourself write permission on the file and its folder" in said


@pytest.mark.parametrize("version", [2, VERSION])
def test_a_file_that_cannot_be_written_can_be_read_also_one_of_an_older_version(shared: Path, version: int) -> None:
    path = shared / "p.db"
    if version == 2:
        tables = ("queued", "queue", "learned", "blind", "suggested", "rejection")
        behind_its_back(path, *(f"DROP TABLE {table}" for table in tables), "PRAGMA user_version = 2")
    path.chmod(0o444)
    shared.chmod(0o555)
    assert as_nobody("read", path) == "done"
    assert behind_its_back(path, "PRAGMA user_version") == [(version,)]


def test_a_file_that_cannot_be_read_is_refused(shared: Path) -> None:
    (shared / "p.db").chmod(0o000)
    assert as_nobody("open", shared / "p.db").startswith("StoreReadOnly")


def test_a_folder_that_cannot_be_written_is_refused(shared: Path) -> None:
    shared.chmod(0o555)
    assert as_nobody("open", shared / "p.db").startswith("StoreReadOnly")
    said = as_nobody("create", shared / "new.db")
    assert said.startswith("StoreReadOnly")
    assert "write permission" in said
    assert not (shared / "new.db").exists()


def test_a_folder_that_cannot_be_entered_is_refused(shared: Path) -> None:
    shared.chmod(0o000)
    assert as_nobody("open", shared / "p.db").startswith("StoreReadOnly")
    assert as_nobody("create", shared / "new.db").startswith("StoreReadOnly")


@pytest.mark.parametrize("act", [open_project, create])
def test_a_name_that_is_too_long_is_refused(tmp_path: Path, act: Callable[[Path], Project]) -> None:
    with pytest.raises(StoreError):
        act(tmp_path / ("x" * 300 + ".db"))


# -- network file systems -----------------------------------------------------------------------------------------

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /mnt/nfs nfs4 rw 0 0
//server/share /mnt/with\\040space cifs rw 0 0
/dev/sdb /mnt/nfs/local ext4 rw 0 0
host:/home /home/a/remote fuse.sshfs rw 0 0
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/p.db", None),
        ("/mnt/nfs/p.db", "nfs4"),
        ("/mnt/nfs/deep/er/p.db", "nfs4"),
        ("/mnt/nfs/local/p.db", None),
        ("/mnt/nfsx/p.db", None),
        ("/mnt/with space/p.db", "cifs"),
        ("/home/a/remote/p.db", "fuse.sshfs"),
        ("/home/a/p.db", None),
    ],
)
def test_network_file_systems_are_told_by_the_mount_that_a_path_lies_on(path: str, kind: str | None) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind


def test_a_link_to_a_network_file_system_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path}/share nfs rw 0 0\n"
    assert network_file_system(tmp_path / "link" / "p.db", mounts) == "nfs"
    assert network_file_system(tmp_path / "p.db", mounts) is None


def test_a_project_on_a_network_file_system_is_neither_made_nor_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.db"
    create(path).close()
    monkeypatch.setattr("annotator.store.connection.network_file_system", lambda _path: "nfs4")
    refused(path, StoreUnsuitable, "network file system .nfs4.* – keep the project on a local disk")
    refused(tmp_path / "new.db", StoreUnsuitable, "network file system", create)
    assert not (tmp_path / "new.db").exists()


def test_a_system_that_does_not_tell_its_mounts_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.store.places._MOUNTS", tmp_path / "none")
    assert network_file_system(tmp_path / "p.db") is None


def test_every_error_of_the_store_is_one_of_ours() -> None:
    assert issubclass(StoreError, AnnotatorError)


@pytest.mark.parametrize("make", [make_project, make_demo])
def test_what_is_no_file_is_neither_opened_nor_taken_away(tmp_path: Path, make: Callable[[Path], object]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StoreUnsuitable, match="is not a file"):
        make(pipe)
    assert pipe.is_fifo()
