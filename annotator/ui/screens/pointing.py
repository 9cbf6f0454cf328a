"""The mouse on the annotation screen: nothing needs it."""

from __future__ import annotations

from textual import on

from annotator.ui.screens.hands import Hands
from annotator.ui.widgets.document import DocumentView

__all__ = ["Pointing"]


class Pointing(Hands):
    """What is done with the mouse."""

    def _pointing(self) -> bool:
        """Whether the mouse may point: not while something is typed. A question about another place is over."""
        self._message = None
        self.session.rhythm.touch(self.session.cursor.sentence)
        if not self.prompt.open:
            self.let_go()
        return not self.prompt.open

    @on(DocumentView.TokenPressed)
    def _pressed(self, event: DocumentView.TokenPressed) -> None:
        picked = self.linking.under(event.offset)
        if picked is not None:
            self._picked(picked)
        elif self._pointing():
            if event.extend:
                self.session.cursor.drag(event.sentence, event.token)
                self.draw()
            else:
                self.session.cursor.place(event.sentence, event.token)
                self.moved()

    @on(DocumentView.TokenDragged)
    def _dragged(self, event: DocumentView.TokenDragged) -> None:
        if self._pointing():
            self.session.cursor.drag(event.sentence, event.token)
            self.draw()

    @on(DocumentView.TokenDoubleClicked)
    async def _double(self, event: DocumentView.TokenDoubleClicked) -> None:
        if self._pointing():
            self.session.cursor.place(event.sentence, event.token)
            await self.run_action(self.registry["select.propose"].call)

    @on(DocumentView.SentencePressed)
    def _gutter(self, event: DocumentView.SentencePressed) -> None:
        if self._pointing():
            self.session.cursor.place(event.index)
            self.moved()

    @on(DocumentView.SpanPressed)
    def _lane(self, event: DocumentView.SpanPressed) -> None:
        if self.linking.active:
            self._picked(event.span_id)
        elif self._pointing():
            ghost = next((g for g in self.session.ghosts() if g.id == event.span_id), None)
            if ghost is not None:
                self.session.cursor.seek(ghost.extent[0][0])
            self.session.active = None if ghost is not None else event.span_id
            self.draw()

    def _picked(self, span: str) -> None:
        self.guard(lambda: self.linking.choose(span))
        self.draw()
