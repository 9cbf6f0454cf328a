"""Another process holds the project: labelling goes on, the screen says what waits, and it is saved in the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.pty.conftest import exported, holds, labelled
from tests.pty.terminal import Terminal

BUSY = "Another program is writing"


@contextmanager
def locked(db: str) -> Iterator[sqlite3.Connection]:
    """The project with its one write lock taken, until ``rollback``."""
    conn = sqlite3.connect(db, isolation_level=None, timeout=30)
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield conn
    finally:
        if conn.in_transaction:
            conn.rollback()
        conn.close()


def opened(db: str) -> Terminal:
    return Terminal("open", "--db", db, "--annotator", "anna")


def test_labels_wait_in_sight_and_are_saved_when_the_lock_is_free(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        with locked(demo) as other:
            screen.send("u")
            screen.shows("╰u1", "1 waiting", BUSY)
            screen.send("right", "c", "enter")
            screen.at("Militairen", "2/47")
            screen.shows("3 waiting", BUSY)
            screen.send("ctrl+z")
            screen.quiet(1.5)  # the key is refused while things wait, and on a busy machine that takes a while
            other.rollback()
            screen.shows("● saved")
            screen.lacks(BUSY)
        screen.send("s", "ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [
        ("uncertainty_cue", "Mogelijk"),
        ("claim", "tientallen"),
        ("source", "Militairen"),
    ]
    holds(demo)


def test_quitting_waits_and_then_leaves_by_itself(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        with locked(demo) as other:
            screen.send("u", "ctrl+q")
            screen.shows("1 action is not saved", "wait", "leave and lose")
            screen.send("1")
            screen.shows("1 waiting")
            assert screen.child.poll() is None
            other.rollback()
            assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("uncertainty_cue", "Mogelijk")]
    holds(demo)


def test_whoever_goes_on_does_not_leave(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        with locked(demo) as other:
            screen.send("u", "ctrl+q")
            screen.shows("leave and lose")
            screen.send("1")
            screen.lacks("leave and lose")
            screen.send("right")
            screen.at("tientallen")
            other.rollback()
            screen.shows("● saved")
        screen.send("c")
        screen.shows("┗c1")
        assert screen.child.poll() is None


def test_what_cannot_be_saved_may_be_given_up(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("q")
        screen.shows("● saved", "«q1")
        with locked(demo):
            screen.send("u")
            screen.shows("1 waiting")
            screen.send("?", "ctrl+q")
            screen.shows("leave and lose")
            screen.send("9")
            assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("quote", "Mogelijk")]
    holds(demo)


def test_a_label_of_another_window_is_seen_and_kept(demo: str) -> None:
    with opened(demo) as one, opened(demo) as two:
        one.at("Mogelijk", "1/47")
        two.at("Mogelijk", "1/47")
        one.send("u")
        one.shows("╰u1")
        two.send("right", "c")
        two.shows("┗c1", "╰u1")
        two.send("ctrl+q")
        one.send("ctrl+q")
        assert (one.ended(), two.ended()) == (0, 0)
    assert labelled(exported(demo)[0]) == [("uncertainty_cue", "Mogelijk"), ("claim", "tientallen")]
    holds(demo)
