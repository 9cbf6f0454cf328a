"""From a session to what the document widget draws of a sentence: its spans with their names and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Relation, Span
from annotator.session import Session
from annotator.ui.widgets.view_model import End, Mark, SentenceMarks

if TYPE_CHECKING:
    from annotator.session.ghosts import Ghost

__all__ = ["arrow_of", "ghosts_of", "linked_to", "marks_of", "short_of"]


def marks_of(session: Session, index: int) -> SentenceMarks:
    """The spans that touch a sentence, its status, and whether a comment stands by it."""
    names = session.names(index)
    state = session.labels.state(index)
    marks = tuple(
        Mark(span.id, span.label, names[span.id], span.extent, _ends(session, span, names))
        for span in session.labels.in_sentence(index)
    )
    return SentenceMarks(marks, state.status, bool(state.comment))


def ghosts_of(session: Session, index: int) -> tuple[Mark, ...]:
    """What is suggested for a sentence, by the short names of the labels with a question mark, or two: not sure."""
    return tuple(
        Mark(ghost.id, ghost.label, short_of(session, ghost), ghost.extent, ghost=True)
        for ghost in session.ghosts(index)
    )


def short_of(session: Session, ghost: Ghost) -> str:
    """What a suggestion is called on its lane and in the panel: `u?`, and `u??` where it is not sure."""
    return session.scheme.spans[ghost.label].short + ("?" if ghost.reliable else "??")


def linked_to(session: Session, span: Span | None) -> dict[str, str]:
    """The spans at the other ends of a span's links, each with the arrow towards it."""
    if span is None:
        return {}
    return {
        relation.tail if relation.head == span.id else relation.head: arrow_of(session, span, relation)
        for relation in session.labels.links(span.id)
    }


def arrow_of(session: Session, span: Span, relation: Relation) -> str:
    """How a link looks from one of its spans: → out, ← in, ↔ the same from both."""
    definition = session.scheme.relations.get(relation.label)
    if definition is not None and definition.symmetric:
        return "↔"
    return "→" if relation.head == span.id else "←"


def _ends(session: Session, span: Span, names: dict[str, str]) -> tuple[End, ...]:
    """The other ends of a span's links as its sentence calls them, those that lie near before the others."""
    found = []
    for relation in session.labels.links(span.id):
        out = relation.head == span.id
        other = session.labels.spans[relation.tail if out else relation.head]
        near = other.id in names
        name = names[other.id] if near else f"{other.sentence + 1}.{session.names(other.sentence)[other.id]}"
        found.append(End(arrow_of(session, span, relation), other.id, name, other.label, out, near))
    return tuple(sorted(found, key=lambda end: (not end.near, not end.out, end.arrow)))
