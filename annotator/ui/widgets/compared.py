"""The sentence that is adjudicated: its words once, and below each line the brackets of every annotator, and gold.

Drawn with the lanes of the annotation screen. A bracket has the same number in every row where it answers the same
question, so ``c3`` of the one and ``s3`` of the other are two answers. What all agree on has one row, until it is gold.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style

from annotator.model import Span
from annotator.session.adjudication import Adjudication
from annotator.session.comparing import Group
from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.lanes import Lane, Part, draw, pack
from annotator.ui.widgets.painted import Words, cut
from annotator.ui.widgets.painter import READING_WIDTH, RIGHT_MARGIN
from annotator.ui.widgets.palette import STATUS_SIGNS, Look, Sign
from annotator.ui.widgets.view_model import Mark
from annotator.ui.widgets.wrap import Line, wrap
from annotator.words import Say

__all__ = ["compared_lines", "in_focus", "short_name"]

GUTTER = 10
"""Cells left of the words: the sentence's number and status, or whose brackets a row holds."""
CONTEXT = 5
"""Rows above the sentence for what comes before it; 2 where there is little room."""


@dataclass(frozen=True, slots=True)
class Row:
    """The brackets of one annotator, of all, or of gold."""

    name: str
    marks: tuple[Mark, ...]
    strong: bool = False


def short_name(case: Adjudication, group: Group, label: str | None = None) -> str:
    """What a question about a span is called on the lanes and in the list: ``c3``."""
    definition = case.scheme.spans.get(label or group.labels[0])
    return f"{definition.short if definition else '?'}{group.number}"


def in_focus(case: Adjudication) -> tuple[Group, ...]:
    """The groups of spans that the question in focus is about."""
    item = case.item
    if item is None:
        return ()
    return item.ends or ((item.group,) if item.group is not None else ())


def _rows(case: Adjudication, say: Say) -> list[Row]:
    """Annotators in their order with what is in dispute, then what is agreed on and not in gold, then gold."""
    index = case.cursor.sentence
    groups = _drawn(case)
    agreed = {item.group.key for item in case.items if item.agreed and item.group is not None}
    gold: dict[str, Mark] = {}
    for group in groups:
        for span in case.copies(group):
            gold[span.id] = _mark(case, group, span)
    for span in case.labels.in_sentence(index):
        if span.id not in gold:
            definition = case.scheme.spans.get(span.label)
            gold[span.id] = Mark(span.id, span.label, f"{definition.short if definition else '?'}+", span.extent)
    rows = []
    for rater in case.comparison.done(index):
        mine = [(g, g.members[rater]) for g in groups if rater in g.members and g.key not in agreed]
        rows.append(Row(case.name(rater), tuple(_mark(case, g, span) for g, span in mine)))
    left = [g for g in groups if g.key in agreed and not case.copies(g)]
    rows.append(Row(say("agreed_row"), tuple(_mark(case, g, next(iter(g.members.values()))) for g in left)))
    rows.append(Row(say("gold_row"), tuple(gold.values()), strong=True))
    return rows


def _drawn(case: Adjudication) -> list[Group]:
    """The groups of the sentence, and those of other sentences that the question in focus is about."""
    groups = list(case.comparison.groups(case.cursor.sentence))
    return groups + [group for group in in_focus(case) if group.sentence != case.cursor.sentence]


def _mark(case: Adjudication, group: Group, span: Span) -> Mark:
    return Mark(group.key, span.label, short_name(case, group, span.label), span.extent)


# -- lines --------------------------------------------------------------------------------------------------------


def compared_lines(case: Adjudication, say: Say, looks: Looks, width: int, height: int) -> list[Words]:
    """So many lines: what comes before the sentence, the sentence with its brackets, what comes after it."""
    column = max(8, min(READING_WIDTH, width - GUTTER - RIGHT_MARGIN))
    above = CONTEXT if height >= 20 else 2
    block, focus = _sentence(case, say, looks, width, column)
    before = _before(case, looks, column, above)
    top = len(before)
    hidden = max(0, min(top + len(block) - height, top + focus))  # a tall one shows what is in focus
    after = _after(case, looks, column, height)
    lines = [*before, *block, *after][hidden : hidden + height]
    return lines + [[] for _ in range(height - len(lines))]


def _plain(case: Adjudication, looks: Looks, index: int, column: int) -> list[Words]:
    """A neighbour: its words, without labels."""
    sentence = case.stored.sentences[index]
    text = safe(case.stored.text_of(sentence))
    style = looks.palette.text(Look(role=case.role(index)))
    lines: list[Words] = []
    for number, line in enumerate(wrap(text, column)):
        gutter = _gutter(case, looks, index, open_=False) if not number else [(" " * GUTTER, looks.page)]
        lines.append([*gutter, (text[line.start : line.shown], style)])
    return lines


