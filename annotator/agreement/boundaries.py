"""Where two raters differ, and how: labels confused and missed, boundaries, and a list of everything that differs.

The spans of two raters are laid over each other one to one, in this order: equal ones of one label; of the rest, those
of one label that overlap; of the rest, equal ones of different labels; of the rest, overlapping ones of different
labels. Within each step the pairs are the best (``matching``). What is left then, the other rater missed. Equal spans
come first here, so that a boundary is never told of a span that the other has just so.

**Weight.** What a disagreement weighs is the number of judgements of the two raters that find no equal on the other
side: 1 for a span or a link that one of them lacks, 2 where both have one and they differ (boundary, label, a link the
other way round), and for an attribute or a sentence label the number of values given. Over spans the weights add up to
n_a + n_b - 2·tp, which is 1 - F1 (exact, all labels) times n_a + n_b. The *share* of some disagreements is their weight
as part of the weight of all that are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.attributes import NONE, entity_names
from annotator.agreement.corpus import Corpus, RatedDocument
from annotator.agreement.matching import OVERLAP, Ints, Rule, best
from annotator.agreement.relations import Facing, RatedRelations, facing
from annotator.agreement.spans import RatedSpans
from annotator.model import Layer, Span

__all__ = [
    "BOUNDARY",
    "CUES",
    "Disagreement",
    "Overlay",
    "Share",
    "boundary_counts",
    "boundary_kinds",
    "confusion",
    "disagreements",
    "disagreements_in",
    "overlay",
    "shares",
]

Kind = Literal["missed", "boundary", "label", "attribute", "link"]
BOUNDARY = ("start", "end", "both", "contains", "within", "crosses", "split", "merge", "fragments")
CUES = ("uncertainty_cue", "attribution_cue")
"""The labels whose words disagreements are grouped by."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The spans of two raters over each other, as rows. ``equal``, ``near`` and ``other``: rows of a and of b.

    ``near``: one label, overlapping, not equal; ``split``, ``merge``: (near,), whether the span of a overlaps more
    spans of b of its label that have no partner of that label, and the other way round. ``other``: of two labels.
    ``alone``: rows of a, and of b, that the other missed.
    """

    rated: RatedSpans
    pair: tuple[int, int]
    equal: tuple[Ints, Ints]
    near: tuple[Ints, Ints]
    split: NDArray[np.bool_]
    merge: NDArray[np.bool_]
    other: tuple[Ints, Ints]
    alone: tuple[Ints, Ints]

    @property
    def matched(self) -> tuple[Ints, Ints]:
        """The rows of a and of b that belong together and have one label."""
        return np.concatenate([self.equal[0], self.near[0]]), np.concatenate([self.equal[1], self.near[1]])


def overlay(rated: RatedSpans, pair: tuple[int, int], across: Rule = OVERLAP) -> Overlay:
    """Lay the spans of two raters over each other. ``across``: what spans of different labels must share at least."""
    columns = rated.columns
    rows = rated.rows(pair)

    def rest(*taken: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        a, b = (np.setdiff1d(rows[side], np.concatenate([t[side] for t in taken])) for side in (0, 1))
        return a, b

    equal = columns.equal(*rows)
    edges = columns.overlapping(*rest(equal))
    taken = edges.only(best(columns, edges))
    near = (taken.a, taken.b)
    spare = edges.only(~np.isin(edges.b, near[1]))
    split = np.isin(near[0], spare.a)
    spare = edges.only(~np.isin(edges.a, near[0]))
    merge = np.isin(near[1], spare.b)
    renamed = columns.equal(*rest(equal, near), labels=False)
    edges = columns.fitting(columns.overlapping(*rest(equal, near, renamed), labels=False), across)
    taken = edges.only(best(columns, edges))
    other = np.concatenate([renamed[0], taken.a]), np.concatenate([renamed[1], taken.b])
    return Overlay(rated, pair, equal, near, split, merge, other, rest(equal, near, other))


def confusion(laid: Overlay) -> Ints:
    """What the one labelled and the other made of it: (labels + 1, labels + 1), a in rows, the last place ∅ (missed).

    On the diagonal are the pairs of one label, equal or overlapping; the sums of rows and columns but the last are
    the spans of a and of b, and the last row and column have nothing in common.
    """
    label = laid.rated.columns.label
    size = len(laid.rated.labels) + 1
    faced = [(label[a], label[b]) for a, b in (laid.matched, laid.other)]
    a, b = (label[rows] for rows in laid.alone)
    faced += [(a, np.full_like(a, size - 1)), (np.full_like(b, size - 1), b)]
    cells = np.concatenate([row * size + column for row, column in faced])
    return np.bincount(cells, minlength=size * size).reshape(size, size).astype(np.int64)


# -- boundaries ---------------------------------------------------------------------------------------------------


def boundary_kinds(a: Span, b: Span) -> tuple[str, ...]:
    """How two overlapping spans that are not equal differ.

    First the outer edges: ``start``, ``end`` or ``both`` differ (none of these where only gaps do). Then what a is to
    b, by code points: it ``contains`` it, is ``within`` it, or ``crosses`` it. Last ``fragments``: the gaps differ.
    """
    edges = (a.start != b.start, a.end != b.end)
    found = [{(True, False): "start", (False, True): "end", (True, True): "both"}[edges]] if any(edges) else []
    size_a, size_b = (sum(f.end - f.start for f in span.fragments) for span in (a, b))
    shared = sum(max(0, min(f.end, g.end) - max(f.start, g.start)) for f in a.fragments for g in b.fragments)
    found.append("contains" if shared == size_b else "within" if shared == size_a else "crosses")
    gaps_a, gaps_b = ([offset for part in span.extent for offset in part][1:-1] for span in (a, b))
    return (*found, *(("fragments",) if gaps_a != gaps_b else ()))


def _boundaries(laid: Overlay) -> list[tuple[int, int, tuple[str, ...]]]:
    """Rows of a and b, and all that their boundaries differ in."""
    spans, (a, b) = laid.rated.spans, laid.near
    found = []
    for row, other, split, merge in zip(*(x.tolist() for x in (a, b, laid.split, laid.merge)), strict=True):
        more = [name for name, held in (("split", split), ("merge", merge)) if held]
        found.append((row, other, (*boundary_kinds(spans[row], spans[other]), *more)))
    return found


def boundary_counts(laid: Overlay, label: str | None = None) -> dict[str, int]:
    """How often boundaries differ in each of the ways of ``BOUNDARY``, on a label or on all.

    A pair counts in every way it differs: once or not at all under ``start``, ``end`` and ``both``, once under
    ``contains``, ``within`` and ``crosses``, and besides where one rater has several spans for one of the other
    (``split``: b has several) or other gaps (``fragments``).
    """
    counted: Counter[str] = Counter()
    for row, _, kinds in _boundaries(laid):
        if label in (None, laid.rated.spans[row].label):
            counted.update(kinds)
    return {name: counted[name] for name in BOUNDARY}


# -- everything that differs --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that two raters differ in.

    ``document``: its number in the corpus; ``sentence``: where it begins, a link with its head or, where it has no
    direction, with its first end. ``layer``: ``claim`` (that of a where labels differ), ``claim.polarity``,
    ``relation:hedges`` or ``sentence:check_worthiness``. ``a``, ``b``: ids of the spans, or of the relations of a link.
    ``detail``: how boundaries differ; the two labels or values; of a link whether it is ``missing`` between ends that
    both have, stands the other way round (``direction``), has another ``label``, or one ``end`` that the other lacks.
    ``cue``: the words of the cue that it concerns, casefolded: of the shortest of the spans at issue that are cues,
    else of those that they are linked to; None without one.
    """

    kind: Kind
    document: int
    sentence: int
    layer: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    detail: tuple[str, ...]
    cue: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Share:
    """A group of disagreements: how many, what they weigh, and their part of the weight of all."""

    group: Hashable
    count: int
    weight: float
    share: float


