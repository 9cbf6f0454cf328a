"""Writing CSV: its tables and columns, cells that a spreadsheet would run, and what is read again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.csv_out import TABLES, _extra, escaped, unescaped
from annotator.formats.writing import Labelled
from annotator.model import Attribute, Fragment, Layer, Meta, Part, Relation, SentenceState, Source, Span
from tests.unit.formats.foreign_files import read
from tests.unit.formats.written_files import labelled, span, write

TEXT = '🔥 "Ja", zei hij; nee.\n=1+1 is drie.'


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def some() -> Labelled:
    part = Part(
        (
            span(TEXT, "s1", "source", "hij", entity="e1"),
            span(TEXT, "c1", "claim", '"Ja"', "nee", claim_type="event", mood="-1"),
            span(TEXT, "c2", "claim", "=1+1 is drie", polarity="=neg"),
        ),
        (Relation("r1", "attributed_to", "c1", "s1", (Attribute("explicit", "true"), Attribute("x", "y"))),),
        (Source("e1", "@hij", None),),
        (SentenceState(0, "done", (Attribute("check_worthiness", "FR"),), 2, "\thm\r\n", 1.5, "lead"),),
    )
    return labelled(TEXT, (Layer("anna", "gold", 2), part), key="=a")


def test_tables(tmp_path: Path) -> None:
    files, losses = write("csv", tmp_path, some(), labelled("Niets.", key="b"))
    assert losses == {}
    assert sorted(files) == sorted(f"{name}.csv" for name in TABLES)
    assert files["sources.csv"] == ("document,annotator,kind,pass,id,name,source_type\r\n'=a,anna,gold,2,e1,'@hij,\r\n")
    assert files["relations.csv"] == (
        "document,annotator,kind,pass,id,label,head,tail,head_label,head_text,tail_label,tail_text,explicit,other\r\n"
        '\'=a,anna,gold,2,r1,attributed_to,c1,s1,claim,"""Ja"" … nee",source,hij,true,"{""x"": ""y""}"\r\n'
    )
    one, two, three = rows(files["spans.csv"])
    assert (one["start"], one["end"], one["fragments"], one["text"], one["entity"]) == (
        "12",
        "15",
        "12:15",
        "hij",
        "e1",
    )
    assert (two["fragments"], two["text"], two["claim_type"], two["other"]) == ("2:6;17:20", '"Ja" … nee', "event", '{"mood": "-1"}')  # fmt: skip
    assert (three["text"], three["polarity"], three["sentence"]) == ("'=1+1 is drie", "'=neg", "1")
    first, second, third = rows(files["sentences.csv"])
    assert {name: first[name] for name in ("role", "status", "confidence", "comment", "seconds", "check_worthiness")} == {
        "role": "lead", "status": "done", "confidence": "2", "comment": "'\thm\r\n", "seconds": "1.5",
        "check_worthiness": "FR",
    }  # fmt: skip
    assert (second["text"], second["status"], second["pass"]) == ("'=1+1 is drie.", "todo", "2")
    assert list(third.values())[:4] == ["b", "", "", ""]
    assert (third["status"], third["text"]) == ("", "Niets.")


def test_parts_of_a_split_are_folders_with_every_table(tmp_path: Path) -> None:
    files, _ = write("csv", tmp_path, labelled("Ja.", (Layer("anna"), Part()), split="dev"), splits=("train", "dev"))
    assert sorted(files) == sorted(f"{part}/{name}.csv" for part in ("train", "dev") for name in TABLES)
    assert len(rows(files["dev/sentences.csv"])) == 1
    assert [len(rows(files[f"train/{name}.csv"])) for name in TABLES] == [0] * 5


def test_the_reader_takes_the_documents(tmp_path: Path) -> None:
    files, _ = write("csv", tmp_path, some(), labelled("Ja; nee.\nEn zo.", key="b"))
    came, faults = read("csv", files["documents.csv"])
    assert faults == []
    assert [dict(item.record["document"]) for item in came] == [
        {"key": "'=a", "language": "nl", "text": TEXT},
        {"key": "b", "language": "nl", "text": "Ja; nee.\nEn zo."},
    ]


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("", ""), ("ja", "ja"), ("'s", "'s"), ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"),
        ("\t=", "'\t="), ("\ra", "'\ra"), ("'=1", "''=1"), ("''@", "'''@"), ("\n=1", "\n=1"), (" =1", " =1"),
    ],
)  # fmt: skip
def test_cells_that_begin_like_a_formula(cell: str, held: str) -> None:
    assert escaped(cell) == held
    assert unescaped(held) == cell


def test_names_of_the_scheme_that_a_column_has_already() -> None:
    assert _extra(["a", "label", "a", "other", "label_"], TABLES["spans"]) == {
        "a": "a",
        "label": "label_",
        "other": "other_",
        "label_": "label__",
    }


def test_metadata_is_counted(tmp_path: Path) -> None:
    found = labelled("Ja.", (Layer("anna"), Part()))
    found = replace(found, document=replace(found.document, meta=(Meta("a", "b"), Meta("a", "c"))))
    assert write("csv", tmp_path, found)[1] == {"metadata of documents": 2}


def test_a_span_that_does_not_quote_its_text_is_refused(tmp_path: Path) -> None:
    wrong = Part((Span("x", "claim", 0, (Fragment(0, 3, "Nee"),)),))
    with pytest.raises(StoreCorrupt, match="does not quote"):
        write("csv", tmp_path, labelled("Een.", (Layer("anna"), wrong)))
