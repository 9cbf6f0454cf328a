"""ClaimReview drafts by PyLD: schema.org terms throughout, and no verdict anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.store import Project
from tests.interop.hard_documents import files as exported
from tests.interop.hard_documents import fill

jsonld = pytest.importorskip("pyld.jsonld")
pytestmark = pytest.mark.full

SDO = "http://schema.org/"
# What https://schema.org serves as its context says of the terms that we use: dates and addresses have a type.
TERMS: dict[str, Any] = {
    "@vocab": SDO,
    "url": {"@id": "url", "@type": "@id"},
    "datePublished": {"@id": "datePublished", "@type": "Date"},
}


def context(url: str, _options: object = None) -> dict[str, Any]:
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def value(node: dict[str, Any], name: str) -> Any:
    return [one.get("@value", one.get("@id", one)) for one in node.get(SDO + name, ())]


def test_drafts_expand_to_schema_org(project: Project, tmp_path: Path) -> None:
    fill(project)
    data = json.loads(exported(project, "claimreview", tmp_path / "out")["claims.jsonld"])
    drafts = jsonld.expand(data, {"documentLoader": context})
    assert len(drafts) == 4  # c1 and c3, in two documents
    for draft in drafts:
        assert draft["@type"] == [SDO + "ClaimReview"]
        assert value(draft, "creativeWorkStatus") == ["Draft"]
        (rating,) = value(draft, "reviewRating")
        assert value(rating, "alternateName") == ["to be filled in"]
        assert set(rating) == {"@type", SDO + "alternateName"}  # no value: null is dropped
        assert not {SDO + name for name in ("url", "author", "datePublished")} & set(draft)
        (claim,) = value(draft, "itemReviewed")
        assert claim["@type"] == [SDO + "Claim"]
        assert all(author["@type"][0].startswith(SDO) for author in value(claim, "author"))


def test_the_article_and_both_sources_are_said(project: Project, tmp_path: Path) -> None:
    fill(project)
    data = json.loads(exported(project, "claimreview", tmp_path / "out")["claims.jsonld"])
    drafts = jsonld.expand(data, {"documentLoader": context})
    claims = [value(draft, "itemReviewed")[0] for draft in drafts]
    (article, _) = (a for one in claims for a in value(one, "appearance") if value(a, "identifier") == ["../x"])
    assert value(article, "url") == ["https://example.org/é?a=1&b=2"]
    assert value(article, "datePublished") == ["2022-01-07"]
    names = [[value(author, "name")[0] for author in value(claim, "author")] for claim in claims]
    assert sorted(names) == sorted([["Daniëlle\x0b <de> 🔥", "de politie"], ["ANP"]] * 2)
