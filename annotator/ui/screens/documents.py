"""The list of documents with the annotator's progress, filtered and sorted; enter opens one.

Only the rows in view are made: a list of a hundred thousand opens like one of ten.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import ModalScreen

from annotator.errors import StoreError
from annotator.session import Session
from annotator.session.listing import Listing
from annotator.store.progress import DocumentProgress, listed
from annotator.store.removal import remove_document
from annotator.ui.actions import STUCK_ESCAPE, Registry
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.ui.widgets.prompt import Prompt
from annotator.words import Say

__all__ = ["DocumentsScreen"]

COLUMNS = {
    "key": 20,
    "name": 0,
    "done": 9,
    "bar": 10,
    "skipped": 3,
    "flagged": 3,
    "comments": 3,
    "spans": 5,
    "layers": 6,
}
"""The columns with their cells; the title has the rest."""
_TO_THE_RIGHT = ("done", "skipped", "flagged", "comments", "spans", "layers")
_FAR = 1 << 30


class DocumentsScreen(ModalScreen["str | None"]):
    """Gives the key of the document chosen, or None."""

    DEFAULT_CSS = """
    DocumentsScreen { background: $background; }
    DocumentsScreen #rows { height: 1fr; }
    DocumentsScreen Prompt { layer: default; dock: none; margin: 0; }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "app.agreement", "agreement", id="agreement")]

    def __init__(self, session: Session, say: Say, looks: Looks) -> None:
        super().__init__()
        self._session, self._say, self._looks = session, say, looks
        self._asked: DocumentProgress | None = None
        self._told: str | None = None
        self._here = session.stored.document.key
        self.listing = Listing(listed(session.project, session.own), self._here)
        self._top = 0
        self.head, self.columns, self.list = Painted(id="head"), Painted(id="columns"), Painted(id="rows")
        self.prompt, self.keys = Prompt(looks), Painted(id="keys")

    def compose(self) -> ComposeResult:
        """A title, the columns, the rows, the filter, the keys."""
        yield self.head
        yield self.columns
        yield self.list
        yield self.prompt
        yield self.keys

    def on_resize(self) -> None:
        """More or less room."""
        self._draw()

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """The answer while something is asked; then the cursor; then the filter while it is typed; then the rest."""
        self._told = None
        if self._asked is not None and event.key not in ("x", "delete"):
            self._answered(event.character)
        elif not self._moved(event.key) and not (self._typed(event) if self.prompt.open else self._pressed(event)):
            self._draw()
            return  # a binding's
        event.stop()
        event.prevent_default()
        if self.is_current:
            self._draw()

    def _moved(self, key: str) -> bool:
        page = max(1, self.list.size.height - 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "ctrl+home": -_FAR, "ctrl+end": _FAR}
        if not self.prompt.open:
            steps |= {"home": -_FAR, "end": _FAR}
        if key in steps:
            self.listing.move(steps[key])
        return key in steps

    def _typed(self, event: events.Key) -> bool:
        """Whatever is typed filters at once."""
        if event.key == "enter":
            self._open()
        elif event.key == "tab":
            self.prompt.close()
        elif event.key in ("escape", STUCK_ESCAPE):
            self.prompt.close()
            self.listing.filter("")
        else:
            self.prompt.press(event)
            self.listing.filter(self.prompt.text)
        return True

    def _pressed(self, event: events.Key) -> bool:
        if event.key == "enter":
            self._open()
        elif event.key in ("x", "delete"):
            self._remove()
        elif event.character == "s":
            self.listing.sort()
        elif event.character == "/":
            self.prompt.ask(self._say("documents.filter"), self.listing.text, lambda _text: None)
        elif event.key in ("escape", STUCK_ESCAPE) and self.listing.text:
            self.listing.filter("")
        elif event.key in ("escape", STUCK_ESCAPE, "d"):
            self.dismiss(None)
        else:
            return False
        return True

    def _open(self) -> None:
        if (row := self.listing.current) is not None:
            self.dismiss(row.key)

    def on_paste(self, event: events.Paste) -> None:
        """Only the filter takes a text from elsewhere."""
        event.stop()
        if self.prompt.open:
            self.prompt.insert(event.text)
            self.listing.filter(self.prompt.text)
            self._draw()

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse is chosen; another click opens it."""
        offset = event.get_content_offset(self.list)
        if offset is not None and self._top + offset.y < len(self.listing.rows):
            again = self._top + offset.y == self.listing.at
            self.listing.at = self._top + offset.y
            self._open() if again else self._draw()

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes through the rows."""
        self.listing.move(3)
        self._draw()

    def on_mouse_scroll_up(self) -> None:
        """The wheel goes through the rows."""
        self.listing.move(-3)
        self._draw()

    # -- take out -------------------------------------------------------------------------------------------------

    def _remove(self) -> None:
        """Ask whether the document under the cursor is to be taken out; never the one that is open."""
        row = self.listing.current
        if row is None:
            return
        if row.key == self._here:
            self._told = self._say("documents.open", key=row.key)
        else:
            self._asked = row
            self._told = self._say("documents.sure", key=row.key, n=row.layers)

    def _answered(self, character: str | None) -> None:
        """Any key but yes is a no."""
        row, self._asked = self._asked, None
        if character not in ("y", "j") or row is None:
            return
        try:
            remove_document(self._session.project, row.id, self._session.own.annotator)
        except StoreError as error:
            self._told = str(error)
            return
        self.listing.renew(listed(self._session.project, self._session.own))
        self._told = self._say("documents.removed", key=row.key)

    # -- looks ----------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """The rows in view, with the cursor always among them."""
        width, height = self.size.width, self.list.size.height
        if not width or not height:
            return
        looks, say, listing = self._looks, self._say, self.listing
        self.head.show([self._title(width)], looks.page)
        widths = self._widths(width)
        names = {name: "" if name == "bar" else say(f"documents.{name}") for name in widths}
        self.columns.show([[("  " + _row(names, widths), looks.quiet)]], looks.page)
        self._top = max(0, min(self._top, listing.at, len(listing.rows) - height), listing.at - height + 1)
        lines = [
            _line(row, widths, looks, self._top + number == listing.at)
            for number, row in enumerate(listing.rows[self._top : self._top + height])
        ]
        if not lines:
            lines = [[("  " + cut(say("documents.none", text=listing.text), width - 3), looks.text)]]
        self.list.show(lines, looks.page)
        registry: Registry = self.app.registry  # type: ignore[attr-defined]
        keys = "documents.filtering" if self.prompt.open else "documents.keys"
        words = self._told or say(keys, agreement=registry.key("agreement"))
        self.keys.show(
            [[(f" {cut(words, max(1, width - 2))}", looks.strong if self._told else looks.quiet)]], looks.page
        )
        if self.prompt.open:
            self.app.cursor_position = Offset(self.prompt.caret, self.prompt.region.y)

    def _title(self, width: int) -> Words:
        say, looks, listing = self._say, self._looks, self.listing
        said = [say("documents.count", n=len(listing.rows), count=listing.count)]
        if listing.order != "import":
            said.append(say("documents.sorted", order=say(f"order.{listing.order}")))
        if listing.text and not self.prompt.open:
            said.append(f"{say('documents.filter')}: {listing.text}")
        title = f" {say('documents.title')}  "
        return [(title, looks.strong), (cut(" · ".join(said), max(1, width - len(title) - 1)), looks.quiet)]

    def _widths(self, width: int) -> dict[str, int]:
        longest = max((cell_len(row.key) for row in self.listing.rows[self._top : self._top + 200]), default=8)
        widths = {**COLUMNS, "key": max(8, min(COLUMNS["key"], longest))}
        if width < 100:
            del widths["bar"]
        widths["name"] = max(10, width - 3 - sum(widths.values()) - 2 * (len(widths) - 1))
        return widths


