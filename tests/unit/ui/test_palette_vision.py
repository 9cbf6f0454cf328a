"""Labels are told apart by everyone: by contrast, by hue as the colour-blind see it, and by shape without any hue."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.style import Style
from textual.color import Color

from annotator.ui.widgets.palette import GROUNDS, Look, Palette, ThemeName, contrast
from tests.building import nl_fact
from tests.colour_vision import VISION, apart

COLOURED: tuple[ThemeName, ...] = ("dark", "light", "high-contrast")
ALL: tuple[ThemeName, ...] = (*COLOURED, "ansi")
LABELS = {span.name: span.colour for span in nl_fact()[1].span}


def text(style: Style) -> Color:
    assert style.color is not None
    return Color.from_rich_color(style.color)


def ground(style: Style) -> Color:
    assert style.bgcolor is not None
    return Color.from_rich_color(style.bgcolor)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", COLOURED)
def test_hues_of_labels_stay_apart_for_the_colour_blind(theme: ThemeName, vision: str) -> None:
    palette = Palette(LABELS, theme)
    for one, other in combinations(LABELS, 2):
        first, second = (text(palette.lane(label, False, True)) for label in (one, other))
        assert apart(first, second, vision) > 12, (one, other)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", COLOURED)
def test_a_label_told_by_its_ground_stays_apart_from_the_page(theme: ThemeName, vision: str) -> None:
    palette = Palette(LABELS, theme)
    page = ground(palette.text(Look()))
    for label in ("claim", "quote"):
        assert apart(ground(palette.text(Look(labels=(label,)))), page, vision) > 8


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("theme", ALL)
@pytest.mark.parametrize("role", ["body", "headline", "subhead"])
@pytest.mark.parametrize("is_open", [False, True])
def test_every_label_has_a_shape_of_its_own_in_the_words(
    theme: ThemeName, no_color: bool, role: str, is_open: bool
) -> None:
    palette = Palette(LABELS, theme, no_color)
    looks = [palette.text(Look(is_open, role, (label,))) for label in LABELS]
    plain = palette.text(Look(is_open, role))
    shapes = [(s.bold, s.italic, s.underline, ground(s) != ground(plain)) for s in (plain, *looks)]
    assert len(set(shapes)) == len(LABELS) + 1


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("theme", COLOURED)
def test_letters_links_and_words_of_the_reading_layout_stand_out(theme: ThemeName, no_color: bool) -> None:
    palette = Palette(LABELS, theme, no_color)
    styles = [palette.letter, palette.aside, *(palette.lane(label, False, False) for label in LABELS)]
    styles += [palette.text(Look(True, role, (label,))) for role in ("body", "headline") for label in LABELS]
    styles += [palette.text(Look(True, "body", (one, two), two)) for one in LABELS for two in LABELS]
    assert min(contrast(text(style), ground(style)) for style in styles) >= GROUNDS[theme].contrast
