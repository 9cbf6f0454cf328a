"""``claimreview``: drafts of schema.org ClaimReview for claims that somebody is named for, in ``claims.jsonld``.

A draft and no more: this tool labels who says what, not whether it is true. ``reviewRating`` has no value and says
``to be filled in``; author, date and address of the review itself are null; ``creativeWorkStatus`` is Draft. What is
there comes from the document: the words of the claim, who said them, and where.

The file is one JSON-LD document, written claim by claim. A claim with two sources is one draft with two authors; a
claim in two layers is two drafts, each with its annotator as contributor. Which label is a claim the relation
``attributed_to`` of the scheme says; in a scheme without it there are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import orjson

from annotator.formats.losses import counted
from annotator.formats.w3c_out import identity
from annotator.formats.writing import Folder, Labelled, Plan, Writer, check_quotes
from annotator.model import Document, Layer, Part, Source, Span

__all__ = ["NOT_HELD", "PARTLY", "TO_DO", "writer"]

NOT_HELD = (
    "attributes of relations",
    "comments",
    "confidence",
    "ids",
    "kind and pass of a layer",
    "labels of sentences",
    "metadata of documents",
    "origin of spans",
    "roles of sentences",
    "status of sentences",
    "time spent",
    "times of spans",
)
PARTLY = {
    "discontinuous spans": "the pieces of a claim are joined by a space, dots and a space",
    "claims without a source": "left out: there is nobody to hold to them",
    "other spans": "those that are neither a claim with a source nor its source are left out",
    "attributes of spans": "left out, but for the source entity",
    "relations": "only who said a claim is kept",
    "source entities": "the name of those that a claim has; one that no claim has is left out",
}

TO_DO = "to be filled in"
CONTEXT = "https://schema.org"
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_KINDS = {
    "Person": "person politician official eyewitness expert",
    "Organization": "organisation media state_media own_outlet",
}
_KIND = {source_type: kind for kind, names in _KINDS.items() for source_type in names.split()}


class _Claims:
    """The claims of one layer that have a source."""

    def __init__(self, plan: Plan, part: Part) -> None:
        relation = plan.scheme.relations.get("attributed_to")
        self._entity_of = {
            (span.name, attribute.name) for span in plan.scheme.span for attribute in span.attribute if attribute.entity
        }
        self._entities = {source.id: source for source in part.sources}
        spans = {span.id: span for span in part.spans}
        self.sources: dict[str, list[Span]] = defaultdict(list)
        for link in part.relations:
            if link.label == "attributed_to":
                self.sources[link.head].append(spans[link.tail])
        self.all = [span for span in part.spans if relation is not None and span.label == relation.head]
        self.reviewed = [span for span in self.all if span.id in self.sources]

    def entity(self, span: Span) -> Source | None:
        """The source entity that a span names."""
        named = (a.value for a in span.attributes if (span.label, a.name) in self._entity_of)
        return next((self._entities[name] for name in named if name in self._entities), None)

    def authors(self, claim: Span) -> list[dict[str, str]]:
        """Who said it: by the name of the source entity, else in the words of the text; each once."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for span in self.sources[claim.id]:
            entity = self.entity(span)
            said = entity.source_type if entity else span.value("source_type")
            kind, name = _KIND.get(said or "", "Thing"), entity.name if entity else _words(span)
            found[kind, name] = {"@type": kind, "name": name}
        return list(found.values())


def _words(span: Span) -> str:
    return " … ".join(" ".join(piece.text.split()) for piece in span.fragments)


def _article(document: Document) -> dict[str, Any]:
    """The document that a claim appears in."""
    said = {
        "identifier": document.key,
        "headline": document.title,
        "url": document.url,
        "datePublished": _date(document),
        "inLanguage": document.language,
        "publisher": {"@type": "Organization", "name": document.publisher} if document.publisher else None,
    }
    return {"@type": "NewsArticle"} | {key: value for key, value in said.items() if value}


def _date(document: Document) -> str | None:
    return document.published if document.published and _DATE.fullmatch(document.published) else None


def _drafts(plan: Plan, document: Document, layer: Layer, part: Part) -> Iterator[dict[str, Any]]:
    claims = _Claims(plan, part)
    for span in claims.reviewed:
        check_quotes(document.text, span)
        authors, date = claims.authors(span), _date(document)
        yield {
            "@type": "ClaimReview",
            "@id": identity("review", document.key, layer.annotator, layer.kind, str(layer.number), span.id),
            "creativeWorkStatus": "Draft",
            "contributor": {"@type": "Person", "name": layer.annotator},
            "claimReviewed": _words(span),
            "itemReviewed": {
                "@type": "Claim",
                "text": _words(span),
                "author": authors if len(authors) > 1 else authors[0],
                **({"datePublished": date} if date else {}),
                "appearance": _article(document),
            },
            "reviewRating": {"@type": "Rating", "ratingValue": None, "alternateName": TO_DO},
            "author": None,
            "datePublished": None,
            "url": None,
        }


class _Reviews:
    """A graph of drafts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def losses(self, found: Labelled) -> Iterator[str]:
        """Nearly everything: a draft is about one claim and who said it."""
        yield from counted(found, NOT_HELD)
        for _, part in found.layers:
            claims = _Claims(self._plan, part)
            kept = {span.id for span in claims.reviewed}
            kept |= {source.id for one in claims.reviewed for source in claims.sources[one.id]}
            named = {claims.entity(source) for one in claims.reviewed for source in claims.sources[one.id]}
            yield from ("claims without a source" for _ in range(len(claims.all) - len(claims.reviewed)))
            known = kept | {span.id for span in claims.all}
            yield from ("other spans" for span in part.spans if span.id not in known)
            yield from ("discontinuous spans" for span in claims.reviewed if len(span.fragments) > 1)
            for span in part.spans:
                named_by = claims.entity(span) is not None and span.id in kept
                yield from ("attributes of spans" for _ in range(len(span.attributes) - named_by))
            yield from ("relations" for link in part.relations if link.label != "attributed_to")
            yield from ("source entities" for source in part.sources if source not in named)

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``claims.jsonld``, or a file for each part of a split."""
        parts: tuple[str | None, ...] = self._plan.splits or (None,)
        head = b'{"@context":"' + CONTEXT.encode() + b'","@graph":['
        with ExitStack() as held:
            streams = {part: held.enter_context(folder.open(f"{part or 'claims'}.jsonld")) for part in parts}
            before = dict.fromkeys(parts, head + b"\n")
            for found in documents:
                for layer, part in found.layers:
                    for each in _drafts(self._plan, found.document, layer, part):
                        streams[found.split].write(before[found.split] + orjson.dumps(each))
                        before[found.split] = b",\n"
            for name, stream in streams.items():
                stream.write(b"\n]}\n" if before[name] == b",\n" else head + b"]}\n")


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Reviews(plan)
