"""The lines around the text: what they say at every width, and that they never run over their edge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from annotator.resources import seed_file
from annotator.session import Session
from annotator.settings import PRESETS, Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.help import help_lines
from annotator.ui.theme import palette_of
from annotator.ui.widgets.bars import Looks, footer_line, title_line
from annotator.ui.widgets.painted import Words, cut, folded
from annotator.ui.widgets.panel import panel_lines, span_line
from annotator.words import Say
from tests.building import at_work, link, mark, nl_fact, opened, record, take

SAY = Say("en")
WIDTHS = [20, 40, 60, 79, 80, 99, 100, 120, 200]


def plain(line: Words) -> str:
    return "".join(text for text, _ in line)


@pytest.fixture
def looks() -> Looks:
    return Looks(palette_of(nl_fact()[1], Settings()))


@pytest.fixture
def full(tmp_path: Path) -> Session:
    """The demo layer, every sentence of it."""
    session = at_work(tmp_path / "p.db", "Leeg.", annotator="example")
    data: dict[str, Any] = json.loads(seed_file("nos-almaty", "example.jsonl").read_text(encoding="utf-8"))
    take(session.project, data)
    session.open("nos-almaty")
    return session


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_nothing_runs_over_the_edge(full: Session, looks: Looks, width: int, language: str) -> None:
    say, registry = Say(language), Registry(full.scheme)
    with full.project:
        for index in range(len(full.stored.sentences)):
            full.cursor.place(index)
            for span in [None, *full.labels.in_sentence(index)]:
                full.active = span.id if span else None
                lines = [title_line(full, say, looks, width)] if width >= 60 else []
                lines += [footer_line(full, registry, say, looks, width), span_line(full, say, looks, width)]
                for line in lines:
                    assert cell_len(plain(line)) <= width, plain(line)
            for line in panel_lines(full, say, looks, 35, 36):
                assert cell_len(plain(line)) <= 35, plain(line)


@pytest.mark.parametrize("height", [4, 10, 20, 36])
def test_the_current_span_is_in_the_panel_however_low_it_is(full: Session, looks: Looks, height: int) -> None:
    with full.project:
        for index in range(len(full.stored.sentences)):
            full.cursor.place(index)
            for span in full.labels.in_sentence(index):
                full.active = span.id
                lines = [plain(line) for line in panel_lines(full, SAY, looks, 35, height)]
                name = full.names(index)[span.id]
                if height >= 20:
                    assert any(line.startswith(f"▌{name:<3}{span.label}") for line in lines), (index, name)


def test_the_panel_says_links_entities_and_the_sentence(session: Session, looks: Looks) -> None:
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    source = mark(session, "source", "de politie")
    mark(session, "uncertainty_cue", "zouden")
    link(session, "attributed_to", claim, source)
    session.new_source(session.labels.spans[source.id], "Kazachse politie")
    session.cursor.seek(claim.start)
    session.active = claim.id
    session.set_sentence_label("check_worthiness", "FR")
    session.set_comment("Wie zijn hen?")
    session.set_confidence(1)
    said = [plain(line) for line in panel_lines(session, SAY, looks, 35, 36)]
    assert said[0] == "▌c1 claim"
    assert said[1].split() == ["quantity", "pos", "CT", "U", "indirect"]
    assert said[2].startswith("   → 2.s1 attributed_to")
    assert any(line.startswith(" u1 uncertainty_cue") for line in said)
    assert " check_worthiness  FR · factual," in said
    assert " to do · body · in doubt" in said
    assert " ✎ Wie zijn hen?" in said
    session.cursor.place(1)
    assert "    = Kazachse politie" in [plain(line) for line in panel_lines(session, SAY, looks, 35, 36)]


def test_the_title_says_where_and_how_far_and_what_waits(session: Session, looks: Looks) -> None:
    wide = plain(title_line(session, SAY, looks, 120))
    assert re.fullmatch(r" a  Mogelijk tientallen doden in Almaty +sent\. 1/8   ─{17}   0%   ● saved *", wide)
    session.finish()
    narrow = plain(title_line(session, SAY, looks, 80))
    assert "─" not in narrow
    assert "2/8" in narrow
    assert "12%" in narrow
    second = opened(session.project, number=2)
    assert "pass 2 · sent. 1/8" in plain(title_line(second, SAY, looks, 120))


@pytest.mark.parametrize("key", ["k", "een-heel-lange-sleutel-van-een-document-" * 3, "中文标题" * 20])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_long_key_or_title_leaves_room_for_the_place(tmp_path: Path, looks: Looks, key: str, width: int) -> None:
    session = at_work(tmp_path / "p.db", "Leeg.")
    given = record("Een zin.", key)
    given["document"]["title"] = "Een heel lange titel met veel woorden " * 5
    take(session.project, given)
    session.open(key)
    with session.project:
        line = plain(title_line(session, SAY, looks, width))
        assert cell_len(line) <= width
        assert "1/1" in line
        assert "● saved" in line


def test_the_footer_has_only_what_does_something(session: Session, looks: Looks) -> None:
    registry = Registry(session.scheme)
    assert "attributes" not in plain(footer_line(session, registry, SAY, looks, 200))
    mark(session, "source", "TASS")
    wide = plain(footer_line(session, registry, SAY, looks, 200))
    assert "e attributes" in wide
    assert "o which source" in wide
    assert wide.rstrip().endswith("? help")
    session.cursor.extend(1)
    assert ", hold part" in plain(footer_line(session, registry, SAY, looks, 320))
    assert "c claim  u uncertainty  s source" in plain(footer_line(session, registry, SAY, looks, 80))


@pytest.mark.parametrize("width", [40, 79, 119, 199])
@pytest.mark.parametrize("preset", PRESETS)
def test_help_fits_and_has_every_key(looks: Looks, width: int, preset: str) -> None:
    registry = Registry(nl_fact()[1], preset=preset)
    lines = [plain(line).rstrip() for line in help_lines(registry, SAY, looks, width)]
    assert all(cell_len(line) <= width for line in lines)
    text = "\n".join(lines)
    assert all(registry.words(action, SAY) in text for action in registry.actions)
    assert len(lines) <= 37 or width < 119, "at 120 columns and 40 rows all of it is seen at once"


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("kort", 10, "kort"),
        ("te lang hiervoor", 8, "te lang…"),
        ("中文标题", 5, "中文…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
        ("\x1b]0;x\x07", 20, "␛]0;x␇"),
        ("iets", 0, ""),
        ("iets", 1, "…"),
    ],
)
def test_cutting_to_cells(text: str, width: int, kept: str) -> None:
    assert cut(text, width) == kept


def test_folding_at_spaces(looks: Looks) -> None:
    lines = folded([("een twee ", looks.text), ("drie vier vijf", looks.text)], 10, 2)
    assert all(cell_len(plain(line).rstrip()) <= 10 for line in lines)
    assert " ".join("".join(map(plain, lines)).split()) == "een twee drie vier vijf"
