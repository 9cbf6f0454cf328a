"""What suggesters that cost time or money have answered about the documents: an answer each, with the text it is about.

No labels and no work of anybody, so no event is written: asked again, it is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model import Attribute, Fragment
from annotator.store.connection import Project, readable

__all__ = ["Kept", "KeptSpan", "Waiting", "done", "keep", "kept", "kept_of", "waiting"]


@dataclass(frozen=True, slots=True)
class KeptSpan:
    """A suggestion as it is kept: a label on fragments, its values, why, and a score between 0 and 1."""

    label: str
    fragments: tuple[Fragment, ...]
    attributes: tuple[Attribute, ...] = ()
    rule: str = ""
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: whose, the hash of the text it is about, the suggestions, what it took, when it was given.

    The sentences of a document may have been cut anew since.
    """

    suggester: str
    sha256: str
    spans: tuple[KeptSpan, ...]
    account: Mapping[str, Any]
    made: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The ids of the documents that a suggester is to be asked about, in order; how many it is not asked about."""

    documents: tuple[int, ...]
    done: int
    blind: int


def keep(
    project: Project, document: int, suggester: str, sha256: str, spans: Sequence[KeptSpan], account: Mapping[str, Any]
) -> bool:
    """Keep an answer in a transaction, in place of an older one; False where there is no document with that text now.

    Raises:
        StoreError: it could not be written.
    """
    rows = [
        [
            one.label,
            [[part.start, part.end, part.text] for part in one.fragments],
            [[value.name, value.value] for value in one.attributes],
            one.rule,
            one.score,
        ]
        for one in spans
    ]
    with project.writing() as conn:
        written = conn.execute(
            "INSERT OR REPLACE INTO suggested (document, suggester, sha256, suggestions, account, made)"
            " SELECT id, ?, sha256, ?, ?, ? FROM document WHERE id = ? AND sha256 = ?",
            (suggester, _dump(rows), _dump(account), project.clock.now(), document, sha256),
        )
        return written.rowcount > 0


def kept(project: Project, document: int, suggester: str) -> Kept | None:
    """The answer of a suggester about a document as its text is; None: there is none.

    Raises:
        StoreCorrupt: the row cannot be read.
    """
    return next((found for found in kept_of(project, document) if found.suggester == suggester), None)


def kept_of(project: Project, document: int) -> tuple[Kept, ...]:
    """The answers of all suggesters about a document as its text is, by their names.

    Raises:
        StoreCorrupt: a row cannot be read.
    """
    rows = project.ask(
        "SELECT suggester, suggested.sha256, suggestions, account, made FROM suggested JOIN document"
        " ON document.id = suggested.document AND document.sha256 = suggested.sha256 WHERE document = ?"
        " ORDER BY suggester",
        document,
    )
    with readable(f"{project.path}: suggestions"):
        return tuple(
            Kept(name, sha256, tuple(map(_span, json.loads(spans))), dict(json.loads(account)), made)
            for name, sha256, spans, account, made in rows
        )


def done(project: Project, suggester: str) -> frozenset[int]:
    """The ids of the documents that a suggester has answered about as their text is."""
    rows = project.ask(
        "SELECT document FROM suggested JOIN document"
        " ON document.id = suggested.document AND document.sha256 = suggested.sha256 WHERE suggester = ?",
        suggester,
    )
    return frozenset(row[0] for row in rows)


def waiting(project: Project, suggester: str, *, again: bool = False, only: int | None = None) -> Waiting:
    """Which documents a suggester is to be asked about: all (or ``only`` one) that it has not answered about.

    ``again``: those that it has answered about too. Never those that are labelled without suggestions.
    """
    everything = [row[0] for row in project.ask("SELECT id FROM document ORDER BY id")] if only is None else [only]
    unsighted = {row[0] for row in project.ask("SELECT document FROM blind")}
    sighted = [number for number in everything if number not in unsighted]
    answered = frozenset() if again else done(project, suggester)
    found = tuple(number for number in sighted if number not in answered)
    return Waiting(found, len(sighted) - len(found), len(everything) - len(sighted))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _span(row: Any) -> KeptSpan:
    label, parts, values, rule, score = row
    fragments = tuple(Fragment(int(start), int(end), str(text)) for start, end, text in parts)
    return KeptSpan(str(label), fragments, tuple(Attribute(*value) for value in values), str(rule), float(score))
