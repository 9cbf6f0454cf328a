"""The annotation screen: the document, what is said of it, and the keys. Logic is the session's."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen

from annotator import errors
from annotator.model import Span, Status
from annotator.session import Session, Undone
from annotator.session.editing import Edge
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.choices import Choices
from annotator.ui.screens.linking import Linking
from annotator.ui.theme import palette_of
from annotator.ui.widgets.bars import Looks, footer_line, title_line
from annotator.ui.widgets.choice import ChoiceBar
from annotator.ui.widgets.document import DocumentView
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.ui.widgets.panel import panel_lines, span_line, words_of
from annotator.ui.widgets.prompt import Prompt
from annotator.ui.widgets.view_model import Mark, SentenceMarks, SentenceView
from annotator.words import Say

__all__ = ["AnnotateScreen", "annotate_screen"]

PANEL = 36
"""Cells of the side panel."""
WIDE = 100
"""From this many columns on there is room for the panel."""


def annotate_screen(session: Session, registry: Registry, settings: Settings) -> AnnotateScreen:
    """The screen with its keys: a class of its own, since the labels' keys come from the scheme."""
    bindings = [
        Binding(",".join(action.keys), action.call, action.id, id=action.id)
        for action in registry.actions
        if action.keys
    ]
    made: type[AnnotateScreen] = type("AnnotateScreen", (AnnotateScreen,), {"BINDINGS": bindings})
    return made(session, registry, settings)


