"""The adjudication screen: the annotators' layers of a sentence below its words, one question, one key an answer.

It stands on the annotation screen, whose way with keys, messages, saving and leaving is the same here; what it shows
and what its keys do is its own. Logic is that of ``annotator.session.adjudication``.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset

from annotator.errors import LabelError
from annotator.model import Layer, Span, Status
from annotator.session.adjudication import Adjudication
from annotator.session.editing import Edge
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.annotate import AnnotateScreen
from annotator.ui.screens.surface import PANEL, WIDE
from annotator.ui.widgets.compared import compared_lines
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.ui.widgets.panel import words_of
from annotator.ui.widgets.questions import heading_line, keys_line, listed_lines, question_lines

__all__ = ["AdjudicateScreen", "GoldScreen", "open_from"]


class AdjudicateScreen(AnnotateScreen):
    """Steps through the questions of a document, sentence by sentence."""

    DEFAULT_CSS = """
    AdjudicateScreen #compared { width: 1fr; height: 1fr; }
    AdjudicateScreen #panel { width: 36; height: 1fr; padding: 1 0 0 0; }
    """
    AUTO_FOCUS = ""

    def __init__(self, case: Adjudication, registry: Registry, settings: Settings, *, first: bool = False) -> None:
        super().__init__(case, registry, settings)
        self.case, self._settings, self._first = case, settings, first
        self.compared, self.question = Painted(id="compared"), Painted(id="question")

    def compose(self) -> ComposeResult:
        """From top to bottom, then what lies above."""
        yield self.title_bar
        with Horizontal(id="body"):
            yield self.compared
            yield self.panel
        yield self.question
        yield self.info
        yield self.footer
        yield self.choice_bar
        yield self.prompt

    # -- what is shown --------------------------------------------------------------------------------------------

    def show_document(self) -> None:
        """Nothing is kept between two looks at it."""
        self.draw()

    def touched(self, *sentences: int) -> None:
        """Everything is drawn anew anyway: it is one sentence."""

    def draw(self) -> None:
        """Bring everything up to what the adjudication says; each widget paints only what differs."""
        self.draw_bars()

    def draw_bars(self) -> None:
        """Heading, comparison, list, question, info line and footer."""
        width, height = self.size
        if not width:
            return
        case, say, looks = self.case, self.say, self.looks
        wide = width >= WIDE and not self._folded
        rows = 2 + max(2, min(len(case.comparison.raters), 6))
        self.panel.display = wide
        self.question.styles.height = rows
        room = max(3, height - 3 - rows)
        self.title_bar.show([heading_line(case, say, looks, width)], looks.page)
        left = width - PANEL if wide else width
        self.compared.show(compared_lines(case, say, looks, left, room), looks.page)
        if wide:
            self.panel.show(listed_lines(case, say, looks, PANEL - 1, room - 1), looks.page)
        self.question.show(question_lines(case, self.registry, say, looks, width, rows), looks.page)
        self.info.show([self._line(width)], looks.page)
        self.footer.show([self.foot(width)], looks.page)

    def _line(self, width: int) -> Words:
        if self.case.trouble is not None:
            return [(f" {cut(self.trouble(self.case.trouble), width - 2)} ", self.looks.alarm)]
        return self._message or []

    def foot(self, width: int) -> Words:
        """The keys that do something here."""
        if self.prompt.open or self.choice_bar.choice is not None:
            return super().foot(width)
        return keys_line(self.case, self.registry, self.say, self.looks, width)

    @property
    def caret(self) -> Offset:
        """The terminal's own cursor belongs at the question."""
        asked = self.prompt.open or self.choice_bar.choice is not None
        return super().caret if asked else self.question.region.offset

    def _counts(self, _character: str | None) -> bool:
        """A digit is an answer here, never how often."""
        return False

    # -- decide ---------------------------------------------------------------------------------------------------

    def _decide(self, work: Callable[[], object]) -> None:
        self.guard(work)
        self.draw()

    def action_accept(self, number: int) -> None:
        """Take over an answer."""
        self._decide(lambda: self.case.accept(number))

    def action_accept_both(self) -> None:
        """Take over every answer that says something."""
        self._decide(self.case.accept_both)

    def action_accept_neither(self) -> None:
        """Take over nothing."""
        self._decide(self.case.accept_neither)

    def action_adopt(self) -> None:
        """Take over all that is agreed on."""
        self._decide(lambda: self.tell(self.say("adopted", n=self.case.adopt())))

    def action_move_edge(self, edge: Edge, by: int) -> None:
        """An edge of the gold span goes a token further; where none is there yet, the first answer becomes one."""

        def work() -> None:
            span = self.case.edit_edge(edge, by)
            self.tell(f"{self.say('gold_row')}: {words_of(span)}", span.label)

        self._decide(work)

    def action_edit(self) -> None:
        """Change gold with all the means of the annotation screen; the same key as back goes back here."""
        found: list[Span] = []

        def work() -> None:
            if self.case.item is not None:
                found.append(self.case.take_to_edit())

        if not self.guard(work):
            self.draw()
            return
        if found:
            self.case.cursor.seek(found[0].start)
            self.case.active = found[0].id
        registry = Registry.of(self.case.scheme, self._settings)
        self.app.push_screen(GoldScreen(self.case, registry, self._settings), lambda _: self._again())

    def _again(self) -> None:
        """Back from changing gold: in the sentence that was in focus there, if it can be adjudicated."""
        case = self.case
        here = case.cursor.sentence
        case.cursor.clear()
        if here in case.comparison.adjudicable:
            case.cursor.place(here)
            case.move(0)
        else:
            case.sentences(-1) if any(i < here for i in case.comparison.adjudicable) else case.sentences(1)
        self.draw()

    def action_finish(self, status: Status) -> None:
        """The sentence is done, and the next one comes."""

        def work() -> None:
            document = self.case.stored.id
            if not self.case.finish(status):
                self.tell(self.say("all_adjudicated"))
            elif self.case.stored.id != document:
                stored = self.case.stored
                self.tell(self.say("new_document", title=stored.document.title or stored.document.key))

        self._decide(work)

    # -- move -----------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """The next question of the sentence, or the one before."""
        self.case.move(by)
        self.draw()

    def action_seek(self, by: int) -> None:
        """The next question that is open, over sentences and documents."""

        def work() -> None:
            if not self.case.seek(by):
                self.tell(self.say("all_adjudicated" if by > 0 else "no_earlier"))

        self._decide(work)

    def action_sentences(self, by: int) -> None:
        """Sentences that can be adjudicated, on or back."""
        self.case.sentences(by)
        self.draw()

    def go_to(self, key: str, sentence: int) -> None:
        """A sentence of a document; where it cannot be adjudicated, the first one there that is open."""
        self._decide(lambda: self.case.open(key, sentence))

    def action_names(self) -> None:
        """Show who the annotators are, or hide it again."""
        self.case.named = not self.case.named
        key = self.registry.key("gold.names")
        self.tell(self.say("names_shown", key=key) if self.case.named else self.say("names_hidden"))
        self.draw()

    def action_back(self) -> None:
        """To the annotation screen that this was opened from, when everything is saved; else there is nowhere to go."""
        if self._first:
            return
        if self.guard(self.case.flush) and not self.case.pending:
            self.dismiss(None)
        else:
            self.draw()


