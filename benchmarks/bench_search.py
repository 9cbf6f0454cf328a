"""Searching: the first hits of a query, the index and what it costs, against bare FTS5 and a plain ``LIKE``.

    python benchmarks/bench_search.py [--quick] [--full]

Ours is a whole query: read, asked of the index in the project, the sentences of the first 20 hits fetched, the words in
them marked. The limit is the bare ``MATCH`` on the same table; the peer is ``LIKE`` over the texts of the documents, on
the same store in turns. On 250,000 sentences and (``--full``) on 2.5 million; the target is a p95 of 10 ms (0.1 s for the
beginning of a word) at any size, or 1.5 × the bare table's: a phrase of frequent words that nowhere stand so costs FTS5
itself 50 ms. Then the rate at which the index is made against a bare ``INSERT`` of the same
sentences into a bare FTS5 table (target: half of it), its size, the longest a slice held the lock (annotators wait so
long), the list of documents, and the jumps.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stores
from common import median, ms, options, percentile, scratch, spread, table, target

from annotator.model import Layer
from annotator.session.finding import Finder
from annotator.session.query import parsed
from annotator.store import Project, open_project
from annotator.store.jumps import next_sentence
from annotator.store.progress import listed
from annotator.store.search import TOKENIZER, Indexer, Wanted, expression, last_document, searchable

HITS = 20
SMALL = 250_000
LIMIT, BEGUN = 0.010, 0.1
"""The targets for p95, in seconds: words, beginnings of words; or so many times the bare table's, where that is more."""
TIMES = 1.5
HALF = 0.5
KINDS: dict[str, tuple[str, ...]] = {
    "a word": ("zou", "politie", "volgens", "vermoedelijk", "TASS"),
    "two words": ("politie Almaty", "zou geschoten", "volgens staatstelevisie", "leger -politie"),
    "a phrase": ('"niet duidelijk"', '"het centrale plein"', '"geschoten zijn"'),
    "a rare word": ("woord7", "woord99123", "zou woord801"),
    "nothing": ("xyzzy", "politie xyzzy", '"plein centrale het"'),
    "a beginning": ("polit*", "sta*", "v*", "geschoten z*"),
}
Times = dict[str, list[float]]


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    """Add the seconds that a block takes."""
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


def with_rare_words(project: Project) -> None:
    """Give one document in ten a word of its own: the corpus has the sentences of one article only."""
    noise = random.Random(1)
    with project.writing() as conn:
        for (number,) in conn.execute("SELECT id FROM document WHERE id % 10 = 0").fetchall():
            word = f" woord{noise.randrange(100_000)}"
            text = conn.execute("SELECT text FROM document WHERE id = ?", (number,)).fetchone()[0]
            conn.execute("UPDATE document SET text = ? WHERE id = ?", (text + word, number))
            conn.execute(
                'UPDATE sentence SET "end" = "end" + ? WHERE document = ? AND number ='
                " (SELECT max(number) FROM sentence WHERE document = ?)",
                (len(text) + len(word) - _end(conn, number), number, number),
            )


def _end(conn: sqlite3.Connection, number: int) -> int:
    end: int = conn.execute('SELECT max("end") FROM sentence WHERE document = ?', (number,)).fetchone()[0]
    return end


def bare_rate(project: Project, path: Path, slices: int = 40, size: int = 2500) -> float:
    """Sentences a second into a bare FTS5 table, in transactions as large as the slices of the index."""
    rows: list[tuple[int, str]] = []
    for number, text in project.conn.execute("SELECT id, text FROM document ORDER BY id"):
        spans = project.conn.execute('SELECT start, "end" FROM sentence WHERE document = ?', (number,)).fetchall()
        rows.extend((number << 32 | start, text[start:end]) for start, end in spans)
        if len(rows) >= slices * size:
            break
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute(f"CREATE VIRTUAL TABLE bare USING fts5(words, content='', columnsize=0, tokenize='{TOKENIZER}')")
    began = time.perf_counter()
    for first in range(0, len(rows), size):
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany("INSERT INTO bare (rowid, words) VALUES (?, ?)", rows[first : first + size])
        conn.execute("COMMIT")
    took = time.perf_counter() - began
    conn.close()
    return len(rows) / took


