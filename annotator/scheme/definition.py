"""The parts of a label scheme as frozen values, and how they are made from a parsed file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from annotator.model import Role

FORMAT = "annotator-scheme/1"
DEFAULT_SCHEME = "nl-fact"
STRICT: dict[str, Any] = {"strict": True, "extra": "forbid"}

Unit = Literal["token", "cue", "cue of uncertainty", "cue of attribution", "phrase", "clause", "quotation", "sentence"]
"""What a label is likely meant for at a word (``annotator.text.units``)."""
Rule = Literal["requires_relation", "forbids_relation", "equal_attributes", "not_starting_with"]
ObviousRule = Literal["cue", "content", "scope", "chain"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in the languages of the screen."""

    __pydantic_config__ = STRICT
    en: str
    nl: str

    def say(self, language: str) -> str:
        """The words in a language, English where it is not known."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True)
class Colour:
    """One accent: its hue on a dark and on a light ground, and its name among the 16 of a terminal."""

    __pydantic_config__ = STRICT
    dark: str
    light: str
    ansi: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a closed list; ``key`` chooses it in the strip of its label (without one the tool gives it one)."""

    __pydantic_config__ = STRICT
    name: str
    title: Wording
    key: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a default or a check applies: everything that is given must hold.

    ``path`` walks relations (either way) from the object to other spans; ``attributes``, ``words`` (looked for beside
    the clauses that ``outside`` begins), ``ends``, ``tokens`` and ``number`` then hold of some span at its end, or of
    the object itself when there is no path. ``before``, ``role`` and ``whole`` are about the sentence around the
    object. ``inside`` and ``overlaps`` name the label of a span that holds, or touches, the object; ``neighbour`` says
    which attribute values that one has.
    """

    __pydantic_config__ = STRICT
    path: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    tokens: int | None = None
    number: bool = False
    role: tuple[Role, ...] = ()
    whole: bool = False
    inside: str | None = None
    overlaps: str | None = None
    neighbour: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    across_sentences: bool = False


@dataclass(frozen=True, slots=True)
class Default:
    """A value and when it is the default: ``when`` holds, and none of ``unless``.

    ``same_as`` takes the value of another attribute, ``of_entity`` that of the source entity the span names,
    ``same_words`` (where the attribute names the entity) the entity of a mention with the same words.
    """

    __pydantic_config__ = STRICT
    value: str | None = None
    same_as: str | None = None
    of_entity: bool = False
    same_words: bool = False
    when: Condition = Condition()
    unless: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeDef:
    """An attribute of a span or a relation with its closed values; ``entity``: its values are source entities."""

    __pydantic_config__ = STRICT
    name: str
    title: Wording
    key: str = ""
    values: tuple[Value, ...] = ()
    default: tuple[Default, ...] = ()
    ordered: bool = False
    optional: bool = False
    entity: bool = False
    rule: Wording | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The closed list of values."""
        return tuple(value.name for value in self.values)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the labelled words in ``[brackets]``, and what it shows."""

    __pydantic_config__ = STRICT
    text: str
    note: Wording


@dataclass(frozen=True, slots=True)
class SpanDef:
    """A span label: the key that sets it, the short name of its lanes, colour, extent rule, attributes.

    ``unit`` is what its key, pressed again, puts it on.
    """

    __pydantic_config__ = STRICT
    name: str
    key: str
    short: str
    title: Wording
    colour: Colour
    rule: Wording
    cross_sentence: bool = False
    unit: Unit = "token"
    example: tuple[Example, ...] = ()
    attribute: tuple[AttributeDef, ...] = ()

    def find(self, name: str) -> AttributeDef | None:
        """An attribute by its name."""
        return next((a for a in self.attribute if a.name == name), None)

    @property
    def entity(self) -> AttributeDef | None:
        """The attribute that says which source entity a span names."""
        return next((a for a in self.attribute if a.entity), None)


@dataclass(frozen=True, slots=True)
class Obvious:
    """When a relation between two spans of a sentence is so plain that labelling them is enough to set it.

    ``rule``: the head is the ``cue`` of its nearest tail, the ``content`` of what the innermost tail says, the
    ``scope`` around it or right before it, or it is passed on by the next one in a ``chain`` of tails. ``unless`` says
    of which heads not, ``both`` which cues have a tail on either side, ``adjunct`` which stand beside another cue and
    take what that one says. ``within`` names the label of a quotation. The
    words: ``opening`` begins what is said, ``joining`` adds another of the same kind, ``leading`` stands before a cue
    that follows what is said, ``relative`` begins a remark about the tail, ``through`` stands before a tail that only
    passes on.
    """

    __pydantic_config__ = STRICT
    rule: ObviousRule
    unless: Condition | None = None
    both: Condition | None = None
    adjunct: Condition | None = None
    within: str | None = None
    opening: tuple[str, ...] = ()
    joining: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationDef:
    """A relation label with its signature: which span labels its head and its tail may have.

    ``obvious`` says when it is set by itself; without it that never happens.
    """

    __pydantic_config__ = STRICT
    name: str
    key: str
    title: Wording
    head: str
    tail: str
    rule: Wording
    symmetric: bool = False
    acyclic: bool = False
    obvious: Obvious | None = None
    example: tuple[Example, ...] = ()
    attribute: tuple[AttributeDef, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceLabelDef:
    """A label of a whole sentence."""

    __pydantic_config__ = STRICT
    name: str
    key: str
    title: Wording
    rule: Wording
    values: tuple[Value, ...]
    ordered: bool = False
    example: tuple[Example, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The closed list of values."""
        return tuple(value.name for value in self.values)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that gives a warning; it never refuses anything."""

    __pydantic_config__ = STRICT
    name: str
    rule: Rule
    label: str
    message: Wording
    relation: str | None = None
    attributes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    when: Condition = Condition()
    unless: Condition | None = None


@dataclass(frozen=True)
class Scheme:
    """A whole label scheme. ``sha256`` is that of the file's bytes."""

    __pydantic_config__ = STRICT
    format: str
    name: str
    version: str
    language: str
    title: Wording
    description: Wording
    span: tuple[SpanDef, ...]
    relation: tuple[RelationDef, ...] = ()
    sentence_label: tuple[SentenceLabelDef, ...] = ()
    check: tuple[Check, ...] = ()
    guideline: tuple[Example, ...] = ()
    sha256: str = ""

    @cached_property
    def spans(self) -> dict[str, SpanDef]:
        """The span labels by name."""
        return {span.name: span for span in self.span}

    @cached_property
    def relations(self) -> dict[str, RelationDef]:
        """The relation labels by name."""
        return {relation.name: relation for relation in self.relation}

    @cached_property
    def sentence_labels(self) -> dict[str, SentenceLabelDef]:
        """The sentence labels by name."""
        return {label.name: label for label in self.sentence_label}

    def between(self, head: str, tail: str) -> list[tuple[RelationDef, bool]]:
        """The relations two span labels may have, and whether head and tail must be exchanged for it."""
        straight = [(r, False) for r in self.relation if (r.head, r.tail) == (head, tail)]
        turned = [(r, True) for r in self.relation if (r.head, r.tail) == (tail, head) and head != tail]
        return straight + turned


