"""``sentences``: the training view, a row for each sentence and layer.

Offsets are code points. ``start`` and ``end`` of a token, a span or a piece count from the start of the sentence and
are cut at its edges, and ``text`` is what stands there; ``global_start`` and ``global_end`` count in the document and
are those of the whole, uncut. A span is told in every sentence it touches: ``begins_before`` and ``goes_on`` say where
that is not the first, or not the last. A relation is told once, in the sentence where its head begins.

Every row of an export has the same keys, and none of them holds a map: ``datasets`` and ``pandas`` read it as it is.
With ``merge`` there is one row for a sentence, with votes beside the labels (``formats.merging``); with ``derive``
there are columns for what follows from them (``formats.derived``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.formats import derived
from annotator.formats.derived import Facts
from annotator.formats.lines import write_line
from annotator.formats.losses import counted
from annotator.formats.merging import Merged, Tally, Votes, merge, mode_of
from annotator.formats.sentence_shape import row_types, sentence_json_schema
from annotator.formats.writing import Folder, Labelled, Plan, Streams, Writer, parts_of
from annotator.model import Attribute, Layer, Part, Relation, Sentence, SentenceState, Span

__all__ = ["NOT_HELD", "PARTLY", "Rows", "SentenceWriter", "row_types", "sentence_json_schema", "writer"]

NOT_HELD = ("comments", "time spent", "times of spans", "metadata of documents")
PARTLY = {
    "discontinuous spans": "a piece of white space between two sentences is left out",
    "source entities": "a row has those that its spans point to; the others are left out",
    "ids": "with merge: spans and relations get new ids",
    "origin of spans": "with merge: not told",
    "confidence": "with merge: not told",
    "kind and pass of a layer": "with merge: an annotator votes with the last pass that finished the sentence",
}
_MERGED = ("ids", "origin of spans", "confidence", "kind and pass of a layer")

# -- rows ---------------------------------------------------------------------------------------------------------


def _named(attributes: Sequence[Attribute]) -> list[dict[str, str]]:
    return [{"name": a.name, "value": a.value} for a in attributes]


def _answers(answers: Sequence[Tally]) -> list[dict[str, Any]]:
    return [
        {
            "name": answer.name,
            "voters": answer.voters,
            "undecided": answer.undecided,
            "values": [{"value": value, "votes": votes} for value, votes in answer.values],
        }
        for answer in answers
    ]


def _votes(votes: Votes) -> dict[str, Any]:
    return {
        "votes": votes.votes,
        "voters": votes.voters,
        "weight": votes.weight,
        "undecided": votes.undecided,
        "attribute_votes": _answers(votes.answers),
    }


class _Places:
    """Where the spans of a document stand in its sentences."""

    def __init__(self, found: Labelled) -> None:
        self.text, self.sentences = found.document.text, found.sentences
        self._starts = [sentence.start for sentence in found.sentences]

    def touched(self, span: Span) -> Sequence[int]:
        """The sentences that have a character of it; of white space between sentences: the one it is counted to."""
        own = self.sentences[span.sentence]
        start, end = span.start, span.end
        if own.start <= start and end <= own.end:
            return (span.sentence,)
        first, last = (bisect_right(self._starts, offset) - 1 for offset in (start, end - 1))
        found = [n for n in range(max(0, first), last + 1) if span.covers(*self._range(n))]
        return found or (span.sentence,)

    def _range(self, index: int) -> tuple[int, int]:
        return self.sentences[index].start, self.sentences[index].end

    def row(self, span: Span, index: int, touched: Sequence[int]) -> dict[str, Any]:
        """A span as one of its sentences tells of it."""
        sentence = self.sentences[index]
        base, length = sentence.start, sentence.end - sentence.start
        pieces: list[dict[str, Any]] = []
        for piece in span.fragments:
            if piece.end > base and piece.start < sentence.end:
                start, end = max(piece.start - base, 0), min(piece.end - base, length)
                pieces.append(
                    {
                        "text": self.text[base + start : base + end],
                        "start": start,
                        "end": end,
                        "global_start": piece.start,
                        "global_end": piece.end,
                    }
                )
        start = pieces[0]["start"] if pieces else min(max(span.start - base, 0), length)
        end = pieces[-1]["end"] if pieces else start
        return {
            "id": span.id,
            "label": span.label,
            "text": self.text[base + start : base + end],
            "start": start,
            "end": end,
            "global_start": span.start,
            "global_end": span.end,
            "fragments": pieces,
            "attributes": _named(span.attributes),
            "origin": span.origin,
            "suggester": span.suggester,
            "begins_before": index != touched[0],
            "goes_on": index != touched[-1],
        }


def _relation(relation: Relation, home: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": relation.id,
        "label": relation.label,
        "head": relation.head,
        "tail": relation.tail,
        "head_sentence": home[relation.head],
        "tail_sentence": home[relation.tail],
        "attributes": _named(relation.attributes),
    }


class Rows:
    """The rows of documents, as an export's options ask for them.

    Raises:
        UsageError: an option has a value that is not known.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.mode = mode_of(plan.options)
        self.derive = derived.derive_of(plan.options, plan.scheme)
        self._columns = derived.columns(self.derive, plan.scheme)
        self._asked = [name for name in derived.ANSWERS if name in self.derive]
        self.entities = {(s.name, a.name) for s in plan.scheme.span for a in s.attribute if a.entity}
        self._merged: tuple[Labelled, Merged] | None = None

    def merged(self, found: Labelled) -> Merged:
        """The layers of a document as one; that of the document asked for last is kept."""
        if self._merged is None or self._merged[0] is not found:
            self._merged = found, merge(found, self.mode or "", self.plan.scheme)
        return self._merged[1]

    def of(self, found: Labelled) -> Iterator[dict[str, Any]]:
        """The rows of a document: layer by layer, sentence by sentence."""
        if not found.sentences:
            return
        frames, places = _frames(found), _Places(found)
        if self.mode is not None:
            yield from self._of_merged(found, frames, places)
            return
        for layer, part in parts_of(found):
            facts = Facts(part, places.touched) if self.derive else None
            for row in self._layer(frames, places, part, _whose(layer)):
                if facts is not None:
                    row.update(self._derived(row, facts))
                yield row

    def _layer(
        self,
        frames: Sequence[dict[str, Any]],
        places: _Places,
        part: Part,
        whose: Mapping[str, Any],
        votes: Mapping[str, Votes] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """A layer's rows; ``votes``: those on the spans."""
        spans: list[list[dict[str, Any]]] = [[] for _ in frames]
        relations: list[list[dict[str, Any]]] = [[] for _ in frames]
        home = {}
        for span in part.spans:
            touched = places.touched(span)
            home[span.id] = touched[0]
            for index in touched:
                row = places.row(span, index, touched)
                spans[index].append(row if votes is None else row | _votes(votes[span.id]))
        for relation in part.relations:
            relations[home[relation.head]].append(_relation(relation, home))
        states = {state.index: state for state in part.sentences}
        untouched = SentenceState(0)
        for index, frame in enumerate(frames):
            state = states.get(index, untouched)
            yield {
                **frame,
                **whose,
                "role": state.role or frame["role"],
                "status": state.status,
                "confidence": state.confidence,
                "labels": _named(state.labels),
                "spans": spans[index],
                "relations": relations[index],
                "sources": self._sources(part, spans[index]) if part.sources else [],
            }

    def _sources(self, part: Part, spans: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The source entities that spans point to, or that anybody's vote does."""
        named: set[str] = set()
        for span in spans:
            named.update(a["value"] for a in span["attributes"] if (span["label"], a["name"]) in self.entities)
            for answer in span.get("attribute_votes", ()):
                if (span["label"], answer["name"]) in self.entities:
                    named.update(value["value"] for value in answer["values"])
        return [{"id": s.id, "name": s.name, "source_type": s.source_type} for s in part.sources if s.id in named]

    # -- merged -----------------------------------------------------------------------------------------------------

    def _of_merged(
        self, found: Labelled, frames: Sequence[dict[str, Any]], places: _Places
    ) -> Iterator[dict[str, Any]]:
        merged = self.merged(found)
        kind, number = ("gold", merged.layer.number if merged.layer else 1) if self.mode == "gold" else ("merged", 1)
        whose = {"annotator": f"merged:{self.mode}", "kind": kind, "pass": number}
        taken = merged.taken(everything=self.mode in ("union", "gold"))
        facts = Facts(taken, places.touched) if self.derive else None
        theirs = [Facts(part, places.touched) for _, part in found.layers] if self._asked else []
        for row in self._layer(frames, places, merged.part, whose, merged.spans):
            votes = merged.sentences[row["index"]]
            for relation in row["relations"]:
                relation.update(_votes(merged.relations[relation["id"]]))
            row["voters"] = len(votes.layers)
            row["label_votes"] = _answers(votes.answers)
            if facts is not None:
                row["derived_votes"] = []
                row.update(self._derived(row, facts, {span.id for span in taken.spans}))
                self._vote(row, [theirs[number] for number in votes.layers] if theirs else [])
            yield row

    def _vote(self, row: dict[str, Any], raters: Sequence[Facts]) -> None:
        """What the raters' own labels come to, instead of what the merged ones do; gold has its own answer."""
        for name in self._asked:
            said = [facts.answer(name, row["index"]) for facts in raters]
            counts, answer = derived.voted(name, said, anybody=self.mode == "union")
            row["derived_votes"] += _answers([counts])
            if self.mode != "gold":
                row[name] = answer

    # -- derived ----------------------------------------------------------------------------------------------------

    def _derived(self, row: Mapping[str, Any], facts: Facts, taken: set[str] | None = None) -> dict[str, Any]:
        """The columns of what is derived; ``taken``: the spans that count, None: all."""
        if row["status"] != "done":
            return dict.fromkeys(self._columns)
        index = row["index"]
        spans = [span for span in row["spans"] if taken is None or span["id"] in taken]
        tokens = [(token["start"], token["end"]) for token in row["tokens"]]
        found: dict[str, Any] = {}
        for name in self.derive:
            if name == "iob":
                for label in self.plan.scheme.spans:
                    pieces = [[(p["start"], p["end"]) for p in s["fragments"]] for s in spans if s["label"] == label]
                    found[f"iob_{label}"] = derived.iob(pieces, tokens, label)
            elif name == "factbank":
                claims = [s for s in spans if s["label"] == derived.CLAIM and not s["begins_before"]]
                found[name] = [derived.factbank(claim["id"], claim["attributes"]) for claim in claims]
            else:
                found[name] = facts.answer(name, index)
                if f"{name}s" in self._columns:
                    found[f"{name}s"] = facts.claims(name, index)
        return found


def _whose(layer: Layer | None) -> dict[str, Any]:
    if layer is None:
        return {"annotator": None, "kind": None, "pass": None}
    return {"annotator": layer.annotator, "kind": layer.kind, "pass": layer.number}


def _frames(found: Labelled) -> list[dict[str, Any]]:
    """What the rows of a sentence have in common, whosever the labels; the rest is filled in by each layer."""
    document = found.document
    last = len(found.sentences) - 1

    def context(index: int) -> dict[str, Any]:
        before, after = index - 1 if index else None, index + 1 if index < last else None
        return {
            "previous": before,
            "next": after,
            "previous_id": None if before is None else _row_id(document.key, before),
            "next_id": None if after is None else _row_id(document.key, after),
        }

    return [
        {
            "id": _row_id(document.key, sentence.index),
            "key": document.key,
            "annotator": None,
            "kind": None,
            "pass": None,
            "index": sentence.index,
            "text": document.text[sentence.start : sentence.end],
            "start": sentence.start,
            "end": sentence.end,
            "role": sentence.role,
            "status": None,
            "confidence": None,
            "tokens": _tokens(document.text, sentence, found.tokens[sentence.index]),
            "labels": None,
            "spans": None,
            "relations": None,
            "sources": None,
            "context": context(sentence.index),
            "segmenter": found.segmenter,
            "title": document.title,
            "language": document.language,
            "publisher": document.publisher,
            "published": document.published,
            "url": document.url,
        }
        for sentence in found.sentences
    ]


def _row_id(key: str, index: int) -> str:
    """The id of a sentence: the same for every layer."""
    return f"{key}#{index}"


def _tokens(text: str, sentence: Sentence, tokens: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    base = sentence.start
    return [{"text": text[start:end], "start": start - base, "end": end - base} for start, end in tokens]


# -- writing ------------------------------------------------------------------------------------------------------


class SentenceWriter:
    """The training view as lines; the folder for Hugging Face writes the same rows."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = Rows(plan)

    def losses(self, found: Labelled) -> Iterator[str]:
        """What a row has no place for; with ``merge`` also what was outvoted."""
        yield from counted(found, NOT_HELD)
        yield from self._unnamed_sources(found)
        yield from _blank_pieces(found)
        if self.rows.mode is not None:
            yield from counted(found, _MERGED)
            spans, relations = self.rows.merged(found).outvoted
            yield from ("outvoted spans" for _ in range(spans))
            yield from ("outvoted relations" for _ in range(relations))

    def _unnamed_sources(self, found: Labelled) -> Iterator[str]:
        for _, part in found.layers:
            if part.sources:
                named = {a.value for s in part.spans for a in s.attributes if (s.label, a.name) in self.rows.entities}
                yield from ("source entities" for source in part.sources if source.id not in named)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``sentences.jsonl``, or a file for each part of a split."""
        with Streams(folder, self.plan, "sentences", ".jsonl") as streams:
            for found in documents:
                stream = streams.of(found)
                for row in self.rows.of(found):
                    write_line(stream, row)


def _blank_pieces(found: Labelled) -> Iterator[str]:
    """A name for each span with a piece that no sentence has a character of."""
    places = [(sentence.start, sentence.end) for sentence in found.sentences]
    for _, part in found.layers:
        for span in part.spans:
            for piece in span.fragments:
                if piece.text.isspace() and not any(s < piece.end and piece.start < e for s, e in places):
                    yield "discontinuous spans"
                    break


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return SentenceWriter(plan)
