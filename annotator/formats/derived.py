"""What follows from labels and is never typed: asked for by name (``derive``), a column or more each in every row.

* ``certain``: ``uncertain`` where an uncertainty cue touches the sentence, else ``certain`` (the sentences of Farkas et
  al. 2010, CoNLL shared task 1).
* ``has_claim``: a claim touches the sentence.
* ``hedged_claim``, ``attributed_claim``: a claim in it is the tail of a ``hedges``, the head of an ``attributed_to``,
  whichever sentence the other end lies in; ``hedged_claims``, ``attributed_claims`` are the ids of these claims.
* ``iob``: IOB2 tags (Ramshaw & Marcus 1995, Tjong Kim Sang & Veenstra 1999) over the tokens, a column for each label,
  so that labels may nest. Every piece of a span begins anew (B); a token belongs to a piece that shares a character
  with it; where two spans of one label share a token, the one that begins first has it, of these the longer one.
* ``factbank``: for each claim that begins in the sentence the values of Saurí & Pustejovsky 2009, as its source and as
  the author sees it: certainty CT, PR, PS with polarity +, -, u; U of any polarity is UU. None without the attributes.

A sentence that was not finished says nothing: its values are None. In a merged layer the first four are voted on, each
rater with what follows from their own labels (``derived_votes``); a tie is None. ``union`` takes what any of them has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, cast

from typing_extensions import TypedDict

from annotator.errors import UsageError
from annotator.formats.merging import Tally, tally
from annotator.model import STRICT, Part, Span
from annotator.scheme import Scheme

__all__ = ["ANSWERS", "DERIVED", "FactBankRow", "Facts", "columns", "derive_of", "factbank", "iob", "voted"]

CLAIM, CUE, HEDGES, ATTRIBUTED = "claim", "uncertainty_cue", "hedges", "attributed_to"
NEEDS = {
    "certain": (CUE,),
    "has_claim": (CLAIM,),
    "iob": (),
    "hedged_claim": (CLAIM, HEDGES),
    "attributed_claim": (CLAIM, ATTRIBUTED),
    "factbank": (CLAIM,),
}
DERIVED = tuple(NEEDS)
ANSWERS = ("certain", "has_claim", "hedged_claim", "attributed_claim")
"""Those with one answer for a sentence, which can be voted on."""

Certain = Literal["certain", "uncertain"]
FactBank = Literal["CT+", "CT-", "CTu", "PR+", "PR-", "PRu", "PS+", "PS-", "PSu", "UU"]
_SIGN = {"pos": "+", "neg": "-", "unk": "u"}


class FactBankRow(TypedDict):
    """The certainty of one claim (its id), as its source and as the author sees it."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    claim: str
    source: FactBank | None
    author: FactBank | None


def derive_of(options: Mapping[str, str], scheme: Scheme) -> tuple[str, ...]:
    """What is to be derived by the options of an export, in the order of ``DERIVED``.

    Raises:
        UsageError: it is not known, or the scheme has not the labels it follows from.
    """
    asked = {name.strip() for name in options.get("derive", "").split(",")} - {""}
    if unknown := sorted(asked - set(DERIVED)):
        raise UsageError(f"'{unknown[0]}' cannot be derived", f"use some of {', '.join(DERIVED)}")
    for name in sorted(asked):
        for label in NEEDS[name]:
            if label not in scheme.spans and label not in scheme.relations:
                raise UsageError(f"{name} cannot be derived: the scheme {scheme.name} has no {label}", "leave it out")
    return tuple(name for name in DERIVED if name in asked)


def columns(asked: Sequence[str], scheme: Scheme) -> dict[str, Any]:
    """The columns of what is asked for with the types of their values, in the order of the row."""
    found: dict[str, Any] = {}
    many, one = cast("Any", list), cast("Any", Literal)
    for name in asked:
        if name == "certain":
            found["certain"] = Certain | None
        elif name == "iob":
            for span in scheme.span:
                found[f"iob_{span.name}"] = many[one["O", f"B-{span.name}", f"I-{span.name}"]] | None
        elif name == "factbank":
            found["factbank"] = list[FactBankRow] | None
        else:
            found[name] = bool | None
            if name != "has_claim":
                found[f"{name}s"] = list[str] | None
    return found


class Facts:
    """What follows from the labels of one layer; ``touched`` gives the sentences that a span touches."""

    def __init__(self, part: Part, touched: Callable[[Span], Iterable[int]]) -> None:
        self._cued: set[int] = set()
        self._claims: dict[int, list[str]] = {}
        for span in part.spans:
            if span.label == CUE:
                self._cued.update(touched(span))
            elif span.label == CLAIM:
                for index in touched(span):
                    self._claims.setdefault(index, []).append(span.id)
        self._linked = {
            "hedged_claim": {r.tail for r in part.relations if r.label == HEDGES},
            "attributed_claim": {r.head for r in part.relations if r.label == ATTRIBUTED},
        }

    def claims(self, name: str, index: int) -> list[str]:
        """The ids of the claims in a sentence that are hedged, or attributed."""
        return [claim for claim in self._claims.get(index, ()) if claim in self._linked[name]]

    def answer(self, name: str, index: int) -> str | bool:
        """One of ``ANSWERS`` for a sentence."""
        if name == "certain":
            return "uncertain" if index in self._cued else "certain"
        return index in self._claims if name == "has_claim" else bool(self.claims(name, index))


def voted(name: str, said: Sequence[str | bool], *, anybody: bool) -> tuple[Tally, str | bool | None]:
    """The answers of several raters for one sentence, and what comes of them; ``anybody``: uncertain or true if any."""
    words = [str(value).lower() for value in said]
    counts = tally(name, len(words), tuple(words))
    if anybody and ("uncertain" in words or "true" in words):
        return counts, "uncertain" if name == "certain" else True
    winner = counts.winner
    return counts, winner if name == "certain" or winner is None else winner == "true"


def iob(spans: Iterable[Sequence[tuple[int, int]]], tokens: Sequence[tuple[int, int]], label: str) -> list[str]:
    """IOB2 tags of one label, one for each token: ``spans`` as their pieces, in the order of the export."""
    tags = ["O"] * len(tokens)
    for pieces in spans:
        covered = [[n for n, (s, e) in enumerate(tokens) if s < end and start < e] for start, end in pieces]
        if any(tags[number] != "O" for numbers in covered for number in numbers):
            continue
        for numbers in covered:
            for number in numbers:
                if tags[number] == "O":  # a token that two pieces share belongs to the first
                    tags[number] = f"B-{label}" if number == numbers[0] else f"I-{label}"
    return tags


def factbank(claim: str, attributes: Iterable[Mapping[str, str]]) -> dict[str, str | None]:
    """The certainty of a claim, by its id and attributes, as a row of ``factbank``."""
    given = {a["name"]: a["value"] for a in attributes}
    polarity = _SIGN.get(given.get("polarity", ""))

    def value(name: str) -> str | None:
        certainty = given.get(name)
        if certainty == "U":
            return "UU"
        return f"{certainty}{polarity}" if certainty in ("CT", "PR", "PS") and polarity else None

    return {"claim": claim, "source": value("cert_source"), "author": value("cert_author")}
