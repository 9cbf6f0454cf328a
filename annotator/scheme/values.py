"""The keys of values: one for each value of a label, so that a value is chosen with one key in its strip."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from annotator.scheme.definition import AttributeDef, RelationDef, Scheme, SpanDef

__all__ = ["UNLINK", "strip_keys", "value_keys"]

UNLINK = "x"
"""Takes a link away, in its strip."""
_OTHERS = string.ascii_lowercase + string.ascii_uppercase + string.digits + string.punctuation

Keys = Mapping[tuple[str, str], str]
"""The key of each value: by the name of the attribute, then that of the value."""


def strip_keys(definition: SpanDef | RelationDef) -> dict[str, str]:
    """The keys of a strip that no value can have, and whose they are."""
    if isinstance(definition, RelationDef):
        return {UNLINK: "the link's end"}
    return {a.key: a.name for a in definition.attribute if a.entity and a.key}


def value_keys(scheme: Scheme) -> dict[str, Keys]:
    """The keys of all values, by the name of the label or relation; the same for the same scheme.

    A key that the scheme gives stands. Any other value gets the one that a value of its name has elsewhere, else a
    letter of its name, the first that is free; else any free letter, capital, digit or mark. Where even those are used
    up, it gets none.
    """
    known: dict[str, str] = {}
    found: dict[str, Keys] = {}
    definitions: tuple[SpanDef | RelationDef, ...] = (*scheme.span, *scheme.relation)
    for definition in definitions:
        found[definition.name] = _keys(definition.attribute, set(strip_keys(definition)), known)
    return found


def _keys(attributes: Sequence[AttributeDef], taken: set[str], known: dict[str, str]) -> Keys:
    keys = {(a.name, v.name): v.key for a in attributes for v in a.values if v.key}
    taken = taken | set(keys.values())
    for attribute in attributes:
        for value in attribute.values:
            place = attribute.name, value.name
            if place not in keys:
                wanted = (known.get(value.name, ""), *filter(str.isalnum, value.name.lower()), *_OTHERS)
                keys[place] = next((key for key in wanted if key and key.isascii() and key not in taken), "")
                taken.add(keys[place])
            known.setdefault(value.name, keys[place])
    return keys
