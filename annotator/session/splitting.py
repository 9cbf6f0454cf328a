"""Which part of the data a document goes to: by its content, with near-duplicates on one side.

The part follows from a hash of the text and the seed, so that it is the same in every project and a corpus that grows
keeps the assignment it had. A document that resembles an earlier one (wire copy) goes where that one is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.errors import UsageError
from annotator.store import Project
from annotator.text.shingles import Sketches

__all__ = ["PARTS", "Split", "shares_of", "split"]

PARTS = ("train", "dev", "test")


def shares_of(text: str) -> tuple[int, ...]:
    """``80/10/10`` as whole numbers.

    Raises:
        UsageError: it is not two or three numbers that add up to something.
    """
    try:
        found = tuple(int(part) for part in text.split("/"))
    except ValueError:
        found = ()
    if len(found) not in (2, 3) or min(found, default=-1) < 0 or sum(found) <= 0:
        raise UsageError(f"--split {text!r}", "give train/dev/test as 80/10/10, or train/test as 80/20")
    return found


@dataclass(slots=True)
class Split:
    """The part of each document by its key; ``together``: near-duplicates with the earlier one they went along with."""

    names: tuple[str, ...]
    parts: dict[str, str] = field(default_factory=dict)
    together: list[tuple[str, str]] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    """Near-duplicates that are on two sides all the same: each resembles a document of its own."""


def split(project: Project, shares: Sequence[int], seed: int) -> Split:
    """Assign every document of a project, in the order in which they came in."""
    names = PARTS if len(shares) == 3 else (PARTS[0], PARTS[2])
    found = Split(names)
    sketches, keys = Sketches(), []
    for key, text, sha256 in project.conn.execute("SELECT key, text, sha256 FROM document ORDER BY id"):
        like = sketches.add(text)
        keys.append(key)
        if like:
            found.parts[key] = found.parts[keys[like[0]]]
            found.together.append((key, keys[like[0]]))
            found.apart += [(key, keys[n]) for n in like[1:] if found.parts[keys[n]] != found.parts[key]]
        else:
            found.parts[key] = _part(sha256, shares, names, seed)
    return found


def _part(sha256: str, shares: Sequence[int], names: Sequence[str], seed: int) -> str:
    place = int.from_bytes(hashlib.sha256(f"{seed}:{sha256}".encode()).digest()[:8], "big") / 2**64 * sum(shares)
    for name, share in zip(names, shares, strict=True):
        if place < share:
            return name
        place -= share
    return names[-1]
