"""CSV: dialects, quoting, rows that went wrong, encodings."""

from __future__ import annotations

import csv

import pytest

from tests.unit.formats.foreign_files import read, sample, told

HEADER = "key,title,text,datum\n"


def texts(content: bytes | str, **how: str) -> tuple[list[tuple[str | None, str]], list[tuple[int, str]]]:
    came, faults = read("csv", content, "artikelen.csv", **how)
    return [(i.record["document"].get("key"), i.record["document"]["text"]) for i in came], told(faults)


def test_a_file_from_a_dutch_spreadsheet() -> None:
    came, faults = sample("csv", "csv/artikelen.csv")
    assert [(i.line, i.record["document"].get("key")) for i in came] == [(2, "zaandam"), (4, "stikstof"), (7, "leeg")]
    document = came[0].record["document"]
    assert document["text"] == (
        'Explosie in Zaandam\nVolgens de burgemeester zouden er "tientallen" gewonden zijn; doden zijn er niet.'
    )
    assert (document.get("publisher"), document.get("published")) == ("De Noorderkrant", "2022-01-07")
    assert document.get("meta") == [{"key": "rubriek", "value": "binnenland"}]
    assert not came[0].foreign
    assert told(faults) == [
        (5, "a row of 2 fields under a header of 6"),
        (6, "text after a closing quotation mark"),
    ]


def test_unicode_text_from_excel() -> None:
    came, faults = sample("csv", "csv/excel.tsv")
    assert [i.record["document"]["text"] for i in came] == ['"Ja", zei de minister.', "Één ding is zeker."]
    assert faults == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_header(mark: str) -> None:
    content = (
        mark.join(["key", "text", "a,b" if mark != "," else "b"]) + "\n" + mark.join(["1", '"x; y, z"', "3"]) + "\n"
    )
    assert texts(content) == ([("1", "x; y, z")], [])


def test_the_hint_above_the_header_that_excel_writes() -> None:
    assert texts("sep=;\nkey;text\n1;a, b\n") == ([("1", "a, b")], [])


def test_the_columns_may_have_other_names() -> None:
    found, faults = texts("nr,kop,artikel\n7,Kop,Tekst\n", text_field="artikel", key_field="nr", title_field="kop")
    assert (found, faults) == ([("7", "Tekst")], [])
    assert texts("Key,Text\n1,a\n")[0] == [(None, "a")]


@pytest.mark.parametrize(
    ("content", "reason", "remedy"),
    [
        ("", "it has no header row", "first line"),
        ("\n\n", "it has no header row", "first line"),
        ("a,b\n1,2\n", "no column 'text'", "'a, b'"),
        ("text,text\n1,2\n", "two columns 'text'", "rename"),
        ("TEXT,Text\n1,2\n", "no column 'text'", "--text-field"),
    ],
)
def test_a_header_that_will_not_do(content: str, reason: str, remedy: str) -> None:
    came, faults = read("csv", content)
    assert came == []
    assert [f.reason for f in faults] == [reason]
    assert remedy in faults[0].remedy


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    content = HEADER + '1,a,"open,x\n2,b,goed,y\n3,c,ook goed,z\n'
    assert texts(content) == ([("2", "goed"), ("3", "ook goed")], [(2, "a quotation mark that is never closed")])


def test_a_quotation_mark_inside_a_field_does_not_change_the_text() -> None:
    content = HEADER + '1,a,"De "beste" film",x\n2,b,5" plank,y\n'
    assert texts(content) == ([("2", '5" plank')], [(2, "text after a closing quotation mark")])


def test_tab_separated_files_without_any_quoting() -> None:
    content = 'key\ttext\n1\t"Ja", zei hij.\n2\t"open\n3\tgewoon\n'
    assert texts(content) == ([("1", '"Ja", zei hij.'), ("2", '"open'), ("3", "gewoon")], [])


def test_empty_rows_and_empty_fields_at_the_end() -> None:
    assert texts("key,text\n\n1,a,,\n,\n  \n2,b\n") == ([("1", "a"), ("2", "b")], [])


def test_a_row_in_another_encoding() -> None:
    content = b"key,text\n1,E\xe9n\n2,twee\n"
    assert texts(content) == ([("2", "twee")], [(2, "byte 4 is not UTF-8 (0xe9)")])
    assert texts(content, encoding="cp1252") == ([("1", "Eén"), ("2", "twee")], [])


def test_line_ends_of_old_macs() -> None:
    assert texts('key,text\r1,"a\rb"\r2,c\r') == ([("1", "a\nb"), ("2", "c")], [])


def test_a_long_article_and_one_that_is_too_long() -> None:
    long = "woord " * 50_000
    before = csv.field_size_limit()
    assert texts(f'key,text\n1,"{long}"\n')[0] == [("1", long)]
    came, faults = read("csv", f"key,text\n1,{long}\n2,kort\n", limit=100_000)
    assert [i.record["document"].get("key") for i in came] == ["2"]
    assert [f.line for f in faults] == [2]
    assert csv.field_size_limit() == before


def test_many_open_quotation_marks_do_not_make_it_slow() -> None:
    content = "key,text\n" + "".join(f'{n},"\nx\ny\n' for n in range(20_000)) + '"'
    came, faults = read("csv", content, limit=1 << 20)
    assert len(came) + len(faults) < 200_000


def test_after_too_many_of_them_the_rows_that_are_not_read_are_named() -> None:
    content = "key,text\n" + "".join(f'{n},"a\n' + "b,c\n" * 100 for n in range(10))
    came, faults = read("csv", content, limit=200)
    assert len(came) > 500
    assert [f.line for f in faults] == [2 + 101 * n for n in range(10)]
    assert "are not read" not in faults[0].reason
    assert "; the rows to line 961 are not read" in faults[-1].reason


def test_the_bytes_of_a_row_come_with_it_and_with_its_rejection() -> None:
    came, faults = read("csv", 'key,text\n1,"a\nb"\n2,"x"y\n3\n')
    assert [i.raw for i in came] == [b'1,"a\nb"']
    assert [f.raw for f in faults] == [b'2,"x"y', b"3"]


def test_a_header_that_is_no_good_csv_and_utf_16_over_the_limit() -> None:
    assert texts('"key"s,text\n1,a\n') == ([(None, "a")], [])
    assert [f.reason for f in read("csv", "text\nabc\n".encode("utf-16"), limit=8)[1]] == ["over 0 MiB"]
