"""From quoted strings to exact spans."""

from __future__ import annotations

import time

import pytest

from annotator.suggest.aligning import EMPTY, INSIDE, MISSING, TOO_OFTEN, Aligner

TEXT = "Vooraf. Hij weet het niet, zij weet het niet, maar wij zouden, zou hij. Zou het? Cafe\u0301 of café."
SENTENCE = (8, 71)


def placed(aligner: Aligner, quote: str, of: str = "") -> list[tuple[int, int]] | str:
    found = aligner.place(quote, of)
    return found if isinstance(found, str) else [(part.start, part.end) for part in found]


def test_a_quotation_is_found_in_its_own_sentence_only() -> None:
    aligner = Aligner(TEXT, SENTENCE)
    assert placed(aligner, "Hij weet") == [(8, 16)]
    assert placed(aligner, "Vooraf") == MISSING
    assert placed(aligner, "Zou het?") == MISSING


def test_nothing_but_the_composed_form_is_made_equal() -> None:
    aligner = Aligner(TEXT, SENTENCE)
    for near in ("hij weet", "Hij  weet", "Hij weet.", "Hij wéét", "Hij\u00a0weet", "Hij weten"):
        assert placed(aligner, near) == MISSING, near
    (part,) = Aligner(TEXT, (81, len(TEXT))).place("Café")
    assert (part.start, part.end, part.text) == (81, 86, "Cafe\u0301")
    (part,) = Aligner(TEXT, (81, len(TEXT))).place("cafe\u0301")
    assert (part.start, part.end, part.text) == (90, 94, "café")
    assert placed(Aligner(TEXT, (81, len(TEXT))), "Cafe") == MISSING


def test_the_same_quotation_again_is_the_next_place() -> None:
    aligner = Aligner(TEXT, SENTENCE)
    assert [placed(aligner, "weet") for _ in range(3)] == [[(12, 16)], [(31, 35)], TOO_OFTEN]
    assert placed(aligner, "weet", "another label") == [(12, 16)]


def test_pieces_are_in_order_and_do_not_touch() -> None:
    aligner = Aligner(TEXT, SENTENCE)
    assert placed(aligner, "weet … niet") == [(12, 16), (21, 25)]
    assert placed(aligner, "weet … niet") == [(31, 35), (40, 44)]
    assert placed(aligner, "weet … niet") == TOO_OFTEN
    assert placed(aligner, "niet … zij … zou") == [(21, 25), (27, 30), (63, 66)]
    assert placed(aligner, "zou … weet") == MISSING
    assert placed(aligner, "weet...niet") == MISSING
    assert placed(Aligner("ab cd", (0, 5)), "ab … cd") == [(0, 2), (3, 5)]
    assert placed(Aligner("10%", (0, 3)), "10 … %") == MISSING, "they touch"


def test_an_ellipsis_of_the_text_is_no_gap() -> None:
    text = "Dus … dat is zo, dus … niet."
    assert placed(Aligner(text, (0, len(text))), "Dus … dat") == [(0, 9)]
    assert placed(Aligner(text, (0, len(text))), "Dus … zo") == [(0, 3), (13, 15)]


def test_words_are_not_cut() -> None:
    aligner = Aligner(TEXT, SENTENCE)
    assert placed(aligner, "zou") == [(63, 66)], "and not in zouden"
    assert placed(aligner, "zoude") == INSIDE
    assert placed(aligner, "eet") == INSIDE
    assert placed(Aligner("Na 1,5 jaar", (0, 11)), "1") == [(3, 4)]
    assert placed(Aligner("m\u0303a a", (0, 5)), "m\u0303") == INSIDE
    assert placed(Aligner("北京大学", (0, 4)), "大学") == [(2, 4)]
    family = "👨‍👩‍👧 thuis"
    assert placed(Aligner(family, (0, len(family))), "👩") == INSIDE


@pytest.mark.parametrize("quote", ["", "  ", " … ", "a … ", " …  … "])
def test_an_empty_quotation(quote: str) -> None:
    assert placed(Aligner("a b", (0, 3)), quote) in (EMPTY, MISSING)
    assert placed(Aligner("a b", (0, 3)), "") == EMPTY


def test_space_around_a_quotation_is_left_out() -> None:
    assert placed(Aligner(TEXT, SENTENCE), " weet\n") == [(12, 16)]


def test_a_long_sentence_takes_linear_time() -> None:
    text = "ab " * 100_000
    began = time.perf_counter()
    aligner = Aligner(text, (0, len(text)))
    assert placed(aligner, "ab a") == INSIDE
    assert placed(aligner, "b") == INSIDE
    assert placed(aligner, "ab " * 50_000 + "a") == INSIDE
    assert time.perf_counter() - began < 5
