"""Selecting on the screen: units, numbers before a key, letters on words, jumps to landmarks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.building import at_work
from tests.ui.desk import Desk, sit_down

TEXT = """\
Volgens het ministerie van Defensie zijn er 18 mensen omgekomen. De premier zou niets hebben geweten.
'Onzin', zegt Peter de Vries.
"""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with sit_down(at_work(tmp_path / "p.db", TEXT)) as found:
        yield found


def selected(desk: Desk) -> str:
    text = desk.session.stored.document.text
    return " … ".join(text[start:end] for start, end in desk.session.cursor.extent)


async def test_one_key_selects_units_in_turn(desk: Desk) -> None:
    await desk.press("right", "space")
    assert selected(desk) == "het ministerie van Defensie"
    await desk.press("space")
    assert selected(desk) == "zijn er 18 mensen omgekomen"
    await desk.press("escape")
    assert desk.place == (0, 1)
    await desk.press("space", "s")
    assert desk.spans == [("source", "het ministerie van Defensie")]


async def test_edges_move_the_selection_before_the_current_span(desk: Desk) -> None:
    await desk.press("right", "s", "s", "right", "space", "left_square_bracket")
    assert selected(desk) == "het ministerie van"
    assert desk.spans == [("source", "het ministerie van Defensie")]


async def test_a_number_says_how_often(desk: Desk) -> None:
    await desk.press("5", "right")
    assert desk.place == (0, 5)
    await desk.press("2", "left", "right")
    assert desk.place == (0, 4)
    await desk.press("1", "2", "right")
    assert desk.place == (1, 5)
    await desk.press("3")
    assert "3" in desk.info
    await desk.press("escape", "right")
    assert desk.place == (1, 6)
    await desk.press("home", "3", "shift+right")
    assert selected(desk) == "De premier zou niets"


async def test_a_number_is_no_key_of_its_own_in_a_choice(desk: Desk) -> None:
    await desk.press("right", "s", "y", "2")
    assert desk.session.state.confidence == 2
    await desk.press("right")
    assert desk.place == (0, 2)


async def test_a_letter_goes_to_its_word_and_its_capital_selects(desk: Desk) -> None:
    await desk.press("h")
    assert desk.screen.words
    letter = next(letter for letter, token in desk.screen.words.items() if token == 7)
    await desk.press(letter)
    assert not desk.screen.words
    assert desk.place == (0, 7)
    await desk.press("home", "h")
    await desk.press(desk_letter(desk, 1).upper())
    assert selected(desk) == "Volgens het ministerie"
    await desk.press("escape", "h", "escape")
    assert not desk.screen.words
    await desk.press("h", "exclamation_mark")
    assert desk.screen.words


def desk_letter(desk: Desk, token: int) -> str:
    return next(letter for letter, found in desk.screen.words.items() if found == token)


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("ctrl+right",), (0, 1)),
        (("end", "ctrl+left"), (0, 9)),
        (("#",), (0, 7)),
        (("@",), (0, 4)),
        ((")",), (1, 2)),
        (('"',), (2, 0)),
        (("ctrl+end", "end", "alt+shift+q"), (2, 2)),
        (("ctrl+end", "alt+shift+n"), (0, 7)),
    ],
)
async def test_jumps(desk: Desk, keys: tuple[str, ...], place: tuple[int, int]) -> None:
    await desk.press(*keys)
    assert desk.place == place


async def test_where_there_is_no_more_it_says_so(desk: Desk) -> None:
    await desk.press("alt+shift+n")
    assert desk.place == (0, 0)
    assert "no more numbers" in desk.info
