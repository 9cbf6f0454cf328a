"""The words of all sentences, indexed when somebody first searches, and then as far as documents have been added.

The index is a contentless FTS5 table, ``search``, that is made with the first slice: a project in which nobody searches
has none, and an import does not wait for it. A sentence's number in it is its document's id and its first code point
(``place``): ids are given once and texts never change, so that only sentences cut by hand and removed documents touch
it again. Every document up to ``searchable`` is in it, and no other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from annotator.store.connection import Project

__all__ = [
    "Indexer",
    "Wanted",
    "Window",
    "cut_again",
    "document_at",
    "expression",
    "forget",
    "found",
    "last_document",
    "place",
    "put_in",
    "searchable",
    "take_out",
]

TOKENIZER = "unicode61 remove_diacritics 2"
"""Letters and digits make a word; case and diacritics do not count: *coordinatie* finds *Coördinatie*."""
SLICE = 0.04
"""Seconds that a transaction of the indexer aims at: no annotator waits for longer."""
FEWEST, MOST = 200, 5000
"""Sentences in a slice."""
_MADE = f"CREATE VIRTUAL TABLE search USING fts5(words, content='', columnsize=0, tokenize='{TOKENIZER}')"
_OPEN, _CLOSE = "\x02", "\x03"
_NO_SIGNS = str.maketrans("\0\x02\x03", "   ")
_BITS = 32

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word, or words that stand beside one another; ``prefix``: the last one may go on."""

    words: str
    prefix: bool = False
    negated: bool = False


def expression(wanted: Iterable[Wanted]) -> str | None:
    """What FTS5 is asked: all of the words, none of the negated ones. None: nothing but negated ones."""
    each = [(w.negated, _quoted(w)) for w in wanted]
    here = " AND ".join(text for negated, text in each if not negated)
    absent = " OR ".join(text for negated, text in each if negated)
    if not here:
        return None
    return f"({here}) NOT ({absent})" if absent else here


def _quoted(wanted: Wanted) -> str:
    text = wanted.words.translate(_NO_SIGNS).replace('"', '""')
    return f'"{text}"' + (" *" if wanted.prefix else "")


# -- the index ----------------------------------------------------------------------------------------------------


def place(document: int, start: int) -> int:
    """The number of a sentence in the index: in the order of documents, then of their text."""
    return document << _BITS | start


def document_at(number: int) -> int:
    """The document of a ``place``."""
    return number >> _BITS


def searchable(project: Project) -> int:
    """The id up to which every document is in the index; 0: none is."""
    row = project.one(
        "SELECT value FROM project WHERE key = 'searchable'"
        " AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'search')"
    )
    return int(row[0]) if row else 0


def last_document(project: Project) -> int:
    """The highest id of a document; 0: there is none."""
    row = project.one("SELECT max(id) FROM document")
    return row[0] if row and row[0] else 0


def found(project: Project, match: str, after: int, limit: int) -> list[tuple[int, int]]:
    """The sentences that match an ``expression``, as document and first code point, in their order.

    ``after`` is the ``place`` of the last one had; the index must be there.
    """
    rows = project.ask(
        "SELECT rowid FROM search WHERE search MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?", match, after, limit
    )
    return [(number >> _BITS, number & (1 << _BITS) - 1) for (number,) in rows]


