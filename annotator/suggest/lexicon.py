"""``nl-lexicon/1``: cues of uncertainty and attribution from `schema/cues/nl-cues.tsv`, by rules on their clause. Pure.

A wording that is found passes the rules of its line (`doubting`, `saying`); of those of one label that overlap, the
longest stays. Lines of low reliability are off. The time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache

from annotator.model import Attribute, Fragment
from annotator.suggest import doubting, saying
from annotator.suggest.suggestion import Bounds, Suggestion
from annotator.suggest.word_lists import words as listed
from annotator.text.cue_list import Entry, entries
from annotator.text.cues import Found, found_in, lowered
from annotator.text.offsets import has_clusters, is_extending
from annotator.text.units import Extent

__all__ = ["LANGUAGES", "NAME", "RULES", "lines", "suggest"]

NAME = "nl-lexicon/1"
LANGUAGES = frozenset({"nl"})
_LABELS = {"uncertainty": "uncertainty_cue", "attribution": "attribution_cue"}
_SCORES = {"high": 0.9, "mid": 0.75}
RULES: dict[str, Callable[[Found], bool]] = {**doubting.RULES, **saying.RULES}
_COLON = re.compile(r":(?=\s*[\"“„‘«']\S)")
_SPEAKER = re.compile(r"[^\W\d_][^\"“”„‘’«»:;.!?,]{1,60}")
_SPEAKERS_WORDS = 6
_FEW = 12
"""Cues of a sentence that are compared each with each."""


@cache
def lines() -> dict[int, tuple[str, tuple[Attribute, ...], str, float]]:
    """What the lines of the list stand for, by number."""
    return {entry.number: _line(entry) for entry in entries()}


def _line(entry: Entry) -> tuple[str, tuple[Attribute, ...], str, float]:
    """The label, the values, the reason and the score that a line of the list stands for."""
    if entry.kind == "uncertainty":
        values: tuple[Attribute, ...] = (Attribute("cue_type", entry.type),)
    else:
        kind, _, stance = entry.type.partition(":")
        values = (Attribute("cue_class", kind), Attribute("stance", stance or "neutral"))
    why = ":".join([entry.name, *entry.rules])
    return _LABELS[entry.kind], values, why, _SCORES.get(entry.reliable, 0.5)


def suggest(
    text: str,
    sentences: Sequence[Bounds],
    tokens: Sequence[Sequence[Bounds]] | None = None,  # noqa: ARG001 - words are found in the text itself
) -> list[Suggestion]:
    """The cues of a Dutch text, sentence by sentence, in text order."""
    kept: list[Suggestion] = []
    low = lowered(text)
    together: list[Found] = []
    colons = _colons(low, sentences)
    marked = has_clusters(low, 0, len(low))
    for found in found_in(low, sentences):
        if together and found.start != together[0].start:
            _settle(text, together, kept)
            together = []
        for rule in found.entry.rules:
            if not RULES[rule](found):
                break
        else:
            if not (marked and _cut(low, found)):
                together.append(found)
    _settle(text, together, kept)
    if colons:
        _add_colons(kept, colons)
    return kept


def _cut(text: str, found: Found) -> bool:
    """Whether a mark that belongs to its last letter follows a piece."""
    return any(text[end : end + 1] > "\u02ff" and is_extending(text[end]) for _, end in found.extent)


def _settle(text: str, together: list[Found], kept: list[Suggestion]) -> None:
    """Keep those of one sentence that no longer one of the same label overlaps."""
    known = lines()
    for found in together if len(together) < 2 else _apart(together):
        label, values, why, score = known[found.entry.number]
        fragments = tuple([Fragment(start, end, text[start:end]) for start, end in found.extent])
        kept.append(Suggestion(label, fragments, values, why, score))


def _apart(together: list[Found]) -> list[Found]:
    together.sort(key=_longest)
    if len(together) > _FEW:
        chosen = _apart_of_many(together)
    else:
        chosen = []
        for found in together:
            kind = found.entry.kind
            for other in chosen:
                if other.entry.kind == kind and _overlap(found.extent, other.extent):
                    break
            else:
                chosen.append(found)
    if len(chosen) > 1:
        chosen.sort(key=lambda found: (found.extent, found.entry.kind))
    return chosen


def _overlap(one: Extent, other: Extent) -> bool:
    if one[0][0] >= other[-1][1] or other[0][0] >= one[-1][1]:
        return False
    return any(s < end and start < e for start, end in one for s, e in other)


def _apart_of_many(together: list[Found]) -> list[Found]:
    """The same by their letters, for sentences of any length."""
    taken: set[tuple[str, int]] = set()
    chosen = []
    for found in together:
        kind = found.entry.kind
        places = [(kind, i) for start, end in found.extent for i in range(start, end)]
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(found)
    return chosen


def _longest(found: Found) -> tuple[int, bool, int]:
    """Longest first; then what is reliable; then as in the list."""
    return -sum(end - start for start, end in found.extent), found.entry.reliable != "high", found.entry.number


# -- the colon before a quotation -------------------------------------------------------------------------------------


def _colons(low: str, sentences: Sequence[Bounds]) -> dict[Bounds, Bounds]:
    """The colons between a few words in front of their sentence and a quotation, by sentence."""
    found: dict[Bounds, Bounds] = {}
    at = 0
    for match in _COLON.finditer(low) if ":" in low else ():
        place = match.start()
        while at < len(sentences) and sentences[at][1] <= place:
            at += 1
        if at == len(sentences):
            break
        start, end = sentences[at]
        before = low[start:place] if start <= place <= start + 80 else ""
        words = before.split()
        if _SPEAKER.fullmatch(before) and len(words) <= _SPEAKERS_WORDS and words[0] not in listed("no_speaker"):
            found.setdefault((start, end), (place, place + 1))
    return found


def _add_colons(kept: list[Suggestion], colons: dict[Bounds, Bounds]) -> None:
    """Add the colons of sentences in which no word is a cue of attribution."""
    entry = next((e for e in entries() if e.rules == ("colon",) and e.reliable != "low"), None)
    if entry is None:
        return
    label, values, why, score = lines()[entry.number]
    taken = [s.fragments[0].start for s in kept if s.label == label]
    for (start, end), (first, last) in colons.items():
        if bisect_left(taken, start) == bisect_left(taken, end):
            kept.append(Suggestion(label, (Fragment(first, last, ":"),), values, why, score))
    kept.sort(key=lambda s: (s.fragments[0].start, s.label))
