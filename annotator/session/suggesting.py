"""Suggestions for the documents of a project, or for records without one; kept for the screen where that is asked."""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from annotator.errors import RecordError, UsageError
from annotator.formats.incoming import Incoming
from annotator.formats.jsonl import read
from annotator.formats.lines import cut
from annotator.formats.source import LIMIT, Source
from annotator.store.assistance import assisted
from annotator.store.connection import Project
from annotator.store.documents import document_id, document_ids, read_document
from annotator.store.suggested import KeptSpan, keep
from annotator.suggest import Suggester, Suggestion, own, suggesters
from annotator.suggest.checking import answer_of
from annotator.text.languages import language_of
from annotator.text.segment import segmenter_for

__all__ = ["Asked", "Made", "Piece", "chosen", "for_project", "for_records", "keep_made", "made_for"]

Bounds = tuple[int, int]
_TOGETHER = 1 << 20
"""Bytes of records that one process takes at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that suggestions are asked for; ``sentences`` and ``tokens`` are None where it does not give them."""

    key: str
    text: str
    language: str
    sentences: Sequence[Bounds] | None = None
    tokens: Sequence[Sequence[Bounds]] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What was suggested for a document. ``known`` says whether the suggester knows the document's language.

    ``dropped``: how many suggestions of another package did not fit the text, by the reason. ``blind``: none were
    looked for, since the document or the project is labelled without.
    """

    key: str
    language: str
    known: bool
    suggestions: Sequence[Suggestion] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    blind: bool = False


Shown = Callable[[Made, str], str]
"""What to print for a document: from what was made, and the suggester's name. A function of a module, so that another
process can find it."""


def chosen(name: str | None) -> Suggester:
    """A suggester by its name, with its version or without; None is the default. Our own come first.

    Raises:
        UsageError: there is none of that name.
    """
    for there in (own, suggesters):  # what is installed is not loaded for one of our own
        found = there()
        for full, suggester in found.items():
            if name in (None, full, full.partition("/")[0]):
                return suggester
    raise UsageError(f"there is no suggester {name!r}", f"one of {', '.join(found)}")


def made_for(asked: Asked, suggester: Suggester) -> Made:
    """The suggestions for a document.

    Raises:
        UsageError: the suggester is of another package, and failed.
    """
    if language_of(asked.language) not in suggester.languages:
        return Made(asked.key, asked.language, known=False)
    sentences = asked.sentences
    if sentences is None:
        sentences = segmenter_for(asked.language).split(asked.text)
    answer = answer_of(suggester, asked.text, sentences, asked.tokens)
    return Made(asked.key, asked.language, True, answer.suggestions, answer.dropped)


def for_project(project: Project, suggester: Suggester, key: str | None = None) -> Iterator[Made]:
    """The suggestions for the documents of a project, or for one of them, on its own sentences; none for blind ones.

    Raises:
        UsageError: there is no document with that key.
    """
    one = document_id(project, key) if key is not None else None
    if key is not None and one is None:
        raise UsageError(f"{project.path}: there is no document {key!r}", "see `annotator status`")
    for number in [one] if one is not None else list(document_ids(project)):
        stored = read_document(project, number)
        if not assisted(project, number):
            yield Made(stored.document.key, stored.document.language, known=True, blind=True)
            continue
        document = stored.document
        bounds = [(sentence.start, sentence.end) for sentence in stored.sentences]
        yield made_for(Asked(document.key, document.text, document.language or "nl", bounds, stored.tokens), suggester)


def keep_made(project: Project, made: Made, suggester: Suggester) -> None:
    """Keep what was made for a document of a project, for the screen to show; in place of what it made before."""
    number = document_id(project, made.key)
    assert number is not None
    spans = [KeptSpan(s.label, s.fragments, s.attributes, s.rule, s.score) for s in made.suggestions]
    keep(project, number, suggester.name, read_document(project, number).document.sha256, spans, {})


# -- records ----------------------------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """What came of a record: what to print, or the language that is not known; ``of`` tells its document.

    ``dropped``: what did not fit its text, as in ``Made``.
    """

    of: bytes
    printed: str
    unknown: str
    dropped: Mapping[str, int]


_Stretch = tuple[list[Piece], list[RecordError]]


def for_records(
    stream: IO[bytes], name: str, suggester: Suggester, shown: Shown, jobs: int = 1
) -> Iterator[Piece | RecordError]:
    """What came of each record of a file, and why a line cannot be read; memory does not grow with the file.

    In the order of the file; with several processes the lines that cannot be read come before the others of their
    stretch. A record that only adds a layer to the document before it is passed over.
    """
    last = b""
    for pieces, rejected in _stretches_done(stream, name, suggester, shown, jobs):
        yield from rejected
        for piece in pieces:
            if piece.of != last:
                yield piece
            last = piece.of


def _stretches_done(stream: IO[bytes], name: str, suggester: Suggester, shown: Shown, jobs: int) -> Iterator[_Stretch]:
    if jobs < 2:
        last = b""
        for item in read(Source(name, stream)):
            done = _worked([item], suggester, shown, last)
            last = done[0][-1].of if done[0] else last
            yield done
        return
    waiting: deque[Future[_Stretch]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        try:
            for first, lines in _stretches(stream):
                waiting.append(pool.submit(_stretch, name, first, lines, suggester.name, shown))
                if len(waiting) > 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _stretches(stream: IO[bytes]) -> Iterator[tuple[int, list[bytes | None]]]:
    """The number of a first line, and the lines from there; None is one that is too long."""
    lines: list[bytes | None] = []
    first, size = 1, 0
    for number, line in cut(stream):
        lines.append(line)
        size += len(line or b"")
        if size >= _TOGETHER:
            yield first, lines
            lines, first, size = [], number + 1, 0
    if lines:
        yield first, lines


def _stretch(name: str, first: int, lines: list[bytes | None], suggester: str, shown: Shown) -> _Stretch:
    """The work of another process. A line that is too long is given to the reader as another one that is."""
    content = io.BytesIO(b"\n".join(b"x" * (LIMIT + 1) if line is None else line for line in lines))
    pieces, rejected = _worked(read(Source(name, content)), chosen(suggester), shown, b"")
    places = [error.line + first - 1 for error in rejected]
    return pieces, [
        RecordError(error.reason, error.remedy, file=name, line=line)
        for error, line in zip(rejected, places, strict=True)
    ]


def _worked(found: Iterable[Incoming | RecordError], suggester: Suggester, shown: Shown, last: bytes) -> _Stretch:
    """Records worked off but for those of the document ``last``."""
    pieces: list[Piece] = []
    rejected: list[RecordError] = []
    for item in found:
        try:
            if isinstance(item, RecordError):
                raise item
            asked = _asked(item)
        except RecordError as error:
            rejected.append(error)
            continue
        of = hashlib.blake2b(f"{asked.key}\0{asked.text}".encode(), digest_size=16).digest()
        if of != last:
            made = made_for(asked, suggester)
            known = made.known
            printed, unknown = (shown(made, suggester.name), "") if known else ("", made.language)
            pieces.append(Piece(of, printed, unknown, made.dropped))
        last = of
    return pieces, rejected


def _asked(incoming: Incoming) -> Asked:
    """The document of a record, with the sentences and tokens that it gives.

    Raises:
        RecordError: its text cannot be written, or its sentences and tokens are not in order within it.
    """
    record = incoming.record
    document = record["document"]
    text = document["text"]
    try:
        content = text.encode()
        (document.get("key") or "").encode()
    except UnicodeEncodeError as error:
        raise incoming.rejected(f"half a surrogate pair at {error.start}", "mend the encoding") from None
    key = document.get("key") or f"doc-{hashlib.sha256(content).hexdigest()[:12]}"
    language = document.get("language") or "nl"
    if not record.get("sentences"):
        return Asked(key, text, language)
    sentences = [(part["start"], part["end"]) for part in record.get("sentences") or ()]
    _in_order(incoming, sentences, text, "sentences")
    given = [(part["start"], part["end"]) for part in record.get("tokens") or ()]
    _in_order(incoming, given, text, "tokens")
    tokens: list[list[Bounds]] = [[] for _ in sentences]
    starts = [start for start, _ in sentences]
    for start, end in given:
        number = bisect_right(starts, start) - 1
        if number >= 0 and end <= sentences[number][1]:
            tokens[number].append((start, end))
    return Asked(key, text, language, sentences, tokens if given else None)


def _in_order(incoming: Incoming, places: Sequence[Bounds], text: str, what: str) -> None:
    at = 0
    for start, end in places:
        if not at <= start < end <= len(text):
            raise incoming.rejected(f"the {what} are not in order within the text, at {start}")
        at = end
