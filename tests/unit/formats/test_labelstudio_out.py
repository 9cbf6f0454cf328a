"""Tasks and configuration for Label Studio: UTF-16, attributes as second results, annotators, and losses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.labelstudio_out import Config, writer
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.model import Attribute, Document, Fragment, Layer, Part, Sentence, Span
from annotator.session.exporting import Asked, export, losses
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.unit.formats.test_prodigy_out import TEXT, labelled, link, span

ASKED = Asked("labelstudio")
UNITS = TEXT.encode("utf-16-le")


def tasks(project: Project, tmp_path: Path, *given: dict[str, Any]) -> list[dict[str, Any]]:
    assert [outcome for outcome in take(project, *given) if isinstance(outcome, Exception)] == []
    assert export(project, ASKED, tmp_path / "out").files == ["config.xml", "tasks.json"]
    found: list[dict[str, Any]] = json.loads((tmp_path / "out" / "tasks.json").read_bytes())
    return found


def config(tmp_path: Path) -> ElementTree.Element:
    return ElementTree.parse(tmp_path / "out" / "config.xml").getroot()


def said(name: str, value: str) -> dict[str, Any]:
    return {"attributes": [{"name": name, "value": value}]}


def test_offsets_right_after_an_emoji_count_two_units_for_it(project: Project, tmp_path: Path) -> None:
    spans = [span("b", "claim", "Brand"), span("v", "source", "🔥"), span("s", "source", "Daniëlle")]
    ((annotation,),) = (task["annotations"] for task in tasks(project, tmp_path, labelled(spans)))
    values = {item["id"]: item["value"] for item in annotation["result"]}
    assert (values["b"]["start"], values["b"]["end"], values["b"]["text"]) == (3, 8, "Brand")
    assert (values["v"]["start"], values["v"]["end"], values["v"]["text"]) == (0, 2, "🔥")
    for value in values.values():
        assert UNITS[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]


def test_an_attribute_is_a_second_result_with_the_id_of_its_region(project: Project, tmp_path: Path) -> None:
    spans = [
        span("c", "claim", "opzet", **said("polarity", "pos")),
        span("s", "source", "de politie", **said("entity", "e1")),
    ]
    given = labelled(spans, link("attributed_to", "c", "s"))
    (task,) = tasks(project, tmp_path, given | {"sources": [{"id": "e1", "name": "politie"}]})
    result = task["annotations"][0]["result"]
    assert [(item.get("id"), item.get("from_name"), item["type"]) for item in result] == [
        ("s", "label", "labels"),
        ("s", "entity", "textarea"),
        ("c", "label", "labels"),
        ("c", "polarity", "choices"),
        (None, None, "relation"),
    ]
    region, choice = (item["value"] for item in result[2:4])
    assert (region["labels"], choice["choices"]) == (["claim"], ["pos"])
    assert {name: region[name] for name in ("start", "end", "text")} == {
        name: choice[name] for name in ("start", "end", "text")
    }
    assert result[1]["value"]["text"] == ["e1"]
    assert result[4] == {
        "from_id": "c",
        "to_id": "s",
        "type": "relation",
        "direction": "right",
        "labels": ["attributed_to"],
    }


def test_annotators_are_annotations_of_one_task(project: Project, tmp_path: Path) -> None:
    given = [
        labelled([], who="bob", done="ssss"),
        labelled([]),
        labelled([], kind="gold", who="anna"),
        labelled([], done="dttt", **{"pass": 2}),
        record("Niets.", "niets"),
    ]
    task, other = tasks(project, tmp_path, *given)
    found = [(a["completed_by"]["email"], a["completed_by"]["id"], a["was_cancelled"], a["ground_truth"]) for a in task["annotations"]]  # fmt: skip
    assert found == [
        ("anna", 1, False, False),
        ("anna", 1, False, False),
        ("anna", 1, False, True),
        ("bob", 2, True, False),
    ]
    assert (other["data"]["key"], other["annotations"]) == ("niets", [])
    counted = losses(project, ASKED)
    assert (counted["status of sentences"], counted["kind and pass of a layer"]) == (3, 1)


def test_time_spent_is_the_sum_of_all_sentences(project: Project, tmp_path: Path) -> None:
    given = labelled([])
    for number, sentence in enumerate(given["sentences"]):
        sentence["seconds"] = number + 0.25
    (task,) = tasks(project, tmp_path, given)
    assert task["annotations"][0]["lead_time"] == 7.0
    assert losses(project, ASKED)["time spent"] == 4


def test_a_label_of_a_sentence_is_a_choice_for_a_text_that_is_one(project: Project, tmp_path: Path) -> None:
    sentence = {"start": 0, "end": 9, "status": "done", "labels": [{"name": "check_worthiness", "value": "FR"}]}
    one = record("Er brandt", "een", layer={"annotator": "anna"}, sentences=[sentence])
    many = labelled([])
    many["sentences"][0]["labels"] = sentence["labels"]
    first, second = tasks(project, tmp_path, one, many)
    (item,) = first["annotations"][0]["result"]
    assert (item["from_name"], item["type"], item["value"]) == ("check_worthiness", "choices", {"choices": ["FR"]})
    assert second["annotations"][0]["result"] == []
    assert losses(project, ASKED)["labels of sentences"] == 1
    (control,) = config(tmp_path).findall("Choices[@name='check_worthiness']")
    assert "perRegion" not in control.attrib


def test_discontinuous_spans_are_left_out_with_their_relations(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "Er is … gewond"), span("u", "uncertainty_cue", "mogelijk")]
    (task,) = tasks(project, tmp_path, labelled(spans, link("hedges", "u", "c")))
    assert [item["id"] for item in task["annotations"][0]["result"]] == ["u"]
    counted = losses(project, ASKED)
    assert (counted["discontinuous spans"], counted["relations"]) == (1, 1)


def test_the_configuration_has_the_scheme_and_the_values_that_were_met(project: Project, tmp_path: Path) -> None:
    spans = [span("a", "claim", "opzet", **said("polarity", 'a "b" & <c>')), span("b", "claim", "het", **said("mood", "boos"))]  # fmt: skip
    tasks(project, tmp_path, labelled(spans))
    root = config(tmp_path)
    scheme = nl_fact()[1]
    assert [x.get("value") for x in root.findall("Labels/Label")] == [x.name for x in scheme.span]
    assert [x.get("value") for x in root.findall("Relations/Relation")] == [x.name for x in scheme.relation]
    choices = {x.get("name"): [y.get("value") for y in x] for x in root.findall("Choices")}
    assert choices["polarity"] == ["pos", "neg", "unk", 'a "b" & <c>']
    assert choices["mood"] == ["boos"]
    controls = {x.get("name") for x in root if x.tag in ("Choices", "TextArea")}
    assert controls == {a.name for label in scheme.span for a in label.attribute} | {"mood"}
    assert {x.get("name"): x.get("whenLabelValue") for x in root.findall("TextArea")} == {"entity": "source"}
    assert losses(project, ASKED)["attributes of spans"] == 0


@pytest.mark.parametrize(("name", "value"), [("polarity", ""), ("polarity", "\x07"), (" x", "y"), ("label", "y"), ("check_worthiness", "FR")])  # fmt: skip
def test_attributes_that_have_no_place_are_left_out_and_counted(
    project: Project, tmp_path: Path, name: str, value: str
) -> None:
    (task,) = tasks(project, tmp_path, labelled([span("a", "claim", "opzet", **said(name, value))]))
    assert [item["type"] for item in task["annotations"][0]["result"]] == ["labels"]
    assert losses(project, ASKED)["attributes of spans"] == 1


def test_an_attribute_may_have_the_name_of_a_control() -> None:
    scheme = nl_fact()[1]
    claim = scheme.span[0]
    named = replace(claim.attribute[0], name="label"), replace(claim.attribute[1], name="text")
    found = Config(replace(scheme, span=(replace(claim, attribute=named),)))
    names = [x.get("name") for x in ElementTree.fromstring(found.xml) if x.get("name")]
    assert names == ["label_", "text_", "label", "text"]
    assert found.takes(Attribute("label", "x"))


def test_ids_that_could_not_be_read_back_are_numbered(project: Project, tmp_path: Path) -> None:
    spans = [span(" ", "claim", "opzet"), span("s1", "uncertainty_cue", "mogelijk")]
    (task,) = tasks(project, tmp_path, labelled(spans, link("hedges", "s1", " ")))
    cue, claim, relation = task["annotations"][0]["result"]
    assert (cue["id"], claim["id"]) == ("s1", "s2")
    assert (relation["from_id"], relation["to_id"]) == ("s1", "s2")
    assert losses(project, ASKED)["ids"] == 2


def test_an_array_is_whole_whatever_is_in_it(project: Project, tmp_path: Path) -> None:
    assert tasks(project, tmp_path) == []
    take(project, labelled([]), record("Nee.", "nee"))
    asked = Asked("labelstudio", splits=("train", "test"), split_of=lambda key: "train")
    assert export(project, asked, tmp_path / "two").files == ["config.xml", "test.json", "train.json"]
    assert json.loads((tmp_path / "two" / "test.json").read_bytes()) == []
    assert [task["id"] for task in json.loads((tmp_path / "two" / "train.json").read_bytes())] == [1, 2]


def test_a_span_that_does_not_quote_its_text_is_not_written(tmp_path: Path) -> None:
    part = Part(spans=(Span("x", "claim", 0, (Fragment(4, 7, "nee"),)),))
    found = Labelled(Document("a", "Ja 🔥 nee."), (Sentence(0, 0, 9),), (((0, 2),),), "given", ((Layer("anna"), part),))
    with pytest.raises(StoreCorrupt, match="claim at 4–7"):
        writer(Plan(nl_fact()[1])).write([found], Folder(tmp_path))
