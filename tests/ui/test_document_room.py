"""The document widget: room for what lies over it, letters to press, and how much stands around the open sentence."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from tests.ui.small import LONG, opened, three_lanes


@pytest.mark.parametrize("height", [20, 40])
async def test_few_rows_stay_blank_above_the_first_sentence(height: int) -> None:
    async with opened(LONG, size=(60, height)) as (app, pilot):
        three_lanes(app)
        for index in (0, 1, 2, 3, 2, 1, 0):
            app.document.point(index, 0)
            await pilot.pause()
            blank = next(y for y, row in enumerate(app.rows()) if row.strip())
            assert blank <= height // 8


@pytest.mark.parametrize("height", [20, 36])
async def test_more_is_shown_of_what_comes_than_of_what_was(height: int) -> None:
    async with opened(LONG, size=(60, height)) as (app, pilot):
        three_lanes(app)
        for index in range(60):
            app.document.point(index, 0)
            await pilot.pause()
            last = app.row_of("▸") + 3
            assert height - 1 - last >= height // 3


async def test_a_sentence_that_the_wheel_left_comes_back_with_what_stands_around_it() -> None:
    async with opened(LONG, size=(60, 20)) as (app, pilot):
        three_lanes(app)
        app.document.point(30, 0)
        await pilot.pause()
        for by in (40, -40):
            app.document.scroll_relative(y=by, animate=False)
            await pilot.pause()
            assert "▸" not in "".join(app.rows())
            app.document.point(30, 1)
            await pilot.pause()
            row = app.row_of("▸")
            assert 3 <= row <= 20 - 4 - 6


async def test_a_hint_leaves_the_words_of_a_neighbour_readable() -> None:
    text = "Zin.\nDe staatstelevisie meldt 'iets' dat langer is dan een regel, want 日本 zegt het ook."
    async with opened(text, size=(50, 12)) as (app, _):
        spots = {"a": "De staatstelevisie", "b": "De", "d": "meldt", "e": "iets", "f": "dan", "g": "日本"}
        spans = [("claim", name, [(at := text.index(words), at + len(words))]) for name, words in spots.items()]
        app.label(1, *spans)
        app.document.invalidate()
        plain = app.rows()
        app.document.hint({f"1-{name}": name for name in spots})
        assert [row.rstrip() for row in app.rows()[2:5]] == [
            "  2   abDe staatstelevisiedmeldt eiets' dat",
            "        langer isfdan een regel, wantg日本 zegt",
            "        het ook.",
        ]
        assert [cell_len(row) for row in app.rows()] == [cell_len(row) for row in plain]
        app.document.hint(None)
        assert app.rows() == plain


async def test_letters_stand_on_the_words_of_the_open_sentence_and_go() -> None:
    async with opened("Het regent 日本 misschien. Het waait hier.") as (app, pilot):
        tokens = app.views[0].tokens
        plain = app.rows()
        app.document.letters({tokens[0][0]: "a", tokens[2][0]: "s", tokens[3][0]: "d"})
        await pilot.pause()
        assert "aet regent s 本 disschien." in app.rows()[0]
        assert app.style(app.cell(0, "aet")).reverse
        column = cell_len(app.rows()[0].split("disschien")[0])
        assert app.style(Offset(column, 0)).reverse
        assert app.rows()[1:] == plain[1:]
        app.document.point(1, 0)
        assert "regent 日本 misschien." in app.rows()[0]
        app.document.point(0, 0)
        app.document.letters(None)
        assert app.rows() == plain


@pytest.mark.parametrize("index", [0, 4, 5, 40, 79])
async def test_the_open_sentence_stands_above_rows_that_are_reserved_and_goes_back(index: int) -> None:
    async with opened(LONG, size=(60, 20)) as (app, pilot):
        three_lanes(app)
        app.document.point(index, 0)
        await pilot.pause()
        plain, words = app.rows(), app.text[slice(app.views[index].start, app.views[index].end)]
        for rows in (12, 8, 14):
            app.document.reserve(rows)
            await pilot.pause()
            assert app.row_of(words) + 4 <= 20 - rows
        app.label(index, *[("claim", f"c{n}", [app.views[index].tokens[0]]) for n in range(5)])
        app.document.invalidate(index)
        await pilot.pause()
        assert app.row_of(words) + 6 <= 20 - 14
        three_lanes(app)
        app.document.reserve(0)
        await pilot.pause()
        assert app.rows() == plain


async def test_rows_are_reserved_in_vain_for_a_sentence_that_stands_high_enough_or_is_too_tall() -> None:
    async with opened(LONG, size=(60, 20)) as (app, pilot):
        app.document.point(1, 0)
        await pilot.pause()
        plain = app.rows()
        app.document.reserve(10)
        await pilot.pause()
        assert app.rows() == plain
        app.label(1, *[("claim", f"c{number}", [app.views[1].tokens[0]]) for number in range(15)])
        app.document.invalidate(1)
        app.document.reserve(1000)
        await pilot.pause()
        assert "▸" in app.rows()[0]
        app.document.point(7, 0)
        app.document.reserve(0)
        await pilot.pause()
        assert "▸" in app.rows()[app.row_of("Nog eens 3 ")]