def shares(found: Collection[Disagreement], by: Callable[[Disagreement], Hashable]) -> list[Share]:
    """Disagreements in groups, those with the greatest share first, equal ones by name; ``by`` None belongs to none."""
    count: Counter[Hashable] = Counter()
    weight: dict[Hashable, float] = {}
    for item in found:
        group = by(item)
        if group is not None:
            count[group] += 1
            weight[group] = weight.get(group, 0.0) + item.weight
    whole = sum(item.weight for item in found)
    listed = [Share(group, count[group], held, held / whole) for group, held in weight.items()]
    return sorted(listed, key=lambda s: (-s.weight, str(s.group)))


def disagreements(
    document: RatedDocument, a: Layer, b: Layer, *, symmetric: Collection[str] = ()
) -> list[Disagreement]:
    """Everything that two raters differ in on one document (its number is 0); ``symmetric``: undirected relations."""
    spans = RatedSpans.of(Corpus((document,), (a, b)))
    return disagreements_in(RatedRelations.of(spans, symmetric=symmetric), (0, 1))


def disagreements_in(
    relations: RatedRelations, pair: tuple[int, int], *, across: Rule = OVERLAP, cues: Collection[str] = CUES
) -> list[Disagreement]:
    """Everything that two raters differ in in the sentences that both finished, by document, sentence and kind.

    Exchanging the raters exchanges ``a`` and ``b`` and what is said from the side of a (contains, split, the order of
    two labels or values).
    """
    laid = overlay(relations.spans, pair, across)
    held = facing(relations, pair, laid.matched)
    words = _Cues(relations, held, cues)
    found = [*_on_spans(laid, words), *_on_attributes(laid, words)]
    found += [*_on_links(relations, held, words), *_on_sentences(relations.spans, pair)]
    rank = {"missed": 0, "label": 1, "boundary": 2, "attribute": 3, "link": 4}
    return sorted(found, key=lambda d: (d.document, d.sentence, rank[d.kind], d.layer, *sorted([d.a, d.b])))