def _before(case: Adjudication, looks: Looks, column: int, rows: int) -> list[Words]:
    """The last lines before the sentence, so many that it always stands in the same row."""
    lines: list[Words] = []
    index = case.cursor.sentence - 1
    while index >= 0 and len(lines) < rows:
        lines = [*_plain(case, looks, index, column), *lines]
        index -= 1
    lines = lines[-rows:]
    return [[] for _ in range(rows - len(lines))] + lines


def _after(case: Adjudication, looks: Looks, column: int, rows: int) -> list[Words]:
    lines: list[Words] = []
    index = case.cursor.sentence + 1
    while index < len(case.stored.sentences) and len(lines) < rows:
        lines += _plain(case, looks, index, column)
        index += 1
    return lines


def _gutter(case: Adjudication, looks: Looks, index: int, open_: bool) -> Words:
    palette, status = looks.palette, case.labels.state(index).status
    sign = STATUS_SIGNS.get(status, " ")
    mark = "▸" if open_ else " " if case.comparison.done(index) else "·"
    return [
        (f" {index + 1:>{GUTTER - 6}} ", palette.gutter(Sign.NUMBER, open_)),
        (sign, palette.gutter(Sign.STATUS, open_, status)),
        (f" {mark} ", palette.gutter(Sign.FOCUS, open_)),
    ]


def _sentence(case: Adjudication, say: Say, looks: Looks, width: int, column: int) -> tuple[list[Words], int]:
    """The lines of the sentence in focus, and the first of them that the question in focus is about."""
    palette = looks.palette
    ground = palette.ground(True)
    sentence = case.stored.sentences[case.cursor.sentence]
    text = safe(case.stored.text_of(sentence))
    lines = wrap(text, column)
    rows = _rows(case, say)
    packed = [pack(lines, row.marks, sentence.start, column + RIGHT_MARGIN) for row in rows]
    active = {group.key for group in in_focus(case)} | {s.id for g in in_focus(case) for s in case.copies(g)}
    found: list[Words] = []
    first: int | None = None
    for number, line in enumerate(lines):
        gutter = _gutter(case, looks, sentence.index, open_=True) if not number else [(" " * GUTTER, ground)]
        at = len(found)
        found.append([*gutter, *_words(case, looks, text, line, sentence.start)])
        for row, lanes in zip(rows, packed, strict=True):
            for place, lane in enumerate(lanes[number]):
                lit = next((piece.mark.id for piece in lane if piece.mark.id in active), None)
                first = at if first is None and lit is not None else first
                found.append(_lane(looks, row, lane, lit, named=not place))
    return [_filled(line, width, ground) for line in found], first or 0


def _lane(looks: Looks, row: Row, lane: Lane, lit: str | None, named: bool) -> Words:
    """A row of brackets, with whose they are before the first."""
    palette, ground = looks.palette, looks.palette.ground(True)
    name = cut(row.name, GUTTER - 3) if named else ""
    style = palette.gutter(Sign.FOCUS if row.strong else Sign.NUMBER, True)
    line: Words = [(f" {name:>{GUTTER - 3}}  ", style)]
    for run in draw(lane, None, lit, palette.shapes):
        mark = run.mark
        line.append((run.text, palette.lane(mark.label, mark.id == lit, run.part is Part.NAME) if mark else ground))
    return line


def _words(case: Adjudication, looks: Looks, text: str, line: Line, offset: int) -> Words:
    """The words of a line, with a ground where the question in focus is about them."""
    lit = [
        (*line.snap(start - offset, end - offset), span.label)
        for group in in_focus(case)
        for span in (*group.members.values(), *case.copies(group))
        for start, end in span.extent
        if start - offset < line.shown and end - offset > line.start
    ]
    cuts = sorted({line.start, line.shown, *(edge for start, end, _ in lit for edge in (start, end) if start < end)})
    role = case.role(case.cursor.sentence)
    found: Words = []
    for start, end in pairwise(cuts):
        label = next((name for first, last, name in lit if first <= start < last), None)
        found.append((text[start:end], looks.palette.text(Look(open=True, role=role, active=label))))
    return found


def _filled(line: Words, width: int, ground: Style) -> Words:
    used = sum(cell_len(text) for text, _ in line)
    return [*line, (" " * max(0, width - used), ground)]
