"""What must hold of any quotation: what is found is quoted exactly, in its sentence; what stands there is found."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.suggest.aligning import BETWEEN, Aligner
from annotator.text import grapheme_boundaries, segmenter_for, tokenise

PARTS = st.sampled_from(
    "zou |zouden |niet |weet |het |Café |Cafe\u0301 |e\u0301|é|, |. |a|ab|aa |…| … |\u0301|👨‍👩|\ud800|Å|\u212b|\u1100\u1161|가|\r\n|1 ".split(
        "|"
    )
)
TEXTS = st.lists(PARTS, max_size=30).map("".join) | st.text(st.characters(exclude_categories=()), max_size=80)


@given(TEXTS, TEXTS, TEXTS, st.lists(PARTS | st.text(max_size=6), max_size=12))
def test_what_is_found_is_a_span(before: str, sentence: str, behind: str, quotes: list[str]) -> None:
    text = before + sentence + behind
    start, end = len(before), len(before) + len(sentence)
    aligner = Aligner(text, (start, end))
    edges = set(grapheme_boundaries(text, start, end))
    taken: dict[str, int] = {}
    for quote in [*quotes, *quotes]:
        found = aligner.place(quote)
        if isinstance(found, str):
            continue
        assert found[0].start >= start
        assert found[-1].end <= end
        assert all(part.text == text[part.start : part.end] for part in found)
        assert all({part.start, part.end} <= edges for part in found)
        assert all(left.end < right.start for left, right in pairwise(found))
        assert unicodedata.normalize("NFC", BETWEEN.join(part.text for part in found)) == unicodedata.normalize(
            "NFC", BETWEEN.join(piece.strip() for piece in quote.strip().split(BETWEEN))
        ) or BETWEEN in unicodedata.normalize("NFC", found[0].text)
        assert found[0].start >= taken.get(quote, start), "the next place comes later"
        taken[quote] = found[0].end


@given(TEXTS, st.data())
def test_tokens_of_a_sentence_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    sentences = segmenter_for("nl").split(text)
    assume(sentences)
    start, end = data.draw(st.sampled_from(sentences))
    tokens = tokenise(text, start, end)
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    place = tokens[first][0], tokens[last][1]
    quote = text[place[0] : place[1]]
    for form in (quote, unicodedata.normalize("NFC", quote), unicodedata.normalize("NFD", quote)):
        aligner = Aligner(text, (start, end))
        found = [aligner.place(form) for _ in range(text.count(quote[0]) + 1)]
        places = [(parts[0].start, parts[-1].end) for parts in found if not isinstance(parts, str)]
        assert places, (quote, found)
        assert places == sorted(places)
        assert place in places or any(a < place[1] and place[0] < b for a, b in places), "unless one overlaps it"
