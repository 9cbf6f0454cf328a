"""Finds the data that ships with the package: `schema/` and `seeds/`.

In a wheel they lie under `annotator/_bundled/`; in a checkout, beside the package.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def _find(folder: str, parts: tuple[str, ...]) -> Traversable:
    bundled = files("annotator").joinpath("_bundled", folder)
    root: Traversable = bundled if bundled.is_dir() else _CHECKOUT / folder
    return root.joinpath(*parts)


def schema_file(*parts: str) -> Traversable:
    """A file or folder under `schema/`, e.g. `schema_file("segment", "nl-abbreviations.txt")`."""
    return _find("schema", parts)


def seed_file(*parts: str) -> Traversable:
    """A file or folder under `seeds/`, e.g. `seed_file("nos-almaty.txt")`."""
    return _find("seeds", parts)
