"""The sections beyond coefficients: annotators beside each other, weeks, and what they disagree about."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.agreement.report import AnnotatorLine, Disagreement, Drift, Report

from . import numerals as n
from . import wording as w
from .grids import INTERVAL, Axis, Bar, Cell, Column, Grid, Group, Section, Share

__all__ = ["RANKED", "annotators", "disagreements", "drift", "place"]

RANKED = 20
"""So many groups of disagreements are listed; the rest is counted, and is in the JSON."""


def annotators(report: Report) -> Section:
    """How much each did, and each beside the others, layer by layer."""
    lines = report.annotators
    timed = any(line.seconds is not None for line in lines)
    work = tuple(
        (
            line.annotator,
            n.count(line.documents),
            n.count(line.sentences),
            n.count(sum(line.spans.values())),
            n.seconds(line.seconds) if timed else "",
        )
        for line in lines
    )
    columns = (
        Column("annotator"),
        Column("documents", "right"),
        Column("sentences done", "right"),
        Column("spans", "right"),
        Column("seconds a sentence", "right"),
    )
    grids = [Grid("", columns, (Group("", work),), note="Seconds are medians." if timed else "")] if work else []
    groups = tuple(Group(line.annotator, rows) for line in lines if (rows := tuple(_layers(line))))
    if groups:
        note = " ".join(text for name, text in _KEYS if any(getattr(line, name) for line in lines))
        grids.append(Grid("Beside the others", _BESIDE, groups, note=note))
    return Section(5, "annotators", "Annotators", tuple(grids), empty="Nothing is known of single annotators.")


_KEYS = (
    ("rate", "Per 100: spans in 100 sentences done; peers: of the others on the same sentences."),
    ("without", "Without: how the figure over all changes when this annotator is left out (+: it rises)."),
    ("self_agreement", "Self: between passes."),
    ("competence", "Competence: the accuracy of Dawid and Skene's model, a diagnostic."),
)
_BESIDE = (
    Column("layer"),
    Column("spans", "right"),
    Column("per 100", "right"),
    Column("peers", "right"),
    Column("without", "right"),
    Column("self", "right"),
    Column("competence", "right"),
)


def _layers(line: AnnotatorLine) -> Iterable[tuple[Cell, ...]]:
    held = (line.spans, line.rate, line.peers, line.without, line.self_agreement, line.competence)
    for layer in dict.fromkeys(name for mapping in held for name in mapping):
        yield (
            layer,
            n.count(line.spans[layer]) if layer in line.spans else "",
            f"{line.rate[layer]:.1f}" if layer in line.rate else "",
            f"{line.peers[layer]:.1f}" if layer in line.peers else "",
            n.signed(line.without[layer]) if layer in line.without else "",
            n.figure(line.self_agreement[layer]) if layer in line.self_agreement else "",
            n.figure(line.competence[layer]) if layer in line.competence else "",
        )


def drift(report: Report, axis: Axis) -> Section:
    """Each layer's figure by week."""
    columns = (
        Column("week"),
        Column("", "bar"),
        Column("value", "right"),
        INTERVAL,
        Column("items", "right"),
        Column("docs", "right"),
    )
    groups = []
    for layer, measure in dict.fromkeys((line.layer, line.measure) for line in report.drift):
        own = [line for line in report.drift if (line.layer, line.measure) == (layer, measure)]
        rows = tuple(_week(line) for line in own)
        groups.append(Group(f"{layer}, {w.symbol(measure)}", rows))
    grids = (Grid("", columns, tuple(groups), axis),) if groups else ()
    empty = "When the documents were labelled is not known, or it was all in one week."
    return Section(6, "time", "Over time", grids, empty=empty)


def _week(line: Drift) -> tuple[Cell, ...]:
    bar = Bar(line.value, line.ci, line.measure in w.CORRECTED, line.measure in w.ALPHA)
    interval = w.reason(line.reason) if line.value is None else n.bounds(line.ci)
    return (line.week, bar, n.figure(line.value), interval, n.count(line.n_items), n.count(line.n_docs))


def disagreements(report: Report) -> Section:
    """Groups of disagreements by their share of all of it, with where the first one is."""
    listed = report.disagreements[:RANKED]
    top = max((each.share for each in listed), default=1.0) or 1.0
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            str(rank),
            n.figure(each.share),
            Share(each.share, top),
            each.kind,
            each.layer,
            each.cue or "",
            n.count(each.count),
            place(each),
        )
        for rank, each in enumerate(listed, 1)
    )
    columns = (
        Column("rank", "right"),
        Column("share", "right"),
        Column("", "bar", detail=True),
        Column("kind"),
        Column("layer"),
        Column("word"),
        Column("times", "right"),
        Column("first at"),
    )
    note = "Share of all disagreement; sentences are counted from 1, as on the screen."
    rest = report.disagreements[RANKED:]
    if rest:
        share = n.figure(sum(each.share for each in rest))
        note += f" {n.count(len(rest))} more groups with a share of {share} together are in the JSON."
    grids = (Grid("", columns, (Group("", rows),), note=note),) if rows else ()
    return Section(7, "disagreements", "Disagreements", grids, empty="There are none.")


def place(each: Disagreement) -> str:
    """Where the first one is: the document and the sentence, counted from 1."""
    if not each.places:
        return ""
    key, sentence, _, _ = each.places[0]
    return f"{key} {sentence + 1}"
