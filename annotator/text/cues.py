"""Known Dutch cue words, from `schema/cues/nl-cues.tsv`: where they stand, with the gap inside those that have one.

Each line of the list has a regular expression, read in any case; what it skips between two words of a cue
(*weten … niet*) is no part of the cue. The list is compiled at its first use, which takes about a tenth of a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .units import Extent

__all__ = ["Cue", "cues_in"]

_GAP = re.compile(r"\(\?:(?: \\w\+|\(\?!\[[^\]]*\]\)\.|\(\?!\[[^\]]*\]\)\.\))\)\{\d+,\d+\}\??")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that a text may have: its ``kind`` (uncertainty, attribution), name, ``type``, reliability, offsets."""

    kind: str
    name: str
    type: str
    reliable: str
    extent: Extent


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str, str, str, str], ...]:
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs

    found = []
    lines = schema_file("cues", "nl-cues.tsv").read_text(encoding="utf-8").split("\n")
    for line in lines[1:]:
        if line.strip():
            kind, name, expression, type_, reliable = line.split("\t")[:5]
            numbered = iter(range(9))
            gapped = _GAP.sub(lambda m: f"(?P<gap{next(numbered)}>{m.group()})", expression)  # noqa: B023 (used at once)
            found.append((re.compile(gapped, re.IGNORECASE), kind, name, type_, reliable))
    return tuple(found)


def cues_in(text: str, start: int, end: int, least: str = "mid") -> list[Cue]:
    """The cues in ``text[start:end]`` (a sentence) in order, the longer first; ``least``: how reliable at least."""
    ranks = ("low", "mid", "high")
    sentence = text[start:end]
    found: dict[Extent, Cue] = {}
    for pattern, kind, name, type_, reliable in _compiled():
        if ranks.index(reliable) < ranks.index(least):
            continue
        for match in pattern.finditer(sentence):
            extent = _extent(match, start)
            if extent:
                found.setdefault(extent, Cue(kind, name, type_, reliable, extent))
    return sorted(found.values(), key=lambda cue: (cue.extent[0][0], -cue.extent[-1][1]))


def _extent(match: re.Match[str], start: int) -> Extent:
    """The words of a match without its gaps and without white space at their edges."""
    gaps = sorted(match.span(name) for name, value in match.groupdict().items() if value)
    parts = []
    first = match.start()
    for gap, after in [*gaps, (match.end(), match.end())]:
        words = match.string[first:gap]
        if words.strip():
            left = first + len(words) - len(words.lstrip())
            parts.append((start + left, start + left + len(words.strip())))
        first = after
    return tuple(parts)
