"""``spacy``: DocBin files and configurations that train (the extra ``spacy``).

``data.spacy`` has a doc for each document and layer, ``sentences.spacy`` one for each sentence that was worked on; of a
split, ``train.spacy``, ``sentences-train.spacy`` and so on. Every doc has our tokens and gives its text back exactly,
whatever whitespace is in it, and says in ``doc.user_data`` whose labels it has. All spans are in the group ``sc`` of
``doc.spans``; documents also have a group for each label, sentences have not: spaCy takes a third of a millisecond for
any group, empty ones too, writing and reading. ``doc.ents`` stays empty: entities may not overlap, and cues lie within
claims.

``config.cfg`` trains a span categoriser and ``textcat.cfg`` a classifier of sentences, both on sentences: a document
proposes too many candidates as long as a claim, and its sentences that nobody looked at would be taken for empty ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.errors import StoreCorrupt
from annotator.formats.losses import INSIDE_TOKENS, counted
from annotator.formats.spacy_config import ALL, Library, Sizes, spancat, textcat
from annotator.formats.writing import Folder, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.model import Layer, Part, SentenceState, Span
from annotator.scheme import Scheme

__all__ = ["ALL", "NOT_HELD", "PARTLY", "PARTS", "writer"]

NOT_HELD: tuple[str, ...] = (
    "attributes of spans",
    "relations",
    "attributes of relations",
    "source entities",
    "confidence",
    "comments",
    "time spent",
    "roles of sentences",
    "origin of spans",
    "times of spans",
    "metadata of documents",
)
PARTLY: dict[str, str] = {
    "discontinuous spans": "one span from the first piece to the last; its pieces are in `doc.user_data`",
    INSIDE_TOKENS: "widened to whole tokens",
}

PARTS: dict[str, str] = {"uncertainty_cue": "uncertain", "claim": "has_claim"}
"""Categories of sentences that follow from a span in them, by its label, where the scheme has it."""

_TOKENS = 500_000  # in a file: spaCy reads and writes one whole


# -- docs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stretch:
    """A document's text from ``start`` to ``end`` as spaCy's words: ``at[i]`` is the offset of ``words[i]``.

    A single space behind a word belongs to it; any other text between tokens is a word of its own. ``begins[i]``:
    a sentence begins there.
    """

    start: int
    end: int
    words: list[str]
    spaces: list[bool]
    at: list[int]
    begins: list[bool]

    @classmethod
    def of(cls, found: Labelled, start: int, end: int, tokens: Iterable[tuple[int, int]]) -> _Stretch:
        """The words of a part of a document, given the tokens in it."""
        text, starts = found.document.text, {sentence.start for sentence in found.sentences}
        cuts = {start, end}.union(*tokens, starts, (sentence.end for sentence in found.sentences))
        made = cls(start, end, [], [], [], [])
        begins = True
        for here, there in pairwise(sorted(cut for cut in cuts if start <= cut <= end)):
            begins |= here in starts
            spaced = bool(made.words) and not made.spaces[-1] and text[here] == " "
            if spaced:
                made.spaces[-1] = True
            if here + spaced < there:
                made.words.append(text[here + spaced : there])
                made.spaces.append(False)
                made.at.append(here + spaced)
                made.begins.append(begins)
                begins = False
        return made

    def doc(self, library: Library, vocab: Any, text: str) -> Any:
        """A spaCy doc of it, whose text is that of the document to the last space."""
        doc = library.Doc(vocab, words=self.words, spaces=self.spaces, sent_starts=self.begins)
        if doc.text != text[self.start : self.end]:
            raise StoreCorrupt(f"the tokens at {self.start} do not give the text back", "run `annotator check`")
        return doc

    def words_of(self, span: Span) -> tuple[int, int]:
        """The first word of a span and the one behind its last: those that hold its ends."""
        return bisect_right(self.at, span.start) - 1, bisect_left(self.at, span.end)


def _extent(stretch: _Stretch, first: int, last: int) -> tuple[int, int]:
    """The offsets of words, without the space behind the last."""
    return stretch.at[first], stretch.at[last - 1] + len(stretch.words[last - 1])


def _labelled_doc(
    library: Library, vocab: Any, found: Labelled, stretch: _Stretch, spans: Sequence[Span], groups: Iterable[str] = ()
) -> Any:
    """A doc with its spans in the group with all, and in those of labels that are asked for."""
    text = found.document.text
    doc = stretch.doc(library, vocab, text)
    held: dict[str, list[Any]] = {ALL: [], **{label: [] for label in groups}}
    for span in spans:
        check_quotes(text, span)
        made = library.Span(doc, *stretch.words_of(span), label=span.label, span_id=span.id)
        for name in {ALL, span.label} & held.keys():
            held[name].append(made)
    for name, members in held.items():
        doc.spans[name] = members
    pieces = {span.id: span.extent for span in spans if len(span.fragments) > 1}
    if pieces:
        doc.user_data["pieces"] = pieces
    return doc


def _whose(found: Labelled, layer: Layer | None) -> dict[str, Any]:
    whose = (layer.annotator, layer.kind, layer.number) if layer else (None, None, None)
    return {"key": found.document.key, **dict(zip(("annotator", "kind", "pass"), whose, strict=True))}


def _categories(scheme: Scheme, state: SentenceState, spans: Iterable[Span]) -> dict[str, float]:
    """The categories of a sentence that are known: 1 it is so, 0 it is not; of what is not known, nothing.

    That it is not uncertain, or has no claim, is known of a sentence that is done.
    """
    found: dict[str, float] = {}
    for label in scheme.sentence_label:
        given = {each.value for each in state.labels if each.name == label.name}
        if given:
            names = (*label.names, *sorted(given - set(label.names)))
            found |= {f"{label.name}={name}": float(name in given) for name in names}
    labels = {span.label for span in spans}
    for label_of_span, name in PARTS.items():
        if label_of_span in scheme.spans and (label_of_span in labels or state.status == "done"):
            found[name] = float(label_of_span in labels)
    return found


def _worked_on(state: SentenceState, spans: Sequence[Span]) -> bool:
    """Whether a sentence is an example: done, or with a label; not one that was looked at by nobody, or skipped."""
    return state.status == "done" or bool(state.labels) or (state.status != "skipped" and bool(spans))


# -- files --------------------------------------------------------------------------------------------------------


class _Bins:
    """Docs going to one file, ``NAME.spacy``, or where they are many to several in a folder, ``NAME/0001.spacy``, …

    spaCy reads a folder as it reads a file.
    """

    def __init__(self, library: Library, folder: Folder, name: str) -> None:
        self._library, self._folder, self._name = library, folder, name
        self._written = 0
        self.docs = 0
        self._renew()

    def _renew(self) -> None:
        self.vocab = self._library.Vocab()  # a new one: a vocabulary forgets no word
        self._bin = self._library.DocBin(attrs=["ORTH", "SENT_START"], store_user_data=True)
        self._tokens = 0

    def __enter__(self) -> _Bins:
        return self

    def __exit__(self, kind: object, *fault: object) -> None:
        if kind is None and (self._tokens or not self._written):
            self._put(f"{self._name}/{self._written + 1:04}.spacy" if self._written else f"{self._name}.spacy")

    def add(self, doc: Any) -> None:
        """One more doc."""
        self._bin.add(doc)
        self.docs += 1
        self._tokens += len(doc)
        if self._tokens >= _TOKENS:
            self._written += 1
            self._put(f"{self._name}/{self._written:04}.spacy")
            self._renew()

    def _put(self, name: str) -> None:
        with self._folder.open(name) as stream:
            stream.write(self._bin.to_bytes())

    @property
    def path(self) -> str:
        """What a configuration names."""
        return self._name if self._written else f"{self._name}.spacy"


class _Pair(NamedTuple):
    """Where the docs of a part of the data go."""

    documents: _Bins
    sentences: _Bins


class _SpaCy:
    """The files of an export."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._library = Library()

    def losses(self, found: Labelled) -> Iterator[str]:
        """What spaCy has no place for, spans in pieces, and spans that are not of whole tokens."""
        yield from counted(found, [*NOT_HELD, "discontinuous spans"])
        if found.layers:
            whole = _whole(found)
            for _, part in found.layers:
                for span in part.spans:
                    if _extent(whole, *whole.words_of(span)) != (span.start, span.end):
                        yield INSIDE_TOKENS

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """The DocBins, then the configurations, which need to know how long spans are."""
        sizes = Sizes(self._library)
        names: dict[str | None, tuple[str, str]] = {part: (part, f"sentences-{part}") for part in self._plan.splits}
        names = names or {None: ("data", "sentences")}
        with ExitStack() as held:
            bins = {
                part: _Pair(*(held.enter_context(_Bins(self._library, folder, name)) for name in pair))
                for part, pair in names.items()
            }
            for found in documents:
                part = found.split if self._plan.splits else None
                trained = part == next(iter(names))
                sizes.languages[found.document.language] += 1
                self._document(found, bins[part], sizes if trained else None)
        paths = [pair.sentences.path for pair in bins.values()]
        with folder.open("config.cfg") as stream:
            stream.write(spancat(sizes, paths).encode())
        with folder.open("textcat.cfg") as stream:
            stream.write(textcat(sizes, paths).encode())

    def _document(self, found: Labelled, bins: _Pair, sizes: Sizes | None) -> None:
        library, scheme = self._library, self._plan.scheme
        stretch = _whole(found)
        for layer, part in parts_of(found):
            if layer is None:
                doc = stretch.doc(library, bins.documents.vocab, found.document.text)
            else:
                doc = _labelled_doc(library, bins.documents.vocab, found, stretch, part.spans, scheme.spans)
            states = {state.index: state for state in part.sentences}
            status = [states[s.index].status if s.index in states else "todo" for s in found.sentences]
            doc.user_data.update(_whose(found, layer), status=status)
            bins.documents.add(doc)
            if layer is not None:
                for each in self._sentences(found, layer, part, states, bins.sentences, sizes):
                    bins.sentences.add(each)

    def _sentences(
        self,
        found: Labelled,
        layer: Layer,
        part: Part,
        states: Mapping[int, SentenceState],
        bins: _Bins,
        sizes: Sizes | None,
    ) -> Iterator[Any]:
        """A doc for each sentence that was worked on, with the spans that lie in it and its categories."""
        within = _by_sentence(found, part)
        for sentence, tokens in zip(found.sentences, found.tokens, strict=True):
            touching = within[sentence.index]
            state = states.get(sentence.index) or SentenceState(sentence.index)
            if not _worked_on(state, touching):
                continue
            spans = [span for span in touching if sentence.start <= span.start and span.end <= sentence.end]
            stretch = _Stretch.of(found, sentence.start, sentence.end, tokens)
            doc = _labelled_doc(self._library, bins.vocab, found, stretch, spans)
            doc.cats = _categories(self._plan.scheme, state, touching)
            place = {"sentence": sentence.index, "start": sentence.start, "status": state.status}
            doc.user_data.update(_whose(found, layer), **place)
            if sizes is not None:
                offsets = [(span.start - sentence.start, span.end - sentence.start) for span in spans]
                sizes.look(found.document.language, doc.text, offsets)
                sizes.across += sum(span.sentence == sentence.index for span in touching) - len(spans)
            yield doc


def _whole(found: Labelled) -> _Stretch:
    return _Stretch.of(found, 0, len(found.document.text), (token for tokens in found.tokens for token in tokens))


def _by_sentence(found: Labelled, part: Part) -> list[list[Span]]:
    """The spans that touch each sentence, in text order."""
    starts = [sentence.start for sentence in found.sentences]
    within: list[list[Span]] = [[] for _ in starts]
    for span in part.spans:
        for index in range(max(0, bisect_right(starts, span.start) - 1), bisect_left(starts, span.end)):
            if span.covers(starts[index], found.sentences[index].end):
                within[index].append(span)
    return within


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export.

    Raises:
        UsageError: spaCy is not there.
    """
    return _SpaCy(plan)
