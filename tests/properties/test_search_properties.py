"""Whatever is typed is answered or refused with a reason; with the index and without it the answer is the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Layer
from annotator.session.finding import Finder
from annotator.session.query import FIELDS, QueryError, parsed
from annotator.session.trail import LONGEST, Place, Trail
from annotator.store import Project
from annotator.store.documents import document_id
from annotator.store.removal import remove_document, restore
from annotator.store.search import Indexer, Wanted, Window, expression, last_document, searchable
from annotator.text.folding import says, words_of
from tests.building import ARTICLE, SHORT, at_work, findings, mark, opened, record, take

WORDS = ("zou", "Zóu", "zouden", "één", "een", "niet", "duidelijk", "zo'n", "anti-terreur", "2021", "is", "x")
SIGNS = (
    *"\"*-:()^+{}[]\\/,.'’“”=<>&|~ \t\n\0\x02\x03",
    "NEAR",
    "AND",
    "OR",
    "NOT",
    "words:",
    "search",
    "\ud800",
    "é",
    "😀",
)
MARK = (" ", ", ", "-", "'", "\n", " – ", "\x02", "\x00")


def queries() -> st.SearchStrategy[str]:
    """Queries as they are typed, and things that no query is."""
    named = st.builds(
        "{}:{}".format, st.sampled_from(FIELDS), st.sampled_from(("claim", "*", "a*", '"', "zou", "cue=1"))
    )
    pieces = st.one_of(st.sampled_from(WORDS), st.sampled_from(SIGNS), named, st.text(max_size=5))
    return st.one_of(st.lists(pieces, max_size=8).map("".join), st.lists(pieces, max_size=8).map(" ".join))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A few documents with labels, of which the index has the first ones."""
    session = at_work(tmp_path_factory.mktemp("search") / "p.db", ARTICLE, SHORT)
    with session.project as project:
        mark(session, "claim", "Mogelijk")
        session.set_comment("zou")
        Indexer(project).extend()
        take(project, record("Zóu één? Niet duidelijk \x02 is zo'n anti-terreur (2021).", "c"))
        yield project


@given(query=queries())
def test_any_query_is_answered_or_refused_with_a_reason(work: Project, query: str) -> None:
    work.writable = False
    try:
        hits = list(Finder(work, Layer("anna")).hits(parsed(query)))
    except QueryError as error:
        hits, reason = [], str(error)
    else:
        reason = "-"
    assert reason
    for hit in hits:
        assert hit.text
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.marks)
        assert list(hit.marks) == sorted(hit.marks)


@given(
    texts=st.lists(
        st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARK)), max_size=6).map(
            lambda parts: "".join(word + sign for word, sign in parts)
        ),
        max_size=6,
    ),
    wanted=st.lists(st.builds(Wanted, st.sampled_from(WORDS), st.booleans(), st.booleans()), min_size=1, max_size=4),
)
def test_a_window_says_what_the_words_say(texts: list[str], wanted: list[Wanted]) -> None:
    with Window() as window:
        found = window.matching(texts, wanted)
    expected = {
        number for number, text in enumerate(texts) if all(says(text, w.words, w.prefix) != w.negated for w in wanted)
    }
    assert set(found) == expected
    for number, marks in found.items():
        for start, end in marks:
            assert any(says(texts[number][start:end], w.words, w.prefix) for w in wanted if not w.negated)


@given(words=st.text(min_size=1, max_size=12), prefix=st.booleans())
def test_no_words_are_an_error_of_syntax(words: str, prefix: bool) -> None:
    clean = words.encode("utf-8", "replace").decode()
    with Window() as window:
        found = window.matching([clean, "iets"], [Wanted(clean, prefix)])
    assert expression([Wanted(clean, prefix)]) is not None
    if any(word.isascii() for word in words_of(clean)) and clean.isascii():
        assert 0 in found


@given(seed=st.integers(0, 10_000))
def test_the_index_is_right_after_any_work(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    noise = random.Random(seed)
    folder: Path = tmp_path_factory.mktemp("work")
    session = at_work(folder / "p.db", *(_text(noise) for _ in range(3)))
    with session.project as project:
        for step in range(noise.randrange(4, 12)):
            _change(project, noise, step)
        query = parsed(noise.choice(("zin", "zin -kort", "zi*", '"zin twee"', "lang kort", "z* twee")))
        with_index = [(h.key, h.start, h.marks) for h in Finder(project, session.own).hits(query)]
        while searchable(project) < last_document(project):
            Indexer(project).extend()
        assert with_index == [(h.key, h.start, h.marks) for h in Finder(project, session.own).hits(query)]
        project.conn.execute("DROP TABLE IF EXISTS search")
        project.writable = False
        assert with_index == [(h.key, h.start, h.marks) for h in Finder(project, session.own).hits(query)]
        assert findings(project) == []


def _text(noise: random.Random) -> str:
    words = ("zin", "twee", "lang", "kort", "Zin")
    return " ".join(f"{' '.join(noise.choices(words, k=noise.randrange(2, 6))).capitalize()}." for _ in range(5)) + "\n"


def _change(project: Project, noise: random.Random, step: int) -> None:
    """Index, cut, take out, bring back or add."""
    keys = [row[0] for row in project.ask("SELECT key FROM document")]
    kind = noise.choice(("index", "split", "join", "undo", "remove", "restore", "add"))
    gone = [row[0] for row in project.ask("SELECT document FROM removed")]
    if kind == "index":
        Indexer(project).extend()
    elif kind == "add":
        take(project, record(_text(noise), f"n{step}"))
    elif kind == "restore" and gone and gone[0] not in keys:
        restore(project, gone[0], None, "anna")
    elif kind == "remove" and len(keys) > 1:
        number = document_id(project, noise.choice(keys))
        assert number is not None
        remove_document(project, number, "anna")
    elif kind in ("split", "join"):
        session = opened(project, "anna", noise.choice(keys))
        last = len(session.stored.sentences) - 1
        if kind == "join" and last > 0:
            session.cursor.place(noise.randrange(last))
            session.join()
        elif kind == "split":
            session.cursor.place(noise.randrange(last + 1), 1)
            if session.cursor.token == 1:
                session.split()
    elif kind == "undo":
        opened(project, "anna").undo()


PLACES = st.integers(0, 4).map(lambda number: Place("a", number))


@given(steps=st.lists(st.one_of(PLACES, st.sampled_from(("back", "forward"))), max_size=2 * LONGEST))
def test_a_trail_goes_the_way_of_a_browser(steps: list[Place | str]) -> None:
    """Beside the plainest browser there is: a list of pages, and which of them is seen."""
    trail, here = Trail(), Place("a", 0)
    pages, at = [here], 0
    for step in steps:
        if isinstance(step, Place):
            if step != here:
                trail.leave(here)
                here = step
                pages, at = [*pages[: at + 1], step], at + 1
        else:
            turned = trail.back(here) if step == "back" else trail.forward(here)
            to = at + (-1 if step == "back" else 1)
            if 0 <= to < len(pages) and at - LONGEST < to:
                assert turned == pages[to]
                at, here = to, pages[to]
            elif turned is not None:
                raise AssertionError("there was no page there")
