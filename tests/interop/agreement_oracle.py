"""Agreement by the definitions, in exact fractions: slow, without numpy, sharing nothing with the package.

Two doors: ``of_ratings`` for a table, ``of_records`` for document records. Both give a dictionary from a key to a
``Fraction`` or to the reason why there is none; the key is ``(layer, label, measure, variant, extra)`` where ``extra``
holds what else names a figure (the raters, the weights, ``misses``, ``coverage``).

Sources: Krippendorff 2004 (ch. 11), Krippendorff, Mathet, Bouvry & Widlöcher 2016 (eq. 1-8), Passonneau 2006, Gwet 2014,
Cohen 1960 and 1968, Scott 1955, Fleiss 1971, Bennett, Alpert & Goldstein 1954, Hripcsak & Rothschild 2005.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations
from typing import Any

NO_OVERLAP = "no_overlap"
NO_VARIATION = "no_variation"
Figure = Fraction | str
Key = tuple[str | None, str | None, str, str, tuple]
Items = list[dict[str, Any]]  # each item: rater → value; who is missing is not there


# -- distances ----------------------------------------------------------------------------------------------------


def nominal(one: Any, two: Any) -> Fraction:
    return Fraction(one != two)


def interval(one: Fraction, two: Fraction) -> Fraction:
    return (one - two) ** 2


def ratio(one: Fraction, two: Fraction) -> Fraction:
    return Fraction(0) if one == two else ((one - two) / (one + two)) ** 2


def ordinal(items: Items) -> Callable[[Any, Any], Fraction]:
    """Krippendorff's ordinal metric: squared, all ranks from the one to the other, the outer two by half."""
    totals = Counter(value for item in items if len(item) > 1 for value in item.values())

    def distance(one: Any, two: Any) -> Fraction:
        low, high = min(one, two), max(one, two)
        between = sum(number for value, number in totals.items() if low <= value <= high)
        return (between - Fraction(totals[low] + totals[high], 2)) ** 2

    return distance


def jaccard(one: frozenset, two: frozenset) -> Fraction:
    return Fraction(0) if one == two else 1 - Fraction(len(one & two), len(one | two))


def masi(one: frozenset, two: frozenset) -> Fraction:
    if one == two:
        return Fraction(0)
    if not one & two:
        return Fraction(1)
    nested = one < two or two < one
    return 1 - Fraction(len(one & two), len(one | two)) * (Fraction(2, 3) if nested else Fraction(1, 3))


# -- coefficients over items --------------------------------------------------------------------------------------


def alpha(items: Items, distance: Callable[[Any, Any], Fraction] = nominal) -> Figure:
    """Krippendorff's α from the pairs themselves, without a coincidence matrix."""
    rated = [list(item.values()) for item in items if len(item) > 1]
    if not rated:
        return NO_OVERLAP
    every = [value for values in rated for value in values]
    observed = Fraction(0)
    for values in rated:
        observed += sum(distance(one, two) for one, two in combinations(values, 2)) * Fraction(2, len(values) - 1)
    observed /= len(every)
    counts = list(Counter(every).items())
    expected = Fraction(0)
    for (one, many), (two, more) in combinations(counts, 2):
        expected += 2 * many * more * distance(one, two)
    expected /= len(every) * (len(every) - 1)
    return NO_VARIATION if expected == 0 else 1 - observed / expected


def agreeing(values: list[Any]) -> Fraction:
    pairs = list(combinations(values, 2))
    return Fraction(sum(one == two for one, two in pairs), len(pairs))


def observed_agreement(items: Items) -> Figure:
    rated = [list(item.values()) for item in items if len(item) > 1]
    if not rated:
        return NO_OVERLAP
    return sum(len(values) * agreeing(values) for values in rated) / sum(len(values) for values in rated)


