"""The list of documents with the annotator's progress; enter opens one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import DataTable

from annotator.errors import StoreError
from annotator.session import Session
from annotator.store.progress import DocumentProgress, listed
from annotator.store.removal import remove_document
from annotator.ui.actions import STUCK_ESCAPE, Registry
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, cut
from annotator.words import Say

__all__ = ["DocumentsScreen"]

COLUMNS = {"key": 20, "name": 0, "done": 9, "bar": 10, "left": 5, "spans": 6, "layers": 6}
"""The columns with their cells; the title has the rest."""


class DocumentsScreen(ModalScreen["str | None"]):
    """Gives the key of the document chosen, or None."""

    DEFAULT_CSS = """
    DocumentsScreen { background: $background; }
    DocumentsScreen DataTable {
        height: 1fr; background: $background; scrollbar-size: 0 1;
        & > .datatable--header { background: $background; color: $foreground; text-style: none; }
        &:ansi > .datatable--header { background: $background; }
        & > .datatable--even-row, & > .datatable--odd-row { background: $background; }
    }
    DocumentsScreen DataTable:focus { background-tint: $foreground 0%; }
    DocumentsScreen DataTable:focus > .datatable--header { background-tint: $foreground 0%; }
    DocumentsScreen DataTable:focus > .datatable--cursor { text-style: bold; }
    DocumentsScreen #head { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"escape,{STUCK_ESCAPE},d", "leave", "back"),
        Binding("x,delete", "remove", "take out"),
        Binding("f2", "app.agreement", "agreement", id="agreement"),
    ]

    def __init__(self, session: Session, say: Say, looks: Looks) -> None:
        super().__init__()
        self._session, self._say, self._looks = session, say, looks
        self._asked: DocumentProgress | None = None
        self._rows = listed(session.project, session.own)
        self._here = session.stored.document.key

    def compose(self) -> ComposeResult:
        """A title, the table, the keys."""
        yield Painted(id="head")
        yield DataTable[Text](cursor_type="row", zebra_stripes=False, cell_padding=1)
        yield Painted(id="keys")

    def on_resize(self) -> None:
        """Fill the table for the width there is; the cursor stays, at first on the document that is open."""
        say, looks = self._say, self._looks
        self.query_one("#head", Painted).show([[(f" {say('documents.title')}", looks.strong)]], looks.page)
        self._tell_keys()
        table: DataTable[Text] = self.query_one(DataTable)
        here = next((i for i, row in enumerate(self._rows) if row.key == self._here), 0)
        at = table.cursor_row if table.row_count else here
        table.clear(columns=True)
        widths = {**COLUMNS, "key": min(COLUMNS["key"], max((len(row.key) for row in self._rows), default=8))}
        if self.size.width < 100:
            del widths["bar"]
        widths["name"] = max(10, self.size.width - sum(widths.values()) - 2 * len(widths) - 1)
        for name, width in widths.items():
            table.add_column(Text("" if name == "bar" else say(f"documents.{name}")), key=name, width=width)
        for row in self._rows:
            cells = _cells(row)
            table.add_row(*[Text(cut(cells[name], width)) for name, width in widths.items()], key=row.key)
        table.move_cursor(row=at)
        table.focus()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """One is chosen."""
        self.dismiss(event.row_key.value)

    def action_leave(self) -> None:
        """Back without choosing."""
        self.dismiss(None)

    # -- take out -------------------------------------------------------------------------------------------------

    def _tell(self, words: str, loud: bool = False) -> None:
        looks = self._looks
        line = cut(words, max(1, self.size.width - 2))
        self.query_one("#keys", Painted).show([[(f" {line}", looks.strong if loud else looks.quiet)]], looks.page)

    def _tell_keys(self) -> None:
        registry: Registry = self.app.registry  # type: ignore[attr-defined]
        self._tell(self._say("documents.keys", agreement=registry.key("agreement")))

    def action_remove(self) -> None:
        """Ask whether the document under the cursor is to be taken out; never the one that is open."""
        if not self._rows:
            return
        row = self._rows[self.query_one(DataTable).cursor_row]
        if row.key == self._here:
            self._tell(self._say("documents.open", key=row.key), loud=True)
        else:
            self._asked = row
            self._tell(self._say("documents.sure", key=row.key, n=row.layers), loud=True)

    def on_key(self, event: events.Key) -> None:
        """The answer, while something is asked; any key but yes is a no."""
        if self._asked is None or event.key in ("x", "delete"):
            return
        event.stop()
        event.prevent_default()
        row, self._asked = self._asked, None
        if event.character not in ("y", "j"):
            self._tell_keys()
            return
        try:
            remove_document(self._session.project, row.id, self._session.own.annotator)
        except StoreError as error:
            self._tell(str(error), loud=True)
            return
        self._rows = listed(self._session.project, self._session.own)
        self.on_resize()
        self._tell(self._say("documents.removed", key=row.key), loud=True)


def _cells(row: DocumentProgress) -> dict[str, str]:
    left = row.skipped + row.flagged
    return {
        "key": row.key,
        "name": row.title or "",
        "done": f"{row.done:>4}/{row.sentences}",
        "bar": _bar(row.done, row.sentences),
        "left": f"{left:>3}" if left else "",
        "spans": f"{row.spans:>4}",
        "layers": f"{row.layers:>3}",
    }


def _bar(done: int, count: int) -> str:
    filled = 10 if done == count else min(9, done * 10 // count)
    return "━" * filled + "─" * (10 - filled)
