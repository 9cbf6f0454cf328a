"""Whatever is done, and in whatever slices it is learned: the model is what the events make it, to the byte."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import LabelError, StoreStale, UsageError
from annotator.model import Fragment, Part, Patch, Span
from annotator.session import Session
from annotator.session.training import Trainer
from annotator.store import Project
from annotator.store.documents import document_id, read_document
from annotator.store.layers import layers_of, write
from annotator.store.removal import remove_document, remove_layer, restore
from annotator.suggest.learning import Known, Learner
from annotator.suggest.tagging import TAGS, best_path, path_of, spans_in
from annotator.suggest.token_features import read_words
from annotator.text.tokens import tokenise
from tests.building import ARTICLE, SHORT, at_work, opened, record, take
from tests.properties.random_work import act, numbers, steps_and_cuts, texts

deeds = st.one_of(
    st.tuples(st.sampled_from(["anna", "second pass", "bob"]), steps_and_cuts),
    st.tuples(st.just("anna"), st.tuples(st.sampled_from(["label", "label", "status"]), numbers, numbers, numbers)),
    st.tuples(st.sampled_from(["mark", "mark", "finish", "reject"]), numbers),
    st.tuples(st.sampled_from(["undo", "redo", "learn", "reopen", "save"]), numbers),
    st.tuples(st.sampled_from(["remove document", "remove layer", "restore", "add again", "import"]), numbers),
)


class Desk:
    """Two annotators at work on two documents, and a trainer that looks in now and then."""

    def __init__(self, path: Path) -> None:
        self.project: Project = at_work(path, ARTICLE, SHORT).project
        self.trainer = Trainer(self.project, "anna")

    def session(self, who: str, number: int) -> Session | None:
        key = "ab"[number % 2]
        if document_id(self.project, key) is None:
            return None
        if who == "second pass":
            return opened(self.project, "anna", key, 2)
        return opened(self.project, who, key)

    def do(self, what: str, how: Any) -> None:
        number = how if isinstance(how, int) else how[1]
        key = "ab"[number % 2]
        if what == "learn":
            self.trainer.learn(number + 1)
        elif what == "save":
            self.trainer.save()
        elif what == "reopen":
            self.trainer = Trainer(self.project, "anna")
        elif what == "add again":
            take(self.project, record(ARTICLE + "Er zijn gewonden." if number % 3 else SHORT, key))
        elif what == "import":
            self.take_in(key, number)
        elif what == "restore":
            with suppress(UsageError):
                restore(self.project, key, "anna" if number % 3 else None, "bob")
        elif what.startswith("remove"):
            self.remove(key, whole=what == "remove document")
        elif session := self.session(what if what in ("bob", "second pass") else "anna", number):
            self.at_desk(session, what, how, number)

    def at_desk(self, session: Session, what: str, how: Any, number: int) -> None:
        with suppress(LabelError, StoreStale):
            if what in ("mark", "finish"):
                session.cursor.place(number // 2 % len(session.stored.sentences), number // 3)
                session.label("claim", (session.cursor.at,)) if what == "mark" else session.set_status("done")
            elif what == "reject":
                self.reject(session, number)
            elif what in ("undo", "redo"):
                session.undo() if what == "undo" else session.redo()
            else:
                act(session, *how)

    def reject(self, session: Session, number: int) -> None:
        stored = session.stored
        sentence = number // 2 % len(stored.sentences)
        start, end = stored.tokens[sentence][number % len(stored.tokens[sentence])]
        label = ("claim", "source")[number % 2]
        made = Span(self.project.clock.id(), label, sentence, (Fragment(start, end, stored.document.text[start:end]),))
        write(self.project, stored, session.own, Patch(after=Part(rejections=(made,))), "reject")

    def remove(self, key: str, whole: bool) -> None:
        number = document_id(self.project, key)
        if number is None:
            return
        if whole:
            remove_document(self.project, number, "bob")
            return
        for found in layers_of(self.project, number):
            if found.layer.annotator == "anna" and found.layer.kind == "annotator":
                remove_layer(self.project, read_document(self.project, number), found, "bob")

    def take_in(self, key: str, number: int) -> None:
        stored = document_id(self.project, key)
        if stored is None:
            return
        document = read_document(self.project, stored)
        text = document.document.text
        given = [{"start": s.start, "end": s.end, "status": "done"} for s in document.sentences]
        tokens = [token for tokens in document.tokens for token in tokens]
        start, end = tokens[number % len(tokens)][0], tokens[min(number % len(tokens) + 2, len(tokens) - 1)][1]
        span = {"id": f"s{number}", "label": "claim", "fragments": [{"start": start, "end": end}]}
        data = record(text, key, layer={"annotator": "anna"}, sentences=given, spans=[span])
        take(self.project, data, replacing=True)


@given(st.lists(st.tuples(deeds, st.booleans()), max_size=40))
def test_learned_in_any_slices_it_is_what_learning_all_of_it_again_gives(
    work: list[tuple[tuple[str, Any], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "p.db")
        with desk.project:
            for (what, how), looked_in in work:
                desk.do(what, how)
                if looked_in:
                    desk.trainer.learn()
            desk.trainer.save()
            again = Trainer(desk.project, "anna")
            again.rebuild()
            assert desk.trainer.event == again.event
            assert json.dumps(desk.trainer.standing(), default=str) == json.dumps(again.standing(), default=str)
            assert desk.trainer.state == again.state
            kept = Trainer(desk.project, "anna")
            assert kept.learn()
            assert (kept.name, kept.state) == (again.name, again.state)


@given(st.lists(st.tuples(texts, st.lists(st.integers(0, 50), max_size=4), st.integers(0, 2)), max_size=12))
def test_any_text_can_be_learned_from_and_everything_can_be_withdrawn(
    given_: list[tuple[str, list[int], int]],
) -> None:
    learner = Learner()
    taken = []
    for text, places, how in given_:
        words = read_words(text, tokenise(text, 0, len(text)))
        count = len(words.tokens)
        spans = [
            Known(f"l{place % 2}", place % count, min(place % count + 1 + place // 10, count), (("a", text[:9]),))
            for place in places
        ]
        if how == 0 or not spans:
            lessons = [learner.update_sentence(words, spans[:-1], spans[-1:])]
        elif how == 1:
            lessons = [learner.update_span(words, span) for span in spans]
        else:
            lessons = [learner.update_rejection(words, span) for span in spans]
        taken += [(words, lesson) for lesson in lessons]
        for found in learner.predict(words):
            assert 0 <= found.first < found.last <= count
            assert 0 <= found.score <= 1
        assert json.dumps(Learner.of(json.loads(json.dumps(learner.data))).data, sort_keys=True) == json.dumps(
            learner.data, sort_keys=True
        )
    for words, lesson in taken:
        learner.withdraw(words, lesson)
    bare = Learner()
    for label in learner.labels:
        one = read_words("x", [(0, 1)])
        bare.withdraw(one, bare.update_span(one, Known(label, 0, 1)))
    assert json.dumps(learner.data["rows"], sort_keys=True) == json.dumps(bare.data["rows"], sort_keys=True)
    assert learner.data["values"] == {"labels": {}, "words": {}}


@given(st.lists(st.lists(st.integers(-99, 99), min_size=5, max_size=5), min_size=1, max_size=8))
def test_a_path_is_its_spans(scores: list[list[int]]) -> None:
    path = best_path(scores, [[0] * len(TAGS)] * len(TAGS), 0)
    assert path_of(spans_in(path), len(scores)) == path
