"""Projects to measure on: the demo, one long document, and stores of any size, filled past the program's own intake."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import common
import corpus

from annotator.formats.incoming import Incoming
from annotator.session.intake import take_in
from annotator.session.making import make_project
from annotator.store import Project
from annotator.store.codec import dump_tokens

LONG_SENTENCES, LONG_SPANS = 5_000, 20_000
SMALL, LARGE = 25_000, 2_500_000
"""Sentences in a small store and, with ``--full``, in a large one."""
WHO = "anna"
_DOCUMENT = ("id", "key", "title", "language", "text", "sha256", "meta", "segmenter", "sentences", "added")
_SENTENCE = ("document", "number", "start", "end", "role", "tokens")


def demo(path: Path, env: dict[str, str]) -> Path:
    """The demo project: 47 sentences, the scheme of 81 kB, a layer of ``example`` and one of nobody else."""
    subprocess.run(
        [*common.ANNOTATOR, "demo", "--no-open", "--db", str(path)],
        env=env,
        cwd=path.parent,
        check=True,
        capture_output=True,
    )
    return path


def long_document(path: Path) -> Path:
    """One document of 5,000 sentences with 20,000 spans of ``anna``, a relation in every second sentence, none done."""
    made = corpus.article(1, LONG_SENTENCES)
    record = corpus.record(made, WHO, spans=LONG_SPANS, relations=LONG_SENTENCES // 2)
    for sentence in record["sentences"]:
        sentence.update(status="todo", labels=[])
    with make_project(path) as project:
        incoming = Incoming("long.jsonl", 1, record)  # type: ignore[arg-type]
        for outcome in take_in(project, [incoming], WHO):
            if isinstance(outcome, Exception):
                raise outcome
    return path


def _inserting(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def _documents(first: int, count: int, added: str) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    """Rows of ``document`` and of ``sentence``. The tokens of a sentence stand as they do wherever it is used."""
    tokens: dict[int, str] = {}
    for number in range(first, first + count):
        made = corpus.article(number)
        head = made.parts[0].text
        document = (number, made.key, head, "nl", made.text, made.sha256, "[]", "nl-rules/1")
        sentences = []
        for index, (part, start) in enumerate(zip(made.parts, made.starts, strict=True)):
            kept = tokens.get(id(part)) if index else dump_tokens(0, part.tokens)
            if kept is None:
                kept = tokens[id(part)] = dump_tokens(0, part.tokens)
            sentences.append((number, index, start, start + len(part.text), "body" if index else "headline", kept))
        yield (*document, len(sentences), added), sentences


def fill(project: Project, documents: int, done: float = 0.5) -> None:
    """Put so many documents of 25 sentences in; ``anna`` has done the first half of them, without a span."""
    conn = project.conn
    now = project.clock.now()
    finished = int(documents * done)
    size = corpus.SENTENCES
    with project.writing():
        who = conn.execute("INSERT INTO annotator (name, created) VALUES (?, ?)", (WHO, now)).lastrowid
        for first in range(1, documents + 1, 500):
            made = list(_documents(first, min(500, documents + 1 - first), now))
            conn.executemany(_inserting("document", _DOCUMENT), [row for row, _ in made])
            conn.executemany(_inserting("sentence", _SENTENCE), [row for _, rows in made for row in rows])
        conn.executemany(
            "INSERT INTO layer (document, annotator, kind, pass, created, revision, todo, done)"
            " VALUES (?, ?, 'annotator', 1, ?, 1, 0, ?)",
            ((number, who, now, size) for number in range(1, finished + 1)),
        )
        conn.execute(
            "INSERT INTO progress (annotator, kind, pass, layers, done, frontier) VALUES (?, 'annotator', 1, ?, ?, ?)",
            (who, finished, finished * size, finished + 1),
        )
        conn.executemany(
            "UPDATE total SET value = ? WHERE name = ?",
            [(documents, "documents"), (documents * size, "sentences")],
        )


def store_of(path: Path, sentences: int) -> Path:
    """A project with so many sentences, half of them done by ``anna``."""
    with make_project(path) as project:
        fill(project, sentences // corpus.SENTENCES)
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path
