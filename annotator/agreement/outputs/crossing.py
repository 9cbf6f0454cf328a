"""The sections about two raters at a time: pairs, and what one called what the other called something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.agreement.report import Confusion, Measure, Report

from . import numerals as n
from . import wording as w
from .grids import INTERVAL, OF_SHARES, OF_VALUES, Axis, Bar, Cell, Column, Grid, Group, Matrix, Section, Share, level

__all__ = ["FEW_PAIRS", "confusion", "paired", "pairs", "together"]

FEW_PAIRS = 3
"""So many pairs are told one by one; more of them in a matrix."""
MISSED = "∅"


def pairs(report: Report, axis: Axis) -> Section:
    """The figures of every two raters: a list with intervals, and matrices with the items shared."""
    found = paired(report)
    groups = []
    for layer in dict.fromkeys(m.layer for m in found):
        groups.append(Group(w.layer_name(layer), tuple(_row(m) for m in found if m.layer == layer)))
    columns = (
        Column("pair"),
        Column("figure"),
        Column("", "bar"),
        Column("value", "right"),
        INTERVAL,
        Column("items", "right"),
        Column("docs", "right", detail=True),
    )
    grids = (Grid("", columns, tuple(groups), axis),) if groups else ()
    empty = "There are no figures of single pairs."
    return Section(3, "pairs", "Pairs of annotators", grids, tuple(_matrices(report)), empty=empty)


def paired(report: Report) -> tuple[Measure, ...]:
    """The figures of two raters, wherever the report has them."""
    return tuple(m for m in (*report.measures, *report.pairwise) if w.of_raters(m) is not None)


def _row(m: Measure) -> tuple[Cell, ...]:
    one, two = w.of_raters(m) or ("", "")
    bar = Bar(m.value, m.ci, m.measure in w.CORRECTED, m.measure in w.ALPHA)
    interval = w.reason(m.reason) if m.value is None else n.bounds(m.ci)
    title = w.name(m.measure, m.variant, m.params)
    return (f"{one} – {two}", title, bar, n.figure(m.value), interval, n.count(m.n_items), n.count(m.n_docs))


def _matrices(report: Report) -> Iterable[Matrix]:
    """A matrix a figure, the figure above the diagonal and the items shared below it."""
    found: dict[tuple[str | None, str, str], list[Measure]] = {}
    for m in paired(report):
        found.setdefault((m.layer, m.measure, w.name(m.measure, m.variant, m.params)), []).append(m)
    for (layer, _, title), held in found.items():
        by = {frozenset(w.of_raters(m) or ()): m for m in held}
        who = [rater for rater in report.provenance.annotators if any(rater in pair for pair in by)]
        who += [r for r in dict.fromkeys(r for m in held for r in w.of_raters(m) or ()) if r not in who]
        cells = [[_cell(by.get(frozenset((a, b))), i, j) for j, b in enumerate(who)] for i, a in enumerate(who)]
        yield Matrix(
            caption=f"{w.layer_name(layer)}, {title}",
            rows=tuple(who),
            columns=tuple(who),
            cells=tuple(tuple(text for text, _ in row) for row in cells),
            levels=tuple(tuple(depth for _, depth in row) for row in cells),
            note="below the diagonal: items compared",
        )


def _cell(m: Measure | None, row: int, column: int) -> tuple[str, int | None]:
    if row == column or m is None:
        return "", None
    return (n.figure(m.value), level(m.value, OF_VALUES)) if column > row else (n.count(m.n_items), None)


# -- 4 confusion and boundaries ---------------------------------------------------------------------------------------


def confusion(report: Report) -> Section:
    """Who called what what, and how boundaries differ."""
    matrices = tuple(_matrix(each) for each in _gathered(report.confusion))
    groups = []
    for layer in dict.fromkeys(b.layer for b in report.boundaries):
        own = sorted((b for b in report.boundaries if b.layer == layer), key=lambda b: -b.count)
        groups.append(
            Group(layer, tuple((b.kind, n.count(b.count), n.figure(b.share, 2), Share(b.share)) for b in own))
        )
    columns = (Column("boundary"), Column("spans", "right"), Column("share", "right"), Column("", "bar"))
    note = "Share of the spans that overlap but are not equal; a pair of spans can differ in several ways."
    grids = (Grid("Boundaries", columns, tuple(groups), note=note),) if groups else ()
    empty = "There is nothing that one called so and another otherwise."
    return Section(4, "confusion", "Confusion and boundaries", grids, matrices, empty=empty)


def _gathered(found: Sequence[Confusion]) -> Iterable[Confusion]:
    """Pair by pair where there are few; else all pairs of a layer together, both ways round."""
    for layer in dict.fromkeys(each.layer for each in found):
        own = [each for each in found if each.layer == layer]
        whole = [each for each in own if each.raters is None]
        if whole:
            yield from whole
        elif len(own) <= FEW_PAIRS:
            yield from own
        else:
            yield together(own)


def together(found: Sequence[Confusion]) -> Confusion:
    """The sum of matrices of one layer, both ways round: symmetric, so that no rater is the yardstick."""
    named = dict.fromkeys(label for each in found for label in each.labels if label != MISSED)
    labels = (*named, *((MISSED,) if any(MISSED in each.labels for each in found) else ()))
    place = {label: i for i, label in enumerate(labels)}
    counts = [[0] * len(labels) for _ in labels]
    for each in found:
        for i, row in zip(each.labels, each.counts, strict=True):
            for j, number in zip(each.labels, row, strict=True):
                counts[place[i]][place[j]] += number
                counts[place[j]][place[i]] += number
    return Confusion(found[0].layer, None, labels, tuple(tuple(row) for row in counts))


def _seen(each: Confusion) -> Confusion:
    """Without ∅ where nothing was missed."""
    if each.labels[-1:] != (MISSED,) or any(each.counts[-1]) or any(row[-1] for row in each.counts):
        return each
    return replace(each, labels=each.labels[:-1], counts=tuple(row[:-1] for row in each.counts[:-1]))


def _matrix(each: Confusion) -> Matrix:
    """Grounds are by shares of the row: what became of all that the one called so."""
    one, two = each.raters or ("one", "the other")
    each = _seen(each)
    sums = [max(1, sum(row)) for row in each.counts]
    missed = each.labels.index(MISSED) if MISSED in each.labels else -1
    return Matrix(
        caption=f"{each.layer}, {one} – {two}" if each.raters else f"{each.layer}, all pairs both ways round",
        rows=each.labels,
        columns=each.labels,
        cells=tuple(
            tuple(
                "" if i == j == missed and not number else n.count(number) if number else "·"
                for j, number in enumerate(row)
            )
            for i, row in enumerate(each.counts)
        ),
        levels=tuple(
            tuple(level(number / total, OF_SHARES) for number in row)
            for row, total in zip(each.counts, sums, strict=True)
        ),
        down=one,
        across=two,
        note=f"{MISSED}: missed by the other" if MISSED in each.labels else "",
    )
