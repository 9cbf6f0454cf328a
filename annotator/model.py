"""The words of the project as frozen values: documents, sentences, tokens, spans, relations, layers, events.

Every class is a frozen, slotted dataclass that carries its pydantic configuration (strict, no extra fields):
``adapter(Span)`` is the pydantic ``TypeAdapter`` that validates one from JSON and gives its JSON Schema. The values
themselves do not import pydantic, so that the first screen does not wait for it (docs/decisions/0002).

Offsets are Unicode code points into ``Document.text``, half open: ``text[start:end]``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import TypeAdapter

STRICT: dict[str, Any] = {"strict": True, "extra": "forbid", "frozen": True}

Status = Literal["todo", "done", "skipped", "flagged"]
Kind = Literal["annotator", "gold", "suggester"]
Role = Literal["headline", "subhead", "lead", "body", "caption"]

STATUSES: tuple[Status, ...] = ("todo", "done", "skipped", "flagged")
KINDS: tuple[Kind, ...] = ("annotator", "gold", "suggester")
ROLES: tuple[Role, ...] = ("headline", "subhead", "lead", "body", "caption")


@dataclass(frozen=True, slots=True)
class Meta:
    """One piece of metadata of a document, kept in its order."""

    __pydantic_config__ = STRICT
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text that never changes after intake, and what is known about it."""

    __pydantic_config__ = STRICT
    key: str
    text: str
    title: str | None = None
    language: str = "nl"
    sha256: str = ""
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    meta: tuple[Meta, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document's stored segmentation."""

    __pydantic_config__ = STRICT
    index: int
    start: int
    end: int
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Token:
    """A token; ``sentence`` is the index of the sentence it lies in."""

    __pydantic_config__ = STRICT
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and its value; values are strings from the scheme's closed list."""

    __pydantic_config__ = STRICT
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """One unbroken part of a span, with the text it quotes."""

    __pydantic_config__ = STRICT
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A label on 1..n ordered, non-touching fragments; ``sentence`` is the first sentence it touches."""

    __pydantic_config__ = STRICT
    id: str
    label: str
    sentence: int
    fragments: tuple[Fragment, ...]
    attributes: tuple[Attribute, ...] = ()
    origin: str = "manual"
    suggester: str | None = None
    created: str = ""
    updated: str = ""

    @property
    def start(self) -> int:
        """The first code point."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """The code point after the last one."""
        return self.fragments[-1].end

    @property
    def anchor(self) -> int:
        """The first code point that is not white space: it lies in the first sentence that the span touches."""
        for part in self.fragments:
            if words := part.text.lstrip():
                return part.end - len(words)
        return self.start

    @property
    def extent(self) -> tuple[tuple[int, int], ...]:
        """The fragments as pairs of offsets."""
        return tuple((part.start, part.end) for part in self.fragments)

    def value(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        return next((a.value for a in self.attributes if a.name == name), None)

    def covers(self, start: int, end: int) -> bool:
        """Whether some fragment shares a code point with ``[start, end)``."""
        return any(part.start < end and start < part.end for part in self.fragments)


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed link between two spans of one layer, by their ids."""

    __pydantic_config__ = STRICT
    id: str
    label: str
    head: str
    tail: str
    attributes: tuple[Attribute, ...] = ()

    def value(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        return next((a.value for a in self.attributes if a.name == name), None)


@dataclass(frozen=True, slots=True)
class Source:
    """A source entity of one document: *Pasjinian*, *de Armeense premier* and *hem* are one."""

    __pydantic_config__ = STRICT
    id: str
    name: str
    source_type: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceState:
    """What a layer says about one sentence as a whole. ``role`` None: as derived for the document."""

    __pydantic_config__ = STRICT
    index: int
    status: Status = "todo"
    labels: tuple[Attribute, ...] = ()
    confidence: int | None = None
    comment: str | None = None
    seconds: float | None = None
    role: Role | None = None

    def value(self, name: str) -> str | None:
        """The value of a sentence label, or None."""
        return next((a.value for a in self.labels if a.name == name), None)

    @property
    def untouched(self) -> bool:
        """Whether it says nothing that a missing row would not say."""
        said = (self.labels, self.confidence, self.comment, self.seconds, self.role)
        return self.status == "todo" and said == ((), None, None, None, None)


@dataclass(frozen=True, slots=True)
class Layer:
    """Whose labels: one annotator, one kind, one pass, on one document."""

    __pydantic_config__ = STRICT
    annotator: str
    kind: Kind = "annotator"
    number: int = 1

    def __str__(self) -> str:
        extra = "" if self.kind == "annotator" else f" ({self.kind})"
        return f"{self.annotator}{extra}" + (f", pass {self.number}" if self.number != 1 else "")


@dataclass(frozen=True, slots=True)
class Part:
    """Some objects of a layer; half of a patch. Everything in it has an id (a sentence: its index).

    ``rejections`` are spans that were suggested and turned down; they are no labels, and keep a suggestion away.
    """

    __pydantic_config__ = STRICT
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    sources: tuple[Source, ...] = ()
    sentences: tuple[SentenceState, ...] = ()
    rejections: tuple[Span, ...] = ()

    @property
    def named(self) -> dict[tuple[str, str], Span | Relation | Source]:
        """Everything with an id, by the table it is kept in and its id."""
        found: dict[tuple[str, str], Span | Relation | Source] = {("relation", x.id): x for x in self.relations}
        found |= {("span", x.id): x for x in self.spans}
        found |= {("rejection", x.id): x for x in self.rejections}
        return found | {("source", x.id): x for x in self.sources}


@dataclass(frozen=True, slots=True)
class Cut:
    """A change of a document's segmentation by hand: sentence ``index`` split before ``at``, or joined with the next.

    ``at`` is the first code point of the second sentence, ``until`` the end of the first (None: that of its last
    token), ``role`` that of the second (None: that of the first). Sentences behind it are numbered anew.
    """

    __pydantic_config__ = STRICT
    kind: Literal["split", "join"]
    index: int
    at: int
    until: int | None = None
    role: Role | None = None

    @property
    def inverse(self) -> Cut:
        """The cut that takes this one back."""
        return replace(self, kind="join" if self.kind == "split" else "split")

    def moved(self, index: int) -> int:
        """The number of a sentence after the cut; of two that were joined, that of the whole."""
        if self.kind == "split":
            return index + 1 if index > self.index else index
        return index - 1 if index > self.index else index

    def fits(self, starts: Sequence[int]) -> bool:
        """Whether the sentences are as the cut needs them."""
        behind = starts[self.index + 1] if self.index + 1 < len(starts) else None
        if self.kind == "join":
            return behind == self.at
        return starts[self.index] < self.at and (behind is None or self.at < behind)

    def starts(self, starts: Sequence[int]) -> tuple[int, ...]:
        """The starts of all sentences after the cut."""
        if self.kind == "split":
            return (*starts[: self.index + 1], self.at, *starts[self.index + 1 :])
        return (*starts[: self.index + 1], *starts[self.index + 2 :])


@dataclass(frozen=True, slots=True)
class Patch:
    """One action: the objects it touched as they were and as they are. What is only in ``before`` was removed.

    With a ``cut``, sentences in ``before`` are numbered as they were, those in ``after`` as they are.
    """

    __pydantic_config__ = STRICT
    before: Part = Part()
    after: Part = Part()
    cut: Cut | None = None

    @property
    def inverse(self) -> Patch:
        """The patch that undoes this one."""
        return Patch(self.after, self.before, self.cut.inverse if self.cut else None)

    @property
    def idle(self) -> bool:
        """Whether it changes nothing but the time of a change."""
        was, becomes = ([replace(s, updated="") for s in part.spans] for part in (self.before, self.after))
        return was == becomes and replace(self.before, spans=()) == replace(self.after, spans=())

    @property
    def sentences(self) -> tuple[int, ...]:
        """The sentences it touches, in order."""
        found = {s.sentence for s in (*self.before.spans, *self.after.spans)}
        found |= {s.sentence for s in (*self.before.rejections, *self.after.rejections)}
        found |= {s.index for s in (*self.before.sentences, *self.after.sentences)}
        return tuple(sorted(found))

    def renumbered(self, then: Sequence[int], now: Sequence[int]) -> Patch | None:
        """The same action in the numbers that sentences have now; None for a cut that has no place any more.

        ``then`` are the starts of the sentences that its numbers are of (with a cut: those in ``before``).
        """
        if tuple(then) == tuple(now):
            return self
        if self.cut is not None:
            index = bisect_right(now, then[self.cut.index]) - 1
            cut = replace(self.cut, index=index)
            if now[index] != then[self.cut.index] or not cut.fits(now):
                return None
            by = index - self.cut.index
            return Patch(_shifted(self.before, by), _shifted(self.after, by), cut)

        def at_now(spans: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(replace(s, sentence=max(0, bisect_right(now, s.anchor) - 1)) for s in spans)

        def part(old: Part) -> Part:
            moved = [replace(s, index=bisect_right(now, then[s.index]) - 1) for s in reversed(old.sentences)]
            states = {state.index: state for state in moved}
            said = tuple(states[index] for index in sorted(states))
            return replace(old, spans=at_now(old.spans), rejections=at_now(old.rejections), sentences=said)

        return replace(self, before=part(self.before), after=part(self.after))


def _shifted(part: Part, by: int) -> Part:
    return replace(part, sentences=tuple(replace(state, index=state.index + by) for state in part.sentences))


@dataclass(frozen=True, slots=True)
class Event:
    """One action as it is kept for ever: who, where, when, what, and what it replaced."""

    __pydantic_config__ = STRICT
    id: str
    annotator: str
    device: str
    sequence: int
    time: str
    operation: str
    document: str | None = None
    layer: Layer | None = None
    target: str | None = None
    patch: Patch | None = None


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """The pydantic validator of one of the classes here (or of the records), made when it is first asked for."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