def index(project: Project, sentences: int) -> None:
    """Make the index, and say what it costs."""
    bare = bare_rate(project, project.path.with_name(f"bare-{sentences}.db"))
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = project.path.stat().st_size
    indexer, slices = Indexer(project), []
    began = time.perf_counter()
    while searchable(project) < last_document(project):
        with timed(slices):
            indexer.extend()
    rate = sentences / (time.perf_counter() - began)
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = project.path.stat().st_size - before
    texts = project.ask("SELECT sum(length(CAST(text AS BLOB))) FROM document")[0][0]
    print(f"index: {rate:,.0f} sentences/s; {size / 1e6:,.0f} MB for {texts / 1e6:,.0f} MB of text")
    print(f"bare FTS5, the sentences read beforehand: {bare:,.0f} sentences/s")
    table(("a slice, ms", "p50", "p95", "max"), [("index", *spread(slices))])
    target("index against bare FTS5", rate / bare, HALF, least=True)


def queries(project: Project, rounds: int, sentences: int) -> None:
    """The first 20 hits of each kind of query, in turns with the limit and the peer."""
    finder = Finder(project, Layer("anna"))
    ours, bare, like = ({kind: [] for kind in KINDS} for _ in range(3))  # type: Times, Times, Times
    for _ in range(rounds):
        for kind, texts in KINDS.items():
            for text in texts:
                query = parsed(text)
                match = expression(Wanted(t.value, t.prefix, t.negated) for t in query.of("words"))
                with timed(ours[kind]):
                    hits = list(itertools.islice(finder.hits(query), HITS))
                with timed(bare[kind]):
                    rows = project.ask(
                        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid LIMIT ?", match, HITS
                    )
                assert len(hits) == len(rows), text
    for kind in ("a rare word", "nothing"):
        word = KINDS[kind][0]
        with timed(like[kind]):
            project.ask("SELECT id FROM document WHERE text LIKE ? ORDER BY id LIMIT ?", f"%{word}%", HITS)
    header = ("first 20 hits, ms", "p50", "p95", "max", "bare p50", "p95", "LIKE")
    rows = [
        (kind, *spread(times), *spread(bare[kind])[:2], ms(median(like[kind])) if like[kind] else "")
        for kind, times in ours.items()
    ]
    table(header, rows)
    for kind, times in ours.items():
        limit = max(BEGUN if kind == "a beginning" else LIMIT, TIMES * percentile(bare[kind], 0.95))
        name = f"{kind}, p95 at {sentences:,} sentences"
        target(name, percentile(times, 0.95) * 1000, limit * 1000, unit="ms")


def others(project: Project, rounds: int) -> None:
    """The list of documents and the jumps."""
    times: Times = {"list of documents": [], "next unlabelled": [], "next flagged": [], "next comment": []}
    layer = Layer("anna")
    for _ in range(rounds):
        with timed(times["list of documents"]):
            listed(project, layer)
        for sought in ("unlabelled", "flagged", "comment"):
            with timed(times[f"next {sought}"]):
                next_sentence(project, layer, sought)
    table(("ms", "p50", "p95", "max"), [(name, *spread(found)) for name, found in times.items()])


def main() -> None:
    """Measure."""
    chosen = options(__doc__, full="2.5 million sentences too")
    sizes = (25_000,) if chosen.quick else (SMALL, stores.LARGE) if chosen.full else (SMALL,)
    rounds = 5 if chosen.quick else 20
    with scratch() as folder:
        for sentences in sizes:
            print(f"\n### {sentences:,} sentences in {sentences // 25:,} documents")
            with open_project(stores.store_of(folder / f"{sentences}.db", sentences)) as project:
                with_rare_words(project)
                index(project, sentences)
                queries(project, rounds, sentences)
                others(project, rounds)


if __name__ == "__main__":
    main()
