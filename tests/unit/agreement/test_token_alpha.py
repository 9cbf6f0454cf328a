"""Token-level α with the outside as a value."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.continuum import Axis
from annotator.agreement.corpus import Corpus
from annotator.agreement.token_alpha import token_alpha
from tests.unit.agreement.test_unitizing_oracle import RATERS, document, places, plain, random_corpus, reading, span


@given(st.integers(0, 10**6), st.integers(2, 6), st.sampled_from(["x", "xy"]))
def test_it_is_krippendorffs_alpha_of_the_tokens(seed: int, raters: int, labels: str) -> None:
    corpus = random_corpus(seed, raters=raters)
    said = [
        [place.said[r][1] or "O" if r in place.said else None for place in places(corpus, labels)]
        for r in range(raters)
    ]
    code = {value: number for number, value in enumerate(sorted({v for row in said for v in row if v is not None}))}
    found = token_alpha(Axis.of(corpus).continuum(list(labels)))
    if len(code) < 2:
        assert found.undefined == ("no_variation" if code else "no_overlap")
        return
    data = np.array([[np.nan if v is None else code[v] for v in row] for row in said])
    assert found.value == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"), abs=1e-12)


def test_by_hand() -> None:
    """Ten tokens, inside 4 and 2 of them: n = 20, o = 4, n_O = 14."""
    made = Axis.of(plain(10, [(0, 4, "x")], [(0, 2, "x")])).continuum("x")
    assert token_alpha(made).value == pytest.approx(1 - 19 * 4 / (2 * 14 * 6), abs=1e-15)


def test_a_label_is_not_hidden_by_one_around_it() -> None:
    marks = [span("1", "claim", (0, 19)), span("2", "cue", (4, 7))]
    readings = [reading(RATERS[0], marks, {0}), reading(RATERS[1], marks[:1], {0})]
    axis = Axis.of(Corpus.of([document("d", [20], readings)]))
    assert token_alpha(axis.continuum("claim")).value == 1.0
    assert (token_alpha(axis.continuum("cue")).value or 0) < 0
    both = token_alpha(axis.continuum(["claim", "cue"])).value
    assert both == pytest.approx(1 - 39 * 4 / (20 * 20 + 18 * 22 + 2 * 38), abs=1e-15)


def test_the_unit_may_be_a_code_point() -> None:
    marks = [span("1", "x", (0, 7))]
    readings = [reading(RATERS[0], marks, {0}), reading(RATERS[1], [span("2", "x", (0, 5))], {0})]
    corpus = Corpus.of([document("d", [5], readings, width=3)])
    assert token_alpha(Axis.of(corpus).continuum("x")).value == 1.0
    found = token_alpha(Axis.of(corpus, "char").continuum("x"))
    assert found.total.tolist() == [4, 38, 26, 12]
