"""From settings and scheme to the palette, and to Textual's own theme for the widgets that are Textual's."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from textual.theme import BUILTIN_THEMES, Theme

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
    if palette.ansi:
        plain = BUILTIN_THEMES["ansi-dark"]
        both = {"block-cursor-background": "ansi_blue", "block-cursor-foreground": "ansi_bright_white"}
        return replace(
            plain, name=f"annotator-{palette.theme}", variables={**plain.variables, **both}
        )  # on dark and on light terminals
    grounds = palette.grounds
    return Theme(
        name=f"annotator-{palette.theme}",
        primary=grounds.text,
        secondary=grounds.calm,
        accent=grounds.text,
        foreground=grounds.text,
        background=grounds.page,
        surface=grounds.open,
        panel=grounds.held,
        dark=palette.theme != "light",
        variables={
            "block-cursor-background": grounds.selection,
            "block-cursor-foreground": grounds.text,
            "scrollbar": grounds.held,
            "scrollbar-background": grounds.page,
        },
    )
