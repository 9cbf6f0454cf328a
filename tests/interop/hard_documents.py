"""Documents that break exports: nesting, crossing, pieces, emoji, controls, hostile keys, several layers, none."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.formats import writer
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.session.exporting import Asked, documents
from annotator.store import Project
from tests.building import place, record, take

TEXT = (
    'Kop: \x1b[31mréünie 🔥\x07 <b>&amp; "x"]]>\n'
    "🔥Brand! Volgens Daniëlle en 👩‍👩‍👧 de politie zou er ook\u00a0brand  zijn. Dat is niet meteen duidelijk, zei hij.\n"
    "\n"
    "'Geen brand', aldus ANP. Einde.\n"
)


def _span(name: str, label: str, words: str, after: str = "", **attributes: str) -> dict[str, Any]:
    places = place(TEXT, words, TEXT.index(after) if after else 0)
    given = [{"name": key, "value": value} for key, value in attributes.items()]
    return {"id": name, "label": label, "fragments": [{"start": s, "end": e} for s, e in places], "attributes": given}


def _link(label: str, head: str, tail: str, **attributes: str) -> dict[str, Any]:
    given = [{"name": key, "value": value} for key, value in attributes.items()]
    return {"id": f"{label}:{head}>{tail}", "label": label, "head": head, "tail": tail, "attributes": given}


SPANS = [
    _span("c1", "claim", "zou er ook\u00a0brand  zijn", claim_type="event", polarity="pos"),
    _span("c2", "claim", "er ook\u00a0brand  zijn. Dat", claim_type="state"),  # crosses c1, and a sentence
    _span("c3", "claim", "Geen brand"),
    _span("u1", "uncertainty_cue", "zou", cue_type="reportative"),  # nested in c1
    _span("u2", "uncertainty_cue", "niet … duidelijk", cue_type="unknown"),  # in two pieces
    _span("u3", "uncertainty_cue", "ind", cue_type="possible"),  # inside a token
    _span("s1", "source", "Daniëlle", entity="e1", source_type="person"),
    _span("s2", "source", "de politie", source_type="organisation"),
    _span("s3", "source", "ANP", entity="e2"),
    _span("a1", "attribution_cue", "Volgens"),
    _span("a2", "attribution_cue", "zei"),
    _span("a3", "attribution_cue", "aldus"),
    _span("q1", "quote", "🔥Brand! Volgens Daniëlle"),  # begins at an emoji, over two sentences
    _span("q2", "quote", "Brand!"),  # right after an emoji
    _span("q3", "quote", "\x1b[31mréünie 🔥\x07"),
    _span("q4", "quote", "\n\n"),  # nothing but white space
]
RELATIONS = [
    _link("attributed_to", "c1", "s1", explicit="true"),
    _link("attributed_to", "c1", "s2", explicit="false"),  # two sources for one claim
    _link("attributed_to", "c3", "s3"),
    _link("cue_of", "a1", "s1"),
    _link("cue_of", "a2", "s1"),
    _link("cue_of", "a3", "s3"),
    _link("hedges", "u1", "c1"),
    _link("hedges", "u2", "c1"),  # from another sentence
    _link("hedges", "u2", "c2"),
    _link("same_as", "c3", "c1"),
    _link("relayed_by", "s2", "s1"),
]
SOURCES = [
    {"id": "e1", "name": "Daniëlle\x0b <de> 🔥", "source_type": "person"},
    {"id": "e2", "name": "ANP", "source_type": None},
    {"id": "e3", "name": "nobody's", "source_type": None},
]
KEYS = ("../x", "a/b", "CON", "=1+1", "A", "a")


def fill(project: Project) -> None:
    """Six documents: labelled by several, by one, with an empty layer, and by nobody."""
    full = {"spans": SPANS, "relations": RELATIONS, "sources": SOURCES}
    more = {"title": 'T\x1bitel "1" <&>', "url": "https://example.org/é?a=1&b=2", "published": "2022-01-07"}
    meta = [{"key": "rights", "value": "\x02 ©"}]
    document = {"key": KEYS[0], "text": TEXT, "publisher": "NOS & co", "meta": meta, **more}
    first: dict[str, Any] = {"format": "annotator-document", "document": document}
    given = [
        first | {"layer": {"annotator": "anna"}, **full},
        first | {"layer": {"annotator": "../bob/\x07", "pass": 2}},
        first | {"layer": {"annotator": "gold", "kind": "gold"}, "spans": SPANS[:1]},
        record(TEXT, KEYS[1], layer={"annotator": "anna"}, **full),
        record("Er is niets.\n", KEYS[2]),
        record("Er is niets.\n", KEYS[3], layer={"annotator": "anna"}),
        record("Dit is A.\n", KEYS[4]),
        record("Dit is a.\n", KEYS[5]),
    ]
    assert [outcome for outcome in take(project, *given) if isinstance(outcome, Exception)] == []


def labelled(project: Project) -> list[Labelled]:
    """The documents as a writer is given them."""
    return list(documents(project, Asked("jsonl")))


def files(project: Project, format_: str, out: Path, splits: tuple[str, ...] = (), **options: str) -> dict[str, bytes]:
    """What a writer writes, by name: an export without its card and manifest; ``splits``: every document in the last."""
    out.mkdir()
    found = (replace(one, split=splits[-1] if splits else None) for one in labelled(project))
    folder = Folder(out)
    writer(format_)(Plan(project.scheme, splits, options)).write(found, folder)
    there = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert set(there) == set(folder.files)
    assert all(hashlib.sha256(data).hexdigest() == folder.files[name].sha256 for name, data in there.items())
    return dict(sorted(there.items()))
