"""The measures of unitizing again, slowly and straight from the definitions, position by position, on random data.

Also what the other tests of unitizing build their corpora with.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from random import Random

import pytest

from annotator.agreement.continuum import Axis
from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.token_alpha import token_alpha
from annotator.agreement.unitizing import bar_u_alpha, cu_alpha, ku_alpha, u_alpha
from annotator.agreement.unitizing_1995 import u_alpha_1995
from annotator.model import Attribute, Fragment, Layer, Part, Sentence, Span

RATERS = tuple(Layer(name) for name in "abcdef")


# -- building ------------------------------------------------------------------------------------------------------


def span(name: str, label: str, *extent: tuple[int, int], value: str | None = None) -> Span:
    parts = tuple(Fragment(start, end, "") for start, end in extent)
    said = () if value is None else (Attribute("polarity", value),)
    return Span(name, label, 0, parts, said)


def document(key: str, sentences: list[int], readings: list[Reading], *, width: int = 1) -> RatedDocument:
    """A document of sentences with so many tokens of ``width`` code points, a space behind each token."""
    found: list[tuple[tuple[int, int], ...]] = []
    at = 0
    for size in sentences:
        found.append(tuple((at + i * (width + 1), at + i * (width + 1) + width) for i in range(size)))
        at += size * (width + 1)
    rows = tuple(Sentence(i, tokens[0][0], tokens[-1][1]) for i, tokens in enumerate(found))
    return RatedDocument(key, ("w" * width + " ") * sum(sentences), rows, tuple(found), tuple(readings))


def reading(rater: Layer, spans: list[Span], done: set[int]) -> Reading:
    return Reading(rater, Part(spans=tuple(spans)), frozenset(done))


def on_tokens(units: list[tuple[int, int, str]], length: int, rater: Layer) -> Reading:
    """One sentence of tokens one code point wide, with units on them: first token, token after the last, label."""
    made = [span(f"{rater}{i}", label, (2 * a, 2 * b - 1)) for i, (a, b, label) in enumerate(units)]
    return reading(rater, made, {0})


def plain(length: int, *raters: list[tuple[int, int, str]]) -> Corpus:
    """One document of one sentence that every rater finished."""
    readings = [on_tokens(units, length, rater) for units, rater in zip(raters, RATERS, strict=False)]
    return Corpus.of([document("one", [length], readings)])


def random_corpus(seed: int, *, raters: int, documents: int = 3, done: float = 0.75, labels: str = "xy") -> Corpus:
    """Texts of unequal sentences; spans that nest, overlap, cross sentences, begin within tokens and have gaps."""
    dice = Random(seed)
    made = []
    for number in range(documents):
        sentences = [dice.randint(1, 6) for _ in range(dice.randint(1, 5))]
        width = dice.randint(1, 3)
        end = sum(sentences) * (width + 1)
        readings = []
        for rater in RATERS[:raters]:
            finished = {i for i in range(len(sentences)) if dice.random() < done}
            spans = [_random_span(dice, f"{number}{rater}{i}", labels, end) for i in range(dice.randint(0, 5))]
            if dice.random() < 0.9:
                readings.append(reading(rater, spans, finished))
        made.append(document(f"d{number}", sentences, readings, width=width))
    return Corpus.of(made, RATERS[:raters])


def _random_span(dice: Random, name: str, labels: str, end: int) -> Span:
    size = min(2 * dice.choice((1, 1, 1, 2, 3)), end + 1 - end % 2)
    points = sorted(dice.sample(range(end + 1), size))[: size - size % 2]
    extent = [(a, b) for a, b in zip(points[::2], points[1::2], strict=True)]
    return span(name, dice.choice(labels), *extent, value=dice.choice(("true", "false", None)))


# -- the slow way --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One position of the continuum: which sentence of which document, and what every rater who finished it says.

    ``said``: rater → (unit, value), both None in a gap; missing raters are not in it.
    """

    document: int
    sentence: int
    said: dict[int, tuple[object, str | None]]


def places(corpus: Corpus, labels: str, attribute: str | None = None, unit: str = "token") -> list[Place]:
    found: list[Place] = []
    for number, held in enumerate(corpus.documents):
        spots = [
            (sentence.index, spot)
            for sentence in held.sentences
            for spot in (
                held.tokens[sentence.index]
                if unit == "token"
                else [(at, at + 1) for at in range(sentence.start, sentence.end)]
            )
        ]
        done = {r: held.by_rater[layer].done for r, layer in enumerate(corpus.raters) if layer in held.by_rater}
        shared = {s.index for s in held.sentences if sum(s.index in marks for marks in done.values()) >= 2}
        own = {r: _units(held, corpus.raters[r], spots, marks & shared, labels, attribute) for r, marks in done.items()}
        for at, (sentence, _) in enumerate(spots):
            if sentence in shared:
                said = {r: own[r].get(at, (None, None)) for r, marks in done.items() if sentence in marks}
                found.append(Place(number, sentence, said))
    return found


