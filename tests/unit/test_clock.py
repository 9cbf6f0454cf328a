"""Ids and times: they sort in the order in which they were asked for, also when the clock stands still or runs back."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.clock import Clock, new_id, timestamp


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1641550500.25, "2022-01-07T10:15:00.250Z"),
        (1641550500.9999, "2022-01-07T10:15:00.999Z"),
        (951782400.0, "2000-02-29T00:00:00.000Z"),
    ],
)
def test_times_are_in_utc_with_milliseconds(seconds: float, text: str) -> None:
    assert timestamp(seconds) == text


def test_an_id_is_a_uuid_of_version_7_with_the_time_in_front() -> None:
    found = uuid.UUID(new_id(1641550500250))
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == 1641550500250
    assert len({new_id(0) for _ in range(100)}) == 100


WALLS: dict[str, Callable[[], Callable[[], float]]] = {
    "still": lambda: lambda: 1641550500.25,
    "awkward": lambda: lambda: 1641550500.0009999,
    "back": lambda: iter(1641550500.0 - n for n in range(10_000)).__next__,
    "by little": lambda: iter(1641550500.0 + n / 7919 for n in range(10_000)).__next__,
    "real": lambda: __import__("time").time,
}


@pytest.mark.parametrize("wall", WALLS)
def test_ids_of_one_clock_sort_in_the_order_in_which_they_were_asked_for(wall: str) -> None:
    clock = Clock(wall=WALLS[wall]())
    ids = [clock.id() for _ in range(3000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 3000


@given(st.floats(0, 2**40), st.binary(min_size=10, max_size=10), st.integers(2, 50))
def test_they_do_whatever_the_time_and_the_noise(seconds: float, noise: bytes, count: int) -> None:
    clock = Clock(wall=lambda: seconds, random=lambda n: noise if n == 10 else os.urandom(n))
    ids = [clock.id() for _ in range(count)]
    assert ids == sorted(set(ids))
