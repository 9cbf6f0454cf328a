"""The list of documents with the annotator's progress; enter opens one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import DataTable

from annotator.session import Session
from annotator.store.progress import listed
from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted
from annotator.words import Say

__all__ = ["DocumentsScreen"]


class DocumentsScreen(ModalScreen["str | None"]):
    """Gives the key of the document chosen, or None."""

    DEFAULT_CSS = """
    DocumentsScreen { background: $background; }
    DocumentsScreen DataTable { height: 1fr; background: $background; padding: 0 1; }
    DocumentsScreen #head { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,d", "leave", "back")]

    def __init__(self, session: Session, say: Say, looks: Looks) -> None:
        super().__init__()
        self._session, self._say, self._looks = session, say, looks

    def compose(self) -> ComposeResult:
        """A title, the table, the keys."""
        yield Painted(id="head")
        yield DataTable(cursor_type="row", zebra_stripes=False, cell_padding=1)
        yield Painted(id="keys")

    def on_mount(self) -> None:
        """Fill the table; the cursor stands on the document that is open."""
        say, looks = self._say, self._looks
        self.query_one("#head", Painted).show([[(f" {say('documents.title')}", looks.strong)]], looks.page)
        self.query_one("#keys", Painted).show([[(f" {say('documents.keys')}", looks.quiet)]], looks.page)
        table = self.query_one(DataTable)
        names = ("key", "name", "done", "left", "spans", "layers")
        for name in names:
            table.add_column(say(f"documents.{name}"), key=name)
        rows = listed(self._session.project, self._session.own)
        for row in rows:
            left = row.skipped + row.flagged
            cells = (
                row.key[:40],
                (row.title or "")[:70],
                f"{row.done:>4}/{row.sentences:<4}{_bar(row.done, row.sentences)}",
                f"{left:>3}" if left else "",
                f"{row.spans:>4}",
                f"{row.layers:>3}",
            )
            table.add_row(*[Text(safe(cell)) for cell in cells], key=row.key)
        here = next((i for i, row in enumerate(rows) if row.id == self._session.stored.id), 0)
        table.move_cursor(row=here)
        table.focus()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """One is chosen."""
        self.dismiss(event.row_key.value)

    def action_leave(self) -> None:
        """Back without choosing."""
        self.dismiss(None)


def _bar(done: int, count: int) -> str:
    filled = 10 if done == count else min(9, done * 10 // count)
    return " " + "━" * filled + "─" * (10 - filled)
