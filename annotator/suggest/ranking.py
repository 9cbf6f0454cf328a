"""Which documents first: what a document scores, orders of documents, and an order mixed with chance. Pure.

Nothing here draws on a generator of random numbers: chance is the SHA-256 of the seed with a document's key, so that a
queue can be drawn again anywhere, in any version of Python, and by hand.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from annotator.model import Document
from annotator.suggest.suggestion import Suggestion

__all__ = [
    "BY",
    "LOWEST",
    "ORDERS",
    "RANDOM",
    "SHARE",
    "Drawn",
    "by_chance",
    "by_score",
    "group_of",
    "in_rounds",
    "mixed",
    "rarities",
    "uncertainty",
    "wordings",
]

ORDERS = ("given", "random", "uncertain", "diverse", "rare")
RANDOM = "random"
"""The order of chance, and what a place is called that chance filled."""
BY = ("publisher", "key")
SHARE = 0.2
"""The share of the places that chance fills where nothing else is asked for."""
LOWEST = 3
"""How many suggestions of a document its uncertainty is taken from."""
_CUES = frozenset({"uncertainty_cue", "attribution_cue"})
_FIRST_PART = re.compile(r"[^\W_]+")
_PUBLISHER = ("publisher", "source")
_FAR = 0.5
"""The margin of what is certain: no score between 0 and 1 lies farther from 0.5."""
_DIGITS = 6
"""Decimals of a score: what is written down is what the order went by, on every machine."""


# -- what a document scores -------------------------------------------------------------------------------------------


def uncertainty(suggestions: Sequence[Suggestion], lowest: int = LOWEST) -> float:
    """The mean of a document's ``lowest`` least margins, from 0 (all of them even) to 0.5 (nothing uncertain).

    The margin of a suggestion is |score - 0.5|. A document with fewer suggestions has 0.5 for each that it lacks, so
    that one doubtful cue counts less than three, and a document without suggestions comes last.
    """
    margins = sorted(abs(one.score - 0.5) for one in suggestions)[:lowest]
    margins += [_FAR] * (lowest - len(margins))
    return round(math.fsum(margins) / lowest, _DIGITS)


def wordings(suggestions: Sequence[Suggestion]) -> list[str]:
    """The words of a document's cues without regard to case, in text order; a cue of two labels is one."""
    found = {tuple((f.start, f.end, f.text) for f in one.fragments): None for one in suggestions if one.label in _CUES}
    return [" … ".join(" ".join(text.casefold().split()) for _, _, text in extent) for extent in found]


def rarities(cues: Sequence[Sequence[str]], sentences: Sequence[int]) -> list[float]:
    """How rare the cues of each document are: the sum of -ln(share of the wording among all cues), by its sentences.

    ``cues[i]`` are the wordings of document ``i``, ``sentences[i]`` (≥ 1) how many sentences it has; in nats a
    sentence. A wording that is all there is scores 0, as does a document without cues.
    """
    counts = Counter(word for words in cues for word in words)
    total = counts.total()
    surprise = {word: math.log(total / count) for word, count in counts.items()}
    return [
        round(math.fsum(surprise[word] for word in words) / max(1, size), _DIGITS)
        for words, size in zip(cues, sentences, strict=True)
    ]


def group_of(document: Document, by: str = "publisher") -> str:
    """What a document is one of many of: its publisher, else its metadata's publisher or source, else by its key.

    By ``key`` it is the first letters and digits of the key (*nos* of *nos-almaty*). Without regard to case.
    """
    if by == "publisher":
        named = {meta.key.casefold(): meta.value for meta in reversed(document.meta)}
        for found in (document.publisher, *(named.get(name) for name in _PUBLISHER)):
            if found and found.strip():
                return found.strip().casefold()
    first = _FIRST_PART.search(document.key)
    return (first.group() if first else document.key).casefold()


# -- orders -----------------------------------------------------------------------------------------------------------


def by_score(scores: Sequence[float | None], *, highest: bool) -> list[int]:
    """The numbers of the documents, the highest or the lowest score first; ties as they are given, None at the end."""
    sign = -1 if highest else 1
    return sorted(
        range(len(scores)), key=lambda i: (True, 0.0) if (score := scores[i]) is None else (False, sign * score)
    )


def in_rounds(groups: Sequence[str], cap: int = 1) -> list[tuple[int, int]]:
    """The numbers of the documents, with the round (from 1) in which each comes: every group in turn, up to ``cap``.

    ``groups[i]`` is the group of document ``i``. Groups come as they are first seen, their documents as they are given:
    until a group is used up, none has more than ``cap`` documents more than another.
    """
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    keyed = []
    for number, group in enumerate(groups):
        keyed.append((seen[group] // cap, first.setdefault(group, number), number))
        seen[group] += 1
    return [(number, turn + 1) for turn, _, number in sorted(keyed)]


# -- chance -----------------------------------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """A place of a queue: the document's key, and whether chance put it there (else the order did)."""

    key: str
    by_chance: bool


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(":".join(map(str, parts)).encode()).digest()


def by_chance(keys: Sequence[str], seed: int) -> list[str]:
    """The keys in the order of chance: by the SHA-256 of ``document:SEED:KEY``, whatever order they are given in."""
    return sorted(keys, key=lambda key: (_digest("document", seed, key), key))


def _chosen(count: int, share: float) -> int:
    """⌈share × count⌉, of the share as it is written: a tenth of 30 is 3."""
    return min(count, math.ceil(Fraction(repr(share)) * count))


def mixed(order: Sequence[str], seed: int, share: float = SHARE) -> list[Drawn]:
    """An order of documents, mixed with chance. ``order``: each key once; ``share`` from 0 (none) to 1 (all chance).

    Three steps, none of which looks back:

    1. *The sample.* m = ⌈share · n⌉ of the n documents are drawn: the first m ``by_chance``. Neither the order nor a
       score has a say, so that every set of m documents is as likely as every other: a simple random sample of the n.
    2. *Its places.* m of the n places are drawn likewise (the lowest SHA-256 of ``place:SEED:NUMBER``, from 1), without
       regard to documents. They are filled from the front with the sample, in the order of chance.
    3. *The rest.* The other places are filled with the documents that are not in the sample, as ``order`` has them.

    The documents with ``by_chance`` are the unbiased subset: each document is among them with probability m/n, each
    pair with m(m-1)/(n(n-1)), and so on, whatever it scores. The same holds of those up to a place: where labelling
    stops after so many places, for a reason that is not in the documents, the ones among them that chance put there
    are a simple random sample of all n: the places are drawn without them and are filled in the order of chance.

    Two others are *not* unbiased: what the order put there; and everything up to a place together, which leans to what
    the order likes. Nor would it do to let chance pick, place by place, from the documents that are left over: what
    the order has taken by then can no longer be drawn, and what it likes least would be drawn most. Here a document of
    the sample that the order would have put there as well counts as chance's, and the order takes the next one.
    """
    count = _chosen(len(order), share)
    sample = by_chance(order, seed)[:count]
    places = sorted(range(1, len(order) + 1), key=lambda place: (_digest("place", seed, place), place))
    taken, kept = set(places[:count]), set(sample)
    chances, rest = iter(sample), iter([key for key in order if key not in kept])
    return [
        Drawn(next(chances), True) if place in taken else Drawn(next(rest), False) for place in range(1, len(order) + 1)
    ]
