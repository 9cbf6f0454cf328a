"""Which figures a corpus has: every layer with the measures that are defined for it, each as a ``Statistic``.

A *layer* of the report is a span label (``claim``), all span labels together (``spans``), an attribute
(``claim.polarity``), a relation (``relation:hedges``) or a sentence label (``sentence:check_worthiness``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from annotator.agreement.alpha import alpha_against_rest, krippendorff_alpha
from annotator.agreement.attributes import Items, attribute_items, coverage, sentence_items, sentence_sets
from annotator.agreement.coefficients import (
    bennett_s,
    fleiss_kappa,
    gwet_ac1,
    negative_agreement,
    observed_agreement,
    pabak,
    positive_agreement,
    prevalence_index,
    scott_pi,
)
from annotator.agreement.continuum import Axis, Continuum, Measure
from annotator.agreement.corpus import Corpus
from annotator.agreement.pairwise import cohen_kappa, weighted_kappa
from annotator.agreement.ratings import Ratings
from annotator.agreement.relations import RelationAgreement, set_alpha
from annotator.agreement.spans import RULES, SpanAgreement
from annotator.agreement.statistic import Statistic
from annotator.agreement.token_alpha import token_alpha
from annotator.agreement.unitizing import bar_u_alpha, cu_alpha, ku_alpha, u_alpha
from annotator.agreement.unitizing_1995 import u_alpha_1995
from annotator.model import Layer
from annotator.scheme.definition import Scheme

__all__ = ["SPANS", "Compared", "Figure"]

SPANS = "spans"
"""The layer of all span labels together."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the names of the report. ``n_items``: what it counts over; ``n_docs``: documents that add to it.

    Layer, label, measure and variant name one figure over all raters: a condition stands behind a ``+`` in the variant.
    """

    layer: str
    label: str | None
    measure: str
    variant: str
    statistic: Statistic
    n_items: int
    n_raters: int
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def n_docs(self) -> int:
        """How many documents add something."""
        return int((np.abs(self.statistic.sums).sum(axis=1) > 0).sum())


@dataclass(frozen=True)
class Compared:
    """A corpus that is being compared: its spans and relations matched once, for all figures.

    ``scheme`` gives the order of the labels, and which attributes are ordered or optional; labels it does not know come
    after its own. ``rule``: the matching rule for attributes, relations and pairs; ``unit``: of the α's of spans.
    """

    corpus: Corpus
    scheme: Scheme
    rule: str = "exact"
    unit: Measure = "token"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The span labels of the scheme; where there are others, as in records from elsewhere, those that occur."""
        found = {s.label for d in self.corpus.documents for r in d.readings for s in r.part.spans}
        return tuple(self.scheme.spans) if found <= self.scheme.spans.keys() else _ordered(found, self.scheme.spans)

    @cached_property
    def relation_labels(self) -> tuple[str, ...]:
        """The relation labels that occur, in the order of the scheme."""
        found = {x.label for d in self.corpus.documents for r in d.readings for x in r.part.relations}
        return _ordered(found, self.scheme.relations)

    @cached_property
    def sentence_labels(self) -> tuple[str, ...]:
        """The sentence labels that occur, in the order of the scheme."""
        states = (s for d in self.corpus.documents for r in d.readings for s in r.part.sentences)
        return _ordered({a.name for state in states for a in state.labels}, self.scheme.sentence_labels)

    @cached_property
    def spans(self) -> SpanAgreement:
        """The spans of every two raters, matched."""
        rules = (*RULES, *(() if self.rule in RULES else (self.rule,)))
        return SpanAgreement.of(self.corpus, self.labels, rules)

    @cached_property
    def relations(self) -> RelationAgreement:
        """The relations of every two raters; direction counts but where the scheme says that there is none."""
        symmetric = [name for name, relation in self.scheme.relations.items() if relation.symmetric]
        return RelationAgreement.of(self.spans, rule=self.rule, labels=self.relation_labels, symmetric=symmetric)

    @cached_property
    def axis(self) -> Axis:
        """The positions that the α's of spans count."""
        return Axis.of(self.corpus, self.unit)

    @cached_property
    def tokens(self) -> Axis:
        """The positions that token α counts: tokens, whatever the others count."""
        return self.axis if self.unit == "token" else Axis.of(self.corpus)

    @property
    def raters(self) -> int:
        """How many are compared."""
        return len(self.corpus.raters)

    # -- every layer ---------------------------------------------------------------------------------------------

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """Every layer there is something of, in the order of a report."""
        spans = (*self.labels, *((SPANS,) if len(self.labels) > 1 else ()))
        attributes = (f"{label}.{name}" for label in self.labels for name in self._attributes(label))
        relations = (f"relation:{label}" for label in self.relation_labels)
        return (*spans, *attributes, *relations, *(f"sentence:{name}" for name in self.sentence_labels))

    def figures(self, layer: str) -> Iterator[Figure]:
        """The figures of a layer over all raters."""
        kind, _, name = layer.partition(":")
        if layer == SPANS:
            yield from self._all_spans()
        elif layer in self.labels:
            yield from self._span_label(layer)
        elif kind == "relation" and name in self.relation_labels:
            yield from self._relation(name)
        elif kind == "sentence" and name in self.sentence_labels:
            yield from self._sentence_label(name)
        else:
            for label in self.labels:  # names from elsewhere can have a dot themselves
                attribute = layer.removeprefix(f"{label}.")
                if attribute != layer and attribute in self._attributes(label):
                    yield from self._attribute(label, attribute)

    def pairwise(self, number: int) -> Iterator[Figure]:
        """The figures of two raters: F1 and uα of spans, F1 of relations, κ and α of sentence labels."""
        one, two = self.spans.raters(number)
        params: dict[str, Any] = {"raters": [str(one), str(two)]}
        axis = Axis.of(self.corpus, self.unit, (one, two))
        for label in self.labels:
            count = sum(self.spans.compared(number, label).spans)
            f1 = self.spans.f1(number, self.rule, label)
            yield Figure(label, None, "f1", self.rule, f1, count, 2, params)
            alpha = u_alpha(axis.continuum(label))
            yield Figure(label, None, "u_alpha", "2016", alpha, count, 2, params | {"unit": self.unit})
        f1 = self.spans.f1(number, self.rule)
        yield Figure(SPANS, None, "f1", self.rule, f1, sum(self.spans.compared(number).spans), 2, params)
        for label in self.relation_labels:
            f1, count = self.relations.f1(number, label), sum(self.relations.counts(number, label))
            yield Figure(f"relation:{label}", None, "f1", self.rule, f1, count, 2, params)
        yield from self._sentence_pair(one, two, params)

    def _sentence_pair(self, one: Layer, two: Layer, params: dict[str, Any]) -> Iterator[Figure]:
        corpus = Corpus(self.corpus.documents, (one, two))
        for name in self.sentence_labels:
            items = sentence_items(corpus, self.scheme.sentence_labels.get(name, name))
            ratings = items.ratings(corpus)
            count = ratings.n_items
            alpha = krippendorff_alpha(ratings, items.level)
            yield Figure(items.layer, None, "krippendorff_alpha", items.level, alpha, count, 2, params)
            kappa = cohen_kappa(ratings, (str(one), str(two)))
            yield Figure(items.layer, None, "cohen_kappa", "nominal", kappa, count, 2, params)

    # -- spans ---------------------------------------------------------------------------------------------------

    def _f1(self, layer: str, label: str | None) -> Iterator[Figure]:
        pairs = range(len(self.spans.pairs))
        count = sum(sum(self.spans.compared(number, label).spans) for number in pairs)
        for rule in self.spans.rules:
            spread = self.spans.spread(rule, label)
            params: dict[str, Any] = {"pairs": len(pairs)} | ({"spread": list(spread)} if spread else {})
            yield Figure(layer, None, "f1", rule, self.spans.mean(rule, label), count, self.raters, params)

    def _span_label(self, label: str) -> Iterator[Figure]:
        yield from self._f1(label, label)
        continuum = self.axis.continuum(label)
        count, params = len(continuum.start), {"unit": self.unit}
        yield Figure(label, None, "u_alpha", "2016", u_alpha(continuum), count, self.raters, params)
        yield Figure(label, None, "u_alpha", "1995", u_alpha_1995(continuum), count, self.raters, params)
        yield self._token_alpha(label, self.tokens.continuum(label))

    def _all_spans(self) -> Iterator[Figure]:
        yield from self._f1(SPANS, None)
        continuum = self.axis.continuum(self.labels)
        count, params = len(continuum.start), {"unit": self.unit}
        family = (("u_alpha", u_alpha), ("bar_u_alpha", bar_u_alpha), ("cu_alpha", cu_alpha))
        for measure, formula in family:
            yield Figure(SPANS, None, measure, "2016", formula(continuum), count, self.raters, params)
        for label in self.labels:
            found = ku_alpha(continuum, label)
            yield Figure(SPANS, label, "ku_alpha", "2016", found, count, self.raters, params)
        yield self._token_alpha(SPANS, self.tokens.continuum(self.labels))

    def _token_alpha(self, layer: str, continuum: Continuum) -> Figure:
        positions, params = int(continuum.lengths.sum()), {"unit": "token"}
        return Figure(layer, None, "token_alpha", "nominal", token_alpha(continuum), positions, self.raters, params)

    # -- attributes ----------------------------------------------------------------------------------------------

    def _attributes(self, label: str) -> tuple[str, ...]:
        said = {
            a.name
            for d in self.corpus.documents
            for r in d.readings
            for s in r.part.spans
            if s.label == label
            for a in s.attributes
        }
        definition = self.scheme.spans.get(label)
        return _ordered(said, [a.name for a in definition.attribute] if definition else ())

    def _attribute(self, label: str, name: str) -> Iterator[Figure]:
        span = self.scheme.spans.get(label)
        attribute = (span.find(name) if span else None) or name
        covered = coverage(self.spans, label, rule=self.rule).value
        items = attribute_items(self.spans, label, attribute, rule=self.rule)
        yield from self._rated(items, {"match": self.rule, "coverage": covered})
        items = attribute_items(self.spans, label, attribute, rule=self.rule, misses=True)
        ratings = items.ratings(self.corpus)
        alpha = krippendorff_alpha(ratings, items.level)
        params, variant = {"match": self.rule, "misses": True}, f"{items.level}+misses"
        yield Figure(items.layer, None, "krippendorff_alpha", variant, alpha, ratings.n_items, self.raters, params)

    # -- relations -----------------------------------------------------------------------------------------------

    def _relation(self, label: str) -> Iterator[Figure]:
        layer, pairs = f"relation:{label}", range(len(self.spans.pairs))
        count = sum(sum(self.relations.counts(number, label)) for number in pairs)
        for ends in (False, True):
            spread = self.relations.spread(label, ends=ends)
            params: dict[str, Any] = {"pairs": len(pairs)} | ({"spread": list(spread)} if spread else {})
            if ends:
                found = [self.relations.coverage(number, label).value for number in pairs]
                held = [value for value in found if value is not None]
                params |= {"given": "both_ends", "coverage": sum(held) / len(held) if held else None}
            mean, variant = self.relations.mean(label, ends=ends), self.rule + ("+given_ends" if ends else "")
            yield Figure(layer, None, "f1", variant, mean, count, self.raters, params)
        definition = self.scheme.relations.get(label)
        if definition is not None and label == "attributed_to":
            items = self.relations.set_items(label, definition.head)
            alpha = set_alpha(items, len(self.corpus.documents))
            params, count = {"match": self.rule, "given": definition.head}, len({rating.item for rating in items})
            yield Figure(layer, None, "krippendorff_alpha", "jaccard", alpha, count, self.raters, params)

    # -- sentences -----------------------------------------------------------------------------------------------

    def _sentence_label(self, name: str) -> Iterator[Figure]:
        items = sentence_items(self.corpus, self.scheme.sentence_labels.get(name, name))
        yield from self._rated(items, {})
        ratings = sentence_sets(self.corpus, name).ratings(self.corpus)
        for level in ("masi", "jaccard"):
            alpha = krippendorff_alpha(ratings, level)
            yield Figure(items.layer, None, "krippendorff_alpha", level, alpha, ratings.n_items, self.raters)

    def _rated(self, items: Items, params: dict[str, Any]) -> Iterator[Figure]:
        """Everything that is defined for values in long form, over all of them and for each category."""
        ratings = items.ratings(self.corpus)
        count, layer, level = ratings.n_items, items.layer, items.level

        def figure(measure: str, statistic: Statistic, label: str | None = None, variant: str = "nominal") -> Figure:
            return Figure(layer, label, measure, variant, statistic, count, self.raters, dict(params))

        yield figure("observed_agreement", observed_agreement(ratings))
        yield figure("krippendorff_alpha", krippendorff_alpha(ratings, level), variant=level)
        if level == "nominal":
            yield from (figure(measure, statistic) for measure, statistic in _nominal(ratings))
        elif ratings.n_raters == 2:
            for weights in ("linear", "quadratic"):
                found = figure("weighted_kappa", weighted_kappa(ratings, weights), variant=level)
                found.params["weights"] = weights
                yield found
        names = items.order or ratings.values
        if len(ratings.values) > 1:
            for value in ratings.values:
                label = names[value] if items.order else str(value)
                yield figure("krippendorff_alpha", alpha_against_rest(ratings, value), label)
                yield figure("positive_agreement", positive_agreement(ratings, value), label)
                yield figure("negative_agreement", negative_agreement(ratings, value), label)
                yield figure("prevalence_index", prevalence_index(ratings, value), label)


def _nominal(ratings: Ratings) -> Iterator[tuple[str, Statistic]]:
    yield "gwet_ac1", gwet_ac1(ratings)
    yield "bennett_s", bennett_s(ratings)
    if len(ratings.values) <= 2:
        yield "pabak", pabak(ratings)
    if ratings.n_raters == 2:
        yield "scott_pi", scott_pi(ratings)
        yield "cohen_kappa", cohen_kappa(ratings)
    elif ratings.n_raters > 2 and ratings.uniform:
        yield "fleiss_kappa", fleiss_kappa(ratings)


def _ordered(found: set[str], known: Sequence[str] | dict[str, Any]) -> tuple[str, ...]:
    """Names in the order of the scheme, those it does not know behind them by name."""
    listed = [name for name in known if name in found]
    return (*listed, *sorted(found - set(listed)))
