"""The places one jumped from, to go back to and forward again, as in a browser. Pure."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Place", "Trail"]

LONGEST = 100
"""Places that are kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document (its key) and a code point in it: where the cursor stood, whatever the sentences are by now."""

    document: str
    offset: int


class Trail:
    """Where one was, and where one came back from."""

    def __init__(self) -> None:
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    def leave(self, place: Place) -> None:
        """A jump begins here; what was ahead is forgotten."""
        self._ahead.clear()
        if not self._behind or self._behind[-1] != place:
            self._behind.append(place)
            del self._behind[:-LONGEST]

    def back(self, here: Place) -> Place | None:
        """The place before this one; None: there is none."""
        return self._turn(here, self._behind, self._ahead)

    def forward(self, here: Place) -> Place | None:
        """The place that one came back from; None: there is none."""
        return self._turn(here, self._ahead, self._behind)

    @staticmethod
    def _turn(here: Place, take: list[Place], put: list[Place]) -> Place | None:
        while take:
            place = take.pop()
            if place != here:
                put.append(here)
                del put[:-LONGEST]
                return place
        return None
