"""Agreement by the definitions, in exact fractions: slow, without numpy, sharing nothing with the package.

Two doors: ``of_ratings`` for a table, ``records_oracle.of_records`` for document records. Both give a dictionary from a
key to a ``Fraction`` or to the reason why there is none; the key is ``(layer, label, measure, variant, extra)`` where ``extra``
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


def pabak(layer: str | None, items: Items) -> dict[Key, Figure]:
    """2·P_o - 1, where there are no more than two values."""
    if len({value for item in items for value in item.values()}) > 2:
        return {}
    observed = observed_agreement(items)
    return {(layer, None, "pabak", "nominal", ()): observed if isinstance(observed, str) else 2 * observed - 1}


def category_figures(layer: str | None, items: Items, categories: Iterable[Any]) -> dict[Key, Figure]:
    found: dict[Key, Figure] = {}
    for category in categories:
        against = [{rater: value == category for rater, value in item.items()} for item in items]
        found[layer, str(category), "krippendorff_alpha", "nominal", ()] = alpha(against)
        found[layer, str(category), "positive_agreement", "nominal", ()] = specific_agreement(against, True)
        found[layer, str(category), "negative_agreement", "nominal", ()] = specific_agreement(against, False)
        paired = [value for item in against if len(item) > 1 for value in item.values()]
        prevalence = abs(2 * Fraction(sum(paired), len(paired)) - 1) if paired else NO_OVERLAP
        found[layer, str(category), "prevalence_index", "nominal", ()] = prevalence
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
