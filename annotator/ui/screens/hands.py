"""What every action of the annotation screen may use: choices, links, the current span. No action stands here."""

from __future__ import annotations

from collections.abc import Callable

from annotator import errors
from annotator.model import Span
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.choices import Choices
from annotator.ui.screens.linking import Linking
from annotator.ui.screens.surface import Surface

__all__ = ["Hands"]


class Hands(Surface):
    """The base of the rooms in which the screen's actions stand: moving, labelling, finishing, pointing."""

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self.choices, self.linking = Choices(self), Linking(self)
        self.words: dict[str, int] = {}
        """While a word is being picked: the tokens of the sentence in focus by their letters."""
        self._leaving = False
        self._count = 0

    def finished(self) -> None:
        """A sentence was finished: for rooms that have something to do then."""

    def let_go(self) -> None:
        """Whatever is asked is asked no more."""
        self.choice_bar.close()
        self.linking.stop()
        self.drop_letters()
        self._count = 0
        self._leaving = False

    def drop_letters(self) -> None:
        """No word is being picked any more."""
        self.words = {}
        self.view.letters(None)

    def leap(self, jump: Callable[[], object]) -> bool:
        """Run a jump, and remember where it began; False when it was refused."""
        here = self.session.standing
        done = self.guard(jump)
        if done and self.session.standing != here:
            self.session.trail.leave(here)
        return done

    def moved(self) -> None:
        """A plain move chooses what is under the cursor."""
        self.session.active = None
        self.draw()

    def current_span(self) -> Span:
        """The span that a choice is about.

        Raises:
            LabelError: there is none here.
        """
        span = self.session.current
        if span is None:
            raise errors.LabelError("no_span", "no span here", "go to a labelled word first")
        return span
