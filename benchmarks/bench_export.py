"""Bulk export: every record of a project as JSON lines, against ``sqlite3`` and ``orjson`` alone.

    python benchmarks/bench_export.py [--quick] [--full]

``annotator export jsonl`` from start to end, of 1,000 labelled documents with two layers each (``--full``: 10,000 – 250,000
sentences, 1.04 million spans, 300,000 relations). The peer (``bare_export.py``) writes the same bytes, in turns with ours.
The targets are half its rate, and less than 150 MB at any size.
"""

from __future__ import annotations

import filecmp
import sys

import corpus
from common import ANNOTATOR, ROOT, environment, median, options, run, scratch, table, target

SHARE, MEMORY = 0.5, 150e6
BARE = (sys.executable, str(ROOT / "benchmarks" / "bare_export.py"))


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__, full="10,000 documents")
    documents = 100 if chosen.quick else 10_000 if chosen.full else 1_000
    rounds = 2 if chosen.quick or chosen.full else 5
    with scratch() as folder:
        env = environment(folder)
        corpus.write_records(folder / "labelled.jsonl", documents)
        run([*ANNOTATOR, "import", "labelled.jsonl", "--db", "p.db"], env, folder)
        cases = {
            "sqlite3 and orjson": (*BARE, "p.db", "bare.jsonl"),
            "annotator export": (*ANNOTATOR, "export", "jsonl", "--db", "p.db", "--out", "out", "--force"),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        peaks = dict.fromkeys(cases, 0)
        for _ in range(rounds):
            for name, argv in cases.items():
                took, peak = run(argv, env, folder)
                times[name].append(took)
                peaks[name] = max(peak, peaks[name])
        same = filecmp.cmp(folder / "bare.jsonl", folder / "out" / "documents.jsonl", shallow=False)
        sentences, records = documents * corpus.SENTENCES, documents * len(corpus.ANNOTATORS)
        peer = median(times["sqlite3 and orjson"])
        rows = [
            [
                name,
                f"{median(found):.2f}",
                f"{sentences / median(found):,.0f}",
                f"{records / median(found):,.0f}",
                f"{peaks[name] / 1e6:.0f}",
                f"{peer / median(found):.2f} ×",
            ]
            for name, found in times.items()
        ]
        size = (folder / "bare.jsonl").stat().st_size / 1e6
        header = [f"{documents:,} documents, {size:,.0f} MB", "s", "sentences/s", "records/s", "peak MB", "rate"]
        table(header, rows)
    print("both wrote the same bytes" if same else "WARNING: the two files differ")
    target("rate of sqlite3 and orjson", peer / median(times["annotator export"]), SHARE, least=True)
    target("memory", peaks["annotator export"] / 1e6, MEMORY / 1e6, unit="MB")


if __name__ == "__main__":
    main()