class AnnotateScreen(Screen[None]):
    """Steps through a document sentence by sentence."""

    DEFAULT_CSS = """
    AnnotateScreen { layers: base above; overflow: hidden; }
    AnnotateScreen #body { height: 1fr; }
    AnnotateScreen DocumentView { width: 1fr; height: 1fr; }
    AnnotateScreen #panel { width: 36; height: 1fr; padding: 1 0 0 0; }
    """
    AUTO_FOCUS = "DocumentView"
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__()
        self.session, self.registry, self.settings = session, registry, settings
        self.say = Say(settings.language)
        self.looks = Looks(palette_of(session.scheme, settings))
        self.view = DocumentView(self.looks.palette)
        self.title_bar, self.info, self.footer = Painted(id="title"), Painted(id="info"), Painted(id="footer")
        self.panel, self.choice_bar = Painted(id="panel"), ChoiceBar()
        self.prompt = Prompt(self.looks, self.view.focus)
        self.choices, self.linking = Choices(self), Linking(self)
        self._folded = False
        self._message: Words | None = None
        self._shown_document: tuple[int, object] | None = None
        self._touched: set[int] = set()

    def compose(self) -> ComposeResult:
        """Title, document and panel, info, footer; choice and comment lie above."""
        yield self.title_bar
        with Horizontal(id="body"):
            yield self.view
            yield self.panel
        yield self.info
        yield self.footer
        yield self.choice_bar
        yield self.prompt

    def on_mount(self) -> None:
        """Show the document; try again every second what could not be saved."""
        self.styles.background = self.looks.palette.background
        self.show_document()
        self.set_interval(1.0, self._retry)

    # -- show -----------------------------------------------------------------------------------------------------

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
        self.view.load(text, views, self._marks)
        self._shown_document = (stored.id, self.session.layer)
        self.draw()

    def _marks(self, index: int) -> SentenceMarks:
        session = self.session
        names = session.names(index)
        state = session.labels.state(index)
        marks = tuple(Mark(s.id, s.label, names[s.id], s.extent) for s in session.labels.in_sentence(index))
        return SentenceMarks(marks, state.status, bool(state.comment))

    def draw(self) -> None:
        """Bring everything up to what the session says; each widget paints only what differs."""
        session, cursor = self.session, self.session.cursor
        if self._shown_document != (session.stored.id, session.layer):
            self.show_document()
            return
        current = session.current
        selection = cursor.selection
        self.view.select((selection,) if selection else (), cursor.held)
        self.view.activate(current.id if current else None)
        self.view.point(cursor.sentence, cursor.token)
        self.draw_bars()

    def draw_bars(self) -> None:
        """Title, panel, info line and footer."""
        width = self.size.width
        if not width:
            return
        wide = width >= WIDE and not self._folded
        self.panel.display = wide
        looks, say = self.looks, self.say
        self.title_bar.show([title_line(self.session, say, looks, width)], looks.page)
        self.footer.show([footer_line(self.session, self.registry, say, looks, width)], looks.page)
        if wide:
            height = max(4, self.size.height - 4)
            self.panel.show(panel_lines(self.session, say, looks, PANEL - 1, height), looks.page)
        self.info.show([self._info(wide, width)], looks.page)

    def _info(self, wide: bool, width: int) -> Words:
        looks, cursor = self.looks, self.session.cursor
        if self.session.trouble is not None:
            return [(f" {cut(str(self.session.trouble), width - 2)} ", looks.alarm)]
        if self._message is not None:
            return self._message
        if cursor.held:
            text = " … ".join(self.session.stored.document.text[s:e] for s, e in cursor.extent)
            return [(" " + cut(self.say("held", text=text), width - 2), looks.text)]
        if self.session.read_only:
            words = self.say("layer_of", who=str(self.session.layer), key=self.registry.key("layer.next"))
            return [(" " + cut(words, width - 2), looks.strong)]
        return [] if wide else span_line(self.session, self.say, looks, width)

    def tell(self, text: str, label: str | None = None) -> None:
        """Say something on the info line until the next key."""
        style = self.looks.label(label) if label else self.looks.text
        self._message = [(" " + cut(text, max(10, self.size.width - 2)), style)]

    def touched(self, *sentences: int) -> None:
        """The marks of these sentences are stale."""
        self.view.invalidate(*sentences)

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A choice or a link takes the keys while it is open; any other key ends the message of the last one."""
        self.session.rhythm.touch(self.session.cursor.sentence)
        if self.prompt.open:
            if event.key == "escape":
                event.stop()
                self.prompt.close()
            return
        self._message = None
        if self.choice_bar.choice is not None or self.linking.active:
            event.stop()
            event.prevent_default()
            self._guard(lambda: self._captured(event))
            self.draw()
        elif not self._bound(event.key):
            shown = event.character if event.is_printable and event.character else event.key
            self.tell(self.say("not_a_key", key=shown, help=self.registry.key("help")))
            self.draw_bars()

    def _bound(self, key: str) -> bool:
        return key in self.active_bindings

    def _captured(self, event: events.Key) -> None:
        if event.key == "escape":
            self.choice_bar.close()
            self.linking.stop()
            self.tell(self.say("cancelled"))
        elif self.choice_bar.choice is not None:
            if not self.choice_bar.press(event.character):
                if event.key in ("enter", "ctrl+q"):
                    self.choice_bar.close()
                else:
                    self.tell(self.say("not_a_key", key=event.character or event.key, help="esc"))
        else:
            self.linking.press(event.key, event.character)

    def _guard(self, change: Callable[[], object]) -> bool:
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
        return True

    def change(self, work: Callable[[], object]) -> bool:
        """Run a change of the labels, then show it: the sentence in focus before and after is drawn anew."""
        before = self.session.cursor.sentence
        done = self._guard(work)
        links = {o for s in self.session.labels.in_sentence(before) for o in self.session.labels.touched(s)}
        self.touched(*{before, self.session.cursor.sentence, *links})
        self.draw()
        return done

    # -- moving ---------------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """A token on or back."""
        self.session.cursor.move(by)
        self._moved()

    def action_sentences(self, by: int) -> None:
        """Sentences on or back."""
        self.session.cursor.sentences(by)
        self._moved()

    def action_edge(self, last: bool) -> None:
        """The first or last token of the sentence."""
        self.session.cursor.edge(last)
        self._moved()

    def action_document_edge(self, last: bool) -> None:
        """The first or last sentence."""
        self.session.cursor.place(len(self.session.stored.sentences) - 1 if last else 0)
        self._moved()

    def action_extend(self, by: int) -> None:
        """The selection grows or shrinks by a token."""
        self.session.cursor.extend(by)
        self.draw()

    def action_hold(self) -> None:
        """What is selected is kept as a part."""
        self.session.cursor.hold()
        self.draw()

    def action_clear(self) -> None:
        """Selection and held parts are let go, and the chosen span."""
        self.session.cursor.clear()
        self.session.active = None
        self.draw()

    def _moved(self) -> None:
        """A plain move chooses what is under the cursor."""
        self.session.active = None
        self.draw()

    def action_next_open(self) -> None:
        """The next sentence not done."""
        ahead = self.session.next_open()
        if ahead is None:
            self.tell(self.say("all_done"))
        else:
            self.session.cursor.place(ahead)
        self._moved()

    def action_next_span(self, by: int) -> None:
        """The next span of the sentence becomes the current one; the cursor stays."""
        spans = self.session.labels.in_sentence(self.session.cursor.sentence)
        if not spans:
            self.tell(self.say("no_spans"))
        else:
            current = self.session.current
            at = next((i for i, s in enumerate(spans) if current and s.id == current.id), -1 if by > 0 else 0)
            self.session.active = spans[(at + by) % len(spans)].id
        self.draw()

    # -- labels ---------------------------------------------------------------------------------------------------

    def action_label(self, label: str) -> None:
        """Label what is selected, or the token under the cursor."""

        def work() -> None:
            count = len(self.session.labels.spans)
            span = self.session.label(label)
            new = len(self.session.labels.spans) > count
            name = self.session.names(span.sentence)[span.id]
            title = self.session.scheme.spans[label].title.say(self.say.language)
            self.tell(self.say("labelled" if new else "same", name=name, label=title) + f"  {words_of(span)}", label)

        self.change(work)

    def action_delete(self) -> None:
        """Take the current span out."""

        def work() -> None:
            span = self.session.delete()
            self.tell(self.say("deleted", label=span.label) + f"  {words_of(span)}", span.label)

        self.change(work)

    def action_fragment(self) -> None:
        """The selection becomes another part of the span chosen or labelled last."""
        self.change(self.session.add_fragment)

    def action_unfragment(self) -> None:
        """The part under the cursor leaves the current span."""
        self.change(self.session.remove_fragment)

    def action_move_edge(self, edge: Edge, by: int) -> None:
        """An edge of the current span goes a token further."""
        self.change(lambda: self.session.move_edge(edge, by))

    def action_attributes(self) -> None:
        """Choose an attribute of the current span, then its value."""
        self._guard(self.choices.attributes)
        self.draw()

    def action_entity(self) -> None:
        """Choose which source of the document a source span names."""
        self._guard(self.choices.entity)
        self.draw()

    def action_link(self) -> None:
        """Pick the span that the current one is linked to."""
        self._guard(self.linking.start)
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
        if not self._guard(self.session.ensure_own):
            self.draw()
            return
        now = self.session.state.comment or ""
        self.prompt.ask(
            self.say("comment_prompt"), now, lambda text: self.change(lambda: self.session.set_comment(text or None))
        )

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

        self._guard(turn)
        self.touched()
        self.draw()

    def action_next_layer(self) -> None:
        """Look at the layer of the next annotator; one's own comes round again."""

        def work() -> None:
            layers = self.session.layers()
            if len(layers) == 1 and not self.session.read_only:
                self.tell(self.say("no_other_layer"))
                return
            at = layers.index(self.session.layer) if self.session.layer in layers else 0
            self.session.show_layer(layers[(at + 1) % len(layers)])
            if not self.session.read_only:
                self.tell(self.say("own_layer"))

        self._guard(work)
        self._shown_document = (self.session.stored.id, self.session.layer)
        self.touched()
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
                self._guard(lambda: self.session.open(key))
                self.touched()
            self.draw()

        self.app.push_screen(DocumentsScreen(self.session, self.say, self.looks), chosen)

    def action_help(self) -> None:
        """All keys."""
        from annotator.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.registry, self.say, self.looks))

    # -- mouse ----------------------------------------------------------------------------------------------------

    @on(DocumentView.TokenPressed)
    def _pressed(self, event: DocumentView.TokenPressed) -> None:
        self._message = None
        self.session.rhythm.touch(self.session.cursor.sentence)
        if event.extend:
            self.session.cursor.drag(event.sentence, event.token)
            self.draw()
        else:
            self.session.cursor.place(event.sentence, event.token)
            self._moved()

    @on(DocumentView.TokenDragged)
    def _dragged(self, event: DocumentView.TokenDragged) -> None:
        self.session.cursor.drag(event.sentence, event.token)
        self.draw()

    @on(DocumentView.SentencePressed)
    def _gutter(self, event: DocumentView.SentencePressed) -> None:
        self.session.cursor.place(event.index)
        self._moved()

    @on(DocumentView.SpanPressed)
    def _lane(self, event: DocumentView.SpanPressed) -> None:
        if self.linking.active:
            self._guard(lambda: self.linking.choose(event.span_id))
        else:
            self.session.active = event.span_id
        self.draw()

    # -- saving ---------------------------------------------------------------------------------------------------

    def _retry(self) -> None:
        """Write what waits, if anything does."""
        if self.session.pending:
            self._guard(self.session.flush)
            self.draw_bars()

    def on_resize(self) -> None:
        """More or less room."""
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
