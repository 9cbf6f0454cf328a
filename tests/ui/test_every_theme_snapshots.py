"""Every state of a screen in dark at both sizes, and every screen in each theme at 80 by 24, as pictures.

What the other modules of pictures have is not taken here again: ``--snapshot-update`` takes these anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotator.session import Session
from annotator.session.adjudication import Adjudication
from annotator.settings import THEMES, Settings
from annotator.store import Project
from annotator.ui.app import AdjudicatorApp, AnnotatorApp
from annotator.ui.screens.search import SearchScreen
from tests.building import mark, new_project, opened, record, take
from tests.screenshots import clock, in_hand
from tests.ui.desk import Desk
from tests.unit.session.disagreeing import disagreeing

SIZES = {"wide": (120, 40), "narrow": (80, 24)}
LOOKS: dict[str, dict[str, object]] = {theme: {"theme": theme} for theme in THEMES[1:]}
LOOKS["no-colour"] = {"no_color": True}
Compare = Callable[..., bool]

TANGLED = """\
"Volgens TASS zouden er mogelijk tientallen doden zijn", zei Koerkamp. Dat is niet zeker.
Het aantal gewonden bedraagt volgens de politie 353. Niemand weet het.
"""
SIGNS = """\
🚒🔥 De brandweer 👨‍👩‍👧 zou er zijn. 記者 meldt dat e\u0301e\u0301n huis brandt. De krant الجزيرة zegt: «mogelijk».
Hier \x1b[31mrood\x07 staat\u202e iets \u200bonzichtbaars.
"""
SOURCES = "De politie zwijgt.\nDe brandweer zegt niets."
MANY = [{"id": f"e{n}", "name": f"Persbureau nummer {n}"} for n in range(1, 45)]
OTHERS = (
    ("anp-brand", "Brand in loods", "Er is brand. De politie zegt niets. Het is mogelijk opzet."),
    ("brand-2", "Eén tweede brand in een héél lange titel die nergens in past, hoe breed ook", "Er is meer."),
    ("a-very-long-key-of-a-document-2022", None, "De politie zwijgt."),
)
LONG = "De minister zegt dat " + ", ".join(f"het plan in jaar {n} mogelijk {n} miljoen kost" for n in range(60)) + ".\n"


@dataclass(frozen=True)
class State:
    """The keys pressed, where and by whom; a text of its own; whether another program holds the file."""

    keys: Sequence[str] = ()
    at: int | None = None
    who: str = "anna"
    text: str = ""
    number: int = 1
    locked: bool = False
    suggestions: bool = False


def typed(text: str) -> tuple[str, ...]:
    return tuple(text)


STATES: dict[str, State] = {
    "empty-layer": State(who="bob"),
    "second-pass": State(number=2),
    "tangled": State(("tab",), 0, text=TANGLED),
    "in-pieces": State(("tab",), 2, text=TANGLED),
    "signs": State(("right", "right", "shift+right", "shift+right", "shift+right", "shift+right"), 0, text=SIGNS),
    "signs-hidden": State(("c", "right", "right"), 3, text=SIGNS),
    "taller-than-the-screen": State(("c", "end"), 0, text=LONG),
    "selection": State(("right", "shift+right", "shift+right")),
    "held": State(("right", "shift+right", "comma", "right", "right", "right", "shift+right")),
    "unit": State(("space", "space")),
    "letters": State(("h",)),
    "count": State(("5",)),
    "which-relation": State(("l", "s")),
    "link-values": State(("e", "1")),
    "sources": State(("tab", "tab", "colon")),
    "many-sources": State(("s", "o"), 1, text=SOURCES),
    "many-sources-more": State(("s", "o", "tab"), 1, text=SOURCES),
    "checkworthiness": State(("w",)),
    "role": State(("r",)),
    "comment": State(("m", *typed("Wie zegt dit en waar staat het? " * 4))),
    "flagged": State(("k", "g", "up", "up")),
    "warning": State(("shift+tab",), 0, text=TANGLED),
    "refused": State(("x",), 34),
    "pace": State(("P",)),
    "read-only": State(("v",), 11, who="bob"),
    "unsaved": State(("u", "right"), locked=True),
    "unsaved-leaving": State(("u", "ctrl+q"), locked=True),
    "search": State(("/",)),
    "search-hits": State(("/", *typed("politie"), "down")),
    "search-labels": State(("/", *typed("label:uncertainty_cue text:zou"))),
    "search-nothing": State(("/", *typed("windmolen"))),
    "search-error": State(("/", *typed("label:bestaatniet"))),
    "documents": State(("d", "down")),
    "documents-filter": State(("d", "/", *typed("brand"))),
    "documents-filtered": State(("d", "/", *typed("brand"), "tab")),
    "documents-none": State(("d", "/", *typed("windmolen"))),
    "documents-sorted": State(("d", "s")),
    "documents-removal": State(("d", "down", "x")),
    "suggested": State(("right",), 9, who="bob", suggestions=True),
    "suggested-beside-labels": State(("u", "end", "left"), 34, suggestions=True),
    "suggested-accepted": State(("+",), 11, who="bob", suggestions=True),
    "suggested-why": State(("exclamation_mark",), 9, who="bob", suggestions=True),
    "help": State(("question_mark",)),
    "palette": State(("ctrl+p",)),
    "palette-typed": State(("ctrl+p", *typed("bron"), "down")),
    "palette-nothing": State(("ctrl+p", *typed("windmolen"))),
}
THEMED = (
    "tangled",
    "held",
    "link-values",
    "sources",
    "comment",
    "unsaved-leaving",
    "search-labels",
    "documents-removal",
    "palette-typed",
    "suggested",
    "help",
)
"""One or two of each screen, and of the annotation screen those whose styles the other modules do not show."""


@pytest.fixture
def rooms() -> Iterator[ExitStack]:
    """What a state holds open until its picture is taken."""
    with ExitStack() as found:
        yield found


def project_of(folder: Path, text: str, rooms: ExitStack) -> Project:
    """The demo's article in hand and three more documents; or one document with a text of its own."""
    project = rooms.enter_context(new_project(folder / "demo.db", clock=clock()))
    if text:
        take(project, record(text, "a", **({"sources": MANY} if text == SOURCES else {})))
        if text == TANGLED:
            tangle(opened(project))
        return project
    take(project, in_hand("anna"))
    for key, title, words in OTHERS:
        data = record(words, key)
        data["document"]["title"] = title
        take(project, data)
    session = opened(project, key="anp-brand")
    session.set_comment("let op")
    session.set_status("flagged")
    session.cursor.place(1)
    session.set_status("skipped")
    return project


def tangle(session: Session) -> None:
    """Spans in each other, across each other and in pieces."""
    mark(session, "quote", "Volgens TASS zouden er mogelijk tientallen doden zijn")
    mark(session, "claim", "er mogelijk tientallen doden zijn")
    mark(session, "source", "TASS")
    mark(session, "attribution_cue", "Volgens TASS zouden")
    mark(session, "uncertainty_cue", "zouden er mogelijk")
    mark(session, "claim", "Het aantal gewonden bedraagt … 353")
    mark(session, "source", "de politie")


def at_work_in(state: State, folder: Path, rooms: ExitStack, **settings: object) -> AnnotatorApp:
    """The application of a state, before its keys."""
    session = Session(project_of(folder, state.text, rooms), state.who, state.number)
    session.open("a" if state.text else "nos-almaty")
    if state.at is not None:
        session.cursor.place(state.at)
    return AnnotatorApp(session, Settings(**{"language": "nl", "suggestions": False, **settings}))  # type: ignore[arg-type]


def pressed(state: State, rooms: ExitStack) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press the keys of a state, and wait for what a thread has to find."""

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, AnnotatorApp)
        desk = Desk(pilot.app, pilot)
        if state.locked:
            other = rooms.enter_context(closing(sqlite3.connect(desk.session.project.path)))
            other.execute("BEGIN IMMEDIATE")
            desk.session.project.patience(1)
        if state.suggestions:
            desk.session.wanted = True
            desk.screen.awake()
        for keys in (state.keys[:1], state.keys[1:]):  # the first one may open another screen
            await desk.press(*keys)
        while isinstance(search := desk.on_top, SearchScreen) and not answered(search):
            await asyncio.sleep(0.01)

    return run


def answered(search: SearchScreen) -> bool:
    """Whether all that will be found for what is typed is shown."""
    last = search._shown.last
    there = search._shown is search._coming and last is not None and (last.done or last.full)
    return search._indexed >= 1 and (there or not search.prompt.text)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_state(tmp_path: Path, rooms: ExitStack, snap_compare: Compare, state: State, size: tuple[int, int]) -> None:
    app = at_work_in(state, tmp_path, rooms)
    assert snap_compare(app, terminal_size=size, run_before=pressed(state, rooms))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", THEMED)
def test_screen(
    tmp_path: Path, rooms: ExitStack, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, name: str, look: str
) -> None:
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = at_work_in(STATES[name], tmp_path, rooms, **LOOKS[look])
    assert snap_compare(app, terminal_size=SIZES["narrow"], run_before=pressed(STATES[name], rooms))


@pytest.mark.parametrize("look", ["light", "high-contrast", "ansi"])
def test_adjudicating(tmp_path: Path, rooms: ExitStack, snap_compare: Compare, look: str) -> None:
    project = rooms.enter_context(new_project(tmp_path / "demo.db", clock=clock()))
    take(project, *(disagreeing(name, seed) for seed, name in enumerate(("bob", "carla"), 1)))
    case = Adjudication(project, "eve", ["bob", "carla"])
    case.open("nos-almaty", 11)
    app = AdjudicatorApp(case, Settings(language="nl", theme=look))
    assert snap_compare(app, terminal_size=SIZES["narrow"], press=("a", "left"))
