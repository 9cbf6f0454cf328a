"""The index of words when things go wrong: killed while it is made, many who make it at once, nowhere to write it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model import Layer
from annotator.session.finding import Finder
from annotator.session.query import parsed
from annotator.store import Project, open_project
from annotator.store.search import FEWEST, Indexer, last_document, searchable
from tests.building import SHORT, at_work, findings, mark, new_project, record, take

ROOT = Path(__file__).parents[2]
DOCUMENTS = 120

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows, nor these permissions")

MAKE = """
import sys
from pathlib import Path
from annotator.store import open_project
from annotator.store.search import Indexer
with open_project(Path(sys.argv[1])) as project:
    indexer = Indexer(project)
    while indexer.extend():
        print("slice", flush=True)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of some thousand sentences."""
    path = tmp_path_factory.mktemp("made") / "p.db"
    text = " ".join(f"Zin {count} is hier." for count in range(FEWEST // 4))
    with new_project(path) as project:
        take(project, *(record(f"{text} Dit is nummer n{number}.", f"d{number:03}") for number in range(DOCUMENTS)))
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def process(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def found(project: Project, query: str) -> list[tuple[str, int]]:
    return [(hit.key, hit.sentence) for hit in Finder(project, Layer("anna")).hits(parsed(query))]


def whole(project: Project) -> None:
    """The index has every sentence once."""
    indexer = Indexer(project)
    while searchable(project) < last_document(project):
        indexer.extend()
    hits = found(project, "zin")
    assert len(hits) == len(set(hits)) == DOCUMENTS * (FEWEST // 4)
    assert found(project, "n77") == [("d077", FEWEST // 4)]
    project.conn.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    assert project.quick_check() == []
    assert findings(project) == []


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_the_index_is_made(made: Path, tmp_path: Path, seed: int) -> None:
    path = shutil.copy(made, tmp_path / "p.db")
    child = process(MAKE, path)
    assert child.stdout is not None
    assert child.stdout.readline() == "slice\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.05))
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=30)
    with open_project(path) as project:
        upto = searchable(project)
        assert 0 < upto <= last_document(project)
        before = project.ask("SELECT rowid FROM search WHERE search MATCH 'nummer'")
        assert len(before) == upto
        whole(project)


def test_several_make_it_together(made: Path, tmp_path: Path) -> None:
    path = shutil.copy(made, tmp_path / "p.db")
    children = [process(MAKE, path) for _ in range(3)]
    for child in children:
        _, said = child.communicate(timeout=60)
        assert (child.returncode, said) == (0, "")
    with open_project(path) as project:
        assert searchable(project) == last_document(project)
        whole(project)


SEARCH = """
import contextlib, io, os, sys, tempfile
from pathlib import Path
from annotator.cli.main import main
from annotator.session.making import make_project
from tests.building import SHORT, record, take

def search(path, *query):
    main(["search", "--db", str(path), "--annotator", "anna", *query])

with tempfile.TemporaryDirectory() as folder:  # everything is imported while it can still be read
    with make_project(Path(folder) / "p.db") as project:
        take(project, record(SHORT))
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()), \\
            contextlib.redirect_stderr(io.StringIO()):
        search(Path(folder) / "p.db", "brand")
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
search(*sys.argv[1:])
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that a process without rights can get to, with a project in it that has labels and no index."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer) / "shared"
        folder.mkdir()
        session = at_work(folder / "p.db", SHORT)
        mark(session, "claim", "Er is brand")
        session.project.close()
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("query", ["brand", "label:claim"])
def test_a_project_that_may_only_be_read(shared: Path, query: str, indexed: bool) -> None:
    path = shared / "p.db"
    if indexed:
        with open_project(path) as project:
            Indexer(project).extend()
    path.chmod(0o444)
    shared.chmod(0o555)
    before = path.read_bytes()
    child = process(SEARCH, path, query)
    out, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert out.splitlines()[0].split()[:2] == ["a", "1"]
    assert ("without the index" in said) is (query == "brand" and not indexed)
    assert path.read_bytes() == before
    assert sorted(found.name for found in shared.iterdir()) == ["p.db"]


def test_one_that_may_only_be_read_while_somebody_works_in_it(shared: Path) -> None:
    path = shared / "p.db"
    with open_project(path) as project:
        take(project, record("Nog een brand.", "b"))
        for name in (path, path.with_name("p.db-wal"), path.with_name("p.db-shm")):
            name.chmod(0o444)
        shared.chmod(0o555)
        child = process(SEARCH, path, "brand")
        out, said = child.communicate(timeout=60)
        assert child.returncode == 0, said
        assert [line.split()[0] for line in out.splitlines()] == ["a", "b"]
