"""Guidelines at hand, gaps in them, and the spoken lines on the annotation screen; where the terminal's cursor goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from annotator.session import Session
from annotator.session.guiding import GAP
from annotator.settings import Settings
from annotator.ui.screens.help import HelpScreen
from annotator.ui.widgets.painted import Painted
from tests.building import ARTICLE, SHORT, at_work, mark, opened
from tests.ui.desk import Desk, sit_down

WIDE, NARROW = (120, 40), (80, 24)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
NL = Settings(language="nl")


def shown(widget: Painted) -> str:
    return widget.plain if widget.is_attached and widget.display else ""


def guide(desk: Desk) -> str:
    return shown(desk.screen.guide)


def subject(desk: Desk) -> str:
    """The label whose guideline is shown."""
    words = guide(desk).replace("─", " ").split()
    return words[0] if words else ""


def spoken(desk: Desk) -> str:
    return " ".join(shown(desk.screen.spoken).split())


@pytest.fixture
def labelled(session: Session) -> Session:
    """A claim and a source in the second sentence; the cursor in the first."""
    mark(session, "claim", "zijn er tientallen doden gevallen")
    mark(session, "source", "de politie")
    session.active = None
    session.cursor.place(0)
    return session


# -- the guideline ----------------------------------------------------------------------------------------------------


@SIZES
async def test_it_opens_for_the_label_here_and_follows(labelled: Session, size: tuple[int, int]) -> None:
    async with sit_down(labelled, size=size) as desk:
        assert guide(desk) == ""
        await desk.press("down", "right", "i")
        assert desk.place == (1, 1)
        assert subject(desk) == "source"
        await desk.press("end", "left", "left")
        assert subject(desk) == "claim"
        await desk.press("home")
        assert desk.session.current is None
        assert subject(desk) == "claim"
        await desk.press("tab", "tab", "shift+tab")
        assert subject(desk) == desk.session.current.label  # type: ignore[union-attr]


@SIZES
@pytest.mark.parametrize("close", ["i", "escape"])
async def test_it_closes_and_the_panel_comes_back(labelled: Session, size: tuple[int, int], close: str) -> None:
    async with sit_down(labelled, size=size) as desk:
        before = desk.panel
        await desk.press("shift+right", "i")
        assert desk.panel == ""
        await desk.press(close)
        assert guide(desk) == ""
        assert desk.panel == before
        assert desk.session.cursor.selection is not None


@SIZES
async def test_the_sentence_in_focus_stays_in_view(labelled: Session, size: tuple[int, int]) -> None:
    async with sit_down(labelled, size=size) as desk:
        await desk.press("i", *["down"] * 6)
        await desk.pilot.pause(0.1)
        assert any("zouden" in row for row in desk.rows)
        assert desk.screen.view.region.intersection(desk.screen.guide.region).area == 0


async def test_a_label_key_reads_first_and_labels_when_pressed_again(session: Session) -> None:
    async with sit_down(session, settings=NL) as desk:
        await desk.press("i", "s")
        assert subject(desk) == "bron"
        assert desk.spans == []
        assert desk.info == "richtlijn: bron – nog eens s labelt"
        await desk.press("s")
        assert [label for label, _ in desk.spans] == ["source"]
        assert subject(desk) == "bron"
        await desk.press("w")
        assert subject(desk) == "checkwaardigheid"
        assert desk.choice is None
        await desk.press("w")
        assert desk.choice is not None


async def test_closed_it_takes_no_key(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("i", "i", "s", "pagedown")
        assert [label for label, _ in desk.spans] == ["source"]
        assert desk.place[0] == 7


@SIZES
async def test_the_page_keys_turn_it_to_the_end_and_back(session: Session, size: tuple[int, int]) -> None:
    async with sit_down(session, size=size) as desk:
        await desk.press("i")
        first = guide(desk)
        await desk.press(*["pagedown"] * 150)
        assert session.scheme.guideline[-1].note.en[-20:] in " ".join(guide(desk).split()) or "↓" not in guide(desk)
        assert desk.place == (0, 0)
        await desk.press(*["pageup"] * 150)
        assert guide(desk) == first


@SIZES
@pytest.mark.parametrize(("language", "words"), [("en", "In this sentence"), ("nl", "Bij deze zin")])
async def test_what_fits_the_sentence_is_near_the_top(
    session: Session, size: tuple[int, int], language: str, words: str
) -> None:
    async with sit_down(session, size=size, settings=Settings(language=language)) as desk:
        await desk.press(*["down"] * 6, "i")
        if size == NARROW:
            await desk.press("pagedown")
        text = guide(desk)
        assert words in text
        assert "zouden" in text[text.index(words) :]


async def test_it_can_be_read_beside_anothers_layer(labelled: Session) -> None:
    bob = opened(labelled.project, "bob")
    async with sit_down(bob) as desk:
        await desk.press("v", "i", "s")
        assert subject(desk) == "source"
        await desk.press("escape")
        assert guide(desk) == ""
        assert desk.session.read_only


async def test_it_survives_another_size_and_document(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("i")
            await desk.pilot.resize_terminal(80, 24)
            assert subject(desk) == "claim"
            widest = max(cell_len(line) for line in guide(desk).splitlines())
            assert 60 < widest <= 80
            desk.screen.go_to("b", 0)
            await desk.settled()
            assert subject(desk) == "claim"
            await desk.press("i")
            assert guide(desk) == ""


# -- a gap ------------------------------------------------------------------------------------------------------------


async def test_a_gap_is_flagged_with_its_comment_and_the_next_sentence_comes(session: Session) -> None:
    session.set_comment("vreemd")
    async with sit_down(session) as desk:
        await desk.press("I")
        await desk.type("telt dit?")
        await desk.press("enter")
        state = session.labels.state(0)
        assert (state.status, state.comment) == ("flagged", f"vreemd / {GAP}: telt dit?")
        assert desk.place[0] == 1
        assert desk.info == "flagged: guideline gap (sent. 1)"
        await desk.press("ctrl+z")
        assert desk.info == "undone: guideline gap"
        assert (session.labels.state(0).status, session.labels.state(0).comment) == ("todo", "vreemd")


async def test_a_gap_is_changed_with_the_same_key_and_given_up_with_escape(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("I", *"wat?", "enter", "up", "I")
        assert "wat?" in desk.screen.prompt.plain
        await desk.press("backspace", "!", "escape")
        assert session.labels.state(0).comment == f"{GAP}: wat?"
        await desk.press("I", "backspace", "!", "enter")
        assert session.labels.state(0).comment == f"{GAP}: wat!"


# -- spoken lines -----------------------------------------------------------------------------------------------------


@SIZES
async def test_the_sentence_is_told_below_the_text(labelled: Session, size: tuple[int, int]) -> None:
    async with sit_down(labelled, size=size, settings=NL) as desk:
        assert spoken(desk) == ""
        await desk.press("S")
        assert spoken(desk).startswith("Voorleesregels aan, cursor zichtbaar. Mogelijk. Zin 1 van 8, nog doen.")
        await desk.press("down", "right")
        assert spoken(desk).startswith("De. In bron één, de politie; ")
        assert "Zin 2 van 8" in spoken(desk)
        await desk.press("u")
        assert spoken(desk).startswith("U1 onzekerheid ")
        await desk.press("S")
        assert spoken(desk) == ""


async def test_the_setting_begins_with_it(session: Session) -> None:
    async with sit_down(session, settings=Settings(spoken=True)) as desk:
        assert spoken(desk).startswith("Mogelijk. Sentence 1 of 8, to do.")


async def test_questions_are_told_and_stand_above(session: Session) -> None:
    async with sit_down(session, settings=Settings(spoken=True), size=NARROW) as desk:
        await desk.press("s", "e")
        await desk.pilot.pause()
        assert spoken(desk).startswith("Choose, ")
        bar, lines = desk.screen.choice_bar.region, desk.screen.spoken.region
        assert bar.area
        assert bar.bottom == lines.y
        await desk.press("escape", "m")
        await desk.pilot.pause()
        assert spoken(desk).startswith("Type, comment.")
        assert desk.screen.prompt.region.bottom == lines.y
        await desk.press("escape", "S", "m")
        await desk.pilot.pause()
        assert desk.screen.prompt.region.bottom == NARROW[1] - 2


async def test_a_long_sentence_has_all_its_words(tmp_path: Path) -> None:
    text = " ".join(f"woord{number}" for number in range(60)) + "."
    session = at_work(tmp_path / "p.db", text)
    with session.project:
        async with sit_down(session, settings=Settings(spoken=True), size=NARROW) as desk:
            await desk.pilot.pause()
            assert "woord59." in spoken(desk)
            assert desk.screen.spoken.size.height >= len(desk.screen.spoken.plain.splitlines())


# -- the terminal's own cursor ------------------------------------------------------------------------------------------


@pytest.fixture
def wide_words(tmp_path: Path) -> Iterator[Session]:
    found = at_work(tmp_path / "p.db", "漢字 🔥 e\u0301n twee. " + "Een lange zin met veel woorden erin. " * 40)
    with found.project:
        yield found


def cell(desk: Desk) -> str:
    """What is drawn at the cursor, from there on."""
    x, y = desk.app.cursor_position
    view = desk.screen.view
    line = view.render_line(y - view.region.y)
    return line.crop(x - view.region.x).text


@SIZES
async def test_it_is_on_the_token_whatever_is_scrolled(wide_words: Session, size: tuple[int, int]) -> None:
    async with sit_down(wide_words, size=size) as desk:
        moves = ["right"] * 5 + ["down"] * 30 + ["end", "pageup", "i", "up", "S", "right", "ctrl+home"]
        for key in moves:
            await desk.press(key)
            await desk.pilot.pause()
            start, end = desk.session.cursor.at
            assert cell(desk).startswith(desk.session.stored.document.text[start:end]), key


async def test_out_of_view_it_stays_at_the_edge(wide_words: Session) -> None:
    async with sit_down(wide_words, size=NARROW) as desk:
        desk.screen.view.scroll_relative(y=15, animate=False)
        await desk.pilot.pause()
        assert desk.app.cursor_position.y == desk.screen.view.region.y


async def test_it_goes_along_with_what_is_typed_and_asked(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("m", "é", "漢")
        await desk.pilot.pause()
        region = desk.screen.prompt.region
        line = desk.screen.prompt.plain
        assert desk.app.cursor_position == Offset(cell_len(line[: line.index("漢") + 1]), region.y)
        await desk.press("left")
        await desk.pilot.pause()
        assert desk.app.cursor_position.x == cell_len(line[: line.index("漢")])
        await desk.press("escape", "y")
        await desk.pilot.pause()
        assert desk.app.cursor_position == desk.screen.choice_bar.region.offset + Offset(1, 1)


async def test_other_screens_place_it_themselves(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("right", "?")
        assert isinstance(desk.on_top, HelpScreen)
        desk.app.cursor_position = Offset(7, 3)
        assert desk.app.cursor_position == Offset(7, 3)
        await desk.pilot.press("escape")
        assert cell(desk).startswith("tientallen")
