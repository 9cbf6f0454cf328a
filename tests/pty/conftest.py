"""What the tests on a real terminal share. Pseudo-terminals are POSIX: elsewhere there is nothing here to run."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    collect_ignore_glob = ["*"]
else:
    from tests.pty.terminal import annotator


@pytest.fixture
def db(tmp_path: Path) -> str:
    """Where a project may be made."""
    return str(tmp_path / "project.db")


@pytest.fixture
def demo(db: str) -> str:
    """The demo project."""
    made = annotator("demo", "--no-open", "--db", db)
    assert made.returncode == 0, made.stderr
    return db


def exported(db: str, layers: str = "anna") -> list[dict[str, Any]]:
    """The records of some layers, as the command writes them."""
    out = Path(db).parent / f"out-{layers}"
    done = annotator("export", "jsonl", "--db", db, "--out", str(out), "--layers", layers, "--force")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def labelled(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The labels of a record with their words."""
    return [(s["label"], " … ".join(part["text"] for part in s["fragments"])) for s in record["spans"]]


def statuses(record: Mapping[str, Any]) -> list[str]:
    """The status of every sentence."""
    return [sentence["status"] for sentence in record["sentences"]]


def holds(db: str) -> None:
    """``annotator check`` finds the file, the counters and the log in order."""
    checked = annotator("check", "--db", db)
    assert checked.returncode == 0, checked.stdout + checked.stderr
