"""Agreement to look at: the figures of a project, and the sentences behind each of them.

numpy is loaded when the first figure is asked for (``looking``), so that a screen may import this module. All that is
asked of a ``Looked`` afterwards is answered from memory, without the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import StoreError
from annotator.labels import Labels
from annotator.model import Layer, Relation, SentenceState, Span
from annotator.scheme.definition import Scheme

if TYPE_CHECKING:
    from annotator.agreement.boundaries import Disagreement
    from annotator.agreement.corpus import Corpus, RatedDocument
    from annotator.agreement.report import LeftOut, Report

__all__ = ["AGREEING", "Behind", "Found", "Looked", "Place", "looked_at"]

AGREEING = 500
"""The most places listed of those where nothing differs."""
_SPANS = "spans"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which sentences a figure is about.

    ``layer``: as in the report, ``spans`` for all span labels; ``label``: a category within it; ``raters``: none for
    everybody, one for somebody against the others, two for a pair; ``kind`` and ``cue``: a group of disagreements, of
    which only those that differ are meant.
    """

    layer: str
    label: str | None = None
    raters: tuple[str, ...] = ()
    kind: str | None = None
    cue: str | None = None

    def takes(self, item: Disagreement) -> bool:
        """Whether a disagreement is one of those that the figure counts."""
        if self.kind is not None:
            return (item.kind, item.layer, item.cue) == (self.kind, self.layer, self.cue)
        if self.label is not None and self.label not in (item.layer, *item.detail):
            return False
        if self.layer == _SPANS:
            return item.kind in ("missed", "boundary") or (item.kind == "label" and ":" not in item.layer)
        if item.kind == "label" and ":" not in item.layer:
            return self.layer in item.detail
        return item.layer == self.layer

    def between(self, pair: tuple[str, str]) -> bool:
        """Whether what differs between two raters is meant."""
        return not self.raters or (set(self.raters) <= set(pair))


