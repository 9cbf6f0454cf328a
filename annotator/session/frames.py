"""The frames of a sentence: which cue announces which source, and what stands in which of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.labels import Labels, order_of_span
from annotator.model import Relation, Span
from annotator.scheme import RelationDef, Scheme
from annotator.scheme.defaults import chosen_values, holds
from annotator.scheme.definition import Obvious

__all__ = ["FAR", "Contents", "Cues", "Frame", "Reading", "lies_in", "words_in"]

FAR = 4
"""Words that may stand between an attribution and who only passes it on, or between a claim and the cue above it."""

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_SAID = re.compile(r"[:\"“„‘«]\s*$")
_ASIDE = re.compile(r"[(–—-]")
_BREAK = re.compile(r"[.!?;]")
_APPOSED = re.compile(r",[^,;:]+,\s*")


def words_in(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def lies_in(outer: Span, inner: Span) -> bool:
    """Whether a span lies between the first and the last word of another."""
    return outer.start <= inner.start and inner.end <= outer.end


@dataclass(frozen=True, slots=True)
class Frame:
    """A source with the cue that announces it, where it has one.

    ``shared``: the cue has the source of an earlier one; ``relay``: who got it from the source; ``adjunct``: the cue
    may stand beside another one, and then takes what that one says.
    """

    source: Span
    cue: Span | None = None
    shared: bool = False
    relay: Span | None = None
    adjunct: bool = False

    @property
    def start(self) -> int:
        """The first code point."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> int:
        """The code point after the last one."""
        return max(span.end for span in self.spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What stands here: not the source that an earlier cue has."""
        others = (span for span in (None if self.shared else self.source, self.relay) if span is not None)
        return (*others, self.cue) if self.cue is not None else (self.source,)

    @property
    def turned(self) -> bool:
        """Whether the cue comes first: *meldt TASS*, *volgens hem*."""
        return self.cue is not None and self.cue.start < self.source.start


class Reading:
    """The spans of a sentence, and the words between them."""

    def __init__(self, scheme: Scheme, labels: Labels, text: str, spans: Sequence[Span], given: Iterable[Relation]):
        self.scheme, self.labels, self.text = scheme, labels, text
        self.spans = sorted(spans, key=order_of_span)
        self.by_id = {span.id: span for span in self.spans}
        self.given = tuple(given)

    def of(self, label: str | None) -> list[Span]:
        """The spans with a label, in text order."""
        return [span for span in self.spans if span.label == label]

    def tails(self, relation: RelationDef, head: Span) -> list[str]:
        """What a span is linked to already."""
        return [r.tail for r in self.given if r.label == relation.name and r.head == head.id]

    def gap(self, start: int, end: int, without: Iterable[Span] = ()) -> str:
        """The text between two places, some spans left out."""
        found = list(self.text[start:end])
        for span in without:
            for part in span.fragments:
                for at in range(max(part.start, start), min(part.end, end)):
                    found[at - start] = " "
        return "".join(found)

    def before(self, span: Span) -> str:
        """The word directly before a span."""
        found = re.search(r"(\w+)\s+$", self.text[max(0, span.start - 40) : span.start])
        return found[1].lower() if found else ""

    def after(self, span: Span) -> str:
        """The word directly after a span."""
        found = re.match(r"\s+(\w+)", self.text[span.end : span.end + 40])
        return found[1].lower() if found else ""

    def distance(self, one: Span, other: Span) -> int:
        """The words between the nearest pieces of two spans."""
        pairs = ((a, b) for a in one.fragments for b in other.fragments)
        return min(len(words_in(self.text[min(a.end, b.end) : max(a.start, b.start)])) for a, b in pairs)

    def refuses(self, relation: RelationDef, head: Span) -> bool:
        """Whether the scheme, or a value that the annotator chose, says that a span has no such relation."""
        unless = relation.obvious.unless if relation.obvious else None
        if unless is not None and holds(unless, self.labels, head):
            return True
        for check in self.scheme.check:
            concerns = check.rule == "forbids_relation" and (check.label, check.relation) == (head.label, relation.name)
            if concerns and check.when.attributes:
                chosen = chosen_values(self.scheme, self.labels, head)
                if holds(check.when, self.labels, head, chosen):
                    return True
        return False


# -- cues and their sources ---------------------------------------------------------------------------------------


def _aligned(reading: Reading, cues: Sequence[Span], sources: Sequence[Span]) -> list[tuple[Span, Span]]:
    """As many cues as possible each with a source of its own, in order, with the fewest words between them."""
    best: list[list[tuple[int, int, tuple[tuple[int, int], ...]]]] = [[(0, 0, ())] * (len(sources) + 1)]
    for i, cue in enumerate(cues):
        row = [best[i][0]]
        for j, source in enumerate(sources):
            count, far, pairs = best[i][j]
            with_it = (count - 1, far + reading.distance(cue, source), (*pairs, (i, j)))
            row.append(min(best[i][j + 1], row[j], with_it, key=lambda found: found[:2]))
        best.append(row)
    return [(cues[i], sources[j]) for i, j in best[-1][-1][2]]


@dataclass(frozen=True)
class Cues:
    """The cues of a sentence under one relation, and the frames that they make."""

    reading: Reading
    relation: RelationDef
    obvious: Obvious

    @cached_property
    def frames(self) -> list[Frame]:
        """What each cue announces: first what is given, then both sides, then one to one, then what is shared."""
        reading, relation = self.reading, self.relation
        cues = [cue for cue in reading.of(relation.head) if not reading.refuses(relation, cue)]
        found: list[Frame] = []
        free = []
        for cue in cues:
            known = [reading.by_id[name] for name in reading.tails(relation, cue) if name in reading.by_id]
            found += [self._frame(source, cue) for source in known]
            if not reading.tails(relation, cue):
                free.append(cue)
        sources = [s for s in reading.of(relation.tail) if s.id not in {frame.source.id for frame in found}]
        both = [c for c in free if self.obvious.both is not None and holds(self.obvious.both, reading.labels, c)]
        shared = [cue for cue in free if cue not in both and self._continues(cue)]
        for cue in both:
            if (frame := self._two_sided(cue, sources, cues)) is not None:
                found.append(frame)
                sources = [s for s in sources if s not in (frame.source, frame.relay)]
        single = [cue for cue in free if cue not in both and cue not in shared]
        for some in ([s for s in sources if not self.passing(s)], [s for s in sources if self.passing(s)]):
            pairs = _aligned(reading, single, some)
            found += [self._frame(source, cue) for cue, source in pairs]
            single = [cue for cue in single if cue not in [taken for taken, _ in pairs]]
        for cue in shared:
            earlier = [f for f in found if f.cue is not None and f.cue.start < cue.start]
            if earlier:
                nearest = max(earlier, key=lambda frame: frame.cue.start if frame.cue else 0)
                found.append(Frame(nearest.source, cue, shared=True))
        return sorted(found, key=lambda frame: (frame.start, frame.end))

    def _frame(self, source: Span, cue: Span) -> Frame:
        adjunct = self.obvious.adjunct
        return Frame(source, cue, adjunct=adjunct is not None and holds(adjunct, self.reading.labels, cue))

    def passing(self, source: Span) -> bool:
        """Whether a source stands after a word such as *in* or *tegen*: not who says it."""
        return self.reading.before(source) in self.obvious.through and not any(
            cue.end <= source.start and not self.reading.text[cue.end : source.start].strip()
            for cue in self.reading.of(self.relation.head)
        )

    def _continues(self, cue: Span) -> bool:
        """Whether a cue has the subject of the one before it: *… en waarschuwde dat*."""
        reading, obvious = self.reading, self.obvious
        return reading.before(cue) in obvious.joining and reading.after(cue) in obvious.opening

    def _two_sided(self, cue: Span, sources: Sequence[Span], cues: Sequence[Span]) -> Frame | None:
        """Whom something comes from, right after the cue, and who got it, before."""
        reading = self.reading

        def clear(source: Span) -> bool:
            start, end = sorted((cue, source), key=order_of_span)
            return not any(start.end <= other.start and other.end <= end.start for other in cues)

        near = [s for s in sources if clear(s)]
        behind = [s for s in near if s.start >= cue.end and len(words_in(reading.gap(cue.end, s.start))) <= 1]
        origin = min(behind, key=lambda s: s.start, default=None)
        others = [s for s in near if s.start < cue.end]
        receiver = min(others, key=lambda s: reading.distance(cue, s), default=None)
        if origin is not None:
            return Frame(origin, cue, relay=receiver)
        return Frame(receiver, cue) if receiver is not None else None


# -- what is said -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contents:
    """Which frames a piece of content stands in, the innermost first."""

    reading: Reading
    relation: RelationDef
    obvious: Obvious
    frames: Sequence[Frame]

    @cached_property
    def heads(self) -> list[Span]:
        """All that is said, in text order."""
        return self.reading.of(self.relation.head)

    def around(self, head: Span) -> list[Frame]:
        """The frames of something said: those with a cue, or else the only source without one."""
        found = self._among(head, self.frames)
        if found:
            return found
        framed = {span.id for f in self.frames for span in (f.source, f.relay) if span is not None}
        bare = [Frame(s) for s in self.reading.of(self.relation.tail) if s.id not in framed]
        found = [frame for frame in bare if self._among(head, [frame])]
        return found if len(found) == 1 else []

    def _among(self, head: Span, frames: Sequence[Frame]) -> list[Frame]:
        inside = [f for f in frames if f.start < head.end and head.start < f.end and not self._aside(f, head)]
        found = sorted(inside, key=lambda f: f.end - f.start)
        found += self._ahead(head, sorted((f for f in frames if f.end <= head.start), key=lambda f: -f.end))
        for frame in sorted((f for f in frames if f.start >= head.end), key=lambda f: f.start):
            if self._said_before(frame, head, found):
                found.append(frame)
        found += [f for f in frames if f not in found and self._quoted(f, head)]
        first: dict[str, Frame] = {}
        for frame in found:
            first.setdefault(frame.source.id, frame)
        return list(first.values())

    def _ahead(self, head: Span, frames: Sequence[Frame]) -> list[Frame]:
        """Those of the frames before something said, the nearest first, that say it: the innermost first."""
        if not frames or not self._said_after(frames[0], head):
            return []
        found = [frames[0]]
        for frame in frames[1:]:
            gap = self.reading.gap(frame.end, found[-1].start)
            if frame.adjunct != found[-1].adjunct and not gap.strip(" ,") and not self._behind_something(frame):
                found.insert(len(found) - (1 if found[-1].adjunct else 0), frame)
            elif self._leads_to(frame, found[-1], gap):
                found.append(frame)
            else:
                break
        return found

    def _opened(self, gap: str) -> bool:
        """Whether what stands between an attribution and what is said leads to it, or is nothing."""
        words = words_in(gap)
        if not words:
            return _BREAK.search(gap) is None
        if words[-1] in self.obvious.opening:
            return True
        return len(words) <= FAR and bool(_SAID.search(gap))

    def _joined(self, gap: str) -> bool:
        """Whether two things that are said stand side by side: *en*, *en dat*, *maar dat*."""
        words = words_in(gap)
        if _BREAK.search(gap):
            return False
        if words and words[-1] in self.obvious.opening:
            return len(words) <= 3
        return bool(words) and all(word in self.obvious.joining for word in words)

    def _remark(self, gap: str, head: Span) -> bool:
        """Whether it is a clause about what stands before it: *…, die …*."""
        return gap.strip(" ,") == "" and "," in gap and words_in(head.fragments[0].text)[:1] in self._relative

    @cached_property
    def _relative(self) -> list[list[str]]:
        return [[word] for word in self.obvious.relative]

    def _aside(self, frame: Frame, head: Span) -> bool:
        """Whether a remark stands within the attribution: *X, die …, zegt dat*."""
        ahead = [part.end for span in frame.spans for part in span.fragments if part.end <= head.start]
        return bool(ahead) and self._remark(self.reading.gap(max(ahead), head.start), head)

    def _said_after(self, frame: Frame, head: Span) -> bool:
        """*X zegt dat …*, *volgens X …*, *X: "…"*, and what is joined to it."""
        between = [other for other in self.heads if frame.end <= other.start and other.end <= head.start]
        if between:
            gap = self.reading.gap(between[-1].end, head.start)
            if self._said_after(frame, between[-1]):
                return self._joined(gap)
        gap = self.reading.gap(frame.end, head.start, between)
        if self._behind_something(frame):
            return not words_in(gap) and not self._remark(gap, head)
        apposed = frame.source.end == frame.end and bool(_APPOSED.fullmatch(gap))
        return (self._opened(gap) or apposed) and not self._remark(gap, head)

    def _behind_something(self, frame: Frame) -> bool:
        """Whether a frame stands behind what it says: *…, meldt X*."""
        return any(other.end <= frame.start and self._said_before(frame, other, ()) for other in self.heads)

    def _leads_to(self, outer: Frame, inner: Frame, gap: str) -> bool:
        """*X meldt dat Y zegt dat …*."""
        clear = not any(outer.end <= other.start and other.end <= inner.start for other in self.heads)
        return clear and not inner.shared and words_in(gap)[-1:] in self._opening

    @cached_property
    def _opening(self) -> list[list[str]]:
        return [[word] for word in self.obvious.opening]

    def _said_before(self, frame: Frame, head: Span, inner: Sequence[Frame]) -> bool:
        """*…, meldt X*, *…, zo heeft X gezegd*, and what is joined to it."""
        between = [other for other in self.heads if head.end <= other.start and other.end <= frame.start]
        if between:
            joined = self._joined(self.reading.gap(head.end, between[0].start))
            return joined and self._said_before(frame, between[0], inner)
        spans = [span for f in inner for span in f.spans]
        return self._behind(frame, self.reading.gap(head.end, frame.start, spans))

    def _behind(self, frame: Frame, gap: str) -> bool:
        words = words_in(gap)
        if frame.cue is None:
            return not words and bool(_ASIDE.search(gap))
        if not words:
            return frame.turned
        return len(words) <= 2 and all(word in self.obvious.leading for word in words)

    def _quoted(self, frame: Frame, head: Span) -> bool:
        """A quotation belongs to whoever stands beside it, with everything in it."""
        for quote in self.reading.of(self.obvious.within):
            if lies_in(quote, head) and frame.cue is not None:
                if frame.start >= quote.end and self._behind(frame, self.reading.gap(quote.end, frame.start)):
                    return True
                if frame.end <= quote.start and self._opened(self.reading.gap(frame.end, quote.start)):
                    return True
        return False
