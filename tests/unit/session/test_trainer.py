"""A trainer: what it learns from events, what it takes back, when it shows, and that the same events give the same bytes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model import Fragment, Layer, Part, Patch, Span
from annotator.session import Session, training
from annotator.session.training import Trainer
from annotator.store import Project, open_project
from annotator.store.connection import open_to_read
from annotator.store.documents import document_id, read_document
from annotator.store.layers import layers_of, write
from annotator.store.learners import forget_learned, read_learned
from annotator.store.removal import compact, remove_document, remove_layer, restore
from annotator.suggest.learning import NAME
from annotator.suggest.standing import LEAST_SPANS, SENTENCES
from tests.building import behind_its_back, mark, new_project, opened, record, take

NOUNS = "man vrouw minister hond fiets brand politie trein school winkel dokter brug".split()
PROBE = "De ezel loopt flobberig bij de brug."
Words = list[tuple[str, str]]


def made_up(count: int, seed: int = 1) -> list[tuple[str, str | None]]:
    """Sentences, and the made-up word in it that this annotator calls a cue; no list knows it."""
    chance = random.Random(seed)
    found: list[tuple[str, str | None]] = []
    for number in range(count):
        one, other = chance.sample(NOUNS, 2)
        cue = "flobberig" if number % 2 else None
        found.append((f"De {one} loopt {cue + ' ' if cue else ''}bij de {other}.", cue))
    return found


def labelled(
    sentences: list[tuple[str, str | None]], key: str = "a", status: str = "done", label: str = "uncertainty_cue"
) -> dict[str, object]:
    """The record of a document with a finished layer: what a trainer sees as one event."""
    text, spans, given = "", [], []
    for sentence, cue in sentences:
        start = len(text)
        given.append({"start": start, "end": start + len(sentence), "status": status})
        if cue is not None:
            at = start + sentence.index(cue)
            fragments = [{"start": at, "end": at + len(cue)}]
            values = [{"name": "cue_type", "value": "possible"}]
            spans.append({"id": f"s{at}", "label": label, "fragments": fragments, "attributes": values})
        text += f"{sentence}\n"
    return record(text, key, layer={"annotator": "anna"}, sentences=given, spans=spans)


def cues(trainer: Trainer, text: str = PROBE) -> Words:
    """What the model thinks of a sentence, whether it is shown or not."""
    tokens = [(at, at + len(word)) for at, word in _split(text)]
    words, _ = training._words(text, training.Passage(0, len(text), tuple(tokens)), "nl")
    return [(f.label, words.said(f.first, f.last)) for f in trainer._learner.predict(words)]


def _split(text: str) -> Iterator[tuple[int, str]]:
    from annotator.text.tokens import tokenise

    return ((start, text[start:end]) for start, end in tokenise(text, 0, len(text)))


def tokens(text: str) -> list[tuple[int, int]]:
    return [(at, at + len(word)) for at, word in _split(text)]


def learned(project: Project, annotator: str = "anna") -> Trainer:
    """A trainer that has taken in all events; beside it, that one in slices and one that goes on from what is kept agree."""
    trainer = Trainer(project, annotator)
    assert trainer.learn()
    sliced = Trainer(project, annotator)
    while not sliced.learn(1):
        pass
    assert (sliced.name, sliced.state) == (trainer.name, trainer.state)
    sliced.save()
    kept = Trainer(project, annotator)
    assert kept.learn()
    assert (kept.name, kept.state) == (trainer.name, trainer.state)
    return trainer


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "p.db") as made:
        yield made


def label_all(session: Session, sentences: list[tuple[str, str | None]], finish: bool = True) -> None:
    """Label and finish sentence after sentence, as at the screen."""
    for index, (_, cue) in enumerate(sentences):
        session.cursor.place(index)
        if cue is not None:
            text = session.stored.document.text
            start = text.index(cue, session.stored.sentences[index].start)
            session.label("uncertainty_cue", ((start, start + len(cue)),))
        if finish:
            session.set_status("done")


def test_a_made_up_cue_is_learned_at_the_screen_and_from_an_import_alike(project: Project) -> None:
    sentences = made_up(16)
    take(project, record("\n".join(text for text, _ in sentences), "a"))
    trainer = Trainer(project, "anna")
    assert trainer.learn()
    assert cues(trainer) == []
    assert trainer.name == f"{NAME}+0"
    label_all(opened(project), sentences)
    assert trainer.learn()
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    assert trainer.state == learned(project).state
    last = project.ask("SELECT max(number) FROM event")[0][0]
    assert trainer.name == f"{NAME}+{last}"

    take(project, labelled(sentences, "b") | {"layer": {"annotator": "bob"}})
    assert cues(learned(project, "bob")) == [("uncertainty_cue", "flobberig")]


def test_one_annotators_labels_never_reach_anothers_model(project: Project) -> None:
    take(project, labelled(made_up(30)))
    nobody, bob = learned(project, "nobody"), learned(project, "bob")
    opened(project, "bob").set_status("done")
    assert nobody.state == bob.state
    assert cues(learned(project, "bob")) == []
    assert b"flobberig" not in zlib.decompress(learned(project, "bob").state)
    assert b"flobberig" in zlib.decompress(learned(project).state)


def test_labels_count_before_their_sentence_is_finished_and_undone_ones_leave_nothing(project: Project) -> None:
    sentences = made_up(16)
    take(project, record("\n".join(text for text, _ in sentences), "a"))
    session = opened(project)
    trainer = Trainer(project, "anna")
    trainer.learn()
    bare = trainer._learner.data["rows"]
    label_all(session, sentences, finish=False)
    trainer.learn()
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    assert trainer._record.data == [], "nothing is finished, nothing is counted"
    while session.undo():
        trainer.learn()
    rows = trainer._learner.data["rows"]
    assert {name for name in rows if "flobberig" in name} == set()
    assert bare == {}
    assert cues(trainer) == []
    assert trainer._learner.values.data == {"labels": {}, "words": {}}
    learned(project)


def test_a_deleted_label_and_a_sentence_opened_again_are_withdrawn(project: Project) -> None:
    session = at_desk(project, PROBE)
    span = mark(session, "uncertainty_cue", "flobberig")
    session.set_status("done")
    trainer = learned(project)
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    session.set_status("todo")
    session.delete(session.labels.spans[span.id])
    trainer.learn()
    assert {name for name in trainer._learner.data["rows"] if "flobberig" in name} == set()
    learned(project)


def at_desk(project: Project, text: str, annotator: str = "anna") -> Session:
    take(project, record(text, "a"))
    return opened(project, annotator)


def reject(session: Session, label: str, words: str, name: str) -> None:
    """As a key that turns a suggestion down does it."""
    start = session.stored.document.text.index(words)
    fragments = (Fragment(start, start + len(words), words),)
    made = Span(name, label, session.labels.sentence_at(start), fragments, origin="rejected", suggester="x/1")
    write(session.project, session.stored, session.own, Patch(after=Part(rejections=(made,))), "reject")
    session.reload()


def test_a_rejection_is_learned_from_and_taken_back_with_it(project: Project) -> None:
    take(project, labelled(made_up(16)), record(PROBE, "b"))
    trainer = learned(project)
    before = trainer._learner.data["rows"]
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    session = opened(project, "anna", "b")
    reject(session, "uncertainty_cue", "flobberig", "r1")
    trainer.learn()
    assert cues(trainer) == []
    assert trainer._learner.data["rows"] != before
    session.undo()
    trainer.learn()
    assert trainer._learner.data["rows"] == before
    learned(project)


def test_what_says_nothing_new_teaches_nothing(project: Project) -> None:
    take(project, labelled(made_up(4)))
    trainer = learned(project)
    session = opened(project)
    session.set_comment("hm")
    session.set_confidence(2)
    session.set_sentence_label("check_worthiness", "NF")
    before, event = trainer._learner.data, trainer.event
    trainer.learn()
    assert trainer._learner.data == before
    assert trainer.event == event + 3, "it has seen them all the same"


# -- the gate ---------------------------------------------------------------------------------------------------------


def standing(trainer: Trainer, label: str = "uncertainty_cue") -> str:
    return next(str(one) for one in trainer.standing() if one.label == label)


def test_nothing_shows_before_it_is_better_and_nothing_again_when_it_no_longer_is(project: Project) -> None:
    take(project, labelled(made_up(40)))
    trainer = learned(project)
    assert standing(trainer) == f"uncertainty_cue: off, 20 of {LEAST_SPANS} spans in the last 40 finished sentences"
    assert trainer.suggest(PROBE, tokens(PROBE)) == []
    take(project, labelled(made_up(60, seed=2), "b"))
    trainer.learn()
    shown = next(one for one in trainer.standing() if one.label == "uncertainty_cue")
    assert shown.shown, str(shown)
    assert (shown.n, shown.other, shown.other_name) == (50, 0.0, "nl-lexicon/1")
    assert shown.model > 0.9
    found = trainer.suggest(PROBE, tokens(PROBE))
    assert [(one.label, one.fragments, [(a.name, a.value) for a in one.attributes]) for one in found] == [
        ("uncertainty_cue", (Fragment(14, 23, "flobberig"),), [("cue_type", "possible")])
    ]
    assert "word=flobberig" in found[0].rule
    assert 0.5 < found[0].score <= 1
    # from now on this annotator labels what the list knows, and the made-up word no longer
    chance = random.Random(5)
    other: list[tuple[str, str | None]] = []
    for number in range(SENTENCES):
        word = f"{chance.choice(NOUNS)}{number}" if number % 2 else "flobberig"
        other.append((f"De {word} is mogelijk gevlucht.", "mogelijk"))
    take(project, labelled(other, "c"))
    trainer.learn()
    closed = next(one for one in trainer.standing() if one.label == "uncertainty_cue")
    assert not closed.shown, str(closed)
    assert "mogelijk" not in [one.fragments[0].text for one in trainer.suggest(PROBE, tokens(PROBE))]
    learned(project)


def test_it_is_judged_by_what_it_thought_before_the_first_label_of_a_sentence(project: Project) -> None:
    """Each sentence has another word, which cannot be known; the label comes an event before the sentence is done."""
    sentences = [(f"Zin {n} heeft wrobbel{n}zz erin staan.", f"wrobbel{n}zz") for n in range(12)]
    take(project, record("\n".join(text for text, _ in sentences), "a"))
    session = opened(project)
    label_all(session, [(text, word) for text, word in sentences], finish=False)
    trainer = Trainer(project, "anna")
    trainer.learn()
    label_all(session, [(text, None) for text, word in sentences])
    trainer.learn()
    counts = [one["uncertainty_cue"] for one in trainer._record.data]
    assert len(counts) == 12
    assert counts[0] == [1, 0, 0, 0, 0], "the first one cannot have been known, though its label was learned before"
    learned(project)


def test_a_sentence_is_counted_once_however_often_it_is_finished(project: Project) -> None:
    take(project, labelled(made_up(4)))
    trainer = learned(project)
    assert len(trainer._record.data) == 4
    session = opened(project)
    for status in ("todo", "done"):
        session.set_status(status)  # type: ignore[arg-type]
    session.undo()
    session.undo()
    again = opened(project, number=2)
    again.set_status("done")
    trainer.learn()
    assert len(trainer._record.data) == 4, "a second pass is over sentences that it knows"
    learned(project)


def test_more_gives_the_same_in_offsets_of_the_document(project: Project) -> None:
    take(project, labelled(made_up(80)), record(f"Er is niets. {PROBE}", "b"))
    trainer = learned(project)
    number = document_id(project, "b")
    assert number is not None
    suggested = trainer.more(read_document(project, number))
    assert suggested(range(0, 1)) == []
    [(name, one)] = suggested(range(2))
    assert name == trainer.name == f"online/1+{trainer.event}"
    assert [(part.start, part.end, part.text) for part in one.fragments] == [(27, 36, "flobberig")]


def test_labels_and_values_that_the_scheme_does_not_have_are_not_suggested(project: Project) -> None:
    data = labelled(made_up(80))
    for span in data["spans"]:  # type: ignore[attr-defined]
        span["attributes"] += [{"name": "mood", "value": "grim"}, {"name": "stance", "value": "x"}]
    take(project, data)
    [one] = learned(project).suggest(PROBE, tokens(PROBE))
    assert [a.name for a in one.attributes] == ["cue_type"]


# -- what cannot be learned, and what moves ---------------------------------------------------------------------------


def test_pieces_spans_over_sentences_and_inside_words_say_nothing_of_their_tokens(project: Project) -> None:
    take(project, labelled(made_up(16)))
    text = f"{PROBE} Het regent niet meer."
    take(project, record(text, "b"))
    trainer = learned(project)
    session = opened(project, "anna", "b")
    session.label("uncertainty_cue", ((9, 14), (14 + 5, 23)))
    session.label("quote", ((3, 45),))
    session.set_status("done")
    trainer.learn()
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    assert trainer._record.data[-1]["uncertainty_cue"][:3] == [1, 1, 0]
    assert "quote" not in trainer._record.data[-1]
    learned(project)


def test_sentences_are_cut_after_they_were_learned_from(project: Project) -> None:
    text = "De man loopt flobberig bij de brug en de hond loopt flobberig bij de school. Het regent."
    session = at_desk(project, text)
    trainer = Trainer(project, "anna")
    mark(session, "uncertainty_cue", "flobberig")
    session.set_status("done")
    trainer.learn()
    session.cursor.seek(text.index("en de hond"))
    session.split()
    mark(session, "uncertainty_cue", "flobberig", "en de hond")
    session.set_status("done")
    trainer.learn()
    assert trainer.state == learned(project).state
    assert sorted(key[2] for key in trainer._studied) == [0, text.index("en de hond")]
    while session.undo():
        trainer.learn()
    assert {name for name in trainer._learner.data["rows"] if "flobberig" in name} == set()
    assert trainer.state == learned(project).state


def test_of_sentences_that_are_joined_only_the_whole_is_kept(project: Project) -> None:
    session = at_desk(project, f"{PROBE} Het kraakt wrobbelend in de school.")
    mark(session, "uncertainty_cue", "flobberig")
    second = mark(session, "uncertainty_cue", "wrobbelend")
    trainer = Trainer(project, "anna")
    trainer.learn()
    assert len(trainer._studied) == 2
    session.cursor.place(0)
    session.join()
    trainer.learn()
    assert [key[2] for key in trainer._studied] == [0]
    session.delete(session.labels.spans[second.id])
    trainer.learn()
    assert {name for name in trainer._learner.data["rows"] if "wrobbelend" in name} == set()
    assert trainer.state == learned(project).state


def test_another_document_of_the_same_key_has_nothing_of_the_first(project: Project) -> None:
    """Neither its labels nor where its sentences were cut, though the text is the same."""
    text = "Het kraakt wrobbelend hier."
    take(project, labelled([(text, "wrobbelend")]))
    session = opened(project)
    session.cursor.place(0)
    session.cursor.seek(text.index("hier"))
    session.split()
    learned(project)
    remove_document(project, document_id(project, "a") or 0, "bob")
    take(project, record(text, "a"))
    opened(project).set_status("done")
    trainer = learned(project)
    assert trainer._learner.labels == []
    assert len(trainer._record.data) == 1
    assert [(key[2], known.end) for key, known in trainer._studied.items()] == [(0, len(text))]


def test_what_is_removed_is_forgotten_and_what_is_restored_is_learned_again(project: Project) -> None:
    take(project, labelled(made_up(16)), labelled([("Het kraakt wrobbelend.", "wrobbelend")], "b"))
    trainer = learned(project)
    whole = trainer._learner.data
    for number, kept in ((document_id(project, "a"), "wrobbelend"), (document_id(project, "b"), None)):
        assert number is not None
        remove_document(project, number, "bob")
        trainer.learn()
        said = zlib.decompress(trainer.state).decode()
        assert "flobberig" not in said
        assert ("wrobbelend" in said) == (kept == "wrobbelend")
        assert trainer.state == learned(project).state
    restore(project, "a", None, "bob")
    restore(project, "b", None, "bob")
    trainer.learn()
    assert trainer._learner.data == whole
    assert len(trainer._record.data) == 17, "nothing was known of them when they came back"
    assert trainer.state == learned(project).state
    found = next(one for one in layers_of(project, document_id(project, "a") or 0) if one.layer == Layer("anna"))
    remove_layer(project, read_document(project, document_id(project, "a") or 0), found, "bob")
    trainer.learn()
    assert b"flobberig" not in zlib.decompress(trainer.state)
    restore(project, "a", "anna", "bob")
    trainer.learn()
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    learned(project)


def test_after_compacting_and_with_another_document_of_the_same_key(project: Project) -> None:
    take(project, labelled(made_up(16)))
    learned(project)
    remove_document(project, document_id(project, "a") or 0, "bob")
    compact(project)
    assert b"flobberig" not in zlib.decompress(learned(project).state)
    take(project, labelled([("Het kraakt wrobbelend.", "wrobbelend")], "a"))
    said = zlib.decompress(learned(project).state)
    assert b"wrobbelend" in said
    assert b"flobberig" not in said


def test_a_very_long_sentence_and_another_language_are_no_trouble(project: Project) -> None:
    long = " ".join(["woord"] * 1000)
    take(
        project, record(long, "a", layer={"annotator": "anna"}, sentences=[{"start": 0, "end": 5999, "status": "done"}])
    )
    data = labelled(made_up(16), "b")
    data["document"]["language"] = "en"  # type: ignore[index]
    take(project, data)
    trainer = learned(project)
    assert len(trainer._record.data) == 16
    assert cues(trainer) == [("uncertainty_cue", "flobberig")]
    assert trainer.suggest(long, tokens(long)) == []
    assert trainer.suggest("", []) == []


# -- keeping ----------------------------------------------------------------------------------------------------------


def test_the_state_is_kept_and_can_always_be_made_again(project: Project) -> None:
    take(project, labelled(made_up(30)))
    trainer = Trainer(project, "anna")
    assert read_learned(project, "anna", NAME) is None
    trainer.save()
    kept = read_learned(project, "anna", NAME)
    assert kept == (trainer.event, trainer.state)
    trainer.rebuild()
    assert (trainer.event, trainer.state) == kept
    forget_learned(project, "bob")
    assert read_learned(project, "anna", NAME) == kept
    forget_learned(project)
    assert read_learned(project, "anna", NAME) is None
    Trainer(project, "a stranger").save()
    assert project.ask("SELECT count(*) FROM learned") == [(0,)]


@pytest.mark.parametrize("broken", [b"", b"nonsense", zlib.compress(b"[1]"), zlib.compress(b'{"basis": "older"}')])
def test_a_state_that_cannot_be_read_is_made_again(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "p.db"
    with new_project(path) as project:
        take(project, labelled(made_up(30)))
        trainer = Trainer(project, "anna")
        trainer.save()
        state = trainer.state
    behind_its_back(path, f"UPDATE learned SET state = x'{broken.hex()}'")
    with open_project(path) as project:
        again = Trainer(project, "anna")
        assert again.event == 0
        again.save()
        assert read_learned(project, "anna", NAME) == (again.event, state)


def test_a_state_of_fewer_events_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with new_project(path) as project, open_project(path) as other:
        take(project, labelled(made_up(4)))
        from annotator.store.learners import write_learned

        older = Trainer(other, "anna")
        older.learn()
        event, state = older.event, older.state
        opened(project).set_status("todo")
        newer = Trainer(project, "anna")
        newer.save()
        write_learned(other, "anna", NAME, event, state)
        assert read_learned(project, "anna", NAME) == (newer.event, newer.state)


def test_a_project_that_cannot_be_written_is_learned_from_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with new_project(path) as project:
        take(project, labelled(made_up(30)))
        state = learned(project).state
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open_to_read(path) as project:
        project.writable = False
        trainer = Trainer(project, "anna")
        trainer.save()
        trainer.learn()
        assert trainer.state == state


def test_events_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with new_project(path) as project:
        take(project, labelled(made_up(30)), labelled(made_up(2), "b"))
    behind_its_back(
        path,
        "DROP TRIGGER event_is_never_changed",
        "UPDATE event SET payload = '{\"before\": 7}' WHERE document = 'b' AND operation = 'import'",
        "INSERT INTO event (id, annotator, device, sequence, time, operation, document, kind, pass, payload)"
        " SELECT 'x', annotator, 'y', 1, time, 'split', 'a', 'annotator', 1,"
        ' \'{"before":{},"after":{},"cut":{"kind":"split","index":99,"at":4}}\' FROM event LIMIT 1',
    )
    with open_project(path) as project:
        assert cues(learned(project)) == [("uncertainty_cue", "flobberig")]
