"""A sentence as words: nothing that cannot be read aloud, every label once, what happened first."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.session import Session
from annotator.ui.widgets.choice import Choice, Option
from annotator.ui.widgets.spoken import (
    aloud,
    spoken_choice,
    spoken_here,
    spoken_hints,
    spoken_letters,
    spoken_sentence,
)
from annotator.words import Say
from tests.building import ARTICLE, at_work, link, mark, nl_fact
from tests.properties.random_work import HOSTILE, LETTERS, MARKS, WIDE

EN, NL = Say("en"), Say("nl")
SIGNS = set('()[]{}<>"“”„…·→←↔=*_\\|^~@#+')


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = at_work(tmp_path / "p.db", ARTICLE)
    with made.project:
        yield made


# -- plain text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("'Tientallen doden'", "Tientallen doden"),
        ("auto's, foto’s en 's nachts", "auto's, foto's en 's nachts"),
        ("CSTO-voorzitter (62)", "CSTO-voorzitter 62"),
        ("Hij zei: “Ja.”", "Hij zei: Ja."),
        ("dit – zo – dat", "dit, zo, dat"),
        ("13,5% van € 2.000", "13,5% van € 2.000"),
        ("c1 claim  [..] → s1", "c1 claim. s1"),
        ("cafe\u0301", "cafe\u0301"),
        ("\x1b[31mrood\x07", "31mrood"),
        ("…", ""),
        ("", ""),
    ],
)
def test_what_is_read_aloud(text: str, said: str) -> None:
    assert aloud(text) == said


characters = st.sampled_from(HOSTILE + LETTERS + WIDE + MARKS) | st.characters(exclude_categories=["Cs"])


@example("0'_")
@given(st.text(characters, max_size=60))
def test_nothing_is_left_that_has_no_sound(text: str) -> None:
    said = aloud(text)
    assert aloud(said) == said
    assert not SIGNS & set(said)
    assert all(unicodedata.category(char)[0] in "LNMPSZ" for char in said)
    letters = [char for char in text if char.isalnum()]
    assert [char for char in said if char.isalnum()] == letters


# -- the sentence -----------------------------------------------------------------------------------------------------


def test_a_sentence_with_its_labels_in_both_languages(session: Session) -> None:
    claim = mark(session, "claim", "Het aantal gewonden bedraagt … 353")
    source = mark(session, "source", "de staatstelevisie")
    link(session, "attributed_to", claim, source)
    session.finish()
    session.cursor.seek(claim.start)
    assert spoken_sentence(session, NL) == (
        "Zin 6 van 8, klaar. Het aantal gewonden bedraagt volgens de staatstelevisie 353."
        " Claim één, Het aantal gewonden bedraagt, onderbroken, 353; soort hoeveelheid;"
        " toegeschreven aan bron één de staatstelevisie. Bron één, de staatstelevisie; soort staatsmedia."
    )
    assert spoken_sentence(session, EN).startswith("Sentence 6 of 8, done. Het aantal gewonden")
    assert "Claim one, Het aantal gewonden bedraagt, interrupted, 353; type quantity; attributed to source one" in (
        spoken_sentence(session, EN)
    )


def test_a_sentence_without_labels_and_one_with_a_comment(session: Session) -> None:
    assert spoken_sentence(session, NL).endswith("Almaty. Geen labels.")
    session.set_comment("[vreemd] … geval.")
    session.set_sentence_label("check_worthiness", "FNR")
    said = spoken_sentence(session, NL)
    assert "Checkwaardigheid, feitelijk, niet relevant." in said
    assert "Opmerking, vreemd geval." in said


def test_a_link_into_another_sentence_is_told_with_its_number(session: Session) -> None:
    claim, source = mark(session, "claim", "Twee van hen zouden onthoofd zijn"), mark(session, "source", "de politie")
    link(session, "attributed_to", claim, source)
    session.cursor.seek(claim.start)
    assert "toegeschreven aan zin 2 bron één de politie" in spoken_sentence(session, NL)
    session.cursor.seek(source.start)
    assert "vanaf zin 7 claim één Twee van hen zouden onthoofd zijn, toegeschreven aan" in spoken_sentence(session, NL)


def test_a_warning_is_told(session: Session) -> None:
    mark(session, "uncertainty_cue", "zouden")
    assert "Let op, " in spoken_sentence(session, NL)


def test_anothers_layer_is_named(session: Session) -> None:
    mark(session, "claim", "de politie")
    bob = Session(session.project, "bob")
    bob.open()
    bob.show_layer(session.own)
    assert "Laag van anna, alleen lezen." in spoken_sentence(bob, NL)


offsets = st.lists(st.integers(0, 70), min_size=2, max_size=2, unique=True).map(sorted)
LABELS = [definition.name for definition in nl_fact()[1].span]


@settings(max_examples=25)
@given(
    st.text(st.sampled_from("abc de. [\u202e…'\x1b"), min_size=1, max_size=60),
    st.lists(st.tuples(st.sampled_from(LABELS), offsets), max_size=14),
)
def test_every_span_is_named_once_and_nothing_else_is_there(noise: str, wanted: list[tuple[str, list[int]]]) -> None:
    text = f"x{noise.replace(chr(10), ' ')}x"
    with tempfile.TemporaryDirectory() as folder:
        session = at_work(Path(folder) / "p.db", text)
        with session.project:
            first = session.stored.sentences[0]
            for label, (start, end) in wanted:
                if first.start <= start < end <= first.end:
                    session.label(label, ((start, end),))
            session.cursor.place(0)
            for say in (EN, NL):
                said = spoken_sentence(session, say)
                numbers = [*say("spoken.numbers").split(" "), "13", "14"]
                counts: dict[str, int] = {}
                for span in session.labels.in_sentence(0):
                    counts[span.label] = counts.get(span.label, 0) + 1
                    title = session.scheme.spans[span.label].title.say(say.language)
                    name = f"{title[:1].upper()}{title[1:]} {numbers[counts[span.label] - 1]},"
                    assert said.count(f" {name}") == 1
                assert not any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs") for char in said)
                assert not SIGNS & set(said)


# -- what is here -----------------------------------------------------------------------------------------------------


def test_what_happened_comes_first_then_the_word_then_its_labels_whole(session: Session) -> None:
    claim = mark(session, "claim", "Mogelijk tientallen doden in Almaty")
    mark(session, "uncertainty_cue", "Mogelijk")
    session.active = claim.id
    session.cursor.place(0)
    said, spans = spoken_here(session, NL, "c1 claim is nu  Mogelijk … doden")
    assert said == "C1 claim is nu Mogelijk doden. Mogelijk."
    assert spans.startswith("In claim één, Mogelijk tientallen doden in Almaty; soort ")
    assert "; polariteit bevestigend; " in spans
    assert spans.endswith(". Ook in onzekerheid één.")


def test_a_word_without_labels_and_a_mark(session: Session) -> None:
    assert spoken_here(session, NL) == ("Mogelijk.", "")
    session.cursor.place(1, 8)
    assert spoken_here(session, NL) == ("Punt.", "")
    assert spoken_here(session, EN) == ("Full stop.", "")


def test_what_is_selected_and_held(session: Session) -> None:
    session.cursor.extend(1)
    assert spoken_here(session, NL)[0] == "Geselecteerd, Mogelijk tientallen."
    session.cursor.hold()
    session.cursor.place(0, 4)
    assert spoken_here(session, NL)[0] == "Vastgehouden, Mogelijk tientallen. Almaty."


def test_a_question_and_letters(session: Session) -> None:
    claim = mark(session, "claim", "tientallen doden")
    options = (Option("t", "soort", lambda: None, "quantity"), Option("+", "nieuw", lambda: None, current=True))
    asked = spoken_choice(Choice("c1 claim", options), NL)
    assert asked == "Kies, c1 claim. t, soort quantity. teken, nieuw, nu zo."
    rows = (
        Option("1", "event", lambda: None, row="soort"),
        Option("2", "cause_effect", lambda: None, row="soort", current=True),
        Option("", "niemand", lambda: None, row="wie"),
    )
    assert spoken_choice(Choice("hoe?", rows), NL, "x") == (
        "X. Kies, hoe? Soort: 1, event; 2, cause effect, nu zo. Wie: niemand."
    )
    assert spoken_hints(session, {"a": claim.id, "s": "gone"}, NL, "link") == "Link. a, claim één tientallen doden."
    assert spoken_letters(session, {"a": 0, "s": 4, "d": 99}, NL) == "a, Mogelijk. s, Almaty."
