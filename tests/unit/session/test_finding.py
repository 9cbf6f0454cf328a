"""Sentences by their words and labels: what is found, whose labels they are, and without an index the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.session.finding import FIRST, Finder, Hit
from annotator.session.query import QueryError, parsed
from annotator.store import Project
from annotator.store.search import FEWEST, last_document, searchable
from tests.building import ARTICLE, SHORT, at_work, link, mark, opened, record, take


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Session]:
    """Anna has labelled the first of two documents; Bert, a little of the second."""
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project:
        session.open("a")
        claim = mark(session, "claim", "er tientallen doden gevallen")
        cue = mark(session, "attribution_cue", "Volgens")
        source = mark(session, "source", "de politie")
        link(session, "attributed_to", claim, source)
        link(session, "cue_of", cue, source)
        session.new_source(session.labels.spans[source.id], "Politie van Almaty")
        session.set_comment("Wie zegt dít?")
        mark(session, "uncertainty_cue", "zouden")
        session.set_status("flagged")
        mark(session, "claim", "Het is niet duidelijk of dit waar is")
        session.set_status("done")
        bert = opened(session.project, "bert", "b")
        mark(bert, "claim", "Er is brand")
        yield session


def hits(work: Session, query: str) -> list[Hit]:
    return list(Finder(work.project, work.own).hits(parsed(query)))


def places(work: Session, query: str) -> list[str]:
    return [f"{hit.key}{hit.sentence}" for hit in hits(work, query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("politie", ["a1", "b1"]),
        ("de politie volgens", ["a1"]),
        ('"de politie"', ["a1", "b1"]),
        ('"politie de"', []),
        ("pol*", ["a1", "b1"]),
        ("politie -volgens", ["b1"]),
        ("-de -het -er", ["a0", "a2", "a3", "a6"]),
        ("politie document:b", ["b1"]),
        ("politie -document:b", ["a1"]),
        ("document:a*", [f"a{number}" for number in range(8)]),
        ("label:claim", ["a1", "a7"]),
        ("label:claim text:doden", ["a1"]),
        ("label:claim text:politie", []),
        ("label:claim politie", ["a1"]),
        ("label:claim -text:doden", ["a7"]),
        ("-label:claim status:done", []),
        ("-label:claim document:b", ["b0", "b1", "b2"]),
        ("text:zou*", ["a6"]),
        ("relation:attributed_to", ["a1", "a1"]),
        ("relation:attributed_to label:claim", ["a1"]),
        ("relation:cue_of -relation:attributed_to", ["a1"]),
        ("source:almaty", ["a1"]),
        ("source:*", ["a1"]),
        ("source:tass", []),
        ("status:flagged", ["a6"]),
        ("status:gevlagd", ["a6"]),
        ("-status:todo", ["a6", "a7"]),
        ("comment:*", ["a1"]),
        ("comment:dit", ["a1"]),
        ("comment:dat", []),
        ("-comment:* label:claim", ["a7"]),
        ("by:bert label:claim", ["b0"]),
        ("by:bert brand", ["b0"]),
        ("by:anna label:claim", ["a1", "a7"]),
        ("attr:cue_type label:uncertainty_cue", ["a6"]),
    ],
)
def test_what_is_found(work: Session, query: str, found: list[str]) -> None:
    assert places(work, query) == found


def test_the_value_of_an_attribute(work: Session) -> None:
    (hit,) = hits(work, "label:uncertainty_cue")
    assert hit.span is not None
    value = hit.span.value("cue_type")
    assert value is not None
    others = [name for name in ("possible", "probable", "reportative") if name != value]
    assert places(work, f"attr:cue_type={value}") == ["a6"]
    assert places(work, f"attr:cue_type={others[0]}") == []


def test_a_label_of_the_sentence(work: Session) -> None:
    work.open("b")
    work.cursor.place(2)
    work.set_sentence_label("check_worthiness", "FR")
    assert places(work, "attr:check_worthiness=FR") == ["b2"]
    assert places(work, "attr:check_worthiness=NF") == []
    assert places(work, "attr:check_worthiness opzet") == ["b2"]


def test_what_was_asked_for_is_marked(work: Session) -> None:
    (hit, _) = hits(work, "politie")
    assert [hit.text[start:end] for start, end in hit.marks] == ["politie"]
    assert hit.offset == ARTICLE.index("politie")
    (hit,) = hits(work, "label:source")
    assert [hit.text[start:end] for start, end in hit.marks] == ["de politie"]
    assert hit.span is not None
    assert hit.offset == ARTICLE.index("de politie")
    (hit,) = hits(work, "comment:*")
    assert (hit.marks, hit.comment, hit.offset) == ((), "Wie zegt dít?", hit.start)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by:karel zou", "there is no annotator 'karel' – there are: anna, bert"),
        ("by:brt zou", "did you mean bert"),
        ("document:c", "there is no document 'c' – there are: a, b"),
    ],
)
def test_names_that_are_not_in_the_project(work: Session, query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        hits(work, query)


QUERIES = ("zin", "zin even", '"zin 7"', "ze*", "z* -oneven", "even -zin", "label:claim zin", "drie zin*")


@pytest.fixture
def many(project: Project) -> Project:
    """Documents with more sentences than a slice and a page have."""
    for number in range(12):
        kind = "even" if number % 2 else "oneven"
        text = " ".join(f"Zin {count} is {kind}." for count in range(FEWEST // 4))
        take(project, record(f"{text} Nummer {'drie' if number == 3 else 'zoveel'} zin.", f"d{number:02}"))
    return project


def found(project: Project, query: str) -> tuple[list[tuple[str, int, object]], bool]:
    finder = Finder(project, opened(project, "anna").own)
    hits = [(hit.key, hit.start, hit.marks) for hit in finder.hits(parsed(query))]
    return hits, finder.reading


@pytest.mark.parametrize("query", QUERIES)
def test_the_index_is_made_as_it_is_needed_and_says_what_the_sentences_say(many: Project, query: str) -> None:
    many.writable = False
    read, reading = found(many, query)
    assert searchable(many) == 0
    many.writable = True
    first, _ = found(many, query)
    again, reading_again = found(many, query)
    assert first == again == read == sorted(read)
    assert not reading_again
    assert reading or "*" in query or "label" in query


def test_the_first_hits_need_no_whole_index(many: Project) -> None:
    finder = Finder(many, opened(many, "anna").own)
    assert next(finder.hits(parsed("zin"))).key == "d00"
    assert 0 < searchable(many) < last_document(many)
    assert finder.indexed < 1
    while finder.index_further():
        pass
    assert not finder.behind
    assert finder.indexed == 1


def test_while_another_process_writes_the_sentences_are_read(many: Project) -> None:
    many.patience(0)
    finder = Finder(many, opened(many, "anna").own)
    assert finder.index_further()
    other = sqlite3.connect(many.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        locked = [hit.start for hit in finder.hits(parsed("zin"))]
        assert finder.reading
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert locked == [hit.start for hit in finder.hits(parsed("zin"))]
    assert not finder.reading
    assert len(locked) > FIRST


def test_it_stops_when_nobody_wants_it(many: Project) -> None:
    asked = iter([True, False])
    finder = Finder(many, opened(many, "anna").own, lambda: next(asked))
    assert 0 < len(list(finder.hits(parsed("zin")))) < 12 * (FEWEST // 4)
