"""The links that the labels of a sentence leave no doubt about: who says what by which word, and what is uncertain.

Pure: from the spans of a sentence to the relations that a scheme calls obvious (``[relation.obvious]``). What is found
depends on the spans alone, not on the order in which they were labelled. Precision goes before recall: where two
readings are possible, nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotator.labels import Labels
from annotator.model import Relation, Span
from annotator.scheme import RelationDef, Scheme
from annotator.scheme.definition import Obvious
from annotator.session.frames import FAR, Contents, Cues, Frame, Reading, lies_in, words_in
from annotator.session.sourcing import identity

__all__ = ["Link", "obvious_links"]

Link = tuple[RelationDef, Span, Span]
"""A relation with its head and its tail."""

MOST = 60
"""A sentence with more spans than this is left alone."""


# -- what is uncertain --------------------------------------------------------------------------------------------


def _in_scope(reading: Reading, obvious: Obvious, relation: RelationDef, cue: Span, said: set[str]) -> Span | None:
    """What a cue makes uncertain: what it stands in; else what it leads to, or what it says *of …* of.

    ``said``: ids of what somebody says, so that the word before it is not the cue's.
    """
    tails = reading.of(relation.tail)
    around = [tail for tail in tails if lies_in(tail, cue)]
    if around:
        return min(around, key=lambda tail: tail.end - tail.start)
    heads = {r.head for r in reading.scheme.relation if r.obvious is not None and r.obvious.rule == "cue"}
    others = [span for span in reading.spans if span.label in heads and span.extent != cue.extent]

    def clear(start: int, end: int) -> bool:
        return not any(start <= span.start and span.end <= end for span in (*tails, *others))

    following = next((tail for tail in tails if tail.start >= cue.end), None)
    if following is not None and clear(cue.end, following.start):
        words = words_in(reading.gap(cue.end, following.start))
        if not words or words[-1] in obvious.opening:
            return following
    before = next((tail for tail in reversed(tails) if tail.end <= cue.start), None)
    if before is not None and before.id not in said and clear(before.end, cue.start):
        words = words_in(reading.gap(before.end, cue.start))
        if reading.before(before) in obvious.opening and len(words) < FAR and "," in reading.gap(before.end, cue.start):
            return before
    return None


# -- all of it ----------------------------------------------------------------------------------------------------


def obvious_links(
    scheme: Scheme, labels: Labels, text: str, spans: Sequence[Span], given: Iterable[Relation] = ()
) -> list[Link]:
    """The links that are obvious between the spans of one sentence, those that are ``given`` left out.

    ``labels`` answers the conditions of the scheme; ``text`` is the document's; ``given`` are the links that stay as
    they are: what they say counts, and nothing is added to a head that has one.
    """
    if len(spans) > MOST:
        return []
    reading = Reading(scheme, labels, text, spans, given)
    rules = [(r, r.obvious) for r in scheme.relation if r.obvious is not None]
    found: list[Link] = []
    said: set[str] = set()
    for tail in dict.fromkeys(r.tail for r, o in rules if o.rule != "scope"):
        cues = [Cues(reading, r, o) for r, o in rules if o.rule == "cue" and r.tail == tail]
        frames = [frame for known in cues for frame in known.frames]
        for known in cues:
            for frame in known.frames:
                found += [(known.relation, frame.cue, end) for end in (frame.source, frame.relay) if frame.cue and end]
        passed = [(frame.source, frame.relay) for frame in frames if frame.relay is not None]
        for relation, obvious in rules:
            if obvious.rule == "content" and relation.tail == tail:
                contents = Contents(reading, relation, obvious, frames)
                for head in contents.heads:
                    around = contents.around(head)
                    said |= {head.id for frame in around if frame.end <= head.start}
                    ends = reading.tails(relation, head)
                    if not ends and around and not reading.refuses(relation, head):
                        found.append((relation, head, around[0].source))
                    passed += _steps(around, ends)
                found += _alone(reading, relation)
        for relation, obvious in rules:
            if obvious.rule == "chain" and relation.tail == tail:
                passed += _through(reading, obvious, frames, cues, relation)
                found += _chain(reading, relation, passed)
    for relation, obvious in rules:
        for cue in reading.of(relation.head) if obvious.rule == "scope" else ():
            if not reading.tails(relation, cue) and not reading.refuses(relation, cue):
                end = _in_scope(reading, obvious, relation, cue, said)
                found += [(relation, cue, end)] if end is not None else []
    there = {(r.label, r.head, r.tail) for r in reading.given}
    return [link for link in found if (link[0].name, link[1].id, link[2].id) not in there]


def _alone(reading: Reading, relation: RelationDef) -> list[Link]:
    """One thing said and one who may have said it, and no word yet that says who: together until one does."""
    heads, tails = reading.of(relation.head), reading.of(relation.tail)
    of_cues = {r.head for r in reading.scheme.relation if r.obvious is not None and r.obvious.rule == "cue"}
    if len(heads) != 1 or len(tails) != 1 or any(span.label in of_cues for span in reading.spans):
        return []
    head, tail = heads[0], tails[0]
    if lies_in(head, tail) or reading.tails(relation, head) or reading.refuses(relation, head):
        return []
    return [(relation, head, tail)]


def _steps(around: Sequence[Frame], given: Sequence[str]) -> list[tuple[Span, Span]]:
    """Who passes on whom: each frame what the one in it says. A source that is given is the innermost."""
    if given:
        at = next((i for i, frame in enumerate(around) if frame.source.id in given), len(around))
        around = around[at:]
    row = [frame for frame in around if frame.cue is not None]
    return [(one.relay or one.source, other.source) for one, other in pairwise(row)]


def _through(
    reading: Reading, obvious: Obvious, frames: Sequence[Frame], cues: Sequence[Cues], relation: RelationDef
) -> list[tuple[Span, Span]]:
    """*X zei in Y dat …*, *in Y zei X dat …*: Y has no cue of its own, and a word before it that says so."""
    framed = {span.id for f in frames for span in (f.source, f.relay) if span is not None}
    contents = {r.head for r in reading.scheme.relation if r.obvious and r.obvious.rule == "content"}
    found = []
    for end in reading.of(relation.tail):
        if end.id in framed or reading.before(end) not in obvious.through or not any(c.passing(end) for c in cues):
            continue
        ahead = [f for f in frames if f.start >= end.end and not reading.gap(end.end, f.start).strip()]
        behind = max((f for f in frames if f.end <= end.start), key=lambda f: f.end, default=None)
        if behind is not None:
            between = any(behind.end <= s.start and s.end <= end.start for s in reading.spans if s.label in contents)
            if not between and len(words_in(reading.gap(behind.end, end.start))) <= FAR:
                found.append((behind.source, end))
                continue
        found += [(frame.source, end) for frame in ahead[:1]]
    return found


def _chain(reading: Reading, relation: RelationDef, passed: Iterable[tuple[Span, Span]]) -> list[Link]:
    """One step from each source, and never round in a circle."""
    onward = {span.id: ends for span in reading.spans if (ends := reading.tails(relation, span))}
    found: list[Link] = []
    for one, other in passed:
        same = identity(reading.scheme, one) == identity(reading.scheme, other)
        if same or one.id in onward or reading.refuses(relation, one):
            continue
        seen, open_ends = set(), [other.id]
        while open_ends:
            end = open_ends.pop()
            if end not in seen:
                seen.add(end)
                open_ends += onward.get(end, ())
        if one.id not in seen:
            onward[one.id] = [other.id]
            found.append((relation, one, other))
    return found
