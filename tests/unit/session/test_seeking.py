"""Searching in a thread: the newest question is answered, more hits when they are wanted, then the index is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from annotator.errors import StoreMissing
from annotator.model import Layer
from annotator.session.finding import Hit
from annotator.session.query import QueryError
from annotator.session.seeking import BATCH, Batch, Seeker
from annotator.store import Project, open_project
from annotator.store.search import FEWEST, last_document, searchable
from tests.building import record, take

DOCUMENTS = 30


@pytest.fixture
def many(project: Project) -> Project:
    """Documents with more sentences together than a few slices have."""
    text = " ".join(f"Zin {count} is hier." for count in range(FEWEST // 4))
    take(project, *(record(f"{text} Dit is nummer n{number}.", f"d{number:02}") for number in range(DOCUMENTS)))
    return project


class Talk:
    """A seeker at work, and what it told."""

    def __init__(self, seeker: Seeker, told: Queue[Batch]) -> None:
        self.seeker, self.told = seeker, told

    def until(self, enough: Callable[[Batch], object]) -> list[Batch]:
        """What is told until something is."""
        found: list[Batch] = []
        end = time.monotonic() + 20
        while not found or not enough(found[-1]):
            found.append(self.told.get(timeout=max(0.0, end - time.monotonic())))
        return found

    def answer(self, text: str) -> tuple[list[Hit], Batch]:
        """The hits of a query until it is answered, and the last that was told."""
        number = self.seeker.ask(text)
        batches = [b for b in self.until(lambda b: b.number == number and (b.full or b.done)) if b.number == number]
        return [hit for batch in batches for hit in batch.hits], batches[-1]


@contextmanager
def talking(path: Path) -> Iterator[Talk]:
    told: Queue[Batch] = Queue()
    seeker = Seeker(path, Layer("anna"), told.put)
    thread = Thread(target=seeker.run)
    thread.start()
    try:
        yield Talk(seeker, told)
    finally:
        seeker.stop()
        thread.join(10)
        assert not thread.is_alive()


def test_the_first_hits_then_more_of_them_as_they_are_wanted(many: Project) -> None:
    with talking(many.path) as talk:
        hits, last = talk.answer("zin")
        assert len(hits) == BATCH
        assert (last.full, last.done) == (True, False)
        talk.seeker.more(BATCH + 5)
        more = [hit for batch in talk.until(lambda b: b.full) for hit in batch.hits]
        assert [(hit.key, hit.sentence) for hit in (*hits, *more)] == [("d00", number) for number in range(BATCH + 5)]
        hits, last = talk.answer("n7")
        assert [hit.key for hit in hits] == ["d07"]
        assert (last.full, last.done) == (False, True)


def test_only_the_last_of_what_is_typed_is_asked(many: Project) -> None:
    with talking(many.path) as talk:
        for text in ("n", "n1", "n12"):
            talk.seeker.ask(text)
        hits, last = talk.answer("n12 nummer")
        assert [hit.key for hit in hits] == ["d12"]
        assert last.number == 4
        with pytest.raises(Empty):
            while True:
                assert talk.told.get(timeout=0.3).number == 4


def test_the_index_is_made_while_nothing_is_asked(many: Project) -> None:
    with talking(many.path) as talk:
        talk.until(lambda batch: batch.indexed == 1)
    assert searchable(many) == last_document(many)


def test_an_answer_that_made_the_index_says_that_it_is_there(project: Project) -> None:
    take(project, record("Er is brand.", "a"))
    with talking(project.path) as talk:
        hits, last = talk.answer("brand")
        assert (len(hits), last.indexed) == (1, 1.0)


def test_without_a_question_there_are_no_hits_and_a_slip_has_its_reason(many: Project) -> None:
    with talking(many.path) as talk:
        assert talk.answer("")[0] == []
        _, last = talk.answer("label:clam")
        assert isinstance(last.trouble, QueryError)
        _, last = talk.answer("labl:claim")
        assert isinstance(last.trouble, QueryError)
        hits, last = talk.answer("n3")
        assert (len(hits), last.trouble) == (1, None)


def test_annotators_write_while_it_makes_the_index(many: Project) -> None:
    many.patience(250)
    with talking(many.path) as talk:
        while searchable(many) < last_document(many):
            with many.writing() as conn:
                conn.execute("UPDATE total SET value = value WHERE name = 'documents'")
        assert talk.answer("n29")[0][0].key == "d29"


def test_a_project_that_is_not_there(tmp_path: Path) -> None:
    told: list[Batch] = []
    Seeker(tmp_path / "none.db", Layer("anna"), told.append).run()
    (batch,) = told
    assert isinstance(batch.trouble, StoreMissing)


def test_stopped_in_the_middle_of_the_index_it_leaves_a_sound_project(many: Project) -> None:
    with talking(many.path) as talk:
        talk.seeker.ask("zin")
        time.sleep(0.08)
    upto = searchable(many)
    with open_project(many.path) as again:
        assert again.quick_check() == []
        assert searchable(again) == upto
