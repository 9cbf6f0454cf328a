"""How far the annotators agree, and behind each figure the sentences, both layers of each beside one another.

The keys, and the computing: beside them, in a thread and over a connection of its own. What is drawn is in
``agreement_surface``.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message

from annotator.errors import AnnotatorError
from annotator.session.behind import Looked, looked_at
from annotator.ui.actions import STUCK_ESCAPE
from annotator.ui.screens.agreement_surface import AgreementSurface, Listed, Seen
from annotator.ui.widgets.agreement_paint import Cursor
from annotator.ui.widgets.agreement_rows import VIEWS, Pick, Row
from annotator.ui.widgets.bars import Looks
from annotator.words import Say

__all__ = ["AgreementScreen", "Bookmark"]

FAR = 1_000_000
"""More rows than there are."""
FULL = 10
"""Python's own threshold of full collections."""
PROGRESS = 0.1
"""So much more must be done before it is said again."""


@dataclass
class Bookmark:
    """Where one was when one left: the view, the cursors of all views, the sentences and which of them."""

    view: str
    seen: dict[str, Seen]
    pick: Pick | None
    at: int


class AgreementScreen(AgreementSurface):
    """Gives the document's key and the sentence to open for annotation, or None."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"escape,{STUCK_ESCAPE}", "back", "back"),
        Binding("enter", "enter", "open"),
        Binding("up", "step(-1)", "up"),
        Binding("down", "step(1)", "down"),
        Binding("pageup", "step(-10)", "page up"),
        Binding("pagedown", "step(10)", "page down"),
        Binding("home", f"step(-{FAR})", "first"),
        Binding("end", f"step({FAR})", "last"),
        Binding("left", "aside(-1)", "left"),
        Binding("right", "aside(1)", "right"),
        Binding("tab", "turn(1)", "next view"),
        Binding("shift+tab", "turn(-1)", "previous view"),
        *(Binding(str(number), f"look({number - 1})", name) for number, name in enumerate(VIEWS, 1)),
        Binding("space", "scroll(4)", "further"),
        Binding("backspace", "scroll(-4)", "back up"),
    ]

    class Computed(Message):
        """The figures, without intervals or with them."""

        def __init__(self, looked: Looked) -> None:
            super().__init__()
            self.looked = looked

    class Progress(Message):
        """How much of the figures is done, from 0 to 1."""

        def __init__(self, done: float) -> None:
            super().__init__()
            self.done = done

    class Failed(Message):
        """There are no figures, and why."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(
        self, path: Path, say: Say, looks: Looks, *, number: int = 1, bookmark: Bookmark | None = None
    ) -> None:
        super().__init__(say, looks)
        self._path, self._number, self._back_to = path, number, bookmark
        if bookmark is not None:
            self.view, self.seen = bookmark.view, bookmark.seen
        self._stop = Event()
        self._told = 0.0

    @property
    def bookmark(self) -> Bookmark:
        """Where one is."""
        listed = self.listed
        return Bookmark(self.view, self.seen, listed.pick if listed else None, listed.at if listed else 0)

    # -- computing ------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to compute, beside the keys."""
        self.run_worker(self._compute, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        """Nobody waits for the figures any more."""
        self._stop.set()

    def figures(self) -> Iterator[Looked]:
        """The figures, in a thread: first without intervals, then with them."""
        return looked_at(self._path, self._stop, told=self._progress, number=self._number)

    def _progress(self, done: float) -> None:
        """Say how far it is, in steps that are worth a paint."""
        if done - self._told >= PROGRESS or done < self._told:
            self._told = done
            self.post_message(self.Progress(done))

    def _compute(self) -> None:
        try:
            with _no_full_collections():
                for looked in self.figures():
                    self.post_message(self.Computed(looked))
        except AnnotatorError as error:
            self.post_message(self.Failed(str(error)))
        except Exception as error:  # noqa: BLE001 - nobody would see an error of a thread
            self.post_message(self.Failed(f"{type(error).__name__}: {error}"))

    @on(Computed)
    def _take(self, event: Computed) -> None:
        back_to, self._back_to = self._back_to, None
        if back_to is not None and back_to.pick is not None:
            places = event.looked.places(back_to.pick.behind)
            self.listed = Listed(back_to.pick, places, min(back_to.at, max(0, len(places) - 1)))
        self.show_figures(event.looked)

    @on(Progress)
    def _further(self, event: Progress) -> None:
        self.done = event.done
        self.draw()

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        self.failed = event.why
        self.looked = None
        self.draw()

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Rows or places up or down."""
        sheet, listed, seen = self.sheet, self.listed, self.seen[self.view]
        if listed is not None:
            listed.at, listed.scroll = max(0, min(len(listed.places) - 1, listed.at + by)), 0
        elif sheet is not None and sheet.rows:
            row = max(0, min(len(sheet.rows) - 1, seen.cursor.row + by))
            seen.cursor = Cursor(row, _below(sheet.pick(seen.cursor), sheet.rows[row]))
        self.draw()

    def action_aside(self, by: int) -> None:
        """The next cell of the row; where rows have no cells, the next view."""
        sheet, seen = self.sheet, self.seen[self.view]
        if sheet is None or self.listed is not None:
            return
        if not any(len(row.picks) > 1 for row in sheet.rows):
            self.action_turn(by)
            return
        last = len(sheet.rows[seen.cursor.row].picks) - 1
        seen.cursor = Cursor(seen.cursor.row, max(0, min(last, min(seen.cursor.pick, last) + by)))
        self.draw()

    def action_turn(self, by: int) -> None:
        """The next view."""
        if self.listed is None:
            self.action_look((VIEWS.index(self.view) + by) % len(VIEWS))

    def action_look(self, number: int) -> None:
        """A view by its number."""
        if self.sheet is not None:
            self.listed, self.view = None, VIEWS[number]
            self.draw()

    def action_scroll(self, by: int) -> None:
        """The layers of a place, where they are taller than the room there is."""
        if self.listed is not None:
            self.listed.scroll += by
            self.draw()

    def action_enter(self) -> None:
        """The sentences behind what is chosen; from one of them to the annotation screen."""
        sheet, looked, listed = self.sheet, self.looked, self.listed
        if sheet is None or looked is None:
            return
        if listed is None:
            pick = sheet.pick(self.seen[self.view].cursor)
            if pick is not None:
                self.listed = Listed(pick, looked.places(pick.behind))
                self.draw()
        elif listed.places:
            place = listed.places[listed.at]
            self.dismiss((looked.document(place).key, place.sentence))

    def action_back(self) -> None:
        """A step back: from the sentences to the figures, from the figures to the text."""
        if self.listed is not None:
            self.listed = None
            self.draw()
        else:
            self.dismiss(None)

    # -- mouse ----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click goes to a row or a place; on the row where the cursor is it opens it."""
        sheet, listed, seen = self.sheet, self.listed, self.seen[self.view]
        line = event.screen_y - self.body_top
        if sheet is None or line < 0:
            return
        if listed is not None:
            if line < self.shown:
                self.action_step(listed.top + line - listed.at)
        elif seen.top + line in sheet.at:
            row = sheet.at.index(seen.top + line)
            if row == seen.cursor.row:
                self.action_enter()
            else:
                self.action_step(row - seen.cursor.row)


@contextmanager
def _no_full_collections() -> Iterator[None]:
    """Only what is young is collected: a full collection would stop the keys, for 0.4 s at 300 documents."""
    young, middle, full = gc.get_threshold()
    full = FULL if full == FAR else full  # the thread of a screen that has just been left has not ended yet
    gc.set_threshold(young, middle, FAR)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, full)


def _below(pick: Pick | None, row: Row) -> int:
    """The cell of a row that stands nearest below or above another cell."""
    column = pick.column if pick is not None else None
    if column is None:
        return 0
    return min(range(len(row.picks)), key=lambda number: abs((row.picks[number].column or 0) - column))
