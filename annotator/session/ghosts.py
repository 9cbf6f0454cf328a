"""What is suggested for the sentences of an open document, by the stretch; computed when it is first looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.model import Attribute
from annotator.scheme import Scheme
from annotator.session.cursor import Extent
from annotator.store.documents import StoredDocument
from annotator.suggest import Suggestion
from annotator.text.languages import language_of

__all__ = ["RELIABLE", "Ghost", "Ghosts", "Tie"]

RELIABLE = 0.8
"""Suggestions with this score or a better one are accepted together."""
LEAST, MOST = 16, 64
"""Sentences of a stretch: whole paragraphs, unless one is longer."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """A suggestion for an open document. ``id`` tells it from the others; a sentence is that in which it begins."""

    id: str
    suggester: str
    label: str
    sentence: int
    extent: Extent
    attributes: tuple[Attribute, ...]
    rule: str
    score: float

    @property
    def reliable(self) -> bool:
        """Whether it is accepted together with others."""
        return self.score >= RELIABLE

    @property
    def key(self) -> tuple[str, Extent]:
        """What two suggesters may both propose."""
        return self.label, self.extent

    def overlaps(self, extent: Extent) -> bool:
        """Whether it shares a code point with some pieces."""
        return any(start < e and s < end for start, end in self.extent for s, e in extent)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link that is suggested between two spans, each told by its label and its pieces."""

    label: str
    head: tuple[str, Extent]
    tail: tuple[str, Extent]


More = Callable[[range], Sequence[tuple[str, Suggestion]]]
"""More suggestions for some sentences, each with the name and version of who makes it."""


class Ghosts:
    """The suggestions for a document that the scheme knows the labels and values of; nothing of what is labelled."""

    def __init__(
        self, stored: StoredDocument, scheme: Scheme, more: More | None = None, without: frozenset[str] = frozenset()
    ) -> None:
        """``without``: labels of which our own rules propose none."""
        self.of_revision = stored.id, stored.revision
        self._stored, self._scheme, self._more, self._without = stored, scheme, more, without
        self._made: dict[int, tuple[Mapping[int, tuple[Ghost, ...]], tuple[Tie, ...]]] = {}

    @cached_property
    def _stretches(self) -> list[int]:
        """The sentences at which a stretch begins."""
        sentences, text = self._stored.sentences, self._stored.document.text
        found, end = [0], 0
        for sentence in sentences:
            size = sentence.index - found[-1]
            if size >= MOST or (size >= LEAST and "\n" in text[end : sentence.start]):
                found.append(sentence.index)
            end = sentence.end
        return found

    def of(self, sentence: int) -> tuple[Ghost, ...]:
        """The suggestions that begin in a sentence, in text order, the longer first."""
        return self._stretch(sentence)[0].get(sentence, ())

    def ties(self, sentence: int) -> tuple[Tie, ...]:
        """The links that are suggested in the stretch of a sentence."""
        return self._stretch(sentence)[1]

    def _stretch(self, sentence: int) -> tuple[Mapping[int, tuple[Ghost, ...]], tuple[Tie, ...]]:
        number = bisect_right(self._stretches, sentence) - 1
        if number not in self._made:
            ends = [*self._stretches[1:], len(self._stored.sentences)]
            self._made[number] = self._make(range(self._stretches[number], ends[number]))
        return self._made[number]

    def _make(self, which: range) -> tuple[Mapping[int, tuple[Ghost, ...]], tuple[Tie, ...]]:
        from annotator.suggest.together import LANGUAGES, proposal  # late: its lists take a moment

        stored = self._stored
        text = stored.document.text
        spans: list[tuple[str, Suggestion]] = []
        ties: list[Tie] = []
        if language_of(stored.document.language or "nl") in LANGUAGES:
            part = [stored.sentences[i] for i in which]
            made = proposal(
                text, [(s.start, s.end) for s in part], [stored.tokens[i] for i in which], [s.role for s in part]
            )
            spans += [named for named in made.spans if named[1].label not in self._without]
            keys = [(one.label, _extent(one)) for _, one in made.spans]
            ties = [Tie(link.label, keys[link.head], keys[link.tail]) for link in made.links]
        spans += self._more(which) if self._more is not None else ()
        return self._by_sentence(spans), tuple(ties)

    def _by_sentence(self, spans: Sequence[tuple[str, Suggestion]]) -> Mapping[int, tuple[Ghost, ...]]:
        """By the sentence; what two suggesters propose is that of the first."""
        starts = self._stored.starts
        found: dict[int, dict[tuple[str, Extent], Ghost]] = {}
        for suggester, one in spans:
            definition = self._scheme.spans.get(one.label)
            if definition is None or not one.fragments:
                continue
            values = {a.name: a.names for a in definition.attribute}
            attributes = tuple(a for a in one.attributes if a.value in values.get(a.name, ()))
            extent = _extent(one)
            sentence = max(0, bisect_right(starts, extent[0][0]) - 1)
            last = max(0, bisect_right(starts, extent[-1][1] - 1) - 1)
            if last != sentence and not definition.cross_sentence:
                continue
            name = f"{suggester} {one.label} {extent}"
            ghost = Ghost(name, suggester, one.label, sentence, extent, attributes, one.rule, one.score)
            found.setdefault(sentence, {}).setdefault(ghost.key, ghost)
        order = {name: place for place, name in enumerate(self._scheme.spans)}
        return {
            sentence: tuple(sorted(ghosts.values(), key=lambda g: (g.extent[0][0], -g.extent[-1][1], order[g.label])))
            for sentence, ghosts in found.items()
        }


def _extent(one: Suggestion) -> Extent:
    return tuple((part.start, part.end) for part in one.fragments)
