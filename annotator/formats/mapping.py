"""Turns another tool's labels into the scheme's own, by a file that says which becomes which (docs/import.md).

::

    [span]
    PER = {label = "source", attributes = {source_type = "person"}}
    Cue = "attribution_cue"
    DATE = false                      # left out on purpose
    [relation]
    Source-Claim = {label = "attributed_to", reverse = true}
    [attribute]
    Certainty = "cert_author"
    [value.Certainty]                 # the other tool's attribute
    Probable = "PR"
    [sentence_label]
    checkworthy = {label = "check_worthiness", value = "FR"}

What has a name of the scheme's own needs no line. What no line names is taken out and counted, never silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from annotator.formats.mapping_file import LabelMap, MappingError, Target, read_mapping
from annotator.formats.mapping_suggest import starter

if TYPE_CHECKING:
    from annotator.formats.record import NamedValue, Record, RelationPart, SpanPart
    from annotator.scheme import AttributeDef, RelationDef, Scheme, SpanDef

__all__ = ["LabelMap", "Mapped", "MappingError", "Target", "apply", "read_mapping", "starter"]

_MOST_NAMED = 60


class Mapped(NamedTuple):
    """A record with the scheme's labels; what nothing knew, and what was left out on purpose, counted by name."""

    record: Record
    unknown: Counter[str]
    left_out: Counter[str]


def apply(record: Record, mapping: LabelMap, scheme: Scheme) -> Mapped:
    """The record with its labels turned into the scheme's. Text, layer, sentences and ids stay as they are."""
    work = _Work(record, mapping, scheme)
    changed: dict[str, Any] = dict(record)
    spans = [kept for span in record.get("spans") or () if (kept := work.span(span)) is not None]
    work.kept = {cast("str", span.get("id")) for span in spans}
    relations = [found for item in record.get("relations") or () if (found := work.relation(item)) is not None]
    if record.get("spans"):
        changed["spans"] = spans
    if record.get("relations"):
        changed["relations"] = relations
    if any(sentence.get("labels") for sentence in record.get("sentences") or ()):
        changed["sentences"] = [
            {**sentence, "labels": work.sentence_labels(sentence.get("labels") or ())}
            for sentence in record.get("sentences") or ()
        ]
    if work.sources:
        known = list(record.get("sources") or ())
        changed["sources"] = known + [{"id": name, "name": name} for name in work.sources]
    return Mapped(cast("Record", changed), work.unknown, work.left_out)


def _name(kind: str, name: str) -> str:
    shown = name if len(name) <= _MOST_NAMED else name[: _MOST_NAMED - 1] + "…"
    return f"{kind} {shown}"


@dataclass(slots=True)
class _Work:
    """The mapping of one record: what was kept, and counts of what was not."""

    record: Record
    mapping: LabelMap
    scheme: Scheme
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    sources: dict[str, None] = field(default_factory=dict)

    def span(self, item: SpanPart) -> SpanPart | None:
        """A span under our label, or None."""
        label = item["label"]
        target = self.mapping.span.get(label, Target(label))
        definition = self.scheme.spans.get(target.label) if target is not None else None
        if target is None or definition is None:
            self._gone("span", label, target is None)
            if target is None and item.get("id"):
                self.dropped.add(cast("str", item["id"]))
            return None
        attributes = self._attributes(item.get("attributes") or (), target, definition)
        return cast("SpanPart", {**item, "label": target.label, "attributes": attributes})

    def relation(self, item: RelationPart) -> RelationPart | None:
        """A relation under our label, or None where it, or one of its ends, is not taken over."""
        label = item["label"]
        target = self.mapping.relation.get(label, Target(label))
        definition = self.scheme.relations.get(target.label) if target is not None else None
        if target is None or definition is None:
            self._gone("relation", label, target is None)
            return None
        head, tail = item["head"], item["tail"]
        if not {head, tail} <= self.kept:
            missing = {head, tail} - self.kept
            self._gone("relation", f"{label} (an end of it is left out)", missing <= self.dropped)
            return None
        if target.reverse:
            head, tail = tail, head
        attributes = self._attributes(item.get("attributes") or (), target, definition)
        found = {**item, "label": target.label, "head": head, "tail": tail, "attributes": attributes}
        return cast("RelationPart", found)

    def _gone(self, kind: str, name: str, on_purpose: bool) -> None:
        (self.left_out if on_purpose else self.unknown)[_name(kind, name)] += 1

    def _attributes(
        self, given: Iterable[NamedValue], target: Target, definition: SpanDef | RelationDef
    ) -> list[NamedValue]:
        """Those that come with the label, then those said of the object itself, which go before them."""
        said: dict[str, str] = {}
        for item in given:
            name, value = item["name"], item["value"]
            own = self.mapping.attribute.get(name, name)
            if own is None:
                self._gone("attribute", name, on_purpose=True)
                continue
            found = next((a for a in definition.attribute if a.name == own), None)
            if found is None:
                self._gone("attribute", name, on_purpose=False)
                continue
            became = self._value(name, value, found)
            if became is not None and said.setdefault(own, became) != became:
                self._gone("value", f"{name} = {value} (a second one)", on_purpose=False)
        with_label = {name: value for name, value in target.attributes if name not in said}
        return [cast("NamedValue", {"name": n, "value": v}) for n, v in (with_label | said).items()]

    def _value(self, name: str, value: str, definition: AttributeDef) -> str | None:
        """Our value for another tool's; for an attribute that names sources, any value is one."""
        own = self.mapping.value.get(name, {}).get(value, value)
        if own is not None and (own in definition.names or definition.entity):
            if definition.entity and all(own != source["id"] for source in self.record.get("sources") or ()):
                self.sources.setdefault(own)
            return own
        self._gone("value", f"{name} = {value}", own is None)
        return None

    def sentence_labels(self, given: Sequence[NamedValue]) -> list[NamedValue]:
        """Labels of a sentence: by their name, or by a value that only one of ours has."""
        said: dict[str, str] = {}
        for item in given:
            name, value = item["name"], item["value"]
            target = self.mapping.sentence_label.get(name, self._own_sentence_label(name, value))
            definition = self.scheme.sentence_labels.get(target.label) if target is not None else None
            if target is None or definition is None:
                self._gone("sentence label", name, target is None)
                continue
            own = target.value or self.mapping.value.get(name, {}).get(value, value)
            if own is None or own not in definition.names:
                self._gone("value", f"{name} = {value}", own is None)
            elif said.setdefault(target.label, own) != own:
                self._gone("value", f"{name} = {value} (a second one)", on_purpose=False)
        return [cast("NamedValue", {"name": n, "value": v}) for n, v in said.items()]

    def _own_sentence_label(self, name: str, value: str) -> Target:
        """A tool that only chooses among names (``FR``) says the value, not the label it is of."""
        owners = [label.name for label in self.scheme.sentence_label if name in label.names]
        if value == "true" and len(owners) == 1 and name not in self.scheme.sentence_labels:
            return Target(owners[0], value=name)
        return Target(name)
