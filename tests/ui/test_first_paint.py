"""The first paint is whole and waits for nothing; what follows paints only what differs."""

from __future__ import annotations

import gc
import sys
import threading

from rich.style import Style
from textual.app import App, ComposeResult
from textual.events import Resize
from textual.geometry import Region
from textual.widget import Widget

from annotator.session import Session
from annotator.settings import Settings
from annotator.text.safe import safe
from annotator.ui.app import AnnotatorApp
from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.painted import Painted, Words
from annotator.ui.widgets.view_model import SentenceMarks, SentenceView


async def test_there_is_no_screen_before_the_annotation_screen(session: Session) -> None:
    app = AnnotatorApp(session, Settings(suggestions=False))
    async with app.run_test():
        assert app.screen_stack == [app.annotate]


async def test_the_document_is_drawn_before_it_hears_of_its_size() -> None:
    class Deaf(DocumentView):
        def on_resize(self, event: Resize) -> None:  # type: ignore[override]
            event.prevent_default()

    view = Deaf()
    view.load("Er is brand.", [SentenceView(0, 0, 12, ((0, 2), (3, 5), (6, 11)))], lambda _: SentenceMarks())

    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield view

    async with Shown().run_test():
        assert "Er is brand." in view.render_line(0).text


async def test_after_the_first_paint_the_garbage_collector_is_on_and_the_rest_is_loaded(session: Session) -> None:
    app = AnnotatorApp(session, Settings(suggestions=False))
    gc.disable()
    try:
        async with app.run_test() as pilot:
            await pilot.pause(0.4)
            assert gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()
    for thread in threading.enumerate():
        if thread.name == "warm":
            thread.join()
    assert {"orjson", "pydantic"} <= sys.modules.keys()


async def test_only_the_rows_that_differ_are_painted_again() -> None:
    class Noting(Painted):
        DEFAULT_CSS = "Noting { height: 3; }"
        asked: list[tuple[Region, ...]]

        def refresh(
            self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Widget:
            if "asked" in self.__dict__:
                self.asked.append(regions)
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Noting()

    ground = Style()
    app = Shown()
    async with app.run_test():
        widget = app.query_one(Noting)

        def shown(*texts: str) -> list[int]:
            widget.asked = []
            lines: list[Words] = [[(safe(text), ground)] for text in texts]
            widget.show(lines, ground)
            return [region.y for regions in widget.asked for region in regions]

        assert shown("a", "b", "c") == [0, 1, 2]
        assert shown("a", "x", "c") == [1]
        assert shown("a", "x", "c") == []
        assert shown("a") == [1, 2]
        assert widget.plain == "a"