def gwet_ac1(items: Items) -> Figure:
    rated = [list(item.values()) for item in items if len(item) > 1]
    if not rated:
        return NO_OVERLAP
    some = [list(item.values()) for item in items if item]
    categories = {value for values in some for value in values}
    if len(categories) < 2:
        return NO_VARIATION
    observed = sum(agreeing(values) for values in rated) / len(rated)
    expected = Fraction(0)
    for category in categories:
        share = sum(Fraction(values.count(category), len(values)) for values in some) / len(some)
        expected += share * (1 - share)
    expected /= len(categories) - 1
    return (observed - expected) / (1 - expected)


def bennett_s(items: Items) -> Figure:
    observed = observed_agreement(items)
    categories = {value for item in items for value in item.values()}
    if isinstance(observed, str):
        return observed
    if len(categories) < 2:
        return NO_VARIATION
    return (observed - Fraction(1, len(categories))) / (1 - Fraction(1, len(categories)))


def both(items: Items, one: str, two: str) -> list[tuple[Any, Any]]:
    return [(item[one], item[two]) for item in items if one in item and two in item]


def chance_corrected(observed: Fraction, expected: Fraction) -> Figure:
    return NO_VARIATION if expected == 1 else (observed - expected) / (1 - expected)


def scott_pi(items: Items, one: str, two: str) -> Figure:
    pairs = both(items, one, two)
    if not pairs:
        return NO_OVERLAP
    pooled = Counter(value for pair in pairs for value in pair)
    expected = sum(Fraction(number, 2 * len(pairs)) ** 2 for number in pooled.values())
    return chance_corrected(Fraction(sum(a == b for a, b in pairs), len(pairs)), expected)


def cohen_kappa(items: Items, one: str, two: str) -> Figure:
    pairs = both(items, one, two)
    if not pairs:
        return NO_OVERLAP
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(Fraction(first[value] * second[value], len(pairs) ** 2) for value in first)
    return chance_corrected(Fraction(sum(a == b for a, b in pairs), len(pairs)), expected)


def weighted_kappa(items: Items, one: str, two: str, power: int) -> Figure:
    pairs = both(items, one, two)
    if not pairs:
        return NO_OVERLAP
    observed = Fraction(sum(abs(a - b) ** power for a, b in pairs), 1) / len(pairs)
    expected = Fraction(sum(abs(a - b) ** power for a, _ in pairs for _, b in pairs), 1) / len(pairs) ** 2
    return NO_VARIATION if expected == 0 else 1 - observed / expected


def fleiss_kappa(items: Items) -> Figure | None:
    """None where items have unequal numbers of values: it is not defined there, and not reported."""
    rated = [list(item.values()) for item in items if len(item) > 1]
    if not rated:
        return NO_OVERLAP
    if len({len(values) for values in rated}) > 1:
        return None
    every = Counter(value for values in rated for value in values)
    expected = sum(Fraction(number, sum(every.values())) ** 2 for number in every.values())
    return chance_corrected(sum(agreeing(values) for values in rated) / len(rated), expected)


def specific_agreement(items: Items, category: Any) -> Figure:
    """Of the pairs of which one value is this category, how many have it twice (each item weighs as in D_o)."""
    rated = [list(item.values()) for item in items if len(item) > 1]
    if not rated:
        return NO_OVERLAP
    twice = total = Fraction(0)
    for values in rated:
        here = values.count(category)
        twice += Fraction(here * (here - 1), len(values) - 1)
        total += here
    return NO_VARIATION if total == 0 else twice / total


def nominal_figures(layer: str | None, items: Items, raters: list[str]) -> dict[Key, Figure]:
    found: dict[Key, Figure] = {
        (layer, None, "observed_agreement", "nominal", ()): observed_agreement(items),
        (layer, None, "krippendorff_alpha", "nominal", ()): alpha(items),
        (layer, None, "gwet_ac1", "nominal", ()): gwet_ac1(items),
        (layer, None, "bennett_s", "nominal", ()): bennett_s(items),
    }
    if len(raters) == 2:
        found[layer, None, "scott_pi", "nominal", ()] = scott_pi(items, *raters)
        found[layer, None, "cohen_kappa", "nominal", ()] = cohen_kappa(items, *raters)
    elif len(raters) > 2:
        fleiss = fleiss_kappa(items)
        if fleiss is not None:
            found[layer, None, "fleiss_kappa", "nominal", ()] = fleiss
        for pair in combinations(raters, 2):
            found[layer, None, "cohen_kappa", "nominal", (pair,)] = cohen_kappa(items, *pair)
    return found


