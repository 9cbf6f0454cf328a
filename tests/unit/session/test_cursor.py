"""The cursor: what the arrow keys, shift and the mouse do before anything is labelled."""

from __future__ import annotations

import pytest

from annotator.session.cursor import Cursor, joined

#       0         1         2         3
#       0123456789012345678901234567890123456
TEXT = "Er is brand. Niets bekend. Weten we niet."
TOKENS = (
    ((0, 2), (3, 5), (6, 11), (11, 12)),
    ((13, 18), (19, 25), (25, 26)),
    ((27, 32), (33, 35), (36, 40), (40, 41)),
)


@pytest.fixture
def cursor() -> Cursor:
    return Cursor(TEXT, TOKENS)


def words(cursor: Cursor) -> list[str]:
    return [TEXT[start:end] for start, end in cursor.extent]


def test_it_begins_at_the_first_token_with_nothing_selected(cursor: Cursor) -> None:
    assert (cursor.sentence, cursor.token, cursor.at) == (0, 0, (0, 2))
    assert cursor.selection is None
    assert not cursor.selecting
    assert words(cursor) == ["Er"]


def test_arrows_walk_over_tokens_and_into_the_next_sentence(cursor: Cursor) -> None:
    cursor.move(4)
    assert (cursor.sentence, cursor.token, words(cursor)) == (1, 0, ["Niets"])
    cursor.move(-1)
    assert (cursor.sentence, cursor.token, words(cursor)) == (0, 3, ["."])


@pytest.mark.parametrize(("by", "at"), [(-1, (0, 2)), (-99, (0, 2)), (99, (40, 41))])
def test_they_stop_at_the_ends_of_the_document(cursor: Cursor, by: int, at: tuple[int, int]) -> None:
    cursor.move(by)
    assert cursor.at == at


def test_the_first_shift_right_selects_the_cursors_token_and_the_next(cursor: Cursor) -> None:
    cursor.move(1)
    cursor.extend(1)
    assert cursor.selection == (3, 11)
    assert words(cursor) == ["is brand"]
    cursor.extend(1)
    assert words(cursor) == ["is brand."]


def test_shift_left_takes_back_and_then_selects_the_other_way(cursor: Cursor) -> None:
    cursor.move(1)
    cursor.extend(1)
    cursor.extend(-1)
    assert words(cursor) == ["is"]
    assert cursor.selecting
    cursor.extend(-1)
    assert words(cursor) == ["Er is"]


def test_a_selection_may_cross_sentences(cursor: Cursor) -> None:
    cursor.move(2)
    cursor.extend(3)
    assert words(cursor) == ["brand. Niets bekend"]


def test_selecting_stops_at_the_ends_of_the_document(cursor: Cursor) -> None:
    cursor.extend(-5)
    assert words(cursor) == ["Er"]
    cursor.extend(99)
    assert words(cursor) == [TEXT]


def test_letting_go_puts_the_cursor_back_where_the_selection_began(cursor: Cursor) -> None:
    cursor.move(1)
    cursor.extend(2)
    cursor.clear()
    assert (cursor.at, cursor.selection, cursor.selecting) == ((3, 5), None, False)


def test_letting_go_without_a_selection_moves_nothing(cursor: Cursor) -> None:
    cursor.move(5)
    cursor.clear()
    assert cursor.at == (19, 25)


@pytest.mark.parametrize("step", ["move", "sentences", "place", "edge"])
def test_any_other_step_ends_the_selection(cursor: Cursor, step: str) -> None:
    cursor.extend(2)
    {
        "move": lambda: cursor.move(1),
        "sentences": lambda: cursor.sentences(1),
        "place": lambda: cursor.place(2, 1),
        "edge": lambda: cursor.edge(last=True),
    }[step]()
    assert cursor.selection is None


def test_a_held_part_goes_with_the_token_that_the_cursor_moves_to(cursor: Cursor) -> None:
    cursor.place(2, 0)
    cursor.hold()
    assert cursor.selecting
    assert words(cursor) == ["Weten"]
    cursor.move(2)
    assert cursor.held == ((27, 32),)
    assert words(cursor) == ["Weten", "niet"]


def test_a_held_part_goes_with_the_next_selection(cursor: Cursor) -> None:
    cursor.extend(1)
    cursor.hold()
    assert words(cursor) == ["Er is"]
    cursor.move(3)
    cursor.extend(1)
    assert words(cursor) == ["Er is", "Niets bekend"]


def test_parts_can_be_held_one_after_the_other(cursor: Cursor) -> None:
    cursor.hold()
    cursor.move(2)
    cursor.hold()
    cursor.move(3)
    assert words(cursor) == ["Er", "brand", "bekend"]


def test_held_parts_that_touch_or_lie_side_by_side_become_one(cursor: Cursor) -> None:
    cursor.hold()
    cursor.move(1)
    assert words(cursor) == ["Er is"]
    cursor.hold()
    cursor.move(2)
    assert words(cursor) == ["Er is", "."]


def test_letting_go_drops_the_held_parts_too(cursor: Cursor) -> None:
    cursor.hold()
    cursor.move(2)
    cursor.clear()
    assert (cursor.held, words(cursor)) == ((), ["brand"])


def test_sentences_and_edges(cursor: Cursor) -> None:
    cursor.sentences(1)
    assert cursor.at == (13, 18)
    cursor.edge(last=True)
    assert cursor.at == (25, 26)
    cursor.edge(last=False)
    assert cursor.at == (13, 18)
    cursor.sentences(-1)
    assert cursor.at == (0, 2)
    cursor.sentences(99)
    assert cursor.at == (27, 32)
    cursor.sentences(-99)
    assert cursor.at == (0, 2)


def test_place_keeps_within_the_sentence(cursor: Cursor) -> None:
    cursor.place(1, 99)
    assert cursor.at == (25, 26)
    cursor.place(-3, -3)
    assert cursor.at == (0, 2)


def test_the_mouse_selects_from_where_it_went_down(cursor: Cursor) -> None:
    cursor.place(0, 2)
    cursor.drag(1, 1)
    assert words(cursor) == ["brand. Niets bekend"]
    cursor.drag(0, 0)
    assert words(cursor) == ["Er is brand"]
    cursor.clear()
    assert cursor.at == (6, 11)


@pytest.mark.parametrize(
    ("offset", "at"),
    [(0, (0, 2)), (1, (0, 2)), (2, (3, 5)), (11, (11, 12)), (12, (13, 18)), (40, (40, 41)), (999, (40, 41))],
)
def test_seek_finds_the_token_at_an_offset_or_the_next(cursor: Cursor, offset: int, at: tuple[int, int]) -> None:
    cursor.extend(1)
    cursor.seek(offset)
    assert (cursor.at, cursor.selection) == (at, None)


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        ([(3, 5)], ((3, 5),)),
        ([(6, 11), (0, 2)], ((0, 2), (6, 11))),
        ([(0, 2), (3, 5)], ((0, 5),)),
        ([(0, 4), (2, 9)], ((0, 9),)),
        ([(0, 11), (3, 5)], ((0, 11),)),
        ([(6, 11), (11, 12)], ((6, 12),)),
        ([(0, 2), (0, 2)], ((0, 2),)),
    ],
)
def test_joined(ranges: list[tuple[int, int]], found: tuple[tuple[int, int], ...]) -> None:
    assert joined(TEXT, ranges) == found
