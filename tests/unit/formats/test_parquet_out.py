"""What the Parquet export says before Arrow sees it: columns, rows, and the extra missing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt, UsageError
from annotator.formats.parquet_out import TABLES, _owner, _said, _sentences, _span, _tokens, _values
from annotator.model import Attribute, Fragment, Layer, Part, SentenceState
from annotator.session.exporting import Asked, export
from annotator.store import Project
from tests.building import nl_fact
from tests.unit.formats.written_files import labelled, span

SCHEME = nl_fact()[1]
TEXT = "Er is mogelijk brand 🔥. De politie zwijgt."


def test_every_attribute_of_the_scheme_has_one_column() -> None:
    said = _said(SCHEME)
    assert said["sentences"] == {"check_worthiness": "check_worthiness"}
    assert set(said["spans"]) == {attribute.name for each in SCHEME.span for attribute in each.attribute}
    assert set(said["relations"]) == {attribute.name for each in SCHEME.relation for attribute in each.attribute}


def test_a_name_that_a_column_has_gets_another() -> None:
    first = SCHEME.span[0]
    named = [replace(first.attribute[0], name=name) for name in ("text", "text_", "other", "claim_type", "text")]
    said = _said(replace(SCHEME, span=(replace(first, attribute=tuple(named)),)))["spans"]
    assert said == {"text": "text_", "text_": "text__", "other": "other_", "claim_type": "claim_type"}


def test_what_has_no_column_or_is_said_twice_is_kept_beside() -> None:
    given = [Attribute("a", "1"), Attribute("b", "2"), Attribute("a", "3"), Attribute("c", "4")]
    other = [{"name": "a", "value": "3"}, {"name": "c", "value": "4"}]
    assert _values(given, {"b": "b", "a": "a", "d": "d"}) == ("2", "1", None, other)
    assert _values([], ()) == ([],)


def test_rows_are_as_wide_as_their_tables() -> None:
    found = labelled(TEXT, (Layer("anna"), Part(sentences=(SentenceState(1, "done"),))))
    owner = _owner(found, Layer("anna"))
    first, second = (
        dict(zip(TABLES["sentences"], row, strict=False))
        for row, _ in _sentences(found, owner, Part(sentences=(SentenceState(1, "done"),)), ())
    )
    assert (first["status"], second["status"]) == ("todo", "done")
    assert second["text"] == "De politie zwijgt."
    assert len(next(_sentences(found, owner, Part(), ()))[0]) == len(TABLES["sentences"]) + 1
    assert len(next(_tokens(found))[0]) == len(TABLES["tokens"])
    (unlabelled, _), *_ = _sentences(found, _owner(found, None), Part(), ())
    row = dict(zip(TABLES["sentences"], unlabelled, strict=False))
    assert (row["annotator"], row["status"]) == (None, None)


def test_a_span_in_pieces_tells_them() -> None:
    found = labelled(TEXT)
    row, _ = _span(found, _owner(found, Layer("anna")), span(TEXT, "c", "claim", "Er is", "brand 🔥"), ())
    told = dict(zip(TABLES["spans"], row, strict=False))
    assert (told["start"], told["end"], told["text"]) == (0, 22, "Er is … brand 🔥")
    assert told["fragments"] == [{"start": 0, "end": 5, "text": "Er is"}, {"start": 15, "end": 22, "text": "brand 🔥"}]
    assert len(row) == len(TABLES["spans"]) + 1


def test_a_span_that_does_not_quote_its_text_is_refused() -> None:
    wrong = replace(span(TEXT, "c", "claim", "Er is"), fragments=(Fragment(0, 5, "Er si"),))
    with pytest.raises(StoreCorrupt):
        _span(labelled(TEXT), (), wrong, ())


def test_without_pyarrow_nothing_is_made_and_the_remedy_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match=r"pip install 'factcheck-annotator\[parquet\]'"):
        export(project, Asked("parquet"), tmp_path / "out")
    assert list(tmp_path.glob("out*")) == []
