"""Computes the figures of a project for somebody who waits: twice, first without intervals, and given up when told so.

Loads numpy: import it when figures are wanted (``behind.looked_at``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from threading import Event

from annotator.agreement.assemble import Settings, report_of, steps
from annotator.agreement.boundaries import disagreements_in
from annotator.agreement.figures import Compared, Figure
from annotator.session.agreement import from_project
from annotator.session.behind import Found, Looked
from annotator.store import open_project

__all__ = ["Stopped", "computed", "gathered"]

_TO_STOP = 1000
"""Steps of SQLite's machine after which it looks whether it is still wanted."""


class Stopped(Exception):
    """Nobody waits for the figures any more."""


class _Twice(Compared):
    """A corpus whose figures are worked out once for both reports."""

    @cached_property
    def _of_layers(self) -> dict[str, tuple[Figure, ...]]:
        return {}

    @cached_property
    def _of_pairs(self) -> dict[int, tuple[Figure, ...]]:
        return {}

    def figures(self, layer: str) -> Iterator[Figure]:
        """The figures of a layer."""
        if layer not in self._of_layers:
            self._of_layers[layer] = tuple(super().figures(layer))
        return iter(self._of_layers[layer])

    def pairwise(self, number: int) -> Iterator[Figure]:
        """The figures of two raters."""
        if number not in self._of_pairs:
            self._of_pairs[number] = tuple(super().pairwise(number))
        return iter(self._of_pairs[number])


def gathered(path: Path, stop: Event, number: int) -> Looked:
    """What there is to compare; ``whole`` where that is nothing, so that no figures will come.

    Raises:
        StoreError: the project cannot be read.
    """
    with open_project(path) as project:
        project.conn.set_progress_handler(stop.is_set, _TO_STOP)
        found = from_project(project, number=number)
        nothing = len(found.corpus.raters) < 2 or not found.corpus.documents
        return Looked(found.corpus, project.scheme, found.left_out, whole=nothing)


def computed(
    looked: Looked, stop: Event, told: Callable[[float], object], replicates: int, seed: int
) -> Iterator[Looked]:
    """The figures without intervals and what differs, then with intervals.

    Raises:
        Stopped: it was told to stop.
    """
    compared = _Twice(looked.corpus, looked.scheme)
    done = 0

    def step(_: int) -> None:
        nonlocal done
        if stop.is_set():
            raise Stopped
        done += 1
        told(done / all_steps)

    for drawn in (0, replicates):
        settings = Settings(replicates=drawn, seed=seed, step=step)
        done, all_steps = 0, max(1, steps(compared, settings))
        report = report_of(compared, settings, looked.left_out)
        found = looked.found or tuple(_differing(compared, stop))
        looked = Looked(looked.corpus, looked.scheme, looked.left_out, report, drawn == replicates, found)
        yield looked


def _differing(compared: Compared, stop: Event) -> Iterator[Found]:
    for pair in compared.spans.pairs:
        if stop.is_set():
            raise Stopped
        yield from (Found(pair, item) for item in disagreements_in(compared.relations.rated, pair))
