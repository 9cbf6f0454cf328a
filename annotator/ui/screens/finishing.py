"""The sentence as a whole: its status, its labels, its comment; actions of the annotation screen."""

from __future__ import annotations

from annotator.model import Status
from annotator.ui.screens.hands import Hands

__all__ = ["Finishing"]


class Finishing(Hands):
    """What is said of a sentence."""

    def action_finish(self, status: Status) -> None:
        """The sentence gets a status, and the next one not done comes."""

        def work() -> None:
            document = self.session.stored.id
            self._tell_left(status)
            if not self.session.finish(status):
                self.tell(self.say("all_done"))
            elif self.session.stored.id != document:
                stored = self.session.stored
                self.tell(self.say("new_document", title=stored.document.title or stored.document.key))

        self.change(work)
        self.finished()

    def _tell_left(self, status: Status) -> None:
        """What the sentence that is left is, where the key may have been another, or something is missing in it."""
        number = self.session.cursor.sentence
        open_ends = self.session.warnings(number) if status == "done" else ()
        unjudged = len(self.session.ghosts()) if status == "done" else 0
        if status != "done":
            self.tell(self.say("left_as", status=self.say(f"status.{status}"), sentence=number + 1))
        elif open_ends:
            what = open_ends[0].message.say(self.say.language).partition(":")[0]
            self.tell(self.say("left_open", sentence=number + 1, what=what))
        elif unjudged:
            self.tell(self.say("left_unjudged", sentence=number + 1, n=unjudged))

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
