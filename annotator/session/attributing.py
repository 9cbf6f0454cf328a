"""Attribution in one gesture: labelled words linked as far as that is obvious, and a claim's source by one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.errors import LabelError
from annotator.model import STATUSES, Layer, Part, Patch, Relation, Span
from annotator.scheme import RelationDef
from annotator.scheme.defaults import relation_defaults
from annotator.session.desk import Desk
from annotator.session.sourcing import (
    Known,
    answered,
    content_of,
    earlier_sources,
    identity,
    known_sources,
    no_source_of,
)
from annotator.store import Project

if TYPE_CHECKING:
    from annotator.session.framing import Link

__all__ = ["Attributing", "Framed"]


@dataclass(frozen=True, slots=True)
class Framed:
    """What labelling made obvious: links that were set, and earlier ones of its own that it took back for them."""

    made: tuple[Relation, ...] = ()
    dropped: tuple[Relation, ...] = ()


def _key(relation: Relation) -> tuple[str, str, str]:
    return relation.label, relation.head, relation.tail


def _named(link: Link) -> tuple[str, str, str]:
    return link[0].name, link[1].id, link[2].id


class Attributing(Desk):
    """A desk that knows which of its links it set by itself, and what the annotator did not want.

    ``auto_links``: whether labelling sets obvious links at all; in gold it never does.
    """

    def __init__(self, project: Project, annotator: str, number: int = 1, idle: float = 60.0) -> None:
        super().__init__(project, annotator, number, idle)
        self.auto_links = True
        self._made: dict[str, Relation] = {}
        self._declined: set[tuple[str, str, str]] = set()
        self._labelled: Patch | None = None
        self._used: list[str] = []
        self._waiting: set[tuple[str, str, str]] = set()

    def _show(self, number: int, layer: Layer) -> None:
        super()._show(number, layer)
        self._made, self._declined, self._labelled, self._used = {}, set(), None, []
        self._waiting = set()

    # -- what was done --------------------------------------------------------------------------------------------

    def do(self, operation: str, patch: Patch, *, target: str | None = None, follow: bool = True) -> None:
        """As at any desk; what it says about links is kept in mind."""
        super().do(operation, patch, target=target, follow=follow)
        added = {r.id: r for r in patch.after.relations}
        removed = {r.id: r for r in patch.before.relations}
        new = [r for name, r in added.items() if name not in removed]
        content = self.content
        for relation in new:
            if content is not None and relation.label == content.name:
                self._used = [relation.tail, *(name for name in self._used if name != relation.tail)][:200]
        if operation == "frame":
            return
        self._labelled = patch if operation in ("label", "edge", "accept") else None
        spans = self.labels.spans
        gone = (r for name, r in removed.items() if name not in added and r.head in spans and r.tail in spans)
        self._declined = (self._declined | {_key(r) for r in gone}) - {_key(r) for r in new}
        if operation in STATUSES:  # the annotator has seen them, and let them stand
            self._made = {}

    # -- links that are obvious -----------------------------------------------------------------------------------

    @property
    def framing(self) -> bool:
        """Whether labelling sets links here."""
        return self.auto_links and self.own.kind == "annotator" and not self.read_only

    def frame(self) -> Framed:
        """Set the links that the label set or moved last makes obvious, as one action of its own.

        Links set in this way that it shows to be wrong are taken back in the same action; what the annotator linked,
        changed or took away stays as it is.
        """
        patch, self._labelled = self._labelled, None
        span = self.labels.spans.get(patch.after.spans[0].id) if patch is not None else None
        if patch is None or span is None or not self.framing:
            return Framed()
        spans = self.labels.in_sentence(span.sentence)
        names = {s.id for s in spans}
        links = {r.id: r for s in spans for r in self.labels.links(s.id)}
        ours = self._ours(links)
        given = [r for r in links.values() if r.id not in ours]
        wanted = {_named(link): link for link in self._obvious(spans, given)}
        changed = {s.id for s in patch.after.spans}
        earlier = [*(s for s in spans if s.id not in changed), *(s for s in patch.before.spans if s.id in names)]
        known = {_named(link) for link in self._obvious(earlier, given)}
        there = {_key(r) for r in links.values()}
        if not self._opened(span, spans):
            self._waiting |= wanted.keys() - known
            return Framed()
        new = [link for name, link in wanted.items() if name not in (known - self._waiting) | there | self._declined]
        dropped = tuple(r for r in ours.values() if _key(r) not in wanted and not self._stays(r, wanted, spans))
        if not new and not dropped:
            return Framed()
        made = tuple(self._relation(*link) for link in new)
        self.do("frame", Patch(Part(relations=dropped), Part(relations=made)))
        self._made |= {r.id: r for r in made}
        return Framed(made, dropped)

    def _stays(self, relation: Relation, wanted: Iterable[tuple[str, str, str]], spans: Sequence[Span]) -> bool:
        """Whether a link to a source is in doubt, not wrong: no other is wanted in its place, and no word says who."""
        cues = {r.head for r in self.scheme.relation if r.obvious is not None and r.obvious.rule == "cue"}
        content = self.content
        if content is None or relation.label != content.name or any(span.label in cues for span in spans):
            return False
        return all(name[:2] != (relation.label, relation.head) for name in wanted)

    def _opened(self, span: Span, spans: Sequence[Span]) -> bool:
        """Whether a frame is begun: by a word that attributes, or by something said before; the next labels join it."""
        begun = {r.head for r in self.scheme.relation if r.obvious is not None and r.obvious.rule == "cue"}
        said = {r.head for r in self.scheme.relation if r.obvious is not None and r.obvious.rule == "content"}
        return span.label in begun or any(s.label in begun | said for s in spans if s.id != span.id)

    def _obvious(self, spans: Sequence[Span], given: Sequence[Relation]) -> list[Link]:
        from annotator.session.framing import obvious_links  # late: not wanted before the first paint

        return obvious_links(self.scheme, self.labels, self.stored.document.text, spans, given)

    def _ours(self, links: dict[str, Relation]) -> dict[str, Relation]:
        """Those that were set by themselves, and that the annotator has neither changed nor added to."""
        same = {name: r for name, r in links.items() if self._made.get(name) == r}
        theirs = {(r.label, r.head) for name, r in links.items() if name not in same}
        return {name: r for name, r in same.items() if (r.label, r.head) not in theirs}

    def _relation(self, definition: RelationDef, head: Span, tail: Span) -> Relation:
        relation = Relation(self.project.clock.id(), definition.name, head.id, tail.id)
        return replace(relation, attributes=relation_defaults(self.scheme, self.labels, relation))

    # -- the source of what is said -------------------------------------------------------------------------------

    @property
    def content(self) -> RelationDef | None:
        """The relation from what is said to who says it."""
        return content_of(self.scheme)

    def _content(self) -> RelationDef:
        relation = self.content
        if relation is None:
            raise LabelError("no_content", "the scheme has no source of what is said", "give a relation `obvious`")
        return relation

    def lacks_source(self, span: Span) -> bool:
        """Whether a span is something said that has no source yet, and does not say that there is none."""
        relation = self.content
        return (
            relation is not None
            and span.label == relation.head
            and not answered(self.scheme, self.labels, relation, span)
        )

    def to_attribute(self) -> list[Span]:
        """Whose source a key is about: the current span if it is something said, else what has no source here yet.

        Raises:
            LabelError: nothing in the sentence in focus is said.
        """
        relation, current = self._content(), self.current
        if current is not None and current.label == relation.head:
            return [current]
        here = [s for s in self.labels.in_sentence(self.cursor.sentence) if s.label == relation.head]
        if not here:
            raise LabelError("no_claim", f"{relation.head} is missing in this sentence", "label one first")
        return [s for s in here if self.lacks_source(s)] or here

    def _sources(self, span: Span) -> list[Relation]:
        return [r for r in self.labels.links(span.id, self._content().name) if r.head == span.id]

    def same_source(self, span: Span) -> Span:
        """Attribute something said to the source before it; again: to the one before that, and round. The mention.

        Raises:
            LabelError: there is no source before it, or no other.
        """
        relation, links = self._content(), self._sources(span)
        ends = {identity(self.scheme, self.labels.spans[r.tail]): r for r in links}
        first: Span | None = None
        old, found = None, None
        for source in earlier_sources(self.scheme, self.labels, relation, span):
            first = first or source
            if (who := identity(self.scheme, source)) in ends:
                old, found = ends[who], None
            elif found is None:
                found = source
                if old is not None or not ends:
                    break
        found = found or first
        if found is None:
            raise LabelError("no_earlier_source", "no source is mentioned before this", "label one first")
        if found.id in {r.tail for r in links} or (old is not None and identity(self.scheme, found) in ends):
            raise LabelError("no_other_source", "no other source is mentioned before this", "nothing was changed")
        self._attribute(span, found, [old] if old is not None else links[:1] if len(links) == 1 else [])
        return found

    def known_sources(self, span: Span) -> list[Known]:
        """The sources of the document, the likeliest for something said first."""
        return known_sources(self.scheme, self.labels, self._content(), span, self._used)

    def take_source(self, span: Span, mention: Span) -> None:
        """Attribute something said to a mention, in place of the one source that it has.

        Raises:
            LabelError: it is attributed to that mention already.
        """
        links = self._sources(span)
        if mention.id in {r.tail for r in links}:
            raise LabelError("linked", "it is attributed to that one already", "nothing was changed")
        self._attribute(span, mention, links if len(links) == 1 else [])

    def _attribute(self, span: Span, source: Span, instead_of: Sequence[Relation]) -> None:
        relation = self._content()
        patch = Patch(Part(relations=tuple(instead_of)), Part(relations=(self._relation(relation, span, source),)))
        none = no_source_of(self.scheme, relation)
        if none is not None and span.value(none[0]) == none[1]:
            cleared = self.editor.set_attribute(span, none[0], None, self.project.clock.now())
            patch = Patch(
                replace(patch.before, spans=cleared.before.spans), replace(patch.after, spans=cleared.after.spans)
            )
        self.do("link", patch)
        self.active = span.id

    def no_source(self, span: Span) -> bool:
        """Say of something said that nobody is named for it, and take its sources away; or take that back (False).

        Raises:
            LabelError: the scheme has no value for it.
        """
        relation = self._content()
        none = no_source_of(self.scheme, relation)
        if none is None:
            raise LabelError("no_none", "the scheme has no value for a missing source", "link one")
        name, value = none
        said = span.value(name) != value
        patch = self.editor.set_attribute(span, name, value if said else None, self.project.clock.now())
        if said:
            patch = Patch(replace(patch.before, relations=tuple(self._sources(span))), patch.after)
        self.do("attribute", patch)
        self.active = span.id
        return said
