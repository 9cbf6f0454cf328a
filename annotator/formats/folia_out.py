"""``folia``: FoLiA 2.5 XML, one file for a document and a layer: paragraphs, sentences, words, and labels on words.

It is written as plain XML: FoLiApy is under the GPL and is only what the tests read it with.

==========================  =========================================================================================
content of an attribution   a ``<statement>`` for each source it has (one where it has none): ``<hd>`` its own words,
                            ``<source>``, and in ``<rel>`` the words of every attribution cue of that source
cue of uncertainty          a ``<modality>`` for each span it hedges (one where there is none): ``<cue>``, ``<scope>``
every other span            an ``<entity>``
every relation              a ``<relation>`` in its head, pointing at its tail, with its attributes
labels of a sentence        ``<feat>`` in the sentence, with its place in the text (``begin``, ``end``: code points)
==========================  =========================================================================================

Which labels these are the relations of the scheme say: ``attributed_to``, ``cue_of``, ``hedges``; in a scheme without
them every span is an entity. What lies in one sentence stands in it, the rest behind the last paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from urllib.parse import quote

from annotator import __version__
from annotator.formats.by_layer import LayerNames, move_up
from annotator.formats.losses import INSIDE_TOKENS, counted
from annotator.formats.writing import Folder, Labelled, Plan, Writer, check_quotes, parts_of
from annotator.formats.xml_text import CONTROL, attributes, content, fit, name, unfit
from annotator.model import Attribute, Layer, Part, Relation, Sentence, SentenceState, Span

__all__ = ["NOT_HELD", "PARTLY", "UNSEEN", "WHITE_SPACE", "writer"]

UNSEEN = "tokens without a visible character"
"""The loss of a token that is written as stand-ins of the same length."""
WHITE_SPACE = "white space between tokens"
"""The loss of what is more, or other, than one space."""

NOT_HELD = ("ids", "origin of spans", "time spent")
PARTLY = {
    "times of spans": "the last change, to the second; when a span was made is left out",
    INSIDE_TOKENS: "on whole words: all of a word that it begins or ends in; none where it is on white space",
    WHITE_SPACE: "there is a space or nothing; what else stood there is left out",
    UNSEEN: "FoLiA has no empty words: stand-ins of the same length",
    CONTROL: "XML cannot hold them: a visible stand-in of the same length",
}

VERSION = "2.5.0"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_LAYERS = {"statement": "statements", "modality": "modalities", "entity": "entities"}


def _written(word: str) -> str:
    """A word as it is written: one of nothing but white space and format characters would be read as no word at all."""
    shown = fit(word)
    if any(char.isprintable() and not char.isspace() for char in shown):
        return shown
    return "".join("␣" if char.isspace() else "\ufffd" for char in shown)


class _Words:
    """The words of a document: their ids, and which of them a span has."""

    def __init__(self, found: Labelled, root: str) -> None:
        self._text = found.document.text
        self._root = root
        self._places = [
            (start, end, index, number)
            for index, tokens in enumerate(found.tokens)
            for number, (start, end) in enumerate(tokens, 1)
        ]
        self._starts = [start for start, *_ in self._places]

    def of(self, start: int, end: int) -> Sequence[tuple[int, int, int, int]]:
        """The words that share a character with ``[start, end)``: start, end, sentence, number in it (from 1)."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end - 1)
        return [place for place in self._places[first:last] if place[1] > start]

    def references(self, span: Span) -> tuple[list[str], set[int]]:
        """The ``<wref>`` of a span, one for a word that has several of its pieces, and the sentences they lie in."""
        check_quotes(self._text, span)
        lines: dict[str, None] = {}
        sentences = set()
        for part in span.fragments:
            for start, end, index, number in self.of(part.start, part.end):
                sentences.add(index)
                word = attributes(id=f"{self._root}.s.{index + 1}.w.{number}", t=_written(self._text[start:end]))
                lines[f"<wref{word}/>"] = None
        return list(lines), sentences

    def cut(self, span: Span) -> bool:
        """Whether a span begins or ends within a word, or has none."""
        for part in span.fragments:
            words = self.of(part.start, part.end)
            if not words or words[0][0] < part.start or words[-1][1] > part.end:
                return True
        return False


class _Links:
    """What the relations of a layer make of its spans. ``scheme`` names the labels by the relations they may have."""

    def __init__(self, plan: Plan, part: Part) -> None:
        known = plan.scheme.relations
        self.content = known["attributed_to"].head if "attributed_to" in known else None
        self.cue = known["hedges"].head if "hedges" in known else None
        self.spans = {span.id: span for span in part.spans}
        self.of: dict[str, list[Relation]] = defaultdict(list)
        self.cues: dict[str, list[Span]] = defaultdict(list)
        for relation in part.relations:
            self.of[relation.head].append(relation)
            if relation.label == "cue_of":
                self.cues[relation.tail].append(self.spans[relation.head])

    def kind(self, span: Span) -> str:
        """The element for a span."""
        return {self.content: "statement", self.cue: "modality"}.get(span.label, "entity")

    def split(self, span: Span) -> tuple[list[Relation | None], list[Relation]]:
        """The relations that make an element each (None where there is none), and those that stand in the first."""
        making = {"statement": "attributed_to", "modality": "hedges"}.get(self.kind(span))
        own = [r for r in self.of[span.id] if r.label == making]
        return [*own] or [None], [r for r in self.of[span.id] if r.label != making]


