"""Agreement of document records by the definitions: spans, attributes, links and sentence labels, by plain loops.

Sources: docs/agreement.md, and those of ``agreement_oracle``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations
from typing import Any

from tests.interop.agreement_oracle import (
    NO_OVERLAP,
    NO_VARIATION,
    Figure,
    Items,
    Key,
    alpha,
    category_figures,
    jaccard,
    masi,
    metric_figures,
    nominal_figures,
    pabak,
)


class Span:
    """A span of one rater: label, fragments, the sentence it begins in, attributes."""

    def __init__(self, record: dict[str, Any], sentences: list[dict[str, Any]]) -> None:
        self.label: str = record["label"]
        self.fragments = tuple((piece["start"], piece["end"]) for piece in record["fragments"])
        self.attributes: dict[str, str] = {}
        for one in record.get("attributes", ()):
            self.attributes.setdefault(one["name"], one["value"])
        self.matter = {place for start, end in self.fragments for place in range(start, end)}
        self.sentence = min(each["index"] for each in sentences if self.matter & set(range(each["start"], each["end"])))


class Document:
    """A text, its sentences and tokens, and what each rater said of it."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.sentences: list[dict[str, Any]] = record["sentences"]
        self.tokens: list[dict[str, Any]] = record["tokens"]
        self.done: dict[str, set[int]] = {}
        self.said: dict[str, dict[int, list[tuple[str, str]]]] = {}
        self.spans: dict[str, dict[str, Span]] = {}
        self.links: dict[str, list[tuple[str, str, str]]] = {}
        self.sources: dict[str, dict[str, str]] = {}

    def add(self, record: dict[str, Any], assumed: str) -> None:
        """``assumed``: the status of a sentence that has none."""
        who = record["layer"]["annotator"]
        self.done[who] = {each["index"] for each in record["sentences"] if (each.get("status") or assumed) == "done"}
        self.said[who] = {
            each["index"]: [(label["name"], label["value"]) for label in each.get("labels", ())]
            for each in record["sentences"]
        }
        self.spans[who] = {each["id"]: Span(each, self.sentences) for each in record["spans"]}
        self.links[who] = [(each["label"], each["head"], each["tail"]) for each in record["relations"]]
        self.sources[who] = {each["id"]: each["name"] for each in record.get("sources", ())}

    def values(self, who: str, sentence: int, name: str) -> list[str]:
        """What a rater calls a sentence: one value, or several."""
        return [value for label, value in self.said[who].get(sentence, ()) if label == name]

    def within(self, who: str, sentences: set[int]) -> dict[str, Span]:
        """The spans that begin in these sentences."""
        return {name: span for name, span in self.spans[who].items() if span.sentence in sentences}

    def raters_of(self, sentence: int) -> list[str]:
        return [who for who in self.done if sentence in self.done[who]]

    def only(self, raters: Iterable[str]) -> Document:
        """The same document with fewer raters."""
        fewer = Document({"sentences": self.sentences, "tokens": self.tokens})
        for who in raters:
            if who in self.done:
                fewer.done[who], fewer.said[who] = self.done[who], self.said[who]
                fewer.spans[who], fewer.links[who] = self.spans[who], self.links[who]
                fewer.sources[who] = self.sources[who]
        return fewer


def read(records: list[dict[str, Any]], assumed: str = "todo") -> dict[str, Document]:
    """Only what annotators said in their first pass: the others are no raters."""
    found: dict[str, Document] = {}
    for record in records:
        document = found.setdefault(record["document"]["key"], Document(record))
        layer = record["layer"]
        if layer.get("kind", "annotator") == "annotator" and layer.get("pass", 1) == 1:
            document.add(record, assumed)
    return found


