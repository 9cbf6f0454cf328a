"""Time and rhythm: today's pace and what is left; an action of the annotation screen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from annotator.errors import StoreError
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.hands import Hands
from annotator.ui.widgets.bars import footer_line
from annotator.ui.widgets.painted import Words

if TYPE_CHECKING:
    from annotator.session.pace import Pacer

__all__ = ["Pacing"]


class Pacing(Hands):
    """Quiet until it is asked; in the footer for those who set it so."""

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self._pace_always, self._painted = settings.pace, False

    @cached_property
    def _pacer(self) -> Pacer:
        from annotator.session.pace import Pacer  # late: not wanted before the first paint

        return Pacer(self.session)

    def action_pace(self) -> None:
        """Say what was done today, how fast, and what is left."""
        from annotator.ui.widgets.pace import pace_line

        try:
            self.tell(pace_line(self._pacer.look(), self.say, self.size.width - 2))
        except StoreError as error:
            self.tell(self.trouble(error))
        self.draw_bars()

    def foot(self, width: int) -> Words:
        """The keys that do something here, with the pace where that is wanted."""
        if not self._pace_always:
            return super().foot(width)
        if not self._painted:  # the first look reads a day's work: the first paint does not wait for it
            self._painted = True
            self.set_timer(0.3, self.draw_bars)
            return super().foot(width)
        from annotator.ui.widgets.pace import brief_pace

        try:
            pace = brief_pace(self._pacer.look(), self.say)
        except StoreError:
            pace = ""
        return footer_line(self.session, self.registry, self.say, self.looks, width, pace)
