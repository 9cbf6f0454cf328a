"""uα of 2016 over a thousand documents and its bootstrap, beside krippendorff-unitized-alpha on twenty of them.

    python benchmarks/bench_unitizing.py [--quick]

Three raters, one label, 500 tokens a document in 25 sentences of which each rater skips a few; everything is measured
from the corpus on: the axis, the units, the sums, then 1,000 resamples of documents. The peer (PyPI, in an environment
of its own) compares every unit with every other, so that its time grows with the square: on 1,000 documents it is
reckoned from the 20. It knows no missing raters and gets only what all three finished; both must find the same number.
"""

from __future__ import annotations

import json
import random
import subprocess
import time
import venv
from pathlib import Path

import numpy as np
from common import median, ms, options, scratch, table, target

from annotator.agreement.bootstrap import weights
from annotator.agreement.continuum import Axis, Continuum
from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.token_alpha import token_alpha
from annotator.agreement.unitizing import cu_alpha, u_alpha
from annotator.agreement.unitizing_1995 import u_alpha_1995
from annotator.model import Attribute, Fragment, Layer, Part, Sentence, Span

PACKAGE = "krippendorff-unitized-alpha==0.1.0"
LIMIT, LIMIT_REPLICATES = 0.5, 2.0
RATERS = (Layer("a"), Layer("b"), Layer("c"))
SENTENCES, TOKENS, WIDTH = 25, 20, 5
_PEER = """
import json, sys, time
from krippendorff_unitized_alpha.krippendorffs_unitized_alpha import EMPTY_TAG, KrippendorffUnitizedAlpha, Segment
rows = json.load(open(sys.argv[1]))
data = {str(i): [Segment(EMPTY_TAG if tag is None else tag, a, b) for a, b, tag in row] for i, row in enumerate(rows)}
began = time.perf_counter()
found = KrippendorffUnitizedAlpha(data).result
print(json.dumps([found, time.perf_counter() - began]))
"""


def corpus(documents: int, done: float = 0.9) -> Corpus:
    """Texts with about 30 spans a rater, most of them where the others have one too."""
    dice = random.Random(documents)
    return Corpus.of([_document(dice, str(number), done) for number in range(documents)], RATERS)


def _document(dice: random.Random, key: str, done: float) -> RatedDocument:
    step = WIDTH + 1
    tokens = tuple(
        tuple((at * step, at * step + WIDTH) for at in range(first, first + TOKENS))
        for first in range(0, SENTENCES * TOKENS, TOKENS)
    )
    sentences = tuple(Sentence(i, row[0][0], row[-1][1]) for i, row in enumerate(tokens))
    places = [(dice.randrange(SENTENCES), dice.randrange(TOKENS - 6), dice.randint(1, 6)) for _ in range(35)]
    readings = []
    for rater in RATERS:
        spans = []
        for number, (sentence, first, size) in enumerate(places):
            if dice.random() < 0.85:
                last = first + size - 1 + (dice.random() < 0.2)
                fragment = Fragment(tokens[sentence][first][0], tokens[sentence][last][1], "")
                said = (Attribute("polarity", dice.choice(("true", "false"))),)
                spans.append(Span(f"{key}{rater}{number}", "claim", sentence, (fragment,), said))
        finished = frozenset(i for i in range(SENTENCES) if dice.random() < done)
        readings.append(Reading(rater, Part(spans=tuple(spans)), finished))
    return RatedDocument(key, "w" * (SENTENCES * TOKENS * step), sentences, tokens, tuple(readings))


def partitions(whole: Continuum) -> list[list[tuple[int, int, str | None]]]:
    """Every rater's units and gaps, as the peer wants them."""
    rows: list[list[tuple[int, int, str | None]]] = []
    for rater in range(whole.raters):
        row: list[tuple[int, int, str | None]] = []
        at = 0
        for i in np.flatnonzero(whole.rater == rater):
            if whole.start[i] > at:
                row.append((at, int(whole.start[i]), None))
            at = int(whole.end[i])
            row.append((int(whole.start[i]), at, whole.values[whole.value[i]]))
        rows.append([*row, (at, int(whole.edges[-1]), None)] if at < whole.edges[-1] else row)
    return rows


def peer(documents: int, folder: Path) -> tuple[float, float] | None:
    """The peer's figure and its seconds; None where it cannot be had."""
    home = folder / "environment"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        return None
    data = folder / "rows.json"
    data.write_text(json.dumps(partitions(Axis.of(corpus(documents, done=1.0)).continuum("claim"))), encoding="utf-8")
    ran = subprocess.run([python, "-c", _PEER, data], capture_output=True, check=True, text=True)
    found, took = json.loads(ran.stdout)
    return found, took


def rounds_of(held: Corpus, times: int, replicates: int) -> dict[str, list[float]]:
    """Seconds of each step, once a round."""
    found: dict[str, list[float]] = {}

    def took(step: str, began: float) -> float:
        now = time.perf_counter()
        found.setdefault(step, []).append(now - began)
        return now

    drawn = weights(len(held.documents), replicates, 1)
    for _ in range(times):
        start = began = time.perf_counter()
        axis = Axis.of(held)
        began = took("the axis: tokens, done marks", began)
        made = axis.continuum("claim")
        began = took("the units of a label", began)
        statistic = u_alpha(made)
        assert statistic.value is not None
        took("uα, all", start)
        began = time.perf_counter()
        statistic.replicates(drawn)
        took(f"{replicates:,} replicates", began)
        took("uα and its replicates, all", start)
        for name, measure in (("token α", token_alpha), ("α_U of 1995", u_alpha_1995)):
            began = time.perf_counter()
            measure(made).replicates(drawn)
            took(f"{name} and replicates, from the units", began)
        began = time.perf_counter()
        cu_alpha(axis.continuum("claim", "polarity")).replicates(drawn)
        took("cuα of an attribute and replicates, from the axis", began)
    return found


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    documents, shared, times = (100, 5, 2) if chosen.quick else (1000, 20, 7)
    held = corpus(documents)
    spans = sum(len(r.part.spans) for d in held.documents for r in d.readings)
    steps = rounds_of(held, times, 1000)
    rows = [[name, ms(median(found)), ms(max(found))] for name, found in steps.items()]
    table([f"{documents:,} documents, {spans:,} spans, {times} rounds", "p50 ms", "max ms"], rows)
    with scratch() as folder:
        theirs = peer(shared, folder)
    if theirs is None:
        print(f"{PACKAGE} cannot be had here")
    else:
        small = corpus(shared, done=1.0)
        began = time.perf_counter()
        ours = u_alpha(Axis.of(small).continuum("claim")).value
        took = time.perf_counter() - began
        assert ours is not None
        assert abs(ours - theirs[0]) < 1e-9, (ours, theirs[0])
        hours = theirs[1] * (documents / shared) ** 2 / 3600
        table(
            [f"uα of {shared} documents", "ms", "value", f"{documents:,} documents"],
            [
                [PACKAGE, ms(theirs[1]), f"{theirs[0]:.12f}", f"reckoned {hours:.2f} h"],
                ["annotator", ms(took), f"{ours:.12f}", f"{ms(median(steps['uα, all']))} ms"],
            ],
        )
        print(f"of ours the peer takes {theirs[1] / took:,.0f} × on {shared} documents\n")
    if not chosen.quick:
        target("uα over 1,000 documents", median(steps["uα, all"]), LIMIT, unit="s")
        target("uα with 1,000 replicates", median(steps["uα and its replicates, all"]), LIMIT_REPLICATES, unit="s")


if __name__ == "__main__":
    main()
