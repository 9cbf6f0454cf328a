"""Finds sentences by their words and by their labels: a query becomes hits, one after another, in document order.

What the words say is asked of the index, which is made as far as it is needed; where it cannot be written (another
process is writing, the file is read-only) the sentences themselves are read, with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotator.errors import StoreBusy, StoreFull, StoreReadOnly
from annotator.model import Layer, Part, SentenceState, Span
from annotator.session.query import Query, Term, checked, no_such
from annotator.store import Project
from annotator.store.connection import readable
from annotator.store.layers import read_part
from annotator.store.search import (
    Indexer,
    Wanted,
    Window,
    document_at,
    expression,
    found,
    last_document,
    place,
    searchable,
)
from annotator.store.sifting import Outline, Sieve, annotators, keys_like, keys_near, layer_id, outline, sifted
from annotator.text.folding import says, words_of

__all__ = ["Finder", "Hit"]

Range = tuple[int, int]
Candidate = tuple[int, frozenset[int] | None]
"""A document, and the first code points of the sentences in it (None: all of them)."""

FIRST, MOST = 20, 1000
"""Sentences asked of the index at once: at first, at most."""
FEWEST, PAGE = 4, 40
"""Documents read at once: at first, at most."""
FEW = 2000
"""Words in fewer sentences than this lead sooner than labels do."""
SHORT = 4
"""A beginning of a word with fewer letters is common: the index would put all its sentences together first."""
_ITSELF: tuple[Span | None, ...] = (None,)
SELDOM = 50
"""One sentence in so many has a short beginning, or it is asked of the index after all."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found, or a span in it. ``marks``: the parts of ``text`` that were asked for."""

    key: str
    title: str | None
    sentence: int
    start: int
    text: str
    marks: tuple[Range, ...]
    layer: Layer
    span: Span | None = None
    comment: str | None = None

    @property
    def offset(self) -> int:
        """Where in the document the first marked part begins, or else the sentence."""
        return self.start + (self.marks[0][0] if self.marks else 0)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One that has the labels asked for; whether it has the words is not known yet."""

    outline: Outline
    number: int
    start: int
    words: str
    span: Span | None = None
    comment: str | None = None


class Finder:
    """Answers queries for an annotator. ``reading``: sentences had to be read that the index should have had.

    ``wanted`` is asked now and then; the hits end when it says no.
    """

    def __init__(self, project: Project, own: Layer, wanted: Callable[[], bool] = lambda: True) -> None:
        self.project, self.own, self.wanted = project, own, wanted
        self.reading = False
        self._indexer = Indexer(project)

    def hits(self, query: Query) -> Iterator[Hit]:
        """The hits of a query, as they are found; of an empty one none.

        Raises:
            QueryError: a name in it is not there; StoreError: the project cannot be read.
        """
        self.reading = False
        checked(query, self.project.scheme)
        if query:
            yield from _Search(self, query, self._layer(query)).hits()

    def index_further(self) -> bool:
        """Bring the index on by a slice; False: nothing is left to do, or it cannot be written now."""
        if not self.project.writable or not self.behind:
            return False
        try:
            return self._indexer.extend()
        except (StoreBusy, StoreFull, StoreReadOnly):
            return False

    @property
    def behind(self) -> bool:
        """Whether there are documents that the index has not."""
        return searchable(self.project) < last_document(self.project)

    @property
    def indexed(self) -> float:
        """How much of the documents is in the index, from 0 to 1."""
        last = last_document(self.project)
        return min(1.0, searchable(self.project) / last) if last else 1.0

    def _layer(self, query: Query) -> Layer:
        """Whose labels are asked for."""
        by = query.of("by")
        if not by or by[0].value == self.own.annotator:
            return self.own
        name, there = by[0].value, annotators(self.project)
        theirs = [x for x in there if x.annotator == name] or [x for x in there if x.kind == name == "gold"]
        if not theirs:
            raise no_such("annotator", name, sorted({layer.annotator for layer in there}))
        return next((layer for layer in theirs if layer.number == self.own.number), theirs[0])


class _Search:
    """One query on its way through the project."""

    def __init__(self, finder: Finder, query: Query, layer: Layer) -> None:
        self._finder, self._project, self._layer = finder, finder.project, layer
        labels = finder.project.scheme.sentence_labels
        self._words = [Wanted(t.value, t.prefix, t.negated) for t in query.of("words")]
        self._spans = [t for t in query.on_spans if t.field != "attr" or t.name not in labels]
        self._states = [t for t in query.of("status", "comment", "attr") if t not in self._spans]
        self._keys = query.of("document")
        self._sieve = self._sieved()
        self._seen = self._kept = 0

    def hits(self) -> Iterator[Hit]:
        """All hits, in the order of the documents."""
        with Window() as window:
            for candidates in self._candidates():
                if not self._finder.wanted():
                    return
                sentences = [s for number, starts in candidates for s in self._sentences(number, starts)]
                yield from self._said(sentences, window)

    def _sieved(self) -> Sieve:
        sieve = Sieve(self._layer)
        for term in (*self._spans, *self._states):
            any_value = term.value == "*"
            if term.negated:
                continue
            if term.field == "label":
                sieve.label(term.value)
            elif term.field == "text":
                sieve.says(term.value)
            elif term.field == "relation":
                sieve.relation(term.value)
            elif term.field == "source":
                sieve.source()
            elif term.field == "comment":
                sieve.comment()
            elif term.field == "status":
                sieve.status(term.value)
            elif term in self._states:
                sieve.sentence_label()
            else:
                sieve.attribute(term.name, None if any_value else term.value)
        return sieve

    # -- which sentences may do -----------------------------------------------------------------------------------

    def _candidates(self) -> Iterator[list[Candidate]]:
        match = expression(self._words)
        wanted = next((term for term in self._keys if not term.negated), None)
        if wanted is not None:
            numbers = keys_like(self._project, wanted.value, wanted.prefix)
            if not numbers:
                raise no_such("document", wanted.value, keys_near(self._project, wanted.value))
            return ([(number, None)] for number in numbers)
        if match is None or (self._sieve.layered and not self._few(match)):
            return self._sifted(0)
        return self._by_index(match)

    def _few(self, match: str) -> bool:
        return not self._finder.behind and len(found(self._project, match, 0, FEW)) < FEW

    def _sifted(self, after: int) -> Iterator[list[Candidate]]:
        size = FEWEST
        while numbers := sifted(self._project, self._sieve, after, size):
            yield [(number, None) for number in numbers]
            after, size = numbers[-1], min(2 * size, PAGE)

    def _by_index(self, match: str) -> Iterator[list[Candidate]]:
        """From the index, which is made as one comes to its end; from the sentences where it cannot be."""
        last, size = 0, FIRST
        if any(w.prefix and len(words_of(w.words)[-1]) < SHORT for w in self._words):
            for page in self._sifted(0):
                yield page
                last = place(page[-1][0] + 1, 0) - 1
                if self._kept * SELDOM < self._seen:
                    break
        while True:
            upto = searchable(self._project)
            rows = found(self._project, match, last, size) if upto else []
            if rows:
                last = place(*rows[-1])
                grouped = groupby(rows, key=lambda row: row[0])
                yield [(number, frozenset(start for _, start in group)) for number, group in grouped]
            if len(rows) == size:
                size = min(2 * size, MOST)
                continue
            last = max(last, place(upto + 1, 0) - 1)
            if document_at(last) >= last_document(self._project):
                return
            if not self._finder.index_further() and searchable(self._project) <= upto:
                break
        self._finder.reading = True
        yield from self._sifted(document_at(last))

    # -- what the labels say --------------------------------------------------------------------------------------

    def _sentences(self, number: int, starts: frozenset[int] | None) -> Iterator[_Sentence]:
        """The sentences of a document that have the labels asked for, once for each span that is asked for."""
        found = outline(self._project, number)
        if found is None or not self._named(found.key):
            return
        part = self._part(number, found.key)
        states = {state.index: state for state in part.sentences}
        chosen = self._chosen(part)
        for index, start, end in found.sentences:
            if starts is not None and start not in starts:
                continue
            state = states.get(index) or SentenceState(index)
            if all(_holds_of_state(term, state) != term.negated for term in self._states):
                comment = state.comment if any(term.field == "comment" for term in self._states) else None
                for span in chosen(index, start, end):
                    yield _Sentence(found, index, start, found.text[start:end], span, comment)

    def _named(self, key: str) -> bool:
        return all(
            (key.startswith(term.value) if term.prefix else key == term.value) != term.negated for term in self._keys
        )

    def _part(self, number: int, key: str) -> Part:
        if not self._spans and not self._states:
            return Part()
        layer = layer_id(self._project, number, self._layer)
        if layer is None:
            return Part()
        with readable(f"{self._project.path}: {key}, layer of {self._layer}"):
            return read_part(self._project, layer)

    def _chosen(self, part: Part) -> Callable[[int, int, int], Sequence[Span | None]]:
        """Gives the spans asked for of a sentence (number, start, end); a None among them: the sentence itself."""
        if not self._spans:
            return lambda _number, _start, _end: _ITSELF
        linked: dict[str, set[str]] = {}
        for relation in part.relations:
            for end in (relation.head, relation.tail):
                linked.setdefault(end, set()).add(relation.label)
        names = {source.id: source.name for source in part.sources}

        def holds(term: Term, span: Span) -> bool:
            return _holds_of_span(term, span, linked.get(span.id, set()), names)

        if all(term.negated for term in self._spans):
            against = [span for span in part.spans if any(holds(term, span) for term in self._spans)]
            return lambda _number, start, end: () if any(s.covers(start, end) for s in against) else _ITSELF
        chosen: dict[int, list[Span]] = {}
        for span in sorted(part.spans, key=lambda span: (span.extent, span.label, span.id)):
            if all(holds(term, span) != term.negated for term in self._spans):
                chosen.setdefault(span.sentence, []).append(span)
        return lambda number, _start, _end: chosen.get(number, ())

    # -- what the words say ---------------------------------------------------------------------------------------

    def _said(self, sentences: list[_Sentence], window: Window) -> Iterator[Hit]:
        """Those of the sentences that have the words."""
        self._seen += len(sentences)
        found: dict[int, tuple[Range, ...]] = dict.fromkeys(range(len(sentences)), ())
        if self._words:
            found = window.matching([sentence.words for sentence in sentences], self._words)
        self._kept += len(found)
        for number, parts in found.items():
            sentence, marks = sentences[number], parts
            span, end = sentence.span, sentence.start + len(sentence.words)
            if span is not None:
                inside = ((max(s, sentence.start), min(e, end)) for s, e in span.extent)
                marks = tuple((s - sentence.start, e - sentence.start) for s, e in inside if s < e)
            yield Hit(
                sentence.outline.key,
                sentence.outline.title,
                sentence.number,
                sentence.start,
                sentence.words,
                marks,
                self._layer,
                span,
                sentence.comment,
            )


def _holds_of_span(term: Term, span: Span, links: set[str], names: dict[str, str]) -> bool:
    if term.field == "label":
        return span.label == term.value
    if term.field == "relation":
        return term.value in links
    if term.field == "text":
        return says(" ".join(part.text for part in span.fragments), term.value, term.prefix)
    if term.field == "source":
        sources = [names[a.value] for a in span.attributes if a.value in names]
        return any(term.value == "*" or says(name, term.value, term.prefix) for name in sources)
    return any(a.name == term.name and term.value in ("*", a.value) for a in span.attributes)


def _holds_of_state(term: Term, state: SentenceState) -> bool:
    if term.field == "status":
        return state.status == term.value
    if term.field == "comment":
        comment = state.comment or ""
        return bool(comment) if term.value == "*" else says(comment, term.value, term.prefix)
    value = state.value(term.name)
    return value is not None and term.value in ("*", value)
