"""The program that libFuzzer drives: ``python -m tests.fuzz.target FORMAT FAULTS [libFuzzer's options]``.

A fault is not the end of a run: the shortest input of each is kept in the folder FAULTS and the search goes on. Only
what takes too long or too much memory ends it, for libFuzzer then stops the process and keeps the input itself.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]

CHECKS = ["annotator.store.audit", "annotator.session.exporting"]  # what examines is not to be explored itself

with atheris.instrument_imports(include=["annotator"], exclude=CHECKS):
    from annotator.formats import reader
    from tests.fuzz.held import examine
    from tests.fuzz.mutation import mutated
    from tests.fuzz.shrinking import place_of


class _Target:
    """Examines inputs; keeps the shortest of each fault."""

    def __init__(self, name: str, faults: Path) -> None:
        self._name, self._faults = name, faults
        self._shortest: dict[str, int] = {}

    def __call__(self, data: bytes) -> None:
        try:
            examine(self._name, data)
        except Exception as error:  # noqa: BLE001 - any is a fault
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        place = place_of(error)
        if len(data) >= self._shortest.get(place, len(data) + 1):
            return
        self._shortest[place] = len(data)
        stem = hashlib.sha256(place.encode()).hexdigest()[:8]
        self._faults.mkdir(parents=True, exist_ok=True)
        (self._faults / f"fault-{stem}").write_bytes(data)


def main(name: str, faults: str, *options: str) -> None:
    """Fuzz the reader of a format."""
    with atheris.instrument_imports(include=["annotator"], exclude=CHECKS):
        reader(name)
    target = _Target(name, Path(faults))
    atheris.Setup(
        [sys.argv[0], *options],
        target,
        custom_mutator=lambda data, most, seed: mutated(data, most, seed, atheris.Mutate),
        enable_python_coverage=True,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
