"""How well a learner does beside the other suggesters, on sentences that it had not learned from. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["LEAST_SPANS", "SENTENCES", "Record", "Standing"]

SENTENCES = 200
"""Finished sentences that are looked back on."""
LEAST_SPANS = 30
"""Spans of a label that must have been set in them before anything is said of it."""
LEAST_F1 = 0.2
"""Below it, nothing is shown even where no other suggester knows the label."""

Place = tuple[str, tuple[tuple[int, int], ...]]
"""A label and its fragments, as offsets into the sentence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a label stands: ``n`` spans that the annotator set, and the F1 (exact extent) of the model and of another.

    ``other_name`` says who the other one is; its F1 is that on the same sentences.
    """

    label: str
    n: int
    model: float
    other: float
    other_name: str
    sentences: int

    @property
    def enough(self) -> bool:
        """Whether there is enough to go by."""
        return self.n >= LEAST_SPANS

    @property
    def shown(self) -> bool:
        """Whether what the model suggests of this label is shown: it is better than the other one."""
        return self.enough and self.model > self.other and self.model >= LEAST_F1

    def __str__(self) -> str:
        if not self.enough:
            return f"{self.label}: off, {self.n} of {LEAST_SPANS} spans in the last {self.sentences} finished sentences"
        figures = f"F1 {_short(self.model)} against {_short(self.other)} of {self.other_name} on {self.n} spans"
        return f"{self.label}: {'shown' if self.shown else 'off'}, {figures}"


def _short(share: float) -> str:
    return f"{share:.2f}".removeprefix("0")


class Record:
    """The last finished sentences: by label how many spans were set, and what each side proposed and had right."""

    def __init__(self, kept: Iterable[dict[str, list[int]]] = ()) -> None:
        self._kept: deque[dict[str, list[int]]] = deque(kept, maxlen=SENTENCES)

    def add(self, gold: set[Place], model: set[Place], other: set[Place]) -> None:
        """Count a sentence."""
        counts: dict[str, list[int]] = {}
        for number, found in enumerate((gold, model, model & gold, other, other & gold)):
            for label, _ in found:
                counts.setdefault(label, [0] * 5)[number] += 1
        self._kept.append(dict(sorted(counts.items())))

    def standing(self, label: str, other_name: str) -> Standing:
        """How a label stands now."""
        sums = [sum(numbers) for numbers in zip(*(c[label] for c in self._kept if label in c), strict=True)] or [0] * 5
        gold, proposed, right, others, others_right = sums
        return Standing(
            label, gold, _f1(gold, proposed, right), _f1(gold, others, others_right), other_name, len(self._kept)
        )

    @property
    def labels(self) -> list[str]:
        """The labels that there is something to say of."""
        return sorted({label for counts in self._kept for label, numbers in counts.items() if numbers[0] or numbers[1]})

    @property
    def data(self) -> list[dict[str, list[int]]]:
        """All of it, for JSON."""
        return list(self._kept)

    @classmethod
    def of(cls, data: Iterable[dict[str, Any]]) -> Record:
        """The inverse of ``data``.

        Raises:
            AttributeError, TypeError, ValueError: it is none.
        """
        return cls({label: [int(n) for n in numbers] for label, numbers in counts.items()} for counts in data)


def _f1(gold: int, proposed: int, right: int) -> float:
    """2PR / (P + R) (van Rijsbergen 1979), 0 where nothing is right."""
    return 2 * right / (gold + proposed) if right else 0.0
