"""The Dutch word lists behind `nl-rules` and `nl-tokens`, read from `schema/segment/nl-abbreviations.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

ABBREVIATION_CLASSES = ("never", "title", "start", "end", "number", "month", "weekday")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`abbreviations` maps an entry without its full stop to its class; `words` holds the other lists."""

    abbreviations: dict[str, str]
    words: dict[str, frozenset[str]]

    def abbreviation(self, word: str) -> str:
        """The class of a word that a full stop follows (given without it), or "" for an ordinary word.

        Capitals count: `ING` and `MA` are words, `ing` and `ma` abbreviations. An unlisted word of single letters and
        full stops (`W.F`, `t.g.v`) is of class "start"; a compound has the class of its last part (`oud-min`).
        """
        known = self.abbreviations.get(word)
        if known is not None:
            return known
        dotted = "." in word
        if len(word) > 1 and word.isupper():
            return "start" if dotted and is_dotted(word) else ""
        known = self.abbreviations.get(word.lower())
        if known is not None:
            return "" if known == "month" else known  # Jan is a name; months have no capital
        if dotted:
            if is_dotted(word):
                return "start"
            parts = word.lower().split(".")
            return "title" if all(self.abbreviations.get(part) == "title" for part in parts) else ""
        if "-" in word:
            return self.abbreviations.get(word.rpartition("-")[2].lower(), "")
        return "number" if word.endswith("str") and len(word) > 5 else ""


def is_dotted(word: str) -> bool:
    """Whether a word is single letters with full stops between them: `t.g.v`, `J.P`, `U.S`."""
    return len(word) % 2 == 1 and set(word[1::2]) <= {"."} and word[::2].isalpha()


def read_lists(text: str) -> dict[str, list[str]]:
    """The classes of a word-list file: `[class]` lines, words separated by white space, `#` comments."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        content = line.partition("#")[0].strip()
        if content.startswith("["):
            current = lists.setdefault(content.strip("[]"), [])
        else:
            current.extend(content.split())
    return lists


@cache
def dutch() -> Lexicon:
    """The lists for Dutch, read once a process."""
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs

    lists = read_lists(schema_file("segment", "nl-abbreviations.txt").read_text(encoding="utf-8"))
    abbreviations = {word: name for name in ABBREVIATION_CLASSES for word in lists.pop(name)}
    return Lexicon(abbreviations, {name: frozenset(words) for name, words in lists.items()})
