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
        "## How it was annotated",
        _process(about),
        *_agreement(about),
        *_splits(about),
        "## What this format does not hold",
        "\n".join(f"- {name}: {count:,}" for name, count in about["losses"].items()) or "Nothing was lost.",
        "## Licence and citation",
        "*To be filled in: the licence of the texts, the licence of the labels, and how to cite them.*",
    ]
    return "\n\n".join(parts) + "\n"


def _process(about: Mapping[str, Any]) -> str:
    counts, scheme = about["counts"], about["scheme"]
    segmenters = ", ".join(f"{name} ({count:,} documents)" for name, count in about["segmenters"].items()) or "none"
    done = f"{counts.get('sentences done', 0):,}"
    return (
        f"Sentence by sentence in a terminal, under the label scheme `{scheme['name']}` version {scheme['version']}"
        f" (SHA-256 `{scheme['sha256']}`), whose rules are the guidelines. {done} sentences were marked done, those"
        " with nothing to label too; one that is not done is missing, not empty. Sentences and tokens:"
        f" {segmenters}. *To be filled in: who the annotators are, how they were trained and paid, what was discussed.*"
    )


def _agreement(about: Mapping[str, Any]) -> list[str]:
    """The agreement of the annotators, with intervals over documents where there is more than one."""
    found = about.get("agreement") or ()
    if not found:
        return []
    rows = ["| layer | figure | value | 95 % interval | documents |", "| --- | --- | ---: | --- | ---: |"]
    for figure in found:
        ci = f"{figure['ci'][0]:.3f} – {figure['ci'][1]:.3f}" if figure["ci"] else "none"
        name = f"{figure['measure']} ({figure['variant']})"
        rows.append(f"| `{_cell(figure['layer'])}` | {name} | {figure['value']:.3f} | {ci} | {figure['n_docs']:,} |")
    said = "Between annotators, on sentences that both marked done; percentile bootstrap over documents."
    return ["## Agreement", said, "\n".join(rows)]


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