# -- from parsed data ---------------------------------------------------------------------------------------------
# Written out by hand: a project opens with it before pydantic is loaded. A test holds it equal to pydantic's result.


def _wording(data: Mapping[str, Any]) -> Wording:
    return Wording(data["en"], data["nl"])


def _values(data: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(Value(v["name"], _wording(v["title"]), v.get("key", "")) for v in data.get("values", ()))


def _condition(data: Mapping[str, Any] | None) -> Condition:
    given = dict(data or {})
    for name in ("path", "words", "outside", "ends", "before", "role"):
        given[name] = tuple(given.get(name, ()))
    for name in ("attributes", "neighbour"):
        given[name] = {key: tuple(values) for key, values in given.get(name, {}).items()}
    return Condition(**given)


def _default(item: Mapping[str, Any]) -> Default:
    given = dict(item, when=_condition(item.get("when")))
    given["unless"] = tuple(_condition(condition) for condition in item.get("unless", ()))
    return Default(**given)


def _attributes(data: Mapping[str, Any]) -> tuple[AttributeDef, ...]:
    found = []
    for item in data.get("attribute", ()):
        given = dict(item, title=_wording(item["title"]), values=_values(item))
        given["rule"] = _wording(item["rule"]) if item.get("rule") else None
        given["default"] = tuple(_default(default) for default in item.get("default", ()))
        found.append(AttributeDef(**given))
    return tuple(found)


def _examples(items: Any) -> tuple[Example, ...]:
    return tuple(Example(item["text"], _wording(item["note"])) for item in items or ())


def _labelled(item: Mapping[str, Any]) -> dict[str, Any]:
    """What span labels, relations and sentence labels have in common."""
    worded = dict(item, title=_wording(item["title"]), rule=_wording(item["rule"]))
    worded["example"] = _examples(item.get("example"))
    return worded


def _check(item: Mapping[str, Any]) -> Check:
    given = dict(item, message=_wording(item["message"]), when=_condition(item.get("when")))
    given["unless"] = _condition(item["unless"]) if item.get("unless") else None
    given["words"] = tuple(item.get("words", ()))
    given["attributes"] = tuple(item.get("attributes", ()))
    return Check(**given)


def _obvious(data: Mapping[str, Any] | None) -> Obvious | None:
    if data is None:
        return None
    given = dict(data)
    for name in ("unless", "both", "adjunct"):
        given[name] = _condition(data[name]) if data.get(name) is not None else None
    for name in ("opening", "joining", "leading", "relative", "through"):
        given[name] = tuple(data.get(name, ()))
    return Obvious(**given)


def build(data: Mapping[str, Any], sha256: str = "") -> Scheme:
    """A scheme from the data of a file that was checked before (``annotator.scheme.read``)."""
    spans = (
        SpanDef(**{**_labelled(item), "colour": Colour(**item["colour"]), "attribute": _attributes(item)})
        for item in data["span"]
    )
    relations = (
        RelationDef(**{**_labelled(item), "attribute": _attributes(item), "obvious": _obvious(item.get("obvious"))})
        for item in data.get("relation", ())
    )
    labels = (
        SentenceLabelDef(**{**_labelled(item), "values": _values(item)}) for item in data.get("sentence_label", ())
    )
    return Scheme(
        format=data["format"],
        name=data["name"],
        version=data["version"],
        language=data["language"],
        title=_wording(data["title"]),
        description=_wording(data["description"]),
        span=tuple(spans),
        relation=tuple(relations),
        sentence_label=tuple(labels),
        check=tuple(_check(item) for item in data.get("check", ())),
        guideline=_examples(data.get("guideline")),
        sha256=sha256,
    )
