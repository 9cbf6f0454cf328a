"""The language of a search: words and phrases, and fields that say what the labels must be. Pure.

``zou "niet duidelijk" label:uncertainty_cue attr:cue_type=reportative -status:skipped`` – everything must hold; a minus
before a term says that it must not; an asterisk after a word says that it may go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

from annotator.errors import UsageError
from annotator.model import STATUSES
from annotator.scheme.definition import Scheme
from annotator.text.folding import words_of

__all__ = ["FIELDS", "Field", "Query", "QueryError", "Term", "checked", "no_such", "parsed"]

Field = Literal["words", "label", "text", "attr", "relation", "status", "comment", "source", "document", "by"]
FIELDS: tuple[Field, ...] = get_args(Field)[1:]
"""What may stand before a colon."""
ON_SPANS: tuple[Field, ...] = ("label", "text", "attr", "relation", "source")
"""The fields that hold of one span together."""
_DUTCH: dict[str, Field] = {
    "tekst": "text",
    "kenmerk": "attr",
    "relatie": "relation",
    "link": "relation",
    "opmerking": "comment",
    "bron": "source",
    "stuk": "document",
    "van": "by",
}
_DUTCH_STATUS = {"open": "todo", "klaar": "done", "overgeslagen": "skipped", "gevlagd": "flagged"}
MOST = 50
"""Terms in a query."""
LISTED = 12
"""Names that an error lists."""
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_TERM = re.compile(r'(?P<minus>-(?=\S))?(?:(?P<field>[^\W\d_]+):)?(?P<value>(?:"[^"]*(?:"|$)|[^\s"])*)')


class QueryError(UsageError):
    """A query that cannot be asked; ``code`` names the sentence that the screen shows, with ``values`` filled in."""

    def __init__(self, code: str, message: str, remedy: str = "", **values: str) -> None:
        super().__init__(message, remedy)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must hold, or not. ``name`` is that of an attribute; ``prefix``: the last word may go on.

    The value ``*`` of a comment, a source or an attribute means any.
    """

    field: Field
    value: str
    name: str = ""
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All that must hold."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def of(self, *fields: Field) -> tuple[Term, ...]:
        """The terms of some fields."""
        return tuple(term for term in self.terms if term.field in fields)

    @property
    def on_spans(self) -> tuple[Term, ...]:
        """The terms that hold of one span together."""
        return self.of(*ON_SPANS)


# -- reading ------------------------------------------------------------------------------------------------------


def parsed(text: str) -> Query:
    """Read a query; one with nothing in it asks for nothing.

    Raises:
        QueryError: a field is not known or has no value, a word has no letters, or there are too many terms.
    """
    plain = text.encode("utf-8", "replace").decode().translate(_QUOTES)
    terms = tuple(term for found in _TERM.finditer(plain) if (term := _term(found)) is not None)
    if len(terms) > MOST:
        raise QueryError("many", f"more than {MOST} words", "ask for fewer", n=str(MOST))
    return Query(terms)


def _term(found: re.Match[str]) -> Term | None:
    name, value, negated = found["field"], found["value"], bool(found["minus"])
    if name is None:
        return _words(value, negated)
    field = _field(name)
    if field is None:
        return _words(f"{name}:{value}", negated)
    if not value.replace('"', "").strip():
        raise QueryError("empty", f"nothing stands after {name}:", "write what is wanted, or leave it out", field=name)
    if field == "attr":
        return _attribute(value, negated)
    bare, prefix = _bare(value)
    if not words_of(bare) and (field == "text" or (field in ("comment", "source") and bare != "*")):
        raise _wordless(value)
    if field == "status":
        bare = _DUTCH_STATUS.get(bare.casefold(), bare.casefold())
    return Term(field, bare, prefix=prefix, negated=negated)


def _field(name: str) -> Field | None:
    """The field of a name; None: it is a word of the text that has a colon behind it.

    Raises:
        QueryError: it is nearly one.
    """
    name = name.casefold()
    if name in _DUTCH:
        return _DUTCH[name]
    for field in FIELDS:
        if name == field:
            return field
    if near := get_close_matches(name, [*FIELDS, *_DUTCH], 1, 0.75):
        raise _no_such("field", name, FIELDS, near[0])
    return None


def _bare(value: str) -> tuple[str, bool]:
    """A value without its quotes, and whether an asterisk stood behind it."""
    if value == "*":
        return value, False
    prefix = value.endswith("*")
    return value.rstrip("*").replace('"', "").strip(), prefix


def _words(value: str, negated: bool) -> Term | None:
    words, prefix = _bare(value)
    if words_of(words):
        return Term("words", words, prefix=prefix, negated=negated)
    if words.strip("*-"):
        raise _wordless(value)
    return None  # an asterisk, a minus, or quotes with nothing in them: somebody is still typing


def _wordless(value: str) -> QueryError:
    return QueryError("wordless", f"{value!r} has no letters or digits", "search for words", value=value)


def _attribute(value: str, negated: bool) -> Term:
    name, sign, wanted = value.replace('"', "").partition("=")
    return Term("attr", wanted.strip() if sign and wanted.strip() else "*", name=name.strip(), negated=negated)


# -- checking -----------------------------------------------------------------------------------------------------


def _no_such(what: str, given: str, there: Iterable[str], near: str = "") -> QueryError:
    known = list(dict.fromkeys(there))
    near = near or next(iter(get_close_matches(given, known, 1, 0.5)), "")
    shown = ", ".join(known[:LISTED]) + (", …" if len(known) > LISTED else "")
    meant = f"did you mean {near}? " if near else ""
    remedy = f"{meant}there are: {shown}" if known else "there are none"
    code = "no_such.near" if near else "no_such"
    values = {"what": what, "given": given, "known": shown or "–", "near": near}
    return QueryError(code, f"there is no {what} {given!r}", remedy, **values)


def no_such(what: str, given: str, there: Sequence[str]) -> QueryError:
    """The error of a name that is not there, with those that are and the one that was perhaps meant."""
    return _no_such(what, given, there)


def checked(query: Query, scheme: Scheme) -> Query:
    """The query, if every name in it is one of the scheme.

    Raises:
        QueryError: one is not; says which there are.
    """
    for term in query.terms:
        if term.field == "label" and term.value not in scheme.spans:
            raise _no_such("label", term.value, scheme.spans)
        if term.field == "relation" and term.value not in scheme.relations:
            raise _no_such("relation", term.value, scheme.relations)
        if term.field == "status" and term.value not in STATUSES:
            raise _no_such("status", term.value, STATUSES)
        if term.field == "by" and term.negated:
            raise QueryError("by", "by: says whose labels, it cannot be negated", "name the one whose they are")
        if term.field == "attr":
            _check_attribute(term, scheme)
    return query


def _check_attribute(term: Term, scheme: Scheme) -> None:
    lists = dict(_attributes(scheme))
    if term.name not in lists:
        raise _no_such("attribute", term.name, lists)
    values = [name for found, names in _attributes(scheme) if found == term.name for name in names]
    if term.value != "*" and values and term.value not in values:
        raise _no_such("value", term.value, values)


def _attributes(scheme: Scheme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every attribute of spans, and every sentence label, with its closed list (empty: any value)."""
    for span in scheme.span:
        for attribute in span.attribute:
            yield attribute.name, () if attribute.entity else attribute.names
    for label in scheme.sentence_label:
        yield label.name, label.names
