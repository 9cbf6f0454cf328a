"""What an annotator has before them: a document, a layer's labels, a cursor; and the way of a change to the disk."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from annotator import errors
from annotator.errors import LabelError
from annotator.labels import Labels
from annotator.model import Layer, Patch, Role, SentenceState, Span
from annotator.scheme import RuleWarning, Scheme, following, warnings_of
from annotator.session.cursor import Cursor
from annotator.session.editing import Editor
from annotator.session.rhythm import Rhythm
from annotator.session.trail import Place, Trail
from annotator.store import Project
from annotator.store.documents import StoredDocument, document_id, read_document, revision_of
from annotator.store.layers import fits, layers_of, read_layer, write
from annotator.store.progress import next_document

__all__ = ["Desk", "Pending"]

UNKNOWN = -1
"""The revision of labels that lack what another window wrote: no write takes it for the present one."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An action that is on the screen and not yet on the disk."""

    operation: str
    patch: Patch
    target: str | None = None


class Desk:
    """A document, the labels of one layer, a cursor, and a queue that every action passes on its way to the disk."""

    def __init__(self, project: Project, annotator: str, number: int = 1, idle: float = 60.0) -> None:
        self.project = project
        self.own = Layer(annotator, "annotator", number)
        self.layer = self.own
        self.rhythm = Rhythm(project.clock.steady, idle)
        self.trail = Trail()
        self.pending: deque[Pending] = deque()
        self.trouble: errors.StoreError | None = None
        self.active: str | None = None
        self.stored: StoredDocument
        self.labels: Labels
        self.cursor: Cursor
        self._revision = 0
        self._chosen: dict[str, set[str]] = {}
        """The attributes that were chosen by hand since the document was opened, by the ids of their spans."""

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

    @property
    def standing(self) -> Place:
        """Where the cursor is, to come back to."""
        return Place(self.stored.document.key, self.cursor.at[0])

    def go(self, place: Place) -> None:
        """Go to a place, in one's own layer.

        Raises:
            UsageError: the document is gone.
        """
        if self.stored.document.key != place.document:
            self.open(place.document)
        elif self.read_only:
            self.show_layer(self.own)
        self.active = None
        self.cursor.seek(place.offset)

    def _show(self, number: int, layer: Layer) -> None:
        if self.pending and not self.flush():
            raise LabelError("waiting", "the last action is not saved yet", "go on when it is")
        stored = read_document(self.project, number)
        labels, revision = read_layer(self.project, stored, layer)
        self.stored, self.layer, self.labels, self._revision = stored, layer, labels, revision
        self.cursor = Cursor(self.stored.document.text, self.stored.tokens)
        self.active = None
        self._chosen = {}
        self.rhythm.enter(number)

    def reload(self) -> None:
        """Read the sentences and the labels again from the disk; the cursor stays where it is in the text.

        Raises:
            LabelError: the document was removed; the next one to do is open in its place.
        """
        at = self.cursor.at[0]
        if revision_of(self.project, self.stored.id) is None:
            key = self.stored.document.key
            self.open()
            raise LabelError("gone", f"{key} was removed from the project", "another document is open now")
        stored = read_document(self.project, self.stored.id)
        if stored.revision != self.stored.revision:
            self.stored = stored
            self.cursor = Cursor(stored.document.text, stored.tokens)
            self.cursor.seek(at)
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
    def moment(self) -> tuple[object, ...]:
        """Differs from that of before wherever an action has moved, chosen or changed something."""
        cursor = self.cursor
        place = self.stored.id, self.stored.revision, self.layer, cursor.position, cursor.anchor, cursor.held
        return *place, self.active, self._revision, len(self.pending)

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
        if not fits(self.labels, patch):  # it was asked for before they were read again
            raise errors.StoreStale("these labels were changed in another window", "look at them again")
        if follow:
            patch = following(self.scheme, self.labels, patch, own=self._chosen)
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
