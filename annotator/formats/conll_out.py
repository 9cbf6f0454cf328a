"""``conll``: one token a line, tabs between the columns, a blank line after a sentence, an IOB2 column for each label.

A file begins like this:

    # global.columns = FORM claim uncertainty_cue source attribution_cue quote
    # newdoc id = nos-almaty
    # annotator = anna
    # sent_id = nos-almaty-0
    # status = done
    # text = Mogelijk tientallen doden in Kazachse stad Almaty
    Mogelijk	B-claim	B-uncertainty_cue	O	O	O

A column for each label keeps a cue within a claim within a quote. A span is in the file exactly, or not at all: one of
several pieces, of parts of tokens, over sentences, or over an earlier one of the same label is left out and counted. A
sentence that nobody worked on has the status ``todo``: its ``O`` says nothing. A document that nobody labelled has no
annotator and no status.

``data.conll``, or a file for each part of a split. Several layers have a folder each. Documents that nobody labelled
are in the folder ``unlabelled`` where others are labelled: their ``O`` would be learned as the absence of labels.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from annotator.formats.by_layer import UNLABELLED, LayerNames, move_up
from annotator.formats.losses import ACROSS_SENTENCES, INSIDE_TOKENS, counted
from annotator.formats.writing import Folder, Hashed, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.model import Layer, Part, Span

__all__ = ["NOT_HELD", "PARTLY", "UNKNOWN", "writer"]

UNKNOWN = "spans with labels outside the scheme"
"""The loss of a span for whose label there is no column."""

NOT_HELD: tuple[str, ...] = (
    "discontinuous spans",
    "attributes of spans",
    "relations",
    "attributes of relations",
    "source entities",
    "labels of sentences",
    "confidence",
    "comments",
    "time spent",
    "roles of sentences",
    "origin of spans",
    "times of spans",
    "ids",
    "metadata of documents",
)
PARTLY: dict[str, str] = {
    "overlapping spans": "of those with the same label only the first one, the longer one where they begin together",
    "kind and pass of a layer": "a suggester's layer is read as an annotator's",
    INSIDE_TOKENS: "left out: a line is a whole token",
    ACROSS_SENTENCES: "left out: a tag ends with its sentence",
    UNKNOWN: "left out: the columns are those of the scheme",
}

_BREAK = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_KNOWN = ("title", "language", "publisher", "url", "published")


def _flat(text: str) -> str:
    """A text that breaks no line and no cell."""
    return _BREAK.sub(" ", text)


class _Tagged(NamedTuple):
    """A span as it stands in its column: its label, its sentence, its first and its last token."""

    label: str
    sentence: int
    first: int
    last: int


class _Tokens:
    """The tokens of a document without white space at their edges, and where spans stand among them."""

    def __init__(self, found: Labelled) -> None:
        self.text = text = found.document.text
        self.places: list[list[tuple[int, int]]] = []
        self._starts: dict[int, tuple[int, int]] = {}
        self._ends: dict[int, tuple[int, int]] = {}
        for index, tokens in enumerate(found.tokens):
            row: list[tuple[int, int]] = []
            for start, end in tokens:
                if word := text[start:end].strip():
                    first = text.index(word, start)
                    last = first + len(word)
                    self._starts[first] = self._ends[last] = (index, len(row))
                    row.append((first, last))
            self.places.append(row)
        self._firsts = [row[0][0] for row in self.places if row]
        self._lasts = [row[-1][1] for row in self.places if row]

    def placed(self, part: Part, labels: Sequence[str]) -> Iterator[_Tagged | str]:
        """Each span with its place in its column, or the name of the loss where it has none."""
        taken: dict[str, int] = {}
        for span in part.spans:
            first, last = self._starts.get(span.start), self._ends.get(span.end)
            check_quotes(self.text, span)
            if len(span.fragments) > 1:
                yield "discontinuous spans"
            elif span.label not in labels:
                yield UNKNOWN
            elif self._crosses(span):
                yield ACROSS_SENTENCES
            elif first is None or last is None:
                yield INSIDE_TOKENS
            elif span.start < taken.get(span.label, 0):
                yield "overlapping spans"
            else:
                taken[span.label] = span.end
                yield _Tagged(span.label, first[0], first[1], last[1])

    def _crosses(self, span: Span) -> bool:
        """Whether a span touches tokens of more than one sentence."""
        return bisect_right(self._lasts, span.start) < bisect_left(self._firsts, span.end) - 1


class _Conll:
    """Writes the documents of each layer one after another."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._labels = [label.name for label in plan.scheme.span]
        self._column = {name: number for number, name in enumerate(self._labels, 1)}
        names = " ".join(re.sub(r"\s", "_", name) for name in self._labels)
        self._header = f"# global.columns = FORM {names}\n".encode()

    def losses(self, found: Labelled) -> Iterable[str]:
        """Everything but spans and status; and spans that a column cannot hold."""
        yield from counted(found, NOT_HELD)
        tokens = _Tokens(found) if found.layers else None
        for layer, part in found.layers:
            if layer.kind == "suggester":
                yield "kind and pass of a layer"
            assert tokens is not None
            for place in tokens.placed(part, self._labels):
                if isinstance(place, str) and place not in NOT_HELD:
                    yield place

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """A file for each part of a split in a folder for each layer; those of the only layer are moved to the top."""
        layers = LayerNames()
        with ExitStack() as held:
            streams: dict[tuple[str, str | None], Hashed] = {}

            def file_of(layer: str, part: str | None) -> Hashed:
                if (layer, part) not in streams:
                    stream = held.enter_context(folder.open(f"{layer}/{part or 'data'}.conll"))
                    stream.write(self._header)
                    streams[layer, part] = stream
                return streams[layer, part]

            for found in documents:
                tokens = _Tokens(found)
                for layer, part in parts_of(found):
                    lines = self._lines(found, tokens, layer, part)
                    file_of(layers.of(layer), found.split).write("".join(lines).encode())
            for name in layers.given or [layers.of(None)]:
                for split in self._plan.splits or (None,):
                    file_of(name, split)
        if not layers.several:
            move_up(folder, next((name for name in layers.given if name != UNLABELLED), UNLABELLED))

    def _lines(self, found: Labelled, tokens: _Tokens, layer: Layer | None, part: Part) -> Iterator[str]:
        document = found.document
        tags = [[["O"] * len(self._labels) for _ in row] for row in tokens.places]
        for place in tokens.placed(part, self._labels):
            if isinstance(place, _Tagged):
                column = self._column[place.label] - 1
                for number in range(place.first, place.last + 1):
                    mark = "B" if number == place.first else "I"
                    tags[place.sentence][number][column] = f"{mark}-{_flat(place.label)}"
        states = {state.index: state.status for state in part.sentences}
        head = _head(found, layer)
        for sentence, row, cells in zip(found.sentences, tokens.places, tags, strict=True):
            if not row:
                continue
            yield from head
            head = []
            yield f"# sent_id = {_key(document.key)}-{sentence.index}\n"
            if layer is not None:
                yield f"# status = {states.get(sentence.index, 'todo')}\n"
            yield f"# text = {_flat(document.text[row[0][0] : row[-1][1]])}\n"
            for (start, end), marks in zip(row, cells, strict=True):
                yield "\t".join([_flat(document.text[start:end]), *marks]) + "\n"
            yield "\n"


def _key(key: str) -> str:
    """A document's key on one line without spaces around it; one that had to be changed for that ends in its hash."""
    flat = _flat(key).strip()
    return flat if flat == key else f"{flat}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _head(found: Labelled, layer: Layer | None) -> list[str]:
    """The comments above a document: what it is and whose labels it has."""
    said = [("newdoc id", _key(found.document.key))]
    said += [(name, getattr(found.document, name) or "") for name in _KNOWN]
    if layer is not None:
        said.append(("annotator", layer.annotator))
        if layer.kind != "annotator":
            said.append(("kind", layer.kind))
        if layer.number != 1:
            said.append(("pass", str(layer.number)))
    return [f"# {name} = {_flat(value)}\n" for name, value in said if value.strip()]


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Conll(plan)
