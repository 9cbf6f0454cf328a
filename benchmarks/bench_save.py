"""One action of an annotator until it is on the disk, against a raw transaction with as many rows.

    python benchmarks/bench_save.py [--quick] [--full]

The peer writes the same four rows (span, event, the counters of layer and of annotator) with ``sqlite3`` alone: ``BEGIN
IMMEDIATE``, write-ahead log, a full sync at every commit, on a copy of the same store, in turns with ours. Ours is a
whole use case of the session: the rules of the scheme, the rows, the event, the commit. On a store of 500, of
25,000 sentences and (``--full``) of 2.5 million; the target is a p95 of 2 ms at any size, or 5 × the peer's where that is
more. Then 20 processes that write once a second each (5 ms, or 2.5 × 20 peers; no errors), and what the annotator waits
for between documents: the next one, and the counters (1 ms).
"""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from common import median, options, percentile, scratch, spread, table, target

from annotator.errors import AnnotatorError
from annotator.model import Layer
from annotator.session import Session
from annotator.session.summary import summary
from annotator.store import open_project
from annotator.store.progress import next_document, totals

LABELS = ("claim", "uncertainty_cue", "source", "attribution_cue", "quote")
WRITERS = 20
ALONE, AMONG, ASKED = 0.002, 0.005, 0.001
"""The targets for p95, in seconds: one writer, 20 writers, next document and counters."""
PATIENCE = 250
"""Milliseconds that the screen waits for the lock."""
Times = defaultdict[str, list[float]]


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    """Add the seconds that a block takes."""
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


class Raw:
    """The peer: four rows a transaction, prepared, on a connection of its own."""

    def __init__(self, path: Path, who: str, timeout: float = 10.0) -> None:
        self.conn = sqlite3.connect(path, isolation_level=None, timeout=timeout)
        self.conn.execute("PRAGMA journal_mode = WAL")
        self.conn.execute("PRAGMA synchronous = FULL")
        self.conn.execute("PRAGMA foreign_keys = ON")
        self.who, self.number = who, 0
        ask = self.conn.execute
        ask("BEGIN IMMEDIATE")
        document = ask("SELECT min(id) FROM document").fetchone()[0]
        self.annotator = ask("INSERT INTO annotator (name, created) VALUES (?, '')", (who,)).lastrowid
        self.layer = ask(
            "INSERT INTO layer (document, annotator, kind, pass, created, todo) VALUES (?, ?, 'annotator', 1, '', 25)",
            (document, self.annotator),
        ).lastrowid
        ask("INSERT INTO progress (annotator, kind, pass) VALUES (?, 'annotator', 1)", (self.annotator,))
        ask("COMMIT")

    def write(self) -> None:
        """One transaction."""
        self.number += 1
        ask, name = self.conn.execute, f"{self.who}-{self.number:08d}-0000-0000-000000000000"
        fragments, attributes = '[[100,110,"tientallen"]]', '[["cue_type","possible"]]'
        payload = json.dumps({"before": {}, "after": {"spans": [[name, fragments, attributes] * 4]}})
        ask("BEGIN IMMEDIATE")
        ask(
            "INSERT INTO span (layer, id, label, sentence, fragments, attributes, origin, created, updated)"
            " VALUES (?, ?, 'uncertainty_cue', 1, ?, ?, 'manual', '', '')",
            (self.layer, name, fragments, attributes),
        )
        ask("UPDATE layer SET revision = revision + 1, spans = spans + 1 WHERE id = ?", (self.layer,))
        ask("UPDATE progress SET spans = spans + 1 WHERE annotator = ?", (self.annotator,))
        ask(
            "INSERT INTO event (id, annotator, device, sequence, time, operation, document, kind, pass, payload)"
            " VALUES (?, ?, ?, ?, '', 'label', 'bericht-000001', 'annotator', 1, ?)",
            (name, self.annotator, self.who, self.number, payload),
        )
        ask("COMMIT")


class Timed(Session):
    """A session that notes how long the part on the disk takes."""

    written: list[float]

    def flush(self) -> bool:
        with timed(self.written):
            return super().flush()


def alone(path: Path, rounds: int) -> Times:
    """The actions of one annotator, in turns with the peer's transaction on a copy of the store."""
    copy = path.with_name(f"raw-{path.name}")
    shutil.copy(path, copy)
    raw, times = Raw(copy, "raw"), Times(list)
    with open_project(path) as project:
        session = Timed(project, "zoe")
        session.written = []
        session.open()
        for number in range(rounds):
            with timed(times["raw"]):
                raw.write()
            here = session.cursor.sentence
            session.cursor.place(here, number % 4 * 3 % len(session.stored.tokens[here]))
            session.written.clear()
            with timed(times["label"]):
                span = session.label(LABELS[number % len(LABELS)])
            assert session.written, "nothing was written: the label was there already"
            times["label, the disk"].append(sum(session.written))
            if number % 5 == 1:
                attribute = session.scheme.spans[span.label].attribute[0]
                value = next(name for name in attribute.names if name != span.value(attribute.name))
                with timed(times["attribute"]):
                    session.set_attribute(span, attribute.name, value)
            if number % 4 == 2:
                with timed(times["undo"]):
                    session.undo()
                with timed(times["redo"]):
                    session.redo()
            if number % 4 == 3:
                document = session.stored.id
                began = time.perf_counter()
                session.finish()
                name = "done" if session.stored.id == document else "done, and the next document"
                times[name].append(time.perf_counter() - began)
        asked(session, times, rounds)
        with timed(times["status, the whole project"]):
            summary(project)
    return times


