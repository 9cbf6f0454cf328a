"""``labelstudio``: the JSON export of Label Studio (not JSON-MIN), a list of tasks on text.

Offsets count UTF-16 units. Each annotation is a layer, named by who completed it; an annotator's second annotation of
a task is the second pass. A cancelled one is skipped, any other one done. What is said of a region under its own id
(choices, ratings, texts) becomes its attributes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import RecordError
from annotator.formats.elements import objects
from annotator.formats.foreign import Draft, Unfit, annotator_name, described, name_of, short, whole_number
from annotator.formats.source import DEFAULTS, Options, Source
from annotator.text.offsets import OffsetError, Utf16Table, utf16_offsets

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming
    from annotator.formats.record import DocumentPart, LayerPart

__all__ = ["read"]

_MOST = 1000
_LINK = re.compile(r"https?://\S+\Z")
_SAID = ("choices", "rating", "textarea", "number", "datetime", "taxonomy", "pairwise")
_MIN = ("annotation_id", "lead_time", "annotator")
_SHAPE = "export as JSON (not JSON-MIN, CSV or CONLL) from Label Studio"


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The layers of a file's tasks in order, and the reasons for those rejected."""
    for line, task, raw in objects(source, options, by_line=False):
        if isinstance(task, RecordError):
            yield task
            continue
        if "data" not in task and any(name in task for name in _MIN):
            reason = "this is a JSON-MIN export, which has no relations and does not tell annotators apart"
            yield RecordError(reason, _SHAPE, file=source.name, line=line)
            return
        try:
            document = _document(task, options)
        except Unfit as error:
            yield RecordError(error.reason, error.remedy, file=source.name, line=line, raw=raw)
            continue
        yield from _layers(source.name, line, raw, task, document)


def _document(task: Mapping[str, Any], options: Options) -> DocumentPart:
    data = task.get("data")
    if not isinstance(data, dict):
        raise Unfit("a task without data", _SHAPE)
    name = _text_field(task, data, options)
    text = data.get(name)
    if not isinstance(text, str):
        raise Unfit(f"its data has no text {name!r}", f"name one with --text-field: {short(', '.join(data), 120)}")
    if _LINK.match(text):
        raise Unfit("its text is a link to somewhere else", "export with the text in the tasks")
    meta = data.get("meta")
    given = [(n, v) for n, v in data.items() if n not in (name, "meta")]
    given += list(meta.items()) if isinstance(meta, dict) else [("meta", meta)]
    return described(text, given, options)


def _text_field(task: Mapping[str, Any], data: Mapping[str, Any], options: Options) -> str:
    """The field that is labelled: the one asked for, else the one the regions name, else the only string."""
    if options.text_field in data:
        return options.text_field
    for item in _results(_annotations(task)):
        if isinstance(to := item.get("to_name"), str) and isinstance(data.get(to), str):
            return to
    strings = [name for name, value in data.items() if isinstance(value, str)]
    return strings[0] if len(strings) == 1 else options.text_field


