"""``prodigy``: tasks as ``prodigy db-in`` takes them, ``prodigy.jsonl``.

A task is a document with one annotator's labels: relations may cross sentences, and an import of the file gives the
document back. Its answer is ``accept`` where all sentences are done, also without a span, and ``ignore`` where none
is. A document that is done in part has no answer as a whole: what is not done would be taken for empty. So it is cut
where done and not done meet, into tasks that together are its text (``offset`` says where each begins); what
crosses a cut is lost, and counted.

Tokens are the document's own, with tokens for what lies between them other than one space, as spaCy has it: texts and
white space together are the text. ``token_end`` is the last token, not the one after it; head and child of a relation
are the last tokens of its spans. Attributes stand beside a span under ``attributes``: Prodigy keeps them, but does not
show them. Its interface for relations does not show nested spans either; that for spans does.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from annotator.formats.annotation_tools import described, in_one_piece, lost_metadata, metadata, quoted
from annotator.formats.foreign import name_of
from annotator.formats.lines import write_line
from annotator.formats.losses import ACROSS_SENTENCES, INSIDE_TOKENS, counted
from annotator.formats.writing import Folder, Labelled, Plan, Streams, Writer, parts_of
from annotator.model import Document, Layer, Part, Relation, Span

__all__ = ["NOT_HELD", "PARTLY", "Token", "tokens_of", "writer"]

NOT_HELD = (
    "discontinuous spans",
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
)
PARTLY = {
    "attributes of spans": "left out where the name is empty, or has white space around it",
    "relations": "left out where an end of theirs is left out, or both have the same place and label",
    "relations across sentences": "left out where a document is done in part and they cross into the other part",
    ACROSS_SENTENCES: "left out where a document is done in part and they cross into the other part",
    INSIDE_TOKENS: "the offsets are kept; Prodigy shows and trains on whole tokens",
    "status of sentences": "to do and flagged: as skipped, ignore",
    "kind and pass of a layer": "gold is of the view review; passes are told by their order; suggesters are annotators",
    "metadata of documents": "one value a name, none that is empty",
}


# -- tokens ---------------------------------------------------------------------------------------------------------


class Token(NamedTuple):
    """A token: ``[start, end)`` in code points of its text; ``space``: one space follows, which is no token."""

    start: int
    end: int
    space: bool


def tokens_of(text: str, given: Iterable[tuple[int, int]]) -> list[Token]:
    """The tokens of a text with nothing left out between them: together with their spaces they are the text."""
    found: list[Token] = []
    at = 0
    for start, end in (*given, (len(text), len(text))):
        if at < start and found and text[at] == " ":
            found[-1] = Token(found[-1].start, found[-1].end, space=True)
            at += 1
        if at < start:
            spaced = text[start - 1] == " " and start - at > 1
            found.append(Token(at, start - spaced, spaced))
        if start < end:
            found.append(Token(start, end, space=False))
        at = end
    return found


class _Tokens:
    """The tokens of one task, and where spans are in them."""

    def __init__(self, text: str, given: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self.tokens = tokens_of(text, given)
        self._starts = [token.start for token in self.tokens]
        self._ends = [token.end for token in self.tokens]

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """The tokens as a task has them."""
        return [
            {"text": self._text[start:end], "start": start, "end": end, "id": number, "ws": space}
            for number, (start, end, space) in enumerate(self.tokens)
        ]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last token of a span; a space that is no token counts with the one before it."""
        return max(0, bisect_right(self._starts, start) - 1), max(0, bisect_right(self._starts, end - 1) - 1)

    def cut(self, start: int, end: int) -> bool:
        """Whether a span does not begin and end where tokens do."""
        first, last = bisect_left(self._starts, start), bisect_left(self._ends, end)
        return self._starts[first : first + 1] != [start] or self._ends[last : last + 1] != [end]


