"""Answers of suggesters in the project: kept, replaced, and only for the text that they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.model import Attribute, Fragment
from annotator.store import open_project
from annotator.store.suggested import Kept, KeptSpan, Waiting, done, keep, kept, kept_of, waiting
from tests.building import SHORT, behind_its_back, findings, new_project, record, take

SPAN = KeptSpan("claim", (Fragment(0, 2, "Er"), Fragment(6, 11, "brand")), (Attribute("polarity", "pos"),), "é", 0.25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with new_project(tmp_path / "p.db") as project:
        take(project, *[record(f"{SHORT}{key}", key) for key in "abc"])
    return tmp_path / "p.db"


def sha(path: Path, number: int) -> str:
    return str(behind_its_back(path, f"SELECT sha256 FROM document WHERE id = {number}")[0][0])


def test_an_answer_comes_back_as_it_was(path: Path) -> None:
    hashed = sha(path, 1)
    with open_project(path) as project:
        assert kept(project, 1, "m/1") is None
        assert keep(project, 1, "m/1", hashed, [SPAN, SPAN], {"requests": 2, "dropped": {"x": 1}})
        assert keep(project, 1, "n/1", hashed, [], {})
    with open_project(path) as project:
        found = kept(project, 1, "m/1")
        assert isinstance(found, Kept)
        assert found.spans == (SPAN, SPAN)
        assert (found.suggester, found.sha256, found.account) == ("m/1", hashed, {"requests": 2, "dropped": {"x": 1}})
        assert found.made.endswith("Z")
        assert [(k.suggester, len(k.spans)) for k in kept_of(project, 1)] == [("m/1", 2), ("n/1", 0)]
        assert kept_of(project, 2) == ()
        assert findings(project) == []


def test_asked_again_it_is_replaced(path: Path) -> None:
    hashed = sha(path, 1)
    with open_project(path) as project:
        keep(project, 1, "m/1", hashed, [SPAN], {})
        keep(project, 1, "m/1", hashed, [], {"requests": 1})
        found = kept(project, 1, "m/1")
        assert found is not None
        assert (found.spans, found.account) == ((), {"requests": 1})


def test_an_answer_about_another_text_is_none(path: Path) -> None:
    with open_project(path) as project:
        assert not keep(project, 1, "m/1", "0" * 64, [SPAN], {})
        assert not keep(project, 99, "m/1", sha(path, 1), [SPAN], {})
        assert project.ask("SELECT * FROM suggested") == []
        keep(project, 1, "m/1", sha(path, 1), [SPAN], {})
    behind_its_back(path, "UPDATE suggested SET sha256 = 'other'")
    with open_project(path) as project:
        assert kept(project, 1, "m/1") is None
        assert done(project, "m/1") == frozenset()


def test_which_documents_are_waiting(path: Path) -> None:
    with open_project(path) as project:
        assert waiting(project, "m/1") == Waiting((1, 2, 3), 0, 0)
        keep(project, 2, "m/1", sha(path, 2), [], {})
        assert done(project, "m/1") == {2}
        assert waiting(project, "m/1") == Waiting((1, 3), 1, 0)
        assert waiting(project, "m/2") == Waiting((1, 2, 3), 0, 0)
        assert waiting(project, "m/1", again=True) == Waiting((1, 2, 3), 0, 0)
        assert waiting(project, "m/1", only=2) == Waiting((), 1, 0)
    behind_its_back(path, "INSERT INTO blind (document, since) VALUES (2, ''), (3, '')")
    with open_project(path) as project:
        assert waiting(project, "m/1") == Waiting((1,), 0, 2)
        assert waiting(project, "m/1", again=True) == Waiting((1,), 0, 2)
        assert waiting(project, "m/1", only=3) == Waiting((), 0, 1)


def test_a_document_takes_its_answers_with_it(path: Path) -> None:
    with open_project(path) as project:
        keep(project, 1, "m/1", sha(path, 1), [SPAN], {})
        with project.writing() as conn:
            conn.execute("DELETE FROM suggested WHERE document <> 1")
            conn.execute("DELETE FROM sentence WHERE document = 1")
            conn.execute("DELETE FROM document WHERE id = 1")
        assert project.ask("SELECT * FROM suggested") == []


@pytest.mark.parametrize("rows", ["[3]", '[["claim",[[0]],[],"",0.5]]', '{"a":1}', '[["claim",[],[],"","x"]]'])
def test_a_spoilt_row_is_named(path: Path, rows: str) -> None:
    with open_project(path) as project:
        keep(project, 1, "m/1", sha(path, 1), [SPAN], {})
    behind_its_back(path, f"UPDATE suggested SET suggestions = '{rows}'")
    with open_project(path) as project, pytest.raises(StoreCorrupt, match="suggestions: a row cannot be read"):
        kept(project, 1, "m/1")
