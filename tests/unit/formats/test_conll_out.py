"""Writing CoNLL: its comments, columns and files, and the spans that columns cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.conll_out import NOT_HELD, PARTLY
from annotator.formats.losses import KINDS
from annotator.formats.writing import Labelled
from annotator.model import Document, Fragment, Layer, Part, Sentence, SentenceState, Span
from tests.unit.formats.written_files import labelled, span, write

TEXT = "🔥 Daniëlle zou komen. Dat is zo.\nJa."


def test_lines(tmp_path: Path) -> None:
    part = Part(
        (
            span(TEXT, "c", "claim", "Daniëlle zou komen"),
            span(TEXT, "s", "source", "Daniëlle"),
            span(TEXT, "u", "uncertainty_cue", "zou"),
        ),
        sentences=(SentenceState(0, "done"), SentenceState(2, "skipped")),
    )
    files, losses = write("conll", tmp_path, labelled(TEXT, (Layer("anna", "gold", 2), part), key="=1\n+1"))
    assert files == {
        "data.conll": """\
# global.columns = FORM claim uncertainty_cue source attribution_cue quote
# newdoc id = =1 +1-8fe86159
# language = nl
# annotator = anna
# kind = gold
# pass = 2
# sent_id = =1 +1-8fe86159-0
# status = done
# text = 🔥 Daniëlle zou komen.
🔥	O	O	O	O	O
Daniëlle	B-claim	O	B-source	O	O
zou	I-claim	B-uncertainty_cue	O	O	O
komen	I-claim	O	O	O	O
.	O	O	O	O	O

# sent_id = =1 +1-8fe86159-1
# status = todo
# text = Dat is zo.
Dat	O	O	O	O	O
is	O	O	O	O	O
zo	O	O	O	O	O
.	O	O	O	O	O

# sent_id = =1 +1-8fe86159-2
# status = skipped
# text = Ja.
Ja	O	O	O	O	O
.	O	O	O	O	O

"""
    }
    assert losses == {"times of spans": 3, "ids": 3}


def test_spans_that_columns_cannot_hold_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "Een twee drie vier. Vijf zes."
    part = Part(
        (
            span(text, "1", "claim", "Een twee"),
            span(text, "2", "claim", "twee drie"),
            span(text, "3", "claim", "drie", "zes"),
            span(text, "4", "claim", "vie"),
            span(text, "5", "quote", "vier. Vijf"),
            span(text, "6", "quote", "."),
            span(text, "7", "humeur", "zes"),
        )
    )
    files, losses = write("conll", tmp_path, labelled(text, (Layer("anna"), part)))
    tags = [line.split("\t") for line in files["data.conll"].splitlines() if "\t" in line]
    assert [(row[0], row[1], row[5]) for row in tags if row[1:] != ["O"] * 5] == [
        ("Een", "B-claim", "O"),
        ("twee", "I-claim", "O"),
        (".", "O", "B-quote"),
    ]
    assert {name: losses[name] for name in PARTLY} | {"discontinuous spans": losses["discontinuous spans"]} == {
        "overlapping spans": 1,
        "kind and pass of a layer": 0,
        "spans that begin or end inside a token": 1,
        "spans across sentences": 1,
        "spans with labels outside the scheme": 1,
        "discontinuous spans": 1,
    }


def test_spans_of_one_label_beside_each_other_begin_anew(tmp_path: Path) -> None:
    part = Part((span("Een twee.", "1", "claim", "Een"), span("Een twee.", "2", "claim", "twee")))
    files, _ = write("conll", tmp_path, labelled("Een twee.", (Layer("anna"), part)))
    assert [line.split("\t")[1] for line in files["data.conll"].splitlines() if "\t" in line] == [
        "B-claim",
        "B-claim",
        "O",
    ]


def test_white_space_in_and_around_tokens(tmp_path: Path) -> None:
    text = "2\u2028000 \t een"
    found = Labelled(
        Document("a", text), (Sentence(0, 0, 11),), (((0, 5), (5, 6), (6, 7), (8, 11)),), "given",
        ((Layer("anna"), Part((Span("x", "claim", 0, (Fragment(0, 5, "2\u2028000"),)),))),),
    )  # fmt: skip
    files, losses = write("conll", tmp_path, found)
    assert files["data.conll"].splitlines()[-4:] == [
        "# text = 2 000   een",
        "2 000\tB-claim\tO\tO\tO\tO",
        "een\tO\tO\tO\tO\tO",
        "",
    ]
    assert losses["spans that begin or end inside a token"] == 0


def test_files_of_splits_layers_and_documents_without_labels(tmp_path: Path) -> None:
    anna, bob = (Layer("anna"), Part()), (Layer("bob"), Part())
    (tmp_path / "one").mkdir()
    files, _ = write("conll", tmp_path / "one", labelled("Ja.", anna), labelled("Nee.", key="b"))
    assert sorted(files) == ["data.conll", "unlabelled/data.conll"]
    assert "# annotator" not in files["unlabelled/data.conll"]
    assert "# status" not in files["unlabelled/data.conll"]
    (tmp_path / "two").mkdir()
    files, _ = write("conll", tmp_path / "two", labelled("Ja.", anna, bob, split="dev"), splits=("train", "dev"))
    assert sorted(files) == ["anna/dev.conll", "anna/train.conll", "bob/dev.conll", "bob/train.conll"]
    assert files["anna/train.conll"].count("\n") == 1
    for name, documents in (("none", ()), ("only", (labelled("Ja."),))):
        (tmp_path / name).mkdir()
        files, _ = write("conll", tmp_path / name, *documents)
        assert list(files) == ["data.conll"]


def test_a_span_that_does_not_quote_its_text_is_refused(tmp_path: Path) -> None:
    wrong = Part((Span("x", "claim", 0, (Fragment(0, 3, "Nee"),)),))
    with pytest.raises(StoreCorrupt, match="does not quote"):
        write("conll", tmp_path, labelled("Een.", (Layer("anna"), wrong)))


def test_a_layer_of_a_suggester_is_read_as_an_annotators(tmp_path: Path) -> None:
    files, losses = write("conll", tmp_path, labelled("Ja.", (Layer("rules", "suggester"), Part())))
    assert "# kind = suggester\n" in files["data.conll"]
    assert losses == {"kind and pass of a layer": 1}


def test_losses_are_named_once() -> None:
    assert not set(NOT_HELD) & PARTLY.keys()
    assert set(NOT_HELD) <= KINDS.keys()
