"""The log of a document played again: what one annotator had said of each sentence after each event."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotator.labels import Labels
from annotator.model import Cut, Patch, Span
from annotator.store.codec import load_patch
from annotator.store.connection import Project, explained
from annotator.store.documents import StoredDocument, document_id, read_document
from annotator.suggest.suggestion import Bounds

__all__ = ["RELEVANT", "Logged", "Passage", "Placed", "Replay", "Said", "Touched", "replay_of"]

RELEVANT = (
    "SELECT number, annotator, operation, document, kind, pass, target, payload FROM event WHERE number > :after"
    " AND number <= :until AND document IS NOT NULL AND (annotator = :mine AND kind = 'annotator'"
    " OR operation IN ('document.remove', 'document.restore', 'layer.remove', 'layer.restore')"
    " OR operation IN ('split', 'join', 'undo', 'redo') AND json_extract(payload, '$.cut') IS NOT NULL)"
)
"""The events that matter to what an annotator (``:mine``) has said: one's own, and what moves or removes them."""

Placed = tuple[str, tuple[Bounds, ...], tuple[tuple[str, str], ...]]
"""A label, its fragments and its attributes."""


class Logged(NamedTuple):
    """An event as `RELEVANT` finds it; ``annotator`` is a row of that table."""

    number: int
    annotator: int
    operation: str
    document: str
    kind: str | None
    layer: int | None
    target: str | None
    payload: str | None

    @property
    def whole(self) -> bool:
        """Whether it takes out or brings back a document or a layer."""
        return self.kind is None and self.operation.partition(".")[0] in ("document", "layer")

    def removes_layer_of(self, name: str) -> int | None:
        """The pass of an annotator's layer that it takes out or brings back, or None."""
        if not self.operation.startswith("layer."):
            return None
        try:
            annotator, kind, number = json.loads(self.target or "")
        except (ValueError, TypeError):
            return None
        return number if (annotator, kind) == (name, "annotator") and isinstance(number, int) else None

    def patch(self) -> Patch | None:
        """What it changed; None where that is not kept, or cannot be read."""
        try:
            return load_patch(self.payload) if self.payload else None
        except (ValueError, TypeError, LookupError):
            return None


@dataclass(frozen=True, slots=True)
class Said:
    """What a layer says of a sentence, as far as one can learn from it: offsets are those of the document."""

    done: bool = False
    spans: tuple[Placed, ...] = ()
    rejected: tuple[Placed, ...] = ()


class Passage(NamedTuple):
    """A sentence: where it stands, and its tokens in offsets of the document."""

    start: int
    end: int
    tokens: tuple[Bounds, ...]


class Touched(NamedTuple):
    """A sentence of a pass of which something else is said after an event than before it."""

    layer: int
    passage: Passage
    said: Said


