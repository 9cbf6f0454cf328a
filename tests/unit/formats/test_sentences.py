"""The training view: rows that are all alike, offsets that hold, and what is told where."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.formats import losses
from annotator.formats.sentence_shape import row_types, sentence_json_schema
from annotator.formats.sentences import NOT_HELD, PARTLY, writer
from annotator.formats.writing import Plan
from tests.building import record
from tests.unit.formats.sentence_samples import EVERYTHING, SCHEME, TEXT, hard, labelled, layer, read, rows_of, written

SHORT = "De politie zegt niets. Er is brand.\n"
QUOTE = 'Zij zegt: "Wij gaan. Wij blijven. Echt."\n'
CUT = [(0, 20), (21, 33), (34, 40)]


def lost(*records: Any, **options: str) -> Counter[str]:
    made = writer(Plan(SCHEME, options=options))
    return Counter(name for found in labelled(*records) for name in made.losses(found))


# -- the rows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merge", ["", "majority", "union", "gold", "soft"])
@pytest.mark.parametrize("derive", ["", "factbank,certain", EVERYTHING])
def test_every_row_has_every_key_in_one_order(merge: str, derive: str) -> None:
    options = {"merge": merge, "derive": derive}
    keys = list(row_types(Plan(SCHEME, options=options)))
    rows = rows_of(*hard(), **options)
    assert len(rows) > 10
    assert {tuple(sorted(row)) for row in rows} == {tuple(sorted(keys))}
    assert {tuple(row) for row in rows_of(*hard())} == {tuple(row_types(Plan(SCHEME)))}


def test_a_sentence_with_its_layer_its_context_and_what_is_known_of_the_document() -> None:
    given = layer(SHORT, "anna", key="k", labels={0: "NF"}, document={"title": "T", "publisher": "P", "url": None})
    first, *_ = rows_of(given)
    assert first | {"tokens": ()} == {
        **{"id": "k#0", "key": "k", "annotator": "anna", "kind": "annotator", "pass": 1, "index": 0},
        **{"text": SHORT.strip(), "start": 0, "end": 35, "role": "body", "status": "done", "confidence": None},
        **{"tokens": (), "labels": [{"name": "check_worthiness", "value": "NF"}]},
        **{"spans": [], "relations": [], "sources": []},
        "context": {"previous": None, "next": None, "previous_id": None, "next_id": None},
        **{"segmenter": "given", "title": "T", "language": "nl", "publisher": "P", "published": None, "url": None},
    }
    assert [t["text"] for t in first["tokens"]] == ["De", "politie", "zegt", "niets", ".", "Er", "is", "brand", "."]


def test_the_context_names_the_sentences_before_and_after() -> None:
    rows = rows_of(layer("Een.\nTwee.\nDrie.\n", "anna"))
    assert [(row["context"]["previous"], row["context"]["next"]) for row in rows] == [(None, 1), (0, 2), (1, None)]
    assert [row["context"]["previous_id"] for row in rows] == [None, "a#0", "a#1"]
    assert [row["context"]["next_id"] for row in rows] == ["a#1", "a#2", None]


def test_offsets_hold_in_the_sentence_and_in_the_document() -> None:
    seen = 0
    texts = {found.document.key: found.document.text for found in labelled(*hard())}
    for row in rows_of(*hard()):
        text = texts[row["key"]]
        assert row["text"] == text[row["start"] : row["end"]]
        for token in row["tokens"]:
            assert token["text"] == row["text"][token["start"] : token["end"]]
        for span in row["spans"]:
            assert span["text"] == row["text"][span["start"] : span["end"]]
            assert (span["start"], span["end"]) == (span["fragments"][0]["start"], span["fragments"][-1]["end"])
            for piece in span["fragments"]:
                seen += 1
                assert piece["text"] == row["text"][piece["start"] : piece["end"]]
                assert piece["text"] in text[piece["global_start"] : piece["global_end"]]
            if not (span["begins_before"] or span["goes_on"]):
                assert span["global_start"] == row["start"] + span["start"]
                assert span["global_end"] == row["start"] + span["end"]
    assert seen > 10


def test_an_emoji_before_a_span_counts_its_code_points() -> None:
    (span,) = [s for row in rows_of(*hard()) for s in row["spans"] if s["id"] == "u1"]
    assert (span["text"], span["start"]) == ("zou", TEXT.index("zou")) == ("zou", 10)


def test_a_discontinuous_span_has_its_pieces() -> None:
    (span,) = [s for row in rows_of(*hard()) for s in row["spans"] if s["id"] == "c1"]
    assert [piece["text"] for piece in span["fragments"]] == ["Zoë zou", "in België zijn"]
    assert span["text"] == "Zoë zou volgens de politie in België zijn"


def test_a_quote_is_told_in_every_sentence_it_touches() -> None:
    given = layer(QUOTE, "anna", [("q", "quote", '"Wij gaan. Wij blijven. Echt."')], sentences=CUT)
    spans = [row["spans"][0] for row in rows_of(given)]
    assert [span["text"] for span in spans] == ['"Wij gaan.', "Wij blijven.", 'Echt."']
    assert [(span["begins_before"], span["goes_on"]) for span in spans] == [(False, True), (True, True), (True, False)]
    assert {(span["id"], span["global_start"], span["global_end"]) for span in spans} == {("q", 10, 40)}
    assert [(span["start"], span["end"]) for span in spans] == [(10, 20), (0, 12), (0, 6)]
    assert {(p["global_start"], p["global_end"]) for span in spans for p in span["fragments"]} == {(10, 40)}


def test_a_sentence_that_a_span_in_pieces_leaps_over_does_not_tell_of_it() -> None:
    given = layer(QUOTE, "anna", [("q", "quote", "gaan … Echt")], sentences=CUT)
    spans = [row["spans"] for row in rows_of(given)]
    assert [[s["text"] for s in found] for found in spans] == [["gaan"], [], ["Echt"]]
    assert spans[0][0]["goes_on"]
    assert spans[2][0]["begins_before"]
    assert spans[2][0]["fragments"] == [{"text": "Echt", "start": 0, "end": 4, "global_start": 34, "global_end": 38}]


def test_a_relation_is_told_once_where_its_head_begins() -> None:
    given = layer(
        "Er is brand.\nDat is niet duidelijk.\n",
        "anna",
        [("c", "claim", "Er is brand"), ("u", "uncertainty_cue", "niet duidelijk")],
        [("hedges", "u", "c")],
    )
    first, second = rows_of(given)
    assert first["relations"] == []
    assert second["relations"] == [
        {
            **{"id": "l0", "label": "hedges", "head": "u", "tail": "c"},
            **{"head_sentence": 1, "tail_sentence": 0, "attributes": []},
        }
    ]


def test_a_row_has_the_sources_that_its_spans_point_to() -> None:
    given = hard()[0]
    found = {row["index"]: [source["id"] for source in row["sources"]] for row in rows_of(given)}
    assert (found[0], found[1], found[2]) == (["e1"], ["e2"], [])
    assert lost(given)["source entities"] == 1


def test_a_span_of_white_space_is_told_without_a_word() -> None:
    text = "Een.\n\nTwee.\n"
    given = layer(text, "anna", sentences=[(0, 4), (6, 11)])
    given["spans"] = [
        {"id": "w", "label": "claim", "fragments": [{"start": 4, "end": 6}]},
        {"id": "v", "label": "claim", "fragments": [{"start": 4, "end": 5}, {"start": 6, "end": 10}]},
    ]
    first, second = rows_of(given)
    assert [(s["id"], s["text"], s["start"], s["end"], s["fragments"]) for s in first["spans"]] == [("w", "", 4, 4, [])]
    assert [(s["id"], s["text"], s["begins_before"]) for s in second["spans"]] == [("v", "Twee", False)]
    assert lost(given)["discontinuous spans"] == 2


def test_a_document_that_nobody_labelled_has_rows_without_labels() -> None:
    rows = rows_of(record("Er is brand. Niemand keek.", "leeg"))
    assert len(rows) == 2
    assert {(row["annotator"], row["kind"], row["pass"], row["status"]) for row in rows} == {(None, None, None, "todo")}
    assert lost(record("Er is brand.", "leeg")) == {}


def test_a_role_that_was_corrected_is_the_layers() -> None:
    given = layer("Een.\nTwee.\n", "anna")
    given["sentences"][0]["role"] = "caption"
    given["sentences"][1]["confidence"] = 2
    rows = rows_of(given)
    assert [row["role"] for row in rows][0] == "caption"
    assert [row["confidence"] for row in rows] == [None, 2]


# -- what is lost -------------------------------------------------------------------------------------------------


def test_what_is_lost_is_counted_by_name() -> None:
    given = layer("Er is brand.\n", "anna", [("c", "claim", "brand")], document={"meta": [{"key": "k", "value": "v"}]})
    given["sentences"][0] |= {"comment": "hm", "seconds": 3.5, "confidence": 1}
    plain = {"comments": 1, "time spent": 1, "times of spans": 1, "metadata of documents": 1}
    assert lost(given) == plain
    merged = {"ids": 1, "origin of spans": 1, "confidence": 1}
    assert lost(given, merge="majority") == plain | merged
    assert lost(given, merge="gold") == plain | merged | {"outvoted spans": 1}


def test_losses_are_of_the_kinds_that_all_formats_share() -> None:
    assert {*NOT_HELD, *PARTLY} <= set(losses.KINDS)
    assert not set(NOT_HELD) & set(PARTLY)


# -- files --------------------------------------------------------------------------------------------------------


def test_one_file_or_one_for_each_part(tmp_path: Path) -> None:
    found = labelled(*hard())
    one = written(tmp_path / "one", "sentences", found)
    assert list(one.files) == ["sentences.jsonl"]
    parts = [replace(each, split="train" if each.document.key == "a" else "test") for each in found]
    split = written(tmp_path / "split", "sentences", parts, ("train", "dev", "test"))
    assert sorted(split.files) == ["dev.jsonl", "test.jsonl", "train.jsonl"]
    assert split.files["dev.jsonl"].bytes == 0
    rows = read(tmp_path / "one" / "sentences.jsonl")
    assert read(tmp_path / "split" / "train.jsonl") == [row for row in rows if row["key"] == "a"]
    assert read(tmp_path / "split" / "test.jsonl") == [row for row in rows if row["key"] != "a"]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    options = {"merge": "soft", "derive": EVERYTHING}
    one = written(tmp_path / "one", "sentences", labelled(*hard()), **options)
    two = written(tmp_path / "two", "sentences", labelled(*hard()), **options)
    assert one.files == two.files
    assert one.files["sentences.jsonl"].bytes > 1000


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"merge": "best"}, "'best' is no way to merge"),
        ({"derive": "certain,mood"}, "'mood' cannot be derived"),
    ],
)
def test_an_option_that_is_not_known_is_refused_before_anything_is_written(options: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        writer(Plan(SCHEME, options=options))
    assert caught.value.remedy


def test_what_the_scheme_has_no_label_for_cannot_be_derived() -> None:
    poorer = replace(SCHEME, relation=tuple(r for r in SCHEME.relation if r.name != "hedges"))
    with pytest.raises(UsageError, match="has no hedges"):
        writer(Plan(poorer, options={"derive": "hedged_claim"}))
    assert writer(Plan(poorer, options={"derive": "has_claim,iob"}))


def test_the_schema_names_every_key_and_asks_for_those_that_are_always_there() -> None:
    schema = sentence_json_schema(SCHEME)
    assert schema["required"] == list(row_types(Plan(SCHEME)))
    asked = row_types(Plan(SCHEME, options={"merge": "soft", "derive": EVERYTHING}))
    assert {key for key in asked if not key.startswith("iob_")} == set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert list(schema["patternProperties"]) == ["^iob_"]
