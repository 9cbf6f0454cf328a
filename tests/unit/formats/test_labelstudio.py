"""Label Studio: UTF-16 offsets, choices by id, several annotators, and what is not labels."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.formats.foreign import Foreign
from tests.unit.formats.foreign_files import attributes, layer, read, relations, sample, spans, told

TEXT = "🔴 Volgens Ali zou het\nmogelijk zijn."


def region(words: str, label: str = "claim", name: str = "a", **value: Any) -> dict[str, Any]:
    start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    found = {"start": start, "end": start + len(words), "text": words, "labels": [label], **value}
    return {"value": found, "id": name, "from_name": "label", "to_name": "text", "type": "labels"}


def task(*results: Any, text: str = TEXT, **more: Any) -> dict[str, Any]:
    annotation = {"id": 1, "completed_by": 1, "result": list(results), "was_cancelled": False}
    return {"id": 12, "data": {"text": text}, "annotations": [annotation], "predictions": [], **more}


def export(*tasks: Any) -> str:
    return json.dumps(tasks)


def test_a_file_as_label_studio_writes_it() -> None:
    came, faults = sample("labelstudio", "labelstudio/project-3.json")
    assert faults == []
    assert [(i.record["document"].get("key"), i.stem, layer(i).get("annotator"), i.status) for i in came] == [
        ("zaandam", "12", "anna@noorderkrant.example", "done"),
        ("zaandam", "12", "bram@noorderkrant.example", "done"),
        (None, "13", "user-1", "done"),
        (None, "14", "user-1", "skipped"),
        (None, "15", "user-2", "done"),
        (None, "16", None, None),
    ]
    assert attributes(came[0], "burgemeester Daniëlle van Vliet") == {"source_type": "politician"}
    assert attributes(came[0], "zouden") == {"cue_type": "reportative"}
    claim = "bij de explosie tientallen mensen gewond zijn geraakt"
    assert attributes(came[0], claim) == {"note": "kop en lead verschillen", "polarity": "pos"}
    assert relations(came[0]) == [
        ("attributed_to", claim, "burgemeester Daniëlle van Vliet"),
        ("hedges", "zouden", claim),
    ]
    assert spans(came[1])[1][1] == "🔴 Explosie in Zaandam: 'tientallen gewonden'\nVolgens"
    assert spans(came[2]) == []
    assert [s.get("labels") for s in came[4].record["sentences"] or ()] == [
        [{"name": "check_worthiness", "value": "FR"}]
    ]
    assert isinstance(came[0], Foreign)
    assert came[0].lost == {"predictions": 1}


def test_json_min_is_refused_once() -> None:
    came, faults = sample("labelstudio", "labelstudio/project-3-min.json")
    assert came == []
    assert len(faults) == 1
    assert "JSON-MIN" in faults[0].reason
    assert "export as JSON" in faults[0].remedy


def test_a_script_that_counted_code_points_is_understood_by_what_it_quotes() -> None:
    start = TEXT.index("Ali")
    (item,), faults = read("labelstudio", export(task(region("Ali", start=start, end=start + 3))))
    assert (spans(item), faults) == ([("claim", "Ali")], [])


@pytest.mark.parametrize("quote", ["het\\nmogelijk", "het mogelijk", "het\nmogelijk"])
def test_a_quotation_may_write_a_line_end_otherwise(quote: str) -> None:
    (item,), faults = read("labelstudio", export(task(region("het\nmogelijk", text=quote))))
    assert (spans(item), faults) == ([("claim", "het\nmogelijk")], [])


def test_a_region_without_a_quotation_and_one_with_two_labels() -> None:
    one, two = region("Ali", name="a"), region("zou", name="b", labels=["cue", "claim"])
    del one["value"]["text"]
    (item,), _ = read("labelstudio", export(task(one, two)))
    assert spans(item) == [("claim", "Ali"), ("cue", "zou"), ("claim", "zou")]


def test_an_annotators_second_annotation_is_the_second_pass_and_names_are_made_up_where_none_is_given() -> None:
    annotations = [{"result": [], "completed_by": who} for who in (1, 1, None, {"id": 4}, {"username": "a,b"})]
    came, _ = read("labelstudio", export(task(annotations=annotations)))
    assert [(layer(i)["annotator"], layer(i)["pass"]) for i in came] == [
        ("user-1", 1),
        ("user-1", 2),
        ("annotation-3", 1),
        ("user-4", 1),
        ("a_b", 1),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("choices", {"choices": ["x", "y"]}, "x"),
        ("rating", {"rating": 4}, "4"),
        ("rating", {"rating": 4.0}, "4"),
        ("textarea", {"text": ["vrij"]}, "vrij"),
        ("taxonomy", {"taxonomy": [["bron", "overheid"]]}, "bron/overheid"),
    ],
)
def test_what_is_said_of_a_region(kind: str, value: dict[str, Any], said: str) -> None:
    more = {"value": value, "id": "a", "from_name": "of", "type": kind}
    (item,), faults = read("labelstudio", export(task(more, region("Ali"))))
    assert faults == []
    assert attributes(item, "Ali") == {"of": said} | ({"of": "x"} if kind == "choices" else {}) or said == "x"


def test_what_is_no_label_of_text_is_counted() -> None:
    other = {"value": {"x": 1}, "id": "z", "type": "rectanglelabels"}
    (item,), faults = read("labelstudio", export(task(other, other, drafts=[{}])))
    assert faults == []
    assert isinstance(item, Foreign)
    assert item.lost == {"drafts": 1, "results of the type rectanglelabels": 2}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (region("Ali", end=4000), "a (claim): UTF-16 offset 4000 is outside the text, which has 37 code units"),
        (region("Ali", start=1), "a (claim): UTF-16 offset 1 lies inside one character (between its two surrogates)"),
        (region("Ali", text="Bob"), "a (claim): quotes 'Bob', but the text there is 'Ali'"),
        (region("Ali", start="/p[1]/text()[1]"), "a (claim): its offsets are not those of a plain text"),
        (region("Ali", labels=[]), "a (null): has no label"),
        (17, "a result is no object"),
        (
            {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["x"]},
            "relation r1 (x): its end a is not there",
        ),
        (
            {"type": "choices", "id": "q", "from_name": "of", "value": {"start": 1, "end": 2, "choices": ["x"]}},
            "of: its region was left out or has no label",
        ),
    ],
)
def test_a_fault_costs_no_document(result: Any, reason: str) -> None:
    came, faults = read("labelstudio", export(task(result), task(text="Goed.")))
    assert [i.record["document"]["text"] for i in came] == [TEXT, "Goed."]
    assert told(faults)[0] == (1, reason)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"id": 1}, "a task without data"),
        ({"id": 1, "data": {"image": "/a.jpg", "caption": "x"}}, "its data has no text 'text'"),
        ({"id": 1, "data": {"text": "https://x.example/a.txt"}}, "its text is a link to somewhere else"),
        (3, "not a JSON object"),
    ],
)
def test_a_task_that_cannot_be_read_costs_no_other(given: Any, reason: str) -> None:
    came, faults = read("labelstudio", "[\n" + json.dumps(given) + ",\n" + json.dumps(task()) + "\n]")
    assert len(came) == 1
    assert told(faults) == [(2, reason)]
    assert came[0].line == 3


@pytest.mark.parametrize(
    ("data", "how"),
    [
        ({"article": TEXT}, {}),
        ({"article": TEXT, "bron": "NOS"}, {"text_field": "article"}),
        ({"text": TEXT, "article": "iets anders"}, {}),
        ({"text2": TEXT, "iets": "anders"}, {}),
    ],
)
def test_the_field_with_the_text(data: dict[str, str], how: dict[str, str]) -> None:
    given = task({**region("Ali"), "to_name": "text2"}) | {"data": data}
    (item,), faults = read("labelstudio", export(given), **how)
    assert (spans(item), faults) == ([("claim", "Ali")], [])


def test_one_task_by_itself_over_many_lines() -> None:
    (item,), faults = read("labelstudio", json.dumps(task(region("Ali")), indent=2))
    assert (spans(item), faults) == ([("claim", "Ali")], [])


def test_thousands_of_annotations_of_one_task_are_cut_off() -> None:
    came, faults = read("labelstudio", export(task(annotations=[{}] * 1500)))
    assert len(came) == 1000
    assert "1500 annotations" in faults[0].reason


def test_results_and_annotations_of_the_wrong_shape() -> None:
    came, faults = read("labelstudio", export(task(annotations=[3, {"result": "x", "ground_truth": True}])))
    assert sorted(reason for _, reason in told(faults)) == [
        "some of its annotations are no objects",
        "the result of an annotation is no list",
    ]
    assert isinstance(came[0], Foreign)
    assert came[0].lost == {"marks of ground truth": 1}


def test_offsets_of_a_script_that_utf_16_has_no_place_for() -> None:
    text = "x🔴🔴🔴 zo"
    given = {"start": 2, "end": 4, "text": "🔴🔴", "labels": ["a"]}
    (item,), faults = read("labelstudio", export(task(region("Ali") | {"value": given}, text=text)))
    assert (spans(item), faults) == ([("a", "🔴🔴")], [])


def test_a_quotation_much_shorter_than_its_region() -> None:
    wrong = region("Ali", start=0, end=300, text="x")
    (item,), faults = read("labelstudio", export(task(wrong, text="woord " * 60)))
    assert spans(item) == []
    assert "quotes 'x'" in faults[0].reason
