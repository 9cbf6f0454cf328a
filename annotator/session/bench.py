"""An adjudicator at the bench: gold and the annotators' layers of a document, the questions, how far they are.

Nothing here decides: see ``annotator.session.adjudication``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from annotator.errors import LabelError, UsageError
from annotator.model import Layer, Patch, Span
from annotator.session.adjudicable import next_to_adjudicate, progress_of, raters_of
from annotator.session.adopting import Draft
from annotator.session.comparing import Comparison, Group, Item, Rater
from annotator.session.decisions import Choice, Decisions
from annotator.session.session import Session, Undone
from annotator.store import Project
from annotator.store.documents import document_id
from annotator.store.layers import read_layer

__all__ = ["Answer", "Bench", "State"]

State = Literal["open", "waits", "settled", "void"]
"""Of an item: to decide; to decide after its spans; decided; nothing to decide any more, its span is not in gold."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided on an item: how, and whose answer it was, as numbers of raters."""

    choice: Choice
    raters: tuple[int, ...]


class Bench(Session):
    """An adjudicator at the gold layer of a document, with the layers of the annotators beside it.

    ``annotators`` names whose layers are compared; None: everybody's. The adjudicator may be one of them.
    """

    def __init__(
        self, project: Project, adjudicator: str, annotators: Sequence[str] | None = None, idle: float = 60.0
    ) -> None:
        super().__init__(project, adjudicator, idle=idle)
        self.own = self.layer = Layer(adjudicator, "gold", 1)
        self.annotators = tuple(annotators) if annotators is not None else None
        self.named = False
        self.focus = 0
        self.comparison: Comparison
        self.decisions = Decisions()
        self._done = 0

    # -- open -----------------------------------------------------------------------------------------------------

    def open(self, key: str | None = None, sentence: int | None = None) -> None:
        """Open a document at a sentence, or at its first that is open; without a key, the first that has one.

        Raises:
            UsageError: there is no such document.
            LabelError: it has no sentence that two of the annotators have finished; without a key: none has.
        """
        number = document_id(self.project, key) if key is not None else self._first()
        if number is None and key is not None:
            raise UsageError(f"{self.project.path}: there is no document {key!r}", "see `annotator status`")
        found = raters_of(self.project, number, self.annotators) if number is not None else []
        if number is None or not progress_of(self.project, self.own, self.annotators, number)[1]:
            what = f"{key}: " if key is not None else ""
            raise LabelError(
                "not_adjudicable",
                f"{what}no sentence is marked done by two annotators",
                f"there are layers of: {', '.join(str(layer) for layer in found) or 'nobody'}",
            )
        self._show(number, self.own)
        wanted = sentence if sentence in self.comparison.adjudicable else self.next_open(start=0)
        self.place(self.comparison.adjudicable[0] if wanted is None else wanted)

    def _first(self) -> int | None:
        open_ = next_to_adjudicate(self.project, self.own, self.annotators, 0)
        return open_ if open_ is not None else next_to_adjudicate(self.project, self.own, self.annotators, 0, done=True)

    def _show(self, number: int, layer: Layer) -> None:
        super()._show(number, layer)
        self.decisions = Decisions()
        self._read()

    def reload(self) -> None:
        """Read gold, the annotators' layers and the decisions again."""
        super().reload()
        self._read()

    def _read(self) -> None:
        layers = raters_of(self.project, self.stored.id, self.annotators)
        layers.sort(key=self._shuffled)
        raters = [Rater(layer, read_layer(self.project, self.stored, layer)[0]) for layer in layers]
        self.comparison = Comparison(self.scheme, self.stored.starts, raters)
        self._look()

    def _shuffled(self, layer: Layer) -> str:
        """The same order for a document always, another for another document: left is not always the same person."""
        said = f"{self.stored.document.sha256}\0{self.stored.document.key}\0{layer.annotator}\0{layer.number}"
        return sha256(said.encode()).hexdigest()

    def _look(self) -> None:
        """Bring the decisions up to the log, and to what waits to get there."""
        waiting = [(item.operation, item.target) for item in self.pending]
        self.decisions.read(self.project, self.stored.document.key, self.own, waiting)
        said = (state.index for state in self.labels.states if state.status == "done")
        self._done = sum(bool(self.comparison.done(index)) for index in said)

    def layers(self) -> list[Layer]:
        """Only gold: whose the other layers are is not shown in passing."""
        return [self.own]

    # -- ask ------------------------------------------------------------------------------------------------------

    def name(self, rater: int) -> str:
        """A, B, C …, or the annotator's name while names are shown."""
        return str(self.comparison.raters[rater].layer) if self.named else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rater % 26]

    @property
    def items(self) -> tuple[Item, ...]:
        """The questions of the sentence in focus: disagreements in their order, then what is agreed on."""
        return self.comparison.items(self.cursor.sentence)

    @property
    def item(self) -> Item | None:
        """The question in focus; None where the sentence raises none."""
        items = self.items
        return items[min(self.focus, len(items) - 1)] if items else None

    def copies(self, group: Group) -> list[Span]:
        """The gold spans that stand for a group of the annotators' spans."""
        return self._draft().copies(group)

    def settled(self, item: Item) -> bool:
        """Whether an item was decided on, or gold already says what one of the annotators says."""
        if item.key in self.decisions.settled:
            return True
        return item.subject == "span" and item.group is not None and bool(self.copies(item.group))

    def state_of(self, item: Item) -> State:
        """How far an item is."""
        groups = item.ends or ((item.group,) if item.subject == "attribute" and item.group is not None else ())
        there = [self.copies(group) for group in groups]
        decided = [
            bool(found) or group.key in self.decisions.settled for group, found in zip(groups, there, strict=True)
        ]
        if all(decided) and not all(there):
            return "void"
        if item.subject == "attribute" and there and len(there[0]) > 1:
            return "void"  # both were taken, each with its own
        if self.settled(item):
            return "settled"
        return "open" if all(decided) else "waits"

    def answer(self, item: Item) -> Answer | None:
        """What was decided on an item, and whose answer that was."""
        found = self.decisions.settled.get(item.key)
        if found is None:
            return None
        raters = tuple(i for i, rater in enumerate(self.comparison.raters) if str(rater.layer) in found.of)
        return Answer(found.choice, raters)

    def left(self, sentence: int | None = None) -> list[Item]:
        """What is still to be decided or adopted in a sentence."""
        items = self.items if sentence is None else self.comparison.items(sentence)
        return [item for item in items if self.state_of(item) in ("open", "waits")]

    @property
    def progress(self) -> tuple[int, int]:
        """How many sentences of the document are adjudicated, and how many can be."""
        return self._done, len(self.comparison.adjudicable)

    def total_progress(self) -> tuple[int, int]:
        """The same over all documents."""
        return progress_of(self.project, self.own, self.annotators)

    # -- move -----------------------------------------------------------------------------------------------------

    def place(self, sentence: int) -> None:
        """Go to a sentence, and there to the first question that is open."""
        self._go(sentence)
        items = self.items
        states = [self.state_of(item) for item in items]
        self.focus = next((i for i, state in enumerate(states) if state == "open"), 0)

    def move(self, by: int) -> None:
        """Questions on or back within the sentence."""
        self.focus = max(0, min(self.focus + by, len(self.items) - 1))

    def sentences(self, by: int) -> None:
        """Go so many sentences on or back among those that can be adjudicated."""
        there = self.comparison.adjudicable
        after = [i for i in there if i > self.cursor.sentence]
        before = [i for i in there if i < self.cursor.sentence]
        if by > 0 and after:
            self.place(after[min(by, len(after)) - 1])
        elif by < 0 and before:
            self.place(before[max(by, -len(before))])

    def next_open(self, start: int | None = None) -> int | None:
        """The next sentence to adjudicate, counted on from the one in focus and round; else one skipped or flagged."""
        here = self.cursor.sentence
        there = self.comparison.adjudicable
        first = here + 1 if start is None else start
        order = [i for i in there if i >= first] + [i for i in there if i < first]
        for wanted in (("todo",), ("skipped", "flagged")):
            for index in order:
                if self.labels.state(index).status in wanted and (start is not None or index != here):
                    return index
        return None

    def advance(self) -> bool:
        """Go to the next sentence to adjudicate, in the next document where this one has none."""
        ahead = self.next_open()
        if ahead is not None and self.labels.state(ahead).status == "todo":
            self.place(ahead)
            return True
        flushed = self.flush()
        number = next_to_adjudicate(self.project, self.own, self.annotators, self.stored.id) if flushed else None
        if number is not None and number != self.stored.id:
            self._show(number, self.own)
            ahead = self.next_open(start=0)
        if ahead is not None:
            self.place(ahead)
        return ahead is not None

    def seek(self, by: int) -> bool:
        """Go to the next (or the last) question that is open: in the sentence, then in the next one not done."""
        there = [i for i, item in enumerate(self.items) if self.state_of(item) == "open"]
        found = [i for i in there if (i > self.focus if by > 0 else i < self.focus)]
        if found:
            self.focus = found[0] if by > 0 else found[-1]
            return True
        if by > 0:
            return self.advance()
        before = [i for i in self.comparison.adjudicable if i < self.cursor.sentence]
        for index in reversed(before):
            if self.labels.state(index).status != "done":
                self.place(index)
                return True
        return False

    def _draft(self) -> Draft:
        return Draft(self.labels, self.comparison, self.decisions, self.project.clock)

    # -- the way of a change --------------------------------------------------------------------------------------

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """As at any desk, but no default follows: gold says what was decided, and changes by decisions only.

        Raises:
            StoreStale: gold was changed elsewhere; it was read again and the action is dropped.
        """
        if target is None and follow and patch.idle:
            return
        super().do(operation, patch, target=target, follow=False)
        self._look()

    def undo(self) -> Undone | None:
        """Undo the last decision, in whichever document it was; the focus goes to what is open again."""
        return self._refocused(super().undo())

    def redo(self) -> Undone | None:
        """Do again what was undone last."""
        return self._refocused(super().redo())

    def _refocused(self, done: Undone | None) -> Undone | None:
        if done is not None:
            self.place(self.cursor.sentence)
        return done
