"""What must hold of ``nl-lexicon/1`` on any text: it quotes it, in order, inside one sentence, in linear time."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.lexicon import suggest
from annotator.text import grapheme_boundaries, segmenter_for, tokenise

WORDS = (
    "zou |zouden |kunnen |hebben |zijn |niet |duidelijk |uit |te sluiten |weten |liet |laat |stelt |voor |als |riep |op |dat "
    "|zegt |\"|'|’|, |. |\n|: |mogelijk|Volgens |de |politie |lijkt |erop |te |gaan |er |van uit |gaat |is |de vraag |of "
    "|gevlucht |auto's |/|-|\u0301|\u200d|İ|\ud800|👨‍👩|\u00a0|zo'n |20 |ca. |(|)|»|wordt |verwacht |gezegd |hoorde |naar "
    "|eigen |zeggen |blijkt |staat |…|[1]"
).split("|")
DUTCH_LIKE = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
ANY = st.text(st.characters(exclude_categories=()), max_size=120)


def check(text: str, sentences: list[tuple[int, int]]) -> None:
    found = suggest(text, sentences)
    edges = set(grapheme_boundaries(text))
    firsts = [one.fragments[0].start for one in found]
    assert firsts == sorted(firsts)
    taken: dict[str, set[int]] = {}
    for one in found:
        fragments = one.fragments
        assert all(f.text == text[f.start : f.end] and f.text.strip() == f.text != "" for f in fragments)
        assert all(left.end < right.start for left, right in pairwise(fragments))
        (home,) = [s for s in sentences if s[0] <= fragments[0].start < s[1]]
        assert fragments[-1].end <= home[1]
        places = {i for f in fragments for i in range(f.start, f.end)}
        assert taken.setdefault(one.label, set()).isdisjoint(places), "cues of one label do not overlap"
        taken[one.label] |= places
        tokens = tokenise(text, *home)
        for f in fragments:
            assert {f.start, f.end} <= edges
            assert f.start in {start for start, _ in tokens}
            assert f.end in {end for _, end in tokens}


@given(DUTCH_LIKE | ANY)
def test_any_text(text: str) -> None:
    check(text, segmenter_for("nl").split(text))


@given(DUTCH_LIKE)
def test_any_text_as_one_sentence(text: str) -> None:
    if text.strip():
        start = len(text) - len(text.lstrip())
        check(text, [(start, len(text.rstrip()))])


@given(DUTCH_LIKE, DUTCH_LIKE)
def test_a_line_is_read_by_itself(one: str, other: str) -> None:
    text = f"{one}\n{other}"
    split = segmenter_for("nl").split
    alone = [(s.label, s.fragments) for s in suggest(one, split(one))]
    both = [(s.label, s.fragments) for s in suggest(text, split(text)) if s.fragments[0].start < len(one)]
    assert both == alone


LONG = [
    "zou ",
    "niet ",
    "weten we niet, ",
    "Hij zegt dat ",
    "kan … zijn ",
    "mogelijk ",
    '"nee" ',
    "De man: “ja” ",
    "te ",
    "volgens ",
    "x",
    "zei ",
    "stelt voor ",
    "Als hij, ",
]


@pytest.mark.parametrize("words", LONG)
def test_one_long_sentence_takes_linear_time(words: str) -> None:
    def seconds(size: int) -> float:
        text = (words * (size // len(words) + 1))[:size]
        began = time.process_time()
        suggest(text, [(0, size)])
        return time.process_time() - began

    suggest("zou", [(0, 3)])
    short = max(seconds(30_000), 0.01)
    assert seconds(240_000) < 24 * short + 0.5


def test_a_line_of_a_megabyte() -> None:
    sentence = "De politie zegt dat de man volgens buren mogelijk zou zijn gevlucht en dat niets duidelijk is, "
    text = sentence * (1_000_000 // len(sentence))
    began = time.process_time()
    found = suggest(text, [(0, len(text))])
    assert len(found) == 4 * (1_000_000 // len(sentence))
    assert time.process_time() - began < 20
