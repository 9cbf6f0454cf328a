"""The list of documents with the annotator's progress; enter opens one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import DataTable

from annotator.session import Session
from annotator.store.progress import DocumentProgress, listed
from annotator.ui.actions import STUCK_ESCAPE
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
    BINDINGS: ClassVar[list[BindingType]] = [Binding(f"escape,{STUCK_ESCAPE},d", "leave", "back")]

    def __init__(self, session: Session, say: Say, looks: Looks) -> None:
        super().__init__()
        self._say, self._looks = say, looks
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
        self.query_one("#keys", Painted).show([[(f" {say('documents.keys')}", looks.quiet)]], looks.page)
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
