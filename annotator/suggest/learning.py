"""``online/1``: the tokens of a sentence tagged for each label by an averaged perceptron that learns as one goes. Pure.

A path of tags is found for each label apart (labels nest and overlap), from the weights of the features of its tokens;
where it is not what the annotator says, the features of the right path gain and those of the wrong one lose (Collins
2002, *Discriminative training methods for hidden Markov models*). Of a sentence that is known in part, the right path
is the best one that agrees with what is known. It begins as a copy of what the other suggesters say, which are features
like any other. All weights are whole numbers: the same lessons in the same order give the same bytes everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from annotator.suggest.seen_values import Values
from annotator.suggest.tagging import (
    ANY,
    COUNT,
    OPEN,
    OUTSIDE,
    TAGS,
    After,
    best_path,
    fits,
    path_of,
    span_tags,
    spans_in,
)
from annotator.suggest.token_features import Words

__all__ = ["NAME", "Found", "Known", "Learner", "Lesson", "Step"]

NAME = "online/1"
ROUNDS = 6
"""How often one lesson is repeated at most, while it is not known by heart."""
HEAD_START = 40
"""The weight with which a learner believes the other suggesters in the beginning."""
MOST = 8_000
"""Features that are kept: beyond it, a quarter goes, those of the least weight first."""
_AFTER = tuple((f"after={tag}",) for tag in TAGS)
_AS_HINTED = (("begins", "B"), ("begins and ends", "S"), ("goes on", "I"), ("goes on and ends", "E"))
_STEEP = 12.0
"""Weight a token at which a score is far on its way to 1."""
_REASONS = 3
_NO = (0, 0)
Demand = Sequence[frozenset[str]]
"""The tags that each token of a sentence may have."""


@dataclass(frozen=True, slots=True)
class Known:
    """A label on tokens ``[first, last)`` of a sentence, with its attributes."""

    label: str
    first: int
    last: int
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A label that is suggested on tokens ``[first, last)``: how sure in 0..1, its values, and why in features."""

    label: str
    first: int
    last: int
    score: float
    attributes: tuple[tuple[str, str], ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A correction: the path of tags of a label that gained, the one that lost, and when."""

    label: str
    clock: int
    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of learning from a sentence: enough to take it back."""

    steps: tuple[Step, ...] = ()
    counted: tuple[Known, ...] = ()


class Learner:
    """The weights of a model: feature → tag of a label → weight, and the sum of its changes each times its clock.

    The mean of a weight over time is ``weight - sum / clock``; what is suggested goes by weight and mean together.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.clock = 1
        self.values = Values()
        self._rows: dict[str, dict[int, list[int]]] = {}

    def __len__(self) -> int:
        """How many features have a weight."""
        return len(self._rows)

    # -- learning ---------------------------------------------------------------------------------------------------

    def update_sentence(self, words: Words, spans: Iterable[Known], unknown: Iterable[Known] = ()) -> Lesson:
        """Learn from a finished sentence: all its labels, and that there are no others.

        Of spans of one label that overlap, the longest are learned from. Nothing is said of the tokens of ``unknown``:
        those of spans that no path of tags can give.
        """
        listed, left_open = tuple(spans), tuple(unknown)
        for known in (*listed, *left_open):
            self._place(known.label)
        demands: dict[str, Demand] = {}
        for label in self.labels:
            path = path_of(_apart(known for known in listed if known.label == label), len(words.tokens))
            demand = [frozenset(tag) for tag in path]
            for known in left_open:
                if known.label == label:
                    _free(demand, known)
            demands[label] = demand
        return self._learned(words, demands, listed)

    def update_span(self, words: Words, span: Known) -> Lesson:
        """Learn from one label, set or accepted, in a sentence of which the rest is not known yet."""
        self._place(span.label)
        demand: list[frozenset[str]] = [ANY] * len(words.tokens)
        demand[span.first : span.last] = map(frozenset, span_tags(span.last - span.first))
        if span.last < len(demand):
            demand[span.last] = OPEN
        return self._learned(words, {span.label: demand}, (span,))

    def update_rejection(self, words: Words, span: Known) -> Lesson:
        """Learn that a label does not stand on these tokens; nothing, where the model does not think so either."""
        if span.label not in self.labels:
            return Lesson()
        scores, after = self._summed(words, meant=True)
        base = COUNT * self.labels.index(span.label)
        if (span.first, span.last) not in spans_in(best_path(scores, after, base)):
            return Lesson()
        demand = [OUTSIDE if span.first <= i < span.last else ANY for i in range(len(words.tokens))]
        return self._learned(words, {span.label: demand}, (), meant=True)

    def withdraw(self, words: Words, lesson: Lesson) -> None:
        """Take back what was learned from a sentence, to the last unit. What was learned since stays as it is."""
        for step in lesson.steps:
            self._move(words, step, -1)
        for known in lesson.counted:
            self.values.count(known.label, words.said(known.first, known.last), known.attributes, -1)

    def _learned(
        self, words: Words, demands: Mapping[str, Demand], counted: tuple[Known, ...], meant: bool = False
    ) -> Lesson:
        """Correct what the weights say, or what is ``meant`` by them and their means, until it is as demanded."""
        steps: list[Step] = []
        left = dict(demands)
        for _ in range(ROUNDS if words.tokens else 0):
            scores, after = self._summed(words, meant)
            corrections = []
            for label, demand in list(left.items()):
                base = COUNT * self.labels.index(label)
                guess = best_path(scores, after, base)
                right = guess if fits(guess, demand) else best_path(scores, after, base, demand)
                if right in ("", guess):
                    del left[label]
                else:
                    corrections.append(Step(label, self.clock, right, guess))
            for step in corrections:
                self._move(words, step, 1)
            steps += corrections
            self.clock += 1
            if not left:
                break
        for known in counted:
            self.values.count(known.label, words.said(known.first, known.last), known.attributes, 1)
        self._prune()
        return Lesson(tuple(steps), counted)

    def _place(self, label: str) -> None:
        """Make room for a label; a new one starts from what is suggested."""
        if label in self.labels:
            return
        base = COUNT * len(self.labels)
        self.labels.append(label)
        for place, tag in _AS_HINTED:
            self._add(f"{label} {place}", base + TAGS.index(tag), HEAD_START, 0)
        self._add("always", base, HEAD_START // 2, 0)

    def _move(self, words: Words, step: Step, sign: int) -> None:
        """Let the features of one path gain, and those of the other one lose."""
        base = COUNT * self.labels.index(step.label)
        add, clock, before = self._add, step.clock, (-1, -1)
        for features, *tags in zip(words.features, step.right, step.wrong, strict=True):
            right, wrong = (TAGS.index(tag) for tag in tags)
            if right != wrong:
                for feature in features:
                    add(feature, base + right, sign, clock)
                    add(feature, base + wrong, -sign, clock)
            if before[0] >= 0 and (before[0], right) != (before[1], wrong):
                add(_AFTER[before[0]][0], base + right, sign, clock)
                add(_AFTER[before[1]][0], base + wrong, -sign, clock)
            before = right, wrong

    def _add(self, feature: str, place: int, by: int, clock: int) -> None:
        row = self._rows.get(feature)
        if row is None:
            row = self._rows[feature] = {}
        cell = row.get(place)
        if cell is None:
            row[place] = [by, by * clock]
            return
        cell[0] += by
        cell[1] += by * clock
        if cell == [0, 0]:
            del row[place]
            if not row:
                del self._rows[feature]

    def _prune(self) -> None:
        """Forget what weighs least, where there is too much."""
        if len(self._rows) <= MOST:
            return
        rank = sorted((max(abs(self._meant(cell)) for cell in row.values()), name) for name, row in self._rows.items())
        for _, feature in rank[: MOST // 4]:
            del self._rows[feature]

    # -- suggesting -------------------------------------------------------------------------------------------------

    def _meant(self, cell: Sequence[int]) -> int:
        """A weight and its mean together, times the clock."""
        return 2 * self.clock * cell[0] - cell[1]

    def _summed(self, words: Words, meant: bool) -> tuple[list[list[int]], After]:
        """What each tag of each label is worth at each token, and behind each tag, by the weights as they stand; or as
        is ``meant`` by them and their means, times the clock.
        """
        nothing = [0] * (COUNT * len(self.labels))
        known, twice = self._rows.get, 2 * self.clock
        found = []
        for features in (*words.features, *_AFTER):
            total = nothing.copy()
            for feature in features:
                row = known(feature)
                if row is None:
                    continue
                if meant:
                    for place, (weight, changes) in row.items():
                        total[place] += twice * weight - changes
                else:
                    for place, (weight, _) in row.items():
                        total[place] += weight
            found.append(total)
        return found[:-COUNT], found[-COUNT:]

    def predict(self, words: Words, labels: Iterable[str] | None = None) -> list[Found]:
        """The labels that a sentence likely has, by label, then in text order; ``labels``: of these only."""
        if not words.tokens:
            return []
        wanted = self.labels if labels is None else [label for label in self.labels if label in set(labels)]
        if not wanted:
            return []
        scores, after = self._summed(words, meant=True)
        found = []
        for label in wanted:
            base = COUNT * self.labels.index(label)
            for first, last in spans_in(best_path(scores, after, base)):
                margin = _margin(scores, after, base, first, last) / (2 * self.clock * (last - first))
                score = 1 / (1 + math.exp(-max(min(margin / _STEEP, 30.0), -30.0)))
                values = self._values(words, label, first, last)
                found.append(Found(label, first, last, round(score, 4), values, self._why(words, base, first, last)))
        return found

    def _values(self, words: Words, label: str, first: int, last: int) -> tuple[tuple[str, str], ...]:
        """The values that these words nearly always had; else those that are suggested; else those of the label."""
        values = dict(self.values.clear(label))
        values |= words.values.get((label, first, last), {})
        values |= self.values.clear(label, words.said(first, last))
        return tuple(sorted(values.items()))

    def _why(self, words: Words, base: int, first: int, last: int) -> str:
        """The features at the edges of a span that speak for it the most."""
        weights: dict[str, int] = {}
        for i, tag in {first: span_tags(last - first)[0], last - 1: span_tags(last - first)[-1]}.items():
            for feature in words.features[i]:
                row = self._rows.get(feature, {})
                weight = self._meant(row.get(base + TAGS.index(tag), _NO)) - self._meant(row.get(base, _NO))
                weights[feature] = weights.get(feature, 0) + weight
        ranked = sorted((feature for feature, weight in weights.items() if weight > 0), key=lambda f: -weights[f])
        return " ".join(ranked[:_REASONS])

    # -- keeping ----------------------------------------------------------------------------------------------------

    @property
    def data(self) -> dict[str, Any]:
        """All of it, for JSON."""
        rows = {
            name: [number for place in sorted(row) for number in (place, *row[place])]
            for name, row in self._rows.items()
        }
        return {"clock": self.clock, "labels": self.labels, "rows": rows, "values": self.values.data}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Learner:
        """The inverse of ``data``.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        made = cls()
        made.clock, made.labels = int(data["clock"]), [str(label) for label in data["labels"]]
        made.values = Values.of(data["values"])
        for feature, numbers in data["rows"].items():
            steps = iter(map(int, numbers))
            made._rows[feature] = {place: [w, late] for place, w, late in zip(steps, steps, steps, strict=True)}
        return made


def _apart(spans: Iterable[Known]) -> list[tuple[int, int]]:
    """The longest spans that do not overlap."""
    found: list[tuple[int, int]] = []
    for known in sorted(spans, key=lambda known: (known.first - known.last, known.first)):
        if all(known.last <= first or last <= known.first for first, last in found):
            found.append((known.first, known.last))
    return found


def _free(demand: list[frozenset[str]], known: Known) -> None:
    """Say nothing of some tokens, nor of where a span beside them begins or ends."""
    for i in range(known.first, known.last):
        demand[i] = ANY


def _margin(scores: Sequence[Sequence[int]], after: After, base: int, first: int, last: int) -> int:
    """By how much the tags of a span outweigh no span there."""
    tags = [base + TAGS.index(tag) for tag in span_tags(last - first)]
    out = after[0][base]
    won = sum(scores[first + i][tag] - scores[first + i][base] for i, tag in enumerate(tags))
    won += sum(after[was - base][tag] - out for was, tag in pairwise(tags))
    won += after[0][tags[0]] - out if first else 0
    won += after[tags[-1] - base][base] - out if last < len(scores) else 0
    return won
