"""Replays a layer through the real key bindings of the screen, headless, and counts the keys it takes.

    python benchmarks/keystrokes.py [RECORD.jsonl] [--write OUT.jsonl --annotator NAME]

The layer that comes out is compared with the one that went in (ids and times apart). Without arguments: the demo layer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from annotator.formats import jsonl
from annotator.formats.source import Source
from annotator.labels import order_of_span
from annotator.model import Relation, SentenceState, Span
from annotator.session import Session
from annotator.session.exporting import Asked, export
from annotator.session.intake import take_in
from annotator.session.making import make_project
from annotator.settings import Settings
from annotator.ui.app import AnnotatorApp
from annotator.ui.widgets.choice import Option

SEED = Path(__file__).parent.parent / "seeds" / "nos-almaty" / "example.jsonl"
Key = tuple[str, tuple[tuple[int, int], ...]]


def key_of(span: Span) -> Key:
    """What a span is, whatever its id."""
    return span.label, span.extent


@dataclass
class Replayer:
    """Types what an annotator would type to make the labels of ``target`` in the screen of ``app``."""

    app: AnnotatorApp
    pilot: Pilot[Any]
    target: Session
    keys: Counter[str] = field(default_factory=Counter)
    what: str = "move"

    @property
    def session(self) -> Session:
        return self.app.session

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        self.keys[self.what] += len(keys)
        if sum(self.keys.values()) > 20_000:
            raise AssertionError(f"going nowhere: {keys} for a {self.what} in sentence {self.session.cursor.sentence}")

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
        await self.press(_key(option.key))

    # -- moving

    async def go(self, offset: int) -> None:
        """Move the cursor to the token at an offset, the shortest way within the sentence."""
        cursor = self.session.cursor
        sentence = self.session.labels.sentence_at(offset)
        while cursor.sentence != sentence:
            await self.press("down" if cursor.sentence < sentence else "up")
        tokens = self.session.stored.tokens[sentence]
        wanted = next(i for i, (s, e) in enumerate(tokens) if s <= offset < e)
        last = len(tokens) - 1
        ways = {
            "": abs(wanted - cursor.token),
            "home": 1 + wanted,
            "end": 1 + last - wanted,
        }
        best = min(ways, key=lambda way: ways[way])
        if best:
            await self.press(best)
        while cursor.token != wanted:
            await self.press("right" if cursor.token < wanted else "left")

    async def choose_span(self, span: Span) -> None:
        """Make a span the current one: go to a token of it, tab where others lie there too."""
        inner = self.session.current
        if inner is not None and inner.id == span.id:
            return
        if self.session.cursor.sentence not in self.session.labels.touched(span):
            await self.go(span.start)
        for _ in range(len(self.session.labels.in_sentence(self.session.cursor.sentence)) + 1):
            current = self.session.current
            if current is not None and current.id == span.id:
                return
            await self.press("tab")
        raise AssertionError(f"cannot reach {span}")

    # -- labels

    async def label(self, span: Span) -> None:
        self.what = "span"
        parts = span.extent
        for number, (start, end) in enumerate(parts):
            await self.go(start)
            cursor = self.session.cursor
            while (cursor.selection or cursor.at)[1] < end:
                await self.press("shift+right")
            if number < len(parts) - 1:
                await self.press("space")
        definition = self.session.scheme.spans[span.label]
        await self.press(definition.key)

    async def link(self, relation: Relation, ours: dict[str, Span]) -> None:
        self.what = "relation"
        head, tail = ours[relation.head], ours[relation.tail]
        start, other = (head, tail)
        definition = self.session.scheme.relations[relation.label]
        if definition.head != definition.tail and self.session.cursor.sentence in self.session.labels.touched(tail):
            start, other = tail, head
        await self.choose_span(start)
        await self.press("l")
        linking = self.app.annotate.linking
        for _ in range(12):
            found = next((hint for hint, name in linking.hints.items() if name == other.id), None)
            if found:
                await self.press(*found)
                break
            await self.press("pageup" if other.sentence < self.session.cursor.sentence else "pagedown")
        else:
            raise AssertionError(f"no hint for {other}")
        if self.app.annotate.choice_bar.choice is not None:
            await self.choose(lambda option: option.key == definition.key)

    async def attributes(self, wanted: Span, ours: Span) -> None:
        """Set the attributes that differ."""
        self.what = "attribute"
        definition = self.session.scheme.spans[wanted.label]
        values = {a.name: a.value for a in wanted.attributes}
        entity = None
        for attribute in definition.attribute:
            value = values.get(attribute.name)
            if attribute.entity:
                entity = value
            elif self.session.labels.spans[ours.id].value(attribute.name) != value:
                await self.choose_span(ours)
                await self.press("e", attribute.key)
                word = value
                await self.choose(lambda o, w=word: o.key == "0" if w is None else o.words == w)
        if entity is not None:
            await self.choose_span(ours)
            source = self.target.labels.sources[entity]
            words = " … ".join(part.text for part in ours.fragments)
            await self.press("o")
            known = [s.name for s in self.session.labels.sources.values()]
            if source.name in known:
                await self.choose(lambda o: o.words == source.name and o.key not in "+=0")
            elif source.name == words:
                await self.press("equals_sign")
            else:
                await self.press("plus")
                await self.press("ctrl+u")
                await self.type(source.name)

    async def sentence(self, index: int) -> None:
        """Everything of one sentence, then done."""
        target = self.target.labels
        own = [s for s in target.in_sentence(index) if s.sentence == index]
        for span in sorted(own, key=order_of_span):
            await self.label(span)
        ours = self.ours()
        made = {
            key_of(self.session.labels.spans[r.head]) + key_of(self.session.labels.spans[r.tail]) + (r.label,)
            for r in self.session.labels.relations.values()
        }
        for relation in target.part.relations:
            ends = relation.head in ours and relation.tail in ours
            if ends and key_of(ours[relation.head]) + key_of(ours[relation.tail]) + (relation.label,) not in made:
                await self.link(relation, ours)
        for span in own:
            await self.attributes(span, ours[span.id])
        await self.relation_attributes(ours)
        await self.state(target.state(index))

    def ours(self) -> dict[str, Span]:
        """Our span for each span of the target that is there already."""
        made = {key_of(span): span for span in self.session.labels.spans.values()}
        return {s.id: made[key_of(s)] for s in self.target.labels.spans.values() if key_of(s) in made}

    async def relation_attributes(self, ours: dict[str, Span]) -> None:
        self.what = "relation"
        for wanted in self.target.labels.part.relations:
            if wanted.head not in ours or wanted.tail not in ours:
                continue
            head = ours[wanted.head]
            made = self.session.editor.linked(wanted.label, head, ours[wanted.tail])
            if made is None:
                continue
            for attribute in wanted.attributes:
                if made.value(attribute.name) != attribute.value:
                    await self.choose_span(head)
                    await self.press("e")
                    others = self.session.labels.links(head.id)
                    number = str(1 + [r.id for r in others].index(made.id))
                    await self.press(number)
                    await self.choose(lambda o, a=attribute: o.words == f"{a.name} {a.value}")

    async def state(self, state: SentenceState) -> None:
        self.what = "sentence"
        while self.session.cursor.sentence != state.index:
            await self.press("up" if self.session.cursor.sentence > state.index else "down")
        for label in state.labels:
            await self.press(self.session.scheme.sentence_labels[label.name].key)
            await self.choose(lambda o, v=label.value: o.words == v)
        if state.role is not None:
            await self.press("r")
            await self.choose(lambda o: o.words == state.role)
        if state.confidence is not None:
            await self.press("y", str(state.confidence))
        if state.comment:
            await self.press("m")
            await self.type(state.comment)
        status = {"done": "enter", "skipped": "k", "flagged": "g"}.get(state.status)
        if status:
            await self.press(status)


def _key(character: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(character)


def comparable(session: Session) -> tuple[Any, ...]:
    """The labels of a session without ids and times, entities by name."""
    labels = session.labels

    def values(span: Span) -> frozenset[tuple[str, str]]:
        definition = session.scheme.spans[span.label]
        return frozenset(
            (a.name, labels.sources[a.value].name if (d := definition.find(a.name)) and d.entity else a.value)
            for a in span.attributes
        )

    spans = {key_of(s): values(s) for s in labels.spans.values()}
    relations = {
        (r.label, key_of(labels.spans[r.head]), key_of(labels.spans[r.tail])): frozenset(r.attributes)
        for r in labels.relations.values()
    }
    states = {s.index: (s.status, s.labels, s.comment, s.confidence, s.role) for s in labels.states}
    sources = {(s.name, s.source_type) for s in labels.sources.values()}
    return spans, relations, states, sources


def _opened(record: Path, folder: Path, name: str) -> Session:
    project = make_project(folder / f"{name}.db")
    with record.open("rb") as file:
        for outcome in take_in(project, jsonl.read(Source(record.name, file)), name):
            if isinstance(outcome, Exception):
                raise outcome
    layer = project.one("SELECT name FROM annotator JOIN layer ON layer.annotator = annotator.id")
    assert layer
    session = Session(project, layer[0])
    session.open(project.one("SELECT key FROM document")[0])  # type: ignore[index]
    return session


async def replay(record: Path, folder: Path, annotator: str) -> tuple[Replayer, list[str]]:
    """Type a record's layer anew as ``annotator``; gives the replayer and what differs."""
    target = _opened(record, folder, "target")
    project = make_project(folder / "replayed.db")
    line = json.loads(record.read_text(encoding="utf-8").split("\n")[0])
    for name in ("spans", "relations", "sources"):
        line[name] = []
    for sentence in line["sentences"]:
        sentence.update(
            status="todo",
            labels=[],
            comment=None,
            confidence=None,
            seconds=None,
            role=target.stored.sentences[sentence["index"]].role,
        )
    line["layer"] = None
    bare = folder / "bare.jsonl"
    bare.write_text(json.dumps(line), encoding="utf-8")
    with bare.open("rb") as file:
        for outcome in take_in(project, jsonl.read(Source("bare", file)), annotator):
            if isinstance(outcome, Exception):
                raise outcome
    session = Session(project, annotator)
    session.open()
    app = AnnotatorApp(session, Settings())
    async with app.run_test(size=(120, 40)) as pilot:
        replayer = Replayer(app, pilot, target)
        count = len(target.stored.sentences)
        for index in range(count):
            await replayer.sentence(index)
            if sys.stderr.isatty():
                print(f"\r{index + 1}/{count}", end="", file=sys.stderr)
    differences = []
    for name, want, got in zip(
        ("spans", "relations", "sentences", "sources"), comparable(target), comparable(session), strict=True
    ):
        if want != got:
            pairs = want.items() ^ got.items() if isinstance(want, dict) else want ^ got
            differences += [f"{name}: {pair}" for pair in sorted(map(str, pairs))]
    return replayer, differences


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", nargs="?", type=Path, default=SEED)
    parser.add_argument("--write", type=Path, help="write the layer that was typed to this file")
    parser.add_argument("--annotator", default="example")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        replayer, differences = asyncio.run(replay(options.record, Path(name), options.annotator))
        labels = replayer.session.labels
        keys, spans, relations = replayer.keys, len(labels.spans), len(labels.relations)
        for what, count in keys.items():
            print(f"{what:>10} {count:6} keys")
        print(f"{(keys['span'] + keys['attribute']) / spans:.1f} keys a span ({spans}), attributes and moves included")
        print(f"{keys['relation'] / max(relations, 1):.1f} keys a relation ({relations})")
        print(f"{sum(keys.values()) / len(replayer.session.stored.sentences):.1f} keys a sentence")
        for difference in differences:
            print("differs:", difference)
        if options.write and not differences:
            export(replayer.session.project, Asked("jsonl", (options.annotator,)), Path(name) / "out")
            options.write.write_bytes((Path(name) / "out" / "documents.jsonl").read_bytes())
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
