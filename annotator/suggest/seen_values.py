"""Which values of attributes a label has been given, and on which words. Pure, of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Values"]

MOST = 2_000
"""Words of labels that are kept: beyond it, a quarter goes, those seen least first."""
LONGEST = 40
"""Letters of words, and of a value, that are kept."""
SHARE = 0.8
LEAST_OF_WORDS, LEAST_OF_LABEL = 2, 10
"""How often some value must have been seen before it is clear, and what share of all it must be."""

_Counts = dict[str, dict[str, int]]


class Values:
    """Counts by label, and by label and words: attribute → value → how often."""

    def __init__(self) -> None:
        self._of_label: dict[str, _Counts] = {}
        self._of_words: dict[str, _Counts] = {}

    def count(self, label: str, words: str, attributes: Iterable[tuple[str, str]], by: int) -> None:
        """Count the values of a span, or with ``by`` -1 take them out again."""
        for name, value in attributes:
            if len(value) > LONGEST:
                continue
            _add(self._of_label, label, name, value, by)
            if len(words) <= LONGEST:
                _add(self._of_words, f"{label}\n{words}", name, value, by)
        if len(self._of_words) > MOST:
            rank = sorted((sum(sum(x.values()) for x in kept.values()), key) for key, kept in self._of_words.items())
            for _, key in rank[: MOST // 4]:
                del self._of_words[key]

    def clear(self, label: str, words: str | None = None) -> dict[str, str]:
        """The values that a label has nearly always had (on some words), by attribute."""
        if words is None:
            counts, least = self._of_label.get(label, {}), LEAST_OF_LABEL
        else:
            counts, least = self._of_words.get(f"{label}\n{words}", {}), LEAST_OF_WORDS
        found = {}
        for name, seen in counts.items():
            value, often = max(seen.items(), key=lambda item: (item[1], item[0]))
            if often >= least and often >= SHARE * sum(seen.values()):
                found[name] = value
        return found

    @property
    def data(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {"labels": self._of_label, "words": self._of_words}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Values:
        """The inverse of ``data``.

        Raises:
            KeyError, AttributeError, TypeError, ValueError: it is none.
        """
        made = cls()
        made._of_label, made._of_words = (
            {
                key: {name: {value: int(n) for value, n in seen.items()} for name, seen in counts.items()}
                for key, counts in data[part].items()
            }
            for part in ("labels", "words")
        )
        return made


def _add(counts: dict[str, _Counts], key: str, name: str, value: str, by: int) -> None:
    seen = counts.setdefault(key, {}).setdefault(name, {})
    seen[value] = seen.get(value, 0) + by
    if seen[value] > 0:
        return
    del seen[value]
    if not seen:
        del counts[key][name]
    if not counts[key]:
        del counts[key]
