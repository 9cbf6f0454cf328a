"""Suggestions at a desk: which there are, and what becomes of them. Accepted, edited or rejected, all is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.errors import LabelError
from annotator.model import STATUSES, Attribute, Fragment, Layer, Part, Patch, Relation, Source, Span
from annotator.scheme.defaults import link_defaults
from annotator.session.attributing import Attributing
from annotator.session.cursor import Extent
from annotator.store import Project
from annotator.store.assistance import assisted

if TYPE_CHECKING:
    from annotator.session.ghosts import Ghost, Ghosts, Tie
    from annotator.session.training import Trainer
    from annotator.suggest import Suggestion
    from annotator.suggest.standing import Standing

__all__ = ["ACCEPTED", "EDITED", "REJECTED", "Assisting"]

ACCEPTED, EDITED, REJECTED = "accepted", "edited", "rejected"
"""The origins of spans that were suggested; a rejected one is no label."""
LARGE = 200_000
"""Bytes of events that are not learned from yet, from which on it is no work for a screen."""
_MINE = frozenset({"accept", "frame", "undo", "redo", *STATUSES})
"""Operations that change an accepted span without its annotator having edited it."""


class Assisting(Attributing):
    """A desk with suggestions, where the project, the document and the annotator let there be any.

    ``awake``: whether they are looked for; they are not before the first paint. ``wanted``: whether the annotator
    wants to see them.
    """

    def __init__(self, project: Project, annotator: str, number: int = 1, idle: float = 60.0) -> None:
        super().__init__(project, annotator, number, idle)
        self.awake, self.wanted = False, True
        self._ghosts: Ghosts | None = None
        self._sighted = False
        self._trainer: Trainer | None = None

    def _show(self, number: int, layer: Layer) -> None:
        super()._show(number, layer)
        self._ghosts, self._sighted = None, assisted(self.project, number)

    def reload(self) -> None:
        """As at any desk; what was suggested for the sentences as they were is forgotten."""
        super().reload()
        self._ghosts, self._sighted = None, assisted(self.project, self.stored.id)

    # -- which there are ------------------------------------------------------------------------------------------

    @property
    def sighted(self) -> bool:
        """Whether there may be suggestions here: neither the project nor the document is without, the layer is ours."""
        return self._sighted and self.own.kind == "annotator" and not self.read_only

    def ghosts(self, sentence: int | None = None) -> list[Ghost]:
        """The suggestions for a sentence (that in focus) that are neither labelled nor rejected; none once it is done.

        Of a cue or a source one that is labelled in part is settled too; a claim may lie in another.
        """
        index = self.cursor.sentence if sentence is None else sentence
        if not (self.awake and self.wanted and self.sighted) or self.labels.state(index).status == "done":
            return []
        found = self._suggested().of(index)
        if not found:
            return []
        spans = self.labels.in_sentence(index)
        rejected = {(span.label, span.extent) for span in self.labels.rejections.values() if span.sentence == index}
        return [g for g in found if g.key not in rejected and not any(self._settles(span, g) for span in spans)]

    def _suggested(self) -> Ghosts:
        from annotator.session.ghosts import Ghosts  # late: not wanted before the first paint

        stored = self.stored
        if self._ghosts is None or self._ghosts.of_revision != (stored.id, stored.revision):
            learned = frozenset(standing.label for standing in self.model_standing() if standing.shown)
            self._ghosts = Ghosts(stored, self.scheme, self._others, learned)
        return self._ghosts

    # -- what was learned -----------------------------------------------------------------------------------------

    def study(self, most: int | None = None) -> bool:
        """Learn from what this annotator has done since the last time, at most so many actions; False: there are more.

        A large import is not learned from here, where a hand waits: `annotator assist model` does it.
        """
        from annotator.session.training import Trainer  # late: it is not wanted before something is done

        if not self._sighted or self.own.kind != "annotator" or self.pending:
            return True
        if self._trainer is None:
            self._trainer = Trainer(self.project, self.own.annotator)
        if self._trainer.ahead() > LARGE:
            return True
        done = self._trainer.learn(most)
        if any(standing.shown for standing in self.model_standing()):
            self._ghosts = None
        return done

    def model_standing(self) -> tuple[Standing, ...]:
        """How the model of this annotator stands, label by label; nothing before it has learned."""
        return self._trainer.standing() if self._trainer is not None else ()

    def _others(self, which: range) -> list[tuple[str, Suggestion]]:
        """What others have answered about the document, for some of its sentences; checked again before it is used."""
        from annotator.store.suggested import kept_of
        from annotator.suggest import Suggestion
        from annotator.suggest.checking import checked

        stored = self.stored
        bounds = [(stored.sentences[i].start, stored.sentences[i].end) for i in which]
        start, end = bounds[0][0], bounds[-1][1]
        found = self._trainer.more(stored)(which) if self._trainer is not None else []
        for kept in kept_of(self.project, stored.id):
            given = [
                Suggestion(span.label, span.fragments, span.attributes, span.rule, span.score)
                for span in kept.spans
                if start <= span.fragments[0].start < end
            ]
            found += [(kept.suggester, one) for one in checked(stored.document.text, bounds, given).suggestions]
        return found

    def _settles(self, span: Span, ghost: Ghost) -> bool:
        if span.label != ghost.label:
            return False
        definition = self.scheme.spans[span.label]
        nests = definition.unit.partition(" of ")[0] in ("clause", "sentence", "quotation")
        return span.extent == ghost.extent if nests else ghost.overlaps(span.extent)

    @property
    def ghost(self) -> Ghost | None:
        """The suggestion that a key is about: the innermost at the cursor, else the next one, else the first one."""
        found = self.ghosts()
        at = self.cursor.at
        here = [g for g in found if g.overlaps((at,))]
        if here:
            return min(here, key=lambda g: g.extent[-1][1] - g.extent[0][0])
        return next((g for g in found if g.extent[0][0] >= at[0]), found[0] if found else None)

    def _asked(self) -> Ghost:
        ghost = self.ghost
        if ghost is None:
            raise LabelError("no_ghost", "nothing is suggested here", "label it yourself")
        return ghost

    # -- what becomes of them -------------------------------------------------------------------------------------

    def accept_suggested(self, ghosts: Sequence[Ghost] | None = None) -> list[Span]:
        """Make labels of suggestions (of the one that a key is about), as one action; their links come with them.

        Raises:
            LabelError: there is none.
        """
        self.ensure_own()
        wanted = [self._asked()] if ghosts is None else list(ghosts)
        clock = self.project.clock
        spans: list[Span] = []
        for ghost in wanted:
            values = {a.name: a.value for a in ghost.attributes}
            patch = self.editor.label(
                ghost.label,
                ghost.extent,
                name=clock.id(),
                now=clock.now(),
                origin=ACCEPTED,
                suggester=ghost.suggester,
                given=values,
            )
            spans += patch.after.spans
        if not spans:
            return []
        given = [{a.name: a.value for a in ghost.attributes} for ghost in wanted]
        spans, sources = self._named(spans)
        patch = Patch(after=Part(tuple(spans), self._tied(wanted, spans), sources))
        self.do("accept", self.editor.settled(patch, given))
        self.cursor.clear()
        self.active = spans[0].id
        return [self.labels.spans[span.id] for span in spans]

    def _named(self, spans: Sequence[Span]) -> tuple[list[Span], tuple[Source, ...]]:
        """The same spans, those of sources with the entity that they name: a known one, else one of that name."""
        known = dict(self.labels.sources)
        found = []
        for span in spans:
            entity = self.scheme.spans[span.label].entity
            name = self._called(span) if entity is not None and span.value(entity.name) is None else ""
            if entity is None or not name:
                found.append(span)
                continue
            source = next((s for s in known.values() if _same_name(s.name, name)), None)
            source = source or self.editor.source_called(name, span.value("source_type"), known)
            known[source.id] = source
            found.append(replace(span, attributes=(*span.attributes, Attribute(entity.name, source.id))))
        return found, tuple(source for name, source in known.items() if name not in self.labels.sources)

    def _called(self, span: Span) -> str:
        from annotator.suggest.sources import name_of
        from annotator.text.units import Sentence

        tokens = self.stored.tokens[span.sentence]
        inside = [i for i, (start, end) in enumerate(tokens) if span.covers(start, end)]
        if len(span.fragments) > 1 or not inside:
            return ""
        return name_of(Sentence(self.stored.document.text, tokens), inside[0], inside[-1] + 1)

    def accept_reliable(self) -> list[Span]:
        """Make labels of all suggestions for the sentence in focus that are reliable.

        Raises:
            LabelError: there is none.
        """
        found = [ghost for ghost in self.ghosts() if ghost.reliable]
        if not found:
            self._asked()
            raise LabelError("not_reliable", "none of what is suggested here is reliable", "accept it one by one")
        return self.accept_suggested(found)

    def _tied(self, ghosts: Sequence[Ghost], spans: Sequence[Span]) -> tuple[Relation, ...]:
        """The suggested links of new spans with each other and with what is labelled already."""
        if not self.framing:
            return ()
        new = {(span.label, span.extent): span for span in spans}
        ties = {tie: None for ghost in ghosts for tie in self._suggested().ties(ghost.sentence)}
        made = [self._relation_of(tie, new) for tie in ties if tie.head in new or tie.tail in new]
        return tuple(relation for relation in made if relation is not None)

    def _relation_of(self, tie: Tie, new: Mapping[tuple[str, Extent], Span]) -> Relation | None:
        head, tail = (new.get(key) or self.editor.same(*key) for key in (tie.head, tie.tail))
        definition = self.scheme.relations.get(tie.label)
        if head is None or tail is None or definition is None:
            return None
        if (definition.head, definition.tail) != (head.label, tail.label):
            return None
        return Relation(self.project.clock.id(), tie.label, head.id, tail.id, link_defaults(definition, head, tail))

    def reject_suggested(self, ghost: Ghost | None = None) -> Ghost:
        """Turn a suggestion down (the one that a key is about): it does not come back in this layer.

        Raises:
            LabelError: there is none.
        """
        self.ensure_own()
        found = ghost or self._asked()
        clock = self.project.clock
        text = self.stored.document.text
        parts = tuple(Fragment(start, end, text[start:end]) for start, end in found.extent)
        now = clock.now()
        no = Span(clock.id(), found.label, found.sentence, parts, found.attributes, REJECTED, found.suggester, now, now)
        self.do("reject", Patch(after=Part(rejections=(no,))), follow=False)
        return found

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """As at any desk; an accepted span that its annotator changes is an edited one, one taken out is rejected."""
        if operation not in _MINE:
            patch = self._without_orphans(self._on_record(patch))
        super().do(operation, patch, target=target, follow=follow)

    def _on_record(self, patch: Patch) -> Patch:
        before = {span.id: span for span in patch.before.spans if span.origin == ACCEPTED}
        if not before:
            return patch
        after = tuple(
            replace(span, origin=EDITED) if _differs(before.get(span.id), span) else span for span in patch.after.spans
        )
        gone = [span for name, span in before.items() if name not in {span.id for span in after}]
        now = self.project.clock.now()
        no = tuple(replace(span, origin=REJECTED, updated=now) for span in gone)
        return replace(patch, after=replace(patch.after, spans=after, rejections=(*patch.after.rejections, *no)))

    def _without_orphans(self, patch: Patch) -> Patch:
        """A source entity that came with a suggestion goes when the only span that names it is given another one."""
        now = {span.id: span for span in patch.after.spans}
        gone: list[Source] = []
        for span in patch.before.spans:
            entity = self.scheme.spans[span.label].entity if span.label in self.scheme.spans else None
            source = self.labels.sources.get(span.value(entity.name) or "") if entity else None
            if entity is None or source is None or span.origin not in (ACCEPTED, EDITED) or span.id not in now:
                continue
            mentions = self.labels.saying(entity.name, source.id)
            if now[span.id].value(entity.name) != source.id and [m.id for m in mentions] == [span.id]:
                gone.append(source)
        known = {source.id for source in (*patch.before.sources, *patch.after.sources)}
        gone = [source for source in gone if source.id not in known]
        return replace(patch, before=replace(patch.before, sources=(*patch.before.sources, *gone))) if gone else patch


def _same_name(one: str, other: str) -> bool:
    """Whether two names are one, or one is the end of the other: *Groot Koerkamp* of *Geert Groot Koerkamp*."""
    short, long = sorted((one.casefold().split(), other.casefold().split()), key=len)
    return bool(short) and long[-len(short) :] == short and (len(short) == len(long) or not other[:1].islower())


def _differs(was: Span | None, now: Span) -> bool:
    return was is not None and (was.label, was.extent, was.attributes) != (now.label, now.extent, now.attributes)
