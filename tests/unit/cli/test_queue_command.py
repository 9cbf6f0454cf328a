"""``annotator queue``: drawn, shown, sampled, off; and refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from annotator import __version__
from annotator.cli.queue import ORDERS
from annotator.store import open_project
from annotator.store.progress import next_document
from annotator.suggest import ranking
from tests.building import opened
from tests.unit.cli.calling import Run, lines

PLAIN = "De brug is open. Het regent."
DOUBTFUL = "De dader is mogelijk gevlucht. Vermoedelijk was hij alleen. Naar verluidt zou hij zijn gevlucht."
RECORDS: list[dict[str, Any]] = [
    {"key": "nos-1", "text": PLAIN, "publisher": "NOS"},
    {"key": "nos-2", "text": "De dader is mogelijk gevlucht. Het regent.", "publisher": "NOS"},
    {"key": "nos-3", "text": "Hij is mogelijk weg. Het is mogelijk opzet.", "publisher": "NOS"},
    {"key": "anp-1", "text": DOUBTFUL, "publisher": "ANP"},
    {"key": "x-1", "text": "It may rain.", "language": "en"},
]
KEYS = [record["key"] for record in RECORDS]


@pytest.fixture
def corpus(run: Run, tmp_path: Path) -> list[str]:
    """A project of five documents, in the order of import."""
    documents = [
        {"format": "annotator-document", "document": {k: v for k, v in record.items() if v}} for record in RECORDS
    ]
    run("import", lines(tmp_path / "in.jsonl", *documents))
    return KEYS


def drawn(run: Run, *options: object) -> list[str]:
    run("queue", "draw", *options)
    return [place["document"] for place in run("queue", "show", "--json").data["places"]]


def test_the_orders_of_the_command_are_those_that_there_are() -> None:
    assert ORDERS == ranking.ORDERS


def test_what_is_shown_is_the_whole_recipe_and_every_place(run: Run, corpus: list[str]) -> None:
    run("queue", "draw", "--order", "given", "--random", 0.4, "--seed", 7)
    shown = run("queue", "show", "--json").data
    assert shown["queue"] == 1
    assert shown["recipe"] == {
        "order": "given",
        "seed": 7,
        "random": 0.4,
        "sampled": 2,
        "cap": None,
        "by": None,
        "suggester": None,
        "made_by": "anna",
        "program": __version__,
        "documents": 5,
        "sha256": hashlib.sha256(json.dumps(corpus, separators=(",", ":")).encode()).hexdigest(),
    }
    wanted = ranking.mixed(corpus, 7, 0.4)
    assert [(p["place"], p["document"], p["drawn"], p["score"]) for p in shown["places"]] == [
        (number, one.key, "random" if one.by_chance else "given", None) for number, one in enumerate(wanted, 1)
    ]


def test_the_sample_is_what_chance_put_there_in_order(run: Run, corpus: list[str]) -> None:
    run("queue", "draw", "--order", "given", "--random", 0.4, "--seed", 7)
    keys = ranking.by_chance(corpus, 7)[:2]
    assert run("queue", "sample", "--json").data == keys
    ran = run("queue", "sample")
    assert ran.out.split() == keys
    assert "2 of 5 by chance" in ran.err
    run("remove", "--document", keys[0], "--yes")
    assert "1 since removed" in run("queue", "sample").err


def test_a_fifth_is_chance_where_nothing_else_is_asked_and_all_of_random(run: Run, corpus: list[str]) -> None:
    run("queue", "draw", "--order", "given")
    assert len(run("queue", "sample", "--json").data) == 1
    run("queue", "draw", "--order", "random")
    assert sorted(run("queue", "sample", "--json").data) == sorted(corpus)


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_seed_and_documents_give_the_same_queue(run: Run, corpus: list[str], order: str) -> None:
    first = drawn(run, "--order", order, "--seed", 11)
    assert drawn(run, "--order", order, "--seed", 11) == first
    others = {tuple(drawn(run, "--order", order, "--seed", seed)) for seed in range(5)}
    assert len(others) > 1


def test_a_fresh_seed_is_kept_so_that_it_can_be_drawn_again(run: Run, corpus: list[str]) -> None:
    once = drawn(run, "--order", "random")
    seed = run("queue", "show", "--json").data["recipe"]["seed"]
    assert drawn(run, "--order", "random", "--seed", seed) == once


def test_the_least_certain_document_first_and_what_nobody_knows_last(run: Run, corpus: list[str]) -> None:
    ran = run("queue", "draw", "--order", "uncertain", "--random", 0)
    assert "1 in en come last" in ran.err
    shown = run("queue", "show", "--json").data
    assert shown["recipe"]["suggester"] == "nl-lexicon/1"
    scores = {place["document"]: place["score"] for place in shown["places"]}
    assert list(scores)[0] == "anp-1"
    assert list(scores)[-2:] == ["nos-1", "x-1"]
    assert (scores["nos-1"], scores["x-1"]) == (0.5, None)
    assert scores["anp-1"] < scores["nos-3"] < scores["nos-2"] < 0.5


def test_the_rare_cues_first(run: Run, corpus: list[str]) -> None:
    order = drawn(run, "--order", "rare", "--random", 0)
    assert (order[0], order[-1]) == ("anp-1", "x-1")
    scores = {p["document"]: p["score"] for p in run("queue", "show", "--json").data["places"]}
    assert scores["anp-1"] > scores["nos-3"] > scores["nos-2"] > scores["nos-1"] == 0


def test_every_publisher_in_turn_and_every_part_of_a_key(run: Run, corpus: list[str]) -> None:
    assert drawn(run, "--order", "diverse", "--random", 0) == ["nos-1", "anp-1", "x-1", "nos-2", "nos-3"]
    assert drawn(run, "--order", "diverse", "--random", 0, "--cap", 2)[:2] == ["nos-1", "nos-2"]
    shown = run("queue", "show", "--json").data
    assert (shown["recipe"]["cap"], shown["recipe"]["by"]) == (2, "publisher")
    assert [place["score"] for place in shown["places"]] == [1, 1, 1, 1, 2]
    assert drawn(run, "--order", "diverse", "--by", "key", "--random", 0)[:3] == ["nos-1", "anp-1", "x-1"]


def test_the_screen_goes_by_it_until_it_is_off(run: Run, corpus: list[str], tmp_path: Path) -> None:
    order = drawn(run, "--order", "random", "--seed", 3)
    assert order[0] != "nos-1"
    with open_project(tmp_path / "annotations.db") as project:
        assert opened(project).stored.document.key == order[0]
    assert "queue 1 is off" in run("queue", "off").err
    with open_project(tmp_path / "annotations.db") as project:
        assert opened(project).stored.document.key == "nos-1"
        assert next_document(project, opened(project).own) == 1
    assert [one["document"] for one in run("queue", "show", "--queue", 1, "--json").data["places"]] == order
    assert run("queue", "sample", "--queue", 1).out.split() == order
    assert "there was no queue" in run("queue", "off").err
    assert run("check").code == 0
    assert [line.split()[3] for line in run("log").out.splitlines() if "queue." in line] == ["queue.draw", "queue.off"]


def test_shown_for_a_reader(run: Run, corpus: list[str]) -> None:
    assert "order of import" in run("queue", "show").err
    assert run("queue", "show", "--json").data == {"queue": None, "places": []}
    run("queue", "draw", "--order", "diverse", "--seed", 5)
    out = run("queue", "show").out
    assert "queue 1: diverse, 1 a round by publisher, 1 of 5 by chance (0.2), seed 5, by anna" in out
    assert [line.split()[0] for line in out.splitlines()[-5:]] == ["1", "2", "3", "4", "5"]


def test_a_hostile_key_harms_no_terminal(run: Run, tmp_path: Path) -> None:
    run("import", lines(tmp_path / "in.jsonl", {"key": "a\x1b[2J\u202e", "text": PLAIN}))
    run("queue", "draw", "--order", "random")
    for arguments in (("show",), ("sample",)):
        assert not set("\x1b\u202e") & set(run("queue", *arguments).out)
    assert run("queue", "sample", "--json").data == ["a\x1b[2J\u202e"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draw",), "--order"),
        (("draw", "--order", "best"), "best"),
        (("draw", "--order", "given", "--random", "1.1"), "1.1"),
        (("draw", "--order", "given", "--random", "nan"), "nan"),
        (("draw", "--order", "given", "--seed", "-1"), "-1"),
        (("draw", "--order", "random", "--random", "0.5"), "all places"),
        (("draw", "--order", "given", "--cap", "2"), "diverse"),
        (("draw", "--order", "diverse", "--cap", "0"), "0"),
        (("show", "--queue", "9"), "no queue 9"),
        (("sample",), "annotator queue draw"),
    ],
)
def test_wrong_use_says_what_to_do(run: Run, corpus: list[str], arguments: tuple[str, ...], said: str) -> None:
    ran = run("queue", *arguments, code=2)
    assert said in ran.err
    assert run("queue", "show", "--json").data["queue"] is None


def test_without_documents_there_is_nothing_to_draw(run: Run) -> None:
    run("init")
    assert "annotator import" in run("queue", "draw", "--order", "random", code=2).err
