"""The model that learns from an annotator's work: what a sentence costs, beside the lexicon and the frames on the same one.

    python benchmarks/bench_learn.py [--quick]

The finished layer of the seed article, its sentences shuffled into documents of 25, as an annotator would label it who
takes no *volgens* and *zei*, no article of a source, and some words that no list has: so that there is something to learn.
In one process, in turns, on the same sentences: tokenising, the lexicon, the frames, and of the model reading a sentence,
suggesting and learning. Then a whole layer learned from its events, kept, and read back. The reference is 0.13 ms an
update, 0.16 ms a sentence and 12 MB, of another tagger with fewer labels.
"""

from __future__ import annotations

import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from common import ROOT, median, ms, options, percentile, scratch, table, target

from annotator.clock import Clock
from annotator.formats.incoming import Incoming
from annotator.formats.record import record_adapter
from annotator.resources import schema_file
from annotator.scheme.read import read_scheme
from annotator.session.intake import take_in
from annotator.session.training import Trainer
from annotator.store import Project, create_project
from annotator.suggest import frames, lexicon
from annotator.suggest.learning import Known, Learner
from annotator.suggest.suggestion import Suggestion
from annotator.suggest.token_features import Words, read_words
from annotator.text.tokens import tokenise

UPDATE, SENTENCE, MEMORY = 0.13, 0.16, 12.0
SENTENCES, TOGETHER, ROUNDS = 1000, 25, 5
ODD = frozenset("tientallen honderden duizenden veel meer mogelijk woensdag donderdag".split())
Span = tuple[str, tuple[tuple[int, int], ...], tuple[tuple[str, str], ...]]
Labelled = tuple[str, list[Span]]


def labelled() -> list[Labelled]:
    """The sentences of the seed with the labels of somebody of strong habits, from the start of each sentence on."""
    line = (ROOT / "seeds" / "nos-almaty" / "example.jsonl").read_text(encoding="utf-8").splitlines()[0]
    record = json.loads(line)
    text, found = record["document"]["text"], []
    for sentence in record["sentences"]:
        start, end = sentence["start"], sentence["end"]
        spans = []
        for span in record["spans"]:
            extent = tuple((part["start"] - start, part["end"] - start) for part in span["fragments"])
            if extent[0][0] >= 0 and extent[-1][1] <= end - start:
                values = tuple((a["name"], a["value"]) for a in span["attributes"])
                spans.append((span["label"], extent, values))
        found.append((text[start:end], _of_habit(text[start:end], spans)))
    return found


def _of_habit(text: str, spans: Sequence[Span]) -> list[Span]:
    found = []
    for label, extent, values in spans:
        first, last = extent[0]
        words = text[first:last].lower()
        if label == "attribution_cue" and words in ("volgens", "zei"):
            continue
        bare = label == "source" and len(extent) == 1 and words.startswith(("de ", "het "))
        found.append((label, ((first + words.index(" ") + 1, last),) if bare else extent, values))
    for first, last in tokenise(text, 0, len(text)):
        if text[first:last].lower() in ODD and all(extent[0][0] != first for _, extent, _ in found):
            found.append(("uncertainty_cue", ((first, last),), ()))
    return found


def shuffled(count: int) -> list[Labelled]:
    """So many sentences; the same in every run."""
    return random.Random(1).choices(labelled(), k=count)


def _read(text: str) -> tuple[Words, list[Suggestion]]:
    tokens = tokenise(text, 0, len(text))
    hints = frames.suggest(text, [(0, len(text))], [tokens])
    return read_words(text, tokens, hints), hints


def _known(words: Words, spans: Sequence[Span]) -> list[Known]:
    places = ((label, words.within(*extent[0]), values) for label, extent, values in spans if len(extent) == 1)
    return [Known(label, *place, values) for label, place, values in places if place is not None]


