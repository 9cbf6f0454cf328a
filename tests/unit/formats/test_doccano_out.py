"""Rows for doccano: both forms, a file for each annotator, and what is counted as lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.doccano_out import writer
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.model import Document, Fragment, Layer, Part, Sentence, Span
from annotator.session.exporting import Asked, export, losses
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.unit.formats.test_prodigy_out import TEXT, labelled, link, span

ASKED = Asked("doccano")


def rows(project: Project, tmp_path: Path, *given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each file of an export of some records."""
    assert [outcome for outcome in take(project, *given) if isinstance(outcome, Exception)] == []
    files = export(project, ASKED, tmp_path / "out").files
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*files, "README.md", "manifest.json"}
    return {name: [json.loads(line) for line in (tmp_path / "out" / name).read_bytes().splitlines()] for name in files}


def test_spans_and_relations_by_id_in_code_points(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "zou het mogelijk opzet zijn"), span("u", "uncertainty_cue", "mogelijk")]
    found = rows(project, tmp_path, labelled(spans, link("hedges", "u", "c")))
    ((row,),) = found.values()
    assert list(found) == ["doccano.jsonl"]
    assert (row["id"], row["text"], row["Comments"], row["key"]) == (1, TEXT, [], "brand")
    claim, cue = row["entities"]
    assert [TEXT[e["start_offset"] : e["end_offset"]] for e in (claim, cue)] == [
        "zou het mogelijk opzet zijn",
        "mogelijk",
    ]
    assert row["relations"] == [{"id": 3, "from_id": cue["id"], "to_id": claim["id"], "type": "hedges"}]


def test_ids_are_never_given_twice(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "opzet"), span("u", "uncertainty_cue", "mogelijk")]
    given = [labelled(spans, link("hedges", "u", "c"), who=who) for who in ("anna", "bob")]
    found = [row for each in rows(project, tmp_path, *given).values() for row in each]
    ids = [item["id"] for row in found for item in (*row["entities"], *row["relations"])]
    assert sorted(ids) == [1, 2, 3, 4, 5, 6]
    assert [row["id"] for row in found] == [1, 1], "a document has one number in every file"


def test_several_annotators_have_a_file_each_and_what_nobody_labelled_one_of_its_own(
    project: Project, tmp_path: Path
) -> None:
    given = [labelled([], who=who) for who in ("anna", "Anna", "../x", "=1+1", "CON", "unlabelled")]
    given += [labelled([], **{"pass": 2}), labelled([], kind="gold"), record("Niets.", "niets")]
    found = rows(project, tmp_path, *given)
    assert len(found) == 9
    assert all(len(each) == 1 for each in found.values())
    assert {"anna-2.jsonl", "anna-gold.jsonl", "unlabelled.jsonl", "unlabelled-documents.jsonl"} <= set(found)
    assert found["unlabelled-documents.jsonl"][0]["text"] == "Niets."
    assert len({name.casefold() for name in found}) == 9
    assert not any(set(name) & set("/\\=+") or name.startswith((".", "con.", "CON.")) for name in found)


def test_what_nobody_labelled_is_behind_the_rows_of_a_single_annotator(project: Project, tmp_path: Path) -> None:
    found = rows(project, tmp_path, record("Niets.", "niets"), labelled([]))
    assert [row["key"] for row in found["doccano.jsonl"]] == ["brand", "niets"]
    assert [row["id"] for row in found["doccano.jsonl"]] == [2, 1]


def test_an_export_of_nothing_is_an_empty_file(project: Project, tmp_path: Path) -> None:
    assert rows(project, tmp_path) == {"doccano.jsonl": []}


def test_discontinuous_spans_are_left_out_with_their_relations(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "Er is … gewond"), span("u", "uncertainty_cue", "mogelijk")]
    found = rows(project, tmp_path, labelled(spans, link("hedges", "u", "c")))
    (row,) = found["doccano.jsonl"]
    assert ([e["label"] for e in row["entities"]], row["relations"]) == (["uncertainty_cue"], [])
    counted = losses(project, ASKED)
    assert (counted["discontinuous spans"], counted["relations"], counted["overlapping spans"]) == (1, 1, 0)


def test_overlapping_spans_are_written_and_counted(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "zou het mogelijk opzet zijn"), span("u", "uncertainty_cue", "mogelijk")]
    (row,) = rows(project, tmp_path, labelled(spans))["doccano.jsonl"]
    assert len(row["entities"]) == 2
    assert losses(project, ASKED)["overlapping spans"] == 1


def test_every_row_has_every_key(project: Project, tmp_path: Path) -> None:
    one = labelled([])
    one["document"] |= {"title": "T", "url": "https://example.nl/", "meta": [{"key": "bron", "value": "ANP"}]}
    first, second = rows(project, tmp_path, one, record("Niets.", "niets"))["doccano.jsonl"]
    assert list(first) == list(second)
    assert (first["title"], first["meta"], second["title"], second["meta"]) == ("T", {"bron": "ANP"}, None, {})


def test_parts_of_a_split_are_files_and_folders_by_annotator(project: Project, tmp_path: Path) -> None:
    take(project, labelled([]), record("Nee.", "nee"))
    asked = Asked("doccano", splits=("train", "test"), split_of=lambda key: "test" if key == "nee" else "train")
    assert export(project, asked, tmp_path / "one").files == ["test.jsonl", "train.jsonl"]
    take(project, labelled([], who="bob"))
    two = export(project, asked, tmp_path / "two")
    assert two.files == [f"{who}/{part}.jsonl" for who in ("anna", "bob", "unlabelled") for part in ("test", "train")]
    assert (tmp_path / "two" / "bob" / "test.jsonl").read_bytes() == b""


def found(*layers: tuple[Layer, Part]) -> Labelled:
    return Labelled(Document("a", "Ja 🔥 nee."), (Sentence(0, 0, 9),), (((0, 2),),), "given", layers)


def test_a_scheme_without_relations_has_the_short_form(tmp_path: Path) -> None:
    scheme = replace(nl_fact()[1], relation=())
    part = Part(spans=(Span("x", "claim", 0, (Fragment(5, 8, "nee"),)),))
    writer(Plan(scheme)).write([found((Layer("anna"), part))], Folder(tmp_path))
    (row,) = map(json.loads, (tmp_path / "doccano.jsonl").read_bytes().splitlines())
    assert row["label"] == [[5, 8, "claim"]]
    assert not row.keys() & {"entities", "relations"}


def test_a_span_that_does_not_quote_its_text_is_not_written(tmp_path: Path) -> None:
    part = Part(spans=(Span("x", "claim", 0, (Fragment(4, 7, "nee"),)),))
    with pytest.raises(StoreCorrupt, match="claim at 4–7"):
        writer(Plan(nl_fact()[1])).write([found((Layer("anna"), part))], Folder(tmp_path))
