"""What the benchmarks share: the environment of a measured process, percentiles, tables, memory, the folder to work in.

Every figure stands beside a peer or a limit that was measured in the same run, because the machine is shared: what
carries over to another machine is the ratio. Nothing here is a test and nothing fails a build.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ANNOTATOR = (sys.executable, "-m", "annotator")
"""The command, from this checkout."""


def options(about: str | None, *, full: str = "", more: tuple[str, str] | None = None) -> argparse.Namespace:
    """The flags of a benchmark: ``--quick``, ``--full`` where there is something larger to measure, and one of its own."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller sizes, to see that it runs")
    if full:
        parser.add_argument("--full", action="store_true", help=full)
    if more is not None:
        parser.add_argument(more[0], action="store_true", help=more[1])
    chosen = parser.parse_args()
    if not full:
        chosen.full = False
    print(f"\n## {Path(sys.argv[0]).name}")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{os.cpu_count()} cores, shared, load {load:.1f}; Python {platform.python_version()}")
    return chosen


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for the run, on the disk that ``TMPDIR`` names."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a measured process sees: nobody's settings, a terminal with colours, compiled modules kept as when installed."""
    skipped = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "NO_COLOR", "TEXTUAL")
    found = {k: v for k, v in os.environ.items() if not k.startswith(("ANNOTATOR_", "LC_", *skipped))}
    return found | {
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        **more,
    }


# -- figures ------------------------------------------------------------------------------------------------------


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Iterable[float]) -> float:
    """The value in the middle."""
    return percentile(values, 0.5)


def ms(seconds: float) -> str:
    """Seconds as milliseconds, with as many places as mean something."""
    value = seconds * 1000
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def spread(values: Sequence[float]) -> list[str]:
    """p50, p95 and the greatest, in milliseconds."""
    return [ms(median(values)), ms(percentile(values, 0.95)), ms(max(values, default=math.nan))]


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a header; every column but the first stands to the right."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for number, row in enumerate(cells):
        line = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(line).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    print(flush=True)


def target(what: str, value: float, limit: float, *, unit: str = "×", least: bool = False) -> None:
    """Print whether a figure is within what docs/performance.md asks for."""
    met = value >= limit if least else value <= limit
    sign = "≥" if least else "≤"
    print(
        f"{'met  ' if met else 'ABOVE' if not least else 'BELOW'} {what}: {value:.3g} {unit} (target {sign} {limit:.3g} {unit})"
    )


# -- processes ----------------------------------------------------------------------------------------------------


def peak_of(pid: int) -> int:
    """The most memory a living process ever held, in bytes; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return 0
    line = next((line for line in text.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024


def peak_with_children(pid: int) -> int:
    """As ``peak_of``, of a process and its children together: the sum of their peaks."""
    listed = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return peak_of(pid) + sum(peak_of(int(child)) for child in listed.split())


def run(argv: Sequence[str], env: dict[str, str], folder: Path) -> tuple[float, int]:
    """Run a command to its end: seconds, and the most memory that it and its children held.

    ``ru_maxrss`` of a child counts what its parent held before the exec, so that the system is asked now and then.

    Raises:
        RuntimeError: it failed.
    """
    peak = 0
    began = time.perf_counter()
    with subprocess.Popen(argv, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        output: list[bytes] = []
        reading = threading.Thread(target=lambda: output.append(process.stdout.read()))  # type: ignore[union-attr]
        reading.start()
        while process.poll() is None:
            with contextlib.suppress(OSError):  # it has just ended
                peak = max(peak, peak_with_children(process.pid))
            time.sleep(0.005 if time.perf_counter() - began < 1 else 0.05)
        took = time.perf_counter() - began
        reading.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(argv)}: exit {process.returncode}\n{b''.join(output).decode(errors='replace')}")
    return took, peak or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
