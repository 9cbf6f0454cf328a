"""Words and phrases of a scheme, found in a text: whole words in any case, with ``*`` and ``…`` for what may vary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

__all__ = ["ends_in", "has_number", "has_word", "main_clause", "words_in"]

_NUMBERS = frozenset(
    (
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
        "negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd honderden duizend duizenden "
        "tientallen miljoen miljoenen miljard miljarden two three four five six seven eight nine ten dozens hundred "
        "hundreds thousand thousands million millions billion billions"
    ).split()
)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_WORD_OR_STOP = re.compile(r"\w+(?:[-'’]\w+)*|[,;:]")
_PATTERN = re.compile(r"\*?[\w'’-]+|\*|…")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, without the marks between them."""
    return _WORD.findall(text.lower())


def has_number(text: str) -> bool:
    """Whether a text counts something, in digits or in words."""
    return any(word[0].isdigit() or word in _NUMBERS for word in words_in(text))


@lru_cache(maxsize=4096)
def has_word(text: str, words: tuple[str, ...], outside: tuple[str, ...] = ()) -> bool:
    """Whether a text has one of the words or phrases; a mark such as ``:`` anywhere.

    With ``outside``, clauses that begin with one of those words do not count (``main_clause``).
    """
    lowered = text.lower()
    found = main_clause(text, outside) if outside else words_in(text)
    padded = f" {' '.join(found)} "
    for phrase in words:
        if "*" in phrase or "…" in phrase:
            if any(_places(found, _pattern(phrase))):
                return True
        elif f" {phrase.lower()} " in padded if _WORD.search(phrase) else phrase in lowered:
            return True
    return False


@lru_cache(maxsize=4096)
def ends_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text ends in one of the words or phrases; marks behind it do not count."""
    found = words_in(text)
    return any(end == len(found) for phrase in words for end in _places(found, _pattern(phrase)))


def main_clause(text: str, conjunctions: Sequence[str]) -> list[str]:
    """The words of a text without the clauses that begin with one of the conjunctions.

    Such a clause goes on to the next comma or the end. One at the very beginning needs its comma, or all would be gone.
    """
    pieces = _WORD_OR_STOP.findall(text.lower())
    begins = {word.lower() for word in conjunctions}
    kept: list[str] = []
    inside = False
    for number, piece in enumerate(pieces):
        if piece in (",", ";", ":"):
            inside = False
        elif piece in begins and (kept or "," in pieces[number:]):
            inside = True
        elif not inside:
            kept.append(piece)
    return kept


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> tuple[tuple[str, ...], ...]:
    """A phrase as the pieces between its ``…``, each a row of words that follow each other."""
    pieces: list[list[str]] = [[]]
    for part in _PATTERN.findall(phrase.lower()):
        if part == "…":
            pieces.append([])
        else:
            pieces[-1].append(part)
    return tuple(tuple(piece) for piece in pieces if piece)


def _places(words: Sequence[str], pieces: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """Where a phrase can end among words (one after its last), its first pieces as early as they can be."""
    at = 0
    for piece in pieces[:-1]:
        found = next(_ends(words, piece, at), None)
        if found is None:
            return
        at = found
    for piece in pieces[-1:]:
        yield from _ends(words, piece, at)


def _ends(words: Sequence[str], piece: Sequence[str], at: int) -> Iterator[int]:
    for start in range(at, len(words) - len(piece) + 1):
        if all(_is(words[start + step], wanted) for step, wanted in enumerate(piece)):
            yield start + len(piece)


def _is(word: str, wanted: str) -> bool:
    """``*en`` is every longer word with that ending, ``*`` every word."""
    if wanted.startswith("*"):
        return len(word) > len(wanted) - 1 and word.endswith(wanted[1:])
    return word == wanted
