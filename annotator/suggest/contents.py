"""What is said and what is uncertain in a sentence: the extents of its claims, and the frames around them. Pure.

One pass over the tokens of a sentence. A clause ends at a strong mark, before a coordinated clause with a verb of its
own and at an attribution that follows it; what leads to *dat* or *of* is no claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.suggest.speakers import CuePlace, Said
from annotator.text.units import STRONG, Extent, Sentence

__all__ = ["Clause", "clauses_of"]

Range = tuple[int, int]
_WHICH = frozenset("wat wie hoe waar waarom wanneer welke welk of".split())
_CONTRAST = frozenset({"hoewel", "terwijl", "ofschoon"})
_OTHER = frozenset({"maar", "want", "doch"})
_RELATIVE = frozenset("die dat wie wiens wier waar waarin waarvan waarbij waarmee welke".split())
_MATTERS = frozenset({"het", "dat", "nog", "ook", "is", "blijft", "was"})
_POINTS = frozenset({"dit", "dat", "deze", "die"})
_FARTHEST = 14
"""Tokens between an attribution and the *dat* that it leads to."""
_NEAR = 5
"""Tokens between a cue of uncertainty and its *dat* or *of*."""
_MATTER = frozenset("probleem punt feit gevolg nadeel voordeel resultaat gevaar verschil".split())
_OUGHT = frozenset("moet moeten moest moesten".split())


@dataclass(slots=True)
class Clause:
    """A clause that may be a claim: its pieces as token ranges, who says it, the innermost first, and its cues.

    ``said`` and ``hedges`` are places in the lists given; ``led``: it stands behind a *dat* or *of* that an attribution
    or a cue leads to; ``points``: it says nothing itself (*of dit waar is*).
    """

    pieces: list[Range]
    said: list[int] = field(default_factory=list)
    hedges: list[int] = field(default_factory=list)
    led: bool = False
    points: bool = False
    aside: bool = False

    @property
    def first(self) -> int:
        """The first token."""
        return self.pieces[0][0]

    @property
    def last(self) -> int:
        """The token after the last one."""
        return self.pieces[-1][1]

    def holds(self, token: int) -> bool:
        """Whether a token stands in it."""
        return any(first <= token < last for first, last in self.pieces)

    def extent(self, sentence: Sentence) -> Extent:
        """Its pieces as offsets."""
        return tuple(sentence.extent(*piece) for piece in self.pieces)


def clauses_of(
    sentence: Sentence,
    said: Sequence[Said],
    uncertain: Sequence[CuePlace],
    quotes: Sequence[Range] = (),
    edges: Sequence[int] = (),
    heading: bool = False,
) -> list[Clause]:
    """The clauses of a sentence in order.

    ``quotes`` are the tokens of its quotations with their marks; ``edges`` marks whose partner is in another sentence.
    """
    scan = _Scan(sentence, said, uncertain, quotes)
    scan.marks |= set(edges)
    scan.heading = heading
    return scan.run()


class _Scan:
    def __init__(
        self, sentence: Sentence, said: Sequence[Said], uncertain: Sequence[CuePlace], quotes: Sequence[Range]
    ) -> None:
        self.s, self.said, self.uncertain = sentence, said, uncertain
        self.count = len(sentence.tokens)
        self.found: list[Clause] = []
        self.pieces: list[Range] = []
        self.start = 0
        self.group = 0
        self.opened: list[int] = []
        self.hedged: list[int] = []
        self.led = self.fronted = self.matrix = False
        self.inside: list[int] = []
        self.heading = False
        self.turned = {self._lead(f): i for i, f in enumerate(said) if f.turned and f.source is not None}
        self.gaps = {f.start: i for i, f in enumerate(said) if f.rule == "complement" and not f.turned and f.source}
        self.openers = self._openers()
        self.marks = {at for first, last in quotes if self._clausal(first, last) for at in (first, last - 1)}

    # -- what leads to what ---------------------------------------------------------------------------------------

    def _lead(self, said: Said) -> int:
        """The token that an attribution behind its content begins with: *zo*, *heeft* … or its own first one."""
        start = said.start
        while start > 1 and self.s.word(start - 1) in ("zo", "heeft", "hebben", "had"):
            start -= 1
        return start

    def _leading_to(self, start: int, farthest: int, others: Sequence[int]) -> int | None:
        commas = 0
        for index in range(start, min(self.count, start + farthest)):
            word = self.s.word(index)
            if word in ("dat", "of") and (self.s.subordinates(index) or (word == "dat" and index == start)):
                return index
            commas += word == ","
            if word in STRONG or commas > 2 or index in others or self.s.quote_mark(index):
                return None
            if self.s.is_in("coordinator", index) and self.s.is_in("verb", index + 1):
                return None
        return None

    def _openers(self) -> dict[int, tuple[list[int], list[int], bool]]:
        """Each *dat* or *of* that something leads to: the attributions, the cues, and whether it comes in front."""
        found: dict[int, tuple[list[int], list[int], bool]] = {}
        starts = [frame.start for frame in self.said if frame.rule != "complement"]
        for number, frame in enumerate(self.said):
            if frame.turned or frame.rule == "complement":
                continue
            at = self._leading_to(frame.end, _FARTHEST, [s for s in starts if s != frame.start])
            if at is not None:
                found.setdefault(at, ([], [], False))[0].append(number)
        for number, cue in enumerate(self.uncertain):
            at = self._leading_to(cue.last, _NEAR, starts)
            front = None if at is not None else self._in_front(cue)
            if at is not None:
                found.setdefault(at, ([], [], False))[1].append(number)
            elif front is not None:
                found.setdefault(front, ([], [], True))[1].append(number)
        return found

    def _in_front(self, cue: CuePlace) -> int | None:
        """*Of …, is de vraag*, *wat … en of …, weten we niet*, *dat …, is onwaarschijnlijk*."""
        s = self.s
        if s.word(0) == "dat" and cue.first > 2:
            ends = (i for i in range(2, cue.first) if s.word(i) == "," and s.is_in("verb", i + 1))
            return 0 if next(ends, None) is not None and not s.is_in("verb", 1) else None
        if cue.kind != "unknown":
            return None
        for index in range(cue.first - 1, -1, -1):
            if self.s.word(index) == "of" and any(self.s.word(i) == "," for i in range(index, cue.first)):
                return index if index == 0 or self.s.is_in("coordinator", index - 1) else None
        return None

    def _clausal(self, first: int, last: int) -> bool:
        """Whether a quotation is a clause of its own."""
        before, behind = self.s.word(first - 1), self.s.word(last)
        verb = any(self.s.is_in("verb", i) for i in range(first, last))
        edge = not any(self.s.is_word(i) for i in range(first)) or before in (":", ",", "dat")
        return verb and (edge or behind == ",")

    # -- the scan -------------------------------------------------------------------------------------------------

    def run(self) -> list[Clause]:
        """All clauses."""
        index = 0
        while index < self.count:
            index = self._step(index)
        self._close(self.count)
        for number, cue in enumerate(self.uncertain):
            for clause in self.found:
                if clause.holds(cue.first) and number not in clause.hedges:
                    clause.hedges.append(number)
        return self.found

    def _step(self, index: int) -> int:
        """Take what stands at a token; the token to go on with."""
        s, word = self.s, self.s.word(index)
        if index in self.turned:
            return self._follow(index)
        if index in self.gaps:
            return self._cut_out(index)
        if index in self.openers:
            said, hedges, fronted = self.openers[index]
            self._drop(index + 1)
            self.opened, self.hedged, self.led, self.fronted = list(said), list(hedges), True, fronted
            return index + 1
        if index in self.marks or word in STRONG or (word == "-" and self._dateline(index)):
            self._close(index)
            self._begin(index + 1)
            if word == ":":
                self.opened = [i for i, f in enumerate(self.said) if f.end == index or f.cue.last - 1 == index][-1:]
                self.led = bool(self.opened)
            elif word in STRONG:
                self.opened, self.hedged, self.led = [], [], False
            else:
                self._quoted(index)
            return index + 1
        if word == "," and self.fronted and s.is_in("verb", index + 1):
            self._close(index)
            self._begin(index + 1)
            self.opened, self.hedged, self.led, self.fronted, self.matrix = [], [], False, False, True
            return index + 1
        return self._coordinated(index, word)

    def _dateline(self, index: int) -> bool:
        """*SCHIEDAM (ANP) - …*."""
        words = [self.s.text[slice(*self.s.tokens[i])] for i in range(index)]
        return (
            0 < index < 9
            and all(not word.isalpha() or word.isupper() or word.istitle() for word in words)
            and (words[0].isupper())
        )

    def _quoted(self, index: int) -> None:
        """A quotation right behind an attribution is what is said."""
        if not self.led:
            self.opened = [i for i, f in enumerate(self.said) if f.end == index and not f.turned][-1:]
            self.led = bool(self.opened)

    def _coordinated(self, index: int, word: str) -> int:
        s = self.s
        at = index + 1 if word == "," else index
        joining = s.word(at)
        if word == "," and self.heading and self._main(at):
            self._close(index)
            self._begin(at)
            return at
        if word == "," and joining in _CONTRAST:
            self._close(index)
            self._begin(at + 1)
            self.opened, self.hedged, self.led = [], [], False
            return at + 1
        if not s.is_in("coordinator", at) or at + 1 >= self.count or at <= self.start:
            return index + 1
        following = s.word(at + 1)
        if following in ("dat", "of") and self.led and s.subordinates(at + 1):
            self._close(index)
            self._begin(at + 2)
            return at + 2
        clause = self._main(at + 1)
        if clause or joining in _OTHER or (s.is_in("verb", at + 1) and self._verb_in(self.start, index)):
            if not (clause or word == "," or s.is_in("verb", at + 1)):
                return index + 1
            self._close(index)
            self._begin(at + 1)
            if clause or joining in _OTHER:
                self.opened, self.hedged, self.led = [], [], False
            return at + 1
        return index + 1

    def _verb_in(self, first: int, last: int) -> bool:
        return any(self.s.is_in("verb", i) for i in range(first, last))

    def _main(self, at: int) -> bool:
        """Whether a main clause begins at a token: a phrase, then a verb."""
        s = self.s
        nominal = s.nounish(at) or s.determiner(at)
        if not (self.heading or self._verb_in(self.start, at)) or not (nominal or s.is_in("pronoun", at)):
            return False
        end = next(s.phrases(at))[1] if nominal else at + 1
        return s.is_in("verb", end)

    def _follow(self, index: int) -> int:
        """An attribution behind what it says: all since the last one is said by it."""
        number = self.turned[index]
        frame = self.said[number]
        self._close(index)
        for clause in self.found[self.group :]:
            if number not in clause.said:
                clause.said.append(number)
        end = max(frame.end, index + 1)
        while end < self.count and not self.s.quote_mark(end) and end not in self.turned:
            contrast = self.s.word(end) == "," and self.s.word(end + 1) in _OTHER | {"en"}
            if contrast or (self.s.word(end) in _OTHER and end > frame.end):
                end += 2 if contrast else 1
                break
            end += 1
        self.group = len(self.found)
        self._begin(end)
        self.opened, self.hedged, self.led = [], [], False
        return end

    def _cut_out(self, index: int) -> int:
        """*volgens X*, in front or in the middle, with a remark between commas about X."""
        number = self.gaps[index]
        end = self.said[number].end
        self.inside.append(number)
        if self.start < index and any(self.s.is_word(i) for i in range(self.start, index)):
            self.pieces.append((self.start, index))
        if self.s.word(end) == ",":
            comma = next((i for i in range(end + 1, min(self.count, end + 40)) if self.s.word(i) == ","), None)
            if comma is not None:
                if self.s.word(end + 1) in _RELATIVE:
                    self.found.append(Clause([(end + 1, comma)], aside=True))
                end = comma + 1
        self.start = end
        return end

    # -- pieces ---------------------------------------------------------------------------------------------------

    def _begin(self, at: int) -> None:
        self.start, self.pieces, self.inside = at, [], []

    def _drop(self, at: int) -> None:
        """What stood before leads to what comes: it is no claim, but who it names keeps the content."""
        inside = self.inside
        self._begin(at)
        self.inside, self.matrix = inside, False

    def _close(self, at: int) -> None:
        """Keep the clause up to a token, if it has words."""
        pieces = [*self.pieces, (self.start, at)]
        pieces = [p for p in pieces if any(self.s.is_word(i) for i in range(*p))]
        if pieces:
            pieces[0] = (self.s.trimmed(*pieces[0])[0], pieces[0][1])
            pieces[-1] = (pieces[-1][0], self.s.trimmed(*pieces[-1])[1])
            clause = Clause(pieces, [*self.inside, *self.opened], list(self.hedged), self.led)
            if self._stands(clause):
                self.found.append(clause)
        self.pieces, self.inside, self.matrix = [], [], False

    def _open_question(self, clause: Clause) -> bool:
        """*Het is niet duidelijk wat …*, *nog onbekend is wie …*: what is unknown is no claim."""
        s = self.s
        for cue in self.uncertain:
            if cue.kind == "unknown" and clause.holds(cue.first) and s.word(clause.first) in _MATTERS:
                return any(s.word(i) in _WHICH for i in range(cue.first, min(cue.last + _NEAR, clause.last)))
        return False

    def _stands(self, clause: Clause) -> bool:
        """Whether it may be a claim, and no question, no announcement and no order."""
        s = self.s
        first = s.word(clause.first)
        words = [s.word(i) for piece in clause.pieces for i in range(*piece)]
        if self.matrix or (first in _WHICH and not clause.led) or (first == "alsof" and not clause.said):
            return False
        if self._open_question(clause) or (s.word(clause.last) == ":" and len(words) < 4 and not clause.led):
            return False
        if clause.led and first in _POINTS and len(words) <= 3 and {"waar", "klopt", "zo", "gebeurd"} & set(words):
            clause.points = True
        if any(self.said[i].cue.stance == "directive" for i in clause.said) and _OUGHT & set(words):
            return False
        if any(clause.holds(f.cue.first) for f in self.said if f.rule != "complement" and not f.turned):
            return False
        if len(words) > 5 and words[1] in _MATTER and "dat" in words[2:6] and words[2] in ("is", "was"):
            at = words.index("dat", 2, 6)
            if len(clause.pieces) == 1:
                clause.pieces = [(clause.first + at + 1, clause.last)]
        return True
