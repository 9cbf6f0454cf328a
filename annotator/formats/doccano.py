"""``doccano``: the JSONL (or JSON array) that doccano exports, in both its forms.

With relations: ``entities`` and ``relations`` by id; without: ``label`` (older: ``labels``, ``entities``) as
``[start, end, name]``. A row without labels is a document only: doccano does not say whether somebody looked at it.
The export has one file for each annotator and names him nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from annotator.errors import RecordError
from annotator.formats.elements import objects
from annotator.formats.foreign import Draft, annotator_name, described, name_of
from annotator.formats.source import DEFAULTS, Options, Source

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming
    from annotator.formats.record import LayerPart

__all__ = ["read"]

_SPANS = ("entities", "label", "labels", "annotations")
_OWN = frozenset([*_SPANS, "id", "doc_id", "text", "data", "relations", "Comments", "comments", "cats", "username"])


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The rows of a file in order, and the reasons for those rejected."""
    for line, row, raw in objects(source, options):
        if isinstance(row, RecordError):
            yield row
            continue
        text = row.get(options.text_field, row.get("data"))
        if not isinstance(text, str):
            reason = f"a row with no {options.text_field}" if text is None else f"its {options.text_field} is no string"
            yield RecordError(reason, "name the field with --text-field", file=source.name, line=line, raw=raw)
            continue
        yield from _row(Draft(text, source.name, line), row, options, raw)


def _row(draft: Draft, row: Mapping[str, Any], options: Options, raw: bytes | None) -> Iterator[Incoming | RecordError]:
    given = [(n, v) for n, v in row.items() if n not in _OWN and n not in (options.text_field, "meta")]
    meta = row.get("meta")
    given += list(meta.items()) if isinstance(meta, dict) else [("meta", meta)]
    document = described(draft.text, given, options)
    users = _labels(draft, row)
    for number, item in enumerate(_listed(draft, row, "relations"), 1):
        if not isinstance(item, dict):
            draft.refuse(f"relation {number} is no object", "mend the row")
            continue
        head, tail = name_of(item.get("from_id")), name_of(item.get("to_id"))
        draft.relation(f"r{name_of(item.get('id')) or number}", item.get("type"), head, tail)
    for name in ("Comments", "comments"):
        if found := row.get(name):
            draft.lost["comments"] += len(found) if isinstance(found, list) else 1
    who = annotator_name(row.get("username")) or (users.pop() if len(users) == 1 else None)
    if len(users) > 1:
        draft.lost["names of the annotators of one row"] += len(users)
    layer: LayerPart | None = {"annotator": who} if who is not None else None
    stem = name_of(row.get("id", row.get("doc_id"))) or ""
    yield from draft.incoming(document, layer if draft.spans else None, stem=stem, raw=raw)


def _listed(draft: Draft, row: Mapping[str, Any], name: str) -> list[Any]:
    found = row.get(name)
    if found is not None and not isinstance(found, list):
        draft.refuse(f"{name} is no list", "mend the row")
    return found if isinstance(found, list) else []


def _labels(draft: Draft, row: Mapping[str, Any]) -> set[str]:
    """Takes the spans and the labels of the whole text; gives the users that the oldest form names."""
    users = set()
    number = 0
    for field in _SPANS:
        if isinstance(row.get(field), str):  # a label of the whole text
            draft.say(row[field])
            continue
        for item in _listed(draft, row, field):
            number += 1
            if isinstance(item, dict):
                name = name_of(item.get("id")) or f"s{number}"
                draft.span(name, item.get("label"), [(item.get("start_offset"), item.get("end_offset"))])
                if user := annotator_name(item.get("user")):
                    users.add(user)
            elif isinstance(item, list) and len(item) == 3:
                draft.span(f"s{number}", item[2], [(item[0], item[1])])
            elif isinstance(item, str):
                draft.say(item)
            else:
                draft.refuse(f"span {number} is no [start, end, label]", "mend the row")
    for item in _listed(draft, row, "cats"):
        draft.say(item)
    return users
