"""The strip of a span: all its closed values in rows, each with a key of its own; its source entity and its links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from annotator.model import Relation, Span
from annotator.scheme import AttributeDef
from annotator.scheme.values import UNLINK, value_keys
from annotator.ui.widgets.choice import NUMBERS, Choice, Option
from annotator.ui.widgets.panel import far_name, words_of

if TYPE_CHECKING:
    from annotator.ui.screens.hands import Hands

__all__ = ["ValueStrip"]

NARROW = 100
"""Below so many columns a row has the shorter of an attribute's title and its name, if the title is not short."""
SHORT = 12
"""Cells of a title that always fits."""


class ValueStrip:
    """Stays open after a choice and shows what is so now, so that several values are chosen in a row."""

    def __init__(self, screen: Hands, entity: Callable[[Span], None]) -> None:
        self._screen = screen
        self._entity = entity
        self._keys = value_keys(screen.session.scheme)
        self._more = False

    def keys(self, label: str, attribute: str) -> dict[str, str]:
        """The key of each value of an attribute."""
        return {value: key for (name, value), key in self._keys[label].items() if name == attribute}

    def open(self) -> None:
        """The strip of the current span.

        Raises:
            LabelError: there is none here, or the layer is somebody else's.
        """
        self._screen.session.ensure_own()
        self._more = False
        self._show(self._screen.current_span())

    def _show(self, span: Span) -> None:
        screen = self._screen
        title = screen.say("choose_attribute", name=far_name(screen.session, span), label=span.label)
        options = (*self._values(span), *self._links(span))
        if not options:
            screen.choice_bar.close()
            screen.tell(screen.say("no_values", label=span.label), span.label)
            return
        screen.ask(Choice(f"{title}  {words_of(span)}", options, stays=True))

    def _again(self, span: Span) -> None:
        """The same strip as things are now; closed where the span is gone."""
        now = self._screen.session.labels.spans.get(span.id)
        if now is None:
            self._screen.choice_bar.close()
        else:
            self._screen.session.active = span.id
            self._show(now)

    def _row(self, attribute: AttributeDef) -> str:
        title = attribute.title.say(self._screen.say.language)
        narrow = self._screen.size.width < NARROW and len(title) > SHORT
        return min(title, attribute.name, key=len) if narrow else title

    # -- values ---------------------------------------------------------------------------------------------------

    def _values(self, span: Span) -> Iterator[Option]:
        session = self._screen.session
        definition = session.scheme.spans.get(span.label)
        usual = session.usual(span)
        for attribute in definition.attribute if definition else ():
            now = span.value(attribute.name)
            if attribute.entity:
                source = session.labels.sources.get(now or "")
                words = source.name if source else now or "–"
                yield Option(attribute.key, words, lambda: self._whose(span), row=self._row(attribute))
            for value in attribute.values:
                yield Option(
                    self._keys[span.label][attribute.name, value.name],
                    value.name,
                    self._chosen(span, attribute, value.name),
                    current=value.name == now,
                    usual=value.name == usual.get(attribute.name),
                    row=self._row(attribute),
                )

    def _chosen(self, span: Span, attribute: AttributeDef, value: str) -> Callable[[], None]:
        """Gives the value; where it is there already and need not be, takes it away."""

        def work() -> None:
            away = attribute.optional and span.value(attribute.name) == value
            self._screen.session.set_attribute(span, attribute.name, None if away else value, more=self._more)
            self._more = True

        def chosen() -> None:
            self._screen.change(work)
            self._again(span)

        return chosen

    def _whose(self, span: Span) -> None:
        self._screen.choice_bar.close()
        self._entity(span)

    # -- links ----------------------------------------------------------------------------------------------------

    def _links(self, span: Span) -> Iterator[Option]:
        """A number for each link; behind it stand its values, and that it can go."""
        session = self._screen.session
        keys = self._keys.get(span.label, {})
        free = (key for key in NUMBERS if key not in keys.values())
        for relation, key in zip(session.labels.links(span.id), free, strict=False):
            other = session.labels.spans[relation.tail if relation.head == span.id else relation.head]
            values = " ".join(a.value for a in relation.attributes)
            words = f"{relation.label} {far_name(session, other)}"
            yield Option(key, words, self._link(span, relation, key), values, row=self._screen.say("strip_links"))

    def _link(self, span: Span, relation: Relation, key: str) -> Callable[[], None]:
        return lambda: self._link_values(span, relation, key)

    def _link_values(self, span: Span, relation: Relation, key: str) -> None:
        """The values of a link, each with a key, and the key that takes it away; then the strip of the span again."""
        screen = self._screen
        session = screen.session
        definition = session.scheme.relations.get(relation.label)
        options: list[Option] = []
        for attribute in definition.attribute if definition else ():
            now = relation.value(attribute.name)
            for value in attribute.values:

                def give(name: str = attribute.name, value: str = value.name) -> None:
                    session.set_relation_attribute(relation, name, value)

                options.append(
                    Option(
                        self._keys[relation.label][attribute.name, value.name],
                        value.name,
                        self._changed(span, give),
                        value.title.say(screen.say.language),
                        current=value.name == now,
                        row=attribute.title.say(screen.say.language),
                    )
                )
        away = self._changed(span, lambda: session.unlink(relation))
        options.append(Option(UNLINK, screen.say("take_link_away"), away, row=screen.say("strip_link")))
        screen.ask(Choice(f"{key} {relation.label}", tuple(options), stays=True))

    def _changed(self, span: Span, work: Callable[[], None]) -> Callable[[], None]:
        def chosen() -> None:
            self._screen.change(work)
            self._again(span)

        return chosen
