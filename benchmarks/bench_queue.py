"""The next document of a queue of 100,000, beside the next one without a queue in the same store.

    python benchmarks/bench_queue.py [--quick]

An annotator has finished the first half of the queue, then all of it but the last document; the queue is drawn by chance,
so that what is done lies all over the store. Asked is a p95 of 1 ms. The peer is the same question without a queue, put to
an annotator who has done as many documents in the order of import, in turns with ours. Also what is kept up with when one
more document is finished, in the queue and without, and the draw itself.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from common import median, options, percentile, scratch, spread, table, target
from stores import WHO

from annotator.model import Layer
from annotator.session.drawing import Drawing, draw
from annotator.session.making import make_project
from annotator.store import Project
from annotator.store.progress import count, next_document
from annotator.store.queueing import settle

ASKED = 0.001
SENTENCES = 2
Times = defaultdict[str, list[float]]


def fill(project: Project, documents: int) -> None:
    """Documents of two sentences each, and two annotators; nothing is done."""
    now = project.clock.now()
    with project.writing() as conn:
        conn.executemany(
            "INSERT INTO document (id, key, language, text, sha256, meta, segmenter, sentences, added)"
            " VALUES (?, ?, 'nl', 'Er is brand. Niets bekend.', '', '[]', 'nl-rules/1', 2, ?)",
            ((number, f"bericht-{number:06}", now) for number in range(1, documents + 1)),
        )
        conn.execute("UPDATE total SET value = ? WHERE name = 'documents'", (documents,))
        conn.executemany("INSERT INTO annotator (name, created) VALUES (?, ?)", [(WHO, now), ("bert", now)])


def finish(project: Project, who: int, numbers: list[int], first: int) -> None:
    """Layers in which all is done, past the program's own writing; ``first``: the first document that is not."""
    now = project.clock.now()
    with project.writing() as conn:
        conn.executemany(
            "INSERT OR IGNORE INTO layer (document, annotator, kind, pass, created, revision, todo, done)"
            " VALUES (?, ?, 'annotator', 1, ?, 1, 0, ?)",
            ((number, who, now, SENTENCES) for number in numbers),
        )
        conn.execute(
            "INSERT OR REPLACE INTO progress (annotator, kind, pass, frontier) VALUES (?, 'annotator', 1, ?)",
            (who, first),
        )


def timed(act: Callable[[], object], times: list[float]) -> None:
    """Add how long an action takes."""
    began = time.perf_counter()
    act()
    times.append(time.perf_counter() - began)


def queued(project: Project) -> list[int]:
    """The ids of the documents as the newest queue has them."""
    rows = project.ask(
        "SELECT d.id FROM queued q JOIN document d ON d.key = q.document"
        " WHERE q.queue = (SELECT max(id) FROM queue) ORDER BY q.place"
    )
    return [row[0] for row in rows]


def asking(project: Project, done: int, rounds: int) -> Times:
    """The next document of the queue, in turns with the next one in the order of import, when so many are done."""
    times: Times = defaultdict(list)
    order = queued(project)
    finish(project, 1, order[:done], min(order[done:]))
    finish(project, 2, list(range(1, done + 1)), done + 1)
    settle(project)
    for _ in range(rounds):
        with without_queue(project):
            timed(lambda: next_document(project, Layer("bert")), times["next, without a queue"])
        assert next_document(project, Layer(WHO)) == order[done]
        timed(lambda: next_document(project, Layer(WHO)), times["next, of the queue"])
        timed(lambda: next_document(project, Layer("carla")), times["next, a new annotator"])
    for _ in range(rounds // 20):  # the last one of all passes the whole store once, in the order of import
        with without_queue(project):
            one_more(project, "bert", 2, done + 1, times["one more, without a queue"])
        with taken_back(project):
            one_more(project, WHO, 1, order[done], times["one more, of the queue"])
    return times


def one_more(project: Project, name: str, who: int, document: int, times: list[float]) -> None:
    """What is kept up with when the last sentence of a document is done, in a transaction that is taken back."""
    project.conn.execute(
        "INSERT INTO layer (document, annotator, kind, pass, created, todo) VALUES (?, ?, 'annotator', 1, '', 0)",
        (document, who),
    )
    changes = (-1, 1, 0, 0, 0, 0)
    timed(lambda: count(project, who, Layer(name), document, changes, new=False), times)


@contextmanager
def taken_back(project: Project) -> Iterator[None]:
    """A transaction that leaves nothing."""
    project.conn.execute("BEGIN IMMEDIATE")
    yield
    project.conn.execute("ROLLBACK")


@contextmanager
def without_queue(project: Project) -> Iterator[None]:
    """The order of import for a moment, in a transaction that is taken back."""
    with taken_back(project):
        project.conn.execute("DELETE FROM project WHERE key = 'queue'")
        yield


def measured(path: Path, documents: int, rounds: int) -> None:
    """Print the figures."""
    rows: list[list[object]] = []
    asked: list[tuple[str, float]] = []
    by_chance = Drawing("random", seed=1)
    with make_project(path) as project:
        fill(project, documents)
        draws: Times = defaultdict(list)
        timed(lambda: draw(project, by_chance, WHO), draws["draw, by chance"])
        for where, done in (("half", documents // 2), ("all but one", documents - 1)):
            times = asking(project, done, rounds)
            for name, found in times.items():
                peer = median(times[f"{name.partition(',')[0]}, without a queue"])
                rows.append([f"{where} done: {name}", len(found), *spread(found), f"{median(found) / peer:.1f} ×"])
            asked.append((where, percentile(times["next, of the queue"], 0.95)))
        timed(lambda: draw(project, by_chance, WHO), draws["the same draw again, one who is nearly done"])
        rows += [[name, len(found), *spread(found), ""] for name, found in draws.items()]
    table([f"{documents:,} documents", "n", "p50 ms", "p95 ms", "max ms", "of without"], rows)
    for where, value in asked:
        target(f"next of the queue, {where} done, p95", value * 1000, ASKED * 1000, unit="ms")


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    with scratch() as folder:
        measured(folder / "queue.db", 5_000 if chosen.quick else 100_000, 100 if chosen.quick else 1_000)


if __name__ == "__main__":
    main()
