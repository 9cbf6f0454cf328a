"""FoLiA by its own library, FoLiApy: it validates, and says what the labels say. FoLiApy is under the GPL: tests only."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from annotator.formats.xml_text import fit
from annotator.model import Part, Span
from annotator.store import Project
from tests.building import new_project, nl_fact, take
from tests.interop.hard_documents import files as exported
from tests.interop.hard_documents import fill, labelled
from tests.properties.random_work import collections

folia = pytest.importorskip("folia.main")
pytestmark = pytest.mark.full


@cache
def schema() -> Any:
    return pytest.importorskip("lxml.etree").RelaxNG(folia.relaxng())


def loaded(path: Path) -> Any:
    folia.validate(str(path), schema())
    with path.open(encoding="utf-8") as stream:
        document = folia.Document(string=stream.read(), textvalidation=True)
    assert document.textvalidationerrors == 0
    return document


def read(text: str) -> str:
    """A text as FoLiApy gives it: without format characters such as the joiner in an emoji, one space for several."""
    shown = str(folia.norm_spaces(fit(text)))
    return shown or "".join("␣" if char.isspace() else "�" for char in text)


def words(element: Any) -> list[str]:
    return [str(word) for word in element.wrefs(recurse=False)]


def role(element: Any, kind: Any) -> list[str] | None:
    return next((words(each) for each in element.select(kind, recursive=False)), None)


def tokens(text: str, found: Any, *spans: Span) -> list[str]:
    """The words that spans have, straight from the offsets, each once, span by span."""
    places = [place for row in found.tokens for place in row]
    touched = [
        place
        for span in spans
        for piece in span.fragments
        for place in places
        if place[0] < piece.end and piece.start < place[1]
    ]
    return [read(text[start:end]) for start, end in dict.fromkeys(touched)]


def expected(found: Any, part: Part) -> Iterator[tuple[str, ...]]:
    text, spans = found.document.text, {span.id: span for span in part.spans}
    for link in part.relations:
        head = spans[link.head].label
        if (link.label, head) == ("attributed_to", "claim"):
            cues = [spans[r.head] for r in part.relations if r.label == "cue_of" and r.tail == link.tail]
            sides = [tokens(text, found, *each) for each in ([spans[link.head]], [spans[link.tail]], cues)]
            if sides[1]:  # a source without a word has no element
                yield "statement", *("|".join(side) for side in sides)
        elif (link.label, head) == ("hedges", "uncertainty_cue"):
            sides = [tokens(text, found, spans[end]) for end in (link.head, link.tail)]
            if sides[1]:
                yield "modality", *("|".join(side) for side in sides)


def said(document: Any) -> Iterator[tuple[str, ...]]:
    for each in document.select(folia.Statement):
        if (source := role(each, folia.Source)) is not None:
            sides = role(each, folia.Headspan), source, role(each, folia.StatementRelation)
            yield "statement", *("|".join(side or ()) for side in sides)
    for each in document.select(folia.Modality):
        if (scope := role(each, folia.Scope)) is not None:
            yield "modality", *("|".join(side or ()) for side in (role(each, folia.Cue), scope))


def test_it_validates_and_says_who_says_what(project: Project, tmp_path: Path) -> None:
    fill(project)
    names = exported(project, "folia", tmp_path / "out")
    assert len(names) == 8
    documents = {name: loaded(tmp_path / "out" / name) for name in names}
    keys = Counter(document.metadata["key"] for document in documents.values())
    assert sorted(keys.values()) == [1, 1, 1, 1, 1, 3]
    found = next(one for one in labelled(project) if one.document.key == "a/b")
    document = next(one for one in documents.values() if one.metadata["key"] == "a/b")
    assert Counter(said(document)) == Counter(expected(found, found.layers[0][1]))
    kinds = {span.label for span in found.layers[0][1].spans}
    labels = [*document.select(folia.Statement), *document.select(folia.Modality), *document.select(folia.Entity)]
    assert {each.cls for each in labels} == kinds
    assert {each.processor.name for each in labels} == {"anna"}
    assert {each.processor.type for each in labels} == {folia.AnnotatorType.MANUAL}
    assert [str(word) for word in document.words()] == [
        read(found.document.text[start:end]) for row in found.tokens for start, end in row
    ]


def test_relations_point_at_the_element_of_their_tail(project: Project, tmp_path: Path) -> None:
    fill(project)
    files = exported(project, "folia", tmp_path / "out")
    for name in files:
        document = loaded(tmp_path / "out" / name)
        said = {
            (relation.ancestor(folia.AbstractSpanAnnotation).cls, relation.cls, target.cls)
            for relation in document.select(folia.Relation)
            for target in relation.targets()
        }
        if name.startswith("anna/") and document.metadata["key"] != "=1+1":
            assert said == {
                (link.head, link.name, link.tail) for link in nl_fact()[1].relation if link.name != "disputes"
            }


def test_attributes_are_features(project: Project, tmp_path: Path) -> None:
    fill(project)
    exported(project, "folia", tmp_path / "out")
    document = next(
        one for one in map(loaded, sorted((tmp_path / "out" / "anna").glob("*.xml"))) if one.metadata["key"] == "a/b"
    )
    sources = [e for e in document.select(folia.Entity) if e.cls == "source"]
    assert [s.feat("entity") for s in sources if words(s) == ["Daniëlle"]] == ["e1"]
    assert document.metadata["source.e1"] == "Daniëlle\u240b <de> 🔥"
    claims = [e for e in document.select(folia.Statement) if role(e, folia.Source) == ["Daniëlle"]]
    assert [(claim.feat("claim_type"), claim.feat("polarity")) for claim in claims] == [("event", "pos")]


@given(collections())
def test_whatever_is_labelled(given_records: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with new_project(folder / "x.db") as project:
            take(project, *given_records)
            found = {one.document.key: one for one in labelled(project)}
            files = exported(project, "folia", folder / "out")
        assert len(files) == sum(max(1, len(one.layers)) for one in found.values())
        for file in files:
            document = loaded(folder / "out" / file)
            one = next(one for key, one in found.items() if fit(key) == document.metadata["key"])
            parts = {(fit(layer.annotator), layer.kind, str(layer.number)): part for layer, part in one.layers}
            mine = [p.name for p in document.provenance if p.id == "proc.annotator"]
            if not mine:
                continue
            part = parts[mine[0], document.metadata["layer.kind"], document.metadata["layer.pass"]]
            got, want = Counter(said(document)), Counter(expected(one, part))
            assert got == want, (got - want, want - got)


def test_unlabelled_documents_have_no_annotator(project: Project, tmp_path: Path) -> None:
    fill(project)
    exported(project, "folia", tmp_path / "out")
    for path in (tmp_path / "out" / "unlabelled").glob("*.xml"):
        document = loaded(path)
        assert not [p for p in document.provenance if p.id == "proc.annotator"]
        assert list(document.words())
