"""Articles and document records of any number, the same in every run: the seed's sentences shuffled, with its labels."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import common
import orjson

SEED = common.ROOT / "seeds" / "nos-almaty" / "example.jsonl"
SENTENCES = 25
SPANS = 52
"""A layer of an article of 25 sentences: 10,000 articles with two layers have 1.04 M spans …"""
RELATIONS = 15
"""… and 300,000 relations."""
ANNOTATORS = ("anna", "bert")
_TIME = "2026-01-05T09:30:00.000Z"

Range = tuple[int, int]


@dataclass(frozen=True)
class Model:
    """A sentence of the seed: its words, tokens, spans and the relations within it, counted from its own start."""

    text: str
    tokens: tuple[Range, ...]
    spans: tuple[dict[str, Any], ...]
    relations: tuple[dict[str, Any], ...]
    worth: str


@cache
def models() -> tuple[Model, ...]:
    """The sentences of the seed."""
    record = json.loads(SEED.read_text(encoding="utf-8"))
    text, found = record["document"]["text"], []
    for sentence in record["sentences"]:
        start, end, index = sentence["start"], sentence["end"], sentence["index"]
        spans = [s for s in record["spans"] if s["sentence"] == index and s["fragments"][-1]["end"] <= end]
        ids = {s["id"] for s in spans}
        relations = [r for r in record["relations"] if r["head"] in ids and r["tail"] in ids]
        tokens = tuple((t["start"] - start, t["end"] - start) for t in record["tokens"] if t["sentence"] == index)
        moved = [
            {**s, "fragments": [{**f, "start": f["start"] - start, "end": f["end"] - start} for f in s["fragments"]]}
            for s in spans
        ]
        worth = next((a["value"] for a in sentence["labels"]), "FR")
        found.append(Model(text[start:end], tokens, tuple(moved), tuple(relations), worth))
    return tuple(found)


@cache
def _sources() -> list[dict[str, Any]]:
    return list(json.loads(SEED.read_text(encoding="utf-8"))["sources"])


@dataclass(frozen=True)
class Article:
    """An article of so many sentences; ``starts[i]`` is where sentence ``i`` begins."""

    key: str
    text: str
    parts: tuple[Model, ...]
    starts: tuple[int, ...]

    @property
    def sha256(self) -> str:
        """The hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def article(number: int, sentences: int = SENTENCES) -> Article:
    """An article by its number; no two are the same."""
    noise = random.Random(number)
    first = Model(f"Bericht {number}", ((0, 7), (8, 8 + len(str(number)))), (), (), "NF")
    parts = (first, *noise.choices(models(), k=sentences - 1))
    text, starts = "", []
    for index, part in enumerate(parts):
        starts.append(len(text))
        text += part.text + ("\n" if index % 6 == 0 else " ")
    return Article(f"bericht-{number:06d}", text.rstrip(), parts, tuple(starts))


def _spans(article: Article, layer: int, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """So many spans, those of the seed's sentences first, then cues on single words; and the relations of these."""
    number = int(article.key.rpartition("-")[2])
    spans: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []

    def name() -> str:
        return f"019b8d0a-{layer:02x}00-7{number & 0xFFF:03x}-8{number >> 12:03x}-{len(spans) + len(relations):012x}"

    for index, (part, start) in enumerate(zip(article.parts, article.starts, strict=True)):
        ids = {}
        for span in part.spans[: count - len(spans)]:
            ids[span["id"]] = name()
            moved = [{**f, "start": f["start"] + start, "end": f["end"] + start} for f in span["fragments"]]
            spans.append({**span, "id": ids[span["id"]], "sentence": index, "fragments": moved})
        for relation in part.relations:
            if relation["head"] in ids and relation["tail"] in ids:
                ends = {"head": ids[relation["head"]], "tail": ids[relation["tail"]]}
                relations.append({**relation, "id": name(), **ends})
    for step in range(count - len(spans)):
        index = 1 + step % (len(article.parts) - 1)
        part, start = article.parts[index], article.starts[index]
        s, e = part.tokens[(step // len(article.parts)) % len(part.tokens)]
        fragment = {"start": start + s, "end": start + e, "text": part.text[s:e]}
        cue = {"attributes": [{"name": "cue_type", "value": "possible"}], "origin": "manual", "suggester": None}
        times = {"created": _TIME, "updated": _TIME}
        spans.append(
            {"id": name(), "label": "uncertainty_cue", "sentence": index, "fragments": [fragment], **cue, **times}
        )
    return spans, relations


def record(
    article: Article, annotator: str | None, *, spans: int = SPANS, relations: int | None = RELATIONS
) -> dict[str, Any]:
    """The document record of an article with a whole layer of an annotator, as ``annotator export jsonl`` writes it."""
    layer = ANNOTATORS.index(annotator) + 1 if annotator in ANNOTATORS else 9
    labelled, links = _spans(article, layer, spans) if annotator else ([], [])
    state = {"status": "done" if annotator else "todo", "confidence": None, "comment": None, "seconds": None}
    sentences = [
        {
            "index": index,
            "start": start,
            "end": start + len(part.text),
            "role": "headline" if index == 0 else "body",
            **state,
            "labels": [{"name": "check_worthiness", "value": part.worth}] if annotator else [],
        }
        for index, (part, start) in enumerate(zip(article.parts, article.starts, strict=True))
    ]
    tokens = [
        {"start": start + s, "end": start + e, "sentence": index}
        for index, (part, start) in enumerate(zip(article.parts, article.starts, strict=True))
        for s, e in part.tokens
    ]
    return {
        "format": "annotator-document",
        "version": 1,
        "document": {"key": article.key, "title": article.parts[0].text, "language": "nl", "text": article.text},
        "segmenter": "nl-rules/1",
        "layer": {"annotator": annotator, "kind": "annotator", "pass": 1} if annotator else None,
        "sources": _sources() if annotator else [],
        "sentences": sentences,
        "tokens": tokens,
        "spans": labelled,
        "relations": links[:relations],
    }


def records(documents: int) -> Iterator[dict[str, Any]]:
    """The records of so many labelled documents, two layers each."""
    for number in range(documents):
        made = article(number)
        for annotator in ANNOTATORS:
            yield record(made, annotator)


def write_records(path: Path, documents: int) -> None:
    """A JSONL file of labelled documents, one record a line."""
    with path.open("wb") as file:
        for item in records(documents):
            file.write(orjson.dumps(item) + b"\n")


def write_articles(path: Path, documents: int) -> None:
    """A JSONL file of raw articles: a key, a title and a text."""
    with path.open("wb") as file:
        for number in range(documents):
            made = article(number)
            file.write(orjson.dumps({"key": made.key, "title": made.parts[0].text, "text": made.text}) + b"\n")
