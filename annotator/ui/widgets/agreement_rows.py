"""The agreement screen's views as rows of values: what a report says, and which sentences stand behind each row.

Nothing here knows a width or a style (``agreement_paint``), nor the terminal. Text of rows is as it came: who paints
it makes it harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.agreement.outputs.numerals import MISSING, bounds, count, figure, signed
from annotator.agreement.report import AnnotatorLine, Disagreement, Measure, Report
from annotator.session.behind import Behind
from annotator.ui.widgets.agreement_words import (
    about,
    band,
    cautions,
    explained,
    layer_words,
    left_out,
    reason,
    symbol,
    title,
)
from annotator.words import Say

__all__ = ["VIEWS", "Bar", "Cell", "Column", "Head", "Heat", "Name", "Note", "Pick", "Row", "Share", "View", "view_of"]

VIEWS = ("summary", "labels", "pairs", "annotators", "disagreements")
_SPANS = "spans"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its interval on an axis from 0 to 1. ``chance``: it corrects for chance."""

    value: float | None
    ci: tuple[float, float] | None
    chance: bool = True


@dataclass(frozen=True, slots=True)
class Heat:
    """A figure as a shade with its number; ``text`` where there is none."""

    value: float | None
    text: str = MISSING


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; ``top``: the greatest of its column, which fills the width."""

    value: float
    top: float


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a layer; ``label``: the span label whose accent it has."""

    text: str
    label: str | None = None


Cell = str | Bar | Heat | Share | Name


@dataclass(frozen=True, slots=True)
class Pick:
    """What the cursor can be on: a row, or with ``column`` one of its cells. ``said``: it in words, one line each."""

    behind: Behind
    title: str
    said: tuple[str, ...] = ()
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, with one thing to pick or several from left to right."""

    cells: tuple[Cell, ...]
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A line above rows that belong together: a name, quietly what else is said of them, what the shades mean."""

    text: str
    aside: str = ""
    shades: bool = False
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet sentence below the rows; ``loud``: a warning."""

    text: str
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``spare``: from how many columns of the terminal on it is shown; ``heat``: one of those that scroll.

    ``label``: the span label whose accent its title has.
    """

    title: str
    align: str = "left"
    spare: int = 0
    heat: bool = False
    most: int = 0
    label: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One of the views: columns, and lines from top to bottom."""

    columns: tuple[Column, ...]
    lines: tuple[Row | Head | Note, ...]

    @property
    def rows(self) -> list[Row]:
        """The rows that the cursor can be on."""
        return [line for line in self.lines if isinstance(line, Row)]


def view_of(name: str, report: Report, say: Say) -> View:
    """A view by its name, one of ``VIEWS``."""
    made: dict[str, Callable[[Report, Say], View]] = {
        "summary": _summary,
        "labels": _labels,
        "pairs": _pairs,
        "annotators": _annotators,
        "disagreements": _disagreements,
    }
    return made[name](report, say)


# -- parts of rows ------------------------------------------------------------------------------------------------


def _groups(layers: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Layers by what they are labels of: spans, their attributes, links, sentences."""
    kinds = {"span": [], "attribute": [], "link": [], "sentence": []}  # type: dict[str, list[str]]
    for layer in layers:
        prefix = layer.partition(":")[0] if ":" in layer else ""
        kind = {"relation": "link", "sentence": "sentence"}.get(prefix, "attribute" if "." in layer else "span")
        kinds[kind].append(layer)
    return ((kind, found) for kind, found in kinds.items() if found)


def _name(layer: str) -> Name:
    label = layer if ":" not in layer and "." not in layer and layer != _SPANS else None
    return Name(layer_words(layer), label)


def _main(measures: Sequence[Measure], layer: str, match: str) -> tuple[Measure | None, Measure | None]:
    """The figure that counts agreement (F1 or Po) and the one that corrects for chance, of a layer."""
    own = [m for m in measures if m.layer == layer and m.label is None and not m.params.get("misses")]
    plain = next((m for m in own if m.measure == "f1" and m.variant == match and not m.params.get("given")), None)
    plain = plain or next((m for m in own if m.measure == "observed_agreement"), None)
    alphas = ("u_alpha", "2016"), ("krippendorff_alpha", None)
    chance = next((m for n, v in alphas for m in own if m.measure == n and v in (None, m.variant)), None)
    return plain, chance


def _interval(m: Measure | None, say: Say) -> str:
    """The interval; where the figure is undefined, why."""
    if m is None:
        return ""
    return reason(m.reason, say) if m.value is None else bounds(m.ci)


