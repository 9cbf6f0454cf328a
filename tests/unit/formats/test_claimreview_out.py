"""ClaimReview: a draft for each claim with a source, what comes from the document, and never a verdict."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.claimreview_out import NOT_HELD, PARTLY, TO_DO, writer
from annotator.formats.writing import Folder, Plan
from annotator.store import Project
from tests.building import nl_fact, record, take
from tests.interop.hard_documents import TEXT, fill, labelled
from tests.interop.hard_documents import files as exported


def test_a_draft_says_who_said_what_and_where(project: Project, tmp_path: Path) -> None:
    fill(project)
    drafts = json.loads(exported(project, "claimreview", tmp_path / "out")["claims.jsonld"])["@graph"]
    assert len({draft["@id"] for draft in drafts}) == len(drafts) == 4
    first = next(d for d in drafts if d["itemReviewed"]["appearance"]["identifier"] == "../x")
    assert first["claimReviewed"] == first["itemReviewed"]["text"] == "zou er ook brand zijn"
    assert first["contributor"]["name"] == "anna"
    assert first["itemReviewed"]["author"] == [
        {"@type": "Person", "name": "Daniëlle\x0b <de> 🔥"},
        {"@type": "Organization", "name": "de politie"},
    ]
    assert first["itemReviewed"]["appearance"] == {
        "@type": "NewsArticle",
        "identifier": "../x",
        "headline": 'T\x1bitel "1" <&>',
        "url": "https://example.org/é?a=1&b=2",
        "datePublished": "2022-01-07",
        "inLanguage": "nl",
        "publisher": {"@type": "Organization", "name": "NOS & co"},
    }


def test_no_draft_has_a_verdict(project: Project, tmp_path: Path) -> None:
    fill(project)
    drafts = json.loads(exported(project, "claimreview", tmp_path / "out")["claims.jsonld"])["@graph"]
    for draft in drafts:
        assert draft["reviewRating"] == {"@type": "Rating", "ratingValue": None, "alternateName": TO_DO}
        assert [draft[name] for name in ("author", "datePublished", "url")] == [None, None, None]
        assert draft["creativeWorkStatus"] == "Draft"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("2022-01", "2022-01"), ("2022-01-07T10:15:00+01:00", "2022-01-07T10:15:00+01:00"), ("gisteren", None)],
)
def test_a_date_is_taken_only_where_it_is_one(project: Project, tmp_path: Path, given: str, kept: str | None) -> None:
    spans = [
        {"id": "c", "label": "claim", "fragments": [{"start": 0, "end": 5}]},
        {"id": "s", "label": "source", "fragments": [{"start": 6, "end": 11}]},
    ]
    data = record("Er is brand.", "x", layer={"annotator": "anna"}, spans=spans)
    data["relations"] = [{"id": "r", "label": "attributed_to", "head": "c", "tail": "s"}]
    data["document"]["published"] = given
    take(project, data)
    (draft,) = json.loads(exported(project, "claimreview", tmp_path / "out")["claims.jsonld"])["@graph"]
    assert draft["itemReviewed"].get("datePublished") == kept
    assert draft["itemReviewed"]["author"] == {"@type": "Thing", "name": "brand"}


def test_a_file_without_drafts_is_json_too(project: Project, tmp_path: Path) -> None:
    take(project, record("Er is niets.", "x"))
    files = exported(project, "claimreview", tmp_path / "out", splits=("train", "dev"))
    assert [json.loads(data)["@graph"] for data in files.values()] == [[], []]
    assert list(files) == ["dev.jsonld", "train.jsonld"]


def test_what_is_lost_is_counted(project: Project) -> None:
    fill(project)
    made = writer(Plan(nl_fact()[1]))
    counted = {one.document.key: Counter(made.losses(one)) for one in labelled(project)}
    assert all(set(found) <= {*NOT_HELD, *PARTLY} for found in counted.values())
    found = counted["a/b"]
    assert found["claims without a source"] == 1
    assert found["other spans"] == 16 - 3 - 3
    assert found["relations"] == 11 - 3
    assert found["source entities"] == 1
    assert found["attributes of spans"] == 8  # ten, of which two name the source entity of a claim


def test_a_claim_that_does_not_quote_is_refused(project: Project, tmp_path: Path) -> None:
    fill(project)
    (found,) = (one for one in labelled(project) if one.document.key == "a/b")
    moved = replace(found, document=replace(found.document, text=TEXT[1:] + " "))
    with pytest.raises(StoreCorrupt):
        writer(Plan(nl_fact()[1])).write([moved], Folder(tmp_path))
