"""Paths of tags over the tokens of a sentence: outside, begin, inside, end of a span, or a span of one token. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["ANY", "COUNT", "OPEN", "OUTSIDE", "TAGS", "After", "best_path", "fits", "path_of", "span_tags", "spans_in"]

TAGS = "OBIES"
COUNT = len(TAGS)
OUT, BEGIN, INSIDE, END, ALONE = range(COUNT)
ANY = frozenset(TAGS)
OUTSIDE = frozenset("O")
OPEN = frozenset("OBS")
"""What may stand behind a span."""
NEVER = -(1 << 80)
Span = tuple[int, int]
After = Sequence[Sequence[int]]
"""What each tag (second) is worth behind each tag (first)."""


def span_tags(length: int) -> str:
    """The tags of a span of so many tokens."""
    return "S" if length == 1 else "B" + "I" * (length - 2) + "E"


def path_of(spans: Iterable[Span], length: int) -> str:
    """The tags of a sentence with these spans, which do not overlap."""
    path = ["O"] * length
    for first, last in spans:
        path[first:last] = span_tags(last - first)
    return "".join(path)


def spans_in(path: str) -> list[Span]:
    """The spans of a path: the inverse of ``path_of``."""
    found, first = [], 0
    for i, tag in enumerate(path):
        if tag in "BS":
            first = i
        if tag in "ES":
            found.append((first, i + 1))
    return found


def fits(path: str, allowed: Sequence[frozenset[str]]) -> bool:
    """Whether every tag of a path is one that is allowed at its token."""
    return all(tag in may for tag, may in zip(path, allowed, strict=True))


def best_path(
    scores: Sequence[Sequence[int]], after: After, base: int, allowed: Sequence[frozenset[str]] | None = None
) -> str:
    """The path of the greatest sum (Viterbi), of those that are allowed; "" where none is.

    ``scores[i][base + tag]`` is what a tag is worth at token ``i``, ``after[was][base + tag]`` what it is worth behind
    another one. Written out tag by tag, because this is where the time goes.
    """
    (oo, ob, _, _, os), (_, _, bi, be, _), (_, _, ii, ie, _), (eo, eb, _, _, es), (so, sb, _, _, ss) = (
        row[base : base + COUNT] for row in after
    )
    o, b, i, e, s = 0, NEVER, NEVER, NEVER, NEVER
    came: list[tuple[int, int, int, int, int]] = []
    for place, row in enumerate(scores):
        at_o, at_b, at_i, at_e, at_s = row[base : base + COUNT]
        if allowed is not None:
            may = allowed[place]
            at_o = at_o if "O" in may else NEVER
            at_b = at_b if "B" in may else NEVER
            at_i = at_i if "I" in may else NEVER
            at_e = at_e if "E" in may else NEVER
            at_s = at_s if "S" in may else NEVER
        if place == 0:
            o, b, i, e, s = at_o, at_b, NEVER, NEVER, at_s
            continue
        to_o, from_o = o + oo, OUT
        to_b, from_b = o + ob, OUT
        to_s, from_s = o + os, OUT
        if e > NEVER // 2:
            if e + eo > to_o:
                to_o, from_o = e + eo, END
            if e + eb > to_b:
                to_b, from_b = e + eb, END
            if e + es > to_s:
                to_s, from_s = e + es, END
        if s + so > to_o:
            to_o, from_o = s + so, ALONE
        if s + sb > to_b:
            to_b, from_b = s + sb, ALONE
        if s + ss > to_s:
            to_s, from_s = s + ss, ALONE
        to_i, from_i = (b + bi, BEGIN) if b + bi >= i + ii else (i + ii, INSIDE)
        to_e, from_e = (b + be, BEGIN) if b + be >= i + ie else (i + ie, INSIDE)
        o, b, i, e, s = to_o + at_o, to_b + at_b, to_i + at_i, to_e + at_e, to_s + at_s
        came.append((from_o, from_b, from_i, from_e, from_s))
    top, tag = max((o, -OUT), (e, -END), (s, -ALONE))
    if top < NEVER // 2:
        return ""
    path = [TAGS[tag := -tag]]
    for step in reversed(came):
        tag = step[tag]
        path.append(TAGS[tag])
    return "".join(reversed(path))
