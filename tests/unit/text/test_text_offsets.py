from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.text import OffsetError, check_slice, grapheme_boundaries, utf16_offsets


def test_without_astral_code_points_the_table_is_the_identity() -> None:
    table = utf16_offsets("één")
    assert table.is_identity
    assert [table.to_utf16(i) for i in range(4)] == [0, 1, 2, 3]
    assert [table.from_utf16(i) for i in range(4)] == [0, 1, 2, 3]


def test_astral_code_points_take_two_units() -> None:
    table = utf16_offsets("a😀b𝒳c")
    assert not table.is_identity
    assert [table.to_utf16(i) for i in range(6)] == [0, 1, 3, 4, 6, 7]
    assert [table.from_utf16(i) for i in (0, 1, 3, 4, 6, 7)] == list(range(6))


@pytest.mark.parametrize("offset", [2, 5])
def test_no_offset_inside_a_character(offset: int) -> None:
    with pytest.raises(OffsetError, match="inside one character"):
        utf16_offsets("a😀b𝒳c").from_utf16(offset)


@pytest.mark.parametrize("text", ["abc", "a😀c"])
def test_no_offset_outside_the_text(text: str) -> None:
    table = utf16_offsets(text)
    for offset in (-1, 4 + (not table.is_identity)):
        with pytest.raises(OffsetError):
            table.from_utf16(offset)
    for offset in (-1, 4):
        with pytest.raises(OffsetError):
            table.to_utf16(offset)


def test_check_slice() -> None:
    check_slice("een huis", 4, 8, "huis")
    with pytest.raises(AnnotatorError, match="hold 'huis', not 'muis'"):
        check_slice("een huis", 4, 8, "muis")
    with pytest.raises(ValueError, match="do not fit a text of 8"):
        check_slice("een huis", 4, 9, "huis")
    with pytest.raises(OffsetError, match=r"\.\.\."):
        check_slice("x" * 100, 0, 100, "y")


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "👨‍👩‍👧",
        "👩🏽‍🚀",
        "🏳️‍🌈",
        "🇳🇱",
        "1️⃣",
        "क्षि",
        "가",
        "\u1100\u1161\u11a8",
        "\r\n",
        "🏴\U000e0067\U000e007f",
        "กำ",
    ],
)
def test_a_grapheme_is_never_cut(cluster: str) -> None:
    text = f"a{cluster}b"
    assert grapheme_boundaries(text) == [0, 1, len(text) - 1, len(text)]


def test_flags_pair_up_from_the_start_of_their_run() -> None:
    assert grapheme_boundaries("🇳🇱🇧🇪🇫") == [0, 2, 4, 5]


def test_white_space_is_never_a_base() -> None:
    assert grapheme_boundaries("a \u0301b") == [0, 1, 2, 3, 4]


def test_part_of_a_text() -> None:
    assert grapheme_boundaries("xxe\u0301x", 2, 4) == [2, 4]
    assert grapheme_boundaries("", 0, 0) == [0]
