"""The document widget in a small app, for its tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot

from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.palette import Palette
from annotator.ui.widgets.view_model import Mark, SentenceMarks, SentenceView


@dataclass(frozen=True)
class Accent:
    dark: str
    light: str
    ansi: str


LABELS = {
    "claim": Accent("#7aa2f7", "#2f5bb7", "blue"),
    "uncertainty_cue": Accent("#e0af68", "#8a5a00", "yellow"),
    "source": Accent("#9ece6a", "#3b6e0f", "green"),
    "attribution_cue": Accent("#bb9af7", "#7a3fb5", "magenta"),
    "quote": Accent("#111111", "#fefefe", "cyan"),  # of no contrast at all: the palette has to see to it
}


def split(text: str) -> list[SentenceView]:
    """Sentences at full stops, a paragraph a line."""
    views: list[SentenceView] = []
    for line in re.finditer(r"[^\n]+", text):
        for found in re.finditer(r"[^. ][^.]*\.?", line[0]):
            start, end = line.start() + found.start(), line.start() + found.end()
            tokens = tuple(token.span() for token in re.compile(r"\w+|[^\w\s]").finditer(text, start, end))
            views.append(SentenceView(len(views), start, end, tokens, new_paragraph=found.start() == 0))
    return views


class Small(App[None]):
    """A document and a list of what it reported."""

    def __init__(self, text: str, marks: dict[int, SentenceMarks]) -> None:
        super().__init__()
        self.text, self.views, self.marks = text, split(text), marks
        self.asked: Counter[int] = Counter()
        self.reports: list[Message] = []

    def compose(self) -> ComposeResult:
        yield DocumentView(Palette(LABELS))

    def on_mount(self) -> None:
        self.document.load(self.text, self.views, self.marks_of)
        self.document.focus()

    @property
    def document(self) -> DocumentView:
        return self.query_one(DocumentView)

    def marks_of(self, index: int) -> SentenceMarks:
        self.asked[index] += 1
        return self.marks.get(index, SentenceMarks())

    def label(self, sentence: int, *spans: tuple[str, str, Sequence[tuple[int, int]]]) -> None:
        marks = tuple(Mark(f"{sentence}-{name}", label, name, tuple(at)) for label, name, at in spans)
        self.marks[sentence] = SentenceMarks(marks)

    def rows(self) -> list[str]:
        return [self.document.render_line(y).text for y in range(self.document.size.height)]

    def row_of(self, words: str) -> int:
        return next(y for y, row in enumerate(self.rows()) if words in row)

    def cell(self, row: int, words: str) -> Offset:
        """The cell of the screen in which some words begin, when what stands before them is one cell each."""
        return Offset(self.rows()[row].index(words), row)

    def style(self, offset: Offset) -> Style:
        at = 0
        for segment in self.document.render_line(offset.y):
            at += segment.cell_length
            if at > offset.x:
                return segment.style or Style()
        raise AssertionError("nothing is drawn there")

    def on_document_view_token_pressed(self, message: DocumentView.TokenPressed) -> None:
        self.reports.append(message)

    def on_document_view_token_dragged(self, message: DocumentView.TokenDragged) -> None:
        self.reports.append(message)

    def on_document_view_token_double_clicked(self, message: DocumentView.TokenDoubleClicked) -> None:
        self.reports.append(message)

    def on_document_view_sentence_pressed(self, message: DocumentView.SentencePressed) -> None:
        self.reports.append(message)

    def on_document_view_span_pressed(self, message: DocumentView.SpanPressed) -> None:
        self.reports.append(message)


@asynccontextmanager
async def opened(
    text: str, marks: dict[int, SentenceMarks] | None = None, size: tuple[int, int] = (60, 12)
) -> AsyncIterator[tuple[Small, Pilot[None]]]:
    app = Small(text, marks or {})
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


LONG = "\n".join(f"Zin {number} zegt iets over zaak {number}. Nog eens {number} woorden erbij." for number in range(40))


def three_lanes(app: Small) -> None:
    """Three lanes under every sentence, so that each opening and closing could make the text jump."""
    for view in app.views:
        tokens = view.tokens
        whole = (tokens[0][0], tokens[-1][1])
        app.label(
            view.index,
            ("claim", "c1", [whole]),
            ("source", "s1", [(tokens[0][0], tokens[2][1])]),
            ("quote", "q1", [whole]),
        )
    app.document.invalidate()
