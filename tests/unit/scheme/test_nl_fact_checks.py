"""The rules of nl-fact, and those that hold in every scheme. They warn; none refuses anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.scheme import warnings_of
from annotator.session import Session
from tests.building import ARTICLE, at_work, link, mark, nl_fact, now, opened, place, record, taken


def warned(session: Session, sentence: int | None = None) -> list[str]:
    return [w.check for w in session.warnings(sentence)]


def test_an_empty_layer_has_no_warnings(session: Session) -> None:
    assert warned(session) == []


def test_every_check_of_the_scheme_is_tested_here() -> None:
    tested = {
        "cue_without_source",
        "hedge_without_claim",
        "claim_without_source",
        "author_with_source",
        "author_certainty",
        "no_source_with_source",
        "starts_with_dat",
    }
    assert {check.name for check in nl_fact()[1].check} == tested


def test_an_attribution_cue_wants_a_source(session: Session) -> None:
    cue, source = mark(session, "attribution_cue", "Volgens"), mark(session, "source", "de politie")
    assert warned(session) == ["cue_without_source"]
    link(session, "cue_of", cue, source)
    assert warned(session) == []


def test_an_uncertainty_cue_wants_a_claim(session: Session) -> None:
    cue, claim = mark(session, "uncertainty_cue", "Mogelijk"), mark(session, "claim", "tientallen doden in Almaty")
    assert warned(session) == ["hedge_without_claim"]
    link(session, "hedges", cue, claim)
    assert warned(session) == []


@pytest.mark.parametrize(("kind", "warns"), [("unknown", False), ("distancing", False), ("possible", True)])
def test_but_not_one_of_type_unknown_or_distancing(session: Session, kind: str, warns: bool) -> None:
    cue = mark(session, "uncertainty_cue", "Mogelijk")
    session.set_attribute(cue, "cue_type", kind)
    assert (warned(session) == ["hedge_without_claim"]) is warns


def test_a_reported_claim_wants_a_source_or_the_answer_that_there_is_none(session: Session) -> None:
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    assert warned(session) == []
    session.set_attribute(claim, "reporting", "indirect")
    assert warned(session) == ["claim_without_source"]
    session.set_attribute(now(session, claim), "no_source", "yes")
    assert warned(session) == []
    link(session, "attributed_to", claim, mark(session, "source", "de politie"))
    assert warned(session) == ["no_source_with_source"]


def test_a_claim_of_the_author_has_no_source(session: Session) -> None:
    claim, source = mark(session, "claim", "er tientallen doden gevallen"), mark(session, "source", "de politie")
    link(session, "attributed_to", claim, source)
    assert warned(session) == []
    session.set_attribute(now(session, claim), "reporting", "author")
    assert "author_with_source" in warned(session)


def test_a_claim_of_the_author_has_one_certainty(session: Session) -> None:
    claim = mark(session, "claim", "er tientallen doden gevallen")
    session.set_attribute(claim, "cert_source", "PR")
    assert warned(session) == ["author_certainty"]
    session.set_attribute(now(session, claim), "cert_author", "PR")
    assert warned(session) == []


@pytest.mark.parametrize(
    ("words", "warns"), [("dat het waar is", True), ("Dat het waar is", True), ("datum is nu", False)]
)
def test_a_claim_does_not_start_with_dat(tmp_path: Path, words: str, warns: bool) -> None:
    session = at_work(tmp_path / "p.db", f"Nu: {words}.")
    with session.project:
        mark(session, "claim", words)
        assert (warned(session) == ["starts_with_dat"]) is warns


# -- rules of every scheme ----------------------------------------------------------------------------------------


def given(label: str, words: str, name: str, **more: Any) -> dict[str, Any]:
    fragments = [{"start": s, "end": e} for s, e in place(ARTICLE, words)]
    return {"id": name, "label": label, "fragments": fragments, **more}


def imported(session: Session, **more: Any) -> Session:
    """A layer of bob's, as it may come from elsewhere: with what no key could have made."""
    assert taken(session.project, record(layer={"annotator": "bob"}, **more)) == ["layer"]
    return opened(session.project, "bob", "a")


def test_a_link_whose_ends_are_exchanged_is_taken_in_and_warned_of(session: Session) -> None:
    spans = [given("claim", "tientallen doden", "c"), given("source", "de politie", "s")]
    relations = [{"label": "attributed_to", "head": "s", "tail": "c"}]
    bob = imported(session, spans=spans, relations=relations)
    found = bob.warnings()
    assert [(w.check, w.span, w.sentence) for w in found] == [("signature", "s", 1)]
    assert "claim → source" in found[0].message.en


def test_values_that_the_scheme_does_not_have(session: Session) -> None:
    spans = [
        given("claim", "tientallen doden", "c", attributes=[{"name": "polarity", "value": "maybe"}]),
        given("source", "de politie", "s", attributes=[{"name": "mood", "value": "x"}]),
        given("source", "persbureau TASS", "t", attributes=[{"name": "entity", "value": "e7"}]),
        given("source", "Groot Koerkamp", "k", attributes=[{"name": "entity", "value": "e1"}]),
    ]
    bob = imported(session, spans=spans, sources=[{"id": "e1", "name": "Geert"}])
    found = [(w.check, w.span) for w in bob.warnings() if w.check == "values"]
    assert found == [("values", "c"), ("values", "s"), ("values", "t")]


def test_relayed_by_goes_round_in_no_circle(session: Session) -> None:
    spans = [given("source", w, w[:1]) for w in ("de politie", "persbureau TASS", "Interfax", "Groot Koerkamp")]
    chain = [{"label": "relayed_by", "head": h, "tail": t} for h, t in ("dp", "pI", "Id", "dG")]
    bob = imported(session, spans=spans, relations=chain)
    found = bob.warnings()
    assert {w.check for w in found} == {"acyclic"}
    assert sorted(str(w.span) for w in found) == ["I", "d", "p"], "the link to G is in no circle"


def test_a_chain_without_a_circle_is_no_fault(session: Session) -> None:
    spans = [given("source", w, w[:1]) for w in ("de politie", "persbureau TASS", "Interfax")]
    chain = [{"label": "relayed_by", "head": h, "tail": t} for h, t in ("dp", "pI", "dI")]
    assert warned(imported(session, spans=spans, relations=chain)) == []


def test_labels_of_another_scheme_are_named(session: Session) -> None:
    spans = [given("claim", "tientallen doden", "c"), given("claim", "er tientallen doden gevallen", "d")]
    bob = imported(session, spans=spans, relations=[{"label": "same_as", "head": "c", "tail": "d"}])
    _, scheme, _ = nl_fact()
    other = type(scheme)(**{**{f: getattr(scheme, f) for f in scheme.__dataclass_fields__}, "span": (), "relation": ()})
    found = [(w.check, w.span, w.message.en) for w in warnings_of(other, bob.labels)]
    assert ("values", "c", "the scheme has no label claim") in found
    assert ("signature", "c", "the scheme has no relation same_as") in found


def test_the_warnings_of_one_sentence_are_those_of_the_spans_that_begin_in_it(session: Session) -> None:
    mark(session, "attribution_cue", "Volgens")
    mark(session, "uncertainty_cue", "zouden")
    assert warned(session, 1) == ["cue_without_source"]
    assert warned(session, 6) == ["hedge_without_claim"]
    assert warned(session, 2) == []
    assert len(warned(session)) == 2


def test_warnings_are_said_in_both_languages(session: Session) -> None:
    mark(session, "attribution_cue", "Volgens")
    message = session.warnings()[0].message
    assert message.say("en") != message.say("nl")
    assert message.say("de") == message.say("en")
