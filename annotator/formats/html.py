"""``html``: a news page as a browser saves it; the article is found by trafilatura (the extra ``html``).

The headline is taken from the page's metadata, since the extraction of the text drops most of them, and becomes the
first line of the text, where it can be labelled. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import RecordError
from annotator.formats.foreign import described
from annotator.formats.incoming import Incoming
from annotator.formats.record import FORMAT
from annotator.formats.source import DEFAULTS, Options, Source, content, decoded_text

if TYPE_CHECKING:
    from annotator.formats.record import Record

__all__ = ["LARGEST", "read"]

LARGEST = 8 << 20
"""The largest page, in bytes, without the pictures that are packed into it."""

_INSTALL = "pip install 'factcheck-annotator[html]'"
_LANGUAGE = re.compile(rb"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
_PACKED = re.compile(rb"data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=%_-]{200,}")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
_CODEC = re.compile(r"(?:iso-8859-\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|macintosh)\Z")
_TAG = re.compile(rb"<[A-Za-z]")
_MOST_TAGS = 20_000  # the time it takes grows with their square: 4 s
_SPACES = re.compile(r"[ \t\xa0]+")


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The article of a page."""
    try:
        data = content(source, options, "save the page without its pictures")
        original = sha256(data).hexdigest()
        yield Incoming(source.name, 0, _article(source, data, options), stem=source.stem, original=original)
    except RecordError as error:
        yield error


def _page(source: Source, data: bytes) -> bytes:
    """The bytes of the page, its packed pictures taken out."""
    page = _PACKED.sub(b"data:,", data)
    if len(page) > LARGEST or len(_TAG.findall(page)) > _MOST_TAGS:
        raise RecordError("too large for a page", "save the article as plain text", file=source.name)
    return page


def _article(source: Source, data: bytes, options: Options) -> Record:
    try:
        import trafilatura
    except ImportError:
        raise RecordError("reading HTML needs trafilatura", _INSTALL, file=source.name) from None
    page = _page(source, data)
    text = _decoded(page, source.name, options.encoding)
    try:
        found = _extracted(trafilatura, text)
    except Exception as error:  # noqa: BLE001 - whatever a page makes a parser of other people's raise
        reason = f"the page cannot be read ({type(error).__name__})"
        raise RecordError(reason, "save the article as plain text", file=source.name) from None
    if found is None or not (found.get("text") or "").strip():
        raise RecordError("no article is found on the page", "save the article as plain text", file=source.name)
    language = _LANGUAGE.search(page[:100_000])
    return _record(found, language[1].decode().lower() if language else None, options)


def _decoded(page: bytes, name: str, encoding: str | None) -> str:
    """The page as text, strictly: trafilatura would guess, and put a mark where its guess was wrong.

    A page that is not in UTF-8 says what it is in; ``iso-8859-1`` means what browsers take it for.
    """
    try:
        return decoded_text(page, name, encoding)
    except RecordError as error:
        declared = _CHARSET.search(page[:4096])
        if encoding is not None or declared is None:
            raise
        said = declared[1].decode().lower()
        known = "cp1252" if said in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else said
        if not _CODEC.match(known):
            raise
        try:
            return page.decode(known)
        except (UnicodeDecodeError, LookupError):
            raise RecordError(f"it is neither UTF-8 nor {said}, as it says", error.remedy, file=name) from None


def _extracted(trafilatura: Any, page: str) -> dict[str, Any] | None:
    """What is found with care, else what is found when it is let go a little."""
    common = {"with_metadata": True, "include_comments": False, "include_tables": False, "deduplicate": False}
    for how in ({"favor_precision": True}, {"favor_recall": True}):
        document = trafilatura.bare_extraction(page, **common, **how)
        if document is not None:
            found = cast("dict[str, Any]", document if isinstance(document, dict) else document.as_dict())
            if (found.get("text") or "").strip():
                return found
    return None


def _record(found: dict[str, Any], language: str | None, options: Options) -> Record:
    lines = [_SPACES.sub(" ", line).strip() for line in found["text"].split("\n")]
    lines = [line for line in lines if line]
    title = _SPACES.sub(" ", (found.get("title") or "").replace("\n", " ")).strip()
    if title and title not in lines[:3]:
        lines.insert(0, title)
    fields = [
        ("title", title),
        ("language", language),
        ("publisher", found.get("sitename")),
        ("url", found.get("url")),
        ("published", found.get("date")),
        ("author", found.get("author")),
        ("description", found.get("description")),
    ]
    document = described("\n".join(lines), fields, options)
    return cast("Record", {"format": FORMAT, "document": document})
