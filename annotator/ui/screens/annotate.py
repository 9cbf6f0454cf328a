"""The annotation screen: what each key and the mouse do. Logic is the session's."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on

from annotator import errors
from annotator.model import Layer, Span, Status
from annotator.session import Session, Undone
from annotator.session.editing import Edge
from annotator.settings import Settings
from annotator.ui.actions import STUCK_ESCAPE, Registry, shown
from annotator.ui.screens.choices import Choices
from annotator.ui.screens.linking import Linking
from annotator.ui.screens.moving import Moving
from annotator.ui.widgets.bars import stop_line
from annotator.ui.widgets.choice import Choice, Option
from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.painted import Words
from annotator.ui.widgets.panel import words_of

__all__ = ["AnnotateScreen"]


class AnnotateScreen(Moving):
    """Steps through a document sentence by sentence.

    Every key is handled here and at once, whoever has the focus: keys typed ahead, or that come in one packet over a
    slow line, never overtake what the one before them opens.
    """

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self.choices, self.linking = Choices(self), Linking(self)
        self._leaving = False

    def on_mount(self) -> None:
        """Show the document; try again every second what could not be saved."""
        self.styles.background = self.looks.palette.background
        self.show_document()
        self.set_interval(1.0, self._retry)

    # -- keys -----------------------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """A prompt, a choice or a link takes the keys while it is open; any other key ends the last one's message."""
        event.stop()
        event.prevent_default()
        if self.app.screen is not self:  # typed ahead, and another screen has come up meanwhile
            self.app.post_message(events.Key(event.key, event.character))
            return
        self.session.rhythm.touch(self.session.cursor.sentence)
        if self.prompt.open:
            if self.prompt.press(event):
                self.draw_bars()
            return
        self._message = None
        action = self.registry.bound(event.key)
        if event.key == STUCK_ESCAPE and action is None:
            event = events.Key("escape", None)
            action = self.registry.bound("escape")
        if action is not None and action.id == "quit":
            self._let_go()
            self.action_leave()
        elif self.choice_bar.choice is not None or self.linking.active:
            self.guard(lambda: self._captured(event))
            self.draw_bars() if self.linking.active else self.draw()
        elif action is None:
            words = event.character if event.is_printable and event.character else shown(event.key)
            self.tell(self.say("not_a_key", key=words, help=self.registry.key("help")))
            self.draw_bars()
        else:
            self._leaving = False
            if action.edits and self.session.read_only:
                self.guard(self.session.ensure_own)
                self.draw_bars()
            else:
                await self.run_action(action.call)

    def on_paste(self, event: events.Paste) -> None:
        """Only a prompt takes text from outside; anywhere else it would be read as keys."""
        event.stop()
        if self.prompt.open:
            self.prompt.insert(event.text)

    def _captured(self, event: events.Key) -> None:
        if event.key == "escape":
            self._let_go()
            self.tell(self.say("cancelled"))
        elif self.choice_bar.choice is None:
            self.linking.press(event.key, event.character)
        elif event.key == "enter":
            self.choice_bar.close()
        else:
            self._choose(self.choice_bar.choice, event)

    def _choose(self, choice: Choice, event: events.Key) -> None:
        option = self.choice_bar.press(event.character)
        if option is None:
            self.tell(self.say("not_an_option", key=shown(event.key)))
        elif self._message is None and self.choice_bar.choice is None and not self.prompt.open:
            self.tell(self.say("chosen", name=choice.title, value=option.words))

    def _let_go(self) -> None:
        self.choice_bar.close()
        self.linking.stop()
        self._leaving = False

    def foot(self, width: int) -> Words:
        """The keys that do something here, whatever has them."""
        if self.prompt.open:
            return stop_line(self.say, self.looks, ("⏎", "key.keep"))
        if self.choice_bar.choice is not None:
            return stop_line(self.say, self.looks)
        if self.linking.active:
            return stop_line(self.say, self.looks, ("↑↓", "key.scroll"))
        return super().foot(width)

    # -- labels ---------------------------------------------------------------------------------------------------

    def action_label(self, label: str) -> None:
        """Label what is selected, or the token under the cursor."""

        def work() -> None:
            count = len(self.session.labels.spans)
            span = self.session.label(label)
            new = len(self.session.labels.spans) > count
            self._tell_span("labelled" if new else "same", span)

        self.change(work)

    def action_delete(self) -> None:
        """Take the current span out."""

        def work() -> None:
            span = self.session.delete()
            self.tell(self.say("deleted", label=span.label) + f"  {words_of(span)}", span.label)

        self.change(work)

    def action_fragment(self) -> None:
        """The selection, and what is held, become parts of the current span."""
        self._reshape(self.session.add_fragment)

    def action_unfragment(self) -> None:
        """The part under the cursor leaves the current span."""
        self._reshape(self.session.remove_fragment)

    def action_move_edge(self, edge: Edge, by: int) -> None:
        """An edge of the current span goes a token further."""
        self._reshape(lambda: self.session.move_edge(edge, by))

    def _reshape(self, work: Callable[[], object]) -> None:
        """Change the words of the current span and say what they are now; it stays the current one."""

        def reshape() -> None:
            span = self.current_span()
            work()
            self.session.active = span.id
            self._tell_span("reshaped", self.session.labels.spans[span.id])

        self.change(reshape)

    def _tell_span(self, said: str, span: Span) -> None:
        name = self.session.names(span.sentence)[span.id]
        definition = self.session.scheme.spans.get(span.label)
        title = definition.title.say(self.say.language) if definition else span.label
        self.tell(self.say(said, name=name, label=title) + f"  {words_of(span)}", span.label)

    def action_attributes(self) -> None:
        """Choose an attribute of the current span, then its value."""
        self.guard(self.choices.attributes)
        self.draw()

    def action_entity(self) -> None:
        """Choose which source of the document a source span names."""
        self.guard(self.choices.entity)
        self.draw()

    def action_link(self) -> None:
        """Pick the span that the current one is linked to."""
        self.guard(self.linking.start)
        self.draw()

    # -- sentences ------------------------------------------------------------------------------------------------

    def action_finish(self, status: Status) -> None:
        """The sentence gets a status, and the next one not done comes."""

        def work() -> None:
            document = self.session.stored.id
            if not self.session.finish(status):
                self.tell(self.say("all_done"))
            elif self.session.stored.id != document:
                stored = self.session.stored
                self.tell(self.say("new_document", title=stored.document.title or stored.document.key))

        self.change(work)

    def action_reopen(self) -> None:
        """The sentence is to do again."""
        self.change(lambda: self.session.set_status("todo"))

    def action_split(self) -> None:
        """The sentence becomes two, the second beginning at the token under the cursor."""
        self.change(self.session.split)

    def action_join(self) -> None:
        """The sentence and the next become one."""
        self.change(self.session.join)

    def action_sentence_label(self, name: str) -> None:
        """Choose a label of the whole sentence."""
        self.choices.sentence_label(name)
        self.draw()

    def action_role(self) -> None:
        """Correct the role of the sentence."""
        self.choices.role()
        self.draw()

    def action_confidence(self) -> None:
        """Say how sure one is."""
        self.choices.confidence()
        self.draw()

    def action_comment(self) -> None:
        """Write a comment on the sentence."""
        if not self.guard(self.session.ensure_own):
            self.draw()
            return
        now = self.session.state.comment or ""
        self.prompt.ask(
            self.say("comment_prompt"), now, lambda text: self.change(lambda: self.session.set_comment(text or None))
        )
        self.draw_bars()

    # -- undo, layers, screens ------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Undo the last action, wherever it was."""
        self._turn_back(self.session.undo, "undone", "nothing_undo")

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._turn_back(self.session.redo, "redone", "nothing_redo")

    def _turn_back(self, work: Callable[[], Undone | None], said: str, nothing: str) -> None:
        def turn() -> None:
            done = work()
            self.tell(self.say(said, what=self.say(f"op.{done.operation}")) if done else self.say(nothing))

        self.guard(turn)
        self.touched()
        self.draw()

    def action_next_layer(self) -> None:
        """Look at the layer of the next annotator; one's own comes round again."""

        layers = self.session.layers()
        at = layers.index(self.session.layer) if self.session.layer in layers else 0
        if len(layers) == 1 and not self.session.read_only:
            self.tell(self.say("no_other_layer"))
            self.draw_bars()
        else:
            self._show_layer(layers[(at + 1) % len(layers)])

    def _show_layer(self, layer: Layer) -> None:
        if self.guard(lambda: self.session.show_layer(layer)) and not self.session.read_only:
            self.tell(self.say("own_layer"))
        self.layer_changed()

    def action_clear(self) -> None:
        """Selection and held parts are let go, and the chosen span; with none of these, another's layer."""
        if self.session.read_only and not self.session.cursor.selecting:
            self._show_layer(self.session.own)
            return
        self.session.cursor.clear()
        self.session.active = None
        self.draw()

    def action_toggle_panel(self) -> None:
        """Fold the panel away, or open it."""
        self._folded = not self._folded
        self.draw()

    def action_documents(self) -> None:
        """Choose another document."""
        from annotator.ui.screens.documents import DocumentsScreen

        def chosen(key: str | None) -> None:
            if key is not None:
                self.guard(lambda: self.session.open(key))
                self.touched()
            self.draw()

        self.app.push_screen(DocumentsScreen(self.session, self.say, self.looks), chosen)

    def action_help(self) -> None:
        """All keys."""
        from annotator.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.registry, self.say, self.looks))

    def action_palette(self) -> None:
        """Find an action by its words."""
        from annotator.ui.commands import Palette

        self.app.push_screen(Palette(self.say("palette.find")))

    # -- mouse ----------------------------------------------------------------------------------------------------

    def _pointing(self) -> bool:
        """Whether the mouse may point: not while something is typed. A question about another place is over."""
        self._message = None
        self.session.rhythm.touch(self.session.cursor.sentence)
        if not self.prompt.open:
            self._let_go()
        return not self.prompt.open

    @on(DocumentView.TokenPressed)
    def _pressed(self, event: DocumentView.TokenPressed) -> None:
        picked = self.linking.under(event.offset)
        if picked is not None:
            self._picked(picked)
        elif self._pointing():
            if event.extend:
                self.session.cursor.drag(event.sentence, event.token)
                self.draw()
            else:
                self.session.cursor.place(event.sentence, event.token)
                self.moved()

    @on(DocumentView.TokenDragged)
    def _dragged(self, event: DocumentView.TokenDragged) -> None:
        if self._pointing():
            self.session.cursor.drag(event.sentence, event.token)
            self.draw()

    @on(DocumentView.SentencePressed)
    def _gutter(self, event: DocumentView.SentencePressed) -> None:
        if self._pointing():
            self.session.cursor.place(event.index)
            self.moved()

    @on(DocumentView.SpanPressed)
    def _lane(self, event: DocumentView.SpanPressed) -> None:
        if self.linking.active:
            self._picked(event.span_id)
        elif self._pointing():
            self.session.active = event.span_id
            self.draw()

    def _picked(self, span: str) -> None:
        self.guard(lambda: self.linking.choose(span))
        self.draw()

    # -- saving and leaving ---------------------------------------------------------------------------------------

    def _retry(self) -> None:
        """Write what waits, if anything does; leave when that was what leaving waited for."""
        if self.session.pending:
            self.guard(self.session.flush)
            self.draw_bars()
        if self._leaving and not self.session.pending:
            self.app.exit()

    def action_leave(self) -> None:
        """Quit; where something is not saved yet, wait for it, and ask before it is given up."""
        if not self.guard(self.session.flush):  # what waited is dropped, and that is said: not now, then
            self.draw()
        elif not self.session.pending:
            self.app.exit()
        else:
            self._leaving = True
            why = self.trouble(self.session.trouble) if self.session.trouble else ""
            wait = Option("1", self.say("wait"), lambda: self.tell(self.say("leaving")))
            leave = Option("9", self.say("leave"), self.app.exit)
            self.ask(Choice(self.say("unsaved_title", n=len(self.session.pending), why=why), (wait, leave)))
            self.draw_bars()

    def current_span(self) -> Span:
        """The span that a choice is about.

        Raises:
            LabelError: there is none here.
        """
        span = self.session.current
        if span is None:
            raise errors.LabelError("no_span", "no span here", "go to a labelled word first")
        return span
