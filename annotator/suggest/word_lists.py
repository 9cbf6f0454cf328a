"""Words that decide, around a cue, whether it is one: from `schema/cues/nl-clauses.txt`."""

from __future__ import annotations

import re
from functools import cache

from annotator.text.lexicon import read_lists

__all__ = ["any_of", "words"]


@cache
def _lists() -> dict[str, list[str]]:
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs

    found = read_lists(schema_file("cues", "nl-clauses.txt").read_text(encoding="utf-8"))
    return {name: [word.replace("_", " ") for word in listed] for name, listed in found.items()}


def words(name: str) -> frozenset[str]:
    """A list by its name."""
    return frozenset(_lists()[name])


def any_of(name: str) -> str:
    """A list by its name, as a regular expression, the longer words first."""
    return "(?:" + "|".join(map(re.escape, sorted(_lists()[name], key=len, reverse=True))) + ")"
