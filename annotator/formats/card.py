"""The README.md of an export folder: what is in it, how it was made, what it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.scheme import Scheme

__all__ = ["card"]


def card(scheme: Scheme, about: Mapping[str, Any], files: Sequence[str]) -> str:
    """A card from what the manifest says; ``files`` are those of the data."""
    counts = about["counts"]
    parts = [
        f"# Labels exported as {about['format']}",
        f"{counts.get('documents', 0):,} documents, {counts.get('sentences', 0):,} sentences,"
        f" {counts.get('spans', 0):,} spans, {counts.get('relations', 0):,} relations."
        f" Made with factcheck-annotator {about['tool']['version']}; `manifest.json` names every file with its hash.",
        "## Files",
        "\n".join(f"- `{name}`" for name in files),
        "## Layers",
        "\n".join(f"- {name}: {count:,} documents" for name, count in about["layers"].items()) or "None.",
        "## Labels",
        _labels(scheme, about["labels"]),
        *_splits(about),
        "## What this format does not hold",
        "\n".join(f"- {name}: {count:,}" for name, count in about["losses"].items()) or "Nothing was lost.",
        "## Licence and citation",
        "*To be filled in: the licence of the texts, the licence of the labels, and how to cite them.*",
    ]
    return "\n\n".join(parts) + "\n"


def _splits(about: Mapping[str, Any]) -> list[str]:
    """What is in each part of a split, label by label."""
    parts = about.get("parts") or {}
    if not parts:
        return []
    names = list(dict.fromkeys(name for part in parts.values() for name in part))
    rows = [f"| | {' | '.join(parts)} |", "| --- |" + " ---: |" * len(parts)]
    rows += [f"| {_cell(name)} | {' | '.join(f'{part.get(name, 0):,}' for part in parts.values())} |" for name in names]
    return ["## Parts", "\n".join(rows)]


def _labels(scheme: Scheme, counts: Mapping[str, int]) -> str:
    rows = ["| label | count | what it is |", "| --- | ---: | --- |"]
    for span in scheme.span:
        rows.append(f"| `{span.name}` | {counts.get(span.name, 0):,} | {_cell(span.rule.en)} |")
    for relation in scheme.relation:
        rows.append(
            f"| `{relation.name}` | {counts.get('relation:' + relation.name, 0):,} | {_cell(relation.rule.en)} |"
        )
    for label in scheme.sentence_label:
        for value in label.values:
            count = counts.get(f"{label.name}={value.name}", 0)
            rows.append(f"| `{label.name}={value.name}` | {count:,} | {_cell(value.title.en)} |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
