"""Runs commands as a user does, in this process; what they print and how they end is what is tested."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.store import open_project
from tests.building import mark, opened
from tests.unit.cli.calling import Ran, Run


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("status", "--json", code=0)`` in an empty folder, as anna."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATOR_NAME", "anna")

    def ran(*arguments: object, code: int | None = 0, stdin: str = "") -> Ran:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        found = Ran(int(end.value.code or 0), printed.out, printed.err)
        assert "Traceback" not in found.err
        if code is not None:
            assert found.code == code, found
        return found

    return ran


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file with a small article."""
    path = tmp_path / "brand.txt"
    path.write_text("Er is brand. De politie zegt niets.\n", encoding="utf-8")
    return path


@pytest.fixture
def worked(run: Run, article: Path, tmp_path: Path) -> Path:
    """A project in which anna labelled."""
    run("import", article)
    with open_project(tmp_path / "annotations.db") as project:
        session = opened(project)
        mark(session, "attribution_cue", "zegt")
        mark(session, "claim", "brand")
        session.cursor.place(0)
        session.finish()
    return tmp_path / "annotations.db"
