"""The guideline of a label as lines of a width: its rule, what fits the sentence in focus, examples, attributes, links.

All words are the scheme's, in the language of the screen; pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.style import Style

from annotator.scheme import AttributeDef, RelationDef, Scheme, Value, Wording
from annotator.scheme.definition import Example, SentenceLabelDef, SpanDef
from annotator.session.guiding import Match
from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Words
from annotator.words import Say

__all__ = ["Guide", "Leaf", "page_lines", "paragraph"]

HERE = 3
"""General guidelines shown as those of this sentence, at most."""

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\w'‘\"“])")
_BRACKETS = re.compile(r"(\[[^\]]*\])")
Subject = SpanDef | RelationDef | SentenceLabelDef


def paragraph(line: Words, width: int, first: int = 0, rest: int = 0) -> list[Words]:
    """A line broken at spaces into lines of a width, set in; pieces without a space between them stay together."""
    lines: list[Words] = []
    used = 0
    for word, gap in _words(line):
        size = sum(cell_len(text) for text, _ in word)
        if not lines or used + 1 + size > width:  # a word after the first has a space before it
            used = rest if lines else first
            lines.append([])
            _join(lines[-1], (" " * used, word[0][1]))
        elif gap:
            _join(lines[-1], (" ", gap))
            used += 1
        for piece in word:
            _join(lines[-1], piece)
        used += size
    return lines


def _words(line: Words) -> Iterator[tuple[Words, Style | None]]:
    """The words of a line, each of one piece or more, with the style of the space before it."""
    word: Words = []
    gap: Style | None = None
    for text, style in line:
        for number, piece in enumerate(safe(text).split(" ")):
            if number and word:
                yield word, gap
                word = []
            gap = style if number else gap
            if piece:
                word.append((piece, style))
    if word:
        yield word, gap


def _join(line: Words, piece: tuple[str, Style]) -> None:
    """Put a piece at the end of a line, into the last one where the style is the same."""
    if line and line[-1][1] is piece[1]:
        line[-1] = line[-1][0] + piece[0], piece[1]
    elif piece[0]:
        line.append(piece)


@dataclass(slots=True)
class Leaf:
    """What is shown: lines, and those at which a section begins."""

    lines: list[Words] = field(default_factory=list)
    sections: list[int] = field(default_factory=lambda: [0])

    def turned(self, at: int, height: int, by: int) -> int:
        """The first line after a step of a page, which ends where a section begins; the last page stays full."""
        end = max(0, len(self.lines) - height)
        if by > 0:
            ahead = [line for line in self.sections if at < line < at + height]
            return min(end, ahead[0] if ahead else at + max(1, height - 1))
        behind = [line for line in self.sections if at - height < line < at]
        return max(0, behind[-1] if behind else at - max(1, height - 1))


class Guide:
    """Lays the texts of a scheme out in a language, with the looks of the screen; each text once."""

    def __init__(self, scheme: Scheme, say: Say, looks: Looks, width: int) -> None:
        self._scheme, self._say, self._looks, self._width = scheme, say, looks, width
        self._leaf = Leaf()
        self._kept: dict[object, list[Words]] = {}
        plain = looks.palette.ansi or looks.palette.no_color
        self._note = looks.text if plain else looks.page + Style(color=looks.palette.grounds.calm)

    def leaf(self, name: str, matches: Sequence[Match]) -> Leaf:
        """The guideline of a label, ``matches`` being the general ones, ranked for the sentence in focus."""
        say = self._say
        self._leaf = Leaf()
        scheme = self._scheme
        found = scheme.spans.get(name) or scheme.sentence_labels.get(name)
        if found is None:
            return self._leaf
        self._rule(found.rule, found.names if isinstance(found, SentenceLabelDef) else ())
        here = [match for match in matches if match.shared][:HERE]
        if here:
            self._section(say("guide.here"))
            for number, match in enumerate(here):
                if number:
                    self._blank()
                self._example(match.guideline, None, match.shared)
        if isinstance(found, SentenceLabelDef):
            self._section(say("guide.values"))
            self._values(found.values)
        self._examples(found)
        if isinstance(found, SpanDef):
            self._attributes(found.attribute)
            self._links(found)
        if rest := [match for match in matches if match not in here]:
            self._section(say("guide.doubts"))
            for number, match in enumerate(rest):
                if number:
                    self._blank()
                self._example(match.guideline, None)
        return self._leaf

    # -- pieces -----------------------------------------------------------------------------------------------------

    def _put(self, line: Words, first: int = 1, rest: int = 1) -> None:
        found = self._kept.get(key := (tuple(line), first, rest))
        if found is None:
            found = self._kept[key] = paragraph(line, self._width, first, rest)
        self._leaf.lines += found

    def _blank(self) -> None:
        if self._leaf.lines and self._leaf.lines[-1]:
            self._leaf.lines.append([])

    def _section(self, title: str) -> None:
        self._blank()
        self._leaf.sections.append(len(self._leaf.lines))
        self._put([(title, self._looks.strong)])

    def _rule(self, wording: Wording, values: Iterable[str] = ()) -> None:
        """A rule, one paragraph for each of its sentences; the value that a sentence is about stands out."""
        looks, names = self._looks, set(values)
        for sentence in _SENTENCES.split(" ".join(wording.say(self._say.language).split())):
            name, colon, rest = sentence.partition(":")
            if colon and name in names:
                self._put([(name, looks.strong), (colon + rest, looks.text)], 1, 3)
            else:
                self._put([(sentence, looks.text)], 1, 3)

    def _values(self, values: Sequence[Value]) -> None:
        for value in values:
            self._put([(value.name, self._looks.strong), (f" {value.title.say(self._say.language)}", self._looks.text)])

    def _example(self, example: Example, label: str | None, shared: Sequence[str] = ()) -> None:
        """An example with its marked words in the label's accent, then what it shows."""
        looks = self._looks
        marked = looks.label(label) if label else looks.strong
        if shared:
            self._put([(" · ".join(shared), looks.quiet)])
        pieces = _BRACKETS.split(example.text)
        self._put([(text, marked if number % 2 else looks.text) for number, text in enumerate(pieces) if text], 1, 3)
        self._put([(" ".join(example.note.say(self._say.language).split()), self._note)], 3, 3)

    def _examples(self, found: Subject) -> None:
        """Those with marks, then those that are no such thing."""
        label = found.name if isinstance(found, SpanDef) else None
        apart = isinstance(found, SpanDef)
        marked = [example for example in found.example if "[" in example.text or not apart]
        for title, examples in (
            ("guide.examples", marked),
            ("guide.not", [e for e in found.example if e not in marked]),
        ):
            if examples:
                self._section(self._say(title))
                for example in examples:
                    self._example(example, label)

    def _attributes(self, attributes: Sequence[AttributeDef]) -> None:
        if attributes:
            self._section(self._say("guide.attributes"))
        for number, attribute in enumerate(attributes):
            if number:
                self._blank()
            self._heading(attribute.title, attribute.name)
            if attribute.rule is not None:
                self._rule(attribute.rule, attribute.names)
            elif attribute.values:
                self._values(attribute.values)

    def _links(self, found: SpanDef) -> None:
        relations = [r for r in self._scheme.relation if found.name in (r.head, r.tail)]
        if relations:
            self._section(self._say("guide.links"))
        for number, relation in enumerate(relations):
            if number:
                self._blank()
            arrow = "↔" if relation.symmetric else "→"
            self._heading(relation.title, f"{relation.head} {arrow} {relation.tail}")
            self._rule(relation.rule)
            for example in relation.example:
                self._example(example, None)

    def _heading(self, title: Wording, aside: str) -> None:
        self._put([(title.say(self._say.language), self._looks.strong), (f"  {aside}", self._looks.quiet)])


