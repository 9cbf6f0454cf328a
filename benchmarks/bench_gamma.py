"""γ: what an alignment costs, by units and raters, and what the figure costs for a corpus.

    python benchmarks/bench_gamma.py [--quick]
    GAMMA_PEER=/path/to/python python benchmarks/bench_gamma.py

With GAMMA_PEER, the interpreter of an environment that holds pygamma-agreement, the same documents go through it too:
best alignments must have the same disorder (the peer counts in single precision), and seconds stand side by side. The
peer's first alignment, in which it compiles, is not counted. Documents: units of 3 to 14 positions, 20 positions to a
unit on the average, seen by every rater with a probability of .85, moved by up to 2 positions, labelled alike in nine of
ten.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from itertools import islice
from pathlib import Path

import numpy as np
from common import options, scratch, table

from annotator.agreement.gamma import gamma_of
from annotator.agreement.gamma_alignment import Dissimilarity, best_alignment
from annotator.agreement.gamma_sampling import FIRST_SAMPLES, AnnotatedSet, shuffles

SIZES = (5, 10, 25, 50, 100)
RATERS = (2, 3, 4, 5)
PEER_MOST = 2_000_000
"""The peer tries every combination of units; beyond so many it takes minutes."""
PEER = """
import json, logging, sys, time, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from pyannote.core import Segment
from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum
found, by = [], CombinedCategoricalDissimilarity(alpha=3.0, beta=1.0, delta_empty=1.0)
for number, document in enumerate([None, *json.load(open(sys.argv[1]))]):
    continuum = Continuum()
    for rater, units in enumerate(document or [[[0, 2, 0]], [[1, 3, 0]]]):
        continuum.add_annotator(str(rater))
        for start, end, category in units:
            continuum.add(str(rater), Segment(float(start), float(end)), str(category))
    began = time.perf_counter()
    best = continuum.get_best_alignment(by)
    if number:
        found.append([float(best.disorder), time.perf_counter() - began])
print(json.dumps(found))
"""


def marked(raters: int, count: int, seed: int) -> AnnotatedSet:
    """A document with about ``count`` units from every rater, no two of one rater the same."""
    draw = np.random.default_rng([seed, raters, count])
    length = 20 * count
    start = np.sort(draw.choice(length - 16, count, replace=False))
    end, category = start + draw.integers(3, 15, count), draw.integers(0, 3, count)
    parts = []
    for _ in range(raters):
        first = np.maximum(0, start + draw.integers(-2, 3, count))
        last = np.maximum(first + 1, end + draw.integers(-2, 3, count))
        said = np.where(draw.random(count) < 0.9, category, draw.integers(0, 3, count))
        parts.append(np.unique(np.column_stack([first, last, said])[draw.random(count) < 0.85], axis=0))
    return AnnotatedSet(f"{seed}", length, tuple(parts))


def alignments(rounds: int) -> None:
    """The cost of one alignment, of what was marked and of a shuffle of it."""
    by, rows = Dissimilarity(), []
    for raters in RATERS:
        for count in SIZES:
            documents = [marked(raters, count, seed) for seed in range(rounds)]
            shuffled = [next(islice(shuffles(document, 1), 1)) for document in documents]
            cells = []
            for each in (documents, shuffled):
                best_alignment(each[0].units, by)
                began = time.perf_counter()
                for document in each:
                    best_alignment(document.units, by)
                cells.append(f"{(time.perf_counter() - began) / rounds * 1000:.2f}")
            rows.append([f"{raters} raters", count, *cells])
    table([f"one alignment, mean of {rounds}", "units a rater", "as marked, ms", "shuffled, ms"], rows)


def corpora(documents: int) -> None:
    """The cost of the figure: every document's alignment and those of its samples."""
    rows = []
    for raters in RATERS:
        for count in (5, 10, 25):
            sets = [marked(raters, count, seed) for seed in range(documents)]
            began = time.perf_counter()
            found = gamma_of(sets)
            seconds = time.perf_counter() - began
            each = seconds / documents / (found.samples + 1) * 1000
            rows.append(
                [f"{raters} raters", count, f"{found.value:.3f}", found.samples, f"{seconds:.2f}", f"{each:.2f}"]
            )
    table([f"γ of {documents} documents", "units a rater", "γ", "samples", "seconds", "ms an alignment"], rows)


def beside_the_peer(python: str, folder: Path) -> None:
    """Disorders and seconds of pygamma-agreement on the same documents."""
    cases = [(r, c) for r in RATERS for c in SIZES if (c + 1) ** r <= PEER_MOST]
    documents = [marked(raters, count, 0) for raters, count in cases]
    path = folder / "documents.json"
    path.write_text(json.dumps([[part.tolist() for part in document.units] for document in documents]))
    done = subprocess.run([python, "-c", PEER, str(path)], check=True, capture_output=True, text=True)
    by, rows, most = Dissimilarity(), [], 0.0
    best_alignment(documents[0].units, by)
    for (raters, count), document, (disorder, seconds) in zip(
        cases, documents, json.loads(done.stdout.splitlines()[-1]), strict=True
    ):
        began = time.perf_counter()
        ours = best_alignment(document.units, by).disorder / document.mean
        taken = time.perf_counter() - began
        most = max(most, abs(ours - disorder))
        figures = [f"{ours:.6f}", f"{disorder:.6f}", f"{taken * 1000:.2f}", f"{seconds * 1000:.1f}"]
        rows.append([f"{raters} raters", count, *figures, f"{seconds / taken:.0f} ×"])
    table(["the same documents", "units", "disorder", "the peer's", "ms", "the peer's", "faster"], rows)
    print(f"largest difference between disorders: {most:.1e}")


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    print(f"α = 3, β = 1, Δ∅ = 1; at least {FIRST_SAMPLES} samples a document")
    alignments(3 if chosen.quick else 20)
    corpora(5 if chosen.quick else 100)
    if peer := os.environ.get("GAMMA_PEER"):
        with scratch() as folder:
            beside_the_peer(peer, folder)


if __name__ == "__main__":
    main()
