"""Figures, their reasons and bands, and what two annotators differ in, in the words of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.agreement.outputs import wording
from annotator.agreement.outputs.numerals import bounds, count, figure, probability
from annotator.agreement.report import LeftOut, Measure, Report
from annotator.model import Span
from annotator.session.behind import Looked, Place
from annotator.words import Say

if TYPE_CHECKING:
    from annotator.agreement.boundaries import Disagreement

__all__ = [
    "about",
    "band",
    "cautions",
    "difference",
    "explained",
    "layer_words",
    "left_out",
    "reason",
    "symbol",
    "title",
]

LONGEST = 60
"""Code points of a span's words that are quoted; of a longer one the beginning and the end."""
_NONE = "(none)"
symbol = wording.symbol


def layer_words(layer: str) -> str:
    """The name of a layer for a reader: ``→ hedges`` for a link; other layers by their own names."""
    kind, _, name = layer.partition(":")
    return f"→ {name}" if kind == "relation" and name else name or layer


def reason(code: str | None, say: Say) -> str:
    """Why a figure is undefined."""
    name = f"agreement.reason.{code}"
    return say(name) if say.known(name) else wording.reason(code)


def band(m: Measure, say: Say) -> str:
    """The band of a figure, without its source; nothing for measures that have none."""
    found = wording.band(m)
    name = f"agreement.band.{found.replace(' ', '_')}"
    return say(name) if found and say.known(name) else found


def title(m: Measure, say: Say) -> str:
    """A figure's name with its variant and condition: ``F1 exact``, ``uα 2016``, ``α nominal, a miss counts``."""
    name = wording.name(m.measure, m.variant, m.params)
    given = m.params.get("given")
    if given == "both_ends":
        return f"{name}, {say('agreement.given_ends')}"
    if isinstance(given, str):
        return f"{name}, {say('agreement.given', label=given)}"
    return f"{name}, {say('agreement.misses')}" if m.params.get("misses") else name


def about(m: Measure, say: Say) -> str:
    """A figure with all that is known of it, on one line."""
    name = title(m, say) if m.label is None else f"{title(m, say)} {m.label}"
    if m.value is None:
        found = [f"{name} –: {reason(m.reason, say)}"]
    else:
        found = [f"{name} {figure(m.value)}" + (f" {bounds(m.ci)}" if m.ci else "")]
    found.append(say("agreement.said.items", n=count(m.n_items), documents=count(m.n_docs)))
    for bar in (0.667, 0.8):
        part = wording.below(m, bar)
        if part is not None:
            found.append(f"P(< {figure(bar)}) {probability(part)}")
    if words := band(m, say):
        found.append(say("agreement.said.band", band=words, source=wording.band_source(m)))
    coverage = m.params.get("coverage")
    if isinstance(coverage, float):
        found.append(say("agreement.said.coverage", part=figure(coverage, 2)))
    return " · ".join(found)


def explained(m: Measure, say: Say) -> str:
    """What a measure answers, in a sentence; nothing where there are no words for it."""
    name = f"agreement.about.{m.measure}"
    return say(name) if say.known(name) else ""


def cautions(report: Report, say: Say, *, few: bool = True) -> list[str]:
    """What a reader of the figures must know, each kind once; ``few``: first of all that there are few documents."""
    layers: dict[str, list[str]] = {}
    for caution in report.warnings:
        layers.setdefault(caution.code, []).append(layer_words(caution.layer) if caution.layer else caution.text)
    found = []
    for code, about_what in sorted(layers.items(), key=lambda item: item[0] != "few_documents"):
        listed = list(dict.fromkeys(about_what))
        name = f"agreement.caution.{code}"
        if code == "few_documents":
            found += [say("agreement.caution.few_documents", n=report.provenance.documents)] if few else []
        elif say.known(name):
            more = f" … + {len(listed) - 4}" if len(listed) > 4 else ""
            found.append(f"{say(name)}: {', '.join(listed[:4])}{more}")
        else:
            found += [caution.text for caution in report.warnings if caution.code == code]
    return found


def left_out(documents: Sequence[LeftOut], say: Say) -> list[str]:
    """Which documents are not compared, and why: the first of them by name, a line a reason."""
    keys: dict[str, list[str]] = {}
    for each in documents:
        keys.setdefault(each.reason, []).append(each.key)
    found = []
    for why, held in keys.items():
        only = why.removeprefix("only ").removesuffix(" labelled it")
        known = {"nobody labelled it": "nobody", "no sentence was finished by two": "unfinished"}.get(why)
        words = say(f"agreement.left.{known}") if known else why
        if f"only {only} labelled it" == why:
            words = say("agreement.left.one", who=only)
        more = f" … + {len(held) - 5}" if len(held) > 5 else ""
        found.append(f"{words}: {', '.join(held[:5])}{more}")
    return found


# -- what differs -------------------------------------------------------------------------------------------------


def quoted(spans: Sequence[Span]) -> str:
    """The words of spans between quotation marks."""
    words = " + ".join(" … ".join(part.text for part in span.fragments) for span in spans)
    words = " ".join(words.split())
    if len(words) > LONGEST:
        half = LONGEST // 2
        first, last = words[: half + 1], words[-half - 1 :]
        words = f"{first.rpartition(' ')[0] or first[:-1]} … {last.partition(' ')[2] or last[1:]}"
    return f"‘{words}’"


def difference(looked: Looked, place: Place, item: Disagreement, say: Say) -> str:
    """What two raters differ in, in a sentence with their names."""
    a, b = looked.names(place.pair)
    if item.kind == "missed":
        side = 0 if item.a else 1
        has, lacks = (a, b) if side == 0 else (b, a)
        words = quoted(looked.spans(place, item, side))
        return say("agreement.differs.missed", has=has, lacks=lacks, label=item.layer, words=words)
    if item.kind == "boundary":
        kinds = [say(f"agreement.differs.{kind}") for kind in item.detail if say.known(f"agreement.differs.{kind}")]
        sides = [quoted(looked.spans(place, item, side)) for side in (0, 1)]
        return f"{item.layer}, {', '.join(kinds)}: {a} {sides[0]}, {b} {sides[1]}"
    if item.kind == "link":
        return _link(looked, place, item, say)
    one, two = ("–" if value == _NONE else value for value in item.detail)
    values = say("agreement.differs.values", a=a, one=one, b=b, two=two)
    if item.layer.startswith("sentence:"):
        return f"{layer_words(item.layer)}: {values}"
    what = quoted(looked.spans(place, item, 0))
    name = f" {item.layer.partition('.')[2]}" if item.kind == "attribute" else ""
    return f"{what}{name}: {values}"


def _link(looked: Looked, place: Place, item: Disagreement, say: Say) -> str:
    """A link, its ends by their short names as they stand on the lanes, and by their words."""
    names = looked.names(place.pair)
    side = 0 if item.a else 1
    labels = looked.labels(place, side)

    def end(span_id: str) -> str:
        span = labels.spans[span_id]
        name = looked.short_names(replace(place, sentence=span.sentence), side)[span_id]
        far = f"{span.sentence + 1}." if span.sentence != place.sentence else ""
        return f"{far}{name} {quoted([span])}"

    links = looked.links(place, item, side)
    words = f"{end(links[0].head)} → {end(links[0].tail)}" if links else ""
    label = layer_words(item.layer).removeprefix("→ ")
    name = f"agreement.differs.link.{item.detail[0]}"
    return f"{label}: " + say(name, has=names[side], lacks=names[1 - side], words=words)