def _written(m: Measure | None) -> str:
    """A figure with its sign, in columns: ``uα  .712``."""
    return f"{symbol(m.measure):<2} {figure(m.value):>5}" if m is not None else ""


# -- views --------------------------------------------------------------------------------------------------------


def _summary(report: Report, say: Say) -> View:
    columns = (
        Column(say("agreement.layer"), most=28),
        Column("n", "right"),
        Column(say("agreement.plain"), most=12),
        Column(say("agreement.chance"), most=14),
        Column("95 %", most=20),
        Column("", "bar"),
        Column(say("agreement.band"), spare=90, most=18),
        Column("", spare=100, most=14),
    )
    flagged = {caution.layer: caution for caution in report.warnings if caution.code in ("prevalence", "merged")}
    lines: list[Row | Head | Note] = []
    for kind, layers in _groups(report.provenance.layers):
        lines.append(Head(say(f"agreement.of.{kind}")))
        for layer in layers:
            plain, chance = _main(report.measures, layer, report.provenance.match)
            shown = chance or plain
            if shown is None:
                continue
            mark = f"⚠ {say(f'agreement.flag.{flagged[layer].code}')}" if layer in flagged else ""
            cells = (
                _name(layer),
                count(shown.n_items),
                _written(plain),
                _written(chance),
                _interval(shown, say),
                Bar(shown.value, shown.ci, chance is not None),
                band(shown, say),
                mark,
            )
            said = tuple(about(m, say) for m in (shown, plain) if m is not None and (m is shown or m is not chance))
            lines.append(Row(cells, (Pick(Behind(layer), layer_words(layer), said[:2]),)))
    lines += [Note(text, loud=True) for text in cautions(report, say, few=False)]
    lines += [Note(text) for text in left_out(report.provenance.left_out, say)]
    return View(columns, tuple(lines))


def _labels(report: Report, say: Say) -> View:
    columns = (
        Column(say("agreement.figure"), most=30),
        Column(say("agreement.value"), "right"),
        Column("95 %", most=20),
        Column("", "bar"),
        Column(say("agreement.band"), spare=90, most=18),
        Column("Ppos", "right", spare=72),
        Column("Pneg", "right", spare=72),
        Column("n", "right"),
    )
    lines: list[Row | Head | Note] = []
    for layer in report.provenance.layers:
        own = [m for m in report.measures if m.layer == layer]
        lines.append(Head(layer_words(layer), label=_name(layer).label))
        specific = {(m.label, m.measure): m for m in own if m.label is not None}
        for m in own:
            if m.measure in ("positive_agreement", "negative_agreement", "prevalence_index"):
                continue
            both: list[Measure | None] = [None, None]
            if m.label is not None and m.measure == "krippendorff_alpha":
                both = [specific.get((m.label, f"{sign}_agreement")) for sign in ("positive", "negative")]
            name = title(m, say) if m.label is None else f"{symbol(m.measure)}  {m.label}"
            shown = f"  {m.label}" if m.label is not None and m.measure == "krippendorff_alpha" else name
            cells: tuple[Cell, ...] = (
                shown,
                figure(m.value),
                _interval(m, say),
                Bar(m.value, m.ci, m.measure not in ("f1", "observed_agreement")),
                band(m, say),
                *(figure(found.value) if found is not None else "" for found in both),
                count(m.n_items),
            )
            picked = Pick(Behind(layer, m.label), f"{layer_words(layer)}  {name}", (about(m, say), explained(m, say)))
            lines.append(Row(cells, (picked,)))
    return View(columns, tuple(lines))


def _pairs(report: Report, say: Say) -> View:
    groups = dict(_groups(dict.fromkeys(m.layer for m in report.pairwise if m.layer is not None)))
    layers = [layer for kind in ("span", "sentence", "link", "attribute") for layer in groups.get(kind, ())]
    columns = (
        Column(say("agreement.pair"), most=24),
        *(Column(layer_words(layer).rpartition(" ")[2], heat=True, label=_name(layer).label) for layer in layers),
    )
    chosen = {"plain": ("f1",), "chance": ("u_alpha", "krippendorff_alpha"), "kappa": ("cohen_kappa",)}
    lines: list[Row | Head | Note] = []
    for kind, measures in chosen.items():
        held = [m for m in report.pairwise if m.measure in measures]
        by = {(tuple(m.params["raters"]), m.layer): m for m in held}
        if not held:
            continue
        lines.append(Head(say(f"agreement.heat.{kind}"), shades=not lines))
        for raters in dict.fromkeys(tuple(m.params["raters"]) for m in held):
            found = [by.get((raters, layer)) for layer in layers]
            cells: tuple[Cell, ...] = (" – ".join(raters), *(_heat(m) for m in found))
            picks = tuple(
                Pick(
                    Behind(m.layer, raters=raters),
                    f"{' – '.join(raters)}  {layer_words(m.layer)}  {symbol(m.measure)}",
                    (f"{' – '.join(raters)}, {layer_words(m.layer)}: {about(m, say)}", explained(m, say)),
                    at,
                )
                for at, m in enumerate(found, 1)
                if m is not None and m.layer is not None
            )
            lines.append(Row(cells, picks))
    return View(columns, tuple(lines) or (Note(say("agreement.no_pairs")),))


