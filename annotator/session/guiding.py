"""Guidelines at hand: which general guideline is about a sentence, and how a gap in them is put down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from annotator.model import Part, Patch
from annotator.scheme import Scheme
from annotator.scheme.definition import Example
from annotator.session.session import Session

__all__ = ["GAP", "Casebook", "Match", "flag_gap", "gap_of", "with_gap"]

GAP = "guideline gap"
"""What a comment on a gap begins with, in any language of the screen: ``guideline gap: which certainty?``."""
COMMON = 1 / 12
"""A phrase in more than this share of the scheme's examples tells nothing about a sentence."""

_NAMED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_GAP = re.compile(rf"(?:^|(?<= / )){GAP}(?:: ?|$)")

Phrase = tuple[str, ...]
"""Pieces of words that follow each other, with others between the pieces: *weten … niet*; a space around each."""


def _words(text: str) -> str:
    """The words of a text with one space around each, so that whole words are found as text."""
    return f" {' '.join(_WORD.findall(text)).lower()} "


def _phrase(text: str) -> Phrase:
    return tuple(words for piece in text.split("…") if (words := _words(piece)).strip())


def _holds(words: str, phrase: Phrase) -> bool:
    """Whether words have the pieces of a phrase, in order."""
    at = 0
    for piece in phrase:
        found = words.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece) - 1
    return True


def _size(phrase: Phrase) -> int:
    return sum(len(piece.split()) for piece in phrase)


@dataclass(frozen=True, slots=True)
class Match:
    """A general guideline, and the phrases it shares with a sentence, the most telling first."""

    guideline: Example
    shared: tuple[str, ...] = ()


class Casebook:
    """The general guidelines of a scheme, each with the phrases it is about.

    Those are what its note has in single quotes, and what the scheme's own lists of words know of its text. Which of
    them tell something is counted in the scheme's examples: what many of these have, tells nothing.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme

    @cached_property
    def _weights(self) -> dict[Phrase, float]:
        scheme = self._scheme
        given = [span.example for span in scheme.span] + [relation.example for relation in scheme.relation]
        given += [label.example for label in scheme.sentence_label] + [scheme.guideline]
        examples = [_words(example.text) for some in given for example in some]
        known = {phrase for phrases in self._named for phrase in phrases} | set(self._listed)
        weights: dict[Phrase, float] = {}
        for phrase in known:
            share = sum(_holds(words, phrase) for words in examples) / len(examples)
            if share <= COMMON:
                weights[phrase] = _size(phrase) * -log(max(share, 0.5 / len(examples)))
        return weights

    @cached_property
    def _named(self) -> list[set[Phrase]]:
        """For each guideline, what its note has in quotes and its text has too."""
        found = []
        for guideline in self._scheme.guideline:
            words = _words(guideline.text)
            quoted = {_phrase(q) for note in (guideline.note.en, guideline.note.nl) for q in _NAMED.findall(note)}
            found.append({phrase for phrase in quoted if phrase and _holds(words, phrase)})
        return found

    @cached_property
    def _listed(self) -> list[Phrase]:
        """What the scheme's lists of words have."""
        attributes = [a for span in self._scheme.span for a in span.attribute]
        attributes += [a for relation in self._scheme.relation for a in relation.attribute]
        conditions = [default.when for attribute in attributes for default in attribute.default]
        conditions += [c for check in self._scheme.check for c in (check.when, check.unless) if c is not None]
        return list({_phrase(words): None for condition in conditions for words in condition.words})

    @cached_property
    def _about(self) -> list[dict[Phrase, float]]:
        """For each guideline, its telling phrases with what each weighs."""
        found = []
        for guideline, named in zip(self._scheme.guideline, self._named, strict=True):
            words = _words(guideline.text)
            phrases = named | {phrase for phrase in self._listed if _holds(words, phrase)}
            found.append({phrase: self._weights[phrase] for phrase in phrases if phrase in self._weights})
        return found

    def ranked(self, sentence: str) -> list[Match]:
        """All general guidelines, those that share the most with a sentence first, the others as they stand."""
        words = _words(sentence)
        scored = []
        for guideline, about in zip(self._scheme.guideline, self._about, strict=True):
            shared = {phrase: weight for phrase, weight in about.items() if _holds(words, phrase)}
            best = sorted(shared, key=lambda phrase: (-shared[phrase], phrase))
            said = tuple(" … ".join(piece.strip() for piece in phrase) for phrase in _longest(best))
            scored.append((sum(shared.values()), Match(guideline, said)))
        scored.sort(key=lambda item: -item[0])
        return [match for _, match in scored]


def _longest(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Phrases without those whose words stand in one before."""
    seen: set[str] = set()
    for phrase in phrases:
        words = {word for piece in phrase for word in piece.split()}
        if not words <= seen:
            seen |= words
            yield phrase


# -- gaps in the guidelines ---------------------------------------------------------------------------------------


def gap_of(comment: str | None) -> str | None:
    """What a comment says is missing in the guidelines; None: it says nothing of the kind."""
    found = _GAP.search(comment or "")
    return (comment or "")[found.end() :].strip() if found else None


def with_gap(comment: str | None, text: str) -> str:
    """A comment with what is missing in the guidelines; what else it says stays before it."""
    comment = comment or ""
    found = _GAP.search(comment)
    before = comment[: found.start()] if found else f"{comment} / " if comment else ""
    return f"{before}{GAP}: {text}" if text else before + GAP


def flag_gap(session: Session, text: str) -> None:
    """Flag the sentence in focus, with a comment that names a gap in the guidelines; one action.

    Raises:
        LabelError: the layer is somebody else's.
        StoreStale: the labels had changed elsewhere; they were read again and nothing was flagged.
    """
    session.ensure_own()
    index = session.cursor.sentence
    comment = with_gap(session.state.comment, text)
    if session.state.status == "flagged" and session.state.comment == comment:
        return
    patch = session.editor.set_status(index, "flagged", session.rhythm.take(index))
    after = tuple(replace(state, comment=comment) for state in patch.after.sentences)
    session.do("gap", Patch(patch.before, Part(sentences=after)))
