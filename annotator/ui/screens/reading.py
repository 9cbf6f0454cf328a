"""Reading comfort on the annotation screen: layouts, themes, the legend. Nothing here changes a label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.session import Session
from annotator.settings import THEMES, Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.hands import Hands
from annotator.ui.theme import palette_of, theme_of
from annotator.ui.widgets.bars import Looks

if TYPE_CHECKING:
    from annotator.ui.widgets.legend import Legend

__all__ = ["Reading"]


class Reading(Hands):
    """How the text is shown, for as long as the program runs."""

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self._settings = settings
        self._legend: Legend | None = None

    def action_next_layout(self) -> None:
        """The working layout, or the text alone."""
        self.reading = not self.reading
        self.view.set_reading(self.reading)
        self.tell(self.say("layout.reading" if self.reading else "layout.auto", key=self.registry.key("layout.next")))
        self.draw()

    def action_next_theme(self) -> None:
        """The next theme; the settings stay as they are."""
        name = THEMES[(THEMES.index(self.looks.palette.theme) + 1) % len(THEMES)]
        palette = palette_of(self.session.scheme, replace(self._settings, theme=name))
        self.looks = Looks(palette)
        self.prompt.looks = self.looks
        self.view.set_palette(palette)
        self.styles.background = palette.background
        theme = theme_of(palette)
        self.app.register_theme(theme)
        self.app.theme = theme.name
        self.tell(self.say("theme.now", name=self.say(f"theme.{name}")))
        self.draw()

    def action_legend(self) -> None:
        """What the signs mean, until the next key."""
        from annotator.ui.widgets.legend import Legend, legend_lines

        if self._legend is None:
            self._legend = Legend()
            self.mount(self._legend)
        lines = legend_lines(self.session.scheme, self.registry, self.say, self.looks, self.size.width)
        self.view.reserve(self._legend.ask(lines, self.looks))

    def put_away(self, key: str) -> bool:
        """Take the legend away for a key; whether that is all that the key was for."""
        if not self._put_away():
            return False
        action = self.registry.bound(key)
        if key != "escape" and (action is None or action.id != "legend"):
            return False
        self.draw_bars()
        return True

    def _put_away(self) -> bool:
        if self._legend is None or not self._legend.close():
            return False
        self.view.reserve(0)
        return True

    def let_go(self) -> None:
        """Whatever is asked is asked no more, and the legend goes."""
        super().let_go()
        self._put_away()