class Found(NamedTuple):
    """One thing that two raters, by their numbers in the corpus, differ in."""

    pair: tuple[int, int]
    item: Disagreement


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that two raters finished, with all that they differ in of what is looked at; nothing: they agree."""

    document: int
    sentence: int
    pair: tuple[int, int]
    items: tuple[Disagreement, ...] = ()


@dataclass
class Looked:
    """A project's figures. ``report`` None: fewer than two have labelled; ``whole``: the intervals are in it."""

    corpus: Corpus
    scheme: Scheme
    left_out: Sequence[LeftOut]
    report: Report | None = None
    whole: bool = False
    found: tuple[Found, ...] = ()
    _labels: dict[tuple[int, Layer], Labels] = field(default_factory=dict)

    @property
    def raters(self) -> tuple[str, ...]:
        """Who is compared, in the order of the corpus."""
        return tuple(str(rater) for rater in self.corpus.raters)

    def names(self, pair: tuple[int, int]) -> tuple[str, str]:
        """The two raters of a pair."""
        return str(self.corpus.raters[pair[0]]), str(self.corpus.raters[pair[1]])

    def document(self, place: Place) -> RatedDocument:
        """The document of a place."""
        return self.corpus.documents[place.document]

    def labels(self, place: Place, side: int) -> Labels:
        """What one of the two of a place said of its document."""
        rater = self.corpus.raters[place.pair[side]]
        key = place.document, rater
        if key not in self._labels:
            document = self.document(place)
            starts = [sentence.start for sentence in document.sentences]
            self._labels[key] = Labels.of(starts, document.by_rater[rater].part)
        return self._labels[key]

    def short_names(self, place: Place, side: int) -> dict[str, str]:
        """The short names of the spans of a place: c1, c2, s1 … as the annotation screen gives them."""
        counts: dict[str, int] = {}
        found = {}
        for span in self.labels(place, side).in_sentence(place.sentence):
            definition = self.scheme.spans.get(span.label)
            short = definition.short if definition else "?"
            counts[short] = counts.get(short, 0) + 1
            found[span.id] = f"{short}{counts[short]}"
        return found

    # -- places ---------------------------------------------------------------------------------------------------

    def places(self, behind: Behind) -> list[Place]:
        """The sentences behind a figure: first those where something differs, then those that all agree on.

        Both in the order of the documents; of the latter the first ``AGREEING``. A sentence that says nothing of the
        layer, by either rater, is not among them.
        """
        held: dict[tuple[int, int, tuple[int, int]], list[Disagreement]] = {}
        for pair, item in self.found:
            if behind.between(self.names(pair)) and behind.takes(item):
                held.setdefault((item.document, item.sentence, pair), []).append(item)
        places = [Place(*where, tuple(held[where])) for where in sorted(held)]
        if behind.kind is None:
            for count, where in enumerate(where for where in self._said(behind) if where not in held):
                if count == AGREEING:
                    break
                places.append(Place(*where))
        return places

    def _said(self, behind: Behind) -> Iterator[tuple[int, int, tuple[int, int]]]:
        """Where both finished the sentence and one of them at least says something of the layer."""
        numbers = range(len(self.corpus.raters))
        pairs = [(a, b) for a in numbers for b in numbers if a < b and behind.between(self.names((a, b)))]
        for number, document in enumerate(self.corpus.documents):
            said = [self._sentences(document, rater, behind) for rater in self.corpus.raters]
            where = []
            for a, b in pairs:
                shared = document.shared(self.corpus.raters[a], self.corpus.raters[b])
                where += [(number, sentence, (a, b)) for sentence in shared & (said[a] | said[b])]
            yield from sorted(where)

    @staticmethod
    def _sentences(document: RatedDocument, rater: Layer, behind: Behind) -> set[int]:
        """The sentences in which a rater says something of a layer."""
        reading = document.by_rater.get(rater)
        if reading is None:
            return set()
        part, (kind, _, name) = reading.part, behind.layer.partition(":")
        if kind == "sentence" and name:
            return {state.index for state in part.sentences if _says(state, name, behind.label)}
        if kind == "relation" and name:
            begins = {span.id: span.sentence for span in part.spans}
            return {begins[link.head] for link in part.relations if link.label == name and link.head in begins}
        label, _, attribute = behind.layer.partition(".")
        wanted = behind.label if label == _SPANS else label
        spans = (span for span in part.spans if wanted in (None, span.label))
        if attribute and behind.label is not None:
            spans = (span for span in spans if span.value(attribute) == behind.label)
        return {span.sentence for span in spans}

    # -- one thing that differs -----------------------------------------------------------------------------------

    def spans(self, place: Place, item: Disagreement, side: int) -> list[Span]:
        """The spans of one side that a disagreement is about: those themselves, or the ends of the links."""
        labels = self.labels(place, side)
        found = []
        for name in (item.a, item.b)[side]:
            link = labels.relations.get(name)
            for span in (name,) if link is None else (link.head, link.tail):
                if span in labels.spans:
                    found.append(labels.spans[span])
        return found

    def links(self, place: Place, item: Disagreement, side: int) -> list[Relation]:
        """The links of one side that a disagreement is about."""
        relations = self.labels(place, side).relations
        return [relations[name] for name in (item.a, item.b)[side] if name in relations]


def _says(state: SentenceState, name: str, value: str | None) -> bool:
    return any(label.name == name and value in (None, label.value) for label in state.labels)


def looked_at(
    path: Path,
    stop: Event,
    *,
    told: Callable[[float], object] = lambda _: None,
    replicates: int = 1000,
    seed: int = 1,
    number: int = 1,
) -> Iterator[Looked]:
    """The figures of a project in one pass, first without intervals, then with; over a connection of its own.

    ``told`` hears how much of the present one is done, from 0 to 1. Setting ``stop`` ends it soon, without an error.

    Raises:
        StoreError: the project cannot be read.
    """
    from annotator.session.looking import Stopped, computed, gathered

    try:
        looked = gathered(path, stop, number)
        if looked.whole:
            yield looked
        else:
            yield from computed(looked, stop, told, replicates, seed)
    except Stopped:
        return
    except StoreError:
        if not stop.is_set():  # else it is a query that was told to stop
            raise