def _line(row: DocumentProgress, widths: dict[str, int], looks: Looks, here: bool) -> Words:
    ground = Style(bgcolor=(looks.open if here else looks.page).bgcolor)
    cells = _cells(row)
    style = (looks.strong if here else looks.text) + ground
    return [("▸ " if here else "  ", looks.strong + ground), (_row(cells, widths) + " ", style)]


def _row(cells: dict[str, str], widths: dict[str, int]) -> str:
    parts = []
    for name, width in widths.items():
        text = cut(cells[name], width)
        gap = " " * (width - cell_len(text))
        parts.append(gap + text if name in _TO_THE_RIGHT else text + gap)
    return "  ".join(parts)


def _cells(row: DocumentProgress) -> dict[str, str]:
    return {
        "key": row.key,
        "name": row.title or "",
        "done": f"{row.done}/{row.sentences}",
        "bar": _bar(row.done, row.sentences),
        "skipped": str(row.skipped or ""),
        "flagged": str(row.flagged or ""),
        "comments": str(row.comments or ""),
        "spans": str(row.spans or ""),
        "layers": str(row.layers or ""),
    }


def _bar(done: int, count: int) -> str:
    filled = 10 if done == count else min(9, done * 10 // count)
    return "━" * filled + "─" * (10 - filled)