def matched(left: list[Any], right: list[Any], same: Callable[[Any, Any], bool]) -> int:
    """The size of the largest one-to-one matching (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(one: int, seen: set[int]) -> bool:
        for two in range(len(right)):
            if two not in seen and same(left[one], right[two]):
                seen.add(two)
                if two not in taken or place(taken[two], seen):
                    taken[two] = one
                    return True
        return False

    return sum(place(one, set()) for one in range(len(left)))


MATCHES: dict[str, Callable[[Span, Span], bool]] = {
    "exact": lambda one, two: one.fragments == two.fragments,
    "overlap": lambda one, two: bool(one.matter & two.matter),
    "iou:0.5": lambda one, two: 2 * len(one.matter & two.matter) >= len(one.matter | two.matter),
}


def pair_f1(documents: Iterable[Document], pair: tuple[str, str], labels: Iterable[str], match: str) -> Figure:
    shared = correct = total = 0
    for document in documents:
        sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
        shared += len(sentences)
        for label in labels:
            sides = [
                [span for span in document.spans[who].values() if span.label == label and span.sentence in sentences]
                if sentences
                else []
                for who in pair
            ]
            correct += matched(sides[0], sides[1], MATCHES[match])
            total += len(sides[0]) + len(sides[1])
    if not shared:
        return NO_OVERLAP
    return NO_VARIATION if not total else Fraction(2 * correct, total)


def mean(figures: list[Figure]) -> Figure:
    numbers = [one for one in figures if isinstance(one, Fraction)]
    if numbers:
        return sum(numbers) / len(numbers)
    return NO_VARIATION if NO_VARIATION in figures else NO_OVERLAP


Name = tuple
Names = dict[str, dict[str, Name]]  # rater → id of a span → the same name for what is matched, another for all others


class Ambiguous(Exception):
    """A span fits two of the other rater's: who is matched with whom is a choice that is not made here."""


def names_of(document: Document, pair: tuple[str, str], sentences: set[int], match: str) -> Names:
    """What the spans of two raters in these sentences are called."""
    one, two = (document.within(who, sentences) for who in pair)
    if match == "exact":
        return {
            who: {id_: (span.label, span.fragments) for id_, span in spans.items()}
            for who, spans in zip(pair, (one, two), strict=True)
        }
    found: Names = {pair[0]: {id_: (0, id_) for id_ in one}, pair[1]: {id_: (1, id_) for id_ in two}}
    fits = [(a, b) for a in one for b in two if one[a].label == two[b].label and MATCHES[match](one[a], two[b])]
    if len({a for a, _ in fits}) < len(fits) or len({b for _, b in fits}) < len(fits):
        raise Ambiguous
    for a, b in fits:
        found[pair[1]][b] = found[pair[0]][a]
    return found


def links_of(document: Document, who: str, label: str, *, symmetric: bool) -> set[tuple[str, str]]:
    """The links of one rater, by the ids of their ends. Where there is no direction, A-B and B-A are one."""
    found: set[tuple[str, str]] = set()
    for name, head, tail in document.links[who]:
        if name == label and not (symmetric and (tail, head) in found):
            found.add((head, tail))
    return found


def pair_link_f1(
    documents: Iterable[Document],
    pair: tuple[str, str],
    label: str,
    match: str,
    *,
    symmetric: bool,
    given: bool = False,
) -> tuple[Figure, Figure]:
    """F1 end to end, or of those links whose ends the other rater has too; and which part of all links that is."""
    shared = correct = total = every = 0
    for document in documents:
        sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
        shared += len(sentences)
        if not sentences:
            continue
        names = names_of(document, pair, sentences, match)
        common = set(names[pair[0]].values()) & set(names[pair[1]].values())
        sides = []
        for who in pair:
            ends = [
                (names[who].get(head), names[who].get(tail))
                for head, tail in links_of(document, who, label, symmetric=symmetric)
            ]
            ends = [(head, tail) for head, tail in ends if head is not None and tail is not None]
            every += len(ends)
            sides.append([(head, tail) for head, tail in ends if not given or {head, tail} <= common])
        total += sum(len(links) for links in sides)
        left = list(sides[1])
        for head, tail in sides[0]:
            for said in [(head, tail), (tail, head)] if symmetric else [(head, tail)]:
                if said in left:
                    left.remove(said)
                    correct += 1
                    break
    coverage = Fraction(total, every) if every else NO_VARIATION
    if not shared:
        return NO_OVERLAP, coverage
    return NO_VARIATION if not total else Fraction(2 * correct, total), coverage


