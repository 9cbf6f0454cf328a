"""``annotator scheme``: show, check, adopt."""

from __future__ import annotations

import json
import re
from pathlib import Path

from annotator.store import open_project
from tests.building import nl_fact, opened
from tests.unit.cli.calling import Run, exported


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
        .replace('{name="pos", key', '{name="yes", key')
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
