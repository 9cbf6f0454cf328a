"""``search``: sentences by their words and labels."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.options import annotator_option, as_json, db_option, json_option, one_line, say

if TYPE_CHECKING:
    from annotator.session.finding import Hit

__all__ = ["search_command"]

_PATIENCE = 250
"""Milliseconds that a slice of the index waits for its turn; the sentences are read instead."""
_TOGETHER = 20
"""Hits whose columns stand under one another."""
_KEY = 30
"""Letters of a key that the columns after it make room for."""


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Hits at most; 0: all.")
@click.option("--pass", "number", type=click.IntRange(1), default=1, show_default=True, help="Whose pass.")
@json_option
@annotator_option
@db_option
def search_command(query: tuple[str, ...], limit: int, number: int, json_: bool, annotator: str, db: Path) -> None:
    """Find sentences by their words and labels, the first ones at once.

    QUERY is words, "a phrase", begin* and -not, and fields on the annotator's own labels (or those of by:NAME):
    label:NAME text:WORD attr:NAME=VALUE relation:NAME source:NAME status:STATUS comment:WORD document:KEY.
    Everything must hold; the fields about a span hold of one span. Case and diacritics do not count. Quote the query
    for the shell: annotator search '"niet duidelijk" label:uncertainty_cue -status:skipped'. One that begins with a
    minus comes after --. A hit is a line: key, sentence, words.

    The index of words is made as it is needed, and kept in the project. Finding nothing is no error.
    """
    from annotator.model import Layer
    from annotator.session.finding import Finder
    from annotator.session.query import QueryError, parsed
    from annotator.store.connection import open_to_read

    asked = parsed(" ".join(query))
    if not asked:
        raise QueryError("wordless", "nothing is asked", "name a word, or a field with a value")
    with open_to_read(db) as project:
        project.patience(_PATIENCE)
        finder = Finder(project, Layer(annotator, "annotator", number))
        hits = finder.hits(asked)
        found = list(islice(hits, limit or None)) if json_ else []
        count = len(found)
        if json_:
            as_json([_record(hit) for hit in found])
        else:
            wanted = islice(hits, limit or None)
            while batch := list(islice(wanted, _TOGETHER)):
                width = min(_KEY, max(len(one_line(hit.key)) for hit in batch))
                for hit in batch:
                    click.echo(_line(hit, width))
                count += len(batch)
        more = bool(limit) and count == limit and next(hits, None) is not None
    if finder.reading:
        say(f"{db}: searched without the index, which could not be written")
    say(f"{count} found" + (f", there are more (--limit {limit})" if more else ""))


def _line(hit: Hit, width: int) -> str:
    """Key, sentence and words; what was asked for is bold on a terminal."""
    shown, pieces, at = one_line(hit.text), [], 0
    for start, end in hit.marks:
        pieces += [shown[at:start], click.style(shown[start:end], bold=True)]
        at = end
    pieces.append(shown[at:])
    named = [one_line(hit.span.label)] if hit.span is not None else []
    noted = [f"✎ {one_line(hit.comment)}"] if hit.comment is not None else []
    return "  ".join([f"{one_line(hit.key):<{width}}", f"{hit.sentence + 1:>4}", *named, *noted, "".join(pieces)])


def _record(hit: Hit) -> dict[str, object]:
    """A hit for a machine; offsets count code points from the start of the document."""
    found: dict[str, object] = {
        "document": hit.key,
        "title": hit.title,
        "sentence": hit.sentence,
        "start": hit.start,
        "end": hit.start + len(hit.text),
        "text": hit.text,
        "matches": [[hit.start + start, hit.start + end] for start, end in hit.marks],
        "annotator": hit.layer.annotator,
        "span": None,
        "comment": hit.comment,
    }
    if (span := hit.span) is not None:
        found["span"] = {
            "id": span.id,
            "label": span.label,
            "fragments": [{"start": f.start, "end": f.end, "text": f.text} for f in span.fragments],
            "attributes": [{"name": a.name, "value": a.value} for a in span.attributes],
        }
    return found
