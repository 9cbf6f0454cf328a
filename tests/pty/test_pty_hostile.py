"""A crafted article on every screen: nothing in it reaches the terminal as a command, and all of it survives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.pty.terminal import Terminal, annotator

OWN = re.compile(
    r"\x1b\[[0-9;?<>=:]*[$ ]?[a-zA-Z]"  # what the program itself sends: positions, colours, modes
    r"|\x1bP\+q[0-9a-fA-F;]*\x1b\\|\x1b[=>78]|\x1b\]22;[a-z-]*\x07"
)
COMMANDS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
MARKUP = "[ANP] [/] [@click=app.quit]klik[/] [red]rood"


def crafted(tag: str) -> str:
    """Text that commands a careless terminal, with a tag to find it by. Its CSI numbers are ones that we never send."""
    return (
        f"{tag}a\x1b]0;{tag}b\x07 {tag}c\x1b]52;c;{tag}d\x1b\\ {tag}e\x1b[77;78H\x1b[6n {tag}f\x1bP$q{tag}g\x1b\\"
        f" {tag}h\x9d0;{tag}i\x9c {tag}j\x9b77;78H {tag}k\u202e{tag}l\u202c\u2066\u200b\u200d{tag}m\x85\U000e0041"
    )


TEXT = (
    f"Een {crafted('TX')} kop {MARKUP}\n"
    f"Volgens {crafted('TY')} zijn er doden. {MARKUP} zegt {crafted('TZ')} vandaag.\n"
    "Het blijft rustig. Er zou iets zijn.\n"
)


def spans() -> list[dict[str, Any]]:
    """A claim, a source and its cue on the crafted words, and a cue, so that there is something to link."""
    second = TEXT.index("Volgens")
    source = (TEXT.index("TYa"), TEXT.index(" zijn er doden"))
    claim = (source[1] + 1, TEXT.index(". " + MARKUP[:5]))
    cue = TEXT.index("zou")
    places = [
        ("s", "source", 1, source, [{"name": "entity", "value": "e1"}]),
        ("a", "attribution_cue", 1, (second, second + 7), []),
        ("c", "claim", 1, claim, []),
        ("h", "claim", 0, (0, TEXT.index("\n")), []),
        ("u", "uncertainty_cue", None, (cue, cue + 3), []),
    ]
    return [
        {"id": name, "label": label, "fragments": [{"start": at[0], "end": at[1]}], "attributes": values}
        for name, label, _, at, values in places
    ]


def record(annotator_: str) -> dict[str, Any]:
    return {
        "format": "annotator-document",
        "version": 1,
        "document": {
            "key": f"{crafted('KEY')}{MARKUP}",
            "title": f"{crafted('TITLE')}{MARKUP}",
            "language": "nl",
            "text": TEXT,
            "publisher": crafted("PUB"),
            "url": "https://example.org/" + crafted("URL"),
            "published": None,
            "meta": [{"key": crafted("MK"), "value": crafted("MV")}],
        },
        "layer": {"annotator": annotator_, "kind": "annotator", "pass": 1},
        "sources": [{"id": f"e{n}", "name": f"{crafted(f'SRC{n}')}{MARKUP}", "source_type": "media"} for n in (1, 2)],
        "sentences": [],
        "spans": spans(),
        "relations": [{"id": "r1", "label": "attributed_to", "head": "c", "tail": "s", "attributes": []}],
    }


@pytest.fixture
def crafted_project(db: str, tmp_path: Path) -> str:
    """Two documents; in the first, anna and an annotator with a crafted name have labelled."""
    file = tmp_path / "crafted.jsonl"
    mine, theirs = record("anna"), record(f"eve {crafted('EVE')}")
    other = {"key": f"tweede {crafted('KEY2')}", "title": crafted("TITLE2"), "text": crafted("TEXT2")}
    file.write_text("".join(json.dumps(r) + "\n" for r in (mine, theirs, other)), encoding="utf-8")
    done = annotator("import", str(file), "--db", db)
    assert done.returncode == 0, done.stderr
    assert not COMMANDS.search(done.stdout + done.stderr)
    return db


def harmless(screen: Terminal) -> None:
    """What the program sent holds, next to its own sequences, nothing that a terminal would obey or hide."""
    sent = bytes(screen.raw).decode("utf-8")
    assert "\x1b[77;78H" not in sent
    assert "\x1b[6n" not in sent
    rest = OWN.sub("", sent)
    found = COMMANDS.search(rest)
    assert found is None, repr(rest[max(0, found.start() - 60) : found.end() + 60])


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_no_screen_passes_it_on(crafted_project: str, columns: int, rows: int) -> None:
    with Terminal("open", "--db", crafted_project, "--annotator", "anna", columns=columns, rows=rows) as screen:
        screen.shows("TXa", "[ANP]", "[/]", "[@click=app.quit]klik[/]", "[red]rood")
        screen.until(lambda: "KEYa␛]0;KEYb␇"[: columns // 10] in screen.title, "the key in the title bar")
        screen.press("right", "c", "x", "ctrl+z", "space", "right", "shift+right", "f", "escape", "ctrl+z")
        screen.press("down", "tab", "e", "escape", "tab", "e", "1", "escape")
        screen.press("home", "right", "right")
        for keys in (["o"], ["o", "+"], ["l"], ["e"], ["e", "e"]):
            screen.press(*keys)
            screen.press("escape", "escape")
        screen.press("m")
        screen.send(f"kort {MARKUP}")
        screen.press("enter", "m")
        screen.shows(f"comment: kort {MARKUP}"[:40])
        screen.press("escape", "v")
        screen.shows("layer of eve EVEa␛")
        screen.press("e", "v", "ctrl+end", "ctrl+home", "k")
        screen.press("d")
        screen.shows("KEYa␛]0;KE")
        screen.press("down", "enter")
        screen.shows("TEXT2a␛]0;TEXT2b␇")
        screen.press("/")
        screen.send("klik")
        screen.shows("[@click=app.quit]klik[/]", "2 found")
        screen.press("down", "enter")
        screen.shows("[red]rood")
        screen.press("/")
        screen.send(f"document:{MARKUP[:5]}")
        screen.shows("no document [ANP]")
        screen.press("escape", "d")
        screen.shows("TITLE2a␛]0")
        screen.press("/")
        screen.send("tweede")
        screen.press("enter")
        screen.shows("TEXT2a␛]0;TEXT2b␇")
        screen.press("c", "enter", "ctrl+z", "ctrl+z", "?", "escape", "ctrl+p", *"link", "escape")
        screen.send("ctrl+q")
        assert screen.ended() == 0
        harmless(screen)


def test_a_crafted_comment_and_source_come_back_as_they_were(crafted_project: str, tmp_path: Path) -> None:
    given = record("anna")
    given["document"]["key"] = "derde"
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", TEXT)]
    given["sentences"] = [{"index": n, "start": start, "end": end} for n, (start, end) in enumerate(lines)]
    given["sentences"][0]["comment"] = crafted("COM") + MARKUP
    given["spans"] = given["relations"] = []
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps(given) + "\n", encoding="utf-8")
    assert annotator("import", str(file), "--db", crafted_project).returncode == 0
    with Terminal(
        "open", "--db", crafted_project, "--annotator", "anna", "--document", "derde", columns=80, rows=24
    ) as screen:
        screen.shows("TXa")
        screen.press("m")
        screen.shows("[red]rood")
        screen.press("home", "end", "left", "left", "enter", "down", "up")
        screen.send("ctrl+q")
        assert screen.ended() == 0
        harmless(screen)
    out = tmp_path / "out"
    assert annotator("export", "jsonl", "--db", crafted_project, "--out", str(out)).returncode == 0
    found = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").split("\n") if line]
    by_layer = {(r["document"]["key"], (r["layer"] or {}).get("annotator")): r for r in found}
    back = by_layer["derde", "anna"]
    assert back["sentences"][0]["comment"] == crafted("COM") + MARKUP
    whole = by_layer[record("anna")["document"]["key"], record(f"eve {crafted('EVE')}")["layer"]["annotator"]]
    for name, value in record("anna")["document"].items():
        assert whole["document"][name] == value
    assert whole["sources"] == record("anna")["sources"]


@pytest.mark.parametrize("command", [["status"], ["check"], ["log"], ["status", "--json"], ["search", "klik"]])
def test_no_table_passes_it_on(crafted_project: str, command: list[str]) -> None:
    done = annotator(*command, "--db", crafted_project)
    assert not COMMANDS.search(done.stdout + done.stderr)
