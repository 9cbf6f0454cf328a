"""The card of a Hugging Face folder: front matter that ``datasets`` obeys, and a text that a reader needs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.formats.derived import derive_of
from annotator.formats.merging import mode_of
from annotator.formats.writing import Labelled, Plan
from annotator.scheme import Scheme

__all__ = ["Counts", "Split", "card", "yaml"]

_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
    (10**9, "100M<n<1B"),
)


@dataclass(slots=True)
class Split:
    """A part of the data: its name, its file, how many rows and bytes are in it."""

    name: str
    path: str
    rows: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Counts:
    """What is in the rows; spans and relations count once, sentences once for each layer."""

    documents: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    losses: Counter[str] = field(default_factory=Counter)

    def row(self, row: Mapping[str, Any]) -> None:
        """Count in a row."""
        self.rows[_whose(row)] += 1
        self.status[row["status"]] += 1
        for span in row["spans"]:
            if not span["begins_before"]:
                self.spans[span["label"]] += 1
        for relation in row["relations"]:
            self.relations[relation["label"]] += 1
        for label in row["labels"]:
            self.labels[label["name"], label["value"]] += 1

    def document(self, found: Labelled, losses: Iterable[str]) -> None:
        """Count in a document, and what its rows do not hold."""
        self.documents += 1
        self.languages.add(found.document.language)
        self.losses.update(losses)


def _whose(row: Mapping[str, Any]) -> str:
    if row["annotator"] is None:
        return "nobody"
    kind = "" if row["kind"] in ("annotator", "merged") else f" ({row['kind']})"
    return f"{row['annotator']}{kind}" + (f", pass {row['pass']}" if row["pass"] != 1 else "")


# -- front matter -------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./<-]*")
_WORDS = frozenset("y n yes no on off true false null none nan inf".split())
_UNSEEN = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u024f]")


def yaml(value: Any, indent: int = 0) -> Iterator[str]:
    """Lines of YAML for mappings, lists, numbers and strings; a string that could mean something else is quoted."""
    space = " " * indent
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, (Mapping, list)) and inner:
                yield f"{space}{_scalar(key)}:"
                yield from yaml(inner, indent if isinstance(inner, list) else indent + 2)
            else:
                yield f"{space}{_scalar(key)}: {_scalar(inner)}"
        return
    for item in value:
        if isinstance(item, Mapping) and item:
            first, *rest = yaml(item, indent + 2)
            yield f"{space}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield f"{space}- {_scalar(item)}"


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    # what json escapes YAML does too; what YAML or an editor may stumble over is escaped besides
    return _UNSEEN.sub(lambda found: _escaped(ord(found[0])), json.dumps(value, ensure_ascii=False))


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _front(plan: Plan, declared: list[dict[str, Any]], splits: Sequence[Split], counts: Counts) -> dict[str, Any]:
    rows, size = sum(split.rows for split in splits), sum(split.bytes for split in splits)
    loadable = [split for split in splits if split.rows] or splits  # datasets loads nothing at all beside an empty one
    languages = sorted(found for found in counts.languages if re.fullmatch(r"[a-z]{2,3}", found))
    return {
        "pretty_name": f"{plan.scheme.name} sentences",
        "language": languages or [plan.scheme.language],
        "license": "unknown",
        "size_categories": [next((name for most, name in _SIZES if rows < most), "n>1T")],
        "task_categories": ["token-classification", "text-classification"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split.name, "path": split.path} for split in loadable],
            }
        ],
        "dataset_info": {
            "config_name": "default",
            "features": declared,
            "splits": [
                {"name": split.name, "num_bytes": split.bytes, "num_examples": split.rows} for split in loadable
            ],
            "download_size": size,
            "dataset_size": size,
        },
    }


# -- text ---------------------------------------------------------------------------------------------------------

_ROW = """\
A row is one sentence with the labels of one {whose}. Offsets count Unicode code points: `start` and `end` of a token,
a span or a piece of a span count from the start of the sentence and are cut at its edges; `global_start` and
`global_end` count in the document and are those of the whole.

