"""Projects with several annotators, for the tests of adjudication."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from annotator.model import Layer, Relation, Span
from annotator.session import Session
from annotator.session.adjudication import Adjudication
from annotator.session.comparing import Item
from annotator.store import Project
from annotator.store.documents import document_id, read_document
from annotator.store.events import events
from annotator.store.layers import read_layer
from tests.building import link, new_project, opened, place, record, take

TEXT = "De politie zegt dat er mogelijk doden zijn. Er is brand in de stad. Niemand weet iets."

Work = Callable[[Session], object]


def finished(session: Session, *sentences: int) -> None:
    """Mark sentences done (all of them where none is named)."""
    for index in sentences or range(len(session.stored.sentences)):
        session.cursor.place(index)
        session.set_status("done")


def rated(path: Path, *work: Work, text: str = TEXT, more: Iterable[str] = ()) -> Project:
    """A project in which anna, bob, carla … each did their work on document ``a`` and finished it."""
    project = new_project(path)
    take(project, record(text, "a"), *(record(other, key) for key, other in zip("bcdef", more, strict=False)))
    for name, does in zip(("anna", "bob", "carla", "dirk"), work, strict=False):
        session = opened(project, name, "a")
        does(session)
        finished(session)
    return project


def adjudicating(project: Project, key: str | None = "a", **more: Any) -> Adjudication:
    """Eve, with a document open."""
    found = Adjudication(project, "eve", **more)
    found.open(key)
    return found


def put(session: Session, label: str, words: str, **values: str) -> Span:
    """Label words, with values of attributes that differ from the defaults."""
    text = session.stored.document.text
    extent = place(text, words)
    session.cursor.seek(extent[0][0])
    span = session.label(label, extent)
    for name, value in values.items():
        session.set_attribute(session.labels.spans[span.id], name, value)
    return session.labels.spans[span.id]


def words(span: Span) -> str:
    return " … ".join(part.text for part in span.fragments)


def gold(case: Session) -> list[tuple[str, str]]:
    """Label and words of every span of the layer at hand."""
    return [(span.label, words(span)) for span in case.labels.part.spans]


def asked(case: Adjudication) -> list[tuple[str, str, str]]:
    """Kind, name and words of every question of the sentence in focus."""
    return [(item.kind, item.name, about(item)) for item in case.items]


def about(item: Item) -> str:
    groups = (item.group,) if item.group is not None else item.ends
    return " → ".join(words(next(iter(group.members.values()))) for group in groups)


def focus(case: Adjudication, kind: str, name: str = "") -> Item:
    """Put the focus on the first question of a kind."""
    found = next(i for i, item in enumerate(case.items) if item.kind == kind and name in ("", item.name))
    case.focus = found
    return case.items[found]


def rater(case: Adjudication, annotator: str) -> int:
    """The number that an annotator has here."""
    return next(i for i, found in enumerate(case.comparison.raters) if found.layer.annotator == annotator)


def accept(case: Adjudication, annotator: str) -> None:
    """Take over what an annotator says on the question in focus."""
    item = case.item
    assert item is not None
    number = rater(case, annotator)
    case.accept(next(i for i, variant in enumerate(item.variants) if number in variant.raters))


def said(project: Project, layer: Layer, key: str = "a") -> tuple[object, ...]:
    """All that a layer says, without ids, times and origins: spans, links, sources by name, labels of sentences."""
    number = document_id(project, key)
    assert number is not None
    labels, _ = read_layer(project, read_document(project, number), layer)
    scheme = project.scheme

    def value(span: Span, name: str, given: str) -> str:
        definition = scheme.spans[span.label].find(name)
        entity = definition is not None and definition.entity
        return labels.sources[given].name if entity and given in labels.sources else given

    def of(span: Span) -> tuple[object, ...]:
        return span.label, span.extent, tuple((a.name, value(span, a.name, a.value)) for a in span.attributes)

    def link(relation: Relation) -> tuple[object, ...]:
        ends = [of(labels.spans[relation.head]), of(labels.spans[relation.tail])]
        return relation.label, *(sorted(ends, key=repr) if relation.label == "same_as" else ends), relation.attributes

    part = labels.part
    states = [(s.index, s.status, s.labels, s.role) for s in part.sentences if s.status != "todo" or s.labels or s.role]
    return (
        sorted(map(of, part.spans), key=repr),
        sorted(map(link, part.relations), key=repr),
        states,
    )


def nothing(_: Session) -> None:
    """Finds nothing."""


def wide(session: Session) -> None:
    claim = put(session, "claim", "er mogelijk doden zijn")
    source = put(session, "source", "De politie")
    put(session, "uncertainty_cue", "mogelijk")
    link(session, "attributed_to", claim, source)


def narrow(session: Session) -> None:
    claim = put(session, "claim", "doden zijn")
    source = put(session, "source", "De politie")
    link(session, "attributed_to", claim, source)


def operations(project: Project) -> list[str]:
    return [event.operation for event in events(project) if event.layer and event.layer.kind == "gold"]
