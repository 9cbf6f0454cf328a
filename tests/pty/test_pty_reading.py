"""Reading on a real terminal: true widths, double click, wheel, layouts and themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.conftest import exported, labelled
from tests.pty.terminal import Terminal, annotator

ODD = (
    "De 日本語 staat hier. ",
    "Het ❤\ufe0f klopt en 👍🏽 mag. ",
    "Een e\u0301e\u0301n en to\u0308n staan. ",
    "De naam שלום is oud. ",
    "In العربية is hij nieuw. ",
    "Nog 😀 en ｗｉｊｄ als slot. ",
)


@pytest.fixture
def odd(db: str, tmp_path: Path) -> str:
    """A project with an article of which every sentence has something that is not one cell wide."""
    article = tmp_path / "odd.txt"
    article.write_text("\n".join(line.strip() for line in ODD) + "\n", encoding="utf-8")
    made = annotator("init", "--db", db)
    assert made.returncode == 0, made.stderr
    added = annotator("import", str(article), "--db", db)
    assert added.returncode == 0, added.stderr
    return db


def reversed_cells(screen: Terminal, row: int) -> list[int]:
    """The columns of a row that are drawn in reverse: the cursor."""
    return [column for column in range(screen.screen.columns) if screen.screen.buffer[row][column].reverse]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_cursor_and_brackets_stand_under_their_words_whatever_is_before_them(odd: str, size: tuple[int, int]) -> None:
    with Terminal("open", "--db", odd, "--annotator", "anna", columns=size[0], rows=size[1]) as screen:
        screen.at("De", "1/6")
        for number, line in enumerate(ODD):
            words = line.split()
            screen.send("end", "left", "shift+right", "shift+left", "c")
            screen.shows("┗c1")
            screen.quiet()
            last = words[-1].rstrip(".")
            row = next(y for y, text in enumerate(screen.lines) if last in text and f" {number + 1} " in text[:6])
            cells = screen.screen.buffer[row]
            column = next(
                x for x in range(screen.screen.columns) if "".join(cells[x + i].data for i in range(len(last))) == last
            )
            assert reversed_cells(screen, row) == list(range(column, column + len(last)))
            assert "".join(screen.screen.buffer[row + 1][column + i].data for i in range(3)) == "┗c1"
            screen.send("down")
        screen.send("ctrl+q")
        assert screen.ended() == 0


def test_a_click_behind_wide_characters_is_the_word_under_it(odd: str) -> None:
    with Terminal("open", "--db", odd, "--annotator", "anna") as screen:
        screen.at("De", "1/6")
        screen.click(*screen.cell_of("klopt"))
        screen.at("klopt", "2/6")
        screen.send("s", "ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(odd)[0]) == [("source", "klopt")]


def test_a_double_click_selects_a_unit_and_a_label_goes_on_it(demo: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "anna") as screen:
        screen.at("Mogelijk", "1/47")
        screen.shows("Russische persbureau Interfax")
        x, y = screen.cell_of("Russische persbureau Interfax")
        screen.click(x, y)
        screen.click(x, y)
        screen.shows("10/47")
        screen.quiet()
        screen.send("s", "ctrl+q")
        assert screen.ended() == 0
    ((label, words),) = labelled(exported(demo)[0])
    assert label == "source"
    assert "Russische persbureau" in words


def test_the_wheel_scrolls_and_the_next_key_comes_back_to_the_cursor(demo: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "anna", columns=80, rows=24) as screen:
        screen.at("Mogelijk", "1/47")
        for _ in range(12):
            screen.send("\x1b[<65;20;10M")
        screen.lacks("▸")
        screen.shows("1/47")
        screen.send("right")
        screen.at("tientallen", "1/47")
        screen.shows("▸")
        screen.send("ctrl+q")
        assert screen.ended() == 0


def test_layouts_themes_and_legend_by_key_and_their_setting(demo: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "example", columns=80, rows=24) as screen:
        screen.shows("└c1")
        screen.send("R")
        screen.shows("only the text")
        screen.lacks("└c1")
        screen.send("R", "T")
        screen.shows("theme: light", "└c1")
        screen.send("K")
        screen.shows("any key closes it")
        screen.send("right")
        screen.lacks("any key closes it")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    with Terminal("open", "--db", demo, "--annotator", "example", ANNOTATOR_LAYOUT="reading") as screen:
        screen.shows("Mogelijk")
        screen.lacks("└c1")
        screen.send("ctrl+q")
        assert screen.ended() == 0