def open_from(screen: AnnotateScreen, settings: Settings) -> None:
    """Adjudicate from an annotation screen on: its sentence, or the first that can be. From gold, back to comparing."""
    if isinstance(screen, GoldScreen):
        screen.go_back()
        return
    session = screen.session

    def back(_: None) -> None:
        screen.guard(session.reload)
        screen.touched()
        screen.draw()

    def work() -> None:
        if not session.flush():
            raise LabelError("waiting", "the last action is not saved yet", "adjudicate when it is")
        case = Adjudication(session.project, session.own.annotator, idle=settings.idle)
        try:
            case.open(session.stored.document.key, session.cursor.sentence)
        except LabelError:
            case.open()  # this one cannot be adjudicated: the first document that can
        registry = Registry.of(case.scheme, settings, "adjudicate")
        screen.app.push_screen(AdjudicateScreen(case, registry, settings), back)

    screen.guard(work)
    screen.draw()


class GoldScreen(AnnotateScreen):
    """The annotation screen on the gold layer, for what one key cannot decide."""

    def on_mount(self) -> None:
        """Say where one is and how one gets back."""
        super().on_mount()
        self.tell(self.say("gold_here", key=self.registry.key("adjudication")))
        self.draw_bars()

    def go_back(self) -> None:
        """Back to comparing, when everything is saved."""
        if self.guard(self.session.flush) and not self.session.pending:
            self.dismiss(None)
        else:
            self.draw()

    def action_next_layer(self) -> None:
        """The others' layers are compared on the screen below; here their names would show."""
        self.tell(self.say("compared_there"))
        self.draw_bars()

    def show_found(self, _layer: Layer) -> None:
        """Nor are they shown when something is found in them."""
        self.tell(self.say("compared_there"))

    def action_clear(self) -> None:
        """Let go of what is selected; with nothing selected, go back."""
        if self.session.cursor.selecting:
            super().action_clear()
        else:
            self.go_back()
