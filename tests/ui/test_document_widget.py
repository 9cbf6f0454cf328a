"""The document widget in a small app: what is drawn where, what the mouse reports, and that nothing jumps."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from rich.color import ColorType
from rich.style import Style
from textual.color import Color

from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.palette import GROUNDS, MEANS, Look, Palette, Sign, ThemeName, contrast
from annotator.ui.widgets.view_model import Mark, SentenceMarks, SentenceView
from tests.ui.small import LABELS, LONG, Small, opened, three_lanes


async def test_the_open_sentence_has_lanes_and_the_cursor_the_others_are_prose() -> None:
    async with opened("Het regent misschien. Het waait.\nNiemand weet het.") as (app, pilot):
        app.label(0, ("uncertainty_cue", "u1", [(11, 20)]))
        app.label(1, ("claim", "c1", [(22, 31)]))
        app.marks[2] = SentenceMarks(status="done", commented=True)
        app.document.invalidate()
        app.document.point(0, 1)
        await pilot.pause()
        assert [row.rstrip() for row in app.rows()[:5]] == [
            "  1   ▸ Het regent misschien.",
            "                   ╰u1~~~~~╯",
            "  2     Het waait.",
            "",
            "  3 ✓✎  Niemand weet het.",
        ]
        assert app.style(app.cell(0, "regent")).reverse
        assert not app.style(app.cell(0, "Het")).reverse
        claim = app.style(app.cell(2, "waait")).bgcolor
        assert claim != app.style(app.cell(4, "weet")).bgcolor


async def test_marks_are_asked_only_for_what_is_in_view_and_only_once() -> None:
    async with opened(LONG) as (app, pilot):
        app.document.point(0, 3)
        app.document.point(1, 0)
        await pilot.pause()
        assert set(app.asked) <= set(app.document.visible_sentences())
        assert set(app.asked.values()) == {1}
        app.document.invalidate(1)
        assert app.asked[1] == 2


async def test_a_sentence_keeps_its_row_when_it_gets_the_focus() -> None:
    async with opened(LONG, size=(60, 40)) as (app, pilot):
        three_lanes(app)
        await pilot.pause()
        order = [*range(0, 6), *range(20, 30), *range(30, 18, -1), *range(79, 70, -1), *range(70, 80), 2, 1, 0]
        for before, index in pairwise(order):
            view = app.views[index]
            words = app.text[view.start : view.end]
            row = next((y for y, text in enumerate(app.rows()) if words in text), None)
            app.document.point(index, 0)
            await pilot.pause()
            assert "▸" in app.rows()[app.row_of(words)]
            inside = row is not None and 3 <= row <= app.document.size.height - 4 - app.document.size.height // 3
            if abs(index - before) == 1 and inside and index > 10:  # at the start few rows are lent for it
                assert app.row_of(words) == row, f"sentence {index} jumped"
            assert app.row_of(words) + 4 <= app.document.size.height


async def test_adding_labels_moves_no_word_above_them() -> None:
    async with opened(LONG) as (app, pilot):
        app.document.point(4, 0)
        await pilot.pause()
        row = app.row_of("Zin 2 zegt")
        above = app.rows()[:row]
        for names in (["c1"], ["c1", "c2"], ["c1", "c2", "c3"], ["c1"], []):
            app.label(4, *[("claim", name, [app.views[4].tokens[1]]) for name in names])
            app.document.invalidate(4)
            await pilot.pause()
            assert app.rows()[:row] == above
            assert app.row_of("Zin 2 zegt") == row


async def test_a_new_width_keeps_the_focused_row_and_leaves_nothing_out() -> None:
    async with opened(LONG, size=(60, 20)) as (app, pilot):
        app.document.point(40, 0)
        await pilot.pause()
        row = next(y for y, text in enumerate(app.rows()) if "▸" in text)
        await pilot.resize_terminal(34, 20)
        await pilot.pause()
        assert next(y for y, text in enumerate(app.rows()) if "▸" in text) == row
        assert all(len(text) == app.document.size.width for text in app.rows())


async def test_the_wheel_moves_the_text_and_not_the_cursor() -> None:
    async with opened(LONG) as (app, pilot):
        app.document.scroll_down(animate=False)
        await pilot.pause()
        assert "Zin 0" not in app.rows()[0]
        assert app.reports == []
        app.document.point(0, 1)
        await pilot.pause()
        assert "▸" in app.rows()[0]


async def test_a_click_reports_its_token_also_among_wide_characters() -> None:
    async with opened("日本 zegt 👩\u200d🔬 dat e\u0301e\u0301n klopt.") as (app, pilot):
        tokens = [app.text[slice(*token)] for token in app.views[0].tokens]
        gutter = 8
        for column, word in ((0, "日本"), (3, "日本"), (5, "zegt"), (13, "dat"), (21, "klopt"), (26, "."), (45, ".")):
            app.reports.clear()
            await pilot.click(offset=(gutter + column, 0))
            (report,) = app.reports
            assert isinstance(report, DocumentView.TokenPressed)
            assert tokens[report.token] == word
            assert not report.extend


async def test_shift_or_ctrl_click_extends_and_a_second_click_is_a_double_click() -> None:
    async with opened("Het regent misschien.") as (app, pilot):
        await pilot.click(offset=app.cell(0, "misschien"), shift=True)
        assert isinstance(app.reports[0], DocumentView.TokenPressed)
        assert app.reports[0].extend
        app.reports.clear()
        await pilot.double_click(offset=app.cell(0, "regent"))
        assert isinstance(app.reports[-1], DocumentView.TokenDoubleClicked)
        assert app.reports[-1].token == 1


async def test_a_drag_reports_each_word_once_also_over_the_lanes() -> None:
    async with opened("Het regent misschien. Het waait.") as (app, pilot):
        app.label(0, ("claim", "c1", [(0, 20)]))
        app.document.invalidate(0)
        await pilot.mouse_down(offset=app.cell(0, "Het"))
        for offset in (app.cell(0, "regent"), app.cell(0, "egent"), app.cell(1, "┘"), app.cell(2, "waait")):
            await pilot.hover(offset=offset)
        await pilot.mouse_up(offset=app.cell(2, "waait"))
        await pilot.hover(offset=app.cell(0, "Het"))
        dragged = [report for report in app.reports if isinstance(report, DocumentView.TokenDragged)]
        assert [(report.sentence, report.token) for report in dragged] == [(0, 1), (0, 2), (1, 1)]


async def test_a_click_on_a_lane_reports_its_span_and_on_the_gutter_its_sentence() -> None:
    async with opened("Het regent misschien. Het waait.") as (app, pilot):
        app.label(0, ("claim", "c1", [(0, 20)]), ("uncertainty_cue", "u1", [(11, 20)]))
        app.document.invalidate(0)
        await pilot.click(offset=app.cell(2, "u1"))
        await pilot.click(offset=app.cell(1, "c1"))
        await pilot.click(offset=(8, 2))  # beside u1, under nothing
        await pilot.click(offset=(2, 3))
        spans = [report.span_id for report in app.reports if isinstance(report, DocumentView.SpanPressed)]
        assert spans == ["0-u1", "0-c1"]
        assert isinstance(app.reports[-1], DocumentView.SentencePressed)
        assert app.reports[-1].index == 1


async def test_selection_activation_and_hints_come_and_go() -> None:
    async with opened("Het regent misschien. Het waait hier.") as (app, _):
        app.label(0, ("claim", "c1", [(0, 20)]))
        app.label(1, ("claim", "c1", [(22, 31)]))
        app.document.invalidate()
        plain = app.rows()
        app.document.select([(4, 10)], held=[(0, 3)])
        assert app.style(app.cell(0, "regent")).bgcolor != app.style(app.cell(0, "misschien")).bgcolor
        assert app.style(app.cell(0, "et")).underline
        app.document.activate("0-c1")
        assert "┗c1━━" in app.rows()[1]
        app.document.hint({"0-c1": "f", "1-c1": "j"})
        assert "┗f━━━" in app.rows()[1]
        assert app.rows()[2].startswith("  2    jHet waait hier.")
        app.document.select([])
        app.document.activate(None)
        app.document.hint(None)
        assert app.rows() == plain


async def test_nothing_of_the_document_reaches_the_terminal_as_a_command() -> None:
    hostile = "Een \x1b]0;titel\x07 en \u202eomgekeerd \x9b31m [red]rood[/] [/].\nDe [@click=app.quit]rest."
    async with opened(hostile) as (app, pilot):
        app.marks[0] = SentenceMarks((Mark("x", "claim", "\x1bc1", ((0, 3),)),))
        app.document.invalidate()
        await pilot.pause()
        shown = "".join(app.rows())
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", shown)
        assert "[red]rood[/]" in shown


async def test_a_document_can_be_opened_in_the_middle_before_it_is_on_the_screen() -> None:
    class Later(Small):
        def on_mount(self) -> None:
            super().on_mount()
            self.document.point(50, 2)
            self.document.select([self.views[50].tokens[2]])
            self.document.invalidate(50)

    app = Later(LONG, {})
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        row = next(y for y, text in enumerate(app.rows()) if "▸" in text)
        assert " 51" in app.rows()[row]
        assert 3 <= row <= 6
        assert app.style(app.cell(row, "zegt")).reverse


async def test_an_empty_document_and_an_empty_sentence_can_be_shown() -> None:
    async with opened("") as (app, pilot):
        app.document.point(3, 3)
        app.document.invalidate()
        await pilot.click(offset=(9, 0))
        assert list(app.document.visible_sentences()) == []
        app.document.load("", [SentenceView(0, 0, 0, ())], app.marks_of)
        app.document.point(0, 0)
        assert "▸" in app.rows()[0]


# --- styles

THEMES: tuple[ThemeName, ...] = ("dark", "light", "high-contrast")


def looks() -> list[Look]:
    names = list(LABELS)
    nests = [
        (),
        *[(name,) for name in names],
        *[(one, other) for one in names for other in names],
        tuple(names),
        ("?",),
    ]
    closed = [Look(role=role, labels=nest) for role in ("body", "headline", "subhead") for nest in nests]
    return [
        *closed,
        *[
            Look(is_open, "body", nest, active, selected, held, cursor)
            for is_open in (True, False)
            for nest in ((), ("claim",), ("claim", "source"))
            for active in (None, *names)
            for selected in (True, False)
            for held in (True, False)
            for cursor in (True, False)
        ],
    ]


def ratio(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_from_its_ground(theme: ThemeName, no_color: bool) -> None:
    palette = Palette(LABELS, theme, no_color)
    styles = [palette.text(look) for look in looks()]
    styles += [
        palette.lane(label, active, name) for label in LABELS for active in (True, False) for name in (True, False)
    ]
    styles += [palette.gutter(sign, is_open, "done") for sign in Sign for is_open in (True, False)]
    styles += [palette.accent(label) for label in LABELS] + [palette.hint(label) for label in LABELS]
    assert min(map(ratio, styles)) >= GROUNDS[theme].contrast


@pytest.mark.parametrize(("theme", "no_color"), [("ansi", False), ("ansi", True), ("dark", True)])
def test_without_colours_attributes_tell_the_labels_apart(theme: ThemeName, no_color: bool) -> None:
    palette = Palette(LABELS, theme, no_color)
    styles = [palette.text(Look(labels=(label,))) for label in LABELS]
    attributes = {(style.bold, style.italic, style.underline) for style in styles}
    assert len(attributes) == len(MEANS)
    assert (None, None, None) not in attributes


def test_the_ansi_theme_names_only_colours_of_the_terminal() -> None:
    palette = Palette(LABELS, "ansi")
    for look in looks():
        style = palette.text(look)
        assert style.color is not None
        assert style.color.type in (ColorType.DEFAULT, ColorType.STANDARD)