class _Cues:
    """The words of the cue that spans are, or are linked to."""

    def __init__(self, relations: RatedRelations, held: Facing, cues: Collection[str]) -> None:
        self._rated, self._names = relations.spans, frozenset(cues)
        self._linked: dict[int, set[int]] = {}
        for row in np.concatenate([held.a, held.b]).tolist():
            head, tail = int(relations.head[row]), int(relations.tail[row])
            for end, other in ((head, tail), (tail, head)):
                if self._rated.spans[end].label in self._names:
                    self._linked.setdefault(other, set()).add(end)

    def _words(self, row: int) -> str:
        text = self._rated.corpus.documents[int(self._rated.columns.document[row])].text
        pieces = (" ".join(text[f.start : f.end].split()) for f in self._rated.spans[row].fragments)
        return " … ".join(pieces).casefold()

    def __call__(self, *rows: int) -> str | None:
        """The shortest of the cues that the spans are; else of those they are linked to."""
        own = {row for row in rows if self._rated.spans[row].label in self._names}
        found = own or {cue for row in rows for cue in self._linked.get(row, ())}
        return min((self._words(row) for row in found), key=lambda words: (len(words), words), default=None)


def _on_spans(laid: Overlay, words: _Cues) -> Iterable[Disagreement]:
    rated = laid.rated
    document = rated.columns.document.tolist()
    for side, rows in enumerate(laid.alone):
        for row in rows.tolist():
            span = rated.spans[row]
            a, b = ((), (span.id,)) if side else ((span.id,), ())
            yield Disagreement("missed", document[row], span.sentence, span.label, a, b, (), words(row), 1.0)
    faced: list[tuple[Kind, int, int, tuple[str, ...]]] = [("boundary", *item) for item in _boundaries(laid)]
    faced += [
        ("label", row, other, (rated.spans[row].label, rated.spans[other].label)) for row, other in _pairs(laid.other)
    ]
    for kind, row, other, detail in faced:
        one, two = rated.spans[row], rated.spans[other]
        sentence, cue = min(one.sentence, two.sentence), words(row, other)
        yield Disagreement(kind, document[row], sentence, one.label, (one.id,), (two.id,), detail, cue, 2.0)


def _pairs(rows: tuple[Ints, Ints]) -> Iterable[tuple[int, int]]:
    return zip(rows[0].tolist(), rows[1].tolist(), strict=True)


