"""The lines around the document: title bar, info line, footer. They say what is, quietly."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from annotator.session import Session
from annotator.ui.actions import Registry, shown
from annotator.ui.widgets.painted import Words, cut
from annotator.ui.widgets.palette import Palette
from annotator.words import Say

__all__ = ["Looks", "footer_line", "stop_line", "title_line", "useful"]

BAR = 17
"""Cells of the progress bar."""
KEPT = "sentence.done"
"""The action that keeps its room in the footer, however narrow: without it nobody gets on."""


class Looks:
    """The few styles of everything around the text, from the palette's neutral grounds."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.page = palette.ground(False)
        self.open = palette.ground(True)
        grounds = palette.grounds
        if palette.ansi:
            self.text = self.page + Style(dim=False)
            self.quiet = self.page + Style(dim=True)
        elif palette.no_color:
            self.text = self.page + Style(color=grounds.text)
            self.quiet = self.text + Style(dim=True)  # the strongest grey can still be read when it is dim
        else:
            self.text = self.page + Style(color=grounds.text)
            self.quiet = self.page + Style(color=grounds.quiet)
        self.strong = self.text + Style(bold=True)
        self.key = self.text + Style(bold=True)
        self.alarm = self.text + Style(bold=True, reverse=True)
        self.typed = self.open + Style(bold=True)
        self.caret = self.open + Style(bold=True, reverse=True)

    def label(self, name: str, open_: bool = False) -> Style:
        """The accent of a label, on the page or on the ground of what is in focus."""
        return self.palette.accent(name, open_) + Style(bold=True)


def title_line(session: Session, say: Say, looks: Looks, width: int) -> Words:
    """Key, title, where one is, how far, and whether everything is on the disk."""
    document = session.stored.document
    count = len(session.stored.sentences)
    done = session.labels.counts(count)["done"]
    share = done / count
    filled = round(share * BAR) if done < count else BAR
    waiting = len(session.pending)
    saved = f"● {say('saved')}" if not waiting else f"◌ {say('unsaved', n=waiting)}"
    bar = "━" * filled, "─" * (BAR - filled)
    place = f"{say('sentence')} {session.cursor.sentence + 1}/{count}"
    percent = f"{share:4.0%}"
    right = cell_len(place) + BAR + cell_len(percent) + cell_len(saved) + 9
    if session.own.number > 1:
        place = f"{say('pass', n=session.own.number)} · {place}"
        right += len(say("pass", n=session.own.number)) + 3
    if width < right + 40:
        right, bar = right - BAR - 2, ("", "")
    left = width - right - 1
    key = cut(document.key, max(8, left // 3))
    title = document.title or session.stored.text_of(session.stored.sentences[0])
    title = cut(title, max(0, left - cell_len(key) - 3)) if title != document.key else ""
    gap = max(1, left - cell_len(key) - 2 - cell_len(title))
    return [
        (f" {key}", looks.strong),
        (f"  {title}", looks.quiet),
        (" " * gap, looks.page),
        (place, looks.text),
        ("   " if bar[0] or bar[1] else "", looks.page),
        (bar[0], looks.text),
        (bar[1], looks.quiet),
        (f" {percent}", looks.text),
        ("   ", looks.page),
        (saved, looks.alarm if waiting else looks.quiet),
    ]


def stop_line(say: Say, looks: Looks, *keys: tuple[str, str]) -> Words:
    """The footer while a choice, a link or a prompt has the keys: how to stop, and what else there is."""
    line: Words = []
    for key, name in (*keys, ("esc", "key.stop")):
        line += [("  " if line else " ", looks.page), (key, looks.key), (f" {say(name)}", looks.quiet)]
    return line


def footer_line(session: Session, registry: Registry, say: Say, looks: Looks, width: int, pace: str = "") -> Words:
    """The keys that do something here, in the order in which a hand needs them, as many as there is room for."""
    line: Words = []
    clock = "  ".join(filter(None, (pace, _rhythm(session, say)))) if width >= 100 else pace
    fixed = [registry["help"]]
    right: Words = [(f"{clock}   " if clock else "", looks.quiet)]
    for action in fixed:
        if action.keys:
            right += [(shown(action.keys[0]), looks.key), (f" {registry.words(action, say)}  ", looks.quiet)]
    taken = sum(cell_len(text) for text, _ in right)
    used = 1
    actions = [a for a in registry.footer() if a not in fixed and a.keys and useful(session, a.id, a.edits)]
    if width < 100 and session.ghost is not None:  # the keys of what is suggested take the room
        actions = [a for a in actions if a.id != "select.propose"]
    sizes = {a.id: cell_len(shown(a.keys[0])) + cell_len(registry.brief(a, say)) + 3 for a in actions}
    kept = sizes.get(KEPT, 0)
    room = width - taken - 2 - kept
    for action in actions:
        key, words, size = shown(action.keys[0]), registry.brief(action, say), sizes[action.id]
        if action.id == KEPT:
            room += kept
        if used + size > room:
            room = used  # nor for those after it, but for the one that has kept its own
            continue
        style = looks.label(action.label) if action.label else looks.key
        line += [(" " if not line else "  ", looks.page), (key, style), (f" {words}", looks.quiet)]
        used += size
    gap = max(1, width - sum(cell_len(text) for text, _ in line) - taken)
    return [*line, (" " * gap, looks.page), *right]


def useful(session: Session, name: str, edits: bool) -> bool:
    """Whether an action, by its id, can do something here."""
    if session.read_only and (edits or name == "select.propose"):
        return False
    if name == "suggestion.toggle":
        return session.sighted and session.hidden
    if name.startswith("suggestion."):
        return session.ghost is not None
    if name in ("span.attributes", "link.start", "span.delete"):
        return session.current is not None
    if name == "source.same":
        return session.current is not None and session.lacks_source(session.current)
    if name == "source.entity":
        current = session.current
        definition = session.scheme.spans.get(current.label) if current else None
        return definition is not None and any(a.entity for a in definition.attribute)
    if name == "span.fragment":
        return session.current is not None and session.cursor.selecting
    if name == "select.hold":
        return session.cursor.selecting
    return True


def _rhythm(session: Session, say: Say) -> str:
    index = session.cursor.sentence
    seconds = (session.labels.state(index).seconds or 0.0) + session.rhythm.spent(index)
    return say("seconds", n=round(seconds)) if seconds >= 1 else ""
