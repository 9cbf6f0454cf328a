"""Adjudication: from the layers of two or more annotators to the gold layer, sentence by sentence.

An adjudication is a session whose own layer is the gold one, so that every decision is saved, logged and undone like
any other action. What it adds: the annotators' layers beside it, the questions they raise, the answers to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.errors import LabelError
from annotator.model import Span, Status
from annotator.session.adopting import Draft
from annotator.session.bench import Answer, Bench, State
from annotator.session.comparing import Item, Variant
from annotator.session.decisions import Choice, Decision
from annotator.session.editing import Edge

__all__ = ["Adjudication", "Answer", "State"]


class Adjudication(Bench):
    """The decisions: each is one action, on the question in focus."""

    def _current_item(self) -> Item:
        item = self.item
        if item is None:
            raise LabelError("no_item", "the annotators found nothing here", "mark the sentence done")
        return item

    def accept(self, number: int) -> None:
        """Take over the answer of a variant of the question in focus: 0 the first rater's, and so on.

        Raises:
            LabelError: there is no such variant, or what it hangs on is not decided yet.
        """
        item = self._current_item()
        if not 0 <= number < len(item.variants):
            raise LabelError("no_variant", f"there are {len(item.variants)} answers here", "take one of these")
        self._decide("accept", item, [item.variants[number]])

    def accept_both(self) -> None:
        """Take over every answer that says something.

        Raises:
            LabelError: there can be only one, or what it hangs on is not decided yet.
        """
        item = self._current_item()
        self._decide("both", item, item.variants)

    def accept_neither(self) -> None:
        """Take over nothing."""
        self._decide("neither", self._current_item(), [])

    def _decide(self, choice: Choice, item: Item, variants: Sequence[Variant], then: bool = True) -> None:
        """Answer a question, then go to the next one that is open."""
        if self.state_of(item) in ("waits", "void"):
            raise LabelError("span_first", "its span is not in gold", "decide on the span first")
        self._record(choice, lambda draft: draft.take(item, variants), variants)
        if then:
            self._onward()

    def _record(self, choice: Choice, work: Callable[[Draft], None], variants: Sequence[Variant] = ()) -> None:
        sentence = self.cursor.sentence
        with self._draft() as draft:
            draft.touch(sentence)
            work(draft)
            draft.bring_links(self.items, self.settled)
        of = {str(self.comparison.raters[i].layer) for variant in variants for i in variant.raters}
        decision = Decision(choice, tuple(draft.items), tuple(sorted(of)), draft.made, tuple(draft.reopened))
        self.do(choice, draft.patch, target=decision.dump())

    def _onward(self) -> None:
        """To the next open question of the sentence, going round; where none is left, stay."""
        items = self.items
        order = [*range(self.focus + 1, len(items)), *range(self.focus)]
        open_ = [i for i in order if self.state_of(items[i]) == "open"]
        disputed = [i for i in open_ if not items[i].agreed]
        self.focus = next(iter(disputed or open_), self.focus)

    def adopt(self) -> int:
        """Take over all that the annotators agree on in this sentence, in one go; gives how many.

        Raises:
            LabelError: nothing agreed on is left to take over.
        """
        todo = [i for i in self.items if i.agreed and not self.settled(i)]

        def work(draft: Draft) -> None:
            for item in todo:
                if item.subject != "link":
                    draft.take(item, item.variants)

        spans = [item for item in todo if item.subject != "link"]
        links = [item for item in todo if item.subject == "link" and self._draft().linkable(item)]
        if not spans and not links:
            raise LabelError("nothing_agreed", "nothing agreed on is left here", "decide on the rest")
        before = len(self.left())
        self._record("adopt", work)
        if self.item is not None and self.state_of(self.item) != "open":
            self._onward()
        return before - len(self.left())

    # -- edit -----------------------------------------------------------------------------------------------------

    def take_to_edit(self) -> Span:
        """The gold span of the question in focus, for changing it; where it is open, the first answer is taken over.

        Raises:
            LabelError: the question is not about a span, or it was decided that there is none.
        """
        item = self._current_item()
        group = item.group or (item.ends[0] if item.ends else None)
        there = self.copies(group) if group is not None else []
        if there:
            return there[0]
        if item.subject != "span" or group is None:
            raise LabelError("span_first", "its span is not in gold", "decide on the span first")
        given = next(variant for variant in item.variants if not variant.empty)
        self._decide("edit", item, [given], then=False)
        return self.copies(group)[0]

    def edit_edge(self, edge: Edge, by: int) -> Span:
        """Move an edge of the gold span of the question in focus by tokens.

        Raises:
            LabelError: as ``take_to_edit``; or the edge can go no further (then nothing was taken over).
        """
        item = self._current_item()
        if item.group is None:
            raise LabelError("span_first", "this is not about the words of a span", "go to one that is")
        with self._draft() as draft:  # the edited span and the decision are one action
            draft.touch(item.sentence)
            if not draft.copies(item.group):
                draft.take(item, [next(variant for variant in item.variants if not variant.empty)])
            span = draft.copies(item.group)[0]
            moved = self.editor.move_edge(span, edge, by, self.project.clock.now()).after.spans[0]
            draft.reshape(moved, item.group)
        self.do("edit", draft.patch, target=Decision("edit", (item.group.key,), (), draft.made).dump())
        return self.labels.spans[moved.id]

    # -- the sentence ---------------------------------------------------------------------------------------------

    def finish(self, status: Status = "done") -> bool:
        """Mark the sentence in focus done and go on; False when nothing is left to adjudicate anywhere.

        Raises:
            LabelError: something is still to be decided or adopted here; the focus is on it.
        """
        left = self.left() if status == "done" else []
        if left:
            open_ = [item for item in left if self.state_of(item) == "open"]
            self.focus = self.items.index((open_ or left)[0])
            code = "agreed_left" if all(item.agreed for item in open_) else "items_left"
            code = code if open_ else "waits_left"
            raise LabelError(code, f"{len(left)} still to decide", "decide on each, and adopt what is agreed on")
        return super().finish(status)
