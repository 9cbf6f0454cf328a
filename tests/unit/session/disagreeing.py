"""The demo's layer as a second annotator might have it: some spans missed, moved, otherwise labelled, linked or valued."""

from __future__ import annotations

import json
import random
from typing import Any

from annotator.resources import seed_file

VALUES = {
    "polarity": ("pos", "neg"),
    "cert_author": ("CT", "PR", "PS", "U"),
    "claim_type": ("event", "state", "quantity"),
}


def disagreeing(annotator: str, seed: int, share: float = 0.15) -> dict[str, Any]:
    """The record of the demo layer with about that share of its spans, links and values changed; the same each time."""
    data: dict[str, Any] = json.loads(seed_file("nos-almaty", "example.jsonl").read_text(encoding="utf-8"))
    chance = random.Random(seed)
    data["layer"]["annotator"] = annotator
    data["spans"] = [span for span in data["spans"] if chance.random() > share / 2]
    ends = sorted({edge for token in data["tokens"] for edge in (token["start"], token["end"])})
    text = data["document"]["text"]
    for span in data["spans"]:
        last = span["fragments"][-1]
        if chance.random() < share:  # an edge some tokens further in
            earlier = [end for end in ends if last["start"] < end < last["end"] and text[end - 1] != " "]
            if len(earlier) > 2:
                last["end"] = chance.choice(earlier)
        if chance.random() < share / 3 and span["label"] in ("source", "attribution_cue"):
            span["label"] = "uncertainty_cue"
            span["attributes"] = []
        for attribute in span["attributes"]:
            if attribute["name"] in VALUES and chance.random() < share / 2:
                attribute["value"] = chance.choice(VALUES[attribute["name"]])
        for part in span["fragments"]:
            part["text"] = text[part["start"] : part["end"]]
    kept = {span["id"]: span["label"] for span in data["spans"]}
    data["relations"] = [
        relation
        for relation in data["relations"]
        if relation["head"] in kept and relation["tail"] in kept and chance.random() > share / 2
    ]
    for sentence in data["sentences"]:
        for label in sentence["labels"]:
            if chance.random() < share:
                label["value"] = chance.choice(("NF", "FNR", "FR"))
    return data
