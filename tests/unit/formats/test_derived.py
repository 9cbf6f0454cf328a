"""What follows from labels: certainty, claims, tags, FactBank values."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.formats.derived import ANSWERS, DERIVED, columns, derive_of, factbank, iob, voted
from tests.unit.formats.sentence_samples import EVERYTHING, SCHEME, layer, rows_of

TWO = "De politie zegt dat er brand is.\nDat is niet duidelijk.\n"
SPANS = [
    ("c", "claim", "er brand is", {"polarity": "neg", "cert_source": "CT", "cert_author": "U"}),
    ("s", "source", "De politie"),
    ("u", "uncertainty_cue", "niet duidelijk"),
]
LINKS = [("attributed_to", "c", "s"), ("hedges", "u", "c")]


def answers(*records: Any, **options: str) -> list[list[Any]]:
    return [[row[name] for name in ANSWERS] for row in rows_of(*records, derive=EVERYTHING, **options)]


def test_the_answers_of_a_sentence() -> None:
    assert answers(layer(TWO, "anna", SPANS, LINKS)) == [
        ["certain", True, True, True],
        ["uncertain", False, False, False],
    ]
    assert answers(layer(TWO, "anna", SPANS))[0] == ["certain", True, False, False]
    assert answers(layer(TWO, "anna")) == [["certain", False, False, False]] * 2


def test_the_claims_are_named_wherever_the_other_end_lies() -> None:
    first, second = rows_of(layer(TWO, "anna", SPANS, LINKS), derive="hedged_claim,attributed_claim")
    assert (first["hedged_claims"], first["attributed_claims"]) == (["c"], ["c"])
    assert (second["hedged_claims"], second["attributed_claims"]) == ([], [])
    assert "certain" not in first


@pytest.mark.parametrize("status", ["todo", "skipped", "flagged"])
def test_a_sentence_that_was_not_finished_says_nothing(status: str) -> None:
    rows = rows_of(layer(TWO, "anna", SPANS, LINKS, status=["done", status]), derive=EVERYTHING)
    names = list(columns(DERIVED, SCHEME))
    assert [rows[1][name] for name in names] == [None] * len(names)
    assert None not in [rows[0][name] for name in names]


def test_columns_are_there_only_when_asked_for_in_a_fixed_order() -> None:
    assert derive_of({"derive": " factbank , certain,"}, SCHEME) == ("certain", "factbank")
    assert derive_of({}, SCHEME) == ()
    assert list(columns(("iob",), SCHEME)) == [f"iob_{span.name}" for span in SCHEME.span]


# -- tags ---------------------------------------------------------------------------------------------------------

TOKENS = [(0, 2), (3, 5), (6, 8), (9, 11), (12, 14)]


@pytest.mark.parametrize(
    ("spans", "tags"),
    [
        ([], "O O O O O"),
        ([[(0, 5)]], "B I O O O"),
        ([[(0, 5)], [(6, 8)]], "B I B O O"),
        ([[(0, 2), (9, 14)]], "B O O B I"),
        ([[(1, 4)]], "B I O O O"),
        ([[(4, 5)], [(3, 4)]], "O B O O O"),
        ([[(0, 11)], [(3, 5)]], "B I I I O"),
        ([[(0, 4), (4, 8)]], "B I I O O"),
        ([[(2, 3)]], "O O O O O"),
        ([[(0, 5)], [(3, 8), (12, 14)], [(9, 11)]], "B I O B O"),
    ],
    ids=[
        "none",
        "one",
        "two beside",
        "pieces",
        "parts of tokens",
        "one token",
        "nested",
        "a token for two",
        "between",
        "crossing",
    ],
)
def test_tags(spans: list[list[tuple[int, int]]], tags: str) -> None:
    expected = [tag if tag == "O" else f"{tag}-claim" for tag in tags.split()]
    assert iob(spans, TOKENS, "claim") == expected


def test_each_label_has_tags_of_its_own_so_that_they_may_nest() -> None:
    first, _ = rows_of(layer(TWO, "anna", [*SPANS, ("c2", "claim", "brand"), ("b", "quote", "brand")]), derive="iob")
    assert first["iob_claim"] == ["O", "O", "O", "O", "B-claim", "I-claim", "I-claim", "O"]
    assert first["iob_quote"] == ["O", "O", "O", "O", "O", "B-quote", "O", "O"]
    assert first["iob_source"][:2] == ["B-source", "I-source"]


# -- FactBank -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certainty", "polarity", "value"),
    [
        *[("CT", "pos", "CT+"), ("CT", "neg", "CT-"), ("CT", "unk", "CTu"), ("PR", "pos", "PR+"), ("PS", "neg", "PS-")],
        *[("U", "pos", "UU"), ("U", "neg", "UU"), ("U", None, "UU"), ("CT", None, None), (None, "pos", None)],
        *[("CT", "mixed", None), ("sure", "pos", None)],
    ],
)
def test_factbank_values(certainty: str | None, polarity: str | None, value: str | None) -> None:
    given = {"cert_author": certainty, "polarity": polarity}
    attributes = [{"name": name, "value": said} for name, said in given.items() if said is not None]
    assert factbank("c", attributes) == {"claim": "c", "source": None, "author": value}


def test_each_claim_has_its_values_where_it_begins() -> None:
    first, second = rows_of(layer(TWO, "anna", SPANS, LINKS), derive="factbank")
    assert first["factbank"] == [{"claim": "c", "source": "CT-", "author": "UU"}]
    assert second["factbank"] == []


# -- voted on -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answer", "anybody"),
    [
        ([True, True, False], True, True),
        ([True, False], None, True),
        ([False, False, True], False, True),
        ([False], False, False),
        ([], None, None),
    ],
)
def test_raters_vote_on_what_follows(said: list[bool], answer: bool | None, anybody: bool | None) -> None:
    assert voted("has_claim", said, anybody=False)[1] is answer
    assert voted("has_claim", said, anybody=True)[1] is anybody
    words = ["uncertain" if value else "certain" for value in said]
    names = {True: "uncertain", False: "certain", None: None}
    assert voted("certain", words, anybody=False)[1] == names[answer]
    assert voted("certain", words, anybody=True)[1] == names[anybody]


def test_two_who_draw_a_claim_differently_agree_that_there_is_one() -> None:
    one = layer(TWO, "anna", [("c", "claim", "er brand is")])
    two = layer(TWO, "bob", [("c", "claim", "dat er brand is")])
    first, _ = rows_of(one, two, merge="majority", derive="has_claim,iob")
    assert [span["undecided"] for span in first["spans"]] == [True, True]
    assert first["has_claim"] is True
    assert first["derived_votes"] == [
        {"name": "has_claim", "voters": 2, "undecided": False, "values": [{"value": "true", "votes": 2}]}
    ]
    assert set(first["iob_claim"]) == {"O"}
    union, _ = rows_of(one, two, merge="union", derive="iob")
    assert union["iob_claim"][3:7] == ["B-claim", "I-claim", "I-claim", "I-claim"]


def test_gold_answers_for_itself_beside_the_votes() -> None:
    gold = layer(TWO, "chef", [("u", "uncertainty_cue", "zegt")], kind="gold")
    first, _ = rows_of(layer(TWO, "anna"), layer(TWO, "bob"), gold, merge="gold", derive="certain")
    assert first["certain"] == "uncertain"
    assert first["derived_votes"][0]["values"] == [{"value": "certain", "votes": 2}]
