"""Reads a scheme file and explains every fault in it with its line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_letters
from typing import Any

from annotator.errors import Fault, SchemeError
from annotator.model import adapter
from annotator.scheme.definition import FORMAT, AttributeDef, Check, Condition, Default, RelationDef, Scheme, build
from annotator.scheme.locate import Locator
from annotator.scheme.phrases import words_in
from annotator.scheme.values import strip_keys

__all__ = ["parse", "read_scheme", "scheme_json_schema"]

RESERVED_KEYS = frozenset('bdEeFfGghIijKkLlMmNnoPpRrSTtvxy"!#()+,-./:;=>?@[\\]_{}')
"""The characters that the screen has for itself (docs/keys.md), which a label cannot take; a test holds them equal."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ANSI = frozenset(
    f"{bright}{name}" for bright in ("", "bright_") for name in "black red green yellow blue magenta cyan white".split()
)
Path = tuple[str | int, ...]


def parse(content: bytes, name: str) -> Mapping[str, Any]:
    """The data of a scheme file, as TOML reads it.

    Raises:
        SchemeError: it is not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SchemeError(name, [Fault(line, "not UTF-8", "save the file as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+)|end of document)", str(error))
        line = int(place[1]) if place and place[1] else content.count(b"\n") + 1
        raise SchemeError(
            name, [Fault(line, str(error).split(" (at ")[0], "see https://toml.io for the syntax")]
        ) from None
    except RecursionError:
        raise SchemeError(name, [Fault(0, "nested too deep", "a scheme needs no more than a few levels")]) from None


def read_scheme(content: bytes, name: str) -> tuple[Scheme, Mapping[str, Any]]:
    """A scheme from the bytes of its file, and the data it was made from (to be kept beside it).

    Raises:
        SchemeError: with every fault and its line.
    """
    data = parse(content, name)
    locator = Locator(content.decode("utf-8-sig"))
    faults = list(_shape_faults(data, locator))
    if not faults:
        scheme = build(data, hashlib.sha256(content).hexdigest())
        faults = [Fault(locator.line(path), *words) for path, *words in _meaning_faults(scheme)]
        if not faults:
            return scheme, data
    raise SchemeError(name, sorted(faults, key=lambda fault: fault.line))


def _shape_faults(data: Mapping[str, Any], locator: Locator) -> Iterator[Fault]:
    import json

    from pydantic import ValidationError

    if "sha256" in data:
        yield Fault(locator.line(("sha256",)), "sha256 cannot be given", "take the line out: it is computed")
        return
    try:
        adapter(Scheme).validate_json(json.dumps(data, default=lambda _date: {}))
    except ValidationError as error:
        for item in error.errors():
            path: Path = tuple(item["loc"])
            where = ".".join(f"{part}" if isinstance(part, str) else f"{part + 1}" for part in path)
            remedy = {
                "missing": "add it",
                "missing_argument": "add it",
                "unexpected_keyword_argument": "take it out or mend its spelling",
            }.get(item["type"], "mend the value")
            yield Fault(locator.line(path), f"{where}: {item['msg'][:1].lower()}{item['msg'][1:]}", remedy)


Finding = tuple[Path, str, str]


def _repeated(names: Sequence[str], path: str, what: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if name in first:
            yield (path, number, "name"), f"{what} {name!r} is there twice", "names must differ"
        first.setdefault(name, number)


def _key_faults(scheme: Scheme) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    listed = [("span", i, d.key, d.name) for i, d in enumerate(scheme.span)]
    listed += [("sentence_label", i, d.key, d.name) for i, d in enumerate(scheme.sentence_label)]
    for path, number, key, name in listed:
        if key in RESERVED_KEYS:
            free = " ".join(c for c in ascii_letters if c not in RESERVED_KEYS | {k for _, _, k, _ in listed})
            wrong = f"{name}: the key {key!r} cannot be taken: it is one of the screen's own (docs/keys.md)"
            yield (path, number, "key"), wrong, f"still free are {free}"
        elif len(key) != 1 or not key.isprintable() or key.isspace():
            yield (path, number, "key"), f"{name}: the key {key!r} cannot be taken", "use one letter"
        elif key in owners:
            yield (path, number, "key"), f"{name}: the key {key!r} is that of {owners[key]}", "choose another letter"
        owners.setdefault(key, name)
    links: dict[str, str] = {}
    for number, relation in enumerate(scheme.relation):
        if links.setdefault(relation.key, relation.name) != relation.name:
            wrong = f"{relation.name}: the key {relation.key!r} is that of {links[relation.key]}"
            yield ("relation", number, "key"), wrong, "choose another letter"


def _attribute_faults(path: Path, attributes: Sequence[AttributeDef], scheme: Scheme) -> Iterator[Finding]:
    names = {a.name for a in attributes}
    keys: dict[str, str] = {}
    for number, attribute in enumerate(attributes):
        here: Path = (*path, "attribute", number)
        if attribute.name in [a.name for a in attributes[:number]]:
            yield (*here, "name"), f"the attribute {attribute.name!r} is there twice", "names must differ"
        if attribute.key and keys.setdefault(attribute.key, attribute.name) != attribute.name:
            wrong = f"{attribute.name}: the key {attribute.key!r} is that of {keys[attribute.key]}"
            yield (*here, "key"), wrong, "choose another letter"
        if not attribute.values and not attribute.entity:
            yield here, f"{attribute.name} has no values", "list its values, or set entity = true"
        for value, count in Counter(attribute.names).items():
            if count > 1:
                yield (*here, "values"), f"{attribute.name}: the value {value!r} is there twice", "values must differ"
        for k, default in enumerate(attribute.default):
            there: Path = (*here, "default", k)
            if default.value is not None and default.value not in attribute.names:
                known = ", ".join(attribute.names)
                yield there, f"{attribute.name}: the default {default.value!r} is no value of it", f"one of: {known}"
            if default.same_as is not None and default.same_as not in names:
                yield there, f"{attribute.name}: same_as names no attribute: {default.same_as!r}", "mend its spelling"
            yield from _default_faults(there, attribute, default, any(a.entity for a in attributes))
            for part, key in ((default.when, "when"), *((condition, "unless") for condition in default.unless)):
                yield from _condition_faults(there, part, scheme, key)


def _default_faults(there: Path, attribute: AttributeDef, default: Default, named: bool) -> Iterator[Finding]:
    given = (default.value is not None, default.same_as is not None, default.of_entity, default.same_words)
    if given.count(True) != 1:
        ways = "either value, same_as, of_entity or same_words"
        yield there, f"{attribute.name}: a default has {ways}", "give one of them"
    elif default.same_words != attribute.entity:
        yield (
            there,
            f"{attribute.name}: same_words goes with entity = true, and nothing else does",
            "change the default",
        )
    elif default.of_entity and not named:
        yield there, f"{attribute.name}: of_entity, but no attribute of the label has entity = true", "add that one"


def _value_key_faults(path: Path, attributes: Sequence[AttributeDef], taken: Mapping[str, str]) -> Iterator[Finding]:
    """The keys of values count within the strip of a label; ``taken`` says whose a key is that no value can have."""
    owners = dict(taken)
    for number, attribute in enumerate(attributes):
        for value in attribute.values:
            here: Path = (*path, "attribute", number, "values")
            name = f"{attribute.name}={value.name}"
            if value.key and (len(value.key) != 1 or not value.key.isprintable() or value.key.isspace()):
                yield here, f"{name}: the key {value.key!r} cannot be taken", "use one letter"
            elif value.key and owners.setdefault(value.key, name) != name:
                yield here, f"{name}: the key {value.key!r} is that of {owners[value.key]}", "choose another letter"


def _word_faults(here: Path, condition: Condition) -> Iterator[Finding]:
    if condition.outside and not condition.words:
        yield here, "outside says where words are looked for, and there are none", "add words"
    for words, most in ((condition.words, 0), (condition.ends, 0), (condition.before, 0), (condition.outside, 1)):
        for phrase in words:
            if not phrase.strip() or (most and len(words_in(phrase)) != most):
                yield here, f"{phrase!r} is no word", "use one word" if most else "take it out"
    if condition.tokens is not None and condition.tokens < 1:
        yield here, f"tokens = {condition.tokens}: nothing has so few words", "use 1 or more"


def _condition_faults(path: Path, condition: Condition, scheme: Scheme, key: str = "when") -> Iterator[Finding]:
    here: Path = (*path, key)
    yield from _word_faults(here, condition)
    for name in condition.path:
        if name not in scheme.relations:
            yield here, f"path: there is no relation {name!r}", "mend its spelling"
    for label in (condition.inside, condition.overlaps):
        if label is not None and label not in scheme.spans:
            yield here, f"there is no span label {label!r}", "mend its spelling"
    known: dict[str, set[str]] = {}
    for attribute in (
        *(a for s in scheme.span for a in s.attribute),
        *(a for r in scheme.relation for a in r.attribute),
    ):
        known.setdefault(attribute.name, set()).update(attribute.names)
    for name, values in (*condition.attributes.items(), *condition.neighbour.items()):
        if name not in known:
            yield here, f"there is no attribute {name!r}", "mend its spelling"
        for value in values:
            if name in known and known[name] and value not in known[name]:
                yield here, f"{name} has no value {value!r}", f"one of: {', '.join(sorted(known[name]))}"


def _obvious_faults(number: int, relation: RelationDef, scheme: Scheme) -> Iterator[Finding]:
    obvious = relation.obvious
    here: Path = ("relation", number, "obvious")
    if obvious is None:
        return
    if obvious.rule == "chain" and relation.head != relation.tail:
        yield here, f"{relation.name}: a chain is between two of one label", "make head and tail equal"
    if obvious.rule != "chain" and relation.head == relation.tail:
        yield here, f"{relation.name}: {obvious.rule} is between two labels", "make head and tail differ"
    if obvious.within is not None and obvious.within not in scheme.spans:
        yield here, f"{relation.name}: within names no span label: {obvious.within!r}", "mend its spelling"
    for key in ("unless", "both", "adjunct"):
        condition = getattr(obvious, key)
        if condition is not None:
            yield from _condition_faults(here, condition, scheme, key)


def _check_faults(number: int, check: Check, scheme: Scheme) -> Iterator[Finding]:
    here: Path = ("check", number)
    if check.label not in scheme.spans:
        yield (*here, "label"), f"{check.name}: no span label {check.label!r}", "mend its spelling"
        return
    if check.relation is not None and check.relation not in scheme.relations:
        yield (*here, "relation"), f"{check.name}: no relation {check.relation!r}", "mend its spelling"
    if check.relation is None and check.rule.endswith("_relation"):
        yield here, f"{check.name}: {check.rule} needs a relation", "name it"
    for name in check.attributes:
        if scheme.spans[check.label].find(name) is None:
            yield (*here, "attributes"), f"{check.name}: {check.label} has no attribute {name!r}", "mend its spelling"
    yield from _condition_faults(here, check.when, scheme)
    if check.unless is not None:
        yield from _condition_faults(here, check.unless, scheme, "unless")


def _meaning_faults(scheme: Scheme) -> Iterator[Finding]:
    if scheme.format != FORMAT:
        yield ("format",), f"format {scheme.format!r} is not known", f"this version reads {FORMAT!r}"
    if not scheme.span:
        yield ("span",), "the scheme has no span label", "add a [[span]]"
    yield from _repeated([d.name for d in scheme.span], "span", "the span label")
    yield from _repeated([d.name for d in scheme.relation], "relation", "the relation")
    yield from _repeated([d.name for d in scheme.sentence_label], "sentence_label", "the sentence label")
    yield from _repeated([d.name for d in scheme.check], "check", "the check")
    yield from _key_faults(scheme)
    shorts: dict[str, str] = {}
    for number, span in enumerate(scheme.span):
        for ground in ("dark", "light"):
            if not _COLOUR.fullmatch(given := getattr(span.colour, ground)):
                yield ("span", number, "colour"), f"{span.name}: {ground} = {given!r} is no colour", "such as #7aa2f7"
        if span.colour.ansi not in _ANSI:
            wrong = f"{span.name}: ansi = {span.colour.ansi!r} is no colour of a terminal"
            yield ("span", number, "colour"), wrong, f"one of: {', '.join(sorted(_ANSI))}"
        if not span.short.isalpha() or len(span.short) > 2 or shorts.setdefault(span.short, span.name) != span.name:
            yield ("span", number, "short"), f"{span.name}: short {span.short!r}", "one or two letters of its own"
        yield from _attribute_faults(("span", number), span.attribute, scheme)
        yield from _value_key_faults(("span", number), span.attribute, strip_keys(span))
    for number, relation in enumerate(scheme.relation):
        for end in ("head", "tail"):
            if getattr(relation, end) not in scheme.spans:
                wrong = getattr(relation, end)
                yield ("relation", number, end), f"{relation.name}: no span label {wrong!r}", "mend its spelling"
        yield from _attribute_faults(("relation", number), relation.attribute, scheme)
        yield from _value_key_faults(("relation", number), relation.attribute, strip_keys(relation))
        yield from _obvious_faults(number, relation, scheme)
    for number, check in enumerate(scheme.check):
        yield from _check_faults(number, check, scheme)


def scheme_json_schema() -> dict[str, Any]:
    """The JSON Schema of a scheme file (as data)."""
    found: dict[str, Any] = adapter(Scheme).json_schema()
    found.get("properties", {}).pop("sha256", None)
    return found
