"""One layer out of several: who voted for what, on the sentences they finished, with no answer thrown away unseen.

Raters are annotators (``kind`` annotator): a person with several passes votes once a sentence, with the last pass that
finished it. Suggesters never vote; gold does not either, and is what ``gold`` takes. A sentence's voters are the
raters who finished it (status done).

* **Spans** are the same when label and fragments are; one belongs to the sentence it begins in. With v votes of n
  voters it is accepted when 2v > n and undecided when 2v = n, under every mode but gold, which has decided.
* **Answers** (values of attributes, sentence labels) go to the value with the most votes, where saying nothing is an
  answer too; a tie is undecided, and no value is taken. Voters on an attribute are those who marked the span.
* **Relations** are the same when label and both ends are (either way round where the scheme calls them symmetric);
  voters are the raters who finished the sentences of both ends. Without one of its ends a relation is left out.
* **Source entities** are the same when their names are but for case.

``majority`` keeps what is accepted or undecided; ``union`` keeps everything and takes every sentence label that anybody
gave; ``soft`` keeps everything and decides as majority does; ``gold`` keeps what the adjudicated layer says (the last
pass of the first adjudicator), with the annotators' votes beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from annotator.errors import UsageError
from annotator.formats.writing import Labelled
from annotator.labels import ordered
from annotator.model import Attribute, Fragment, Layer, Part, Relation, Role, SentenceState, Source, Span, Status
from annotator.scheme import Scheme

__all__ = ["MODES", "Merged", "SentenceVotes", "Tally", "Votes", "merge", "mode_of", "tally"]

MODES = ("majority", "union", "gold", "soft")
Extent = tuple[tuple[int, int], ...]
SpanKey = tuple[str, Extent]
RelationKey = tuple[str, SpanKey, SpanKey]
Rater = tuple[str, Mapping[int, int]]
"""An annotator, and for each sentence that was finished the number of the layer that votes."""


def mode_of(options: Mapping[str, str]) -> str | None:
    """How layers are to be merged by the options of an export; None: not at all.

    Raises:
        UsageError: there is no such way.
    """
    mode = options.get("merge") or None
    if mode is not None and mode not in MODES:
        raise UsageError(f"'{mode}' is no way to merge layers", f"use {', '.join(MODES)}")
    return mode


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question: ``values`` with their votes, the most first; ``silent`` voters gave none.

    ``undecided``: the most votes went to two answers or more, no answer being one. ``winner``: the value with the most
    votes; None where that is no answer, or undecided.
    """

    name: str
    voters: int
    values: tuple[tuple[str, int], ...]
    silent: int
    undecided: bool
    winner: str | None


@lru_cache(maxsize=4096)  # the same few answers come again and again
def tally(name: str, voters: int, answers: tuple[str, ...]) -> Tally:
    """Counts the answers of those voters who gave one; of equally many votes the first in the alphabet comes first."""
    values = tuple(sorted(Counter(answers).items(), key=lambda item: (-item[1], item[0])))
    silent = max(0, voters - len(answers))
    counts = [votes for _, votes in values] + [silent] * (silent > 0)
    undecided = counts.count(max(counts, default=0)) > 1
    won = bool(values) and not undecided and values[0][1] > silent
    return Tally(name, voters, values, silent, undecided, values[0][0] if won else None)


