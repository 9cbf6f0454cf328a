"""What is generated is as it would be generated now, and says what it is."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path

import orjson
import pytest
from pydantic import TypeAdapter

from annotator.resources import seed_file
from annotator.session import Session
from annotator.store.events import events
from tests.building import mark, new_project
from tests.generate import GENERATED, ROOT, event_schema, record_schema, tables


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files_are_not_stale(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), f"{name} is not there: run make docs"
    assert path.read_text(encoding="utf-8") == GENERATED[name](), f"{name} is stale: run make docs"


@pytest.mark.parametrize("name", [name for name in GENERATED if name.endswith(".json")])
def test_a_json_schema_says_which_dialect_it_is_in_and_refers_to_itself_only(name: str) -> None:
    schema = json.loads(GENERATED[name]())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(schema)[:2] == ["$schema", "title"]

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [r for value in part.values() for r in references(value)]
        return [r for value in part for r in references(value)] if isinstance(part, list) else []

    for reference in references(schema):
        assert reference.startswith("#/$defs/")
        assert reference.rsplit("/", 1)[1] in schema["$defs"]


def test_the_tables_can_be_made_from_the_file() -> None:
    conn = sqlite3.connect(":memory:")
    conn.executescript(tables())
    kinds = (
        "SELECT type, count(*) FROM sqlite_schema WHERE tbl_name NOT GLOB '*sqlite_*' AND sql IS NOT NULL GROUP BY type"
    )
    made = dict(conn.execute(kinds))
    conn.close()
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        wanted = project.ask(kinds)
    assert made == dict(wanted)
    assert made["trigger"] == 2


def test_the_schemas_name_every_key_that_is_written(session: Session) -> None:
    mark(session, "claim", "tientallen doden")
    example = orjson.loads(seed_file("nos-almaty", "example.jsonl").read_bytes())
    assert set(example) <= set(json.loads(record_schema())["properties"])
    event = TypeAdapter(object).dump_python(list(events(session.project))[-1])
    assert set(event) == set(json.loads(event_schema())["properties"])
