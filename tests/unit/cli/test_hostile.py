"""What comes from outside never reaches the terminal raw, whichever command prints it and wherever it stood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.main import COMMANDS
from tests.building import behind_its_back, nl_fact, record
from tests.unit.cli.calling import Ran, Run

OBEYED = {
    chr(n) for n in (*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F))
}
OBEYED |= {chr(n) for n in (*range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080))}
OBEYED -= {"\n"}

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\x85\u202e\u2066x\u200b\x7f\x08\r\nannotator: all is well"
TEXT = f"Er is {EVIL} brand. De politie zegt niets."


def harmless(found: Ran) -> Ran:
    for name, text in (("stdout", found.out), ("stderr", found.err)):
        bad = sorted({f"U+{ord(c):04X}" for c in text if c in OBEYED})
        assert not bad, f"{name} has {bad}: {text!r}"
        assert "\nannotator: all is well" not in text, f"a line on {name} was forged"
    return found


@pytest.fixture
def hostile(run: Run, tmp_path: Path) -> Path:
    """A project in which everything that can be a text is a hostile one."""
    sentences: list[dict[str, Any]] = []
    spans = [
        {
            "id": EVIL,
            "label": "source",
            "fragments": [{"start": 0, "end": 30}],
            "attributes": [{"name": EVIL, "value": EVIL}, {"name": "entity", "value": EVIL}],
            "origin": EVIL,
            "suggester": EVIL,
            "created": EVIL,
        },
        {"id": "c", "label": "attribution_cue", "fragments": [{"start": 0, "end": 20}]},
    ]
    data = record(
        TEXT.replace("\r\n", "\n").replace("\r", "\n"),
        EVIL,
        layer={"annotator": f"eve {EVIL}"},
        sources=[{"id": EVIL, "name": EVIL, "source_type": EVIL}],
        spans=spans,
        relations=[{"id": EVIL, "label": "cue_of", "head": EVIL, "tail": "c"}],
        sentences=sentences,
    )
    data["document"] |= {"title": EVIL, "publisher": EVIL, "url": EVIL, "meta": [{"key": EVIL, "value": EVIL}]}
    path = tmp_path / "hostile.jsonl"
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")
    harmless(run("import", path))
    lines = run("export", "jsonl", "--out", "first").out
    again = json.loads(Path(lines.strip()).read_bytes())
    again["layer"] = {"annotator": "mallory", "pass": 2}
    for sentence in again["sentences"]:
        sentence |= {"comment": EVIL, "status": "flagged", "labels": [{"name": "check_worthiness", "value": EVIL}]}
    path.write_text(json.dumps(again) + "\n", encoding="utf-8")
    harmless(run("import", path))
    return tmp_path / "annotations.db"


def test_the_alphabet_of_the_attack_is_seen() -> None:
    with pytest.raises(AssertionError, match="U\\+001B"):
        harmless(Ran(0, "\x1b[31m", ""))
    assert set(EVIL) & OBEYED >= set("\x1b\x07\x9b\x85\u202e\u2066\u200b\x7f\x08\r")


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("status", "--json"),
        ("check",),
        ("check", "--json"),
        ("check", "--strict"),
        ("log",),
        ("log", "--json"),
        ("log", "--all"),
        ("log", "--document", EVIL),
        ("export", "jsonl", "--out", "out"),
        ("export", "jsonl", "--out", "out", "--layers", "nobody"),
        ("export", "jsonl", "--out", "out", "--layers", "mallory"),
        ("backup", "copy.db"),
        ("scheme", "show"),
        ("scheme", "show", "--source"),
        ("scheme", "adopt", "nl-fact"),
        ("open", "--document", "nothing"),
        ("search", "brand"),
        ("search", "brand", "--json"),
        ("search", "comment:*", "by:mallory"),
        ("search", "label:source", "by:mallory", "--pass", 2),
        ("search", "source:*", "--annotator", "mallory", "--pass", 2, "--json"),
        ("search", f"brand label:{EVIL}"),
        ("search", EVIL),
        ("search", "document:nothing"),
        ("adjudicate",),
        ("adjudicate", "--document", EVIL),
        ("adjudicate", "--annotators", f"{EVIL},mallory"),
        ("import", "hostile.jsonl"),
        ("import", "hostile.jsonl", "--json"),
        ("demo", "--no-open"),
    ],
)
def test_no_command_prints_it(run: Run, hostile: Path, arguments: tuple[str, ...]) -> None:
    harmless(run(*arguments, code=None))


def test_every_command_that_reads_a_project_is_tried() -> None:
    tried = {"status", "check", "log", "export", "backup", "scheme", "open", "adjudicate", "import", "demo", "init"} | {
        *("search", "assist", "queue", "suggest")
    }
    later = {"agreement", "leakage", "remove", "restore", "compact", "segment", "merge"}
    assert set(COMMANDS) <= tried | later, "add the new command above"


def test_neither_do_suggestions_blind_documents_and_queues(run: Run, hostile: Path, tmp_path: Path) -> None:
    (line,) = {path.read_text(encoding="utf-8") for path in [tmp_path / "hostile.jsonl"]}
    data = json.loads(line)
    data["layer"] = {"annotator": f"mallory {EVIL}", "pass": 3}
    data["spans"] = [
        {"label": "source", "fragments": [{"start": 0, "end": 2}], "origin": "accepted", "suggester": EVIL}
    ]
    data["relations"] = []
    (tmp_path / "more.jsonl").write_text(json.dumps(data) + "\n", encoding="utf-8")
    harmless(run("import", "more.jsonl"))
    for arguments in (
        ("assist", "blind", "--share", "1"),
        ("assist", "blind", f"no {EVIL}"),
        ("assist", "show"),
        ("assist", "show", "--json"),
        ("suggest",),
        ("assist", "sighted", data["document"]["key"]),
        ("suggest",),
        ("suggest", "--suggester", EVIL),
        ("queue", "draw", "--order", "diverse"),
        ("queue", "show"),
        ("queue", "show", "--json"),
        ("queue", "sample"),
    ):
        found = harmless(run(*arguments, code=None))
        assert found.out or found.err or arguments == ("suggest",), arguments
    assert "owned" in run("assist", "show").out, "it was there to be printed"


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "latex", "html"])
def test_a_report_does_not_print_it_either(run: Run, hostile: Path, tmp_path: Path, form: str) -> None:
    """Two annotators with hostile names, on a document with a hostile key, who differ."""
    for number, who in enumerate((EVIL, f"{EVIL} zwei")):
        run("export", "jsonl", "--out", "out", "--force", "--layers", "mallory")
        (line,) = (tmp_path / "out" / "documents.jsonl").read_bytes().splitlines()
        data = json.loads(line)
        data["layer"] = {"annotator": who, "pass": 7}
        data["spans"], data["relations"] = data["spans"][number:], []
        for sentence in data["sentences"]:
            sentence["status"] = "done"
        (tmp_path / "more.jsonl").write_text(json.dumps(data) + "\n", encoding="utf-8")
        harmless(run("import", "more.jsonl", code=None))
    found = run("agreement", "--pass", "7", "--format", form, code=None)
    assert found.code == 0, found.err
    harmless(found)
    harmless(run("agreement", "--annotators", EVIL, "--layer", EVIL, "--format", form, code=None))


def test_leakage_does_not_print_it_either(run: Run, tmp_path: Path) -> None:
    for part in ("train", "test"):
        item = {"key": EVIL, "text": f"{EVIL} vijf woorden in een rij zes zeven"}
        (tmp_path / f"{part}.jsonl").write_text(json.dumps(item) + "\n", encoding="utf-8")
    found = run("leakage", tmp_path, code=1)
    assert "resembles" in found.out
    harmless(found)


@pytest.mark.parametrize(
    "arguments", [("restore",), ("remove", "--document", EVIL, "--yes"), ("remove", "--document", EVIL)]
)
def test_removal_does_not_print_it_either(run: Run, hostile: Path, arguments: tuple[str, ...]) -> None:
    harmless(run(*arguments, code=None))
    harmless(run("restore", code=None))
    harmless(run("restore", "--document", EVIL, code=None))


def test_findings_do_not_print_it(run: Run, hostile: Path) -> None:
    behind_its_back(
        hostile,
        "UPDATE layer SET spans = 9",
        "UPDATE document SET text = replace(text, 'Er is', 'Er ik')",
        "UPDATE sentence SET start = 0",
    )
    found = harmless(run("check", code=1))
    assert "is not" in found.out
    harmless(run("check", "--json", code=1))
    harmless(run("export", "jsonl", "--out", "out", code=2))


@pytest.mark.parametrize(
    "change",
    [
        {"spans": [{"label": EVIL, "fragments": [{"start": 0, "end": 2}]}]},
        {"spans": [{"label": "claim", "fragments": [{"start": 0, "end": 2, "text": EVIL}]}]},
        {"relations": [{"label": EVIL, "head": EVIL, "tail": EVIL}]},
        {"sentences": [{"start": 0, "end": 3}], "scheme": {"name": EVIL}},
        {"scheme": {"name": EVIL}, "spans": [{"label": EVIL, "fragments": [{"start": 0, "end": 2}]}]},
        {EVIL: EVIL},
        {"format": EVIL},
        {"layer": {"annotator": "x", "kind": EVIL}},
        {"layer": {"annotator": EVIL}, "document": {"key": EVIL, "text": "Een andere tekst."}},
        {"layer": {"annotator": "mallory", "pass": 2}},
    ],
)
def test_rejections_do_not_print_it(run: Run, hostile: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    data = record(TEXT.replace("\r\n", "\n").replace("\r", "\n"), EVIL) | change
    path = tmp_path / "bad\x1b[31m\u202e.jsonl"
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")
    found = harmless(run("import", path, code=1))
    assert ":1: " in found.err
    harmless(run("import", path, "--json", code=1))


@pytest.mark.parametrize(
    "line", [EVIL, json.dumps(EVIL), f'{{"text": "{EVIL}"}}', json.dumps({"text": 3, "key": EVIL})]
)
def test_lines_that_are_no_records_are_not_printed(run: Run, tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.jsonl").write_bytes(line.encode() + b"\n")
    harmless(run("import", "bad.jsonl", code=1))


def test_a_scheme_of_somebody_elses_is_not_obeyed(run: Run, tmp_path: Path) -> None:
    text = nl_fact()[0].decode()
    toml = "\\u001b]0;owned\\u0007\u202e\x9b"
    (tmp_path / "evil.toml").write_text(text.replace('name = "claim"', f'name = "claim{toml}"', 1), encoding="utf-8")
    harmless(run("scheme", "check", "evil.toml", code=1))
    everywhere = text.replace('"claim"', f'"claim{toml}"').replace('name = "nl-fact"', f'name = "{toml}"')
    (tmp_path / "evil.toml").write_text(everywhere.replace('en="claim"', f'en="{toml}"'), encoding="utf-8")
    harmless(run("scheme", "check", "evil.toml"))
    harmless(run("init", "--scheme", "evil.toml"))
    for arguments in (("scheme", "show"), ("scheme", "show", "--source"), ("status",), ("status", "--json")):
        harmless(run(*arguments))
    harmless(run("scheme", "adopt", "nl-fact"))


def test_the_text_is_nevertheless_stored_and_exported_as_it_is(run: Run, hostile: Path) -> None:
    run("export", "jsonl", "--out", "out")
    lines = Path("out/documents.jsonl").read_bytes().split(b"\n")[:-1]
    assert {json.loads(line)["document"]["key"] for line in lines} == {EVIL}
    assert json.loads(lines[0])["document"]["text"] == TEXT.replace("\r\n", "\n").replace("\r", "\n")
