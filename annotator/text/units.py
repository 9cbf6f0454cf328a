"""Units that an annotator may mean at a word: its phrase, its clause, the quotation around it, the sentence.

Proposals for the screen, made from word lists (`schema/segment/nl-units.txt`) and punctuation, without a parser: never
wrong in a way that a key cannot mend, and nothing stored depends on them. Everything here is pure; offsets are code
points of the document, positions count the tokens of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from .lexicon import read_lists

__all__ = ["KINDS", "Extent", "Kind", "Sentence", "quotations"]

Extent = tuple[tuple[int, int], ...]
Kind = str
KINDS: tuple[Kind, ...] = ("token", "cue", "phrase", "clause", "quotation", "sentence")
"""What a label of a scheme may name as its unit."""

OPENING, CLOSING = "\"'“‘„‚«‹”’", "\"'”’“‘»›"
PAIRS = {"“": "”", "‘": "’", "„": "”“", "‚": "’‘", "«": "»", "‹": "›", "”": "”", "’": "’"}
FARTHEST = 4000
"""Code points over which the other mark of a quotation is looked for."""
STRONG, WEAK = ";:–—", ",()[]-…"
_ADJECTIVE = re.compile(r"\w+(?:isch|lijk|ig|baar|loos|zaam|end|ste|tal)|\w{3,}[^aeoi]e|\w*(?:honderd|duizend)|\w+\.")
_PARTICIPLE = re.compile(r"(?:ge|be|ver|ont|her)\w+en")
_OF_A_NAME = frozenset("van de der den ten ter von du da di del dos el al bin ben ibn la le".split())


@cache
def _lists() -> dict[str, frozenset[str]]:
    from annotator.resources import schema_file  # late: it brings importlib.resources, which no import here needs

    text = schema_file("segment", "nl-units.txt").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in read_lists(text).items()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*(_lists()[name] for name in ("preposition", "subordinator", "coordinator", "adverb")))


@cache
def _long_nouns() -> tuple[str, ...]:
    return tuple(word for word in _lists()["noun"] if len(word) > 6)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence, as `[start, end)` offsets into the text of its document."""

    text: str
    tokens: Sequence[tuple[int, int]]
    words: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.text[start:end].lower() for start, end in self.tokens))

    def word(self, index: int) -> str:
        """A token in lower case; "" outside the sentence."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_in(self, name: str, index: int) -> bool:
        """Whether a token is on a list of the file."""
        return self.word(index) in _lists()[name]

    def is_word(self, index: int) -> bool:
        """Whether a token has a letter or digit in it."""
        return any(char.isalnum() for char in self.word(index))

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital."""
        start, _ = self.tokens[index]
        return self.text[start].isupper()

    def number(self, index: int) -> bool:
        """Whether a token begins with a digit."""
        return self.word(index)[:1].isdigit()

    def quote_mark(self, index: int) -> bool:
        """Whether a token is a quote mark."""
        word = self.word(index)
        return len(word) == 1 and word in OPENING + CLOSING

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """The offsets of tokens `[first, last)`."""
        return self.tokens[first][0], self.tokens[last - 1][1]

    # -- phrases --------------------------------------------------------------------------------------------------

    def nounish(self, index: int) -> bool:
        """Whether a token may stand within a noun phrase: a word that no list knows as something else, or a name."""
        if not self.is_word(index):
            return False
        named = index > 0 and self.capital(index)
        if self.within_name(index) or (named and self.text[slice(*self.tokens[index])].isupper()):  # het OM
            return True
        return self.word(index) not in _function_words() and (named or not self.is_in("pronoun", index))

    def within_name(self, index: int) -> bool:
        """Whether a small word stands within a name: *Mark de Boer*, *Ursula von der Leyen*, *minister Van Weel*."""
        if self.word(index) not in _OF_A_NAME or not 0 < index < len(self.tokens) - 1:
            return False
        last = index + 1
        if self.word(last) in _OF_A_NAME and last + 1 < len(self.tokens):
            last += 1
        surname = self.text[slice(*self.tokens[last])]
        if not surname[:1].isupper() or surname.isupper() or surname.endswith("se"):
            return False
        if self.capital(index):
            return self.is_word(index - 1) and not self.is_in("preposition", index - 1)
        first = index - 1 if self.word(index - 1) not in _OF_A_NAME else index - 2
        lower = self.word(index) in ("van", "al")
        return first >= 0 and self.capital(first) and not lower and not self.is_in("determiner", first)

    def determiner(self, index: int) -> bool:
        """Whether a token is an article or the like; *Die Welt* is a name."""
        if self.within_name(index):
            return False
        return self.is_in("determiner", index) and not (index > 0 and self.capital(index) and self.nounish(index - 1))

    def _open(self, index: int) -> bool:
        """Whether a word of a noun phrase leads to its noun: an article, a number, an adjective; not the noun."""
        word, lists = self.word(index), _lists()
        if self.determiner(index) or self.number(index) or word in lists["quantity"] or word in lists["adjective"]:
            return True
        if self.is_in("noun", index):
            return False
        if self.word(index - 1) in ("een", "het") and _PARTICIPLE.fullmatch(word):
            return True
        if word.endswith(_long_nouns()):  # buurtgemeente, kroongetuige
            return False
        return _ADJECTIVE.fullmatch(word) is not None or (word.endswith(("s", "e")) and self.capital(index))

    def _closed(self, index: int) -> bool:
        """Whether a word is the noun of its phrase, so that no more than a name can follow."""
        named = self.capital(index) and index > 0
        return self.nounish(index) and not (self.is_in("verb", index) or self._open(index) or named)

    def _joins(self, left: int) -> bool:
        """Whether a token and the next one belong to one noun phrase."""
        right = left + 1
        if not (self.nounish(left) or self.determiner(left)) or not self.nounish(right):
            return False
        if self.determiner(right) or (self.is_in("verb", left) and not self.determiner(left)):
            return False
        if self.number(right) and not self.capital(left) and not self.determiner(left):
            return False
        if self.within_name(left) or self.within_name(right):
            return True
        if self._closed(left) and not self.capital(right):
            return False
        if self.is_in("verb", right) and not (self.capital(right) and left >= 0):
            return False
        # A name ends where lower case begins again, but for adjectives: "het Russische persbureau".
        shape = self.text[slice(*self.tokens[left])]
        adjective = shape.endswith(("se", "che", "s")) and not self._closed(left - 1)  # CBS is none
        named = self.capital(left) and left > 0 and not (self.determiner(left) or adjective)
        return not (named and not self.capital(right) and not self.number(right))

    def phrase(self, at: int) -> tuple[int, int]:
        """The tokens `[first, last)` of the noun phrase at a token; of the token alone where it is in none."""
        if not (self.nounish(at) or self.determiner(at)):
            return at, at + 1
        first, last = at, at + 1
        while first > 0 and self._joins(first - 1):
            first -= 1
        while last < len(self.tokens) and self._joins(last - 1):
            last += 1
        return first, last

    def _nominal(self, index: int) -> bool:
        """Whether the phrase that ends with a token can take *van …*: it has an article, or a capital not in front."""
        if not self.nounish(index) or self.is_in("verb", index) or self.determiner(index):
            return False
        first, last = self.phrase(index)
        return last == index + 1 and (self.determiner(first) or (self.capital(index) and index > 0))

    def _complement(self, last: int, prepositions: frozenset[str]) -> int:
        """The end of a phrase with the complements that follow it."""
        while self.word(last) in prepositions and last + 1 < len(self.tokens):
            first, end = self.phrase(last + 1)
            if first != last + 1 or not (self.nounish(end - 1) or self.determiner(first)):
                return last
            last = end
        return last

    def phrases(self, at: int) -> Iterator[tuple[int, int]]:
        """The phrases at a token, the likeliest first: with *van*, alone, with its other complements, coordinated."""
        first, last = self.phrase(at)
        while first >= 2 and self.word(first - 1) == "van" and self._nominal(first - 2):
            first = self.phrase(first - 2)[0]
        full = self._complement(max(last, first + 1), frozenset({"van"}))
        yield first, full
        yield self.phrase(at)
        wide = self._complement(full, _lists()["preposition"])
        yield first, wide
        if self.is_in("coordinator", wide) and wide + 1 < len(self.tokens):
            yield first, self._complement(self.phrase(wide + 1)[1], frozenset({"van"}))

    def starts(self) -> list[int]:
        """The tokens at which a phrase, a function word's group or a verb begins: where the cursor stops on its way."""
        found: list[int] = []
        index = 0
        while index < len(self.tokens):
            found.append(index)
            index = max(index + 1, self.phrase(index)[1] if self.is_word(index) else index + 1)
        return found

    # -- clauses --------------------------------------------------------------------------------------------------

    def _cut_after(self, index: int) -> int:
        """How strongly a clause ends before the token after this one: 2 surely, 1 perhaps, 0 not."""
        word, following = self.word(index), index + 1
        if word in STRONG:
            return 2
        if word in ("dat", "of"):
            return 2 if self.subordinates(index) else 0
        if word not in WEAK:
            return 0
        if self.is_in("verb", following) or self.is_in("attributing", following):
            return 2
        if self.is_in("coordinator", following):
            return 2
        if self.is_in("subordinator", following) and not self.is_in("keeping", following):
            return 2
        return 1

    def _cut_before(self, index: int) -> int:
        """The same for a token that begins something: *en is geschoten*, *dat er …*."""
        if self.is_in("coordinator", index) and self.is_in("verb", index + 1):
            return 2
        return 2 if self.word(index) in ("dat", "of") and self.subordinates(index) else 0

    def subordinates(self, index: int) -> bool:
        """Whether *dat* or *of* opens a clause here, and is no pronoun and joins no two words."""
        if index == 0 or not self.is_word(index + 1):
            return False
        later = any(
            self.is_in("verb", i) or self.word(i).endswith(("en", "t", "d")) for i in range(index + 2, len(self.tokens))
        )
        owned = self.word(index + 1) == "zijn" and self.nounish(index + 2) and not self.is_in("verb", index + 2)
        if not later or (self.is_in("verb", index + 1) and not owned):
            return False
        if self.word(index) == "of":
            if self.is_in("asking", index - 1) or self.determiner(index + 1) or not self.nounish(index + 1):
                return True
            return not (self.nounish(index - 1) and not self.is_in("verb", index - 1))
        return not (self.is_in("preposition", index - 1) or self.word(index - 1) == "dat")

    def _quoted_clauses(self) -> list[int]:
        """Quote marks at which a clause ends: those around words with a verb in them, or without a partner."""
        marks = [i for i in range(len(self.tokens)) if self.quote_mark(i)]
        found: list[int] = []
        while marks:
            one = marks.pop(0)
            other = next((m for m in marks if self.word(m) == self.word(one) or self.word(m) in CLOSING), None)
            if other is None or one == 0:
                found.append(one)
                if other is not None:
                    found.append(other)
                    marks.remove(other)
                continue
            marks.remove(other)
            inside = range(one + 1, other)
            if any(self.is_in("verb", i) for i in inside) and self.word(one - 1) in ("dat", ":", ","):
                found += [one, other]
        return found

    def _bounded(self, at: int, least: int) -> tuple[int, int]:
        """The stretch around a token up to the cuts of at least this strength, function words at its edges left out."""
        quotes = set(self._quoted_clauses())
        count = len(self.tokens)
        if self._cut_before(at) >= 2 and at + 1 < count and self.word(at) in ("dat", "of"):
            at += 1
        first = at
        while first > 0:
            if first - 1 in quotes or self._cut_after(first - 1) >= least or self._cut_before(first) >= 2:
                break
            first -= 1
        last = at + 1
        while last < count:
            if last in quotes or (self._cut_after(last - 1) >= least and last - 1 != at) or self._cut_before(last) >= 2:
                break
            if self.word(last) in STRONG or (self.word(last) in WEAK and self._cut_after(last) >= least):
                break
            last += 1
        return self.trimmed(first, last)

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Without marks at its edges and without the conjunction that opens it."""
        while last > first + 1 and not self.is_word(last - 1) and not self._closes(first, last - 1):
            last -= 1
        while first < last - 1 and (
            (not self.is_word(first) and not self._opens(first, last))
            or (self.is_in("coordinator", first) or self.word(first) in ("hoewel", "terwijl", "ofschoon"))
            or (first > 0 and self.word(first) in ("dat", "of"))
        ):
            first += 1
        return first, last

    def _opens(self, index: int, last: int) -> bool:
        """Whether a mark opens something that ends before `last`: a quoted word at the edge stays whole."""
        return self.quote_mark(index) and any(
            self.word(i) == self.word(index) or self.word(i) in PAIRS.get(self.word(index), "")
            for i in range(index + 2, min(last - 1, index + 5))
        )

    def _closes(self, first: int, index: int) -> bool:
        if self.word(index) == "%":
            return True
        if self.word(index) == ")":
            return any(self.word(i) == "(" for i in range(first, index))
        return self.quote_mark(index) and any(
            self.word(i) == self.word(index) or self.word(index) in PAIRS.get(self.word(i), "")
            for i in range(first, index - 1)
        )

    def _attributions(self, first: int, last: int, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The attribution phrases in a stretch: *volgens* with its noun phrase, as it is labelled or as it looks."""
        for index in range(first, last):
            if self.is_in("attributing", index) and index + 1 < len(self.tokens):
                end = next(self.phrases(index + 1))[1]
                start = self.tokens[index + 1][0]
                labelled = [e for s, e in taken if s == start]
                if labelled:
                    end = next((i for i, (_, e) in enumerate(self.tokens, 1) if e >= labelled[0]), end)
                yield index, max(end, index + 2)

    def clauses(self, at: int, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Extent]:
        """The clauses at a token, the likeliest first; *volgens …* is left out, in the middle as a gap.

        ``taken`` are the offsets of sources that are labelled already: an attribution phrase ends where they do.
        """
        stretches = [self._bounded(at, 2), self._bounded(at, 1)]
        whole = self.without_end()
        for first, last in (*stretches, whole):
            yield self._without(first, last, at, taken)
        for first, last in stretches:
            yield (self.extent(first, last),)

    def _without(self, first: int, last: int, at: int, taken: Sequence[tuple[int, int]]) -> Extent:
        for start, end in self._attributions(first, last, taken):
            if start <= first:  # in front: the clause begins behind it, and behind what a comma adds to the source
                first = min(end, last - 1)
                if self.word(first) in WEAK and at > first:
                    comma = next((i for i in range(first + 1, at + 1) if self.word(i) in WEAK), None)
                    first = comma if comma is not None else first
                first, last = self.trimmed(first, last)
            elif end >= last:
                last = start
                first, last = self.trimmed(first, last)
            else:
                return self.extent(first, start), self.extent(end, last)
        return (self.extent(first, max(last, first + 1)),)

    def without_end(self) -> tuple[int, int]:
        """The whole sentence without the marks around it."""
        first, last = 0, len(self.tokens)
        while last > first + 1 and not self.is_word(last - 1) and self.word(last - 1) != "%":
            last -= 1
        while first < last - 1 and not self.is_word(first):
            first += 1
        return first, last


def quotations(text: str, marks: Sequence[tuple[int, int]], at: int) -> list[Extent]:
    """The quotations around a place, the innermost first, with their marks.

    ``marks`` are the tokens that are quote marks, in order, of this sentence and of those around it; ``at`` is an
    offset. A mark opens where white space or nothing stands before it.
    """
    found: list[Extent] = []
    for number, (start, end) in enumerate(marks):
        if start > at:
            break
        if at - start > FARTHEST or not _opens(text, start, end):
            continue
        mark = text[start:end]
        wanted = PAIRS.get(mark, mark)
        for other, after in marks[number + 1 :]:
            if other - start > FARTHEST:
                break
            if text[other:after] in wanted and not _opens(text, other, after):
                if after > at:
                    found.append(((start, after),))
                break
    return found[::-1]


def _opens(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return (not before.strip() or before in "([-–—/" + OPENING) and bool(after.strip())
