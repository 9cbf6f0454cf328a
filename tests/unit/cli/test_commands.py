"""The commands: exit codes, what goes to stdout and to stderr, options and variables, words for what goes wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator import __version__
from annotator.cli.main import COMMANDS
from annotator.store import open_project
from tests.building import SHORT, behind_its_back, findings, mark, nl_fact, opened, record

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Run

ROOT = Path(__file__).parents[3]


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


# -- the group ----------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_what_it_does(run: Run) -> None:
    for option in ("--help", "-h"):
        text = run(option).out
        for name, (_, words) in COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(words[:40])}", text, re.M), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_takes_a_project(run: Run, name: str) -> None:
    text = run(name, "--help").out
    assert "Usage: annotator" in text
    if name not in ("scheme",):
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


# -- init ---------------------------------------------------------------------------------------------------------


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


# -- demo ---------------------------------------------------------------------------------------------------------


def test_demo_makes_the_project_prints_its_path_and_opens_nothing(run: Run, tmp_path: Path) -> None:
    found = run("demo", "--no-open", "--db", tmp_path / "demo.db")
    assert found.out == f"{tmp_path / 'demo.db'}\n"
    status = run("status", "--json", "--db", tmp_path / "demo.db").data
    assert (status["documents"], status["sentences"]) == (1, 47)
    assert [(who["annotator"], who["done"], who["todo"]) for who in status["annotators"]] == [("example", 47, 0)]
    assert run("check", "--db", tmp_path / "demo.db").code == 0


def test_demo_opens_what_is_there_with_everything_in_it(run: Run, tmp_path: Path) -> None:
    run("demo", "--no-open", "--db", "demo.db")
    with open_project(tmp_path / "demo.db") as project:
        mark(opened(project), "claim", "Almaty")
    found = run("demo", "--no-open", "--db", "demo.db")
    assert "there already" in found.err
    names = [who["annotator"] for who in run("status", "--json", "--db", "demo.db").data["annotators"]]
    assert names == ["anna", "example"]


def test_demo_is_not_made_of_somebodys_own_project(run: Run, article: Path) -> None:
    run("import", article)
    found = run("demo", "--no-open", "--db", "annotations.db", code=2)
    assert "not the demo" in found.err
    assert run("status", "--json").data["documents"] == 1


def test_demo_without_a_terminal_says_how_to_open_it(run: Run) -> None:
    found = run("demo", "--db", "demo.db")
    assert found.out == "demo.db\n"
    assert "annotator open --db demo.db" in found.err


# -- open ---------------------------------------------------------------------------------------------------------


def test_open_without_a_terminal_says_so(run: Run, article: Path) -> None:
    run("import", article)
    found = run("open", code=2)
    assert found.out == ""
    assert "needs a terminal" in found.err
    assert run("log").out.count("\n") == 1, "and it does nothing"


# -- import -------------------------------------------------------------------------------------------------------


def test_import_makes_the_project_and_says_so_on_stderr(run: Run, article: Path) -> None:
    found = run("import", article)
    assert found.out == ""
    assert "made a project with the scheme nl-fact 1" in found.err
    assert "added 1 documents" in found.err
    status = run("status", "--json").data
    assert (status["documents"], status["sentences"]) == (1, 2)


def test_import_again_is_told_and_ends_with_0(run: Run, article: Path, tmp_path: Path) -> None:
    layered = lines(tmp_path / "a.jsonl", record(SHORT, "x", layer={"annotator": "bob"}))
    run("import", article, layered)
    found = run("import", article, layered)
    assert "brand: the document is there already, the same" in found.err
    assert "x: the layer of bob is there already, the same" in found.err
    assert "2 there already" in found.err
    found = run("import", article, layered, "--json")
    assert {k: found.data[k] for k in ("documents", "layers", "spans", "same", "rejected")} == {
        "documents": 0,
        "layers": 0,
        "spans": 0,
        "same": 2,
        "rejected": [],
    }


def test_rejected_records_are_named_with_file_line_and_remedy_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    good, bad = (
        record(SHORT, "a"),
        record(SHORT, "b", spans=[{"label": "rumour", "fragments": [{"start": 0, "end": 2}]}]),
    )
    path = lines(tmp_path / "mixed.jsonl", good, "nonsense", bad, {"title": "no text"}, record(SHORT, "c"))
    found = run("import", path, code=1)
    assert found.out == ""
    told = [line for line in found.err.splitlines() if line.startswith(f"{path}:") and " – " in line]
    assert f"{path}: read as jsonl" in found.err
    assert [line.split(": ")[0] for line in told] == [f"{path}:2", f"{path}:3", f"{path}:4"]
    assert all(" – " in line for line in told)
    assert "3 rejected" in found.err
    assert [r["document"]["key"] for r in exported(run)] == ["a", "c"]
    data = run("import", path, "--json", code=1).data
    assert [(r["file"], r["line"]) for r in data["rejected"]] == [(str(path), n) for n in (2, 3, 4)]
    assert all(r["reason"] and r["remedy"] for r in data["rejected"])


def exported(run: Run, *arguments: str) -> list[dict[str, Any]]:
    path = run("export", "jsonl", "--out", "out", "--force", *arguments).out.strip()
    return [json.loads(line) for line in Path(path).read_bytes().split(b"\n")[:-1]]


def test_labels_without_a_layer_go_to_the_one_who_imports(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = [{"label": "claim", "fragments": [{"start": 0, "end": 2}]}]
    for name, arguments in (("carla", ["--annotator", "carla"]), ("dirk", []), ("anna", [])):
        if name == "dirk":
            monkeypatch.setenv("ANNOTATOR_NAME", "dirk")
        elif name == "anna":
            monkeypatch.delenv("ANNOTATOR_NAME")
            monkeypatch.setattr("getpass.getuser", lambda: "anna")
        run("import", lines(tmp_path / "a.jsonl", record(SHORT, name, spans=spans, layer=None)), *arguments)
    assert {r["document"]["key"]: r["layer"]["annotator"] for r in exported(run)} == {
        n: n for n in ("carla", "dirk", "anna")
    }


@pytest.mark.parametrize("name", ["all", "gold", "a,b", " ", "x\x1b[31m", "x\ny", "\udce9"])
def test_a_name_that_cannot_be_one_is_refused(run: Run, article: Path, name: str) -> None:
    found = run("import", article, "--annotator", name, code=2)
    assert found.err.startswith("annotator: ")
    assert "\x1b" not in found.err


def test_a_differing_layer_needs_replace(run: Run, tmp_path: Path) -> None:
    spans = [{"label": "claim", "fragments": [{"start": 0, "end": 2}]}]
    run("import", lines(tmp_path / "a.jsonl", record(SHORT, layer={"annotator": "bob"}, spans=spans)))
    path = lines(tmp_path / "b.jsonl", record(SHORT, layer={"annotator": "bob"}))
    found = run("import", path, code=1)
    assert f"{path}:1: a: the layer of bob is there and differs – use --replace" in found.err
    assert len(exported(run)[0]["spans"]) == 1
    run("import", path, "--replace")
    assert exported(run)[0]["spans"] == []
    assert run("check").code == 0


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run: Run, article: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", record(SHORT, "a", layer={"annotator": "bob"}), record(SHORT, "a", layer={"annotator": "carla"}))  # fmt: skip
    found = run("import", path, "--dry-run")
    assert "would add 1 documents and 2 layers" in found.err
    assert not (tmp_path / "annotations.db").exists()
    run("import", article)
    count = "SELECT count(*) FROM event"
    before = behind_its_back(tmp_path / "annotations.db", count)
    assert "would add 1 documents and 2 layers" in run("import", path, "--dry-run").err
    other = lines(tmp_path / "b.jsonl", record(SHORT, "a", layer={"annotator": "bob"}), record(SHORT + "!", "a"))
    assert "is there with another text" in run("import", other, "--dry-run", code=1).err, "as the real one would say"
    assert behind_its_back(tmp_path / "annotations.db", count) == before
    assert "would add 0 documents" in run("import", article, "--dry-run").err


def test_a_folder_is_read_in_order_and_what_is_no_article_is_left_alone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "deep/c.TXT"):
        (folder / name).write_text(f"Bericht {name}.", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    lines(folder / "d.jsonl", record(SHORT, "d"))
    run("import", folder)
    assert [r["document"]["key"] for r in exported(run)] == ["a", "b", "d", "c"]


def test_a_folder_without_articles_and_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no file in this folder" in run("import", "empty", code=2).err
    assert "there is no such file" in run("import", "nothing.txt", code=2).err
    assert not (tmp_path / "annotations.db").exists()


def test_standard_input(tmp_path: Path) -> None:
    data = (json.dumps(record(SHORT, "in")) + "\nnonsense\n").encode()
    done = process("import", "-", cwd=tmp_path, stdin=data)
    assert done.returncode == 1
    assert b"stdin:2: " in done.stderr
    assert process("import", "-", "--format", "txt", cwd=tmp_path, stdin=b"Er is brand.").returncode == 0
    assert json.loads(process("status", "--json", cwd=tmp_path).stdout)["documents"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"caf\xe9", ":1: byte 4 is not UTF-8 (0xe9)"), (b"een\ntwee\xff", ":2: byte 9 is not UTF-8"), (b"", "the text is empty"),
     (b"a\0b", "NUL")],
)  # fmt: skip
def test_a_text_file_that_cannot_be_taken_in(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    found = run("import", "a.txt", code=1)
    assert "1 rejected" in found.err
    assert any(line.startswith("a.txt") and words in line for line in found.err.splitlines())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_text_file_with_a_byte_order_mark(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Café\r\nis dicht.".encode(encoding))
    run("import", "a.txt")
    assert exported(run)[0]["document"]["text"] == "Café\nis dicht."


def test_a_link_to_nowhere_is_no_file(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert "gone.txt: there is no such file" in run("import", "gone.txt", article, code=2).err


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="needs a file that even root cannot read from its start"
)
def test_a_file_that_cannot_be_read_is_rejected_and_the_others_go_in(run: Run, article: Path) -> None:
    found = run("import", "/proc/self/mem", "--format", "txt", article, code=1)
    assert "/proc/self/mem: " in found.err
    assert "1 rejected" in found.err
    assert run("status", "--json").data["documents"] == 1


# -- export -------------------------------------------------------------------------------------------------------


def test_export_prints_the_path_and_writes_nothing_over(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", article)
    found = run("export", "jsonl", "--out", "deep/er/out")
    assert found.out == "deep/er/out/documents.jsonl\n"
    assert "1 records" in found.err
    before = Path("deep/er/out/documents.jsonl").read_bytes()
    assert "is there already" in run("export", "jsonl", "--out", "deep/er/out", code=2).err
    run("export", "jsonl", "--out", "deep/er/out", "--force")
    assert Path("deep/er/out/documents.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("layers", "owners"),
    [
        ("all", [("a", "anna", 1), ("a", "bob", 1), ("a", "gold", 1), ("b", "anna", 1), ("b", "anna", 2), ("c", None, None)]),
        ("anna", [("a", "anna", 1), ("b", "anna", 1), ("b", "anna", 2)]),
        ("bob", [("a", "bob", 1)]),
        ("bob, anna", [("a", "anna", 1), ("a", "bob", 1), ("b", "anna", 1), ("b", "anna", 2)]),
        ("gold", [("a", "gold", 1)]),
    ],
)  # fmt: skip
def test_export_of_some_layers(run: Run, tmp_path: Path, layers: str, owners: list[tuple[str, str, int]]) -> None:
    owned = [("a", "bob", "annotator", 1), ("a", "anna", "annotator", 1), ("a", "gold", "gold", 1), ("b", "anna", "annotator", 2), ("b", "anna", "annotator", 1)]  # fmt: skip
    given = [record(SHORT + key, key, layer={"annotator": a, "kind": k, "pass": p}) for key, a, k, p in owned]
    run("import", lines(tmp_path / "in.jsonl", *given, record(SHORT + "c", "c")))
    found = exported(run, "--layers", layers)
    assert [
        (r["document"]["key"], (r["layer"] or {}).get("annotator"), (r["layer"] or {}).get("pass")) for r in found
    ] == owners


@pytest.mark.parametrize("layers", ["", ",", "all,anna", "nobody"])
def test_export_of_layers_that_are_none(run: Run, article: Path, tmp_path: Path, layers: str) -> None:
    run("import", article)
    found = run("export", "jsonl", "--out", "out", "--layers", layers, code=2)
    assert found.err.startswith("annotator: ")
    assert not (tmp_path / "out").exists()


def test_an_export_of_labels_that_do_not_quote_their_text_is_refused(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", article)
    with open_project(tmp_path / "annotations.db") as project:
        mark(opened(project), "claim", "brand")
        project.conn.execute("UPDATE document SET text = replace(text, 'brand', 'brand'||'!') ")
        project.conn.execute("UPDATE document SET text = replace(text, 'Er is', 'Het is') ")
    found = run("export", "jsonl", "--out", "out", code=2)
    assert "does not quote the text – run `annotator check`" in found.err
    assert not (tmp_path / "out").exists()


# -- status, check, log, backup -----------------------------------------------------------------------------------


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


def test_status_for_people_and_for_machines(run: Run, worked: Path) -> None:
    data = run("status", "--json").data
    (anna,) = data["annotators"]
    assert {k: anna[k] for k in ("annotator", "kind", "pass", "documents", "done", "todo", "spans", "labels")} == {
        "annotator": "anna",
        "kind": "annotator",
        "pass": 1,
        "documents": 1,
        "done": 1,
        "todo": 1,
        "spans": 2,
        "labels": {"attribution_cue": 1, "claim": 1},
    }
    found = run("status")
    assert found.err == ""
    assert re.search(r"^anna +1 +1 +1 +0 +0 +1 +2 +0 ", found.out, re.M)
    assert re.search(r"attribution_cue +claim$", found.out, re.M)


def test_check_holds_and_warns(run: Run, worked: Path) -> None:
    found = run("check")
    assert "cue_without_source" in found.out
    assert "holds, 1 warnings" in found.err
    data = run("check", "--json").data
    assert data["holds"] is True
    assert [(w["document"], w["annotator"], w["check"], w["sentence"]) for w in data["warnings"]] == [
        ("brand", "anna", "cue_without_source", 1)
    ]
    run("check", "--strict", code=1)


def test_check_ends_with_1_when_something_does_not_hold(run: Run, worked: Path) -> None:
    behind_its_back(worked, "UPDATE layer SET spans = 9")
    found = run("check", code=1)
    assert "its counters say" in found.out
    assert "does not hold" in found.err
    data = run("check", "--json", code=1).data
    assert data["holds"] is False
    assert any("its counters say" in f["message"] for f in data["findings"])


def test_the_log_for_people_and_for_machines(run: Run, worked: Path) -> None:
    rows = run("log").out.splitlines()
    assert [re.split(r"  +", row)[2] for row in rows] == ["document.add", "label", "label", "done"]
    assert "attribution_cue" in rows[1]
    assert "zegt" in rows[1]
    events = [json.loads(line) for line in run("log", "--json").out.splitlines()]
    assert [e["operation"] for e in events] == ["document.add", "label", "label", "done"]
    assert [e["operation"] for e in (json.loads(x) for x in run("log", "--json", "--last", "2").out.splitlines())] == [
        "label",
        "done",
    ]
    assert run("log", "--document", "nothing").out == ""
    assert len(run("log", "--all", "--document", "brand").out.splitlines()) == 4


def test_the_log_of_an_empty_project_says_so_on_stderr(run: Run) -> None:
    run("init")
    found = run("log")
    assert found.out == ""
    assert "nothing has been done" in found.err


def test_backup(run: Run, worked: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    assert run("backup", "copy.db").out == "copy.db\n"
    assert run("backup", "safe").out == str(Path("safe", "annotations.db")) + "\n"
    assert "is there already" in run("backup", "copy.db", code=2).err
    for copy in (tmp_path / "copy.db", tmp_path / "safe" / "annotations.db"):
        with open_project(copy) as project:
            assert findings(project) == []
            assert len(opened(project).labels.spans) == 2


# -- scheme -------------------------------------------------------------------------------------------------------


def test_scheme_show(run: Run, article: Path) -> None:
    without = run("scheme", "show")
    assert "there is no project; this is the default scheme" in without.err
    run("init")
    found = run("scheme", "show")
    assert found.out == without.out
    assert found.err == ""
    for word in ("claim", "uncertainty_cue", "check_worthiness", "attributed_to", "PS"):
        assert word in found.out
    assert run("scheme", "show", "--source").out.encode() == nl_fact()[0]


def test_scheme_check_tells_every_fault_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_bytes(nl_fact()[0])
    found = run("scheme", "check", "good.toml")
    assert found.out == ""
    assert "nl-fact 1 holds: 5 labels, 6 relations, 7 checks" in found.err
    text = nl_fact()[0].decode().replace('key = "u"', 'key = "c"').replace('value = "pos"', 'value = "maybe"', 1)
    text = text.replace('head = "attribution_cue"', 'head = "cue"')
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    found = run("scheme", "check", "bad.toml", code=1)
    told = found.out.splitlines()
    assert len(told) == 3
    assert "3 faults" in found.err
    for line, words in zip(told, ("maybe", "'c'", "'cue'"), strict=True):
        name, number, rest = line.split(":", 2)
        assert name == "bad.toml"
        assert words in rest
        assert " – " in rest
        around = text.split("\n")[int(number) - 3 : int(number) + 3]
        assert any(words.strip("'") in x for x in around), (line, around)
    run("scheme", "check", "nothing.toml", code=2)


def test_scheme_adopt_says_first_what_it_would_orphan(run: Run, worked: Path, tmp_path: Path) -> None:
    with open_project(worked) as project:
        session = opened(project, key="brand")
        session.cursor.place(0)
        session.set_sentence_label("check_worthiness", "FNR")
    text = nl_fact()[0].decode()
    smaller = (
        text.replace('{name="FNR"', '{name="XX"')
        .replace('{name="pos", title', '{name="yes", title')
        .replace('value = "pos"', 'value = "yes"')
    )
    (tmp_path / "smaller.toml").write_text(smaller, encoding="utf-8")
    found = run("scheme", "adopt", "smaller.toml", code=1)
    assert re.search(r"claim polarity=pos +1$", found.out, re.M)
    assert re.search(r"sentence label check_worthiness=FNR +1$", found.out, re.M)
    assert "nothing was changed" in found.err
    assert run("scheme", "show", "--source").out == text
    data = run("scheme", "adopt", "smaller.toml", "--json", code=1).data
    assert {o["what"]: o["count"] for o in data["orphans"]} == {
        "claim polarity=pos": 1,
        "sentence label check_worthiness=FNR": 1,
    }
    before = exported(run)
    run("scheme", "adopt", "smaller.toml", "--yes")
    assert run("scheme", "show", "--source").out == smaller
    after = exported(run)
    assert [r["spans"] for r in after] == [r["spans"] for r in before], "nothing is lost"
    assert run("check").code == 0
    assert json.loads(run("log", "--json", "--last", "1").out)["operation"] == "scheme.adopt"


def test_scheme_adopt_without_orphans_and_of_the_same_scheme(run: Run, worked: Path, tmp_path: Path) -> None:
    (tmp_path / "next.toml").write_text(
        nl_fact()[0].decode().replace('version = "1"', 'version = "2"', 1), encoding="utf-8"
    )
    assert "the scheme is now nl-fact 2" in run("scheme", "adopt", "next.toml").err
    count = len(run("log", "--all").out.splitlines())
    run("scheme", "adopt", "next.toml")
    assert len(run("log", "--all").out.splitlines()) == count, "the same again is no event"
    (tmp_path / "bad.toml").write_text("x", encoding="utf-8")
    assert "bad.toml: line 1" in run("scheme", "adopt", "bad.toml", code=2).err


def test_scheme_json_schema(run: Run) -> None:
    assert run("scheme", "json-schema").data["properties"]["span"]


def test_tables_are_aligned_by_what_is_shown() -> None:
    from annotator.cli.options import table

    rows = table([["a", "count"], ["longer\nname", 3], ["x\x1b", 12]], right=[1]).split("\n")
    assert rows == ["a            count", "longer␊name      3", "x␛              12"]
    assert table([]) == ""
