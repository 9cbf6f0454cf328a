"""Attribution in one gesture: what is linked by itself, and one key for the source of a claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.errors import LabelError
from annotator.model import Relation, Span
from annotator.session import Session
from annotator.session.sourcing import Known
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.hands import Hands
from annotator.ui.widgets.choice import Choice, Option, numbered
from annotator.ui.widgets.panel import far_name, words_of

__all__ = ["Framing"]


class Framing(Hands):
    """Links that nobody has to make, and sources that are named by one key."""

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self.session.auto_links = settings.auto_links

    # -- links that are obvious -----------------------------------------------------------------------------------

    def framed(self, span: Span) -> None:
        """After a span was labelled: set what has become obvious, and say so."""
        found = self.session.frame()
        if not found.made and not found.dropped:
            return
        said = [self._said(relation) for relation in found.made]
        if found.dropped:
            said.append(self.say("frame.dropped", links=", ".join(map(self._said, found.dropped))))
        definition = self.session.scheme.spans.get(span.label)
        title = definition.title.say(self.say.language) if definition else span.label
        name = far_name(self.session, span)
        self.tell(self.say("framed", name=name, label=title, links=", ".join(said)), span.label)

    def _said(self, relation: Relation) -> str:
        head, tail = (far_name(self.session, self.session.labels.spans[end]) for end in (relation.head, relation.tail))
        return self.say("frame.link", head=head, tail=tail, label=relation.label)

    def action_toggle_frame(self) -> None:
        """Set obvious links from now on, or leave them to the annotator."""
        session = self.session
        if session.own.kind != "annotator":
            self.tell(self.say("frame.never"))
        else:
            session.auto_links = not session.auto_links
            self.tell(self.say("frame.on" if session.auto_links else "frame.off"))
        self.draw_bars()

    # -- the source of what is said -------------------------------------------------------------------------------

    def action_same_source(self) -> None:
        """The source of the claim is the one before; again: the one before that."""

        def work(span: Span) -> None:
            source = self.session.same_source(span)
            self._tell_source("same_source", span, source)

        self._about(work)

    def action_no_source(self) -> None:
        """Nobody is named for the claim; again: take that back."""

        def work(span: Span) -> None:
            said = self.session.no_source(span)
            words = self.say("no_source" if said else "no_source.off", name=far_name(self.session, span))
            self.tell(words, span.label)

        self._about(work)

    def action_pick_source(self) -> None:
        """Choose the source of the claim among all of the document."""

        def ask(span: Span) -> None:
            self._choose_source(span)

        self._about(ask)

    def _about(self, work: Callable[[Span], None]) -> None:
        """Do something to the claim that is meant; where several may be, ask which."""

        def start() -> None:
            spans = self.session.to_attribute()
            if len(spans) == 1:
                work(spans[0])
                return
            listed = [(far_name(self.session, span), words_of(span)) for span in spans]
            options = numbered(listed, lambda i: lambda: self._then(lambda: work(spans[i])), None)
            self.choices.ask(Choice(self.say("choose_head"), options))

        self._then(start)

    def _then(self, work: Callable[[], None]) -> None:
        before = {r.id: r for r in self.session.labels.links(self.session.active or "")}
        self.change(work)
        spans = self.session.labels.spans
        after = {r.id: r for r in self.session.labels.links(self.session.active or "")}
        self.touched(*(spans[r.tail].sentence for r in (before | after).values() if r.tail in spans))

    def _tell_source(self, said: str, span: Span, source: Span) -> None:
        names = {"head": far_name(self.session, span), "tail": far_name(self.session, source)}
        self.tell(self.say(said, **names, text=words_of(source)), span.label)

    def _choose_source(self, span: Span, part: str = "") -> None:
        known = self.session.known_sources(span)
        if not known:
            raise LabelError("no_sources", "no source is labelled yet", "label one first")
        listed = [k for k in known if part.casefold() in k.name.casefold()]
        if not listed:
            self.tell(self.say("not_found", text=part))
            return
        self.choices.ask(self._question(span, listed, len(known)))

    def _question(self, span: Span, listed: Sequence[Known], count: int) -> Choice:
        session = self.session
        ends = {r.tail for r in session.labels.links(span.id) if r.head == span.id}

        def chosen(number: int) -> Callable[[], None]:
            return lambda: self._then(lambda: self._take(span, listed[number].mention))

        words = [(k.name, far_name(session, k.mention)) for k in listed]
        at = next((i for i, k in enumerate(listed) if k.mention.id in ends), None)
        options = numbered(words, chosen, at)
        if count > len(options) or len(options) > 9:
            options += (Option("/", self.say("find_source"), lambda: self._find_source(span)),)
        title = self.say("choose_mention", name=far_name(session, span), n=len(listed), all=count)
        return Choice(f"{title}  {words_of(span)}", options)

    def _take(self, span: Span, mention: Span) -> None:
        self.session.take_source(self.session.labels.spans[span.id], mention)
        self._tell_source("took_source", span, mention)

    def _find_source(self, span: Span) -> None:
        def given(part: str) -> None:
            self.guard(lambda: self._choose_source(span, part))
            self.draw()

        self.prompt.ask(self.say("find_source_prompt"), "", given)
