"""The peer of an import: the rows that an import made, put into an empty project with ``executemany`` alone.

    python benchmarks/bare_import.py FROM.db TO.db

Prints the seconds of inserting and committing, and those of splitting the texts into sentences and tokens, which raw
articles need too; reading the rows is not counted. TO.db is an empty project: the same tables, with their indexes and
constraints in force. Documents go in slices of 250, each a commit.
"""

from __future__ import annotations

import sqlite3
import sys
import time

SLICE = 250
OF_DOCUMENT = {"sentence": "document", "layer": "document"}
OF_LAYER = ("sentence_state", "source", "span", "relation")


def copy(source: sqlite3.Connection, target: sqlite3.Connection) -> float:
    """The seconds that it takes to insert every row."""
    took = 0.0

    def insert(table: str, where: str, *values: object) -> None:
        nonlocal took
        cursor = source.execute(f"SELECT * FROM {table} {where}", values)
        rows = cursor.fetchall()
        if not rows:
            return
        names = ", ".join(f'"{column[0]}"' for column in cursor.description)
        marks = ", ".join("?" * len(rows[0]))
        began = time.perf_counter()
        target.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        took += time.perf_counter() - began

    last = source.execute("SELECT max(id) FROM document").fetchone()[0]
    target.execute("BEGIN IMMEDIATE")
    insert("annotator", "")
    insert("progress", "")
    target.execute("COMMIT")
    for first in range(1, last + 1, SLICE):
        end = first + SLICE - 1
        target.execute("BEGIN IMMEDIATE")
        insert("document", "WHERE id BETWEEN ? AND ?", first, end)
        for table, column in OF_DOCUMENT.items():
            insert(table, f"WHERE {column} BETWEEN ? AND ?", first, end)
        layers = "(SELECT id FROM layer WHERE document BETWEEN ? AND ?)"
        for table in OF_LAYER:
            insert(table, f"WHERE layer IN {layers} ORDER BY 1, 2", first, end)
        keys = "(SELECT key FROM document WHERE id BETWEEN ? AND ?)"
        insert("event", f"WHERE document IN {keys} ORDER BY number", first, end)
        began = time.perf_counter()
        target.execute("COMMIT")
        took += time.perf_counter() - began
    return took


def split(source: sqlite3.Connection) -> float:
    """The seconds that our segmenter and tokeniser take for all texts."""
    from annotator.text import segmenter_for, tokenise

    segmenter = segmenter_for("nl")
    took = 0.0
    for (text,) in source.execute("SELECT text FROM document"):
        began = time.perf_counter()
        for start, end in segmenter.split(text):
            tokenise(text, start, end)
        took += time.perf_counter() - began
    return took


def main() -> None:
    """Copy, and print the seconds."""
    source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    target = sqlite3.connect(sys.argv[2], isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        target.execute(f"PRAGMA {pragma}")
    print(copy(source, target), split(source))
    target.close()


if __name__ == "__main__":
    main()
