"""Types a layer through the real key bindings of the screen, headless: what ``keystrokes.py`` counts.

What it presses is what an annotator presses who knows every key: for each span the shortest way to it
(``shortest.py``), for a link none where it sets itself, for a source carried over one, for a value that differs from its
default the strip. Spans are labelled from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shortest import Search
from textual.pilot import Pilot

from annotator.labels import order_of_span
from annotator.model import Relation, SentenceState, Span
from annotator.scheme.values import value_keys
from annotator.session import Session
from annotator.session.sourcing import earlier_sources, no_source_of
from annotator.ui.app import AnnotatorApp
from annotator.ui.widgets.choice import Option

Key = tuple[str, tuple[tuple[int, int], ...]]
_PASSING = ("left", "right", "up", "down", "home", "end", "pageup", "pagedown", "tab")


def key_of(span: Span) -> Key:
    """What a span is, whatever its id."""
    return span.label, span.extent


def named(character: str) -> str:
    """The name that Textual gives to a key; names stay as they are."""
    from textual.keys import _character_to_key

    return _character_to_key(character) if len(character) == 1 else character


@dataclass
class Replayer:
    """Types what an annotator would type to make the labels of ``target`` in the screen of ``app``."""

    app: AnnotatorApp
    pilot: Pilot[Any]
    target: Session
    keys: Counter[str] = field(default_factory=Counter)
    what: str = "move"
    in_strip: bool = False
    """Whether the keys that are pressed are meant for the strip that is open."""

    @property
    def session(self) -> Session:
        """The one that is typed into."""
        return self.app.session

    # -- keys -----------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys and count them; an open strip is closed first where it would take them."""
        keys = tuple(named(key) for key in keys)
        choice = self.app.annotate.choice_bar.choice
        if choice is not None and choice.stays and not self.in_strip and not _passes(keys[0]):
            keys = ("enter", *keys)
        await self.pilot.press(*keys)
        self.keys[self.what] += len(keys)
        if sum(self.keys.values()) > 20_000:
            raise AssertionError(f"going nowhere: {keys} for a {self.what} in sentence {self.session.cursor.sentence}")

    async def in_the_strip(self, *characters: str) -> None:
        """Press keys that are meant for the strip."""
        self.in_strip = True
        await self.press(*characters)
        self.in_strip = False

    async def type(self, text: str) -> None:
        """Type into the line that is open, then enter; a key a character."""
        self.app.annotate.prompt.insert(text)
        self.keys["text"] += len(text)
        await self.press("enter")

    async def choose(self, fits: Any) -> None:
        """The key of the option of an open choice."""
        choice = self.app.annotate.choice_bar.choice
        assert choice is not None, "no choice is open"
        option: Option = next(o for o in choice.options if fits(o))
        await self.in_the_strip(option.key)

    async def choose_span(self, span: Span) -> None:
        """Make a span of the sentence in focus the current one, by tab in the shorter direction."""
        current = self.session.current
        if current is not None and current.id == span.id:
            return
        there = [s.id for s in self.session.labels.in_sentence(self.session.cursor.sentence)]
        at = there.index(current.id) if current is not None and current.id in there else -1
        on = (there.index(span.id) - at) % len(there)
        back = (at - there.index(span.id)) % len(there) if at >= 0 else len(there) - there.index(span.id)
        await self.press(*(("tab",) * on if on <= back else ("shift+tab",) * back))
        current = self.session.current
        assert current is not None, "tab chooses nothing"
        assert current.id == span.id, f"tab does not reach {span}"

    # -- labels ---------------------------------------------------------------------------------------------------

    async def label(self, span: Span) -> None:
        """A label on its words, the shortest way."""
        self.what = "span"
        definition = self.session.scheme.spans[span.label]
        await self.press(*Search(self.session).to(span.extent, definition))
        await self.entities([span])

    async def suggested(self, wanted: set[Key]) -> None:
        """What is suggested and right is accepted, all that is reliable at once; what is wrong and in the way, rejected.

        What is wrong and left at the end goes when the sentence is done.
        """
        self.what = "suggestion"
        reliable = [ghost.key in wanted for ghost in self.session.ghosts() if ghost.reliable]
        if len(reliable) > 1 and all(reliable):
            await self.press("+")
        while any(ghost.key in wanted for ghost in self.session.ghosts()):
            ghost = self.session.ghost
            assert ghost is not None, "there are suggestions, and a key is about none"
            await self.press("=" if ghost.key in wanted else "-")

    async def entities(self, spans: Sequence[Span]) -> None:
        """Which source of the document each of these spans names."""
        for span in spans:
            definition = self.session.scheme.spans[span.label]
            made = [s for s in self.session.labels.in_sentence(span.sentence) if key_of(s) == key_of(span)]
            assert made, f"the keys did not make {span}"
            if definition.entity is not None and (entity := span.value(definition.entity.name)) is not None:
                self.what = "attribute"
                await self.entity(self.target.labels.sources[entity].name, definition.entity.name, made[0])

    async def link(self, relation: Relation, ours: dict[str, Span]) -> None:
        """A link that did not set itself: by the key for the source before, else by a letter."""
        self.what = "relation"
        head, tail = ours[relation.head], ours[relation.tail]
        session = self.session
        content = session.content
        if content is not None and relation.label == content.name and head.sentence == session.cursor.sentence:
            before = [s.id for s in earlier_sources(session.scheme, session.labels, content, head)][:3]
            waiting = session.to_attribute()
            free = not [r for r in session.labels.links(head.id, relation.label) if r.head == head.id]
            if tail.id in before and free and tail.sentence != head.sentence:
                if [s.id for s in waiting] != [head.id]:
                    await self.choose_span(head)
                await self.press(*("full_stop",) * (1 + before.index(tail.id)))
                return
        definition = session.scheme.relations[relation.label]
        start, other = head, tail
        if definition.head != definition.tail and session.cursor.sentence in session.labels.touched(tail):
            start, other = tail, head
        await self.choose_span(start)
        await self.press("l")
        linking = self.app.annotate.linking
        for _ in range(12):
            found = next((hint for hint, name in linking.hints.items() if name == other.id), None)
            if found:
                await self.press(*found)
                break
            await self.press("pageup" if other.sentence < session.cursor.sentence else "pagedown")
        else:
            raise AssertionError(f"no hint for {other}")
        if self.app.annotate.choice_bar.choice is not None:
            await self.choose(lambda option: option.key == definition.key)

    def differing(self, wanted: Span, ours: Span) -> dict[str, str | None]:
        """The closed values of a span that are not yet as they should be."""
        now = self.session.labels.spans[ours.id]
        definition = self.session.scheme.spans[wanted.label]
        pairs = ((a.name, wanted.value(a.name)) for a in definition.attribute if not a.entity)
        return {name: value for name, value in pairs if now.value(name) != value}

    async def attributes(self, wanted: Span, ours: Span) -> None:
        """The values that differ: as the last time, nobody named, else in the strip."""
        self.what = "attribute"
        left = self.differing(wanted, ours)
        if not left:
            return
        await self.choose_span(ours)
        none = no_source_of(self.session.scheme, self.session.content) if self.session.content else None
        if none is not None and left.get(none[0]) == none[1]:
            await self.press("semicolon")
            left = self.differing(wanted, ours)
        last = self.session.last_values(wanted.label)
        if last and last.keys() <= left.keys() and all(left[name] == value for name, value in last.items()):
            await self.press("E")
            left = self.differing(wanted, ours)
        keys = value_keys(self.session.scheme)[wanted.label]
        if left:
            await self.press("e")
        while left:  # one that is chosen may draw others along
            name, value = next(iter(left.items()))
            now = self.session.labels.spans[ours.id].value(name)
            await self.in_the_strip(keys[name, value or now or ""])
            left = self.differing(wanted, ours)

    async def entity(self, name: str, attribute: str, ours: Span) -> None:
        """Say which source of the document a span names, unless it does already."""
        sources = self.session.labels.sources
        now = sources.get(self.session.labels.spans[ours.id].value(attribute) or "")
        if now is not None and now.name == name:
            return
        await self.choose_span(ours)
        await self.press("o")
        bar = self.app.annotate.choice_bar
        if name in [source.name for source in sources.values()]:
            for _ in range(bar.pages):
                if bar.choice is not None and any(o.words == name and o.page is not None for o in bar.choice.options):
                    break
                await self.in_the_strip("tab")
            await self.choose(lambda o: o.words == name and o.page is not None)
        elif name == " … ".join(part.text for part in ours.fragments):
            await self.in_the_strip("=")
        else:
            await self.in_the_strip("+")
            await self.press("ctrl+u")
            await self.type(name)

    # -- sentences ------------------------------------------------------------------------------------------------

    async def sentence(self, index: int) -> None:
        """Everything of one sentence, then done."""
        target = self.target.labels
        self.what = "move"
        while self.session.cursor.sentence != index:
            await self.press("up" if self.session.cursor.sentence > index else "down")
        own = [s for s in target.in_sentence(index) if s.sentence == index]
        await self.suggested({key_of(span) for span in own})
        made = {key_of(span) for span in self.session.labels.in_sentence(index)}
        for span in sorted(own, key=order_of_span):
            if key_of(span) not in made:
                await self.label(span)
        await self.entities(own)
        ours = self.ours()
        await self.unwanted(index)
        made = self.links()
        for relation in target.part.relations:
            ends = relation.head in ours and relation.tail in ours
            if ends and (relation.label, key_of(ours[relation.head]), key_of(ours[relation.tail])) not in made:
                await self.link(relation, ours)
        for span in own:
            await self.attributes(span, ours[span.id])
        await self.relation_attributes(ours)
        await self.state(target.state(index))

    def ours(self) -> dict[str, Span]:
        """Our span for each span of the target that is there already."""
        made = {key_of(span): span for span in self.session.labels.spans.values()}
        return {s.id: made[key_of(s)] for s in self.target.labels.spans.values() if key_of(s) in made}

    def links(self) -> set[tuple[str, Key, Key]]:
        """The links that are there."""
        spans = self.session.labels.spans
        found = self.session.labels.relations.values()
        return {(r.label, key_of(spans[r.head]), key_of(spans[r.tail])) for r in found}

    async def unwanted(self, index: int) -> None:
        """Links that set themselves and should not be there: away, by linking the two once more."""
        self.what = "relation"
        target = self.target.labels
        right = {(r.label, key_of(target.spans[r.head]), key_of(target.spans[r.tail])) for r in target.part.relations}
        spans = self.session.labels.spans
        for relation in list(self.session.labels.relations.values()):
            head, tail = spans[relation.head], spans[relation.tail]
            if head.sentence == index and (relation.label, key_of(head), key_of(tail)) not in right:
                await self.choose_span(head)
                await self.press("l")
                hints = self.app.annotate.linking.hints
                await self.press(next(hint for hint, name in hints.items() if name == tail.id))

    async def relation_attributes(self, ours: dict[str, Span]) -> None:
        """The values of links that differ from their defaults."""
        self.what = "relation"
        for wanted in self.target.labels.part.relations:
            if wanted.head not in ours or wanted.tail not in ours:
                continue
            head = ours[wanted.head]
            made = self.session.editor.linked(wanted.label, head, ours[wanted.tail])
            if made is None:
                continue
            keys = value_keys(self.session.scheme)[wanted.label]
            for attribute in wanted.attributes:
                if made.value(attribute.name) != attribute.value:
                    await self.choose_span(head)
                    await self.press("e")
                    number = [r.id for r in self.session.labels.links(head.id)].index(made.id)
                    await self.in_the_strip(str(1 + number), keys[attribute.name, attribute.value])

    async def state(self, state: SentenceState) -> None:
        """What is said of the sentence, then its status."""
        self.what = "sentence"
        for label in state.labels:
            definition = self.session.scheme.sentence_labels[label.name]
            await self.press(definition.key)
            await self.choose(lambda o, v=label.value: o.words == v)
        if state.role is not None:
            await self.press("r")
            await self.choose(lambda o: o.words == state.role)
        if state.confidence is not None:
            await self.press("y")
            await self.in_the_strip(str(state.confidence))
        if state.comment:
            await self.press("m")
            await self.type(state.comment)
        status = {"done": "enter", "skipped": "k", "flagged": "g"}.get(state.status)
        if status:
            await self.press(status)


def _passes(key: str) -> bool:
    """Whether a key closes an open strip and still does what it does."""
    return key.rpartition("+")[2] in _PASSING or key in ("ctrl+z", "ctrl+y")
