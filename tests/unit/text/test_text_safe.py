from __future__ import annotations

import unicodedata

import pytest

from annotator.text import safe
from annotator.text.safe import BROKEN, INVISIBLE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gewone tekst, ’s avonds – € 5.", "Gewone tekst, ’s avonds – € 5."),
        ("\x1b]0;titel\x07", "␛]0;titel␇"),
        ("a\tb\nc\r\x00\x7f", "a␉b␊c␍␀␡"),
        ("\x85\x9b31m", f"{INVISIBLE * 2}31m"),
        ("a\u202eb\u2066c\u200fd\u061ce", "a·b·c·d·e"),
        ("a\u200bb\u200cc\u2060d\ufeffe\u00adf", "a·b·c·d·e·f"),
        ("a\u2028b\u2029c\ufff9d\ufffbe", "a·b·c·d·e"),
        ("\U000e0041\U000e007f", "··"),
        ("\ufdd0\uffff\ue000\ud800", BROKEN * 4),
        ("5\u00a0000\u202fm\u3000x", "5 000 m x"),
        ("\u3164\u2800", "··"),
    ],
)
def test_stand_ins(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize("text", ["👨‍👩‍👧", "👩🏽‍🚀", "🏳️‍🌈", "🇳🇱", "1️⃣", "क्‍ष", "cafe\u0301", "e\u0301" * 50])
def test_graphemes_that_are_kept(text: str) -> None:
    assert safe(text) == text


def test_a_joiner_between_letters_is_shown() -> None:
    assert safe("a\u200db") == "a·b"
    assert safe("\u200d") == "·"
    assert safe("👨\u200d") == "👨·"


def test_a_tower_of_marks_is_cut_down() -> None:
    tower = "e" + "\u0301" * 50 + "f"
    assert safe(tower) == "e" + "\u0301" * 8 + "·" * 42 + "f"


def test_every_code_point_is_safe() -> None:
    for code in range(0x110000):
        char = chr(code)
        shown = safe(char)
        assert len(shown) == 1
        assert unicodedata.category(shown) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"), hex(code)
        if unicodedata.category(shown) == "Zs":
            assert shown == " "


def test_stand_ins_are_one_cell_wide() -> None:
    from rich.cells import cell_len

    for char in [INVISIBLE, BROKEN, *(safe(chr(code)) for code in range(0x20)), safe("\x7f")]:
        assert cell_len(char) == 1
