"""Krippendorff's α and its document bootstrap, against the package krippendorff.

    python benchmarks/bench_alpha.py [--quick]

5 raters × 10,000 nominal items with a tenth of the values missing: from the table to the figure, in turns with the peer;
the target is at most its time. Then 1,000 replicates of the bootstrap over documents of 10 items, drawing them included,
against a loop that puts each resample together and gives it to the peer (a part of the loop is run, and its time per
replicate taken; both get the same resamples); the target is a twentieth of its time. The figures of both must agree.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np
from common import median, ms, options, spread, table, target

from annotator.agreement import bootstrap
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.ratings import Ratings

ITEMS, RATERS, IN_DOCUMENT, REPLICATES = 10_000, 5, 10, 1_000
FASTER = 20


def ratings() -> np.ndarray[Any, Any]:
    """Items × raters of five values; raters mostly say what the item is."""
    random = np.random.default_rng(1)
    own = random.integers(1, 6, (ITEMS, 1))
    found = np.where(random.random((ITEMS, RATERS)) < 0.7, own, random.integers(1, 6, (ITEMS, RATERS))).astype(float)
    found[random.random(found.shape) < 0.1] = np.nan
    return found


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found


def figures(held: np.ndarray[Any, Any], rounds: int) -> None:
    """α of the whole table."""
    calls: dict[str, Callable[[], float | None]] = {
        "krippendorff": lambda: krippendorff.alpha(held.T, level_of_measurement="nominal"),
        "annotator": lambda: krippendorff_alpha(Ratings.from_matrix(held)).value,
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    values: dict[str, Any] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            took, values[name] = timed(call)
            times[name].append(took)
    peer = median(times["krippendorff"])
    rows = [[name, *spread(found), f"{median(found) / peer:.2f} ×"] for name, found in times.items()]
    table([f"α, {RATERS} × {ITEMS:,}, {rounds} rounds", "p50 ms", "p95 ms", "max ms", "of the peer"], rows)
    target("time of krippendorff", median(times["annotator"]) / peer, 1.0)
    print(f"difference of the figures: {abs(values['annotator'] - values['krippendorff']):.1e}\n")


def intervals(held: np.ndarray[Any, Any], looped: int) -> None:
    """The interval of α."""
    document = np.arange(ITEMS) // IN_DOCUMENT
    documents = ITEMS // IN_DOCUMENT

    def ours() -> tuple[np.ndarray[Any, Any], bootstrap.Interval | None]:
        drawn = bootstrap.weights(documents, REPLICATES, 1)
        alpha = krippendorff_alpha(Ratings.from_matrix(held, document=document))
        found = bootstrap.replicates(alpha, drawn)
        return found, bootstrap.percentiles(found)

    drawn = bootstrap.weights(documents, looped, 1).astype(int)

    def loop() -> list[float]:
        resamples = (held[np.repeat(np.arange(ITEMS), row[document])] for row in drawn)
        return [krippendorff.alpha(resample.T, level_of_measurement="nominal") for resample in resamples]

    took, (values, interval) = min((timed(ours) for _ in range(5)), key=lambda run: run[0])
    slow, others = timed(loop)
    each = slow / looped * REPLICATES
    rows = [
        [f"loop over krippendorff (of {looped} replicates)", ms(each), "1.0 ×"],
        ["annotator", ms(took), f"{each / took:.1f} ×"],
    ]
    table([f"{REPLICATES:,} replicates, {documents:,} documents", "ms", "faster"], rows)
    target("times faster than the loop", each / took, FASTER, least=True)
    print(f"greatest difference of a replicate: {np.abs(values[:looped] - others).max():.1e}; interval {interval}")


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    held = ratings()
    figures(held, 10 if chosen.quick else 60)
    intervals(held, 20 if chosen.quick else 300)


if __name__ == "__main__":
    main()
