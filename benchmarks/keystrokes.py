"""Replays a layer through the real key bindings of the screen, headless, and counts the keys it takes.

    python benchmarks/keystrokes.py [RECORD.jsonl] [--write OUT.jsonl --annotator NAME] [--without-suggestions]

The layer that comes out is compared with the one that went in (ids and times apart). Without arguments: the demo layer.
Once without suggestions and once with them; the rules that suggest were developed on the demo article, so expect less of
them elsewhere.
The keys are the fewest that an annotator needs who knows them all (``replayer.py``); beside them stands what tools with a
mouse or with keys for tokens would need at least for the part that they can express.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from replayer import Replayer, key_of

from annotator.formats import jsonl
from annotator.formats.source import Source
from annotator.labels import order_of_span
from annotator.model import Span
from annotator.scheme import default_values
from annotator.session import Session
from annotator.session.exporting import Asked, export
from annotator.session.intake import take_in
from annotator.session.making import make_project
from annotator.settings import Settings
from annotator.ui.app import AnnotatorApp

SEED = Path(__file__).parent.parent / "seeds" / "nos-almaty" / "example.jsonl"


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


async def replay(record: Path, folder: Path, annotator: str, suggestions: bool = False) -> tuple[Replayer, list[str]]:
    """Type a record's layer anew as ``annotator``; gives the replayer and what differs."""
    folder.mkdir(exist_ok=True)
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
    app = AnnotatorApp(session, Settings(suggestions=suggestions))
    async with app.run_test(size=(120, 40)) as pilot:
        app.annotate.awake()
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


def slate_keys(session: Session) -> tuple[int, int]:
    """The fewest keys of slate (1.1.3, its bindings of moving, extending and labelling) and the spans it can express.

    Tokens as here, from one span to the next without going back to the start of the line; a number before a key where
    that is shorter; space and a letter for the label. It has no pieces, no attributes and no links in the same pass.
    """
    keys = spans = 0
    for index, tokens in enumerate(session.stored.tokens):
        at = 0
        for span in sorted((s for s in session.labels.in_sentence(index) if s.sentence == index), key=order_of_span):
            first = next(i for i, (start, _) in enumerate(tokens) if start >= span.start)
            inside = sum(span.start <= start < span.end for start, _ in tokens)
            if len(span.fragments) == 1:
                keys += _counted(abs(first - at)) + _counted(inside - 1) + 2
                spans += 1
                at = first
        keys += 1  # to the next line
    return keys, spans


def _counted(times: int) -> int:
    return min(times, 1 + len(str(times)))


def mouse_gestures(session: Session) -> tuple[int, int, int]:
    """The fewest gestures of a tool with a mouse: for spans, for values that are no default, for links.

    A drag over each piece and a key for the label; a click on the span and one on the value, where it can hold defaults;
    a click on each end of a link and a key for its label, a scroll where the ends are in two sentences.
    """
    labels, scheme = session.labels, session.scheme
    spans = sum(len(span.fragments) + 1 for span in labels.spans.values())
    values = 0
    for span in labels.spans.values():
        usual = default_values(scheme, labels, span)
        other = sum(usual.get(a.name) != a.value for a in span.attributes)
        values += other + 1 if other else 0
    far = sum(labels.spans[r.head].sentence != labels.spans[r.tail].sentence for r in labels.relations.values())
    return spans, values, 3 * len(labels.relations) + far


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", nargs="?", type=Path, default=SEED)
    parser.add_argument("--write", type=Path, help="write the layer that was typed to this file")
    parser.add_argument("--annotator", default="example")
    parser.add_argument("--without-suggestions", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        replayer, differences = asyncio.run(replay(options.record, folder / "by-hand", options.annotator))
        by_hand = told(replayer, "without suggestions")
        peers(replayer.target)
        if not options.without_suggestions:
            assisted, more = asyncio.run(replay(options.record, folder / "assisted", options.annotator, True))
            differences += more
            print(f"{told(assisted, 'with suggestions') / by_hand:.0%} of the keys without suggestions")
        for difference in differences:
            print("differs:", difference)
        if options.write and not differences:
            export(replayer.session.project, Asked("jsonl", (options.annotator,)), folder / "out")
            options.write.write_bytes((folder / "out" / "documents.jsonl").read_bytes())
    return 1 if differences else 0


def told(replayer: Replayer, how: str) -> int:
    """Print what the layer took; gives the keys without those of typed text."""
    labels, keys = replayer.session.labels, replayer.keys
    spans, relations = len(labels.spans), len(labels.relations)
    print(f"\n{how}")
    for what, count in keys.items():
        print(f"{what:>10} {count:6} keys")
    of_spans = keys["span"] + keys["attribute"] + keys["suggestion"]
    print(f"{of_spans / spans:.1f} keys a span ({spans}), attributes and moves included")
    print(f"{keys['relation'] / max(relations, 1):.1f} keys a relation ({relations})")
    sentences = len(replayer.session.stored.sentences)
    typed = sum(keys.values()) - keys["text"]
    print(f"{typed / sentences:.1f} keys a sentence ({sentences}), and {keys['text'] / sentences:.1f} of typed text")
    return typed


def peers(target: Session) -> None:
    """Print the least that other tools would take."""
    least, held = slate_keys(target)
    print(f"slate: {least / held:.1f} keys a span at least, for the {held} spans in one piece; no values, no links")
    drags, values, links = mouse_gestures(target)
    spans, relations = len(target.labels.spans), len(target.labels.relations)
    print(
        f"a mouse: {(drags + values) / spans:.1f} drags, clicks and keys a span at least with its values, "
        f"{links / max(relations, 1):.1f} a relation"
    )


if __name__ == "__main__":
    raise SystemExit(main())