def category_figures(layer: str | None, items: Items, categories: Iterable[Any]) -> dict[Key, Figure]:
    found: dict[Key, Figure] = {}
    for category in categories:
        against = [{rater: value == category for rater, value in item.items()} for item in items]
        found[layer, str(category), "krippendorff_alpha", "nominal", ()] = alpha(against)
        found[layer, str(category), "positive_agreement", "nominal", ()] = specific_agreement(against, True)
        found[layer, str(category), "negative_agreement", "nominal", ()] = specific_agreement(against, False)
    return found


def metric_figures(layer: str | None, items: Items, raters: list[str], level: str) -> dict[Key, Figure]:
    distance = {"ordinal": ordinal(items), "interval": interval, "ratio": ratio}[level]
    found: dict[Key, Figure] = {
        (layer, None, "observed_agreement", "nominal", ()): observed_agreement(items),
        (layer, None, "krippendorff_alpha", level, ()): alpha(items, distance),
    }
    for pair in combinations(raters, 2):
        for power, weights in ((1, "linear"), (2, "quadratic")):
            extra = (weights,) if len(raters) == 2 else (pair, weights)
            found[layer, None, "weighted_kappa", level, extra] = weighted_kappa(items, *pair, power)
    return found


def of_ratings(rows: list[tuple[str, str, str]], level: str) -> dict[Key, Figure]:
    """``rows``: item, annotator, value, as in the file."""
    raters = sorted({rater for _, rater, text in rows if text})  # who gave no value is no rater
    table: dict[str, dict[str, Any]] = {}
    for item, rater, text in rows:
        here = table.setdefault(item, {})
        if text == "":
            continue
        if level in {"masi", "jaccard"}:
            here[rater] = frozenset(part for part in text.split("|") if part != "∅")
        else:
            here[rater] = text if level == "nominal" else Fraction(text)
    items = list(table.values())
    if level == "nominal":
        return nominal_figures(None, items, raters)
    if level in {"masi", "jaccard"}:
        return {
            (None, None, "observed_agreement", "exact", ()): observed_agreement(items),
            (None, None, "krippendorff_alpha", level, ()): alpha(items, masi if level == "masi" else jaccard),
        }
    return metric_figures(None, items, raters, level)


# -- document records ---------------------------------------------------------------------------------------------


class Span:
    """A span of one rater: label, fragments, the sentence it begins in, attributes."""

    def __init__(self, record: dict[str, Any], sentences: list[dict[str, Any]]) -> None:
        self.label: str = record["label"]
        self.fragments = tuple((piece["start"], piece["end"]) for piece in record["fragments"])
        self.attributes = {one["name"]: one["value"] for one in record.get("attributes", ())}
        self.matter = {place for start, end in self.fragments for place in range(start, end)}
        self.sentence = min(each["index"] for each in sentences if self.matter & set(range(each["start"], each["end"])))


