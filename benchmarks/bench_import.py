"""Bulk intake: labelled document records, and raw articles, against ``executemany`` into the same tables.

    python benchmarks/bench_import.py [--quick] [--full]

``annotator import`` from start to end, of 1,000 labelled documents (``--full``: 10,000 – 250,000 sentences, two layers
each, 1.04 million spans, 300,000 relations) and of as many raw articles times four, which it splits itself. The peer
(``bare_import.py``) puts the rows that came of it into an empty project, with the same indexes, in turns with ours; it
parses, checks and counts nothing, but splits raw articles as ours does. The targets are half its rate, and less than
150 MB. What reading the lines costs alone (orjson, and pydantic's TypedDicts) stands below: it is paid before the first
row.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import corpus
import orjson
from common import ANNOTATOR, ROOT, environment, median, options, run, scratch, table, target

from annotator.formats.record import record_adapter
from annotator.session.making import make_project

SHARE, MEMORY = 0.5, 150e6
BARE = (sys.executable, str(ROOT / "benchmarks" / "bare_import.py"))


def ours(file: Path, db: Path, env: dict[str, str]) -> tuple[float, int]:
    """Seconds and memory of the command."""
    for ending in ("", "-wal", "-shm"):
        db.with_name(db.name + ending).unlink(missing_ok=True)
    return run([*ANNOTATOR, "import", str(file), "--db", str(db)], env, db.parent)


def raw(source: Path, env: dict[str, str]) -> tuple[float, float]:
    """Seconds of inserting and committing the same rows, and of splitting the texts."""
    empty = source.with_name("raw.db")
    empty.unlink(missing_ok=True)
    make_project(empty).close()
    done = subprocess.run([*BARE, str(source), str(empty)], env=env, check=True, capture_output=True, text=True)
    inserting, splitting = done.stdout.split()
    return float(inserting), float(splitting)


def measure(name: str, file: Path, sentences: int, rounds: int, env: dict[str, str], *, split: bool) -> None:
    """The table of one file; ``split``: the peer splits the texts too."""
    db = file.with_suffix(".db")
    times, peers, peak = [], [], 0
    for _ in range(rounds):
        took, memory = ours(file, db, env)
        times.append(took)
        peak = max(peak, memory)
        inserting, splitting = raw(db, env)
        peers.append(inserting + (splitting if split else 0.0))
    share = median(peers) / median(times)
    peer = "executemany, after splitting" if split else "executemany, the rows alone"
    rows = [
        [peer, f"{median(peers):.2f}", f"{sentences / median(peers):,.0f}", "", "1.00 ×"],
        [
            "annotator import",
            f"{median(times):.2f}",
            f"{sentences / median(times):,.0f}",
            f"{peak / 1e6:.0f}",
            f"{share:.2f} ×",
        ],
    ]
    size = f"{file.stat().st_size / 1e6:,.0f} MB, database {db.stat().st_size / 1e6:,.0f} MB"
    table([f"{name} ({sentences:,} sentences, {size})", "s", "sentences/s", "peak MB", "rate"], rows)
    target("rate of raw executemany", share, SHARE, least=True)
    target("memory", peak / 1e6, MEMORY / 1e6, unit="MB")
    print()


def reading(file: Path, lines: int) -> None:
    """What it costs to read the lines, before anything is checked against its text or written."""
    with file.open("rb") as stream:
        some = [line for line, _ in zip(stream, range(lines), strict=False)]
    adapter = record_adapter()
    rows = []
    for name, parse in (("orjson.loads", orjson.loads), ("pydantic, TypedDict", adapter.validate_json)):
        began = time.perf_counter()
        for line in some:
            parse(line)
        took = time.perf_counter() - began
        sentences = len(some) * corpus.SENTENCES / len(corpus.ANNOTATORS)
        rows.append([name, f"{len(some) / took:,.0f}", f"{sentences / took:,.0f}"])
    table(["reading alone", "records/s", "sentences/s"], rows)


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__, full="10,000 labelled documents and 40,000 articles")
    documents = 100 if chosen.quick else 10_000 if chosen.full else 1_000
    rounds = 1 if chosen.full else 3
    with scratch() as folder:
        env = environment(folder)
        labelled, articles = folder / "labelled.jsonl", folder / "articles.jsonl"
        corpus.write_records(labelled, documents)
        corpus.write_articles(articles, documents * 4)
        measure(f"{documents:,} labelled documents", labelled, documents * corpus.SENTENCES, rounds, env, split=False)
        reading(labelled, min(1_000, documents * 2))
        measure(f"{documents * 4:,} raw articles", articles, documents * 4 * corpus.SENTENCES, rounds, env, split=True)


if __name__ == "__main__":
    main()
