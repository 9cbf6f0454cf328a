"""What stands beside a document: that it is blind, and what others answered about it, through removal and restoring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model import Fragment
from annotator.store import Project
from annotator.store.assistance import blind_documents, set_blind
from annotator.store.audit import audit
from annotator.store.documents import document_id, read_document
from annotator.store.removal import remove_document, restore
from annotator.store.suggested import KeptSpan, keep, kept_of
from tests.building import SHORT, behind_its_back, findings, new_project, opened, record, take


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "p.db") as made:
        take(made, record(SHORT, "a"))
        yield made


def number_of(project: Project) -> int:
    number = document_id(project, "a")
    assert number is not None
    return number


def test_a_removed_document_comes_back_as_blind_as_it_was_and_with_its_answers(project: Project) -> None:
    number = number_of(project)
    sha = read_document(project, number).document.sha256
    assert keep(project, number, "endpoint/1:m", sha, [KeptSpan("claim", (Fragment(0, 2, SHORT[:2]),))], {"n": 1})
    set_blind(project, ["a"], True, "chief")
    before = kept_of(project, number)
    remove_document(project, number, "chief")
    assert blind_documents(project) == []
    restore(project, "a", None, "chief")
    assert blind_documents(project) == ["a"]
    assert kept_of(project, number_of(project)) == before
    assert findings(project) == []


def test_an_answer_that_cannot_be_read_is_told_by_check_and_ends_nothing(project: Project) -> None:
    number = number_of(project)
    sha = read_document(project, number).document.sha256
    keep(project, number, "endpoint/1:m", sha, [], {})
    behind_its_back(project.path, "UPDATE suggested SET suggestions = '[[1]]'")
    session = opened(project)
    session.awake = True
    assert isinstance(session.ghosts(), list)
    assert [finding.place for finding in audit(project)] == ["a"]
