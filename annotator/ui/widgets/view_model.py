"""What the document widget draws: plain values, made from a session, knowing nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence as it stands in the document; offsets are code points of the document text."""

    index: int
    start: int
    end: int
    tokens: tuple[tuple[int, int], ...]
    role: str = "body"
    new_paragraph: bool = False


class End(NamedTuple):
    """The other end of a link: the arrow towards it, its span, what it is called from here, its label.

    ``out`` says that the link starts here, ``near`` that the other end lies in the same sentence.
    """

    arrow: str
    id: str
    name: str
    label: str
    out: bool = True
    near: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """One span to draw: its short name on the lanes (``c1``) and its fragments, ``[start, end)`` in the document.

    A ``ghost`` is only suggested: it is drawn on a lane of its own, and never on the words.
    """

    id: str
    label: str
    name: str
    fragments: tuple[tuple[int, int], ...]
    links: tuple[End, ...] = ()
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class SentenceMarks:
    """What can change about a sentence: the spans that touch it, its status and whether a comment stands by it."""

    marks: tuple[Mark, ...] = ()
    status: str = "todo"
    commented: bool = False


class Place(NamedTuple):
    """What is under the mouse; `offset` is a code point of the document, `span` the id on the lane, if one is there."""

    sentence: int
    token: int
    offset: int
    span: str | None
    on_lane: bool
    in_gutter: bool
