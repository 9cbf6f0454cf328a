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

    def action_extend(self, by: int) -> None:
        """The selection grows or shrinks by a token."""
        self.session.cursor.extend(by)
        self.draw()

    def action_extend_edge(self, last: bool) -> None:
        """The selection goes to the last word of the sentence, then to the marks after it; or to the first."""
        cursor, stored = self.session.cursor, self.session.stored
        tokens, text = stored.tokens[cursor.sentence], stored.document.text
        words = [i for i, (start, end) in enumerate(tokens) if any(c.isalnum() for c in text[start:end])]
        edge = len(tokens) - 1 if last else 0
        if words and (cursor.token < words[-1] if last else cursor.token > words[0]):
            edge = words[-1] if last else words[0]
        cursor.extend(edge - cursor.token)
        self.draw()

    def action_hold(self) -> None:
        """What is selected is kept as a part."""
        self.session.cursor.hold()
        self.draw()

    def go_to(self, key: str, sentence: int) -> None:
        """A sentence of a document, of one's own layer."""

        def go() -> None:
            self.session.open(key)
            self.session.cursor.place(sentence)

        self.guard(go)
        self.touched()
        self.moved()

    def action_next_open(self) -> None:
        """The next sentence not done."""
        ahead = self.session.next_open()
        if ahead is None:
            self.tell(self.say("all_done"))
        else:
            self.session.cursor.place(ahead)
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
