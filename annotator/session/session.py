"""One annotator at work on one document: the use cases that the screen and the commands call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from annotator import errors
from annotator.errors import LabelError
from annotator.labels import Labels
from annotator.model import Layer, Patch, Relation, Role, SentenceState, Source, Span, Status
from annotator.scheme import RuleWarning, Scheme, following, warnings_of
from annotator.session.cursor import Cursor, Extent
from annotator.session.editing import Edge, Editor
from annotator.session.rhythm import Rhythm
from annotator.store import Project
from annotator.store.documents import StoredDocument, document_id, read_document
from annotator.store.events import last_to_redo, last_to_undo
from annotator.store.layers import layers_of, read_layer, write
from annotator.store.progress import next_document

__all__ = ["Pending", "Session", "Undone"]

UNKNOWN = -1
"""The revision of labels that another window has changed meanwhile: every write is compared with what is there."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An action that is on the screen and not yet on the disk."""

    operation: str
    patch: Patch
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo or redo did: which action, in which document (a key) and sentence."""

    operation: str
    document: str
    sentence: int


class Session:
    """Labels of one layer, a cursor, and a queue that every action passes on its way to the disk."""

    def __init__(self, project: Project, annotator: str, number: int = 1, idle: float = 60.0) -> None:
        self.project = project
        self.own = Layer(annotator, "annotator", number)
        self.layer = self.own
        self.rhythm = Rhythm(project.clock.steady, idle)
        self.pending: deque[Pending] = deque()
        self.trouble: errors.StoreError | None = None
        self.active: str | None = None
        self.stored: StoredDocument
        self.labels: Labels
        self.cursor: Cursor
        self._revision = 0

    # -- open -----------------------------------------------------------------------------------------------------

    @property
    def scheme(self) -> Scheme:
        """The scheme in force."""
        return self.project.scheme

    @property
    def editor(self) -> Editor:
        """Makes the patches."""
        return Editor(self.stored, self.scheme, self.labels)

    @property
    def read_only(self) -> bool:
        """Whether the layer shown is somebody else's."""
        return self.layer != self.own

    def ensure_own(self) -> None:
        """Nobody writes in another's layer.

        Raises:
            LabelError: the layer shown is somebody else's.
        """
        if self.read_only:
            raise LabelError("read_only", f"this is the layer of {self.layer}", "go back to your own to label")

    def open(self, key: str | None = None) -> None:
        """Open a document by its key, or the first with a sentence not done, at that sentence.

        Raises:
            UsageError: there is no such document, or none at all.
        """
        number = next_document(self.project, self.own) if key is None else document_id(self.project, key)
        if number is None and key is None:
            first = self.project.one("SELECT min(id) FROM document")
            number = first[0] if first else None
        if number is None:
            if key is None:
                raise errors.UsageError(f"{self.project.path}: there are no documents yet", "use `annotator import`")
            raise errors.UsageError(f"{self.project.path}: there is no document {key!r}", "see `annotator status`")
        self._show(number, self.own)
        self.cursor.place(self.next_open(start=0) or 0)

    def _show(self, number: int, layer: Layer) -> None:
        if self.pending and not self.flush():
            raise LabelError("waiting", "the last action is not saved yet", "go on when it is")
        self.stored = read_document(self.project, number)
        self.layer = layer
        self.labels, self._revision = read_layer(self.project, self.stored, layer)
        self.cursor = Cursor(self.stored.document.text, self.stored.tokens)
        self.active = None
        self.rhythm.leave()

    def reload(self) -> None:
        """Read the labels again from the disk; the cursor stays."""
        self.labels, self._revision = read_layer(self.project, self.stored, self.layer)
        if self.active not in self.labels.spans:
            self.active = None

    def layers(self) -> list[Layer]:
        """The layers there are of this document, one's own always among them and first."""
        others = [found.layer for found in layers_of(self.project, self.stored.id) if found.layer != self.own]
        return [self.own, *others]

    def show_layer(self, layer: Layer) -> None:
        """Look at a layer; another's can be read, not changed. The cursor stays where it is."""
        position = self.cursor.position
        self._show(self.stored.id, layer)
        self.cursor.position = position

    # -- ask ------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> SentenceState:
        """What is said of the sentence in focus."""
        return self.labels.state(self.cursor.sentence)

    def role(self, index: int) -> Role:
        """The role of a sentence: the layer's, else the derived one."""
        return self.labels.state(index).role or self.stored.sentences[index].role

    def under_cursor(self) -> list[Span]:
        """The spans at the cursor, the innermost first."""
        return self.labels.at(*self.cursor.at)

    @property
    def current(self) -> Span | None:
        """The span that edits go to: the chosen one, while it is in the focused sentence, else the innermost here."""
        chosen = self.labels.spans.get(self.active or "")
        if chosen is not None and self.cursor.sentence in self.labels.touched(chosen):
            return chosen
        return next(iter(self.under_cursor()), None)

    def names(self, index: int) -> dict[str, str]:
        """Short names of the spans of a sentence: c1, c2, s1 … in text order."""
        counts: dict[str, int] = {}
        found = {}
        for span in self.labels.in_sentence(index):
            definition = self.scheme.spans.get(span.label)
            short = definition.short if definition else "?"
            counts[short] = counts.get(short, 0) + 1
            found[span.id] = f"{short}{counts[short]}"
        return found

    def warnings(self, sentence: int | None = None) -> list[RuleWarning]:
        """What the rules of the scheme find, in a sentence or in the whole layer."""
        return warnings_of(self.scheme, self.labels, sentence)

    def next_open(self, start: int | None = None) -> int | None:
        """The next sentence to do, counted on from the cursor and round; then one skipped or flagged; else None."""
        here = self.cursor.sentence
        count = len(self.stored.sentences)
        first = here + 1 if start is None else start
        order = [(first + step) % count for step in range(count)]
        if start is None:
            order = [index for index in order if index != here]
        for wanted in (("todo",), ("skipped", "flagged")):
            for index in order:
                if self.labels.state(index).status in wanted:
                    return index
        return None

    # -- change ---------------------------------------------------------------------------------------------------

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """Put an action on the screen's labels and on its way to the disk.

        Raises:
            LabelError: the layer is somebody else's.
            StoreStale: the labels had changed elsewhere; they were read again and the action is dropped.
        """
        self.ensure_own()
        if follow:
            patch = following(self.scheme, self.labels, patch)
            if patch.idle:
                return
        self.labels.apply(patch)
        self.pending.append(Pending(operation, patch, target))
        self.flush()

    def flush(self) -> bool:
        """Write what is waiting; False while something still waits (``trouble`` says why).

        Raises:
            StoreStale: what waited no longer fits; it is dropped and the labels are read again.
        """
        while self.pending:
            item = self.pending[0]
            try:
                _, revision = write(
                    self.project,
                    self.stored,
                    self.layer,
                    item.patch,
                    item.operation,
                    revision=self._revision,
                    target=item.target,
                )
            except errors.StoreStale:
                self.pending.clear()
                self.trouble = None
                self.reload()
                raise
            except errors.StoreError as error:
                self.trouble = error
                return False
            moved_on = revision != self._revision + 1
            self._revision = UNKNOWN if moved_on else revision
            self.pending.popleft()
            if moved_on and not self.pending:
                self.reload()
        self.trouble = None
        return True

    def label(self, label: str, extent: Extent | None = None) -> Span:
        """Label the selection (or the token under the cursor); an equal span is chosen, not made twice."""
        extent = extent or self.cursor.extent
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
        self.do("fragment", self.editor.add_fragment(span, self.cursor.extent, self.project.clock.now()))
        self.cursor.clear()
        self.active = span.id
        return self.labels.spans[span.id]

    def remove_fragment(self) -> None:
        """Take the part under the cursor out of the current span."""
        span = self._current()
        self.do("fragment", self.editor.remove_fragment(span, self.cursor.at, self.project.clock.now()))

    def set_attribute(self, span: Span, name: str, value: str | None) -> None:
        """Give an attribute of a span another value."""
        self.do("attribute", self.editor.set_attribute(span, name, value, self.project.clock.now()))

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
        from annotator.model import Event

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
        patch = turned(event.patch)
        self.do(operation, patch, target=event.id, follow=False)
        where = patch.sentences or tuple(s.sentence for s in self._ends(patch))
        sentence = where[0] if where else self.cursor.sentence
        if sentence != self.cursor.sentence:
            self.cursor.place(sentence)
        if self.active not in self.labels.spans:
            self.active = None
        return Undone(event.operation, event.document, sentence)

    def _ends(self, patch: Patch) -> list[Span]:
        relations = (*patch.after.relations, *patch.before.relations)
        return [self.labels.spans[r.head] for r in relations if r.head in self.labels.spans]
