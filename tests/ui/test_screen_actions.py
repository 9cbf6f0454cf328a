"""Every action of the registry does something: its key is pressed, and what it is about has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.ui.actions import Registry
from annotator.ui.commands import Palette
from annotator.ui.screens.agreement import AgreementScreen
from annotator.ui.screens.documents import DocumentsScreen
from annotator.ui.screens.help import HelpScreen
from annotator.ui.screens.search import SearchScreen
from tests.building import ARTICLE, SHORT, at_work, mark, nl_fact, opened
from tests.ui.desk import Desk, sit_down


@dataclass(frozen=True)
class Does:
    """What is looked at, before the key of an action and after it; ``first`` are keys pressed before."""

    look: Callable[[Desk], object]
    after: object
    first: tuple[str, ...] = ()


def place(desk: Desk) -> object:
    return desk.place


def spans(desk: Desk) -> object:
    return desk.spans


def current(desk: Desk) -> object:
    found = desk.session.current
    return found and found.label


def count(desk: Desk) -> object:
    return len(desk.session.stored.sentences)


def rejected(desk: Desk) -> object:
    return [(span.label, span.fragments[0].text) for span in desk.session.labels.rejections.values()]


def status(index: int) -> Callable[[Desk], object]:
    return lambda desk: desk.session.labels.state(index).status


def top(desk: Desk) -> object:
    return type(desk.on_top)


def title_of_choice(desk: Desk) -> object:
    return desk.choice and desk.choice.title


# At the desk: the cursor on the first word of the second sentence, "Volgens de politie zijn er tientallen doden
# gevallen.", with the claim "er tientallen doden", the source "de politie" and the cue "tientallen" in it.
CLAIM, SOURCE, CUE = ("claim", "er tientallen doden"), ("source", "de politie"), ("uncertainty_cue", "tientallen")
HERE = ("down",)
FAR = ("end", "left", "comma", "home", "right")
EXPECTED: dict[str, Does] = {
    "cursor.right": Does(place, (1, 1)),
    "cursor.left": Does(place, (0, 4)),
    "sentence.next": Does(place, (2, 0)),
    "sentence.previous": Does(place, (0, 0)),
    "token.first": Does(place, (1, 0), ("right", "right")),
    "token.last": Does(place, (1, 8)),
    "page.down": Does(place, (7, 0)),
    "page.up": Does(place, (0, 0)),
    "document.first": Does(place, (0, 0)),
    "document.last": Does(place, (7, 0)),
    "sentence.open": Does(place, (2, 0)),
    "unlabelled.next": Does(place, (2, 0)),
    "flagged.next": Does(place, (2, 0), ("down", "g", "up", "up")),
    "comment.next": Does(lambda desk: desk.info, "No other sentence has a comment"),
    "trail.back": Does(place, (1, 0), ("n",)),
    "trail.forward": Does(place, (2, 0), ("n", "alt+left")),
    "span.next": Does(current, "source"),
    "span.previous": Does(current, "uncertainty_cue"),
    "select.right": Does(lambda desk: desk.session.cursor.selection, (36, 46)),
    "select.left": Does(lambda desk: desk.session.cursor.selection, (29, 43)),
    "select.last": Does(lambda desk: desk.session.cursor.selection, (36, 88)),
    "select.first": Does(lambda desk: desk.session.cursor.selection, (36, 59), ("right", "right", "right")),
    "select.propose": Does(lambda desk: desk.session.cursor.selection, (44, 54), ("right", "right")),
    "select.phrase": Does(lambda desk: desk.session.cursor.selection, (36, 54), ("shift+left", "escape")),
    "select.phrase.back": Does(lambda desk: desk.session.cursor.selection, (44, 59), ("right", "right", "right")),
    "phrase.next": Does(place, (1, 1)),
    "phrase.previous": Does(place, (1, 1), ("right", "right", "right")),
    "word.pick": Does(lambda desk: list(desk.screen.words.values()), [1, 3, 4, 5, 7]),
    "cue.next": Does(place, (2, 1)),
    "cue.previous": Does(place, (1, 0), ("end",)),
    "number.next": Does(place, (5, 7)),
    "number.previous": Does(place, (5, 7), ("ctrl+end",)),
    "capital.next": Does(place, (2, 3)),
    "capital.previous": Does(place, (0, 4)),
    "quotation.next": Does(place, (3, 0)),
    "quotation.previous": Does(place, (4, 4), ("ctrl+end",)),
    "attributes.repeat": Does(
        lambda desk: desk.session.current and desk.session.current.value("source_type"),
        "politician",
        ("tab", "e", "t", "enter", "right", "right", "right", "s"),
    ),
    "layout.next": Does(lambda desk: desk.panel, ""),
    "theme.next": Does(lambda desk: desk.screen.looks.palette.theme, "light"),
    "legend": Does(lambda desk: desk.screen.put_away("escape"), True),
    "select.hold": Does(lambda desk: desk.session.cursor.held, ((36, 43),)),
    "select.clear": Does(lambda desk: desk.session.cursor.selecting, False, ("shift+right", "comma")),
    "label.claim": Does(spans, [("claim", "Volgens"), SOURCE, CLAIM, CUE]),
    "label.uncertainty_cue": Does(spans, [("uncertainty_cue", "Volgens"), SOURCE, CLAIM, CUE]),
    "label.source": Does(spans, [("source", "Volgens"), SOURCE, CLAIM, CUE]),
    "label.attribution_cue": Does(spans, [("attribution_cue", "Volgens"), SOURCE, CLAIM, CUE]),
    "label.quote": Does(spans, [("quote", "Volgens"), SOURCE, CLAIM, CUE]),
    "span.attributes": Does(title_of_choice, "s1 source  de politie", ("tab",)),
    "link.start": Does(lambda desk: desk.screen.linking.active, True, ("tab",)),
    "source.entity": Does(title_of_choice, "who is de politie?", ("tab",)),
    "source.same": Does(lambda desk: desk.links, [("attributed_to", CLAIM[1], SOURCE[1])]),
    "source.none": Does(lambda desk: desk.values("claim").get("no_source"), "yes"),
    "source.pick": Does(title_of_choice, "source of c1  1 of 1  er tientallen doden"),
    "frame.toggle": Does(lambda desk: desk.session.auto_links, False),
    "span.delete": Does(spans, [SOURCE, CUE], ("tab", "tab")),
    "span.fragment": Does(spans, [("source", "de politie … gevallen"), CLAIM, CUE], FAR),
    "span.unfragment": Does(spans, [SOURCE, CLAIM, CUE], (*FAR, "f", "end", "left")),
    "edge.end.left": Does(spans, [("source", "de"), CLAIM, CUE], ("tab",)),
    "edge.end.right": Does(spans, [("source", "de politie zijn"), CLAIM, CUE], ("tab",)),
    "edge.start.left": Does(spans, [("source", "Volgens de politie"), CLAIM, CUE], ("tab",)),
    "edge.start.right": Does(spans, [("source", "politie"), CLAIM, CUE], ("tab",)),
    "sentence.done": Does(status(1), "done"),
    "sentence.skip": Does(status(1), "skipped"),
    "sentence.flag": Does(status(1), "flagged"),
    "sentence.todo": Does(status(1), "todo", ("enter", "up")),
    "sentence.comment": Does(lambda desk: desk.screen.prompt.open, True),
    "sentence.split": Does(count, 9, ("down", "right")),
    "sentence.join": Does(count, 7, ("down", "down")),
    "guideline.gap": Does(lambda desk: desk.screen.prompt.open, True),
    "sentence.role": Does(title_of_choice, "role of the sentence"),
    "sentence.confidence": Does(title_of_choice, "how sure are you?"),
    "sentence.label.check_worthiness": Does(title_of_choice, "check-worthiness"),
    "layer.next": Does(lambda desk: desk.session.layer.annotator, "bob"),
    "panel.toggle": Does(lambda desk: desk.screen.panel.display, False),
    "guideline": Does(lambda desk: desk.screen.guide.is_attached, True),
    "spoken.toggle": Does(lambda desk: desk.screen.speaking, True),
    "document.list": Does(top, DocumentsScreen),
    "search": Does(top, SearchScreen),
    "pace": Does(lambda desk: desk.info, "today nothing finished yet · 8 left here, 11 in the project"),
    "adjudication": Does(lambda desk: desk.info, "Nothing to adjudicate: no sentence is marked done by two annotators"),
    "agreement": Does(top, AgreementScreen),
    "help": Does(top, HelpScreen),
    "palette": Does(top, Palette),
    "suggestion.accept": Does(spans, [("attribution_cue", "Volgens"), SOURCE, CLAIM, CUE]),
    "suggestion.accept.all": Does(spans, [("attribution_cue", "Volgens"), SOURCE, CLAIM, CUE]),
    "suggestion.reject": Does(rejected, [("attribution_cue", "Volgens")]),
    "suggestion.adjust": Does(current, "attribution_cue"),
    "suggestion.explain": Does(
        lambda desk: desk.info,
        "attribution · preposition neutral · nl-lexicon/1: volgens (source) · reliable, 0.90 · Volgens",
    ),
    "suggestion.next": Does(place, (2, 1)),
    "suggestion.toggle": Does(lambda desk: desk.session.wanted, False),
    "undo": Does(spans, [SOURCE, CLAIM, CUE], ("q",)),
    "redo": Does(spans, [("quote", "Volgens"), SOURCE, CLAIM, CUE], ("q", "ctrl+z")),
    "quit": Does(lambda desk: desk.app._exit, True),
}


@pytest.fixture
def desk_session(tmp_path: Path) -> Session:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    mark(opened(session.project, "bob", "a"), "quote", "politie")
    mark(session, *CLAIM)
    mark(session, *CUE, after="Volgens")
    mark(session, *SOURCE)
    session.active = None
    session.cursor.place(0)
    return session


def test_every_action_is_looked_at() -> None:
    assert set(EXPECTED) == {action.id for action in Registry(nl_fact()[1]).actions}


@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_its_key_does_it(desk_session: Session, name: str) -> None:
    does = EXPECTED[name]
    with desk_session.project:
        async with sit_down(desk_session, suggestions=name.startswith("suggestion.")) as desk:
            await desk.press(*HERE, *does.first)
            assert does.look(desk) != does.after
            if name == "quit":
                await desk.pilot.press("ctrl+q")
            else:
                await desk.press(desk.screen.registry[name].keys[0])
            assert does.look(desk) == does.after


@pytest.mark.parametrize(("action", "key"), [("span.delete", "delete"), ("span.delete", "backspace"), ("help", "f1")])
async def test_further_keys_do_the_same(desk_session: Session, action: str, key: str) -> None:
    with desk_session.project:
        async with sit_down(desk_session) as desk:
            await desk.press("down", "tab", key)
            if action == "help":
                assert isinstance(desk.on_top, HelpScreen)
            else:
                assert desk.spans == [CLAIM, CUE]
