"""Documents with layers for the tests of the training view: hard ones, and how to get rows out of records."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.formats import writer
from annotator.formats.sentences import Rows
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.session.exporting import Asked, documents
from tests.building import new_project, nl_fact, place, record, taken

SCHEME = nl_fact()[1]
EVERYTHING = "certain,has_claim,iob,hedged_claim,attributed_claim,factbank"

TEXT = (
    "👩‍👩‍👧 Zoë zou volgens de politie in België zijn.\n"
    'Hij zei: "Wij gaan weg. Wij blijven niet." Dat is niet duidelijk.\n'
    "2022-01-07\n"
    "\x1b]0;boe\x07 \u202eomgekeerd\u202c en \u2028 een \x85 regel.\n"
)
"""Five sentences and more: an emoji before all spans, a quote over two sentences, a date alone, signs nobody sees."""

Given = tuple[str, str, str] | tuple[str, str, str, Mapping[str, str]]


def span(text: str, name: str, label: str, words: str, attributes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A span of a record on words; `` … `` stands between its pieces."""
    return {
        "id": name,
        "label": label,
        "fragments": [{"start": start, "end": end} for start, end in place(text, words)],
        "attributes": [{"name": k, "value": v} for k, v in (attributes or {}).items()],
    }


def layer(
    text: str,
    annotator: str,
    spans: Sequence[Given] = (),
    relations: Sequence[tuple[Any, ...]] = (),
    *,
    key: str = "a",
    kind: str = "annotator",
    number: int = 1,
    status: str | Sequence[str] = "done",
    labels: Mapping[int, str] | None = None,
    sentences: Sequence[tuple[int, int]] | None = None,
    document: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A record of one layer; sentences are the lines of the text, unless others are given."""
    places = list(sentences or lines(text))
    statuses = [status] * len(places) if isinstance(status, str) else list(status)
    found = record(text, key)
    found["document"].update(document or {})
    return found | {
        "layer": {"annotator": annotator, "kind": kind, "pass": number},
        "spans": [span(text, *given) for given in spans],
        "relations": [
            {"id": f"l{n}", "label": label, "head": head, "tail": tail, "attributes": list(attributes)}
            for n, (label, head, tail, *attributes) in enumerate(relations)
        ],
        "sentences": [
            {
                "start": start,
                "end": end,
                "status": said,
                "labels": [{"name": "check_worthiness", "value": labels[n]}] if labels and n in labels else [],
            }
            for n, ((start, end), said) in enumerate(zip(places, statuses, strict=True))
        ],
        **more,
    }


def lines(text: str) -> list[tuple[int, int]]:
    """Where the lines of a text stand."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
        at += len(line) + 1
    return found


def labelled(*records: Mapping[str, Any]) -> list[Labelled]:
    """What an export of these records is given."""
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        said = taken(project, *records)
        assert set(said) <= {"added", "layer"}, said
        return list(documents(project, Asked("sentences")))


def rows_of(*records: Mapping[str, Any], **options: str) -> list[dict[str, Any]]:
    """The rows of records, as their JSON says."""
    rows = Rows(Plan(SCHEME, options=options))
    return [row for found in labelled(*records) for row in rows.of(found)]


def written(folder: Path, name: str, found: Sequence[Labelled], splits: Sequence[str] = (), **options: str) -> Folder:
    """A folder written in a format."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Folder(folder)
    writer(name)(Plan(SCHEME, tuple(splits), options)).write(iter(found), made)
    return made


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def hard() -> list[dict[str, Any]]:
    """Records with all that is hard: nesting, crossing, pieces, a quote over sentences, two sources, odd keys."""
    anna = layer(
        TEXT,
        "anna",
        [
            ("c1", "claim", "Zoë zou … in België zijn", {"polarity": "pos", "cert_source": "PS", "cert_author": "U"}),
            ("c2", "claim", "zou volgens de politie in België", {"polarity": "neg", "cert_author": "PR"}),
            ("u1", "uncertainty_cue", "zou", {"cue_type": "reportative"}),
            ("s1", "source", "de politie", {"entity": "e1"}),
            ("s2", "source", "Hij", {"entity": "e2"}),
            ("q1", "quote", '"Wij gaan weg. Wij blijven niet."'),
            ("c3", "claim", "Wij gaan weg"),
            ("u2", "uncertainty_cue", "niet duidelijk"),
            ("i1", "claim", "lgens"),
        ],
        [
            ("hedges", "u1", "c1"),
            ("hedges", "u2", "c3"),
            ("attributed_to", "c1", "s1", {"name": "explicit", "value": "true"}),
            ("attributed_to", "c1", "s2"),
        ],
        labels={0: "FR", 1: "NF"},
        document={"published": "2022-01-07T10:15:00Z", "title": "=1+1", "url": "https://nos.nl/x?a=1&b=2"},
        sources=[
            {"id": "e1", "name": "politie", "source_type": "organisation"},
            {"id": "e2", "name": "Hij", "source_type": None},
            {"id": "e3", "name": "niemand", "source_type": None},
        ],
        sentences=[*_split_quote()],
    )
    bob = layer(
        TEXT,
        "bob",
        [("x", "claim", "Zoë zou … in België zijn", {"polarity": "neg"}), ("y", "source", "politie", {"entity": "e1"})],
        status=["done", "done", "done", "skipped", "todo", "flagged"],
        labels={0: "NF", 1: "NF"},
        sources=[{"id": "e1", "name": "Politie", "source_type": "organisation"}],
        sentences=[*_split_quote()],
    )
    gold = layer(TEXT, "chef", [("g", "claim", "Zoë zou")], kind="gold", sentences=[*_split_quote()])
    empty = layer("Niets hier.\nEn hier ook niet.\n", "anna", key="../x")
    twice = layer("Niets hier.\nEn hier ook niet.\n", "anna", key="../x", number=2, labels={1: "anders"})
    machine = layer("Er is brand.\n", "regels", [("z", "claim", "Er is brand")], kind="suggester", key="=1+1")
    return [
        anna,
        bob,
        gold,
        empty,
        twice,
        machine,
        record("Nobody did.", "CON") | {"document": {"key": "CON", "text": "Nobody did.", "language": "en"}},
        {
            "format": "annotator-document",
            "document": {"key": "a/b", "text": "Nog niemand. Echt niet.", "published": "begin januari"},
        },
    ]


def _split_quote() -> list[tuple[int, int]]:
    """The lines of ``TEXT``, the second cut behind the first sentence of the quote, and before the last one."""
    found = lines(TEXT)
    start, end = found[1]
    one, two = TEXT.index("weg.") + 4, TEXT.index('niet."') + 6
    return [found[0], (start, one), (one + 1, two), (two + 1, end), *found[2:]]
