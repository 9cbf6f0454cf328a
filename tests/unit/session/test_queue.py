"""What happens to an action on its way to the disk: a lock that is held, and a second window of the same annotator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.errors import LabelError, StoreBusy, StoreFull, StoreStale
from annotator.session import Session
from annotator.store import open_project
from annotator.store.events import events
from tests.building import ARTICLE, SHORT, at_work, findings, link, mark, now, opened, ticking


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Session]:
    """Anna at work in a project with two documents, who waits 20 ms for the lock."""
    session = at_work(tmp_path / "project.db", ARTICLE, SHORT)
    session.project.patience(20)
    with session.project:
        yield session


@pytest.fixture
def window(work: Session) -> Iterator[Session]:
    """A second window of anna's, on the same document."""
    with open_project(work.project.path, clock=ticking(7), device=lambda: "desk") as project:
        yield opened(project, key="a")


@contextmanager
def locked(session: Session) -> Iterator[None]:
    """Somebody else writes all the while."""
    with open_project(session.project.path) as other, other.writing():
        yield


def operations(session: Session) -> list[str]:
    return [event.operation for event in events(session.project)]


def words(session: Session) -> list[str]:
    return [span.fragments[0].text for span in session.labels.part.spans]


def test_the_patience_of_a_session_is_its_own(work: Session) -> None:
    assert work.project.one("PRAGMA busy_timeout") == (20,)
    with open_project(work.project.path) as other:
        assert other.one("PRAGMA busy_timeout") == (10_000,)


# -- the lock is held ---------------------------------------------------------------------------------------------


def test_a_label_shows_though_it_cannot_be_written_and_is_written_when_it_can(work: Session) -> None:
    with locked(work):
        span = mark(work, "claim", "tientallen doden")
        assert work.labels.spans == {span.id: span}
        assert isinstance(work.trouble, StoreBusy)
        assert [p.operation for p in work.pending] == ["label"]
        assert not work.flush()
        assert operations(work) == ["document.add", "document.add"]
    assert work.flush()
    assert work.trouble is None
    assert not work.pending
    assert opened(work.project).labels.spans == {span.id: span}
    assert findings(work.project) == []


def test_what_waits_is_written_in_the_order_in_which_it_was_done(work: Session) -> None:
    first = mark(work, "claim", "tientallen doden")
    with locked(work):
        second = mark(work, "source", "de politie")
        made = link(work, "attributed_to", first, second)
        work.set_attribute(now(work, first), "polarity", "neg")
        work.unlink(made)
        work.cursor.place(0)
        work.set_status("done")
        assert len(work.pending) == 5
        shown = work.labels.part
    work.cursor.seek(ARTICLE.index("TASS"))
    work.set_comment("en nog een")
    assert operations(work)[2:] == ["label", "label", "link", "attribute", "unlink", "done", "comment"]
    work.undo()
    assert work.labels.part == shown == opened(work.project).labels.part
    assert findings(work.project) == []


def test_while_something_waits_nothing_is_undone_and_no_other_document_opened(work: Session) -> None:
    mark(work, "claim", "tientallen doden")
    with locked(work):
        mark(work, "source", "de politie")
        for act in (work.undo, work.redo, lambda: work.open("b"), lambda: work.show_layer(work.own)):
            with pytest.raises(LabelError) as caught:
                act()
            assert caught.value.code == "waiting"
        assert words(work) == ["tientallen doden", "de politie"]
        assert work.stored.document.key == "a"
    work.open("b")
    assert not work.pending
    assert work.undo() is not None
    assert words(work) == ["tientallen doden"]


def test_going_on_to_another_document_waits_for_what_is_not_written(work: Session) -> None:
    for index in range(8):
        work.cursor.place(index)
        work.set_status("done")
    work.cursor.place(0)
    with locked(work):
        work.set_comment("x")
        assert not work.advance()
        assert work.stored.document.key == "a"
    assert work.advance()
    assert work.stored.document.key == "b"


def test_a_full_disk_waits_in_the_queue_too(work: Session) -> None:
    work.project.conn.execute("PRAGMA max_page_count = 1")
    comments = ["x" * 20_000, "y" * 20_000]
    for comment in comments:
        work.set_comment(comment)
    assert isinstance(work.trouble, StoreFull)
    assert len(work.pending) == 2
    assert work.state.comment == comments[1]
    work.project.conn.execute("PRAGMA max_page_count = 1000000")
    assert work.flush()
    assert opened(work.project).state.comment == comments[1]
    assert findings(work.project) == []


# -- a second window ----------------------------------------------------------------------------------------------


