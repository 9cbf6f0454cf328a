"""Selecting: by tokens, by units, and jumping to a word by a letter; actions of the annotation screen."""

from __future__ import annotations

from typing import Literal

from annotator.ui.actions import shown
from annotator.ui.screens.hands import Hands
from annotator.ui.screens.linking import LETTERS

__all__ = ["Selecting"]


class Selecting(Hands):
    """What a label will go on, and the quick ways to get there; nothing here changes a label."""

    def action_extend(self, by: int) -> None:
        """The selection grows or shrinks by a token."""
        self.session.cursor.extend(by)
        self.draw()

    def action_extend_edge(self, last: bool) -> None:
        """The selection goes to the last word of the sentence, then to the marks after it; or to the first."""
        cursor, stored = self.session.cursor, self.session.stored
        tokens, text = stored.tokens[cursor.sentence], stored.document.text
        words = [i for i, (start, end) in enumerate(tokens) if any(c.isalnum() for c in text[start:end])]
        edge = len(tokens) - 1 if last else 0
        if words and (cursor.token < words[-1] if last else cursor.token > words[0]):
            edge = words[-1] if last else words[0]
        cursor.extend(edge - cursor.token)
        self.draw()

    def action_extend_start(self, by: int) -> None:
        """The selection goes on to the end of a phrase, or back to where one begins."""
        cursor, proposer = self.session.cursor, self.session.proposer
        for _ in range(abs(by)):
            end = proposer.phrase_end(cursor.token) if by > 0 else cursor.token
            place = proposer.next_start(by)
            if end == cursor.token and place is not None and place[0] == cursor.sentence:
                end = proposer.phrase_end(place[1]) if by > 0 else place[1]
            cursor.extend(end - cursor.token)
        self.draw()

    def action_hold(self) -> None:
        """What is selected is kept as a part."""
        self.session.cursor.hold()
        self.draw()

    def action_propose(self) -> None:
        """Select the unit that is likely meant here, then the next one."""
        self.session.propose()
        self.draw()

    def action_start(self, by: int) -> None:
        """On to where the next phrase begins, or back."""
        for _ in range(abs(by)):
            place = self.session.proposer.next_start(by)
            if place is None:
                self.tell(self.say("no_further"))
                break
            self.session.cursor.place(*place)
        self.moved()

    def action_landmark(self, kind: Literal["cue", "number", "capital", "quote"], by: int) -> None:
        """On to the next cue word, number, capitalised word or quote mark, or back."""
        for _ in range(abs(by)):
            place = self.session.proposer.next_landmark(kind, by)
            if place is None:
                self.tell(self.say(f"no_more.{kind}"))
                break
            self.session.cursor.place(*place)
        self.moved()

    # -- a word by its letter -------------------------------------------------------------------------------------

    def action_pick_word(self) -> None:
        """Letters on the words of the sentence at which something begins; a letter goes there."""
        session = self.session
        index = session.cursor.sentence
        starts = [t for t in session.proposer.starts(index) if t != session.cursor.token]
        starts = [t for t in starts if any(c.isalnum() for c in self._token(t))]
        self.words = dict(zip(LETTERS, starts, strict=False))
        tokens = session.stored.tokens[index]
        self.view.letters({tokens[token][0]: letter for letter, token in self.words.items()})
        self.tell(self.say("pick_word"))
        self.draw()

    def _token(self, token: int) -> str:
        start, end = self.session.stored.tokens[self.session.cursor.sentence][token]
        return self.session.stored.document.text[start:end]

    def pick(self, key: str, character: str | None) -> None:
        """The letter of a word: go there; its capital: select up to there."""
        token = self.words.get((character or "").lower())
        if token is None:
            self.tell(self.say("not_an_option", key=shown(key)))
            return
        cursor = self.session.cursor
        if character in self.words:
            cursor.place(cursor.sentence, token)
            self.session.active = None
        else:
            last = self.session.proposer.phrase_end(token) if token > cursor.token else token
            cursor.extend(last - cursor.token)
        self.drop_letters()
