from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from annotator.resources import schema_file, seed_file
from annotator.text import segmenter_for
from annotator.text.lexicon import ABBREVIATION_CLASSES, dutch, read_lists

HERE = Path(__file__).parent
GOLD = HERE.parents[1] / "data" / "segment"
DUTCH = segmenter_for("nl")

TRAPS = [line for line in (HERE / "traps.txt").read_text("utf-8").split("\n") if line and not line.startswith("#")]


def sentences(text: str, language: str = "nl") -> list[str]:
    return [text[start:end] for start, end in segmenter_for(language).split(text)]


@pytest.mark.parametrize("trap", TRAPS)
def test_trap(trap: str) -> None:
    expected = [piece for part in trap.split(" ‖ ") for piece in part.split("¦")]
    assert sentences(trap.replace(" ‖ ", " ").replace("¦", "")) == expected


@pytest.mark.parametrize("name", ["news-dev", "stress-dev"])
def test_gold(name: str) -> None:
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").split("\n"):
        if line:
            record = json.loads(line)
            assert DUTCH.split(record["text"]) == [tuple(span) for span in record["sents"]], record["id"]


def test_the_seed_has_47_sentences() -> None:
    assert len(DUTCH.split(seed_file("nos-almaty", "article.txt").read_text(encoding="utf-8"))) == 47


def test_a_newline_ends_a_sentence_and_nothing_else_does() -> None:
    assert sentences("Een kop\nEen zin. \n\n  Nog een\u2028zin\x0bhier") == [
        "Een kop",
        "Een zin.",
        "Nog een\u2028zin\x0bhier",
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_carriage_return_that_was_left_in_is_white_space(language: str) -> None:
    assert sentences("Een.\r\nTwee.\r\n", language) == ["Een.", "Twee."]


@pytest.mark.parametrize("text", ["", " ", "\n \n\t\n"])
def test_no_sentences(text: str) -> None:
    assert sentences(text) == []
    assert sentences(text, "en") == []


@pytest.mark.parametrize("text", ["...", "!", '""', "🙂", ". . .", "'"])
def test_punctuation_alone_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize("language", ["nl", "NL", "nl-BE", "nl_NL", "nld", None, "", "und", "??"])
def test_dutch_and_unknown_languages_have_rules_of_our_own(language: str | None) -> None:
    assert segmenter_for(language).name == "nl-rules/1"


def test_other_languages_go_through_sentencex() -> None:
    assert segmenter_for("en-GB").name.startswith("sentencex/1.")
    assert sentences("Hello  there. My name is Dr. Jones.\nOk  ", "en") == [
        "Hello  there.",
        "My name is Dr. Jones.",
        "Ok",
    ]
    assert sentences("Lone \ud800 surrogate. Next 😀 one.", "en") == ["Lone \ud800 surrogate.", "Next 😀 one."]


@pytest.mark.parametrize(
    "unit", [".", ". ", "a. ", "A. ", '"', "'", "(", " ", '." ', ".' ", "1. ", "Ali B. Van den ", "... ", "é"]
)
def test_a_megabyte_on_one_line_takes_linear_time(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    began = time.process_time()
    DUTCH.split(text)
    assert time.process_time() - began < 5  # about 1 s at worst; quadratic code would take hours


def test_the_lists_have_no_duplicates_and_no_stray_classes() -> None:
    lists = read_lists(schema_file("segment", "nl-abbreviations.txt").read_text(encoding="utf-8"))
    entries = [word for name in ABBREVIATION_CLASSES for word in lists[name]]
    assert sorted(entries) == sorted(set(entries))
    assert not [word for word in entries if word.endswith(".")]
    others = {"particle", "preposition", "letter", "ordinal", "regnal", "bang", "lower", "starter", "opening"}
    assert set(lists) == {*ABBREVIATION_CLASSES, *others}
    assert lists.keys() - set(ABBREVIATION_CLASSES) == dutch().words.keys()


@pytest.mark.parametrize(
    ("word", "name"),
    [("dr", "title"), ("Dr", "title"), ("DR", ""), ("ING", ""), ("ing", "title"), ("o.a", "never"), ("O.M", "start"),
     ("oud-min", "title"), ("prof.dr", "title"), ("www.nos.nl", ""), ("x.y.z", "start"), ("Jan", ""), ("jan", "month"),
     ("Kalverstr", "number"), ("huis", ""), ("lang-huis", "")],
)  # fmt: skip
def test_classes(word: str, name: str) -> None:
    assert dutch().abbreviation(word) == name
