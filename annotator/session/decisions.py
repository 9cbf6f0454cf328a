"""What an adjudicator decided: written as JSON into the ``target`` of the event, and read back from the log.

The patch of the event says what changed in the gold layer; the decision says which questions that settled, whose
answer was taken, and from which spans each gold span was made (docs/decisions/0016).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from annotator.model import Layer
from annotator.store import Project

__all__ = ["Choice", "Decision", "Decisions", "Origin"]

Choice = Literal["accept", "both", "neither", "edit", "adopt"]
Origin = tuple[str, int, str]
"""Where a gold span or link comes from: annotator, pass, and its id in that layer."""

CHOICES: tuple[str, ...] = get_args(Choice)


@dataclass(frozen=True, slots=True)
class Decision:
    """One action. ``items``: the keys of what it settled; ``of``: whose answer, as names of layers.

    ``made`` gives the origins of each gold span and link that it made or changed; ``reopened`` are the keys of what is
    to be decided again because of it.
    """

    choice: Choice
    items: tuple[str, ...]
    of: tuple[str, ...] = ()
    made: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    reopened: tuple[str, ...] = ()

    def dump(self) -> str:
        """As it stands in the event."""
        data = {"items": self.items, "of": self.of, "made": self.made, "reopened": self.reopened}
        said = {name: value for name, value in data.items() if value}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def load(choice: str, target: str | None) -> Decision | None:
        """From an operation and the target of its event; None for an event of another kind."""
        if choice not in CHOICES or not target:
            return None
        data: dict[str, Any] = json.loads(target)
        made = {name: tuple((a, n, i) for a, n, i in origins) for name, origins in data.get("made", {}).items()}
        return Decision(
            cast("Choice", choice),
            tuple(data.get("items", ())),
            tuple(data.get("of", ())),
            made,
            tuple(data.get("reopened", ())),
        )


class Decisions:
    """The decisions of one gold layer on one document that hold now: undone ones do not, nor those of a layer removed.

    ``settled`` gives the decision on each item; ``origins`` where gold spans come from; ``copies`` the way back.
    """

    def __init__(self) -> None:
        self.settled: dict[str, Decision] = {}
        self.origins: dict[str, tuple[Origin, ...]] = {}
        self.copies: dict[Origin, list[str]] = {}
        self._held: dict[str, Decision] = {}
        self._undone: set[str] = set()
        self._removed: tuple[dict[str, Decision], set[str]] | None = None
        self._last = 0

    def read(
        self, project: Project, document: str, layer: Layer, waiting: Iterable[tuple[str, str | None]] = ()
    ) -> None:
        """Take in what has come into the log since the last time.

        ``waiting`` are operation and target of what is not written yet: it holds all the same.
        """
        rows = project.ask(
            "SELECT event.number, event.id, operation, target, kind FROM event"
            " JOIN annotator ON annotator.id = event.annotator"
            " WHERE document = ? AND event.number > ? AND ((name = ? AND kind = ? AND pass = ?) OR kind IS NULL)"
            " ORDER BY event.number",
            document,
            self._last,
            layer.annotator,
            layer.kind,
            layer.number,
        )
        for number, name, operation, target, kind in rows:
            self._last = number
            if kind is None:
                self._whole_layer(operation, target, layer)
            else:
                self._step(name, operation, target)
        self._replay(list(waiting))

    def _step(self, name: str, operation: str, target: str | None) -> None:
        if operation == "undo":
            self._undone.add(target or "")
        elif operation == "redo":
            self._undone.discard(target or "")
        elif operation == "import":
            self._held, self._undone = {}, set()
        elif (found := Decision.load(operation, target)) is not None:
            self._held[name] = found

    def _whole_layer(self, operation: str, target: str | None, layer: Layer) -> None:
        mine = target is not None and operation.startswith("layer.") and json.loads(target) == [*_names(layer)]
        if (operation == "layer.remove" and mine) or operation == "document.remove":
            self._removed = self._held, self._undone
            self._held, self._undone = {}, set()
        elif ((operation == "layer.restore" and mine) or operation == "document.restore") and self._removed:
            self._held, self._undone = self._removed

    def _replay(self, waiting: Sequence[tuple[str, str | None]]) -> None:
        self.settled, self.origins, self.copies = {}, {}, {}
        undone = self._undone | {target for operation, target in waiting if operation == "undo"}
        undone -= {target for operation, target in waiting if operation == "redo"}
        loaded = (Decision.load(operation, target) for operation, target in waiting)
        new = (decision for decision in loaded if decision is not None)
        for decision in (*(d for name, d in self._held.items() if name not in undone), *new):
            for key in decision.reopened:
                self.settled.pop(key, None)
            for key in decision.items:
                self.settled[key] = decision
            self.origins |= decision.made
        for gold, origins in self.origins.items():
            for origin in origins:
                self.copies.setdefault(origin, []).append(gold)


def _names(layer: Layer) -> tuple[str, str, int]:
    return layer.annotator, layer.kind, layer.number
