"""Label Studio's own SDK takes the configuration, every annotation, and the tasks through its converter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.labelstudio_out import Config
from annotator.store import Project
from tests.building import nl_fact, take
from tests.interop.hard_documents import files, fill
from tests.unit.formats.test_prodigy_out import labelled, span

pytestmark = [pytest.mark.full, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def interface(config: str) -> Any:
    found = pytest.importorskip("label_studio_sdk.label_interface", exc_type=ImportError).LabelInterface(config)
    found.validate()
    return found


def written(project: Project, tmp_path: Path) -> tuple[Any, list[dict[str, Any]]]:
    fill(project)
    take(project, labelled([span("b", "claim", "Brand"), span("s", "source", "Daniëlle")]))
    found = files(project, "labelstudio", tmp_path / "out")
    return interface(found["config.xml"].decode()), json.loads(found["tasks.json"])


def test_the_configuration_of_the_scheme_is_valid() -> None:
    found = interface(Config(nl_fact()[1]).xml)
    assert {control.tag for control in found.controls} == {"Labels", "Choices", "TextArea"}
    assert [label.name for label in nl_fact()[1].span] == list(found.get_control("label").labels)


def test_every_annotation_is_valid_and_every_region_quotes_its_text(project: Project, tmp_path: Path) -> None:
    sdk, tasks = written(project, tmp_path)
    regions = 0
    for task in tasks:
        text = task["data"]["text"].encode("utf-16-le")
        assert task["data"][sdk.get_object("text").value_name] == task["data"]["text"]
        for annotation in task["annotations"]:
            assert sdk._validate_object(annotation, return_errors=True) == []
            assert sdk.validate_annotation(annotation)
            for item in annotation["result"]:
                value = item.get("value", {})
                if item["type"] == "labels":  # the SDK does not look at offsets: an end outside the text is valid to it
                    assert text[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"] != ""
                    regions += 1
    assert regions > 20


def test_the_validator_sees_what_is_wrong(project: Project, tmp_path: Path) -> None:
    sdk, tasks = written(project, tmp_path)
    annotation = next(a for task in tasks for a in task["annotations"] if a["result"])
    region = next(item for item in annotation["result"] if item["type"] == "labels")
    choice = next(item for item in annotation["result"] if item["type"] == "choices")
    for item, name in ((region, "labels"), (choice, "choices")):
        assert not sdk.validate_region({**item, "value": {**item["value"], name: ["unheard of"]}})
        assert sdk.validate_region(item)


def test_the_converter_reads_the_tasks(project: Project, tmp_path: Path) -> None:
    _, tasks = written(project, tmp_path)
    module = pytest.importorskip("label_studio_sdk.converter", exc_type=ImportError)
    converter = module.Converter(str(tmp_path / "out" / "config.xml"), str(tmp_path))
    rows = list(converter.iter_from_json_file(str(tmp_path / "out" / "tasks.json")))
    done = [a for task in tasks for a in task["annotations"] if not a["was_cancelled"]]
    assert len(rows) == len(done) + sum(not task["annotations"] for task in tasks)
    quoted = {value["text"] for row in rows for value in row["output"].get("label", ())}
    expected = {i["value"]["text"] for a in done for i in a["result"] if i["type"] == "labels"}
    assert quoted == expected
    assert {"Brand", "Daniëlle"} <= quoted
