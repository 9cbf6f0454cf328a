"""The peer of the screen: the least that Textual needs to show a text and to repaint one line a key.

    python benchmarks/bare_textual.py ARTICLE.txt

One Line API widget, no store, no labels, no panel. ``right`` moves a mark within the line, ``down`` to the next.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

MARK, PLAIN = Style(reverse=True), Style()


class Lines(ScrollView, can_focus=True):
    """Lines of text with one word marked."""

    BINDINGS = [("right", "step(1)"), ("down", "line(1)")]  # noqa: RUF012 - as Textual writes it

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.words = [line.split(" ") for line in lines if line]
        self.line = self.word = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.words))

    def action_step(self, by: int) -> None:
        self.word = (self.word + by) % len(self.words[self.line])
        self.refresh_lines(self.line - self.scroll_offset.y)

    def action_line(self, by: int) -> None:
        old, self.line = self.line, (self.line + by) % min(len(self.words), 30)
        self.word = 0
        for line in (old, self.line):
            self.refresh_lines(line - self.scroll_offset.y)

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        words = self.words[index] if index < len(self.words) else []
        marked = self.word if index == self.line else -1
        segments = [Segment(f"{word} ", MARK if i == marked else PLAIN) for i, word in enumerate(words)]
        return Strip(segments).crop(0, self.size.width).extend_cell_length(self.size.width, PLAIN)


class Bare(App[None]):
    """One widget."""

    def compose(self) -> ComposeResult:
        yield Lines(Path(sys.argv[1]).read_text(encoding="utf-8").split("\n"))


if __name__ == "__main__":
    Bare().run()
