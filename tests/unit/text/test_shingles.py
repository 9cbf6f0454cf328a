"""Near-duplicates are found in one pass, whatever was changed around the words they share."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.shingles import Sketches, shingles

WORDS = [f"woord{number}" for number in range(3000)]


def text(seed: int, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def test_wire_copy_is_found_and_other_news_is_not() -> None:
    sketches = Sketches()
    first = text(1)
    assert sketches.add(first) == []
    assert sketches.add(text(2)) == []
    assert sketches.add(f"Van onze redactie. {first} Lees ook: iets anders.") == [0]
    assert sketches.add(" ".join(first.split()[:200])) == [0, 2]
    assert sketches.add(text(3) + " " + first) == [0, 2, 3], "the shorter one is in the longer one"


def test_the_same_short_text_is_found() -> None:
    sketches = Sketches()
    assert [sketches.add(words) for words in ("Dag.", "Hallo daar", "DAG!", "hallo, daar")] == [[], [], [0], [1]]


def test_a_line_that_all_have_says_nothing() -> None:
    sketches = Sketches()
    close = " ".join(WORDS[:40])
    assert all(sketches.add(f"{text(seed)} {close}") == [] for seed in range(150))


@given(st.text(), st.text())
def test_sketches_are_of_the_words(one: str, two: str) -> None:
    assert shingles(one) == shingles(f" {one}\n")
    sketches = Sketches()
    sketches.add(one)
    assert sketches.add(one) == [0]
    assert sketches.add(two) in ([], [0], [0, 1])
