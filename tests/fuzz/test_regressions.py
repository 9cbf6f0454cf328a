"""The inputs that once were too much for a reader, and those the fuzzer begins with; needs no fuzzer."""

from __future__ import annotations

import time

import pytest

from annotator.formats import READERS
from tests.fuzz.cases import HERE, SMALL, content_of, regressions, seeds
from tests.fuzz.held import examine

INPUTS = {f"{name}-{path.stem}": (name, path.read_bytes()) for name in READERS for path in regressions(name)}
INPUTS |= {f"{name}-seed-{number}": (name, seed) for name in READERS for number, seed in enumerate(seeds(name))}


def able(name: str) -> None:
    if name == "html":
        pytest.importorskip("trafilatura")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("which", INPUTS)
def test_it_holds_whatever_is_read(which: str) -> None:
    name, data = INPUTS[which]
    able(name)
    begun = time.process_time()
    examine(name, data)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("name", READERS)
def test_some_of_the_seeds_are_taken_in(name: str) -> None:
    able(name)
    assert sum(examine(name, seed) for seed in seeds(name)) > 0


@pytest.mark.parametrize("name", SMALL)
def test_each_small_file_can_be_taken_in(name: str) -> None:
    able(name)
    as_utf8, as_cp1252 = 0x002, 0x012
    for content in SMALL[name]:
        assert examine(name, content_of(content, choices=as_utf8)) or examine(
            name, content_of(content, choices=as_cp1252)
        )


def test_every_regression_is_of_a_reader() -> None:
    kept = {path for path in (HERE / "regressions").rglob("*") if path.is_file()}
    assert kept == {path for name in READERS for path in regressions(name)}
