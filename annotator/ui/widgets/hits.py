"""Lines of a list of hits: where, and the words around what was found, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from annotator.session.finding import Hit
from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Words, cut

__all__ = ["around", "hit_line", "key_width"]

BEFORE = 3
"""One part in so many of the room may be words before what was found."""
_MARK = Style(underline=True)
KEY = 22
"""Cells of a document's key at most."""


def key_width(hits: Sequence[Hit]) -> int:
    """Cells for the keys of these hits."""
    return min(KEY, max((cell_len(safe(hit.key)) for hit in hits), default=0))


def around(text: str, marks: Sequence[tuple[int, int]], width: int) -> list[tuple[str, bool]]:
    """The part of a text that shows its first mark, cut to a width in cells: pieces, and whether each is marked."""
    shown = safe(text)
    start = _beginning(shown, marks[0][0] if marks else 0, width)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    room = width - (2 if start else 0)
    at = start
    for first, last in [*marks, (len(shown), len(shown))]:
        if last <= at:
            continue
        for piece, marked in ((shown[at : max(at, first)], False), (shown[max(at, first) : last], True)):
            if not piece:
                continue
            if cell_len(piece) > room:
                pieces.append((cut(piece, room), marked))
                return pieces
            pieces.append((piece, marked))
            room -= cell_len(piece)
        at = last
    return pieces


def _beginning(shown: str, mark: int, width: int) -> int:
    """Where to begin so that a mark is in view and no room is left: at the beginning of a word, or of the text."""
    if cell_len(shown) <= width or cell_len(shown[:mark]) <= width // BEFORE:
        return 0
    start, room = mark, max(width // BEFORE, width - 2 - cell_len(shown[mark:]))
    while start > 0 and (size := cell_len(shown[start - 1])) <= room:
        start, room = start - 1, room - size
    space = shown.find(" ", start, mark)
    return space + 1 if space >= 0 else start


def hit_line(hit: Hit, looks: Looks, width: int, keys: int, here: bool) -> Words:
    """A hit on one line; ``here``: the cursor is on it."""
    ground = Style(bgcolor=(looks.open if here else looks.page).bgcolor)
    where = cut(hit.key, keys)
    head = f"{where}{' ' * (keys - cell_len(where))} {hit.sentence + 1:>4}  "
    line: Words = [
        ("▸" if here else " ", looks.strong + ground),
        (head, (looks.text if here else looks.quiet) + ground),
    ]
    if hit.span is not None:
        line.append((f"{cut(hit.span.label, width // 4)}  ", looks.label(hit.span.label, here)))
    if hit.comment is not None:
        line.append((f"✎ {cut(hit.comment, width // 3)}  ", looks.text + ground))
    room = width - sum(cell_len(text) for text, _ in line)
    for piece, marked in around(hit.text, hit.marks, max(1, room)):
        line.append((piece, (looks.strong + _MARK if marked else looks.text) + ground))
    rest = width - sum(cell_len(text) for text, _ in line)
    return [*line, (" " * rest, ground)] if here and rest > 0 else line
