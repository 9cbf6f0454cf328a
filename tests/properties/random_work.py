"""Strategies: hostile texts, whole random layers, and random work by annotators on several documents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from annotator.errors import LabelError
from annotator.model import STATUSES
from annotator.session import Session
from annotator.text import segmenter_for
from tests.building import nl_fact

SCHEME = nl_fact()[1]

# -- text ---------------------------------------------------------------------------------------------------------

HOSTILE = "\x1b\x07\x08\x7f\x80\x85\x9b\u00ad\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"
HOSTILE += "\ufeff\ufffd\ufffe"
LETTERS = "aeijnrstABÉéĳﬁ ²ß'’\"“”.,:;!?-–()[]{}<>&=%\\/"
WIDE = "🔥👩👨👧🏽🇳🇱中文한אبअक्ष𝔸𐍈"
MARKS = "\u0301\u0308\u0323\u0336\u20dd\ufe0f"

characters = st.one_of(
    st.sampled_from("abc de. \n"),
    st.sampled_from(LETTERS),
    st.sampled_from(WIDE),
    st.sampled_from(MARKS),
    st.sampled_from(HOSTILE),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
anything = st.text(characters, max_size=12)
something = st.text(characters, min_size=1, max_size=12)


def kept(text: str) -> str:
    """A text in the form that is kept."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


texts = st.text(characters, min_size=1, max_size=80).map(kept).filter(lambda text: bool(text.strip()))


# -- layers -------------------------------------------------------------------------------------------------------


@st.composite
def fragments(draw: Callable[..., Any], text: str) -> list[dict[str, Any]]:
    """1 to 3 pieces of a text, in order and not touching; any code points."""
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    pieces = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [
        {"start": start, "end": end, **draw(st.sampled_from([{}, {"text": text[start:end]}, {"text": None}]))}
        for start, end in pieces
    ]


