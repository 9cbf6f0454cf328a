"""Known Dutch cue words: where they stand in a text, with the gap inside those that have one.

Each wording of the list (`cue_list`) is known by its rarest words. One pass of a regular expression in the form of a
trie finds these; the rest of a wording is looked for around them, within the sentence, so the time is linear. The list
is compiled at its first use, which takes a fifth of a second.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .cue_list import Entry, Piece, Wording, entries, expanded, worded
from .units import Extent

__all__ = ["RELIABILITY", "Cue", "Found", "cues_in", "found_in", "lowered"]

RELIABILITY = ("low", "mid", "high")
_FARTHEST = 160
"""Code points over which a piece in front of the rarest one is looked for."""
_COMMON = frozenset(
    "aan af als dat de deze die dit door een er erop geen het in is kan kon konden kunnen mee met moet moeten naar "
    "niet of om op te toe uit van voor vol was waren wat wel werd werden wordt worden zal zich zijn zo zou zouden "
    "zullen".split()
)
_STOPS = "dat of omdat als die wie wat terwijl toen maar want hoewel zodat waarna".split()
_BEHIND = "[ \\n\\t\\r\\u202f\"'“”„‘’«»‹›(\\[{|<>*—–…•·:;,!?]"
"""What a word stands behind. Listed, because a class like ``\\W`` takes a regular expression twice the time."""
_ENDS = r"(?![\w-]|['.&@+=/_‑]\w)"
"""Where a word ends: as in the tokens, *en/of* is one."""
_WORD = rf" (?!(?:{'|'.join(_STOPS)})\b)[^\s,;:!?()\"“”„«»]+"
"""A word inside a cue that is no part of it: it opens no clause."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that a text may have: its ``kind`` (uncertainty, attribution), name, ``type``, reliability, offsets."""

    kind: str
    name: str
    type: str
    reliable: str
    extent: Extent


class Found(NamedTuple):
    """A wording of an entry in ``text`` (lowered), within the sentence ``[start, end)``; no rule was asked yet."""

    text: str
    start: int
    end: int
    entry: Entry
    extent: Extent
    first: int
    last: int
    """The offsets of all its pieces, context and all."""


class _Way(NamedTuple):
    """How to go on from the rarest piece of a wording."""

    entry: Entry
    piece: Piece
    left: tuple[tuple[re.Pattern[str], Piece], ...]
    right: tuple[tuple[re.Pattern[str], Piece], ...]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    alone: bool
    """Whether that piece is all of it, and all of it is the cue."""


def lowered(text: str) -> str:
    """A text as the list is written: lower case, straight apostrophes, plain spaces; offsets stay."""
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.replace("’", "'").replace("\u00a0", " ")


def found_in(text: str, sentences: Sequence[tuple[int, int]], least: str = "mid") -> Iterator[Found]:
    """All wordings in the sentences of a lowered text, by the place of their rarest words."""
    trie, ways = _compiled(least)
    at, count = 0, len(sentences)
    if not count:
        return
    start, end = sentences[0]
    for match in trie.finditer(f" {text}", start, sentences[-1][1] + 1):  # a word is known by what stands before it
        place, after = match.start(1) - 1, match.end(1) - 1
        while place >= end:
            at += 1
            if at == count:
                return
            start, end = sentences[at]
        if place < start or (text[place - 1 : place] == "'" and text[place - 2 : place - 1].isalnum()):
            continue
        for way in ways[text[place:after]]:
            if way.alone and (last := place + len(way.piece.words)) <= end:
                yield Found(text, start, end, way.entry, ((place, last),), place, last)
            elif (found := _followed(way, text, start, end, place)) is not None:
                yield found


def cues_in(text: str, start: int, end: int, least: str = "mid") -> list[Cue]:
    """The cues in ``text[start:end]`` (a sentence) in order, the longer first; ``least``: how reliable at least."""
    found: dict[Extent, Cue] = {}
    for one in found_in(lowered(text[start:end]), [(0, end - start)], least):
        extent = tuple((start + first, start + last) for first, last in one.extent)
        entry = one.entry
        found.setdefault(extent, Cue(entry.kind, entry.name, entry.type, entry.reliable, extent))
    return sorted(found.values(), key=lambda cue: (cue.extent[0][0], -cue.extent[-1][1]))


