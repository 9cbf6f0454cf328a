"""Reads ``labels.toml`` and explains every fault in it with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.errors import Fault, UsageError

if TYPE_CHECKING:
    from annotator.scheme import Scheme
    from annotator.scheme.definition import AttributeDef

__all__ = ["TABLES", "LabelMap", "MappingError", "Target", "read_mapping"]

LARGEST = 1 << 20
TABLES = ("span", "relation", "attribute", "value", "sentence_label")
# what an inline table may say, by its table
_MAY = {
    "span": ("label", "attributes"),
    "relation": ("label", "attributes", "reverse"),
    "sentence_label": ("label", "value"),
}
Path = tuple[str, ...]


class MappingError(UsageError):
    """A label mapping that cannot be used; ``faults`` holds each fault with its line."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{name}: {fault}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Target:
    """What a label becomes. ``reverse``: head and tail change places; ``value``: of a sentence label."""

    label: str
    attributes: tuple[tuple[str, str], ...] = ()
    reverse: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class LabelMap:
    """The other tool's names → ours; None: left out on purpose. An empty one knows only names that are ours already."""

    span: Mapping[str, Target | None] = field(default_factory=dict)
    relation: Mapping[str, Target | None] = field(default_factory=dict)
    attribute: Mapping[str, str | None] = field(default_factory=dict)
    value: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    sentence_label: Mapping[str, Target | None] = field(default_factory=dict)


def read_mapping(content: bytes, name: str, scheme: Scheme | None = None) -> LabelMap:
    """A mapping from the bytes of its file; with a scheme, also checked against what that has.

    Raises:
        MappingError: with every fault and its line.
    """
    text, data = _parsed(content, name)
    faults = list(_shape_faults(data))
    if not faults:
        found = LabelMap(
            span=_targets(data, "span"),
            relation=_targets(data, "relation"),
            attribute={k: v or None for k, v in data.get("attribute", {}).items()},
            value={k: {a: b or None for a, b in table.items()} for k, table in data.get("value", {}).items()},
            sentence_label=_targets(data, "sentence_label"),
        )
        faults = list(_meaning_faults(found, scheme)) if scheme is not None else []
        if not faults:
            return found
    lines = _lines(text)
    told = (Fault(_line(lines, path), message, remedy) for path, message, remedy in faults)
    raise MappingError(name, sorted(told, key=lambda fault: fault.line))


