"""One line to type in, above the footer: a comment, a name."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted

__all__ = ["Prompt"]


class Prompt(Horizontal):
    """Hidden until it is asked for something; then it has the keys until enter or esc."""

    DEFAULT_CSS = """
    Prompt { layer: above; dock: bottom; height: 1; margin-bottom: 2; display: none; }
    Prompt Painted { width: auto; height: 1; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; }
    """

    def __init__(self, looks: Looks, closed: Callable[[], object]) -> None:
        super().__init__(id="prompt")
        self._looks, self._give_back = looks, closed
        self._given: Callable[[str], object] = lambda _text: None

    def compose(self) -> ComposeResult:
        """What is asked, and where to type."""
        yield Painted(id="asked")
        yield Input(compact=True, select_on_focus=False, max_length=2000)

    @property
    def open(self) -> bool:
        """Whether it has the keys."""
        return bool(self.display)

    def ask(self, question: str, text: str, given: Callable[[str], object]) -> None:
        """Open with a text to change; ``given`` gets what was typed when enter is pressed."""
        asked = self.query_one("#asked", Painted)
        asked.show([[(f" {question}: ", self._looks.open)]], self._looks.open)
        asked.styles.width = len(question) + 3
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)
        self._given = given
        self.display = True
        field.focus()

    def close(self) -> None:
        """Give the keys back."""
        self.display = False
        self._give_back()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.close()
        self._given(event.value.strip())
