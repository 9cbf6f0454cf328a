"""Reliability data: what every rater said of every item, with values missing where nobody said anything."""

from __future__ import annotations

import numbers
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.errors import UsageError
from annotator.text import safe

from .statistic import Array

__all__ = ["Cells", "Codes", "Pair", "Rating", "Ratings"]

Codes = NDArray[np.intp]
"""Whole numbers that stand for something: an item, a rater, a document, a value."""


class Rating(NamedTuple):
    """One line of the long form. ``value`` None: missing; the item is still one of the items."""

    item: Hashable
    rater: str
    value: Hashable | None
    document: Hashable


class Cells(NamedTuple):
    """How often an item got a value, for those (item, value) that occur; three arrays of one length, sorted."""

    item: Codes
    code: Codes
    tally: Codes


class Pair(NamedTuple):
    """The items that two raters both rated: the document, and what each of them said; three arrays of one length."""

    document: Codes
    first: Codes
    second: Codes


@dataclass(frozen=True, eq=False)
class Ratings:
    """Values of items by raters, in long form: ``item``, ``rater`` and ``code`` hold one number a value, by item.

    ``values[code]`` is the value: anything hashable at nominal level, a number at ordinal, interval and ratio level, a
    frozenset of strings at set levels. Values stand in an order of their own (numbers by size), so that no figure
    depends on the order of the data. ``document[item]`` counts from 0 to ``documents`` - 1; a document may be without
    items, so that several sets of ratings share their resamples.
    """

    item: Codes
    rater: Codes
    code: Codes
    values: tuple[Any, ...]
    document: Codes
    documents: int
    raters: tuple[str, ...]

    # -- made from ----------------------------------------------------------------------------------------------------

    @staticmethod
    def of(
        ratings: Iterable[Rating],
        *,
        raters: Sequence[str] | None = None,
        documents: Sequence[Hashable] | None = None,
    ) -> Ratings:
        """Reliability data from the long form; ``raters`` and ``documents`` fix who and what counts, and the order.

        Raises:
            UsageError: one rater has two values for an item, or an item stands in two documents.
        """
        who = {name: number for number, name in enumerate(raters or ())}
        where = {key: number for number, key in enumerate(documents or ())}
        items: dict[Hashable, int] = {}
        document: list[int] = []
        said: dict[tuple[int, int], Any] = {}
        for name, rater, value, key in ratings:
            item = items.setdefault(name, len(items))
            place = where.setdefault(key, len(where))
            if item == len(document):
                document.append(place)
            elif document[item] != place:
                raise UsageError(f"item {safe(str(name))} stands in two documents", "give each item its own name")
            at = (item, who.setdefault(rater, len(who)))
            if at in said:
                raise UsageError(f"{safe(str(rater))} rates item {safe(str(name))} twice", "keep one of them")
            said[at] = value
        places = sorted(at for at, value in said.items() if value is not None)
        values, code = _coded_objects([said[at] for at in places])
        at_item, at_rater = np.array(places, np.intp).reshape(-1, 2).T
        return Ratings(at_item, at_rater, code, values, _codes(document), len(where), tuple(who))

    @staticmethod
    def from_matrix(
        table: Sequence[Sequence[Any]] | NDArray[Any],
        *,
        raters: Sequence[str] | None = None,
        document: Sequence[int] | Codes | None = None,
        documents: int | None = None,
    ) -> Ratings:
        """Reliability data from items × raters, None or NaN where a value is missing.

        ``document``: of every item; without it every item is a document of its own.
        """
        if isinstance(table, np.ndarray) and table.dtype.kind in "fiub":
            there = ~np.isnan(table) if table.dtype.kind == "f" else np.ones(table.shape, np.bool_)
            found, inverse = np.unique(table[there], return_inverse=True)
            values, code, shape = tuple(found.tolist()), inverse.astype(np.intp), table.shape
        else:
            rows = [list(row) for row in table]
            shape = (len(rows), len(rows[0]) if rows else 0)
            flat = [None if isinstance(value, float) and np.isnan(value) else value for row in rows for value in row]
            there = np.fromiter((value is not None for value in flat), np.bool_, len(flat)).reshape(shape)
            values, code = _coded_objects([value for value in flat if value is not None])
        item, rater = np.nonzero(there)
        names = tuple(raters) if raters is not None else tuple(str(number + 1) for number in range(shape[1]))
        place = _codes(range(shape[0]) if document is None else document)
        return Ratings(item, rater, code, values, place, _documents(place, documents), names)

    @staticmethod
    def from_codes(
        codes: NDArray[np.integer[Any]],
        values: Sequence[Any],
        *,
        raters: Sequence[str] | None = None,
        document: Sequence[int] | Codes | None = None,
        documents: int | None = None,
    ) -> Ratings:
        """Reliability data from items × raters of indices into ``values``, -1 where a value is missing."""
        item, rater = np.nonzero(codes >= 0)
        names = tuple(raters) if raters is not None else tuple(str(number + 1) for number in range(codes.shape[1]))
        place = _codes(range(codes.shape[0]) if document is None else document)
        return _ordered(item, rater, codes[item, rater], tuple(values), place, _documents(place, documents), names)

    # -- what there is ------------------------------------------------------------------------------------------------

    @cached_property
    def sizes(self) -> Codes:
        """The number of values of every item, (items,)."""
        return np.bincount(self.item, minlength=len(self.document)).astype(np.intp)

    @property
    def paired(self) -> NDArray[np.bool_]:
        """Which items have two values or more, (items,); the others are left out."""
        found: NDArray[np.bool_] = self.sizes >= 2
        return found

    @property
    def n_items(self) -> int:
        """How many items have two values or more."""
        return int(self.paired.sum())

    @property
    def left_out(self) -> int:
        """How many items have fewer than two values."""
        return len(self.document) - self.n_items

    @cached_property
    def active(self) -> tuple[str, ...]:
        """The raters who gave a value at all."""
        return tuple(self.raters[number] for number in np.unique(self.rater))

    @property
    def n_raters(self) -> int:
        """How many raters gave a value at all."""
        return len(self.active)

    @property
    def uniform(self) -> bool:
        """Whether every item that is not left out has the same number of values, as Fleiss' κ asks for."""
        return len(np.unique(self.sizes[self.paired])) <= 1

    @cached_property
    def cells(self) -> Cells:
        """How often an item got a value, over all items, also those with one value."""
        kinds = max(len(self.values), 1)
        keys = np.sort(self.item * kinds + self.code)
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        tally = np.diff(starts, append=len(keys))
        item, code = np.divmod(keys[starts], kinds)
        return Cells(item, code, tally)

    @cached_property
    def pairable(self) -> Cells:
        """How often an item got a value, over the items that have two values or more."""
        item, code, tally = self.cells
        kept = self.paired[item]
        return Cells(item[kept], code[kept], tally[kept])

    @cached_property
    def numbers(self) -> Array:
        """The values as numbers, ascending, (values,).

        Raises:
            UsageError: a value is not a finite number.
        """
        for value in self.values:
            if not isinstance(value, numbers.Real) or not np.isfinite(float(value)):
                raise UsageError(f"{safe(str(value))!r} is not a number", "use level nominal, or numbers only")
        return np.array([float(value) for value in self.values], np.float64)

    # -- parts of it --------------------------------------------------------------------------------------------------

    def column(self, rater: str) -> Codes:
        """The codes of one rater, (items,), -1 where a value is missing."""
        found = np.full(len(self.document), -1, np.intp)
        own = self.rater == self.raters.index(rater)
        found[self.item[own]] = self.code[own]
        return found

    def pair(self, first: str, second: str) -> Pair:
        """The items that both raters rated."""
        one, other = self.column(first), self.column(second)
        both = (one >= 0) & (other >= 0)
        return Pair(self.document[both], one[both], other[both])

    def only(self, *raters: str) -> Ratings:
        """The same items with the values of some raters."""
        number = np.full(len(self.raters), -1, np.intp)
        number[[self.raters.index(name) for name in raters]] = np.arange(len(raters))
        kept = number[self.rater] >= 0
        return _ordered(
            self.item[kept],
            number[self.rater[kept]],
            self.code[kept],
            self.values,
            self.document,
            self.documents,
            tuple(raters),
        )

    def against_rest(self, value: Hashable) -> Ratings:
        """The same ratings with two values: True where it is this value, False where it is another."""
        wanted = np.array([held == value for held in self.values], np.bool_)
        code = wanted[self.code].astype(np.intp) if len(self.values) else self.code
        return _ordered(self.item, self.rater, code, (False, True), self.document, self.documents, self.raters)


