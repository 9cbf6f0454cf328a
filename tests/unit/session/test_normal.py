"""Texts are brought to NFC and to newlines only, and what points into them is moved along."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import pytest

from annotator.session.normal import Moved
from annotator.store import Project
from annotator.store.documents import read_document
from tests.building import findings, opened, record, refused, take, taken

CLAIM = {"label": "claim", "fragments": [{"start": 0, "end": 11}]}
ANNA = {"annotator": "anna"}


def moved(text: str, *quoted: str) -> dict[str, Any]:
    """A record with claims on some words of a text as it stands there."""
    spans = []
    for number, words in enumerate(quoted, 1):
        start = text.index(words)
        part = {"start": start, "end": start + len(words), "text": words}
        spans.append({"id": str(number), "label": "claim", "fragments": [part]})
    return record(text, spans=spans, layer=ANNA)


DECOMPOSED = "Cafe\u0301 brandt. Reu\u0308nie\r\nin \u1112\u1161\u11ab! Er is\rniets."


def test_a_text_is_kept_in_nfc_with_newlines_only(project: Project) -> None:
    take(project, record(DECOMPOSED))
    assert read_document(project, 1).document.text == "Café brandt. Reünie\nin 한! Er is\nniets."


def test_what_only_looks_alike_is_kept_as_it_is(project: Project) -> None:
    text = "ĳ ﬁ ² x\u00a0y soft\u00adhyphen zero\u200bwidth \u200eמ \u2028 👩‍👩‍👧 e\u0336"
    take(project, record(text))
    assert read_document(project, 1).document.text == text


def test_labels_are_moved_along_with_the_text_and_quote_it_still(project: Project) -> None:
    data = moved(DECOMPOSED, "Cafe\u0301", "brandt", "Reu\u0308nie", "in", "\u1112\u1161\u11ab", "Er is\rniets", ".")
    assert taken(project, data) == ["added"]
    labels = opened(project).labels
    quoted = [labels.spans[str(n)].fragments[0].text for n in range(1, 8)]
    assert quoted == ["Café", "brandt", "Reünie", "in", "한", "Er is\nniets", "."]
    assert findings(project) == []


def test_sentences_and_tokens_are_moved_along_too(project: Project) -> None:
    text = "Cafe\u0301 is dicht.\r\nReu\u0308nie ook."
    cut = text.index("\r")
    sentences = [{"start": 0, "end": cut + 1}, {"start": cut + 2, "end": len(text)}]
    tokens = [{"start": s, "end": e} for s, e in ((0, 5), (6, 8), (9, cut), (cut + 2, cut + 9), (cut + 10, len(text)))]
    assert taken(project, record(text, sentences=sentences, tokens=tokens)) == ["added"]
    stored = read_document(project, 1)
    assert [stored.text_of(s) for s in stored.sentences] == ["Café is dicht.", "Reünie ook."]
    kept = stored.document.text
    assert [kept[s:e] for s, e in (*stored.tokens[0], *stored.tokens[1])] == ["Café", "is", "dicht.", "Reünie", "ook."]


def test_a_label_that_cuts_a_character_in_two_is_refused(project: Project) -> None:
    assert "cuts a character in two" in refused(project, moved("Cafe\u0301 brandt.", "Cafe"))


def test_a_label_that_quotes_something_else_is_refused_before_it_is_moved(project: Project) -> None:
    data = moved("Cafe\u0301 brandt.", "brandt")
    data["spans"][0]["fragments"][0]["text"] = "brand!"
    assert "not the one quoted" in refused(project, data)


def test_a_label_beyond_a_text_that_is_changed_is_refused(project: Project) -> None:
    data = moved("Cafe\u0301 brandt.", "brandt")
    data["spans"][0]["fragments"] = [{"start": 5, "end": 99}]
    assert "outside the text" in refused(project, data)


@pytest.mark.parametrize("kept", [False, True])
def test_the_hash_may_be_that_of_the_text_as_it_came_or_as_it_is_kept(project: Project, kept: bool) -> None:
    data = record("Cafe\u0301.")
    text = unicodedata.normalize("NFC", "Cafe\u0301.") if kept else "Cafe\u0301."
    data["document"]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    assert taken(project, data) == ["added"]
    data["document"]["sha256"] = "0" * 64
    data["document"]["key"] = "b"
    assert taken(project, data) == ["sha256 is not that of the text"]


def test_an_accent_behind_a_line_end_of_its_own_does_not_hide_it() -> None:
    """``\\r`` alone is a line end; the offset behind it is behind the ``\\n`` that it becomes."""
    moved = Moved("ab\r\u0300c")
    assert moved.text == "ab\n\u0300c"
    assert [moved(offset) for offset in range(6)] == [0, 1, 2, 3, 4, 5]
