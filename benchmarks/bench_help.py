"""``annotator --help`` against a bare click command in a process that has pydantic imported.

    python benchmarks/bench_help.py [--quick]

The peer has one option and one line of help; pydantic is in it because every command that does something needs it. The
target is 2 × the peer. A bare click command without pydantic stands beside them: below it no click program can get.
"""

from __future__ import annotations

import subprocess
import sys
import time

from common import ANNOTATOR, environment, median, ms, options, scratch, spread, table, target

LIMIT = 2.0
_CLICK = """
import click{more}
@click.command()
@click.option("--db", help="A file.")
def cli(db):
    "One line of help."
cli(["--help"])
"""
CASES = {
    "click with pydantic": (sys.executable, "-c", _CLICK.format(more="\nfrom pydantic import BaseModel, TypeAdapter")),
    "click alone": (sys.executable, "-c", _CLICK.format(more="")),
    "annotator --help": (*ANNOTATOR, "--help"),
    "annotator import --help": (*ANNOTATOR, "import", "--help"),
}


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    rounds = 5 if chosen.quick else 25
    times: dict[str, list[float]] = {name: [] for name in CASES}
    with scratch() as folder:
        env = environment(folder)
        for number in range(rounds + 1):
            for name, argv in CASES.items():
                began = time.perf_counter()
                subprocess.run(argv, env=env, cwd=folder, check=True, capture_output=True)
                if number:  # the first round compiles the modules
                    times[name].append(time.perf_counter() - began)
    peer = median(times["click with pydantic"])
    rows = [[name, *spread(found), f"{median(found) / peer:.2f} ×"] for name, found in times.items()]
    table([f"{rounds} rounds in turns", "p50 ms", "p95 ms", "max ms", "of the peer"], rows)
    ours = median(times["annotator --help"])
    target(f"annotator --help ({ms(ours)} ms)", ours / peer, LIMIT)


if __name__ == "__main__":
    main()
