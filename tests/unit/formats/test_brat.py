"""brat: what comes over, what is said of the rest, and the faults of real files."""

from __future__ import annotations

import pytest

from tests.unit.formats.foreign_files import attributes, layer, read, relations, sample, spans, told

TEXT = "Minister Vïjf zegt: 'het klopt niet'.\nVolgens hem is het aantal doden, aldus ANP, drie.\n"


def ann(*lines: str, text: str | bytes = TEXT) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    content = text if isinstance(text, bytes) else text.encode()
    came, faults = read("brat", "\n".join(lines), "b.ann", txt=content)
    return spans(came[0]) if came else [], told(faults)


def line(name: str, label: str, *words: str, surface: str | None = None) -> str:
    at = 0
    pieces = []
    for each in words:
        start = TEXT.index(each, at)
        at = start + len(each)
        pieces.append(f"{start} {at}")
    return f"{name}\t{label} {';'.join(pieces)}\t{' '.join(words) if surface is None else surface}"


def test_a_file_as_brat_writes_it() -> None:
    (item,), faults = sample("brat", "brat/zaandam.ann")
    assert faults == []
    assert (item.stem, item.foreign, layer(item), item.status) == ("zaandam", True, {}, None)
    assert item.record["document"]["text"].startswith("🔴 Explosie in Zaandam")
    assert ("claim", "Het aantal doden bedraagt … drie") in spans(item)
    assert ("attribution_cue", "stelt … voor") in spans(item)
    assert relations(item) == [
        ("Victim", "explosie", "tientallen mensen"),
        ("Place", "explosie", "burgemeester Daniëlle van Vliet"),
        ("attributed_to", "bij de explosie tientallen mensen gewond zijn geraakt", "burgemeester Daniëlle van Vliet"),
        ("hedges", "zouden", "bij de explosie tientallen mensen gewond zijn geraakt"),
        ("Equiv", "burgemeester Daniëlle van Vliet", "Ze"),
    ]
    assert attributes(item, "zouden") == {"cue_type": "reportative"}
    assert attributes(item, "persbureau ANP") == {"Reference": "Wikidata:Q1757"}
    assert attributes(item, "Het aantal doden bedraagt … drie") == {"AnnotatorNotes": "onderbroken door 'volgens …'"}
    (explicit,) = [r for r in item.record["relations"] or () if r["label"] == "attributed_to"]
    assert explicit.get("attributes") == [{"name": "explicit", "value": "true"}]


def test_each_fault_is_named_by_its_line_and_the_rest_comes() -> None:
    (item,), faults = sample("brat", "brat/fouten.ann")
    assert spans(item) == [
        ("source", "leger\r\nopende"),
        ("claim", "Er zouden doden zijn"),
        ("claim", "vuur op"),
    ]
    assert relations(item) == [("same_as", "Er zouden doden zijn", "vuur op")]
    assert sorted(told(faults)) == [
        (4, "T3 (uncertainty_cue): quotes 'zoude', but the text there is 'zouden'"),
        (5, "T4 (claim): 5000–5010 is outside the text of 74 characters"),
        (6, "T2 (claim): is there twice"),
        (8, "'T6 claim 0 3 Het' is no annotation"),
        (9, "relation R1 (hedges): its end T3 was left out"),
        (11, "A1 (polarity): T4 was left out"),
        (12, "'zomaar een regel' is no annotation"),
        (13, "T7: 'claim 0 x\\tHet' is no label with offsets"),
        (14, "#2 (AnnotatorNotes): a note, but T99 is not there"),
        (15, "'X1\\tonbekend' is no annotation"),
        (16, "T8 (claim): has no characters"),
        (17, "event E1: its trigger is not there"),
    ]


def test_an_empty_file_is_a_document_with_nothing_labelled() -> None:
    (item,), faults = sample("brat", "brat/leeg.ann")
    assert (faults, spans(item), item.stem) == ([], [], "leeg")
    assert item.record["document"]["text"] == "Het is mogelijk dat de treinen morgen niet rijden."


def test_a_file_without_its_text() -> None:
    came, faults = sample("brat", "brat/zonder-tekst.ann")
    assert came == []
    assert [f.reason for f in faults] == ["there is no zonder-tekst.txt beside it that can be read"]


@pytest.mark.parametrize(
    "broken", ["het aantal\ndoden", "het\naantal\n\ndoden", "het aantal doden \n", "\nhet aantal doden"]
)
def test_a_line_broken_by_a_line_end_is_put_together_where_the_text_says_so(broken: str) -> None:
    found, faults = ann(line("T1", "claim", "het aantal doden", surface=broken), line("T2", "source", "ANP"))
    assert (found, faults) == ([("claim", "het aantal doden"), ("source", "ANP")], [])


def test_a_line_broken_before_its_surface() -> None:
    start = TEXT.index("ANP")
    assert ann(f"T1\tsource {start}", f"{start + 3}\tANP") == ([("source", "ANP")], [])


def test_a_broken_line_that_does_not_fit_is_named_with_its_pieces() -> None:
    found, faults = ann(
        line("T1", "claim", "het aantal doden", surface="het aantal\nzieken"), line("T2", "source", "ANP")
    )
    assert found == [("source", "ANP")]
    assert [number for number, _ in faults] == [2, 1]


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ("0 8;8 13", "Minister Vïjf"),
        ("0 8;4 13", "Minister Vïjf"),
        ("9 13;0 8", "Minister … Vïjf"),
        ("0 8;9 13", "Minister … Vïjf"),
        ("0 8 ; 9 13", "Minister … Vïjf"),
    ],
)
def test_fragments_that_touch_or_overlap_become_one(pieces: str, words: str) -> None:
    listed = [tuple(map(int, piece.split())) for piece in pieces.split(";")]
    surface = " ".join(TEXT[s:e] for s, e in listed)
    assert ann(f"T1\tsource {pieces}\t{surface}") == ([("source", words)], [])


