"""What somebody else's suggester gives is looked at before it is used: what does not fit the text is dropped. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from annotator.errors import UsageError
from annotator.model import Attribute, Fragment
from annotator.suggest.suggestion import Bounds, Suggest, Suggester, Suggestion

__all__ = ["Answer", "Guarded", "answer_of", "checked"]

MOST = 1_000_000
"""Suggestions of one document that are looked at."""
_SHOWN = 200
"""Characters of a foreign message that are told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a suggester gave for a document, in text order; how many of its suggestions were dropped, by the reason."""

    suggestions: Sequence[Suggestion] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Another's ``suggest`` as one of ours. Picklable where the other one is."""

    name: str
    suggest: Suggest

    def __call__(
        self, text: str, sentences: Sequence[Bounds], tokens: Sequence[Sequence[Bounds]] | None = None
    ) -> list[Suggestion]:
        """Its suggestions that fit.

        Raises:
            UsageError: it failed.
        """
        return list(self.answer(text, sentences, tokens).suggestions)

    def answer(
        self, text: str, sentences: Sequence[Bounds], tokens: Sequence[Sequence[Bounds]] | None = None
    ) -> Answer:
        """Its suggestions that fit, and how many do not.

        Raises:
            UsageError: it failed.
        """
        try:
            given = list(islice(self.suggest(text, sentences, tokens), MOST + 1))
        except Exception as error:
            why = told(error)
            raise UsageError(f"the suggester {self.name} failed: {why}", "tell whoever made it") from error
        return checked(text, sentences, given)


def told(error: BaseException) -> str:
    """What a foreign error says, in one short line."""
    try:
        words = str(error).strip().split("\n")[0][:_SHOWN]
    except Exception:  # noqa: BLE001 - its __str__ is foreign too
        words = ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def answer_of(
    suggester: Suggester, text: str, sentences: Sequence[Bounds], tokens: Sequence[Sequence[Bounds]] | None = None
) -> Answer:
    """What a suggester gives for a document; of one that is not the program's own only what fits.

    Raises:
        UsageError: the suggester failed.
    """
    if isinstance(suggester.suggest, Guarded):
        return suggester.suggest.answer(text, sentences, tokens)
    return Answer(suggester.suggest(text, sentences, tokens))


def checked(text: str, sentences: Sequence[Bounds], given: Sequence[object]) -> Answer:
    """Those suggestions that can be of a text, in text order, each once; ``sentences`` are in order.

    A suggestion fits when its fragments quote the text, are in order, do not touch and lie in one sentence, and its
    score lies between 0 and 1. Whether a scheme knows its label is not asked here.
    """
    dropped: Counter[str] = Counter()
    kept: dict[tuple[str, tuple[Fragment, ...]], Suggestion] = {}
    starts = [start for start, _ in sentences]
    for one in given[:MOST]:
        why = _fault(text, sentences, starts, one)
        if why is not None or not isinstance(one, Suggestion):
            dropped[why or "not a suggestion"] += 1
        elif (one.label, one.fragments) in kept:
            dropped["given before"] += 1
        else:
            kept[one.label, one.fragments] = one
    if len(given) > MOST:
        dropped["one too many"] += len(given) - MOST
    found = sorted(kept.values(), key=lambda s: (s.fragments[0].start, -s.fragments[-1].end, s.label))
    return Answer(tuple(found), dict(dropped))


def _fault(text: str, sentences: Sequence[Bounds], starts: Sequence[int], one: object) -> str | None:
    """Why a suggestion is dropped; None where it fits."""
    if not isinstance(one, Suggestion) or not _is_word(one.label) or not (one.rule == "" or _is_word(one.rule)):
        return "not a suggestion"
    if not _are_values(one.attributes):
        return "attributes that are none"
    if not _is_number(one.score) or not 0 <= one.score <= 1:
        return "no score between 0 and 1"
    return _misplaced(text, sentences, starts, one.fragments)


def _are_values(given: object) -> bool:
    if not isinstance(given, tuple) or not all(isinstance(one, Attribute) for one in given):
        return False
    names = {one.name for one in given if _is_word(one.name) and _is_word(one.value)}
    return len(names) == len(given)


def _misplaced(text: str, sentences: Sequence[Bounds], starts: Sequence[int], parts: object) -> str | None:
    if not isinstance(parts, tuple) or not parts or not all(isinstance(part, Fragment) for part in parts):
        return "no fragments"
    if not all(type(part.start) is type(part.end) is int and 0 <= part.start < part.end <= len(text) for part in parts):
        return "outside the text"
    if any(text[part.start : part.end] != part.text for part in parts):
        return "not a quotation of the text"
    if any(left.end >= right.start for left, right in pairwise(parts)):
        return "fragments that touch or are not in order"
    home = bisect_right(starts, parts[0].start) - 1
    if home < 0 or parts[-1].end > sentences[home][1]:
        return "not in one sentence"
    return None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value.isprintable()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
