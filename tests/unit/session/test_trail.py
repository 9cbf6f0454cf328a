"""Back and forward, as in a browser."""

from __future__ import annotations

from annotator.session.trail import LONGEST, Place, Trail

A, B, C, D = (Place("a", number) for number in range(4))


def test_back_and_forward_again() -> None:
    trail = Trail()
    trail.leave(A)
    trail.leave(B)
    assert trail.back(C) == B
    assert trail.back(B) == A
    assert trail.back(A) is None
    assert trail.forward(A) == B
    assert trail.forward(B) == C
    assert trail.forward(C) is None


def test_a_jump_forgets_what_was_ahead() -> None:
    trail = Trail()
    trail.leave(A)
    assert trail.back(B) == A
    trail.leave(A)
    assert trail.forward(C) is None
    assert trail.back(C) == A


def test_one_comes_back_to_where_one_walked() -> None:
    trail = Trail()
    trail.leave(A)
    assert trail.back(D) == A
    assert trail.forward(A) == D


def test_a_place_where_one_is_already_is_passed_over() -> None:
    trail = Trail()
    trail.leave(A)
    trail.leave(B)
    assert trail.back(B) == A
    assert trail.forward(A) == B


def test_only_so_many_places_are_kept() -> None:
    trail = Trail()
    places = [Place("a", number) for number in range(LONGEST + 10)]
    for place in places:
        trail.leave(place)
    here, seen = Place("b", 0), []
    while (place := trail.back(here)) is not None:
        seen.append(place)
        here = place
    assert seen == places[:9:-1]
