"""Layouts, themes, legend and links on the lanes, with real keys on the real screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.geometry import Offset

from annotator.session import Session
from annotator.settings import THEMES, Settings
from annotator.ui.screens.surface import PANEL
from tests.building import at_work, mark
from tests.ui.desk import Desk, sit_down

TEXT = "Brand in Almaty\nVolgens de politie zijn er doden gevallen. Het zou om tien mensen gaan.\n" + "".join(
    f"Zin {number} zegt iets over een zaak.\n" for number in range(30)
)


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Session]:
    session = at_work(tmp_path / "p.db", TEXT)
    with session.project:
        source = mark(session, "source", "de politie")
        near = mark(session, "claim", "zijn er doden gevallen")
        far = mark(session, "claim", "Het zou om tien mensen gaan")
        for claim in (near, far):
            session.link("attributed_to", claim, source)
        session.active = None
        session.cursor.place(1, 1)
        yield session


def row(desk: Desk, words: str) -> str:
    return next(row for row in desk.rows if words in row)


async def test_links_stand_on_the_lanes_and_an_arrow_before_the_sentence_of_their_end(marked: Session) -> None:
    async with sit_down(marked) as desk:
        assert "╚s1←3.c1═╝" in row(desk, "s1")
        assert "c1→s1─" in row(desk, "c1")
        assert row(desk, "tien mensen").startswith("  3   ← Het zou")
        await desk.press("left")
        assert row(desk, "tien mensen").startswith("  3     Het zou")
        await desk.press("down")
        assert "c1→2.s1━" in row(desk, "c1")
        assert row(desk, "Volgens").startswith("  2   → Volgens")


async def test_a_name_that_changes_is_read_anew_where_it_is_linked_to(marked: Session) -> None:
    async with sit_down(marked) as desk:
        await desk.press("down")
        assert "→2.s1" in row(desk, "c1")
        await desk.press("up", "home", "s", "down")
        assert "→2.s2" in row(desk, "c1")
        await desk.press("ctrl+z")
        await desk.press("down")
        assert "→2.s1" in row(desk, "c1")


async def test_a_link_adds_no_row_and_moves_no_word(marked: Session) -> None:
    async with sit_down(marked, size=(80, 24)) as desk:
        before = [line for line in desk.rows if not line.strip(" └╰╘├«┗╚").startswith(("c1", "s1"))]
        height = len(desk.rows)
        (relation, *_) = marked.labels.part.relations
        desk.screen.change(lambda: marked.unlink(relation))
        assert "c1─" in row(desk, "c1")
        assert [line for line in desk.rows if not line.strip(" └╰╘├«┗╚").startswith(("c1", "s1"))] == before
        assert len(desk.rows) == height


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_reading_layout_has_the_text_alone_and_goes_again(marked: Session, size: tuple[int, int]) -> None:
    async with sit_down(marked, size=size) as desk:
        before, panel = desk.rows, desk.panel
        await desk.press("R")
        await desk.pilot.pause()
        assert desk.panel == ""
        assert desk.info.startswith("only the text: R")
        assert not any(sign in "".join(desk.rows) for sign in ("└", "╚", "c1", "s1"))
        assert row(desk, "Volgens").strip().startswith("▸ Volgens de politie")
        assert row(desk, "Brand").startswith("      ")
        assert len([line for line in desk.rows if "Zin" in line]) >= len([line for line in before if "Zin" in line])
        await desk.press("right", "left", "R")
        await desk.pilot.pause()
        assert desk.rows == before
        assert desk.panel == panel


async def test_the_reading_layout_can_be_the_setting(marked: Session) -> None:
    async with sit_down(marked, settings=Settings(layout="reading")) as desk:
        assert "└" not in "".join(desk.rows)
        await desk.press("c")
        assert "claim" in desk.info
        await desk.press("R")
        await desk.pilot.pause()
        assert "c1" in "".join(desk.rows)
        assert desk.screen.view.size.width == 120 - PANEL


async def test_themes_come_round_and_nothing_moves(marked: Session) -> None:
    async with sit_down(marked) as desk:
        before = desk.rows
        grounds = []
        for theme in (*THEMES[1:], THEMES[0]):
            await desk.press("T")
            await desk.pilot.pause()
            assert desk.screen.looks.palette.theme == theme
            assert desk.app.theme == f"annotator-{theme}"
            assert desk.rows == before
            style = desk.screen.view.render_line(0)._segments[0].style
            grounds.append(str(style.bgcolor.name if style and style.bgcolor else ""))
        assert desk.info == "theme: dark"
        assert len(set(grounds)) == len(THEMES)
        await desk.press("m")
        assert desk.screen.prompt.looks is desk.screen.looks


async def test_the_legend_shows_labels_signs_and_arrows_and_the_next_key_closes_it_and_acts(marked: Session) -> None:
    async with sit_down(marked, size=(80, 24)) as desk:
        before = desk.rows
        await desk.press("K")
        legend = desk.screen.query_one("#legend")
        assert legend.display
        said = legend.plain  # type: ignore[attr-defined]
        for words in (
            "claim",
            "└c1──",
            "╰u1~~",
            "╘s1══",
            "├a1──",
            "«q1──",
            "✓ done",
            "⚑ flagged",
            "✎ comment",
            "→33.s1",
        ):
            assert words in said
        await desk.press("right")
        assert not legend.display
        assert desk.place == (1, 2)
        await desk.press("K", "escape")
        assert not legend.display
        assert desk.place == (1, 2)
        await desk.press("K", "K")
        assert not legend.display
        await desk.press("left")
        assert desk.rows == before


async def test_the_legend_covers_no_open_sentence(marked: Session) -> None:
    async with sit_down(marked, size=(80, 24)) as desk:
        marked.cursor.place(31)
        desk.screen.draw()
        await desk.pilot.pause()
        await desk.press("K")
        rows = desk.rows
        legend = desk.screen.query_one("#legend")
        assert next(y for y, line in enumerate(rows) if "▸" in line) < 22 - legend.styles.height.value - 1  # type: ignore[union-attr]


async def test_a_double_click_selects_the_likely_unit_and_the_wheel_only_looks_around(marked: Session) -> None:
    async with sit_down(marked, size=(80, 24)) as desk:
        y, line = next((y, line) for y, line in enumerate(desk.rows) if "Volgens" in line)
        await desk.pilot.double_click(offset=Offset(line.index("politie"), y + 1))
        await desk.settled()
        start, end = marked.cursor.selection or (0, 0)
        assert "politie" in TEXT[start:end]
        place = desk.place
        for _ in range(8):
            desk.screen.view.scroll_down(animate=False)
        await desk.pilot.pause()
        assert not any("▸" in line for line in desk.rows)
        assert desk.place == place
        await desk.press("left")
        assert any("▸" in line for line in desk.rows)
