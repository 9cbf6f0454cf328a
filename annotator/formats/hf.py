"""``hf``: a folder that ``datasets.load_dataset`` reads as it stands: the rows of the training view, and its card.

The rows are those of ``sentences``, in ``data/``; the front matter of ``README.md`` declares the type of every column,
so that nothing is guessed from the first rows. Labels are a ``ClassLabel``: the scheme's, then any that only the data
have. Offsets are ``int64``, dates are strings as they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from annotator.formats.hf_card import Counts, Split, card
from annotator.formats.lines import write_line
from annotator.formats.sentence_shape import VotedRow, row_types
from annotator.formats.sentences import NOT_HELD, PARTLY, SentenceWriter
from annotator.formats.writing import Folder, Hashed, Labelled, Plan, Writer
from annotator.scheme import Scheme

__all__ = ["NOT_HELD", "PARTLY", "classes", "features", "writer"]

CARD = "README.md"
_DTYPES = {str: "string", int: "int64", float: "float64", bool: "bool"}
Classes = Mapping[tuple[str, ...], list[str]]


def classes(scheme: Scheme, counts: Counts) -> Classes:
    """The values of the columns that hold labels, by path: those of the scheme in its order, then others by name."""
    values = [value.name for label in scheme.sentence_label for value in label.values]
    seen = {
        ("spans", "label"): (list(scheme.spans), counts.spans),
        ("relations", "label"): (list(scheme.relations), counts.relations),
        ("labels", "name"): (list(scheme.sentence_labels), {name for name, _ in counts.labels}),
        ("labels", "value"): (list(dict.fromkeys(values)), {value for _, value in counts.labels}),
    }
    return {path: [*known, *sorted(set(found) - set(known))] for path, (known, found) in seen.items()}


def features(types: Mapping[str, Any], named: Classes) -> list[dict[str, Any]]:
    """The columns as the front matter of a card declares them; ``named``: class names by path."""
    return _fields(types, named, (), "voters" in types)


def _fields(types: Mapping[str, Any], named: Classes, path: tuple[str, ...], merged: bool) -> list[dict[str, Any]]:
    return [{"name": name, **_field(kind, named, (*path, name), merged)} for name, kind in types.items()]


def _field(kind: Any, named: Classes, path: tuple[str, ...], merged: bool) -> dict[str, Any]:
    """One column: ``dtype``, ``struct`` or ``list`` as ``Features`` writes them."""
    kind = _without_none(kind)
    if get_origin(kind) is list:
        inner = _field(get_args(kind)[0], named, path, merged)
        return {"list": inner.get("struct") or inner["dtype"]}
    if is_typeddict(kind):
        votes = get_type_hints(VotedRow) if _has_votes(kind) else {}
        held = {name: hint for name, hint in get_type_hints(kind).items() if name not in votes}
        return {"struct": _fields(held | (votes if merged else {}), named, path, merged)}
    names = named.get(path) or (list(_literals(kind)) if _literals(kind) else None)
    if names:
        return {"dtype": {"class_label": {"names": {str(n): name for n, name in enumerate(names)}}}}
    return {"dtype": _DTYPES[kind]}


def _has_votes(kind: Any) -> bool:
    """Whether a row has votes where layers are merged."""
    return VotedRow in getattr(kind, "__orig_bases__", ())


def _without_none(kind: Any) -> Any:
    """``X`` of ``X | None``; of several, one that holds the literals of all."""
    if get_origin(kind) not in (UnionType, Union):
        return kind
    others = [arg for arg in get_args(kind) if arg is not type(None)]
    return others[0] if len(others) == 1 else Union[tuple(others)]  # noqa: UP007 - made when it runs


def _literals(kind: Any) -> tuple[str, ...]:
    if get_origin(kind) is Literal:
        return tuple(get_args(kind))
    if get_origin(kind) in (UnionType, Union):
        return tuple(name for arg in get_args(kind) for name in _literals(arg))
    return ()


class _HuggingFace(SentenceWriter):
    """The folder."""

    def write(self, documents: Iterable[Labelled], folder: Folder) -> None:
        """``data/train.jsonl``, or a file for each part of a split; then the card."""
        counts = Counts()
        parts: tuple[str | None, ...] = self.plan.splits or (None,)
        splits = {part: Split(part or "train", f"data/{part or 'train'}.jsonl") for part in parts}
        with ExitStack() as held:
            streams: dict[str | None, Hashed] = {}
            for part, split in splits.items():
                streams[part] = held.enter_context(folder.open(split.path))
            for found in documents:
                stream, split = streams[found.split], splits[found.split]
                for row in self.rows.of(found):
                    write_line(stream, row)
                    split.rows += 1
                    counts.row(row)
                counts.document(found, self.losses(found))
            for part, split in splits.items():
                split.bytes = streams[part].size
        declared = features(row_types(self.plan), classes(self.plan.scheme, counts))
        with folder.open(CARD) as stream:
            stream.write(card(self.plan, declared, list(splits.values()), counts).encode())


def writer(plan: Plan) -> Writer:
    """Makes the writer of an export."""
    return _HuggingFace(plan)