def sets_of_tails(documents: Iterable[Document], label: str, head: str) -> Items:
    """For each span of label ``head`` that several have exactly: what each of them links it to.

    Only in sentences that all of them have done: elsewhere nobody knows what the others would have said.
    """
    found: Items = []
    for number, document in enumerate(documents):
        have: dict[tuple, dict[str, str]] = {}
        for who, spans in document.spans.items():
            for id_, span in spans.items():
                if span.label == head and who in document.raters_of(span.sentence):
                    have.setdefault(span.fragments, {})[who] = id_
        for same in have.values():
            sentences = set.intersection(*(document.done[who] for who in same))
            item = {}
            for who, id_ in same.items():
                tails = [tail for start, tail in links_of(document, who, label, symmetric=False) if start == id_]
                ends = [document.spans[who][tail] for tail in tails]
                item[who] = frozenset((number, end.label, end.fragments) for end in ends if end.sentence in sentences)
            found.append(item)
    return found


def sets_of_two(documents: Iterable[Document], pair: tuple[str, str], label: str, head: str, match: str) -> Items:
    """The same for spans that are matched between two."""
    found: Items = []
    for number, document in enumerate(documents):
        sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
        if not sentences:
            continue
        names = names_of(document, pair, sentences, match)
        for same in set(names[pair[0]].values()) & set(names[pair[1]].values()):
            item = {}
            for who in pair:
                (id_,) = (id_ for id_, name in names[who].items() if name == same)
                if document.spans[who][id_].label == head:
                    links = links_of(document, who, label, symmetric=False)
                    tails = [tail for start, tail in links if start == id_ and tail in names[who]]
                    item[who] = frozenset((number, names[who][tail]) for tail in tails)
            found.append(item)
    return found


# -- continua -----------------------------------------------------------------------------------------------------


def continuum(document: Document, label: str, unit: str) -> tuple[Items, list[int]]:
    """The places of the compared sentences, each with who says it is in a unit; and the lengths of all units.

    A unit is a fragment, as far as it lies in sentences that its rater has done and somebody else too; it is cut where
    it reaches across others. Units of one rater that overlap are one.
    """
    places: list[tuple[int, int, int]] = []  # start, end, sentence
    if unit == "token":
        places = [(token["start"], token["end"], token["sentence"]) for token in document.tokens]
    else:
        for each in document.sentences:
            places += [(place, place + 1, each["index"]) for place in range(each["start"], each["end"])]
    items: Items = []
    for _, _, sentence in places:
        raters = document.raters_of(sentence)
        items.append(dict.fromkeys(raters, False) if len(raters) > 1 else {})
    lengths: list[int] = []
    for who, spans in document.spans.items():
        units: list[set[int]] = []
        for span in spans.values():
            for start, end in span.fragments if span.label == label else ():
                here: set[int] = set()
                for number, (first, last, _) in enumerate(places):
                    if first < end and start < last and who in items[number]:
                        if number - 1 not in here:
                            units.append(here := set())
                        here.add(number)
        merged: list[set[int]] = []
        for one in units:
            joined = set(one)
            for other in [each for each in merged if each & joined]:
                merged.remove(other)
                joined |= other
            merged.append(joined)
        lengths += [len(one) for one in merged]
        for one in merged:
            for number in one:
                items[number][who] = True
    return [item for item in items if item], lengths


def u_alpha(continua: list[tuple[Items, list[int]]]) -> Figure:
    """uα of 2016 for one value: coincidences over all places; a unit meets itself over its square, a gap over its length."""
    items = [item for here, _ in continua for item in here]
    lengths = [length for _, here in continua for length in here]
    total = Fraction(sum(len(item) for item in items))
    if not total:
        return NO_OVERLAP
    inside = sum(sum(item.values()) for item in items)
    outside = total - inside
    if not inside or not outside:
        return NO_VARIATION
    differing = Fraction(0)
    for item in items:
        here = sum(item.values())
        differing += Fraction(2 * here * (len(item) - here), len(item) - 1)
    itself = sum(length**2 for length in lengths) + outside
    expected = 2 * inside * outside / (total - itself / total)
    return 1 - differing / expected


# -- everything ---------------------------------------------------------------------------------------------------


def groups(documents: Iterable[Document], label: str) -> list[tuple[Document, int, dict[str, Span]]] | None:
    """Spans that are exactly the same, by rater. None where a rater has the same span twice: then it is a choice."""
    found = []
    for document in documents:
        here: dict[tuple, dict[str, Span]] = {}
        for who, spans in document.spans.items():
            for span in spans.values():
                raters = document.raters_of(span.sentence)
                if span.label != label or who not in raters or len(raters) < 2:
                    continue
                same = here.setdefault(span.fragments, {})
                if who in same:
                    return None
                same[who] = span
        found += [(document, next(iter(same.values())).sentence, same) for same in here.values()]
    return found


