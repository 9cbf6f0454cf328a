"""Web Annotations by JSON-LD processors: every line expands without loss (PyLD) and is RDF (rdflib)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from annotator.store import Project
from tests.building import new_project, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported
from tests.properties.random_work import collections

jsonld = pytest.importorskip("pyld.jsonld")
rdflib = pytest.importorskip("rdflib")
# rdflib's own JSON-LD parser uses what rdflib deprecates
pytestmark = [pytest.mark.full, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]

OA = "http://www.w3.org/ns/oa#"
OA_ = rdflib.Namespace(OA)
# The terms that we use, as http://www.w3.org/ns/anno.jsonld defines them; no test asks the network.
TERMS: dict[str, Any] = {
    "oa": OA,
    "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Person": "foaf:Person",
    "Software": "as:Application",
    "Text": "dctypes:Text",
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "generator": {"@type": "@id", "@id": "as:generator"},
    "canonical": {"@type": "@id", "@id": "oa:canonical"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "created": {"@type": "xsd:dateTime", "@id": "dcterms:created"},
    "modified": {"@type": "xsd:dateTime", "@id": "dcterms:modified"},
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
    "value": "rdf:value",
    "format": "dc:format",
    "language": "dc:language",
    "name": "foaf:name",
}
TERMS |= {
    name: f"oa:{name}"
    for name in (
        "Annotation TextualBody SpecificResource TextQuoteSelector TextPositionSelector exact prefix suffix assessing"
        " classifying commenting identifying linking tagging"
    ).split()
}


def context(url: str, _options: object = None) -> dict[str, Any]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def expanded(line: bytes) -> dict[str, Any]:
    (found,) = jsonld.expand(json.loads(line), {"documentLoader": context})
    return found


def leaves(value: Any) -> int:
    """Keys in a JSON value, at every depth."""
    if isinstance(value, dict):
        return sum(key != "@context" for key in value) + sum(leaves(v) for k, v in value.items() if k != "@context")
    return sum(map(leaves, value)) if isinstance(value, list) else 0


def kept(value: Any) -> int:
    """Properties of an expanded value, types and ids of objects among them; ``{"@value": …}`` is no object."""
    if isinstance(value, list):
        return sum(map(kept, value))
    if not isinstance(value, dict) or "@value" in value or set(value) == {"@id"}:
        return 0
    return len(value) + sum(kept(v) for v in value.values())


def test_no_property_is_lost_in_expansion(project: Project, tmp_path: Path) -> None:
    fill(project)
    lines = exported(project, "w3c", tmp_path / "out")["annotations.jsonl"].splitlines()
    assert len(lines) == 2 * (16 + 11) + 1
    for line in lines:
        assert kept(expanded(line)) == leaves(json.loads(line))


def graph(lines: list[bytes]) -> Any:
    found = rdflib.Graph()
    for line in lines:
        found.parse(data=json.dumps(json.loads(line) | {"@context": TERMS}), format="json-ld")
    return found


def label(found: Any, annotation: Any) -> str:
    """The value of the body that classifies."""
    bodies = found.objects(annotation, OA_.hasBody)
    (body,) = (body for body in bodies if (body, OA_.hasPurpose, OA_.classifying) in found)
    return str(found.value(body, rdflib.RDF.value))


def test_the_graph_has_every_piece_and_every_link(project: Project, tmp_path: Path) -> None:
    fill(project)
    found = graph(exported(project, "w3c", tmp_path / "out")["annotations.jsonl"].splitlines())
    places, links = set(), []
    for one in found.subjects(OA_.motivatedBy, OA_.classifying):
        who = found.value(found.value(one, rdflib.DCTERMS.creator), rdflib.FOAF.name)
        for target in found.objects(one, OA_.hasTarget):
            key = found.value(found.value(target, OA_.hasSource), rdflib.URIRef("http://schema.org/identifier"))
            said = {
                name: str(o) for s in found.objects(target, OA_.hasSelector) for name, o in found.predicate_objects(s)
            }
            start, end, exact = (said[OA_[name]] for name in ("start", "end", "exact"))
            places.add((str(who), str(key), label(found, one), int(start), int(end), exact))
    for one in found.subjects(OA_.motivatedBy, OA_.linking):
        head = found.value(one, OA_.hasTarget)
        (tail,) = (o for o in found.objects(one, OA_.hasBody) if (o, OA_.motivatedBy, OA_.classifying) in found)
        links.append((label(found, one), label(found, head), label(found, tail)))
    layers = [(layer.annotator, one.document.key, part) for one in labelled(project) for layer, part in one.layers]
    assert places == {
        (who, key, span.label, piece.start, piece.end, TEXT[piece.start : piece.end])
        for who, key, part in layers
        for span in part.spans
        for piece in span.fragments
    }
    spans = {span.id: span.label for _, _, part in layers for span in part.spans}
    relations = [link for _, _, part in layers for link in part.relations]
    assert sorted(links) == sorted((link.label, spans[link.head], spans[link.tail]) for link in relations)


def test_a_span_in_pieces_is_one_annotation_with_several_targets(project: Project, tmp_path: Path) -> None:
    fill(project)
    lines = exported(project, "w3c", tmp_path / "out")["annotations.jsonl"].splitlines()
    several = [found for line in lines if len((found := expanded(line))[f"{OA}hasTarget"]) > 1]
    assert len(several) == 2  # u2 in two documents
    assert len({found["@id"] for line in lines for found in [expanded(line)]}) == len(lines)


@given(collections())
def test_whatever_is_labelled(given_records: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name, new_project(Path(name) / "x.db") as project:
        take(project, *given_records)
        files = exported(project, "w3c", Path(name) / "out")
        texts = {json.dumps(one.document.key): one.document.text for one in labelled(project)}
    seen = set()
    for line in files["annotations.jsonl"].splitlines():
        data = json.loads(line)
        assert kept(expanded(line)) == leaves(data)
        assert data["id"] not in seen
        seen.add(data["id"])
        for target in data["target"] if isinstance(data["target"], list) else [data["target"]]:
            if isinstance(target, str):
                assert target in seen  # a relation stands behind its ends
                continue
            source = target["source"]
            text = files[source["schema:contentUrl"]].decode()
            assert text == texts[json.dumps(source["schema:identifier"])]
            position, quotation = target["selector"]
            exact = text[position["start"] : position["end"]]
            assert quotation["exact"] == exact
            around = quotation.get("prefix", "") + exact + quotation.get("suffix", "")
            assert around in text