# -- tasks ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stretch:
    """A part of a document that is a task: ``[start, end)`` of its text, whether it is done, and what is in it."""

    start: int
    end: int
    done: bool
    tokens: list[tuple[int, int]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    links: list[Relation] = field(default_factory=list)

    @property
    def inside(self) -> list[tuple[int, int]]:
        """Its tokens as offsets into its own text."""
        return [(start - self.start, end - self.start) for start, end in self.tokens]


def _stretches(found: Labelled, part: Part) -> list[_Stretch]:
    """The whole document where its sentences are all done, or all not; else the parts that are, with their labels."""
    done = {state.index for state in part.sentences if state.status == "done"}
    stretches: list[_Stretch] = []
    for is_done, group in groupby(found.sentences, lambda sentence: sentence.index in done):
        run = list(group)
        start = run[0].start if stretches else 0
        if stretches:
            stretches[-1].end = start
        tokens = [pair for sentence in run for pair in found.tokens[sentence.index]]
        stretches.append(_Stretch(start, len(found.document.text), is_done, tokens))
    stretches = stretches or [_Stretch(0, len(found.document.text), done=False)]
    _fill(stretches, part)
    return stretches


def _fill(stretches: list[_Stretch], part: Part) -> None:
    """Put the labels into their stretches.

    Two spans of one place and one label cannot be told apart by a relation; one between the two would link to itself.
    """
    starts = [stretch.start for stretch in stretches]
    home: dict[str, _Stretch] = {}
    place: dict[str, tuple[object, ...]] = {}
    for span in in_one_piece(part):
        stretch = stretches[bisect_right(starts, span.start) - 1]
        if span.end <= stretch.end:
            stretch.spans.append(span)
            home[span.id], place[span.id] = stretch, (span.extent, span.label)
    for link in part.relations:
        if link.head in home and home[link.head] is home.get(link.tail) and place[link.head] != place[link.tail]:
            home[link.head].links.append(link)


def _whose(layer: Layer, passed: Counter[tuple[str, bool]]) -> int:
    """The pass that a layer is among the tasks of its annotator on the document: they are told by their order."""
    passed[layer.annotator, layer.kind == "gold"] += 1
    return passed[layer.annotator, layer.kind == "gold"]


def _seconds(times: Iterable[str]) -> int | None:
    """The last of some times in seconds since 1970; None where there is none."""
    found = []
    for time in times:
        try:
            read = datetime.fromisoformat(time)
            found.append(int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()))
        except (ValueError, OverflowError, OSError):
            continue
    return max(found, default=None)


def _hash(*words: str) -> int:
    """A signed 32-bit number for some words; Prodigy makes its own with ``--rehash``."""
    data = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(data[:4], "big", signed=True)


