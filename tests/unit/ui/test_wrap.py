"""Line breaking: nothing is lost, nothing is too wide, and columns are those of the terminal."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from annotator.text.safe import safe
from annotator.ui.widgets.wrap import _NARROW, Rows, line_count, steady, wrap

TRICKY = "ab ëe\u0301 日本語 👩\u200d🔬 👍🏽 🇳🇱 ❤\ufe0f שלום مرحبا \u00a0–’€"
texts = st.text(st.sampled_from(TRICKY) | st.characters(), max_size=120).map(safe)
widths = st.integers(2, 40)


def drawn(text: str, width: int) -> list[str]:
    return [text[line.start : line.shown] for line in wrap(text, width)]


def test_breaks_at_spaces_and_draws_none_of_them() -> None:
    assert drawn("Twee van hen zouden onthoofd zijn.", 12) == ["Twee van hen", "zouden", "onthoofd", "zijn."]


def test_a_word_longer_than_the_width_is_broken() -> None:
    assert drawn("een oorlogssituatie daar", 8) == ["een", "oorlogss", "ituatie", "daar"]


def test_an_empty_sentence_has_one_line() -> None:
    assert [(line.start, line.end, line.width) for line in wrap("", 10)] == [(0, 0, 0)]


def test_wide_characters_and_clusters_take_their_cells() -> None:
    (line,) = wrap("a日e\u0301👩\u200d🔬z", 20)
    assert [line.left(index) for index in range(8)] == [0, 1, 3, 3, 4, 4, 4, 6]
    assert [line.right(index) for index in range(8)] == [1, 3, 4, 4, 6, 6, 6, 7]
    assert [line.at(column) for column in range(8)] == [0, 1, 1, 2, 4, 4, 7, 7]


def test_a_cluster_is_never_cut() -> None:
    (line,) = wrap("a👩\u200d🔬z", 20)
    assert line.snap(2, 3) == (1, 4)
    assert line.snap(0, 2) == (0, 4)
    assert drawn("👩\u200d🔬" * 3, 4) == ["👩\u200d🔬" * 2, "👩\u200d🔬"]


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا بالعالم"])
def test_right_to_left_text_is_shown_in_logical_order(text: str) -> None:
    (line,) = wrap(text, 40)
    assert [line.left(index) for index in range(len(text))] == list(range(len(text)))


def test_signs_that_terminals_draw_in_different_widths_are_drawn_in_one() -> None:
    assert steady("een ❤\ufe0f, 👍🏽 en 1\ufe0f\u20e3") == "een ❤ , 👍 en 1\u20e3 "
    assert steady("👩\u200d🔬 🇳🇱 日本 e\u0301 שלום") == "👩\u200d🔬 🇳🇱 日本 e\u0301 שלום"
    assert steady(safe("🏽 a🏽")) == "· a·"


@given(texts)
def test_what_is_sent_to_the_terminal_is_as_wide_as_what_was_laid_out(text: str) -> None:
    for line in wrap(text, 1000):
        shown = text[line.start : line.shown]
        assert cell_len(steady(shown)) == line.width
        assert steady(steady(shown)) == steady(shown)
        middle = line.snap(len(shown) // 2, len(shown) // 2 + 1)[0]
        assert steady(text[:middle]) + steady(text[middle : line.shown]) == steady(shown)


def test_what_counts_as_narrow_takes_one_cell() -> None:
    assert [char for char in _NARROW if get_character_cell_size(char) != 1] == []


@given(texts, widths)
def test_lines_cover_the_text_and_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert len(lines) == line_count(text, width)
    assert lines[0].start == 0
    assert lines[-1].end == len(text)
    assert all(one.end == other.start for one, other in pairwise(lines))
    for line in lines:
        assert line.width == cell_len(text[line.start : line.shown])
        assert text[line.shown : line.end].strip(" ") == ""
        if line is not lines[-1]:
            assert line.width <= width
            assert line.end > line.start


@given(texts, widths)
def test_columns_rise_and_lead_back_to_their_code_point(text: str, width: int) -> None:
    for line in wrap(text, width):
        at = 0
        for index in range(line.start, line.shown):
            left, right = line.left(index), line.right(index)
            assert at <= left <= right <= line.width
            at = left
            if right > left:
                assert line.left(line.at(left)) == left
                assert line.snap(index, index + 1)[0] <= index < line.snap(index, index + 1)[1]


@given(texts, widths, st.data())
def test_pieces_between_snapped_edges_are_as_wide_as_their_columns_say(
    text: str, width: int, data: st.DataObject
) -> None:
    for line in wrap(text, width):
        start = data.draw(st.integers(line.start, line.end))
        first, last = line.snap(start, data.draw(st.integers(start, line.end)))
        if first < last:
            assert cell_len(text[first:last]) == line.right(last - 1) - line.left(first)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=30), st.data())
def test_rows_agree_with_a_plain_sum(heights: list[int], data: st.DataObject) -> None:
    rows = Rows(heights)
    opened, extra = data.draw(st.integers(0, len(heights) - 1)), data.draw(st.integers(0, 5))
    rows.open(opened, extra)
    heights[opened] += extra
    owners = [index for index, height in enumerate(heights) for _ in range(height)]
    assert rows.total == len(owners)
    assert [rows.at(row) for row in range(rows.total)] == owners
    assert [rows.top(index) for index in range(len(heights) + 1)] == [
        sum(heights[:index]) for index in range(len(heights) + 1)
    ]
    assert rows.at(-3) == 0
    assert rows.at(rows.total + 3) == len(heights) - 1


def test_rows_are_lent_before_the_first_and_taken_back_out_of_sight() -> None:
    rows = Rows([2] * 20)
    assert (rows.scroll_to(-3, 40), rows.lent, rows.top(0), rows.at(2), rows.at(5)) == (0, 3, 3, 0, 1)
    assert (rows.scroll_to(-4, 40), rows.lent) == (0, 5)
    assert (rows.scroll_to(4, 40), rows.lent) == (0, 1)
    assert (rows.scroll_to(6, 40), rows.lent, rows.total) == (5, 0, 40)
