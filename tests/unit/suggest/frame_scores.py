"""Marked sentences (see frames-dev.txt), and what the frames score on them: exact and overlap, a label or link at a time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.model import Attribute, Fragment
from annotator.resources import seed_file
from annotator.suggest.frames import Frame, frame_of
from annotator.suggest.suggestion import Bounds, Suggestion
from annotator.text.roles import roles
from annotator.text.segment import DutchSegmenter
from annotator.text.tokens import tokenise

HERE = Path(__file__).parent
LABELS = {"c": "claim", "s": "source", "a": "attribution_cue", "u": "uncertainty_cue", "q": "quote"}
LINKS = {"as": "cue_of", "cs": "attributed_to", "uc": "hedges", "ss": "relayed_by"}
VALUES = {
    "s": ("source_type", "identification"),
    "q": ("quote_type",),
    "u": ("cue_type",),
    "a": ("cue_class",),
    "c": (),
}
CUES = ("attribution_cue", "uncertainty_cue")

Extent = tuple[tuple[int, int], ...]
Spot = tuple[str, Extent]


@dataclass
class Marked:
    text: str
    sentences: list[Bounds]
    spans: dict[Spot, dict[str, str]]
    links: set[tuple[str, Spot, Spot, str]]

    def cues(self) -> list[Suggestion]:
        return [
            Suggestion(
                label,
                tuple(Fragment(a, b, self.text[a:b]) for a, b in extent),
                tuple(Attribute(*pair) for pair in values.items()),
            )
            for (label, extent), values in self.spans.items()
            if label in CUES
        ]

    def frame(self, cues: Sequence[Suggestion] | None = None) -> Frame:
        return framed(self.text, self.sentences, self.cues() if cues is None else cues)


def framed(text: str, sentences: Sequence[Bounds], cues: Sequence[Suggestion]) -> Frame:
    tokens = [tokenise(text, *bounds) for bounds in sentences]
    return frame_of(text, sentences, tokens, cues, roles(text, sentences))


def parse(block: str) -> Marked:
    text, spans, values, links = "", {}, {}, []
    for line in block.split("\n"):
        if line.startswith("> "):
            links += [re.fullmatch(r"(\w\d+)([-~])(\w\d+)", link).groups() for link in line[2:].split()]
        elif line.startswith("= "):
            name, *found = line[2:].split()
            values[name] = found
        elif line and not line.startswith("#"):
            text += "\n" * bool(text)
            opened: list[tuple[str, int]] = []
            for piece in re.finditer(r"\{(\w\d+):|\}|[^{}]+", line):
                if piece[1]:
                    opened.append((piece[1], len(text)))
                elif piece[0] == "}":
                    name, start = opened.pop()
                    spans.setdefault(name, []).append((start, len(text)))
                else:
                    text += piece[0]
    spots = {name: (LABELS[name[0]], tuple(sorted(extent))) for name, extent in spans.items()}
    given = {name: values.get(name, ["report_verb"] if name[0] == "a" else []) for name in spots}
    return Marked(
        text,
        DutchSegmenter().split(text),
        {spot: dict(zip(VALUES[name[0]], given[name], strict=False)) for name, spot in spots.items()},
        {(LINKS[h[0] + t[0]], spots[h], spots[t], "false" if k == "~" else "true") for h, k, t in links},
    )


def marked(name: str) -> list[Marked]:
    blocks = (HERE / name).read_text(encoding="utf-8").strip("\n").split("\n\n")
    return [parse(block) for block in blocks[1:]]


def seed() -> list[Marked]:
    record = json.loads(seed_file("nos-almaty", "example.jsonl").read_text(encoding="utf-8").split("\n")[0])
    spots = {s["id"]: (s["label"], tuple((f["start"], f["end"]) for f in s["fragments"])) for s in record["spans"]}
    spans = {spots[s["id"]]: {a["name"]: a["value"] for a in s["attributes"]} for s in record["spans"]}
    links = {
        (r["label"], spots[r["head"]], spots[r["tail"]], next((a["value"] for a in r["attributes"]), "true"))
        for r in record["relations"]
        if r["label"] in LINKS.values()
    }
    return [Marked(record["document"]["text"], [(s["start"], s["end"]) for s in record["sentences"]], spans, links)]


def spot_of(span: Suggestion) -> Spot:
    return span.label, tuple((part.start, part.end) for part in span.fragments)


def links_of(frame: Frame) -> set[tuple[str, Spot, Spot, str]]:
    spots = [spot_of(span) for span in frame.spans]
    value = {link: next((a.value for a in link.attributes if a.name == "explicit"), "true") for link in frame.links}
    return {(link.label, spots[link.head], spots[link.tail], value[link]) for link in frame.links}


def _meet(one: Extent, other: Extent) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def _near(one: tuple, other: tuple) -> bool:
    ends = [i for i in range(len(one)) if isinstance(one[i], tuple)]
    if one[0] != other[0]:
        return False
    if len(one) == 2:
        return _meet(one[1], other[1])
    return all(_meet(one[i][1], other[i][1]) for i in ends)


@dataclass
class Score:
    exact: int = 0
    proposed: int = 0
    given: int = 0
    near_proposed: int = 0
    near_given: int = 0

    @property
    def precision(self) -> float:
        return self.exact / max(self.proposed, 1)

    @property
    def recall(self) -> float:
        return self.exact / max(self.given, 1)

    def __str__(self) -> str:
        overlap = self.near_proposed / max(self.proposed, 1), self.near_given / max(self.given, 1)
        return (
            f"exact {self.precision:.2f} {self.recall:.2f}  overlap {overlap[0]:.2f} {overlap[1]:.2f}"
            f"  ({self.exact} of {self.proposed} proposed, {self.given} given)"
        )


def scores(
    documents: Sequence[Marked], cues: Callable[[Marked], Sequence[Suggestion]] = Marked.cues, tell: bool = False
) -> dict[str, Score]:
    found: dict[str, Score] = {}
    values: Counter[tuple[str, bool]] = Counter()
    for document in documents:
        frame = document.frame(cues(document))
        for proposed, given in (
            ({spot_of(span) for span in frame.spans}, set(document.spans)),
            (links_of(frame), document.links),
        ):
            for item in proposed | given:
                score = found.setdefault(item[0], Score())
                score.exact += item in proposed and item in given
                score.proposed += item in proposed
                score.given += item in given
                score.near_proposed += item in proposed and any(_near(item, other) for other in given)
                score.near_given += item in given and any(_near(item, other) for other in proposed)
                if tell and not (item in proposed and item in given):
                    print("+" if item in proposed else "-", *_told(document.text, item))
        for span in frame.spans:
            gold = document.spans.get(spot_of(span), {})
            for value in span.attributes:
                if value.name in gold and span.label not in CUES:
                    values[value.name, gold[value.name] == value.value] += 1
    for name in {name for name, _ in values}:
        right, wrong = values[name, True], values[name, False]
        found[f"= {name}"] = Score(right, right + wrong, right + wrong, right, right)
    return found


def _told(text: str, item: tuple) -> Iterator[str]:
    yield item[0]
    for part in item[1:]:
        extent = part[1] if part and isinstance(part, tuple) and isinstance(part[0], str) else part
        yield extent if isinstance(extent, str) else "[" + " … ".join(text[a:b] for a, b in extent) + "]"


def table(documents: Sequence[Marked], **options: object) -> str:
    found = scores(documents, **options)
    order = ["source", "claim", "quote", *CUES, "cue_of", "attributed_to", "hedges", "relayed_by"]
    names = [name for name in order if name in found] + sorted(name for name in found if name[0] == "=")
    return "\n".join(f"{name:18}{found[name]}" for name in names)
