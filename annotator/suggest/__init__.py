"""Suggesters: pure functions over a document, picklable, without a database. Each by its name and version."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from annotator.suggest.suggestion import Suggester, Suggestion

if TYPE_CHECKING:
    from annotator.suggest.installed import Refused

__all__ = ["Listing", "Suggester", "Suggestion", "listing", "own", "suggesters"]

_MODULES = ("lexicon", "frames")
"""Modules under ``annotator.suggest`` with a ``NAME``, ``LANGUAGES`` and ``suggest``."""


class Listing(NamedTuple):
    """The suggesters that there are, by name, the default first; and those of other packages that cannot be used."""

    suggesters: dict[str, Suggester]
    refused: tuple[Refused, ...]


def own() -> dict[str, Suggester]:
    """The program's own suggesters, by name."""
    found = {}
    for name in _MODULES:
        module = import_module(f"annotator.suggest.{name}")
        found[module.NAME] = Suggester(module.NAME, module.LANGUAGES, module.suggest)
    return found


def listing() -> Listing:
    """The suggesters that there are, those of installed packages with them (docs/suggesters.md)."""
    from annotator.suggest.installed import installed  # late: what is installed is looked for on the disk

    ours = own()
    others, refused = installed(ours)
    return Listing(ours | others, refused)


def suggesters() -> dict[str, Suggester]:
    """The suggesters that there are, by name; the first is the default."""
    return listing().suggesters
