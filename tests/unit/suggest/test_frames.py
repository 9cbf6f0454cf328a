"""Frames: who says what by which cue, and what is uncertain."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from frame_scores import CUES, Marked, framed, links_of, marked, parse, scores, seed, spot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import Attribute, Fragment
from annotator.suggest.frames import Frame
from annotator.suggest.suggestion import Suggestion
from annotator.text.segment import DutchSegmenter
from annotator.text.tokens import tokenise


def spans(frame: Frame, label: str) -> list[str]:
    return [" … ".join(part.text for part in span.fragments) for span in frame.spans if span.label == label]


def links(frame: Frame) -> set[tuple[str, str, str]]:
    words = [" … ".join(part.text for part in span.fragments) for span in frame.spans]
    return {(link.label, words[link.head], words[link.tail]) for link in frame.links}


def frame(text: str) -> Frame:
    return parse(text).frame()


SAMPLES = {name: marked(name) for name in ("frames-dev.txt", "frames-second.txt", "frames-third.txt")}


@pytest.mark.parametrize("document", [d for found in SAMPLES.values() for d in found], ids=lambda d: d.text[:40])
def test_the_marked_sentences_are_read_as_they_stand(document: Marked) -> None:
    assert "{" not in document.text
    assert all(a < b for _, extent in document.spans for a, b in extent)


FLOORS = {
    "source": 0.9,
    "claim": 0.9,
    "quote": 0.9,
    "cue_of": 0.9,
    "attributed_to": 0.9,
    "hedges": 0.9,
    "relayed_by": 0.9,
}


@pytest.mark.parametrize("name", ["seed", *SAMPLES])
def test_the_scores_on_the_marked_sentences_do_not_fall(name: str) -> None:
    found = scores(seed() if name == "seed" else SAMPLES[name])
    for label, floor in FLOORS.items():
        if found[label].given < 2:
            continue
        assert found[label].precision >= floor, (label, str(found[label]))
        assert found[label].recall >= floor, (label, str(found[label]))


SOURCES = [
    ("De klap was hard, {a1:zegt} mevrouw De Groot.", "mevrouw De Groot"),
    ("Gisteren {a1:zei} de premier van België dat het goed gaat.", "de premier van België"),
    ("Een woordvoerder van het OM {a1:bevestigt} dat de man vastzit.", "Een woordvoerder van het OM"),
    ("Minister Faber van Asiel en Migratie {a1:stelt} dat het kan.", "Minister Faber van Asiel en Migratie"),
    ("De premier, die in Brussel is, {a1:noemde} het plan goed.", "De premier"),
    ("Het plein is leeg, zo heeft de politie {a1:gezegd}.", "de politie"),
    ("Artsen en verpleegkundigen {a1:zeggen} dat het te druk is.", "Artsen en verpleegkundigen"),
    ("Uit cijfers van het CBS {a1:blijkt} dat de prijzen dalen.", "cijfers van het CBS"),
    ("{a1:Uit} onderzoek van Pointer en NRC {a1:blijkt} dat de prijzen dalen.", "onderzoek van Pointer en NRC"),
    ("In het rapport {a1:staat} dat de brug onveilig is.", "het rapport"),
    ("Daarin {a1:staat} dat de brug onveilig is.", "Daarin"),
]


@pytest.mark.parametrize(("text", "source"), SOURCES)
def test_the_source_of_a_cue(text: str, source: str) -> None:
    found = frame(text)
    assert spans(found, "source") == [source]
    assert ("cue_of", spans(found, "attribution_cue")[0], source) in links(found)


@pytest.mark.parametrize(
    "text",
    [
        "Over doden is niets {a1:gezegd}.",
        "Er wordt {a1:gezegd} dat de brug dicht is.",
        "De minister wil niet op de {a1:berichten} vooruitlopen.",
        "Het {a1:zegt} veel over de club.",
    ],
)
def test_where_nobody_is_named_there_is_no_source(text: str) -> None:
    assert spans(frame(text), "source") == []


def test_a_passive_has_its_source_behind_door() -> None:
    assert spans(frame("De brand wordt door de politie {a1:verklaard}."), "source") == ["de politie"]


def test_a_second_verb_shares_the_subject() -> None:
    found = frame("De politie {a1:zegt} dat de weg dicht is en {a2:waarschuwt} dat het druk wordt.")
    assert spans(found, "source") == ["De politie"]
    assert {("cue_of", "zegt", "De politie"), ("cue_of", "waarschuwt", "De politie")} <= links(found)
    assert spans(found, "claim") == ["de weg dicht is", "het druk wordt"]


def test_a_claim_is_cut_in_two_by_its_attribution() -> None:
    found = frame("De dader is {a1:volgens} de politie gevlucht.\n= a1 preposition")
    assert spans(found, "claim") == ["De dader is … gevlucht"]


def test_what_is_unknown_is_no_claim() -> None:
    assert spans(frame("Het is nog {u1:niet duidelijk} wat de oorzaak is.\n= u1 unknown"), "claim") == []
    assert spans(frame("Wie het deed, is {u1:onbekend}.\n= u1 unknown"), "claim") == []


def test_a_cue_may_hedge_the_claim_of_the_sentence_before() -> None:
    found = frame("De stad is omsingeld. Het is {u1:niet duidelijk} of dit waar is.\n= u1 unknown")
    assert ("hedges", "niet duidelijk", "De stad is omsingeld") in links(found)
    assert spans(found, "claim") == ["De stad is omsingeld"]


def explicit(found: Frame) -> list[str]:
    return [a.value for link in found.links for a in link.attributes if link.label == "attributed_to"]


def test_hearsay_goes_on_to_the_source_of_the_sentence_before_it() -> None:
    text = "De weg is dicht, {a1:meldt} de politie. Er {u1:zou} een boom zijn omgevallen.\n= u1 reportative"
    found = frame(text)
    assert ("attributed_to", "Er zou een boom zijn omgevallen", "de politie") in links(found)
    assert explicit(found) == ["true", "false"]


@pytest.mark.parametrize("between", ["\n", " Het regende ook. "])
def test_hearsay_has_no_source_from_another_paragraph_or_from_further_back(between: str) -> None:
    marks = (
        "De weg is dicht, {a1:meldt} de politie." + between + "Er {u1:zou} een boom zijn omgevallen.\n= u1 reportative"
    )
    assert explicit(frame(marks)) == ["true"]


def test_a_chain_has_its_origin_and_who_passes_it_on() -> None:
    found = frame("Het ministerie {a1:zegt} dat de grens dicht is, {a2:meldt} Interfax.")
    assert ("relayed_by", "Het ministerie", "Interfax") in links(found)
    assert ("attributed_to", "de grens dicht is", "Het ministerie") in links(found)
    assert ("attributed_to", "de grens dicht is", "Interfax") not in links(found)


def test_an_agency_passes_on_what_it_has_on_the_word_of_another() -> None:
    text = "TASS {a1:meldt} {a2:op gezag van} het leger dat de stad is ingenomen.\n= a2 preposition"
    found = links(frame(text))
    assert {("attributed_to", "de stad is ingenomen", "het leger"), ("relayed_by", "het leger", "TASS")} <= found


def test_a_quotation_over_sentences_is_one_and_all_in_it_is_said_by_one() -> None:
    found = frame("“Het was druk. Iedereen rende weg”, {a1:zegt} een omstander.")
    assert spans(found, "quote") == ["“Het was druk. Iedereen rende weg”"]
    assert sorted(explicit(found)) == ["false", "true"]


QUOTES = [
    ("De 'vredesmacht' komt morgen.", "scare"),
    ("Hij zei dat \"de hele stad plat ligt\".", "mixed"),
    ('"De stad ligt plat", zei hij.', "direct"),
    ("Hij schreef het boek 'De grote stad' vorig jaar.", "title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), QUOTES)
def test_the_kind_of_a_quotation(text: str, kind: str) -> None:
    found = [span for span in frame(text).spans if span.label == "quote"]
    assert [span.attributes for span in found] == [(Attribute("quote_type", kind),)]


def test_a_quotation_without_its_other_mark_and_an_apostrophe_are_none() -> None:
    assert spans(frame("De auto's van Hans' zus zijn \"weg.\nDat is\" zo."), "quote") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Dat {a1:meldt} TASS.", {"source_type": "state_media", "identification": "named"}),
        ("Dat {a1:meldt} de legerwoordvoerder.", {"source_type": "official", "identification": "described"}),
        ("Dat {a1:melden} ooggetuigen.", {"source_type": "eyewitness", "identification": "anonymous"}),
        ("Dat {a1:meldt} het ministerie van Defensie.", {"source_type": "organisation", "identification": "named"}),
        ("Dat {a1:meldt} oud-premier Rutte.", {"source_type": "politician", "identification": "named"}),
        ("Dat {a1:zegt} Karin Jansen.", {"identification": "named"}),
        ("Dat {a1:zegt} zij.", {}),
    ],
)
def test_what_a_source_is_where_its_words_tell(text: str, values: dict[str, str]) -> None:
    found = [span for span in frame(text).spans if span.label == "source"]
    assert {a.name: a.value for span in found for a in span.attributes} == values


# -- any text ---------------------------------------------------------------------------------------------------------

WORDS = (
    "zegt zei meldt volgens aldus dat of en maar , , . : ; \" ' “ ” ‘ ’ ( ) - – de het een minister politie TASS Rutte "
    "zou zouden zijn heeft gezegd is van in hoorde van niet duidelijk Daar staat wie wat die \n ? ! e\u0301 😀 \u202e 12 5%"
).split(" ")


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[Suggestion]]:
    text = " ".join(draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=45)))
    cues: dict[object, Suggestion] = {}
    for bounds in DutchSegmenter().split(text):
        tokens = tokenise(text, *bounds)
        for _ in range(draw(st.integers(0, 3))):
            at = sorted(draw(st.sets(st.integers(0, len(tokens) - 1), min_size=1, max_size=2)))
            label = draw(st.sampled_from(CUES))
            values = (
                "report_verb preposition noun receive punctuation other",
                "reportative unknown possible distancing",
            )
            kind = draw(st.sampled_from(values[label == CUES[1]].split()))
            name = "cue_class" if label == CUES[0] else "cue_type"
            parts = tuple(Fragment(*tokens[i], text[slice(*tokens[i])]) for i in at)
            if all(one.end < other.start for one, other in pairwise(parts)):
                cues[label, parts] = Suggestion(label, parts, (Attribute(name, kind),))
    return text, list(cues.values())


@settings(max_examples=300, deadline=None)
@given(texts())
def test_any_text_gives_pieces_in_order_that_quote_it_in_one_sentence(case: tuple[str, list[Suggestion]]) -> None:
    text, cues = case
    sentences = DutchSegmenter().split(text)
    found = framed(text, sentences, cues)
    assert [spot_of(s) for s in found.spans if s.label in CUES] == [
        spot_of(s) for s in sorted(cues, key=lambda s: (s.fragments[0].start, -s.fragments[-1].end, s.label))
    ]
    for span in found.spans:
        last = -1
        for part in span.fragments:
            assert last < part.start < part.end
            assert text[part.start : part.end] == part.text
            last = part.end
        start, end = span.fragments[0].start, span.fragments[-1].end
        assert span.label == "quote" or any(a <= start and end <= b for a, b in sentences)
        assert 0 < span.score <= 1
        if span.label == "claim":
            assert any(char.isalnum() for part in span.fragments for char in part.text)
    ends = {"cue_of": (CUES[0], "source"), "attributed_to": ("claim", "source"), "hedges": (CUES[1], "claim")}
    for link in found.links:
        labels = found.spans[link.head].label, found.spans[link.tail].label
        assert labels == ends.get(link.label, ("source", "source"))
        assert link.head != link.tail
    assert len(links_of(found)) == len(found.links)


@pytest.mark.parametrize(
    "piece", ["zegt hij dat ", "' ", '"a ', "volgens de ", "de e ", "en dat ", "A. ", ", die ", "(", "“"]
)
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        sentences = DutchSegmenter().split(text)
        tokens = [tokenise(text, *bounds) for bounds in sentences]
        picked = random.Random(7)
        cues = [
            Suggestion(CUES[i % 2], (Fragment(a, b, text[a:b]),), (Attribute("cue_class", "report_verb"),))
            for i, (a, b) in enumerate(t for found in tokens for t in found if picked.random() < 0.3)
        ]
        started = time.process_time()  # of this process alone: others may be at work
        framed(text, sentences, cues)
        return time.process_time() - started

    small = min(seconds(2000) for _ in range(3))
    most = 8 * 4 * small + 0.3
    assert any(seconds(16000) < most for _ in range(3)), "what grows with the square takes 64 times as long"
