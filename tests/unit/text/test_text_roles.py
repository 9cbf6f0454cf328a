from __future__ import annotations

import pytest

from annotator.resources import seed_file
from annotator.text import roles, segmenter_for

ARTICLE = """Leger opent vuur op betogers
Er wordt geschoten. De stad is dicht.
'Tientallen doden'
De politie meldt doden.
Gisteren was het zo:
Een lange dag.
Wat gebeurde er?
- een punt
en nog iets"""


def derived(text: str) -> list[str]:
    return roles(text, segmenter_for("nl").split(text))


def test_an_article() -> None:
    assert derived(ARTICLE) == [
        "headline", "lead", "lead", "subhead", "body", "caption", "body", "body", "body", "body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Een zin.", ["body"]),
        ("Een zin. Nog een.\nNog een.", ["body", "body", "body"]),
        ("Wat kost de oorlog?\nVeel.", ["headline", "lead"]),
        ("Wat kost het? 77 miljard\nVeel.", ["headline", "headline", "lead"]),
        ("Een kop\nTussenkop\nTekst.\nTekst.", ["headline", "subhead", "lead", "body"]),
        ("Zo ging het:\nTekst.", ["caption", "body"]),
        ("Kop\n" + "Heel lang " * 20, ["headline", "lead"]),
    ],
)
def test_shapes(text: str, expected: list[str]) -> None:
    assert derived(text) == expected


def test_the_seed() -> None:
    text = seed_file("nos-almaty", "article.txt").read_text(encoding="utf-8")
    sentences = segmenter_for("nl").split(text)
    found = roles(text, sentences)
    shown = {text[start:end]: role for (start, end), role in zip(sentences, found, strict=True)}
    assert found[:4] == ["headline", "lead", "lead", "body"]
    assert shown["'Tientallen doden'"] == shown["'Vredesmacht'"] == "subhead"
    assert [start for start, role in enumerate(found) if role == "caption"] == [
        index for index, (_, end) in enumerate(sentences) if text[:end].endswith("gelost:")
    ]
    assert found.count("subhead") == 2
    assert found.count("lead") == 2