class _Prodigy:
    """Writes tasks."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._view = "relations" if plan.scheme.relation else "spans_manual"

    def losses(self, found: Labelled) -> Iterable[str]:
        """What tasks have no place for, and what crosses a cut in a document that is done in part."""
        yield from counted(found, NOT_HELD)
        passed: Counter[tuple[str, bool]] = Counter()
        for layer, part in found.layers:
            yield from _cut_off(found, part)
            named = [attribute.name for span in in_one_piece(part) for attribute in span.attributes]
            yield from ("attributes of spans" for name in named if name_of(name) != name)
            number = _whose(layer, passed)
            if layer.kind == "suggester" or number != layer.number:
                yield "kind and pass of a layer"
            said = {state.index: state.status for state in part.sentences}
            held = sum(said.get(sentence.index) in ("done", "skipped") for sentence in found.sentences)
            yield from ("status of sentences",) * (len(found.sentences) - held)
            yield from ("metadata of documents",) * lost_metadata(found.document)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``prodigy.jsonl``, or a file for each part of a split."""
        with Streams(folder, self._plan, "prodigy", ".jsonl") as streams:
            for found in documents:
                passed: Counter[tuple[str, bool]] = Counter()
                known: dict[tuple[int, int], _Tokens] = {}  # layers have most of their tasks' texts in common
                for layer, part in parts_of(found):
                    number = _whose(layer, passed) if layer else 1
                    stretches = _stretches(found, part)
                    for stretch in stretches:
                        place = stretch.start, stretch.end
                        if place not in known:
                            known[place] = _Tokens(found.document.text[stretch.start : stretch.end], stretch.inside)
                        task = self._task(found.document, stretch, known[place], whole=len(stretches) == 1)
                        if layer:
                            task |= self._answer(layer, part, stretch, number)
                        write_line(streams.of(found), task)

    def _task(self, document: Document, stretch: _Stretch, tokens: _Tokens, *, whole: bool) -> dict[str, Any]:
        by = stretch.start
        text = document.text[by : stretch.end]
        spans: dict[str, Mapping[str, Any]] = {}
        for span in stretch.spans:
            quoted(document, span)
            spans[span.id] = self._span(span, by, tokens)
        about = {name: value for name, value in described(document).items() if value}
        task: dict[str, Any] = {
            "text": text,
            "tokens": tokens.listed,
            "spans": list(spans.values()),
        }
        if self._plan.scheme.relation:
            task["relations"] = [_relation(link, spans) for link in stretch.links]
        if not whole:
            task["offset"] = by
        return task | {
            "meta": about | metadata(document),
            "_input_hash": _hash(text),
            "_task_hash": _hash(text, self._view),
            "_is_binary": False,
            "_view_id": self._view,
        }

    @staticmethod
    def _span(span: Span, by: int, tokens: _Tokens) -> Mapping[str, Any]:
        start, end = span.start - by, span.end - by
        first, last = tokens.range(start, end)
        return {
            "start": start,
            "end": end,
            "token_start": first,
            "token_end": last,
            "label": span.label,
            "attributes": {a.name: a.value for a in span.attributes if name_of(a.name) == a.name},
        }

    def _answer(self, layer: Layer, part: Part, stretch: _Stretch, number: int) -> dict[str, Any]:
        times = [span.updated for span in stretch.spans]
        seconds = _seconds(times) or _seconds(span.updated for span in part.spans)
        return {
            "_view_id": "review" if layer.kind == "gold" else self._view,
            "answer": "accept" if stretch.done else "ignore",
            **({} if seconds is None else {"_timestamp": seconds}),
            "_annotator_id": layer.annotator,
            "_session_id": layer.annotator if number == 1 else f"{layer.annotator}-{number}",
        }


def _cut_off(found: Labelled, part: Part) -> Iterator[str]:
    """What of a layer is in no task, or is not as Prodigy has it."""
    stretches = _stretches(found, part)
    whole = {span.id: span for span in in_one_piece(part)}
    home = {span.id: number for number, stretch in enumerate(stretches) for span in stretch.spans}
    yield from (ACROSS_SENTENCES,) * (len(whole) - len(home))
    kept = {link.id for stretch in stretches for link in stretch.links}
    for link in part.relations:
        if link.id not in kept:
            apart = link.head in home and link.tail in home and home[link.head] != home[link.tail]
            yield "relations across sentences" if apart else "relations"
    for stretch in stretches:
        tokens = _Tokens(found.document.text[stretch.start : stretch.end], stretch.inside)
        cut = (tokens.cut(span.start - stretch.start, span.end - stretch.start) for span in stretch.spans)
        yield from (INSIDE_TOKENS for each in cut if each)


def _relation(link: Relation, spans: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    ends = {
        end: {name: spans[span][name] for name in ("start", "end", "token_start", "token_end", "label")}
        for end, span in (("head", link.head), ("child", link.tail))
    }
    return {
        "head": ends["head"]["token_end"],
        "child": ends["child"]["token_end"],
        "label": link.label,
        "head_span": ends["head"],
        "child_span": ends["child"],
    }


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Prodigy(plan)