def _units(
    held: RatedDocument,
    rater: Layer,
    spots: list[tuple[int, tuple[int, int]]],
    open_to: frozenset[int],
    labels: str,
    attribute: str | None,
) -> dict[int, tuple[object, str]]:
    """Position → (unit, value): a unit is a maximal run of positions of a span, in reach; overlapping ones are joined."""
    pieces: list[tuple[str, frozenset[int]]] = []
    for mark in held.by_rater[rater].part.spans:
        if mark.label not in labels:
            continue
        value = mark.label if attribute is None else mark.value(attribute) or ""
        run: set[int] = set()
        for at, (sentence, spot) in enumerate(spots):
            if mark.covers(*spot):
                across = (
                    bool(run)
                    and sentence != (last := spots[max(run)][0])
                    and any(s not in open_to for s in range(last, sentence + 1))
                )
                if sentence in open_to:
                    if across:
                        pieces.append((value, frozenset(run)))
                        run = set()
                    run.add(at)
            elif run:
                pieces.append((value, frozenset(run)))
                run = set()
        if run:
            pieces.append((value, frozenset(run)))
    joined = True
    while joined:
        joined = False
        for one, other in product(pieces, pieces):
            if one is not other and one[0] == other[0] and one[1] & other[1]:
                pieces = [p for p in pieces if p is not one and p is not other] + [(one[0], one[1] | other[1])]
                joined = True
                break
    found: dict[int, tuple[object, str]] = {}
    begin, before = -1, frozenset[object]()
    for at in sorted({at for _, run in pieces for at in run}):
        cover = frozenset(piece for piece in pieces if at in piece[1])
        begin = begin if cover == before and at - 1 in found else at
        before = cover
        found[at] = ((begin, cover), "|".join(sorted({value for value, _ in cover})))
    return found


def slow_u_alpha(held: list[Place], *, binary: bool = False, tokens: bool = False) -> float:
    """Disagreement of pairs of raters at a place, over that of all pairs that are not the same thing."""
    said = [
        (at, rater, (place.document, unit), (value is not None) if binary else value)
        for at, place in enumerate(held)
        for rater, (unit, value) in place.said.items()
    ]
    observed = sum(
        (one[1] != other[1]) / (len(place.said) - 1)
        for place in held
        for a, one in place.said.items()
        for b, other in place.said.items()
        if a != b and ((one[1] is None) != (other[1] is None) or not binary)
    )
    allowed = unlike = 0
    for at, rater, unit, value in said:
        for at_2, rater_2, unit_2, value_2 in said:
            same = (at, rater) == (at_2, rater_2)
            if not tokens:
                same = same or (rater == rater_2 and unit[1] is not None and unit == unit_2)
            allowed += not same
            unlike += not same and value != value_2
    return 1 - (observed / len(said)) / (unlike / allowed) if unlike else math.nan


