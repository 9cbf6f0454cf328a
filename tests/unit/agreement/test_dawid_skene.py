"""Dawid and Skene's estimates: their own data, raters whose competence is known, and what EM must always do."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.agreement.dawid_skene import TOO_FEW_RATERS, DawidSkene, dawid_skene
from annotator.agreement.statistic import NO_OVERLAP, NO_VARIATION

# Dawid and Skene (1979), table 1: 45 patients, the three ratings of observer 1, then those of observers 2 to 5.
PATIENTS = """
1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111
1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121
1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222
"""
ANAESTHETISTS = np.array([[int(rating) - 1 for rating in patient] for patient in PATIENTS.split()])
OBSERVERS = [0, 0, 0, 1, 2, 3, 4]


def fitted(found: object) -> DawidSkene:
    assert isinstance(found, DawidSkene)
    return found


def test_the_published_estimates() -> None:
    found = fitted(dawid_skene(ANAESTHETISTS, OBSERVERS, smoothing=0.0))
    assert found.converged
    # table 2, the marginal probabilities
    assert np.round(found.prevalence, 2).tolist() == [0.40, 0.42, 0.11, 0.07]
    # table 3, observer 1
    assert np.round(found.confusion[0], 2).tolist() == [
        [0.89, 0.11, 0.00, 0.00],
        [0.07, 0.88, 0.05, 0.00],
        [0.00, 0.34, 0.66, 0.00],
        [0.00, 0.00, 0.56, 0.44],
    ]
    # right under those: .40 · .89 + .42 · .88 + .11 · .66 + .07 · .44
    assert found.accuracy[0] == pytest.approx(0.829, abs=0.005)
    assert found.accuracy == pytest.approx(np.einsum("j,kjj->k", found.prevalence, found.confusion))
    # table 4, the first six patients
    assert np.round(found.posterior[:6], 2).tolist() == np.eye(4)[[0, 3, 1, 1, 1, 1]].tolist()


def test_smoothing_hardly_moves_estimates_where_there_are_data() -> None:
    plain = fitted(dawid_skene(ANAESTHETISTS, OBSERVERS, smoothing=0.0))
    smooth = fitted(dawid_skene(ANAESTHETISTS, OBSERVERS))
    assert np.abs(plain.confusion - smooth.confusion).max() < 0.02
    assert (smooth.confusion > 0).all()
    assert (plain.labels == smooth.labels).all()


def simulated(items: int, skill: list[float], seed: int, missing: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """Three categories, .5 .3 .2; a rater is right with probability ``skill``, else picks one of the others."""
    draw = np.random.default_rng(seed)
    truth = draw.choice(3, size=items, p=[0.5, 0.3, 0.2])
    codes = np.empty((items, len(skill)), dtype=np.int64)
    for rater, share in enumerate(skill):
        wrong = (truth + draw.integers(1, 3, items)) % 3
        codes[:, rater] = np.where(draw.random(items) < share, truth, wrong)
    codes[draw.random(codes.shape) < missing] = -1
    return truth, codes


def test_known_competence_is_found_again_with_ratings_missing() -> None:
    skill = [0.95, 0.9, 0.8, 0.7, 0.5]
    truth, codes = simulated(6000, skill, 1)
    found = fitted(dawid_skene(codes))
    assert found.converged
    assert np.abs(found.accuracy - skill).max() < 0.02
    assert np.abs(found.prevalence - [0.5, 0.3, 0.2]).max() < 0.02
    want = np.array([np.where(np.eye(3) > 0, s, (1 - s) / 2) for s in skill])
    assert np.abs(found.confusion - want).max() < 0.05
    # the posterior is calibrated: what it is sure of to p is right in a share p
    rated = found.labels >= 0
    assert (found.labels[rated] == truth[rated]).mean() == pytest.approx(
        found.posterior[rated].max(axis=1).mean(), abs=0.015
    )


def test_it_beats_the_majority_where_the_majority_is_poor() -> None:
    truth, codes = simulated(3000, [0.95, 0.55, 0.55, 0.55, 0.55], 2, missing=0.0)
    votes = (codes[:, :, None] == np.arange(3)).sum(axis=1)
    majority = (votes.argmax(axis=1) == truth).mean()
    assert (fitted(dawid_skene(codes)).labels == truth).mean() > majority + 0.05


def log_likelihood(codes: np.ndarray, found: DawidSkene) -> float:
    """From the model: Σ_i log Σ_j p_j Π_k π_k(j, said)."""
    total = 0.0
    for row in codes:
        said = [(k, code) for k, code in enumerate(row) if code >= 0]
        if said:
            each = [p * np.prod([found.confusion[k, j, c] for k, c in said]) for j, p in enumerate(found.prevalence)]
            total += float(np.log(sum(each)))
    return total


codes = st.integers(4, 25).flatmap(lambda items: arrays(np.int64, (items, 4), elements=st.integers(-1, 2)))


@given(codes, st.sampled_from([0.0, 0.01, 1.0]))
def test_em_never_goes_down_and_gives_probabilities(ratings: np.ndarray, smoothing: float) -> None:
    found = dawid_skene(ratings, categories=3, smoothing=smoothing)
    if not isinstance(found, DawidSkene):
        return
    assert (np.diff(found.objective) > -1e-8).all()
    assert len(found.objective) == found.iterations + 1
    assert found.prevalence.sum() == pytest.approx(1.0)
    rows = found.confusion.sum(axis=2)
    assert rows[~np.isnan(rows)] == pytest.approx(1.0)
    rated = (ratings >= 0).any(axis=1)
    assert found.posterior[rated].sum(axis=1) == pytest.approx(1.0)
    assert np.isnan(found.posterior[~rated]).all()
    assert (found.labels[~rated] == -1).all()
    if smoothing:
        assert found.log_likelihood == pytest.approx(log_likelihood(ratings, found), abs=1e-6)
        assert (np.isnan(found.accuracy) == ~(ratings >= 0).any(axis=0)).all()


@given(codes, st.permutations(range(4)), st.permutations(range(3)))
def test_the_names_of_raters_and_categories_do_not_matter(
    ratings: np.ndarray, raters: list[int], names: list[int]
) -> None:
    one = dawid_skene(ratings, categories=3, most=20)
    renamed = np.where(ratings >= 0, np.array(names)[ratings], -1)[:, raters]
    other = dawid_skene(renamed, categories=3, most=20)
    if isinstance(one, DawidSkene) and isinstance(other, DawidSkene):
        back = np.argsort(names)
        assert other.objective[0] == pytest.approx(one.objective[0])
        assert other.prevalence == pytest.approx(one.prevalence[back], abs=1e-6)
        assert other.accuracy == pytest.approx(one.accuracy[raters], abs=1e-6, nan_ok=True)
    else:
        assert one == other


def test_passes_of_one_rater_count_as_that_raters() -> None:
    _, ratings = simulated(400, [0.9, 0.8, 0.8, 0.7], 3)
    found = fitted(dawid_skene(ratings, [0, 0, 1, 2]))
    assert found.confusion.shape == (3, 3, 3)
    assert fitted(dawid_skene(ratings)).confusion.shape == (4, 3, 3)


def test_likelihood_at_the_maximum_is_no_lower_than_near_it() -> None:
    _, ratings = simulated(300, [0.9, 0.8, 0.7], 4, missing=0.1)
    found = fitted(dawid_skene(ratings, smoothing=0.0, tolerance=1e-13))
    best = log_likelihood(ratings, found)
    assert best == pytest.approx(found.log_likelihood, abs=1e-6)
    for rater, true in product(range(3), range(3)):
        for by in (0.97, 1.03):
            nudged = found.confusion.copy()
            nudged[rater, true, true] *= by
            nudged[rater, true] /= nudged[rater, true].sum()
            near = DawidSkene(
                found.prevalence, nudged, found.accuracy, found.posterior, found.objective, 0.0, 0, True, 0.0
            )
            assert log_likelihood(ratings, near) < best + 1e-6


def test_a_category_nobody_used_has_no_weight_and_without_smoothing_no_error_rates() -> None:
    _, ratings = simulated(200, [0.9, 0.8, 0.8], 5)
    plain = fitted(dawid_skene(ratings, categories=4, smoothing=0.0))
    assert plain.prevalence[3] == 0.0
    assert np.isnan(plain.confusion[:, 3]).all()
    assert not np.isnan(plain.accuracy).any()
    assert not np.isnan(fitted(dawid_skene(ratings, categories=4)).confusion).any()


def test_a_rater_without_ratings_has_no_competence() -> None:
    _, ratings = simulated(200, [0.9, 0.8, 0.8, 0.7], 6)
    ratings[:, 1] = -1
    found = fitted(dawid_skene(ratings))
    assert np.isnan(found.accuracy).tolist() == [False, True, False, False]
    assert np.isnan(found.confusion[1]).all()


def test_undefined_has_a_reason() -> None:
    two = np.array([[0, 1], [1, 1], [0, 0]])
    assert dawid_skene(two) == TOO_FEW_RATERS
    assert dawid_skene(np.hstack([two, np.full((3, 1), -1)])) == TOO_FEW_RATERS
    assert dawid_skene(np.where(np.eye(3) > 0, 1, -1)) == NO_OVERLAP
    assert dawid_skene(np.ones((4, 3), dtype=np.int64)) == NO_VARIATION
    assert dawid_skene(np.zeros((0, 3), dtype=np.int64)) == TOO_FEW_RATERS


def test_the_cap_on_rounds_is_said() -> None:
    found = fitted(dawid_skene(ANAESTHETISTS, OBSERVERS, most=2))
    assert (found.converged, found.iterations, len(found.objective)) == (False, 2, 3)
