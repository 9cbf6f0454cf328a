"""Suggesters of other packages, found by the entry points ``annotator.suggesters``; loaded when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.suggest.checking import Guarded, told
from annotator.suggest.suggestion import Suggester

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Refused", "installed"]

GROUP = "annotator.suggesters"
RESERVED = frozenset({"endpoint", "online", "trained"})
"""Names that no other package may take, besides those of the suggesters that there are."""
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,79}/[A-Za-z0-9][\w.+:-]{0,39}", re.ASCII)
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Refused:
    """A suggester of another package that cannot be used: what it is called, and why."""

    name: str
    why: str


def installed(taken: Iterable[str]) -> tuple[dict[str, Suggester], tuple[Refused, ...]]:
    """The suggesters of other packages by name, and those that cannot be used; ``taken`` are the names there are.

    Two of one name: the first by the name of its entry point. Nothing that another package does is raised.
    """
    bases = {_base(name) for name in taken} | RESERVED
    found: dict[str, Suggester] = {}
    refused: list[Refused] = []
    for point in _points():
        try:
            suggester = _suggester(point.load())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever is wrong with it, the others are right
            refused.append(Refused(point.name, told(error)))
            continue
        if _base(suggester.name) in bases:
            refused.append(Refused(point.name, f"the name {suggester.name} is taken"))
            continue
        bases.add(_base(suggester.name))
        found[suggester.name] = suggester
    return found, tuple(refused)


def _points() -> list[EntryPoint]:
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))


def _base(name: str) -> str:
    return name.partition("/")[0].lower()


def _suggester(value: Any) -> Suggester:
    """What an entry point loads to, checked.

    Raises:
        TypeError, ValueError: it is no suggester, with the reason.
    """
    parts = ("name", "languages", "suggest") if isinstance(value, Suggester) else ("NAME", "LANGUAGES", "suggest")
    missing = [part for part in parts if not hasattr(value, part)]
    if missing:
        raise TypeError(f"it is no Suggester, and has no {', '.join(missing)}")
    name, languages, suggest = (getattr(value, part) for part in parts)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError("its name is not like my-rules/1")
    if isinstance(languages, str) or not isinstance(languages, Iterable):
        raise TypeError("its languages are no set")
    known = frozenset(languages)
    if not known or len(known) > _MANY or not all(isinstance(one, str) and one.isalpha() for one in known):
        raise ValueError("its languages are not like {'nl'}")
    if not callable(suggest):
        raise TypeError("its suggest cannot be called")
    return Suggester(name, frozenset(one.lower() for one in known), Guarded(name, suggest))
