"""Writes a mapping to begin with: every name that an import has and the scheme has not, with a guess beside it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.formats.record import NamedValue, Record
    from annotator.scheme import Scheme

__all__ = ["starter"]

_MOST_VALUES = 50
_NEAR = 0.55
# Names that other schemes have for what news annotation is about; the first of ours that the scheme has is suggested.
_ALSO = {
    "source": "per person persoon org organization organisation organisatie speaker spreker agent holder bron",
    "claim": "content claim bewering statement proposition target uitspraak",
    "attribution_cue": "cue attribution signal reporting verb",
    "uncertainty_cue": "uncertainty uncertain hedge speculation modality onzeker onzekerheid",
    "quote": "quote quotation direct citaat",
    "attributed_to": "source_of has_source attribution attributed bron_van",
    "hedges": "hedge scope modifies",
    "same_as": "equiv coref coreference identical",
    "cert_author": "certainty factuality confidence",
    "polarity": "negation negated polarity",
    "check_worthiness": "checkworthy check_worthy checkworthiness worthiness",
}
_HEAD = """\
# Which of the scheme's names each name of the import becomes. Take the # away where the guess is right, mend it where
# it is not; false leaves a name out on purpose. What stays behind a # is not taken over, and counted at the import.
# More can be said of a label: PER = {label = "source", attributes = {source_type = "person"}}
"""


@dataclass(slots=True)
class _Tally:
    """How often each name is there."""

    span: Counter[str] = field(default_factory=Counter)
    relation: Counter[str] = field(default_factory=Counter)
    attribute: Counter[str] = field(default_factory=Counter)
    sentence_label: Counter[str] = field(default_factory=Counter)
    value: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, record: Record) -> None:
        """Count the names of a record."""
        for span in record.get("spans") or ():
            self.span[span["label"]] += 1
            self._said(self.attribute, span.get("attributes") or ())
        for relation in record.get("relations") or ():
            self.relation[relation["label"]] += 1
            self._said(self.attribute, relation.get("attributes") or ())
        for sentence in record.get("sentences") or ():
            self._said(self.sentence_label, sentence.get("labels") or ())

    def _said(self, names: Counter[str], items: Iterable[NamedValue]) -> None:
        for item in items:
            names[item["name"]] += 1
            values = self.value[item["name"]]
            # free text has as many values as there are notes: no more are kept than can be of use
            if len(values) < 20 * _MOST_VALUES or item["value"] in values:
                values[item["value"]] += 1


def starter(records: Iterable[Record], scheme: Scheme) -> str:
    """The text of a mapping for these records, all of it behind ``#``: names, counts, and the nearest of ours."""
    tally = _Tally()
    for record in records:
        tally.add(record)
    titles = {part.name: (part.title.en, part.title.nl) for part in scheme.span}
    titles |= {part.name: (part.title.en, part.title.nl) for part in scheme.relation}
    listed = [a for part in scheme.span for a in part.attribute]
    attributes = {a.name: a.names for a in [*listed, *(a for part in scheme.relation for a in part.attribute)]}
    labels = {label.name: label.names for label in scheme.sentence_label}
    out = [_HEAD]
    out += _table("span", tally.span, list(scheme.spans), titles)
    out += _table("relation", tally.relation, list(scheme.relations), titles)
    out += _table("attribute", tally.attribute, list(attributes), titles)
    for name in tally.attribute:
        own = name if name in attributes else _nearest(name, list(attributes), titles)
        out += _table(f"value.{_key(name)}", tally.value[name], attributes.get(own or "", ()), {})
    out += _sentence_labels(tally, labels)
    return "\n".join(out)


def _table(header: str, found: Counter[str], own: Sequence[str], titles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if not found:
        return
    yield f"[{header}]"
    listed = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    for name, count in listed[:_MOST_VALUES]:
        yield _line(name, count, own, titles)
    if len(listed) > _MOST_VALUES:
        yield f"# … and {len(listed) - _MOST_VALUES} more names"
    yield ""


def _line(name: str, count: int, own: Sequence[str], titles: Mapping[str, Sequence[str]]) -> str:
    times = f"{count} ×"
    if name in own:
        return f"# {_key(name)} = {_quoted(name)}  # {times}, and the scheme's own name: needs no line"
    near = _nearest(name, own, titles)
    return f"# {_key(name)} = {_quoted(near) if near else 'false'}  # {times}"


def _sentence_labels(tally: _Tally, labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A label that is a name without a value becomes a label with one."""
    if not tally.sentence_label:
        return
    yield "[sentence_label]"
    valued = []
    for name, count in sorted(tally.sentence_label.items(), key=lambda pair: (-pair[1], pair[0])):
        owner = next((label for label, values in labels.items() if name in values), None)
        if tally.value[name].keys() - {"true"}:
            valued.append(name)
            yield _line(name, count, list(labels), {})
        elif owner is not None:
            value = f"{{label = {_quoted(owner)}, value = {_quoted(name)}}}"
            yield f"# {_key(name)} = {value}  # {count} ×, and a value of {owner}: needs no line"
        else:
            near = _nearest(name, list(labels), {}) or next(iter(labels), None)
            first = labels[near][0] if near else ""
            said = f"{{label = {_quoted(near)}, value = {_quoted(first)}}}" if near else "false"
            yield f"# {_key(name)} = {said}  # {count} ×"
    yield ""
    for name in valued:
        if name in tally.attribute:  # its values stand above, in the table of the same name
            continue
        own = name if name in labels else _nearest(name, list(labels), {})
        yield from _table(f"value.{_key(name)}", tally.value[name], labels.get(own or "", ()), {})


# -- the nearest name -----------------------------------------------------------------------------------------------


def _nearest(name: str, own: Sequence[str], titles: Mapping[str, Sequence[str]]) -> str | None:
    """The name of ours that looks most like another's, or that is known to mean the same."""
    wanted = _folded(name)[:100]
    best, most = None, _NEAR
    for candidate in own:
        words = [_folded(candidate), *(_folded(title) for title in titles.get(candidate, ()))]
        score = max(SequenceMatcher(None, wanted, word).ratio() for word in words)
        if any(wanted == word or (len(word) > 2 and wanted.startswith(word)) for word in words):
            score = max(score, 0.95)
        elif wanted and wanted in _ALSO.get(candidate, "").split():
            score = max(score, 0.9)
        if score > most:
            best, most = candidate, score
    return best


def _folded(name: str) -> str:
    """``hasSource``, ``Has-Source`` and ``has_source`` are one."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", parted).strip("_").lower()


# -- TOML -----------------------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """A TOML string: JSON's, in which no character is left that a terminal or TOML could take amiss."""
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)
