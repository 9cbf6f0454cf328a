"""Guidelines at hand, and the sentence as words: what stands beside and below the text for those who want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Action, Registry
from annotator.ui.screens.hands import Hands
from annotator.ui.screens.surface import PANEL, WIDE
from annotator.ui.widgets.painted import Painted, Words, folded

if TYPE_CHECKING:
    from annotator.session.guiding import Casebook
    from annotator.ui.widgets.guideline import Guide, Leaf

__all__ = ["Guiding"]

LABELS = ("label.", "sentence.label.")
"""What the ids of actions begin with whose key may show a guideline."""
SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"


class Guiding(Hands):
    """The guideline of a label beside the text, gaps in the guidelines, the spoken lines, the terminal's own cursor.

    The guideline is no mode: cursor and labels go on as ever, and it follows the label of the current span. Only the
    key of a label whose guideline is not shown shows that first and labels when it is pressed once more; the page keys
    turn it, and escape closes it.
    """

    _leaf: Leaf
    _casebook: Casebook

    def __init__(self, session: Session, registry: Registry, settings: Settings) -> None:
        super().__init__(session, registry, settings)
        self.guide, self.spoken = Painted(id="guide"), Painted(id="spoken")
        self.speaking = settings.spoken
        self._subject: str | None = None
        self._guided = False
        self._followed: str | None = None
        self._texts: Guide | None = None
        self._leaf_of: tuple[object, ...] = ()
        self._guide_top = 0
        self._told = ""
        self._below, self._below_of = 0, -1

    def on_mount(self) -> None:
        """A cursor to be followed is shown from the beginning."""
        if self.speaking:
            self._show_cursor(True)

    # -- the guideline ----------------------------------------------------------------------------------------------

    def action_guideline(self) -> None:
        """The guideline of the current span's label, or of the one looked at last; again: away with it."""
        if self._guided:
            self._close_guide()
        else:
            current = self.session.current
            known = [*self.session.scheme.spans, *self.session.scheme.sentence_labels]
            subject = current.label if current else self._subject
            self._subject = subject if subject in known else known[0]
            self._followed = current.id if current else None
            self._guided = True
            if not self.guide.is_attached:
                self._first_guide()
        self.draw_bars()

    def _first_guide(self) -> None:
        from annotator.session.guiding import Casebook  # late, as all of it: not wanted before the first paint
        from annotator.ui.widgets.guideline import Leaf

        self._leaf, self._casebook = Leaf(), Casebook(self.session.scheme)
        self.query_one("#body").mount(self.guide)

    def _close_guide(self) -> None:
        self._guided = False
        self.guide.display = False

    def read(self, action: Action) -> bool:
        """Whether the guideline takes an action for itself, while it is open; then it is carried out."""
        if not self._guided:
            return False
        label = next((action.id.removeprefix(start) for start in LABELS if action.id.startswith(start)), None)
        if action.id == "select.clear":
            self._close_guide()
        elif action.id in ("page.down", "page.up"):
            self._turn(1 if action.id == "page.down" else -1)
        elif label is not None and label != self._subject:
            self._subject = label
            words = self.registry.words(action, self.say)
            said = "guide.again" if action.label else "guide.choose"
            self.tell(self.say(said, label=words, key=self.registry.key(action.id)), action.label)
        else:
            return False
        self.draw_bars()
        return True

    def _turn(self, by: int) -> None:
        self._guide_top = self._leaf.turned(self._guide_top, self._guide_rows[1], by)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel over the guideline turns it."""
        self._wheel(event, 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel over the guideline turns it back."""
        self._wheel(event, -3)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        if self._guided and self.guide.region.contains_point(event.screen_offset):
            event.stop()
            end = max(0, len(self._leaf.lines) - self._guide_rows[1])
            self._guide_top = max(0, min(end, self._guide_top + by))
            self.draw_bars()

    @property
    def _beside(self) -> bool:
        """Whether there is room for the guideline beside the text."""
        return self.size.width >= WIDE

    @property
    def _guide_rows(self) -> tuple[int, int]:
        """Rows of the guideline, and of those the ones for its text."""
        body = self.size.height - 3 - self.below
        if self._beside:
            return body, max(1, body - 4)
        rows = max(4, min(body // 2, 2 + body * 2 // 5))
        return rows, rows - 1

    def _draw_guide(self) -> None:
        """Follow the current span, then show its guideline; it is laid out anew only for another label or sentence."""
        if not self._guided:
            return
        session, current = self.session, self.session.current
        if current is not None and current.id != self._followed and current.label in session.scheme.spans:
            self._subject = current.label
        self._followed = current.id if current else None
        width = PANEL - 1 if self._beside else self.size.width - 1
        stored, index = session.stored, session.cursor.sentence
        leaf_of: tuple[object, ...] = (self._subject, stored.id, stored.revision, index, width, self.looks)
        if leaf_of != self._leaf_of:
            if leaf_of[:-2] != self._leaf_of[:-2]:
                self._guide_top = 0
            matches = self._casebook.ranked(stored.text_of(stored.sentences[index]))
            if self._texts is None or leaf_of[-2:] != self._leaf_of[-2:]:
                from annotator.ui.widgets.guideline import Guide

                self._texts = Guide(session.scheme, self.say, self.looks, width)
            self._leaf, self._leaf_of = self._texts.leaf(self._subject or "", matches), leaf_of
        rows, room = self._guide_rows
        self._guide_top = max(0, min(self._guide_top, len(self._leaf.lines) - room))
        styles = self.guide.styles
        styles.dock, styles.width, styles.height = ("right", PANEL, rows) if self._beside else ("bottom", "100%", rows)
        self.guide.display = True
        self.guide.show(self._guide_page(rows, room), self.looks.page)

    def _guide_page(self, rows: int, room: int) -> list[Words]:
        from annotator.ui.widgets.guideline import page_lines

        subject = self._subject or ""
        scheme = self.session.scheme
        found = scheme.spans.get(subject) or scheme.sentence_labels[subject]
        style = self.looks.label(subject) if subject in scheme.spans else self.looks.strong
        readable = [f"label.{name}" for name in scheme.spans] + [f"sentence.label.{n}" for n in scheme.sentence_labels]
        letters = [self.registry.key(name) for name in readable if not name.endswith(f"label.{subject}")]
        others = ("" if all(len(key) == 1 for key in letters) else " ").join(letters)
        title = found.title.say(self.say.language)
        keys = [
            (self.registry.key("page.down"), self.say("guide.on")),
            (self.registry.key("guideline"), self.say("guide.close")),
            (others, self.say("guide.others")),
        ]
        shown = self._leaf.lines[self._guide_top : self._guide_top + room]
        more = self._guide_top > 0, self._guide_top + room < len(self._leaf.lines)
        width = PANEL - 1 if self._beside else self.size.width
        return page_lines(title, style, shown, keys, more, self.looks, width, rows, self._beside)

    # -- a gap in the guidelines ------------------------------------------------------------------------------------

    def action_gap(self) -> None:
        """Say what the guidelines do not; the sentence is flagged, and the next one not done comes."""
        from annotator.session.guiding import gap_of

        if not self.guard(self.session.ensure_own):
            self.draw()
            return
        now = gap_of(self.session.state.comment) or ""
        self.prompt.ask(self.say("gap_prompt"), now, lambda text: self.change(lambda: self._flag_gap(text)))
        self.draw_bars()

    def _flag_gap(self, text: str) -> None:
        from annotator.session.guiding import flag_gap

        session = self.session
        sentence = session.cursor.sentence + 1
        flag_gap(session, text)
        session.cursor.clear()
        session.advance()
        self.tell(self.say("gap_kept", sentence=sentence))

    # -- the spoken lines -------------------------------------------------------------------------------------------

    def action_speak(self) -> None:
        """The sentence as words below the text, with the terminal's own cursor shown; again: away with both."""
        self.speaking = not self.speaking
        self._show_cursor(self.speaking)
        self.tell(self.say("spoken_on" if self.speaking else "spoken_off"))
        self.draw_bars()

    def tell(self, text: str, label: str | None = None) -> None:
        """Say something on the info line until the next key, and first on the spoken lines."""
        self._told = text
        super().tell(text, label)

    @property
    def below(self) -> int:
        """Rows of the spoken lines."""
        return self._below if self.speaking else 0

    @property
    def beneath(self) -> int:
        """Rows of the guideline where it stands below the text."""
        return self._guide_rows[0] if self._guided and not self._beside else 0

    def _draw_spoken(self) -> None:
        """What has just happened and what is here on the first lines, the whole sentence on those below.

        Its place is the same from sentence to sentence, unless one needs more lines.
        """
        if not self.speaking:
            if self.spoken.display and self.spoken.is_attached:
                self.spoken.display = False
                self._lift(0)
            return
        from annotator.ui.widgets.spoken import spoken_sentence

        looks, width, height = self.looks, self.size.width, self.size.height
        said = *self._here(), spoken_sentence(self.session, self.say)
        lines = [line for text in said if text for line in folded([(f" {text}", looks.open)], width - 1, 1)]
        same = self._below_of == self.session.cursor.sentence
        least = max(5, height // 4, self._below if same else 0)
        rows = min(max(least, len(lines)), max(5, height - 10))
        if not self.spoken.is_attached:
            self.mount(self.spoken, before=self.info)
        if rows != self._below or not self.spoken.display:
            self.spoken.display = True
            self.spoken.styles.height = rows
            self._lift(rows)
        self._below, self._below_of = rows, self.session.cursor.sentence
        self.spoken.show(lines, looks.open)

    def _here(self) -> tuple[str, str]:
        """What has happened or is asked, and the labels at the cursor."""
        from annotator.ui.widgets.spoken import spoken_choice, spoken_here, spoken_hints, spoken_letters, spoken_prompt

        session, say = self.session, self.say
        happened = self._told if self._message is not None else ""
        if self.prompt.open:
            return spoken_prompt(self.prompt.question, say), ""
        if self.choice_bar.choice is not None:
            return spoken_choice(self.choice_bar.choice, say, happened), ""
        if self.linking.active:
            return spoken_hints(session, self.linking.hints, say, happened), ""
        if self.words:
            return spoken_letters(session, self.words, say, happened), ""
        return spoken_here(session, say, happened)

    def _lift(self, rows: int) -> None:
        """A question stands above the spoken lines, never over them."""
        for widget in (self.choice_bar, self.prompt):
            widget.styles.margin = (0, 0, 2 + rows, 0)

    # -- the terminal's own cursor ----------------------------------------------------------------------------------

    @property
    def caret(self) -> Offset:
        """Where the terminal's own cursor belongs: on the token, in what is typed, or at a question."""
        if self.prompt.open:
            return self.prompt.region.offset + Offset(self.prompt.caret, 0)
        if self.choice_bar.choice is not None:
            return self.choice_bar.region.offset + Offset(1, 1)
        return self.view.region.offset + self.view.cursor_cell

    def _show_cursor(self, shown: bool) -> None:
        driver = self.app._driver
        if driver is not None:
            driver.write(SHOW_CURSOR if shown else HIDE_CURSOR)
            driver.flush()

    # -- everything -------------------------------------------------------------------------------------------------

    def has_panel(self, width: int) -> bool:
        """The guideline takes the panel's place."""
        return not self._guided and super().has_panel(width)

    def draw_bars(self) -> None:
        """Title, panel or guideline, spoken lines, info line and footer."""
        if self.size.width:
            self._draw_spoken()
            self._draw_guide()
        super().draw_bars()
