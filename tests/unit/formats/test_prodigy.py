"""Prodigy: answers, layers, relations by token and by span, and labels of whole texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.formats.foreign import Foreign
from tests.unit.formats.foreign_files import layer, read, relations, sample, spans, told

TEXT = "Volgens Ali zou het mogelijk zijn."


def task(**more: Any) -> str:
    return json.dumps({"text": TEXT, "_input_hash": 1, "_task_hash": 2, "answer": "accept", **more}) + "\n"


def span(words: str, label: str = "claim", **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, **more}


def test_a_file_as_prodigy_writes_it() -> None:
    came, faults = sample("prodigy", "prodigy/nos_claims.jsonl")
    assert faults == []
    assert [(i.line, i.record["document"].get("key"), layer(i).get("annotator"), i.status) for i in came] == [
        (1, "zaandam", "nos_claims-anna", "done"),
        (2, "zaandam", "nos_claims-bram", "done"),
        (3, "stikstof", "nos_claims-anna", "done"),
        (4, "lees-ook", "nos_claims-anna", "skipped"),
        (5, "stikstof", "nos_claims-bram", "flagged"),
        (6, None, None, "done"),
    ]
    assert spans(came[0])[0] == ("source", "burgemeester Daniëlle van Vliet")
    assert relations(came[0]) == [
        ("attributed_to", "bij de explosie tientallen mensen gewond zijn geraakt", "burgemeester Daniëlle van Vliet"),
        ("hedges", "zouden", "bij de explosie tientallen mensen gewond zijn geraakt"),
        ("cue_of", "Volgens", "burgemeester Daniëlle van Vliet"),
    ]
    assert came[0].record["document"].get("meta") == [{"key": "source", "value": "De Noorderkrant"}]


def test_annotated_with_nothing_in_it_is_done_and_empty() -> None:
    (item,), _ = read("prodigy", task(spans=[], _annotator_id="anna"))
    assert (item.status, spans(item), layer(item)["annotator"]) == ("done", [], "anna")


def test_a_rejected_task_keeps_nothing_and_counts_it() -> None:
    (item,), faults = read("prodigy", task(spans=[span("Ali")], answer="reject", _annotator_id="anna"))
    assert (item.status, spans(item), faults) == ("flagged", [], [])
    assert isinstance(item, Foreign)
    assert item.lost == {"spans of rejected tasks": 1}


def test_a_task_nobody_has_seen_is_a_document_with_its_proposed_labels() -> None:
    content = json.dumps({"text": TEXT, "spans": [span("Ali", "source")]})
    (item,), _ = read("prodigy", content)
    assert (item.status, spans(item), layer(item)) == (None, [("source", "Ali")], {})


def test_an_annotators_second_task_on_a_text_is_the_second_pass() -> None:
    lines = [task(spans=[span(words)], _annotator_id=who) for words, who in [("Ali", "a"), ("zou", "a"), ("het", "b")]]
    came, _ = read("prodigy", "".join(lines))
    assert [(layer(i)["annotator"], layer(i)["pass"]) for i in came] == [("a", 1), ("a", 2), ("b", 1)]


def test_sentences_of_one_article_that_share_its_key_stay_apart() -> None:
    texts = ["Een.", "Twee.", "Een."]
    came, _ = read("prodigy", "".join(task(text=text, meta={"key": "art"}) for text in texts))
    assert [i.record["document"].get("key") for i in came] == ["art", "art-2", "art"]


def test_the_time_of_a_session_is_nobodys_name() -> None:
    who = "nos_claims-2022-01-07_10-15-00"
    (item,), _ = read("prodigy", task(spans=[], _annotator_id=who, _session_id=who))
    assert layer(item) == {}


def test_a_review_is_gold() -> None:
    (item,), _ = read("prodigy", task(spans=[], _annotator_id="eva", _view_id="review", versions=[{"text": TEXT}]))
    assert layer(item)["kind"] == "gold"
    assert isinstance(item, Foreign)
    assert item.lost == {"versions under review": 1}


TOKENS = [
    {"text": w, "id": i, "start": TEXT.index(w), "end": TEXT.index(w) + len(w)} for i, w in enumerate(TEXT[:-1].split())
]


@pytest.mark.parametrize(
    "ends",
    [
        {"head": 2, "child": 5, "head_span": span("zou", "cue"), "child_span": span("het mogelijk zijn")},
        {"head": 2, "child": 5},
        {"head": 2, "child": 5, "head_span": {"label": "cue"}, "child_span": None},
    ],
)
@pytest.mark.parametrize("tokened", [True, False])
def test_the_ends_of_a_relation_by_span_or_by_last_token(ends: dict[str, Any], tokened: bool) -> None:
    last = {"zou": 2, "het mogelijk zijn": 5}
    listed = [
        span(w, label, **({"token_start": 0, "token_end": last[w]} if tokened else {}))
        for w, label in [("zou", "cue"), ("het mogelijk zijn", "claim")]
    ]
    content = task(spans=listed, relations=[{"label": "hedges", **ends}], tokens=TOKENS)
    (item,), faults = read("prodigy", content)
    assert faults == []
    assert relations(item) == [("hedges", "zou", "het mogelijk zijn")]


def test_nested_spans_with_the_same_last_token_are_told_apart_by_their_label() -> None:
    listed = [
        span("het mogelijk zijn", token_end=5),
        span("zijn", "verb", token_end=5),
        span("zou", "cue", token_end=2),
    ]
    one = {"head": 2, "child": 5, "child_span": {"label": "verb"}, "label": "of"}
    unclear = {"head": 2, "child": 5, "label": "of"}
    (item,), faults = read("prodigy", task(spans=listed, relations=[one, unclear]))
    assert relations(item) == [("of", "zou", "zijn")]
    assert told(faults) == [(1, "relation r2 (of): does not say which spans it links")]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"spans": [span("Ali", "")]}, "s1 (): has no label"),
        ({"spans": [{"start": 0, "end": 999, "label": "x"}]}, "s1 (x): 0–999 is outside the text of 34 characters"),
        ({"spans": [{"start": 3, "end": 3, "label": "x"}]}, "s1 (x): has no characters"),
        ({"spans": [{"start": "a", "end": None, "label": "x"}]}, "s1 (x): 'a'–'null' are no offsets"),
        ({"spans": [span("Ali", text="Bob")]}, "s1 (claim): quotes 'Bob', but the text there is 'Ali'"),
        ({"spans": [17]}, "span 1 is no object"),
        ({"spans": {}, "relations": "x"}, "spans is no list"),
        ({"relations": [None]}, "relation 1 is no object"),
        ({"answer": "maybe"}, "its answer is not accept, ignore, reject"),
        ({"answer": ["accept"]}, "its answer is not accept, ignore, reject"),
    ],
)
def test_a_fault_costs_no_document(more: dict[str, Any], reason: str) -> None:
    came, faults = read("prodigy", task(**more) + task(text="Goed."))
    assert [i.record["document"]["text"] for i in came] == [TEXT, "Goed."]
    assert told(faults)[0] == (1, reason)


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"text": None}, "a task with no string as text"), ({"text": 3}, "a task with no string as text")],
)
def test_a_task_without_text(more: dict[str, Any], reason: str) -> None:
    came, faults = read("prodigy", task(**more) + task())
    assert (len(came), told(faults)) == (1, [(1, reason)])


def test_labels_of_a_text_of_one_sentence_are_those_of_the_sentence() -> None:
    for more in ({"accept": ["FR"], "options": []}, {"label": "FR"}):
        (item,), _ = read("prodigy", task(**more))
        (sentence,) = item.record["sentences"] or ()
        assert sentence.get("labels") == [{"name": "FR", "value": "true"}]
        assert (sentence["start"], sentence["end"], sentence.get("status")) == (0, 34, "done")


def test_labels_of_a_longer_text_are_counted() -> None:
    (item,), _ = read("prodigy", task(text="Een zin. Nog een zin.", accept=["FR"]))
    assert "sentences" not in item.record
    assert isinstance(item, Foreign)
    assert item.lost == {"labels of a whole document": 1}


def test_an_array_of_tasks_and_a_byte_order_mark() -> None:
    came, faults = read("prodigy", "\ufeff[" + task() + "," + task(text="Twee.") + "]")
    assert ([i.line for i in came], faults) == ([1, 2], [])


def test_attributes_are_read_where_somebody_wrote_them() -> None:
    listed = [span("zou", "cue", attributes={"cue_type": "reportative", "sure": True})]
    (item,), _ = read("prodigy", task(spans=listed))
    (found,) = item.record["spans"] or ()
    assert found.get("attributes") == [{"name": "cue_type", "value": "reportative"}, {"name": "sure", "value": "true"}]


def test_metadata_of_any_shape() -> None:
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    given = {"a": [1, "x"], "b": True, "url": ["x"], "published": 2022, "title": " ", "deep": deep}
    (item,), _ = read("prodigy", task(meta=given))
    document = item.record["document"]
    assert document.get("published") == "2022"
    assert document.get("meta") == [
        {"key": "a", "value": '[1,"x"]'},
        {"key": "b", "value": "true"},
        {"key": "url", "value": '["x"]'},
        {"key": "title", "value": " "},
        {"key": "deep", "value": "…"},
    ]


def test_offsets_that_a_table_made_of_them() -> None:
    (item,), faults = read("prodigy", task(spans=[{"start": "8", "end": 11.0, "label": "PER"}]))
    assert (spans(item), faults) == ([("PER", "Ali")], [])


def test_a_label_that_is_no_name() -> None:
    (item,), faults = read("prodigy", task(spans=[span("Ali", label=["x"])], accept=[None, {"a": 1}]))  # type: ignore[arg-type]
    assert told(faults) == [(1, 's1 (["x"]): its label \'["x"]\' is no name')]
    assert isinstance(item, Foreign)
    assert item.lost == {"labels of a whole document": 2}


def test_what_was_chosen_in_a_rejected_task() -> None:
    (item,), _ = read("prodigy", task(answer="reject", label="FR", accept=["NF"]))
    assert isinstance(item, Foreign)
    assert item.lost == {"accept of rejected tasks": 1, "labels of rejected tasks": 1}
    assert "sentences" not in item.record
