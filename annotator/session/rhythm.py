"""How long an annotator was at a sentence: the time between keys, each gap counted up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["Rhythm"]


class Rhythm:
    """Active seconds per sentence; a break counts as the idle limit at most, and nothing runs while nobody types."""

    def __init__(self, steady: Callable[[], float], idle: float) -> None:
        self._steady, self._idle = steady, idle
        self._spent: dict[tuple[int, int], float] = {}
        self._document = 0
        self._sentence: int | None = None
        self._since = 0.0

    def touch(self, sentence: int) -> None:
        """A key was pressed, and the sentence is now in focus; the time before it goes to the one that was."""
        now = self._steady()
        if self._sentence is not None:
            gap = max(0.0, min(now - self._since, self._idle))
            self._spent[self._document, self._sentence] = self.spent(self._sentence) + gap
        self._sentence, self._since = sentence, now

    def spent(self, sentence: int) -> float:
        """Seconds so far that are not written down yet."""
        return self._spent.get((self._document, sentence), 0.0)

    def take(self, sentence: int) -> float:
        """The seconds so far, which then start at nought again."""
        if self._sentence == sentence:
            self.touch(sentence)
        return self._spent.pop((self._document, sentence), 0.0)

    def enter(self, document: int) -> None:
        """A document is opened: nothing runs, and what was spent on the sentences of others is kept for them."""
        self._document, self._sentence = document, None

    def cut(self, sentence: int, by: int) -> None:
        """A sentence was split (``by`` 1) or joined with the next (-1): the numbers after it move."""
        spent: dict[tuple[int, int], float] = {}
        for (document, index), seconds in self._spent.items():
            moved = max(sentence, index + by) if document == self._document and index > sentence else index
            spent[document, moved] = spent.get((document, moved), 0.0) + seconds
        self._spent = spent

    @property
    def unwritten(self) -> dict[int, float]:
        """The seconds by sentence of the open document that are not written down yet."""
        return {index: seconds for (document, index), seconds in self._spent.items() if document == self._document}

    @property
    def waiting(self) -> float:
        """All seconds that are not written down yet."""
        return sum(self._spent.values())

    def resume(self, spent: Mapping[int, float]) -> None:
        """Seconds by sentence of the open document that an earlier session had not written down."""
        for sentence, seconds in spent.items():
            self._spent[self._document, sentence] = self.spent(sentence) + max(0.0, seconds)
