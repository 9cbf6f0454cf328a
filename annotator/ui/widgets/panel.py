"""The panel says in words what the lanes show: spans, their attributes and links, the sentence, what is missing."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.model import Relation, Span
from annotator.scheme import RuleWarning, default_values
from annotator.session import Session
from annotator.session.sourcing import no_source_of
from annotator.text.safe import safe
from annotator.ui.actions import Registry
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.marks import short_of
from annotator.ui.widgets.painted import Words, cut, folded
from annotator.words import Say

__all__ = ["panel_lines", "span_line"]


def far_name(session: Session, span: Span) -> str:
    """A span's short name, with the number of its sentence where that is another than the one in focus."""
    name = session.names(span.sentence).get(span.id, "?")
    here = span.sentence == session.cursor.sentence
    return name if here else f"{span.sentence + 1}.{name}"


def words_of(span: Span) -> str:
    """The words of a span, its parts with an ellipsis between."""
    return " … ".join(part.text for part in span.fragments)


def _entity(session: Session, span: Span, looks: Looks) -> Words:
    """Which source of the document a span names."""
    definition = session.scheme.spans.get(span.label)
    found = (a.name for a in definition.attribute if a.entity) if definition else ()
    value = next((value for name in found if (value := span.value(name))), None)
    source = session.labels.sources.get(value or "")
    return [("= ", looks.quiet), (source.name if source else value, looks.text)] if value else []


def _values(session: Session, span: Span, looks: Looks) -> Words:
    """Attribute values; those that differ from what the context would give stand out."""
    values = {a.name: a.value for a in span.attributes}
    usual = default_values(session.scheme, session.labels, span)
    if any(usual.get(name) != value for name, value in values.items()):
        usual = session.usual(span)  # one that was chosen may have drawn others along
    line: Words = []
    for name, value in values.items():
        definition = session.scheme.spans.get(span.label)
        attribute = definition.find(name) if definition else None
        if attribute is None or not attribute.entity:
            said = value if len(attribute.names if attribute else ()) != 1 else name
            line.append((said, looks.quiet if usual.get(name) == value else looks.strong))
    return [piece for word in line for piece in ((" " * 2, looks.page), word)][1:]


def _link(session: Session, span: Span, relation: Relation, looks: Looks) -> Words:
    out = relation.head == span.id
    other = session.labels.spans[relation.tail if out else relation.head]
    definition = session.scheme.relations.get(relation.label)
    arrow = "↔" if definition and definition.symmetric else "→" if out else "←"
    extra = "".join(f" {a.name}={a.value}" for a in relation.attributes if a.value == "false")
    return [
        (f"   {arrow} ", looks.quiet),
        (far_name(session, other), looks.label(other.label)),
        (f" {relation.label}{extra} ", looks.quiet),
        (cut(words_of(other), 60), looks.text),
    ]


def _span(session: Session, span: Span, looks: Looks, width: int) -> list[Words]:
    name = session.names(session.cursor.sentence).get(span.id, "?")
    current = session.current is not None and session.current.id == span.id
    mark = "▌" if current else " "
    accent = looks.label(span.label)
    lines: list[Words] = [[(mark, accent), (f"{name:<3}", accent), (span.label, accent if current else looks.text)]]
    if values := _values(session, span, looks):
        lines += folded([("    ", looks.page), *values], width, 4)
    if entity := _entity(session, span, looks):
        lines.append([("    ", looks.page), *_fitted(entity, width - 3)])
    for relation in session.labels.links(span.id):
        link = _link(session, span, relation, looks)
        room = width - sum(cell_len(safe(text)) for text, _ in link[:-1])
        if room >= 8:
            lines.append([*link[:-1], (cut(link[-1][0], room), link[-1][1])])
        else:  # the words go on a line of their own
            lines += [_fitted(link[:-1], width), [("     ", looks.page), (cut(link[-1][0], width - 5), link[-1][1])]]
    return lines


def panel_lines(
    session: Session, say: Say, looks: Looks, width: int, height: int, registry: Registry | None = None
) -> list[Words]:
    """The panel for the sentence in focus, the current span always in view."""
    index = session.cursor.sentence
    spans = session.labels.in_sentence(index)
    blocks = [_span(session, span, looks, width) for span in spans]
    foot = _sentence(session, say, looks, width, registry)
    current = session.current
    at = next((i for i, span in enumerate(spans) if current and span.id == current.id), 0)
    room = height - len(foot) - 1
    while blocks and sum(len(block) for block in blocks) > room and at > 0:
        blocks, at = blocks[1:], at - 1
    blocks += _suggested(session, looks, width)
    lines = [line for block in blocks for line in block][: max(room, 0)]
    if not blocks:
        lines = [[(f" {say('no_spans')}", looks.quiet)]]
    return [*lines, [], *foot]


