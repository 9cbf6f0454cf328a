"""Suggesters: pure functions over a document, picklable, without a database. Each by its name and version."""

from __future__ import annotations

from importlib import import_module

from annotator.suggest.suggestion import Suggester, Suggestion

__all__ = ["Suggester", "Suggestion", "suggesters"]

_MODULES = ("lexicon", "frames")
"""Modules under ``annotator.suggest`` with a ``NAME``, ``LANGUAGES`` and ``suggest``."""


def suggesters() -> dict[str, Suggester]:
    """The suggesters that there are, by name; the first is the default."""
    found = {}
    for name in _MODULES:
        module = import_module(f"annotator.suggest.{name}")
        found[module.NAME] = Suggester(module.NAME, module.LANGUAGES, module.suggest)
    return found
