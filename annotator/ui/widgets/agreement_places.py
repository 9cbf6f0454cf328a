"""The sentences behind a figure: a list, and below it the chosen one twice, as each of its two annotators left it.

A sentence is drawn as on the annotation screen, with its labels on lanes; the spans that are at issue are heavy.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotator.session.behind import Looked, Place
from annotator.text.safe import safe
from annotator.ui.widgets.agreement_paint import on_cursor
from annotator.ui.widgets.agreement_words import difference
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.lanes import Block, pack
from annotator.ui.widgets.painted import Words, cut, folded
from annotator.ui.widgets.painter import Overlay, Painter
from annotator.ui.widgets.view_model import Mark, SentenceMarks, SentenceView
from annotator.ui.widgets.wrap import wrap
from annotator.words import Say

__all__ = ["SIDE_BY_SIDE", "place_lines", "sides_lines"]

SIDE_BY_SIDE = 100
"""From this many columns on there is room for two layers beside each other."""
ABOVE = 2
"""So many differences are told above the layers."""


def place_lines(
    looked: Looked, places: Sequence[Place], chosen: int, shown: range, looks: Looks, say: Say, width: int
) -> list[Words]:
    """The lines of some of the places: what it is, where, who, and the sentence.

    The columns are as wide as all places need, so that nothing moves while the list scrolls.
    """
    keys = {place.document: looked.document(place).key for place in places}
    pairs = {place.pair: " – ".join(looked.names(place.pair)) for place in places}
    kinds = {kind: say(f"agreement.kind.{kind}") for kind in ("missed", "boundary", "label", "attribute", "link")}
    wide = (
        max((cell_len(words) for words in (*kinds.values(), say("agreement.alike"))), default=0),
        min(max(cell_len(safe(key)) for key in keys.values()) + 5, max(12, width // 4)),
        min(max(cell_len(safe(pair)) for pair in pairs.values()), max(12, width // 5)),
    )
    lines = []
    for number in shown:
        place = places[number]
        document = looked.document(place)
        sentence = document.sentences[place.sentence]
        what = kinds[place.items[0].kind] if place.items else say("agreement.alike")
        told = f"{what} +{len(place.items) - 1}" if len(place.items) > 1 else what
        where = f"{place.sentence + 1:>4}"
        where = cut(keys[place.document], wide[1] - len(where) - 1) + " " + where
        who = cut(pairs[place.pair], wide[2])
        here = number == chosen
        sign = "≠" if place.items else "="
        line: Words = [
            (f" {'▸' if here else ' '} ", looks.strong),
            (f"{sign} {told}".ljust(wide[0] + 6), looks.text if place.items else looks.quiet),
            (where + " " * (wide[1] - cell_len(where) + 2), looks.text),
            (who + " " * (wide[2] - cell_len(who) + 2), looks.quiet),
        ]
        used = sum(cell_len(text) for text, _ in line)
        text = cut(document.text[sentence.start : sentence.end], max(0, width - used - 1))
        line += [(text, looks.quiet), (" " * max(0, width - used - cell_len(text)), looks.page)]
        lines.append(on_cursor(looks, line) if here else line)
    return lines


def sides_lines(looked: Looked, place: Place, looks: Looks, say: Say, width: int) -> list[Words]:
    """What differs in words, then both layers of a place, side by side or one above the other.

    Of many differences the last ones stand below the layers, so that these stay in sight.
    """
    told: list[list[Words]] = [
        folded([(" ≠ ", looks.strong), (difference(looked, place, item, say), looks.text)], width - 1, 3)
        for item in place.items
    ] or [[[(f" = {say('agreement.no_difference')}", looks.quiet)]]]
    above = [line for lines in told[:ABOVE] for line in lines]
    below = [line for lines in told[ABOVE:] for line in lines]
    names = looked.names(place.pair)
    if width >= SIDE_BY_SIDE:
        half = (width - 1) // 2
        left, right = (_side(looked, place, side, looks, size) for side, size in ((0, half), (1, width - half - 1)))
        heads = [_head(names[0], half, looks), _head(names[1], width - half - 1, looks)]
        layers: list[Words] = [[], [*heads[0], ("│", looks.quiet), *heads[1]]]
        layers += [
            _row(_line(left, number), _line(right, number), half, width, looks)
            for number in range(max(len(left), len(right)))
        ]
    else:
        layers = []
        labelled = any(item.layer.startswith("sentence:") for item in place.items)
        for side in (0, 1):
            layers.append(_head(names[side], width, looks))
            layers += [_words(strip) for strip in _side(looked, place, side, looks, width, labelled=labelled)]
    return [*above, *layers, *([[], *below] if below else [])]


def _head(name: str, width: int, looks: Looks) -> Words:
    text = f" {cut(name, width - 2)}"
    return [(text, looks.strong), (" " * (width - cell_len(text)), looks.page)]


def _line(strips: Sequence[Strip], number: int) -> Strip | None:
    return strips[number] if number < len(strips) else None


def _row(left: Strip | None, right: Strip | None, half: int, width: int, looks: Looks) -> Words:
    """A line of both; where one of them has none, its empty ground."""
    ground = looks.palette.ground(True)
    line = _words(left) if left is not None else [(" " * half, ground)]
    line.append(("│", looks.quiet))
    return line + (_words(right) if right is not None else [(" " * (width - half - 1), ground)])


def _words(strip: Strip) -> Words:
    return [(segment.text, segment.style or Style()) for segment in strip]


def _side(looked: Looked, place: Place, side: int, looks: Looks, width: int, *, labelled: bool = True) -> list[Strip]:
    """The sentence with the labels of one of the two, open as on the annotation screen.

    ``labelled``: its own labels stand below it.
    """
    document = looked.document(place)
    sentence = document.sentences[place.sentence]
    names = looked.short_names(place, side)
    labels = looked.labels(place, side)
    spans = labels.in_sentence(place.sentence)
    marks = tuple(Mark(span.id, span.label, names[span.id], span.extent) for span in spans)
    state = labels.state(place.sentence)
    view = SentenceView(
        sentence.index, sentence.start, sentence.end, document.tokens[place.sentence], state.role or sentence.role
    )
    shown = SentenceMarks(marks, state.status, bool(state.comment))
    painter = Painter(looks.palette, width, len(document.sentences))
    text = safe(document.text[sentence.start : sentence.end])
    lines = wrap(text, painter.column)
    block = Block(view, text, shown, lines, pack(lines, marks, view.start, painter.limit), open=True)
    at_issue = [span.id for item in place.items for span in looked.spans(place, item, side)]
    nothing = (sentence.end, sentence.end)
    strips = painter.paint(block, Overlay(cursor=nothing, active=at_issue[0] if at_issue else None))
    if not state.labels or not labelled:
        return strips
    said = "   ".join(f"{label.name} {label.value}" for label in state.labels)
    ground = looks.palette.ground(True)
    line = " " * painter.gutter + cut(said, width - painter.gutter - 1)
    return [*strips, Strip([Segment(line + " " * (width - cell_len(line)), ground)], width)]
