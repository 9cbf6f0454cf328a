"""The learner: it learns what it is told, as far as it is told, and takes it back; the same lessons give the same bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from annotator.model import Attribute, Fragment
from annotator.suggest import learning
from annotator.suggest.learning import Known, Learner, Lesson
from annotator.suggest.standing import LEAST_SPANS, SENTENCES, Record
from annotator.suggest.suggestion import Suggestion
from annotator.suggest.tagging import ANY, best_path, path_of, spans_in
from annotator.suggest.token_features import Words, read_words
from annotator.text.tokens import tokenise

NOUNS = "man vrouw minister hond fiets brand politie trein school winkel dokter brug".split()
VERBS = "loopt rijdt staat valt brandt wacht slaapt werkt".split()


def words(text: str, *hints: Suggestion) -> Words:
    return read_words(text, tokenise(text, 0, len(text)), hints)


def known(text: str, piece: str, label: str = "cue", **values: str) -> Known:
    start = text.index(piece)
    place = words(text).within(start, start + len(piece))
    assert place is not None
    return Known(label, *place, tuple(values.items()))


def suggested(text: str, piece: str, label: str = "cue", **values: str) -> Suggestion:
    start = text.index(piece)
    attributes = tuple(Attribute(*pair) for pair in values.items())
    return Suggestion(label, (Fragment(start, start + len(piece), piece),), attributes)


def found(learner: Learner, text: str, *hints: Suggestion) -> list[tuple[str, str]]:
    read = words(text, *hints)
    return [(one.label, read.said(one.first, one.last)) for one in learner.predict(read)]


def sentences(count: int, seed: int = 1) -> Iterator[tuple[str, bool]]:
    """Made-up sentences; in every other one stands a word that is always a cue."""
    chance = random.Random(seed)
    for number in range(count):
        one, other = chance.sample(NOUNS, 2)
        verb = chance.choice(VERBS)
        if number % 2:
            yield f"De {one} {verb} flobberig bij de {other}.", True
        else:
            yield f"De {one} {verb} bij de {other}.", False


def taught(count: int, seed: int = 1) -> Learner:
    learner = Learner()
    for text, has in sentences(count, seed):
        learner.update_sentence(words(text), [known(text, "flobberig", kind="made")] if has else [])
    return learner


def test_a_made_up_word_that_is_always_a_cue_is_learned_from_twelve_sentences() -> None:
    learner = taught(12)
    for text, has in sentences(40, seed=2):
        assert found(learner, text) == ([("cue", "flobberig")] if has else []), text
    one = learner.predict(words("De ezel zingt flobberig bij de stad."))[0]
    assert one.rule.startswith("word=flobberig")
    assert 0.5 < one.score <= 1
    assert one.attributes == (("kind", "made"),)


def test_before_it_was_told_anything_it_suggests_nothing() -> None:
    assert found(Learner(), "De man loopt flobberig.") == []
    assert Learner().predict(words("")) == []
    assert Learner().predict(read_words("", [])) == []


def test_a_rejection_lowers_it_until_it_is_gone() -> None:
    learner = taught(12)
    text = "De hond wacht flobberig bij de brug."
    read, span = words(text), known(text, "flobberig")
    scores = [learner.predict(read)[0].score]
    learner.update_rejection(read, span)
    scores += [one.score for one in learner.predict(read)]
    assert scores[1:] == [] or scores[1] < scores[0]
    for _ in range(3):
        learner.update_rejection(read, span)
    assert found(learner, text) == []


def test_a_rejection_of_what_it_does_not_think_teaches_nothing() -> None:
    learner = taught(12)
    before = learner.data
    text = "De hond wacht bij de brug."
    assert learner.update_rejection(words(text), known(text, "wacht")) == Lesson()
    assert learner.update_rejection(words(text), known(text, "wacht", "another")) == Lesson()
    assert learner.data == before


def test_one_label_of_an_unfinished_sentence_says_nothing_of_the_others_in_it() -> None:
    """What is known in part is learned from as far as it is known."""
    text = "De hond wacht flobberig bij de brug en de man zoemt."
    part, whole = taught(12), taught(12)
    for _ in range(8):
        part.update_span(words(text), known(text, "zoemt"))
        whole.update_sentence(words(text), [known(text, "zoemt")])
    assert found(part, text) == [("cue", "flobberig"), ("cue", "zoemt")]
    assert found(whole, text) == [("cue", "zoemt")]


def test_labels_nest_overlap_and_stand_on_the_same_words() -> None:
    learner = Learner()
    text = "Volgens de politie brandt de school."
    given = [
        known(text, "Volgens de politie brandt de school", "quote"),
        known(text, "de politie brandt", "claim"),
        known(text, "de politie", "source"),
        known(text, "politie brandt", "odd"),
        known(text, "de politie", "same"),
    ]
    for _ in range(4):
        learner.update_sentence(words(text), given)
    assert {(one.label, one.first, one.last) for one in learner.predict(words(text))} == {
        (one.label, one.first, one.last) for one in given
    }
    assert {one.label for one in learner.predict(words(text), ["claim", "odd", "unheard of"])} == {"claim", "odd"}


def test_of_spans_of_one_label_that_overlap_the_longest_is_learned() -> None:
    learner = Learner()
    text = "De man loopt flobberig bij de brug."
    for _ in range(4):
        learner.update_sentence(words(text), [known(text, "flobberig"), known(text, "loopt flobberig bij")])
    assert found(learner, text) == [("cue", "loopt flobberig bij")]


def test_nothing_is_learned_from_tokens_of_which_nothing_is_known() -> None:
    text = "De man loopt flobberig bij de brug."
    learner = taught(12)
    for _ in range(10):
        learner.update_sentence(words(text), [], [known(text, "flobberig")])
    assert found(learner, text) == [("cue", "flobberig")]
    for _ in range(10):
        learner.update_sentence(words(text), [])
    assert found(learner, text) == []


def test_a_new_label_begins_as_a_copy_of_what_others_suggest_and_learns_where_they_err() -> None:
    learner = Learner()
    first = "Mogelijk brandt de school."
    learner.update_sentence(words(first), [known(first, "brandt", "cue")])
    other = "De dokter zou slapen."
    assert found(learner, other, suggested(other, "zou")) == [("cue", "zou")]
    for noun, verb in zip(NOUNS, VERBS * 2, strict=False):
        text = f"De {noun} zou {verb}."
        learner.update_sentence(words(text, suggested(text, "zou")), [])
        text = f"Dat {verb} de {noun} misschien niet."
        learner.update_sentence(words(text, suggested(text, "misschien")), [known(text, "misschien")])
    assert found(learner, other, suggested(other, "zou")) == [], "it has learned that zou is none for this annotator"
    text = "De trein staat misschien."
    assert found(learner, text, suggested(text, "misschien")) == [("cue", "misschien")]


def test_values_are_those_that_the_words_nearly_always_had_else_those_suggested() -> None:
    learner = taught(12)
    text = "De man loopt flobberig bij de brug."
    hint = suggested(text, "flobberig", kind="hinted", more="yes")
    assert learner.predict(words(text, hint))[0].attributes == (("kind", "made"), ("more", "yes"))
    for number in range(8):
        learner.update_sentence(words(text), [known(text, "flobberig", kind=str(number))])
    assert learner.predict(words(text, hint))[0].attributes == (("kind", "hinted"), ("more", "yes"))
    assert learner.predict(words(text))[0].attributes == ()


def test_what_is_withdrawn_leaves_nothing_behind_in_any_order() -> None:
    learner = taught(10)
    before = json.dumps({**learner.data, "clock": 0}, sort_keys=True)
    taken = []
    for text, _ in sentences(6, seed=5):
        read = words(text, suggested(text, text.split()[1]))
        taken.append((read, learner.update_sentence(read, [known(text, text.split()[1], kind="x", sort="y")])))
        taken.append((read, learner.update_span(read, known(text, text.split()[2]))))
        taken.append((read, learner.update_rejection(read, known(text, text.split()[1]))))
    assert json.dumps({**learner.data, "clock": 0}, sort_keys=True) != before
    random.Random(3).shuffle(taken)
    for read, lesson in taken:
        learner.withdraw(read, lesson)
    assert json.dumps({**learner.data, "clock": 0}, sort_keys=True) == before


def test_same_lessons_same_bytes_and_back_from_them() -> None:
    one, other = taught(30), taught(30)
    packed = json.dumps(one.data, sort_keys=True)
    assert packed == json.dumps(other.data, sort_keys=True)
    back = Learner.of(json.loads(packed))
    assert json.dumps(back.data, sort_keys=True) == packed
    for text, has in sentences(10, seed=7):
        for learner in (one, back):
            learner.update_sentence(words(text), [known(text, text.split()[1])] if has else [])
        assert back.predict(words(text)) == one.predict(words(text))
    assert json.dumps(back.data, sort_keys=True) == json.dumps(one.data, sort_keys=True)


@pytest.mark.parametrize("broken", [{}, {"clock": 1}, {"clock": "x", "labels": [], "rows": {}, "values": {}}])
def test_what_is_no_state_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Learner.of(broken)


def test_its_size_is_bounded_and_what_weighs_most_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST", 300)
    learner = taught(30)
    chance = random.Random(4)
    for _ in range(60):
        text = " ".join("".join(chance.choices("abcdefghij", k=7)) for _ in range(6)) + "."
        learner.update_sentence(words(text), [known(text, text.split()[2])])
        assert len(learner) <= 300
    for text, has in sentences(200):
        learner.update_sentence(words(text), [known(text, "flobberig")] if has else [])
        assert len(learner) <= 300
    assert found(learner, "Een ezel zingt flobberig in de stad.") == [("cue", "flobberig")]


# -- tags -------------------------------------------------------------------------------------------------------------


def test_the_best_path_is_the_best_of_all_that_may_be() -> None:
    """Against looking at every path of four tokens."""
    follows = {"O": "OBS", "B": "IE", "I": "IE", "E": "OBS", "S": "OBS"}
    paths = list("OBS")
    for _ in range(3):
        paths = [path + tag for path in paths for tag in follows[path[-1]]]
    paths = [path for path in paths if path[-1] in "OES"]
    chance = random.Random(9)
    for _ in range(300):
        scores = [[chance.randint(-9, 9) for _ in range(8)] for _ in range(4)]
        after = [[chance.randint(-9, 9) for _ in range(8)] for _ in range(5)]
        allowed = [frozenset(chance.sample("OBIES", chance.randint(2, 5))) for _ in range(4)]
        worth = {path: _worth(path, scores, after) for path in paths}
        may = [path for path in paths if all(tag in some for tag, some in zip(path, allowed, strict=True))]
        best = best_path(scores, after, 3, allowed)
        assert best in may if may else best == ""
        assert not may or worth[best] == max(worth[path] for path in may)
        assert worth[best_path(scores, after, 3)] == max(worth.values())
        assert worth[best_path(scores, after, 3, [ANY] * 4)] == max(worth.values())
    assert all(path_of(spans_in(path), 4) == path for path in paths)


def _worth(path: str, scores: list[list[int]], after: list[list[int]]) -> int:
    tags = ["OBIES".index(tag) + 3 for tag in path]
    steps = sum(after[was - 3][tag] for was, tag in pairwise(tags))
    return sum(row[tag] for row, tag in zip(scores, tags, strict=True)) + steps


# -- the record -------------------------------------------------------------------------------------------------------

HERE, THERE = ("claim", ((0, 4),)), ("claim", ((5, 9),))


def test_the_gate_opens_only_when_better_and_closes_again() -> None:
    record = Record()
    for number in range(LEAST_SPANS - 1):
        record.add({HERE}, {HERE}, {THERE} if number else {HERE})
    few = record.standing("claim", "nl-frames/1")
    assert not few.shown
    assert str(few) == f"claim: off, 29 of {LEAST_SPANS} spans in the last 29 finished sentences"
    record.add({HERE}, {HERE}, {HERE})
    opened = record.standing("claim", "nl-frames/1")
    assert opened.shown
    assert str(opened) == "claim: shown, F1 1.00 against .07 of nl-frames/1 on 30 spans"
    for _ in range(SENTENCES):
        record.add({HERE}, {THERE}, {HERE})
    closed = record.standing("claim", "nl-frames/1")
    assert not closed.shown
    assert str(closed) == "claim: off, F1 .00 against 1.00 of nl-frames/1 on 200 spans"


def test_as_good_is_not_better_and_little_is_not_enough() -> None:
    record = Record()
    for _ in range(LEAST_SPANS):
        record.add({HERE}, {HERE, THERE}, {HERE, THERE})
    assert not record.standing("claim", "x").shown
    record = Record()
    for number in range(40):
        record.add({HERE}, {HERE} if number < 3 else {THERE}, set())
    standing = record.standing("claim", "x")
    assert standing.model > standing.other
    assert not standing.shown, "where nobody else knows the label, some of it must be right all the same"
    assert record.standing("unheard of", "x").n == 0
    assert Record.of(record.data).standing("claim", "x") == standing
