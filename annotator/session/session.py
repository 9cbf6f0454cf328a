"""One annotator at work: the use cases that the screen and the commands call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator import errors
from annotator.errors import LabelError
from annotator.model import Event, Patch, Relation, Role, Source, Span, Status
from annotator.scheme import SpanDef
from annotator.session.choosing import Choosing
from annotator.session.cursor import Extent
from annotator.session.desk import Pending
from annotator.session.editing import Edge
from annotator.session.judging import Judging
from annotator.session.resuming import Resuming
from annotator.store.documents import document_id, revision_of
from annotator.store.events import last_to_redo, last_to_undo, starts_after
from annotator.store.finishing import finished_of
from annotator.store.layers import fits, write
from annotator.store.progress import next_document

if TYPE_CHECKING:
    from annotator.session.proposing import Proposer

__all__ = ["Pending", "Session", "Undone"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo or redo did: which action, in which document (a key) and sentence."""

    operation: str
    document: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """Units that a key goes through: which of them it is at, and the state in which the next press goes on."""

    units: tuple[Extent, ...]
    number: int
    state: object = None


class Session(Judging, Choosing, Resuming):
    """What can be done at a desk."""

    _cycle: Cycle | None = None
    _fresh: Cycle | None = None

    @property
    def proposer(self) -> Proposer:
        """Finds units at the cursor."""
        from annotator.session.proposing import Proposer  # late: its word lists are not wanted before the first paint

        return Proposer(self.stored, self.labels, self.cursor)

    def propose(self) -> Extent:
        """Select the unit that is likely meant at the cursor; again: the next one. The selection that it made."""
        state = self._at_cursor
        if self._cycle is not None and self._cycle.state == state:
            self.cursor.home()
            cycle = self._cycle
        else:
            units = self.proposer.in_turn()
            cycle = Cycle(tuple(units), -1)
        number = (cycle.number + 1) % len(cycle.units)
        self.cursor.take(cycle.units[number])
        self._cycle = Cycle(cycle.units, number, state=self._at_cursor)
        return cycle.units[number]

    @property
    def _at_cursor(self) -> object:
        cursor = self.cursor
        return self.stored.id, cursor.position, cursor.anchor, cursor.held

    def label(self, label: str, extent: Extent | None = None) -> Span:
        """Label the selection, or the token under the cursor; an equal span is chosen, not made twice.

        The same label again, when nothing has happened in between, puts the span on the unit of the label that is
        likely meant at the cursor, then on the next one.
        """
        definition = self.scheme.spans.get(label)
        if extent is None and not self.cursor.selecting and definition is not None and definition.unit != "token":
            return self._label_unit(definition)
        return self._label_extent(label, extent or self.cursor.extent)

    def _label_unit(self, definition: SpanDef) -> Span:
        fresh = self._fresh
        same = fresh is not None and fresh.state == (definition.name, self._at_cursor, self.active)
        span = self.labels.spans.get(self.active or "")
        if fresh is None or not same or span is None:
            units = tuple(self.proposer.of_label(definition)) or (self.cursor.extent,)
            known = len(self.labels.spans)
            found = self._label_extent(definition.name, units[0])
            made = len(self.labels.spans) > known
            self._fresh = Cycle(units, 0, (definition.name, self._at_cursor, found.id)) if made else None
            return found
        number = self._next_free(fresh, definition.name)
        if number is not None:
            self.do("edge", self.editor.reshape(span, fresh.units[number], self.project.clock.now()))
            self._fresh = Cycle(fresh.units, number, fresh.state)
        return self.labels.spans[span.id]

    def _next_free(self, cycle: Cycle, label: str) -> int | None:
        """Which unit comes next; one that has the label already is passed over."""
        numbers = ((cycle.number + step) % len(cycle.units) for step in range(1, len(cycle.units)))
        return next((n for n in numbers if self.editor.same(label, cycle.units[n]) is None), None)

    @property
    def next_unit(self) -> Extent | None:
        """Where the span that was just labelled goes if its key is pressed again; None: nowhere."""
        fresh, span = self._fresh, self.labels.spans.get(self.active or "")
        if fresh is None or span is None or fresh.state != (span.label, self._at_cursor, span.id):
            return None
        number = self._next_free(fresh, span.label)
        return None if number is None else fresh.units[number]

    @property
    def is_new(self) -> bool:
        """Whether the annotator has neither labelled anything in the document nor finished a sentence anywhere."""
        return not self.labels.spans and finished_of(self.project, self.own) == 0

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """As at any desk; what was just labelled is settled with anything else that is done."""
        if operation != "frame":
            self._fresh = None
        super().do(operation, patch, target=target, follow=follow)

    def _label_extent(self, label: str, extent: Extent) -> Span:
        found = self.editor.same(label, extent)
        if found is None:
            clock = self.project.clock
            patch = self.editor.label(label, extent, name=clock.id(), now=clock.now())
            self.do("label", patch)
            found = self.labels.spans[patch.after.spans[0].id]
        self.cursor.clear()
        self.active = found.id
        return found

    def _current(self) -> Span:
        span = self.current
        if span is None:
            raise LabelError("no_span", "no span here", "go to a labelled word first")
        return span

    def delete(self, span: Span | None = None) -> Span:
        """Take a span out with its links."""
        span = span or self._current()
        self.do("delete", self.editor.delete(span))
        self.active = None
        return span

    def move_edge(self, edge: Edge, by: int) -> None:
        """Move an edge of the current span by tokens."""
        span = self._current()
        self.do("edge", self.editor.move_edge(span, edge, by, self.project.clock.now()))
        self.active = span.id

    def add_fragment(self, span: Span | None = None) -> Span:
        """Add the selection (or the token) to a span: the one labelled or chosen last."""
        span = span or self._current()
        patch = self.editor.add_fragment(span, self.cursor.extent, self.project.clock.now())
        if patch.idle:
            raise LabelError("part_there", "these words are part of it already", "go to its other part first")
        self.do("fragment", patch)
        self.cursor.clear()
        self.active = span.id
        return self.labels.spans[span.id]

    def remove_fragment(self) -> None:
        """Take the part under the cursor out of the current span."""
        span = self._current()
        self.do("fragment", self.editor.remove_fragment(span, self.cursor.at, self.project.clock.now()))

    def link(self, label: str, head: Span, tail: Span) -> Relation:
        """Link two spans."""
        patch = self.editor.link(label, head, tail, self.project.clock.id())
        self.do("link", patch)
        return self.labels.relations[patch.after.relations[0].id]

    def unlink(self, relation: Relation) -> None:
        """Take a link out."""
        self.do("unlink", self.editor.unlink(relation))

    def set_relation_attribute(self, relation: Relation, name: str, value: str) -> None:
        """Give an attribute of a link another value."""
        self.do("attribute", self.editor.set_relation_attribute(relation, name, value))

    def new_source(self, span: Span, name: str) -> None:
        """Make a source entity and give it to a source span."""
        self.do("source", self.editor.new_source(span, name, self.project.clock.now()))

    def rename_source(self, source: Source, name: str) -> None:
        """Give a source entity another name."""
        self.do("source", self.editor.rename_source(source, name))

    def set_sentence_label(self, name: str, value: str | None) -> None:
        """Give the sentence in focus a label."""
        self.do("sentence", self.editor.set_sentence_label(self.cursor.sentence, name, value))

    def set_comment(self, comment: str | None) -> None:
        """Give the sentence in focus a comment."""
        self.do("comment", self.editor.set_comment(self.cursor.sentence, comment))

    def set_confidence(self, confidence: int | None) -> None:
        """Say how sure one is of the sentence in focus."""
        self.do("confidence", self.editor.set_confidence(self.cursor.sentence, confidence))

    def set_role(self, role: Role | None) -> None:
        """Correct the role of the sentence in focus."""
        self.do("role", self.editor.set_role(self.cursor.sentence, role))

    def set_status(self, status: Status) -> None:
        """Give the sentence in focus a status; saying the same again changes nothing."""
        index = self.cursor.sentence
        if self.labels.state(index).status != status:
            self.do(status, self.editor.set_status(index, status, self.rhythm.take(index)))

    def finish(self, status: Status = "done") -> bool:
        """Give the sentence in focus a status and go on; False when nothing is left to do in the project."""
        self.set_status(status)
        self.cursor.held = ()
        return self.advance()

    def advance(self) -> bool:
        """Go to the next sentence not done, in the next document where this one has none."""
        ahead = self.next_open()
        if ahead is not None and self.labels.state(ahead).status == "todo":
            self._go(ahead)
            return True
        number = next_document(self.project, self.own) if self.flush() else None
        if number is not None and number != self.stored.id:
            self._show(number, self.own)
            self.cursor.place(self.next_open(start=0) or 0)
            return True
        if ahead is not None:
            self._go(ahead)
            return True
        return False

    def _go(self, sentence: int) -> None:
        self.cursor.place(sentence)
        self.active = None

    # -- sentences by hand ---------------------------------------------------------------------------------------

    def split(self) -> None:
        """Split the sentence in focus before the token under the cursor; no span moves.

        Raises:
            LabelError: nothing stands before the token, a span lies across the place, or somebody has labelled here.
        """
        self._write_cut("split", self.editor.split(self.cursor.sentence, self.cursor.at[0]))

    def join(self) -> None:
        """Join the sentence in focus with the next one; no span moves.

        Raises:
            LabelError: there is no next one, or somebody has labelled here.
        """
        self._write_cut("join", self.editor.join(self.cursor.sentence))

    def _write_cut(self, operation: str, patch: Patch, target: str | None = None) -> None:
        """Written at once or not at all: everybody's numbers of the sentences change with it."""
        self.ensure_own()
        if not self.flush():
            raise LabelError("waiting", "the last action is not saved yet", "wait until it is")
        at = self.cursor.at[0]
        try:
            write(self.project, self.stored, self.layer, patch, operation, revision=self._revision, target=target)
        except errors.StoreBusy:
            raise LabelError("waiting", "another process is writing", "try again") from None
        except errors.StoreStale:
            self.reload()
            raise
        if patch.cut is not None:
            self.rhythm.cut(patch.cut.index, 1 if patch.cut.kind == "split" else -1)
        self._show(self.stored.id, self.own)
        self.cursor.seek(at)

    # -- undo -----------------------------------------------------------------------------------------------------

    def undo(self) -> Undone | None:
        """Undo the last action of this annotator and pass, in whichever document it was; None: nothing to undo."""
        return self._turn_back("undo", last_to_undo, lambda patch: patch.inverse)

    def redo(self) -> Undone | None:
        """Do again what was undone last, unless something else was done since."""
        return self._turn_back("redo", last_to_redo, lambda patch: patch)

    def _turn_back(
        self, operation: str, find: Callable[..., object], turned: Callable[[Patch], Patch]
    ) -> Undone | None:
        self.ensure_own()
        if not self.flush():
            raise LabelError("waiting", "the last action is not saved yet", "undo is possible when it is")
        event = find(self.project, self.own)
        if not isinstance(event, Event) or event.patch is None or event.document is None:
            return None
        if event.document != self.stored.document.key:
            number = document_id(self.project, event.document)
            assert number is not None
            self._show(number, self.own)
        patch = self._fitting(event, turned)
        if patch is None:
            self.reload()  # it was done in another window
            patch = self._fitting(event, turned)
        if patch is None:  # the layer was removed since, or comes from elsewhere
            return None
        if patch.cut is not None:
            self._write_cut(operation, patch, event.id)
        else:
            self.do(operation, patch, target=event.id, follow=False)
        where = patch.sentences or tuple(s.sentence for s in self._ends(patch))
        sentence = where[0] if where else self.cursor.sentence
        if sentence != self.cursor.sentence:
            self.cursor.place(sentence)
        if self.active not in self.labels.spans:
            self.active = None
        return Undone(event.operation, event.document, sentence)

    def _fitting(self, event: Event, turned: Callable[[Patch], Patch]) -> Patch | None:
        """What an event did, turned as it is wanted, in the numbers of today's sentences; None: it does not fit."""
        assert event.patch is not None
        if self.stored.revision != revision_of(self.project, self.stored.id):
            return None
        patch = turned(event.patch)
        then = starts_after(self.project, event, self.stored.starts)
        if patch.cut is not None and patch.cut == event.patch.cut:
            then = patch.cut.inverse.starts(then)
        found = patch.renumbered(then, self.stored.starts)
        return found if found is not None and fits(self.labels, found) else None

    def _ends(self, patch: Patch) -> list[Span]:
        relations = (*patch.after.relations, *patch.before.relations)
        return [self.labels.spans[r.head] for r in relations if r.head in self.labels.spans]