def _crossings(held: list[Place]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """ℓ*_ck and S*_c of cuα: what a unit shares with another rater's units, on average over the others, squared."""
    observed: Counter[tuple[str, str]] = Counter()
    shared: Counter[tuple[int, str, int, object]] = Counter()
    for place in held:
        for (i, (unit, c)), (j, (_, k)) in product(place.said.items(), place.said.items()):
            if i != j and c is not None and k is not None:
                observed[c, k] += 1 / (len(place.said) - 1)
                shared[i, c, place.document, unit] += 1 / (len(place.said) - 1)
    own: Counter[str] = Counter()
    for key, length in shared.items():
        own[key[1]] += length**2
    return observed, own


def slow_cu_alpha(held: list[Place], value: str | None = None) -> float:
    """cuα from its two coincidence matrices; with a value (k)uα."""
    observed, own = _crossings(held)
    names = sorted({c for c, _ in observed})
    row = {c: sum(observed[c, k] for k in names) for c in names}
    total = sum(row.values())
    if len(names) < 2 or (value is not None and value not in names):
        return math.nan
    if value is None and sum(own.values()) > total**2 - 1e-9:
        return math.nan
    if value is not None and own[value] > row[value] * total - 1e-9:
        return math.nan
    below = total - sum(own.values()) / total or math.nan
    expected = {(c, k): (row[c] * row[k] - (own[c] if c == k else 0)) / below for c, k in product(names, names)}
    if value is None:
        d_o = sum(observed[c, k] for c, k in product(names, names) if c != k)
        d_e = sum(expected[c, k] for c, k in product(names, names) if c != k)
        return 1 - d_o / d_e
    margin = row[value] * total - own[value]
    missed = row[value] - observed[value, value]
    return 1 - margin / row[value] * missed / (margin - (row[value] ** 2 - own[value]))


def slow_1995(held: list[Place], raters: int) -> float:
    """α_U of 1995 over the sections of every rater, each category on its own."""
    whole = [place for place in held if len(place.said) == raters]
    blocks = [list(block) for _, block in groupby(enumerate(whole), key=_unbroken(whole))]
    length, d_o, d_e = len(whole), 0.0, 0.0
    for category in sorted({v for place in whole for _, v in place.said.values() if v is not None}):
        sections: list[list[list[tuple[int, int, bool]]]] = []
        for block in blocks:
            sections.append([_sections(block, rater, category) for rater in range(raters)])
        for block_sections in sections:
            for i, j in product(range(raters), repeat=2):
                if i != j:
                    pairs = product(block_sections[i], block_sections[j])
                    d_o += sum(_distance(one, other) for one, other in pairs)
        flat = [section for block_sections in sections for own in block_sections for section in own]
        units = [end - start for start, end, valued in flat if valued]
        gaps = [end - start for start, end, valued in flat if not valued]
        above = 0.0
        for size in units:
            above += (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
            above += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
        below = raters * length * (raters * length - 1) - sum(size * (size - 1) for size in units)
        d_e += 2 / length * above / below
    return 1 - d_o / (raters * (raters - 1) * length**2) / d_e if d_e else math.nan


def _unbroken(whole: list[Place]) -> object:
    """A key that changes where the text has a hole: another document, or a sentence that is not there."""
    number = [0]
    for before, after in pairwise(whole):
        follows = before.document == after.document and after.sentence - before.sentence <= 1
        number.append(number[-1] + (not follows))
    return lambda item: number[item[0]]


def _sections(block: list[tuple[int, Place]], rater: int, category: str) -> list[tuple[int, int, bool]]:
    found = []
    keys = [(place.said[rater][0] if place.said[rater][1] == category else None) for _, place in block]
    at = block[0][0]
    for key, run in groupby(keys):
        size = len(list(run))
        found.append((at, at + size, key is not None))
        at += size
    return found


def _distance(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> int:
    (a, b, valued), (c, d, valued_2) = one, other
    if valued and valued_2 and a < d and c < b:
        return (a - c) ** 2 + (b - d) ** 2
    if valued and not valued_2 and c <= a and b <= d:
        return (b - a) ** 2
    if valued_2 and not valued and a <= c and d <= b:
        return (d - c) ** 2
    return 0


# -- both ways -----------------------------------------------------------------------------------------------------


def close(found: float | None, wanted: float) -> bool:
    return math.isnan(wanted) if found is None else found == pytest.approx(wanted, abs=1e-11)


CASES = [(seed, 2 + seed % 5) for seed in range(50)]


@pytest.mark.parametrize(("seed", "raters"), CASES)
@pytest.mark.parametrize(
    ("labels", "attribute", "unit"), [("x", None, "token"), ("xy", None, "token"), ("x", "polarity", "char")]
)
def test_every_measure_is_that_of_the_definitions(
    seed: int, raters: int, labels: str, attribute: str | None, unit: str
) -> None:
    corpus = random_corpus(seed, raters=raters)
    made = Axis.of(corpus, "char" if unit == "char" else "token").continuum(list(labels), attribute)
    held = places(corpus, labels, attribute, unit)
    assert close(u_alpha(made).value, slow_u_alpha(held))
    assert close(bar_u_alpha(made).value, slow_u_alpha(held, binary=True))
    assert close(token_alpha(made).value, slow_u_alpha(held, tokens=True))
    assert close(cu_alpha(made).value, slow_cu_alpha(held))
    for value in made.values:
        assert close(ku_alpha(made, value).value, slow_cu_alpha(held, value))
    assert close(u_alpha_1995(made).value, slow_1995(held, raters))


def test_the_random_data_hold_what_is_hard() -> None:
    made = [Axis.of(random_corpus(seed, raters=raters)).continuum(["x", "y"]) for seed, raters in CASES]
    assert sum(one.merged for one in made) > 100
    assert sum(one.overlaid for one in made) > 200
    assert sum(not one.present.all() for one in made) > 30
    assert sum(u_alpha_1995(one).value is not None for one in made) > 10
    assert sum(cu_alpha(one).value is not None for one in made) > 30
    assert sum(len(set(one.segments.present.tolist())) > 1 for one in made) > 30
