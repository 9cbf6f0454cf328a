"""Finding: search, the next sentence of a kind, back and forward; actions of the annotation screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.model import Layer
from annotator.session.trail import Place
from annotator.ui.screens.hands import Hands

if TYPE_CHECKING:
    from annotator.session.finding import Hit
    from annotator.session.jumping import Sought
    from annotator.ui.screens.search import Asked

__all__ = ["Finding"]


class Finding(Hands):
    """Going where something is, and back."""

    _asked: Asked | None = None

    # -- search ---------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search the words and labels of the project."""
        from annotator.ui.screens.search import Asked, SearchScreen

        if self._asked is None:
            self._asked = Asked()
        self.app.push_screen(SearchScreen(self.session, self.say, self.looks, self._asked), self._found)

    def _found(self, hit: Hit | None) -> None:
        if hit is None:
            self.draw()
            return

        def go() -> None:
            self.session.go(Place(hit.key, hit.offset))
            if hit.layer != self.session.own:
                self.show_found(hit.layer)
            if hit.span is not None and hit.span.id in self.session.labels.spans:
                self.session.active = hit.span.id

        self.leap(go)
        self.touched()
        self.draw()

    def show_found(self, layer: Layer) -> None:
        """Something was found in the layer of another."""
        self.session.show_layer(layer)

    # -- the next of a kind ---------------------------------------------------------------------------------------

    def action_next_of(self, sought: Sought) -> None:
        """The next sentence of a kind in the documents, round to this one."""
        from annotator.session.jumping import ahead

        def go() -> None:
            self.session.flush()
            found = ahead(self.session, sought)
            if found is None:
                self.tell(self.say(f"none.{sought}"))
                return
            self.session.go(Place(found.document, 0))
            self.session.cursor.place(found.sentence)
            if found.again:
                self.tell(self.say("round"))

        self.leap(go)
        self.touched()
        self.draw()

    # -- back and forward -----------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Where the last jump began."""
        self._retrace(self.session.trail.back, "no_back")

    def action_forward(self) -> None:
        """Where the last step back began."""
        self._retrace(self.session.trail.forward, "no_forward")

    def _retrace(self, step: Callable[[Place], Place | None], nothing: str) -> None:
        place = step(self.session.standing)
        if place is None:
            self.tell(self.say(nothing))
        else:
            self.guard(lambda: self.session.go(place))
            self.touched()
        self.draw()