class Replay:
    """A document, and one annotator's layers (by their pass) as they were after the last event that was played.

    ``added``: what was before that event is the log of an earlier document of the same key. ``since``: nothing that was
    said up to that event counts any more, because the document was taken out then; ``layers_since`` says the same of a
    layer. ``seen`` are the starts of the sentences that something was said of.
    """

    def __init__(
        self, stored: StoredDocument, starts: tuple[int, ...], added: int, since: int, layers_since: dict[int, int]
    ) -> None:
        self.text, self.language = stored.document.text, stored.document.language or "nl"
        self.added, self.since, self.layers_since = added, since, layers_since
        self.seen: set[int] = set()
        self._tokens = [token for tokens in stored.tokens for token in tokens]
        self._starts = starts
        self._layers: dict[int, Labels] = {}
        self._removed: dict[int, Labels] = {}

    def tokens_of(self, start: int, end: int) -> tuple[Bounds, ...]:
        """The tokens that begin in a stretch of the text."""
        first, last = bisect_left(self._tokens, (start, 0)), bisect_left(self._tokens, (end, 0))
        return tuple(self._tokens[first:last])

    def _passage(self, index: int) -> Passage:
        start = self._starts[index]
        behind = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
        tokens = self.tokens_of(start, behind)
        return Passage(start, tokens[-1][1] if tokens else behind, tokens)

    def _said(self, layer: int, index: int) -> Said:
        labels = self._layers.get(layer)
        if labels is None:
            return Said()
        rejected = sorted(
            (s for s in labels.rejections.values() if s.sentence == index), key=lambda s: (s.extent, s.label)
        )
        return Said(
            labels.state(index).status == "done",
            tuple(map(_placed, labels.in_sentence(index))),
            tuple(map(_placed, rejected)),
        )

    # -- playing ----------------------------------------------------------------------------------------------------

    def play(self, event: Logged, mine: int, name: str) -> tuple[list[Touched], list[int]]:
        """One event: the sentences that it changed what is said of, and the starts of those that it cut.

        An event that does not fit is passed over.
        """
        if event.number <= self.added:
            return [], []
        if event.whole:
            return self._whole(event, name), []
        patch = event.patch()
        if patch is None:
            return [], []
        own = event.annotator == mine and event.kind == "annotator" and event.layer is not None
        if patch.cut is not None:
            return self._cut(event, patch, patch.cut, own)
        if not own or event.layer is None:
            return [], []
        labels = self._layers.setdefault(event.layer, Labels(self._starts))
        indices = [i for i in _indices(labels, patch) if 0 <= i < len(self._starts)]
        before = [self._said(event.layer, i) for i in indices]
        labels.apply(patch)
        after = [(i, self._said(event.layer, i)) for i in indices]
        changed = [(i, said) for was, (i, said) in zip(before, after, strict=True) if said != was]
        return [Touched(event.layer, self._passage(i), said) for i, said in changed], []

    def _cut(self, event: Logged, patch: Patch, cut: Cut, own: bool) -> tuple[list[Touched], list[int]]:
        if not 0 <= cut.index < len(self._starts) or not cut.fits(self._starts):
            return [], []
        split = cut.kind == "split"
        gone = list(self._starts[cut.index : cut.index + (1 if split else 2)])
        if own and event.layer is not None:
            self._layers.setdefault(event.layer, Labels(self._starts))
        for number, labels in self._layers.items():
            labels.apply(patch if own and number == event.layer else Patch(cut=cut))
        self._starts = cut.starts(self._starts)
        made = range(cut.index, cut.index + (2 if split else 1))
        if not self.seen.isdisjoint(gone):
            self.seen.update(self._starts[i] for i in made)
        found = [(number, i, self._said(number, i)) for number in sorted(self._layers) for i in made]
        return [Touched(number, self._passage(i), said) for number, i, said in found if said != Said()], gone

    def _whole(self, event: Logged, name: str) -> list[Touched]:
        """A document or a layer taken out; or brought back, which is as if all of it were said now."""
        if event.operation == "document.remove":
            self._layers, self._removed = {}, self._layers
            self.seen.clear()
            return []
        if event.operation == "document.restore":
            self._layers = self._removed
            return [touched for number in sorted(self._layers) for touched in self._all_of(number)]
        number = event.removes_layer_of(name)
        if number is None:
            return []
        self._layers.pop(number, None)
        patch = event.patch()
        if event.operation == "layer.remove" or patch is None:
            return []
        self._layers[number] = Labels.of(self._starts, patch.after)
        return self._all_of(number)

    def _all_of(self, number: int) -> list[Touched]:
        found = ((i, self._said(number, i)) for i in range(len(self._starts)))
        return [Touched(number, self._passage(i), said) for i, said in found if said != Said()]


def _indices(labels: Labels, patch: Patch) -> list[int]:
    """The sentences that a patch says something of."""
    found = set(patch.sentences)
    for part in (patch.before, patch.after):
        for span in part.spans:
            found.update(labels.touched(span))
    return sorted(found)


def _placed(span: Span) -> Placed:
    return span.label, span.extent, tuple((a.name, a.value) for a in span.attributes)


def replay_of(project: Project, key: str, mine: int, name: str, before: int) -> Replay | None:
    """A document with an annotator's layers as they were before an event; None where it is no longer there.

    Raises:
        StoreCorrupt: the document cannot be read.
    """
    number = document_id(project, key)
    if number is None:
        return None
    stored = read_document(project, number)
    row = project.one(
        "SELECT max(number) FILTER (WHERE operation = 'document.add'), max(number) FROM event"
        " WHERE document = ? AND operation IN ('document.add', 'document.remove')",
        key,
    )
    added, since = (row[0] or 0, row[1] or 0) if row else (0, 0)
    log = _log(project, key, mine, added)
    starts: tuple[int, ...] = stored.starts
    cuts = [patch.cut for event in log if '"cut":{' in (event.payload or "") and (patch := event.patch()) and patch.cut]
    for cut in reversed(cuts):
        starts = cut.inverse.starts(starts)
    removals = [event for event in log if event.operation == "layer.remove"]
    layers = {number: event.number for event in removals if (number := event.removes_layer_of(name)) is not None}
    made = Replay(stored, starts, added, since, layers)
    for event in log:
        if event.number < before:
            made.seen.update(touched.passage.start for touched in made.play(event, mine, name)[0])
    return made


def _log(project: Project, key: str, mine: int, after: int) -> list[Logged]:
    values: dict[str, Any] = {"after": after, "until": 1 << 62, "mine": mine, "key": key}
    with explained(project.path):
        return [Logged(*row) for row in project.conn.execute(f"{RELEVANT} AND document = :key ORDER BY number", values)]
