"""The list of documents: filtered and sorted, the cursor on its document as long as that is seen."""

from __future__ import annotations

import pytest

from annotator.session.listing import ORDERS, Listing
from annotator.store.progress import DocumentProgress


def row(number: int, key: str, title: str | None = None, **counts: int) -> DocumentProgress:
    given = {"done": 0, "skipped": 0, "flagged": 0, "spans": 0, "layers": 0, "comments": 0} | counts
    return DocumentProgress(number, key, title, 10, **given)


ROWS = [
    row(1, "nos-brand", "Brand in Almaty", done=10),
    row(2, "anp-één", "Coördinatie", done=3, flagged=1),
    row(3, "Bericht", None, done=7, skipped=2, comments=1),
    row(4, "nos-water", "Water in Almaty", flagged=2),
]


def keys(listing: Listing) -> list[str]:
    return [found.key for found in listing.rows]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ["nos-brand", "anp-één", "Bericht", "nos-water"]),
        ("NOS", ["nos-brand", "nos-water"]),
        ("almaty wat", ["nos-water"]),
        ("coordinatie", ["anp-één"]),
        ("anp-een", ["anp-één"]),
        ("nergens", []),
    ],
)
def test_key_or_title_has_every_word(text: str, seen: list[str]) -> None:
    listing = Listing(ROWS)
    listing.filter(text)
    assert keys(listing) == seen
    listing.filter("")
    assert keys(listing) == [found.key for found in ROWS]


def test_ways_to_sort() -> None:
    listing = Listing(ROWS)
    seen = {}
    for _ in ORDERS:
        listing.sort()
        seen[listing.order] = keys(listing)
    assert seen == {
        "progress": ["Bericht", "anp-één", "nos-water", "nos-brand"],
        "flagged": ["nos-water", "anp-één", "Bericht", "nos-brand"],
        "comments": ["Bericht", "nos-brand", "anp-één", "nos-water"],
        "key": ["anp-één", "Bericht", "nos-brand", "nos-water"],
        "import": ["nos-brand", "anp-één", "Bericht", "nos-water"],
    }


def test_the_cursor_stays_on_its_document() -> None:
    listing = Listing(ROWS, "nos-water")
    assert listing.at == 3
    listing.filter("water")
    assert listing.current == ROWS[3]
    listing.filter("brand")
    assert listing.current == ROWS[0]
    listing.filter("nergens")
    assert listing.current is None
    listing.move(1)
    listing.filter("")
    listing.move(99)
    assert listing.current == ROWS[3]
    listing.move(-99)
    assert listing.at == 0


def test_a_row_that_is_gone() -> None:
    listing = Listing(ROWS, "Bericht")
    listing.renew([found for found in ROWS if found.key != "Bericht"])
    assert listing.current == ROWS[3]
    listing.renew(ROWS)
    assert listing.current == ROWS[3]
    listing.renew([])
    assert listing.current is None
    assert listing.count == 0