def _followed(way: _Way, text: str, start: int, end: int, place: int) -> Found | None:
    """The wording around its rarest piece, or None."""
    piece = way.piece
    first, last = place, place + len(piece.words)
    if last > end:
        return None
    extent = [(first + piece.first, first + piece.last)]
    for pattern, piece in way.right:
        match = pattern.match(text, last, end)
        if match is None:
            return None
        begin, last = match.span(1)
        extent.append((begin + piece.first, begin + piece.last))
    for pattern, piece in way.left:
        match = pattern.search(text, max(start, first - _FARTHEST), first)
        if match is None:
            return None
        first = match.start(1)
        extent.insert(0, (first + piece.first, first + piece.last))
    if way.not_after is not None and way.not_after.match(text, last, end):
        return None
    if way.not_before is not None and way.not_before.search(text, max(start - 1, first - 24, 0), first):
        return None
    joined: list[tuple[int, int]] = []
    for begin, stop in extent:
        if begin == stop:
            continue
        if joined and begin - joined[-1][1] == 1:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((begin, stop))
    return Found(text, start, end, way.entry, tuple(joined), first, last)


# -- compiling --------------------------------------------------------------------------------------------------------


@cache
def _compiled(least: str) -> tuple[re.Pattern[str], dict[str, tuple[_Way, ...]]]:
    """The trie of the rarest pieces, and for what it finds the ways to go on."""
    own: dict[str, list[_Way]] = defaultdict(list)
    for entry in entries():
        if RELIABILITY.index(entry.reliable) >= RELIABILITY.index(least) and entry.expression[0].isalnum() | (
            entry.expression[0] in "(<"
        ):
            for flat in expanded(entry.expression):
                way = _way(entry, worded(flat))
                own[way.piece.words].append(way)
    ways: dict[str, tuple[_Way, ...]] = {}
    for words in own:  # a longer one hides the shorter ones that it begins with
        ends = [i for i in range(1, len(words)) if words[i] == " "]
        ways[words] = tuple(way for cut in [*ends, len(words)] for way in own.get(words[:cut], ()))
    return re.compile(rf"{_BEHIND}(?=({_trie(own)}){_ENDS})"), ways


def _trie(words: Iterable[str]) -> str:
    """A regular expression of words that reads each letter once; the longest of them is found."""
    by_first: dict[str, list[str]] = defaultdict(list)
    ends = False
    for word in words:
        if word:
            by_first[word[0]].append(word[1:])
        else:
            ends = True
    if not by_first:
        return ""
    parts = [re.escape(first) + _trie(rests) for first, rests in sorted(by_first.items())]
    whole = parts[0] if len(parts) == 1 and not ends else f"(?:{'|'.join(parts)})"
    return f"{whole}?" if ends else whole


def _way(entry: Entry, wording: Wording) -> _Way:
    pieces, gaps = wording.pieces, wording.gaps
    rarest = max(range(len(pieces)), key=lambda i: _rarity(pieces[i].words))
    left = [(_pattern(pieces[i].words, gaps[i], False), pieces[i]) for i in range(rarest - 1, -1, -1)]
    right = [(_pattern(pieces[i].words, gaps[i - 1], True), pieces[i]) for i in range(rarest + 1, len(pieces))]
    before = _beside("|".join(map(re.escape, wording.not_before)), False) if wording.not_before else None
    after = _beside("|".join(map(re.escape, wording.not_after)), True) if wording.not_after else None
    alone = len(pieces) == 1 and before is after and (pieces[0].first, pieces[0].last) == (0, len(pieces[0].words))
    return _Way(entry, pieces[rarest], tuple(left), tuple(right), before, after, alone)


def _rarity(words: str) -> tuple[int, int]:
    return sum(word not in _COMMON for word in words.split()), len(words)


@cache
def _pattern(words: str, most: int, behind: bool) -> re.Pattern[str]:
    """A piece that follows, or that goes before, after at most so many words between."""
    bare = re.escape(words)
    if behind:
        return re.compile(rf"(?:{_WORD}){{0,{most}}}? ({bare}){_ENDS}")
    return re.compile(rf"({bare})(?<![\w-]{bare})(?:{_WORD}){{0,{most}}} \Z")


@cache
def _beside(words: str, behind: bool) -> re.Pattern[str]:
    return re.compile(rf" (?:{words})(?![\w-])" if behind else rf"(?:^|[^\w-])(?:{words}) \Z")
