from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.ratings import Rating, Ratings
from annotator.errors import UsageError

LONG = [
    Rating("i2", "bea", "y", "d1"),
    Rating("i1", "ann", "x", "d1"),
    Rating("i2", "ann", "x", "d1"),
    Rating("i3", "cas", None, "d2"),
    Rating("i3", "ann", "z", "d2"),
]


def test_the_long_form() -> None:
    ratings = Ratings.of(LONG)
    assert ratings.raters == ("bea", "ann", "cas")
    assert ratings.values == ("x", "y", "z")
    assert ratings.document.tolist() == [0, 0, 1]
    assert ratings.documents == 2
    assert ratings.column("ann").tolist() == [0, 0, 2]
    assert ratings.column("cas").tolist() == [-1, -1, -1]
    assert ratings.sizes.tolist() == [2, 1, 1]
    assert (ratings.n_items, ratings.left_out) == (1, 2)
    assert ratings.active == ("bea", "ann")
    assert ratings.n_raters == 2


def test_documents_and_raters_may_be_given() -> None:
    ratings = Ratings.of(LONG, raters=("ann", "bea", "cas"), documents=("d0", "d1", "d2"))
    assert ratings.raters == ("ann", "bea", "cas")
    assert ratings.document.tolist() == [1, 1, 2]
    assert krippendorff_alpha(ratings).sums.shape[0] == 3
    assert krippendorff_alpha(ratings).sums[0].tolist() == [0, 0, 0, 0]


def test_what_the_long_form_may_not_say() -> None:
    with pytest.raises(UsageError, match="ann rates item i1 twice"):
        Ratings.of([*LONG, Rating("i1", "ann", "x", "d1")])
    with pytest.raises(UsageError, match="item i1 stands in two documents"):
        Ratings.of([*LONG, Rating("i1", "bea", "x", "d2")])


TABLE: list[list[Any]] = [[1, None, 2], [2, 2, None], [None, None, None], [1, 1, 3]]


def as_array() -> np.ndarray[Any, Any]:
    return np.array([[np.nan if value is None else value for value in row] for row in TABLE])


def test_all_forms_hold_the_same() -> None:
    document = [0, 0, 1, 1]
    codes = np.array([[-1 if value is None else 3 - value for value in row] for row in TABLE])
    long = [
        Rating(item, str(rater + 1), value, document[item])
        for item, row in enumerate(TABLE)
        for rater, value in enumerate(row)
    ]
    forms = [
        Ratings.from_matrix(TABLE, document=document),
        Ratings.from_matrix(as_array(), document=np.array(document)),
        Ratings.from_codes(codes, (3, 2, 1, "nobody says this"), document=document),
        Ratings.of(long),
    ]
    for form in forms:
        assert form.values == (1, 2, 3)
        assert form.raters == ("1", "2", "3")
        assert form.document.tolist() == document
        assert [form.column(rater).tolist() for rater in form.raters] == [[0, 1, -1, 0], [-1, 1, -1, 0], [1, -1, -1, 2]]
        assert [part.tolist() for part in form.cells] == [[0, 0, 1, 3, 3], [0, 1, 1, 0, 2], [1, 1, 2, 2, 1]]


def test_nan_is_missing_in_a_list_too() -> None:
    assert Ratings.from_matrix([[1.0, float("nan")], [1.0, 2.0]]).sizes.tolist() == [1, 2]


def test_a_table_of_whole_numbers_has_nothing_missing() -> None:
    assert Ratings.from_matrix(np.array([[0, -1], [1, 1]])).values == (-1, 0, 1)


def test_every_item_is_a_document_where_none_are_given() -> None:
    ratings = Ratings.from_matrix(TABLE)
    assert ratings.document.tolist() == [0, 1, 2, 3]
    assert ratings.documents == 4


def test_values_have_an_order_of_their_own() -> None:
    assert Ratings.from_matrix([[10, 9.5], [-1, 100]]).values == (-1, 9.5, 10, 100)
    sets = [frozenset("b"), frozenset(), frozenset("ab")]
    assert Ratings.from_matrix([sets]).values == (frozenset(), frozenset("ab"), frozenset("b"))
    assert Ratings.from_matrix([["b", 1], [frozenset("a"), "a"]]).values == (1, frozenset("a"), "a", "b")


def test_some_raters() -> None:
    ratings = Ratings.from_matrix(TABLE)
    some = ratings.only("3", "1")
    assert some.raters == ("3", "1")
    assert some.values == (1, 2, 3)
    assert some.column("1").tolist() == ratings.column("1").tolist()
    assert ratings.only("1", "2").values == (1, 2)
    assert some.documents == ratings.documents


def test_a_pair() -> None:
    pair = Ratings.from_matrix(TABLE, document=[0, 0, 1, 1]).pair("1", "2")
    assert [part.tolist() for part in pair] == [[0, 1], [1, 0], [1, 0]]


def test_one_value_against_the_rest() -> None:
    held = Ratings.from_matrix(TABLE).against_rest(2)
    assert held.values == (False, True)
    assert held.column("2").tolist() == [-1, 1, -1, 0]
    assert Ratings.from_matrix(TABLE).against_rest("nobody says this").values == (False,)
    assert Ratings.from_matrix([[None, None]]).against_rest("a").values == ()


def test_uniform() -> None:
    assert Ratings.from_matrix([[1, 2, None], [None, 1, 1], [1, None, None]]).uniform
    assert not Ratings.from_matrix([[1, 2, None], [1, 1, 1]]).uniform
    assert Ratings.from_matrix([[None]]).uniform
