"""What a suggester proposes: a label on pieces of a document, and why. Pure data, nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.model import Attribute, Fragment

__all__ = ["Bounds", "Suggest", "Suggester", "Suggestion"]

Bounds = tuple[int, int]
"""``[start, end)`` in code points of the document."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label that a document may have. ``fragments`` are in order, do not touch, and lie in one sentence.

    ``rule`` says why in the suggester's own words: the cue and, after a colon, the rules that it passed; ``score`` lies
    between 0 and 1.
    """

    label: str
    fragments: tuple[Fragment, ...]
    attributes: tuple[Attribute, ...] = ()
    rule: str = ""
    score: float = 0.8


Suggest = Callable[[str, Sequence[Bounds], "Sequence[Sequence[Bounds]] | None"], list[Suggestion]]
"""``suggest(text, sentences, tokens)``: the suggestions for a document in text order, without side effects.

``tokens`` are those of each sentence; None where the caller has none, and the suggester does without.
"""


@dataclass(frozen=True, slots=True)
class Suggester:
    """A suggester by its name and version (``nl-lexicon/1``), and the languages that it knows (``nl``)."""

    name: str
    languages: frozenset[str]
    suggest: Suggest