def _on_attributes(laid: Overlay, words: _Cues) -> Iterable[Disagreement]:
    rated = laid.rated
    names = entity_names(rated.corpus)

    def value(row: int, said: str | None) -> tuple[str | None, str]:
        """What is compared, and what is shown."""
        named = None if said is None else names.get((int(rated.columns.document[row]), int(rated.rater[row]), said))
        return (said, said or NONE) if named is None else (named.casefold(), named)

    for row, other in _pairs(laid.matched):
        a, b = rated.spans[row], rated.spans[other]
        if a.attributes == b.attributes and not names:
            continue
        for name in dict.fromkeys(attribute.name for attribute in (*a.attributes, *b.attributes)):
            said = value(row, a.value(name)), value(other, b.value(name))
            if said[0][0] != said[1][0]:
                place = int(rated.columns.document[row]), min(a.sentence, b.sentence), f"{a.label}.{name}"
                detail = tuple(shown for _, shown in said)
                weight = float(sum(one is not None for one, _ in said))
                yield Disagreement("attribute", *place, (a.id,), (b.id,), detail, words(row, other), weight)


def _on_links(relations: RatedRelations, held: Facing, words: _Cues) -> Iterable[Disagreement]:
    spans = relations.spans.spans

    def link(detail: str, a: Sequence[int], b: Sequence[int]) -> Disagreement:
        rows = [*a, *b]
        ids_a, ids_b = (tuple(relations.relations[row].id for row in side) for side in (a, b))
        heads, tails = relations.head[rows].tolist(), relations.tail[rows].tolist()
        labels = [relations.relations[row].label for row in rows]
        begins = heads + [tail for label, tail in zip(labels, tails, strict=True) if label in relations.symmetric]
        place = int(relations.document[rows[0]]), min(spans[end].sentence for end in begins), f"relation:{labels[0]}"
        return Disagreement("link", *place, ids_a, ids_b, (detail,), words(*heads, *tails), float(len(rows)))

    between: dict[tuple[int, ...], tuple[list[int], list[int]]] = {}
    sides = ((held.a, held.tied_a, held.left), (held.b, held.tied_b, held.right))
    for side, (every, matched, agreed) in enumerate(sides):
        for row, tied in zip(np.delete(every, agreed).tolist(), np.delete(matched, agreed).tolist(), strict=True):
            if tied:
                between.setdefault(_ends(relations, held, row), ([], []))[side].append(row)
            else:
                yield link("end", *(((), (row,)) if side else ((row,), ())))
    for a, b in between.values():
        for row in list(a):  # those of one label first: who looks from the other side must find the same
            turned = next((other for other in b if relations.label[other] == relations.label[row]), None)
            if turned is not None:
                a.remove(row)
                b.remove(turned)
                yield link("direction", (row,), (turned,))
        number = min(len(a), len(b))
        yield from (link("label", (row,), (other,)) for row, other in zip(a[:number], b[:number], strict=True))
        yield from (link("missing", (row,), ()) for row in a[number:])
        yield from (link("missing", (), (row,)) for row in b[number:])


def _ends(relations: RatedRelations, held: Facing, row: int) -> tuple[int, ...]:
    return tuple(sorted((int(held.other[relations.head[row]]), int(held.other[relations.tail[row]]))))


def _on_sentences(rated: RatedSpans, pair: tuple[int, int]) -> Iterable[Disagreement]:
    who = [rated.corpus.raters[number] for number in pair]
    for number, document in enumerate(rated.corpus.documents):
        shared = document.shared(*who)
        if not shared:
            continue
        one, two = ({s.index: s for s in document.by_rater[w].part.sentences} for w in who)
        for index in sorted(shared & (one.keys() | two.keys())):
            states = (one.get(index), two.get(index))
            for name in sorted({label.name for state in states if state is not None for label in state.labels}):
                said = [
                    frozenset(a.value for a in s.labels if a.name == name) if s is not None else frozenset()
                    for s in states
                ]
                if said[0] != said[1]:
                    detail = tuple("|".join(sorted(values)) or NONE for values in said)
                    weight = float(sum(bool(values) for values in said))
                    yield Disagreement("label", number, index, f"sentence:{name}", (), (), detail, None, weight)