def _heat(m: Measure | None) -> Cell:
    return Heat(m.value, figure(m.value)) if m is not None else ""


def _annotators(report: Report, say: Say) -> View:
    columns = (
        Column(say("agreement.layer"), most=28),
        Column(say("agreement.spans"), "right"),
        Column(say("agreement.rate"), "right"),
        Column(say("agreement.peers"), "right"),
        Column(say("agreement.without"), "right"),
        Column(say("agreement.self"), "right", spare=72),
        Column(say("agreement.competence"), "right", spare=90),
        Column(""),
    )
    lines: list[Row | Head | Note] = []
    for line in report.annotators:
        seconds = say("agreement.seconds", n=f"{line.seconds:.1f}") if line.seconds is not None else ""
        told = say("agreement.did", documents=line.documents, sentences=line.sentences, spans=sum(line.spans.values()))
        lines.append(Head(line.annotator, "   ".join(part for part in (told, seconds) if part)))
        lines += [_beside(line, layer, say) for layer in _said_of(line)]
    lines.append(Note(say("agreement.about_annotators")))
    return View(columns, tuple(lines))


def _said_of(line: AnnotatorLine) -> Iterable[str]:
    held = (line.spans, line.rate, line.without, line.self_agreement, line.competence)
    return dict.fromkeys(layer for mapping in held for layer in mapping)


def _beside(line: AnnotatorLine, layer: str, say: Say) -> Row:
    def number(mapping: dict[str, float], places: int = 1) -> str:
        return f"{mapping[layer]:.{places}f}" if layer in mapping else ""

    without, own = line.without.get(layer), line.self_agreement.get(layer)
    competence = line.competence.get(layer)
    cells: tuple[Cell, ...] = (
        _name(layer),
        count(line.spans[layer]) if layer in line.spans else "",
        number(line.rate),
        number(line.peers),
        signed(without) if layer in line.without else "",
        figure(own) if layer in line.self_agreement else "",
        figure(competence) if layer in line.competence else "",
        "",
    )
    said = []
    if layer in line.rate:
        rates = f"{line.rate[layer]:.1f}", f"{line.peers.get(layer, 0.0):.1f}"
        said.append(say("agreement.said.rate", who=line.annotator, rate=rates[0], peers=rates[1]))
    if without is not None:
        change = "agreement.said.rises" if without > 0 else "agreement.said.falls"
        said.append(say(change, who=line.annotator, by=figure(abs(without))))
    picked = Pick(Behind(layer, raters=(line.annotator,)), f"{line.annotator}  {layer_words(layer)}", tuple(said))
    return Row(cells, (picked,))


def _disagreements(report: Report, say: Say) -> View:
    columns = (
        Column("", "right"),
        Column(say("agreement.share"), "right"),
        Column("", "share"),
        Column(say("agreement.kind"), most=14),
        Column(say("agreement.layer"), most=28),
        Column(say("agreement.word"), most=24),
        Column(say("agreement.times"), "right"),
    )
    top = max((each.share for each in report.disagreements), default=1.0) or 1.0
    rows = tuple(_group(rank, each, top, say) for rank, each in enumerate(report.disagreements, 1))
    return View(columns, rows or (Note(say("agreement.none")),))


def _group(rank: int, each: Disagreement, top: float, say: Say) -> Row:
    kind, percent = say(f"agreement.kind.{each.kind}"), f"{each.share:.1%}".replace("%", " %")
    cells = (
        str(rank),
        percent,
        Share(each.share, top),
        kind,
        _name(each.layer),
        each.cue or "–",
        f"× {count(each.count)}",
    )
    words = f"‘{each.cue}’" if each.cue else say("agreement.no_cue")
    said = say(
        "agreement.said.group", kind=kind, layer=layer_words(each.layer), words=words, n=each.count, part=percent
    )
    behind = Behind(each.layer, kind=each.kind, cue=each.cue)
    name = "  ".join(part for part in (kind, layer_words(each.layer), each.cue) if part)
    return Row(cells, (Pick(behind, name, (said, say(f"agreement.about.{each.kind}"))),))
