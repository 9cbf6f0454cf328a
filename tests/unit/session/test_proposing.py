"""Units at the cursor: what a label goes on when its key is pressed again, what one key selects in turn, jumps."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import LabelError
from annotator.session import Session
from annotator.session.cursor import Extent
from tests.building import at_work, mark

TEXT = """\
Het aantal gewonden bedraagt volgens de staatstelevisie 353. "Wij weten het niet. Het is 'erg' laat", zei de minister van \
Justitie.
"""


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return at_work(tmp_path / "p.db", TEXT)


def go(session: Session, word: str) -> None:
    session.cursor.seek(session.stored.document.text.index(word))


def words(session: Session, extent: Extent) -> str:
    return " … ".join(session.stored.document.text[start:end] for start, end in extent)


@pytest.mark.parametrize(
    ("word", "label", "units"),
    [
        ("aantal", "claim", ["Het aantal gewonden bedraagt … 353"]),
        ("staatstelevisie", "source", ["de staatstelevisie"]),
        ("volgens", "attribution_cue", ["volgens"]),
        ("weten", "uncertainty_cue", ["weten … niet"]),
        ("minister", "source", ["de minister van Justitie", "de minister"]),
        ("erg", "quote", ["'erg'", "\"Wij weten het niet. Het is 'erg' laat\""]),
        ("laat", "quote", ["\"Wij weten het niet. Het is 'erg' laat\""]),
    ],
)
def test_a_label_goes_on_the_token_then_on_its_units(session: Session, word: str, label: str, units: list[str]) -> None:
    go(session, word)
    token = session.cursor.extent
    for unit in dict.fromkeys([words(session, token), *units]):
        span = session.label(label)
        assert words(session, span.extent) == unit
    assert len(session.labels.spans) == 1
    assert session.cursor.at[0] == session.stored.document.text.index(word)


def test_something_else_in_between_settles_a_label(session: Session) -> None:
    go(session, "minister")
    session.label("source")
    first = session.label("source")
    session.set_attribute(first, "source_type", "official")
    again = session.label("source")
    assert again.id != first.id
    assert words(session, again.extent) == "minister"
    assert words(session, session.labels.spans[first.id].extent) == "de minister van Justitie"


def test_a_selection_is_what_is_labelled(session: Session) -> None:
    go(session, "aantal")
    session.cursor.extend(1)
    assert words(session, session.label("claim").extent) == "aantal gewonden"


def test_the_next_unit_is_undone_by_itself(session: Session) -> None:
    go(session, "minister")
    session.label("source")
    session.label("source")
    session.label("source")
    session.undo()
    (span,) = session.labels.spans.values()
    assert words(session, span.extent) == "de minister van Justitie"


def test_a_unit_never_takes_the_place_of_an_equal_span(session: Session) -> None:
    mark(session, "source", "de minister")
    go(session, "minister")
    for _ in range(5):
        made = session.label("source")
        extents = [words(session, span.extent) for span in session.labels.spans.values()]
        assert len(extents) == len(set(extents)) == 2
    assert made.id in session.labels.spans


def test_one_key_selects_unit_after_unit_and_comes_round(session: Session) -> None:
    go(session, "erg")
    found = [words(session, session.propose()) for _ in range(5)]
    assert found == ["erg", "Het is 'erg' laat", "'erg'", "Het is 'erg' laat\", zei de minister van Justitie", "erg"]
    assert session.cursor.selecting
    session.cursor.clear()
    assert session.cursor.at[0] == session.stored.document.text.index("erg'")
    assert not session.cursor.selecting


def test_a_proposal_with_a_gap_is_labelled_as_one_span(session: Session) -> None:
    go(session, "gewonden")
    session.propose()
    session.propose()
    assert words(session, session.cursor.extent) == "Het aantal gewonden bedraagt … 353"
    assert words(session, session.label("claim").extent) == "Het aantal gewonden bedraagt … 353"


def test_edges_of_a_selection_move_by_tokens(session: Session) -> None:
    go(session, "minister")
    session.propose()
    session.cursor.resize(end=True, by=-2)
    session.cursor.resize(end=False, by=1)
    assert words(session, session.cursor.extent) == "minister"
    session.cursor.resize(end=True, by=-5)
    assert words(session, session.cursor.extent) == "minister"


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("cue", ["volgens", "weten", "zei"]),
        ("number", ["353"]),
        ("quote", ['"Wij', "'erg", "' laat", '", zei']),
        ("capital", ["Wij", "Justitie"]),
    ],
)
def test_landmarks_there_and_back(session: Session, kind: str, places: list[str]) -> None:
    found = []
    while (place := session.proposer.next_landmark(kind, 1)) is not None:
        session.cursor.place(*place)
        found.append(session.cursor.at[0])
    assert found == [session.stored.document.text.index(word) for word in places]
    session.cursor.move(99)
    back = []
    while (place := session.proposer.next_landmark(kind, -1)) is not None:
        session.cursor.place(*place)
        back.append(session.cursor.at[0])
    assert back[::-1] == found


@settings(max_examples=40, deadline=None)
@given(data=st.data(), text=st.text(alphabet="Ab1 .,\"'“”dat of en zou volgens weten niet\n", min_size=1, max_size=60))
def test_any_label_anywhere_quotes_its_text(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, text: str
) -> None:
    session = at_work(tmp_path_factory.mktemp("p") / "p.db", f"x {text}")
    for _ in range(4):
        count = sum(len(tokens) for tokens in session.stored.tokens)
        session.cursor.place(0)
        session.cursor.move(data.draw(st.integers(0, count - 1)))
        if data.draw(st.booleans()):
            session.propose()
        label = data.draw(st.sampled_from(["claim", "source", "quote", "attribution_cue", "uncertainty_cue"]))
        for _ in range(data.draw(st.integers(1, 3))):
            with suppress(LabelError):  # a quotation over several sentences, taken as a claim
                session.label(label)
    session.cursor.place(0)
    session.cursor.clear()
    session.label("claim")
    assert session.labels.spans, "something was labelled"
    for span in session.labels.spans.values():
        for part in span.fragments:
            assert session.stored.document.text[part.start : part.end] == part.text
    session.project.close()
