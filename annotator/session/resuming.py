"""Where an annotator was: kept while they work, and stood at again when the screen is opened the next time."""

from __future__ import annotations

from contextlib import suppress

from annotator.errors import StoreError
from annotator.session.desk import Desk
from annotator.store.bookmarks import Bookmark, Latest, keep_bookmark, last_number, latest, read_bookmark
from annotator.store.documents import document_id
from annotator.store.progress import next_document

__all__ = ["Resuming"]

_FINISHING = ("done", "skipped", "flagged")


class Resuming(Desk):
    """A desk that is found as it was left."""

    _kept: tuple[int, int] | None = None
    _seen: tuple[int, int] | None = None

    def resume(self, key: str | None = None) -> None:
        """Open a document (or none in particular) where this annotator was cut off in this pass; else as ``open`` does.

        Who quit begins at the first sentence not done. A document that is gone, or finished while others are not, is
        not gone back to.

        Raises:
            UsageError: there is no such document, or none at all.
        """
        place = read_bookmark(self.project, self.own)
        since = latest(self.project, self.own, place.event if place else 0)
        document = since.document if since else place.document if place else None
        number = None if document is None or key not in (None, document) else document_id(self.project, document)
        quit_there = place is not None and place.left and since is None
        if number is None or quit_there:
            self.open(key)
            if place is not None and quit_there and self.stored.document.key == place.document:
                self.rhythm.resume(self._unwritten(place))
            if key is None:
                self._kept = self._seen = self._standing
            return
        self._show(number, self.own)
        if key is None and self.next_open(start=0) is None and next_document(self.project, self.own) is not None:
            self.open()
            return
        if place is not None and place.document == document:
            self.rhythm.resume(self._unwritten(place, since))
        if since is not None:
            self._stand_after(since)
        elif place is not None:
            self.cursor.seek(place.offset)
        self._kept = self._seen = self._standing

    def _unwritten(self, place: Bookmark, since: Latest | None = None) -> dict[int, float]:
        """Seconds that were not written down when a place was, by sentence."""
        known = set(range(len(self.stored.sentences))) - {since.sentence if since else None}
        return {index: seconds for index, seconds in place.spent if index in known}

    def _stand_after(self, done: Latest) -> None:
        """Where the last action left the cursor: at its words, or at the next sentence when it finished one."""
        span = self.labels.spans.get(done.span or "")
        offset = span.start if span is not None else done.offset
        if offset is not None:
            self.cursor.seek(offset)
        elif done.sentence is not None:
            self.cursor.place(done.sentence)
        if done.operation in _FINISHING and (ahead := self.next_open()) is not None:
            self.cursor.place(ahead)

    @property
    def _standing(self) -> tuple[int, int]:
        return self.stored.id, self.cursor.position

    def keep_place(self, *, settled: bool = False, left: bool = False) -> None:
        """Write down where the annotator is, when that is not written yet; a project that cannot be written is let be.

        With ``settled`` only a place that is the same as when it was asked for last: no write for each step of a walk.
        With ``left`` the annotator quits.
        """
        here, before = self._standing, self._seen
        self._seen = here
        written = here == self._kept and not left
        if self.own.kind != "annotator" or written or self.pending or (settled and here != before):
            return
        with suppress(StoreError):
            spent = tuple((index, round(seconds, 1)) for index, seconds in self.rhythm.unwritten.items() if seconds)
            place = Bookmark(
                self.stored.document.key, self.cursor.at[0], last_number(self.project, self.own), spent, left
            )
            keep_bookmark(self.project, self.own, place, now=settled)
            self._kept = here
