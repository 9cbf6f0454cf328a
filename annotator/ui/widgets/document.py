"""The document: calm prose with one sentence open, drawn line by line.

The widget paints and reports the mouse; it knows no keys, no store and no session. What it draws is in `view_model`,
where the words stand in `wrap`, the brackets under the open sentence in `lanes`, how it looks in `palette`, which rows
are in view in `page`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from textual import events
from textual.geometry import Offset
from textual.message import Message

from annotator.text.safe import safe

from .page import Page
from .painter import Overlay, Ranges
from .palette import Palette
from .view_model import Mark, Place, SentenceMarks, SentenceView


class DocumentView(Page):
    """One document, one sentence of it open."""

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

    class TokenDoubleClicked(Message):
        """A word was clicked twice."""

        def __init__(self, sentence: int, token: int) -> None:
            super().__init__()
            self.sentence, self.token = sentence, token

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
        super().__init__(palette, id=id)
        self._dragged: tuple[int, int] | None = None

    # --- what the screen calls

    def load(
        self,
        text: str,
        sentences: Sequence[SentenceView],
        marks: Callable[[int], SentenceMarks],
        suggested: Callable[[int], tuple[Mark, ...]] = lambda _: (),
    ) -> None:
        """Shows a document with its first sentence open; `marks` is asked only for sentences in view.

        `suggested` gives what is only suggested, of the open sentence.

        The same text in other sentences (one was split or joined) keeps the scroll position.
        """
        shown = safe(text)
        same = shown == self._shown
        self._shown, self._sentences, self._fetch, self._suggested = shown, sentences, marks, suggested
        self._marks.clear()
        self._overlay = Overlay()
        if not same:
            self._focus = self._token = 0
            self._stood = None
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
            if sentence not in self.visible_sentences():  # the wheel had left it
                self._reveal()
            self._reveal_cursor()
        else:
            self._open(sentence)

    def select(self, ranges: Ranges, held: Ranges = ()) -> None:
        """Shows what is selected, and the fragments held for a span in several pieces (document offsets)."""
        old, self._overlay = self._overlay, replace(self._overlay, selected=tuple(ranges), held=tuple(held))
        if (old.selected, old.held) != (self._overlay.selected, self._overlay.held):
            touched = (*old.selected, *old.held, *ranges, *held)
            self._repaint(i for i in list(self._strips) if self._touches(i, touched))

    def activate(self, span_id: str | None, linked: Mapping[str, str] | None = None) -> None:
        """Emphasises a span: heavy on its lane, on a ground of its hue in the words.

        ``linked`` are the spans at the other ends of its links, each with an arrow: it stands in the gutter of their
        sentence, and they have a ground of their hue.
        """
        old, self._overlay = self._overlay, replace(self._overlay, active=span_id, linked=dict(linked or {}))
        if (old.active, old.linked) != (span_id, self._overlay.linked):
            ids = {old.active, span_id, *old.linked, *self._overlay.linked}
            self._repaint(i for i in list(self._strips) if self._has(i, ids))

    def mean(self, ghost_id: str | None) -> None:
        """Emphasises the suggestion that a key would be about."""
        if self._overlay.ghost != ghost_id:
            self._overlay = replace(self._overlay, ghost=ghost_id)
            self._repaint((self._focus,))

    def hint(self, mapping: Mapping[str, str] | None) -> None:
        """Draws a letter for each span id, over its name on the lane or its first letter; None takes them away."""
        old, self._overlay = self._overlay.hints, replace(self._overlay, hints=dict(mapping) if mapping else None)
        if old != self._overlay.hints:
            ids = {*(old or ()), *(mapping or ())}
            self._repaint(i for i in list(self._strips) if self._has(i, ids))

    def letters(self, mapping: Mapping[int, str] | None) -> None:
        """Draws a letter on the words of the open sentence that begin at these offsets; None takes them away."""
        old, self._overlay = self._overlay.letters, replace(self._overlay, letters=dict(mapping) if mapping else None)
        if old != self._overlay.letters:
            self._repaint((self._focus,))

    def invalidate(self, *indices: int) -> None:
        """Asks again for the marks of these sentences, or of all; the words above the change stay where they are."""
        stale = set(indices) if indices else {*self._marks, *self._strips, self._focus}
        visible = self.visible_sentences()
        for index in tuple(stale):
            old = self._marks.pop(index, None)
            same = index != self._focus or self._suggested(index) == self._ghosts
            if old is not None and index in visible and self._marks_of(index) == old and same:
                stale.discard(index)
        if self._focus in stale and self._block is not None:
            self._reopen()
        self._repaint(stale - {self._focus})

    @property
    def cursor_cell(self) -> Offset:
        """Where the token under the cursor begins, in the widget; on the nearest row when it is out of view."""
        if (block := self._block) is None:
            return Offset(0, 0)
        index = self._overlay.cursor[0] - block.view.start
        number = block.line_of(index)
        row = self._rows.top(self._focus) + block.row_of(number) - self.scroll_offset.y
        column = self._painter.gutter + block.lines[number].left(index)
        return Offset(min(column, max(0, self.size.width - 1)), max(0, min(row, self.size.height - 1)))

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
