"""Linking two spans: the current one is one end, a letter on every possible span in view picks the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Span
from annotator.scheme import RelationDef
from annotator.ui.actions import shown
from annotator.ui.widgets.choice import Choice, Option
from annotator.ui.widgets.panel import far_name

if TYPE_CHECKING:
    from annotator.ui.screens.hands import Hands

__all__ = ["Linking", "letters"]

LETTERS = "asdfghjkl" + "qwertyuiop" + "zxcvbnm"


def letters(count: int) -> list[str]:
    """So many hints of one letter each, nearest to the hand first, then capitals; 52 at most."""
    return list((LETTERS + LETTERS.upper())[:count])


class Linking:
    """Between picking one end and the other; not active otherwise."""

    def __init__(self, screen: Hands) -> None:
        self._screen = screen
        self._head: Span | None = None
        self.hints: dict[str, str] = {}
        """The span that each letter picks."""

    @property
    def active(self) -> bool:
        """Whether an end is being picked."""
        return self._head is not None

    def start(self) -> None:
        """Take the current span as one end and put letters on the others."""
        screen = self._screen
        screen.session.ensure_own()
        head = screen.current_span()
        if any(screen.session.editor.possible_links(head, span) for span in screen.session.labels.spans.values()):
            self._head = head
            self._hint()
        else:
            screen.tell(screen.say("no_tail", label=head.label))

    def stop(self) -> None:
        """Take the letters away."""
        self._head = None
        self.hints = {}
        self._screen.view.hint(None)

    def _hint(self) -> None:
        screen, head = self._screen, self._head
        assert head is not None
        session = screen.session
        found: dict[str, Span] = {}
        for index in sorted(screen.view.visible_sentences(), key=lambda i: abs(i - head.sentence)):
            for span in session.labels.in_sentence(index):
                if session.editor.possible_links(head, span):
                    found.setdefault(span.id, span)
        self.hints = dict(zip(letters(len(found)), found, strict=False))
        screen.view.hint({span: letter for letter, span in self.hints.items()})
        name = session.names(head.sentence).get(head.id, "")
        screen.tell(screen.say("pick_tail" if found else "none_in_view", name=name), head.label)

    def press(self, key: str, character: str | None) -> None:
        """A letter of a hint, or a key that moves the view to more of them."""
        steps = {"down": 3, "up": -3, "pagedown": 15, "pageup": -15}
        if key in steps:
            self._screen.view.scroll_relative(y=steps[key], animate=False)
            self._screen.view.call_after_refresh(self._again)
            self._hint()
            return
        if character in self.hints:
            self.choose(self.hints[character])
        else:
            self._screen.tell(self._screen.say("not_an_option", key=shown(key)))

    def under(self, offset: int) -> str | None:
        """The span with a letter that the mouse points at, the innermost one."""
        labels = self._screen.session.labels
        hinted = set(self.hints.values())
        return next((span.id for span in labels.at(offset, offset + 1) if span.id in hinted), None)

    def _again(self) -> None:
        if self.active:
            self._hint()
            self._screen.draw_bars()

    def choose(self, span_id: str) -> None:
        """The other end is picked: link at once where only one relation fits, else ask which."""
        screen, head = self._screen, self._head
        spans = screen.session.labels.spans
        other = spans.get(span_id)
        self.stop()
        if other is None or head is None or head.id not in spans:  # taken away in another window meanwhile
            return
        found = screen.session.editor.possible_links(head, other)
        if len(found) == 1:
            self._link(found[0], head, other)
        elif found:
            title = screen.say("choose_relation", head=self._name(head), tail=self._name(other))

            def option(chosen: tuple[RelationDef, bool]) -> Option:
                relation = chosen[0]
                words = relation.title.say(screen.say.language)
                return Option(relation.key, words, lambda: self._link(chosen, head, other), relation.name)

            options = tuple(option(relation) for relation in found)
            screen.choices.ask(Choice(title, options))

    def _name(self, span: Span) -> str:
        return far_name(self._screen.session, span)

    def _link(self, found: tuple[RelationDef, bool], head: Span, other: Span) -> None:
        """Link; where the link is there already, take it away."""
        screen, session = self._screen, self._screen.session
        relation, turned = found
        one, two = (other, head) if turned else (head, other)

        def work() -> None:
            there = session.editor.linked(relation.name, one, two)
            if there is not None:
                session.unlink(there)
                screen.tell(screen.say("unlinked", label=relation.name))
            else:
                session.link(relation.name, one, two)
                words = screen.say("linked", head=self._name(one), label=relation.name, tail=self._name(two))
                screen.tell(words, head.label)
            session.active = head.id

        screen.change(work)
        screen.touched(one.sentence, two.sentence)
