"""Labels: setting and taking away, their words, their attributes and links; actions of the annotation screen."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from annotator.model import Span
from annotator.session.editing import Edge
from annotator.ui.actions import Action
from annotator.ui.screens.framing import Framing
from annotator.ui.widgets.panel import words_of

__all__ = ["Labelling"]

FIRST = 10
"""Of so many labels in a document the message says what the same key does next."""


class Labelling(Framing):
    """What is done to spans."""

    def action_label(self, label: str) -> None:
        """Label what is selected, or the token under the cursor; again: the unit that is likely meant, and on."""

        def work() -> None:
            labels, cursor = self.session.labels, self.session.cursor
            near = {cursor.sentence, labels.sentence_at(cursor.extent[0][0])}
            before = {span.id: span.extent for index in near for span in labels.in_sentence(index)}
            span = self.session.label(label)
            was = before.get(span.id)
            self._tell_span("labelled" if was is None else "same" if was == span.extent else "reshaped", span, label)
            self.framed(span)

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
        """An edge of the selection, else of the current span, goes so many tokens further."""
        if self.session.cursor.selecting:
            self.session.cursor.resize(edge == "end", by)
            self.draw()
        else:
            self._reshape(lambda: self.session.move_edge(edge, by))

    def _reshape(self, work: Callable[[], object]) -> None:
        """Change the words of the current span and say what they are now; it stays the current one."""

        def reshape() -> None:
            span = self.current_span()
            work()
            self.session.active = span.id
            self._tell_span("reshaped", self.session.labels.spans[span.id])

        self.change(reshape)

    def _next_press(self, label: str) -> str:
        """What the label's key takes when it is pressed once more; said of the first few labels only."""
        extent = self.session.next_unit if len(self.session.labels.spans) <= FIRST else None
        if extent is None:
            return ""
        text = " … ".join(self.session.stored.document.text[start:end] for start, end in extent)
        return "   " + self.say("again", key=self.registry.key(f"label.{label}"), text=text)

    def _tell_span(self, said: str, span: Span, label: str | None = None) -> None:
        name = self.session.names(span.sentence)[span.id]
        definition = self.session.scheme.spans.get(span.label)
        title = definition.title.say(self.say.language) if definition else span.label
        entity = span.value(definition.entity.name) if definition and definition.entity else None
        source = self.session.labels.sources.get(entity or "")
        whose = f"  = {source.name}" if source else ""
        again = self._next_press(label) if label and said == "labelled" else ""
        self.tell(self.say(said, name=name, label=title) + f"  {words_of(span)}{whose}{again}", span.label)

    def action_attributes(self) -> None:
        """All values of the current span in a strip, each with a key."""
        self.guard(self.choices.attributes)
        self.draw()

    def action_repeat_choice(self) -> None:
        """The values that were last chosen for a span of this label, for the current one."""

        def work() -> None:
            span = self.current_span()
            values = self.session.repeat(span)
            self.session.active = span.id
            said = [value or self.say("taken_away", name=name) for name, value in values.items()]
            name = self.session.names(span.sentence)[span.id]
            self.tell(self.say("repeated", name=name, values=" · ".join(said)), span.label)

        self.change(work)

    def passes(self, event: events.Key, action: Action | None) -> bool:
        """Whether a key goes through a strip that stays open: it moves on, or takes back."""
        choice = self.choice_bar.choice
        if choice is None or not choice.stays or action is None or event.is_printable or event.key == "escape":
            return False
        return action.group in ("move", "select") or action.id in ("undo", "redo")

    def action_entity(self) -> None:
        """Choose which source of the document a source span names."""
        self.guard(self.choices.entity)
        self.draw()

    def action_link(self) -> None:
        """Pick the span that the current one is linked to."""
        self.guard(self.linking.start)
        self.draw()
