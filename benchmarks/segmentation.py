"""Boundary F1 and speed of the segmenters and the tokeniser on a folder of gold data.

    python benchmarks/segmentation.py FOLDER [--errors]

FOLDER holds `*.jsonl` with one `{"id", "text", "sents": [[start, end], …], "tokens"?: …, "cat"?: …}` a line. F1 is
micro-averaged over predicted sentence spans, one call a line of text, as in docs; tokens are compared as exact spans,
inside the gold sentences.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.text import segmenter_for, tokenise

Spans = set[tuple[int, int]]


class Score:
    """Counts of gold, predicted and shared spans."""

    def __init__(self) -> None:
        self.gold = self.predicted = self.shared = 0

    def add(self, gold: Spans, predicted: Spans) -> None:
        """Count one text."""
        self.gold += len(gold)
        self.predicted += len(predicted)
        self.shared += len(gold & predicted)

    def __str__(self) -> str:
        f1 = 200 * self.shared / (self.gold + self.predicted) if self.gold + self.predicted else 100.0
        return f"F1 {f1:6.2f}  gold {self.gold:6d}  predicted {self.predicted:6d}  shared {self.shared:6d}"


def boundaries(text: str, spans: Spans) -> Spans:
    """The ends of sentences that are not the end of a line."""
    return {(end, end) for _, end in spans if "\n" not in text[end : end + 1] and text[end:].strip(" ")}


def show(name: str, text: str, gold: Spans, predicted: Spans) -> None:
    """Print the sentences that differ."""
    for start, end in sorted(gold - predicted):
        print(f"    {name} missed   {text[start:end]!r}")
    for start, end in sorted(predicted - gold):
        print(f"    {name} invented {text[start:end]!r}")


def measure(path: Path, errors: bool) -> None:
    """Print the scores of one gold file."""
    records: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    segmenter = segmenter_for("nl")
    sentences, edges, tokens = Score(), Score(), Score()
    categories: dict[str, Score] = defaultdict(Score)
    for record in records:
        text = record["text"]
        gold = {(start, end) for start, end in record["sents"]}
        predicted = set(segmenter.split(text))
        sentences.add(gold, predicted)
        edges.add(boundaries(text, gold), boundaries(text, predicted))
        if "cat" in record:
            categories[record["cat"]].add(gold, predicted)
        if errors:
            show(record["id"], text, gold, predicted)
        if "tokens" in record:
            found = {span for start, end in gold for span in tokenise(text, start, end)}
            wanted = {(start, end) for start, end in record["tokens"]}
            tokens.add(wanted, found)
            if errors:
                show(record["id"] + " token", text, wanted, found)
    print(f"{path.name}\n  sentences  {sentences}\n  boundaries {edges}")
    if tokens.gold:
        print(f"  tokens     {tokens}")
    for category, score in sorted(categories.items()):
        print(f"    {category:28s} {score}")
    speed(records)


def speed(records: list[dict[str, Any]]) -> None:
    """Print sentences and tokens a second over a file, repeated for at least half a second."""
    segmenter = segmenter_for("nl")
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < 0.5:
        done += sum(len(segmenter.split(record["text"])) for record in records)
    rate = done / (time.perf_counter() - began)
    cut = [(record["text"], segmenter.split(record["text"])) for record in records]
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < 0.5:
        done += sum(len(tokenise(text, start, end)) for text, spans in cut for start, end in spans)
    print(f"  speed      {rate:,.0f} sentences/s, {done / (time.perf_counter() - began):,.0f} tokens/s")


def main() -> None:
    """Measure every gold file of the folder."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--errors"]
    if len(arguments) != 1:
        sys.exit("usage: python benchmarks/segmentation.py FOLDER [--errors]")
    for path in sorted(Path(arguments[0]).glob("*.jsonl")):
        measure(path, "--errors" in sys.argv)


if __name__ == "__main__":
    main()