def page_lines(
    title: str,
    style: Style,
    shown: Sequence[Words],
    keys: Sequence[tuple[str, str]],
    more: tuple[bool, bool],
    looks: Looks,
    width: int,
    rows: int,
    beside: bool,
) -> list[Words]:
    """A page of a leaf with its title and the keys that turn it.

    ``beside`` the text as the panel stands, with the keys on the last row; else below it, with all that on a rule.
    ``more`` says whether there is anything before and after what is shown.
    """
    marks = ("↑" if more[0] else " ") + ("↓" if more[1] else " ")
    foot: Words = []
    for key, words in keys:
        foot += [("  " if foot else "", looks.page), (key, looks.key), (f" {words}", looks.quiet)]
    if beside:
        page: list[Words] = [[], [(f" {title} ", style), (f" {marks}", looks.quiet)], [], *shown]
        return [*page, *[[] for _ in range(rows - len(page) - 1)], [(" ", looks.page), *foot]]
    used = cell_len(title) + 5 + cell_len(marks) + sum(cell_len(text) for text, _ in foot)
    rule = "─" * max(1, width - used - 3)
    head: Words = [("──", looks.quiet), (f" {title} ", style), (rule, looks.quiet), (f" {marks} ", looks.quiet), *foot]
    return [head, *shown]
