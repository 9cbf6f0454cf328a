"""What *zou* and *zouden* mean: hearsay, a possibility, a condition, what ought to be, or a future seen from the past.

Rules on the verbs of the clause and on the words around it, without a parser. Hearsay takes a perfect infinitive (*zou
zijn grenzen hebben gesloten*, *gekocht zou hebben*) where nothing makes it a condition; the future in the past is what
remains.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["CUES", "ZOU", "Reading", "reading_of"]

Reading = Literal["reportative", "possible", "conditional", "normative", "future"]
CUES: tuple[Reading, ...] = ("reportative", "possible")
"""The readings that make a *zou* a cue of uncertainty."""
ZOU = frozenset({"zou", "zouden"})

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d.,]*|[^\w\s]")
_PARTICLE = (
    "aan|achter|af|bij|binnen|buiten|deel|door|in|klaar|los|mee|na|neer|om|onder|op|over|samen|stil|tegen|terug|toe|uit|vast|"
    "vol|voor|weg"
)
_NOUN = (
    "be(?:drijv|eld|leid|richt|stand|wind|wust)|ge(?:bied|bouw|dacht|duld|luid|meent|schikt|sprek|tuig|vaar|vol|weld|zond)|"
    "ver(?:band|leden|mogen|schil|stand)"
)
_PARTICIPLE = re.compile(
    rf"(?!(?:{_NOUN})\w*)(?:(?:{_PARTICLE})?ge\w{{2,}}(?:d|t|en|an)|(?:be|ver|ont|her|er|mis)\w{{2,}}(?:d|t|en))"
)
_PERFECT = frozenset({"zijn", "hebben"})
_ENDS = frozenset(".!?;")
_IF = frozenset({"als", "indien", "wanneer", "mits", "tenzij"})
_THEN = frozenset({"dan", "anders", "liever", "graag"})
_HEARSAY = frozenset({"verluidt", "verluid", "gerucht", "geruchten", "beweerdelijk"})
_OUGHT = frozenset({"moeten", "horen", "behoren", "dienen"})
_LATER = frozenset({"later", "uiteindelijk", "nadien", "daarna", "vervolgens", "ooit"})
_OPENING = frozenset("dat hoe nadat omdat terwijl toen waarom wat wie zodat".split())
"""Words that open a clause in the midst of one; *die* and *of* may follow a plural noun."""
_YEAR = re.compile(r"1\d{3}|20\d{2}")


def reading_of(sentence: str, start: int, end: int) -> Reading:
    """The reading of a *zou* at ``sentence[start:end]``, from the words of its sentence."""
    low = sentence.lower()
    if len(low) != len(sentence):  # İ becomes two
        low = sentence
    before, after = _WORD.findall(low, 0, start), _WORD.findall(low, end)
    here = _clause(after)
    last = _last_clause(before)
    if _conditional(before, last, here, after):
        return "conditional"
    if "kunnen" in here:
        return "possible"
    if any(word in _OUGHT for word in here):
        told = any(word in _LATER or _YEAR.fullmatch(word) for word in (*last, *here))
        return "future" if told else "normative"
    if _perfect(last, here) or any(word in _HEARSAY for word in (*before, *here)):
        return "reportative"
    if _present(last, here):
        return "reportative"
    return "future"


def _clause(after: list[str]) -> list[str]:
    """The words behind a *zou* that its verbs are among: up to a comma, or past it where none has come yet."""
    whole = next((after[:i] for i, word in enumerate(after) if word in _ENDS), after)
    for i, word in enumerate(whole):
        if (word == "," or word in _OPENING) and any(w in _PERFECT or w.endswith("en") for w in whole[:i]):
            return whole[:i]
    return whole


def _last_clause(before: list[str]) -> list[str]:
    return next(
        (before[i + 1 :] for i in range(len(before) - 1, -1, -1) if before[i] in _ENDS or before[i] == ","), before
    )


def _conditional(before: list[str], last: list[str], here: list[str], after: list[str]) -> bool:
    """Whether a condition is stated: *als … zou*, *zou …, als …*, *dan zou*, *zouden ze dat doen, dan …*."""
    if any(word in _IF for word in last) or any(word in _THEN for word in (*last[-3:], *here[:6])):
        return True
    if not last and "dan" in after and not before:
        return True
    behind = after[len(here) :]
    if behind[:1] == [","] and behind[1:2] and behind[1] in _IF:
        return True
    clauses = " ".join(before)
    return bool(re.search(r"(?:^|[,:;(] )(?:als|indien) ", f"{clauses} ")) and before[-1:] in ([","], ["dan"])


def _participle(word: str) -> bool:
    return _PARTICIPLE.fullmatch(word) is not None


def _present(last: list[str], here: list[str]) -> bool:
    """*Het zou gaan om …*, *er zou sprake zijn van …*: in a main clause they tell of what is, on another's word."""
    if len(last) > 4 or any(word in _OPENING or word == "of" for word in last):
        return False
    return ("gaan" in here and "om" in here) or ("sprake" in here and "zijn" in here)


def _perfect(last: list[str], here: list[str]) -> bool:
    """Whether *hebben* or *zijn* stands beside a participle in the verbs of the clause."""
    words = [*last[-1:], *here] if last[-1:] and _participle(last[-1]) else here
    for i, word in enumerate(words):
        if word in _PERFECT:
            beside = [w for w in (words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else "") if w]
            if any(_participle(w) for w in beside):
                return True
    return False
