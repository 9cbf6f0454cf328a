"""``conll``: one token a line, a blank line between sentences, labels as IOB in one or more columns.

Columns stand between tabs, else between spaces. The first is the token (the second where the first counts 1, 2, 3 …);
every later one in which most cells are ``O``, ``B-x`` or ``I-x`` holds labels, so that nested spans have a column each.
The others are left behind. ``# text =`` gives a sentence as it was written, else its tokens are joined by spaces. The
sentences and tokens are kept as they are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import RecordError
from annotator.formats.conll_columns import Columns, Row, Sentence, columns_of, laid_out, tagged
from annotator.formats.foreign import Draft, annotator_name, described, short
from annotator.formats.source import DEFAULTS, Options, Source
from annotator.formats.text_lines import text_lines
from annotator.model import STATUSES

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming
    from annotator.formats.record import LayerPart

__all__ = ["MOST_TOKENS", "read"]

MOST_TOKENS = 1_000_000
"""The longest document: a file without ``-DOCSTART-`` lines is one."""

_SPACES = re.compile("[ \t]+")
_NEW = ("newdoc id", "newdoc", "key")
_SHAPE = "one token a line, labels as B-x, I-x and O in the columns after it"


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The documents of a file in order, and the reasons for what is left out."""
    gathering = _Gathering(options)
    count = 0
    for number, line in text_lines(source, options):
        if isinstance(line, RecordError):
            yield line
            gathering.spoil()
        elif (document := gathering.take(number, line)) is not None:
            count += 1
            yield from _incoming(source, options, document, gathering.names, f"{source.stem}-{count}")
    if gathering.document.begun or not count:
        stem = f"{source.stem}-{count + 1}" if count else source.stem
        yield from _incoming(source, options, gathering.document, gathering.names, stem)


@dataclass(slots=True)
class _Document:
    """The lines of one document."""

    line: int = 1
    fields: dict[str, str] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=lambda: [Sentence()])
    comments: int = 0
    size: int = 0
    tokens: int = 0
    over: bool = False

    @property
    def begun(self) -> bool:
        """Whether it has a token."""
        return self.tokens > 0

    @property
    def sentence(self) -> Sentence:
        """The one that is being read."""
        return self.sentences[-1]


class _Gathering:
    """Sorts lines into documents, sentences, tokens and comments."""

    def __init__(self, options: Options) -> None:
        self.document = _Document()
        self.names: list[str] = []
        self._limit = options.limit
        self._key_field = options.key_field

    def spoil(self) -> None:
        """A line of the sentence could not be read: without it, it would be another sentence."""
        self.document.sentence.spoilt = True

    def take(self, number: int, line: str) -> _Document | None:
        """Take a line; gives the document that ended before it, if one did."""
        line = line.replace("\r", " ")
        if not line.strip():
            if self.document.sentence.rows or self.document.sentence.spoilt:
                self.document.sentences.append(Sentence())
            return None
        cells = [c.strip() for c in line.split("\t")] if "\t" in line else _SPACES.split(line.strip(" "))
        if line.startswith("#") and (line[1:2] in " #" or "=" in line) and not self._is_token(line, cells):
            return self._said(number, line)
        if cells[0] == "-DOCSTART-":
            return self._new(number)
        document = self.document
        document.size += len(line)
        document.tokens += 1
        if document.size > self._limit or document.tokens > MOST_TOKENS:
            document.over = True
            document.sentences = [Sentence()]
        else:
            document.sentence.rows.append(Row(number, cells))
        return None

    def _is_token(self, line: str, cells: list[str]) -> bool:
        """Comments stand above a sentence; inside one, ``# O`` is the token #."""
        rows = self.document.sentence.rows
        return bool(rows) and len(rows[-1].cells) == len(cells) > 1 and "=" not in line

    def _new(self, number: int) -> _Document | None:
        if not self.document.begun:
            return None
        ended, self.document = self.document, _Document(number)
        return ended

    def _said(self, number: int, line: str) -> _Document | None:
        said, _, value = line[1:].partition("=")
        name, value = " ".join(said.split()), value.strip()
        if name in ("global.columns", "columns"):
            self.names = value.split()
        elif name in _NEW or name == self._key_field:
            fields = self.document.fields
            same = "key" in fields and fields["key"] == value and name != "newdoc"
            ended = None if same else self._new(number)
            if value:
                self.document.fields["key"] = value
            return ended
        elif name == "text":
            self.document.sentence.text, self.document.sentence.text_line = value, number
        elif name == "status" and value in STATUSES:
            self.document.sentence.status = value
        elif value and " " not in name and not self.document.begun and name != "sent_id":
            self.document.fields[name] = value
        elif name not in ("sent_id", "newpar", "newpar id"):
            self.document.comments += 1
        return None