class Indexer:
    """Brings the index up to the last document, a slice at a time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._amount = FEWEST

    def extend(self) -> bool:
        """Index the next documents, in one transaction; False: there are none.

        Raises:
            StoreBusy: another process is writing; StoreReadOnly, StoreFull: as they say. Nothing was written.
        """
        project = self._project
        began = perf_counter()
        with project.writing() as conn:
            upto, sentences = searchable(project), 0
            if not upto:
                conn.execute("DROP TABLE IF EXISTS search")
                conn.execute(_MADE)
            at = upto
            for number, text in conn.execute("SELECT id, text FROM document WHERE id > ? ORDER BY id", (upto,)):
                sentences += _put(project, number, text)
                at = number
                if sentences >= self._amount:
                    break
            conn.execute("INSERT OR REPLACE INTO project (key, value) VALUES ('searchable', ?)", (str(at),))
        took = max(perf_counter() - began, 1e-4)
        self._amount = max(FEWEST, min(MOST, int(sentences * SLICE / took)))
        return at > upto


def _put(project: Project, number: int, text: str) -> int:
    rows = project.conn.execute(
        'SELECT start, "end" FROM sentence WHERE document = ? ORDER BY number', (number,)
    ).fetchall()
    project.conn.executemany(
        "INSERT INTO search (rowid, words) VALUES (?, ?)",
        [(place(number, start), text[start:end]) for start, end in rows],
    )
    return len(rows)


def put_in(project: Project, number: int, text: str) -> None:
    """A document that is back has its place in the index again, where that has come so far; within a transaction."""
    if number <= searchable(project):
        _put(project, number, text)


def take_out(project: Project, number: int, text: str, sentences: Iterable[Range]) -> None:
    """A document's sentences go out of the index, within a transaction."""
    if number <= searchable(project):
        _take(project, number, text, sentences)


def _take(project: Project, number: int, text: str, sentences: Iterable[Range]) -> None:
    project.conn.executemany(
        "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)",
        [(place(number, start), text[start:end]) for start, end in sentences],
    )


def cut_again(project: Project, number: int, gone: Iterable[Range], made: Iterable[Range]) -> None:
    """Sentences were split or joined, within a transaction."""
    if number > searchable(project):
        return
    row = project.one("SELECT text FROM document WHERE id = ?", number)
    assert row is not None
    text: str = row[0]
    _take(project, number, text, gone)
    project.conn.executemany(
        "INSERT INTO search (rowid, words) VALUES (?, ?)",
        [(place(number, start), text[start:end]) for start, end in made],
    )


def forget(project: Project) -> None:
    """Drop the index, within a transaction: words of what was removed may still lie in it."""
    project.conn.execute("DROP TABLE IF EXISTS search")
    project.conn.execute("DELETE FROM project WHERE key = 'searchable'")


# -- without the index --------------------------------------------------------------------------------------------


class Window:
    """A few sentences in memory, asked as the index is asked; close it, or use it as a context manager."""

    def __init__(self) -> None:
        self._conn = sqlite3.connect(":memory:", isolation_level=None)
        self._conn.execute(f"CREATE VIRTUAL TABLE near USING fts5(words, columnsize=0, tokenize='{TOKENIZER}')")

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    def matching(self, texts: Sequence[str], wanted: Sequence[Wanted]) -> dict[int, tuple[Range, ...]]:
        """Which of the texts have the words, by their number; with the parts that the words are, in code points."""
        match = expression(wanted)
        if match is None:
            absent = [Wanted(w.words, w.prefix) for w in wanted]
            here = {number for w in absent for number in self.matching(texts, [w])}
            return {number: () for number in range(len(texts)) if number not in here}
        run = self._conn.execute
        run("BEGIN")
        try:
            rows = [(number, text.translate(_NO_SIGNS)) for number, text in enumerate(texts)]
            self._conn.executemany("INSERT INTO near (rowid, words) VALUES (?, ?)", rows)
            marked = run(
                "SELECT rowid, highlight(near, 0, ?, ?) FROM near WHERE near MATCH ? ORDER BY rowid",
                (_OPEN, _CLOSE, match),
            ).fetchall()
        finally:
            run("ROLLBACK")
        return {number: tuple(_marks(text)) for number, text in marked}


def _marks(text: str) -> Iterable[Range]:
    """Where the signs stand that a text has around its marked parts, without them."""
    at = 0
    for piece in text.split(_OPEN):
        inside, sign, rest = piece.partition(_CLOSE)
        if sign:
            yield at, at + len(inside)
        at += len(inside) + len(rest)
