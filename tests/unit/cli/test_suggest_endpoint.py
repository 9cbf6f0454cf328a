"""``annotator suggest --endpoint``: what it says, what it keeps, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.store import open_project
from annotator.store.suggested import kept
from tests.building import behind_its_back
from tests.endpoint_server import KEY, Served, good, said, serving
from tests.unit.cli.calling import Run, lines


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


@pytest.fixture
def ask(run: Run, tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command about a project with three documents."""
    for name in ("ANNOTATOR_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    run("import", lines(tmp_path / "in.jsonl", *[{"key": k, "text": f"Het is {k}dam. Mooi, mogelijk."} for k in "abc"]))
    return lambda *more, code=0: run(
        "suggest", "--endpoint", served.url, "--model", "m", "--rate", 60_000, *more, code=code
    )


def count(tmp_path: Path) -> int:
    return int(behind_its_back(tmp_path / "annotations.db", "SELECT count(*) FROM suggested")[0][0])


def test_it_says_what_it_kept_and_what_it_took(ask: Run, served: Served, tmp_path: Path) -> None:
    ran = ask("--price-in", 2.5, "--price-out", 10)
    assert ran.out == ""
    assert ran.err.splitlines() == [
        "annotations.db: endpoint/1:m: 3 suggestions for 3 documents kept",
        "3 requests, 360 tokens in, 90 tokens out, cost 0.0018",
    ]
    with open_project(tmp_path / "annotations.db") as project:
        assert kept(project, 3, "endpoint/1:m") is not None
        assert project.one("SELECT count(*) FROM span") == (0,)
    assert ask().err.splitlines() == [
        "annotations.db: endpoint/1:m: 0 suggestions for 0 documents kept; 3 answered before (--again asks anew)",
        "0 requests, 0 tokens in, 0 tokens out",
    ]
    assert len(served.seen) == 3
    assert ask("--again", "--document", "b", "--json").data == {
        "suggester": "endpoint/1:m",
        "documents": 1,
        "suggestions": 1,
        "dropped": {},
        "failed": 0,
        "answered_before": 0,
        "blind": 0,
        "requests": 1,
        "prompt_tokens": 120,
        "completion_tokens": 30,
        "without_usage": 0,
        "cost": None,
    }


def test_a_dry_run_asks_nothing_and_keeps_nothing(ask: Run, served: Served, tmp_path: Path) -> None:
    ran = ask("--dry-run", "--price-in", 1, "--json")
    assert served.seen == []
    assert count(tmp_path) == 0
    assert "endpoint/1:m would be asked about 3 documents" in ran.err
    assert "about 3 requests, " in ran.err
    assert (ran.data["documents"], ran.data["requests"]) == (3, 3)
    assert 1500 < ran.data["prompt_tokens"] < 4500
    assert ran.data["cost"] == pytest.approx(ran.data["prompt_tokens"] / 1e6)
    ask("--document", "b")
    assert ask("--dry-run", "--json").data["requests"] == 2


def test_blind_documents_are_passed_over(ask: Run, served: Served, tmp_path: Path) -> None:
    behind_its_back(tmp_path / "annotations.db", "INSERT INTO blind (document, since) VALUES (2, '')")
    assert "3 documents" not in (err := ask().err)
    assert "2 documents kept; 1 labelled without suggestions passed over" in err
    assert [seen.sentences[0]["text"] for seen in served.seen] == ["Het is adam.", "Het is cdam."]


def test_a_project_without_suggestions_is_not_asked_about(ask: Run, served: Served, tmp_path: Path) -> None:
    behind_its_back(tmp_path / "annotations.db", "INSERT INTO project (key, value) VALUES ('suggestions', 'off')")
    assert "is labelled without suggestions" in ask(code=2).err
    assert served.seen == []


def test_what_failed_and_what_was_dropped_is_told(ask: Run, served: Served) -> None:
    wrong = {"sentences": [{"n": 1, "spans": [{"label": "claim", "quote": "\x1b[2J"}, {"label": "x", "quote": "Het"}]}]}
    served.answer = lambda seen: said("\x1b[2J no") if seen.asks("bdam") else said(wrong, usage=None)
    ran = ask(code=1)
    assert "\x1b" not in ran.err
    assert ran.err.splitlines() == [
        f"b: 127.0.0.1:{served.port}: the model did not answer with JSON – run it again, or ask another model",
        "annotations.db: endpoint/1:m: 0 suggestions for 2 documents kept; 1 failed",
        "2 dropped: a label that the scheme does not have",
        "2 dropped: a quotation that is not in its sentence",
        "3 requests, 120 tokens in, 30 tokens out; 2 answers without a count of their tokens",
    ]
    served.answer = good
    assert "1 suggestions for 1 documents kept; 2 answered before" in ask().err


def test_the_key_is_taken_from_the_environment(ask: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("--document", "a")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ask("--document", "b")
    monkeypatch.setenv("ANNOTATOR_API_KEY", "mine")
    ran = ask("--document", "c")
    assert [seen.headers.get("Authorization") for seen in served.seen] == [None, f"Bearer {KEY}", "Bearer mine"]
    assert "mine" not in ran.err


def test_wrong_use(ask: Run, run: Run, served: Served, tmp_path: Path) -> None:
    for more in (("--suggester", "nl-lexicon"), ("--records", "in.jsonl"), ("--jobs", "2")):
        assert "is asked about a project" in ask(*more, code=2).err
    assert "there is no document 'x'" in ask("--document", "x", code=2).err
    for amount in ("-1", "nan", "inf"):
        assert "is no amount" in ask("--price-in", amount, code=2).err
        assert "is no amount" in ask("--rate", amount, code=2).err
    assert "--rate 0 asks nothing" in ask("--rate", "0", code=2).err
    assert "in the clear" in run("suggest", "--endpoint", "http://example.org", "--model", "m", code=2).err
    assert "needs a model" in run("suggest", "--endpoint", served.url, code=2).err
    assert "there is no project" in ask("--db", "none.db", code=2).err
    for more in (("--model", "m"), ("--rate", "0"), ("--price-in", "0"), ("--again",), ("--dry-run",)):
        assert f"{more[0]} is for --endpoint" in run("suggest", *more, code=2).err
    assert served.seen == []
    assert count(tmp_path) == 0
