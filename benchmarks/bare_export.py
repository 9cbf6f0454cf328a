"""The peer of an export: the same document records, byte for byte, with ``sqlite3`` and ``orjson`` and nothing else.

    python benchmarks/bare_export.py PROJECT.db OUT.jsonl

No values of the model, no checks, no view that stands still, no file that appears whole or not at all.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import orjson

TOOL = {"name": "factcheck-annotator", "version": "0.1.0"}


def _named(text: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in orjson.loads(text)] if text != "[]" else []


def _layer(ask: Any, number: int, sentences: list[tuple[Any, ...]]) -> dict[str, Any]:
    """The labels of a layer."""
    states = {
        row[0]: row[1:]
        for row in ask(
            "SELECT sentence, status, labels, confidence, comment, seconds, role FROM sentence_state WHERE layer = ?",
            (number,),
        )
    }
    said = []
    for index, start, end, role, _ in sentences:
        status, labels, confidence, comment, seconds, own = states.get(index, ("todo", "[]", None, None, None, None))
        said.append(
            {
                "index": index,
                "start": start,
                "end": end,
                "role": own or role,
                "status": status,
                "labels": _named(labels),
                "confidence": confidence,
                "comment": comment,
                "seconds": seconds,
            }
        )
    spans = []
    columns = "id, label, sentence, fragments, attributes, origin, suggester, created, updated"
    for name, label, sentence, fragments, attributes, *rest in ask(
        f"SELECT {columns} FROM span WHERE layer = ?", (number,)
    ):
        parts = [{"start": s, "end": e, "text": t} for s, e, t in orjson.loads(fragments)]
        span = {"id": name, "label": label, "sentence": sentence, "fragments": parts, "attributes": _named(attributes)}
        span["origin"], span["suggester"], span["created"], span["updated"] = rest
        spans.append(span)
    spans.sort(key=lambda s: (s["fragments"][0]["start"], -s["fragments"][-1]["end"], s["label"], s["id"]))
    place = {span["id"]: at for at, span in enumerate(spans)}
    relations = [
        {"id": name, "label": label, "head": head, "tail": tail, "attributes": _named(attributes)}
        for name, label, head, tail, attributes in ask(
            "SELECT id, label, head, tail, attributes FROM relation WHERE layer = ?", (number,)
        )
    ]
    relations.sort(key=lambda r: (place[r["head"]], place[r["tail"]], r["label"], r["id"]))
    sources = [
        {"id": name, "name": words, "source_type": kind}
        for name, words, kind in ask("SELECT id, name, source_type FROM source WHERE layer = ?", (number,))
    ]
    sources.sort(key=lambda s: (len(s["id"]), s["id"]))
    return {"sources": sources, "sentences": said, "spans": spans, "relations": relations}


def records(conn: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every layer of every document."""
    ask = conn.execute
    scheme = dict(
        zip(
            ("name", "version", "sha256"),
            ask("SELECT name, version, sha256 FROM scheme ORDER BY id DESC").fetchone(),
            strict=True,
        )
    )
    columns = "id, key, title, language, text, sha256, publisher, url, published, meta, segmenter"
    names = columns.split(", ")[1:9]
    for number, *values, meta, segmenter in ask(f"SELECT {columns} FROM document ORDER BY id"):
        document = dict(zip(names, values, strict=True))
        document["meta"] = [{"key": key, "value": value} for key, value in orjson.loads(meta)]
        sentences = ask(
            'SELECT number, start, "end", role, tokens FROM sentence WHERE document = ? ORDER BY number', (number,)
        ).fetchall()
        tokens = []
        for index, start, _, _, text in sentences:
            flat = orjson.loads(text)
            tokens += [
                {"start": start + flat[i], "end": start + flat[i + 1], "sentence": index}
                for i in range(0, len(flat), 2)
            ]
        for layer, annotator, kind, turn in ask(
            "SELECT layer.id, name, kind, pass FROM layer JOIN annotator ON annotator.id = annotator"
            " WHERE document = ? ORDER BY name, kind, pass",
            (number,),
        ).fetchall():
            labels = _layer(ask, layer, sentences)
            yield {
                "format": "annotator-document",
                "version": 1,
                "document": document,
                "scheme": scheme,
                "segmenter": segmenter,
                "layer": {"annotator": annotator, "kind": kind, "pass": turn},
                "sources": labels["sources"],
                "sentences": labels["sentences"],
                "tokens": tokens,
                "spans": labels["spans"],
                "relations": labels["relations"],
                "tool": TOOL,
            }


def main() -> None:
    """Write the file."""
    conn = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    with open(sys.argv[2], "wb") as file:  # noqa: PTH123 - no more than it needs
        for record in records(conn):
            file.write(orjson.dumps(record) + b"\n")


if __name__ == "__main__":
    main()