def _incoming(
    source: Source, options: Options, document: _Document, names: list[str], stem: str
) -> Iterator[Incoming | RecordError]:
    place: dict[str, Any] = {"file": source.name, "line": document.line}
    if document.over:
        reason = f"a document of over {MOST_TOKENS} tokens or {options.limit >> 20} MiB"
        yield RecordError(reason, "put -DOCSTART- lines between the documents", **place)
        return
    sentences = [s for s in document.sentences if s.rows and not s.spoilt]
    if not sentences:
        yield RecordError("no tokens", _SHAPE, **place)
        return
    columns = columns_of(sentences, names)
    if not columns.labels and columns.width > 1:
        yield RecordError("no column holds IOB labels", _SHAPE, **place)
        return
    parts = _Parts()
    for sentence in sentences:
        parts.add(sentence, columns)
    draft = Draft("\n".join(parts.texts), source.name, document.line)
    parts.into(draft, columns)
    if document.comments:
        draft.lost["comments"] += document.comments
    if left := columns.width - len(columns.labels) - columns.token - 1:
        draft.lost["columns without labels"] += left
    given = [(n, v) for n, v in document.fields.items() if n not in ("annotator", "kind", "pass")]
    about = described(draft.text, given, options)
    kept: dict[str, Any] = {"sentences": parts.sentences, "tokens": parts.tokens}
    yield from draft.incoming(about, _layer(document.fields), stem=stem, **kept)


def _layer(fields: dict[str, str]) -> LayerPart | None:
    name = annotator_name(fields.get("annotator"))
    if name is None:
        return None
    number = fields.get("pass", "1")
    kind = fields.get("kind", "annotator")
    layer = {
        "annotator": name,
        "kind": kind if kind in ("annotator", "gold") else "annotator",
        "pass": int(number) if re.fullmatch(r"[1-9]\d{0,5}", number) else 1,
    }
    return cast("LayerPart", layer)


class _Parts:
    """A document put together: its sentences one below the other, their tokens, and the spans of the tags."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.sentences: list[dict[str, Any]] = []
        self.tokens: list[dict[str, int]] = []
        self._rows: list[tuple[int, list[Row]]] = []  # the number of the first token, the rows
        self._faults: list[tuple[str, str, int]] = []
        self._at = 0

    def add(self, sentence: Sentence, columns: Columns) -> None:
        """The next sentence."""
        rows = []
        for row in sentence.rows:
            if len(row.cells) != columns.width:
                reason = f"{len(row.cells)} columns where the others have {columns.width}; its labels are left out"
                self._faults.append((reason, "mend the line", row.number))
            if len(row.cells) > columns.token and row.cells[columns.token]:
                rows.append(row)
            elif len(row.cells) == columns.width:
                self._faults.append(("no token", "mend the line", row.number))
        if not rows:
            return
        text = sentence.text.strip() if sentence.text is not None else None
        text, places, fits = laid_out([row.cells[columns.token] for row in rows], text)
        if not fits:
            reason = f"its tokens do not make up the text {short(sentence.text)}; they are joined by spaces"
            self._faults.append((reason, "mend the comment or the tokens", sentence.text_line))
        index, first = len(self.sentences), len(self.tokens)
        self.tokens += [{"start": self._at + s, "end": self._at + e, "sentence": index} for s, e in places]
        self.sentences.append(
            {"start": self._at + places[0][0], "end": self._at + places[-1][1], "status": sentence.status}
        )
        self._rows.append((first, rows))
        self.texts.append(text)
        self._at += len(text) + 1

    def into(self, draft: Draft, columns: Columns) -> None:
        """Put the spans into a layer."""
        for reason, remedy, line in self._faults:
            draft.refuse(reason, remedy, line)
        count = 0
        for column in columns.labels:
            name = columns.name(column)
            for first, rows in self._rows:
                cells = [row.cells[column] if len(row.cells) == columns.width else "O" for row in rows]
                for found in tagged(cells, name):
                    line = rows[found.first].number
                    if found.bad is not None:
                        draft.refuse(f"{short(found.bad)} is no IOB label", "write B-x, I-x or O", line)
                        continue
                    count += 1
                    start = self.tokens[first + found.first]["start"]
                    end = self.tokens[first + found.last]["end"]
                    draft.span(f"s{count}", found.label, [(start, end)], line=line)
