"""``croissant``: the training view (``formats.sentences``) with ``croissant.json``, Croissant 1.0 metadata (JSON-LD).

There is a record set for each file, with the columns of the rows as fields; what a field's rows hold is a sub-field
(``tokens/text``, ``spans/start``), and what these hold again (the pieces and attributes of a span) is named in the
description and left to readers of the lines. Name, licence, address, version and citation are not ours to know: they
say ``to be filled in``; there is no date, since an export has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

import orjson
from typing_extensions import is_typeddict

from annotator.formats.merging import mode_of
from annotator.formats.sentences import NOT_HELD, PARTLY, SentenceWriter, row_types
from annotator.formats.writing import Folder, Labelled, Plan, Writer, Written

__all__ = ["NOT_HELD", "PARTLY", "TO_DO", "metadata", "writer"]

TO_DO = "to be filled in"
_TO_DO_URL = "https://example.org/to-be-filled-in"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "conformsTo": "dct:conformsTo",
}
_CONTEXT |= {
    name: f"cr:{name}"
    for name in (
        "citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset"
        " jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source"
        " subField transform"
    ).split()
}
_SIGN = re.compile("[^A-Za-z0-9._-]+")
_SCALARS = {str: "sc:Text", int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean"}


def _scalar(kind: Any) -> str | None:
    """The Croissant type of a plain value, which may be None; None where it is a list or an object."""
    kinds = [one for one in get_args(kind) if one is not NoneType] if _is_union(kind) else [kind]
    found = {"sc:Text" if get_origin(one) is Literal else _SCALARS.get(one) for one in kinds}
    return found.pop() if len(found) == 1 else None


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _whole(kind: Any) -> Any:
    """A type without the None beside it."""
    return next(one for one in get_args(kind) if one is not NoneType) if _is_union(kind) else kind


def _members(kind: Any, merged: bool) -> Iterator[tuple[str, Any]]:
    """The keys of an object in a row with their types; those that only a merged row has: only there."""
    for name, one in get_type_hints(kind, include_extras=True).items():
        origin: Any = get_origin(one)
        if origin is not NotRequired:
            yield name, one
        elif merged:
            yield name, get_args(one)[0]


def _field(file: str, root: str, column: str, kind: Any, merged: bool) -> dict[str, Any]:
    """A column as a field, with a sub-field for each plain value of the objects in it."""
    whole = _whole(kind)
    repeated = get_origin(whole) is list
    held = get_args(whole)[0] if repeated else whole
    place = f"{root}/{column}"
    found: dict[str, Any] = {"@type": "cr:Field", "@id": place, "name": place, "description": f"{column} of the row."}
    if repeated:
        found["repeated"] = True
    source = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if not is_typeddict(held):
        return found | {"dataType": _scalar(kind) or _scalar(held), "source": source}
    plain, others = [], []
    for name, one in _members(held, merged):
        said = _scalar(one)
        if said is None:
            others.append(name)
            continue
        own = f"{place}/{name}"
        about = {"@type": "cr:Field", "@id": own, "name": own, "description": f"{name} of one of the {column}."}
        plain.append(about | {"dataType": said, "source": source | {"transform": {"jsonPath": name}}})
    if others:
        found["description"] += f" Each also has lists that are not described here: {', '.join(others)}."
    return found | {"dataType": "sc:StructuredValue", "subField": plain}


def metadata(plan: Plan, files: Iterable[Written]) -> dict[str, Any]:
    """The Croissant description of files of rows, in JSON-LD."""
    scheme, merged = plan.scheme, mode_of(plan.options) is not None
    distribution, records = [], []
    for file in files:
        root = file.name.removesuffix(".jsonl")
        distribution.append(
            {
                "@type": "cr:FileObject",
                "@id": file.name,
                "name": file.name,
                "description": "A row for each sentence and layer, as JSON lines.",
                "contentUrl": file.name,
                "contentSize": f"{file.bytes} B",
                "encodingFormat": "application/jsonlines",
                "sha256": file.sha256,
            }
        )
        fields = [_field(file.name, root, column, kind, merged) for column, kind in row_types(plan).items()]
        about = f"The rows of {file.name}. A row is one sentence as one layer labels it."
        records.append({"@type": "cr:RecordSet", "@id": root, "name": root, "description": about, "field": fields})
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": f"{_SIGN.sub('-', scheme.name)}-sentences",
        "description": f"Sentences labelled with the scheme {scheme.name} {scheme.version}: {scheme.title.en}.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": TO_DO,
        "url": _TO_DO_URL,
        "version": "0.0.0",
        "citeAs": TO_DO,
        "distribution": distribution,
        "recordSet": records,
    }


class _Described(SentenceWriter):
    """The training view with its description."""

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``sentences.jsonl`` (or a file for each part of a split), then ``croissant.json``."""
        super().write(documents, folder)
        names = [f"{part}.jsonl" for part in self.plan.splits] or ["sentences.jsonl"]
        found = metadata(self.plan, [folder.files[name] for name in names])
        with folder.open("croissant.json") as stream:
            stream.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _Described(plan)
