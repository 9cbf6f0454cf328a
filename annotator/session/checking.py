"""The scheme's rules over whole projects, and events in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.model import Event, Layer, Relation, Source, Span
from annotator.scheme import RuleWarning, warnings_of
from annotator.store import Project
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import layers_of, read_labels
from annotator.store.segmentation import HAND
from annotator.text import segmenter_for

__all__ = ["Found", "described", "layer_warnings", "older_sentences"]


@dataclass(frozen=True, slots=True)
class Found:
    """A warning with the document and the layer that it is in."""

    document: str
    layer: Layer
    warning: RuleWarning


def layer_warnings(project: Project) -> Iterator[Found]:
    """What the rules find in every layer of every document."""
    for number in document_ids(project):
        layers = layers_of(project, number)
        if not layers:
            continue
        stored = read_document(project, number)
        for found in layers:
            labels = read_labels(project, stored, found)
            for warning in warnings_of(project.scheme, labels):
                yield Found(stored.document.key, found.layer, warning)


def older_sentences(project: Project) -> list[tuple[str, str, str]]:
    """The documents whose sentences an older version of our rules made: key, that version, the present one.

    They keep them: a new version must never move the boundaries under stored labels.
    """
    found = []
    rows = project.ask("SELECT DISTINCT language, segmenter FROM document ORDER BY 1, 2")
    for language, stored in rows:
        version, now = stored.removesuffix(HAND), segmenter_for(language).name
        if version != now and version.partition("/")[0] == now.partition("/")[0]:
            keys = project.ask(
                "SELECT key FROM document WHERE language = ? AND segmenter = ? ORDER BY id", language, stored
            )
            found += [(key, stored, now) for (key,) in keys]
    return found


def described(event: Event) -> str:
    """What an event did, in a few words: the sentence, and the label with its text."""
    patch = event.patch
    if patch is None:
        return event.target[:16] if event.target else ""
    if event.operation == "import":
        return f"{len(patch.after.spans)} spans, {len(patch.after.relations)} links"
    words = []
    for sign, part, other in (("−", patch.before, patch.after), ("+", patch.after, patch.before)):
        changed = [item for name, item in part.named.items() if name not in other.named]
        words += [f"{sign}{_in_words(item)}" for item in changed]
    if not words:
        words = [s.label for s in patch.after.spans] or [r.label for r in patch.after.relations]
    where = patch.sentences
    return (f"sentence {where[0] + 1}: " if where else "") + ", ".join(words)[:120]


def _in_words(item: Span | Relation | Source) -> str:
    if isinstance(item, Span):
        return f"{item.label} “{' … '.join(part.text for part in item.fragments)}”"
    return item.label if isinstance(item, Relation) else f"source {item.name}"