| column | holds |
| --- | --- |
| `id`, `key`, `index` | the sentence, its document, its number there from 0; the same for every layer |
| `annotator`, `kind`, `pass` | whose labels; null where nobody labelled the document |
| `text`, `start`, `end` | the sentence, and where it stands in the document |
| `role`, `status` | headline, lead, …; `done` without a label is an answer: there is nothing in it. `todo` is none |
| `confidence` | of the annotator, 1 (in doubt) to 3 (sure), or null |
| `tokens` | words and marks |
| `labels` | those of the whole sentence, as name and value |
| `spans` | those that touch it; `fragments` are the pieces; `begins_before` and `goes_on` where it touches others too |
| `relations` | those whose head begins here; head and tail are ids of spans, the tail may lie in another sentence |
| `sources` | the source entities that spans here point to |
| `context` | the sentences before and after, by number and id |
| `segmenter`, `title`, `language`, `publisher`, `published`, `url` | how it was cut; what is known of the document |
"""
_MERGED = """\
Layers are merged ({mode}). `voters` are the annotators who finished the sentence; a span or a relation has its `votes`
out of `voters`, and `weight` is their quotient. `undecided` marks a tie, whose values are left out. `label_votes`,
`attribute_votes` and `derived_votes` keep every answer: the voters that are missing there gave none.
"""
_DATES = """\
A split without a row is not declared, as `datasets` refuses to load one. And `datasets` takes a column of strings for
times where every value is a date or a time without a fraction, and turns it into strings again: `published` may come
out as `2022-01-07 00:00:00`, in UTC. The file has it as it was given.
"""
_DERIVED = {
    "certain": "`certain`: uncertain where an uncertainty cue touches the sentence",
    "has_claim": "`has_claim`: whether a claim touches it",
    "iob": "`iob_…`: IOB2 tags of the tokens, a column for each label; of two overlapping spans of a label the first",
    "hedged_claim": "`hedged_claim`, `hedged_claims`: whether a claim in it is hedged, and the ids of those that are",
    "attributed_claim": "`attributed_claim`, `attributed_claims`: whether one has a source, and their ids",
    "factbank": "`factbank`: for each claim its FactBank value, as its source and as the author sees it",
}


def card(plan: Plan, declared: list[dict[str, Any]], splits: Sequence[Split], counts: Counts) -> str:
    """The card: front matter with the features as ``declared``, and the text."""
    front = "\n".join(yaml(_front(plan, declared, splits, counts)))
    scheme, mode, derive = plan.scheme, mode_of(plan.options), derive_of(plan.options, plan.scheme)
    rows = sum(split.rows for split in splits)
    parts = [
        f"# Sentences labelled with {_cell(scheme.title.en)}",
        "> **To be filled in before this is shared:** the licence of the texts and of the labels (`license` above is\n"
        "> `unknown`), and how to cite them.",
        f"{counts.documents:,} documents, {rows:,} rows, {counts.spans.total():,} spans, {counts.relations.total():,}"
        f" relations; scheme `{_cell(scheme.name)}` version {_cell(scheme.version)}. `manifest.json` names every file"
        " with its hash.",
        '```python\nfrom datasets import load_dataset\n\ndata = load_dataset("path/to/this/folder")\n```',
        "## Rows",
        _ROW.format(whose="document's layers, merged" if mode else "layer").rstrip(),
    ]
    if mode:
        parts.append(_MERGED.format(mode=mode).rstrip())
    if derive:
        parts.append(
            "Derived, null where the sentence was not finished:\n\n" + "\n".join(f"- {_DERIVED[n]}" for n in derive)
        )
    parts += [
        "## Splits",
        _table(("split", "file", "rows"), [(s.name, f"`{s.path}`", f"{s.rows:,}") for s in splits]),
        _DATES.rstrip(),
        "## Layers",
        _table(("whose", "rows"), [(_cell(name), f"{n:,}") for name, n in sorted(counts.rows.items())]),
        _table(("status", "rows"), [(name, f"{n:,}") for name, n in sorted(counts.status.items())]),
        "## Labels",
        _table(("label", "count", "what it is"), list(_labels(scheme, counts))),
        "## What a row does not hold",
        "\n".join(f"- {name}: {n:,}" for name, n in sorted(counts.losses.items())) or "Nothing was lost.",
    ]
    return f"---\n{front}\n---\n\n" + "\n\n".join(parts) + "\n"


def _labels(scheme: Scheme, counts: Counts) -> Iterator[tuple[str, str, str]]:
    for span in scheme.span:
        yield f"`{_cell(span.name)}`", f"{counts.spans[span.name]:,}", _cell(span.rule.en)
    for relation in scheme.relation:
        yield f"`{_cell(relation.name)}`", f"{counts.relations[relation.name]:,}", _cell(relation.rule.en)
    for label in scheme.sentence_label:
        for value in label.values:
            count = counts.labels[label.name, value.name]
            yield f"`{_cell(label.name)}={_cell(value.name)}`", f"{count:,}", _cell(value.title.en)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "None."
    numeric = {"rows", "count"}
    rule = " | ".join("---:" if name in numeric else "---" for name in header)
    return "\n".join([f"| {' | '.join(header)} |", f"| {rule} |", *(f"| {' | '.join(row)} |" for row in rows)])


def _cell(text: str) -> str:
    """Words that stay in their cell, and are no markup of HTML."""
    seen = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(seen.split()).replace("|", "\\|").replace("<", "&lt;")
