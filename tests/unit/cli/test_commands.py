"""All commands: help, exit codes, the project's name; making a project and opening it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import __version__
from annotator.cli.main import COMMANDS
from annotator.cli.options import table
from annotator.store import open_project
from tests.building import mark, nl_fact, opened
from tests.unit.cli.calling import ROOT, Run, process

# -- the group --------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_what_it_does(run: Run) -> None:
    for option in ("--help", "-h"):
        text = run(option).out
        for name, (_, words) in COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(words[:40])}", text, re.M), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_takes_a_project(run: Run, name: str) -> None:
    text = run(name, "--help").out
    assert "Usage: annotator" in text
    if name in ("assist", "queue"):  # groups: the commands in them take it
        text = run(name, "show", "--help").out
    if name not in ("scheme", "leakage"):
        assert "--db" in text


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"annotator, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("status", "--nonsense"), ("export",), ("export", "nonsense", "--out", "x"), ("import",), ("log", "--last", "0"),
     ("open", "--pass", "0"), ("backup",)],
)  # fmt: skip
def test_a_call_that_is_wrong_ends_with_2_and_says_how_it_should_be(run: Run, arguments: tuple[str, ...]) -> None:
    found = run(*arguments, code=2)
    assert found.out == ""
    assert "Usage" in found.err
    assert "Error" in found.err


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("status", "--json"), ("check",), ("log",), ("backup", "x.db"), ("export", "jsonl", "--out", "out"), ("open",), ("scheme", "adopt", "nl-fact")],
)  # fmt: skip
def test_without_a_project_every_command_says_how_to_make_one(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    found = run(*arguments, code=2)
    assert found.out == ""
    assert found.err == (
        "annotator: annotations.db: there is no project – make one with `annotator init --db annotations.db`,"
        " or `annotator import` something into it\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("status",), ("check",), ("open",), ("init",), ("import", "brand.txt")])
def test_a_file_that_is_no_project_is_said_to_be_none(run: Run, article: Path, arguments: tuple[str, ...]) -> None:
    before = article.read_bytes()
    found = run(*arguments, "--db", article, code=2)
    assert f"annotator: {article}: is not an annotator project" in found.err
    assert article.read_bytes() == before


def test_the_project_is_named_by_option_variable_or_default(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    run("init", "--db", "option.db")
    monkeypatch.setenv("ANNOTATOR_DB", "variable.db")
    assert run("init").out == "variable.db\n"
    assert run("init", "--db", "both.db").out == "both.db\n"
    found = {path.name for path in tmp_path.glob("*.db")}
    assert found == {"annotations.db", "option.db", "variable.db", "both.db"}


def test_python_m_annotator_is_the_same_command(tmp_path: Path, article: Path) -> None:
    done = process("import", article, cwd=tmp_path, ANNOTATOR_NAME="anna")
    assert done.returncode == 0, done.stderr
    assert process("status", "--json", cwd=tmp_path).returncode == 0
    assert process("status", "--db", "none.db", cwd=tmp_path).returncode == 2


def test_a_reader_that_stops_reading_ends_no_command_in_a_traceback(tmp_path: Path, article: Path) -> None:
    process("import", article, cwd=tmp_path)
    command = f"'{sys.executable}' -m annotator scheme show --source | head -c 100"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert len(done.stdout) == 100
    assert done.stderr == b""


# -- init -------------------------------------------------------------------------------------------------------------


def test_init_makes_a_project_and_prints_its_path(run: Run, tmp_path: Path) -> None:
    found = run("init", "--db", tmp_path / "p.db")
    assert found.out == f"{tmp_path / 'p.db'}\n"
    assert "nl-fact 1" in found.err
    assert run("init", "--db", tmp_path / "p.db", code=2).out == ""


def test_init_takes_a_scheme_of_ones_own(run: Run, tmp_path: Path) -> None:
    content = nl_fact()[0].replace(b'name = "nl-fact"', b'name = "mine"')
    (tmp_path / "mine.toml").write_bytes(content)
    run("init", "--scheme", "mine.toml")
    assert run("status", "--json").data["scheme"]["name"] == "mine"
    assert run("scheme", "show", "--source").out.encode() == content


@pytest.mark.parametrize("scheme", ["nonsense", "../nl-fact", "no/such.toml", ""])
def test_init_without_such_a_scheme(run: Run, tmp_path: Path, scheme: str) -> None:
    found = run("init", "--scheme", scheme, code=2)
    assert "there is no scheme" in found.err
    assert "nl-fact" in found.err
    assert list(tmp_path.iterdir()) == []


def test_init_with_a_scheme_that_has_faults_tells_them_all_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    content = nl_fact()[0].replace(b'key = "u"', b'key = "c"').replace(b'head = "claim"', b'head = "claym"', 1)
    (tmp_path / "mine.toml").write_bytes(content)
    found = run("init", "--scheme", "mine.toml", code=2)
    assert len(found.err.splitlines()) == 2
    assert all(re.match(r"annotator: mine\.toml: line \d+: ", line) for line in found.err.splitlines())
    assert not (tmp_path / "annotations.db").exists()


# -- demo -------------------------------------------------------------------------------------------------------------


def test_demo_makes_the_project_prints_its_path_and_opens_nothing(run: Run, tmp_path: Path) -> None:
    found = run("demo", "--no-open", "--db", tmp_path / "demo.db")
    assert found.out == f"{tmp_path / 'demo.db'}\n"
    status = run("status", "--json", "--db", tmp_path / "demo.db").data
    assert (status["documents"], status["sentences"]) == (1, 47)
    done = [(who["annotator"], who["done"], who["todo"]) for who in status["annotators"]]
    assert done == [("example", 47, 0), ("tweede", 47, 0)]
    assert run("check", "--db", tmp_path / "demo.db").code == 0


def test_demo_opens_what_is_there_with_everything_in_it(run: Run, tmp_path: Path) -> None:
    run("demo", "--no-open", "--db", "demo.db")
    with open_project(tmp_path / "demo.db") as project:
        mark(opened(project), "claim", "Almaty")
    found = run("demo", "--no-open", "--db", "demo.db")
    assert "there already" in found.err
    names = [who["annotator"] for who in run("status", "--json", "--db", "demo.db").data["annotators"]]
    assert names == ["anna", "example", "tweede"]


def test_demo_is_not_made_of_somebodys_own_project(run: Run, article: Path) -> None:
    run("import", article)
    found = run("demo", "--no-open", "--db", "annotations.db", code=2)
    assert "not the demo" in found.err
    assert run("status", "--json").data["documents"] == 1


def test_demo_without_a_terminal_says_how_to_open_it(run: Run) -> None:
    found = run("demo", "--db", "demo.db")
    assert found.out == "demo.db\n"
    assert "annotator open --db demo.db" in found.err


# -- open -------------------------------------------------------------------------------------------------------------


def test_open_without_a_terminal_says_so(run: Run, article: Path) -> None:
    run("import", article)
    found = run("open", code=2)
    assert found.out == ""
    assert "needs a terminal" in found.err
    assert run("log").out.count("\n") == 1, "and it does nothing"


def test_tables_are_aligned_by_what_is_shown() -> None:
    rows = table([["a", "count"], ["longer\nname", 3], ["x\x1b", 12]], right=[1]).split("\n")
    assert rows == ["a            count", "longer␊name      3", "x␛              12"]
    assert table([]) == ""
