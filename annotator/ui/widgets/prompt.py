"""One line to type in, above the footer: a comment, a name. The screen hands it its keys, so that none overtakes.

What is typed is kept as it is and shown through ``safe()``: a comment that came in with an import may hold anything.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual import events

from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut

__all__ = ["Prompt"]

LONGEST = 2000
"""Code points that may be typed."""


class Prompt(Painted):
    """Hidden until it is asked for something; then it takes the keys until enter or esc."""

    DEFAULT_CSS = "Prompt { layer: above; dock: bottom; height: 1; margin-bottom: 2; display: none; }"

    def __init__(self, looks: Looks) -> None:
        super().__init__(id="prompt")
        self.looks = looks
        self.question = ""
        self.caret = 0
        """The cell, in this line, in which is typed."""
        self._text = ""
        self._at = 0
        self._given: Callable[[str], object] = lambda _text: None

    @property
    def open(self) -> bool:
        """Whether it has the keys."""
        return bool(self.display)

    @property
    def text(self) -> str:
        """What is typed so far, as it is."""
        return self._text

    def ask(self, question: str, text: str, given: Callable[[str], object]) -> None:
        """Open with a text to change; ``given`` gets what was typed when enter is pressed."""
        self.question, self._text, self._at, self._given = question, text, len(text), given
        self.display = True
        self._draw()

    def close(self) -> None:
        """Give the keys back."""
        self.display = False

    def insert(self, text: str) -> None:
        """Put text in at the cursor, on one line and without control characters."""
        kept = "".join(c if c.isprintable() or c == "\u200d" else " " for c in text)
        kept = kept[: max(0, LONGEST - len(self._text))]
        self._text = self._text[: self._at] + kept + self._text[self._at :]
        self._at += len(kept)
        self._draw()

    def press(self, event: events.Key) -> bool:
        """A key: a character, a move, a deletion, enter or esc; any other does nothing. True when it closed this."""
        if event.key in ("enter", "escape"):
            self.close()
            if event.key == "enter":
                self._given(self._text.strip())
            return True
        if event.is_printable and event.character:
            self.insert(event.character)
        else:
            self._edit(event.key)
            self._draw()
        return False

    def _edit(self, key: str) -> None:
        before, after = self._text[: self._at], self._text[self._at :]
        if key in ("left", "right"):
            self._at = max(0, min(len(self._text), self._at + (1 if key == "right" else -1)))
        elif key in ("home", "ctrl+a"):
            self._at = 0
        elif key in ("end", "ctrl+e"):
            self._at = len(self._text)
        elif key == "backspace":
            self._text, self._at = before[:-1] + after, max(0, self._at - 1)
        elif key == "delete":
            self._text = before + after[1:]
        elif key in ("ctrl+w", "ctrl+backspace"):
            kept = before.rstrip().rpartition(" ")
            self._at = len(kept[0] + kept[1])
            self._text = self._text[: self._at] + after
        elif key == "ctrl+u":
            self._text, self._at = after, 0

    def on_resize(self) -> None:
        """More or less room."""
        if self.open:
            self._draw()

    def _draw(self) -> None:
        """The question, then as much of the text as there is room for, the cursor always in it."""
        looks, width = self.looks, (self.size.width or self.screen.size.width)
        question = f" {cut(self.question, width // 2)}: "
        shown, room = safe(self._text), width - cell_len(question) - 2
        start = 0
        while start < self._at and cell_len(shown[start : self._at]) > room:
            start += 1
        self.caret = cell_len(question) + cell_len(shown[start : self._at])
        line: Words = [
            (question, looks.open),
            (shown[start : self._at], looks.typed),
            (shown[self._at : self._at + 1] or " ", looks.caret),
            (shown[self._at + 1 :], looks.typed),
        ]
        self.show([line], looks.open)