def attributes(names: Sequence[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Attributes with known names and values, and with unknown ones."""
    one = st.fixed_dictionaries({"name": st.sampled_from([*names, "mood"]) | anything, "value": anything})
    return st.lists(one, max_size=3, unique_by=lambda item: item["name"])


@st.composite
def layers(draw: Callable[..., Any], text: str, sentences: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The labels of a layer: nested, crossing, discontinuous, inside tokens, over sentences; links of any signature."""
    ids = draw(st.lists(something, max_size=5, unique=True))
    spans = [draw(spans_of(name, text)) for name in ids]
    relations = []
    if len(ids) > 1:
        for name in draw(st.lists(something, max_size=4, unique=True)):
            head, tail = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
            label = draw(st.sampled_from([d.name for d in SCHEME.relation]))
            relation = {"id": name, "label": label, "head": head, "tail": tail}
            relations.append(relation | {"attributes": draw(attributes(["explicit"]))})
    named = st.fixed_dictionaries({"id": something, "name": anything, "source_type": st.none() | anything})
    return {
        "spans": spans,
        "relations": relations,
        "rejections": [draw(spans_of(name, text)) for name in draw(st.lists(something, max_size=2, unique=True))],
        "sources": draw(st.lists(named, max_size=3, unique_by=lambda item: item["id"])),
        "sentences": [draw(states(start, end)) for start, end in sentences],
    }


@st.composite
def spans_of(draw: Callable[..., Any], name: str, text: str) -> dict[str, Any]:
    """A span of any label and anywhere, with this id."""
    label = draw(st.sampled_from([d.name for d in SCHEME.span]))
    span = {"id": name, "label": label, "fragments": draw(fragments(text))}
    span["attributes"] = draw(attributes([a.name for a in SCHEME.spans[label].attribute]))
    times = st.sampled_from(["2022-01-07T10:15:00.000Z", "x"])
    optional = {"created": times, "updated": times, "origin": something, "suggester": anything}
    return span | draw(st.fixed_dictionaries({}, optional=optional))


def states(start: int, end: int) -> st.SearchStrategy[dict[str, Any]]:
    """A sentence with whatever may be said of it."""
    value = st.fixed_dictionaries({"name": st.just("check_worthiness"), "value": anything})
    return st.fixed_dictionaries(
        {"start": st.just(start), "end": st.just(end)},
        optional={
            "status": st.sampled_from(["todo", "done", "skipped", "flagged"]),
            "role": st.sampled_from(["headline", "subhead", "lead", "body", "caption"]),
            "labels": st.lists(value, max_size=1),
            "confidence": st.none() | st.integers(1, 3),
            "comment": st.none() | anything,
            "seconds": st.none() | st.floats(0, 1e7) | st.integers(0, 99),
        },
    )


# -- whole collections --------------------------------------------------------------------------------------------

metadata = st.lists(st.fixed_dictionaries({"key": anything, "value": anything}), max_size=2)
documents = st.fixed_dictionaries(
    {"key": something, "text": texts, "meta": metadata},
    optional={
        "title": st.none() | anything,
        "publisher": st.none() | anything,
        "url": st.none() | anything,
        "published": st.none() | anything,
        "language": st.sampled_from([None, "nl", "nl-BE", "en", "xx", ""]),
    },
)
owners = st.fixed_dictionaries(
    {"annotator": st.sampled_from(["anna", "bob"]) | something.filter(lambda name: bool(name.strip()))},
    optional={"kind": st.sampled_from(["annotator", "gold", "suggester"]), "pass": st.integers(1, 3)},
)


def whose(owner: dict[str, Any]) -> tuple[Any, ...]:
    """What tells one layer of a document from another."""
    return owner["annotator"], owner.get("kind", "annotator"), owner.get("pass", 1)


@st.composite
def collections(draw: Callable[..., Any]) -> list[dict[str, Any]]:
    """Records of 1 to 3 documents, each with none, one or several layers; the sentences our own, or one for it all."""
    found: list[dict[str, Any]] = []
    for document in draw(st.lists(documents, min_size=1, max_size=3, unique_by=lambda item: item["key"])):
        text = document["text"]
        given: dict[str, Any] = {"format": "annotator-document", "document": document}
        if draw(st.integers(0, 4)) == 0:
            start = len(text) - len(text.lstrip())
            sentences = [(start, len(text.rstrip()))]
            given["segmenter"] = draw(st.sampled_from([None, "hand"]))
            given["sentences"] = [{"start": s, "end": e} for s, e in sentences]
        else:
            sentences = segmenter_for(document.get("language")).split(text)
        owned = draw(st.lists(owners, max_size=3, unique_by=whose))
        found += [{**given, "layer": owner, **draw(layers(text, sentences))} for owner in owned] or [given]
    return found


# -- work at the screen -------------------------------------------------------------------------------------------

KINDS = (
    "label", "label", "label", "label", "accept", "reliable", "reject", "delete", "edge", "fragment", "unfragment", "attribute", "attribute", "link",
    "link", "unlink", "source", "rename", "status", "status", "sentence", "comment", "confidence", "role", "document",
)  # fmt: skip
CUTS = ("split", "split", "join")
numbers = st.integers(0, 30)
steps = st.tuples(st.sampled_from(KINDS), numbers, numbers, numbers)
steps_and_cuts = st.tuples(st.sampled_from((*KINDS, *CUTS)), numbers, numbers, numbers)


def pick(items: Sequence[Any], number: int) -> Any:
    """One of some things, or a refusal where there are none."""
    if not items:
        raise LabelError("nothing", "there is none")
    return items[number % len(items)]


def _span(session: Session, a: int, b: int, c: int) -> None:
    span = pick(session.labels.part.spans, a)
    session.active = span.id
    session.cursor.seek(span.fragments[b % len(span.fragments)].start)


def _label(session: Session, a: int, b: int, c: int) -> None:
    session.cursor.extend(c % 7)
    session.label(SCHEME.span[(a + c) % 5].name)


def _edge(session: Session, a: int, b: int, c: int) -> None:
    _span(session, a, 0, c)
    session.move_edge("start" if b % 2 else "end", c % 5 - 2)


def _fragment(session: Session, a: int, b: int, c: int) -> None:
    session.cursor.extend(c % 3)
    session.add_fragment(pick(session.labels.part.spans, b))


def _unfragment(session: Session, a: int, b: int, c: int) -> None:
    _span(session, a, b, c)
    session.remove_fragment()


def _attribute(session: Session, a: int, b: int, c: int) -> None:
    span = pick(session.labels.part.spans, a)
    attribute = pick(SCHEME.spans[span.label].attribute, b)
    known = sorted(session.labels.sources) if attribute.entity else attribute.names
    session.set_attribute(span, attribute.name, pick([*known, None], c))


def _link(session: Session, a: int, b: int, c: int) -> None:
    head, tail = pick(session.labels.part.spans, a), pick(session.labels.part.spans, b)
    definition, turned = pick(session.editor.possible_links(head, tail), c)
    session.link(definition.name, *((tail, head) if turned else (head, tail)))


def _document(session: Session, a: int, b: int, c: int) -> None:
    session.open(pick([key for (key,) in session.project.ask("SELECT key FROM document ORDER BY id")], a))


ACTS: dict[str, Callable[[Session, int, int, int], object]] = {
    "label": _label,
    "delete": lambda s, a, b, c: s.delete(pick(s.labels.part.spans, a)),
    "edge": _edge,
    "fragment": _fragment,
    "unfragment": _unfragment,
    "attribute": _attribute,
    "link": _link,
    "unlink": lambda s, a, b, c: s.unlink(pick(s.labels.part.relations, a)),
    "source": lambda s, a, b, c: s.new_source(pick(s.labels.part.spans, a), f"bron {b}"),
    "rename": lambda s, a, b, c: s.rename_source(pick(s.labels.part.sources, a), f"naam {b}"),
    "status": lambda s, a, b, c: s.set_status(pick(STATUSES, c)),
    "sentence": lambda s, a, b, c: s.set_sentence_label("check_worthiness", pick((None, "NF", "FNR", "FR"), c)),
    "comment": lambda s, a, b, c: s.set_comment(pick((None, "hm", "\x1b[31m"), c)),
    "confidence": lambda s, a, b, c: s.set_confidence(pick((None, 1, 2, 3), c)),
    "role": lambda s, a, b, c: s.set_role(pick((None, "body", "lead"), c)),
    "document": _document,
    "accept": lambda s, a, b, c: s.accept_suggested(),
    "reliable": lambda s, a, b, c: s.accept_reliable(),
    "reject": lambda s, a, b, c: s.reject_suggested(),
    "split": lambda s, a, b, c: s.split(),
    "join": lambda s, a, b, c: s.join(),
}


def act(session: Session, kind: str, a: int, b: int, c: int) -> bool:
    """One random action; False where it could not be done."""
    session.awake = True
    session.cursor.place(a % len(session.stored.sentences), b)
    try:
        ACTS[kind](session, a, b, c)
    except LabelError:
        return False
    return True
