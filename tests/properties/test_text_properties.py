"""What must hold for any text: offsets, coverage, whole graphemes, and nothing unsafe on a screen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import Utf16Table, grapheme_boundaries, roles, safe, segmenter_for, tokenise

ANY = st.text(st.characters(exclude_categories=()), max_size=120)
WORDS: list[str] = (
    "dr. |Ali B. |De |o.a. |zei hij|. |? |... |\"|'|’|“|(|)|\n| |1. |nos.nl|'s |Het.De |e\u0301|\u0301|👨‍👩|🇳|🇱"
    "|\u200b|\u00a0|(…)|v. Chr. |5|–|[1]|«|»|\ud800"
).split("|")
DUTCH_LIKE = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
TEXTS = ANY | DUTCH_LIKE


def visible(text: str, start: int = 0, end: int | None = None) -> set[int]:
    return {i for i in range(start, len(text) if end is None else end) if not text[i].isspace()}


def check_spans(text: str, spans: list[tuple[int, int]], start: int, end: int) -> None:
    edges = set(grapheme_boundaries(text))
    position = start
    covered: set[int] = set()
    for first, last in spans:
        assert position <= first < last <= end
        assert not text[first].isspace()
        assert not text[last - 1].isspace()
        assert {first, last} <= edges
        covered.update(range(first, last))
        position = last
    assert visible(text, start, end) <= covered


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
@given(text=TEXTS)
def test_sentences(language: str, text: str) -> None:
    sentences = segmenter_for(language).split(text)
    check_spans(text, sentences, 0, len(text))
    assert not any("\n" in text[start:end] for start, end in sentences)
    assert len(roles(text, sentences)) == len(sentences)
    for start, end in sentences:
        tokens = tokenise(text, start, end)
        check_spans(text, tokens, start, end)
        assert sum(last - first for first, last in tokens) == len(visible(text, start, end))


@given(text=TEXTS)
def test_a_line_is_cut_the_same_way_alone(text: str) -> None:
    dutch = segmenter_for("nl")
    pieces = [line[start:end] for line in text.split("\n") for start, end in dutch.split(line)]
    assert pieces == [text[start:end] for start, end in dutch.split(text)]


@given(text=TEXTS)
def test_safe(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert safe(shown) == shown
    for char in shown:
        assert char == "\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@given(text=TEXTS)
def test_utf16(text: str) -> None:
    table = Utf16Table(text)
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
        assert table.to_utf16(offset) == units
        assert table.from_utf16(units) == offset


@given(text=ANY)
def test_graphemes_agree_with_unicode(text: str) -> None:
    regex = pytest.importorskip("regex")
    spaced = {i + 1 for i in range(len(text)) if text[i].isspace()}
    unicode_edges = {0} | {match.end() for match in regex.finditer(r"\X", text)}
    assert set(grapheme_boundaries(text)) <= unicode_edges | spaced
