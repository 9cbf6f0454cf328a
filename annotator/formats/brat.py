"""``brat``: a ``.ann`` file with the ``.txt`` beside it; offsets count code points of that text.

T lines become spans, R lines, event arguments and equivalences relations, A and M lines, normalisations and notes
attributes, all under brat's own names: what the mapping does not know is counted and left out there. The files of real
corpora have faults; each is named by its line and the rest of the document comes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from annotator.errors import RecordError
from annotator.formats.brat_lines import Line, TextBound, cut_lines, text_bound
from annotator.formats.foreign import Draft, described, short
from annotator.formats.source import DEFAULTS, Options, Source, decoded_text, whole
from annotator.text.offsets import OffsetError, utf16_offsets

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming

__all__ = ["read"]

Place = Callable[[int], int | None]
Ends = dict[str, str]


def read(source: Source, options: Options = DEFAULTS) -> Iterator[Incoming | RecordError]:
    """The document of an annotation file, after the reasons for what is not taken over."""
    text_name = str(PurePath(source.name.removesuffix(".gz")).with_suffix(".txt"))
    try:
        annotations = whole(source, options)
        content = source.beside(".txt")
        if content is None:
            reason = f"there is no {text_name} beside it that can be read"
            raise RecordError(reason, "keep each .ann with its .txt", file=source.name)
        text = decoded_text(content, text_name, options.encoding)
    except RecordError as error:
        yield error
        return
    marked = content.startswith(codecs.BOM_UTF8)
    lines = list(cut_lines(annotations))
    bounds = [(line, text_bound(line.rest)) for line in lines if line.kind == "T"]
    place: Place
    text, place = _view(text, marked, [bound for _, bound in bounds if bound is not None])
    draft = Draft(text, source.name)
    for line, bound in bounds:
        _span(draft, line, bound, place)
    _others(draft, lines)
    yield from draft.incoming(described(text, (), options), stem=source.stem)


# -- where the offsets count from -----------------------------------------------------------------------------------


def _view(text: str, marked: bool, bounds: Sequence[TextBound]) -> tuple[str, Place]:
    """The text and the meaning of its offsets under which most surfaces fit.

    They should count code points of the file. But copying a corpus between systems turns line ends into two
    characters, and other tools count a byte order mark or UTF-16 units.
    """

    def same(offset: int) -> int | None:
        return offset

    def misses(text: str, place: Place) -> int:
        return sum(not _fits(text, bound, place) for bound in bounds)

    fewest = misses(text, same)
    best: tuple[str, Place] = (text, same)
    if not fewest:
        return best
    views: list[tuple[str, Place]] = []
    if "\r\n" in text:
        views.append((text.replace("\r\n", "\n"), same))
    if marked:
        views += [(seen, lambda offset: offset - 1 if offset else None) for seen, _ in (best, *views)]
    if not text.isascii() and max(text) > "\uffff":
        table = utf16_offsets(text)

        def units(offset: int) -> int | None:
            try:
                return table.from_utf16(offset)
            except OffsetError:
                return None

        views.append((text, units))
    for view in views:
        if (count := misses(*view)) < fewest:
            best, fewest = view, count
    return best


def _fits(text: str, bound: TextBound, place: Place) -> bool:
    """Whether a surface is what the text has at its place, white space aside: brat writes line ends as spaces."""
    pieces = []
    for first, last in bound.pieces:
        start, end = place(first), place(last)
        if start is None or end is None or not start < end <= len(text):
            return False
        pieces.append((start, end))
    if bound.surface is None:
        return True
    size = sum(end - start for start, end in pieces)
    if len(pieces) == 1 and size == len(bound.surface) and text.startswith(bound.surface, pieces[0][0]):
        return True
    if size > 2 * len(bound.surface) + 100:
        return False
    return " ".join(text[start:end] for start, end in pieces).split() == bound.surface.split()


# -- spans ----------------------------------------------------------------------------------------------------------


def _span(draft: Draft, line: Line, bound: TextBound | None, place: Place) -> None:
    used = 0
    if bound is None and line.more:  # broken before its surface
        tries = (text_bound(line.rest + glue + line.more[0]) for glue in (" ", ""))
        bound = next((found for found in tries if found is not None and _fits(draft.text, found, place)), None)
        used = int(bound is not None)
    if bound is None:
        draft.refuse(f"{line.name}: {short(line.rest)} is no label with offsets", "mend the line", line.number)
    elif not used and not _fits(draft.text, bound, place):
        whole_bound, used = _mended(draft.text, line, bound)
        if used and _fits(draft.text, whole_bound, place):
            bound = whole_bound
        else:
            used = 0
    for number, rest in enumerate(line.more[used:], line.number + 1 + used):
        _stray(draft, number, rest)
    if bound is not None:
        _place(draft, line, bound, place)
    if line.name not in draft.spans:
        draft.refused.add(line.name)


def _place(draft: Draft, line: Line, bound: TextBound, place: Place) -> None:
    """Put a span where it says, if the text there is the one it quotes."""
    pieces = [(place(start), place(end)) for start, end in bound.pieces]
    known = [(s, e) for s, e in pieces if s is not None and e is not None and max(s, e) <= len(draft.text)]
    if len(known) < len(pieces):
        start, end = bound.pieces[0][0], bound.pieces[-1][1]
        size = len(draft.text)
        reason = f"{line.name} ({bound.label}): {start}–{end} is outside the text of {size} characters"
        draft.refuse(reason, "count code points in the .txt", line.number)
    elif not _fits(draft.text, bound, place) and all(s < e for s, e in known):
        there = draft.shown(*known[0])
        reason = f"{line.name} ({bound.label}): quotes {short(bound.surface)}, but the text there is {there}"
        draft.refuse(reason, "mend the offsets or the quotation", line.number)
    else:
        draft.span(line.name, bound.label, known, line=line.number)


def _mended(text: str, line: Line, bound: TextBound) -> tuple[TextBound, int]:
    """A T line with as many of the lines after it as its surface wants for its length, and how many those are."""
    wanted = sum(end - start for start, end in bound.pieces)
    surface, used = bound.surface or "", 0
    parts = [surface]
    size = len(surface)
    for rest in line.more:
        if size >= wanted or size > len(text):
            break
        parts.append(rest)
        size += len(rest) + 1
        used += 1
    return TextBound(bound.label, bound.pieces, "\n".join(parts)), used


def _stray(draft: Draft, number: int, line: str) -> None:
    if line.strip():
        remedy = "an annotation begins with its id and a tab; take out line breaks"
        draft.refuse(f"{short(line)} is no annotation", remedy, number)


# -- everything else ------------------------------------------------------------------------------------------------


def _others(draft: Draft, lines: Sequence[Line]) -> None:
    """Relations first, since notes and attributes may be of them."""
    events = [(line, _arguments(line.rest)) for line in lines if line.kind == "E"]
    owners: Ends = {name: name for name in draft.spans}
    for line, arguments in events:
        if arguments and arguments[0][1] in draft.spans:
            owners[line.name] = arguments[0][1]
    for line, arguments in events:
        _event(draft, line, arguments, owners)
    for line in lines:
        if line.kind == "R":
            _relation(draft, line, owners)
        elif line.kind == "*":
            _equivalent(draft, line, owners)
        elif line.kind not in "TEAMN#":
            _stray(draft, line.number, f"{line.name}\t{line.rest}" if line.name else line.rest)
    for line in lines:
        if line.kind in "AMN":
            _attribute(draft, line, owners)
    for line in lines:
        if line.kind == "#":
            _note(draft, line, owners)


def _arguments(rest: str) -> list[tuple[str, str]]:
    """``Arg1:T1 Arg2:T2`` as pairs; what has no colon is left out."""
    pairs = (word.rpartition(":") for word in rest.split())
    return [(role, name) for role, colon, name in pairs if colon and name]


def _event(draft: Draft, line: Line, arguments: list[tuple[str, str]], owners: Ends) -> None:
    """An event is its trigger; what takes part in it is linked to that."""
    if not arguments or line.name not in owners:
        draft.refuse(f"event {line.name}: its trigger is not there", "mend the line", line.number)
        return
    trigger = owners[line.name]
    if arguments[0][0] != draft.spans[trigger]["label"]:
        draft.attribute(trigger, "event", arguments[0][0])
    for number, (role, name) in enumerate(arguments[1:], 1):
        label = role.rstrip("0123456789") or role  # Theme2 is the second Theme
        draft.relation(f"{line.name}-{number}", label, trigger, owners.get(name, name), line.number)


def _relation(draft: Draft, line: Line, owners: Ends) -> None:
    label, _, rest = line.rest.strip().partition(" ")
    arguments = _arguments(rest)
    if len(arguments) != 2:
        draft.refuse(f"{line.name}: a relation with {len(arguments)} ends", "it has two: Arg1:T1 Arg2:T2", line.number)
        return
    head, tail = (owners.get(name, name) for _, name in arguments)
    if draft.relation(line.name, label, head, tail, line.number):
        owners[line.name] = line.name


def _equivalent(draft: Draft, line: Line, owners: Ends) -> None:
    """``*	Equiv T1 T2 T3``: each is linked to the next one."""
    label, *names = line.rest.split() or [""]
    if len(names) < 2:
        draft.refuse("an equivalence of fewer than two", "mend the line", line.number)
    for number, (one, other) in enumerate(pairwise(names), 1):
        draft.relation(f"*{line.number}-{number}", label, owners.get(one, one), owners.get(other, other), line.number)


def _attribute(draft: Draft, line: Line, owners: Ends) -> None:
    """``A1	Certainty T1 Probable``, ``A2	Negation T1``, ``N1	Reference T1 Wikipedia:64642	Almaty``."""
    words = line.rest.partition("\t")[0].split()
    if len(words) < 2:
        draft.refuse(f"{line.name}: {short(line.rest)} has no name or says of nothing", "mend the line", line.number)
        return
    name, target, *value = words
    if not draft.attribute(owners.get(target, ""), name, " ".join(value) or True):
        draft.refuse(f"{line.name} ({short(name)[1:-1]}): {draft.missing(target)}", "", line.number)
        return
    owners[line.name] = owners[target]


def _note(draft: Draft, line: Line, owners: Ends) -> None:
    head, _, text = line.rest.partition("\t")
    name, _, target = head.strip().partition(" ")
    if text.strip() and not draft.attribute(owners.get(target.strip(), ""), name, text.strip()):
        reason = f"{line.name} ({short(name)[1:-1]}): a note, but {draft.missing(target.strip())}"
        draft.refuse(reason, "", line.number)
