"""Documents with their stored sentences and tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from annotator import errors
from annotator.labels import Ground
from annotator.model import Document, Sentence, Token
from annotator.store.codec import load_meta, load_tokens
from annotator.store.connection import Project, readable

__all__ = ["StoredDocument", "document_id", "document_ids", "read_document", "revision_of"]

_COLUMNS = "id, key, text, title, language, sha256, publisher, url, published, meta, segmenter, revision"


@dataclass(frozen=True)
class StoredDocument:
    """A document as the project holds it. ``tokens[i]`` are the tokens of sentence ``i`` as ``(start, end)``."""

    id: int
    document: Document
    segmenter: str
    sentences: tuple[Sentence, ...]
    tokens: tuple[tuple[tuple[int, int], ...], ...]
    revision: int = 0

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The first code point of each sentence."""
        return tuple(sentence.start for sentence in self.sentences)

    @cached_property
    def ground(self) -> Ground:
        """What labels on it stand on."""
        return Ground(self.document.text, tuple(sentence.role for sentence in self.sentences))

    @property
    def token_list(self) -> tuple[Token, ...]:
        """All tokens with the sentence they lie in."""
        return tuple(Token(s, e, index) for index, found in enumerate(self.tokens) for s, e in found)

    def text_of(self, sentence: Sentence) -> str:
        """The words of a sentence."""
        return self.document.text[sentence.start : sentence.end]


def document_id(project: Project, key: str) -> int | None:
    """The id of a document by its key."""
    row = project.one("SELECT id FROM document WHERE key = ?", key)
    return row[0] if row else None


def revision_of(project: Project, number: int) -> int | None:
    """How often the sentences of a document were changed by hand; None: it is not there."""
    row = project.one("SELECT revision FROM document WHERE id = ?", number)
    return row[0] if row else None


def document_ids(project: Project) -> Iterator[int]:
    """The ids of all documents, in their order."""
    return (row[0] for row in project.ask("SELECT id FROM document ORDER BY id"))


def read_document(project: Project, number: int) -> StoredDocument:
    """A document by its id.

    Raises:
        UsageError: there is none; StoreCorrupt: a row cannot be read, or it has no sentences.
    """
    row = project.one(f"SELECT {_COLUMNS} FROM document WHERE id = ?", number)
    if row is None:
        raise errors.UsageError(f"{project.path}: there is no document number {number}", "see `annotator status`")
    name, key, text, title, language, sha256, publisher, url, published, meta, segmenter, revision = row
    rows = project.ask(
        'SELECT number, start, "end", role, tokens FROM sentence WHERE document = ? ORDER BY number', name
    )
    with readable(f"{project.path}: {key}"):
        if not rows:
            raise LookupError("no sentence")
        return StoredDocument(
            name,
            Document(key, text, title, language, sha256, publisher, url, published, load_meta(meta)),
            segmenter,
            tuple(Sentence(number, start, end, role) for number, start, end, role, _ in rows),
            tuple(load_tokens(start, tokens) for _, start, _, _, tokens in rows),
            revision,
        )
