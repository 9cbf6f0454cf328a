"""F1 on spans, exact and overlap, per label and over all, of ten pairs of raters against nervaluate.

    python benchmarks/bench_span_f1.py [--quick]

Five raters label 376 articles of some 47 spans: 88,000 spans. The peer is asked for the two strategies that are the same
figures (``strict`` and ``ent_type``), not for the other two that it makes by default; turning spans into its dictionaries
is not timed. Ours starts from documents as they are read. No two spans of a rater compete for one of another here, because
then nervaluate's figures depend on the order of the spans; that all figures are equal is checked. The target is 10 × the
peer.

Below stands what a hostile document takes, for which there is no peer: all spans overlap all others.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from common import median, ms, options, spread, table, target
from nervaluate import Evaluator

from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.matching import OVERLAP, match
from annotator.agreement.spans import SpanAgreement
from annotator.model import Fragment, Layer, Part, Sentence, SentenceState, Span

LABELS = ("claim", "uncertainty_cue", "source", "attribution_cue", "quote")
STRATEGIES = {"exact": "strict", "overlap": "ent_type"}
RATERS, SPANS, SENTENCES, WIDE = 5, 52, 26, 120
LIMIT = 10.0
Figures = dict[tuple[int, str, str | None], float]


def _spans(rater: int, places: Sequence[tuple[str, int]], noise: random.Random) -> tuple[Span, ...]:
    """What one rater makes of the places of a document: a few missed, a few with other boundaries or labels."""
    found = []
    for number, (label, start) in enumerate(places):
        fate = noise.random()
        if fate < 0.1:
            continue
        end = start + 12 + (noise.randrange(1, 8) if fate < 0.3 else 0)
        begin = start + (noise.randrange(1, 6) if fate < 0.2 else 0)
        made = noise.choice(LABELS) if fate > 0.95 else label
        found.append(Span(f"{rater}-{number:03}", made, start // WIDE, (Fragment(begin, end, ""),)))
    return tuple(found)


def articles(count: int) -> Corpus:
    """Documents that five raters finished."""
    noise = random.Random(1)
    sentences = tuple(Sentence(n, WIDE * n, WIDE * (n + 1)) for n in range(SENTENCES))
    done = tuple(SentenceState(n, "done") for n in range(SENTENCES))
    found = []
    for number in range(count):
        places = [(noise.choice(LABELS), n * 60 + noise.randrange(4, 30)) for n in range(SPANS)]
        readings = (
            Reading.of(Layer(f"r{rater}"), Part(_spans(rater, places, noise), sentences=done))
            for rater in range(RATERS)
        )
        found.append(RatedDocument(f"d{number:05}", "", sentences, ((),) * SENTENCES, tuple(readings)))
    return Corpus.of(found)


def ours(corpus: Corpus) -> Figures:
    """Every F1, from the documents."""
    found = SpanAgreement.of(corpus, LABELS, tuple(STRATEGIES))
    asked = [
        (pair, rule, label) for pair in range(len(found.pairs)) for rule in STRATEGIES for label in (*LABELS, None)
    ]
    return {key: found.f1(*key).value or 0.0 for key in asked}


def theirs(read: Sequence[Sequence[Sequence[dict[str, object]]]]) -> Figures:
    """The same by nervaluate, from its dictionaries by rater and document; its ends are inclusive."""
    found: Figures = {}
    pairs = [(a, b) for a in range(RATERS) for b in range(a + 1, RATERS)]
    for pair, (a, b) in enumerate(pairs):
        evaluator = Evaluator(read[a], read[b], tags=list(LABELS), loader="dict")
        evaluator.strategies = {name: evaluator.strategies[name] for name in STRATEGIES.values()}
        result = evaluator.evaluate()
        for rule, strategy in STRATEGIES.items():
            found[pair, rule, None] = result["overall"][strategy].f1
            found |= {(pair, rule, label): result["entities"][label][strategy].f1 for label in LABELS}
    return found


def hostile(count: int) -> tuple[list[Span], list[Span]]:
    """Two raters whose spans all overlap."""
    noise = random.Random(1)
    made = [
        Span(f"{n:04}", "claim", 0, (Fragment(noise.randrange(5000), noise.randrange(5001, 9999), ""),))
        for n in range(count)
    ]
    return made[: count // 2], made[count // 2 :]


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    corpus = articles(38 if chosen.quick else 376)
    read = [
        [
            [
                {"label": s.label, "start": s.start, "end": s.end - 1}
                for s in document.by_rater[rater].spans_in(document.shared(rater))
            ]
            for document in corpus.documents
        ]
        for rater in corpus.raters
    ]
    number = sum(len(spans) for documents in read for spans in documents)
    times: dict[str, list[float]] = {"nervaluate": [], "SpanAgreement": []}
    for _ in range(2 if chosen.quick else 5):
        began = time.perf_counter()
        expected = theirs(read)
        middle = time.perf_counter()
        found = ours(corpus)
        times["nervaluate"].append(middle - began)
        times["SpanAgreement"].append(time.perf_counter() - middle)
        assert found.keys() == expected.keys()
        assert all(abs(found[key] - expected[key]) < 1e-12 for key in found), "the figures differ"
    peer = median(times["nervaluate"])
    rows = [[name, *spread(took), f"{peer / median(took):.1f} ×"] for name, took in times.items()]
    table([f"{number:,} spans, {len(expected)} figures", "p50 ms", "p95 ms", "max ms", "faster"], rows)
    target("faster than nervaluate", peer / median(times["SpanAgreement"]), LIMIT, least=True)
    print()
    rows = []
    for count in (200, 500) if chosen.quick else (200, 1000, 2000, 4000):
        sides = hostile(count)
        began = time.perf_counter()
        pairs = match(*sides, OVERLAP)
        rows.append([f"{count:,}", f"{len(pairs):,}", ms(time.perf_counter() - began)])
    table(["spans that all overlap", "pairs", "ms"], rows)


if __name__ == "__main__":
    main()
