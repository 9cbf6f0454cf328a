"""Layers of labels that the scheme does not have, with whatever names other tools allow."""

from __future__ import annotations

import pytest

from annotator.agreement.corpus import Corpus
from annotator.agreement.figures import Compared
from annotator.model import Attribute
from annotator.session.agreement import default_scheme
from tests.unit.agreement.test_spans import document, reading, span


@pytest.mark.parametrize(("label", "attribute"), [("PER", "type"), ("LOC.city", "type"), ("claim", "ner.type")])
def test_a_dot_in_a_name_does_not_hide_an_attribute(label: str, attribute: str) -> None:
    spans = [span(label, 0, 9, **{attribute: "x"}), span(label, 20, 29, **{attribute: "y"})]
    assert spans[0].attributes == (Attribute(attribute, "x"),)
    found = Compared(Corpus.of([document(reading("a", *spans), reading("b", *spans))]), default_scheme())
    assert f"{label}.{attribute}" in found.layers
    values = {f.measure: f.statistic.value for f in found.figures(f"{label}.{attribute}") if f.label is None}
    assert values["krippendorff_alpha"] == 1.0
