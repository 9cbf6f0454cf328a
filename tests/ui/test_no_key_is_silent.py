"""Wherever one stands, a key of an action does something, or the screen says why not; none is swallowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.ui.actions import Registry
from tests.building import ARTICLE, SHORT, at_work, mark, nl_fact, opened
from tests.ui.desk import Desk, sit_down

WORD = "Brand"
"""A document of one sentence of one word."""


@dataclass(frozen=True)
class State:
    """A situation: the documents, and what is done before a key is pressed."""

    texts: tuple[str, ...]
    stand: Callable[[Session], object]


def at(sentence: int, token: int = 0, *, select: int | None = None) -> Callable[[Session], object]:
    def stand(session: Session) -> None:
        session.cursor.place(sentence, token)
        if select is not None:
            session.cursor.extend(select)

    return stand


def at_the_end(session: Session, *, select: bool = False) -> None:
    last = len(session.stored.sentences) - 1
    session.cursor.place(last, len(session.stored.tokens[last]) - 1)
    if select:
        session.cursor.extend(0)


def holding(session: Session) -> None:
    session.cursor.place(1, 0)
    session.cursor.hold()


def on_a_span(session: Session) -> None:
    mark(session, "claim", "brand")
    session.cursor.place(0, 2)


def on_a_source(session: Session) -> None:
    mark(session, "source", "De politie")
    session.cursor.place(1, 0)


def at_anothers_layer(session: Session) -> None:
    other = opened(session.project, "bob", "a")
    mark(other, "quote", "brand")
    session.show_layer(other.own)
    session.cursor.place(0, 2)


def with_all_done(session: Session) -> None:
    for _ in range(3):
        session.finish()


STATES = {
    "nothing done yet": State((ARTICLE, SHORT), at(0)),
    "in the middle": State((ARTICLE,), at(3, 2)),
    "at the very end": State((ARTICLE,), at_the_end),
    "the only word there is": State((WORD,), at(0)),
    "the only word, selected": State((WORD,), lambda s: at_the_end(s, select=True)),
    "selected from the start": State((SHORT,), at(0, 0, select=1)),
    "selected to the end": State((SHORT,), lambda s: at_the_end(s, select=True)),
    "a part held": State((SHORT,), holding),
    "on a span that is alone": State((SHORT,), on_a_span),
    "on a source that is alone": State((SHORT,), on_a_source),
    "at another's layer": State((SHORT,), at_anothers_layer),
    "with everything done": State((SHORT,), with_all_done),
}
ACTIONS = [action.id for action in Registry(nl_fact()[1]).actions]


def seen(desk: Desk) -> tuple[object, ...]:
    """All that an annotator can see change, but what the info line says."""
    session, screen = desk.session, desk.screen
    cursor = session.cursor
    return (
        (desk.app._exit, desk.app.theme, type(desk.on_top), session.stored.id, session.stored.revision, session.layer),
        (cursor.position, cursor.anchor, cursor.held, session.active, session.labels.part),
        (screen.prompt.open, desk.choice, screen.linking.active, desk.rows, desk.title, desk.footer, desk.panel),
        tuple((type(w), w.display, w.region) for w in screen.walk_children()),
    )


async def back(desk: Desk, cursor: dict[str, object], active: str | None) -> object:
    """Put the cursor back: after most keys that is the situation of before."""
    if desk.on_top is desk.screen and not desk.app._exit:
        vars(desk.session.cursor).update(cursor)
        desk.session.active, desk.screen._message = active, None
        desk.screen.draw()
        await desk.settled()
    return seen(desk)


@pytest.mark.parametrize("state", sorted(STATES))
async def test_no_key_is_silent(tmp_path: Path, state: str) -> None:
    silent: list[str] = []
    left = list(ACTIONS)
    while left:
        path = tmp_path / f"{len(left)}.db"
        session = at_work(path, *STATES[state].texts)
        STATES[state].stand(session)
        with session.project:
            async with sit_down(session) as desk:
                before, cursor, active = seen(desk), dict(vars(session.cursor)), session.active
                while left:  # while it is the same situation, the next key meets it
                    name = left.pop()
                    key = desk.screen.registry[name].keys[0]
                    if name == "quit":
                        await desk.pilot.press(key)
                    else:
                        await desk.press(key)
                    if seen(desk) != before:
                        if await back(desk, cursor, active) == before:
                            continue
                        break
                    if desk.screen._message is None:
                        silent.append(name)
    assert " ".join(sorted(silent)) == ""
