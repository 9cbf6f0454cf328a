"""A widget of a few ready lines: text comes in with its style, goes through ``safe()``, and is painted as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.safe import safe
from annotator.ui.widgets.wrap import steady

__all__ = ["Painted", "Words", "cut", "folded"]

Words = list[tuple[str, Style]]
"""A line: pieces of text with their styles."""


def cut(text: str, width: int) -> str:
    """Text of at most so many cells; what is left out becomes an ellipsis."""
    text = safe(text)
    if cell_len(text) <= width:
        return text
    kept = ""
    used = 0
    for character in text:
        wide = cell_len(character)
        if used + wide > width - 1:
            break
        kept, used = kept + character, used + wide
    return kept + "…" if width > 0 else ""


def folded(line: Words, width: int, indent: int = 0) -> list[Words]:
    """A line broken at spaces into several of a width; the later ones are set in."""
    found: list[Words] = [[]]
    used = 0
    for text, style in line:
        for number, word in enumerate(safe(text).split(" ")):
            gap = 1 if number else 0
            size = cell_len(word)
            if used and size and used + gap + size > width:
                found.append([(" " * indent, style)])
                used, gap = indent, 0
            found[-1].append((" " * gap + word, style))
            used += gap + size
    return found


class Painted(Widget):
    """Shows lines; asks for a new paint only when they differ from those that stand there."""

    DEFAULT_CSS = "Painted { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: list[Words] = []
        self._ground = Style()

    def show(self, lines: Sequence[Words], ground: Style) -> None:
        """Show these lines on a ground that fills the rest."""
        old, self._lines = self._lines, list(lines)
        if ground != self._ground or not self.size:
            self._ground = ground
            self.refresh()
        else:
            none: Words = []
            rows = enumerate(zip_longest(old, self._lines, fillvalue=none))
            if differing := [Region(0, y, self.size.width, 1) for y, (was, now) in rows if was != now]:
                self.refresh(*differing)

    @property
    def plain(self) -> str:
        """What it shows, without styles (for tests)."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One row a line."""
        return max(1, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """A line, cut to the width and filled up with the ground."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else []
        strip = Strip(_segments(line, self._ground))
        return strip.crop(0, width).extend_cell_length(width, self._ground)


def _segments(line: Iterable[tuple[str, Style]], ground: Style) -> list[Segment]:
    return [Segment(steady(safe(text)), ground + style) for text, style in line if text]
