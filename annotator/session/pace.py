"""Today's pace and what is left: how many sentences, in how much time, how fast of late."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from annotator.clock import timestamp
from annotator.session.desk import Desk
from annotator.store.finishing import FINISHED, Given, finished_of, given_since, left_in
from annotator.store.progress import totals

__all__ = ["Pace", "Pacer", "midnight"]

LATELY = 20
"""Of so many sentences finished last the middle one tells the speed."""
LEAST = 5
"""Fewer say nothing of a speed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Sentences finished today and the active seconds; sentences an hour of late (None: too few with a time).

    ``here`` and ``project`` count the sentences to do; ``hours`` is how long the project takes at this speed.
    """

    finished: int
    seconds: float
    hourly: float | None
    here: int
    project: int

    @property
    def hours(self) -> float | None:
        """Hours for what is left in the project at the speed of late."""
        return self.project / self.hourly if self.hourly else None


def midnight(now: float) -> float:
    """When the day began here, in Unix seconds."""
    today = datetime.fromtimestamp(now).date()
    return datetime.combine(today, time()).timestamp()


class Pacer:
    """Keeps count at a desk; after the first look it reads only what was done since."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._number = 0
        self._day = ""
        self._today: dict[tuple[str, int], str] = {}
        self._seconds = 0.0
        self._lately: deque[tuple[tuple[str, int], float]] = deque(maxlen=LATELY)

    def look(self) -> Pace:
        """The pace at this moment."""
        desk = self._desk
        clock = desk.project.clock
        day = timestamp(midnight(clock.wall()))
        if day != self._day:
            self._number, self._day, self._seconds = 0, day, 0.0
            self._today.clear()
            self._lately.clear()
        for given in given_since(desk.project, desk.own, self._number, day):
            self._take(given)
        here = left_in(desk.project, desk.own, desk.stored.id)
        left = totals(desk.project)["sentences"] - finished_of(desk.project, desk.own)
        middle = median(seconds for _, seconds in self._lately) if len(self._lately) >= LEAST else 0.0
        finished = sum(status in FINISHED for status in self._today.values())
        hourly = 3600 / middle if middle else None
        return Pace(finished, self._seconds + desk.rhythm.waiting, hourly, here, max(0, left))

    def _take(self, given: Given) -> None:
        self._number = given.number
        where = given.document, given.sentence
        if given.time >= self._day:
            self._today[where] = given.status
            self._seconds += given.more
        if given.turned:
            return
        for kept in [kept for kept in self._lately if kept[0] == where]:
            self._lately.remove(kept)
        if given.status in FINISHED and given.seconds:
            self._lately.append((where, given.seconds))