def test_what_touches_nothing_that_changed_goes_in_and_both_are_shown(work: Session, window: Session) -> None:
    mark(work, "claim", "tientallen doden")
    mark(window, "source", "de politie")
    assert words(window) == ["tientallen doden", "de politie"], "it was read again"
    mark(work, "quote", "We weten niet veel")
    assert words(work) == ["tientallen doden", "de politie", "We weten niet veel"]
    assert window.active is not None
    assert findings(work.project) == []


def test_what_was_changed_meanwhile_is_shown_again_and_the_action_dropped(work: Session, window: Session) -> None:
    span = mark(work, "claim", "tientallen doden")
    window.reload()
    work.set_attribute(span, "polarity", "neg")
    logged = operations(work)
    with pytest.raises(StoreStale) as caught:
        window.set_attribute(now(window, span), "polarity", "unk")
    assert caught.value.remedy
    assert now(window, span).value("polarity") == "neg"
    assert not window.pending
    assert window.trouble is None
    assert operations(work) == logged
    window.set_attribute(now(window, span), "polarity", "unk")
    assert now(window, span).value("polarity") == "unk"
    assert findings(work.project) == []


def test_a_span_that_is_gone_cannot_be_changed_deleted_or_linked(work: Session, window: Session) -> None:
    claim, source = mark(work, "claim", "tientallen doden"), mark(work, "source", "de politie")
    for act in (
        lambda: window.delete(now(window, claim)),
        lambda: window.set_attribute(now(window, claim), "polarity", "neg"),
        lambda: link(window, "attributed_to", claim, source),
    ):
        window.reload()
        work.delete(claim)
        with pytest.raises(StoreStale):
            act()
        assert words(window) == ["de politie"]
        work.undo()
    assert findings(work.project) == []


def test_a_span_that_was_linked_meanwhile_is_not_deleted_over_its_link(work: Session, window: Session) -> None:
    claim, source = mark(work, "claim", "tientallen doden"), mark(work, "source", "de politie")
    window.reload()
    link(work, "attributed_to", claim, source)
    with pytest.raises(StoreStale):
        window.delete(now(window, source))
    assert len(window.labels.relations) == 1
    window.delete(now(window, source))
    assert not window.labels.relations
    assert findings(work.project) == []


def test_two_windows_make_no_two_sources_of_one_number(work: Session, window: Session) -> None:
    one, other = mark(work, "source", "persbureau TASS"), mark(work, "source", "de politie")
    window.reload()
    work.new_source(one, "TASS")
    with pytest.raises(StoreStale):
        window.new_source(now(window, other), "politie")
    window.new_source(now(window, other), "politie")
    assert [s.id for s in window.labels.part.sources] == ["e1", "e2"]


def test_the_status_of_a_sentence_is_not_taken_back_unseen(work: Session, window: Session) -> None:
    work.set_status("done")
    with pytest.raises(StoreStale):
        window.set_status("flagged")
    assert window.state.status == "done"
    window.cursor.place(1)
    window.set_status("done")
    assert findings(work.project) == []


def test_undo_in_one_window_takes_back_what_was_done_in_the_other(work: Session, window: Session) -> None:
    mark(work, "claim", "tientallen doden")
    window.undo()
    assert words(window) == []
    work.reload()
    assert words(work) == []
    work.redo()
    window.reload()
    assert words(window) == ["tientallen doden"]
    assert findings(work.project) == []


def test_everything_that_waited_is_compared_with_what_changed_while_it_waited(work: Session, window: Session) -> None:
    """The first waiting action fits and the second does not: what the first one writes must not hide that."""
    span = mark(work, "claim", "tientallen doden")
    window.reload()
    with locked(work):
        mark(work, "source", "de politie")
        work.set_attribute(now(work, span), "polarity", "neg")
        assert len(work.pending) == 2
    window.delete(now(window, span))
    with pytest.raises(StoreStale):
        work.flush()
    assert words(work) == ["de politie"]
    assert findings(work.project) == []


def test_all_that_waited_goes_in_where_nothing_of_it_changed(work: Session, window: Session) -> None:
    with locked(work):
        mark(work, "source", "de politie")
        mark(work, "source", "Interfax")
    mark(window, "claim", "tientallen doden")
    assert work.flush()
    assert words(work) == ["tientallen doden", "de politie", "Interfax"]
    mark(work, "claim", "Almaty")
    assert words(work) == ["tientallen doden", "Almaty", "de politie", "Interfax"]
    assert findings(work.project) == []


def test_other_annotators_do_not_make_anything_stale(work: Session) -> None:
    bob = opened(work.project, "bob", "a")
    span = mark(work, "claim", "tientallen doden")
    mark(bob, "claim", "tientallen doden")
    work.set_attribute(now(work, span), "polarity", "neg")
    bob.undo()
    assert words(work) == ["tientallen doden"]
    assert findings(work.project) == []
