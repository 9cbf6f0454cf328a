"""CoNLL: its columns, its tags, its texts, and where a document ends."""

from __future__ import annotations

import pytest

from annotator.formats import conll
from annotator.formats.conll_columns import tagged
from annotator.formats.foreign import Foreign
from tests.unit.formats.foreign_files import layer, read, sample, spans, told


def test_conll_2002() -> None:
    came, faults = sample("conll", "conll/ned.conll")
    assert faults == []
    assert [(i.stem, i.line, spans(i)) for i in came] == [
        ("ned-1", 1, [("PER", "Marc Verwilghen")]),
        ("ned-2", 20, [("LOC", "Brussel"), ("LOC", "Antwerpen")]),
    ]
    assert came[0].record["document"]["text"].endswith("zegt minister Marc Verwilghen .")
    assert isinstance(came[0], Foreign)
    assert came[0].lost == {"columns without labels": 1}


def test_a_column_for_each_label_and_the_text_as_it_was() -> None:
    (item,), faults = sample("conll", "conll/genest.conll")
    assert faults == []
    document = item.record["document"]
    assert document["text"] == "🔴 Volgens Daniëlle van Vliet zouden er 'doden' zijn.\n# 10"
    assert (document.get("key"), document.get("publisher")) == ("zaandam-2", "De Noorderkrant")
    assert layer(item) == {"annotator": "anna", "kind": "annotator", "pass": 1}
    assert spans(item) == [
        ("claim", "zouden er 'doden' zijn"),
        ("source", "Daniëlle van Vliet"),
        ("uncertainty_cue", "zouden"),
    ]
    assert [(s["start"], s["end"]) for s in item.record["sentences"] or ()] == [(0, 52), (53, 57)]
    assert [document["text"][t["start"] : t["end"]] for t in item.record["tokens"] or ()][5:10] == [
        "zouden",
        "er",
        "'",
        "doden",
        "'",
    ]


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("B-a I-a O", [("a", 0, 1)]),
        ("B-a B-a I-a", [("a", 0, 0), ("a", 1, 2)]),
        ("I-a I-a B-a", [("a", 0, 1), ("a", 2, 2)]),
        ("I-a I-b O", [("a", 0, 0), ("b", 1, 1)]),
        ("B-a E-a S-a E-a", [("a", 0, 1), ("a", 2, 2), ("a", 3, 3)]),
        ("B-a I-a L-a U-b", [("a", 0, 2), ("b", 3, 3)]),
        ("B-a-b I-a-b _", [("a-b", 0, 1)]),
        ("O B I", [("x", 1, 2)]),
        ("B I-x", [("x", 0, 1)]),
    ],
)
def test_all_kinds_of_tags(tags: str, found: list[tuple[str, int, int]]) -> None:
    assert [(t.label, t.first, t.last) for t in tagged(tags.split(), "x")] == found


def test_tags_without_a_label_need_the_name_of_their_column() -> None:
    (item,), _ = read("conll", "# global.columns = ID FORM claim\n1 Hij O\n2 zou B\n3 gaan I\n")
    assert spans(item) == [("claim", "zou gaan")]
    came, faults = read("conll", "Hij O\nzou B\ngaan I\n")
    assert came == []
    assert told(faults) == [(1, "no column holds IOB labels")]


def test_a_first_column_that_counts() -> None:
    (item,), _ = read("conll", "1\tHij\tO\n2\tzou\tB-x\n\n1\tJa\tO\n")
    assert (item.record["document"]["text"], spans(item)) == ("Hij zou\nJa", [("x", "zou")])


def test_faults_are_named_by_line_and_the_rest_comes() -> None:
    content = "a O\nb B-x\nc X-1\nd\ne I-x\n\n# text = iets anders\nf B-x\n"
    (item,), faults = read("conll", content)
    assert item.record["document"]["text"] == "a b c d e\nf"
    assert spans(item) == [("x", "b"), ("x", "e"), ("x", "f")]
    assert sorted(told(faults)) == [
        (3, "'X-1' is no IOB label"),
        (4, "1 columns where the others have 2; its labels are left out"),
        (7, "its tokens do not make up the text 'iets anders'; they are joined by spaces"),
    ]


def test_a_line_in_another_encoding_takes_its_sentence_with_it() -> None:
    (item,), faults = read("conll", b"a O\n\nb O\nE\xe9n O\n\nc B-x\n")
    assert item.record["document"]["text"] == "a\nc"
    assert [number for number, _ in told(faults)] == [4]
    (item,), faults = read("conll", b"a O\n\nE\xe9n B-x\n", encoding="latin-1")
    assert (spans(item), faults) == ([("x", "Eén")], [])


@pytest.mark.parametrize(
    ("comments", "keys"),
    [
        (("# newdoc id = a", "# newdoc id = b"), ["a", "b"]),
        (("# key = a", "# key = b"), ["a", "b"]),
        (("# key = a", "# key = a"), ["a"]),
        (("# newdoc", "# newdoc"), [None, None]),
        (("-DOCSTART-", "-DOCSTART- O"), [None, None]),
        (("# sent_id = 1", "# sent_id = 2"), [None]),
    ],
)
def test_where_a_document_ends(comments: tuple[str, str], keys: list[str | None]) -> None:
    one, two = comments
    came, faults = read("conll", f"{one}\n\na O\n\n{two}\n\nb B-x\n")
    assert faults == []
    assert [i.record["document"].get("key") for i in came] == keys


def test_what_is_said_in_comments() -> None:
    content = "# title = Kop\n# bron = NOS\n# zomaar iets\n# status = done\na O\n# O\n\n# status = hm\nb B-x\n"
    (item,), _ = read("conll", content)
    document = item.record["document"]
    assert (document["text"], document.get("title")) == ("a #\nb", "Kop")
    assert document.get("meta") == [{"key": "bron", "value": "NOS"}]
    assert [s.get("status") for s in item.record["sentences"] or ()] == ["done", None]
    assert isinstance(item, Foreign)
    assert item.lost == {"comments": 2}


@pytest.mark.parametrize("content", ["", "\n\n", "# key = a\n", "-DOCSTART-\n\n"])
def test_a_file_without_tokens(content: str) -> None:
    assert [f.reason for f in read("conll", content)[1]] == ["no tokens"]


def test_a_document_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll, "MOST_TOKENS", 3)
    came, faults = read("conll", "a O\n" * 5 + "\n-DOCSTART-\n\nb O\n")
    assert [i.record["document"]["text"] for i in came] == ["b"]
    assert "-DOCSTART-" in faults[0].remedy


def test_tokens_that_would_part_a_character_are_joined_by_spaces() -> None:
    (item,), faults = read("conll", "# text = cafe\u0301\ncafe\tO\n\u0301\tB-x\n")
    assert item.record["document"]["text"] == "cafe \u0301"
    assert len(faults) == 1


def test_windows_and_old_mac_line_ends_a_byte_order_mark_and_utf_16() -> None:
    content = "Hij\tO\nzou\tB-x\n"
    for data in (
        content.replace("\n", "\r\n").encode(),
        content.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + content.encode(),
        content.encode("utf-16"),
    ):
        (item,), faults = read("conll", data)
        assert (spans(item), item.record["document"]["text"], faults) == ([("x", "zou")], "Hij zou", [])


def test_rows_without_a_token_and_texts_with_more_in_them() -> None:
    (item,), faults = read("conll", "\tO\n\n# text = a b\na\tB-x\n\nc\tO\n")
    assert (item.record["document"]["text"], spans(item)) == ("a\nc", [("x", "a")])
    assert [number for number, _ in told(faults)] == [1, 3]
