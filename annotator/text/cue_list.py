"""The list of Dutch cue words, `schema/cues/nl-cues.tsv`: its lines, and what its expressions stand for.

An expression is words, ``(one|other)``, ``?`` behind an optional group, ``~`` for up to three words that are no part of
the cue, ``…`` for more of them within the clause, ``<near>`` for words that must stand there without being part of the
cue, and at its ends ``<!not|nor>`` for words that must not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from annotator.errors import AnnotatorError

__all__ = ["Entry", "Piece", "Wording", "entries", "expanded", "worded"]

GAPS = {"~": 3, "…": 14}
_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: ``rules`` are names of rules on the clause that must all hold (`annotator.suggest`)."""

    number: int
    kind: str
    name: str
    expression: str
    type: str
    reliable: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row, in lower case; those in ``[first, last)`` belong to the cue, the others stand beside it."""

    words: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to word a cue: its pieces, the most words between each two, and what stands on neither side of it."""

    pieces: tuple[Piece, ...]
    gaps: tuple[int, ...]
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """The list in its own order.

    Raises:
        AnnotatorError: a line does not have its columns.
    """
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs

    found = []
    lines = schema_file("cues", "nl-cues.tsv").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            columns = line.split("\t")
            if len(columns) != _COLUMNS:
                raise AnnotatorError(f"nl-cues.tsv:{number}: {len(columns)} columns", f"make it {_COLUMNS}")
            kind, name, expression, type_, reliable = columns[:5]
            found.append(Entry(number, kind, name, expression, type_, reliable, tuple(columns[8].split())))
    return tuple(found)


def expanded(expression: str) -> list[str]:
    """All that an expression can be, without groups: ``(a|b)( c)?`` is a, a c, b, b c."""
    found, rest = _alternatives(expression, 0)
    if rest < len(expression):
        raise AnnotatorError(f"{expression!r} closes a group that is not open", "mend the list of cues")
    return list(dict.fromkeys(found))


def _alternatives(expression: str, at: int) -> tuple[list[str], int]:
    """The alternatives from an offset to the end of their group, and the offset of that end."""
    found: list[str] = []
    so_far = [""]
    while at < len(expression) and expression[at] != ")":
        char = expression[at]
        if char == "|":
            found, so_far, at = found + so_far, [""], at + 1
            continue
        if char == "(":
            choice, at = _alternatives(expression, at + 1)
            at += 1
            if expression[at : at + 1] == "?":
                choice, at = ["", *choice], at + 1
        elif expression.startswith("<!", at):
            end = expression.index(">", at) + 1
            choice, at = [expression[at:end]], end
        else:
            choice, at = [char], at + 1
        so_far = [left + right for left in so_far for right in choice]
    return found + so_far, at


_NOT_BEFORE, _NOT_AFTER = re.compile(r"^<!([^>]*)> "), re.compile(r" <!([^>]*)>$")
_GAP = re.compile(r" ([~…]) ")
_LEFT, _RIGHT = re.compile(r"^(?:<[^>]*> ?)+"), re.compile(r"(?: ?<[^>]*>)+$")


def worded(flat: str) -> Wording:
    """An expanded expression, taken apart."""
    flat = " ".join(flat.split())
    before, after = _NOT_BEFORE.search(flat), _NOT_AFTER.search(flat)
    middle = flat[before.end() if before else 0 : after.start() if after else len(flat)]
    parts = _GAP.split(middle)
    return Wording(
        tuple(map(_piece, parts[::2])),
        tuple(GAPS[gap] for gap in parts[1::2]),
        tuple(before.group(1).split("|")) if before else (),
        tuple(after.group(1).split("|")) if after else (),
    )


def _piece(words: str) -> Piece:
    """Words with what is in ``<>`` at either end, or altogether, taken for context."""
    bare = _bare(words)
    left, right = _LEFT.search(words), _RIGHT.search(words)
    first = len(_bare(left.group())) if left else 0
    last = len(bare) - len(_bare(right.group())) if right else len(bare)
    return Piece(bare, first, max(first, last))


def _bare(words: str) -> str:
    return words.replace("<", "").replace(">", "")
