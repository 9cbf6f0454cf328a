"""What the exports to Prodigy, doccano and Label Studio have in common: spans in one piece, metadata by name."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.formats.writing import check_quotes
from annotator.model import Document, Part, Relation, Span

__all__ = ["described", "in_one_piece", "linkable", "lost_metadata", "lost_relations", "metadata", "quoted"]

_KNOWN = ("key", "title", "language", "publisher", "url", "published")


def described(document: Document) -> dict[str, str | None]:
    """What is known about a document, under the names that our readers know; every name is always there."""
    return {name: getattr(document, name) for name in _KNOWN}


def metadata(document: Document) -> dict[str, str]:
    """The metadata of a document where a name can have one value: the first; a name of our own is left out."""
    found: dict[str, str] = {}
    for item in document.meta:
        if item.key not in _KNOWN and item.value:
            found.setdefault(item.key, item.value)
    return found


def lost_metadata(document: Document) -> int:
    """How many pieces of metadata have no place in ``metadata``."""
    return len(document.meta) - len(metadata(document))


def in_one_piece(part: Part) -> list[Span]:
    """The spans that are not discontinuous."""
    return [span for span in part.spans if len(span.fragments) == 1]


def linkable(part: Part, spans: Iterable[Span]) -> list[Relation]:
    """The relations between two of the spans that are written."""
    there = {span.id for span in spans}
    return [relation for relation in part.relations if relation.head in there and relation.tail in there]


def lost_relations(part: Part) -> int:
    """How many relations have a discontinuous span as an end."""
    return len(part.relations) - len(linkable(part, in_one_piece(part)))


def quoted(document: Document, span: Span) -> str:
    """The text of a span in one piece.

    Raises:
        StoreCorrupt: its document does not have that text there.
    """
    check_quotes(document.text, span)
    return span.fragments[0].text
