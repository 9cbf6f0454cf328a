"""FoLiA: what stands in the file, what XML cannot hold, and what is counted as lost; FoLiApy reads it in tests/interop."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.folia_out import INSIDE_TOKENS, NOT_HELD, PARTLY, UNSEEN, WHITE_SPACE, writer
from annotator.formats.writing import Folder, Plan
from annotator.formats.xml_text import CONTROL, attributes, content, fit, name, quoted, unfit
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported

SPACE = "{http://ilk.uvt.nl/folia}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def test_xml_has_a_stand_in_for_what_it_forbids() -> None:
    hostile = "".join(map(chr, range(0x20))) + "\x7f\x85\ufffe\uffff\ud800<&>\"'🔥"
    shown = fit(hostile)
    assert len(shown) == len(hostile)
    assert unfit(hostile, None, "é\x01") == 29 + 3 + 1
    assert fit(shown) == shown
    found = ET.fromstring(f"<x y={quoted(hostile)}>{content(hostile)}</x>")
    assert (found.get("y"), found.text) == (shown, shown)  # tabs and line ends too
    assert attributes(xml_id="a", class_='"', t=None) == ' xml:id="a" class="&quot;"'


def test_names_are_different_for_different_texts() -> None:
    texts = ["a", "a b", "a_b", "a__b", "a_20_b", "é", "..", "a/b", "a.b", "\x00", "_", "__"]
    names = [name(text) for text in texts]
    assert len(set(names)) == len(texts)
    assert all(
        ET.fromstring(f'<x xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:id="d.{one}"/>') is not None
        for one in names
    )


def test_a_file_for_each_document_and_layer(project: Project, tmp_path: Path) -> None:
    fill(project)
    names = sorted(exported(project, "folia", tmp_path / "out"))
    assert [one.rpartition("/")[0] for one in names].count("anna") == 3
    assert sum(one.startswith("unlabelled/") for one in names) == 3
    assert {one.partition("/")[2].partition("-")[0] for one in names if one.startswith("anna/")} == {
        "_x",
        "a_b",
        "_1_1",
    }


def test_one_layer_needs_no_folder(project: Project, tmp_path: Path) -> None:
    take(project, record("Er is brand.", "x", layer={"annotator": "anna"}), record("Er is niets.", "y"))
    assert list(exported(project, "folia", tmp_path / "out")) == ["x.folia.xml", "y.folia.xml"]
    assert list(exported(project, "folia", tmp_path / "in", splits=("train", "test"))) == [
        "test/x.folia.xml",
        "test/y.folia.xml",
    ]


def test_a_statement_has_one_source_and_the_words_of_its_cues(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "folia", tmp_path / "out")
    root = ET.fromstring(next(data for file, data in files.items() if file.startswith("anna/a_b")))

    def words(element: ET.Element | None) -> str:
        return " ".join(w.get("t", "") for w in element) if element is not None else ""

    statements = [
        tuple(words(found.find(f"{SPACE}{part}")) for part in ("hd", "source", "rel"))
        for found in root.iter(f"{SPACE}statement")
    ]
    claim = "zou er ook brand zijn"
    assert sorted(statements) == [
        ("Geen brand", "ANP", "aldus"),
        (claim[4:] + " . Dat", "", ""),
        (claim, "Daniëlle", "Volgens zei"),
        (claim, "de politie", ""),
    ]
    modalities = [
        tuple(words(found.find(f"{SPACE}{part}")) for part in ("cue", "scope"))
        for found in root.iter(f"{SPACE}modality")
    ]
    assert sorted(modalities)[1:] == sorted(
        [("zou", claim), ("niet duidelijk", claim), ("niet duidelijk", claim[4:] + " . Dat")]
    )
    ids = [found.get(ID) for found in root.iter() if found.get(ID)]
    assert len(ids) == len(set(ids))
    known = set(ids)
    assert {found.get("id") for tag in ("wref", "xref") for found in root.iter(SPACE + tag)} <= known
    assert {found.get("processor") for found in root.iter(f"{SPACE}annotator")} <= {
        p.get(ID) for p in root.iter(f"{SPACE}processor")
    }


def test_what_is_lost_is_counted(project: Project) -> None:
    fill(project)
    made = writer(Plan(nl_fact()[1]))
    found = next(one for one in labelled(project) if one.document.key == "a/b")
    counted = Counter(made.losses(found))
    assert set(counted) <= {*NOT_HELD, *PARTLY}
    assert counted["ids"] == 16 + 11
    assert counted[CONTROL] == TEXT.count("\x1b") + TEXT.count("\x07") == 2
    assert counted[INSIDE_TOKENS] == 2  # a part of a word, and white space
    assert counted[WHITE_SPACE] == 2  # a no-break space, and two spaces
    take(
        project,
        record("Ja \u200b nee.", "z", tokens=[{"start": 0, "end": 2}, {"start": 3, "end": 4}, {"start": 5, "end": 9}]),
    )
    last = next(one for one in labelled(project) if one.document.key == "z")
    assert Counter(made.losses(last))[UNSEEN] == 1


def test_a_span_that_does_not_quote_is_refused(project: Project, tmp_path: Path) -> None:
    fill(project)
    found = next(one for one in labelled(project) if one.document.key == "a/b")
    moved = replace(found, document=replace(found.document, text=TEXT[1:] + " "))
    with pytest.raises(StoreCorrupt):
        writer(Plan(nl_fact()[1])).write([moved], Folder(tmp_path))


def test_the_same_bytes_twice(project: Project, tmp_path: Path) -> None:
    fill(project)
    for format_ in ("folia", "cas", "w3c", "claimreview", "croissant"):
        first = exported(project, format_, tmp_path / f"{format_}1")
        assert exported(project, format_, tmp_path / f"{format_}2") == first
