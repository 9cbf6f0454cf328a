"""A model that learns from one annotator's own work: made from the events, kept in the project, shown where better.

What it knows after an event is what it knows after the same events anywhere: taken in one by one, in any slices, or
all at once from the first one. The unit is a sentence. Whatever changes what is said of one, what was learned from it
so far is withdrawn, and what is said now is learned: all of it where the sentence is done, else its labels and
rejections one by one. So what was undone or deleted leaves no weight behind.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.model import Attribute, Fragment
from annotator.session.replaying import RELEVANT, Logged, Passage, Placed, Replay, Said, Touched, replay_of
from annotator.store.connection import Project, explained
from annotator.store.documents import StoredDocument
from annotator.store.layers import annotator_id
from annotator.store.learners import read_learned, write_learned
from annotator.suggest import frames, lexicon
from annotator.suggest.learning import NAME, Known, Learner, Lesson, Step
from annotator.suggest.standing import Place, Record, Standing
from annotator.suggest.suggestion import Bounds, Suggestion
from annotator.suggest.token_features import Words, read_words
from annotator.text.languages import language_of

__all__ = ["Trainer"]

RECENT = 32
"""Sentences touched last of which it is known what was learned from each; of older ones nothing is withdrawn."""
LONGEST = 250
"""Tokens of a sentence that is learned from, or that something is suggested for."""
REPLAYS = 8
AT_ONCE = 500
"""Events that are read in one go."""
LARGEST = 1 << 26
"""Bytes of a state that is read."""

Key = tuple[str, int, int]
"""A sentence of a layer: the document's key, the pass, and the sentence's start."""


@dataclass(slots=True)
class Studied:
    """A sentence as it was learned from; ``guessed`` is what the model thought of it before, until it is finished."""

    end: int
    lessons: tuple[Lesson, ...] = ()
    guessed: tuple[Place, ...] | None = None


class Trainer:
    """The model of one annotator. It knows nothing before ``learn`` was called; not shared between threads."""

    def __init__(self, project: Project, annotator: str) -> None:
        self.project, self.annotator = project, annotator
        self._mine = annotator_id(project, annotator)
        self._replays: OrderedDict[str, Replay] = OrderedDict()
        self._clear()
        kept = read_learned(project, annotator, NAME)
        if kept is not None:
            self._restore(*kept)

    def _clear(self) -> None:
        """Begin at the beginning; what was removed by now is not learned in the first place."""
        self.event = self._read = 0
        self._learner, self._record = Learner(), Record()
        self._studied: OrderedDict[Key, Studied] = OrderedDict()
        self._replays.clear()
        row = self.project.one("SELECT max(number) FROM event")
        self._settled: int = (row[0] if row else None) or 0

    @property
    def name(self) -> str:
        """The suggester's name and version: its kind, and the number of the last event that it saw."""
        return f"{NAME}+{self.event}"

    # -- learning ---------------------------------------------------------------------------------------------------

    def learn(self, most: int | None = None) -> bool:
        """Take in the events since the last time, at most so many; whether that was all of them.

        Raises:
            StoreError: the project cannot be read.
        """
        if self._mine is None:
            self._mine = annotator_id(self.project, self.annotator)
        left = most
        while self._mine is not None and (left is None or left > 0):
            limit = AT_ONCE if left is None else min(left, AT_ONCE)
            values = {"after": self._read, "until": 1 << 62, "mine": self._mine, "most": limit}
            with explained(self.project.path):
                rows = self.project.conn.execute(f"{RELEVANT} ORDER BY number LIMIT :most", values).fetchall()
            for row in rows:
                event = Logged(*row)
                if event.whole and event.number > self._settled and self._concerns(event):
                    self._clear()
                    break
                self._take(event)
            else:
                if len(rows) < limit:
                    return True
            left = None if left is None else left - limit
        return self._mine is None

    def largest(self) -> int:
        """The bytes of the largest event of this annotator that was not taken in yet."""
        if self._mine is None:
            self._mine = annotator_id(self.project, self.annotator)
        sql = "SELECT coalesce(max(length(payload)), 0) FROM event WHERE annotator = ? AND number > ?"
        row = self.project.one(sql, self._mine, self._read)
        return int(row[0]) if row and self._mine is not None else 0

    def rebuild(self) -> None:
        """Learn everything again, from the first event on.

        Raises:
            StoreError: the project cannot be read.
        """
        self._clear()
        self.learn()

    def _concerns(self, event: Logged) -> bool:
        """Whether an event of somebody else, or of no layer, touches what this annotator has said."""
        if event.operation.startswith("layer.") and event.removes_layer_of(self.annotator) is None:
            return False
        sql = "SELECT 1 FROM event WHERE document = ? AND annotator = ? AND kind = 'annotator' AND number < ? LIMIT 1"
        return self.project.one(sql, event.document, self._mine, event.number) is not None

    def _take(self, event: Logged) -> None:
        """Learn from one event."""
        assert self._mine is not None
        self._read = event.number
        if not (event.annotator == self._mine and event.kind == "annotator") and not self._concerns(event):
            return
        self.event = event.number
        replay = self._replay(event.document, event.number)
        if replay is None:
            return
        touched, gone = replay.play(event, self._mine, self.annotator)
        for key in [key for key in self._studied if key[0] == event.document and key[2] in gone]:
            self._withdraw(replay, key)
        for found in touched:
            if event.number > max(replay.since, replay.layers_since.get(found.layer, 0)):
                self._study(event.document, replay, found)
            replay.seen.add(found.passage.start)

    def _replay(self, key: str, before: int) -> Replay | None:
        found = self._replays.pop(key, None)
        if found is None:
            assert self._mine is not None
            found = replay_of(self.project, key, self._mine, self.annotator, before)
        if found is not None:
            self._replays[key] = found
        if len(self._replays) > REPLAYS:
            self._replays.popitem(last=False)
        return found

    def _withdraw(self, replay: Replay, key: Key) -> Studied | None:
        """Take back what was learned from a sentence, where that is known."""
        known = self._studied.pop(key, None)
        if known is not None and known.lessons:
            tokens = replay.tokens_of(key[2], known.end)
            words, _ = _words(replay.text, Passage(key[2], known.end, tokens), replay.language)
            for lesson in known.lessons:
                self._learner.withdraw(words, lesson)
        return known

    def _study(self, document: str, replay: Replay, found: Touched) -> None:
        """Learn what is said of a sentence now; where it is finished for the first time, look at how well it went."""
        layer, passage, said = found
        if not 0 < len(passage.tokens) <= LONGEST:
            return
        key = (document, layer, passage.start)
        words, hints = _words(replay.text, passage, replay.language)
        fresh = key not in self._studied and passage.start not in replay.seen
        guessed = tuple(sorted(_guessed(words, self._learner))) if fresh else None
        was = self._withdraw(replay, key)
        if was is not None:
            guessed = was.guessed
        if said.done and guessed is not None:
            others = {(hint.label, tuple((part.start, part.end) for part in hint.fragments)) for hint in hints}
            self._record.add(_gold(said, passage), set(guessed), others)
            guessed = None
        self._studied[key] = Studied(passage.end, self._lessons(words, passage, said), guessed)
        while len(self._studied) > RECENT:
            self._studied.popitem(last=False)

    def _lessons(self, words: Words, passage: Passage, said: Said) -> tuple[Lesson, ...]:
        spans, unknown = _known(words, passage, said.spans)
        if said.done:
            return (self._learner.update_sentence(words, spans, unknown),)
        lessons = [self._learner.update_span(words, known) for known in spans]
        rejected, _ = _known(words, passage, said.rejected)
        lessons += [self._learner.update_rejection(words, known) for known in rejected]
        return tuple(lesson for lesson in lessons if lesson != Lesson())

    # -- what comes of it -------------------------------------------------------------------------------------------

    def standing(self) -> tuple[Standing, ...]:
        """How each label of the scheme stands, and why what the model suggests of it is shown or not."""
        return tuple(self._record.standing(label, _other(label)) for label in self.project.scheme.spans)

    def suggest(self, text: str, tokens: Sequence[Bounds], language: str = "nl") -> list[Suggestion]:
        """The suggestions for a sentence, of the labels that are shown: offsets are those of ``text``, in text order.

        ``rule`` holds words of documents: it goes to a screen by ``text.safe`` only.
        """
        shown = [standing.label for standing in self.standing() if standing.shown]
        if not shown or not 0 < len(tokens) <= LONGEST:
            return []
        spans = self.project.scheme.spans
        words = read_words(text, tokens, _hints(text, tokens, language))
        made = []
        for found in self._learner.predict(words, shown):
            start, end = words.tokens[found.first][0], words.tokens[found.last - 1][1]
            closed = {a.name: a.names for a in spans[found.label].attribute if not a.entity}
            values = tuple(Attribute(name, value) for name, value in found.attributes if value in closed.get(name, ()))
            made.append(
                Suggestion(found.label, (Fragment(start, end, text[start:end]),), values, found.rule, found.score)
            )
        return sorted(made, key=lambda s: (s.fragments[0].start, -s.fragments[0].end, s.label))

    def more(self, stored: StoredDocument) -> Callable[[range], list[tuple[str, Suggestion]]]:
        """The same for some sentences of a document, in its offsets, each with the name of who suggests it."""

        def suggested(which: Iterable[int]) -> list[tuple[str, Suggestion]]:
            made = []
            for index in which:
                sentence, language = stored.sentences[index], stored.document.language or "nl"
                tokens = [(start - sentence.start, end - sentence.start) for start, end in stored.tokens[index]]
                for one in self.suggest(stored.text_of(sentence), tokens, language):
                    made.append((self.name, _moved(one, sentence.start)))
            return made

        return suggested

    # -- keeping ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep what was learned in the project, once all events are taken in; nothing where it cannot be written.

        Raises:
            StoreBusy, StoreFull, …: nothing was written.
        """
        if self.project.writable and self._mine is not None and self.learn():
            write_learned(self.project, self.annotator, NAME, self.event, self.state)

    @property
    def state(self) -> bytes:
        """All that is known, in the same bytes wherever the same events were learned from."""
        studied = [[*key, known.end, _packed(known.lessons), known.guessed] for key, known in self._studied.items()]
        data = {"basis": _basis(), "learner": self._learner.data, "record": self._record.data, "studied": studied}
        return zlib.compress(json.dumps(data, sort_keys=True, separators=(",", ":")).encode(), 6)

    def _restore(self, event: int, state: bytes) -> None:
        """Go on from a kept state; one that another version has made, or that cannot be read, is learned again."""
        try:
            data = json.loads(zlib.decompressobj().decompress(state, LARGEST))
            if data["basis"] != _basis():
                return
            learner, record = Learner.of(data["learner"]), Record.of(data["record"])
            studied = OrderedDict(_unpacked(row) for row in data["studied"])
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error, RecursionError):
            return
        self.event = self._read = self._settled = event
        self._learner, self._record, self._studied = learner, record, studied


@cache
def _basis() -> str:
    """What the model is built on: with another version of it, the same events give something else."""
    from annotator.resources import schema_file

    lists = b"\0".join(
        schema_file("cues", f"nl-{name}").read_bytes() for name in ("cues.tsv", "clauses.txt", "sources.txt")
    )
    return f"{NAME} {lexicon.NAME} {frames.NAME} {zlib.crc32(lists):08x}"


def _other(label: str) -> str:
    """The name of who else suggests a label."""
    from annotator.suggest.together import CUES

    return lexicon.NAME if label in CUES else frames.NAME


def _hints(text: str, tokens: Sequence[Bounds], language: str) -> list[Suggestion]:
    """What the other suggesters propose in a sentence taken by itself; nothing outside their language."""
    if language_of(language) not in frames.LANGUAGES:
        return []
    return frames.suggest(text, [(0, len(text))], [list(tokens)])


def _words(text: str, passage: Passage, language: str) -> tuple[Words, list[Suggestion]]:
    """A sentence of a document as a learner reads it, and what the other suggesters propose, from its start on."""
    sentence = text[passage.start : passage.end]
    tokens = [(start - passage.start, end - passage.start) for start, end in passage.tokens]
    hints = _hints(sentence, tokens, language)
    return read_words(sentence, tokens, hints), hints


def _guessed(words: Words, learner: Learner) -> set[Place]:
    return {
        (found.label, ((words.tokens[found.first][0], words.tokens[found.last - 1][1]),))
        for found in learner.predict(words)
    }


def _gold(said: Said, passage: Passage) -> set[Place]:
    """The labels that lie in a sentence, as offsets into it."""
    return {
        (label, tuple((start - passage.start, end - passage.start) for start, end in extent))
        for label, extent, _ in said.spans
        if passage.start <= extent[0][0] and extent[-1][1] <= passage.end
    }


def _known(words: Words, passage: Passage, placed: Iterable[Placed]) -> tuple[list[Known], list[Known]]:
    """Labels on the tokens of a sentence; and the tokens of those that no path of tags can give.

    Those lie on several pieces, reach over the sentence, or begin or end inside a token.
    """
    whole, pieces = [], []
    for label, extent, attributes in placed:
        offsets = [(start - passage.start, end - passage.start) for start, end in extent]
        place = words.within(*offsets[0]) if len(offsets) == 1 else None
        if place is not None:
            whole.append(Known(label, *place, attributes))
        else:
            touched = [words.touching(max(start, 0), end) for start, end in offsets if end > 0]
            pieces += [Known(label, tokens.start, tokens.stop) for tokens in touched if tokens]
    return whole, pieces


def _moved(one: Suggestion, by: int) -> Suggestion:
    fragments = tuple(Fragment(part.start + by, part.end + by, part.text) for part in one.fragments)
    return Suggestion(one.label, fragments, one.attributes, one.rule, one.score)


def _packed(lessons: Iterable[Lesson]) -> list[Any]:
    return [
        [
            [[step.label, step.clock, step.right, step.wrong] for step in lesson.steps],
            [[known.label, known.first, known.last, known.attributes] for known in lesson.counted],
        ]
        for lesson in lessons
    ]


def _unpacked(row: Sequence[Any]) -> tuple[Key, Studied]:
    """The inverse of a row of the state.

    Raises:
        TypeError, ValueError: it is none.
    """
    document, layer, start, end, lessons, guessed = row
    made = tuple(
        Lesson(
            tuple(Step(*step) for step in steps),
            tuple(
                Known(label, first, last, tuple((n, v) for n, v in values)) for label, first, last, values in counted
            ),
        )
        for steps, counted in lessons
    )
    places = None
    if guessed is not None:
        places = tuple((label, tuple((s, e) for s, e in extent)) for label, extent in guessed)
    return (document, layer, start), Studied(end, made, places)
