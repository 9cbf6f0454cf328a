"""``annotator search``: lines for people, JSON for machines, and what it says when there is nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.building import ARTICLE, SHORT, at_work, mark
from tests.unit.cli.calling import Run

HOSTILE = "Een val \x1b]0;weg\x07 met \u202eletters\ten tabs."


@pytest.fixture
def _work(tmp_path: Path) -> None:
    session = at_work(tmp_path / "annotations.db", ARTICLE, SHORT, HOSTILE)
    with session.project:
        mark(session, "claim", "Mogelijk tientallen doden in Almaty")
        session.set_comment("klopt\tdit?")


pytestmark = pytest.mark.usefixtures("_work")


def test_a_hit_is_a_line(run: Run) -> None:
    ran = run("search", "politie")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "a     2  Volgens de politie zijn er tientallen doden gevallen.",
        "b     2  De politie zegt niets.",
    ]
    assert ran.err.strip() == "2 found"
    assert run("search", "de", "politie", "zegt").out == run("search", '"de politie" zegt').out


def test_the_label_and_the_comment_are_shown(run: Run) -> None:
    assert run("search", "label:claim").out == "a     1  claim  Mogelijk tientallen doden in Almaty\n"
    assert run("search", "opmerking:klopt").out == "a     1  ✎ klopt␉dit?  Mogelijk tientallen doden in Almaty\n"


def test_only_so_many(run: Run) -> None:
    ran = run("search", "politie", "--limit", 1)
    assert len(ran.out.splitlines()) == 1
    assert ran.err.strip() == "1 found, there are more (--limit 1)"
    assert run("search", "politie", "--limit", 2).err.strip() == "2 found"
    assert run("search", "politie", "--limit", 0).err.strip() == "2 found"


def test_json(run: Run) -> None:
    (hit,) = run("search", "label:claim", "--json").data
    span = hit.pop("span")
    start = ARTICLE.index("Mogelijk")
    assert hit == {
        "document": "a",
        "title": None,
        "sentence": 0,
        "start": start,
        "end": start + 35,
        "text": "Mogelijk tientallen doden in Almaty",
        "matches": [[start, start + 35]],
        "annotator": "anna",
        "comment": None,
    }
    assert span["label"] == "claim"
    assert span["fragments"] == [{"start": start, "end": start + 35, "text": hit["text"]}]
    assert run("search", "nergens", "--json").data == []
    text = run("search", "val", "--json")
    assert "\x1b" not in text.out
    assert text.data[0]["text"] == HOSTILE


def test_nothing_found_is_no_error(run: Run) -> None:
    ran = run("search", "nergens")
    assert (ran.code, ran.out, ran.err.strip()) == (0, "", "0 found")


def test_what_is_in_the_text_does_nothing_to_a_terminal(run: Run) -> None:
    out = run("search", "val").out
    assert out == "c     1  Een val ␛]0;weg␇ met ·letters␉en tabs.\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("label:clam", "there is no label 'clam' – did you mean claim?"),
        ("labl:claim", "there is no field 'labl' – did you mean label?"),
        ("...", "'...' has no letters or digits"),
        ('"', "nothing is asked"),
        ("by:karel", "there is no annotator 'karel'"),
        ("document:z", "there is no document 'z'"),
    ],
)
@pytest.mark.parametrize("json", [True, False])
def test_wrong_use(run: Run, query: str, said: str, json: bool) -> None:
    ran = run("search", query, *(["--json"] if json else []), code=2)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("annotator: ")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_one_that_begins_with_a_minus(run: Run) -> None:
    assert run("search", "--limit", 1, "--", "-mogelijk").out.startswith("a     2  ")


def test_a_project_that_another_process_writes(run: Run, tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "annotations.db", isolation_level=None)
    try:
        conn.execute("BEGIN IMMEDIATE")
        ran = run("search", "politie")
        assert len(ran.out.splitlines()) == 2
        assert "searched without the index, which could not be written" in ran.err
        conn.execute("ROLLBACK")
    finally:
        conn.close()
    assert "without" not in run("search", "politie").err
