"""The lines of a brat ``.ann`` file: cut, told apart, and put together again where one was broken in two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Line", "TextBound", "cut_lines", "text_bound"]

# T1 R1 E1 A1 M1 N1 #1 *, then a tab; letters may follow the number, and notes and equivalences need none
_IDENTIFIED = re.compile(r"(?:([A-Z])\d\S*|([#*])\S*)\t")
_BOUND = re.compile(r"(\S+)[ \t]+(\d{1,10}[ \t]+\d{1,10}(?:[ \t]*;[ \t]*\d{1,10}[ \t]+\d{1,10})*)[ \t]*\Z")


@dataclass(slots=True)
class Line:
    """One annotation: ``name`` is its id, ``kind`` the letter it begins with, ``rest`` what follows the first tab.

    ``more`` holds the lines after it that are none of their own: pieces of a surface with a line end in it.
    """

    number: int
    kind: str
    name: str
    rest: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextBound:
    """A T line: its label, its fragments as they stand, and the surface; None where there is none."""

    label: str
    pieces: list[tuple[int, int]]
    surface: str | None


def cut_lines(text: str) -> Iterator[Line]:
    """The annotations of a file. A line that belongs to none comes by itself, with the kind ``?``."""
    last: Line | None = None
    more: list[str] = []
    for number, given in enumerate(text.split("\n"), 1):
        line = given.removesuffix("\r")
        found = _IDENTIFIED.match(line)
        if found is None and last is not None and last.kind == "T" and (line.strip() or not more):
            # an empty line may be the break itself, or stand between two annotations: the surface will tell
            more.append(line)
            continue
        if found is None and not line.strip():
            continue
        if last is not None:
            last.more = tuple(more)
            yield last
        name, _, rest = line.partition("\t") if found else ("", "", line)
        last, more = Line(number, (found[1] or found[2]) if found else "?", name, rest), []
    if last is not None:
        last.more = tuple(more)
        yield last


def text_bound(rest: str) -> TextBound | None:
    """A T line without its id; None where it is none."""
    head, tab, surface = rest.partition("\t")
    if (found := _BOUND.match(head)) is None:
        return None
    pieces = []
    for piece in found[2].split(";"):
        start, end = piece.split()
        pieces.append((int(start), int(end)))
    return TextBound(found[1], pieces, surface if tab else None)
