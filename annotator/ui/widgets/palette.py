"""The styles of the document: one accent per label of the scheme, neutral everything else.

A neighbour shows its labels in the words themselves, so labels that nest must use different means: the first label of
the scheme a ground, the others a hue with underline, bold or italic. The open sentence keeps its words plain and shows
labels on its lanes. Every text colour is moved away from its ground until the contrast is that of WCAG AA, whatever the
scheme asks for; where the terminal's own colours are used (ansi, no colour) attributes do all the telling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from .lanes import SHAPES, Shape

ThemeName = Literal["dark", "light", "high-contrast", "ansi"]


class Accent(Protocol):
    """The colours of a label: `#rrggbb` for a dark and a light ground, and one of the 16 names of a terminal."""

    @property
    def dark(self) -> str:
        """For a dark ground."""

    @property
    def light(self) -> str:
        """For a light ground."""

    @property
    def ansi(self) -> str:
        """For a terminal's own colours."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The neutral colours of a theme; `calm` is the text of neighbours, `quiet` that of the gutter."""

    page: str
    open: str
    text: str
    calm: str
    quiet: str
    selection: str
    held: str
    contrast: float


GROUNDS: Mapping[str, Grounds] = {
    "dark": Grounds("#15171c", "#20232b", "#eceef2", "#a4a9b4", "#7d8390", "#4a5c91", "#2f3644", 4.5),
    "light": Grounds("#f3f3ef", "#ffffff", "#17191e", "#565b66", "#6a6f7a", "#c3d4f2", "#dfe6f2", 4.5),
    "high-contrast": Grounds("#000000", "#16181d", "#ffffff", "#dcdfe6", "#b4b9c4", "#274a8f", "#1c305c", 7.0),
}
READABLE = ("red", "magenta")
"""Of a terminal's own colours those in which words can be read on a light ground and on a dark one."""
NEUTRAL = ("#b0b5c0", "#555a64", "default")


class Means(NamedTuple):
    """What tells one label from the others in a neighbour, with colours and without."""

    ground: bool
    attributes: Mapping[str, bool]
    plain: Mapping[str, bool]


# Of the attributes only these four are drawn by all terminals; labels past the fifth start again and differ in hue.
MEANS: tuple[Means, ...] = (
    Means(True, {}, {"underline": True}),
    Means(False, {"bold": True}, {"bold": True}),
    Means(False, {"underline": True}, {"bold": True, "italic": True}),
    Means(False, {"italic": True}, {"italic": True}),
    Means(True, {"italic": True}, {"underline": True, "italic": True}),
)


class Look(NamedTuple):
    """All that decides how a stretch of text is drawn; `labels` are those upon it, outermost first."""

    open: bool = False
    role: str = "body"
    labels: tuple[str, ...] = ()
    active: str | None = None
    selected: bool = False
    held: bool = False
    cursor: bool = False


class Sign(Enum):
    """What stands in the gutter."""

    NUMBER = "number"
    STATUS = "status"
    FOCUS = "focus"


STATUS_SIGNS: Mapping[str, str] = {"todo": " ", "done": "✓", "skipped": "↷", "flagged": "⚑"}
COMMENT_SIGN, FOCUS_SIGN = "✎", "▸"


def luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in (value / 255 for value in colour.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def readable(colour: Color, ground: Color, ratio: float) -> Color:
    """The colour, moved towards white or black no further than it needs to stand out from the ground by `ratio`."""
    if contrast(colour, ground) >= ratio:
        return colour
    white, black = Color(255, 255, 255), Color(0, 0, 0)
    goal = white if contrast(white, ground) > contrast(black, ground) else black
    steps = (colour.blend(goal, step / 20, alpha=1.0) for step in range(1, 20))
    return next((step for step in steps if contrast(step, ground) >= ratio), goal)


class Palette:
    """Ready styles for one scheme in one theme. Make another one when the theme or the scheme changes.

    `labels` gives each label its colours, in the order of the scheme. With `no_color` nothing has a hue: what remains
    are greys, which a terminal without colours can drop, and attributes.
    """

    def __init__(self, labels: Mapping[str, Accent], theme: ThemeName = "dark", no_color: bool = False) -> None:
        self.theme = theme
        self.no_color = no_color
        self.ansi = theme == "ansi"
        self.grounds = GROUNDS.get(theme, GROUNDS["dark"])
        self.contrast = self.grounds.contrast
        self._labels = dict(labels)
        self.shapes: Mapping[str, Shape] = {label: SHAPES[index % len(SHAPES)] for index, label in enumerate(labels)}
        """The brackets of each label."""
        self._means = {label: MEANS[index % len(MEANS)] for index, label in enumerate(labels)}
        self._page = Color.parse(self.grounds.page)
        self._open = Color.parse(self.grounds.open)
        self._looks: dict[Look, Style] = {}
        self._styles: dict[tuple[object, ...], Style] = {}
        self.aside = self._style(self.grounds.calm, self._open)
        """What stands on a lane without being of its span: the arrow of a link."""
        self.letter = self._style(self.grounds.text, self._open, bold=True, reverse=True)
        """A letter that picks a word."""

    @property
    def background(self) -> str:
        """The ground of the page, as CSS."""
        return "ansi_default" if self.ansi else self.grounds.page

    def ground(self, open_: bool) -> Style:
        """The empty ground beside text: of the open sentence, or of the page."""
        return self._style(self.grounds.text if open_ else self.grounds.calm, self._open if open_ else self._page)

    def gutter(self, sign: Sign, open_: bool, status: str = "todo") -> Style:
        """The number, the status sign (`done` quiet, `flagged` loud) or the focus mark."""
        loud = open_ or sign is Sign.FOCUS or (sign is Sign.STATUS and status == "flagged")
        ground = self._open if open_ else self._page
        dim = self.ansi and not loud
        return self._style(self.grounds.text if loud else self.grounds.quiet, ground, bold=loud, dim=dim)

    def accent(self, label: str, open_: bool = False) -> Style:
        """The hue of a label as text: what the panel and the footer write its names in."""
        return self._style(self._hue(label), self._open if open_ else self._page)

    def lane(self, label: str, active: bool, name: bool) -> Style:
        """A bracket under the open sentence, or the name on it."""
        return self._style(self._hue(label), self._open, bold=active or name)

    def ghost(self, label: str, meant: bool) -> Style:
        """The bracket of a suggestion, name and all: the hue of its label once a key is about it, else calm."""
        if meant:
            return self._style(self._hue(label), self._open)
        return self._style(self._calm(label) if not self.no_color else self.grounds.calm, self._open, dim=self.ansi)

    def hint(self, label: str) -> Style:
        """A letter to press, drawn over a name or over the first letter of a span, in the hue of its label.

        Of a terminal's own colours not all can be read on its ground, and this letter has to be.
        """
        return self.letter if self.ansi else self._style(self._hue(label), self._open, bold=True, reverse=True)

    def text(self, look: Look) -> Style:
        """The style of a stretch of text."""
        if (style := self._looks.get(look)) is None:
            style = self._looks[look] = self._text(look)
        return style

    def _text(self, look: Look) -> Style:
        attributes: dict[str, bool] = {}
        ground = self._open if look.open else self._page
        text: Color | str = self.grounds.text if look.open else self.grounds.calm
        text, ground = self._neighbour(look, text, ground, attributes)
        if look.role in ("headline", "subhead"):
            # In bold words it is the lack of it that tells a label.
            attributes["bold"] = not attributes.get("bold", False)
        if look.active is not None:
            shown = look.open and look.labels  # its own ground is there already, and the others keep their hue
            ground = self._tint(ground, look.active, 0.12 if shown else 0.24)
            text = text if shown else self.grounds.text
            if self.ansi or self.no_color:
                attributes["underline"] = True
        if look.held:
            ground = Color.parse(self.grounds.held)
            attributes |= {"underline": True, "italic": True}
        if look.selected:
            ground = Color.parse(self.grounds.selection)
            text = self.grounds.text
            attributes |= {"bold": True, "underline": True} if self.ansi or self.no_color else {"bold": True}
        if look.cursor:
            attributes["reverse"] = True
        return self._style(text, ground, **attributes)

    def _neighbour(
        self, look: Look, text: Color | str, ground: Color, attributes: dict[str, bool]
    ) -> tuple[Color | str, Color]:
        """Lays the labels of a neighbour upon each other: grounds deepen, and the innermost hue wins."""
        for label in look.labels:
            means = self._means.get(label, MEANS[1])
            if self.ansi or self.no_color:
                attributes |= means.plain
            else:
                attributes |= means.attributes
            if means.ground:
                ground = self._tint(ground, label, 0.17)
            elif not self.ansi or self._hue(label) in READABLE:
                text = self._calm(label)
        return text, ground

    def _hue(self, label: str) -> str:
        if self.no_color:
            return self.grounds.text
        accent = self._labels.get(label)
        dark, light, ansi = (accent.dark, accent.light, accent.ansi) if accent else NEUTRAL
        return ansi if self.ansi else light if self.theme == "light" else dark

    def _calm(self, label: str) -> Color | str:
        if self.ansi:
            return self._hue(label)
        return Color.parse(self.grounds.calm).blend(Color.parse(self._hue(label)), 0.7, alpha=1.0)

    def _tint(self, ground: Color, label: str, strength: float) -> Color:
        return (
            ground if self.ansi or self.no_color else ground.blend(Color.parse(self._hue(label)), strength, alpha=1.0)
        )

    def _style(self, text: Color | str, ground: Color, **attributes: bool) -> Style:
        key = text, ground, *(name for name, on in attributes.items() if on)
        if (style := self._styles.get(key)) is None:
            style = self._styles[key] = self._made(text, ground, attributes)
        return style

    def _made(self, text: Color | str, ground: Color, attributes: Mapping[str, bool]) -> Style:
        """Both colours are always set: Textual's filters (no colour, dim) fail on a style that lacks one."""
        if self.ansi:
            # A neutral colour is the terminal's own; only a label's accent is named.
            named = text if isinstance(text, str) and not text.startswith("#") else "default"
            colours = Style(color=RichColor.parse(named), bgcolor=RichColor.default())
        else:
            colour = readable(Color.parse(text) if isinstance(text, str) else text, ground, self.contrast)
            colours = Style(color=colour.rich_color, bgcolor=ground.rich_color)
        return colours + Style.parse(" ".join(name for name, on in attributes.items() if on) or "none")
