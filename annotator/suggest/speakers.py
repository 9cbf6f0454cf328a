"""Who an attribution cue points to: the subject of its verb, or what *volgens* or *van* takes. Pure.

Positions count the tokens of one sentence. Rules on word lists and word order, without a parser: where the order leaves
a doubt, nobody is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.suggest.sources import PASSING, is_a, type_of
from annotator.text.units import STRONG, Sentence

__all__ = ["CuePlace", "Said", "announced", "speakers_of"]

Range = tuple[int, int]

_HAVE = frozenset({"heeft", "hebben", "had", "hadden", "heb"})
_MODAL = frozenset("wil willen wilde wilden kan kunnen kon konden zou zouden moest moesten bleef blijft".split())
_PASSIVE = frozenset("wordt worden werd werden is zijn was waren".split())
_WITHIN = frozenset("in op uit bij volgens".split())
_THROUGH = frozenset("tegen tegenover aan in bij op via".split())
_FRONT = frozenset("dat dit zo dus ook daarover daarbij daarmee hierover hiermee er".split())
_FAR = 40
_SHORT = 6
"""Words within which the second part of an attribution is looked for."""


@dataclass(frozen=True, slots=True)
class CuePlace:
    """An attribution cue: the tokens of its pieces in order, its class and stance, its number among the suggestions."""

    tokens: tuple[int, ...]
    kind: str
    number: int
    stance: str = ""

    @property
    def first(self) -> int:
        """The first token."""
        return self.tokens[0]

    @property
    def last(self) -> int:
        """The token after the last one."""
        return self.tokens[-1] + 1


@dataclass(frozen=True, slots=True)
class Said:
    """A cue with its source and whoever passes it on, as token ranges; ``rule`` tells how they were found.

    ``turned``: what is said comes first; ``shared``: the source is that of an earlier cue.
    """

    cue: CuePlace
    source: Range | None
    rule: str = ""
    relay: Range | None = None
    turned: bool = False
    shared: bool = False

    @property
    def start(self) -> int:
        """The first token of all that is no content."""
        ranges = [r for r in (None if self.shared else self.source, self.relay) if r is not None]
        return min([self.cue.first, *(r[0] for r in ranges)])

    @property
    def end(self) -> int:
        """The token after the last of it."""
        ranges = [r for r in (None if self.shared else self.source, self.relay) if r is not None]
        return max([self.cue.last, *(r[1] for r in ranges)])


def speakers_of(sentence: Sentence, cues: Sequence[CuePlace]) -> list[Said]:
    """The cues of a sentence in order, each with its source where it has one."""
    finder = _Finder(sentence, {token for cue in cues for token in cue.tokens})
    found: list[Said] = []
    for cue in sorted(cues, key=lambda cue: cue.tokens):
        found.append(finder.said(cue, found))
    return found


def announced(sentence: Sentence, colon: int) -> Range | None:
    """Who a colon announces, with no more words before it: *Minister Jansen: “…*."""
    found = _Finder(sentence, set()).phrase_from(0)
    known = found is not None and found[1] == colon and (type_of(sentence, *found) or sentence.capital(found[1] - 1))
    return found if known else None


class _Finder:
    def __init__(self, sentence: Sentence, taken: set[int]) -> None:
        self.s, self.taken = sentence, taken
        self.count = len(sentence.tokens)

    # -- noun phrases ---------------------------------------------------------------------------------------------

    def phrase_from(self, at: int) -> Range | None:
        """The source phrase that begins at a token, with *van …*; None where none does."""
        s = self.s
        word = s.word(at)
        if not word or at in self.taken or s.quote_mark(at):
            return None
        if is_a("pronoun", word) or is_a("place", word):
            following = at + 1 < self.count and word in ("die", "deze") and s.nounish(at + 1)
            if not following:
                return at, at + 1
        if not (s.nounish(at) or s.determiner(at)) or (s.is_in("verb", at) and not s.capital(at)):
            return None
        first, last = next(s.phrases(at))
        first = max(first, at)
        while last > first + 1 and (s.is_in("verb", last - 1) and not s.capital(last - 1)):
            last -= 1
        last = self._department(first, last)
        last = next((i for i in range(first, last) if i in self.taken), last)
        if last <= first or (last - first == 1 and s.determiner(first)):
            return None
        return first, last

    def _department(self, first: int, last: int) -> int:
        """*minister Jetten van Klimaat en Energie*: the second half of a department's name."""
        s = self.s
        named = any(s.word(i).endswith(("minister", "ministerie", "staatssecretaris")) for i in range(first, last))
        if named and s.word(last) == "en" and last + 1 < self.count and s.capital(last + 1):
            return s.phrase(last + 1)[1]
        return last

    def _both(self, found: Range, verb: int) -> Range:
        """*artsen en verpleegkundigen zeggen*: two phrases of a verb in the plural."""
        s = self.s
        if s.word(found[1]) == "en" and s.word(verb).endswith("n") and found[1] + 1 < self.count:
            other = self.phrase_from(found[1] + 1)
            if other is not None and not s.is_in("verb", other[1] - 1):
                return found[0], other[1]
        return found

    def _coordinated(self, at: int, stop: int) -> Range | None:
        """The phrase from a token, with a second one joined to it where both stand before ``stop``."""
        found = self.phrase_from(at)
        if found is not None and self.s.word(found[1]) == "en" and found[1] + 1 < stop:
            other = self.phrase_from(found[1] + 1)
            found = (found[0], other[1]) if other is not None else found
        return found

    def clause_start(self, at: int) -> int:
        """The first token of the clause around a token: behind the last mark, conjunction or other attribution."""
        s = self.s
        start = at
        while start > 0:
            before = start - 1
            word = s.word(before)
            if word == "," or word in STRONG or s.quote_mark(before) or (before in self.taken and before != at):
                break
            if s.is_in("coordinator", before) and (s.is_in("verb", start) or self._new_subject(start, before, at)):
                break
            if s.is_in("subordinator", before) and before != at - 1:
                break
            start -= 1
        return start

    def _new_subject(self, start: int, before: int, verb: int) -> bool:
        found = self.phrase_from(start)
        verbs = range(max(0, before - _FAR), before)
        return found is not None and found[1] == verb and any(self.s.is_in("verb", i) for i in verbs)

    # -- cues -----------------------------------------------------------------------------------------------------

    def said(self, cue: CuePlace, earlier: Sequence[Said]) -> Said:
        """A cue with its source, by the kind of its words."""
        if cue.kind == "preposition" and self.s.word(cue.first) != "zo":
            return self._complement(cue)
        if cue.kind == "noun":
            at = cue.last + 1 if self.s.word(cue.last) == "van" else 0
            return Said(cue, self.phrase_from(at) if at else None, "noun")
        if cue.kind == "punctuation":
            found = self.phrase_from(0)
            return Said(cue, found if found is not None and found[1] == cue.first else None, "colon")
        if cue.kind == "receive":
            return self._received(cue, earlier)
        return self._place(cue) or self._verb(cue, earlier)

    def _complement(self, cue: CuePlace) -> Said:
        source = self.phrase_from(cue.last)
        if source is not None:
            near = range(source[1], min(self.count, source[1] + _SHORT))
            source = self._up_to(source, next((i for i in near if self.s.is_in("verb", i)), 0))
        return Said(cue, source, "complement", turned=cue.first > 0 and self._behind(cue.first))

    def _behind(self, at: int) -> bool:
        """Whether a comma, a dash or a closing quote stands before a token, perhaps with *zo*, *aldus* between."""
        before = at - 2 if self.s.word(at - 1) == "zo" else at - 1
        return self.s.word(before) in (",", "–", "-", "—") or (before >= 0 and self.s.quote_mark(before))

    def _received(self, cue: CuePlace, earlier: Sequence[Said]) -> Said:
        s = self.s
        words = range(cue.first, min(self.count, cue.last + _SHORT))
        origin = next((i for i in words if s.word(i) in ("van", "uit", "via")), None)
        source = self.phrase_from(origin + 1) if origin is not None else None
        subject = self._verb(cue, earlier)
        relay = subject.source
        if source is None:
            return subject
        if relay is not None and relay[0] < source[1] and source[0] < relay[1]:
            relay = None
        return Said(cue, source, "receive", relay, turned=subject.turned)

    def _place(self, cue: CuePlace) -> Said | None:
        """*Daar staat dat*, *in het rapport staat dat*, *dat blijkt uit onderzoek*: a text that says so."""
        s = self.s
        words = {s.word(i) for i in cue.tokens}
        if not words & {"staat", "stond", "staan", "stonden", "lezen", "blijkt", "bleek", "blijken"}:
            return None
        near = range(cue.first + 1, min(self.count, cue.first + _SHORT))
        behind = next((i for i in near if s.word(i) == "uit"), None)
        if words & {"blijkt", "bleek", "blijken"} and behind is not None:
            return Said(cue, self.phrase_from(behind + 1), "place", turned=self._behind(cue.first))
        if s.word(cue.first) in _WITHIN and len(cue.tokens) > 1 and cue.tokens[1] > cue.first + 1:  # uit … blijkt
            return Said(cue, self._coordinated(cue.first + 1, cue.tokens[1]), "place")
        start = self.clause_start(cue.first)
        if is_a("place", s.word(start)) and cue.first - start <= 2:
            return Said(cue, (start, start + 1), "place")
        if s.word(start) in _WITHIN:
            found = self._coordinated(start + 1, cue.first)
            if found is not None and found[1] == cue.first:
                return Said(cue, found, "place")
        if s.word(cue.last) in ("in", "op"):
            return Said(cue, self.phrase_from(cue.last + 1), "place", turned=self._behind(cue.first))
        return Said(cue, None, "place")

    # -- verbs ----------------------------------------------------------------------------------------------------

    def _finite(self, cue: CuePlace) -> tuple[int, bool]:
        """The token of the finite verb that goes with a cue's verb, and whether it is in the passive."""
        s, verb = self.s, cue.first + (self.s.word(cue.first) == "zo" and len(cue.tokens) > 1)
        if len(cue.tokens) > 1 and cue.tokens[-1] - verb > len(cue.tokens):
            return verb, False  # laat … weten, riep … op
        start = self.clause_start(verb)
        word = s.word(verb)
        participle = word.startswith(("ge", "be", "ver", "ont", "her", "er", "mee", "aan", "vast", "toe", "op")) and (
            word.endswith(("d", "t", "n"))
        )
        for index in range(verb - 1, start - 1, -1):
            found = s.word(index)
            if participle and found in _PASSIVE and index < verb:
                return index, True
            if (participle and found in _HAVE) or (word.endswith("n") and found in _MODAL | {"laten"}):
                return index, False
        if participle and s.word(cue.last) in _PASSIVE:
            return cue.last, True
        return verb, False

    def _verb(self, cue: CuePlace, earlier: Sequence[Said]) -> Said:
        s = self.s
        if s.word(cue.first - 1) in ("de", "een", "deze"):
            return Said(cue, None, "noun")
        finite, passive = self._finite(cue)
        if passive:
            by = next((i for i in range(finite, min(self.count, cue.last + _SHORT)) if s.word(i) == "door"), None)
            source = self.phrase_from(by + 1) if by is not None else None
            return Said(cue, source, "passive", turned=self._behind(finite))
        start = self.clause_start(finite)
        behind = self.phrase_from(finite + 1)
        if behind is not None and finite + 1 in cue.tokens:
            behind = None
        turned = finite == start and (start == 0 or self._behind(start))
        ahead = s.word(start) in _FRONT or s.is_in("preposition", start) or s.is_in("adverb", start)
        fronted = start < finite and ahead
        if turned and start > 0 and (source := self._apposed(start, behind)) is not None:
            return self._relayed(Said(cue, source, "apposition"))
        if (turned or fronted) and behind is not None:
            found = self._both(behind, finite)
            return self._relayed(Said(cue, found, "inversion", turned=turned or s.word(start) == "zo"))
        if turned and start > 0:
            return Said(cue, None, "verb", turned=True)
        if start == finite and earlier and s.is_in("coordinator", start - 1):
            return Said(cue, earlier[-1].source, "shared", shared=True)
        if start == finite and s.is_in("coordinator", start - 1):
            return Said(cue, self.phrase_from(0), "shared")
        subject = self._subject(start, finite)
        return self._relayed(Said(cue, subject, "subject" if subject else "verb"))

    def _subject(self, start: int, finite: int) -> Range | None:
        """The noun phrase that a clause begins with, before its verb."""
        s = self.s
        while start < finite and (
            s.quote_mark(start) or any(s.is_in(name, start) for name in ("coordinator", "subordinator"))
        ):
            start += 1
        if s.word(start) in ("er", "het", "dat", "dit", "wat", "wie") and finite - start == 1:
            return None
        found = self.phrase_from(start)
        if found is None:
            return None
        return self._both(self._up_to(found, finite), finite)

    def _up_to(self, found: Range, verb: int) -> Range:
        """*bronnen rond het Binnenhof waren*: with all that a phrase takes, where a verb follows it."""
        s = self.s
        wide = max((last for first, last in s.phrases(found[0]) if first == found[0]), default=found[1])
        if wide > found[1] and wide == verb and not any(i in self.taken for i in range(found[1], wide)):
            return found[0], wide
        return found

    def _apposed(self, start: int, behind: Range | None) -> Range | None:
        """*De directeur, Mark de Boer, zegt*, *de premier, die …, zei*: the phrase before a remark in commas."""
        s = self.s
        comma = next((i for i in range(start - 2, max(-1, start - _FAR), -1) if s.word(i) == ","), None)
        if comma is None or s.word(start - 1) != ",":
            return None
        remark = s.word(comma + 1) in ("die", "wie", "waar", "dat")
        if not remark and behind is not None and not (behind[1] < self.count and s.is_word(behind[1])):
            return None
        if not remark and any(s.is_in("verb", i) for i in range(comma + 1, start)):
            return None
        found = self._subject(self.clause_start(comma), comma)
        return found if found is not None and found[1] == comma else None

    def _relayed(self, said: Said) -> Said:
        """The same with the medium that it was said to: *tegen de NOS*, *in het Radio 1 Journaal*."""
        if said.source is None:
            return said
        s = self.s
        for index in range(max(said.cue.first, said.source[0]), min(self.count, said.end + _SHORT)):
            word = s.word(index)
            if index >= said.end and (word in ("dat", "of", ",") or word in STRONG or s.quote_mark(index)):
                return said
            if word in _THROUGH and index not in said.cue.tokens and not said.source[0] <= index < said.source[1]:
                medium = self.phrase_from(index + 1 + s.word(index + 1).startswith("o.a"))
                if medium is not None and type_of(s, *medium) in PASSING:
                    return Said(said.cue, said.source, said.rule, medium, said.turned)
        return said
