"""What becomes of suggestions: accepted, edited or rejected, all on record and all to be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.errors import LabelError
from annotator.model import STATUSES, Attribute, Fragment, Part, Patch, Relation, Source, Span
from annotator.scheme.defaults import link_defaults
from annotator.session.assisting import Assisting
from annotator.session.cursor import Extent

if TYPE_CHECKING:
    from annotator.session.ghosts import Ghost, Tie

__all__ = ["ACCEPTED", "EDITED", "REJECTED", "Judging"]

ACCEPTED, EDITED, REJECTED = "accepted", "edited", "rejected"
"""The origins of spans that were suggested; a rejected one is no label."""
_MINE = frozenset({"accept", "frame", "undo", "redo", *STATUSES})
"""Operations that change an accepted span without its annotator having edited it."""


class Judging(Assisting):
    """A desk at which suggestions are judged."""

    _previewed: tuple[object, Span] | None = None

    def _asked(self) -> Ghost:
        self.sight_again()
        ghost = self.ghost
        if ghost is None:
            raise LabelError("no_ghost", "nothing is suggested here", "label it yourself")
        return ghost

    def accept_suggested(self, ghosts: Sequence[Ghost] | None = None) -> list[Span]:
        """Make labels of suggestions (of the one that a key is about), as one action; their links come with them.

        Raises:
            LabelError: there is none.
        """
        self.ensure_own()
        wanted = [self._asked()] if ghosts is None else list(ghosts)
        clock = self.project.clock
        spans = [self.would_be(ghost, clock.id(), clock.now()) for ghost in wanted]
        if not spans:
            return []
        given = [{a.name: a.value for a in ghost.attributes} for ghost in wanted]
        spans, sources = self._named(spans)
        patch = Patch(after=Part(tuple(spans), self._tied(wanted, spans), sources))
        self.do("accept", self.editor.settled(patch, given))
        self.cursor.clear()
        self.active = spans[0].id
        return [self.labels.spans[span.id] for span in spans]

    def preview(self, ghost: Ghost) -> Span:
        """The span that a suggestion would be by itself; worked out once for as long as no label changes."""
        key = ghost.id, self.labels, self.labels.version
        if self._previewed is None or self._previewed[0] != key:
            self._previewed = key, self.would_be(ghost)
        return self._previewed[1]

    def would_be(self, ghost: Ghost, name: str = "", now: str = "") -> Span:
        """The span that a suggestion would be, with the values that it would have by itself; nothing is changed."""
        patch = self.editor.label(
            ghost.label,
            ghost.extent,
            name=name,
            now=now,
            origin=ACCEPTED,
            suggester=ghost.suggester,
            given={a.name: a.value for a in ghost.attributes},
        )
        return patch.after.spans[0]

    def accept_reliable(self) -> list[Span]:
        """Make labels of all suggestions for the sentence in focus that are reliable; of those that exclude each other
        the surest, then the first.

        Raises:
            LabelError: there is none.
        """
        self._asked()
        chosen: list[Ghost] = []
        for ghost in sorted((g for g in self.ghosts() if g.reliable), key=lambda g: -g.score):
            if not any(self.settles(other.label, other.extent, ghost) for other in chosen):
                chosen.append(ghost)
        if not chosen:
            raise LabelError("not_reliable", "none of what is suggested here is reliable", "accept it one by one")
        return self.accept_suggested([ghost for ghost in self.ghosts() if ghost in chosen])

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

    # -- on record --------------------------------------------------------------------------------------------------

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """As at any desk; a span that was accepted and is changed is an edited one, one that is taken out rejected."""
        if operation not in _MINE and self.own.kind == "annotator":
            patch = self._without_orphans(self._on_record(patch))
        super().do(operation, patch, target=target, follow=follow)

    def _on_record(self, patch: Patch) -> Patch:
        before = {span.id: span for span in patch.before.spans if span.origin in (ACCEPTED, EDITED)}
        if not before:
            return patch
        after = tuple(
            replace(span, origin=EDITED) if _differs(before.get(span.id), span) else span for span in patch.after.spans
        )
        kept = {span.id for span in after}
        now = self.project.clock.now()
        no = tuple(replace(s, origin=REJECTED, updated=now) for name, s in before.items() if name not in kept)
        return replace(patch, after=replace(patch.after, spans=after, rejections=(*patch.after.rejections, *no)))

    def _without_orphans(self, patch: Patch) -> Patch:
        """A source entity that came with a suggestion goes when the only span that names it does, or names another.

        One that was given another name since stays.
        """
        now = {span.id: span for span in patch.after.spans}
        known = {source.id for source in (*patch.before.sources, *patch.after.sources)}
        gone: list[Source] = []
        for span in patch.before.spans:
            entity = self.scheme.spans[span.label].entity if span.label in self.scheme.spans else None
            source = self.labels.sources.get(span.value(entity.name) or "") if entity else None
            if entity is None or source is None or source.id in known or span.origin not in (ACCEPTED, EDITED):
                continue
            same = span.id in now and now[span.id].value(entity.name) == source.id
            mentions = [mention.id for mention in self.labels.saying(entity.name, source.id)]
            if not same and mentions == [span.id] and source.name == self._called(span):
                gone.append(source)
        return replace(patch, before=replace(patch.before, sources=(*patch.before.sources, *gone))) if gone else patch


def _same_name(one: str, other: str) -> bool:
    """Whether two names are one, or one is the end of the other: *Groot Koerkamp* of *Geert Groot Koerkamp*."""
    short, long = sorted((one.casefold().split(), other.casefold().split()), key=len)
    return bool(short) and long[-len(short) :] == short and (len(short) == len(long) or not other[:1].islower())


def _differs(was: Span | None, now: Span) -> bool:
    return was is not None and (was.label, was.extent, was.attributes) != (now.label, now.extent, now.attributes)
