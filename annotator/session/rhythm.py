"""How long an annotator was at a sentence: the time between keys, each gap counted up to a limit."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Rhythm"]


class Rhythm:
    """Active seconds per sentence; a break counts as the idle limit at most."""

    def __init__(self, steady: Callable[[], float], idle: float) -> None:
        self._steady, self._idle = steady, idle
        self._spent: dict[int, float] = {}
        self._sentence: int | None = None
        self._since = 0.0

    def touch(self, sentence: int) -> None:
        """A key was pressed, and the sentence is now in focus; the time before it goes to the one that was."""
        now = self._steady()
        if self._sentence is not None:
            gap = min(now - self._since, self._idle)
            self._spent[self._sentence] = self._spent.get(self._sentence, 0.0) + gap
        self._sentence, self._since = sentence, now

    def spent(self, sentence: int) -> float:
        """Seconds so far that are not written down yet."""
        return self._spent.get(sentence, 0.0)

    def take(self, sentence: int) -> float:
        """The seconds so far, which then start at nought again."""
        if self._sentence == sentence:
            self.touch(sentence)
        return self._spent.pop(sentence, 0.0)

    def leave(self) -> None:
        """Another document: nothing is running."""
        self._spent.clear()
        self._sentence = None
