"""A report as sections: what stands where, in which order, said once for every output.

1 summary, 2 per label, 3 pairs, 4 confusion and boundaries, 5 annotators, 6 over time, 7 disagreements, 8 warnings.
A section without anything to tell says so in a sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.agreement.report import Drift, Measure, Report

from . import numerals as n
from . import wording as w
from .beyond import annotators, disagreements, drift
from .crossing import confusion, paired, pairs
from .grids import INTERVAL, Axis, Bar, Cell, Column, Flags, Grid, Group, Section

__all__ = ["axis_of", "bar_of", "facts", "interval_of", "sections"]


def sections(report: Report) -> tuple[Section, ...]:
    """The numbered sections of a report; of ratings from elsewhere only those that tell something."""
    found = (
        _summary(report),
        _per_label(report),
        pairs(report, axis_of(paired(report))),
        confusion(report),
        annotators(report),
        drift(report, axis_of(report.drift)),
        disagreements(report),
        _warnings(report),
    )
    foreign = bool(report.measures) and all(m.layer is None for m in report.measures)
    return tuple(each for each in found if not foreign or each.grids or each.matrices or each.items)


def _documents(count: int) -> str:
    return f"{n.count(count)} document{'' if count == 1 else 's'}"


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What was compared and how, in short: names and values."""
    p = report.provenance
    scheme = f"{p.scheme.get('name', '')} {p.scheme.get('version', '')}".strip() if p.scheme else ""
    why = Counter(each.reason for each in p.left_out)
    elsewhere = p.unit == "item"
    units = "items" if any(warning.code == "items_resampled" for warning in report.warnings) else "documents"
    compared = f"{n.count(p.sentences)} items"
    if not elsewhere:
        compared = f"{_documents(p.documents)}, {n.count(p.sentences)} sentences"
    elif units == "documents":
        compared += f" in {_documents(p.documents)}"
    found = (
        ("scheme", scheme),
        ("annotators", ", ".join(p.annotators)),
        ("compared", compared),
        ("left out", "; ".join(f"{n.count(times)} {reason}" for reason, times in why.items())),
        ("level" if elsewhere else "matching", p.match if elsewhere else f"{w.name('f1', p.match)[3:]}, unit {p.unit}"),
        ("intervals", f"95 %, {n.count(p.replicates)} resamples of {units}, seed {p.seed}" if p.replicates else "none"),
        ("data", p.data_sha256[:12]),
        ("tool", p.tool),
    )
    return tuple((name, value) for name, value in found if value)


def bar_of(measure: Measure) -> Bar:
    """A figure as a bar."""
    return Bar(measure.value, measure.ci, measure.measure in w.CORRECTED, measure.measure in w.ALPHA)


def interval_of(measure: Measure) -> str:
    """The interval; in its place why there is no figure."""
    return w.reason(measure.reason) if measure.value is None else n.bounds(measure.ci)


def axis_of(figures: Iterable[Measure | Drift]) -> Axis:
    """One axis for all figures: from 0, or from what is needed below it in steps of .2, to 1."""
    lows = [0.0]
    for each in figures:
        ends = (each.value, each.ci[0] if each.ci else None)
        lows += [end for end in ends if end is not None and math.isfinite(end)]
    return Axis(max(-1.0, math.floor(min(lows) * 5) / 5), 1.0)


def by_layer(measures: Sequence[Measure]) -> dict[str | None, list[Measure]]:
    """Figures by layer, in the order of the report."""
    found: dict[str | None, list[Measure]] = {}
    for measure in measures:
        found.setdefault(measure.layer, []).append(measure)
    return found


# -- 1 summary --------------------------------------------------------------------------------------------------------


def _summary(report: Report) -> Section:
    columns = (
        Column("layer"),
        Column("observed", "right"),
        Column("corrected", "right"),
        Column("", "bar", detail=True),
        INTERVAL,
        Column("P<.667", "right"),
        Column("P<.800", "right"),
        Column("band", firm=True),
        Column("n", "right"),
        Column("see", "flags"),
    )
    rows, shown, sources = [], [], []
    few = any(warning.code == "few_documents" and warning.layer is None for warning in report.warnings)
    warned = {(warning.layer, warning.code) for warning in report.warnings if warning.layer is not None}
    for layer, measures in by_layer(report.measures).items():
        plain, corrected = _heads(measures, report.provenance.match)
        main = corrected or plain
        if main is None:
            continue
        shown.append(main)
        own = [code for code in main.flags if not (few and code == "few_documents")]  # said once, of all
        codes = dict.fromkeys((*own, *sorted(code for where, code in warned if where == layer)))
        row: tuple[Cell, ...] = (
            w.layer_name(layer),
            _headed(plain),
            _headed(corrected),
            bar_of(main),
            interval_of(main),
            n.probability(w.below(main, 0.667)),
            n.probability(w.below(main, 0.8)),
            w.band(main),
            n.count(main.n_items),
            Flags(tuple(w.flag(code) for code in codes)),
        )
        rows.append(row)
        sources += [w.band_source(main)] if w.band(main) else []
    note = "Corrected: for chance. The interval is of the corrected figure, where there is none of the observed one."
    if sources:
        note += f" Bands are of the interval's lower bound, after {'; '.join(dict.fromkeys(sources))};"
        note += " there are none for F1, uα and γ."
    grid = Grid("", columns, (Group("", tuple(rows)),), axis_of(shown), note, _key(shown))
    grids = (*((grid,) if rows else ()), *_differences(report))
    return Section(1, "summary", "Summary", grids, empty="Nothing could be compared.")


