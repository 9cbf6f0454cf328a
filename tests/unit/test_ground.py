"""What labels stand on: the words around a span, the roles of sentences, and the spans that say a value."""

from __future__ import annotations

from annotator.labels import Ground, Labels
from annotator.model import Attribute, Cut, Fragment, Part, Patch, SentenceState, Span

TEXT = 'Kop\n"Of er brand is." Dat is zo.'
STARTS = (0, 4, 22)
GROUND = Ground(TEXT, ("headline", "lead", "body"))


def span(name: str, start: int, end: int, sentence: int, entity: str | None = None) -> Span:
    said = (Attribute("entity", entity),) if entity else ()
    return Span(name, "source", sentence, (Fragment(start, end, TEXT[start:end]),), said)


def test_what_stands_before_a_span_stops_at_its_sentence() -> None:
    labels = Labels(STARTS, GROUND)
    assert labels.text_before(span("a", 8, 20, 1)) == '"Of '
    assert labels.text_before(span("a", 22, 25, 2)) == ""
    assert labels.sentence_text(1) == '"Of er brand is." '
    assert labels.sentence_text(2) == "Dat is zo."


def test_a_role_is_the_layers_else_the_derived_one() -> None:
    labels = Labels(STARTS, GROUND)
    assert [labels.role(i) for i in range(3)] == ["headline", "lead", "body"]
    labels.apply(Patch(after=Part(sentences=(SentenceState(1, role="subhead"),))))
    assert labels.role(1) == "subhead"
    assert Labels(STARTS).role(1) is None


def test_roles_go_with_the_sentences_when_these_are_cut() -> None:
    split, join = Cut("split", 1, 8), Cut("join", 0, 4)
    assert GROUND.cut(split).roles == ("headline", "lead", "lead", "body")
    assert GROUND.cut(split).cut(split.inverse) == GROUND
    assert GROUND.cut(join).roles == ("headline", "body")
    assert GROUND.cut(Cut("split", 1, 8, role="caption")).roles == ("headline", "lead", "caption", "body")
    assert Ground().cut(split) == Ground()
    labels = Labels(STARTS, GROUND)
    labels.apply(Patch(cut=join))
    assert (labels.sentence_text(0), labels.role(1)) == (TEXT[:22], "body")


def test_the_spans_that_say_a_value_are_those_after_every_change() -> None:
    labels = Labels(STARTS, GROUND)
    one, two, none = span("a", 22, 25, 2, "e1"), span("b", 0, 3, 0, "e1"), span("c", 26, 28, 2)
    labels.apply(Patch(after=Part(spans=(one,))))
    assert labels.saying("entity", "e1") == [one]
    labels.apply(Patch(after=Part(spans=(two, none))))
    assert labels.saying("entity", "e1") == [two, one], "in text order"
    other = span("a", 22, 25, 2, "e2")
    labels.apply(Patch(Part(spans=(one,)), Part(spans=(other,))))
    assert (labels.saying("entity", "e1"), labels.saying("entity", "e2")) == ([two], [other])
    labels.apply(Patch(before=Part(spans=(two,))))
    assert labels.saying("entity", "e1") == labels.saying("mood", "x") == []


def test_the_spans_that_are_alike_are_those_after_every_change() -> None:
    def length(span: Span) -> int | None:
        return span.end - span.start if span.start else None

    labels = Labels(STARTS, GROUND)
    one, two, left_out = span("a", 22, 25, 2), span("b", 4, 7, 0), span("c", 0, 3, 0)
    labels.apply(Patch(after=Part(spans=(one, left_out))))
    assert labels.alike(one.label, length, 3) == [one], "None is left out"
    labels.apply(Patch(after=Part(spans=(two,))))
    assert labels.alike(one.label, length, 3) == [two, one], "in text order"
    assert labels.alike("another", length, 3) == []
    labels.apply(Patch(Part(spans=(one,)), Part(spans=(span("a", 22, 26, 2),))))
    assert (labels.alike(one.label, length, 3), len(labels.alike(one.label, length, 4))) == ([two], 1)


def test_trying_leaves_everything_as_it_was_and_no_two_states_have_a_version() -> None:
    labels = Labels(STARTS, GROUND)
    labels.apply(Patch(after=Part(spans=(span("a", 22, 25, 2),))))
    before, part = labels.version, labels.part
    with labels.trying(Patch(after=Part(spans=(span("b", 0, 3, 0),)))):
        tried = labels.version
        assert set(labels.spans) == {"a", "b"}
    assert (labels.version, labels.part) == (before, part)
    labels.apply(Patch(after=Part(spans=(span("c", 4, 7, 0),))))
    assert labels.version not in (before, tried)
