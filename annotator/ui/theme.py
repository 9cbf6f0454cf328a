"""From settings and scheme to the palette, and to Textual's own theme for the widgets that are Textual's."""

from __future__ import annotations

from typing import cast

from textual.theme import Theme

from annotator.scheme.definition import Scheme
from annotator.settings import Settings
from annotator.ui.widgets.palette import Palette, ThemeName

__all__ = ["palette_of", "theme_of"]


def palette_of(scheme: Scheme, settings: Settings) -> Palette:
    """The colours of the labels in the theme that the user chose."""
    accents = {span.name: span.colour for span in scheme.span}
    return Palette(accents, cast("ThemeName", settings.theme), settings.no_color)


def theme_of(palette: Palette) -> Theme:
    """Textual's theme on the palette's grounds."""
    grounds = palette.grounds
    return Theme(
        name="annotator",
        primary=grounds.text,
        secondary=grounds.calm,
        accent=grounds.text,
        foreground=grounds.text,
        background=grounds.page,
        surface=grounds.open,
        panel=grounds.held,
        dark=palette.theme != "light",
    )