def _parsed(content: bytes, name: str) -> tuple[str, Mapping[str, Any]]:
    if len(content) > LARGEST:
        raise MappingError(name, [Fault(0, f"over {LARGEST >> 20} MiB", "a mapping has one line for each label")])
    try:
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MappingError(name, [Fault(line, "not UTF-8", "save the file as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+)|end of document)", str(error))
        line = int(place[1]) if place and place[1] else content.count(b"\n") + 1
        remedy = 'see https://toml.io; a name with other signs than letters, digits, - and _ stands in quotes: "a b"'
        raise MappingError(name, [Fault(line, str(error).split(" (at ")[0], remedy)]) from None
    except RecursionError:
        raise MappingError(name, [Fault(0, "nested too deep", "a mapping has tables of lines")]) from None


# -- its shape ------------------------------------------------------------------------------------------------------

Finding = tuple[Path, str, str]


def _shape_faults(data: Mapping[str, Any]) -> Iterator[Finding]:
    for table, lines in data.items():
        if table not in TABLES:
            yield (table,), f"there is no table {table!r}", f"one of: {', '.join(TABLES)}"
        elif not isinstance(lines, dict):
            yield (table,), f"{table} is no table", f"write [{table}] above its lines"
        elif table == "value":
            yield from _value_faults(lines)
        else:
            for name, given in lines.items():
                yield from _line_faults(table, name, given)


def _value_faults(tables: Mapping[str, Any]) -> Iterator[Finding]:
    for attribute, values in tables.items():
        if not isinstance(values, dict):
            yield ("value", attribute), f"{attribute} is no table", f"write [value.{attribute}] above its values"
            continue
        for value, given in values.items():
            if given is not False and not (isinstance(given, str) and given):
                wrong = f"{attribute} = {value}: what it becomes is no string"
                yield ("value", attribute, value), wrong, "give our value in quotes, or false to leave it out"


def _line_faults(table: str, name: str, given: object) -> Iterator[Finding]:
    here = (table, name)
    if given is False or (isinstance(given, str) and given):
        return
    if not isinstance(given, dict) or table not in _MAY:
        yield here, f"{name}: what it becomes is no string", "give our name in quotes, or false to leave it out"
        return
    strange = sorted(given.keys() - set(_MAY[table]))
    for key in strange:
        remedy = f'one of: {", ".join(_MAY[table])}; a name with a dot stands in quotes: "{name}.{key}"'
        yield here, f"{name}: {key!r} is not known", remedy
    if strange:
        return
    if not isinstance(given.get("label"), str) or not given["label"]:
        yield here, f"{name}: no label", 'say what it becomes: label = "…"'
    if not isinstance(given.get("reverse", False), bool):
        yield here, f"{name}: reverse is neither true nor false", "write true or false"
    if not isinstance(given.get("value", ""), str):
        yield here, f"{name}: value is no string", "give one of our values in quotes"
    attributes = given.get("attributes", {})
    if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
        yield here, f"{name}: attributes are no names with values", 'write attributes = {name = "value"}'


def _targets(data: Mapping[str, Any], table: str) -> dict[str, Target | None]:
    found: dict[str, Target | None] = {}
    for name, given in data.get(table, {}).items():
        if isinstance(given, dict):
            attributes = tuple(given.get("attributes", {}).items())
            found[name] = Target(given["label"], attributes, given.get("reverse", False), given.get("value"))
        else:
            found[name] = Target(given) if given else None
    return found


# -- its meaning in a scheme ----------------------------------------------------------------------------------------


def _meaning_faults(mapping: LabelMap, scheme: Scheme) -> Iterator[Finding]:
    yield from _target_faults("span", mapping.span, {d.name: d.attribute for d in scheme.span})
    yield from _target_faults("relation", mapping.relation, {d.name: d.attribute for d in scheme.relation})
    for name, target in mapping.sentence_label.items():
        if target is not None and target.label not in scheme.sentence_labels:
            wrong = f"the scheme has no sentence label {target.label!r}"
            yield ("sentence_label", name), wrong, _one_of(scheme.sentence_labels)
        elif target is not None and target.value not in (None, *scheme.sentence_labels[target.label].names):
            wrong = f"{target.label} has no value {target.value!r}"
            yield ("sentence_label", name), wrong, _one_of(scheme.sentence_labels[target.label].names)
    yield from _attribute_faults(mapping, scheme)


def _target_faults(
    table: str, targets: Mapping[str, Target | None], known: Mapping[str, Sequence[AttributeDef]]
) -> Iterator[Finding]:
    for name, target in targets.items():
        if target is None:
            continue
        if target.label not in known:
            yield (table, name), f"the scheme has no {table} {target.label!r}", _one_of(known)
            continue
        attributes = {a.name: a for a in known[target.label]}
        for attribute, value in target.attributes:
            yield from _value_fault((table, name), attribute, value, attributes, target.label)


def _attribute_faults(mapping: LabelMap, scheme: Scheme) -> Iterator[Finding]:
    """Attributes and values must be those of some label: which one, only a record can tell."""
    values: dict[str, set[str]] = {}
    listed = [a for part in scheme.span for a in part.attribute]
    for attribute in [*listed, *(a for part in scheme.relation for a in part.attribute)]:
        values.setdefault(attribute.name, set()).update(attribute.names)
        if attribute.entity:
            values[attribute.name].add("*")
    for label in scheme.sentence_label:
        values.setdefault(label.name, set()).update(label.names)
    for name, own in mapping.attribute.items():
        if own is not None and own not in values:
            yield ("attribute", name), f"no label of the scheme has an attribute {own!r}", _one_of(values)
    for name, table in mapping.value.items():
        target = mapping.sentence_label.get(name)
        becomes = mapping.attribute.get(name, target.label if target is not None else name)
        if not table or becomes is None or "*" in values.get(becomes, ()):
            continue
        if becomes not in values:
            wrong = f"{name} becomes no attribute of the scheme"
            yield ("value", name), wrong, f"say which in [attribute]: {_one_of(values)}"
            continue
        for value, given in table.items():
            if given is not None and given not in values[becomes]:
                yield ("value", name, value), f"{becomes} has no value {given!r}", _one_of(values[becomes])


def _value_fault(
    path: Path, name: str, value: str, attributes: Mapping[str, AttributeDef], label: str
) -> Iterator[Finding]:
    if name not in attributes:
        yield path, f"{label} has no attribute {name!r}", _one_of(attributes)
    elif value not in attributes[name].names and not attributes[name].entity:
        yield path, f"{label}: {name} has no value {value!r}", _one_of(attributes[name].names)


def _one_of(names: Mapping[str, Any] | Sequence[str] | set[str]) -> str:
    listed = sorted(names) if isinstance(names, set) else list(names)
    return f"one of: {', '.join(listed)}" if listed else "it has none"


# -- where its lines are --------------------------------------------------------------------------------------------

_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*({_NAMES})[ \t]*\][ \t]*(?:#.*)?\r?\Z")
_KEY = re.compile(rf"[ \t]*({_NAMES})[ \t]*=")


def _lines(text: str) -> dict[Path, int]:
    """The line of every table and key; labels are often names in quotes, which a scheme's are not."""
    found: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _path(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_path(key[1])), number)
    return found


def _path(names: str) -> Path:
    try:
        data: Any = tomllib.loads(f"{names} = 0")
    except tomllib.TOMLDecodeError:  # a line that only looks like one: inside a string of several lines
        return ()
    path: Path = ()
    while isinstance(data, dict):
        (name, data), *_ = data.items()
        path = (*path, name)
    return path


def _line(lines: Mapping[Path, int], path: Path) -> int:
    while path and path not in lines:
        longer = [number for other, number in lines.items() if other[: len(path)] == path]
        if longer:
            return min(longer)
        path = path[:-1]
    return lines.get(path, 1)
