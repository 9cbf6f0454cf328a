"""Asks an endpoint about the documents of a project, one after the other; each answer is kept before the next is asked.

A run that was broken off goes on where it was: what is kept is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import StoreCorrupt, UsageError
from annotator.store.assistance import is_on
from annotator.store.connection import Project
from annotator.store.documents import StoredDocument, document_id, read_document
from annotator.store.suggested import KeptSpan, Waiting, keep, waiting
from annotator.suggest.calling import Client
from annotator.suggest.checking import Answer
from annotator.suggest.endpoint import EndpointError, EndpointUnusable, Spent
from annotator.suggest.questions import asked, estimate

__all__ = ["Outcome", "ask", "planned", "to_ask"]

IN_A_ROW = 5
"""So many documents that fail one after the other end a run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking about a document: how many suggestions were kept and dropped, or why it failed.

    ``gone``: the document was removed meanwhile, and nothing was kept.
    """

    key: str
    suggestions: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: EndpointError | StoreCorrupt | None = None
    gone: bool = False


def to_ask(project: Project, suggester: str, *, again: bool = False, key: str | None = None) -> Waiting:
    """Which documents a suggester is to be asked about.

    Raises:
        UsageError: the project is labelled without suggestions, or there is no document with that key.
    """
    if not is_on(project):
        raise UsageError(f"{project.path}: is labelled without suggestions", "nothing is asked for it")
    only = document_id(project, key) if key is not None else None
    if key is not None and only is None:
        raise UsageError(f"{project.path}: there is no document {key!r}", "see `annotator status`")
    return waiting(project, suggester, again=again, only=only)


def planned(project: Project, documents: Waiting) -> Spent:
    """About how many requests and tokens it would take to ask."""
    found = Spent()
    for number in documents.documents:
        stored = read_document(project, number)
        found += estimate(project.scheme, stored.document.text, _bounds(stored))
    return found


def ask(project: Project, client: Client, documents: Waiting) -> Iterator[Outcome]:
    """Ask about documents and keep each answer; one that fails is told and the others go on.

    Raises:
        EndpointUnusable: there is no use in going on; what was answered is kept. StoreError: it could not be kept.
    """
    failures = 0
    for number in documents.documents:
        outcome = _one(project, client, number)
        yield outcome
        failures = failures + 1 if isinstance(outcome.failed, EndpointError) else 0
        if failures == IN_A_ROW:
            what = f"{client.endpoint.host}: {IN_A_ROW} documents in a row failed"
            raise EndpointUnusable(what, "what was answered is kept: run it again to go on")


def _one(project: Project, client: Client, number: int) -> Outcome:
    before = client.spent
    try:
        stored = read_document(project, number)
    except UsageError:
        return Outcome(str(number), gone=True)
    except StoreCorrupt as error:
        return Outcome(str(number), failed=error)
    document = stored.document
    try:
        answer = asked(client, project.scheme, document.text, _bounds(stored))
    except EndpointUnusable:
        raise
    except EndpointError as error:
        return Outcome(document.key, failed=error)
    spans = [KeptSpan(s.label, s.fragments, s.attributes, s.rule, s.score) for s in answer.suggestions]
    account = _account(project, answer, client.spent - before)
    if not keep(project, number, client.endpoint.name, document.sha256, spans, account):
        return Outcome(document.key, gone=True)
    return Outcome(document.key, len(spans), answer.dropped)


def _bounds(stored: StoredDocument) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in stored.sentences]


def _account(project: Project, answer: Answer, spent: Spent) -> dict[str, Any]:
    """What is kept beside the suggestions."""
    return {
        "requests": spent.requests,
        "prompt_tokens": spent.prompt,
        "completion_tokens": spent.completion,
        "without_usage": spent.silent,
        "dropped": dict(sorted(answer.dropped.items())),
        "scheme": project.scheme.sha256,
    }
