"""Moving and selecting: the cursor's actions on the annotation screen."""

from __future__ import annotations

from annotator.ui.screens.hands import Hands

__all__ = ["Moving"]


class Moving(Hands):
    """What the arrows and their like do; nothing here changes a label."""

    def action_move(self, by: int) -> None:
        """A token on or back."""
        self.session.cursor.move(by)
        self.moved()

    def action_sentences(self, by: int) -> None:
        """Sentences on or back."""
        self.session.cursor.sentences(by)
        self.moved()

    def action_edge(self, last: bool) -> None:
        """The first or last token of the sentence."""
        self.session.cursor.edge(last)
        self.moved()

    def action_document_edge(self, last: bool) -> None:
        """The first or last sentence."""
        self.session.cursor.place(len(self.session.stored.sentences) - 1 if last else 0)
        self.moved()

    def go_to(self, key: str, sentence: int) -> None:
        """A sentence of a document, of one's own layer."""

        def go() -> None:
            self.session.open(key)
            self.session.cursor.place(sentence)

        self.leap(go)
        self.touched()
        self.moved()

    def action_next_open(self) -> None:
        """The next sentence not done."""
        ahead = self.session.next_open()
        if ahead is None:
            self.tell(self.say("all_done"))
        else:
            self.leap(lambda: self.session.cursor.place(ahead))
        self.moved()

    def action_next_span(self, by: int) -> None:
        """The next span of the sentence becomes the current one; the cursor stays."""
        spans = self.session.labels.in_sentence(self.session.cursor.sentence)
        if not spans:
            self.tell(self.say("no_spans"))
        else:
            current = self.session.current
            at = next((i for i, s in enumerate(spans) if current and s.id == current.id), -1 if by > 0 else 0)
            self.session.active = spans[(at + by) % len(spans)].id
        self.draw()
