"""Values of the current span: choosing them, choosing them again for another span, and the types of source entities."""

from __future__ import annotations

from annotator.errors import LabelError
from annotator.model import Source, Span
from annotator.scheme.defaults import chosen_values, default_values
from annotator.session.desk import Desk

__all__ = ["Choosing"]

Values = dict[str, str | None]
"""Values by the names of their attributes; None: taken away."""


class Choosing(Desk):
    """What can be chosen of a span, and what was chosen last for spans of its label."""

    _last: dict[str, Values] | None = None

    def set_attribute(self, span: Span, name: str, value: str | None, *, more: bool = False) -> None:
        """Give an attribute of a span another value; but for the entity, it is remembered for spans of this label.

        With ``more`` it belongs to what was chosen just before, and is repeated together with that.
        """
        self._choose(span, {name: value})
        self.do("attribute", self.editor.set_attribute(span, name, value, self.project.clock.now()))
        definition = self.scheme.spans[span.label]
        if definition.entity is None or definition.entity.name != name:
            last = {} if self._last is None else self._last
            before = last.get(span.label, {}) if more else {}
            self._last = last | {span.label: {**before, name: value}}

    def _choose(self, span: Span, values: Values) -> None:
        """Keep in mind what is chosen: it stays, also where the defaults would say the same for a while."""
        kept = self._chosen.setdefault(span.id, set())
        kept |= {name for name, value in values.items() if value is not None}
        kept -= {name for name, value in values.items() if value is None}

    def last_values(self, label: str) -> Values:
        """What ``repeat`` would give to a span of a label; nothing before a value was chosen for one."""
        return dict((self._last or {}).get(label, {}))

    def repeat(self, span: Span) -> Values:
        """Give a span what was last chosen for a span of its label, as one action; gives the values.

        Raises:
            LabelError: nothing was chosen for this label yet.
        """
        values = self.last_values(span.label)
        if not values:
            raise LabelError("not_chosen", f"{span.label} has no values chosen yet", "choose a value first")
        self._choose(span, values)
        self.do("attribute", self.editor.set_attributes(span, values, self.project.clock.now()))
        return values

    def usual(self, span: Span) -> dict[str, str]:
        """The value that each attribute of a span would have, given what is chosen for the others."""
        chosen = chosen_values(self.scheme, self.labels, span)
        found = default_values(self.scheme, self.labels, span, chosen)
        for name in chosen:
            rest = {other: value for other, value in chosen.items() if other != name}
            value = default_values(self.scheme, self.labels, span, rest).get(name)
            found = {n: v for n, v in found.items() if n != name} | ({name: value} if value is not None else {})
        return found

    def retype_source(self, source: Source, source_type: str) -> None:
        """Give a source entity another type; the mentions that had the old one from it follow."""
        self.do("source", self.editor.retype_source(source, source_type))