def entity_of(session: Session, name: str, label: str) -> bool:
    """Whether an attribute of a label names a source of the document."""
    definition = session.scheme.spans[label].find(name)
    return definition is not None and bool(definition.entity)


def _suggested(session: Session, looks: Looks, width: int) -> list[list[Words]]:
    """What is suggested: its words and values, the one that a key would be about in the hue of its label."""
    meant = session.ghost
    text = session.stored.document.text
    blocks: list[list[Words]] = []
    for ghost in session.ghosts():
        here = meant is not None and ghost.id == meant.id
        style = looks.label(ghost.label) if here else looks.quiet
        words = " … ".join(text[start:end] for start, end in ghost.extent)
        short = short_of(session, ghost)
        line: Words = [("╏" if here else " ", style), (f"{short:<4}", style), (cut(words, width - 6), style)]
        span = session.preview(ghost) if here else None
        values = "  ".join(
            a.value
            for a in (span.attributes if span else ghost.attributes)
            if not entity_of(session, a.name, ghost.label)
        )
        blocks.append([line, [("    ", looks.page), (cut(values, width - 5), looks.quiet)]] if values else [line])
    return blocks


def _sentence(session: Session, say: Say, looks: Looks, width: int, registry: Registry | None) -> list[Words]:
    state = session.state
    lines: list[Words] = []
    for label in session.scheme.sentence_label:
        value = state.value(label.name)
        found = next((v for v in label.values if v.name == value), None)
        words = f"{value} · {found.title.say(say.language)}" if found else (value or "–")
        style = looks.strong if value else looks.quiet
        lines += folded([(f" {label.name}  ", looks.quiet), (words, style)], width, 2)
    about = [say(f"status.{state.status}"), say(f"role.{session.role(session.cursor.sentence)}")]
    if state.confidence:
        about.append(say(f"confidence.{state.confidence}"))
    lines.append([(f" {' · '.join(about)}", looks.quiet)])
    if state.comment:
        lines += folded([(" ✎ ", looks.text), (cut(state.comment, 240), looks.text)], width, 3)
    for words in dict.fromkeys(_said(session, say, w, registry) for w in session.warnings(session.cursor.sentence)):
        lines += folded([(" ⚠ ", looks.strong), (words, looks.text)], width, 3)
    return lines


def _said(session: Session, say: Say, warning: RuleWarning, registry: Registry | None) -> str:
    """A warning in words; behind the colon of one about a missing source stand the keys that settle it."""
    words = warning.message.say(say.language)
    content = session.content
    check = next((c for c in session.scheme.check if c.name == warning.check), None)
    if registry is None or content is None or check is None or session.read_only:
        return words
    if (check.rule, check.label, check.relation) != ("requires_relation", content.head, content.name):
        return words
    names = ("source.same", "source.none") if no_source_of(session.scheme, content) else ("source.same", "source.pick")
    keys = [f"{registry.key(name)} = {registry.words(registry[name], say)}" for name in names]
    return f"{words.partition(':')[0]}: {', '.join(keys)}"


def span_line(session: Session, say: Say, looks: Looks, width: int, registry: Registry | None = None) -> Words:
    """The span under the cursor in one line, for screens without room for the panel; else the first warning.

    A warning with the keys that settle it is worth more than the rest: links, entity and values make room for it.
    """
    span = session.current
    warnings = session.warnings(session.cursor.sentence)
    found = next((_said(session, say, w, registry) for w in warnings if span is None or w.span == span.id), None)
    warning: Words = [(" ⚠ ", looks.strong), (found, looks.text)] if found else []
    if span is None:
        return _fitted(warning, width)
    links: Words = []
    for relation in session.labels.links(span.id):
        out = relation.head == span.id
        other = session.labels.spans[relation.tail if out else relation.head]
        links += [(" → " if out else " ← ", looks.quiet), (far_name(session, other), looks.label(other.label))]
        links.append((f" {cut(words_of(other), 24)}", looks.text))
    parts: list[Words] = [[(f" {far_name(session, span)} {span.label} ", looks.label(span.label))]]
    parts += [[(" ", looks.page), *part] for part in (_values(session, span, looks), _entity(session, span, looks))]
    parts = [part for part in [*parts, links] if len(part) > 1 or part is parts[0]]
    while warning and len(parts) > 1 and _cells([*parts, warning]) > width - 1:
        parts.pop()
    return _fitted([piece for part in (*parts, warning) for piece in part], width)


def _cells(parts: list[Words]) -> int:
    return sum(cell_len(safe(text)) for part in parts for text, _ in part)


def _fitted(line: Words, width: int) -> Words:
    left = width - 1
    found: Words = []
    for text, style in line:
        piece = cut(text, left)
        found.append((piece, style))
        left -= cell_len(piece)
        if left <= 0:
            break
    return found
