"""Which documents are labelled blind, where chance decides."""

from __future__ import annotations

import math

from annotator.store import Project
from annotator.suggest.ranking import by_chance

__all__ = ["drawn"]


def drawn(project: Project, share: float, seed: int) -> list[str]:
    """The keys of a simple random sample of all documents, so many as ``share`` of them (rounded up), in their order.

    The same documents and the same seed give the same sample; it has nothing to do with that of a queue.
    """
    keys = [row[0] for row in project.ask("SELECT key FROM document ORDER BY id")]
    named = {f"blind {key}": key for key in keys}
    chosen = {named[name] for name in by_chance(list(named), seed)[: math.ceil(share * len(keys))]}
    return [key for key in keys if key in chosen]
