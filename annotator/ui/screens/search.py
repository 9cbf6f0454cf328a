"""Search: a line to type in, and below it what is found as one types. Enter goes there, escape back."""

from __future__ import annotations

from dataclasses import dataclass, field

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.screen import ModalScreen

from annotator.errors import AnnotatorError
from annotator.session import Session
from annotator.session.finding import Hit
from annotator.session.query import QueryError
from annotator.session.seeking import Batch, Seeker
from annotator.ui.actions import STUCK_ESCAPE
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.hits import hit_line, key_width
from annotator.ui.widgets.painted import Painted, Words, cut, folded
from annotator.ui.widgets.prompt import Prompt
from annotator.words import Say

__all__ = ["Asked", "SearchScreen"]

_ROWS = {"up": -1, "down": 1, "ctrl+p": -1, "ctrl+n": 1}
_ENOUGH = 10
"""So many hits below the cursor are kept ready."""


@dataclass(slots=True)
class Asked:
    """What was asked last, and which hit was chosen."""

    text: str = ""
    at: int = 0


@dataclass(slots=True)
class _Shown:
    """The hits of the query with a number, as far as they have come."""

    number: int
    hits: list[Hit] = field(default_factory=list)
    last: Batch | None = None


class SearchScreen(ModalScreen["Hit | None"]):
    """Gives the hit that was chosen, or None."""

    DEFAULT_CSS = """
    SearchScreen { background: $background; }
    SearchScreen Prompt { layer: default; dock: none; margin: 0; display: block; }
    SearchScreen #hits { height: 1fr; }
    SearchScreen #said { height: 2; }
    SearchScreen #fields { height: 2; }
    """
    AUTO_FOCUS = ""

    class Told(Message):
        """More hits, or how far the index is."""

        def __init__(self, batch: Batch) -> None:
            super().__init__()
            self.batch = batch

    def __init__(self, session: Session, say: Say, looks: Looks, asked: Asked) -> None:
        super().__init__()
        self._say, self._looks, self._asked = say, looks, asked
        self._seeker = Seeker(session.project.path, session.own, lambda batch: self.post_message(self.Told(batch)))
        self.prompt, self.said, self.list = Prompt(looks), Painted(id="said"), Painted(id="hits")
        self._shown, self._coming = _Shown(0), _Shown(0)
        self._at, self._top, self._waiting = asked.at, 0, False
        self._indexed = 1.0
        self._old = bool(asked.text)  # as in a browser: the first letter that is typed replaces what stands there

    def compose(self) -> ComposeResult:
        """The line, what is said of it, the hits, the fields, the keys."""
        yield self.prompt
        yield self.said
        yield self.list
        yield Painted(id="fields")
        yield Painted(id="keys")

    def on_mount(self) -> None:
        """Search in a thread; what was asked last is asked again."""
        self.run_worker(self._seeker.run, thread=True, exit_on_error=False)
        self.prompt.ask(self._say("search.question"), self._asked.text, lambda _text: None)
        self._ask(keep=True)

    def on_unmount(self) -> None:
        """Nobody waits for hits any more."""
        self._seeker.stop()

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Everything is typed, but for the arrows, enter and escape."""
        event.stop()
        event.prevent_default()
        rows = max(1, self.list.size.height - 1)
        if event.key in ("escape", STUCK_ESCAPE):
            self._leave(None)
        elif event.key == "ctrl+q":
            self.app.action_leave()  # type: ignore[attr-defined]
        elif event.key == "enter":
            self._enter()
        elif event.key in _ROWS or event.key in ("pageup", "pagedown"):
            self._move(_ROWS.get(event.key) or (rows if event.key == "pagedown" else -rows))
        else:
            before = self.prompt.text
            if event.is_printable and event.character != " ":
                self._replace()
            self._old = False
            self.prompt.press(event)
            if self.prompt.text != before:
                self._ask()

    def on_paste(self, event: events.Paste) -> None:
        """A text from elsewhere is typed."""
        event.stop()
        self._replace()
        self.prompt.insert(event.text)
        self._ask()

    def on_click(self, event: events.Click) -> None:
        """The hit under the mouse is chosen; another click opens it."""
        offset = event.get_content_offset(self.list)
        if offset is not None and self._top + offset.y < len(self._shown.hits):
            again = self._top + offset.y == self._at
            self._at = self._top + offset.y
            self._enter() if again else self._draw()

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes through the hits."""
        self._move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel goes through the hits."""
        self._move(-3)

    def _replace(self) -> None:
        """What was asked the last time makes way."""
        if self._old:
            self.prompt.ask(self._say("search.question"), "", lambda _text: None)
        self._old = False

    def _move(self, by: int) -> None:
        self._at = max(0, min(len(self._shown.hits) - 1, self._at + by))
        self._draw()

    def _enter(self) -> None:
        """Open the hit chosen; where the query is still on its way, its first hit when it comes."""
        if self._shown is not self._coming:
            self._waiting = True
        elif self._shown.hits:
            self._leave(self._shown.hits[self._at])

    def _leave(self, hit: Hit | None) -> None:
        self._asked.text, self._asked.at = self.prompt.text, self._at
        self.dismiss(hit)

    # -- hits -----------------------------------------------------------------------------------------------------

    def _ask(self, *, keep: bool = False) -> None:
        """What is typed is asked; the hits before it stay until the first of its own come."""
        self._waiting = False
        self._coming = _Shown(self._seeker.ask(self.prompt.text))
        if keep:
            self._seeker.more(self._at + _ENOUGH)
        else:
            self._at = 0
        self._draw()

    def on_search_screen_told(self, event: Told) -> None:
        """More hits have come."""
        batch = event.batch
        self._indexed = batch.indexed
        if batch.number == self._coming.number and (batch.hits or batch.full or batch.done):
            self._shown = self._coming
            self._shown.hits.extend(batch.hits)
            self._shown.last = batch
            if self._waiting and self._shown.hits:
                self._leave(self._shown.hits[0])
                return
        self._draw()

    # -- looks ----------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """More or less room."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.size.width, self.list.size.height
        if not width or not height:
            return
        looks, say, hits = self._looks, self._say, self._shown.hits
        last = self._shown.last
        if last is not None and last.done:
            self._at = max(0, min(self._at, len(hits) - 1))
        elif self._shown is self._coming and len(hits) < self._at + height + _ENOUGH and last is not None and last.full:
            self._seeker.more(self._at + height + _ENOUGH)
        self._top = max(0, min(self._top, self._at), self._at - height + 1)
        keys = key_width(hits[self._top : self._top + height])
        lines = [
            hit_line(hit, looks, width, keys, self._top + row == self._at)
            for row, hit in enumerate(hits[self._top : self._top + height])
        ]
        self.list.show(lines, looks.page)
        self.said.show([self._line(width)], looks.page)
        fields = folded([(" " + say("search.fields"), looks.quiet)], width - 1, 1)
        examples: Words = [(" " + cut(say("search.examples"), width - 2), looks.quiet)]
        self.query_one("#fields", Painted).show([*fields, examples][:2], looks.page)
        self.query_one("#keys", Painted).show([[(" " + cut(say("search.keys"), width - 2), looks.quiet)]], looks.page)
        self.app.cursor_position = Offset(self.prompt.caret, self.prompt.region.y)

    def _line(self, width: int) -> Words:
        """How many there are, or why none."""
        say, looks, last = self._say, self._looks, self._shown.last
        count = len(self._shown.hits)
        words, style = [], looks.text
        if self._shown is not self._coming:
            words.append(say("search.searching") if self.prompt.text.strip() else "")
        elif last is not None and last.trouble is not None:
            words, style = [self._trouble(last.trouble)], looks.strong
        elif last is not None and (count or not last.done):
            words.append(say("search.hits" if last.done else "search.more", n=count))
            if not (last.done or last.full):
                words.append(say("search.searching"))
        elif self.prompt.text.strip():
            words.append(say("search.none"))
        if last is not None and last.reading:
            words.append(say("search.reading"))
        if self._indexed < 1:
            words.append(say("search.indexed", share=f"{self._indexed:.0%}"))
        return [(" " + cut(" · ".join(filter(None, words)), width - 2), style)]

    def _trouble(self, error: AnnotatorError) -> str:
        if not isinstance(error, QueryError):
            name = f"trouble.{type(error).__name__}"
            return self._say(name) if self._say.known(name) else str(error)
        values = dict(error.values)
        if "what" in values:
            values["what"] = self._say(f"query.what.{values['what']}")
        return self._say(f"query.{error.code}", **values)
