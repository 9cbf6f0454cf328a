"""A desk whose labels are read again: what was asked for before is refused where it no longer fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import LabelError, StoreBusy, StoreCorrupt, StoreStale, UsageError
from annotator.model import Part
from annotator.session import Session
from annotator.store import open_project
from annotator.store.removal import remove_document
from tests.building import ARTICLE, SHORT, at_work, behind_its_back, findings, mark, now, opened, ticking


def test_a_span_that_was_held_on_to_while_it_changed_elsewhere_changes_nothing(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE)
    with session.project as project, open_project(tmp_path / "p.db", clock=ticking(5)) as other:
        span = mark(session, "claim", "tientallen doden")
        window = opened(other)
        window.set_attribute(now(window, span), "polarity", "neg")
        session.reload()
        with pytest.raises(StoreStale):
            session.set_attribute(span, "claim_type", "state")  # as it was before
        assert now(session, span).value("polarity") == "neg"
        session.set_attribute(now(session, span), "claim_type", "state")
        assert findings(project) == []
        while session.undo() is not None:
            pass
        assert session.labels.part == Part()


def test_a_document_that_cannot_be_read_is_not_half_opened(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project as project:
        opened(project, key="b").label("claim")
        behind_its_back(tmp_path / "p.db", """UPDATE span SET fragments = '[[0,3,"zzz"]]'""")
        mine = mark(session, "source", "Almaty")
        for _ in range(2):
            with pytest.raises(StoreCorrupt):
                session.open("b")
            assert session.stored.document.key == "a"
            assert list(session.labels.spans) == [mine.id]
            assert len(session.cursor._tokens) == len(session.stored.sentences)


def test_a_removed_document_makes_way_or_is_told(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project as project:
        session.label("claim")
        remove_document(project, 1, "boss")
        with pytest.raises(LabelError) as caught:
            session.label("source")
        assert caught.value.code == "gone"
        assert (session.stored.document.key, session.labels.part, list(session.pending)) == ("b", Part(), [])
        remove_document(project, 2, "boss")
        with pytest.raises(UsageError):
            session.label("source")
        assert not session.pending
        assert findings(project) == []


def test_an_action_that_waits_while_its_document_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session: Session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project as project:

        def busy(*_: object, **__: object) -> None:
            raise StoreBusy("locked", "try again")

        with monkeypatch.context() as patched:
            patched.setattr("annotator.session.desk.write", busy)
            session.label("claim")
            assert session.pending
        remove_document(project, 1, "boss")
        with pytest.raises(LabelError):
            session.flush()
        assert session.stored.document.key == "b"
        assert not session.pending
        assert session.trouble is None
