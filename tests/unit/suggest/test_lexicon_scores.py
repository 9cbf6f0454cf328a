"""How well ``nl-lexicon/1`` does on layers made by hand: the seed, and sentences written before it was run on them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotator.resources import seed_file
from annotator.suggest.lexicon import suggest
from annotator.text.cues import lowered
from annotator.text.segment import DutchSegmenter

DATA = Path(__file__).parents[2] / "data"
LABELS = ("uncertainty_cue", "attribution_cue")
Cue = tuple[str, tuple[tuple[int, int], ...], tuple[str, ...]]


def suggested(text: str, sentences: list[tuple[int, int]]) -> set[Cue]:
    return {
        (one.label, tuple((f.start, f.end) for f in one.fragments), tuple(a.value for a in one.attributes))
        for one in suggest(text, sentences)
    }


def seed(name: str) -> tuple[str, list[tuple[int, int]], set[Cue]]:
    record = json.loads(seed_file("nos-almaty", name).read_text(encoding="utf-8"))
    sentences = [(sentence["start"], sentence["end"]) for sentence in record["sentences"]]
    spans = {
        (
            span["label"],
            tuple((f["start"], f["end"]) for f in span["fragments"]),
            tuple(a["value"] for a in span["attributes"]),
        )
        for span in record["spans"]
        if span["label"] in LABELS
    }
    return record["document"]["text"], sentences, spans


def written(name: str) -> tuple[str, list[tuple[int, int]], set[Cue]]:
    """A file of sentences with their cues behind them (see its README)."""
    text, sentences, spans = "", [], set()
    for line in (DATA / "cues" / name).read_text(encoding="utf-8").splitlines():
        sentence, *labels = line.split(" | ")
        base = len(text)
        text += sentence + "\n"
        sentences.append((base, len(text) - 1))
        for label in labels:
            head, words = label.split(": ", 1)
            kind, *values = head.split()
            pieces, at = [], 0
            for piece in words.split(" … "):
                match = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(sentence, at)
                assert match is not None, (sentence, piece)
                pieces.append((base + match.start(), base + match.end()))
                at = match.end()
            spans.add((LABELS["ua".index(kind)], tuple(pieces), tuple(values)))
    return text, sentences, spans


def rates(wanted: set[Cue], found: set[Cue], label: str) -> tuple[float, float]:
    """Precision and recall of exact spans with the right values."""
    w, f = ({cue for cue in cues if cue[0] == label} for cues in (wanted, found))
    return len(w & f) / len(f), len(w & f) / len(w)


@pytest.mark.parametrize("name", ["example.jsonl", "second.jsonl"])
def test_the_seed(name: str) -> None:
    text, sentences, wanted = seed(name)
    for bounds in (sentences, DutchSegmenter().split(text)):
        found = suggested(text, bounds)
        assert min(rates(wanted, found, "uncertainty_cue")) >= 0.9
        assert min(rates(wanted, found, "attribution_cue")) >= 0.9


def test_no_distractor_of_the_seed_is_tagged() -> None:
    text, sentences, _ = seed("example.jsonl")
    tagged = {i for _, pieces, _ in suggested(text, sentences) for start, end in pieces for i in range(start, end)}
    for words in ("moest", "oproep", "gevraagd", "zou worden", "gezegd", "aanwijzing", "onbekende", "alleen dat"):
        assert text.index(words) not in tagged, words


@pytest.mark.parametrize("name", ["held-out.txt", "held-out-2.txt"])
def test_sentences_written_for_it(name: str) -> None:
    text, sentences, wanted = written(name)
    found = suggested(text, sentences)
    for label in LABELS:
        assert min(rates(wanted, found, label)) >= 0.9, sorted(wanted ^ found)


def test_zou_is_a_cue_where_it_was_counted_as_one() -> None:
    right = wrong = missed = 0
    for line in (DATA / "zou" / "zou-dev.jsonl").read_text(encoding="utf-8").splitlines():
        counted = json.loads(line)
        text = counted["text"]
        found = any(
            start <= counted["start"] < end
            for label, pieces, _ in suggested(text, [(0, len(text))])
            for start, end in pieces
            if label == "uncertainty_cue"
        )
        cue = counted["label"] in ("REP", "POS")
        right, wrong, missed = right + (cue and found), wrong + (found and not cue), missed + (cue and not found)
    assert right / (right + wrong) >= 0.9
    assert right / (right + missed) >= 0.8


def test_the_same_in_capitals_and_with_other_apostrophes() -> None:
    text = "Volgens hem zou zo’n man zijn gevlucht."
    assert len(suggested(text.upper(), [(0, len(text))])) == len(suggested(text, [(0, len(text))])) == 2
    assert lowered(text.upper()) == lowered(text)
