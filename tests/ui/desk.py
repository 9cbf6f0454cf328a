"""The annotation screen without a terminal: keys go in, the session, the lines and the choices are looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from textual import events
from textual.binding import Binding
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from annotator.model import Span
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.app import AnnotatorApp
from annotator.ui.screens.annotate import AnnotateScreen
from annotator.ui.widgets.choice import Choice


def key_event(key: str) -> events.Key:
    """The event of a key, by its name or by what it types."""
    if key == " ":
        return events.Key("space", " ")
    named = next(iter(Binding.make_bindings([Binding(key, "press")]))).key if len(key) == 1 else key
    return events.Key(named, key if len(key) == 1 else key_to_character(named))


@dataclass
class Desk:
    """An annotator at the screen."""

    app: AnnotatorApp
    pilot: Pilot[None]

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def screen(self) -> AnnotateScreen:
        return self.app.annotate

    @property
    def on_top(self) -> Screen[object]:
        """The screen that is seen."""
        return self.app.screen

    # -- doing ----------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys, all at once; on return each has done what it does."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settled()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def settled(self) -> None:
        """Until everything that was sent has been taken, by the way that a key takes."""
        screen = self.app.screen
        focused = screen.focused or screen
        way: list[MessagePump] = [self.app, *[node for node in focused.ancestors_with_self if node is not self.app]]
        for _ in range(2):
            done = asyncio.Event()
            _pass_on(iter(way), done.set)
            await asyncio.wait_for(done.wait(), 10)
        if self.app.screen is not self.screen or screen is not self.screen:
            await self.pilot.pause()

    # -- looking --------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.screen.title_bar.plain

    @property
    def info(self) -> str:
        return self.screen.info.plain.strip()

    @property
    def footer(self) -> str:
        return self.screen.footer.plain

    @property
    def panel(self) -> str:
        return self.screen.panel.plain if self.screen.panel.display else ""

    @property
    def rows(self) -> list[str]:
        """The rows of the document in view."""
        view = self.screen.view
        return [view.render_line(y).text.rstrip() for y in range(view.size.height)]

    @property
    def choice(self) -> Choice | None:
        return self.screen.choice_bar.choice

    @property
    def options(self) -> dict[str, str]:
        """What may be chosen: the words by their keys."""
        return {option.key: option.words for option in self.choice.options} if self.choice else {}

    @property
    def chosen(self) -> list[str]:
        """The keys of what is so now."""
        return [option.key for option in self.choice.options if option.current] if self.choice else []

    @property
    def spans(self) -> list[tuple[str, str]]:
        """Label and words of every span."""
        return [(span.label, words(span)) for span in self.session.labels.part.spans]

    @property
    def links(self) -> list[tuple[str, str, str]]:
        """Label, head and tail of every link."""
        spans = self.session.labels.spans
        return [(r.label, words(spans[r.head]), words(spans[r.tail])) for r in self.session.labels.part.relations]

    @property
    def place(self) -> tuple[int, int]:
        """Sentence and token of the cursor."""
        return self.session.cursor.sentence, self.session.cursor.token

    @property
    def hints(self) -> dict[str, str]:
        """The words that each letter stands for while a link is made."""
        spans = self.session.labels.spans
        return {letter: words(spans[name]) for letter, name in self.screen.linking.hints.items()}

    def values(self, label: str) -> dict[str, str]:
        """The attributes of the only span with a label."""
        (span,) = [span for span in self.session.labels.spans.values() if span.label == label]
        return {a.name: a.value for a in span.attributes}


def _pass_on(way: Iterable[MessagePump], then: Callable[[], object]) -> None:
    first = next(iter(way), None)
    if first is None:
        then()
    else:
        first.call_later(lambda: _pass_on(way, then))


def words(span: Span) -> str:
    """The words of a span."""
    return " … ".join(part.text for part in span.fragments)


@asynccontextmanager
async def sit_down(
    session: Session,
    *,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    app: Callable[[Session, Settings], AnnotatorApp] = AnnotatorApp,
    suggestions: bool = False,
) -> AsyncIterator[Desk]:
    """The screen of a session, ready for keys; with suggestions from the beginning, or without any."""
    made = app(session, replace(settings or Settings(), suggestions=suggestions))
    async with made.run_test(size=size) as pilot:
        await pilot.pause()
        if suggestions:
            made.annotate.awake()
            await pilot.pause()
        yield Desk(made, pilot)
