"""``prodigy``: the JSONL that ``prodigy db-out`` writes, one task a line, or an array of tasks.

``answer`` accept: all sentences done, also without a span; ignore: skipped; reject: flagged, and what it proposed is
not taken over. Tasks with the same text are one document with a layer for each annotator; an annotator's second task
on it is the second pass. Offsets count code points.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from annotator.errors import RecordError
from annotator.formats.elements import objects
from annotator.formats.foreign import Draft, annotator_name, described, name_of, whole_number
from annotator.formats.source import DEFAULTS, Options, Source

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming
    from annotator.formats.record import LayerPart

__all__ = ["read"]

_STATUS = {"accept": "done", "ignore": "skipped", "reject": "flagged"}
# The parts of a task that are not metadata of its text; so is every name that begins with an underscore.
_OWN = frozenset("text tokens spans relations answer options accept label html versions meta user_input config".split())


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The tasks of a file in order, and the reasons for those rejected."""
    rounds = _Rounds()
    for line, task, raw in objects(source, options):
        if isinstance(task, RecordError):
            yield task
            continue
        text = task.get(options.text_field)
        if not isinstance(text, str):
            kind = "no" if options.text_field not in task else "no string as"
            reason = f"a task with {kind} {options.text_field}"
            yield RecordError(reason, "only tasks on text can be read", file=source.name, line=line, raw=raw)
            continue
        yield from _task(Draft(text, source.name, line), task, options, rounds, raw)


class _Rounds:
    """Which texts a key and which passes an annotator had so far."""

    def __init__(self) -> None:
        self._keys: defaultdict[str, dict[bytes, int]] = defaultdict(dict)
        self._passes: Counter[tuple[str, bytes]] = Counter()

    @staticmethod
    def _mark(text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()

    def key(self, key: str, text: str) -> str:
        """The key of a text: tasks on the sentences of one article share its key, so the second text gets -2."""
        texts = self._keys[key]
        number = texts.setdefault(self._mark(text), len(texts) + 1)
        return key if number == 1 else f"{key}-{number}"

    def layer(self, annotator: str | None, key: str, text: str, kind: str) -> LayerPart | None:
        """The layer of a task; None where nobody is named."""
        if annotator is None:
            return None
        mark = (f"{annotator}\0{kind}\0{key}", self._mark(text))
        self._passes[mark] += 1
        layer: Any = {"annotator": annotator, "kind": kind, "pass": self._passes[mark]}
        found: LayerPart = layer
        return found


def _task(
    draft: Draft, task: Mapping[str, Any], options: Options, rounds: _Rounds, raw: bytes | None
) -> Iterator[Incoming | RecordError]:
    meta = task.get("meta")
    given = [(n, v) for n, v in task.items() if n not in _OWN and n != options.text_field and not n.startswith("_")]
    given += list(meta.items()) if isinstance(meta, dict) else [("meta", meta)]
    document = described(draft.text, given, options)
    key = document.get("key") or ""
    if key:
        document["key"] = key = rounds.key(key, draft.text)
    answer = task.get("answer")
    status = _STATUS.get(answer) if isinstance(answer, str) else None
    if answer is not None and status is None:
        draft.refuse(f"its answer is not {', '.join(_STATUS)}", "mend it")
    if status == "flagged":
        _rejected(draft, task)
    else:
        _spans(draft, task)
        _categories(draft, task)
    for name, what in (("versions", "versions under review"), ("user_input", "free answers")):
        if task.get(name):
            draft.lost[what] += 1
    who = annotator_name(task.get("_annotator_id")) or annotator_name(task.get("_session_id"))
    kind = "gold" if task.get("_view_id") == "review" else "annotator"
    labelled = status is not None or bool(draft.spans)
    layer = rounds.layer(who, key, draft.text, kind) if labelled else None
    yield from draft.incoming(document, layer, status=status, raw=raw)


def _rejected(draft: Draft, task: Mapping[str, Any]) -> None:
    """A rejected task says that its labels are wrong; they are only counted."""
    for name in ("spans", "relations", "accept"):
        found = task.get(name)
        if isinstance(found, list) and found:
            draft.lost[f"{name} of rejected tasks"] += len(found)
    if task.get("label"):
        draft.lost["labels of rejected tasks"] += 1


def _listed(draft: Draft, task: Mapping[str, Any], name: str) -> list[Any]:
    found = task.get(name)
    if found is not None and not isinstance(found, list):
        draft.refuse(f"{name} is no list", "mend the task")
    return found if isinstance(found, list) else []


class _Ends:
    """Finds the span that a relation means: by its offsets, else by its last token."""

    def __init__(self, tokens: object) -> None:
        self._tokens = tokens if isinstance(tokens, list) else []
        self._names: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)

    def add(self, name: str, item: Mapping[str, Any]) -> None:
        """Know a span."""
        start, end, last = (whole_number(item.get(field)) for field in ("start", "end", "token_end"))
        label = name_of(item.get("label"))
        for place in (("place", start, end), ("last", last), ("end", end)):
            self._names[place].append(name)
            self._names[*place, label].append(name)

    def find(self, span: object, token: object) -> str | None:
        """The name of the one span that fits; None where there is none, or several that nothing tells apart."""
        label = None
        places: list[tuple[object, ...]] = []
        if isinstance(span, dict):
            label = name_of(span.get("label"))
            places.append(("place", whole_number(span.get("start")), whole_number(span.get("end"))))
        number = whole_number(token)
        if number is not None:
            places.append(("last", number))
            if number < len(self._tokens) and isinstance(self._tokens[number], dict):
                places.append(("end", whole_number(self._tokens[number].get("end"))))
        for place in places:
            if None not in place and (*place, label) in self._names:
                return self._names[*place, label][0]
        for place in places:
            if None not in place and len(self._names.get(place, ())) == 1:
                return self._names[place][0]
        return None


def _spans(draft: Draft, task: Mapping[str, Any]) -> None:
    ends = _Ends(task.get("tokens"))
    for number, item in enumerate(_listed(draft, task, "spans"), 1):
        name = f"s{number}"
        if not isinstance(item, dict):
            draft.refuse(f"span {number} is no object", "mend the task")
        elif draft.span(name, item.get("label"), [(item.get("start"), item.get("end"))], item.get("text")):
            ends.add(name, item)
            for attribute, value in _attributes(item.get("attributes")):
                draft.attribute(name, attribute, value)
    for number, item in enumerate(_listed(draft, task, "relations"), 1):
        if not isinstance(item, dict):
            draft.refuse(f"relation {number} is no object", "mend the task")
            continue
        head, tail = (ends.find(item.get(f"{end}_span"), item.get(end)) for end in ("head", "child"))
        draft.relation(f"r{number}", item.get("label"), head, tail)


def _attributes(given: object) -> list[tuple[object, object]]:
    """Attributes are no part of Prodigy's own tasks; ``{name: value}`` or our own list of them is understood."""
    if isinstance(given, dict):
        return list(given.items())
    listed = given if isinstance(given, list) else []
    return [(item.get("name"), item.get("value")) for item in listed if isinstance(item, dict)]


def _categories(draft: Draft, task: Mapping[str, Any]) -> None:
    """Labels of the whole text: the chosen options, or the one label that was accepted."""
    chosen = task.get("accept")
    for value in chosen if isinstance(chosen, list) else []:
        draft.say(value)
    if task.get("label") and not draft.spans and task.get("answer") == "accept":
        draft.say(task["label"])
