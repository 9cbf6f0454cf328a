"""Searches beside somebody who types: in a thread, over a connection of its own, always for what was asked last.

While nothing is asked, the index is brought up to date, a slice at a time and with a pause after each, in which the
annotators write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from time import monotonic

from annotator.errors import AnnotatorError, StoreBusy
from annotator.model import Layer
from annotator.session.finding import Finder, Hit
from annotator.session.query import parsed
from annotator.store.connection import open_to_read

__all__ = ["Batch", "Seeker"]

BATCH = 20
"""Hits that are looked for at first, and again when they have been seen."""
CALM = 0.06
"""Seconds without another key, after which a query is asked."""
SOON = 0.1
"""Seconds after which what has been found so far is told."""
BETWEEN = 0.01
"""Seconds between two slices of the index."""
AGAIN = 1.0
"""Seconds after which a slice that could not be written is tried again."""
TOLD = 0.25
"""Seconds between two reports of how far the index is."""
_LOOKS = 1000
"""Steps of SQLite's machine after which it looks whether the query is still wanted."""
_PATIENCE = 100
"""Milliseconds that a slice waits for its turn."""


@dataclass(frozen=True, slots=True)
class Batch:
    """More hits of the query with a number.

    ``full``: as many as were wanted, there may be more; ``done``: there are no more; neither: it is still searching.
    ``reading``: without the index, which is slower; ``indexed`` goes from 0 to 1; ``trouble``: why there are no hits.
    """

    number: int
    hits: tuple[Hit, ...] = ()
    full: bool = False
    done: bool = False
    reading: bool = False
    indexed: float = 1.0
    trouble: AnnotatorError | None = None


class Seeker:
    """Answers the newest question. ``run`` is the thread; everything else may be called from any other."""

    def __init__(self, path: Path, own: Layer, told: Callable[[Batch], object]) -> None:
        self._path, self._own, self._told = path, own, told
        self._there = Condition()
        self._text = ""
        self._number = 0
        self._wanted = 0
        self._stopped = False
        self._at = 0  # the rest is the thread's own
        self._given = 0
        self._waiting: list[Hit] = []
        self._since = 0.0
        self._share = 1.0
        self._fresh = False
        self._finder: Finder

    def ask(self, text: str) -> int:
        """Ask a query instead of the one before; the number that its batches will have."""
        with self._there:
            self._text, self._wanted = text, BATCH
            self._number += 1
            self._there.notify()
            return self._number

    def more(self, wanted: int) -> None:
        """So many hits are wanted of the query, all in all."""
        with self._there:
            self._wanted = max(self._wanted, wanted)
            self._there.notify()

    def stop(self) -> None:
        """Nobody listens any more."""
        with self._there:
            self._stopped = True
            self._there.notify()

    # -- in the thread --------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Answer until told to stop; what cannot be answered is told, with its reason."""
        try:
            with open_to_read(self._path) as project:
                project.patience(_PATIENCE)
                project.conn.set_progress_handler(self._outdated, _LOOKS)
                self._finder = Finder(project, self._own, self._current)
                self._answer()
        except AnnotatorError as error:
            if not self._stopped:
                self._told(Batch(self._number, done=True, trouble=error))

    def _outdated(self) -> bool:
        """Whether another question was asked; looked at while one is answered, so what has been found is told too."""
        if self._waiting and monotonic() - self._since > SOON:
            self._tell()
        return self._stopped or self._at != self._number

    def _current(self) -> bool:
        return not self._outdated()

    def _answer(self) -> None:
        hits: Iterator[Hit] | None = None
        pause: float | None = 0.0
        while not self._stopped:
            if self._wait(hits is not None and self._given < self._wanted, pause):
                hits, pause = None, 0.0
            try:
                if self._fresh:
                    hits, self._fresh = self._begun(), False
                if hits is not None and self._given < self._wanted:
                    hits = hits if self._pulled(hits) else None
                    pause = 0.0 if self._finder.behind else None
                elif not self._outdated():
                    pause = self._index()
            except StoreBusy:
                if not self._outdated():  # else it was told to stop, whatever it was doing
                    raise

    def _wait(self, hungry: bool, pause: float | None) -> bool:
        """Wait for a question (None: for as long as it takes), then until nobody types; whether there is a new one."""
        with self._there:
            if not hungry and not self._stopped and self._at == self._number:
                self._there.wait(pause)
            while self._at != self._number and not self._stopped:
                number = self._number
                self._there.wait(CALM)
                if number == self._number:
                    self._at, self._fresh = number, True
                    return True
        return False

    def _begun(self) -> Iterator[Hit] | None:
        self._given, self._waiting, self._share = 0, [], self._finder.indexed
        try:
            return self._finder.hits(parsed(self._text))
        except AnnotatorError as error:
            self._tell(done=True, trouble=error)
            return None

    def _pulled(self, hits: Iterator[Hit]) -> bool:
        """Tell of as many hits as are wanted; False: there will be no more of them."""
        self._since = monotonic()
        try:
            while self._given < self._wanted:
                hit = next(hits, None)
                if hit is None:
                    if not self._outdated():
                        self._tell(done=True)
                    return False
                self._waiting.append(hit)
                self._given += 1
        except AnnotatorError as error:
            if not self._outdated():
                self._tell(done=True, trouble=error)
            return False
        self._tell(full=True)
        return True

    def _tell(self, *, full: bool = False, done: bool = False, trouble: AnnotatorError | None = None) -> None:
        hits, self._waiting, self._since = tuple(self._waiting), [], monotonic()
        finder = self._finder
        if full or done:
            self._share = finder.indexed  # the answer may have made the rest of it
        self._told(Batch(self._at, hits, full, done, finder.reading, self._share, trouble))

    def _index(self) -> float | None:
        """Bring the index on, and tell how far it is; gives the seconds to wait before the next slice (None: ever)."""
        finder = self._finder
        further = finder.index_further()
        if not finder.behind:
            pause = None
        elif further:
            pause = BETWEEN
        else:
            pause = AGAIN if finder.project.writable else None
        if pause is None or monotonic() - self._since > TOLD:
            self._since, self._share = monotonic(), finder.indexed
            self._told(Batch(self._at, indexed=self._share))
        return pause