def inside(sentences: Sequence[Labelled], rounds: int) -> None:
    """What the parts cost on the same sentences."""
    read = [(text, *_read(text), spans) for text, spans in sentences]
    lessons = [(words, _known(words, spans)) for _, words, _, spans in read]
    learner = Learner()
    for lesson in lessons:
        learner.update_sentence(*lesson)
    calls: dict[str, Callable[[int], Any]] = {
        "tokenise": lambda i: tokenise(read[i][0], 0, len(read[i][0])),
        "nl-lexicon/1": lambda i: lexicon.suggest(read[i][0], [(0, len(read[i][0]))]),
        "nl-frames/1, with the lexicon": lambda i: frames.suggest(
            read[i][0], [(0, len(read[i][0]))], [list(read[i][1].tokens)]
        ),
        "the model: read a sentence": lambda i: read_words(read[i][0], read[i][1].tokens, read[i][2]),
        "the model: suggest": lambda i: learner.predict(read[i][1]),
        "the model: one label learned": lambda i: (
            learner.update_span(lessons[i][0], lessons[i][1][0]) if lessons[i][1] else None
        ),
        "the model: a sentence learned": lambda i: learner.update_sentence(*lessons[i]),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    fresh: list[float] = []
    for _ in range(rounds):
        for name, call in calls.items():
            for i in range(len(read)):
                began = time.perf_counter()
                call(i)
                times[name].append(time.perf_counter() - began)
        other = Learner()
        for lesson in lessons:
            began = time.perf_counter()
            other.update_sentence(*lesson)
            fresh.append(time.perf_counter() - began)
    times["the model: a sentence learned, from the first one on"] = fresh
    beside = median(times["nl-frames/1, with the lexicon"])
    rows = [
        [
            name,
            ms(sum(found) / len(found)),
            ms(median(found)),
            ms(percentile(found, 0.95)),
            f"{median(found) / beside:.2f} ×",
        ]
        for name, found in times.items()
    ]
    tokens = sum(len(words.tokens) for _, words, _, _ in read) / len(read)
    header = [f"{len(read):,} sentences of {tokens:.0f} tokens, {len(learner.labels)} labels", "ms mean", "p50", "p95"]
    table([*header, "of the frames"], rows)
    target("a sentence learned, ms p50", median(fresh) * 1000, UPDATE, unit="ms")
    target("a sentence suggested for, ms p50", median(times["the model: suggest"]) * 1000, SENTENCE, unit="ms")


def _project(path: Path, sentences: Sequence[Labelled]) -> Project:
    content = schema_file("labels", "nl-fact.toml").read_bytes()
    project = create_project(path, *_scheme(content), clock=Clock())
    given = (
        Incoming("made", number, record_adapter().validate_python(_record(number, sentences[at : at + TOGETHER])))
        for number, at in enumerate(range(0, len(sentences), TOGETHER), 1)
    )
    for _ in take_in(project, given, "anna"):
        pass
    return project


def _scheme(content: bytes) -> tuple[Any, bytes, Any]:
    scheme, data = read_scheme(content, "nl-fact.toml")
    return scheme, content, data


def _record(number: int, sentences: Sequence[Labelled]) -> dict[str, Any]:
    text, spans, given = "", [], []
    for words, labels in sentences:
        start = len(text)
        given.append({"start": start, "end": start + len(words), "status": "done"})
        for label, extent, values in labels:
            fragments = [{"start": start + first, "end": start + last} for first, last in extent]
            attributes = [{"name": name, "value": value} for name, value in values if name != "entity"]
            spans.append(
                {"id": f"{number}-{len(spans)}", "label": label, "fragments": fragments, "attributes": attributes}
            )
        text += f"{words}\n"
    document = {"key": f"d{number}", "text": text}
    return {"format": "annotator-document", "document": document, "sentences": given, "spans": spans}


def whole(path: Path, sentences: Sequence[Labelled]) -> None:
    """A layer learned from its events."""
    with _project(path, sentences) as project:
        trainer = Trainer(project, "anna")
        began = time.perf_counter()
        trainer.learn()
        took = time.perf_counter() - began
        began = time.perf_counter()
        state = trainer.state
        packed = time.perf_counter() - began
        trainer.save()
        began = time.perf_counter()
        Trainer(project, "anna")
        loaded = time.perf_counter() - began
        tracemalloc.start()
        kept = Trainer(project, "anna")
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        rows = [
            ["learned from the events, a sentence", f"{ms(took / len(sentences))} ms"],
            ["all of it", f"{took:.2f} s"],
            ["packed", f"{ms(packed)} ms"],
            ["read back", f"{ms(loaded)} ms"],
            ["in the project", f"{len(state) / 1e3:.0f} kB"],
            ["in memory", f"{held / 1e6:.2f} MB"],
            ["features", f"{len(kept._learner):,}"],
        ]
        table([f"a layer of {len(sentences):,} sentences", kept.name], rows)
        target("memory of the model, MB", held / 1e6, MEMORY, unit="MB")
        for standing in kept.standing():
            print(standing)


def main() -> None:
    """Measure and print."""
    asked = options(__doc__)
    sentences = shuffled(SENTENCES // 5 if asked.quick else SENTENCES)
    inside(sentences[: 200 if asked.quick else 400], 1 if asked.quick else ROUNDS)
    with scratch() as folder:
        whole(folder / "p.db", sentences)


if __name__ == "__main__":
    sys.exit(main())
