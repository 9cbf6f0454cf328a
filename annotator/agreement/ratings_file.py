"""``--ratings``: reliability data from a table of any origin, and everything that is defined for its level.

The table is CSV with a header: ``item``, ``annotator``, ``value`` and, where there is one, ``document``; other columns
are not looked at. Comma, semicolon or tab, told from the header; UTF-8, with or without a byte order mark; spaces
around a cell do not count. An empty value is a missing one. At the levels masi and jaccard a value is a set, ``a|b``;
``∅`` or a bare ``|`` is the empty set. At ordinal, interval and ratio level values are numbers with a decimal point.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from annotator.errors import UsageError
from annotator.text import safe

from .alpha import LEVELS, Level, krippendorff_alpha
from .coefficients import bennett_s, fleiss_kappa, gwet_ac1, observed_agreement, scott_pi
from .pairwise import WEIGHTS, cohen_kappa, weighted_kappa
from .parts import MOST
from .ratings import Rating, Ratings
from .statistic import Statistic

__all__ = ["Measure", "RatingsFile", "measures_of", "read_ratings"]

NEEDED = ("item", "annotator", "value")
DOCUMENT = "document"
EMPTY_SET = "∅"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """What was read: the ratings, whether the table says which items are of one document, and its SHA-256.

    Without documents every item is one, and the intervals, too narrow where items are alike, must come with a warning.
    """

    ratings: Ratings
    by_document: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a report, with the names that the JSON has; ``n_items``: with two values or more."""

    measure: str
    variant: str
    params: dict[str, Any]
    statistic: Statistic
    n_items: int
    n_raters: int


# -- what is computed ------------------------------------------------------------------------------------------------


def measures_of(ratings: Ratings, level: Level) -> Iterator[Measure]:
    """Everything that is defined for the level, one after the other, because each holds sums of every document.

    Nominal: observed agreement, α, AC1, S; with two raters Scott's π and Cohen's κ; with more Fleiss' κ, where every
    item has as many values, and Cohen's κ of each pair. Ordinal, interval and ratio: observed agreement (of values that
    are the same), α, and weighted κ, linear and quadratic, of the two or of each pair; linear is left out where
    documents × different values are more than memory holds. Masi and jaccard: observed agreement (of sets that are the
    same), α.
    A rater without any value is none.
    """

    def of_all(measure: str, variant: str, statistic: Statistic) -> Measure:
        return Measure(measure, variant, {}, statistic, ratings.n_items, ratings.n_raters)

    sets = level in ("masi", "jaccard")
    yield of_all("observed_agreement", "exact" if sets else "nominal", observed_agreement(ratings))
    yield of_all("krippendorff_alpha", level, krippendorff_alpha(ratings, level))
    if level == "nominal":
        yield of_all("gwet_ac1", level, gwet_ac1(ratings))
        yield of_all("bennett_s", level, bennett_s(ratings))
        if ratings.n_raters == 2:
            yield of_all("scott_pi", level, scott_pi(ratings))
        elif ratings.n_raters > 2 and ratings.uniform:
            yield of_all("fleiss_kappa", level, fleiss_kappa(ratings))
    for one, other in () if sets else combinations(ratings.active, 2):
        yield from _of_pair(ratings, level, one, other)


def _of_pair(ratings: Ratings, level: Level, one: str, other: str) -> Iterator[Measure]:
    shared = len(ratings.pair(one, other).document)
    params = {"raters": [one, other]}
    if level == "nominal":
        yield Measure("cohen_kappa", level, params, cohen_kappa(ratings, (one, other)), shared, 2)
        return
    for weights in WEIGHTS:
        if weights == "quadratic" or ratings.documents * (2 * len(ratings.values) + 1) <= MOST:
            statistic = weighted_kappa(ratings, weights, (one, other))
            yield Measure("weighted_kappa", level, params | {"weights": weights}, statistic, shared, 2)


# -- what is read ----------------------------------------------------------------------------------------------------


def read_ratings(path: Path, level: Level) -> RatingsFile:
    """Read a table of ratings. Documents, items and annotators are taken in the order of their names, so that the order
    of the lines changes nothing, not even an interval.

    Raises:
        UsageError: the file cannot be read or something in it cannot be used; the message has file, line and remedy.
    """
    if level not in LEVELS:
        raise UsageError(f"there is no level {level!r}", f"use one of: {', '.join(LEVELS)}")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}", "name a CSV file") from None
    name = safe(str(path))
    table = _Table(name, level, *_header(name, _text(name, raw)))
    for line, row in table.rows():
        table.take(line, row)
    return RatingsFile(table.ratings(), table.by_document, hashlib.sha256(raw).hexdigest())


def _wrong(name: str, line: int, message: str, remedy: str) -> UsageError:
    return UsageError(f"{name}:{line}: {message}", remedy)