class _Document:
    """One document with one layer (or none) as FoLiA."""

    def __init__(self, plan: Plan, found: Labelled, layer: Layer | None, part: Part, root: str) -> None:
        self.plan, self.found, self.layer, self.part = plan, found, layer, part
        self.root = root
        self.set = f"urn:factcheck-annotator:{quote(plan.scheme.name, safe='')}:{quote(plan.scheme.version, safe='')}"
        self.words = _Words(found, self.root)
        self.links = _Links(plan, part)
        self.states = {state.index: state for state in part.sentences}

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The id of each span's (first) element: numbered by label in the order of the text."""
        counts: dict[str, int] = defaultdict(int)
        ids = {}
        for span in self.part.spans:
            counts[span.label] += 1
            ids[span.id] = f"{self.root}.{name(span.label)}.{counts[span.label]}"
        return ids

    def lines(self) -> Iterator[str]:
        """The file, line by line."""
        yield '<?xml version="1.0" encoding="utf-8"?>'
        head = attributes(xml_id=self.root, version=VERSION, generator=f"factcheck-annotator {__version__}")
        yield f'<FoLiA xmlns="http://ilk.uvt.nl/folia"{head}>'
        yield from self._metadata()
        yield f"<text{attributes(xml_id=f'{self.root}.text')}>"
        inside, across = self._elements()
        last = None
        for number, paragraph in enumerate(self._paragraphs(), 1):
            yield f"<p{attributes(xml_id=f'{self.root}.p.{number}')}>"
            for sentence in paragraph:
                yield from self._sentence(sentence, inside.get(sentence.index, {}))
            yield "</p>"
            last = paragraph
        if last is not None:
            yield from self._layers(across)
        yield "</text>"
        yield "</FoLiA>"

    # -- what it says about itself --------------------------------------------------------------------------------

    def _metadata(self) -> Iterator[str]:
        yield '<metadata type="native">'
        yield "<annotations>"
        for kind in ("text", "paragraph", "sentence", "token"):
            given = attributes(set_=self.set if kind == "sentence" else None)
            yield f'<{kind}-annotation{given}><annotator processor="proc.segmenter"/></{kind}-annotation>'
        if self.layer is not None:
            for kind in ("entity", "statement", "modality", "relation"):
                yield (
                    f"<{kind}-annotation{attributes(set_=self.set)}>"
                    f'<annotator processor="proc.annotator"/></{kind}-annotation>'
                )
            yield '<comment-annotation><annotator processor="proc.annotator"/></comment-annotation>'
        yield "</annotations>"
        yield "<provenance>"
        segmenter = attributes(xml_id="proc.segmenter", name=self.found.segmenter or "given", type="auto")
        yield f'<processor xml:id="proc.tool" name="factcheck-annotator" version="{__version__}" type="auto">'
        yield f"<processor{segmenter}/>"
        yield "</processor>"
        if self.layer is not None:
            by = "auto" if self.layer.kind == "suggester" else "manual"
            yield f"<processor{attributes(xml_id='proc.annotator', name=self.layer.annotator, type=by)}/>"
        yield "</provenance>"
        for key, value in self._facts():
            yield f"<meta{attributes(id=key)}>{content(value)}</meta>"
        yield "</metadata>"

    def _facts(self) -> Iterator[tuple[str, str]]:
        document = self.found.document
        for key in ("key", "title", "language", "publisher", "url", "published", "sha256"):
            if value := getattr(document, key):
                yield key, value
        yield "scheme", f"{self.plan.scheme.name} {self.plan.scheme.version}"
        if self.layer is not None:
            yield "layer.kind", self.layer.kind
            yield "layer.pass", str(self.layer.number)
        for source in self.part.sources:
            yield f"source.{source.id}", source.name
            if source.source_type:
                yield f"source.{source.id}.type", source.source_type
        for number, meta in enumerate(document.meta, 1):
            yield f"meta.{number}.{meta.key}", meta.value

    # -- text -----------------------------------------------------------------------------------------------------

    def _paragraphs(self) -> Iterator[list[Sentence]]:
        """Sentences between which there is no line break belong together."""
        held: list[Sentence] = []
        for sentence in self.found.sentences:
            if held and "\n" in self.found.document.text[held[-1].end : sentence.start]:
                yield held
                held = []
            held.append(sentence)
        if held:
            yield held

    def _sentence(self, sentence: Sentence, elements: dict[str, list[str]]) -> Iterator[str]:
        text, root = self.found.document.text, f"{self.root}.s.{sentence.index + 1}"
        tokens = self.found.tokens[sentence.index]
        yield f"<s{attributes(xml_id=root)}>"
        for number, (start, end) in enumerate(tokens, 1):
            glued = number < len(tokens) and tokens[number][0] == end
            word = attributes(xml_id=f"{root}.w.{number}", space="no" if glued else None)
            yield f"<w{word}><t>{content(_written(text[start:end]))}</t></w>"
        state = self.states.get(sentence.index, SentenceState(sentence.index))
        yield from _features(
            Attribute("begin", str(sentence.start)),
            Attribute("end", str(sentence.end)),
            Attribute("role", state.role or sentence.role),
        )
        if self.layer is not None:
            yield from _features(Attribute("status", state.status), *state.labels)
            if state.confidence is not None:
                yield from _features(Attribute("confidence", str(state.confidence)))
            if state.comment:
                yield f"<comment>{content(state.comment)}</comment>"
        yield from self._layers(elements)
        yield "</s>"

    # -- labels ---------------------------------------------------------------------------------------------------

    def _layers(self, elements: dict[str, list[str]]) -> Iterator[str]:
        for kind, around in _LAYERS.items():
            if lines := elements.get(kind):
                yield f"<{around}>"
                yield from lines
                yield f"</{around}>"

    def _elements(self) -> tuple[dict[int, dict[str, list[str]]], dict[str, list[str]]]:
        """The elements of every span by sentence and kind, and those that touch several sentences by kind."""
        inside: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        across: dict[str, list[str]] = defaultdict(list)
        for span in self.part.spans:
            kind = self.links.kind(span)
            making, others = self.links.split(span)
            for number, relation in enumerate(making):
                lines, sentences = self._element(kind, span, number, relation, others if number == 0 else [])
                place = inside[sentences.pop()] if len(sentences) == 1 else across
                place[kind] += lines
        return inside, across

    def _element(
        self, kind: str, span: Span, number: int, relation: Relation | None, others: Sequence[Relation]
    ) -> tuple[list[str], set[int]]:
        one = self._ids[span.id] + (f".{number + 1}" if number else "")
        changed = _TIME.match(span.updated)
        said = attributes(xml_id=one, class_=span.label, datetime=changed[0] if changed else None)
        own, sentences = self.words.references(span)
        tail = self.links.spans[relation.tail] if relation else None
        lines = [f"<{kind}{said}>", *_features(*span.attributes)]
        for link in [relation, *others] if relation else others:
            lines += self._relation(link)
        if kind == "entity":
            lines += own
        roles: list[tuple[str, list[Span]]] = []
        if kind == "statement":
            lines += ["<hd>", *own, "</hd>"]
            roles = [("source", [tail]), ("rel", self.links.cues[tail.id])] if tail else []
        elif kind == "modality":
            lines += ["<cue>", *own, "</cue>"]
            roles = [("scope", [tail])] if tail else []
        for role, spans in roles:
            found = [self.words.references(each) for each in spans]
            # two cues of one source may share words: a word is referred to once
            words = dict.fromkeys(line for references, _ in found for line in references)
            sentences.update(*(touched for _, touched in found))
            lines += [f"<{role}>", *words, f"</{role}>"] if words else []
        return [*lines, f"</{kind}>"], sentences

    def _relation(self, relation: Relation) -> list[str]:
        tail = self.links.spans[relation.tail]
        target = attributes(id=self._ids[tail.id], type=self.links.kind(tail))
        return [
            f"<relation{attributes(class_=relation.label)}>",
            *_features(*relation.attributes),
            f"<xref{target}/>",
            "</relation>",
        ]


