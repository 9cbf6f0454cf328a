"""doccano: both forms of its export."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.formats.foreign import Foreign
from tests.unit.formats.foreign_files import layer, read, relations, sample, spans, told

TEXT = "Volgens Ali zou het mogelijk zijn."


def row(**more: Any) -> str:
    return json.dumps({"id": 3, "text": TEXT, **more}) + "\n"


def test_the_form_with_relations() -> None:
    came, faults = sample("doccano", "doccano/relations.jsonl")
    assert faults == []
    assert [(i.record["document"].get("key"), i.stem) for i in came] == [("zaandam", "41"), (None, "42")]
    assert relations(came[0]) == [
        (
            "toegeschreven_aan",
            "bij de explosie tientallen mensen gewond zijn geraakt",
            "burgemeester Daniëlle van Vliet",
        ),
        ("hedges", "zouden", "bij de explosie tientallen mensen gewond zijn geraakt"),
    ]
    assert isinstance(came[0], Foreign)
    assert came[0].lost == {"comments": 1}
    assert spans(came[1]) == []


@pytest.mark.parametrize("name", ["anna.jsonl", "all.json"])
def test_the_form_without_relations_in_lines_and_as_an_array(name: str) -> None:
    came, faults = sample("doccano", f"doccano/{name}")
    assert faults == []
    assert [spans(i) for i in came] == [
        [("source", "burgemeester Daniëlle van Vliet"), ("uncertainty_cue", "zouden"), ("PER", "verslaggevers")],
        [],
    ]
    assert [i.record["document"].get("publisher") for i in came] == ["De Noorderkrant"] * 2


@pytest.mark.parametrize("empty", [{"label": []}, {"entities": [], "relations": []}, {"label": [], "Comments": []}])
def test_no_labels_is_a_document_only_since_nobody_may_have_looked(empty: dict[str, Any]) -> None:
    (item,), faults = read("doccano", row(**empty))
    assert (item.status, layer(item), spans(item), faults) == (None, {}, [], [])


@pytest.mark.parametrize(
    "form",
    [
        {"label": [[8, 11, "PER"]]},
        {"labels": [[8, 11, "PER"]]},
        {"entities": [[8, 11, "PER"]]},
        {"entities": [{"id": 1, "label": "PER", "start_offset": 8, "end_offset": 11}]},
        {"annotations": [{"label": "PER", "start_offset": 8, "end_offset": 11}]},
        {"text": None, "data": TEXT, "label": [[8, 11, "PER"]]},
    ],
)
def test_the_forms_of_all_its_versions(form: dict[str, Any]) -> None:
    given = {"id": 3, "text": TEXT} | form
    (item,), faults = read("doccano", json.dumps({k: v for k, v in given.items() if v is not None}))
    assert (spans(item), faults) == ([("PER", "Ali")], [])


def test_the_annotator_of_old_exports() -> None:
    (item,), _ = read("doccano", row(label=[[8, 11, "PER"]], username="anna"))
    assert layer(item) == {"annotator": "anna"}
    users = [{"label": 4, "start_offset": 8, "end_offset": 11, "user": 1}]
    (item,), _ = read("doccano", row(annotations=users))
    assert (layer(item), spans(item)) == ({"annotator": "user-1"}, [("4", "Ali")])
    (item,), _ = read("doccano", row(annotations=[*users, {**users[0], "user": 2}]))
    assert layer(item) == {}
    assert isinstance(item, Foreign)
    assert item.lost == {"names of the annotators of one row": 2}


def test_labels_of_the_whole_text() -> None:
    for form in ({"label": ["FR"]}, {"label": "FR"}, {"cats": ["FR"], "entities": []}):
        (item,), faults = read("doccano", row(**form))
        assert faults == []
        assert [s.get("labels") for s in item.record["sentences"] or ()] == [[{"name": "FR", "value": "true"}]]


def test_two_kinds_of_metadata() -> None:
    (item,), _ = read("doccano", row(label=[], bron="NOS", meta={"url": "https://x.example/1", "pagina": 3}))
    document = item.record["document"]
    assert document.get("url") == "https://x.example/1"
    assert document.get("meta") == [{"key": "bron", "value": "NOS"}, {"key": "pagina", "value": "3"}]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"label": [[8, 11]]}, "span 1 is no [start, end, label]"),
        ({"label": [[8, 400, "x"]]}, "s1 (x): 8–400 is outside the text of 34 characters"),
        ({"label": {"a": 1}}, "label is no list"),
        ({"entities": [{"id": 1, "label": "x"}]}, "1 (x): 'null'–'null' are no offsets"),
        (
            {"entities": [{"id": 1, "label": "x", "start_offset": 0, "end_offset": 3}] * 2},
            "1 (x): is there twice",
        ),
        ({"relations": [{"id": 1, "from_id": 7, "to_id": 8, "type": "x"}]}, "relation r1 (x): its end 7 is not there"),
        ({"relations": [{"from_id": 7, "to_id": 8}]}, "relation r1 (null): has no label"),
        ({"relations": ["x"]}, "relation 1 is no object"),
    ],
)
def test_a_fault_costs_no_document(more: dict[str, Any], reason: str) -> None:
    came, faults = read("doccano", row(**more) + "geen json\n" + row(text="Goed."))
    assert [i.record["document"]["text"] for i in came] == [TEXT, "Goed."]
    assert told(faults)[0] == (1, reason)
    assert told(faults)[-1][0] == 2


def test_a_row_without_text_names_the_option() -> None:
    came, faults = read("doccano", json.dumps({"id": 1, "tekst": TEXT}))
    assert came == []
    assert "--text-field" in faults[0].remedy
    (item,), faults = read(
        "doccano", json.dumps({"id": 1, "tekst": TEXT, "label": [[8, 11, "PER"]]}), text_field="tekst"
    )
    assert (spans(item), faults) == ([("PER", "Ali")], [])
