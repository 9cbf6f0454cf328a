"""A copy of an open project that is whole: the bare file of one in use lacks what is still in its log."""

from __future__ import annotations

import os
from pathlib import Path

from annotator import errors
from annotator.store.connection import Project, explained

__all__ = ["backup"]


def backup(project: Project, destination: Path) -> int:
    """Write a compact copy with ``VACUUM INTO`` and give its size in bytes; writers go on meanwhile.

    Raises:
        UsageError: the destination exists or its folder does not.
        StoreFull, StoreReadOnly: it could not be written; no half copy stays behind.
    """
    if destination.is_dir():
        destination = destination / project.path.name
    if destination.exists():
        raise errors.UsageError(f"{destination}: is there already", "name a new file")
    if not destination.absolute().parent.is_dir():
        raise errors.UsageError(f"{destination}: there is no folder {destination.absolute().parent}", "make it first")
    half = destination.with_name(f".{destination.name}.{os.getpid()}.part")
    try:
        with explained(destination):
            project.conn.execute("VACUUM INTO ?", (str(half),))
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(destination)
    finally:
        half.unlink(missing_ok=True)
    return destination.stat().st_size
