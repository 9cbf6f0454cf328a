"""The pace in words: in both languages, one and several, little and much, wide and narrow."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from annotator.session.pace import Pace
from annotator.ui.widgets.pace import brief_pace, pace_line
from annotator.words import Say

DAY = Pace(112, 2 * 3600 + 5 * 60, 54.0, 35, 1204)


@pytest.mark.parametrize(
    ("pace", "language", "line"),
    [
        (DAY, "nl", "vandaag 112 zinnen in 2 u 05 min · 54 per uur · nog 35 hier, 1.204 in het project, ± 22 uur"),
        (DAY, "en", "today 112 sentences in 2 h 05 min · 54 an hour · 35 left here, 1,204 in the project, ± 22 hours"),
        (
            Pace(1, 40.0, 90.0, 2, 60),
            "nl",
            "vandaag 1 zin in 40 s · 90 per uur · nog 2 hier, 60 in het project, ± 40 min",
        ),
        (
            Pace(1, 90.0, 90.0, 2, 60),
            "en",
            "today 1 sentence in 2 min · 90 an hour · 2 left here, 60 in the project, ± 40 min",
        ),
        (Pace(0, 0.0, None, 8, 11), "en", "today nothing finished yet · 8 left here, 11 in the project"),
        (
            Pace(0, 0.0, 60.0, 8, 11),
            "nl",
            "vandaag nog niets af · 60 per uur · nog 8 hier, 11 in het project, ± 11 min",
        ),
        (Pace(8, 600.0, 60.0, 0, 0), "en", "today 8 sentences in 10 min · 60 an hour · nothing left to do"),
        (
            Pace(3, 600.0, 60.0, 1, 95),
            "nl",
            "vandaag 3 zinnen in 10 min · 60 per uur · nog 1 hier, 95 in het project, ± 2 uur",
        ),
    ],
)
def test_what_it_says(pace: Pace, language: str, line: str) -> None:
    assert pace_line(pace, Say(language), 200) == line


@pytest.mark.parametrize("language", ["en", "nl"])
def test_at_80_columns_it_says_it_shorter(language: str) -> None:
    big = Pace(1_112, 9 * 3600 + 5 * 60, 54.0, 4_999, 2_500_000)
    for pace in (DAY, big):
        line = pace_line(pace, Say(language), 78)
        assert cell_len(line) <= 78
        assert line.startswith(brief_pace(pace, Say(language)))
    assert pace_line(DAY, Say("nl"), 78) == "112 vandaag · 54/u · 35 hier, 1.204 te doen, ± 22 uur"
