"""The questions about a sentence in words: the one in focus with its answers, the list of all, how far the work is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from annotator.model import Span
from annotator.session.adjudication import Adjudication
from annotator.session.comparing import Item, Variant
from annotator.ui.actions import Registry
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.compared import short_name
from annotator.ui.widgets.painted import Words, cut, folded
from annotator.ui.widgets.panel import words_of
from annotator.words import Say

__all__ = ["heading_line", "keys_line", "listed_lines", "question_lines"]

KEYS = ("gold.left", "gold.right", "gold.third", "gold.fourth", "gold.fifth", "gold.sixth")
"""The actions that take an answer, in their order."""
BAR = 17
SIGNS = {"open": "○", "waits": "·", "settled": "✓", "void": "–"}


def heading_line(case: Adjudication, say: Say, looks: Looks, width: int) -> Words:
    """Key, sentence, how many of those that can be adjudicated are, and whether everything is on the disk."""
    document = case.stored.document
    done, count = case.progress
    waiting = len(case.pending)
    saved = f"◌ {say('unsaved', n=waiting)}" if waiting else f"● {say('saved')}"
    place = f"{say('sentence')} {case.cursor.sentence + 1}/{len(case.stored.sentences)}"
    share = say("adjudicated", done=done, count=count)
    filled = round(done / count * BAR) if count else 0
    bar = ("━" * filled, "─" * (BAR - filled)) if width >= 100 else ("", "")
    right: Words = [
        (place, looks.text),
        ("   ", looks.page),
        (share, looks.text),
        ("  " if bar[0] or bar[1] else "", looks.page),
        (bar[0], looks.text),
        (bar[1], looks.quiet),
        ("   ", looks.page),
        (saved, looks.alarm if waiting else looks.quiet),
        (" ", looks.page),
    ]
    room = width - sum(cell_len(text) for text, _ in right) - 2
    key = cut(document.key, max(8, room // 2))
    title = cut(document.title or "", max(0, room - cell_len(key) - 3))
    left: Words = [(f" {key}", looks.strong), (f"  {title}", looks.quiet)]
    gap = width - sum(cell_len(text) for text, _ in (*left, *right))
    return [*left, (" " * max(1, gap), looks.page), *right]


# -- the question in focus ----------------------------------------------------------------------------------------


def question_lines(
    case: Adjudication, registry: Registry, say: Say, looks: Looks, width: int, rows: int
) -> list[Words]:
    """What is asked, and below it each answer with the key that takes it and who gave it."""
    item = case.item
    lines: list[Words] = [[("─" * width, looks.quiet)], _head(case, registry, say, looks, width)]
    if item is not None:
        longest = max(len(", ".join(map(case.name, variant.raters))) for variant in item.variants)
        for number, variant in enumerate(item.variants):
            key = registry.key(KEYS[number]) if number < len(KEYS) else " "
            lines.append(_variant(case, item, variant, key, min(longest, 24), say, looks, width))
    return (lines + [[] for _ in range(rows)])[:rows]


def _head(case: Adjudication, registry: Registry, say: Say, looks: Looks, width: int) -> Words:
    item = case.item
    left: Words
    if item is None:
        state = case.labels.state(case.cursor.sentence)
        words = say("is_done") if state.status == "done" else say("nothing_asked", key=registry.key("sentence.done"))
        return [(f" {cut(words, width - 2)}", looks.text)]
    left = [(f" {say(f'kind.{item.kind}')}  ", looks.strong), *_subject(case, item, looks)]
    how = _outcome(case, item, say)
    if how:
        left += [("   ", looks.page), (how, looks.strong if case.state_of(item) == "settled" else looks.quiet)]
    right = _standing(case, registry, say)
    room = width - sum(cell_len(text) for text, _ in left) - 2
    right = cut(right, max(0, room - 2))
    return [*left, (" " * max(1, room - cell_len(right)), looks.page), (right, looks.quiet), (" ", looks.page)]


def _standing(case: Adjudication, registry: Registry, say: Say) -> str:
    """How far the sentence is: open, agreed and not adopted, or what to do when nothing is left."""
    left = case.left()
    agreed = sum(item.agreed and case.state_of(item) == "open" for item in left)
    parts = [say("questions", n=case.items.index(case.item) + 1, count=len(case.items))] if case.item else []
    if len(left) > agreed:
        parts.append(say("open_questions", n=len(left) - agreed))
    if agreed:
        parts.append(say("to_adopt", n=agreed, key=registry.key("gold.adopt")))
    if not left:
        done = case.labels.state(case.cursor.sentence).status == "done"
        parts.append(say("is_done") if done else say("all_decided", key=registry.key("sentence.done")))
    return " · ".join(parts)


def _subject(case: Adjudication, item: Item, looks: Looks) -> Words:
    """What a question is about."""
    if item.subject == "sentence":
        return [(item.name, looks.text)]
    if item.subject == "link":
        head, tail = item.ends
        names = [(short_name(case, group), looks.label(group.labels[0])) for group in (head, tail)]
        return [names[0], (f" {item.name} → ", looks.text), names[1]]
    group = item.group
    assert group is not None
    named: Words = [(short_name(case, group), looks.label(group.labels[0]))]
    what = item.name or " / ".join(group.labels)
    return [*named, (f" {what}", looks.text)]


def _outcome(case: Adjudication, item: Item, say: Say) -> str:
    """What was decided, or why nothing can be."""
    state = case.state_of(item)
    if state == "open":
        return ""
    if state != "settled":
        return f"{SIGNS[state]} {say(f'state.{state}')}"
    answer = case.answer(item)
    if answer is None:
        return f"✓ {say('choice.gold')}"
    if item.agreed and answer.choice != "neither":
        return f"✓ {say('choice.adopt')}"
    if answer.choice == "accept":
        return f"✓ {', '.join(map(case.name, answer.raters))}"
    return f"✓ {say(f'choice.{answer.choice}')}"


def _variant(
    case: Adjudication, item: Item, variant: Variant, key: str, longest: int, say: Say, looks: Looks, width: int
) -> Words:
    who = cut(", ".join(map(case.name, variant.raters)), 24)
    answer = case.answer(item)
    taken = answer is not None and answer.choice in ("accept", "adopt") and set(variant.raters) <= set(answer.raters)
    sign = "✓" if case.state_of(item) == "settled" and taken else " "
    line: Words = [(f" {sign} ", looks.strong), (f"{key:<2}", looks.key), (f"{who:<{longest}}  ", looks.quiet)]
    room = width - sum(cell_len(text) for text, _ in line) - 1
    if variant.empty:
        return [*line, (say("says_nothing"), looks.quiet)]
    if variant.span is not None:
        label = variant.span.label
        titled: Words = [(f"{label} ", looks.label(label))] if item.kind == "label" else []
        room -= sum(cell_len(text) for text, _ in titled)
        return [*line, *titled, *_told(case, item, variant, variant.span, looks, room)]
    if variant.relation is not None:
        ends = " → ".join(words_of(group.members[variant.raters[0]]) for group in item.ends)
        values = "  ".join(f"{a.name}={a.value}" for a in variant.relation.attributes)
        return [*line, (cut(f"“{ends}”  {values}", room), looks.text)]
    value = variant.value or ""
    return [*line, (cut(value, room), looks.text), (cut(f"  {_title(case, item, value, say)}", 40), looks.quiet)]


def _told(case: Adjudication, item: Item, variant: Variant, span: Span, looks: Looks, room: int) -> Words:
    """The words of a span, and behind them the values that all of its question agree on."""
    words = cut(f"“{words_of(span)}”", room)
    left = room - cell_len(words) - 2
    disputed = {other.name for other in case.items if other.subject == "attribute" and other.group is item.group}
    named = [a.name for a in span.attributes if a.name not in disputed]
    values = "  ".join(case.comparison.value(variant.raters[0], span, name) or "" for name in named)
    return [(words, looks.text), (f"  {cut(values, left)}" if left > 8 and values else "", looks.quiet)]


def _title(case: Adjudication, item: Item, value: str, say: Say) -> str:
    """What a value means, in the language of the screen."""
    if item.group is not None:
        definition = case.scheme.spans.get(item.group.labels[0])
        attribute = definition.find(item.name) if definition else None
        values = attribute.values if attribute else ()
    else:
        label = case.scheme.sentence_labels.get(item.name)
        values = label.values if label else ()
    return next((v.title.say(say.language) for v in values if v.name == value), "")


def keys_line(case: Adjudication, registry: Registry, say: Say, looks: Looks, width: int) -> Words:
    """The keys that do something here, in the order in which a hand needs them, as many as there is room for."""
    left: Words = []
    help_ = registry["help"]
    right: Words = [(registry.key("help"), looks.key), (f" {registry.words(help_, say)}  ", looks.quiet)]
    room = width - sum(cell_len(text) for text, _ in right) - 1
    for action in registry.footer():
        if action is help_ or not action.keys or not _useful(case, action.id):
            continue
        piece: Words = [("  " if left else " ", looks.page), (registry.key(action.id), looks.key)]
        piece.append((f" {registry.words(action, say)}", looks.quiet))
        size = sum(cell_len(text) for text, _ in piece)
        if size > room:
            break
        left += piece
        room -= size
    return [*left, (" " * (room + 1), looks.page), *right]


def _useful(case: Adjudication, name: str) -> bool:
    item = case.item
    if name == "gold.adopt":
        return any(other.agreed and case.state_of(other) == "open" for other in case.left())
    if item is None or case.state_of(item) in ("waits", "void"):
        return not name.startswith("gold.") or name in ("gold.names", "gold.edit")
    if name in KEYS:
        return KEYS.index(name) < len(item.variants)
    return name != "gold.both" or (item.subject in ("span", "link") and not item.agreed)


# -- all of them --------------------------------------------------------------------------------------------------


def listed_lines(case: Adjudication, say: Say, looks: Looks, width: int, height: int) -> list[Words]:
    """The questions of the sentence, one a line, the one in focus always in view."""
    items = case.items
    lines = [_listed(case, item, item is case.item, say, looks, width) for item in items]
    at = items.index(case.item) if case.item is not None else 0
    top = max(0, min(at - height // 2, len(lines) - height))
    shown = lines[top : top + height]
    if not items:
        shown = folded([(f" {say('no_spans')}", looks.quiet)], width, 1)
    return shown


def _listed(case: Adjudication, item: Item, focused: bool, say: Say, looks: Looks, width: int) -> Words:
    state = case.state_of(item)
    accent = looks.label(item.group.labels[0]) if item.group is not None else looks.strong
    style = looks.strong if focused else looks.text if state == "open" else looks.quiet
    sign = "=" if item.agreed and state == "open" else SIGNS[state]
    line: Words = [("▌" if focused else " ", accent), (f"{sign} ", style)]
    line += _subject(case, item, looks)[:1] if item.subject in ("span", "attribute") else []
    text = _short(case, item, say)
    outcome = _outcome(case, item, say).removeprefix("✓ ") if state == "settled" else ""
    room = width - sum(cell_len(piece) for piece, _ in line) - 1
    said = f" {text}" if item.subject in ("span", "attribute") else text
    tail = f" · {outcome}" if outcome else ""
    said = cut(said, max(4, room - cell_len(tail)))
    return [*line, (said, style), (cut(tail, max(0, room - cell_len(said))), looks.quiet)]


def _short(case: Adjudication, item: Item, say: Say) -> str:
    """A question in a few words."""
    if item.subject == "link":
        names = [short_name(case, group) for group in item.ends]
        return f"{item.name} {names[0]} → {names[1]}"
    if item.subject in ("sentence", "attribute"):
        return item.name
    kind = "" if item.agreed else f"{say(f'kind.{item.kind}')}  "
    return f"{kind}{_first_words(item.variants)}"


def _first_words(variants: Sequence[Variant]) -> str:
    span = next(variant.span for variant in variants if variant.span is not None)
    return words_of(span)
