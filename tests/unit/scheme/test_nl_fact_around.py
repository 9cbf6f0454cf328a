"""The defaults of nl-fact that look at the words around a label, at its role, and at the source entity it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from annotator.store.events import events
from tests.building import at_work, findings, link, mark, now


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("een vredesmacht gaat de orde herstellen", "prediction"),
        ("een vredesmacht de orde gaat herstellen", "prediction"),
        ("ze gaan morgenochtend praten", "prediction"),
        ("het gaat om een inzet om te stabiliseren", "state"),
        ("de opbrengst gaat naar goede doelen", "event"),
        ("het gaat goed met de mensen", "event"),
        ("ze zijn in het geheim gaan praten", "event"),
        ("de brug gaat dicht", "event"),
        ("er geschoten zou worden", "prediction"),
        ("de site weer bereikbaar is", "state"),
        ("het is onrustig", "state"),
        ("het internet is lang uitgeschakeld geweest", "state"),
        ("de man is opgepakt", "event"),
    ],
)
def test_a_claim_knows_its_type_by_its_verb(tmp_path: Path, words: str, kind: str) -> None:
    session = at_work(tmp_path / "p.db", f"Nu: {words} ja.")
    with session.project:
        assert mark(session, "claim", words).value("claim_type") == kind


def test_zou_is_the_future_until_a_cue_explains_it(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Kazachstan zou zijn grenzen hebben gesloten.")
    with session.project:
        claim = mark(session, "claim", "Kazachstan zou zijn grenzen hebben gesloten")
        assert claim.value("claim_type") == "prediction"
        cue = mark(session, "uncertainty_cue", "zou")
        assert now(session, claim).value("claim_type") == "event", "it is a cue of this claim before it is linked"
        session.set_attribute(cue, "cue_type", "conditional")
        assert now(session, claim).value("claim_type") == "prediction"
        session.undo()
        session.undo()
        assert now(session, claim).value("claim_type") == "prediction"


def test_zou_is_explained_by_a_cue_that_points_back_to_it(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Hij zou ziek zijn. Dat is mogelijk.")
    with session.project:
        claim = mark(session, "claim", "Hij zou ziek zijn")
        link(session, "hedges", mark(session, "uncertainty_cue", "mogelijk"), claim)
        assert now(session, claim).value("claim_type") == "event"


@pytest.mark.parametrize(
    ("words", "polarity"),
    [
        ("Op beelden is niet veel te zien, omdat er mist was", "neg"),
        ("Op beelden is veel te zien, omdat er geen mist was", "pos"),
        ("Omdat er geen mist was, is veel te zien", "pos"),
        ("Omdat er mist was, is niets te zien", "neg"),
        ("Daar is geen enkele aanwijzing voor", "neg"),
        ("Dat is het algemeen belang", "pos"),
        ("Niet alleen de brug is dicht", "pos"),
    ],
)
def test_the_main_clause_of_a_claim_denies(tmp_path: Path, words: str, polarity: str) -> None:
    session = at_work(tmp_path / "p.db", f"{words}.")
    with session.project:
        assert mark(session, "claim", words).value("polarity") == polarity


def test_a_question_with_of_is_left_open_by_everybody(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "We weten niet of er niets gebeurd is. Ze zegt of denkt dat er brand is.")
    with session.project:
        asked = mark(session, "claim", "er niets gebeurd is")
        assert [asked.value(n) for n in ("polarity", "cert_source", "cert_author")] == ["unk", "U", "U"]
        stated = mark(session, "claim", "er brand is")
        assert [stated.value(n) for n in ("polarity", "cert_source", "cert_author")] == ["pos", "CT", "CT"]


def test_the_word_before_may_stand_before_a_quote_mark_but_not_in_another_sentence(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", 'Ze vroegen of "er brand was". Het is oké of. Er is brand.')
    with session.project:
        assert mark(session, "claim", "er brand was").value("polarity") == "unk"
        assert mark(session, "claim", "Er is brand").value("polarity") == "pos"
        assert mark(session, "quote", '"er brand was"').value("quote_type") == "mixed"


@pytest.mark.parametrize(
    ("line", "quote", "kind"),
    [
        ("'Tientallen doden'", "'Tientallen doden'", "headline"),
        ("'Vredesmacht'", "'Vredesmacht'", "scare"),
        ("Premier: 'Wij gaan door'", "'Wij gaan door'", "direct"),
        ("Die 'vredesmacht' is er.", "'vredesmacht'", "scare"),
        ("Hij schreef de roman 'De aanslag' in een jaar.", "'De aanslag'", "title"),
        ("Hij ziet de film 'Titanic' elke week.", "'Titanic'", "title"),
        ('Hij zegt dat "er mensen zijn geraakt".', '"er mensen zijn geraakt"', "mixed"),
        ('"Er zijn mensen geraakt", zegt hij.', '"Er zijn mensen geraakt"', "direct"),
    ],
)
def test_a_quote_knows_its_type_by_where_it_stands(tmp_path: Path, line: str, quote: str, kind: str) -> None:
    text = f"Een kop boven het stuk\nEr was brand in de stad en dat was te zien.\n{line}\nDe brand is nu uit, aldus de brandweer.\n"
    session = at_work(tmp_path / "p.db", text)
    with session.project:
        assert mark(session, "quote", quote).value("quote_type") == kind


def test_a_heading_in_marks_follows_the_role_of_its_sentence(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Kop\nEr was brand.\n'Tientallen doden gevallen'\nDe brand is uit.\n")
    with session.project:
        quote = mark(session, "quote", "'Tientallen doden gevallen'")
        session.set_role("subhead")
        assert now(session, quote).value("quote_type") == "headline"
        session.set_role("body")
        assert now(session, quote).value("quote_type") == "direct"
        session.set_attribute(now(session, quote), "quote_type", "scare")
        session.set_role("subhead")
        assert now(session, quote).value("quote_type") == "scare", "what was chosen stays"
        assert findings(session.project) == []


def test_a_claim_with_a_scare_quote_in_it_is_reported_as_without(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Hij zei dat een 'vredesmacht' is gestuurd.")
    with session.project:
        claim = mark(session, "claim", "een 'vredesmacht' is gestuurd")
        mark(session, "quote", "'vredesmacht'")
        assert now(session, claim).value("reporting") == "author"
        link(session, "attributed_to", now(session, claim), mark(session, "source", "Hij"))
        assert now(session, claim).value("reporting") == "indirect"


# -- source entities ----------------------------------------------------------------------------------------------

VOICES = (
    "Volgens premier Pasjinian is er brand. Hij zegt dat het klopt. De premier ontkent niets. Dat zegt Pasjinian zelf."
)


@pytest.fixture
def voices(tmp_path: Path) -> Session:
    return at_work(tmp_path / "p.db", VOICES)


def test_a_mention_takes_the_type_of_its_entity_and_a_pronoun_the_identification_too(voices: Session) -> None:
    with voices.project:
        first = mark(voices, "source", "premier Pasjinian")
        voices.new_source(first, "Pasjinian")
        assert voices.labels.sources["e1"].source_type == "politician"
        he = mark(voices, "source", "Hij")
        assert (he.value("source_type"), he.value("identification")) == ("unspecified", "described")
        voices.set_attribute(he, "entity", "e1")
        assert (now(voices, he).value("source_type"), now(voices, he).value("identification")) == (
            "politician",
            "named",
        )
        premier = mark(voices, "source", "De premier")
        voices.set_attribute(premier, "entity", "e1")
        assert now(voices, premier).value("identification") == "described", "its own words say so"
        voices.set_attribute(now(voices, first), "identification", "anonymous")
        assert now(voices, he).value("identification") == "anonymous", "it follows the mention before it"
        voices.set_attribute(now(voices, he), "identification", "implicit")
        voices.set_attribute(now(voices, first), "identification", "named")
        assert now(voices, he).value("identification") == "implicit", "what was chosen stays"
        assert findings(voices.project) == []


def test_the_type_of_an_entity_is_corrected_once_for_all_its_mentions(voices: Session) -> None:
    with voices.project:
        first, he = mark(voices, "source", "premier Pasjinian"), mark(voices, "source", "Hij")
        premier = mark(voices, "source", "De premier")
        voices.new_source(first, "Pasjinian")
        for mention in (he, premier):
            voices.set_attribute(mention, "entity", "e1")
        voices.set_attribute(now(voices, premier), "source_type", "official")
        logged = len(list(events(voices.project)))
        voices.retype_source(voices.labels.sources["e1"], "expert")
        assert len(list(events(voices.project))) == logged + 1
        assert [now(voices, m).value("source_type") for m in (first, he, premier)] == ["expert", "expert", "official"]
        voices.undo()
        assert voices.labels.sources["e1"].source_type == "politician"
        assert [now(voices, m).value("source_type") for m in (first, he, premier)] == [
            "politician",
            "politician",
            "official",
        ]
        assert findings(voices.project) == []


def test_an_entity_that_only_one_mention_names_takes_the_type_that_is_chosen_there(voices: Session) -> None:
    with voices.project:
        mention = mark(voices, "source", "Pasjinian", "Dat zegt")
        voices.new_source(mention, "Pasjinian")
        assert voices.labels.sources["e1"].source_type == "unspecified"
        voices.set_attribute(now(voices, mention), "source_type", "politician")
        assert voices.labels.sources["e1"].source_type == "politician"
        voices.undo()
        assert voices.labels.sources["e1"].source_type == "unspecified"
        assert now(voices, mention).value("source_type") == "unspecified"
        assert findings(voices.project) == []


def test_a_mention_with_known_words_names_their_entity_at_once(tmp_path: Path) -> None:
    session = at_work(
        tmp_path / "p.db",
        "TASS meldt brand. De politie meldt niets. Tass en de politie. Een getuige. Een getuige. Hij. Hij.",
    )
    with session.project:
        session.new_source(mark(session, "source", "TASS"), "persbureau TASS")
        session.new_source(mark(session, "source", "De politie"), "politie")
        session.new_source(mark(session, "source", "Een getuige"), "getuige")
        session.new_source(mark(session, "source", "Hij"), "Jan")
        logged = len(list(events(session.project)))
        again = mark(session, "source", "Tass")
        assert (again.value("entity"), again.value("source_type")) == ("e1", "state_media")
        assert len(list(events(session.project))) == logged + 1, "in the same action"
        assert mark(session, "source", "de politie").value("entity") == "e2"
        assert mark(session, "source", "Een getuige", "getuige. ").value("entity") is None, "another witness"
        assert mark(session, "source", "Hij", "ij. Hij").value("entity") is None
        assert mark(session, "source", "politie", "en de").value("entity") == "e2", "by the name of the entity"
        session.set_attribute(now(session, again), "entity", None)
        session.set_attribute(now(session, again), "identification", "described")
        assert now(session, again).value("entity") is None, "none is an answer"
        assert findings(session.project) == []
