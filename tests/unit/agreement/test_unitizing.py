"""uα, |uα, cuα, (k)uα and α_U of 1995: published figures, other programs' figures, and what must hold of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.continuum import Axis, Continuum
from annotator.agreement.corpus import Corpus, Reading
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION, Statistic
from annotator.agreement.token_alpha import token_alpha
from annotator.agreement.unitizing import bar_u_alpha, cu_alpha, ku_alpha, u_alpha
from annotator.agreement.unitizing_1995 import u_alpha_1995
from annotator.model import Part
from tests.unit.agreement.test_unitizing_oracle import (
    RATERS,
    document,
    on_tokens,
    plain,
    random_corpus,
    reading,
    span,
)

PEER = json.loads((Path(__file__).parents[2] / "data/agreement/unitizing_peer.json").read_text(encoding="utf-8"))
CATEGORIES = [
    [(225, 295, "c"), (370, 400, "c"), (180, 240, "k"), (300, 350, "k")],
    [(220, 300, "c"), (355, 375, "c"), (400, 420, "c"), (180, 240, "k"), (300, 350, "k")],
]
"""Krippendorff 2004, p. 254: two observers on a continuum from 150 to 450, every category with its own units."""


def published(labels: str) -> Continuum:
    return of([[(a - 150, b - 150, v) for a, b, v in units] for units in CATEGORIES], 300, labels)


def of(raters: list[list[tuple[int, int, str]]], length: int, labels: str) -> Continuum:
    return Axis.of(plain(length, *raters)).continuum(list(labels))


def every(made: Continuum) -> list[Statistic]:
    """All measures of a continuum."""
    valued = [ku_alpha(made, value) for value in made.values]
    return [u_alpha(made), bar_u_alpha(made), cu_alpha(made), token_alpha(made), u_alpha_1995(made), *valued]


def figures(corpus: Corpus, labels: str = "xy") -> list[float | None]:
    return [found.value for found in every(Axis.of(corpus).continuum(list(labels)))]


def same(found: list[float | None], wanted: list[float | None]) -> bool:
    return found == [None if value is None else pytest.approx(value, abs=1e-12) for value in wanted]


# -- published and other programs' figures ---------------------------------------------------------------------------


def test_label_c_of_krippendorff_2004_is_a_different_figure_in_the_two_forms() -> None:
    made = published("c")
    assert u_alpha_1995(made).value == pytest.approx(0.729, abs=0.0005)
    assert u_alpha(made).value == pytest.approx(0.516, abs=0.0005)
    assert u_alpha(made).value == pytest.approx(0.5162799043062201, abs=1e-12)


def test_krippendorff_2004_as_dkpro_statistics_has_it() -> None:
    """Krippendorff2004Test of DKPro Statistics."""
    assert u_alpha_1995(published("c")).value == pytest.approx(0.7286, abs=0.0001)
    assert u_alpha_1995(published("k")).value == 1.0


def test_krippendorff_2004_over_both_categories() -> None:
    """Its categories overlap, each with units of its own: .8591 in DKPro; expected disagreement of k is .0490 there."""
    c = u_alpha_1995(published("c"))
    observed = float(c.total[1]) / (2 * 300**2)
    expected = observed / (1 - (c.value or 0))
    assert observed == pytest.approx(0.0144, abs=0.00005)
    assert expected == pytest.approx(0.0532, abs=0.00005)
    assert 1 - observed / (expected + 0.0490) == pytest.approx(0.8591, abs=0.0005)


@pytest.mark.parametrize(
    ("raters", "length", "wanted"),
    [
        ([[(1, 9, "A")], [(2, 3, "A"), (4, 5, "A"), (6, 7, "A")]], 10, -0.7003),
        ([[(0, 1, "A")], [], []], 20, 0.0),
    ],
)
def test_examples_of_dkpro_statistics(raters: list[list[tuple[int, int, str]]], length: int, wanted: float) -> None:
    """UnitizingAgreementTest of DKPro Statistics: testAgreement and testSingleAnnotationUnit."""
    assert u_alpha_1995(of(raters, length, "A")).value == pytest.approx(wanted, abs=0.00005)


@pytest.mark.parametrize("case", PEER["cases"])
def test_u_alpha_is_that_of_krippendorff_unitized_alpha(case: dict[str, object]) -> None:
    raters = [[(a, b, v) for a, b, v in units] for units in case["raters"]]
    length = int(str(case["length"]))
    assert u_alpha(of(raters, length, "ckxyz")).value == pytest.approx(case["u_alpha"], abs=1e-12)


# -- by hand --------------------------------------------------------------------------------------------------------


def test_by_hand() -> None:
    """Ten positions, units of 4 and 2: D_o = 4, ℓ = (14, 6), Σ S = 14 + 16 + 4 = 34, D_e = 20 · 168 / (400 − 34)."""
    made = of([[(0, 4, "x")], [(0, 2, "x")]], 10, "x")
    assert u_alpha(made).total.tolist() == [4, 34, 14, 6]
    assert u_alpha(made).value == pytest.approx(1 - 4 * (400 - 34) / (20 * 168), abs=1e-15)


def test_cu_alpha_by_hand() -> None:
    """x of 6 and y of 2 meet x of 4 and y of 4: ℓ* is 4 xx, 2 xy, 2 yx, 2·2 … on the eight that both have."""
    made = of([[(0, 6, "x"), (6, 8, "y")], [(0, 4, "x"), (4, 8, "y")]], 12, "xy")
    found = cu_alpha(made)
    assert found.total.tolist() == [4, 36 + 4 + 16 + 16, 10, 6]
    assert found.value == pytest.approx(1 - 4 * (256 - 72) / (16 * 2 * 60), abs=1e-15)
    assert ku_alpha(made, "x").value == pytest.approx(1 - (10 * 16 - 52) / 10 * 2 / (10 * 6), abs=1e-15)


def test_bar_u_alpha_does_not_mind_the_values() -> None:
    made = of([[(0, 3, "x"), (5, 9, "y")], [(0, 3, "y"), (5, 9, "x")]], 12, "xy")
    assert bar_u_alpha(made).value == 1.0
    assert u_alpha(made).value == pytest.approx(1 - 14 * (24**2 - 60) / (24 * 378), abs=1e-15)
    assert (cu_alpha(made).value or 0) < 0
    alone = of([[(0, 3, "x"), (5, 9, "x")], [(1, 3, "x")]], 12, "x")
    assert bar_u_alpha(alone).value == u_alpha(alone).value


def test_one_long_unit_counts_as_one_thing() -> None:
    """To meet by chance with one unit of 10 is harder than with ten of 1: more disagreement is expected."""
    long = of([[(0, 10, "x")], [(2, 12, "x")]], 30, "x")
    short = of([[(i, i + 1, "x") for i in range(10)], [(i, i + 1, "x") for i in range(2, 12)]], 30, "x")
    assert (u_alpha(long).value or 0) > (u_alpha(short).value or 0)
    assert token_alpha(long).value == token_alpha(short).value == u_alpha(short).value


def test_ten_claims_against_two_and_deliberate_silence() -> None:
    made = [(5 * i, 5 * i + 4, "claim") for i in range(10)]
    two = plain(60, made, made[:2])
    silent = Axis.of(two).continuum("claim")
    for statistic in (u_alpha(silent), bar_u_alpha(silent), token_alpha(silent)):
        assert (statistic.value or 0) < 0.2
    assert (u_alpha_1995(silent).value or 0) < 0.5
    nobody = Axis.of(plain(60, made, [])).continuum("claim")
    assert (u_alpha(nobody).value or 0) < 0


def test_a_rater_without_spans_is_compared_and_one_without_done_is_not() -> None:
    marked, silent = on_tokens([(0, 2, "x")], 6, RATERS[0]), reading(RATERS[1], [], {0})
    away = replace(silent, rater=RATERS[2], done=frozenset())
    held = Corpus.of([document("d", [6], [marked, silent, away])])
    made = Axis.of(held).continuum("x")
    assert made.present.tolist() == [[True, True, False]]
    assert u_alpha(made).total[2:].tolist() == [10, 2]
    assert u_alpha_1995(made).undefined == NO_OVERLAP


# -- undefined -------------------------------------------------------------------------------------------------------


def test_undefined_has_a_reason() -> None:
    alone = Corpus.of([document("d", [4], [on_tokens([(0, 2, "x")], 4, RATERS[0])])])
    empty = plain(5, [], [])
    full = plain(5, [(0, 5, "x")], [(0, 5, "x")])
    apart = plain(6, [(0, 2, "x")], [(3, 5, "y")])

    def why(corpus: Corpus) -> list[str | None]:
        return [found.undefined for found in every(Axis.of(corpus).continuum(["x", "y"]))]

    assert why(alone) == [NO_OVERLAP] * 5
    assert why(empty) == [NO_VARIATION, NO_VARIATION, NO_OVERLAP, NO_VARIATION, NO_VARIATION]
    assert why(full)[:4] == [NO_VARIATION] * 4
    assert why(full)[5:] == [NO_VARIATION]
    assert why(apart) == [None, None, NO_OVERLAP, None, None, NO_OVERLAP, NO_OVERLAP]
    assert ku_alpha(Axis.of(full).continuum("x"), "nobody's").undefined == NO_OVERLAP
    assert [found.undefined for found in every(Axis.of(Corpus.of([])).continuum("x"))] == [NO_OVERLAP] * 5


def test_a_rater_who_marked_nothing_changes_nothing_where_units_meet() -> None:
    """Two raters meet once and differ: that is no more than chance, whether a third one looked or not."""
    made = of([[(0, 4, "x")], [(0, 4, "y")], []], 12, "xy")
    assert cu_alpha(made).total.tolist() == [4, 8, 2, 2]
    two = of([[(0, 4, "x")], [(0, 4, "y")]], 12, "xy")
    assert cu_alpha(two).value == ku_alpha(two, "x").value == 0.0
    assert cu_alpha(made).value == ku_alpha(made, "x").value == 0.0


def test_what_is_undefined_in_a_resample_is_nan_and_nothing_warns() -> None:
    made = Corpus.of([*plain(5, [], []).documents, *plain(8, [(0, 3, "x")], [(0, 2, "x")]).documents])
    weights = np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    for statistic in every(Axis.of(made).continuum("x")):
        assert np.isnan(statistic.replicates(weights)[[0, 2]]).all()
    assert np.isnan(u_alpha(Axis.of(made).continuum("x")).replicates(weights)).tolist() == [True, False, True]
    assert np.isnan(u_alpha(Axis.of(made).continuum("x")).without()).tolist() == [False, True]


# -- what must hold ---------------------------------------------------------------------------------------------------

CORPORA = st.builds(
    random_corpus, st.integers(0, 10**6), raters=st.integers(2, 6), documents=st.integers(1, 4), done=st.floats(0.4, 1)
)


@given(CORPORA)
def test_units_of_one_token_give_nominal_alpha(corpus: Corpus) -> None:
    made = Axis.of(corpus).continuum(["x", "y"])
    segments = made.segments
    cut = _tokenwise(made)
    answers = np.repeat(segments.value, segments.length, axis=0).T.astype(float)
    answers[answers < 0] = np.nan
    found = u_alpha(cut).value
    assert same([found, found], [token_alpha(cut).value, token_alpha(made).value])
    if found is not None:
        wanted = krippendorff.alpha(answers, level_of_measurement="nominal")
        assert found == pytest.approx(wanted, abs=1e-12)


def _tokenwise(made: Continuum) -> Continuum:
    """The same with every token of a unit as a unit of its own."""
    owner = np.repeat(np.arange(len(made.start)), made.end - made.start)
    first = np.concatenate([np.arange(a, b) for a, b in zip(made.start, made.end, strict=True)] or [made.start])
    return replace(made, rater=made.rater[owner], start=first, end=first + 1, value=made.value[owner])


@given(CORPORA, st.randoms(use_true_random=False))
def test_the_order_of_raters_and_documents_and_their_names_do_not_matter(corpus: Corpus, dice: object) -> None:
    wanted = figures(corpus)
    raters = list(corpus.raters)
    dice.shuffle(raters)  # type: ignore[attr-defined]
    documents = list(corpus.documents)
    dice.shuffle(documents)  # type: ignore[attr-defined]
    assert same(figures(Corpus(tuple(documents), tuple(raters))), wanted)
    named = {rater: replace(rater, annotator=f"z{i}") for i, rater in enumerate(raters)}
    renamed = tuple(replace(d, readings=tuple(replace(r, rater=named[r.rater]) for r in d.readings)) for d in documents)
    assert same(figures(Corpus(renamed, tuple(named.values()))), wanted)


@given(CORPORA)
def test_the_names_of_values_do_not_matter(corpus: Corpus) -> None:
    def swapped(held: Reading) -> Reading:
        other = {"x": "b", "y": "a"}
        return replace(held, part=Part(spans=tuple(replace(s, label=other[s.label]) for s in held.part.spans)))

    renamed = tuple(replace(d, readings=tuple(map(swapped, d.readings))) for d in corpus.documents)
    before, after = figures(corpus), figures(Corpus(renamed, corpus.raters), "ab")
    assert same(after[:5], before[:5])
    assert same(sorted(after[5:], key=str), sorted(before[5:], key=str)) or same(after[5:][::-1], before[5:])


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_who_says_the_same_agrees(seed: int, raters: int) -> None:
    one = random_corpus(seed, raters=1, done=1.0)
    documents = tuple(
        replace(d, readings=tuple(replace(r, rater=rater) for r in d.readings for rater in RATERS[:raters]))
        for d in one.documents
    )
    for found in figures(Corpus(documents, RATERS[:raters])):
        assert found in (None, 1.0)


@given(CORPORA, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_weights_are_documents_repeated(corpus: Corpus, times: list[int]) -> None:
    weights = np.array([times[: len(corpus.documents)]], np.float64)
    repeated = [d for d, n in zip(corpus.documents, times, strict=False) for _ in range(n)]
    made = Axis.of(corpus).continuum(["x", "y"])
    again = Axis.of(Corpus(tuple(repeated), corpus.raters)).continuum(["x", "y"])
    pairs = [(f(made), f(again)) for f in (u_alpha, bar_u_alpha, cu_alpha, token_alpha, u_alpha_1995)]
    pairs += [(ku_alpha(made, value), ku_alpha(again, value)) for value in made.values]
    for statistic, wanted in pairs:
        [found] = statistic.replicates(weights)
        assert (np.nan if wanted.value is None else wanted.value) == pytest.approx(found, abs=1e-11, nan_ok=True)


@given(st.integers(0, 10**6), st.integers(2, 4))
def test_a_cut_where_nobody_has_a_unit_changes_nothing(seed: int, raters: int) -> None:
    """A gap is not one thing of its full length, so that it makes no difference where a document ends in it."""
    corpus = random_corpus(seed, raters=raters, documents=2, done=1.0)
    first, second = corpus.documents
    gaps = [document(f"empty{i}", [3], [reading(r, [], {0}) for r in corpus.raters]) for i in range(2)]
    long = document("empty", [6], [reading(r, [], {0}) for r in corpus.raters])
    apart, together = [Corpus((first, second, *more), corpus.raters) for more in (gaps, [long])]
    assert same(figures(apart)[:4], figures(together)[:4])


def test_touching_spans_are_two_units_and_their_border_counts() -> None:
    one = of([[(0, 4, "x"), (4, 8, "x")], [(0, 4, "x")]], 12, "x")
    whole = of([[(0, 8, "x")], [(0, 4, "x")]], 12, "x")
    assert u_alpha(one).total[1] == 12 + 16 * 3
    assert u_alpha(whole).total[1] == 12 + 64 + 16
    assert token_alpha(one).value == token_alpha(whole).value


def test_a_nested_cue_that_one_misses_costs() -> None:
    both = [span("1", "claim", (0, 19)), span("2", "cue", (4, 7))]
    readings = [reading(RATERS[0], both, {0}), reading(RATERS[1], both[:1], {0})]
    held = Corpus.of([document("d", [20], readings)])
    axis = Axis.of(held)
    assert u_alpha(axis.continuum("claim")).value == 1.0
    assert (u_alpha(axis.continuum("cue")).value or 0) < 0.01
    assert (u_alpha(axis.continuum(["claim", "cue"])).value or 0) < 0.9
