"""Sentences with their labels written into them: ``{s1:De politie} {a1:zegt} dat {c1:er doden zijn}.``

A name is the short name of a label in the default scheme with a number; the same name again is another piece of that
span. Links are written ``c1-s1``, from head to tail.
"""

from __future__ import annotations

import re
from dataclasses import replace

from annotator.labels import Labels
from annotator.model import Fragment, Part, Patch, Span
from annotator.scheme import default_values
from annotator.scheme.defaults import attributes_in_order
from annotator.session.framing import obvious_links
from tests.building import nl_fact

__all__ = ["links", "read"]

_PIECES = re.compile(r"\{([a-z]\d):|(\})|([^{}])")


def read(sentence: str) -> tuple[str, dict[str, tuple[str, tuple[tuple[int, int], ...]]]]:
    """The text of a sentence, and the label and the places of each name in it, in text order."""
    scheme = nl_fact()[1]
    named = {d.short: d.name for d in scheme.span}
    text, places = "", dict[str, list[tuple[int, int]]]()
    begun: list[tuple[str, int]] = []
    for name, closed, character in _PIECES.findall(sentence):
        if name:
            begun.append((name, len(text)))
            places.setdefault(name, [])
        elif closed:
            ended, start = begun.pop()
            places[ended].append((start, len(text)))
        else:
            text += character
    return text, {name: (named[name[0]], tuple(sorted(found))) for name, found in places.items()}


def links(sentence: str) -> set[str]:
    """The links that are obvious in a sentence."""
    scheme = nl_fact()[1]
    text, places = read(sentence)
    labels = Labels([0])
    for name, (label, extent) in places.items():
        span = Span(name, label, 0, tuple(Fragment(a, b, text[a:b]) for a, b in extent))
        labels.apply(Patch(after=Part(spans=(span,))))
    for name in [*places, *places]:  # twice: one default may follow from another
        span = labels.spans[name]
        values = attributes_in_order(scheme, span.label, default_values(scheme, labels, span))
        labels.apply(Patch(Part(spans=(span,)), Part(spans=(replace(span, attributes=values),))))
    found = obvious_links(scheme, labels, text, labels.in_sentence(0))
    return {f"{head.id}-{tail.id}" for _, head, tail in found}
