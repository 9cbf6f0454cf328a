"""Writes the links of the open sentence on its lanes, in cells that are free there anyway; pure, no Textual.

    └c1→s1──────────┘   on the bracket where it is long enough
    ╰u1╯→c1             beside it where it is not and the lane has room
    └c1←u1──────────┘   at the other end where neither has
    └c1→33.s1───────┘   an end in another sentence has the number of that sentence

No lane, line or bracket moves for a link: what finds no room is cut short with an ellipsis, or left to the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from rich.cells import cell_len

from .lanes import Lane, Note
from .view_model import End, Mark

__all__ = ["with_links"]

Words = tuple[tuple[str, str | None], ...]


class _Room(NamedTuple):
    """Free cells on a lane: those of a bracket after its name, or those beside it."""

    line: int
    lane: int
    piece: int
    column: int
    cells: int


def with_links(lanes: Sequence[Sequence[Lane]], limit: int) -> list[list[Lane]]:
    """The lanes with the links of their spans upon them; `limit` is how many cells a lane may use."""
    rooms: dict[str, list[_Room]] = {}
    marks: dict[str, Mark] = {}
    for line, row in enumerate(lanes):
        for number, lane in enumerate(row):
            for at, piece in enumerate(lane):
                marks[piece.mark.id] = piece.mark
                found = rooms.setdefault(piece.mark.id, [])
                found += [_Room(line, number, at, *cells) for cells in _free(lane, at, limit)]
    notes: dict[tuple[int, int, int], Note] = {}
    left: set[tuple[str, str]] = set()  # the links that their first end has no room for
    for mark in marks.values():
        ends = [end for end in mark.links if end.out or not end.near]
        shown = _write(rooms[mark.id], ends, notes)
        left |= {(mark.id, end.id) for end in ends[shown:] if end.near}
    for mark in marks.values():
        back = [end for end in mark.links if not end.out and end.near and (end.id, mark.id) in left]
        if back:
            ends = [end for end in mark.links if end.out or not end.near]
            taken = {room[:3] for room in rooms[mark.id]}
            kept = {place: notes.pop(place) for place in taken & notes.keys()}
            near = [end for end in ends if end.near]
            if _write(rooms[mark.id], [*near, *back, *ends[len(near) :]], notes) < len(ends):
                notes = {place: note for place, note in notes.items() if place not in taken} | kept
    return [
        [
            tuple(
                replace(piece, note=note) if (note := notes.get((line, number, at))) else piece
                for at, piece in enumerate(lane)
            )
            for number, lane in enumerate(row)
        ]
        for line, row in enumerate(lanes)
    ]


def _free(lane: Lane, at: int, limit: int) -> Iterable[tuple[int, int]]:
    """Where a piece could have its links: the first column and how many cells."""
    piece = lane[at]
    if piece.first == piece.left:
        start = piece.left + 1 + len(piece.name)
        for left, right in piece.solid:
            first = max(start, left + 1 if left > piece.left else start)
            last = right - 1 - (1 + len(piece.name) if piece.repeats and right == piece.right else 0)
            if last > first:
                yield first, last - first
                break
    following = lane[at + 1].first - 1 if at + 1 < len(lane) else limit
    if following > piece.last:
        yield piece.last, following - piece.last


def _write(rooms: Sequence[_Room], ends: Sequence[End], notes: dict[tuple[int, int, int], Note]) -> int:
    """Writes as many ends as there is room for, in the first place that holds all or else most; how many it holds."""
    if not ends or not rooms:
        return 0
    best, most = rooms[0], 0
    for room in rooms:
        holds = max(count for count in range(len(ends) + 1) if not count or _cells(_words(ends, count)) <= room.cells)
        if holds > most:
            best, most = room, holds
        if most == len(ends):
            break
    if most:
        notes[best[:3]] = Note(best.column, _words(ends, most))
    return most


def _words(ends: Sequence[End], count: int) -> Words:
    """So many of the ends; the arrow is said once for those that follow each other with the same one."""
    words: list[tuple[str, str | None]] = []
    before = ""
    for end in ends[:count]:
        words.append(("," if end.arrow == before else f" {end.arrow}" if before else end.arrow, None))
        words.append(("".join(char if cell_len(char) == 1 else "·" for char in end.name), end.label))
        before = end.arrow
    if count < len(ends):
        words.append(("…", None))
    return tuple(words)


def _cells(words: Words) -> int:
    return sum(cell_len(text) for text, _ in words)
