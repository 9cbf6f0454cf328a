"""Suggestions at a desk: which there are for a sentence, by the rules, by a model that learns, and by others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.errors import StoreError
from annotator.model import Layer
from annotator.session.attributing import Attributing
from annotator.session.cursor import Extent
from annotator.store import Project
from annotator.store.assistance import assisted

if TYPE_CHECKING:
    from annotator.session.ghosts import Ghost, Ghosts
    from annotator.session.training import Trainer
    from annotator.suggest import Suggestion
    from annotator.suggest.standing import Standing

__all__ = ["Assisting"]

HALF = 0.5
"""A claim that shares more than so much with one that is labelled is that one, with other edges."""
LARGE = 200_000
"""Bytes of one event from which on it is no work for a screen to learn from it."""
OFTEN = 100
"""Events that are learned from before what is known is kept."""


class Assisting(Attributing):
    """A desk with suggestions, where the project, the document and the annotator let there be any.

    ``awake``: whether they are looked for; they are not before the first paint. ``wanted``: whether the annotator
    wants to see them; ``hidden``: whether they were put away while at work.
    """

    def __init__(self, project: Project, annotator: str, number: int = 1, idle: float = 60.0) -> None:
        super().__init__(project, annotator, number, idle)
        self.awake, self.wanted = False, True
        self.hidden = False
        self._ghosts: Ghosts | None = None
        self._sighted = False
        self._trainer: Trainer | None = None
        self._shown: frozenset[str] = frozenset()
        self._saved_at = 0
        self._known: dict[int, tuple[object, list[Ghost]]] = {}

    def _show(self, number: int, layer: Layer) -> None:
        super()._show(number, layer)
        self._resight()

    def reload(self) -> None:
        """As at any desk; what was suggested for the sentences as they were is forgotten."""
        super().reload()
        self._resight()

    def _resight(self) -> None:
        """Whether there may be suggestions in this document; whatever was made for it is made again."""
        self._ghosts, self._sighted = None, assisted(self.project, self.stored.id)
        self._known.clear()

    def sight_again(self) -> None:
        """Whether there may still be suggestions here: somebody may have made the document blind meanwhile."""
        if assisted(self.project, self.stored.id) != self._sighted:
            self._resight()

    # -- which there are ------------------------------------------------------------------------------------------

    @property
    def sighted(self) -> bool:
        """Whether there may be suggestions here: neither the project nor the document is without, the layer is ours."""
        return self._sighted and self.own.kind == "annotator" and not self.read_only

    def ghosts(self, sentence: int | None = None) -> list[Ghost]:
        """The suggestions for a sentence (that in focus) that are neither labelled nor rejected; none once it is done.

        A cue or a source that is labelled in part is settled too; a claim may lie in another, but not be most of it.
        """
        index = self.cursor.sentence if sentence is None else sentence
        if not (self.awake and self.wanted and self.sighted):
            return []
        ghosts = self._suggested()
        held = self.labels, self.labels.version, ghosts
        known = self._known.get(index)
        if known is None or known[0] != held:
            if len(self._known) > 200:
                self._known.clear()
            known = self._known[index] = held, self._open_ones(ghosts, index)
        return known[1]

    def _open_ones(self, ghosts: Ghosts, index: int) -> list[Ghost]:
        if self.labels.state(index).status == "done":
            return []
        found = ghosts.of(index)
        keys = {ghost.key for ghost in found}
        rejected = self.labels.rejected_in(index)
        exactly = {(span.label, span.extent) for span in rejected}
        # one that was edited before it was turned down has other edges than what would come back
        spans = [*self.labels.in_sentence(index), *(s for s in rejected if (s.label, s.extent) not in keys)]
        return [g for g in found if g.key not in exactly and not any(self.settles(s.label, s.extent, g) for s in spans)]

    def settles(self, label: str, extent: Extent, ghost: Ghost) -> bool:
        """Whether a label on these pieces is an answer to a suggestion."""
        if label != ghost.label:
            return False
        nests = self.scheme.spans[label].unit.partition(" of ")[0] in ("clause", "sentence", "quotation")
        return _shared(extent, ghost.extent) > HALF if nests else ghost.overlaps(extent)

    def _suggested(self) -> Ghosts:
        from annotator.session.ghosts import Ghosts  # late: not wanted before the first paint

        stored = self.stored
        if self._ghosts is None or self._ghosts.of_revision != (stored.id, stored.revision):
            self._ghosts = Ghosts(stored, self.scheme, self._others(), self._shown)
        return self._ghosts

    @property
    def ghost(self) -> Ghost | None:
        """The suggestion that a key is about: the innermost at the cursor, else the next one, else the first one."""
        found = self.ghosts()
        at = self.cursor.at
        here = [g for g in found if g.overlaps((at,))]
        if here:
            return min(here, key=lambda g: g.extent[-1][1] - g.extent[0][0])
        return next((g for g in found if g.extent[0][0] >= at[0]), found[0] if found else None)

    # -- what was learned, and what others said -------------------------------------------------------------------

    def study(self, most: int | None = None) -> bool:
        """Learn from what this annotator has done since the last time, at most so many actions; False: there are more.

        A large import is not learned from here, where a hand waits: `annotator assist model` does it. In a second pass
        there is no model: it knows the first one, and the two would no longer be two.

        Raises:
            StoreError: the project cannot be read, or what was learned not be kept.
        """
        from annotator.session.training import Trainer  # late: it is not wanted before something is done

        self.sight_again()
        if not self._sighted or self.own.kind != "annotator" or self.own.number > 1 or self.pending:
            return True
        if self._trainer is None:
            self._trainer = Trainer(self.project, self.own.annotator)
            self._saved_at = self._trainer.event
        if self._trainer.largest() > LARGE:
            return True
        before = self._trainer.event
        done = self._trainer.learn(most)
        shown = frozenset(standing.label for standing in self.model_standing() if standing.shown)
        if shown != self._shown or (shown and self._trainer.event != before):
            self._shown, self._ghosts = shown, None
        if done and self._trainer.event - self._saved_at >= OFTEN:
            self._saved_at = self._trainer.event
            self._trainer.save()
        return done

    def model_standing(self) -> tuple[Standing, ...]:
        """How the model of this annotator stands, label by label; nothing before it has learned."""
        return self._trainer.standing() if self._trainer is not None else ()

    def _others(self) -> Callable[[range], list[tuple[str, Suggestion]]]:
        """What the model and the kept answers of others give for some sentences; answers are checked before use."""
        from annotator.suggest.checking import checked

        stored = self.stored
        learned = self._trainer.more(stored) if self._trainer is not None and self._shown else None
        kept = self._kept_by_sentence()

        def more(which: range) -> list[tuple[str, Suggestion]]:
            found = learned(which) if learned is not None else []
            bounds = [(stored.sentences[i].start, stored.sentences[i].end) for i in which]
            given: dict[str, list[Suggestion]] = {}
            for index in which:
                for suggester, one in kept.get(index, ()):
                    given.setdefault(suggester, []).append(one)
            for suggester, listed in given.items():
                found += [(suggester, one) for one in checked(stored.document.text, bounds, listed).suggestions]
            return found

        return more

    def _kept_by_sentence(self) -> dict[int, list[tuple[str, Suggestion]]]:
        from annotator.store.suggested import kept_of
        from annotator.suggest import Suggestion

        found: dict[int, list[tuple[str, Suggestion]]] = {}
        with suppress(StoreError):  # `annotator check` tells; nothing is shown of what cannot be read
            for kept in kept_of(self.project, self.stored.id):
                for span in kept.spans:
                    one = Suggestion(span.label, span.fragments, span.attributes, span.rule, span.score)
                    if span.fragments:
                        at = self.labels.sentence_at(span.fragments[0].start)
                        found.setdefault(at, []).append((kept.suggester, one))
        return found


def _shared(one: Extent, other: Extent) -> float:
    """How much of what either has both have, by code points."""
    both = sum(max(0, min(e, last) - max(s, first)) for s, e in one for first, last in other)
    every = sum(e - s for s, e in (*one, *other)) - both
    return both / every if every else 0.0
