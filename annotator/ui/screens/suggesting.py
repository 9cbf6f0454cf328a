"""Suggestions: accepted, rejected, adjusted, explained; actions of the annotation screen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.timer import Timer

from annotator.errors import StoreError
from annotator.model import Relation, Span
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.framing import Framing
from annotator.ui.widgets.panel import far_name, words_of

if TYPE_CHECKING:
    from annotator.session.ghosts import Ghost

__all__ = ["Suggesting"]

RESTING = 0.4
"""Seconds without a finished sentence after which what was done is learned from."""
FAR = 1_000
"""Sentences in which the next suggestion is looked for: some tenths of a second, where there is none."""
A_FEW = 20
"""Actions that are learned from at once: some ten milliseconds."""


class Suggesting(Framing):
    """What becomes of what is suggested; nothing is suggested before the first paint."""

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self.session.wanted = settings.suggestions
        self._studying: Timer | None = None

    def awake(self) -> None:
        """From now on there are suggestions: show those for the sentence in focus."""
        self.session.awake = True
        if self.session.ghosts():
            self.touched(self.session.cursor.sentence)
            self.draw()
        self.finished()

    def finished(self) -> None:
        """Learn from what was done, once the hand rests for a moment."""
        if self._studying is not None:
            self._studying.stop()
        self._studying = self.set_timer(RESTING, self._study) if self.session.awake else None

    def _study(self) -> None:
        self._studying = None
        before = self.session.ghosts()
        with suppress(StoreError):  # what cannot be read now is learned another time
            if not self.session.study(A_FEW):
                self.finished()
        if self.session.ghosts() != before:  # no key is about what is not seen
            self.touched(self.session.cursor.sentence)
            self.draw()

    def action_accept_ghost(self) -> None:
        """Make a label of the suggestion at the cursor, or of the next one."""
        self.change(lambda: self._accepted(self.session.accept_suggested()))

    def action_accept_reliable(self) -> None:
        """Make labels of all suggestions for the sentence that are reliable."""
        self.change(lambda: self._accepted(self.session.accept_reliable()))

    def _accepted(self, spans: Sequence[Span]) -> None:
        first = spans[0]
        self.session.frame()
        self.session.active = first.id
        names = self.session.names(first.sentence)
        if len(spans) == 1:
            said = self.say("accepted", what=f"{names[first.id]} {self._title(first.label)}  {words_of(first)}")
        else:
            said = self.say("accepted_all", n=len(spans), names=" ".join(names[s.id] for s in spans))
        if left := len(self.session.ghosts()):
            said += "  " + self.say("ghosts.left", n=left)
        new = {link.id: link for span in spans for link in self.session.labels.links(span.id)}
        links = ", ".join(
            f"{far_name(self.session, h)} → {far_name(self.session, t)}" for h, t in map(self._ends, new.values())
        )
        self.tell(f"{said}   {links}" if links else said, first.label if len(spans) == 1 else None)

    def _ends(self, relation: Relation) -> tuple[Span, Span]:
        spans = self.session.labels.spans
        return spans[relation.head], spans[relation.tail]

    def action_adjust_ghost(self) -> None:
        """Make a label of a suggestion and go to it, for its edges and values to be changed."""

        def work() -> None:
            span = self.session.accept_suggested()[0]
            self.session.frame()
            self.session.cursor.seek(span.start)
            self.session.active = span.id
            keys = ("edge.start.left", "edge.start.right", "edge.end.left", "edge.end.right")
            edges = " ".join(map(self.registry.key, keys))
            name = self.session.names(span.sentence)[span.id]
            self.tell(
                self.say("adjust", name=name, edges=edges, values=self.registry.key("span.attributes")), span.label
            )

        self.change(work)

    def action_reject_ghost(self) -> None:
        """Turn the suggestion down; it does not come back."""

        def work() -> None:
            ghost = self.session.reject_suggested()
            self.tell(self.say("rejected", label=self._title(ghost.label), text=self._quoted(ghost)), ghost.label)

        self.change(work)

    def action_explain_ghost(self) -> None:
        """Say who suggests it, by which word and which rules, and how sure that is; of an accepted span, who did."""
        ghost, current = self.session.ghost, self.session.current
        if current is not None and current.suggester is not None and self.session.active == current.id:
            came = self._came(current)
            self.tell(f"{self._title(current.label)} · {came} · {words_of(current)}", current.label)
        elif ghost is None:
            self.tell(self.say("error.no_ghost"))
        else:
            self.tell(self._why(ghost), ghost.label)
        self.draw_bars()

    def _came(self, span: Span) -> str:
        """How a span that was suggested came about; one from elsewhere has words of its own."""
        name = f"origin.{span.origin}"
        return self.say(name, who=span.suggester) if self.say.known(name) else f"{span.origin}, {span.suggester}"

    def _why(self, ghost: Ghost) -> str:
        word, _, rules = ghost.rule.partition(":")
        why = word + (f" ({rules.replace(':', ', ')})" if rules else "")
        values = " ".join(a.value for a in ghost.attributes)
        sure = self.say("reliable" if ghost.reliable else "unsure", score=f"{ghost.score:.2f}")
        by = f"{ghost.suggester}: {why}" if why else ghost.suggester
        parts = (self._title(ghost.label), values, by, sure, self._quoted(ghost))
        return " · ".join(part for part in parts if part)

    def action_next_ghost(self) -> None:
        """The next suggestion: in this sentence, then in those after it, round to this one."""
        session = self.session
        count = len(session.stored.sentences)
        here = session.cursor.sentence
        ahead = [g for g in session.ghosts() if g.extent[0][0] > session.cursor.at[0]]
        order = ((here + step) % count for step in range(1, min(count, FAR)))
        found = next(iter(ahead), None) or next((g for index in order for g in session.ghosts(index)[:1]), None)
        if found is None:
            self.tell(self.say("none.ghost" if count <= FAR else "none.ghost.near", n=FAR))
            self.draw_bars()
            return
        start = found.extent[0][0]

        def go() -> None:
            session.cursor.seek(start)
            session.active = None

        self.leap(go)
        self.draw()

    def action_toggle_ghosts(self) -> None:
        """Show what is suggested, or not."""
        session = self.session
        if not session.sighted:
            self.tell(self.say("ghosts.never"))
        else:
            session.wanted = not session.wanted
            session.hidden = not session.wanted
            self.tell(self.say("ghosts.on" if session.wanted else "ghosts.off"))
            self.touched(session.cursor.sentence)
        self.draw()

    def _title(self, label: str) -> str:
        return self.session.scheme.spans[label].title.say(self.say.language)

    def _quoted(self, ghost: Ghost) -> str:
        text = self.session.stored.document.text
        return " … ".join(text[start:end] for start, end in ghost.extent)
