"""Which spans of several layers speak of the same words: pairs of two layers, groups over any number. Pure.

Simpler than the matching of ``annotator.agreement``, on purpose: a person looks at every pair, and nothing is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.labels import order_of_span
from annotator.model import Span

__all__ = ["closeness", "grouped", "paired"]

HALF = 0.5
"""From this share of common code points on, spans of different labels are two answers to one question."""


def closeness(one: Span, other: Span) -> float:
    """How well two spans go together: 0 not at all, else the greater the better, equal ones 2.

    The share of code points is |∩| / |∪| over all fragments. Spans of one label that overlap get 1 + share; of
    different labels they get the share, if that is at least a half (a cue within a claim is no other claim).
    """
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one.extent for b in other.extent)
    if not common:
        return 0.0
    sizes = sum(end - start for span in (one, other) for start, end in span.extent)
    share = common / (sizes - common)
    if one.label == other.label:
        return 1.0 + share
    return share if share >= HALF else 0.0


def paired(left: Sequence[Span], right: Sequence[Span]) -> list[tuple[Span | None, Span | None]]:
    """The spans of two layers in pairs, each used once, the closest pairs first; one alone has None beside it.

    In the order of the text. Exchanging the layers exchanges the pairs and nothing else.
    """
    found: list[tuple[Span | None, Span | None]] = [
        (group.get(0), group.get(1)) for group in grouped((left, right), (0, 1))
    ]
    return found


def grouped(layers: Sequence[Sequence[Span]], order: Sequence[int]) -> list[dict[int, Span]]:
    """The spans of several layers in groups, at most one of each layer (by its number), in the order of the text.

    ``order`` says in which order the layers join: the spans of each go to the closest group that is there.
    """
    groups: list[dict[int, Span]] = []
    for number in order:
        joining = list(layers[number])
        scores = [
            (-max(closeness(span, member) for member in group.values()), _place(span, group), at, i)
            for at, group in enumerate(groups)
            for i, span in enumerate(joining)
        ]
        taken: set[int] = set()
        placed: set[int] = set()
        for score, _, at, i in sorted(scores):
            if score < 0 and at not in taken and i not in placed:
                groups[at][number] = joining[i]
                taken.add(at)
                placed.add(i)
        groups += [{number: span} for i, span in enumerate(joining) if i not in placed]
    return sorted(groups, key=lambda group: sorted(map(_words_of, group.values())))


def _words_of(span: Span) -> tuple[object, ...]:
    start, end, label, name = order_of_span(span)
    return start, end, span.extent, label, name


def _place(span: Span, group: dict[int, Span]) -> tuple[tuple[object, ...], ...]:
    """Of equally close ones those come first that stand first in the text, whosever they are."""
    return tuple(sorted(_words_of(one) for one in (span, *group.values())))
