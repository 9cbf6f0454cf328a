"""The page under the document widget: which rows stand where, which are in view, which are painted.

Nothing here knows the mouse, and nothing moves that the annotator did not move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from .lanes import Block, gap_above, pack
from .links import with_links
from .painter import Overlay, Painter, Ranges
from .palette import Palette
from .view_model import Mark, SentenceMarks, SentenceView
from .wrap import Rows, line_count, wrap

__all__ = ["Page"]

SCROLL_MARGIN = 3  # rows kept in view above and below the open sentence
KEPT_STRIPS = 512  # painted sentences kept; a screen shows fewer than a hundred


class Page(ScrollView, can_focus=True, inherit_bindings=False):
    """Sentences in rows, one of them open. Bindings are not inherited: the arrow keys belong to the screen."""

    ALLOW_SELECT: ClassVar[bool] = False
    # No scrollbar: where one is stands in the gutter, and a scrollbar is painted a frame (16 ms) after the text.
    DEFAULT_CSS = """
    Page { overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 0; }
    """

    def __init__(self, palette: Palette | None = None, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.auto_links = False
        self._palette = palette or Palette({})
        self._painter = Painter(self._palette, 0, 0)
        self._shown = ""
        self._sentences: Sequence[SentenceView] = ()
        self._fetch: Callable[[int], SentenceMarks] = lambda _: SentenceMarks()
        self._suggested: Callable[[int], tuple[Mark, ...]] = lambda _: ()
        self._ghosts: tuple[Mark, ...] = ()
        self._marks: dict[int, SentenceMarks] = {}
        self._strips: dict[int, list[Strip]] = {}
        self._rows = Rows()
        self._focus = 0
        self._token = 0
        self._overlay = Overlay()
        self._block: Block | None = None
        self._reading = False
        self._reserved = 0
        self._stood: tuple[int, int] | None = None

    def on_mount(self) -> None:
        """Takes the ground and the scrollbar from the palette."""
        self.set_palette(self._palette)

    def set_palette(self, palette: Palette) -> None:
        """Paints in other colours; nothing moves."""
        self._palette = palette
        self._painter = Painter(palette, self._painter.width, len(self._sentences), reading=self._reading)
        self.styles.background = palette.background
        self._strips.clear()
        self.refresh()

    def set_reading(self, reading: bool) -> None:
        """Text alone, without numbers and lanes, or not; the open sentence keeps its row."""
        if reading != self._reading:
            self._reading = reading
            self._lay_out(keep=True)

    # --- layout

    def on_resize(self) -> None:
        """Breaks the lines anew; the first line of the open sentence keeps its row."""
        if self.size.width != self._painter.width:
            self._lay_out(keep=True)
        else:
            self._place_view(self.scroll_offset.y)
            self._reveal()

    def _lay_out(self, keep: bool) -> None:
        """The only step that looks at every sentence."""
        row = self._row(self._focus) - self.scroll_offset.y if keep and self._block is not None else None
        self._painter = Painter(self._palette, self.size.width, len(self._sentences), reading=self._reading)
        self._strips.clear()
        self._block = None
        if not self.size.width:
            return
        column, shown = self._painter.column, self._shown
        self._rows = Rows(
            gap_above(view) + line_count(shown[view.start : view.end], column) for view in self._sentences
        )
        top = 0
        if self._sentences:
            tokens = self._sentences[self._focus].tokens
            self._token = min(self._token, max(0, len(tokens) - 1))
            self._overlay = replace(self._overlay, cursor=tokens[self._token] if tokens else (0, 0))
            self._block = self._lay_block(self._focus, open_=True)
            self._rows.open(self._focus, self._block.extra)
            top = self._row(self._focus)
        # Opened somewhere in the middle, a sentence is shown with what comes before it.
        self._place_view(max(0, top - self.size.height // 3) if row is None else top - row)
        self._reveal()
        self.refresh()

    def _lay_block(self, index: int, open_: bool = False) -> Block:
        view = self._sentences[index]
        text = self._shown[view.start : view.end]
        marks = self._marks_of(index)
        lines = wrap(text, self._painter.column)
        limit = self._painter.limit
        bare = self._reading or not open_
        lanes = [] if bare else with_links(pack(lines, marks.marks, view.start, limit), limit)
        if open_:
            self._ghosts = () if bare else self._suggested(index)
        if not bare and self._ghosts:
            below = pack(lines, self._ghosts, view.start, limit)
            lanes = [[*own, *other] for own, other in zip(lanes, below, strict=True)]
        return Block(view, text, marks, lines, lanes, open_)

    def _marks_of(self, index: int) -> SentenceMarks:
        if (marks := self._marks.get(index)) is None:
            marks = self._marks[index] = self._fetch(index)
        return marks

    def _row(self, index: int) -> int:
        """The row of a sentence's first line."""
        return self._rows.top(index) + gap_above(self._sentences[index])

    # --- opening and scrolling

    def _open(self, index: int) -> None:
        """Opens another sentence. Its first line stays on its row of the screen, whatever closes above it."""
        old, self._focus = self._focus, index
        if self._block is None:  # not on the screen yet: `_lay_out` will open it
            return
        row, height = self._row(index) - self.scroll_offset.y, self.size.height
        self._strips.pop(old, None)
        self._strips.pop(index, None)
        self._block = self._lay_block(index, open_=True)
        self._rows.open(index, self._block.extra)
        if not -height <= row < 2 * height:
            row = height // 3  # from afar: the eye has nothing to follow, so give it some context
        self._place_view(self._row(index) - row)
        self._reveal()
        self.refresh()

    def _reopen(self) -> None:
        """Lays the open sentence out again after its marks changed; rows above its first changed line stay."""
        old = self._block.extra if self._block is not None else 0
        self._block = self._lay_block(self._focus, open_=True)
        if self._block.extra == old:
            self._repaint((self._focus,))
            return
        self._strips.pop(self._focus, None)
        self._rows.open(self._focus, self._block.extra)
        self._place_view(self.scroll_offset.y)
        self._reveal(context=False)
        top = self._rows.top(self._focus)
        self.refresh_lines(top, max(1, self.scroll_offset.y + self.size.height - top))

    def visible_sentences(self) -> range:
        """The sentences of which a row is on the screen."""
        if self._block is None or not self.size.height:
            return range(0)
        top = self.scroll_offset.y
        return range(self._rows.at(top), self._rows.at(top + self.size.height - 1) + 1)

    def _place_view(self, row: int) -> None:
        """Makes `row` the first on the screen, also where the document would be too short for it."""
        scroll = self._rows.scroll_to(row, self.size.height)
        size = Size(self.size.width, max(self._rows.total, scroll + self.size.height))
        if size != self.virtual_size:
            # Not assigned, because that would lay out the whole screen for a change that only this widget sees.
            self.set_reactive(Widget.virtual_size, size)
        if scroll != self.scroll_offset.y:
            self.scroll_to(y=scroll, animate=False, force=True)

    def reserve(self, rows: int) -> None:
        """Keeps so many rows at the bottom free, because something lies over them.

        As long as that is so, the open sentence and its lanes stand above them. With 0 they go back to where they were,
        unless another sentence was opened meanwhile.
        """
        rows = max(0, min(rows, self.size.height - 1))
        if rows == self._reserved:
            return
        self._reserved = rows
        if self._block is None:
            return
        if self._stood is None:
            self._stood = self._focus, self._row(self._focus) - self.scroll_offset.y
        focus, row = self._stood
        if focus == self._focus:
            self._place_view(self._row(focus) - row)
        self._reveal(context=False)
        if not rows:
            self._stood = None

    @property
    def _height(self) -> int:
        """The rows of the widget that can be seen."""
        return max(1, self.size.height - self._reserved)

    def _reveal(self, context: bool = True) -> None:
        """Scrolls no more than needed to show the open sentence with its lanes; with what stands around it, if asked.

        More of what comes is shown than of what was: the eye reads on, and a question asked below hides no label.
        """
        if self._block is None:
            return
        top = self._row(self._focus)
        bottom = self._rows.top(self._focus + 1)
        room = self._height - (bottom - top)
        if room < 0:
            self._reveal_cursor()
            return
        above = min(SCROLL_MARGIN, room // 2) if context and not self._reserved else 0
        below = min(max(SCROLL_MARGIN, self._height // 3), room - above) if context and not self._reserved else 0
        self._show_rows(top - above, bottom + below)

    def _reveal_cursor(self) -> None:
        """Scrolls to the cursor's line and its lanes, in a sentence that may be taller than the screen."""
        if (block := self._block) is None:
            return
        number = block.line_of(self._overlay.cursor[0] - block.view.start)
        top = self._rows.top(self._focus) + block.row_of(number)
        self._show_rows(top, top + 1 + (len(block.lanes[number]) if block.lanes else 0))

    def _show_rows(self, top: int, bottom: int) -> None:
        scroll = self.scroll_offset.y
        if bottom > scroll + self._height:
            scroll = bottom - self._height
        if top < scroll:
            scroll = max(0, top)
        if scroll != self.scroll_offset.y:
            self._place_view(scroll)

    # --- painting

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        if self.size.width != self._painter.width:
            self._lay_out(keep=True)  # the first paint comes before the news of the size, and should be whole
        row = y + self.scroll_offset.y
        if not self._rows.lent <= row < self._rows.total:
            return self._painter.blank()
        index = self._rows.at(row)
        return self._paint(index)[row - self._rows.top(index)]

    def _paint(self, index: int) -> list[Strip]:
        if (strips := self._strips.get(index)) is None:
            if len(self._strips) > KEPT_STRIPS:
                self._strips.clear()
            open_ = index == self._focus and self._block is not None
            block = self._block if open_ and self._block is not None else self._lay_block(index)
            strips = self._strips[index] = self._painter.paint(block, self._overlay)
        return strips

    def _repaint(self, indices: Iterable[int]) -> None:
        """Paints sentences again and refreshes the rows that came out differently."""
        visible = self.visible_sentences()
        for index in indices:
            old = self._strips.pop(index, None)
            if index not in visible:
                continue
            new = self._paint(index)
            top = self._rows.top(index)
            for row, strip in enumerate(new):
                if old is None or row >= len(old) or old[row] != strip:
                    self.refresh_lines(top + row)

    def _touches(self, index: int, ranges: Ranges) -> bool:
        view = self._sentences[index]
        return any(start < view.end and end > view.start for start, end in ranges)

    def _has(self, index: int, ids: Iterable[str | None]) -> bool:
        return any(mark.id in ids for mark in self._marks_of(index).marks)