def _codes(values: Iterable[int] | Codes) -> Codes:
    return np.asarray(values if isinstance(values, np.ndarray) else list(values), np.intp)


def _documents(place: Codes, given: int | None) -> int:
    return given if given is not None else int(place.max(initial=-1)) + 1


def _rank(value: Any) -> tuple[str, Any]:
    """What values are sorted by: numbers by size, sets by their members, anything else by kind and text."""
    if isinstance(value, numbers.Real):
        return "", float(value)
    if isinstance(value, frozenset):
        return "frozenset", sorted(map(str, value))
    return type(value).__name__, str(value)


def _coded_objects(given: Sequence[Any]) -> tuple[tuple[Any, ...], Codes]:
    """The distinct values in their order, and for every value given its place among them."""
    values = tuple(sorted(dict.fromkeys(given), key=_rank))
    number = {value: code for code, value in enumerate(values)}
    return values, np.fromiter((number[value] for value in given), np.intp, len(given))


def _ordered(
    item: Codes,
    rater: Codes,
    code: NDArray[np.integer[Any]],
    values: tuple[Any, ...],
    document: Codes,
    documents: int,
    raters: tuple[str, ...],
) -> Ratings:
    """Ratings whose values are those that occur, each once, in their order."""
    seen, inverse = np.unique(code, return_inverse=True)
    kept, place = _coded_objects([values[number] for number in seen])
    return Ratings(item, rater, place[inverse.astype(np.intp)], kept, document, documents, raters)
