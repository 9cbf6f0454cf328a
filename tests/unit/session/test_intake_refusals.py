"""Records that are refused: each says why, leaves nothing behind, and the others go in."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.store import Project
from tests.building import SHORT, exported, findings, nl_fact, opened, record, refused, taken

CLAIM = {"label": "claim", "fragments": [{"start": 0, "end": 11}]}
ANNA = {"annotator": "anna"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\t\u2028", "empty"),
        ("a\0b", "NUL character at 1"),
        ("ab\ud800", "half a surrogate pair at 2"),
    ],
)
def test_a_text_that_cannot_be_kept(project: Project, text: str, words: str) -> None:
    assert words in refused(project, record(text))


@pytest.mark.parametrize(
    ("fragments", "words"),
    [
        ([(0, 999)], "0–999 is outside the text"),
        ([(60, 61)], "outside the text"),
        ([(3, 3)], "3–3 is outside the text"),
        ([(5, 3)], "5–3 is outside the text"),
        ([(0, 2), (2, 5)], "touch, overlap or are out of order"),
        ([(0, 2), (1, 5)], "touch, overlap or are out of order"),
        ([(6, 11), (0, 2)], "touch, overlap or are out of order"),
    ],
)
def test_a_span_that_does_not_fit_the_text(project: Project, fragments: list[tuple[int, int]], words: str) -> None:
    span = {"label": "claim", "fragments": [{"start": s, "end": e} for s, e in fragments]}
    reason = refused(project, record(SHORT, spans=[CLAIM, span]))
    assert reason.startswith("span 2 (claim)")
    assert words in reason


def test_a_span_that_quotes_something_else(project: Project) -> None:
    span = {"label": "claim", "fragments": [{"start": 0, "end": 2, "text": "er"}]}
    assert refused(project, record(SHORT, spans=[span])) == "span 1 (claim): the text at 0–2 is not the one quoted"


@pytest.mark.parametrize(
    "relation",
    [
        {"label": "same_as", "head": "s1", "tail": "zz"},
        {"label": "same_as", "head": "zz", "tail": "s1"},
        {"label": "same_as", "head": "s1", "tail": "s1"},
        {"label": "same_as", "head": "", "tail": "s1"},
    ],
)
def test_a_relation_without_ends(project: Project, relation: dict[str, str]) -> None:
    assert "its ends are not two spans" in refused(project, record(SHORT, spans=[CLAIM], relations=[relation]))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spans": [{**CLAIM, "id": "x"}, {**CLAIM, "id": "x"}]}, "two spans have the same id"),
        ({"spans": [{**CLAIM, "id": "s2"}, CLAIM]}, "two spans have the same id"),
        ({"sources": [{"id": "e1", "name": "a"}, {"id": "e1", "name": "b"}]}, "two sources have the same id"),
        (
            {
                "spans": [{**CLAIM, "id": "x"}, {**CLAIM, "id": "y"}],
                "relations": [{"id": "r", "label": n, "head": "x", "tail": "y"} for n in ("same_as", "disputes")],
            },
            "two relations have the same id",
        ),
    ],
)
def test_ids_that_are_there_twice(project: Project, more: dict[str, Any], words: str) -> None:
    assert words in refused(project, record(SHORT, **more))


def test_ids_of_different_kinds_may_be_the_same(project: Project) -> None:
    data = record(
        SHORT,
        spans=[{**CLAIM, "id": "1"}, {**CLAIM, "id": "2"}],
        relations=[{"id": "1", "label": "same_as", "head": "1", "tail": "2"}],
        sources=[{"id": "1", "name": "x"}],
    )
    assert taken(project, data) == ["added"]
    session = opened(project)
    session.delete(session.labels.spans["2"])
    assert findings(project) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spans": [{**CLAIM, "label": "rumour"}]}, "has no rumour"),
        (
            {
                "spans": [{**CLAIM, "id": "a"}, {**CLAIM, "id": "b"}],
                "relations": [{"label": "knows", "head": "a", "tail": "b"}],
            },
            "has no knows",
        ),
        (
            {
                "sentences": [{"start": 0, "end": 58, "labels": [{"name": "mood", "value": "x"}]}],
                "spans": [{**CLAIM, "label": "rumour"}],
            },
            "has no mood, rumour",
        ),
        (
            {"spans": [{**CLAIM, "label": "rumour"}], "scheme": {"name": "rumours", "version": "2"}},
            "scheme nl-fact has no rumour (a record of scheme rumours)",
        ),
    ],
)
def test_labels_that_the_scheme_does_not_have_are_named(project: Project, more: dict[str, Any], words: str) -> None:
    reason = refused(project, record(SHORT.strip(), layer=ANNA, **more))
    assert reason.endswith(words) or words in reason


def test_a_record_of_another_scheme_goes_in_when_all_its_labels_exist(project: Project) -> None:
    data = record(SHORT, spans=[CLAIM], scheme={"name": "other", "version": "7", "sha256": "0" * 64})
    assert taken(project, data) == ["added"]
    assert exported(project)[0]["scheme"]["name"] == nl_fact()[1].name


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        ([(0, 12), (5, 58)], "sentence 1 (5–58) overlaps or leaves the text"),
        ([(0, 99)], "sentence 0 (0–99) overlaps or leaves the text"),
        ([(0, 0), (0, 58)], "sentence 0 (0–0) overlaps"),
        ([(13, 58), (0, 12)], "sentence 1 (0–12) overlaps"),
        ([(0, 12)], "'De politie zegt niet' is in no sentence"),
        ([(3, 58)], "'Er' is in no sentence"),
        ([(0, 12), (14, 58)], "'D' is in no sentence"),
        ([(0, 57)], "'.' is in no sentence"),
    ],
)
def test_sentences_that_do_not_fit_the_text(project: Project, sentences: list[tuple[int, int]], words: str) -> None:
    text = SHORT.strip()
    assert len(text) == 58
    reason = refused(project, record(text, sentences=[{"start": s, "end": e} for s, e in sentences]))
    assert words in reason


def test_sentences_that_are_numbered_otherwise(project: Project) -> None:
    reason = refused(project, record(SHORT.strip(), sentences=[{"index": 1, "start": 0, "end": 58}]))
    assert reason == "sentence 0 has index 1"


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([(0, 6)], "'brand.' is in no token"),
        ([(0, 2), (3, 5), (6, 12), (13, 99)], "token 3 (13–99) overlaps or leaves its sentence"),
        ([(0, 2), (1, 12)], "token 1 (1–12) overlaps"),
        ([(0, 15)], "token 0 (0–15) overlaps or leaves its sentence"),
        ([(0, 2), (12, 13)], "token 1 (12–13) overlaps or leaves its sentence"),
        ([(0, 0)], "token 0 (0–0)"),
    ],
)
def test_tokens_that_do_not_fit_the_sentences(project: Project, tokens: list[tuple[int, int]], words: str) -> None:
    sentences = [{"start": 0, "end": 12}, {"start": 13, "end": 58}]
    given = [{"start": s, "end": e} for s, e in tokens]
    assert words in refused(project, record(SHORT.strip(), sentences=sentences, tokens=given))


def test_a_token_that_names_another_sentence(project: Project) -> None:
    tokens = [{"start": 0, "end": 58, "sentence": 1}]
    reason = refused(project, record(SHORT.strip(), sentences=[{"start": 0, "end": 58}], tokens=tokens))
    assert reason == "token 0 lies in sentence 0, not 1"


def test_a_hash_that_is_of_another_text(project: Project) -> None:
    data = record(SHORT)
    data["document"]["sha256"] = "0" * 64
    assert refused(project, data) == "sha256 is not that of the text"
