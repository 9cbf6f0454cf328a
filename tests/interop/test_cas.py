"""UIMA CAS by dkpro-cassis: both files load with the type system and give the same labels, offsets turned back."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from annotator.formats.cas_out import DOCUMENT, RELATION, SENTENCE, SPAN, STATE, TOKEN, feature
from annotator.formats.writing import Labelled
from annotator.formats.xml_text import fit
from annotator.model import Part
from annotator.store import Project
from tests.building import new_project, nl_fact, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported
from tests.properties.random_work import collections

cassis = pytest.importorskip("cassis")
pytestmark = pytest.mark.full

SCHEME = nl_fact()[1]
NAMES = {feature(a.name) for span in SCHEME.span for a in span.attribute}


def loaded(files: dict[str, bytes], name: str) -> Any:
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    load = cassis.load_cas_from_xmi if name.endswith(".xmi") else cassis.load_cas_from_json
    return load(io.BytesIO(files[name]), typesystem=types)


def said(cas: Any) -> Counter[Any]:
    """Spans with their features, relations with both ends, sentences, tokens: as a reader in Python has them."""
    found: Counter[Any] = Counter()
    for each in cas.select(SPAN):
        features = tuple(sorted((name, each[name]) for name in NAMES if each[name] is not None))
        found["span", each.ident, each.label, each.begin, each.end, each.get_covered_text(), features] += 1
    for each in cas.select(RELATION):
        found["relation", each.ident, each.label, each.Governor.ident, each.Dependent.ident] += 1
    for each in cas.select(STATE):
        found["state", each.begin, each.end, each.role, each.status, each.confidence, each.comment or None] += 1
    for kind in (SENTENCE, TOKEN):
        found.update((kind, each.begin, each.end) for each in cas.select(kind))
    return found


def expected(found: Labelled, part: Part | None, text: str, shown: Any) -> Counter[Any]:
    want: Counter[Any] = Counter()
    known = {a.name for span in SCHEME.span for a in span.attribute}
    for span in part.spans if part else ():
        features = tuple(sorted((feature(a.name), shown(a.value)) for a in span.attributes if a.name in known))
        for piece in span.fragments:
            words = text[piece.start : piece.end]
            want["span", shown(span.id), span.label, piece.start, piece.end, words, features] += 1
    for link in part.relations if part else ():
        want["relation", *map(shown, (link.id, link.label, link.head, link.tail))] += 1
    states = {state.index: state for state in part.sentences} if part else {}
    for sentence in found.sentences:
        if part is not None:
            state = states.get(sentence.index)
            role, status = (state.role if state else None) or sentence.role, state.status if state else "todo"
            confidence = str(state.confidence) if state and state.confidence else None
            comment = shown(state.comment) if state and state.comment else None
            want["state", sentence.start, sentence.end, role, status, confidence, comment] += 1
        want[SENTENCE, sentence.start, sentence.end] += 1
    want.update((TOKEN, start, end) for row in found.tokens for start, end in row)
    return want


def compare(files: dict[str, bytes], found: list[Labelled]) -> None:
    """Every file against the labels it was made from; XMI has stand-ins for control characters, JSON has not."""
    by_key = {one.document.key: one for one in found}
    for name in sorted(files.keys() - {"TypeSystem.xml"}):
        shown = fit if name.endswith(".xmi") else str
        cas = loaded(files, name)
        (key,) = (each.documentId for each in cas.select(DOCUMENT))
        one = next(one for key_, one in by_key.items() if shown(key_) == key)
        text = shown(one.document.text)
        assert cas.sofa_string == text
        layer = next((fs for fs in cas.select_all_fs() if fs.type.name == "webanno.custom.FactLayer"), None)
        parts = {(shown(x.annotator), x.kind, str(x.number)): part for x, part in one.layers}
        part = parts[layer.annotator, layer.kind, layer.number] if layer else None
        got, want = said(cas), expected(one, part, text, shown)
        assert got == want, (got - want, want - got)


def test_both_files_give_the_labels(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "cas", tmp_path / "out")
    assert len(files) == 1 + 2 * 8
    compare(files, labelled(project))


def test_offsets_are_utf_16_after_an_emoji(project: Project, tmp_path: Path) -> None:
    fill(project)
    name = next(name for name in exported(project, "cas", tmp_path / "out") if name.startswith("anna/a_b"))
    stem = name.rpartition(".")[0]
    wide = TEXT.encode("utf-16-le")
    data = json.loads((tmp_path / "out" / f"{stem}.json").read_bytes())
    spans = {s["ident"]: s for s in data["%FEATURE_STRUCTURES"] if s["%TYPE"] == SPAN}
    for ident, words in {"q1": "🔥Brand! Volgens Daniëlle", "q2": "Brand!", "s2": "de politie"}.items():
        begin, end = spans[ident]["begin"], spans[ident]["end"]
        assert wide[2 * begin : 2 * end].decode("utf-16-le") == words
    assert spans["q2"]["begin"] == TEXT.index("Brand!") + 2  # two emoji before it, a unit more for each


def test_cassis_writes_again_what_it_read(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "cas", tmp_path / "out")
    for name in files.keys() - {"TypeSystem.xml"}:
        if name.endswith(".xmi"):
            first = loaded(files, name)
            again = loaded(files | {name: first.to_xmi().encode()}, name)
            assert said(again) == said(first)


def test_the_types_are_those_of_dkpro_core(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "cas", tmp_path / "out")
    ours = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    with (resources.files("cassis.resources") / "dkpro-core-types.xml").open("rb") as stream:
        theirs = cassis.load_typesystem(stream)
    for found in ours.get_types():
        if found.name in (SENTENCE, TOKEN):
            known = theirs.get_type(found.name)
            assert found.supertype.name == known.supertype.name
            assert {f.name for f in found.features} <= {f.name for f in known.all_features}
    cassis.merge_typesystems(ours, theirs)


@given(collections())
def test_whatever_is_labelled(given_records: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        with new_project(Path(name) / "x.db") as project:
            take(project, *given_records)
            found = labelled(project)
            files = exported(project, "cas", Path(name) / "out")
        assert len(files) == 1 + 2 * sum(max(1, len(one.layers)) for one in found)
        compare(files, found)
