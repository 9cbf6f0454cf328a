"""Key to paint in a real pseudo-terminal: from writing the key to the last byte that it makes the program paint.

    python benchmarks/bench_keys.py [--quick] [--full] [--without-slate]

Ours on the seed as it is labelled (47 sentences, 116 spans), on one document of 5,000 sentences with 20,000 spans, and on
a store of 25,000 and (``--full``) of 2.5 million sentences; beside a bare Textual app (one Line API widget that repaints
one line a key) and slate (PyPI ``slate-nlp``, put into an environment of its own), in turns, all in the same run. A paint
is over when 50 ms bring nothing more (400 for slate). The target for the p95 is 16 ms, or 4 × bare where that is more, and at 2.5 million
sentences no more than 1.2 × that at 25,000.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from common import ANNOTATOR, ROOT, environment, median, ms, options, percentile, scratch, table, target
from stores import LARGE, LONG_SENTENCES, LONG_SPANS, SMALL, demo, long_document, store_of
from terminal import Terminal

LIMIT, OF_BARE, GROWTH = 0.016, 4.0, 1.2
LABELS = ("c", "u", "s", "a", "q")
OURS = (*["right"] * 4, "label", "undo", "right", "label", "undo", "down", "up", "down")
"""One round of keys: labels and their undoing, so that the document stays as it is."""
PLAIN = (*["right"] * 5, "down", "down")
SLATE = ("right", "label", "down")
SLATE_KEYS = {"right": b"\x1bOC", "down": b"\x1bOB", "label": b" a"}


@dataclass
class Case:
    """A program in its terminal, the keys of one round, and the seconds that each took."""

    name: str
    terminal: Terminal
    keys: Sequence[str]
    rounds: int
    times: dict[str, list[float]] = field(default_factory=dict)
    codes: dict[str, bytes] = field(default_factory=dict)

    def play(self, number: int) -> None:
        """One round."""
        label = LABELS[number % len(LABELS)]
        named = {"label": label, "undo": "ctrl+z"}
        for key in self.keys:
            took = self.terminal.press(self.codes.get(key) or named.get(key, key))
            self.times.setdefault(key, []).append(took)

    def p95(self, *keys: str) -> float:
        """The p95 over some keys, or over all."""
        return percentile([t for key in keys or self.times for t in self.times.get(key, ())], 0.95)


def slate_command(folder: Path) -> Path | None:
    """slate in an environment of its own; None where it cannot be had."""
    home = folder / "slate-environment"
    venv.create(home, with_pip=True)
    installed = subprocess.run(
        [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "slate-nlp"],
        capture_output=True,
        check=False,
    )
    return home / "bin" / "slate" if installed.returncode == 0 else None


def slate_files(folder: Path, article: corpus.Article, spans: int) -> Path:
    """An article, one sentence a line, with so many labels as slate keeps them."""
    path = folder / f"slate-{spans}.txt"
    path.write_text("".join(part.text.replace("\n", " ") + "\n" for part in article.parts), encoding="utf-8")
    lines = []
    while len(lines) < spans:
        turn = len(lines) // len(article.parts)
        line = len(lines) % len(article.parts)
        words = len(article.parts[line].text.split())
        start = (turn * 3) % words
        lines.append(f"(({line}, {start}), ({line}, {min(start + 1, words - 1)})) - label:{'asdv'[turn % 4]}\n")
    path.with_name(path.name + ".annotations").write_text("".join(lines), encoding="utf-8")
    return path


def show(cases: Sequence[Case]) -> None:
    """The tables, and what is above its target."""
    bare = cases[0]
    rows = []
    for case in cases:
        for key, found in case.times.items():
            figures = [ms(median(found)), ms(percentile(found, 0.95)), ms(max(found))]
            rows.append([f"{case.name}, {key}", len(found), *figures, f"{percentile(found, 0.95) / bare.p95():.1f} ×"])
    table(["key to paint", "n", "p50 ms", "p95 ms", "max ms", "p95 of bare"], rows)
    table(
        ["memory of the process, at most", "MB"], [[case.name, f"{case.terminal.memory / 1e6:.0f}"] for case in cases]
    )
    for case in cases:
        if case.terminal.late:
            print(f"{case.name}: {case.terminal.late} bytes came {ms(case.terminal.quiet)} ms or more after the others")
    for case in cases[1:]:
        if case.keys is not OURS:
            continue
        for key in case.times:
            limit = max(LIMIT, OF_BARE * bare.p95())
            target(f"{case.name}, {key}, p95", case.p95(key) * 1000, limit * 1000, unit="ms")
    sized = [case for case in cases if case.name.endswith("in the store")]
    if len(sized) > 1:
        target("p95 of all keys, the large store of the small", sized[1].p95() / sized[0].p95(), GROWTH)


def prepared(folder: Path, env: dict[str, str], full: bool) -> list[tuple[str, tuple[str, ...], str, Sequence[str]]]:
    """Name, command, words to wait for and keys of everything that is measured."""
    article = ROOT / "seeds" / "nos-almaty" / "article.txt"
    seed_words, bare = "hebben opnieuw het vuur geopend", (sys.executable, str(ROOT / "benchmarks" / "bare_textual.py"))
    demo(folder / "demo.db", env)
    long_document(folder / "long.db")
    opening = (*ANNOTATOR, "open", "--annotator")
    found: list[tuple[str, tuple[str, ...], str, Sequence[str]]] = [
        ("bare Textual", (*bare, str(article)), seed_words, PLAIN),
        ("the seed", (*opening, "example", "--db", "demo.db"), seed_words, OURS),
        (
            f"{LONG_SENTENCES:,} sentences, {LONG_SPANS:,} spans",
            (*opening, "anna", "--db", "long.db"),
            "Bericht 1",
            OURS,
        ),
    ]
    for size in [SMALL, *([LARGE] if full else [])]:
        store_of(folder / f"{size}.db", size)
        words = f"Bericht {size // corpus.SENTENCES // 2 + 1}"
        found.append((f"{size:,} in the store", (*opening, "anna", "--db", f"{size}.db"), words, OURS))
    return found


def slates(folder: Path) -> list[tuple[str, tuple[str, ...], str, Sequence[str]]]:
    """The same for slate: an article with as many labels as the seed has, and one with 2,000 and with 5,000."""
    command = slate_command(folder)
    if command is None:
        print("slate could not be installed from PyPI: left out")
        return []
    found: list[tuple[str, tuple[str, ...], str, Sequence[str]]] = []
    for sentences, spans in ((47, 116), (LONG_SENTENCES, 2000), (LONG_SENTENCES, 5000)):
        article = corpus.article(1, sentences)
        path = slate_files(folder, article, spans)
        argv = (str(command), "-o", "-l", f"slate-{spans}", path.name)
        found.append((f"slate, {sentences:,} lines, {spans:,} labels", argv, "Bericht", SLATE))
    return found


def main() -> None:
    """Print the figures."""
    chosen = options(
        __doc__,
        full="also a store of 2.5 million sentences (two minutes to make)",
        more=("--without-slate", "do not install and measure slate"),
    )
    rounds = 4 if chosen.quick else 24
    with scratch() as folder, ExitStack() as stack:
        env = environment(folder)
        prepare: Callable[[Path], list[tuple[str, tuple[str, ...], str, Sequence[str]]]] = slates
        wanted = prepared(folder, env, chosen.full) + ([] if chosen.without_slate else prepare(folder))
        cases = []
        for name, argv, words, keys in wanted:
            terminal = stack.enter_context(Terminal(argv, env, folder))
            terminal.until(words, 60)
            terminal.rest(0.5)
            slate = keys is SLATE
            codes = SLATE_KEYS if slate else {}
            terminal.quiet = (
                0.4 if slate else terminal.quiet
            )  # with many labels it pauses between two halves of a paint
            cases.append(Case(name, terminal, keys, max(2, rounds // 4) if slate else rounds, codes=codes))
        for number in range(-1, rounds):
            for case in cases:
                if number < case.rounds:
                    case.play(number)
            if number < 0:  # the first round loads what is loaded late
                for case in cases:
                    case.times.clear()
        show(cases)


if __name__ == "__main__":
    main()
