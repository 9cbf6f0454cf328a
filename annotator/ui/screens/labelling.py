"""Labels: setting and taking away, their words, their attributes and links; actions of the annotation screen."""

from __future__ import annotations

from collections.abc import Callable

from annotator.model import Span
from annotator.session.editing import Edge
from annotator.ui.screens.hands import Hands
from annotator.ui.widgets.panel import words_of

__all__ = ["Labelling"]


class Labelling(Hands):
    """What is done to spans."""

    def action_label(self, label: str) -> None:
        """Label what is selected, or the token under the cursor."""

        def work() -> None:
            count = len(self.session.labels.spans)
            span = self.session.label(label)
            new = len(self.session.labels.spans) > count
            self._tell_span("labelled" if new else "same", span)

        self.change(work)

    def action_delete(self) -> None:
        """Take the current span out."""

        def work() -> None:
            span = self.session.delete()
            self.tell(self.say("deleted", label=span.label) + f"  {words_of(span)}", span.label)

        self.change(work)

    def action_fragment(self) -> None:
        """The selection, and what is held, become parts of the current span."""
        self._reshape(self.session.add_fragment)

    def action_unfragment(self) -> None:
        """The part under the cursor leaves the current span."""
        self._reshape(self.session.remove_fragment)

    def action_move_edge(self, edge: Edge, by: int) -> None:
        """An edge of the current span goes a token further."""
        self._reshape(lambda: self.session.move_edge(edge, by))

    def _reshape(self, work: Callable[[], object]) -> None:
        """Change the words of the current span and say what they are now; it stays the current one."""

        def reshape() -> None:
            span = self.current_span()
            work()
            self.session.active = span.id
            self._tell_span("reshaped", self.session.labels.spans[span.id])

        self.change(reshape)

    def _tell_span(self, said: str, span: Span) -> None:
        name = self.session.names(span.sentence)[span.id]
        definition = self.session.scheme.spans.get(span.label)
        title = definition.title.say(self.say.language) if definition else span.label
        self.tell(self.say(said, name=name, label=title) + f"  {words_of(span)}", span.label)

    def action_attributes(self) -> None:
        """Choose an attribute of the current span, then its value."""
        self.guard(self.choices.attributes)
        self.draw()

    def action_entity(self) -> None:
        """Choose which source of the document a source span names."""
        self.guard(self.choices.entity)
        self.draw()

    def action_link(self) -> None:
        """Pick the span that the current one is linked to."""
        self.guard(self.linking.start)
        self.draw()
