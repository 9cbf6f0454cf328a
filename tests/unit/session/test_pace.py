"""Today's pace, from the log and the counters: what counts, when a day begins, that a second look reads on only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from annotator.clock import Clock
from annotator.session import Session
from annotator.session.pace import Pacer, midnight
from annotator.store.finishing import given_since
from tests.building import ARTICLE, SHORT, new_project, opened, record, take

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(*when: int) -> float:
    return datetime(*when, tzinfo=AMSTERDAM).timestamp()  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@dataclass
class Hands:
    """A wall clock and a steady one that a test moves, and an annotator under them."""

    wall: float = field(default_factory=lambda: at(2022, 1, 7, 9, 0))
    steady: float = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady, os.urandom)

    def finish(self, session: Session, seconds: float, status: str = "done") -> None:
        """Spend so many seconds on the sentence in focus, in short steps, and finish it."""
        session.rhythm.touch(session.cursor.sentence)
        while seconds > 0:
            step = min(seconds, 10.0)
            self.steady, self.wall, seconds = self.steady + step, self.wall + step, seconds - step
            session.rhythm.touch(session.cursor.sentence)
        session.finish(status)  # type: ignore[arg-type]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def session(tmp_path: Path, hands: Hands) -> Iterator[Session]:
    with new_project(tmp_path / "p.db", clock=hands.clock()) as project:
        for key, text in (("a", ARTICLE), ("b", SHORT)):
            take(project, record(text, key))
        yield opened(project)


def test_nothing_yet(session: Session) -> None:
    pace = Pacer(session).look()
    assert (pace.finished, pace.seconds, pace.hourly, pace.here, pace.project, pace.hours) == (
        0,
        0.0,
        None,
        8,
        11,
        None,
    )


def test_counts_time_speed_and_what_is_left(session: Session, hands: Hands) -> None:
    for seconds in (30.0, 30.0, 60.0, 90.0, 90.0):
        hands.finish(session, seconds)
    pace = Pacer(session).look()
    assert (pace.finished, pace.seconds, pace.here, pace.project) == (5, 300.0, 3, 6)
    assert pace.hourly == 60.0, "the middle one took a minute"
    assert pace.hours == pytest.approx(6 / 60)


def test_a_few_sentences_tell_no_speed(session: Session, hands: Hands) -> None:
    for seconds in (1.5, 30.0, 60.0, 90.0):
        hands.finish(session, seconds)
    pace = Pacer(session).look()
    assert (pace.finished, pace.hourly, pace.hours) == (4, None, None)
    hands.finish(session, 60.0)
    assert Pacer(session).look().hourly == 60.0


def test_the_speed_is_that_of_the_last_twenty(session: Session, hands: Hands) -> None:
    for seconds in (600.0,) * 8:
        hands.finish(session, seconds)
    assert session.stored.document.key == "b"
    pacer = Pacer(session)
    assert pacer.look().hourly == 6.0
    session.open("a")
    for _ in range(3):
        for index in range(8):
            session.cursor.place(index)
            session.set_status("todo")
            hands.steady += 1
            hands.finish(session, 1.0)
            session.open("a")
    assert len(pacer._lately) <= 20  # its memory does not grow with the day
    assert pacer.look().hourly is not None
    assert Pacer(session).look() == pacer.look()


def test_skipped_and_flagged_are_off_the_list_too(session: Session, hands: Hands) -> None:
    hands.finish(session, 10.0, "skipped")
    hands.finish(session, 10.0, "flagged")
    pace = Pacer(session).look()
    assert (pace.finished, pace.here, pace.project) == (2, 6, 9)


def test_undo_takes_a_sentence_back_and_again_it_counts_once(session: Session, hands: Hands) -> None:
    pacer = Pacer(session)
    hands.finish(session, 20.0)
    assert pacer.look().finished == 1
    session.undo()
    assert (pacer.look().finished, pacer.look().project) == (0, 11)
    session.redo()
    pace = pacer.look()
    assert (pace.finished, pace.seconds) == (1, 20.0), "the time was spent once"
    assert Pacer(session).look() == pace


def test_yesterday_does_not_count_but_its_speed_does(session: Session, hands: Hands) -> None:
    hands.wall = at(2022, 1, 6, 23, 50)
    for _ in range(5):
        hands.finish(session, 60.0)
    pacer = Pacer(session)
    assert pacer.look().finished == 5
    hands.wall = at(2022, 1, 7, 0, 0)
    pace = pacer.look()
    assert (pace.finished, pace.seconds, pace.hourly, pace.project) == (0, 0.0, 60.0, 6)
    hands.finish(session, 30.0)
    assert (pacer.look().finished, pacer.look().seconds) == (1, 30.0)
    assert Pacer(session).look() == pacer.look()


@pytest.mark.parametrize(
    ("now", "began"),
    [
        (at(2022, 1, 7, 0, 0), at(2022, 1, 7)),
        (at(2022, 1, 7, 23, 59), at(2022, 1, 7)),
        (at(2022, 3, 27, 12, 0), at(2022, 3, 27)),  # the clocks went forward at two
        (at(2022, 10, 30, 12, 0), at(2022, 10, 30)),  # and back at three
    ],
)
def test_a_day_begins_at_local_midnight(now: float, began: float) -> None:
    assert midnight(now) == began


def test_a_break_of_an_hour_counts_the_limit_at_most(session: Session, hands: Hands) -> None:
    session.rhythm.touch(0)
    hands.steady, hands.wall = hands.steady + 3600, hands.wall + 3600
    session.rhythm.touch(0)
    assert Pacer(session).look().seconds == 60.0, "and what is not written down yet counts"
    session.finish()
    assert Pacer(session).look().seconds == 60.0


def test_others_passes_and_layers_are_not_mine(session: Session, hands: Hands) -> None:
    for other in (opened(session.project, "bob"), opened(session.project, "anna", number=2)):
        hands.finish(other, 50.0)
        assert Pacer(other).look().finished == 1
    mine = Pacer(session).look()
    assert (mine.finished, mine.here, mine.project) == (0, 8, 11)
    session.show_layer(opened(session.project, "bob").own)
    assert Pacer(session).look() == mine, "whosever layer is looked at"


def test_the_second_look_reads_only_what_came_since(session: Session, hands: Hands) -> None:
    hands.finish(session, 10.0)
    pacer = Pacer(session)
    pacer.look()
    hands.finish(session, 10.0)
    assert [given.sentence for given in given_since(session.project, session.own, pacer._number)] == [1]
    assert pacer.look().finished == 2


def test_no_query_of_it_walks_a_table(session: Session, hands: Hands) -> None:
    """Whatever the size of the project: each step of each plan is a search by a key."""
    asked: list[str] = []
    hands.finish(session, 10.0)
    session.project.conn.set_trace_callback(asked.append)
    Pacer(session).look()
    session.project.conn.set_trace_callback(None)
    assert len(asked) >= 4
    for sql in asked:
        steps = [row[3] for row in session.project.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        walks = [step for step in steps if step.startswith("SCAN") and "total" not in step]
        assert walks == [], sql
