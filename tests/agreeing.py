"""Projects that several annotators have labelled: a small one with a disagreement of every kind, and one to look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.resources import seed_file
from annotator.session import Session
from annotator.store import Project
from tests.building import ARTICLE, SHORT, link, mark, new_project, opened, record, take, taken
from tests.unit.session.disagreeing import disagreeing

PARTS = ((0, 15), (16, 31), (32, 46))
"""Sentences of the seed article that make a document each."""


def differing(path: Path) -> Project:
    """Anna and bob have finished two documents, and in ``a`` they differ in every way that there is.

    Sentence 1: a boundary, and check_worthiness; 2: a label; 6: a missed cue with its link, and a polarity. In ``b``
    and in the other sentences they agree, on two claims or on nothing.
    """
    project = new_project(path)
    take(project, record(ARTICLE, "a"), record(SHORT, "b"))
    for who, labels in (("anna", _anna), ("bob", _bob)):
        session = opened(project, who, "a")
        labels(session)
        finished(session)
        session = opened(project, who, "b")
        mark(session, "claim", "Er is brand")
        finished(session)
    return project


def _anna(session: Session) -> None:
    mark(session, "claim", "er tientallen doden gevallen")
    session.set_sentence_label("check_worthiness", "FR")
    mark(session, "source", "persbureau TASS")
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    cue = mark(session, "uncertainty_cue", "zouden")
    link(session, "hedges", cue, claim)


def _bob(session: Session) -> None:
    mark(session, "claim", "tientallen doden gevallen")
    session.set_sentence_label("check_worthiness", "NF")
    mark(session, "quote", "persbureau TASS")
    claim = mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    session.set_attribute(session.labels.spans[claim.id], "polarity", "unk")


def finished(session: Session, sentences: Callable[[int], bool] = lambda _: True) -> None:
    """The sentences of the document are done."""
    for sentence in session.stored.sentences:
        if sentences(sentence.index):
            session.cursor.place(sentence.index)
            session.set_status("done")


def part(data: dict[str, Any], key: str, first: int, last: int) -> dict[str, Any]:
    """The record of some sentences of a document as one of their own; what reaches outside them is left out."""
    sentences = data["sentences"][first : last + 1]
    start, end = sentences[0]["start"], sentences[-1]["end"]
    spans = [s for s in data["spans"] if all(start <= f["start"] and f["end"] <= end for f in s["fragments"])]
    kept = {span["id"] for span in spans}
    moved: dict[str, Any] = json.loads(
        json.dumps(
            {
                "format": data["format"],
                "document": {"key": key, "title": key, "language": "nl", "text": data["document"]["text"][start:end]},
                "layer": data["layer"],
                "sources": data["sources"],
                "sentences": sentences,
                "spans": spans,
                "relations": [r for r in data["relations"] if r["head"] in kept and r["tail"] in kept],
            }
        )
    )
    for sentence in moved["sentences"]:
        sentence["index"] -= first
    for span in moved["spans"]:
        span["sentence"] -= first
    for piece in (*moved["sentences"], *(f for span in moved["spans"] for f in span["fragments"])):
        piece["start"] -= start
        piece["end"] -= start
    for each in (*moved["spans"], *moved["relations"]):
        each["id"] += key
    for relation in moved["relations"]:
        relation["head"] += key
        relation["tail"] += key
    return moved


def parted(path: Path) -> Project:
    """The seed article as three documents, by its own annotator and two who differ."""
    project = new_project(path)
    data: dict[str, Any] = json.loads(seed_file("nos-almaty", "example.jsonl").read_text(encoding="utf-8"))
    data["layer"]["annotator"] = "anna"
    for number, place in enumerate(PARTS, 1):
        for layer in (data, disagreeing("bob", 1, 0.3), disagreeing("carla", 2, 0.3)):
            assert taken(project, part(layer, f"almaty-{number}", *place)) in (["added"], ["layer"])
    return project
