"""The cue lexicon with its rules, against reading the text and against looking for the same words in the plain way.

    python benchmarks/bench_suggest.py [--quick]

News articles of the tests and the seed, their lines shuffled: twice as many cues as in an ordinary paper. In one process,
in turns: reading the file; splitting it into sentences; a plain alternation of the words that the list looks for, in any
case; ours, without and with splitting. Then the command with `--json`, by one process and by two. The target is 5 MB/s
of text with the rules on.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import ANNOTATOR, ROOT, environment, median, options, run, scratch, table, target

from annotator.suggest.lexicon import suggest
from annotator.text import segmenter_for
from annotator.text.cues import _compiled

LEAST = 5.0
SIZE, LINES = 10_000_000, 18


def lines() -> list[str]:
    """Lines of news."""
    news = (ROOT / "tests" / "data" / "segment" / "news-dev.jsonl").read_text(encoding="utf-8").splitlines()
    article = (ROOT / "seeds" / "nos-almaty" / "article.txt").read_text(encoding="utf-8")
    return [line for text in (*(json.loads(one)["text"] for one in news), article) for line in text.splitlines()]


def corpus(size: int) -> list[str]:
    """Articles, so many bytes together; the same in every run."""
    chance = random.Random(1)
    known, found, so_far = lines(), [], 0
    while so_far < size:
        text = "\n".join(chance.choices(known, k=LINES))
        found.append(text)
        so_far += len(text.encode())
    return found


def rate(call: Callable[[], Any], size: int) -> float:
    """Megabytes a second of processor time."""
    began = time.process_time()
    call()
    return size / 1e6 / max(time.process_time() - began, 1e-6)


def inside(texts: list[str], path: Path, rounds: int) -> None:
    """What the parts cost."""
    size = sum(len(text.encode()) for text in texts)
    split = segmenter_for("nl").split
    sentences = [split(text) for text in texts]
    words = sorted(_compiled("mid")[1], key=len, reverse=True)
    plain = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    suggest(texts[0], sentences[0])
    calls: dict[str, Callable[[], Any]] = {
        "read and decode": lambda: [json.loads(line)["text"] for line in path.read_bytes().splitlines()],
        "split into sentences": lambda: [split(text) for text in texts],
        "a plain alternation": lambda: [sum(1 for _ in plain.finditer(text)) for text in texts],
        "suggest": lambda: [suggest(text, found) for text, found in zip(texts, sentences, strict=True)],
        "split and suggest": lambda: [suggest(text, split(text)) for text in texts],
    }
    rates: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            rates[name].append(rate(call, size))
    beside = median(rates["a plain alternation"])
    rows = [
        [name, f"{median(found):.1f}", f"{min(found):.1f}", f"{median(found) / beside:.2f} ×"]
        for name, found in rates.items()
    ]
    count = sum(len(suggest(text, found)) for text, found in zip(texts, sentences, strict=True))
    header = [f"{size / 1e6:.1f} MB, {count:,} suggestions, {rounds} rounds", "MB/s p50", "least", "of the alternation"]
    table(header, rows)
    target("suggest, MB/s", median(rates["suggest"]), LEAST, unit="MB/s", least=True)
    target("split and suggest, MB/s", median(rates["split and suggest"]), LEAST, unit="MB/s", least=True)


def command(path: Path, size: int, home: Path) -> None:
    """The command as it is called."""
    rows = []
    for jobs in ("1", "2"):
        arguments = (*ANNOTATOR, "suggest", "--records", str(path), "--json", "--jobs", jobs)
        took, peak = run(arguments, environment(home), home)
        rows.append([f"--jobs {jobs}", f"{took:.1f}", f"{size / 1e6 / took:.1f}", f"{peak / 1e6:.0f}"])
    table([f"annotator suggest --records --json, {size / 1e6:.1f} MB", "s", "MB/s by the clock", "MB of memory"], rows)


def main() -> None:
    """Measure and print."""
    asked = options(__doc__)
    texts = corpus(SIZE // 10 if asked.quick else SIZE)
    with scratch() as folder:
        path = folder / "news.jsonl"
        path.write_text(
            "".join(json.dumps({"key": f"a{i}", "text": t}, ensure_ascii=False) + "\n" for i, t in enumerate(texts)),
            encoding="utf-8",
        )
        inside(texts, path, 1 if asked.quick else 3)
        command(path, sum(len(text.encode()) for text in texts), folder)


if __name__ == "__main__":
    sys.exit(main())
