"""What can be chosen with one key more: attributes and their values, source entities, labels of the sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.model import ROLES, Source, Span
from annotator.ui.screens.strip import ValueStrip
from annotator.ui.widgets.choice import Choice, Option, numbered
from annotator.ui.widgets.panel import words_of

if TYPE_CHECKING:
    from annotator.ui.screens.hands import Hands

__all__ = ["Choices"]


class Choices:
    """Builds the questions of the annotation screen, and carries the answers to the session."""

    def __init__(self, screen: Hands) -> None:
        self._screen = screen
        self.strip = ValueStrip(screen, self._entity)

    def ask(self, choice: Choice) -> None:
        """Open a question."""
        screen = self._screen
        screen.session.ensure_own()
        screen.ask(choice)

    def _then(self, work: Callable[[], None]) -> Callable[[], None]:
        return lambda: (self._screen.change(work), None)[1]

    # -- a span ---------------------------------------------------------------------------------------------------

    def attributes(self) -> None:
        """All values of the current span."""
        self.strip.open()

    def entity(self) -> None:
        """Which source of the document the current span names."""
        span = self._screen.current_span()
        self._screen.session.editor.entity_attribute(span)
        self._entity(span)

    def _entity(self, span: Span) -> None:
        screen = self._screen
        session = screen.session
        name = session.editor.entity_attribute(span)
        sources = list(session.labels.sources.values())
        now = span.value(name)

        def chosen(value: str | None) -> Callable[[], None]:
            return self._then(lambda: session.set_attribute(span, name, value))

        at = next((i for i, s in enumerate(sources) if s.id == now), None)
        listed = [(s.name, s.source_type or "") for s in sources]
        options = numbered(listed, lambda i: chosen(sources[i].id), at)
        words = words_of(span)
        name_it = Option("+", screen.say("name_source"), lambda: self._name_source(span, words))
        as_it_stands = Option(
            "=", screen.say("new_source", text=words), self._then(lambda: session.new_source(span, words))
        )
        none = Option("0", screen.say("no_value"), chosen(None), current=now is None)
        given: tuple[Option, ...] = (as_it_stands, name_it, none)
        if at is not None:
            source = sources[at]
            rename = screen.say("rename_source", name=source.name)
            retype = screen.say("retype_source", type=source.source_type or "–")
            given = (
                Option("-", rename, lambda: self._rename_source(source)),
                Option("/", retype, lambda: self._retype_source(span, source)),
                *given,
            )
        self.ask(Choice(screen.say("choose_source", name=words), (*options, *given)))

    def _retype_source(self, span: Span, source: Source) -> None:
        screen = self._screen
        definition = screen.session.scheme.spans[span.label]
        attribute = definition.find("source_type")
        values = attribute.values if attribute else ()
        keys = self.strip.keys(span.label, "source_type")

        def chosen(value: str) -> Callable[[], None]:
            def work() -> None:
                screen.session.retype_source(source, value)
                screen.tell(screen.say("retyped", name=source.name, type=value))

            return self._then(work)

        row = attribute.title.say(screen.say.language) if attribute else ""
        options = tuple(
            Option(keys[v.name], v.name, chosen(v.name), current=v.name == source.source_type, row=row) for v in values
        )
        self.ask(Choice(screen.say("choose_type", name=source.name), options))

    def _rename_source(self, source: Source) -> None:
        screen = self._screen

        def work(name: str) -> None:
            if name:
                screen.session.rename_source(source, name)
                screen.tell(screen.say("renamed", name=name))

        screen.prompt.ask(screen.say("name_prompt"), source.name, lambda text: screen.change(lambda: work(text)))

    def _name_source(self, span: Span, words: str) -> None:
        screen = self._screen
        screen.prompt.ask(
            screen.say("name_prompt"),
            words,
            lambda text: screen.change(lambda: screen.session.new_source(span, text or words)),
        )

    # -- the sentence ---------------------------------------------------------------------------------------------

    def sentence_label(self, name: str) -> None:
        """Which value of a sentence label."""
        screen = self._screen
        definition = screen.session.scheme.sentence_labels[name]
        language = screen.say.language
        now = screen.session.state.value(name)

        def chosen(value: str | None) -> Callable[[], None]:
            return self._then(lambda: screen.session.set_sentence_label(name, value))

        values = [(v.name, v.title.say(language)) for v in definition.values]
        at = definition.names.index(now) if now in definition.names else None
        options = numbered(values, lambda i: chosen(definition.names[i]), at)
        none = Option("0", screen.say("no_value"), chosen(None), current=now is None)
        screen.guard(lambda: self.ask(Choice(definition.title.say(language), (*options, none))))

    def role(self) -> None:
        """Which role the sentence has in the article."""
        screen = self._screen
        now = screen.session.state.role

        def chosen(index: int) -> Callable[[], None]:
            return self._then(lambda: screen.session.set_role(ROLES[index]))

        at = ROLES.index(now) if now in ROLES else None
        options = numbered([(screen.say(f"role.{role}"), "") for role in ROLES], chosen, at)
        derived = screen.session.stored.sentences[screen.session.cursor.sentence].role
        none = Option(
            "0",
            screen.say("as_derived"),
            self._then(lambda: screen.session.set_role(None)),
            screen.say(f"role.{derived}"),
            current=now is None,
        )
        screen.guard(lambda: self.ask(Choice(screen.say("choose_role"), (*options, none))))

    def confidence(self) -> None:
        """How sure the annotator is of the sentence."""
        screen = self._screen
        now = screen.session.state.confidence

        def chosen(index: int) -> Callable[[], None]:
            return self._then(lambda: screen.session.set_confidence(index + 1))

        words = [(screen.say(f"confidence.{n}"), "") for n in (1, 2, 3)]
        options = numbered(words, chosen, now - 1 if now else None)
        none = Option(
            "0", screen.say("no_value"), self._then(lambda: screen.session.set_confidence(None)), current=not now
        )
        screen.guard(lambda: self.ask(Choice(screen.say("choose_confidence"), (*options, none))))