@dataclass(frozen=True, slots=True)
class Votes:
    """How a span or a relation came about; ``answers``: those on its attributes, in the order of the scheme."""

    votes: int
    voters: int
    undecided: bool = False
    answers: tuple[Tally, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether more than half of the voters are for it."""
        return 2 * self.votes > self.voters

    @property
    def weight(self) -> float | None:
        """The share of the voters who are for it, 0–1; None without a voter."""
        return self.votes / self.voters if self.voters else None


@dataclass(frozen=True, slots=True)
class SentenceVotes:
    """What was said of a sentence: the layers that vote on it by their number, and the answers on its labels."""

    layers: tuple[int, ...] = ()
    answers: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The layer that comes out, and the votes behind everything in it, by id or number of the sentence.

    ``layer``: the one taken over (gold), else None. ``outvoted``: the spans and the relations, counted once each, that
    somebody marked and that are left out.
    """

    layer: Layer | None
    part: Part
    spans: dict[str, Votes]
    relations: dict[str, Votes]
    sentences: tuple[SentenceVotes, ...]
    outvoted: tuple[int, int] = (0, 0)

    def taken(self, *, everything: bool) -> Part:
        """The part that is taken to be so: what was accepted, or everything."""
        if everything:
            return self.part
        spans = tuple(span for span in self.part.spans if self.spans[span.id].accepted)
        there = {span.id for span in spans}
        relations = tuple(
            r for r in self.part.relations if self.relations[r.id].accepted and r.head in there and r.tail in there
        )
        return replace(self.part, spans=spans, relations=relations)


def merge(found: Labelled, mode: str, scheme: Scheme) -> Merged:
    """The layers of a document as one; the same layers in any order give the same."""
    return _Ballot(found, mode, scheme).merged()


@dataclass(slots=True)
class _SpanBallot:
    """Who marked a span, and as what."""

    sentence: int
    fragments: tuple[Fragment, ...]
    given: dict[str, Span] = field(default_factory=dict)


class _Ballot:
    """The votes on one document."""

    def __init__(self, found: Labelled, mode: str, scheme: Scheme) -> None:
        self._found, self._mode, self._scheme = found, mode, scheme
        self._own = self._gold() if mode == "gold" else None
        self._raters = _raters(found)
        self._states = [{state.index: state for state in part.sentences} for _, part in found.layers]
        self._voters = [[r for r in self._raters if s.index in r[1]] for s in found.sentences]
        self._sources: list[Source] = []
        self._renamed: dict[tuple[int, str], str] = {}
        self._name_sources()
        self._entities = {d.name: {a.name for a in d.attribute if a.entity} for d in scheme.span}
        self._of_span = {d.name: [a.name for a in d.attribute] for d in scheme.span}
        self._of_relation = {d.name: [a.name for a in d.attribute] for d in scheme.relation}
        self._begins: dict[SpanKey, int] = {(s.label, s.extent): s.sentence for _, p in found.layers for s in p.spans}
        """The sentence that each span begins in: an edge on white space may lie before it."""
        self._spans: dict[SpanKey, _SpanBallot] = {}
        self._relations: dict[RelationKey, dict[str, Relation]] = {}
        for name, voting in self._raters:
            for number in dict.fromkeys(voting.values()):
                self._count(name, number, voting)

    def _gold(self) -> int | None:
        """The number of the gold layer that counts: of the first adjudicator, the last pass."""
        golden = [(x.annotator, -x.number, n) for n, (x, _) in enumerate(self._found.layers) if x.kind == "gold"]
        return min(golden)[2] if golden else None

    # -- counting -------------------------------------------------------------------------------------------------

    def _name_sources(self) -> None:
        """One list of source entities for all: those of gold as they are, then the raters' under ids of their own."""
        layers = self._found.layers
        voting = dict.fromkeys(n for _, done in self._raters for n in sorted(set(done.values())))
        order = ([] if self._own is None else [self._own]) + list(voting)
        ids: dict[str, str] = {}
        types: dict[str, list[str]] = {}
        for number in order:
            for source in layers[number][1].sources:
                folded = source.name.casefold()
                if number == self._own:
                    ids.setdefault(folded, source.id)
                    self._sources.append(source)
                    continue
                if folded not in ids:
                    taken = {known.id for known in self._sources}
                    ids[folded] = next(new for n in range(1, len(taken) + 2) if (new := f"e{n}") not in taken)
                    self._sources.append(Source(ids[folded], source.name))
                self._renamed[number, source.id] = ids[folded]
                types.setdefault(ids[folded], []).extend([source.source_type] if source.source_type else [])
        kept = len(layers[self._own][1].sources) if self._own is not None else 0
        for place, source in enumerate(self._sources[kept:], kept):
            said = types[source.id]
            self._sources[place] = replace(source, source_type=tally("", len(said), tuple(said)).winner)

    def _translated(self, number: int, span: Span) -> Span:
        """A span with the source entities of the merged list."""
        names = self._entities.get(span.label, ())
        if not names or not any(a.name in names for a in span.attributes):
            return span
        attributes = tuple(
            replace(a, value=self._renamed.get((number, a.value), a.value)) if a.name in names else a
            for a in span.attributes
        )
        return replace(span, attributes=attributes)

    def _count(self, name: str, number: int, voting: Mapping[int, int]) -> None:
        """Take in one layer of a rater, on the sentences where it votes."""
        part = self._found.layers[number][1]
        keys: dict[str, SpanKey] = {}
        for span in part.spans:
            keys[span.id] = key = (span.label, span.extent)
            if voting.get(span.sentence) == number:
                ballot = self._spans.setdefault(key, _SpanBallot(span.sentence, span.fragments))
                ballot.given.setdefault(name, self._translated(number, span))
        for relation in part.relations:
            one, two = keys[relation.head], keys[relation.tail]
            if voting.get(self._sentence(one)) == number and self._sentence(two) in voting:
                self._relations.setdefault(self._relation_key(relation.label, one, two), {}).setdefault(name, relation)

    def _relation_key(self, label: str, head: SpanKey, tail: SpanKey) -> RelationKey:
        definition = self._scheme.relations.get(label)
        if definition is not None and definition.symmetric:
            head, tail = sorted((head, tail), key=_place)
        return label, head, tail

    def _sentence(self, key: SpanKey) -> int:
        return self._begins[key]

    # -- deciding -------------------------------------------------------------------------------------------------

    def merged(self) -> Merged:
        """What comes out."""
        sentences = tuple(self._sentence_votes(index) for index in range(len(self._found.sentences)))
        if self._own is not None:
            return self._with_gold(self._own, sentences)
        ids: dict[SpanKey, str] = {}
        spans: dict[str, Votes] = {}
        made: list[Span] = []
        for key in sorted(self._spans, key=_place):
            votes = self._span_votes(key)
            if self._keeps(votes):
                ids[key] = f"m{len(ids) + 1}"
                spans[ids[key]] = votes
                made.append(self._span(ids[key], key, votes))
        relations: dict[str, Votes] = {}
        links: list[Relation] = []
        for relation_key in sorted(self._relations, key=lambda key: (_place(key[1]), _place(key[2]), key[0])):
            label, head, tail = relation_key
            votes = self._relation_votes(relation_key)
            if self._keeps(votes) and head in ids and tail in ids:
                name = f"r{len(links) + 1}"
                relations[name] = votes
                links.append(Relation(name, label, ids[head], ids[tail], _taken(votes.answers)))
        states = tuple(self._state(index, votes) for index, votes in enumerate(sentences))
        part = Part(tuple(made), tuple(links), tuple(self._sources), states)
        outvoted = (len(self._spans) - len(made), len(self._relations) - len(links))
        return Merged(None, ordered(part), spans, relations, sentences, outvoted)

    def _with_gold(self, number: int, sentences: tuple[SentenceVotes, ...]) -> Merged:
        """The gold layer as it is, with the votes of the annotators on each thing in it."""
        layer, part = self._found.layers[number]
        keys = {span.id: (span.label, span.extent) for span in part.spans}
        links = {r.id: self._relation_key(r.label, keys[r.head], keys[r.tail]) for r in part.relations}
        spans = {name: replace(self._span_votes(key), undecided=False) for name, key in keys.items()}
        relations = {name: replace(self._relation_votes(key), undecided=False) for name, key in links.items()}
        part = replace(part, sources=tuple(self._sources))
        outvoted = (len(self._spans.keys() - set(keys.values())), len(self._relations.keys() - set(links.values())))
        return Merged(layer, part, spans, relations, sentences, outvoted)

    def _keeps(self, votes: Votes) -> bool:
        if self._mode == "gold":  # there is no gold layer: nothing was adjudicated
            return False
        return self._mode != "majority" or votes.accepted or votes.undecided

    def _span_votes(self, key: SpanKey) -> Votes:
        voters = self._voters[self._sentence(key)]
        given = self._spans[key].given if key in self._spans else {}
        answers = _answers([span.attributes for span in given.values()], self._of_span.get(key[0], ()))
        return Votes(len(given), len(voters), bool(voters) and 2 * len(given) == len(voters), answers)

    def _relation_votes(self, key: RelationKey) -> Votes:
        one, two = self._sentence(key[1]), self._sentence(key[2])
        voters = [voting for _, voting in self._voters[one] if two in voting]
        given = self._relations.get(key, {})
        answers = _answers([relation.attributes for relation in given.values()], self._of_relation.get(key[0], ()))
        return Votes(len(given), len(voters), bool(voters) and 2 * len(given) == len(voters), answers)

    def _span(self, name: str, key: SpanKey, votes: Votes) -> Span:
        ballot = self._spans[key]
        return Span(name, key[0], ballot.sentence, ballot.fragments, _taken(votes.answers), "merged")

    def _sentence_votes(self, index: int) -> SentenceVotes:
        layers = tuple(voting[index] for _, voting in self._voters[index])
        states = [self._said(number, index) for number in layers]
        known = [label.name for label in self._scheme.sentence_label]
        return SentenceVotes(layers, _answers([state.labels for state in states], known))

    def _said(self, number: int, index: int) -> SentenceState:
        return self._states[number].get(index) or SentenceState(index)

    def _state(self, index: int, votes: SentenceVotes) -> SentenceState:
        """Done where anybody finished; else what all who were there say, or todo."""
        labels = _taken(votes.answers)
        if self._mode == "union":
            labels = tuple(Attribute(answer.name, value) for answer in votes.answers for value, _ in answer.values)
        if self._mode == "gold":
            return SentenceState(index)
        said: set[Status] = {
            self._said(n, index).status for n, (x, _) in enumerate(self._found.layers) if x.kind == "annotator"
        }
        status: Status = "done" if votes.layers else said.pop() if len(said) == 1 else "todo"
        return SentenceState(index, status, labels, role=self._role(index, votes))

    def _role(self, index: int, votes: SentenceVotes) -> Role | None:
        """The role that most of the voters see; None: that of the document."""
        derived = self._found.sentences[index].role
        roles = Counter(self._said(number, index).role or derived for number in votes.layers).most_common()
        if not roles or (len(roles) > 1 and roles[0][1] == roles[1][1]):
            return None
        return roles[0][0]


def _raters(found: Labelled) -> list[Rater]:
    """The annotators by name, with the layer that votes on each sentence they finished."""
    voting: dict[str, dict[int, int]] = {}
    annotating = [(x.annotator, x.number, n) for n, (x, _) in enumerate(found.layers) if x.kind == "annotator"]
    for name, _, number in sorted(annotating):
        mine = voting.setdefault(name, {})
        mine.update((s.index, number) for s in found.layers[number][1].sentences if s.status == "done")
    return list(voting.items())


def _place(key: SpanKey) -> tuple[int, int, str, Extent]:
    """Text order, as spans stand in an export."""
    label, extent = key
    return extent[0][0], -extent[-1][1], label, extent


def _answers(given: Iterable[tuple[Attribute, ...]], known: Sequence[str]) -> tuple[Tally, ...]:
    """A tally for each name that anybody gave a value for: those of the scheme first, then by name."""
    voters = 0
    said: dict[str, list[str]] = {}
    for attributes in given:
        voters += 1
        for attribute in attributes:
            said.setdefault(attribute.name, []).append(attribute.value)
    names = [*(name for name in known if name in said), *sorted(said.keys() - set(known))]
    return tuple(tally(name, voters, tuple(said[name])) for name in names)


def _taken(answers: tuple[Tally, ...]) -> tuple[Attribute, ...]:
    """The values that won."""
    return tuple(Attribute(answer.name, answer.winner) for answer in answers if answer.winner is not None)
