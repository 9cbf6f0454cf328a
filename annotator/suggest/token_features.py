"""What a learner sees of a sentence: for each token its words around it, their shape, and what others suggest there.

A feature is a string that a person can read (``word=zou``, ``next=kunnen``), so that a suggestion can say why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.suggest.suggestion import Bounds, Suggestion

__all__ = ["Words", "read_words"]

LONGEST = 24
"""Letters of a word that are looked at."""
_MARKS = "\"“”„«»‘’'"
_LAST = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as a learner reads it: its text, its tokens as offsets into that, and the features of each token.

    ``values``: those of the attributes of what is suggested, by label and tokens ``[first, last)``.
    """

    text: str
    tokens: tuple[Bounds, ...]
    features: tuple[tuple[str, ...], ...]
    values: Mapping[tuple[str, int, int], Mapping[str, str]] = field(default_factory=dict)

    def said(self, first: int, last: int) -> str:
        """The words of tokens ``[first, last)`` in lower case."""
        return self.text[self.tokens[first][0] : self.tokens[last - 1][1]].lower()

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens ``[first, last)`` that are ``[start, end)`` exactly; None where an edge is no edge of a token."""
        first = bisect_left(self.tokens, (start, 0))
        last = bisect_left(self.tokens, (end, 0))
        if first == last or self.tokens[first][0] != start or self.tokens[last - 1][1] != end:
            return None
        return first, last

    def touching(self, start: int, end: int) -> range:
        """The tokens that share a code point with ``[start, end)``."""
        first = bisect_left(self.tokens, (start, 0))
        if first and self.tokens[first - 1][1] > start:
            first -= 1
        return range(first, max(first, bisect_left(self.tokens, (end, 0))))


def read_words(text: str, tokens: Sequence[Bounds], hints: Sequence[Suggestion] = ()) -> Words:
    """A sentence with its features; ``hints`` are what other suggesters propose in it. Offsets are those of ``text``.

    Linear in the tokens and hints.
    """
    known = Words(text, tuple(tokens), ())
    forms = [text[start:end][:LONGEST] for start, end in known.tokens]
    hinted = _hinted(known, hints)
    lows = ["", *(form.lower() for form in forms), ""]
    shapes = ["", *map(_shape, forms), ""]
    quoted = False
    found = []
    count = len(forms)
    for i, form in enumerate(forms):
        before, low, following = lows[i : i + 3]
        if form in _MARKS and form:
            quoted = not quoted
        seen = [
            "always",
            f"word={low}",
            f"next={following}",
            f"previous={before}",
            f"word and next={low} {following}",
            f"previous and word={before} {low}",
            f"ending={low[-3:]}",
            f"ending={low[-2:]}",
            f"beginning={low[:3]}",
            f"next ending={following[-3:]}",
            f"previous ending={before[-3:]}",
            f"shapes={shapes[i]} {shapes[i + 1]} {shapes[i + 2]}",
            *hinted[i],
        ]
        if i < 2 or i >= count - 2:
            seen.append(f"place={i if i < 2 else i - count}")
        if quoted:
            seen.append("in quotes")
        found.append(tuple(seen))
    values = {
        (hint.label, *place): {value.name: value.value for value in hint.attributes}
        for hint in hints
        if len(hint.fragments) == 1 and (place := known.within(hint.fragments[0].start, hint.fragments[0].end))
    }
    return Words(text, known.tokens, tuple(found), values)


def _shape(form: str) -> str:
    """``Xx`` for a capital and small letters, ``9`` for digits; what repeats is said once."""
    if form.islower():
        return "x" if form.isalpha() else "x-"
    if form.istitle() and form.isalpha():
        return "Xx" if len(form) > 1 else "X"
    if form.isdigit():
        return "9999" if len(form) == _LAST else "9"
    if form.isupper():
        return "X-"
    if not any(map(str.isalnum, form)):
        return form[:2]
    return "Xx-" if form[0].isupper() else "9-" if form[0].isdigit() else "mixed"


def _hinted(words: Words, hints: Sequence[Suggestion]) -> list[list[str]]:
    """What is suggested at each token, and right beside it."""
    found: list[list[str]] = [[] for _ in words.tokens]
    for hint in hints:
        parts = [place for part in hint.fragments if (place := words.touching(part.start, part.end))]
        if not parts:
            continue
        label = hint.label if len(parts) == 1 else f"piece of {hint.label}"
        for place in parts:
            for i in place:
                at = ("begins" if i == place.start else "goes on") + (" and ends" if i == place.stop - 1 else "")
                found[i].append(f"{label} {at}")
                found[i].append(f"{label} {at}={words.said(i, i + 1)[:LONGEST]}")
            if place.start:
                found[place.start - 1].append(f"{label} begins behind it")
            if place.stop < len(found):
                found[place.stop].append(f"{label} ends before it")
    return found
