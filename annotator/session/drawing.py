"""Draws a queue: the order in which a project's documents are labelled, mixed with chance, and kept with its recipe."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator import __version__
from annotator.errors import UsageError
from annotator.model import Document
from annotator.session.suggesting import Asked, Made, chosen, made_for
from annotator.store.codec import load_meta
from annotator.store.connection import Project, readable
from annotator.store.documents import read_document
from annotator.store.events import append
from annotator.store.layers import annotator_id
from annotator.store.queueing import Place, put_in_force, settle, take_off
from annotator.suggest import Suggester, ranking

__all__ = ["WITH_SUGGESTIONS", "Drawing", "Outcome", "draw", "put_off"]

WITH_SUGGESTIONS = ("uncertain", "rare")
"""The orders that read every text."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a queue is to be drawn with; ``seed`` None: a fresh one. ``cap`` and ``by`` are for ``diverse``."""

    order: str = "given"
    share: float = ranking.SHARE
    seed: int | None = None
    cap: int = 1
    by: str = ranking.BY[0]
    suggester: str | None = None

    def checked(self) -> None:
        """Refuse what nothing can be drawn with.

        Raises:
            UsageError: an order or a grouping that is not known, a share or a cap that cannot be.
        """
        if self.order not in ranking.ORDERS:
            raise UsageError(f"there is no order {self.order!r}", f"one of {', '.join(ranking.ORDERS)}")
        if self.by not in ranking.BY:
            raise UsageError(f"documents cannot be grouped by {self.by!r}", f"one of {', '.join(ranking.BY)}")
        if not 0 <= self.share <= 1:
            raise UsageError(f"the share of chance cannot be {self.share}", "from 0 to 1, such as 0.2")
        if self.cap < 1:
            raise UsageError(f"the cap of a group cannot be {self.cap}", "at least 1")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A queue that was drawn: its number and recipe; how many documents of a language its suggester does not know."""

    number: int
    recipe: Mapping[str, Any]
    unknown: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """A document as the order of import has it."""

    id: int
    key: str
    sentences: int


@dataclass(slots=True)
class _Ordered:
    """The rows in an order, best first, with the score of each (by its key)."""

    rows: list[_Row]
    scores: dict[str, float | None] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)


Step = Callable[[int], object]


def draw(project: Project, asked: Drawing, annotator: str, step: Step = lambda _done: None) -> Outcome:
    """Draw a queue of all documents, put it in force for everybody, and say so in the log: one transaction.

    The same drawing of the same documents, in the same order of import, is the same queue. ``step(1)`` is called after
    each document whose text is read, which only the orders ``uncertain`` and ``rare`` do.

    Raises:
        UsageError: the drawing cannot be, there is no document, or one was removed meanwhile.
    """
    asked.checked()
    rows = [_Row(*row) for row in project.ask("SELECT id, key, sentences FROM document ORDER BY id")]
    if not rows:
        raise UsageError(f"{project.path}: there are no documents yet", "use `annotator import`")
    seed = int.from_bytes(project.clock.random(4), "big") if asked.seed is None else asked.seed
    share = 1.0 if asked.order == ranking.RANDOM else asked.share
    suggester = chosen(asked.suggester) if asked.order in WITH_SUGGESTIONS else None
    ordered = _ordered(project, asked, suggester, rows, step)
    drawn = ranking.mixed([row.key for row in ordered.rows], seed, share)
    recipe = {
        "order": asked.order,
        "seed": seed,
        "random": share,
        "sampled": sum(one.by_chance for one in drawn),
        "cap": asked.cap if asked.order == "diverse" else None,
        "by": asked.by if asked.order == "diverse" else None,
        "suggester": suggester.name if suggester else None,
        "made_by": annotator,
        "program": __version__,
        "documents": len(rows),
        "sha256": _fingerprint(rows),
    }
    places = [
        Place(number, one.key, ranking.RANDOM if one.by_chance else asked.order, ordered.scores.get(one.key))
        for number, one in enumerate(drawn, 1)
    ]
    with project.writing():
        number = put_in_force(project, recipe, places)
        _log(project, annotator, "queue.draw", number)
    settle(project)
    return Outcome(number, recipe, ordered.unknown)


def put_off(project: Project, annotator: str) -> int | None:
    """Go back to the order of import; the number of the queue that was in force, which stays on record."""
    with project.writing():
        number = take_off(project)
        if number is not None:
            _log(project, annotator, "queue.off", number)
    return number


def _log(project: Project, annotator: str, operation: str, number: int) -> None:
    who = annotator_id(project, annotator, make=True)
    assert who is not None
    append(project, who, annotator, operation, target=str(number))


def _fingerprint(rows: list[_Row]) -> str:
    """The SHA-256 of the keys in the order of import, as a JSON array in UTF-8 without spaces."""
    return hashlib.sha256(
        json.dumps([row.key for row in rows], ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


# -- orders -----------------------------------------------------------------------------------------------------------


def _ordered(project: Project, asked: Drawing, suggester: Suggester | None, rows: list[_Row], step: Step) -> _Ordered:
    if asked.order == "diverse":
        groups = [ranking.group_of(document, asked.by) for document in _described(project, rows)]
        rounds = ranking.in_rounds(groups, asked.cap)
        return _Ordered([rows[i] for i, _ in rounds], {rows[i].key: float(turn) for i, turn in rounds})
    if suggester is None:
        return _Ordered(rows)
    unknown: Counter[str] = Counter()
    scores: list[float | None] = []
    cues: list[list[str]] = []
    for made in _suggested(project, suggester, rows):
        unknown.update(() if made.known else [made.language])
        if asked.order == "rare":
            cues.append(ranking.wordings(made.suggestions))
        scores.append(ranking.uncertainty(made.suggestions) if made.known else None)
        step(1)
    if asked.order == "rare":
        rare = ranking.rarities(cues, [row.sentences for row in rows])
        scores = [None if score is None else value for score, value in zip(scores, rare, strict=True)]
    order = ranking.by_score(scores, highest=asked.order == "rare")
    named = dict(zip([row.key for row in rows], scores, strict=True))
    return _Ordered([rows[i] for i in order], named, unknown)


def _described(project: Project, rows: list[_Row]) -> Iterator[Document]:
    """The documents without their texts, for who published them."""
    for row in rows:
        found = project.one("SELECT publisher, meta FROM document WHERE id = ?", row.id)
        with readable(f"{project.path}: {row.key}"):
            publisher, meta = found or (None, "[]")
            yield Document(row.key, "", publisher=publisher, meta=load_meta(meta))


def _suggested(project: Project, suggester: Suggester, rows: list[_Row]) -> Iterator[Made]:
    """What is suggested for each document, on its own sentences."""
    for row in rows:
        stored = read_document(project, row.id)
        document = stored.document
        bounds = [(sentence.start, sentence.end) for sentence in stored.sentences]
        yield made_for(Asked(row.key, document.text, document.language or "nl", bounds, stored.tokens), suggester)
