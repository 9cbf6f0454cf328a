"""Start to the first painted sentence: ``annotator open`` in a pseudo-terminal against a bare Textual app.

    python benchmarks/bench_start.py [--quick] [--full]

From starting the process to the words of the second sentence on the terminal, the peer (``bare_textual.py``: one widget
with the same text, no store) in turns with ours. The target is 1.5 × the peer, also with 2.5 million sentences in the
store (``--full``; else 25,000). Then what was imported before that paint: what costs most, and what need not be there.
Last, the keys of an annotator who does not wait: pressed as soon as the first sentence stands, while the rest loads.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from common import ANNOTATOR, ROOT, environment, median, ms, options, percentile, scratch, table, target
from terminal import Terminal

ARTICLE = ROOT / "seeds" / "nos-almaty" / "article.txt"
WORDS = "hebben opnieuw het vuur geopend"
BARE = (sys.executable, str(ROOT / "benchmarks" / "bare_textual.py"), str(ARTICLE))
LIMIT = 1.5
NOT_YET = ("pydantic", "sqlite_utils", "orjson", "tomllib", "numpy", "jsonlines", "sentencex", "jinja2")
"""What may not be there before the first paint (platformdirs may not either, but Textual itself imports it)."""
_IMPORT = re.compile(rb"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")


def start(argv: tuple[str, ...], env: dict[str, str], folder: Path, words: str) -> float:
    """Seconds until these words are painted."""
    with Terminal(argv, env, folder) as terminal:
        return terminal.until(words)


def imports(argv: tuple[str, ...], env: dict[str, str], folder: Path, words: str) -> dict[str, int]:
    """The modules imported before these words are painted, with their own microseconds (``-X importtime``)."""
    with Terminal((argv[0], "-X", "importtime", *argv[1:]), env, folder) as terminal:
        terminal.until(words)
        painted = bytes(terminal.painted)
    before = painted[: painted.find(words.split(maxsplit=1)[0].encode())]
    return {m[4].decode(): int(m[1]) for m in _IMPORT.finditer(before)}


def of_package(found: dict[str, int], name: str) -> int:
    """The microseconds of a package with everything below it."""
    return sum(cost for module, cost in found.items() if module == name or module.startswith(f"{name}."))


def show_imports(ours: dict[str, int], bare: dict[str, int]) -> None:
    """What ours imports besides what the peer does."""
    extra = {module: cost for module, cost in ours.items() if module not in bare}
    packages = sorted({module.partition(".")[0] for module in extra}, key=lambda p: -of_package(extra, p))
    rows = [
        [name, f"{of_package(extra, name) / 1000:.1f}", sum(m.partition(".")[0] == name for m in extra)]
        for name in packages[:8]
    ]
    table(["imported before the paint, not by the peer", "ms", "modules"], rows)
    dear = sorted(extra.items(), key=lambda item: -item[1])[:10]
    table(["the dearest of them", "own ms"], [[name, f"{cost / 1000:.1f}"] for name, cost in dear])
    early = [name for name in NOT_YET if of_package(ours, name) or name in ours]
    textual = sorted(module for module in extra if module.startswith("textual."))
    print(f"need not be there yet: {', '.join(early) or 'nothing of ' + ', '.join(NOT_YET)}")
    print(f"Textual's modules that the peer does without: {', '.join(textual) or 'none'}\n")


def hasty(argv: tuple[str, ...], env: dict[str, str], folder: Path, words: str) -> list[float]:
    """The keys of somebody who begins at once: a dozen in the first second after the paint."""
    with Terminal(argv, env, folder) as terminal:
        terminal.until(words)
        return [terminal.press("right") for _ in range(12)]


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__, full="a store of 2.5 million sentences instead of 25,000 (two minutes to make)")
    from stores import LARGE, SMALL, demo, store_of

    rounds = 3 if chosen.quick else 15
    size = LARGE if chosen.full else SMALL
    with scratch() as folder:
        env = environment(folder)
        demo(folder / "demo.db", env)
        store_of(folder / "store.db", size)
        opening = (*ANNOTATOR, "open", "--annotator")
        cases = {
            "bare Textual": (BARE, WORDS),
            "demo, a new annotator": ((*opening, "nobody", "--db", "demo.db"), WORDS),
            "demo, the labelled layer": ((*opening, "example", "--db", "demo.db"), WORDS),
            f"{size:,} sentences": ((*opening, "anna", "--db", "store.db"), f"Bericht {size // 50 + 1}"),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        for number in range(rounds + 1):
            for name, (argv, words) in cases.items():
                took = start(argv, env, folder, words)
                if number:  # the first round compiles the modules
                    times[name].append(took)
        bare = times["bare Textual"]
        shares = {
            name: median(one / other for one, other in zip(found, bare, strict=True)) for name, found in times.items()
        }
        rows = [
            [name, ms(min(found)), ms(median(found)), ms(percentile(found, 0.95)), f"{shares[name]:.2f} ×"]
            for name, found in times.items()
        ]
        header = [f"start to first sentence, {rounds} rounds", "min ms", "p50 ms", "p95 ms", "of bare, round by round"]
        table(header, rows)
        for name, share in list(shares.items())[1:]:
            target(name, share, LIMIT)
        print()
        argv, words = cases["demo, a new annotator"]
        show_imports(imports(argv, env, folder, words), imports(BARE, env, folder, WORDS))
        keys = [key for _ in range(2 if chosen.quick else 5) for key in hasty(argv, env, folder, words)]
        table(
            ["keys in the first second", "p50 ms", "p95 ms", "max ms"],
            [["right", ms(median(keys)), ms(percentile(keys, 0.95)), ms(max(keys))]],
        )


if __name__ == "__main__":
    main()