def said_of(document: Document, who: str, span: Span, name: str, rule: dict[str, Any]) -> str | None:
    """The value of an attribute; of one that names a source, its name."""
    value = span.attributes.get(name, "(none)" if rule["optional"] else None)
    if rule.get("entity") and value in document.sources[who]:
        return document.sources[who][value].strip().casefold()
    return value


def faced(
    documents: list[Document], pairs: list[tuple[str, str]], label: str, name: str, rule: dict[str, Any], match: str
) -> tuple[Items, Items, int, int]:
    """Values of matched spans, values with a miss where there is none, spans that are matched, and all: by pairs."""
    items: Items = []
    with_misses: Items = []
    met = every = 0
    for pair in pairs:
        for document in documents:
            sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
            if not sentences:
                continue
            names = names_of(document, pair, sentences, match)
            here: dict[Name, dict[str, Any]] = {}
            for who in pair:
                for id_, span in document.within(who, sentences).items():
                    if span.label == label:
                        here.setdefault(names[who][id_], {})[who] = said_of(document, who, span, name, rule)
            for item in here.values():
                every += len(item)
                met += len(item) if len(item) == 2 else 0
                held = {who: value for who, value in item.items() if value is not None}
                items.append(held if len(item) == 2 else {})
                with_misses.append(held | {who: "∅" for who in pair if who not in item})
    return items, with_misses, met, every


def attribute_figures(
    documents: list[Document], label: str, name: str, rule: dict[str, Any], *, raters: list[str], match: str
) -> dict[Key, Figure]:
    """``rule``: as in the scheme of ``of_records``."""
    pairs = list(combinations(raters, 2))
    try:
        items, with_misses, met, every = faced(documents, pairs, label, name, rule, match)
    except Ambiguous:
        return {}
    if match == "exact":
        same = groups(documents, label)
        if same is None:
            return {}
        items, with_misses = [], []
        for document, sentence, spans in same:
            said = {who: said_of(document, who, span, name, rule) for who, span in spans.items()}
            held = {who: value for who, value in said.items() if value is not None}
            items.append(held if len(spans) > 1 else {})
            with_misses.append(held | {who: "∅" for who in document.raters_of(sentence) if who not in spans})
    layer = f"{label}.{name}"
    found: dict[Key, Figure] = {(layer, None, "krippendorff_alpha", "nominal", ("misses",)): alpha(with_misses)}
    if every:
        found[layer, None, "coverage", "", ()] = Fraction(met, every)
    two = raters if len(raters) == 2 else []  # κ is of two raters; with more it is not asked for attributes
    if rule["ordered"] is None:
        known = {value for item in items if len(item) > 1 for value in item.values()}
        found |= nominal_figures(layer, items, two) | pabak(layer, items)
        return found | category_figures(layer, items, known)
    order: list[str] = rule["ordered"]
    ranked = [{who: Fraction(order.index(value)) for who, value in item.items() if value in order} for item in items]
    return found | metric_figures(layer, ranked, two, "ordinal")


def covered(continua: dict[str, list[tuple[Items, list[int]]]]) -> Items:
    """Of every place the set of the labels that each rater puts there."""
    found: Items = []
    for document in zip(*continua.values(), strict=True):
        for place in zip(*(items for items, _ in document), strict=True):
            item = {
                who: frozenset(label for label, said in zip(continua, place, strict=True) if said[who])
                for who in place[0]
            }
            found.append(item)
    return found


def sentence_figures(documents: list[Document], name: str, raters: list[str]) -> dict[Key, Figure]:
    layer = f"sentence:{name}"
    compared = [
        (document, each["index"])
        for document in documents
        if any(len(document.raters_of(each["index"])) > 1 for each in document.sentences)
        for each in document.sentences
    ]
    items: Items = [
        {who: next(iter(document.values(who, index, name)), "(none)") for who in document.raters_of(index)}
        for document, index in compared
    ]
    found = nominal_figures(layer, items, sorted({who for item in items for who in item})) | pabak(layer, items)
    found |= category_figures(layer, items, {value for item in items if len(item) > 1 for value in item.values()})
    sets: Items = [
        {who: frozenset(document.values(who, index, name)) for who in document.raters_of(index)}
        for document, index in compared
    ]
    found[layer, None, "krippendorff_alpha", "masi", ()] = alpha(sets, masi)
    found[layer, None, "krippendorff_alpha", "jaccard", ()] = alpha(sets, jaccard)
    for pair in combinations(raters, 2):
        two = [{who: value for who, value in item.items() if who in pair} for item in items]
        found[layer, None, "krippendorff_alpha", "nominal", (pair,)] = alpha(two)
    return found


