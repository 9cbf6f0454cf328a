"""The annotation screen: what each key and the mouse do. Logic is the session's."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from annotator.model import Layer
from annotator.session import Undone
from annotator.ui.actions import STUCK_ESCAPE, Action, shown
from annotator.ui.screens.finding import Finding
from annotator.ui.screens.finishing import Finishing
from annotator.ui.screens.guiding import Guiding
from annotator.ui.screens.labelling import Labelling
from annotator.ui.screens.moving import Moving
from annotator.ui.screens.pacing import Pacing
from annotator.ui.screens.pointing import Pointing
from annotator.ui.screens.reading import Reading
from annotator.ui.screens.selecting import Selecting
from annotator.ui.screens.suggesting import Suggesting
from annotator.ui.screens.surface import WIDE
from annotator.ui.widgets.bars import stop_line
from annotator.ui.widgets.choice import Choice, Option
from annotator.ui.widgets.painted import Words

__all__ = ["AnnotateScreen"]


class AnnotateScreen(Moving, Selecting, Labelling, Suggesting, Finishing, Finding, Guiding, Pointing, Reading, Pacing):
    """Steps through a document sentence by sentence.

    Every key is handled here and at once, whoever has the focus: keys typed ahead, or that come in one packet over a
    slow line, never overtake what the one before them opens.
    """

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
        if self.put_away(event.key):
            return
        action = self.registry.bound(event.key)
        if event.key == STUCK_ESCAPE and action is None:
            event = events.Key("escape", None)
            action = self.registry.bound("escape")
        if self.passes(event, action):
            self.choice_bar.close()
        if action is not None and action.id == "quit":
            self.let_go()
            self.action_leave()
        elif self.choice_bar.choice is not None or self.linking.active or self.words:
            self.guard(lambda: self._captured(event))
            self.draw_bars() if self.linking.active else self.draw()
        elif (action is None or self._count) and self._counts(event.character):
            self.tell(self.say("count", n=self._count))
            self.draw_bars()
        else:
            count, self._count = self._count, 0
            await self._done_by(action, event, count)

    async def _done_by(self, action: Action | None, event: events.Key, count: int) -> None:
        """What a key does when nothing is asked, so many times."""
        if action is None:
            self._nothing_on(event)
        elif not self.read(action):
            self._leaving = False
            if action.edits and self.session.read_only:
                self.guard(self.session.ensure_own)
                self.draw_bars()
            else:
                before = self.session.moment
                await self.run_action(action.times(count))
                if before == self.session.moment:
                    self._unless_silent(action)

    def _counts(self, character: str | None) -> bool:
        """Whether a digit is typed: how often the next key is meant."""
        if character is None or character not in "0123456789" or not character or character + str(self._count) == "00":
            return False
        self._count = min(self._count * 10 + int(character), 999)
        return True

    def _unless_silent(self, action: Action) -> None:
        """Nothing came of a key that moves, selects or changes: say so, unless something was said or asked."""
        said = self._message is not None or self.app.screen is not self or self.prompt.open
        if said or self.choice_bar.choice is not None or self.linking.active or self.words:
            return
        for name in (f"nothing.{action.id}", f"nothing.{action.group}"):
            if self.say.known(name):
                self.tell(self.say(name))
                self.draw_bars()
                return

    def _nothing_on(self, event: events.Key) -> None:
        """A key that does nothing: say what may have been meant."""
        words = event.character if event.is_printable and event.character else shown(event.key)
        near = self.registry.near(event.key)
        values = {"key": words, "help": self.registry.key("help")}
        if near is not None:
            values |= {"near": near[0], "words": self.registry.words(near[1], self.say)}
        self.tell(self.say("not_a_key" if near is None else "not_a_key_but", **values))
        self.draw_bars()

    def on_paste(self, event: events.Paste) -> None:
        """Only a prompt takes text from outside; anywhere else it would be read as keys."""
        event.stop()
        if self.prompt.open:
            self.prompt.insert(event.text)

    def _captured(self, event: events.Key) -> None:
        if event.key == "escape":
            stays = self.choice_bar.choice is not None and self.choice_bar.choice.stays
            self.let_go()
            if not stays:
                self.tell(self.say("cancelled"))
        elif self.words:
            self.pick(event.key, event.character)
        elif self.choice_bar.choice is None:
            self.linking.press(event.key, event.character)
        elif event.key == "enter":
            self.choice_bar.close()
        elif event.key == "tab" and self.choice_bar.pages > 1:
            self.choice_bar.turn(self.looks, self.size)
        else:
            self._choose(self.choice_bar.choice, event)

    def _choose(self, choice: Choice, event: events.Key) -> None:
        option = self.choice_bar.press(event.character)
        if option is None:
            self.tell(self.say("not_an_option", key=shown(event.key)))
        elif self._message is None and self.choice_bar.choice is None and not self.prompt.open:
            self.tell(self.say("chosen", name=choice.title, value=option.words))

    def foot(self, width: int) -> Words:
        """The keys that do something here, whatever has them."""
        if self.prompt.open:
            return stop_line(self.say, self.looks, ("⏎", "key.keep"))
        if self.choice_bar.choice is not None:
            more = [("⇥", "key.more")] if self.choice_bar.pages > 1 else []
            return stop_line(self.say, self.looks, *more)
        if self.linking.active:
            return stop_line(self.say, self.looks, ("↑↓", "key.scroll"))
        if self.words:
            return stop_line(self.say, self.looks)
        return super().foot(width)

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
        if self.size.width < WIDE:
            self.tell(self.say("panel.narrow", columns=WIDE))
        else:
            self._folded = not self._folded
        self.draw()

    def action_documents(self) -> None:
        """Choose another document."""
        from annotator.ui.screens.documents import DocumentsScreen

        def chosen(key: str | None) -> None:
            if key is not None:
                self.leap(lambda: self.session.open(key))
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

    # -- saving and leaving ---------------------------------------------------------------------------------------

    def _retry(self) -> None:
        """Write what waits, if anything does; leave when that was what leaving waited for."""
        if self.session.pending:
            self.guard(self.session.flush)
            self.draw()
        if self._leaving and not self.session.pending:
            self.app.exit()
        self.session.keep_place(settled=True)

    def action_leave(self) -> None:
        """Quit; where something is not saved yet, wait for it, and ask before it is given up."""
        if not self.guard(self.session.flush):  # what waited is dropped, and that is said: not now, then
            self.draw()
        elif not self.session.pending:
            self.app.exit()
        else:
            self._leaving = True
            wait = Option("1", self.say("wait"), lambda: self.tell(self.say("leaving")))
            leave = Option("9", self.say("leave"), self.app.exit)
            self.ask(Choice(self.say("unsaved_title", n=len(self.session.pending)), (wait, leave)))
            self.draw_bars()