def _shown(cell: str) -> str:
    """A cell as a message quotes it: harmless, and not too long."""
    text = safe(cell)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def _text(name: str, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _wrong(name, line, "this is not UTF-8", "save the table as CSV in UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _wrong(name, line, "there is a NUL character", "save the table as CSV in UTF-8")
    return text


def _header(name: str, text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns and the rows with their lines; the first line that is not empty is the header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=lambda sign: len(set(NEEDED) & set(_names(first.split(sign)))))
    rows = _rows(name, text, delimiter)
    line, header = next(rows, (1, []))
    names = _names(header)
    for needed in NEEDED:
        if needed not in names:
            held = ", ".join(_shown(cell) for cell in header[:10]) or "nothing"
            message = f"there is no column {needed!r} (the header has {held})"
            raise _wrong(name, line, message, f"begin the file with the line {','.join(NEEDED)}")
    for column in (*NEEDED, DOCUMENT):
        if names.count(column) > 1:
            raise _wrong(name, line, f"there are two columns {column!r}", "rename one of them")
    return names, rows


def _names(header: list[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in header]


def _rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the line it begins on and its cells without spaces around them."""
    source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    line = 1
    while True:
        try:
            row = next(source)
        except StopIteration:
            return
        except csv.Error as error:
            faults = {
                "unexpected end of data": (
                    "a quotation mark is never closed",
                    "close it, or write it twice inside a cell",
                ),
                "field larger": ("a cell is too long", "is a quotation mark not closed? a value is short"),
            }
            known = (fault for start, fault in faults.items() if str(error).startswith(start))
            message, remedy = next(known, (str(error), "write a quotation mark inside a quoted cell twice"))
            raise _wrong(name, line, message, remedy) from None
        if any(cell.strip() for cell in row):
            yield line, [cell.strip() for cell in row]
        line = source.line_num + 1


@dataclass
class _Table:
    """The rows taken so far."""

    name: str
    level: Level
    names: list[str]
    source: Iterator[tuple[int, list[str]]]
    taken: dict[tuple[str, str], tuple[Hashable | None, str, int]] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def by_document(self) -> bool:
        """Whether there is a column that says which items are of one document."""
        return DOCUMENT in self.names

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row by the names of its columns."""
        wanted = {column: self.names.index(column) for column in (*NEEDED, DOCUMENT) if column in self.names}
        for line, row in self.source:
            if len(row) < len(self.names) and any(place >= len(row) for place in wanted.values()):
                message = f"{len(row)} cells under {len(self.names)} columns"
                raise _wrong(self.name, line, message, "an empty value keeps its delimiter")
            if any(row[len(self.names) :]):
                message = f"{len(row)} cells under {len(self.names)} columns"
                raise _wrong(
                    self.name, line, message, "put a cell that has the delimiter in it between quotation marks"
                )
            yield line, {column: row[place] for column, place in wanted.items()}

    def take(self, line: int, row: dict[str, str]) -> None:
        """Take in one row."""
        for column in ("item", "annotator", *([DOCUMENT] if self.by_document else [])):
            if not row[column]:
                raise _wrong(self.name, line, f"the {column} is empty", "say which it is; only a value may be empty")
        item, rater = row["item"], unicodedata.normalize("NFC", row["annotator"])
        document = row.get(DOCUMENT, item)
        before, where = self.places.setdefault(item, (document, line))
        if before != document:
            message = f"item {_shown(item)} is of document {_shown(document)}, on line {where} of {_shown(before)}"
            raise _wrong(self.name, line, message, "items of different documents need different names")
        if (item, rater) in self.taken:
            message = f"{_shown(rater)} rates item {_shown(item)} again, first on line {self.taken[item, rater][2]}"
            raise _wrong(self.name, line, message, "keep one of the two lines")
        self.taken[item, rater] = (self._value(line, row["value"]), document, line)

    def ratings(self) -> Ratings:
        """All rows together."""
        if not self.taken:
            raise _wrong(
                self.name, 1, "there are no ratings under the header", "add a line for each item and annotator"
            )
        records = (Rating(item, rater, *self.taken[item, rater][:2]) for item, rater in sorted(self.taken))
        return Ratings.of(
            records,
            raters=sorted({rater for _, rater in self.taken}),
            documents=sorted({document for document, _ in self.places.values()}),
        )

    def _value(self, line: int, cell: str) -> Hashable | None:
        if not cell:
            return None
        if self.level == "nominal":
            return cell
        if self.level in ("masi", "jaccard"):
            return frozenset(part.strip() for part in cell.split("|")) - {"", EMPTY_SET}
        number = float(cell) if _NUMBER.fullmatch(cell) else math.nan
        if not math.isfinite(number):
            remedy = (
                "write it with a decimal point" if "," in cell else "leave a missing value empty, or use level nominal"
            )
            raise _wrong(self.name, line, f"{_shown(cell)} is not a number", remedy)
        if number < 0 and self.level == "ratio":
            raise _wrong(self.name, line, f"{_shown(cell)} is negative, a ratio scale is not", "use level interval")
        return number
