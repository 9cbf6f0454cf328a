"""brat's files through a parser written from brat's documentation, and through pybrat where it is installed.

The parser is as strict as brat's server: ids once, numbers apart by one space, a surface that is the text of the fragments
with one space between them, targets that exist, types and values that the configuration declares. It breaks lines wherever
any reader could.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.building import new_project
from tests.interop.hard_documents import files, fill

STORED = re.compile(r"[a-zA-Z0-9_-]+")
SECTIONS = ["entities", "relations", "events", "attributes"]
Parsed = dict[str, dict[str, Any]]


def configuration(path: Path, *, tabs_only: bool = False) -> dict[str, dict[str, dict[str, list[str]]]]:
    """The sections of a configuration: types with their arguments."""
    sections: dict[str, dict[str, dict[str, list[str]]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := re.fullmatch(r"\[(.*)\]", line):
            current = sections.setdefault(found[1], {})
            continue
        name, _, rest = line.partition("\t") if tabs_only or "\t" in line else (line, "", "")
        given: dict[str, list[str]] = {}
        for argument in filter(None, (a.strip() for a in rest.split(","))):
            match = re.fullmatch(r"(\S*?):(\S*)", argument)
            assert match, line
            assert match[1] not in given, line
            given[match[1]] = match[2].split("|")
            assert all(given[match[1]]), line
        first = name.split("|")[0].strip()
        assert STORED.fullmatch(first) or first == "<OVERLAP>", line
        assert first not in current, line
        current[first] = given
    return sections


def parsed(path: Path) -> tuple[str, Parsed]:
    """An annotation file with its text, as strictly as brat reads them."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    found: Parsed = {}
    for line in path.read_bytes().decode("utf-8").splitlines():
        name, data, *tail = line.split("\t", 2)
        assert re.fullmatch(r"[TRA#][1-9]\d*", name), line
        assert name not in found, line
        item = _item(name[0], data, tail, text)
        for target in item.get("targets", ()):
            assert target in found, line
        found[name] = item
    return text, found


def _item(letter: str, data: str, tail: list[str], text: str) -> dict[str, Any]:
    if letter == "T":
        match = re.fullmatch(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)", data)
        assert match, data
        pieces = [(int(s), int(e)) for s, e in (piece.split(" ") for piece in match[2].split(";"))]
        assert all(s < e <= len(text) for s, e in pieces)
        assert all(before[1] <= after[0] for before, after in pairwise(pieces))
        assert tail == [" ".join(text[s:e] for s, e in pieces)]
        return {"type": match[1], "pieces": pieces}
    if letter == "R":
        match = re.fullmatch(r"(\S+) Arg1:(T\d+) Arg2:(T\d+)", data)
        assert match, data
        assert not tail
        return {"type": match[1], "targets": [match[2], match[3]]}
    if letter == "A":
        match = re.fullmatch(r"(\S+) (T\d+) (.+)", data)
        assert match, data
        assert not tail
        return {"type": match[1], "targets": [match[2]], "value": match[3]}
    match = re.fullmatch(r"(\S+) ([TR]\d+)", data)
    assert match, data
    assert tail[0].strip()
    return {"type": match[1], "targets": [match[2]]}


def test_every_file_is_as_brat_reads_it_and_as_its_configuration_says(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with new_project(tmp_path / "x.db") as project:
        fill(project)
        files(project, "brat", out)
    declared = configuration(out / "annotation.conf")
    assert list(declared) == SECTIONS
    labels, drawing = configuration(out / "visual.conf", tabs_only=True).values()
    assert set(declared["entities"]) <= labels.keys()
    assert set(declared["entities"]) <= drawing.keys()
    paths = sorted(out.rglob("*.ann"))
    spans = relations = 0
    for path in paths:
        assert (path.parent / "annotation.conf").exists()
        _, found = parsed(path)
        for name, item in found.items():
            ends = [found[target]["type"] for target in item.get("targets", ())]
            if name.startswith("T"):
                spans += 1
                assert item["type"] in declared["entities"]
            elif name.startswith("R"):
                relations += 1
                signature = declared["relations"][item["type"]]
                assert ends[0] in signature["Arg1"]
                assert ends[1] in signature["Arg2"]
            elif name.startswith("A"):
                assert ends[0] in declared["attributes"][item["type"]]["Arg"]
                assert item["value"] in declared["attributes"][item["type"]]["Value"]
    assert len(paths) > 3
    assert spans > 20
    assert relations > 10


def test_pybrat_reads_the_same(tmp_path: Path) -> None:
    parser = pytest.importorskip("pybrat.parser").BratParser(error="raise")
    parser._check_entities = lambda _: None  # two spans may stand on the same words
    out = tmp_path / "out"
    with new_project(tmp_path / "x.db") as project:
        fill(project)
        files(project, "brat", out)
    for folder in {path.parent for path in out.rglob("*.ann")}:
        examples = {example.id: example for example in parser.parse(folder)}
        for path in folder.glob("*.ann"):
            text, found = parsed(path)
            example = next(e for name, e in examples.items() if Path(name).name == path.stem)
            assert example.text == text
            assert {e.id: (e.type, [(s.start, s.end) for s in e.spans]) for e in example.entities} == {
                name: (item["type"], item["pieces"]) for name, item in found.items() if name.startswith("T")
            }
            assert {(r.id, r.type, r.arg1.id, r.arg2.id) for r in example.relations} == {
                (name, item["type"], *item["targets"]) for name, item in found.items() if name.startswith("R")
            }
