"""UIMA CAS: features, UTF-16 offsets, both files alike, losses; dkpro-cassis reads them in tests/interop."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.cas_out import NOT_HELD, PARTLY, RELATION, SPAN, feature, types, writer
from annotator.formats.writing import Folder, Plan
from annotator.formats.xml_text import CONTROL, fit
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported

XMI = "{http://www.omg.org/XMI}id"


def of(files: dict[str, bytes], ending: str) -> bytes:
    return next(data for name, data in files.items() if name.startswith("anna/a_b") and name.endswith(ending))


def structures(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(of(files, ".json"))["%FEATURE_STRUCTURES"]
    return found


def test_offsets_are_utf_16(project: Project, tmp_path: Path) -> None:
    fill(project)
    wide = TEXT.encode("utf-16-le")
    pieces = Counter()
    for each in structures(exported(project, "cas", tmp_path / "out")):
        if each["%TYPE"] == SPAN:
            pieces[each["ident"], wide[2 * each["begin"] : 2 * each["end"]].decode("utf-16-le")] += 1
    (found,) = (one for one in labelled(project) if one.document.key == "a/b")
    assert pieces == Counter((span.id, piece.text) for span in found.layers[0][1].spans for piece in span.fragments)


def test_both_files_say_the_same(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "cas", tmp_path / "out")
    root = ET.fromstring(of(files, ".xmi"))
    in_xml = {int(each.get(XMI, "0")): dict(each.attrib) for each in root if each.get(XMI)}
    for each in structures(files):
        want = {key.removeprefix("@"): fit(str(value)) for key, value in each.items() if not key.startswith("%")}
        assert {key: value for key, value in in_xml[each["%ID"]].items() if key != XMI} == want
    assert in_xml[1]["sofaString"] == fit(TEXT) != TEXT


def test_the_type_system_declares_what_is_used(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "cas", tmp_path / "out")
    space = "{http://uima.apache.org/resourceSpecifier}"
    declared = {
        one.findtext(f"{space}name"): {f.findtext(f"{space}name") for f in one.iter(f"{space}featureDescription")}
        for one in ET.fromstring(files["TypeSystem.xml"]).iter(f"{space}typeDescription")
    }
    assert declared == {one.name: set(one.features) for one in types(nl_fact()[1])}
    given = {"sofa", "begin", "end", "language"}
    for each in structures(files):
        if each["%TYPE"] != "uima.cas.Sofa":
            used = {key.removeprefix("@") for key in each if not key.startswith("%")} - given
            assert used <= declared[each["%TYPE"]]


def test_relations_hold_both_ends(project: Project, tmp_path: Path) -> None:
    fill(project)
    found = structures(exported(project, "cas", tmp_path / "out"))
    idents = {each["%ID"]: each["ident"] for each in found if each["%TYPE"] == SPAN}
    said = {(e["label"], idents[e["@Governor"]], idents[e["@Dependent"]]) for e in found if e["%TYPE"] == RELATION}
    (one,) = (one for one in labelled(project) if one.document.key == "a/b")
    assert said == {(link.label, link.head, link.tail) for link in one.layers[0][1].relations}


def test_features_never_take_a_name_of_uima() -> None:
    assert [feature(name) for name in ("claim_type", "type", "begin", "2nd", "é-x")] == [
        "claim_type",
        "a_type",
        "a_begin",
        "a_2nd",
        "a__e9__2d_x",
    ]


def test_what_is_lost_is_counted(project: Project) -> None:
    fill(project)
    strange = {"id": "x", "label": "claim", "fragments": [{"start": 0, "end": 2}]}
    strange["attributes"] = [{"name": "mood", "value": "sad"}]
    take(project, record("Er is brand.", "mood", layer={"annotator": "anna"}, spans=[strange]))
    made = writer(Plan(nl_fact()[1]))
    counted = {one.document.key: Counter(made.losses(one)) for one in labelled(project)}
    assert all(set(found) <= {*NOT_HELD, *PARTLY} for found in counted.values())
    assert counted["a/b"]["discontinuous spans"] == 1
    assert counted["a/b"][CONTROL] == 2
    assert counted["mood"]["attributes of spans"] == 1
    assert not counted["CON"]


def test_a_span_that_does_not_quote_is_refused(project: Project, tmp_path: Path) -> None:
    fill(project)
    (found,) = (one for one in labelled(project) if one.document.key == "a/b")
    moved = replace(found, document=replace(found.document, text=TEXT[1:] + " "))
    with pytest.raises(StoreCorrupt):
        writer(Plan(nl_fact()[1])).write([moved], Folder(tmp_path))
