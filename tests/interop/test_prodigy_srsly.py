"""Prodigy reads its files with srsly and makes spaCy docs of its tokens: both take what is written for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.store import Project
from tests.building import exported
from tests.interop.hard_documents import TEXT, files, fill


def tasks(project: Project, tmp_path: Path) -> list[dict[str, Any]]:
    srsly = pytest.importorskip("srsly")
    fill(project)
    files(project, "prodigy", tmp_path / "out")
    return list(srsly.read_jsonl(tmp_path / "out" / "prodigy.jsonl"))


def test_srsly_reads_every_task_and_writes_it_back(project: Project, tmp_path: Path) -> None:
    found = tasks(project, tmp_path)
    assert {task["text"] for task in found} == {record["document"]["text"] for record in exported(project)}
    srsly = pytest.importorskip("srsly")
    srsly.write_jsonl(tmp_path / "again.jsonl", found)
    assert list(srsly.read_jsonl(tmp_path / "again.jsonl")) == found


@pytest.mark.full
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spacy_makes_the_same_text_and_spans_of_the_tokens(project: Project, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    blank = spacy.blank("nl")
    whole = 0
    for task in tasks(project, tmp_path):
        words, spaces = ([token[name] for token in task["tokens"]] for name in ("text", "ws"))
        doc = spacy.tokens.Doc(blank.vocab, words=words, spaces=spaces)
        assert doc.text == task["text"]
        assert [token.idx for token in doc] == [token["start"] for token in task["tokens"]]
        for each in task["spans"]:
            found = doc.char_span(each["start"], each["end"], label=each["label"])
            if found is None:  # it begins or ends inside a token
                found = doc.char_span(each["start"], each["end"], alignment_mode="expand")
            else:
                whole += 1
            assert (found.start, found.end - 1) == (each["token_start"], each["token_end"])
            assert found.text in TEXT
        for each in task["relations"]:
            assert each["head"] == each["head_span"]["token_end"]
            assert each["child"] == each["child_span"]["token_end"]
    assert whole > 20
