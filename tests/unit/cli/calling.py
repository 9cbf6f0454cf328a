"""How the tests of the command line call it and read what it gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its stdout as JSON."""
        return orjson.loads(self.out)


Run = Callable[..., Ran]


def lines(path: Path, *records: dict[str, Any] | str) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return path


def process(
    *arguments: object, cwd: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("ANNOTATOR_")}
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=env | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
    )


def exported(run: Run, *arguments: str) -> list[dict[str, Any]]:
    path = run("export", "jsonl", "--out", "out", "--force", *arguments).out.strip()
    return [json.loads(line) for line in Path(path).read_bytes().split(b"\n")[:-1]]