def _annotations(task: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = task.get("annotations", task.get("completions"))
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _results(annotations: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for annotation in annotations:
        found = annotation.get("result")
        yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()


def _layers(
    file: str, line: int, raw: bytes | None, task: Mapping[str, Any], document: DocumentPart
) -> Iterator[Incoming | RecordError]:
    annotations = _annotations(task)
    stem = name_of(task.get("id")) or ""
    passes: Counter[str] = Counter()
    table = utf16_offsets(document["text"])
    draft = Draft(document["text"], file, line)
    for name in ("predictions", "drafts"):
        if isinstance(found := task.get(name), list) and found:
            draft.lost[name] += len(found)
    given = task.get("annotations")
    if given is not None and (not isinstance(given, list) or len(given) > len(annotations)):
        draft.refuse("some of its annotations are no objects", "mend the task")
    if len(annotations) > _MOST:
        draft.refuse(f"it has {len(annotations)} annotations; those after the first {_MOST} are left out")
    if not annotations:
        yield from draft.incoming(document, stem=stem, raw=raw)
    for number, annotation in enumerate(annotations[:_MOST], 1):
        who = _who(annotation, number if len(annotations) > 1 else 0)
        layer = None
        if who is not None:
            passes[who] += 1
            layer = cast("LayerPart", {"annotator": who, "kind": "annotator", "pass": passes[who]})
        _labels(draft, annotation, table)
        status = "skipped" if annotation.get("was_cancelled") is True else "done"
        yield from draft.incoming(document, layer, stem=stem, status=status, raw=raw)
        draft = Draft(document["text"], file, line)


def _who(annotation: Mapping[str, Any], number: int) -> str | None:
    by = annotation.get("completed_by")
    if isinstance(by, dict):
        by = by.get("email") or by.get("username") or by.get("id")
    return annotator_name(by) or (f"annotation-{number}" if number else None)


def _labels(draft: Draft, annotation: dict[str, Any], table: Utf16Table) -> None:
    found = annotation.get("result")
    if found is not None and not isinstance(found, list):
        draft.refuse("the result of an annotation is no list", "mend the task")
    items = list(_results([annotation]))
    if isinstance(found, list) and len(items) < len(found):
        draft.refuse("a result is no object", "mend the task")
    if annotation.get("ground_truth") is True:
        draft.lost["marks of ground truth"] += 1
    for number, item in enumerate(items, 1):
        value = item.get("value")
        if isinstance(value, dict) and item.get("type") == "labels":
            _region(draft, item, value, name_of(item.get("id")) or f"s{number}", table)
    for number, item in enumerate(items, 1):
        if item.get("type") == "relation":
            _relation(draft, item, number)
        elif item.get("type") != "labels" or not isinstance(item.get("value"), dict):
            _said(draft, item)


def _region(draft: Draft, item: dict[str, Any], value: dict[str, Any], name: str, table: Utf16Table) -> None:
    labels = value.get("labels")
    names = labels if isinstance(labels, list) and labels else [None]
    try:
        start, end = _place(draft.text, value, table)
    except (Unfit, OffsetError) as error:
        draft.refuse(f"{short(name)[1:-1]} ({short(names[0])[1:-1]}): {error}", "count UTF-16 units in this text")
        return
    for number, label in enumerate(names, 1):
        if draft.span(own := name if number == 1 else f"{name}/{number}", label, [(start, end)]):
            meta = item.get("meta")
            note = meta.get("text") if isinstance(meta, dict) else None
            if note:
                draft.attribute(own, "note", "\n".join(map(str, note)) if isinstance(note, list) else note)


def _place(text: str, value: dict[str, Any], table: Utf16Table) -> tuple[int, int]:
    """The code points of a region. Scripts that write tasks often count these: the quoted text tells."""
    start, end = whole_number(value.get("start")), whole_number(value.get("end"))
    if start is None or end is None:
        raise Unfit("its offsets are not those of a plain text")
    quote = value.get("text")
    same = isinstance(quote, str) and end - start == len(quote) and text.startswith(quote, start)
    try:
        first, last = table.from_utf16(start), table.from_utf16(end)
    except OffsetError:
        if same:
            return start, end
        raise
    if isinstance(quote, str) and not _alike(text, first, last, quote):
        if same:
            return start, end
        raise Unfit(f"quotes {short(quote)}, but the text there is {short(text[first : min(last, first + 50)])}")
    return first, last


def _alike(text: str, start: int, end: int, quote: str) -> bool:
    """The editor quotes what it shows: line ends may be written as backslash and n, and white space run together."""
    if end - start > 2 * len(quote) + 100:
        return False
    found = text[start:end]
    return found == quote or found.split() == quote.replace("\\n", "\n").split()


def _relation(draft: Draft, item: dict[str, Any], number: int) -> None:
    head, tail = name_of(item.get("from_id")), name_of(item.get("to_id"))
    if item.get("direction") == "left":
        head, tail = tail, head
    labels = item.get("labels")
    for extra, label in enumerate(labels if isinstance(labels, list) and labels else ["relation"], 1):
        draft.relation(f"r{number}" if extra == 1 else f"r{number}/{extra}", label, head, tail)


def _said(draft: Draft, item: dict[str, Any]) -> None:
    """Choices and the like: of a region under its id, else of the whole text."""
    kind, value, owner = item.get("type"), item.get("value"), name_of(item.get("id")) or ""
    if kind not in _SAID or not isinstance(value, dict):
        draft.lost[f"results of the type {short(kind)[1:-1]}"] += 1
        return
    found = value.get("text" if kind == "textarea" else cast("str", kind))
    for each in found if isinstance(found, list) else [found]:
        said = "/".join(map(str, each)) if isinstance(each, list) else each
        if isinstance(said, float) and said.is_integer():
            said = int(said)
        if owner in draft.spans:
            draft.attribute(owner, item.get("from_name"), said)
        elif "start" in value:
            draft.refuse(f"{short(item.get('from_name'))[1:-1]}: its region was left out or has no label")
        else:
            draft.say(item.get("from_name"), said)
