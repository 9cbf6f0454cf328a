"""The index of words: made in slices, asked like the sentences themselves, and right after every change of these."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.errors import StoreBusy
from annotator.store import Project, open_project
from annotator.store import search as store_search
from annotator.store.backup import backup
from annotator.store.documents import document_id
from annotator.store.migrations import VERSION
from annotator.store.removal import compact, remove_document, restore
from annotator.store.search import Indexer, Wanted, Window, expression, found, last_document, searchable
from tests.building import ARTICLE, SHORT, at_work, behind_its_back, findings, mark, record, take, taken


def indexed(project: Project) -> Project:
    """A project with its index up to date."""
    indexer = Indexer(project)
    while searchable(project) < last_document(project):
        assert indexer.extend()
    return project


def sentences(project: Project, *words: str) -> list[str]:
    """The words of the sentences that the index has them in."""
    match = expression([Wanted(word) for word in words])
    assert match is not None
    rows = found(project, match, 0, 1000)
    texts = dict(project.ask("SELECT id, text FROM document"))
    ends = {
        (document, start): end for document, start, end in project.ask('SELECT document, start, "end" FROM sentence')
    }
    return [texts[document][start : ends[document, start]] for document, start in rows]


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("De coördinatie faalt.", "coordinatie", ["coördinatie"]),
        ("De coordinatie faalt.", "coördinatie", ["coordinatie"]),
        ("De coo\u0308rdinatie faalt.", "COÖRDINATIE", ["coo\u0308rdinatie"]),
        ("Er is één man.", "een", ["één"]),
        ("Er is een man.", "één", ["een"]),
        ("Zo'n man", "zo'n", ["Zo'n"]),
        ("Zo’n man", "zo'n", ["Zo’n"]),
        ("'s Ochtends", "'s ochtends", ["s Ochtends"]),
        ("een anti-terreureenheid", "anti-terreureenheid", ["anti-terreureenheid"]),
        ("een anti-terreureenheid", "terreureenheid", ["terreureenheid"]),
        ("Ze komen niet. Duidelijk is dat.", "niet duidelijk", ["niet. Duidelijk"]),
        ("in 2021-2022", "2022", ["2022"]),
        ("a\x02b\x03c\x00d", "b", ["b"]),
        ('zei "ja" tegen', '"ja"', ["ja"]),
        ("zeiden ze", "zei", None),
        ("duidelijk niet", "niet duidelijk", None),
        ("iets", "...", None),
    ],
)
def test_what_a_word_is(text: str, words: str, marked: list[str] | None) -> None:
    with Window() as window:
        hits = window.matching(["iets anders", text], [Wanted(words)])
        assert list(hits) == ([] if marked is None else [1])
        assert [text[start:end] for start, end in hits.get(1, ())] == (marked or [])


def test_all_words_and_none_of_those_negated() -> None:
    texts = ["rood en groen", "rood", "groen", "roodborst"]
    with Window() as window:

        def asked(*wanted: Wanted) -> list[int]:
            return sorted(window.matching(texts, wanted))

        assert asked(Wanted("rood"), Wanted("groen")) == [0]
        assert asked(Wanted("rood"), Wanted("groen", negated=True)) == [1]
        assert asked(Wanted("rood", prefix=True)) == [0, 1, 3]
        assert asked(Wanted("rood", negated=True), Wanted("groen", negated=True)) == [3]
        assert asked(Wanted("ro", prefix=True, negated=True)) == [2]


def test_a_window_forgets_what_was_in_it() -> None:
    with Window() as window:
        assert window.matching(["een", "twee"], [Wanted("een")]) == {0: ((0, 3),)}
        assert window.matching(["twee"], [Wanted("een")]) == {}


def test_a_project_has_no_index_until_somebody_searches(project: Project) -> None:
    take(project, record(SHORT))
    assert project.one("SELECT 1 FROM sqlite_schema WHERE name LIKE 'search%'") is None
    assert searchable(project) == 0
    assert Indexer(project).extend()
    assert searchable(project) == last_document(project) == 1
    assert not Indexer(project).extend()


def test_documents_that_come_later_are_indexed_later(project: Project) -> None:
    take(project, record(SHORT, "a"))
    indexed(project)
    take(project, record("Nog een brand.", "b"))
    assert sentences(project, "brand") == ["Er is brand."]
    indexed(project)
    assert sentences(project, "brand") == ["Er is brand.", "Nog een brand."]


def test_it_is_made_in_slices_and_stands_in_the_order_of_the_text(project: Project) -> None:
    long = " ".join(f"Zin {number} is hier." for number in range(store_search.FEWEST))
    take(project, *(record(f"{long} Einde {key}.", key) for key in "abc"))
    indexer = Indexer(project)
    assert indexer.extend()
    assert 0 < searchable(project) < last_document(project)
    while indexer.extend():
        pass
    rows = found(project, '"zin"', 0, 10_000)
    assert rows == sorted(rows)
    assert len(rows) == 3 * store_search.FEWEST
    assert found(project, '"zin"', store_search.place(*rows[99]), 3) == rows[100:103]
    assert sentences(project, "einde") == ["Einde a.", "Einde b.", "Einde c."]


@pytest.mark.parametrize("early", [True, False])
def test_sentences_cut_by_hand(tmp_path: Path, early: bool) -> None:
    session = at_work(tmp_path / "p.db", "Een zin en nog een zin. Twee is er ook.\n")
    with session.project as project:
        if early:
            indexed(project)
        session.cursor.place(0, 2)
        session.split()
        indexed(project)
        assert sentences(project, "zin") == ["Een zin", "en nog een zin."]
        session.undo()
        assert sentences(project, "zin") == ["Een zin en nog een zin."]
        session.cursor.place(0)
        session.join()
        assert sentences(project, "zin", "twee") == ["Een zin en nog een zin. Twee is er ook."]
        assert sentences(project, "twee") == sentences(project, "zin")
        session.undo()
        session.redo()
        assert sentences(project, "twee") == ["Een zin en nog een zin. Twee is er ook."]
        assert findings(project) == []


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_a_document_removed_and_brought_back(tmp_path: Path, when: str) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project as project:
        number = document_id(project, "b")
        assert number is not None
        if when == "before":
            indexed(project)
        remove_document(project, number, "anna")
        if when == "between":
            indexed(project)
        if when != "after":
            assert sentences(project, "brand") == []
        restore(project, "b", None, "anna")
        indexed(project)
        assert sentences(project, "brand") == ["Er is brand."]
        assert sentences(project, "politie") == [
            "Volgens de politie zijn er tientallen doden gevallen.",
            "De politie zegt niets.",
        ]


def test_a_document_that_is_replaced(project: Project) -> None:
    take(project, record(SHORT, "a"))
    indexed(project)
    assert taken(project, record("Er is water.", "a"), replacing=True) == ["added"]
    indexed(project)
    assert sentences(project, "brand") == []
    assert sentences(project, "water") == ["Er is water."]


def test_nothing_of_what_was_compacted_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    session = at_work(path, SHORT, "Een geheimzinnigheid.\n")
    with session.project as project:
        indexed(project)
        number = document_id(project, "b")
        assert number is not None
        remove_document(project, number, "anna")
        assert b"geheimzinnigheid" in path.read_bytes() + path.with_name("p.db-wal").read_bytes()
        compact(project)
        assert searchable(project) == 0
        indexed(project)
        assert sentences(project, "brand") == ["Er is brand."]
    assert b"geheimzinnig" not in path.read_bytes()


def test_compacting_where_nothing_was_removed_keeps_the_index(project: Project) -> None:
    take(project, record(SHORT))
    indexed(project)
    compact(project)
    assert searchable(project) == 1
    assert sentences(project, "brand") == ["Er is brand."]


def test_a_copy_has_the_index(project: Project, tmp_path: Path) -> None:
    take(project, record(SHORT))
    indexed(project)
    backup(project, tmp_path / "copy.db")
    with open_project(tmp_path / "copy.db") as copy:
        assert sentences(copy, "brand") == ["Er is brand."]
        assert copy.quick_check() == []


def test_an_index_that_is_gone_is_made_again(project: Project) -> None:
    take(project, record(SHORT))
    indexed(project)
    behind_its_back(project.path, "DROP TABLE search")
    assert searchable(project) == 0
    indexed(project)
    assert sentences(project, "brand") == ["Er is brand."]


def test_a_slice_that_cannot_be_written_leaves_the_index_as_it_was(project: Project) -> None:
    take(project, record(SHORT, "a"))
    indexed(project)
    take(project, record("Nog een brand.", "b"))
    project.patience(0)
    other = sqlite3.connect(project.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            Indexer(project).extend()
        assert searchable(project) == 1
        other.execute("ROLLBACK")
    finally:
        other.close()
    indexed(project)
    assert len(sentences(project, "brand")) == 2


def test_a_project_of_an_older_version_gets_what_finding_needs(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    session = at_work(path, SHORT)
    mark(session, "claim", "brand")
    session.project.close()
    behind_its_back(
        path,
        "DROP INDEX sentence_state_comment",
        "DROP INDEX document_listed",
        "DELETE FROM _sqlite_migrations WHERE name = 'm002_finding'",
        "PRAGMA user_version = 1",
    )
    with open_project(path) as project:
        assert project.one("PRAGMA user_version") == (VERSION,)
        assert project.one("SELECT count(*) FROM sqlite_schema WHERE name = 'sentence_state_comment'") == (1,)
        indexed(project)
        assert sentences(project, "brand") == ["Er is brand."]
