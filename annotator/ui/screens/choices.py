"""What can be chosen with one key more: attributes and their values, source entities, labels of the sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.model import ROLES, Relation, Source, Span
from annotator.scheme import AttributeDef
from annotator.ui.widgets.choice import NUMBERS, Choice, Option, numbered
from annotator.ui.widgets.panel import far_name, words_of

if TYPE_CHECKING:
    from annotator.ui.screens.hands import Hands

__all__ = ["Choices"]


class Choices:
    """Builds the questions of the annotation screen, and carries the answers to the session."""

    def __init__(self, screen: Hands) -> None:
        self._screen = screen

    def ask(self, choice: Choice) -> None:
        """Open a question."""
        screen = self._screen
        screen.session.ensure_own()
        screen.ask(choice)

    def _then(self, work: Callable[[], None]) -> Callable[[], None]:
        return lambda: (self._screen.change(work), None)[1]

    # -- a span ---------------------------------------------------------------------------------------------------

    def attributes(self) -> None:
        """Which attribute of the current span, or which of its links."""
        screen, span = self._screen, self._screen.current_span()
        definition = screen.session.scheme.spans.get(span.label)
        language = screen.say.language
        options = [
            Option(a.key or NUMBERS[i], a.title.say(language), self._value(span, a), self._said(span, a))
            for i, a in enumerate(definition.attribute if definition else ())
        ]
        for number, relation in enumerate(screen.session.labels.links(span.id)):
            other = screen.session.labels.spans[relation.tail if relation.head == span.id else relation.head]
            options.append(
                Option(
                    NUMBERS[number],
                    f"{relation.label} {far_name(screen.session, other)}",
                    self._relation(relation),
                    words_of(other),
                )
            )
        title = screen.say("choose_attribute", name=far_name(screen.session, span), label=span.label)
        self.ask(Choice(f"{title}  {words_of(span)}", tuple(options)))

    def _said(self, span: Span, attribute: AttributeDef) -> str:
        value = span.value(attribute.name)
        if value is None:
            return "–"
        source = self._screen.session.labels.sources.get(value) if attribute.entity else None
        return source.name if source else value

    def _value(self, span: Span, attribute: AttributeDef) -> Callable[[], None]:
        if attribute.entity:
            return lambda: self._entity(span)
        return lambda: self._values(span, attribute)

    def _values(self, span: Span, attribute: AttributeDef) -> None:
        screen = self._screen
        language = screen.say.language
        now = span.value(attribute.name)

        def chosen(value: str | None) -> Callable[[], None]:
            return self._then(lambda: screen.session.set_attribute(span, attribute.name, value))

        values = [(v.name, v.title.say(language)) for v in attribute.values]
        at = attribute.names.index(now) if now in attribute.names else None
        options = numbered(values, lambda i: chosen(attribute.names[i]), at)
        if attribute.optional:
            options += (Option("0", screen.say("no_value"), chosen(None), current=now is None),)
        title = screen.say("choose_value", name=far_name(screen.session, span), attribute=attribute.title.say(language))
        self.ask(Choice(title, options))

    def _relation(self, relation: Relation) -> Callable[[], None]:
        return lambda: self._relation_values(relation)

    def _relation_values(self, relation: Relation) -> None:
        screen = self._screen
        session = screen.session
        definition = session.scheme.relations.get(relation.label)
        options: list[Option] = []
        for attribute in definition.attribute if definition else ():
            for value in attribute.values:

                def work(name: str = attribute.name, value: str = value.name) -> None:
                    session.set_relation_attribute(relation, name, value)

                options.append(
                    Option(
                        NUMBERS[len(options)],
                        f"{attribute.name} {value.name}",
                        self._then(work),
                        value.title.say(screen.say.language),
                        current=relation.value(attribute.name) == value.name,
                    )
                )
        options.append(Option("x", screen.say("take_link_away"), self._then(lambda: session.unlink(relation))))
        self.ask(Choice(relation.label, tuple(options)))

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
            given = (Option("-", rename, lambda: self._rename_source(source)), *given)
        self.ask(Choice(screen.say("choose_source", name=words), (*options, *given)))

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
        options = numbered([(role, "") for role in ROLES], chosen, at)
        derived = screen.session.stored.sentences[screen.session.cursor.sentence].role
        none = Option(
            "0",
            screen.say("as_derived"),
            self._then(lambda: screen.session.set_role(None)),
            derived,
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
