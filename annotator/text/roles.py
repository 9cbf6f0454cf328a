"""The role of each sentence in a news article, derived from its layout: headline, subhead, lead, body or caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

HEADLINE, SUBHEAD, LEAD, BODY, CAPTION = "headline", "subhead", "lead", "body", "caption"
ROLES = (HEADLINE, SUBHEAD, LEAD, BODY, CAPTION)

_LONGEST_HEADLINE = 250
_LONGEST_SUBHEAD = 100
_CLOSERS = "\"'”’“‘»«)]* \t"
_LIST_ITEM = re.compile(r"[-–—•*·▪●◦>]|\d{1,3}[.)]|\w\)")


def roles(text: str, sentences: Sequence[tuple[int, int]]) -> list[str]:
    """One role a sentence.

    - headline: the first line, when it has no final full stop;
    - subhead: a later short line of one sentence without a final mark, perhaps in quotes;
    - caption: a line of one sentence that ends in a colon;
    - lead: the first paragraph after a headline;
    - body: everything else.
    """
    found: list[str] = []
    lead = False
    for number, line in enumerate(_by_line(text, sentences)):
        role = _line_role(text, line, number == 0)
        if role == HEADLINE:
            lead = True
        elif role == BODY and lead:
            role, lead = LEAD, False
        found.extend([role] * len(line))
    return found


def _by_line(text: str, sentences: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The sentences grouped by the line that they begin on."""
    lines: list[list[tuple[int, int]]] = []
    previous = 0
    for start, end in sentences:
        if lines and "\n" not in text[previous:start]:
            lines[-1].append((start, end))
        else:
            lines.append([(start, end)])
        previous = end
    return lines


def _line_role(text: str, line: list[tuple[int, int]], first: bool) -> str:
    content = text[line[0][0] : line[-1][1]]
    final = content.rstrip(_CLOSERS)[-1:]
    if first and len(content) <= _LONGEST_HEADLINE and final not in (".", "…", ":", ",", ";"):
        return HEADLINE
    if len(line) > 1:
        return BODY
    if final == ":":
        return CAPTION
    if final in (".", "!", "?", "…", ",", ";", "") or len(content) > _LONGEST_SUBHEAD:
        return BODY
    if content[0].islower() or _LIST_ITEM.match(content):
        return BODY
    return SUBHEAD
