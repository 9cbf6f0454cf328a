"""What an annotator may mean at the cursor: units of one kind, or of one kind after the other. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.labels import Labels
from annotator.session.cursor import Cursor, Extent
from annotator.store.documents import StoredDocument
from annotator.text.units import Sentence, quotations
from annotator.text.zou import ZOU

if TYPE_CHECKING:
    from annotator.scheme.definition import SpanDef

__all__ = ["LANDMARKS", "Proposer"]

LANDMARKS = ("cue", "number", "capital", "quote")
"""The kinds of token that the cursor can jump to."""
AROUND = 12
"""Sentences before and after the focused one in which the other mark of a quotation is looked for."""


class Proposer:
    """Units of a document at a cursor; ``labels`` tell where sources are labelled already."""

    def __init__(self, stored: StoredDocument, labels: Labels, cursor: Cursor) -> None:
        self._stored, self._labels, self._cursor = stored, labels, cursor

    @property
    def _here(self) -> Sentence:
        return self._sentence(self._cursor.sentence)

    def _sentence(self, index: int) -> Sentence:
        return Sentence(self._stored.document.text, self._stored.tokens[index])

    # -- units ----------------------------------------------------------------------------------------------------

    def of_label(self, definition: SpanDef) -> list[Extent]:
        """What a label may go on at the cursor: the token, then its units, the likeliest first."""
        kind, _, which = definition.unit.partition(" of ")
        found = list(dict.fromkeys([(self._cursor.at,), *self.of_kind(kind, which)]))
        index = self._cursor.sentence
        if not definition.cross_sentence:
            sentence = self._stored.sentences[index]
            found = [extent for extent in found if sentence.start <= extent[0][0] and extent[-1][1] <= sentence.end]
        return found

    def of_kind(self, kind: str, which: str = "") -> list[Extent]:
        """The units of one kind at the cursor, then larger ones; at last the token itself. Each of them once."""
        kinds = {
            "cue": ("cue", "token", "phrase"),
            "phrase": ("phrase", "token"),
            "clause": ("clause", "quotation", "sentence", "phrase"),
            "quotation": ("quotation", "phrase", "sentence"),
            "sentence": ("sentence", "clause"),
        }.get(kind, (kind,))
        found = [extent for name in (*kinds, "token") for extent in self._of(name, which)]
        return list(dict.fromkeys(found))

    def in_turn(self) -> list[Extent]:
        """The unit of each kind at the cursor, from the phrase to the sentence, the token last."""
        found = [next(self._of(kind, ""), None) for kind in ("phrase", "clause", "quotation", "sentence", "token")]
        return list(dict.fromkeys(extent for extent in found if extent is not None))

    def _of(self, kind: str, which: str) -> Iterator[Extent]:
        here, at = self._here, self._cursor.token
        if kind == "phrase":
            yield from ((here.extent(*found),) for found in here.phrases(at))
        elif kind == "clause":
            spans = self._labels.in_sentence(self._cursor.sentence)
            yield from here.clauses(at, [(span.start, span.end) for span in spans])
        elif kind == "sentence":
            yield (here.extent(*here.without_end()),)
        elif kind == "quotation":
            yield from self._quotations()
        elif kind == "cue":
            yield from self._cues(which)
        else:
            yield (self._cursor.at,)

    def _quotations(self) -> Iterator[Extent]:
        index = self._cursor.sentence
        near = range(max(0, index - AROUND), min(len(self._stored.tokens), index + AROUND + 1))
        marks = [
            sentence.tokens[i]
            for sentence in map(self._sentence, near)
            for i in range(len(sentence.tokens))
            if sentence.quote_mark(i)
        ]
        yield from quotations(self._stored.document.text, marks, self._cursor.at[0])

    def _cues(self, which: str) -> Iterator[Extent]:
        """Known cues with the token in them, of a few words; the word itself where more of them would be guessing."""
        from annotator.text.cues import cues_in

        start, end = self._cursor.at
        text = self._stored.document.text
        sentence = self._stored.sentences[self._cursor.sentence]
        if text[start:end].lower() in ZOU:
            return
        for cue in cues_in(text, sentence.start, sentence.end):
            words = sum(len(text[s:e].split()) for s, e in cue.extent)
            here = any(s < end and start < e for s, e in cue.extent)
            if here and words <= 4 and which in ("", cue.kind):
                yield cue.extent

    # -- places ---------------------------------------------------------------------------------------------------

    def starts(self, sentence: int) -> list[int]:
        """The tokens of a sentence at which something begins."""
        return self._sentence(sentence).starts()

    def phrase_end(self, token: int) -> int:
        """The last token of the phrase at a token of the sentence in focus."""
        return max(token, self._here.phrase(token)[1] - 1)

    def next_start(self, by: int) -> tuple[int, int] | None:
        """The sentence and token of the next (or the last) beginning of something; None at the end of the document."""
        return self._next(self.starts, by)

    def next_landmark(self, kind: str, by: int) -> tuple[int, int] | None:
        """The sentence and token of the next (or the last) landmark of a kind; None: there is no more."""
        return self._next(lambda index: self._landmarks(kind, index), by)

    def _next(self, found: Callable[[int], Sequence[int]], by: int) -> tuple[int, int] | None:
        here, at = self._cursor.sentence, self._cursor.token
        order = range(here, len(self._stored.tokens)) if by > 0 else range(here, -1, -1)
        for index in order:
            tokens = [t for t in found(index) if index != here or (t > at if by > 0 else t < at)]
            if tokens:
                return index, tokens[0] if by > 0 else tokens[-1]
        return None

    def _landmarks(self, kind: str, index: int) -> list[int]:
        sentence = self._sentence(index)
        count = len(sentence.tokens)
        if kind == "number":
            return [i for i in range(count) if sentence.number(i)]
        if kind == "capital":
            return [i for i in range(1, count) if sentence.capital(i) and not (sentence.capital(i - 1) and i > 1)]
        if kind == "quote":
            return [i for i in range(count) if sentence.quote_mark(i)]
        from annotator.suggest.lexicon import suggest

        bounds = self._stored.sentences[index]
        found = suggest(self._stored.text_of(bounds), [(0, bounds.end - bounds.start)])
        nouns = [one for one in found if any(a.value == "noun" for a in one.attributes)]
        first = {bounds.start + one.fragments[0].start for one in found if one not in nouns}
        return [i for i, (start, _) in enumerate(sentence.tokens) if start in first]
