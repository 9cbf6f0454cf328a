"""The document: calm prose with one sentence open, drawn line by line.

The widget paints and reports the mouse; it knows no keys, no store and no session. What it draws is in `view_model`,
where the words stand in `wrap`, the brackets under the open sentence in `lanes`, how it looks in `palette`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.safe import safe

from .lanes import Block, gap_above, pack
from .palette import Overlay, Painter, Palette, Ranges
from .view_model import Place, SentenceMarks, SentenceView
from .wrap import Rows, line_count, wrap

SCROLL_MARGIN = 3  # rows kept in view above and below the open sentence
KEPT_STRIPS = 512  # painted sentences kept; a screen shows fewer than a hundred


class DocumentView(ScrollView, can_focus=True, inherit_bindings=False):
    """One document, one sentence of it open. Bindings are not inherited: the arrow keys belong to the screen."""

    ALLOW_SELECT: ClassVar[bool] = False
    # No scrollbar: where one is stands in the gutter, and a scrollbar is painted a frame (16 ms) after the text.
    DEFAULT_CSS = """
    DocumentView { overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 0; }
    """

    class TokenPressed(Message):
        """The mouse went down on a word; `extend` asks to stretch the selection to it."""

        def __init__(self, sentence: int, token: int, offset: int, extend: bool) -> None:
            super().__init__()
            self.sentence, self.token, self.offset, self.extend = sentence, token, offset, extend

    class TokenDragged(Message):
        """The mouse reached another word with its button down."""

        def __init__(self, sentence: int, token: int) -> None:
            super().__init__()
            self.sentence, self.token = sentence, token

    class TokenDoubleClicked(TokenDragged):
        """A word was clicked twice."""

    class SentencePressed(Message):
        """The mouse went down in the gutter of a sentence."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class SpanPressed(Message):
        """The mouse went down on a span's lane."""

        def __init__(self, span_id: str) -> None:
            super().__init__()
            self.span_id = span_id

    def __init__(self, palette: Palette | None = None, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.auto_links = False
        self._palette = palette or Palette({})
        self._painter = Painter(self._palette, 0, 0)
        self._shown = ""
        self._sentences: Sequence[SentenceView] = ()
        self._fetch: Callable[[int], SentenceMarks] = lambda _: SentenceMarks()
        self._marks: dict[int, SentenceMarks] = {}
        self._strips: dict[int, list[Strip]] = {}
        self._rows = Rows()
        self._focus = 0
        self._token = 0
        self._overlay = Overlay()
        self._block: Block | None = None
        self._dragged: tuple[int, int] | None = None

    def on_mount(self) -> None:
        """Takes the ground and the scrollbar from the palette."""
        self.set_palette(self._palette)

    # --- what the screen calls

    def load(self, text: str, sentences: Sequence[SentenceView], marks: Callable[[int], SentenceMarks]) -> None:
        """Shows a document with its first sentence open; `marks` is asked only for sentences in view.

        The same text in other sentences (one was split or joined) keeps the scroll position.
        """
        shown = safe(text)
        same = shown == self._shown
        self._shown, self._sentences, self._fetch = shown, sentences, marks
        self._marks.clear()
        self._overlay = Overlay()
        if not same:
            self._focus = self._token = 0
        self._focus = min(self._focus, max(0, len(sentences) - 1))
        self._lay_out(keep=same)

    def point(self, sentence: int, token: int) -> None:
        """Puts the cursor on a token; another sentence opens when the token is in another one."""
        if not self._sentences:
            return
        sentence = min(max(0, sentence), len(self._sentences) - 1)
        tokens = self._sentences[sentence].tokens
        self._token = min(max(0, token), max(0, len(tokens) - 1))
        cursor = tokens[self._token] if tokens else (0, 0)
        self._overlay = replace(self._overlay, cursor=cursor)
        if sentence == self._focus:
            self._repaint((sentence,))
            self._reveal_cursor()
        else:
            self._open(sentence)

    def select(self, ranges: Ranges, held: Ranges = ()) -> None:
        """Shows what is selected, and the fragments held for a span in several pieces (document offsets)."""
        old, self._overlay = self._overlay, replace(self._overlay, selected=tuple(ranges), held=tuple(held))
        if (old.selected, old.held) != (self._overlay.selected, self._overlay.held):
            touched = (*old.selected, *old.held, *ranges, *held)
            self._repaint(i for i in list(self._strips) if self._touches(i, touched))

    def activate(self, span_id: str | None) -> None:
        """Emphasises a span: heavy on its lane, on a ground of its hue in the words."""
        old, self._overlay = self._overlay.active, replace(self._overlay, active=span_id)
        if old != span_id:
            self._repaint(i for i in list(self._strips) if self._has(i, (old, span_id)))

    def hint(self, mapping: Mapping[str, str] | None) -> None:
        """Draws a letter for each span id, over its name on the lane or its first letter; None takes them away."""
        old, self._overlay = self._overlay.hints, replace(self._overlay, hints=dict(mapping) if mapping else None)
        if old != self._overlay.hints:
            ids = {*(old or ()), *(mapping or ())}
            self._repaint(i for i in list(self._strips) if self._has(i, ids))

    def invalidate(self, *indices: int) -> None:
        """Asks again for the marks of these sentences, or of all; the words above the change stay where they are."""
        stale = set(indices) if indices else {*self._marks, *self._strips, self._focus}
        visible = self.visible_sentences()
        for index in tuple(stale):
            old = self._marks.pop(index, None)
            if old is not None and index in visible and self._marks_of(index) == old:
                stale.discard(index)
        if self._focus in stale and self._block is not None:
            self._reopen()
        self._repaint(stale - {self._focus})

    def visible_sentences(self) -> range:
        """The sentences of which a row is on the screen."""
        if self._block is None or not self.size.height:
            return range(0)
        top = self.scroll_offset.y
        return range(self._rows.at(top), self._rows.at(top + self.size.height - 1) + 1)

    def set_palette(self, palette: Palette) -> None:
        """Paints in other colours; nothing moves."""
        self._palette = palette
        self._painter = Painter(palette, self._painter.width, len(self._sentences))
        self.styles.background = palette.background
        self._strips.clear()
        self.refresh()

    # --- layout

    def on_resize(self) -> None:
        """Breaks the lines anew; the first line of the open sentence keeps its row."""
        if self.size.width != self._painter.width:
            self._lay_out(keep=True)
        else:
            self._place_view(self.scroll_offset.y)
            self._reveal(SCROLL_MARGIN)

    def _lay_out(self, keep: bool) -> None:
        """The only step that looks at every sentence."""
        row = self._row(self._focus) - self.scroll_offset.y if keep and self._block is not None else None
        self._painter = Painter(self._palette, self.size.width, len(self._sentences))
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
        self._reveal(SCROLL_MARGIN)
        self.refresh()

    def _lay_block(self, index: int, open_: bool = False) -> Block:
        view = self._sentences[index]
        text = self._shown[view.start : view.end]
        marks = self._marks_of(index)
        lines = wrap(text, self._painter.column)
        lanes = pack(lines, marks.marks, view.start, self._painter.limit) if open_ else []
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
        self._reveal(SCROLL_MARGIN)
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
        self._reveal(0)
        top = self._rows.top(self._focus)
        self.refresh_lines(top, max(1, self.scroll_offset.y + self.size.height - top))

    def _place_view(self, row: int) -> None:
        """Makes `row` the first on the screen, also where the document would be too short for it."""
        scroll = self._rows.scroll_to(row, self.size.height)
        size = Size(self.size.width, max(self._rows.total, scroll + self.size.height))
        if size != self.virtual_size:
            # Not assigned, because that would lay out the whole screen for a change that only this widget sees.
            self.set_reactive(Widget.virtual_size, size)
        if scroll != self.scroll_offset.y:
            self.scroll_to(y=scroll, animate=False, force=True)

    def _reveal(self, margin: int) -> None:
        """Scrolls no more than needed to show the open sentence with its lanes."""
        if self._block is None:
            return
        top = self._row(self._focus)
        bottom = self._rows.top(self._focus + 1)
        if bottom - top > self.size.height:
            self._reveal_cursor()
            return
        margin = min(margin, (self.size.height - (bottom - top)) // 2)
        self._show_rows(top - margin, bottom + margin)

    def _reveal_cursor(self) -> None:
        """Scrolls to the cursor's line and its lanes, in a sentence that may be taller than the screen."""
        if (block := self._block) is None:
            return
        number = block.line_of(self._overlay.cursor[0] - block.view.start)
        top = self._rows.top(self._focus) + block.row_of(number)
        self._show_rows(top, top + 1 + (len(block.lanes[number]) if block.lanes else 0))

    def _show_rows(self, top: int, bottom: int) -> None:
        scroll = self.scroll_offset.y
        if bottom > scroll + self.size.height:
            scroll = bottom - self.size.height
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

    # --- the mouse

    def _under(self, event: events.MouseEvent) -> Place | None:
        """What is in the cell of a mouse event; None between paragraphs and outside the text."""
        x, y = event.get_content_offset_capture(self)
        row = y + self.scroll_offset.y
        if self._block is None or not self._rows.lent <= row < self._rows.total:
            return None
        index = self._rows.at(row)
        block = self._block if index == self._focus else self._lay_block(index)
        number, below = block.line_at(row - self._rows.top(index))
        if below < 0:
            return None
        line = block.lines[number]
        column = x - self._painter.gutter
        offset = block.view.start + line.at(column)
        token = max(0, bisect_right(block.view.tokens, (offset, len(self._shown) + 1)) - 1)
        lane = block.lanes[number][below - 1] if below else ()
        span = next((piece.mark.id for piece in lane if piece.first <= column < piece.last), None)
        return Place(index, token, offset, span, below > 0, x < self._painter.gutter)

    def _report(self, message: Message) -> None:
        """Tells the parent, where the keys bubble too: through a queue of our own, they would overtake it."""
        assert self.parent is not None
        self.parent.post_message(message)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Reports what was pressed."""
        if event.button != 1 or (place := self._under(event)) is None:
            return
        if place.in_gutter:
            self._report(self.SentencePressed(place.sentence))
        elif place.on_lane:
            if place.span is not None:
                self._report(self.SpanPressed(place.span))
        else:
            # Most terminals keep shift and the mouse for themselves, so ctrl stretches the selection too.
            extend = event.shift or event.ctrl
            self._report(self.TokenPressed(place.sentence, place.token, place.offset, extend))
            self._dragged = place.sentence, place.token
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Reports each new word that a drag reaches, and scrolls when it leaves the text."""
        if self._dragged is None:
            return
        if not 0 <= event.y < self.size.height:
            self.scroll_relative(y=-1 if event.y < 0 else 1, animate=False)
        place = self._under(event)
        if place is not None and (place.sentence, place.token) != self._dragged:
            self._dragged = place.sentence, place.token
            self._report(self.TokenDragged(*self._dragged))

    def on_mouse_up(self) -> None:
        """Ends a drag."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Reports a double click on a word."""
        place = self._under(event) if event.chain == 2 else None
        if place is not None and not place.on_lane and not place.in_gutter:
            self._report(self.TokenDoubleClicked(place.sentence, place.token))