def test_a_surface_that_is_missing_is_taken_from_the_text() -> None:
    assert ann("T1\tsource 0 8") == ([("source", "Minister")], [])


def test_events_may_share_a_trigger_and_be_of_each_other() -> None:
    came, faults = read(
        "brat",
        "\n".join(
            [
                line("T1", "Say", "zegt"),
                line("T2", "Person", "Minister Vïjf"),
                line("T3", "Die", "doden"),
                "E1\tSay:T1 Speaker:T2 Content2:E2",
                "E2\tDie:T3",
                "A1\tNegated E2",
                "#1\tAnnotatorNotes E1\tlet op",
                "E3\tDeny:T1 Content:T3",
            ]
        ),
        txt=TEXT.encode(),
    )
    assert faults == []
    assert relations(came[0]) == [
        ("Speaker", "zegt", "Minister Vïjf"),
        ("Content", "zegt", "doden"),
        ("Content", "zegt", "doden"),
    ]
    assert attributes(came[0], "doden") == {"Negated": "true"}
    assert attributes(came[0], "zegt") == {"event": "Deny", "AnnotatorNotes": "let op"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("R1\thedges Arg1:T1", "R1: a relation with 1 ends"),
        ("R1\thedges Arg1:T1 Arg2:T1", "relation R1 (hedges): links a span to itself"),
        ("R1\thedges", "R1: a relation with 0 ends"),
        ("A1\tNegated", "A1: 'Negated' has no name or says of nothing"),
        ("*\tEquiv T1", "an equivalence of fewer than two"),
        ("E1\t", "event E1: its trigger is not there"),
        ("T2\tclaim 8 0\tMinister", "T2 (claim): 8–0 runs backwards"),
    ],
)
def test_lines_that_say_too_little(wrong: str, reason: str) -> None:
    assert ann("T1\tsource 0 8\tMinister", wrong) == ([("source", "Minister")], [(2, reason)])


def test_windows_line_ends_that_the_offsets_count_as_one() -> None:
    at = TEXT.index("hem")
    assert ann(f"T1\tsource {at} {at + 3}\them", text=TEXT.replace("\n", "\r\n")) == ([("source", "hem")], [])


def test_windows_line_ends_that_the_offsets_count_as_two() -> None:
    text = TEXT.replace("\n", "\r\n")
    at = text.index("hem")
    assert ann(f"T1\tsource {at} {at + 3}\them", text=text) == ([("source", "hem")], [])


def test_offsets_that_count_a_byte_order_mark() -> None:
    at = TEXT.index("hem") + 1
    assert ann(f"T1\tsource {at} {at + 3}\them", text=b"\xef\xbb\xbf" + TEXT.encode()) == ([("source", "hem")], [])


def test_offsets_that_count_utf_16_units() -> None:
    text = "🔴🔴 " + TEXT
    at = text.index("hem") + 2
    assert ann(f"T1\tsource {at} {at + 3}\them", text=text) == ([("source", "hem")], [])


def test_a_text_in_another_encoding() -> None:
    at = TEXT.index("hem")
    assert ann(f"T1\tsource {at} {at + 3}\them", text=TEXT.encode("cp1252"))[1] == [(1, "byte 11 is not UTF-8 (0xef)")]
    came, faults = read("brat", f"T1\tsource {at} {at + 3}\them", txt=TEXT.encode("cp1252"), encoding="cp1252")
    assert (spans(came[0]), faults) == ([("source", "hem")], [])


def test_many_spans_that_all_quote_a_long_text_do_not_fill_the_memory() -> None:
    text = "woord " * 100_000
    lines = [f"T{n}\tclaim 0 {len(text) - 1}" for n in range(500)]
    came, faults = read("brat", "\n".join(lines), txt=text.encode())
    assert len(came[0].record["spans"] or ()) < 40
    assert "quote the text too many times over" in faults[0].reason


def test_a_text_that_is_empty() -> None:
    assert ann("T1\tclaim 0 3\tHet", text="") == ([], [(1, "T1 (claim): 0–3 is outside the text of 0 characters")])


def test_an_edge_inside_a_character_and_a_quotation_of_another_length() -> None:
    text = "Het cafe\u0301 is dicht."
    assert ann("T1\tclaim 4 8\tcafe", "T2\tclaim 4 9\tcafe\u0301", text=text) == (
        [("claim", "cafe\u0301")],
        [(1, "T1 (claim): 4–8 cuts a character in two")],
    )
    assert ann("T1\tclaim 0 200\tHet", text="Het " * 60)[1] == [
        (1, "T1 (claim): quotes 'Het', but the text there is 'Het Het Het Het Het Het Het Het Het Het…'")
    ]


def test_more_lines_than_a_broken_one_needs() -> None:
    found, faults = ann(
        line("T1", "claim", "het aantal", surface="het\naantal\nen nog iets"), line("T2", "source", "ANP")
    )
    assert found == [("claim", "het aantal"), ("source", "ANP")]
    assert faults == [(3, "'en nog iets' is no annotation")]


def test_two_relations_of_one_name() -> None:
    spans_ = [line("T1", "claim", "het aantal"), line("T2", "source", "ANP")]
    relation = "R1\tattributed_to Arg1:T1 Arg2:T2"
    assert ann(*spans_, relation, relation)[1] == [(4, "relation R1 (attributed_to): is there twice")]