def relation_figures(
    documents: list[Document], label: str, pairs: list[tuple[str, str]], match: str, *, symmetric: bool
) -> dict[Key, Figure]:
    layer = f"relation:{label}"
    found: dict[Key, Figure] = {}
    for given, extra in ((False, ()), (True, ("given",))):
        both_of = [pair_link_f1(documents, pair, label, match, symmetric=symmetric, given=given) for pair in pairs]
        found[layer, None, "f1", match, extra] = mean([figure for figure, _ in both_of])
        if not given:
            found |= {(layer, None, "f1", match, (pair,)): f1 for pair, (f1, _) in zip(pairs, both_of, strict=True)}
    parts = [part for _, part in both_of if isinstance(part, Fraction)]
    if parts:
        found[layer, None, "coverage", "", ("given",)] = sum(parts) / len(parts)
    return found


def of_records(
    records: list[dict[str, Any]],
    scheme: dict[str, Any],
    unit: str = "token",
    match: str = "exact",
    chosen: list[str] | None = None,
    assumed: str = "todo",
) -> dict[Key, Figure]:
    """``scheme``: {"span": {label: {attribute: {"ordered": [...] or None, "optional": bool, "entity": bool}}}, "relation":
    {label: symmetric}, "sets": {relation: label of its heads}, "sentence": [name]}. ``match``: of attributes, links and
    pairs. ``chosen``: who is compared; None: everybody. ``assumed``: the status of a sentence that has none.
    """
    documents = list(read(records, assumed).values())
    if chosen is not None:
        documents = [document.only(chosen) for document in documents]
    raters = sorted({who for document in documents for who in document.done})
    pairs = list(combinations(raters, 2))
    found: dict[Key, Figure] = {}
    every: dict[str, list[tuple[Items, list[int]]]] = {}
    for label, attributes in scheme["span"].items():
        for each in MATCHES:
            found[label, None, "f1", each, ()] = mean([pair_f1(documents, pair, [label], each) for pair in pairs])
        continua = [continuum(document, label, unit) for document in documents]
        found[label, None, "u_alpha", "2016", ()] = u_alpha(continua)
        every[label] = continua if unit == "token" else [continuum(document, label, "token") for document in documents]
        items = [item for here, _ in every[label] for item in here]
        found[label, None, "token_alpha", "nominal", ()] = alpha(items)
        for pair in pairs:
            two = [document.only(pair) for document in documents]
            found[label, None, "u_alpha", "2016", (pair,)] = u_alpha([continuum(each, label, unit) for each in two])
            found[label, None, "f1", match, (pair,)] = pair_f1(documents, pair, [label], match)
        for name, rule in attributes.items():
            found |= attribute_figures(documents, label, name, rule, raters=raters, match=match)
    found["spans", None, "token_alpha", "nominal", ()] = alpha(covered(every))
    for each in MATCHES:
        found["spans", None, "f1", each, ()] = mean([pair_f1(documents, pair, scheme["span"], each) for pair in pairs])
    for pair in pairs:
        found["spans", None, "f1", match, (pair,)] = pair_f1(documents, pair, scheme["span"], match)
    for label, symmetric in scheme["relation"].items():
        try:
            found |= relation_figures(documents, label, pairs, match, symmetric=symmetric)
            if label in scheme["sets"]:
                head = scheme["sets"][label]
                if match == "exact":
                    sets = sets_of_tails(documents, label, head)
                elif len(pairs) == 1:
                    sets = sets_of_two(documents, pairs[0], label, head, match)
                else:
                    continue
                found[f"relation:{label}", None, "krippendorff_alpha", "jaccard", ()] = alpha(sets, jaccard)
        except Ambiguous:
            continue
    for name in scheme["sentence"]:
        found |= sentence_figures(documents, name, raters)
    return found
