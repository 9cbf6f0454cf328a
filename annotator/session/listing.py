"""The list of documents as one looks at it: filtered, sorted, with a cursor. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from annotator.store.progress import DocumentProgress
from annotator.text.folding import folded

__all__ = ["ORDERS", "Listing", "Order"]

Order = Literal["import", "progress", "flagged", "comments", "key"]
ORDERS: tuple[Order, ...] = get_args(Order)

_KEYS: dict[Order, Callable[[DocumentProgress], tuple[object, ...]]] = {
    "import": lambda row: (row.id,),
    # what was begun comes first, the fullest of it before the rest; what is finished last
    "progress": lambda row: (row.done == row.sentences, -row.done / row.sentences, row.id),
    "flagged": lambda row: (-row.flagged, -row.skipped, row.id),
    "comments": lambda row: (-row.comments, row.id),
    "key": lambda row: (folded(row.key), row.id),
}


class Listing:
    """Rows of which those are seen that have a text in their key or title. ``at`` is the cursor among these."""

    def __init__(self, rows: Sequence[DocumentProgress], here: str = "") -> None:
        self._all = list(rows)
        self._words: list[str] | None = None
        self.text, self.order, self.at = "", ORDERS[0], 0
        self.rows = self._all
        self.seek(here)

    @property
    def current(self) -> DocumentProgress | None:
        """The row under the cursor; None: no row is seen."""
        return self.rows[self.at] if self.rows else None

    @property
    def count(self) -> int:
        """All rows, seen or not."""
        return len(self._all)

    def seek(self, key: str) -> None:
        """Put the cursor on a document, where it is seen; else on the first."""
        self.at = next((i for i, row in enumerate(self.rows) if row.key == key), 0)

    def move(self, by: int) -> None:
        """So many rows on or back, to the edges at most."""
        self.at = max(0, min(len(self.rows) - 1, self.at + by))

    def filter(self, text: str) -> None:
        """See only the rows that have every word of a text in key or title, without case and diacritics."""
        self.text = text
        self._again()

    def sort(self, by: int = 1) -> None:
        """The next way to sort, from its top."""
        self.order = ORDERS[(ORDERS.index(self.order) + by) % len(ORDERS)]
        self._again()
        self.at = 0

    def renew(self, rows: Sequence[DocumentProgress]) -> None:
        """Other rows, seen in the same way; the cursor stays at its height where its document is gone."""
        at = self.at
        self._all, self._words = list(rows), None
        gone = self.current is not None and self.current.key not in {row.key for row in rows}
        self._again()
        if gone:
            self.at = max(0, min(len(self.rows) - 1, at))

    def _again(self) -> None:
        current = self.current
        rows = self._all
        if wanted := folded(self.text).split():
            if self._words is None:
                self._words = [folded(f"{row.key} {row.title or ''}") for row in rows]
            rows = [row for row, said in zip(rows, self._words, strict=True) if all(word in said for word in wanted)]
        self.rows = rows if self.order == ORDERS[0] else sorted(rows, key=_KEYS[self.order])
        self.seek(current.key if current is not None else "")
