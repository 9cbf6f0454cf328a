"""HTML: the article of a saved page, without what stands around it; needs the extra ``html``."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from tests.unit.formats.foreign_files import DATA, read

PAGE = (DATA / "html" / "nieuws.html").read_bytes()
TEXT = (
    "De minister zegt dat het niet waar is. Volgens hem zouden de cijfers over één jaar zijn verwisseld door de dienst."
)


def small(text: str = TEXT, head: str = "") -> str:
    body = (
        "".join(f"<p>{text}</p>" for _ in range(1)) + "<p>Dat heeft hij dinsdag in een brief aan de Kamer gezegd.</p>"
    )
    return f"<html><head>{head}</head><body><article><h1>Kop boven het stuk</h1>{body}</article></body></html>"


class TestWithTrafilatura:
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("trafilatura")
        pytest.importorskip("lxml_html_clean")

    def test_a_news_page(self) -> None:
        (item,), faults = read("html", PAGE, "map/explosie.html")
        assert faults == []
        document = item.record["document"]
        lines = document["text"].split("\n")
        assert lines[0] == document.get("title") == "Tientallen gewonden bij explosie in Zaandam"
        assert lines[1].startswith("Bij een explosie in een bedrijfspand")
        assert "'Alsof er een bom afging'" in lines
        assert lines[-1].endswith("nog de hele dag duren.")
        for words in ("cookies", "Abonnee", "Lees ook", "Purmerend", "Reacties", "Privacy", "dataLayer", "position"):
            assert words not in document["text"]
        assert document.get("publisher") == "De Noorderkrant"
        assert document.get("published") == "2022-01-07"
        assert document.get("url") == "https://www.noorderkrant.example/binnenland/explosie-zaandam"
        assert document.get("language") == "nl"
        assert {"key": "author", "value": "Noor de Graaf"} in (document.get("meta") or [])
        assert (item.stem, item.foreign) == ("explosie", False)

    def test_the_headline_is_not_put_there_twice(self) -> None:
        (item,), _ = read("html", PAGE)
        assert item.record["document"]["text"].count("Tientallen gewonden bij explosie") == 1

    @pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-15"])
    def test_a_page_that_says_its_encoding(self, charset: str) -> None:
        page = small(head=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">').encode("cp1252")
        (item,), faults = read("html", page)
        assert faults == []
        assert "één jaar" in item.record["document"]["text"]

    def test_a_page_in_an_encoding_that_it_does_not_say(self) -> None:
        page = small().encode("cp1252")
        came, faults = read("html", page)
        assert came == []
        assert "is not UTF-8" in faults[0].reason
        assert read("html", page, encoding="cp1252")[1] == []
        page = small(head='<meta charset="rot13">').encode("cp1252")
        assert "is not UTF-8" in read("html", page)[1][0].reason

    @pytest.mark.parametrize(
        "page",
        [
            b"",
            b"<html>",
            b"geen pagina",
            b"<html><body><p>Te kort.</p></body></html>",
            b"<div>" * 19_000 + b"diep",
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><html><body>&b;&a;</body></html>',
        ],
    )
    def test_a_page_without_an_article_is_a_rejection(self, page: bytes) -> None:
        came, faults = read("html", page)
        assert came == [] or "root:" not in came[0].record["document"]["text"]
        assert len(came) + len(faults) == 1

    def test_a_page_that_is_not_in_the_encoding_it_says(self) -> None:
        page = small(head='<meta charset="windows-1252">').encode() + b"\x81\xff"
        assert "neither UTF-8 nor windows-1252" in read("html", page)[1][0].reason

    def test_what_the_extraction_finds_only_when_it_is_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import trafilatura

        asked: list[dict[str, Any]] = []

        def extraction(_page: str, **how: Any) -> dict[str, Any] | None:
            asked.append(how)
            return {"text": "Los  gelaten\n\n tekst", "title": "Een\nkop"} if how.get("favor_recall") else None

        monkeypatch.setattr(trafilatura, "bare_extraction", extraction)
        (item,), _ = read("html", PAGE)
        assert item.record["document"]["text"] == "Een kop\nLos gelaten\ntekst"
        assert [how.get("favor_precision", False) for how in asked] == [True, False]

        def broken(_page: str, **_how: Any) -> None:
            raise RecursionError

        monkeypatch.setattr(trafilatura, "bare_extraction", broken)
        assert read("html", PAGE)[1][0].reason == "the page cannot be read (RecursionError)"

    def test_pages_that_are_too_large(self) -> None:
        assert "too large" in read("html", b"<p>" * 30_000)[1][0].reason
        assert "over 1 MiB" in read("html", b"<p>" * 400_000, limit=1 << 20)[1][0].reason

    def test_pictures_in_the_page_do_not_count(self) -> None:
        picture = b'<img src="data:image/png;base64,' + b"iVBORw0K" * 1_200_000 + b'">'
        (item,), faults = read("html", PAGE.replace(b"<article>", b"<article>" + picture))
        assert (faults, "iVBOR" in item.record["document"]["text"]) == ([], False)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without(name: str, *more: Any, **how: Any) -> Any:
        if name == "trafilatura":
            raise ImportError(name)
        return importing(name, *more, **how)

    monkeypatch.setattr(builtins, "__import__", without)
    came, faults = read("html", PAGE)
    assert came == []
    assert "pip install 'factcheck-annotator[html]'" in faults[0].remedy