def _features(*found: Attribute) -> Iterator[str]:
    for each in found:
        yield f"<feat{attributes(subset=each.name, class_=each.value)}/>"


class _Folia:
    """Files of FoLiA."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def losses(self, found: Labelled) -> Iterator[str]:
        """What FoLiA has no place for, and what words cannot say exactly."""
        text = found.document.text
        yield from counted(found, NOT_HELD)
        words = _Words(found, "")
        for _, part in found.layers:
            yield from ("times of spans" for _ in part.spans)
            yield from (INSIDE_TOKENS for span in part.spans if words.cut(span))
        for tokens in found.tokens:
            gaps = (text[one[1] : two[0]] for one, two in pairwise(tokens))
            yield from (WHITE_SPACE for gap in gaps if gap not in ("", " "))
            written = ((text[start:end], _written(text[start:end])) for start, end in tokens)
            yield from (UNSEEN for word, shown in written if shown != fit(word))
        yield from (CONTROL for _ in range(unfit(text)))

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``KEY.folia.xml``, in a folder for each annotator where there are several."""
        layers = LayerNames()
        for found in documents:
            stem = folder.name_for(found.document.key)
            for layer, part in parts_of(found):
                whose = layers.of(layer)
                root = f"d.{name(stem)}.{name(whose)}" if layer else f"d.{name(stem)}"
                with folder.open("/".join(filter(None, (whose, found.split, f"{stem}.folia.xml")))) as stream:
                    lines = _Document(self._plan, found, layer, part, root).lines()
                    stream.write("".join(f"{line}\n" for line in lines).encode())
        if not layers.several:
            for whose in layers.given:
                move_up(folder, whose)


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Folia(plan)
