"""``csv``: a table with a header row; one column holds the text, others what is known of the document.

Comma, semicolon or tab, told from the header. Quoted fields may hold line ends. A row that cannot be told apart with
certainty is named by its line and left out: a stray quotation mark would otherwise swallow or change text in silence.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from annotator.errors import RecordError
from annotator.formats.foreign import described, short
from annotator.formats.incoming import Incoming
from annotator.formats.record import FORMAT
from annotator.formats.source import DEFAULTS, Options, Source
from annotator.formats.text_lines import text_lines

if TYPE_CHECKING:
    from annotator.formats.record import Record

__all__ = ["read"]

_DELIMITERS = ",;\t"
_HINT = re.compile(r"sep=([,;\t])\s*\Z", re.IGNORECASE)  # written by Excel above the header
# How many times the limit is gone over again, in all, after quotation marks that are never closed.
_AGAIN = 4
Numbered = tuple[int, "str | RecordError"]


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The rows of a file in order as documents, and the reasons for those rejected."""
    lines = _Lines(source, options)
    try:
        header, delimiter = _header(lines, options)
    except RecordError as error:
        yield error
        return
    for number, found in _rows(lines, delimiter, len(header), options):
        if isinstance(found, RecordError):
            yield found
        else:
            yield _document(source, number, header, found, options, lines.raw)


def _document(
    source: Source, number: int, header: Sequence[str], row: Sequence[str], options: Options, raw: bytes
) -> Incoming:
    at = header.index(options.text_field)
    document = described(
        row[at], ((n, v) for i, (n, v) in enumerate(zip(header, row, strict=True)) if i != at), options
    )
    return Incoming(source.name, number, cast("Record", {"format": FORMAT, "document": document}), raw=raw)


class _Lines:
    """The lines of a file as text, each with its end; those of a row that went wrong can be read again."""

    def __init__(self, source: Source, options: Options) -> None:
        self.name = source.name
        self._left = _AGAIN * options.limit
        self._waiting: deque[Numbered] = deque()
        self._taken: list[Numbered] = []
        self._all = text_lines(source, options)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        found = self._waiting.popleft() if self._waiting else next(self._all)
        self._taken.append(found)
        if isinstance(found[1], RecordError):
            raise found[1]
        return found[1] + "\n"

    def begin(self) -> None:
        """A row begins with the next line."""
        self._taken.clear()

    @property
    def number(self) -> int:
        """The line on which the row began."""
        return self._taken[0][0] if self._taken else 0

    @property
    def raw(self) -> bytes:
        """The lines of the row, for the file of rejections."""
        return "\n".join(line for _, line in self._taken if isinstance(line, str)).encode("utf-8", "replace")

    @property
    def first(self) -> str:
        """The line on which the row began."""
        line = self._taken[0][1] if self._taken else ""
        return line if isinstance(line, str) else ""

    def again(self) -> int:
        """Read the lines after the row's first one again; gives the last line that is lost, 0 if none is."""
        rest = self._taken[1:]
        self._left -= sum(len(line) for _, line in rest if isinstance(line, str))
        if self._left < 0:
            return rest[-1][0] if rest else 0
        self._waiting.extendleft(reversed(rest))
        return 0


# -- the header -----------------------------------------------------------------------------------------------------


def _header(lines: _Lines, options: Options) -> tuple[list[str], str]:
    """The names of the columns and what stands between them."""
    wanted, marks = options.text_field, _DELIMITERS
    for line in lines:
        if hint := _HINT.match(line):
            marks = hint[1]
        elif line.strip():
            break
        lines.begin()
    else:
        raise RecordError("it has no header row", "name the columns in its first line", file=lines.name)
    found = {mark: _fields(line, mark) for mark in marks}
    delimiter = max(found, key=lambda mark: (wanted in found[mark], len(found[mark])))
    header = found[delimiter]
    if wanted not in header:
        folded = [name.casefold() for name in header]
        if folded.count(wanted.casefold()) != 1:
            remedy = f"name one of these with --text-field: {short(', '.join(header), 200)}"
            raise RecordError(f"no column {short(wanted)}", remedy, file=lines.name, line=lines.number)
        header[folded.index(wanted.casefold())] = wanted
    if header.count(wanted) > 1:
        raise RecordError(f"two columns {short(wanted)}", "rename one", file=lines.name, line=lines.number)
    return header, delimiter


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return [name.strip() for name in line.split(delimiter)]


# -- the rows -------------------------------------------------------------------------------------------------------


def _rows(lines: _Lines, delimiter: str, width: int, options: Options) -> Iterator[tuple[int, list[str] | RecordError]]:
    """Each row with the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            row = _next(reader, options.limit)
        except StopIteration:
            return
        except RecordError as error:
            yield lines.number, error
            continue
        except csv.Error as error:
            number, literal, raw = lines.number, lines.first.split("\t"), lines.first.encode("utf-8", "replace")
            lost = lines.again()
            if delimiter == "\t" and len(literal) == width:  # tab separated files often have no quoting at all
                yield number, literal
            else:
                yield number, _wrong(lines.name, number, error, lost, raw)
            continue
        if len(row) > width and not any(field.strip() for field in row[width:]):
            row = row[:width]  # spreadsheets fill up rows with empty fields
        if not any(field.strip() for field in row):
            continue
        if len(row) != width:
            reason = f"a row of {len(row)} fields under a header of {width}"
            remedy = "put fields with a delimiter or a line end in double quotes"
            yield lines.number, RecordError(reason, remedy, file=lines.name, line=lines.number, raw=lines.raw)
        else:
            yield lines.number, row


def _next(reader: Iterator[list[str]], limit: int) -> list[str]:
    """The next row. The longest field is a setting of the whole process: it is put back at once."""
    before = csv.field_size_limit(limit)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(before)


def _wrong(name: str, number: int, error: csv.Error, lost: int, raw: bytes) -> RecordError:
    said = str(error)
    reason, remedy = said, "mend the row"
    if "field larger" in said or "end of data" in said:
        reason, remedy = "a quotation mark that is never closed", "close or double it"
    elif "expected after" in said:
        reason = "text after a closing quotation mark"
        remedy = 'write a quotation mark inside a quoted field twice: ""'
    if lost:
        reason += f"; the rows to line {lost} are not read"
    return RecordError(reason, remedy, file=name, line=number, raw=raw)
