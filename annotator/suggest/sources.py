"""What kind of source a noun phrase names, where its words are sure of it: from `schema/cues/nl-sources.txt`. Pure."""

from __future__ import annotations

from functools import cache

from annotator.text.units import Sentence

__all__ = ["PASSING", "attributes_of", "is_a", "name_of", "type_of"]

PASSING = frozenset({"media", "state_media", "own_outlet", "social_media"})
"""The types of those that pass on what others say."""
_LONG = 5
_DETERMINERS = frozenset({"de", "het", "een", "'n", "deze", "die", "dit", "dat", "onze", "ons", "zijn", "haar", "hun"})
_OTHER = frozenset({"anonymous", "place", "pronoun", "title"})
"""The lists that are no types of a source."""


@cache
def _lists() -> dict[str, frozenset[str]]:
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs
    from annotator.text.lexicon import read_lists

    read = read_lists(schema_file("cues", "nl-sources.txt").read_text(encoding="utf-8"))
    return {name: frozenset(word.replace("_", " ") for word in words) for name, words in read.items()}


@cache
def _by_noun() -> tuple[dict[str, str], dict[str, str]]:
    """The type of each noun, and of each name."""
    types = [name for name in _lists() if name not in _OTHER and not name.startswith("names ")]
    nouns = {word: name for name in types for word in _lists()[name]}
    names = {word: key[6:] for key, words in _lists().items() if key.startswith("names ") for word in words}
    return nouns, names


def is_a(name: str, word: str) -> bool:
    """Whether a word, in lower case, is on a list of the file."""
    return word in _lists()[name]


def _of_noun(word: str) -> str:
    nouns = _by_noun()[0]
    if word in nouns:
        return nouns[word]
    for at in range(1, min(len(word) - _LONG + 1, 24)):  # the last part of a compound, the longest first
        if word[at:] in nouns and nouns[word[at:]] != "unspecified":
            return nouns[word[at:]]
    return ""


def _before_van(sentence: Sentence, first: int, last: int) -> int:
    """Where the head of a phrase ends: before a preposition that does not stand within a name."""
    for index in range(first + 1, last):
        if sentence.is_in("preposition", index) and not sentence.within_name(index):
            return index
    return last


def _name(sentence: Sentence, first: int, last: int) -> list[str]:
    """The words of the proper name at the end of a phrase's head, in lower case."""
    start = last
    while start > first and sentence.capital(start - 1) and (start - 1 > 0 or last - first == 1):
        start -= 1
    words = [sentence.word(i) for i in range(start, last)]
    adjectives = last - start == 1 and words[0].endswith("se") and last - first > 1
    return [] if adjectives or (words and words[0] in _lists()["pronoun"] | _lists()["place"]) else words


def type_of(sentence: Sentence, first: int, last: int) -> str:
    """The `source_type` of a phrase `[first, last)`; "" where its words do not tell."""
    nouns, names = _by_noun()
    end = _before_van(sentence, first, last)
    name = _name(sentence, first, end)
    for at in range(len(name)):
        if " ".join(name[at:]) in names:
            return names[" ".join(name[at:])]
    for width in (2, 1):
        for at in range(end - width, first - 1, -1):
            found = " ".join(sentence.word(i) for i in range(at, at + width))
            if kind := (nouns.get(found, "") if width == 2 else _of_noun(found)):
                return kind
    return ""


def _identification(sentence: Sentence, first: int, last: int) -> str:
    end = _before_van(sentence, first, last)
    words = [sentence.word(i) for i in range(first, end)]
    if _name(sentence, first, end) and not (end - first == 1 and first == 0 and _of_noun(words[0])):
        return "named"
    if words[-1:] == ["ministerie"] and sentence.word(end) == "van" and sentence.capital(min(end + 1, last - 1)):
        return "named"
    definite = bool(words) and words[0] in ("de", "het", "deze", "die", "dit", "zijn", "haar", "hun", "onze")
    if any(word in _lists()["anonymous"] for word in words) and not definite:
        return "anonymous"
    return "described" if type_of(sentence, first, last) else ""


def name_of(sentence: Sentence, first: int, last: int) -> str:
    """What a source is called after a phrase that mentions it; "" where the phrase only stands for it.

    *het Russische persbureau TASS* is TASS, *de politie van Almaty* is politie van Almaty, *hij* is nobody.
    """
    if last - first == 1 and any(is_a(name, sentence.word(first)) for name in ("pronoun", "place")):
        return ""
    start = first
    while start < last - 1 and sentence.word(start) in _DETERMINERS:
        start += 1
    aside = next((i for i in range(start + 1, last) if sentence.word(i) in ("(", ",")), last)
    last = aside if last - aside > 1 else last
    end = _before_van(sentence, start, last)
    name = end
    while name > start and _in_name(sentence, name - 1) and not (name - 1 == 0 and end > 1):
        name -= 1
    if end == last and start < name < last and not _in_name(sentence, name - 1) and _name(sentence, start, last):
        start = name
    places = sentence.extent(start, last)
    return sentence.text[places[0] : places[1]]


def _in_name(sentence: Sentence, index: int) -> bool:
    """Whether a token may stand in a proper name: a capital (but *Rusland-correspondent*), or a number."""
    _, hyphen, behind = sentence.word(index).rpartition("-")
    noun = bool(hyphen) and bool(_of_noun(behind))
    return (sentence.capital(index) and not noun) or sentence.word(index).isdigit() or sentence.within_name(index)


def attributes_of(sentence: Sentence, first: int, last: int) -> tuple[tuple[str, str], ...]:
    """The attributes of a source that its words are sure of, as names and values."""
    if last - first == 1 and any(is_a(name, sentence.word(first)) for name in ("pronoun", "place")):
        return ()  # as whoever it stands for
    found = {
        "source_type": type_of(sentence, first, last),
        "identification": _identification(sentence, first, last),
    }
    return tuple(pair for pair in found.items() if pair[1])
