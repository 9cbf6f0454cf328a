"""Who may import whom, and what must not be loaded before it is needed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "annotator"
LAYERS = (  # from the top down; a lower one never imports a higher one, those on one line never each other
    {"cli"},
    {"ui"},
    {"session"},
    {"store", "formats", "agreement", "suggest"},
    {"scheme", "text", "settings"},
    {"labels", "resources", "words"},
    {"model", "clock"},
    {"errors"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def imported(path: Path) -> set[str]:
    """The parts of the package that a module imports, at its head or anywhere in it."""
    here = ("annotator", *path.relative_to(PACKAGE).with_suffix("").parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = list(here[: -node.level]) if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{name}.{alias.name}" for alias in node.names} if name == "annotator" else {name}
    return {name.split(".")[1] for name in found if name.startswith("annotator.")}


def test_a_lower_layer_imports_no_higher_one() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own in ("__init__", "__main__", "_bundled"):
            continue
        assert own in RANK, f"annotator.{own} has no place in the layers"
        for other in imported(path) - {own}:
            if other in RANK and RANK[other] <= RANK[own]:
                wrong.append(f"{path.relative_to(ROOT)} imports annotator.{other}")
    assert wrong == []


def test_the_rules_here_are_those_of_the_linter() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        (contract,) = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    listed = [{n.strip().removeprefix("annotator.") for n in line.split("|")} for line in contract["layers"]]
    assert listed == list(LAYERS)


def test_the_linter_finds_nothing() -> None:
    pytest.importorskip("importlinter")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr


# -- what is loaded -----------------------------------------------------------------------------------------------

HEAVY = ("textual", "rich", "numpy", "pydantic", "sqlite_utils", "jsonlines", "orjson", "sentencex", "platformdirs")


def loaded(code: str, *arguments: str) -> set[str]:
    """The heavy packages that a fresh Python has loaded after some code, whatever that printed."""
    tail = f"\nimport sys\nfor name in {HEAVY!r}:\n    if name in sys.modules:\n        print('LOADED', name)"
    done = subprocess.run(
        [sys.executable, "-c", code + tail, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith("LOADED ")}


COMMAND = """
import sys
from annotator.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
"""


def test_the_probe_sees_what_is_loaded() -> None:
    assert loaded("import pydantic, numpy") >= {"pydantic", "numpy"}
    assert loaded("") == set()


def test_help_loads_nothing_heavy() -> None:
    assert loaded(COMMAND, "--help") == set()
    assert loaded(COMMAND, "--version") == set()
    assert loaded("import annotator, annotator.cli.main") == set()


@pytest.mark.parametrize("name", ["import", "export", "status", "check", "log", "backup", "init", "demo", "open"])
def test_the_help_of_a_command_loads_neither_screen_nor_numbers(name: str) -> None:
    assert not loaded(COMMAND, name, "--help") & {"textual", "rich", "numpy", "pydantic", "sqlite_utils"}


def test_no_command_without_a_screen_loads_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Er is brand. Niets bekend.", encoding="utf-8")
    db = ("--db", str(tmp_path / "p.db"))
    forbidden = {"textual", "rich", "numpy"}
    assert not loaded(COMMAND, "import", str(tmp_path / "a.txt"), *db) & forbidden
    for command in (
        ("export", "jsonl", "--out", str(tmp_path / "out")),
        ("status", "--json"),
        ("check",),
        ("log", "--json"),
        ("backup", str(tmp_path / "copy.db")),
        ("scheme", "show"),
    ):
        assert not loaded(COMMAND, *command, *db) & forbidden, command


OPEN = """
import sys
from pathlib import Path
from annotator.session import Session
from annotator.store import open_project
project = open_project(Path(sys.argv[1]))
session = Session(project, "anna")
session.open()
assert session.stored.document.key == "a"
session.cursor.extend(1), session.under_cursor(), session.warnings(0), session.names(0), session.layers()
"""


def test_the_first_screen_waits_for_neither_validation_nor_migrations(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Er is brand. Niets bekend.", encoding="utf-8")
    loaded(COMMAND, "import", str(tmp_path / "a.txt"), "--db", str(tmp_path / "p.db"))
    assert loaded(OPEN, str(tmp_path / "p.db")) & {"pydantic", "sqlite_utils", "textual", "jsonlines"} == set()


def test_readers_of_the_formats_do_not_know_the_store() -> None:
    for path in (PACKAGE / "formats").rglob("*.py"):
        assert not imported(path) & {"store", "session", "ui", "cli"}, path