def asked(session: Session, times: Times, rounds: int) -> None:
    """What is asked between documents."""
    project, layer = session.project, Layer("anna")
    for _ in range(rounds):
        with timed(times["next document"]):
            next_document(project, layer)
        with timed(times["counters"]):
            totals(project)
            project.one(
                "SELECT layers, done, skipped, flagged, spans, relations FROM progress WHERE kind = ? AND pass = ?"
                " AND annotator = (SELECT id FROM annotator WHERE name = ?)",
                *("annotator", 1, "anna"),
            )


# -- many writers -------------------------------------------------------------------------------------------------


def _paced(act: Callable[[], None], start: float, seconds: float, seed: str) -> list[float]:
    """Act once a second, at an own moment in each second; how long it took each time."""
    found: list[float] = []
    noise = random.Random(seed)
    for second in range(int(seconds)):
        time.sleep(max(0.0, start + second + noise.random() - time.time()))
        with timed(found):
            act()
    return found


def _ours(path: Path, who: str, start: float, seconds: float) -> tuple[list[float], int]:
    errors = 0
    with open_project(path) as project:
        project.patience(PATIENCE)
        session = Session(project, who)
        session.open()
        session.label("claim")

        def act() -> None:
            nonlocal errors
            session.cursor.move(1)
            try:
                session.label("uncertainty_cue")
            except AnnotatorError:
                errors += 1
            errors += bool(session.pending)  # the lock was not had in time: it waits in the queue

        found = _paced(act, start, seconds, who)
    return found, errors


def _raws(path: Path, who: str, start: float, seconds: float) -> tuple[list[float], int]:
    raw, errors = Raw(path, who), 0
    raw.conn.execute(f"PRAGMA busy_timeout = {PATIENCE}")

    def act() -> None:
        nonlocal errors
        try:
            raw.write()
        except sqlite3.OperationalError:
            errors += 1

    return _paced(act, start, seconds, who), errors


def among(path: Path, write: Callable[..., tuple[list[float], int]], seconds: float) -> tuple[list[float], int]:
    """The times of 20 processes that write at once, and how many writes failed or had to wait in the queue."""
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        pool.map(abs, range(WRITERS * 4))  # all of them are up
        start = time.time() + 3.0
        work = [(path, f"{write.__name__.strip('_')}{number:02d}", start, seconds) for number in range(WRITERS)]
        found = pool.starmap(write, work, chunksize=1)
    return [value for times, _ in found for value in times], sum(errors for _, errors in found)


# -- figures ------------------------------------------------------------------------------------------------------


def show_alone(name: str, times: Times) -> None:
    """The table of one store."""
    raw = times["raw"]
    rows: list[list[Any]] = []
    for what, found in times.items():
        rows.append([what, len(found), *spread(found), f"{median(found) / median(raw):.1f} ×"])
    table([f"{name}: one writer", "n", "p50 ms", "p95 ms", "max ms", "of raw"], rows)
    target("label, p95", percentile(times["label"], 0.95) * 1000, ALONE * 1000, unit="ms")
    for what in ("next document", "counters"):
        target(f"{what}, p95", percentile(times[what], 0.95) * 1000, ASKED * 1000, unit="ms")
    print()


def show_among(path: Path, seconds: float) -> None:
    """The table of 20 writers: ours, the peer, ours again."""
    ours, errors = among(path, _ours, seconds)
    raw, raw_errors = among(path, _raws, seconds)
    rows = [["raw", len(raw), *spread(raw), raw_errors], ["label", len(ours), *spread(ours), errors]]
    table([f"{WRITERS} writers, one write a second each", "n", "p50 ms", "p95 ms", "max ms", "errors"], rows)
    target(f"label among {WRITERS}, p95", percentile(ours, 0.95) * 1000, AMONG * 1000, unit="ms")
    target("errors", errors, 0, unit="")


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__, full="also a store of 2.5 million sentences (two minutes to make)")
    from stores import LARGE, SMALL, store_of

    sizes = [500, SMALL, *([LARGE] if chosen.full else [])]
    with scratch() as folder:
        for size in sizes:
            path = store_of(folder / f"{size}.db", size)
            show_alone(f"{size:,} sentences", alone(path, 60 if chosen.quick else 400))
        show_among(folder / f"{SMALL}.db", 4 if chosen.quick else 15)


if __name__ == "__main__":
    main()
