"""The defaults of nl-fact: what a label says before anybody chooses, and how it follows what happens around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model import Span
from annotator.session import Session
from annotator.store.events import events
from tests.building import at_work, findings, link, mark, now

CUES = {
    "mogelijk": "possible",
    "zou kunnen": "possible",
    "vermoedelijk": "probable",
    "lijkt erop": "probable",
    "zou": "reportative",
    "naar verluidt": "reportative",
    "niet duidelijk": "unknown",
    "denkt": "doxastic",
    "onderzoekt": "investigation",
    "mits": "conditional",
    "ongeveer": "approximation",
    "zogenoemde": "distancing",
}


def said(session: Session, span: Span) -> tuple[str | None, str | None, str | None]:
    """cert_source, cert_author and reporting of a claim, as they are by now."""
    found = now(session, span)
    return found.value("cert_source"), found.value("cert_author"), found.value("reporting")


@pytest.mark.parametrize(("words", "kind"), CUES.items())
def test_a_cue_knows_its_type_by_its_words(tmp_path: Path, words: str, kind: str) -> None:
    session = at_work(tmp_path / "p.db", f"Er is {words} brand.")
    with session.project:
        assert mark(session, "uncertainty_cue", words).value("cue_type") == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("morgen is er brand", "prediction"),
        ("brand doordat het droog was", "causal"),
        ("iedereen moet naar huis", "rule"),
        ("er zijn drie doden", "quantity"),
        ("er zijn 3 doden", "quantity"),
        ("er zijn tientallen doden", "quantity"),
        ("er is een dode", "event"),
        ("er bestaat een plan", "state"),
        ("de brand is uit", "event"),
    ],
)
def test_a_claim_knows_its_type_by_its_words(tmp_path: Path, words: str, kind: str) -> None:
    session = at_work(tmp_path / "p.db", f"Nu: {words} ja.")
    with session.project:
        assert mark(session, "claim", words).value("claim_type") == kind


def test_a_claim_of_the_author_is_certain_and_positive(session: Session) -> None:
    claim = mark(session, "claim", "er tientallen doden gevallen")
    assert said(session, claim) == ("CT", "CT", "author")
    assert claim.value("polarity") == "pos"
    assert claim.value("no_source") is None


def test_an_attributed_claim_is_left_open_by_the_author_until_the_link_goes(session: Session) -> None:
    claim = mark(session, "claim", "er tientallen doden gevallen")
    source = mark(session, "source", "de politie")
    made = link(session, "attributed_to", claim, source)
    assert said(session, claim) == ("CT", "U", "indirect")
    session.unlink(made)
    assert said(session, claim) == ("CT", "CT", "author")


@pytest.mark.parametrize(
    ("kind", "certainty", "reporting"),
    [
        ("possible", "PS", "author"),
        ("probable", "PR", "author"),
        ("reportative", "U", "indirect"),
        ("unknown", "U", "author"),
        ("doxastic", "U", "author"),
        ("investigation", "U", "author"),
        ("conditional", "U", "author"),
        ("approximation", "CT", "author"),
        ("distancing", "CT", "author"),
    ],
)
def test_a_hedged_claim_is_as_sure_as_its_cue(session: Session, kind: str, certainty: str, reporting: str) -> None:
    claim, cue = mark(session, "claim", "tientallen doden in Almaty"), mark(session, "uncertainty_cue", "Mogelijk")
    session.set_attribute(cue, "cue_type", kind)
    link(session, "hedges", cue, claim)
    source = certainty if reporting == "author" else "CT"
    assert said(session, claim) == (source, certainty, reporting), "the author's own: one certainty"


def test_a_claim_follows_the_type_of_its_cue(session: Session) -> None:
    claim, cue = mark(session, "claim", "tientallen doden in Almaty"), mark(session, "uncertainty_cue", "Mogelijk")
    link(session, "hedges", cue, claim)
    assert said(session, claim) == ("PS", "PS", "author")
    session.set_attribute(now(session, cue), "cue_type", "probable")
    assert said(session, claim) == ("PR", "PR", "author")
    session.undo()
    assert said(session, claim) == ("PS", "PS", "author")


def test_a_claim_follows_a_cue_whose_type_follows_its_words(tmp_path: Path) -> None:
    """Two steps: other words make another type, and another type makes another certainty."""
    session = at_work(tmp_path / "p.db", "Er zou mogelijk brand zijn.")
    with session.project:
        claim = mark(session, "claim", "brand zijn")
        cue = mark(session, "uncertainty_cue", "zou mogelijk")
        link(session, "hedges", cue, claim)
        assert (now(session, cue).value("cue_type"), said(session, claim)) == ("possible", ("PS", "PS", "author"))
        session.active = cue.id
        session.cursor.seek(3)
        session.move_edge("end", -1)
        assert (now(session, cue).value("cue_type"), said(session, claim)) == ("reportative", ("CT", "U", "indirect"))
        assert [e.operation for e in events(session.project)][-1] == "edge", "it is one action"
        session.undo()
        assert (now(session, cue).value("cue_type"), said(session, claim)) == ("possible", ("PS", "PS", "author"))
        assert findings(session.project) == []


def test_attribution_outweighs_a_hedge_and_both_can_go(session: Session) -> None:
    claim, cue = mark(session, "claim", "tientallen doden in Almaty"), mark(session, "uncertainty_cue", "Mogelijk")
    hedge = link(session, "hedges", cue, claim)
    attribution = link(session, "attributed_to", claim, mark(session, "source", "de politie"))
    assert said(session, claim) == ("CT", "U", "indirect")
    session.unlink(attribution)
    assert said(session, claim) == ("PS", "PS", "author")
    session.unlink(hedge)
    assert said(session, claim) == ("CT", "CT", "author")


@pytest.mark.parametrize(
    ("words", "certainty"),
    [("weet", "CT"), ("bleek", "CT"), ("erkende", "CT"), ("zei", "U"), ("weet niet", "U"), ("liet weten", "U")],
)
def test_a_factive_cue_two_links_away_makes_the_author_certain(tmp_path: Path, words: str, certainty: str) -> None:
    session = at_work(tmp_path / "p.db", f"De politie {words} dat er brand is.")
    with session.project:
        claim, source = mark(session, "claim", "er brand is"), mark(session, "source", "De politie")
        cue = mark(session, "attribution_cue", words)
        link(session, "attributed_to", claim, source)
        assert said(session, claim)[1] == "U"
        link(session, "cue_of", cue, source)
        assert said(session, claim)[1] == certainty


def test_a_claim_in_a_quote_is_direct_and_one_that_overlaps_it_mixed(session: Session) -> None:
    mark(session, "quote", '"We weten niet veel. Het plein is schoongeveegd"')
    inside = mark(session, "claim", "Het plein is schoongeveegd")
    assert said(session, inside)[1:] == ("U", "direct")
    across = mark(session, "claim", 'schoongeveegd", zei Groot Koerkamp')
    assert said(session, across)[1:] == ("U", "mixed")


def test_claims_in_every_sentence_of_a_quote_follow_when_it_comes_and_goes(session: Session) -> None:
    first, second = mark(session, "claim", "We weten niet veel"), mark(session, "claim", "Het plein is schoongeveegd")
    outside = mark(session, "claim", "Dat meldt persbureau TASS")
    quote = mark(session, "quote", '"We weten niet veel. Het plein is schoongeveegd"')
    assert said(session, first)[2] == said(session, second)[2] == "direct"
    assert said(session, outside)[2] == "author"
    session.active = quote.id
    session.cursor.seek(quote.start)
    session.move_edge("end", -3)
    assert said(session, second)[2] == "mixed"
    session.delete(now(session, quote))
    assert said(session, first)[2] == said(session, second)[2] == "author"
    session.undo()
    assert (said(session, first)[2], said(session, second)[2]) == ("direct", "mixed")
    assert findings(session.project) == []


def test_a_quote_inside_a_claim_is_part_of_a_sentence(session: Session) -> None:
    mark(session, "claim", "Het plein is schoongeveegd")
    assert mark(session, "quote", "is schoongeveegd").value("quote_type") == "mixed"
    assert mark(session, "quote", "We weten niet veel").value("quote_type") == "direct"


def test_what_an_annotator_chose_stays_whatever_comes_and_goes(session: Session) -> None:
    claim, source = mark(session, "claim", "er tientallen doden gevallen"), mark(session, "source", "de politie")
    session.set_attribute(claim, "cert_author", "PR")
    made = link(session, "attributed_to", claim, source)
    assert said(session, claim) == ("CT", "PR", "indirect")
    session.unlink(made)
    assert said(session, claim) == ("PR", "PR", "author"), (
        "the source's certainty is the author's when nobody else speaks"
    )


def test_a_chosen_value_draws_the_others_along(session: Session) -> None:
    claim = mark(session, "claim", "er tientallen doden gevallen")
    session.set_attribute(claim, "reporting", "direct")
    assert said(session, claim) == ("CT", "U", "direct")
    session.set_attribute(now(session, claim), "reporting", "author")
    assert said(session, claim) == ("CT", "CT", "author")


def test_another_annotators_spans_are_no_context(session: Session) -> None:
    mark(session, "quote", '"We weten niet veel. Het plein is schoongeveegd"')
    other = Session(session.project, "bob")
    other.open("a")
    assert said(other, mark(other, "claim", "Het plein is schoongeveegd"))[2] == "author"


def test_a_source_and_an_attribution_cue_know_their_kind(session: Session) -> None:
    assert (
        mark(session, "source", "ooggetuigen" if "ooggetuigen" in session.stored.document.text else "de politie").value(
            "identification"
        )
        == "described"
    )
    assert mark(session, "source", "Groot Koerkamp").value("identification") == "named"
    assert mark(session, "attribution_cue", "Volgens").value("cue_class") == "preposition"
    assert mark(session, "attribution_cue", "zei").value("cue_class") == "report_verb"
    assert mark(session, "attribution_cue", "weten").value("stance") == "committing"
