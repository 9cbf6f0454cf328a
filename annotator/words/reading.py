"""Words of layouts, themes and the legend."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "layout.next": ("layout", "indeling"),
    "layout.auto": ("working layout", "werkindeling"),
    "layout.reading": (
        "only the text: {key} brings the labels' brackets back",
        "alleen de tekst: {key} haalt de haken terug",
    ),
    "theme.next": ("theme", "thema"),
    "theme.now": ("theme: {name}", "thema: {name}"),
    "theme.dark": ("dark", "donker"),
    "theme.light": ("light", "licht"),
    "theme.high-contrast": ("high contrast", "hoog contrast"),
    "theme.ansi": ("the terminal's own colours", "de kleuren van de terminal"),
    "legend": ("legend", "legenda"),
    "legend.away": ("any key closes it", "elke toets sluit dit"),
    "legend.words": ("these words", "deze woorden"),
    "legend.focus": ("in focus", "hier"),
    "legend.out": ("link to", "link naar"),
    "legend.in": ("link from", "link van"),
    "legend.both": ("link both ways", "link over en weer"),
    "legend.far": ("in sentence 33", "in zin 33"),
    "legend.more": ("more links", "meer links"),
    "legend.parts": ("in parts", "in stukken"),
}
