"""What stands on the annotation screen, and how it is brought up to what the session says. No keys, no decisions."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from annotator import errors
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.theme import palette_of
from annotator.ui.widgets.bars import Looks, footer_line, title_line
from annotator.ui.widgets.choice import Choice, ChoiceBar
from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.marks import ghosts_of, linked_to, marks_of
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.ui.widgets.panel import panel_lines, span_line
from annotator.ui.widgets.prompt import Prompt
from annotator.ui.widgets.view_model import Mark, SentenceMarks, SentenceView
from annotator.words import Say

__all__ = ["Surface"]

PANEL = 36
"""Cells of the side panel."""
WIDE = 100
"""From this many columns on there is room for the panel."""


class Surface(Screen[None]):
    """Title, document and panel, info line, footer; a choice and a prompt that lie above."""

    DEFAULT_CSS = """
    Surface { layers: base above; overflow: hidden; }
    Surface #body { height: 1fr; }
    Surface DocumentView { width: 1fr; height: 1fr; }
    Surface #panel { width: 36; height: 1fr; padding: 1 0 0 0; }
    """
    AUTO_FOCUS = "DocumentView"
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__()
        self.session, self.registry = session, registry
        self.say = Say(settings.language)
        self.looks = Looks(palette_of(session.scheme, settings))
        self.view = DocumentView(self.looks.palette)
        self.title_bar, self.info, self.footer = Painted(id="title"), Painted(id="info"), Painted(id="footer")
        self.panel, self.choice_bar, self.prompt = Painted(id="panel"), ChoiceBar(), Prompt(self.looks)
        self._folded = False
        self.reading = settings.layout == "reading"
        self.view.set_reading(self.reading)
        self._message: Words | None = None
        self._shown: tuple[object, ...] | None = None
        self._new = session.is_new

    def compose(self) -> ComposeResult:
        """From top to bottom, then what lies above."""
        yield self.title_bar
        with Horizontal(id="body"):
            yield self.view
            yield self.panel
        yield self.info
        yield self.footer
        yield self.choice_bar
        yield self.prompt

    # -- the document ---------------------------------------------------------------------------------------------

    def show_document(self) -> None:
        """Draw the session's document from the beginning."""
        stored = self.session.stored
        text = stored.document.text
        views = []
        last_end = 0
        for sentence, tokens in zip(stored.sentences, stored.tokens, strict=True):
            paragraph = "\n" in text[last_end : sentence.start]
            views.append(SentenceView(sentence.index, sentence.start, sentence.end, tokens, sentence.role, paragraph))
            last_end = sentence.end
        self.view.load(text, views, self._marks, self._ghosts)
        self._shown = self._to_show
        self.draw()

    @property
    def _to_show(self) -> tuple[object, ...]:
        """Which document, in which sentences, and whose layer of it."""
        stored = self.session.stored
        return stored.id, stored.revision, self.session.layer

    def _marks(self, index: int) -> SentenceMarks:
        return marks_of(self.session, index)

    def _ghosts(self, index: int) -> tuple[Mark, ...]:
        return ghosts_of(self.session, index)

    def touched(self, *sentences: int) -> None:
        """The marks of these sentences (without any: of all) are stale; another document is drawn anew anyway."""
        if self._shown == self._to_show:
            self.view.invalidate(*sentences)

    def layer_changed(self) -> None:
        """Another layer of the same document is shown: nothing but the marks differs."""
        self._shown = self._to_show
        self.touched()
        self.draw()

    # -- everything -----------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Bring everything up to what the session says; each widget paints only what differs."""
        session, cursor = self.session, self.session.cursor
        if self._shown != self._to_show:
            self.show_document()
            return
        current = session.current
        selection = cursor.selection
        self.view.select((selection,) if selection else (), cursor.held)
        self.view.activate(current.id if current else None, linked_to(session, current))
        self.view.point(cursor.sentence, cursor.token)
        ghost = session.ghost
        self.view.mean(ghost.id if ghost else None)
        self.draw_bars()

    def draw_bars(self) -> None:
        """Title, panel, info line and footer."""
        width = self.size.width
        if not width:
            return
        wide = self.has_panel(width)
        self.panel.display = wide
        looks, say = self.looks, self.say
        self.title_bar.show([title_line(self.session, say, looks, width)], looks.page)
        self.footer.show([self.foot(width)], looks.page)
        if wide:
            height = max(4, self.size.height - 4 - self.below)
            self.panel.show(panel_lines(self.session, say, looks, PANEL - 1, height, self.registry), looks.page)
        self.info.show([self._info(wide, width)], looks.page)
        self.view.reserve(max(0, self.choice_bar.rows - self.beneath))

    def has_panel(self, width: int) -> bool:
        """Whether the panel stands beside the text."""
        return width >= WIDE and not self._folded and not self.reading

    @property
    def below(self) -> int:
        """Rows between the text and the info line over which no question is laid."""
        return 0

    @property
    def beneath(self) -> int:
        """Rows below the text over which a question may be laid."""
        return 0

    def foot(self, width: int) -> Words:
        """The keys that do something here."""
        return footer_line(self.session, self.registry, self.say, self.looks, width)

    def _info(self, wide: bool, width: int) -> Words:
        looks, cursor = self.looks, self.session.cursor
        if self.session.trouble is not None:
            return [(f" {cut(self.trouble(self.session.trouble), width - 2)} ", looks.alarm)]
        if self._message is not None:
            return self._message
        if cursor.held:
            text = " … ".join(self.session.stored.document.text[s:e] for s, e in cursor.extent)
            return [(" " + cut(self.say("held", text=text), width - 2), looks.text)]
        if self.session.read_only:
            words = self.say("layer_of", who=str(self.session.layer), key=self.registry.key("layer.next"))
            return [(" " + cut(words, width - 2), looks.strong)]
        first = next((a.id for a in self.registry.actions if a.label is not None and a.keys), None)
        if first is not None and self._untouched():
            key = self.registry.key
            values = {"label": key(first), "done": key("sentence.done"), "help": key("help")}
            name = "start" if self.session.ghost is None else "start.ghost"
            words = self.say(name, accept=key("suggestion.accept"), **values)
            return [(" " + cut(words, width - 2), looks.quiet)]
        return [] if wide else span_line(self.session, self.say, looks, width, self.registry)

    def _untouched(self) -> bool:
        """Whether the annotator has neither labelled anything here nor ever finished a sentence."""
        session = self.session
        count = len(session.stored.sentences)
        if self._new and (session.labels.spans or session.labels.counts(count)["todo"] < count):
            self._new = False
        return self._new

    def trouble(self, error: errors.StoreError) -> str:
        """Why something waits, in the words of the screen; what we have no words for, in its own."""
        name = f"trouble.{type(error).__name__}"
        return self.say(name) if self.say.known(name) else str(error)

    def tell(self, text: str, label: str | None = None) -> None:
        """Say something on the info line until the next key."""
        style = self.looks.label(label) if label else self.looks.text
        self._message = [(" " + cut(text, max(10, self.size.width - 2)), style)]

    def ask(self, choice: Choice) -> None:
        """Open a question above the footer."""
        self.choice_bar.ask(choice, self.looks, self.size)

    def on_resize(self) -> None:
        """More or less room."""
        self.choice_bar.again(self.looks, self.size)
        self.draw_bars()

    # -- what is refused ------------------------------------------------------------------------------------------

    def guard(self, change: Callable[[], object]) -> bool:
        """Run a change; what the session refuses becomes a line on the screen. False when it was refused."""
        try:
            change()
        except errors.LabelError as error:
            code = f"error.{error.code}"
            values = {"key": self.registry.key("layer.next"), "label": error.message.split(" ", 1)[0]}
            self.tell(self.say(code, **values) if self.say.known(code) else str(error))
            return False
        except errors.StoreStale:
            self.touched()
            self.tell(self.say("error.stale"))
            return False
        except errors.StoreError as error:
            self.tell(self.trouble(error))
            return False
        except errors.UsageError as error:  # a document that is gone, a project without any
            self.tell(str(error))
            return False
        return True

    def change(self, work: Callable[[], object]) -> bool:
        """Run a change of the labels, then show it: the sentence in focus, and all that its spans reach into."""
        before = self.session.cursor.sentence
        reach = self._reach(before)
        done = self.guard(work)
        self.touched(*reach, *self._reach(before), self.session.cursor.sentence)
        self.draw()
        return done

    def _reach(self, index: int) -> set[int]:
        """A sentence, and those that a span of it touches too or is linked with: they call it by its name."""
        labels = self.session.labels
        found = {index}
        for span in labels.in_sentence(index):
            found.update(labels.touched(span))
            found.update(labels.spans[other].sentence for other in linked_to(self.session, span))
        return found
