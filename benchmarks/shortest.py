"""The fewest keys from where the cursor is to a labelled span, by the bindings of the annotation screen.

A search over the real cursor and the real proposals (``annotator.session``): what an annotator can do who knows every
key. The replay (``keystrokes.py``) then presses these keys in the real screen, which must agree.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from annotator.scheme import SpanDef
from annotator.session import Session
from annotator.session.cursor import Cursor, Extent
from annotator.session.proposing import Proposer
from annotator.ui.screens.linking import LETTERS

Keys = tuple[str, ...]
State = tuple[int, int | None, Extent]
MOST = 14
"""Keys after which the search gives up."""


def times(key: str, count: int) -> Keys:
    """A key so many times: pressed again and again, or with a number before it where that is shorter."""
    return (key,) * count if count < 3 else (*str(count), key)


@dataclass
class Search:
    """The ways to a label in the sentence in focus of a session."""

    session: Session
    cursor: Cursor = field(init=False)
    proposer: Proposer = field(init=False)

    def __post_init__(self) -> None:
        session = self.session
        self.cursor = Cursor(session.stored.document.text, session.stored.tokens)
        self.cursor.position = session.cursor.position
        self.sentence = session.cursor.sentence
        self.proposer = Proposer(session.stored, session.labels, self.cursor)
        self._units: dict[tuple[int, str], list[Extent]] = {}
        self._turns: dict[int, list[Extent]] = {}

    # -- states ---------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the cursor is in."""
        return self.cursor.position, self.cursor.anchor, self.cursor.held

    def _at(self, state: State) -> Cursor:
        self.cursor.position, self.cursor.anchor, self.cursor.held = state
        return self.cursor

    @cached_property
    def _first(self) -> int:
        self.cursor.place(self.sentence)
        return self.cursor.position

    @cached_property
    def _starts(self) -> list[int]:
        return self.proposer.starts(self.sentence)

    def _label_units(self, position: int, definition: SpanDef) -> list[Extent]:
        key = position, definition.name
        if key not in self._units:
            self._at((position, None, ()))
            found = self.proposer.of_label(definition) if definition.unit != "token" else []
            self._units[key] = found or [self.cursor.extent]
        return self._units[key]

    # -- steps ----------------------------------------------------------------------------------------------------

    def _steps(self, state: State) -> Iterator[tuple[Keys, State]]:
        """What every key of moving and selecting makes of a state; numbers before a key where they save keys."""
        last = len(self.session.stored.tokens[self.sentence]) - 1
        token = state[0] - self._first
        for key, by in (("right", 1), ("left", -1)):
            for count in range(1, 10):
                if 0 <= token + by * count <= last:
                    yield times(key, count), (state[0] + by * count, None, state[2])
                    self._at(state).extend(by * count)
                    yield times(f"shift+{key}", count), self.state
        yield ("home",), (self._first, None, state[2])
        yield ("end",), (self._first + last, None, state[2])
        for key, by in (("ctrl+right", 1), ("ctrl+left", -1)):
            cursor = self._at(state)
            place = self.proposer.next_start(by)
            if place is not None and place[0] == self.sentence:
                cursor.place(*place)
                yield (key,), self.state
        yield from self._letters(state)
        if state[1] is None and not state[2]:
            position = state[0]
            if position not in self._turns:
                self._at(state)
                self._turns[position] = self.proposer.in_turn()
            for number, extent in enumerate(self._turns[position], 1):
                cursor = self._at(state)
                cursor.take(extent)
                yield ("space",) * number, self.state
        else:
            for key, end, by in (("]", True, 1), ("[", True, -1), ("}", False, 1), ("{", False, -1)):
                for count in range(1, 10):
                    self._at(state).resize(end, by * count)
                    if self.state != state:
                        yield times(key, count), self.state
        if state[1] is not None or not state[2]:
            self._at(state).hold()
            yield ("comma",), self.state

    def _letters(self, state: State) -> Iterator[tuple[Keys, State]]:
        token = state[0] - self._first
        sentence = self.session.stored.tokens[self.sentence]
        text = self.session.stored.document.text
        offered = [t for t in self._starts if t != token and any(c.isalnum() for c in text[slice(*sentence[t])])]
        for letter, start in zip(LETTERS, offered, strict=False):
            yield ("h", letter), (self._first + start, None, state[2])
            cursor = self._at(state)
            end = self.proposer.phrase_end(start) if start > token else start
            cursor.extend(end - token)
            yield ("h", letter.upper()), self.state

    # -- the way --------------------------------------------------------------------------------------------------

    def to(self, wanted: Extent, definition: SpanDef) -> Keys:
        """The keys that put a label on these words, the label's own among them.

        Raises:
            AssertionError: there is no way of few keys.
        """
        begin = self.state
        queue: list[tuple[int, int, Keys, State]] = [(0, 0, (), begin)]
        seen: set[State] = set()
        best: Keys | None = None
        number = 0
        parts = set(wanted[:-1])  # nothing else is worth holding
        while queue:
            cost, _, keys, state = heapq.heappop(queue)
            if best is not None and cost + 1 >= len(best):
                break
            if state in seen or cost > MOST:
                continue
            seen.add(state)
            for ending in self._endings(state, wanted, definition):
                if best is None or cost + len(ending) < len(best):
                    best = keys + ending
            for step, after in self._steps(state):
                if after not in seen and set(after[2]) <= parts:
                    number += 1
                    heapq.heappush(queue, (cost + len(step), number, keys + step, after))
        self._at(begin)
        assert best is not None, f"no way to {definition.name} {wanted}"
        return best

    def _endings(self, state: State, wanted: Extent, definition: SpanDef) -> Iterator[Keys]:
        if state[1] is not None or state[2]:
            if self._at(state).extent == wanted:
                yield (definition.key,)
            return
        for number, extent in enumerate(self._label_units(state[0], definition), 1):
            mended = self._mended(extent, wanted)
            if mended is not None:
                yield (definition.key,) * number + mended

    def _mended(self, extent: Extent, wanted: Extent) -> Keys | None:
        """The keys that bring the edges of a labelled unit to where they are wanted; None: they cannot."""
        if len(extent) != len(wanted) or (extent[0][1:] != wanted[0][1:] and len(wanted) > 1):
            return None
        if any(one != other for one, other in zip(extent[1:-1], wanted[1:-1], strict=True)):
            return None
        if len(wanted) > 1 and extent[-1][0] != wanted[-1][0]:
            return None
        tokens = self.session.stored.tokens[self.sentence]
        starts, ends = [s for s, _ in tokens], [e for _, e in tokens]
        keys: Keys = ()
        for edges, was, becomes, back, on in (
            (starts, extent[0][0], wanted[0][0], "{", "}"),
            (ends, extent[-1][1], wanted[-1][1], "[", "]"),
        ):
            if was == becomes:
                continue
            if was not in edges or becomes not in edges:
                return None
            by = edges.index(becomes) - edges.index(was)
            keys += times(on if by > 0 else back, abs(by)) if by else ()
        return keys
