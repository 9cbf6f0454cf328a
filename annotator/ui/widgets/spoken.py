"""A sentence with its labels as words, to be read aloud or felt on a braille line: no brackets, no signs; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import groupby

from annotator.model import Relation, Span
from annotator.scheme import AttributeDef, default_values
from annotator.session import Session
from annotator.ui.actions import shown
from annotator.ui.widgets.choice import Choice, Option
from annotator.words import Say

__all__ = [
    "aloud",
    "spoken_choice",
    "spoken_here",
    "spoken_hints",
    "spoken_letters",
    "spoken_prompt",
    "spoken_sentence",
]

_KEPT = frozenset(" .,;:?!-%/&€$£")
_QUOTES = frozenset("\"'`‘’‚‛“”„‟«»‹›")
_MARKS = {
    ".": "period",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "?": "question",
    "!": "exclamation",
    **dict.fromkeys("()[]{}", "bracket"),
    **dict.fromkeys("-–—", "dash"),
    **dict.fromkeys(_QUOTES, "quote"),
}
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[^\W_])|(?<![^\W_])['’](?=[snmtk](?![^\W_]))")
_BLANKS = re.compile(r" +")
_BEFORE = re.compile(r" +(?=[,;:?!.](?: |$))")
_AGAIN = re.compile(r"([.?!,;:])(?: ?[,;:.])+(?= |$)")


def aloud(text: str) -> str:
    """A text without brackets, quotation marks and signs; letters, digits and what sets the tone remain.

    No control character is left, nor any other that has no sound; words and numbers stand as they stood.
    """
    apostrophes = {found.start() for found in _APOSTROPHE.finditer(text)}
    kept: list[str] = []
    for at, char in enumerate(text):
        if char.isalnum() or char in _KEPT:
            kept.append(char)
        elif at in apostrophes:
            kept.append("'")
        elif char in "–—→←↔":
            kept.append(",")
        elif unicodedata.category(char)[0] == "M" and kept and kept[-1] != " ":
            kept.append(char)  # an accent belongs to its letter
        else:
            kept.append(" ")
    words = _AGAIN.sub(r"\1", _BLANKS.sub(" ", "".join(kept)))
    return _BEFORE.sub("", words).strip(" ,;:")


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _piece(text: str, say: Say) -> str:
    """Words; a mark by its name."""
    words = aloud(text)
    if any(char.isalnum() for char in words):
        return words.rstrip(".,;:?! ")
    found = next((_MARKS[char] for char in text if char in _MARKS), "other")
    return say(f"mark.{found}")


def _pieces(span: Span, say: Say) -> str:
    return f", {say('spoken.gap')}, ".join(_piece(part.text, say) for part in span.fragments)


def _name(session: Session, span: Span, say: Say) -> str:
    """What a span is called: *claim one*; with its sentence where that is another than the one in focus."""
    definition = session.scheme.spans.get(span.label)
    title = definition.title.say(say.language) if definition else span.label.replace("_", " ")
    number = re.search(r"\d+$", session.names(span.sentence).get(span.id, ""))
    words = say("spoken.numbers").split(" ")
    at = int(number[0]) if number else 0
    name = f"{aloud(title)} {words[at - 1] if 0 < at <= len(words) else at}"
    far = span.sentence != session.cursor.sentence
    return say("spoken.far", n=span.sentence + 1, name=name) if far else name


def _value(session: Session, attribute: AttributeDef, value: str, say: Say) -> str:
    if attribute.entity:
        source = session.labels.sources.get(value)
        return say("spoken.is", name=_piece(source.name if source else value, say))
    title = next((v.title.say(say.language) for v in attribute.values if v.name == value), value)
    return f"{attribute.title.say(say.language)} {title}"


def _values(session: Session, span: Span, say: Say, every: bool) -> list[str]:
    """Values in words: all of them, or the first and those that the context would not give."""
    definition = session.scheme.spans.get(span.label)
    if definition is None:
        return []
    usual = default_values(session.scheme, session.labels, span)
    found = []
    for number, attribute in enumerate(definition.attribute):
        value = span.value(attribute.name)
        if value is not None and (every or not number or attribute.entity or usual.get(attribute.name) != value):
            found.append(_value(session, attribute, value, say))
    return found


def _link(session: Session, span: Span, relation: Relation, say: Say) -> str:
    out = relation.head == span.id
    other = session.labels.spans[relation.tail if out else relation.head]
    definition = session.scheme.relations.get(relation.label)
    title = definition.title.say(say.language) if definition else relation.label.replace("_", " ")
    name = f"{_name(session, other, say)} {_pieces(other, say)}"
    return say("spoken.to" if out else "spoken.from", relation=aloud(title), name=name)


def _links(session: Session, span: Span, say: Say, every: bool) -> list[str]:
    """Links in words: all of them, or those not told with the span at their other end."""
    here = session.cursor.sentence
    found = []
    for relation in session.labels.links(span.id):
        head = session.labels.spans[relation.head]
        if every or relation.head == span.id or here not in session.labels.touched(head):
            found.append(_link(session, span, relation, say))
    return found


def _span(session: Session, span: Span, say: Say, every: bool = False) -> str:
    told = [*_values(session, span, say, every), *_links(session, span, say, every)]
    name = f"{_name(session, span, say)}, {_pieces(span, say)}"
    return "; ".join([name, *(words for t in told if (words := aloud(t)))])


def spoken_sentence(session: Session, say: Say) -> str:
    """The sentence in focus: where it is, its words, every label once, what is said of it as a whole."""
    index = session.cursor.sentence
    stored, state = session.stored, session.state
    said = [say("spoken.place", n=index + 1, count=len(stored.sentences), status=say(f"status.{state.status}"))]
    if session.read_only:
        said.append(say("spoken.layer", who=aloud(str(session.layer))))
    said.append(_ended(aloud(stored.text_of(stored.sentences[index])) or say("spoken.empty")))
    spans = session.labels.in_sentence(index)
    said += [f"{_upper(_span(session, span, say))}." for span in spans] or [say("spoken.none")]
    for label in session.scheme.sentence_label:
        value = state.value(label.name)
        if value is not None:
            title = next((v.title.say(say.language) for v in label.values if v.name == value), value)
            said.append(f"{_upper(aloud(label.title.say(say.language)))}, {aloud(title)}.")
    if state.comment:
        said.append(say("spoken.comment", text=aloud(state.comment).rstrip(".")))
    messages = dict.fromkeys(w.message.say(say.language) for w in session.warnings(index))
    said += [say("spoken.warning", text=aloud(message).rstrip(".")) for message in messages]
    return " ".join(said)


def spoken_here(session: Session, say: Say, happened: str = "") -> tuple[str, str]:
    """What has just happened and the word or the selection at the cursor; then the spans there, the current one whole.

    Two texts, because most moves change the first alone.
    """
    said = [_upper(_ended(aloud(happened)))] if aloud(happened) else []
    cursor, text = session.cursor, session.stored.document.text
    if cursor.held:
        held = f", {say('spoken.gap')}, ".join(_piece(text[start:end], say) for start, end in cursor.held)
        said.append(say("spoken.held", text=held))
    if cursor.selection is not None:
        said.append(say("spoken.selected", text=_piece(text[slice(*cursor.selection)], say)))
    else:
        said.append(f"{_upper(_piece(text[slice(*cursor.at)], say))}.")
    current = session.current
    spans = []
    if current is not None:
        spans.append(say("spoken.here", names=_span(session, current, say, every=True)))
    others = [_name(session, span, say) for span in session.under_cursor() if current and span.id != current.id]
    if others:
        spans.append(say("spoken.also", names=", ".join(others)))
    if (ghost := session.ghost) is not None:
        quoted = f", {say('spoken.gap')}, ".join(_piece(text[start:end], say) for start, end in ghost.extent)
        spans.append(
            _ended(say("spoken.ghost", label=session.scheme.spans[ghost.label].title.say(say.language), text=quoted))
        )
    return " ".join(said), " ".join(spans)


def spoken_choice(choice: Choice, say: Say, happened: str = "") -> str:
    """A question with its options, each after its key, a row of them together; what is so now is told."""
    rows: list[str] = []
    for row, options in groupby(choice.options, lambda option: option.row):
        told = [_option(option, say) for option in options]
        rows += [f"{_upper(aloud(row))}: {'; '.join(told)}"] if row else told
    return _sentences([_upper(aloud(happened)), say("spoken.choice", title=aloud(choice.title)), *rows])


def _option(option: Option, say: Say) -> str:
    words = aloud(f"{option.words} {option.aside}")
    key = option.key if option.key.isalnum() or not option.key else _piece(shown(option.key), say)
    return say("spoken.chosen" if option.current else "spoken.option", key=key, words=words).removeprefix(", ")


def spoken_prompt(question: str, say: Say) -> str:
    """What is to be typed."""
    return _ended(say("spoken.prompt", question=aloud(question)))


def spoken_hints(session: Session, hints: Mapping[str, str], say: Say, happened: str = "") -> str:
    """Letters with the spans that they pick, by their ids."""
    spans = session.labels.spans
    told = (
        say("spoken.option", key=letter, words=f"{_name(session, spans[name], say)} {_pieces(spans[name], say)}")
        for letter, name in hints.items()
        if name in spans
    )
    return _sentences([_upper(aloud(happened)), *told])


def spoken_letters(session: Session, letters: Mapping[str, int], say: Say, happened: str = "") -> str:
    """Letters with the words that they pick, by their tokens in the sentence in focus."""
    text, tokens = session.stored.document.text, session.stored.tokens[session.cursor.sentence]
    told = (
        say("spoken.option", key=letter, words=_piece(text[slice(*tokens[token])], say))
        for letter, token in letters.items()
        if token < len(tokens)
    )
    return _sentences([_upper(aloud(happened)), *told])


def _sentences(said: Iterable[str]) -> str:
    return " ".join(_ended(text) for text in said if text)
