"""Words as a search takes them: without case and diacritics, so that *coordinatie* is *Coördinatie*. Pure."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["folded", "says", "words_of"]

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """A text without case and diacritics; not of the same length."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of a text, folded."""
    return _WORD.findall(folded(text))


def says(text: str, words: str, prefix: bool = False) -> bool:
    """Whether words stand in a text, beside one another and in their order; ``prefix``: the last one may go on."""
    wanted, found = words_of(words), words_of(text)
    size = len(wanted)
    for at in range(len(found) - size + 1 if size else 0):
        here = found[at : at + size]
        if here == wanted or (prefix and here[:-1] == wanted[:-1] and here[-1].startswith(wanted[-1])):
            return True
    return False