def _differences(report: Report) -> Iterable[Grid]:
    """Figures against each other, around 0."""
    if not report.differences:
        return
    ends = [abs(end) for d in report.differences for end in (d.difference, *(d.ci or ())) if end is not None]
    reach = max(0.1, math.ceil(max(ends, default=0.0) * 10) / 10)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{d.a} less {d.b}",
            w.name(d.measure, d.variant),
            n.figure(d.value_a),
            n.figure(d.value_b),
            Bar(d.difference, d.ci, d.measure in w.CORRECTED),
            n.signed(d.difference),
            n.bounds(d.ci),
        )
        for d in report.differences
    )
    columns = (
        Column("compared"),
        Column("figure"),
        Column("one", "right"),
        Column("other", "right"),
        Column("", "bar"),
        Column("difference", "right"),
        INTERVAL,
    )
    note = "Paired: both from the same resamples. Where 0 is within the interval, the two may be equal."
    yield Grid("Differences", columns, (Group("", rows),), Axis(-reach, reach), note)


def _headed(measure: Measure | None) -> str:
    return "" if measure is None else f"{w.symbol(measure.measure)} {n.figure(measure.value)}"


def _heads(measures: Sequence[Measure], match: str) -> tuple[Measure | None, Measure | None]:
    """The figures that stand for a layer: agreement as observed (or F1 by the rule asked for), and beyond chance."""
    whole = [m for m in measures if m.label is None and w.of_raters(m) is None] or [
        m for m in measures if m.label is None
    ]
    plain = next((m for m in whole if m.measure == "observed_agreement"), None)
    f1 = [m for m in whole if m.measure == "f1"]
    plain = plain or next((m for m in f1 if m.variant == match), f1[0] if f1 else None)
    corrected = [m for m in whole if m.measure in w.CORRECTED]
    return plain, min(corrected, key=lambda m: w.CORRECTED.index(m.measure), default=None)


# -- 2 per label ------------------------------------------------------------------------------------------------------

_FIGURES = (
    Column("figure"),
    Column("", "bar"),
    Column("value", "right"),
    INTERVAL,
    Column("items", "right"),
    Column("docs", "right"),
    Column("raters", "right", detail=True),
    Column("remarks"),
)


def _per_label(report: Report) -> Section:
    axis = axis_of(report.measures)
    same = len({m.n_raters for m in report.measures}) == 1
    whole, categories = [], []
    for layer, measures in by_layer(report.measures).items():
        rows = tuple(_row(m, same) for m in measures if m.label is None and w.of_raters(m) is None)
        if rows:
            whole.append(Group(w.layer_name(layer), rows))
        categories += _categories(layer, [m for m in measures if m.label is not None])
    grids = [Grid("", _FIGURES, tuple(whole), axis, key=_key(report.measures))] if whole else []
    if categories:
        grids.append(_category_grid(categories, axis))
    return Section(2, "labels", "Per label", tuple(grids), empty="There are no figures.")


def _row(m: Measure, same: bool) -> tuple[Cell, ...]:
    counts = (n.count(m.n_items), n.count(m.n_docs), "" if same else n.count(m.n_raters))
    return (w.name(m.measure, m.variant, m.params), bar_of(m), n.figure(m.value), interval_of(m), *counts, w.remark(m))


def _key(measures: Sequence[Measure]) -> str:
    shapes = {m.measure in w.CORRECTED for m in measures}
    parts = [
        text for held, text in ((False, "■ agreement as observed"), (True, "● corrected for chance")) if held in shapes
    ]
    if any(m.measure in w.ALPHA for m in measures):
        parts.append("┊ .667 and .800, for α only")
    return " · ".join(parts)


def _categories(layer: str | None, measures: Sequence[Measure]) -> list[tuple[str, list[Measure]]]:
    """The categories of a layer; its name is said with the figure that is drawn."""
    if not measures:
        return []
    main = _main(measures)
    return [(f"{w.layer_name(layer)}, {w.name(main.measure, main.variant, main.params)}", list(measures))]


def _main(measures: Sequence[Measure]) -> Measure:
    corrected = [m for m in measures if m.measure in w.CORRECTED]
    return min(corrected, key=lambda m: w.CORRECTED.index(m.measure), default=measures[0])


def _category_grid(categories: Sequence[tuple[str, list[Measure]]], axis: Axis) -> Grid:
    """One row a category: the figure that is drawn, the others of the category as numbers."""
    others = dict.fromkeys(
        w.symbol(m.measure) for _, measures in categories for m in measures if m.measure != _main(measures).measure
    )
    groups = []
    for title, measures in categories:
        drawn, rows = _main(measures), []
        for label in dict.fromkeys(m.label for m in measures):
            own = [m for m in measures if m.label == label]
            first = next((m for m in own if (m.measure, m.variant) == (drawn.measure, drawn.variant)), None)
            rest = {w.symbol(m.measure): n.figure(m.value) for m in own if m is not first}
            cells: tuple[Cell, ...] = ("", "", "", "")
            if first is not None:
                cells = (bar_of(first), n.figure(first.value), interval_of(first), n.count(first.n_items))
            rows.append((label or "", *cells, *(rest.get(name, "") for name in others)))
        groups.append(Group(title, tuple(rows)))
    columns = (
        Column("category"),
        Column("", "bar"),
        Column("value", "right"),
        INTERVAL,
        Column("items", "right"),
        *(Column(name, "right") for name in others),
    )
    return Grid("By category, each against the rest", columns, tuple(groups), axis)


# -- 8 warnings -------------------------------------------------------------------------------------------------------


def _warnings(report: Report) -> Section:
    items = tuple((warning.layer or "", warning.text) for warning in report.warnings)
    return Section(8, "warnings", "Warnings", items=items, empty="None.")
