"""Which documents may have what is asked of an annotator's labels, and what a search reads of them.

A sieve is coarse: every document that has what is asked passes, and some pass that have not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from annotator.model import Layer
from annotator.store.connection import Project
from annotator.text.folding import folded, words_of

__all__ = ["Outline", "Sieve", "annotators", "keys_like", "keys_near", "layer_id", "outline", "sifted"]

_COUNTED = ("done", "skipped", "flagged")


@dataclass(slots=True)
class Sieve:
    """What a layer must have: conditions in SQL on the layer ``l``, and on one of its spans ``s``."""

    layer: Layer
    _of_layer: list[str] = field(default_factory=list)
    _of_span: list[str] = field(default_factory=list)
    _layer_values: list[str] = field(default_factory=list)
    _span_values: list[str] = field(default_factory=list)

    @property
    def layered(self) -> bool:
        """Whether a document without labels falls through."""
        return bool(self._of_layer or self._of_span)

    def label(self, name: str) -> None:
        """A span of this label."""
        self._on_span("s.label = ?", name)

    def attribute(self, name: str, value: str | None) -> None:
        """A span with an attribute, of a value (None: any)."""
        self._on_span("instr(s.attributes, ?)", json.dumps(name, ensure_ascii=False))
        if value is not None:
            self._on_span("instr(s.attributes, ?)", json.dumps(value, ensure_ascii=False))

    def says(self, words: str) -> None:
        """A span in which words stand."""
        self._on_span("annotator_has(s.fragments, ?)", words_of(words)[0])

    def relation(self, name: str) -> None:
        """A relation of this label."""
        self._of_layer.append("EXISTS (SELECT 1 FROM relation r WHERE r.layer = l.id AND r.label = ?)")
        self._layer_values.append(name)

    def source(self) -> None:
        """A source entity."""
        self._of_layer.append("EXISTS (SELECT 1 FROM source e WHERE e.layer = l.id)")

    def comment(self) -> None:
        """A comment on a sentence."""
        self._of_layer.append("EXISTS (SELECT 1 FROM sentence_state c WHERE c.layer = l.id AND c.comment IS NOT NULL)")

    def sentence_label(self) -> None:
        """Something said of a sentence."""
        self._of_layer.append("EXISTS (SELECT 1 FROM sentence_state c WHERE c.layer = l.id)")

    def status(self, name: str) -> None:
        """A sentence of this status; any document may have one to do."""
        if name in _COUNTED:
            self._of_layer.append(f"l.{name} > 0")

    def _on_span(self, condition: str, value: str) -> None:
        self._of_span.append(condition)
        self._span_values.append(value)

    def sql(self) -> tuple[str, list[str]]:
        """The conditions after ``WHERE``, and their values."""
        conditions = list(self._of_layer)
        if self._of_span:
            spans = " AND ".join(self._of_span)
            conditions.append(f"EXISTS (SELECT 1 FROM span s WHERE s.layer = l.id AND {spans})")
        return " AND ".join(conditions), [*self._layer_values, *self._span_values]


def _has(fragments: str, word: str) -> bool:
    return word in folded(fragments)


def sifted(project: Project, sieve: Sieve, after: int, limit: int) -> list[int]:
    """The next documents that pass, by id."""
    if not sieve.layered:
        return [row[0] for row in project.ask("SELECT id FROM document WHERE id > ? ORDER BY id LIMIT ?", after, limit)]
    project.conn.create_function("annotator_has", 2, _has, deterministic=True)
    conditions, values = sieve.sql()
    layer = sieve.layer
    rows = project.ask(
        "SELECT l.document FROM layer l WHERE l.annotator = (SELECT id FROM annotator WHERE name = ?) AND l.kind = ?"
        f" AND l.pass = ? AND l.document > ? AND {conditions} ORDER BY l.document LIMIT ?",
        layer.annotator,
        layer.kind,
        layer.number,
        after,
        *values,
        limit,
    )
    return [row[0] for row in rows]


# -- of one document ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's words and where its sentences are (number, start, end)."""

    key: str
    title: str | None
    text: str
    sentences: tuple[tuple[int, int, int], ...]


def outline(project: Project, number: int) -> Outline | None:
    """A document by its id, without tokens and metadata; None: it is gone."""
    row = project.one("SELECT key, title, text FROM document WHERE id = ?", number)
    if row is None:
        return None
    rows = project.ask('SELECT number, start, "end" FROM sentence WHERE document = ? ORDER BY number', number)
    return Outline(row[0], row[1], row[2], tuple((n, start, end) for n, start, end in rows))


def layer_id(project: Project, document: int, layer: Layer) -> int | None:
    """The id of a layer of a document; None: there is none."""
    row = project.one(
        "SELECT l.id FROM layer l WHERE l.annotator = (SELECT id FROM annotator WHERE name = ?) AND l.kind = ?"
        " AND l.pass = ? AND l.document = ?",
        layer.annotator,
        layer.kind,
        layer.number,
        document,
    )
    return row[0] if row else None


def annotators(project: Project) -> list[Layer]:
    """Whose labels there are in the project, by name, kind and pass."""
    rows = project.ask(
        "SELECT name, kind, pass FROM progress JOIN annotator ON annotator.id = progress.annotator"
        " WHERE layers > 0 ORDER BY name, kind, pass"
    )
    return [Layer(*row) for row in rows]


def keys_like(project: Project, key: str, prefix: bool) -> list[int]:
    """The documents of a key, or with keys that begin so, by id and in their order."""
    if prefix:
        found = project.ask("SELECT id FROM document WHERE substr(key, 1, ?) = ? ORDER BY id", len(key), key)
    else:
        found = project.ask("SELECT id FROM document WHERE key = ?", key)
    return [row[0] for row in found]


def keys_near(project: Project, key: str) -> list[str]:
    """Some keys before and after where a key would stand."""
    after = project.ask("SELECT key FROM document WHERE key >= ? ORDER BY key LIMIT 50", key)
    before = project.ask("SELECT key FROM document WHERE key < ? ORDER BY key DESC LIMIT 50", key)
    return [row[0] for row in (*reversed(before), *after)]