class Document:
    """A text, its sentences and tokens, and what each rater said of it."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.sentences: list[dict[str, Any]] = record["sentences"]
        self.tokens: list[dict[str, Any]] = record["tokens"]
        self.done: dict[str, set[int]] = {}
        self.said: dict[str, dict[int, dict[str, str]]] = {}
        self.spans: dict[str, dict[str, Span]] = {}
        self.links: dict[str, list[tuple[str, str, str]]] = {}

    def add(self, record: dict[str, Any]) -> None:
        who = record["layer"]["annotator"]
        self.done[who] = {each["index"] for each in record["sentences"] if each.get("status") == "done"}
        self.said[who] = {
            each["index"]: {label["name"]: label["value"] for label in each.get("labels", ())}
            for each in record["sentences"]
        }
        self.spans[who] = {each["id"]: Span(each, self.sentences) for each in record["spans"]}
        self.links[who] = [(each["label"], each["head"], each["tail"]) for each in record["relations"]]

    def raters_of(self, sentence: int) -> list[str]:
        return [who for who in self.done if sentence in self.done[who]]

    def only(self, raters: Iterable[str]) -> Document:
        """The same document with fewer raters."""
        fewer = Document({"sentences": self.sentences, "tokens": self.tokens})
        for who in raters:
            if who in self.done:
                fewer.done[who], fewer.said[who] = self.done[who], self.said[who]
                fewer.spans[who], fewer.links[who] = self.spans[who], self.links[who]
        return fewer


def read(records: list[dict[str, Any]]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for record in records:
        document = found.setdefault(record["document"]["key"], Document(record))
        if record.get("layer"):
            document.add(record)
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


Name = tuple[str, tuple]
Link = tuple[Name, Name]


def name_of(span: Span) -> Name:
    return span.label, span.fragments


def links_of(document: Document, who: str, label: str, sentences: set[int], *, symmetric: bool) -> list[Link]:
    """The links of one rater whose ends both begin in these sentences."""
    spans = document.spans[who]
    found = []
    for name, head, tail in document.links[who]:
        ends = (spans[head], spans[tail])
        if name == label and all(end.sentence in sentences for end in ends):
            one, two = (name_of(end) for end in ends)
            found.append((min(one, two), max(one, two)) if symmetric else (one, two))
    return found


def pair_link_f1(
    documents: Iterable[Document], pair: tuple[str, str], label: str, *, symmetric: bool, given: bool = False
) -> tuple[Figure, Figure]:
    """F1 end to end, or of those links whose ends the other rater has too; and which part of all links that is."""
    shared = correct = total = every = 0
    for document in documents:
        sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
        shared += len(sentences)
        if not sentences:
            continue
        has = [{name_of(span) for span in document.spans[who].values() if span.sentence in sentences} for who in pair]
        sides = [links_of(document, who, label, sentences, symmetric=symmetric) for who in pair]
        every += sum(len(links) for links in sides)
        if given:
            sides = [[link for link in links if set(link) <= has[0] & has[1]] for links in sides]
        correct += sum((Counter(sides[0]) & Counter(sides[1])).values())
        total += sum(len(links) for links in sides)
    coverage = Fraction(total, every) if every else NO_VARIATION
    if not shared:
        return NO_OVERLAP, coverage
    return NO_VARIATION if not total else Fraction(2 * correct, total), coverage


def sets_of_tails(documents: Iterable[Document], pair: tuple[str, str], label: str, head: str) -> Items:
    """For each span of label ``head`` that both have exactly: what each links it to."""
    found: Items = []
    for number, document in enumerate(documents):
        sentences = document.done.get(pair[0], set()) & document.done.get(pair[1], set())
        if not sentences:
            continue
        links = {who: links_of(document, who, label, sentences, symmetric=False) for who in pair}
        one, two = (
            {name_of(span) for span in document.spans[who].values() if span.sentence in sentences} for who in pair
        )
        found += [
            {who: frozenset((number, tail) for start, tail in links[who] if start == same) for who in pair}
            for same in one & two
            if same[0] == head
        ]
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


def attribute_figures(
    documents: list[Document], label: str, name: str, values: list[str] | None, *, optional: bool, raters: list[str]
) -> dict[Key, Figure]:
    """``values``: the order of an ordered attribute, else None."""
    same = groups(documents, label)
    if same is None:
        return {}
    layer = f"{label}.{name}"
    items: Items = []
    with_misses: Items = []
    met = every = 0
    for document, sentence, spans in same:
        said = {who: span.attributes.get(name, "(none)" if optional else None) for who, span in spans.items()}
        said = {who: value for who, value in said.items() if value is not None}
        items.append(said if len(spans) > 1 else {})
        for pair in combinations(document.raters_of(sentence), 2):  # a miss is between two: one has it, one has not
            here = [who for who in pair if who in spans]
            met += 2 * (len(here) == 2)
            every += len(here)
            if here:
                with_misses.append({who: "∅" for who in pair if who not in spans})
                with_misses[-1] |= {who: said[who] for who in here if who in said}
    found: dict[Key, Figure] = {(layer, None, "krippendorff_alpha", "nominal", ("misses",)): alpha(with_misses)}
    if every:
        found[layer, None, "coverage", "", ()] = Fraction(met, every)
    two = raters if len(raters) == 2 else []  # κ is of two raters; with more it is not asked for attributes
    if values is None:
        return found | nominal_figures(layer, items, two)
    ranked = [{who: Fraction(values.index(value)) for who, value in item.items()} for item in items]
    return found | metric_figures(layer, ranked, two, "ordinal")


def of_records(
    records: list[dict[str, Any]],
    scheme: dict[str, Any],
    unit: str = "token",
) -> dict[Key, Figure]:
    """``scheme``: {"span": {label: {attribute: {"ordered": [...] or None, "optional": bool}}}, "relation": {label: symmetric},
    "sets": {relation: label of its heads}, "sentence": [name]}.
    """
    documents = list(read(records).values())
    raters = sorted({who for document in documents for who in document.done})
    pairs = list(combinations(raters, 2))
    found: dict[Key, Figure] = {}
    for label, attributes in scheme["span"].items():
        for match in MATCHES:
            found[label, None, "f1", match, ()] = mean([pair_f1(documents, pair, [label], match) for pair in pairs])
        continua = [continuum(document, label, unit) for document in documents]
        found[label, None, "u_alpha", "2016", ()] = u_alpha(continua)
        if unit == "token":
            found[label, None, "token_alpha", "nominal", ()] = alpha([item for items, _ in continua for item in items])
        for pair in pairs:
            two = [document.only(pair) for document in documents]
            found[label, None, "u_alpha", "2016", (pair,)] = u_alpha([continuum(each, label, unit) for each in two])
            found[label, None, "f1", "exact", (pair,)] = pair_f1(documents, pair, [label], "exact")
        for name, rule in attributes.items():
            found |= attribute_figures(
                documents, label, name, rule["ordered"], optional=rule["optional"], raters=raters
            )
    for match in MATCHES:
        found["spans", None, "f1", match, ()] = mean(
            [pair_f1(documents, pair, scheme["span"], match) for pair in pairs]
        )
    for label, symmetric in scheme["relation"].items():
        layer = f"relation:{label}"
        for given, extra in ((False, ()), (True, ("given",))):
            both_of = [pair_link_f1(documents, pair, label, symmetric=symmetric, given=given) for pair in pairs]
            found[layer, None, "f1", "exact", extra] = mean([figure for figure, _ in both_of])
        if len(pairs) == 1 and isinstance(both_of[0][1], Fraction):
            found[layer, None, "coverage", "", ("given",)] = both_of[0][1]
    if len(pairs) == 1:
        for label, head in scheme["sets"].items():
            sets = sets_of_tails(documents, pairs[0], label, head)
            found[f"relation:{label}", None, "krippendorff_alpha", "jaccard", ()] = alpha(sets, jaccard)
    for name in scheme["sentence"]:
        layer = f"sentence:{name}"
        items = [
            {who: document.said[who][each["index"]].get(name, "(none)") for who in document.raters_of(each["index"])}
            for document in documents
            if any(len(document.raters_of(each["index"])) > 1 for each in document.sentences)
            for each in document.sentences
        ]
        found |= nominal_figures(layer, items, sorted({who for item in items for who in item}))
        found |= category_figures(layer, items, {value for item in items if len(item) > 1 for value in item.values()})
        sets = [
            {who: frozenset() if value == "(none)" else frozenset([value]) for who, value in item.items()}
            for item in items
        ]
        found[layer, None, "krippendorff_alpha", "masi", ()] = alpha(sets, masi)
        found[layer, None, "krippendorff_alpha", "jaccard", ()] = alpha(sets, jaccard)
    return found
