"""Near-duplicates: texts that share most of their words in order, such as wire copy in two newspapers.

A text is the set of its shingles, five words in a row (Broder 1997, "On the resemblance and containment of documents").
Of these a fixed eighth is kept, those whose hash is a multiple of eight: the same shingles in every text, so that the
share in common of what is kept estimates that of the whole. Two texts are near-duplicates when the shorter has half of
its shingles in the other, and four of those kept in common. One pass, in the order the texts come.
"""

from __future__ import annotations

import re
from collections import Counter
from zlib import crc32

__all__ = ["Sketches", "shingles"]

_WORDS = re.compile(r"\w+")
LENGTH, KEPT = 5, 8
SHARED, FEWEST, COMMON = 0.5, 4, 100


def shingles(text: str) -> frozenset[int]:
    """The hashes of the shingles of a text that are kept; of a text of fewer words, that of all of it."""
    words = [word.encode() for word in _WORDS.findall(text.casefold())]
    if len(words) < LENGTH:
        return frozenset({crc32(b" ".join(words))})
    grams = zip(*(words[start:] for start in range(LENGTH)), strict=False)
    return frozenset(value for gram in grams if (value := crc32(b" ".join(gram))) % KEPT == 0)


class Sketches:
    """Texts by number, and which of the earlier ones a new one resembles."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._held: dict[int, int | list[int]] = {}
        self._whole: dict[str, int] = {}

    def add(self, text: str) -> list[int]:
        """Add a text; gives the numbers of the earlier ones that it is a near-duplicate of, the earliest first."""
        number = len(self._sizes)
        kept = shingles(text)
        plain = " ".join(_WORDS.findall(text.casefold()))
        same = self._whole.setdefault(f"{len(plain)}:{crc32(plain.encode())}", number)
        shared: Counter[int] = Counter()
        for value in kept:
            there = self._held.get(value)
            shared.update(there if isinstance(there, list) else () if there is None else (there,))
        found = {
            other
            for other, count in shared.items()
            if count >= FEWEST and count >= SHARED * min(len(kept), self._sizes[other])
        }
        if same != number:
            found.add(same)
        for value in kept:
            there = self._held.get(value)
            if there is None:
                self._held[value] = number
            elif isinstance(there, list):
                if len(there) < COMMON:  # a closing line of an agency is in thousands, and says nothing
                    there.append(number)
            else:
                self._held[value] = [there, number]
        self._sizes.append(len(kept))
        return sorted(found)
