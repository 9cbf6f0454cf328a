"""Tokens of Dutch text, for the cursor and for training data: exact offsets, every visible character covered once.

Follows the tokens of UD Dutch: *auto's*, *lpg-prijs*, *17.45*, *zo'n*, *A27*, *J.P.*, *'s*, *5%*, *d.w.z.*,
*www.nos.nl* are one token each; the full stop of a sentence, quotes and brackets are tokens of their own.
"""

from __future__ import annotations

import re
from functools import cache

from .lexicon import Lexicon, dutch, is_dotted
from .offsets import grapheme_boundaries, has_clusters, is_extending

TOKENISER = "nl-tokens/1"

_JOINER = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"


@cache
def _pattern() -> re.Pattern[str]:
    word = rf"\w[\w{_JOINER}]*"
    joined = rf"{word}(?:(?:['’‘.&@+=/_‑-]|[–:,](?=\d)(?<=\d.))+?{word})*"
    return re.compile(
        rf"""
          (?:https?://|www\.)[^\s<>"“”„«»]*[\w/]
        | {joined} (?: (\.)(?!\.) | %(?!\w) | -(?=[\s,;)/]|\.{{3}})(?:\.{{3}})? | \((?:s|e|n|en|r)\)(?!\w) )?
        | ['’](?:s|t|n|k|m|r|ns)(?!\w) | ['’]\d0(?![\w'’])
        | \(\w+-?\)-?\w+(?:-\w+)* | [@\#]\w+ | (?<![\w)])[-−+]\w[\w.,]*\w%? | (?<![\w)])[-−+]\w
        | \.{{2,}} | -{{2,}} | \S
        """,
        re.VERBOSE,
    )


def tokenise(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The tokens of `text[start:end]` (a sentence, or any stretch) as `[start, end)` offsets into `text`."""
    lexicon = dutch()
    spans: list[tuple[int, int]] = []
    add = spans.append
    for match in _pattern().finditer(text, start, end):
        if match.lastindex is None:
            add(match.span())
            continue
        first, last = match.span()
        if _keeps_stop(text, first, last - 1, end, lexicon):
            add((first, last))
        else:
            add((first, last - 1))
            add((last - 1, last))
    return _whole_graphemes(text, start, end, spans) if has_clusters(text, start, end) else spans


def _keeps_stop(text: str, first: int, stop: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the full stop at `stop` belongs to the word that begins at `first`."""
    word = text[first:stop]
    if len(word) == 1:
        return word.isalpha() and (word.isupper() or stop + 1 < end)
    if word.isalpha() and word.islower():
        name = lexicon.abbreviations.get(word, "")
    elif is_dotted(word):
        return True
    else:
        name = lexicon.abbreviation(word)
    if name in ("number", "weekday"):
        return stop + 2 < end and text[stop + 2].isdigit()
    return name != ""


def _whole_graphemes(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The tokens, joined where an edge would cut a grapheme, or a word at a mark inside it."""
    edges = set(grapheme_boundaries(text, start, end))
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and joined[-1][1] == first:
            before = joined[-1]
            inside = is_extending(text[first - 1]) and text[first].isalnum() and text[before[0]].isalnum()
            if inside or first not in edges:
                joined[-1] = (before[0], last)
                continue
        joined.append((first, last))
    return joined
