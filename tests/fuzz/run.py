"""Fuzzes the reader of every format in turn: ``python -m tests.fuzz.run [--seconds N] [FORMAT …]``.

Needs atheris (``make fuzz`` sees to it). The inputs that reached something new stay in ``build/fuzz``, so that the
next run goes on from there. Whatever does not hold is shortened, kept in ``tests/fuzz/regressions``, and told.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.formats import READERS
from tests.fuzz.cases import HERE, dictionary, regressions, seeds
from tests.fuzz.held import examine
from tests.fuzz.shrinking import fault_of, shrunk

ROOT = HERE.parents[1]
WORK = ROOT / "build" / "fuzz"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a reader is fuzzed, and what one input may take: seconds, MiB of the whole process, bytes of input."""

    seconds: int = 60
    at_most: int = 10
    memory: int = 1024
    longest: int = 8192


LIMITS = {"html": Limits(seconds=120, memory=2048, longest=4096)}
"""Those of readers that are unlike the others: finding an article takes 20 times as long, and caches as it goes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run reached. ``branches``: places in our code; ``features``: those with how often they were passed.

    ``slowest``: seconds of one input; ``memory``: MiB at most.
    """

    executions: int
    branches: int
    features: int
    corpus: int
    slowest: int
    memory: int
    faults: list[str]


def fuzzed(name: str, seconds: int | None) -> Result:
    """Fuzz one reader."""
    limits = LIMITS.get(name, Limits())
    work = WORK / name
    _prepare(name, work)
    options = [
        f"-max_total_time={seconds or limits.seconds}",
        f"-timeout={limits.at_most}",
        f"-rss_limit_mb={limits.memory}",
        f"-max_len={limits.longest}",
        f"-dict={work / 'words.dict'}",
        f"-artifact_prefix={work / 'faults'}/",
        "-print_final_stats=1",
        *(str(work / folder) for folder in ("corpus", "seeds")),
    ]
    command = [sys.executable, "-m", "tests.fuzz.target", name, str(work / "faults"), *options]
    log = work / "log.txt"
    with log.open("wb") as out:
        code = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT).returncode
    faults = list(_kept(name, work / "faults"))
    if code and not faults:
        faults = [f"the fuzzer stopped with code {code}: see {log}"]
    return _result(log.read_text("utf-8", "replace"), faults)


def _prepare(name: str, work: Path) -> None:
    """Lay out the folders: seeds and words anew, the corpus as the last run left it, no faults."""
    for folder in ("corpus", "seeds", "faults"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    for old in (*(work / "seeds").iterdir(), *(work / "faults").iterdir()):
        old.unlink()
    begun = [*seeds(name), *(path.read_bytes() for path in regressions(name))]
    for number, seed in enumerate(begun):
        (work / "seeds" / f"{number:03}").write_bytes(seed)
    (work / "words.dict").write_bytes(dictionary(name))


def _kept(name: str, folder: Path) -> Iterator[str]:
    """Keep each fault as a regression, unless one shows it already; gives what it is and how to see it again."""
    ours = sorted(folder.glob("fault-*"))
    known = {fault_of(name, path.read_bytes()): path for path in regressions(name)} if ours else {}
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        place = path.name.partition("-")[0]  # libFuzzer's own are timeout-…, oom-… and crash-…: not to be tried here
        if path in ours:
            place = fault_of(name, data) or "not seen again without the fuzzer"
        kept = known.get(place)
        if kept is None:
            data = shrunk(name, data, place) if path in ours else data
            kept = HERE / "regressions" / name / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(data)
        yield f"{place}\n    python -m tests.fuzz.held {name} {kept.relative_to(ROOT)}"


def _result(log: str, faults: list[str]) -> Result:
    """What libFuzzer says at the end of its log."""
    reached = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)/", log)
    branches, features, corpus = map(int, reached[-1]) if reached else (0, 0, 0)
    counts = dict(re.findall(r"stat::(\w+):\s+(\d+)", log))
    executions, slowest, memory = (
        int(counts.get(name, 0)) for name in ("number_of_executed_units", "slowest_unit_time_sec", "peak_rss_mb")
    )
    return Result(executions, branches, features, corpus, slowest, memory, faults)


def main(arguments: Sequence[str]) -> int:
    """Fuzz the readers named, or all of the registry; gives 1 where something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description="Fuzz the readers.")
    parser.add_argument("--seconds", type=int, help="for each reader")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(READERS)}; all, if none is named")
    given = parser.parse_args(arguments)
    if unknown := set(given.formats) - READERS.keys():
        parser.error(f"no reader of {', '.join(sorted(unknown))}")
    print(f"{'format':<12} executions  branches  features  corpus  slowest  MiB  faults")
    failed = False
    for name in given.formats or READERS:
        if not sum(examine(name, seed) for seed in seeds(name)):
            print(f"{name}: none of its seeds is taken in; is an extra missing?", flush=True)
            failed = True
            continue
        r = fuzzed(name, given.seconds)
        row = f"{r.executions:>10}  {r.branches:>8}  {r.features:>8}  {r.corpus:>6}  {r.slowest:>5} s  {r.memory:>3}  {len(r.faults):>6}"
        print(f"{name:<12} {row}", flush=True)
        for fault in r.faults:
            print(f"  {fault}", flush=True)
        failed = failed or bool(r.faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
