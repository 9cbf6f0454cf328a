"""Whose labels go where in a format that has no place for an annotator: a folder or a file for each layer.

Which layers an export has is known when its last document was written. So each layer is written under its own name,
and where it was the only one, what was written is moved to the top.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from annotator.formats.writing import Folder, safe_name
from annotator.model import Layer

__all__ = ["UNLABELLED", "LayerNames", "move_up"]

UNLABELLED = "unlabelled"
"""The name for documents that nobody labelled."""


class LayerNames:
    """A name for each layer that is safe for a file or a folder and has no dot: ``anna``, ``gold``, ``bob-pass2``."""

    def __init__(self) -> None:
        self._names: dict[Layer | None, str] = {}
        self._taken = {UNLABELLED}

    def of(self, layer: Layer | None) -> str:
        """The name of a layer, always the same; None: no layer."""
        if layer is None:
            return self._names.setdefault(None, UNLABELLED)
        if layer not in self._names:
            parts = [layer.annotator]
            if layer.kind not in ("annotator", layer.annotator):
                parts.append(layer.kind)
            if layer.number != 1:
                parts.append(f"pass{layer.number}")
            name = safe_name("-".join(parts)).replace(".", "_")
            if name.casefold() in self._taken:
                name = f"{name}-{hashlib.sha256(str(layer).encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
            self._taken.add(name.casefold())
            self._names[layer] = name
        return self._names[layer]

    @property
    def given(self) -> list[str]:
        """The names in the order in which they were asked for."""
        return list(self._names.values())

    @property
    def several(self) -> bool:
        """Whether more than one layer was asked for."""
        return len(self._names.keys() - {None}) > 1


def move_up(folder: Folder, name: str) -> None:
    """Move everything in one folder of an export to where the folder is, and the folder away.

    Whatever is in it must have a name with a dot, or lie in a folder without one: so nothing is in the way.
    """
    parents: set[PurePosixPath] = set()
    for old in [file for file in folder.files if file.startswith(f"{name}/")]:
        new = old.removeprefix(f"{name}/")
        (folder.path / new).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / old).rename(folder.path / new)
        folder.files[new] = replace(folder.files.pop(old), name=new)
        parents.update(PurePosixPath(old).parents)
    for parent in sorted(parents - {PurePosixPath(".")}, key=lambda path: -len(path.parts)):
        with suppress(OSError):  # a folder of the same name was moved into it
            (folder.path / parent).rmdir()
