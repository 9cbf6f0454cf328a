"""The readings of *zou*: rules on the clause, their score on counted tokens, and no harm in any text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.zou import CUES, reading_of

SHORT = {"FIP": "future", "CON": "conditional", "REP": "reportative", "POS": "possible", "NOR": "normative"}
COUNTED = Path(__file__).parents[2] / "data" / "zou" / "zou-dev.jsonl"

SENTENCES = [
    ("Kazachstan zou zijn grenzen voor buitenlanders hebben gesloten.", "reportative"),
    ("Er zou op mensen en auto's geschoten zijn.", "reportative"),
    ("Twee van hen zouden onthoofd zijn.", "reportative"),
    ("Het leger waarschuwde dat er geschoten zou worden.", "future"),
    ("De man zou, zo meldt de krant, zijn zoon hebben bedreigd.", "reportative"),
    ("De trainer zou een dag later zijn contract verlengen.", "future"),
    ("De brand zou kunnen zijn aangestoken.", "possible"),
    ("Dat zou de bank de kop kunnen kosten.", "possible"),
    ("Als de dijk brak, zou de stad onderlopen.", "conditional"),
    ("Zou de dijk breken, dan loopt de stad onder.", "conditional"),
    ("De stad zou onderlopen, als de dijk brak.", "conditional"),
    ("De minister zou eerst de Kamer moeten inlichten.", "normative"),
    ("Zij zou later haar huis moeten verkopen.", "future"),
    ("De directeur, die volgens geruchten geld zou aannemen, zwijgt.", "reportative"),
    ("Er zijn foto's waarop hij zou zijn mishandeld.", "reportative"),
]


@pytest.mark.parametrize(("sentence", "reading"), SENTENCES)
def test_readings(sentence: str, reading: str) -> None:
    lowered = sentence.lower()
    word = "zouden" if "zouden" in lowered else "zou"
    start = lowered.index(word)
    assert reading_of(sentence, start, start + len(word)) == reading


def test_of_the_counted_tokens_nine_in_ten_are_right_and_few_cues_are_missed() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for line in COUNTED.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        counts[SHORT[found["label"]], reading_of(found["text"], found["start"], found["end"])] += 1
    right = sum(n for (wanted, got), n in counts.items() if wanted == got)
    cues = sum(n for (wanted, got), n in counts.items() if wanted in CUES and got in CUES)
    assert sum(counts.values()) == 72
    assert right >= 64
    assert cues / sum(n for (_, got), n in counts.items() if got in CUES) >= 0.85
    assert cues / sum(n for (wanted, _), n in counts.items() if wanted in CUES) >= 0.8


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_reading(before: str, after: str) -> None:
    sentence = f"{before}zou{after}"
    assert reading_of(sentence, len(before), len(before) + 3) in SHORT.values()
