"""What is compared: documents with what each rater said of them, and which sentences each of them finished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.model import Layer, Part, Sentence, Span

__all__ = ["Corpus", "RatedDocument", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One rater's layer on one document. ``done``: the sentences marked done; only these are answers, empty or not."""

    rater: Layer
    part: Part
    done: frozenset[int]

    @staticmethod
    def of(rater: Layer, part: Part) -> Reading:
        """A layer with its own done marks."""
        return Reading(rater, part, frozenset(state.index for state in part.sentences if state.status == "done"))

    def spans_in(self, sentences: frozenset[int], label: str | None = None) -> list[Span]:
        """The spans that begin in one of the sentences, of a label or of all, in the order of the text."""
        found = [s for s in self.part.spans if s.sentence in sentences and label in (None, s.label)]
        return sorted(found, key=lambda s: (s.extent, s.label, s.id))


@dataclass(frozen=True)
class RatedDocument:
    """A document with its sentences and readings; ``tokens[i]`` are those of sentence ``i`` as ``(start, end)``."""

    key: str
    text: str
    sentences: tuple[Sentence, ...]
    tokens: tuple[tuple[tuple[int, int], ...], ...]
    readings: tuple[Reading, ...]

    @cached_property
    def by_rater(self) -> dict[Layer, Reading]:
        """The readings by whose they are."""
        return {reading.rater: reading for reading in self.readings}

    def shared(self, *raters: Layer) -> frozenset[int]:
        """The sentences that every one of the raters finished."""
        held = [self.by_rater[r].done if r in self.by_rater else frozenset[int]() for r in raters]
        return frozenset.intersection(*held) if held else frozenset()


@dataclass(frozen=True)
class Corpus:
    """Documents and, in order, the raters that are compared."""

    documents: tuple[RatedDocument, ...]
    raters: tuple[Layer, ...]

    @staticmethod
    def of(documents: Iterable[RatedDocument], raters: Sequence[Layer] | None = None) -> Corpus:
        """A corpus; without ``raters`` everybody who has a reading, by name, kind and pass."""
        listed = tuple(documents)
        found = {reading.rater for document in listed for reading in document.readings}
        ordered = sorted(found, key=lambda layer: (layer.annotator, layer.kind, layer.number))
        return Corpus(listed, tuple(raters) if raters is not None else tuple(ordered))

    @property
    def pairs(self) -> list[tuple[Layer, Layer]]:
        """Every two raters, once."""
        return [(a, b) for i, a in enumerate(self.raters) for b in self.raters[i + 1 :]]
