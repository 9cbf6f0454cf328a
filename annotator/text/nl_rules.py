"""Where a Dutch sentence ends: the rules of `nl-rules/1`, for one line at a time.

The policy: a quotation of several sentences is split inside; a quotation and its reporting clause (*"…?" vraagt hij*)
are one sentence; a closing quote or bracket belongs to the sentence before it; a colon never splits. Every mark
(`.`, `!`, `?`, `…`) is looked at once, with a bounded number of characters on both sides, so the time is linear.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .lexicon import Lexicon, dutch, is_dotted

_CLOSERS = "\"'”’“‘»«›)\\]}*_"
_MARKS = ".!?…‥"
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_MARK = re.compile(
    f"[{_MARKS}]+(?:[{_CLOSERS}{_UNSEEN}]+[{_MARKS}]+)*[{_CLOSERS}{_UNSEEN}]*(?:\\[\\d{{1,3}}\\][{_UNSEEN}]*)?"
)
_DOTS = (".", "…", "‥")
_AGAIN = re.compile(f"[^{_MARKS}][{_MARKS}]")  # a mark again after a closer, as in `.".`, is an end by itself
_SPACE = re.compile(r"\s*")
_LETTER = re.compile(r"[^\W_]")
_OMISSION = r"[(\[](?:\.{2,5}|…)[)\]]"
_OPENERS = re.compile(
    rf"(?:{_OMISSION}|\.{{2,5}}|[\s\"'“”„‟‘’‚«»‹›(\[{{–—―\-•*·¿¡>_…€$£§{_UNSEEN}\u2190-\u21ff\u2300-\u2bff"
    "\U0001f000-\U0001faff\ufe0f\u200d]){0,16}"
)
_WORD = re.compile(r"[^\W_][\w'’.&-]{0,40}")
_NEXT_WORD = re.compile(r"\s{1,3}['’]?([^\W_][\w'’]{0,40})")
_DETACHED = "\"'”’»›)]}"
_INNER = re.compile(r"[\"“”„‘‚«»()\[\]/:;,=–—]")
_LEAD = "\"'“”„‟‘’‚«»‹›([{–—-•*"
_CAMEL = re.compile(r"[a-z]{1,6}[A-Z]|[a-z0-9-]{2,}\.[a-z]")
_ITEM = re.compile(r"[a-z][.)]\s[^\W\d_a-z]")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_LIST_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2}){0,3}\Z")
_DAY_AND_MONTH = re.compile(
    r"\d{1,2}(?:\s?(?:en|of|t/m|tot|[,–-])\s?(?:[a-z]{2,3}\.?\s)?\d{1,2})?\s"
    r"(?:jan|feb|m(?:rt|aart)|apr|mei|jun|jul|aug|sep|okt|nov|dec)"
)
_GLUED = re.compile(r"([^\W\d_]['’\w]+)(?=[\s,;:!?]|\Z)")
_NATIONAL = re.compile(r"(?:\w+(?:se|sche)|[A-Z]{2,}[\w-]*|Tweede|Eerste|Hoge|Raad|Europese|Verenigde)\Z")
_SUFFIXES = frozenset(("nl", "be", "com", "org", "net", "eu", "fr", "uk", "io", "js", "pdf", "docx", "html", "txt"))

# What the next sentence could begin with.
_NONE, _LOWER, _UPPER, _DIGIT = range(4)


class _Next(NamedTuple):
    """The opening after a mark: its kind, its first word, and the offset of that word."""

    kind: int
    word: str
    place: int


def split_line(text: str, start: int, end: int) -> list[int]:
    """The offsets in `text[start:end]`, a line, after which a new sentence begins; ascending, without `end`."""
    return _Line(text, start, end).cuts()


class _Line:
    """One pass over one line; `sentence` is where the current sentence begins."""

    __slots__ = (
        "_counted",
        "_doubles",
        "_enumerated",
        "_scanned",
        "_singles",
        "_worded",
        "end",
        "lexicon",
        "sentence",
        "text",
    )

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.sentence = start
        self.end = end
        self.lexicon: Lexicon = dutch()
        self._scanned = start
        self._worded = False
        self._enumerated = 0
        self._counted = start
        self._doubles = 0
        self._singles = 0

    def cuts(self) -> list[int]:
        """All cuts of the line."""
        found: list[int] = []
        position = self.sentence
        while True:
            match = _MARK.search(self.text, position, self.end)
            if match is None or match.end() >= self.end:
                return found
            position = match.end()
            if not self._has_word(match.start()):
                continue
            if self.text[position].isspace():
                cut = self._spaced(match.start(), position)
            else:
                cut = self._glued(match.start(), position)
            if cut:
                found.append(cut)
                position = max(position, cut)
                self.sentence = self._scanned = cut
                self._worded = False
                self._enumerated = 0

    def _has_word(self, before: int) -> bool:
        """Whether the current sentence has a letter or digit before an offset (each character is scanned once)."""
        if not self._worded:
            self._worded = _LETTER.search(self.text, self._scanned, before) is not None
            self._scanned = before
        return self._worded

    def _quote_is_open(self, quote: str, before: int) -> bool:
        """Whether a straight quote is open at an offset, by counting; apostrophes inside words do not count."""
        text = self.text
        if before > self._counted:
            self._doubles += text.count('"', self._counted, before)
            position = text.find("'", self._counted, before)
            while position >= 0:
                inside = position > 0 and text[position - 1].isalnum() and text[position + 1 : position + 2].isalnum()
                self._singles += not inside
                position = text.find("'", position + 1, before)
            self._counted = before
        return (self._doubles if quote == '"' else self._singles) % 2 == 1

    # ---- a mark with white space after it

    def _spaced(self, mark: int, after: int) -> int:
        """The cut for a mark at `mark` whose run and closers end at `after`, or 0."""
        text, end = self.text, self.end
        cut = after
        follow = after + 1
        if text[after] != " " or not (follow < end and text[follow].isalnum()):
            follow = _skip_space(text, after, end)
        while follow < end and text[follow] in _DETACHED and self._closes(follow):
            cut = follow + 1
            follow = _skip_space(text, cut, end)
        if follow >= end:
            return 0
        following = self._opening(follow)
        if following.kind in (_NONE, _LOWER):
            return 0
        run = text[mark:after]
        again = len(run) > 1 and _AGAIN.search(run) is not None
        if "!" in run or "?" in run or again:
            ends = self._loud(mark, run, following.word)
        elif run[0] != "." or run[1:2] in _DOTS:
            ends = self._ellipsis(mark, after, following)
        else:
            ends = self._period(mark, following, ")" in run)
        return cut if ends else 0

    def _closes(self, position: int) -> bool:
        """Whether a quote or bracket with a space before it closes something."""
        char = self.text[position]
        after = self.text[position + 1] if position + 1 < self.end else " "
        if not (after.isspace() or after in ",;:.!?…" or after in _DETACHED):
            return False
        return char not in "\"'" or self._quote_is_open(char, position)

    def _opening(self, follow: int) -> _Next:
        """What comes after the white space: skipping quotes, brackets, dashes and bullets."""
        text, end = self.text, self.end
        skipped = None if text[follow].isalnum() else _OPENERS.match(text, follow, end)
        place = skipped.end() if skipped else follow
        if place >= end:
            return _Next(_NONE, "", place)
        if text[place] in "@#" and place + 1 < end and text[place + 1].isalnum():
            return _Next(_UPPER, text[place], place)
        match = _WORD.match(text, place, end)
        if match is None:
            return _Next(_NONE, "", place)
        word = match[0]
        first = word[0]
        if first.isdigit():
            return _Next(_DIGIT, word, place)
        if not first.islower():
            return _Next(_UPPER, word.rstrip(".'’-"), place)
        if text[place - 1] in "'’" and word[:1] in "stnkm" and (len(word) == 1 or word[1] == "-"):
            rest = _NEXT_WORD.match(text, match.end(), end) if len(word) == 1 else None
            capital = rest[1][0] if rest else word[2:3]
            return _Next(_UPPER if capital.isupper() else _LOWER, "'" + word, place)
        if _CAMEL.match(word) or word.rstrip(".,-").partition("-")[0] in self.lexicon.words["lower"]:
            return _Next(_UPPER, word, place)
        item = len(word.rstrip(".")) == 1 and _ITEM.match(text, place, end) is not None
        return _Next(_UPPER if item or text.startswith(("http", "www."), place) else _LOWER, word, place)

    # ---- the three kinds of mark

    def _loud(self, mark: int, run: str, word: str) -> bool:
        """A run with `!` or `?` (or a full stop after a closing quote) before a capital or a digit."""
        before = self._word_before(mark)
        if run == "!" and before in self.lexicon.words["bang"]:
            return self._starts(word)
        return self._starts(word) if ")" in run and "." not in run and self._in_brackets(mark) else True

    def _in_brackets(self, mark: int) -> bool:
        """Whether a mark stands in brackets that opened inside its sentence."""
        bracket = self.text.rfind("(", max(self.sentence, mark - 200), mark)
        return (
            bracket > self.sentence and _LETTER.search(self.text, max(self.sentence, bracket - 60), bracket) is not None
        )

    def _ellipsis(self, mark: int, after: int, following: _Next) -> bool:
        """Three dots before a capital; `(…)` leaves something out and ends nothing by itself."""
        text = self.text
        before = text[mark - 1] if mark > self.sentence else " "
        if before in "([" and text[after - 1] in ")]":
            return following.word in self.lexicon.words["opening"]
        if before in "“„‟‘‚«([" or (before in "\"'" and self._quote_is_open(before, mark)):
            return False
        return following.kind == _UPPER

    def _period(self, mark: int, following: _Next, bracketed: bool) -> bool:
        """One full stop before a capital or a digit: an end, unless it belongs to an abbreviation."""
        before = self._word_before(mark)
        if not before:
            return True
        if before.islower() and len(before) > 1 and before.isalpha():
            name = self.lexicon.abbreviations.get(before, "")
            if not name:  # one word in lower case after a bracket is no sentence: (bj. 1998)
                return not self.text.startswith(("(", "["), max(mark - len(before) - 1, self.sentence))
        if before[-1].isdigit():
            return self._number(mark, before, following.word)
        before = self._joined(mark, before)
        if len(before) == 1 and before.isalpha():
            return self._letter(mark, before, following)
        name = self.lexicon.abbreviation(before)
        if before == "al" and name:
            name = name if self._previous(mark, before) == "et" else ""
        if not name:
            return not (_ROMAN.match(before) and self._is_first(mark, before))
        if bracketed and self._in_brackets(mark):
            return False
        return self._abbreviation(mark, before, name, following)

    def _number(self, mark: int, before: str, word: str) -> bool:
        """A number with a full stop: an end, unless it numbers an item of a list or is a German ordinal."""
        if word in self.lexicon.words["ordinal"]:
            return False
        if not _LIST_NUMBER.match(before):
            return True
        value = int(before.partition(".")[0])
        place = mark - len(before)
        lead = self.text[max(self.sentence, place - 40) : place].rstrip()
        first = not _LETTER.search(lead) and place - self.sentence < 40
        if first or (self._enumerated and value == self._enumerated + 1) or (value == 1 and lead[-1:] == ":"):
            self._enumerated = value
            return False
        return True

    def _letter(self, mark: int, letter: str, following: _Next) -> bool:
        """A single letter: an initial (*Ali B.*, *A. De Croo*), an item (*a.*), a unit (*100 m.*), or *groep H.*"""
        kind, word, place = following
        if self._is_first(mark, letter) or word == "Chr":
            return False
        previous = self._previous(mark, letter)
        if previous.lower() in self.lexicon.words["letter"] or (letter.islower() and previous[-1:].isdigit()):
            return True
        if kind == _DIGIT:
            return False
        if previous in self.lexicon.words["regnal"] and _ROMAN.match(letter):
            return True
        if letter.isupper() and previous in ("der", "den", "de", "van", "el", "la", "ten", "ter", "al", "von", "bin"):
            return True
        return self._starts(word, place, initials=letter.isupper())

    def _abbreviation(self, mark: int, before: str, name: str, following: _Next) -> bool:
        """A listed abbreviation of class `name`."""
        kind, word, place = following
        if name == "never" or (name != "number" and self._is_first(mark, before)):
            return False
        if name == "number":
            return not (kind == _DIGIT or _ROMAN.match(word) or (len(word) == 1 and word.isupper()))
        if name == "weekday":
            return not (kind == _DIGIT and _DAY_AND_MONTH.match(self.text, place, self.end))
        if name == "end":
            return self.text[place - 1] not in "(["
        if kind == _DIGIT:
            return False
        after_number = self._previous(mark, before)[-1:].isdigit()
        if name in ("month", "title") and after_number and before.islower():
            return True
        if name == "title":
            return word in self.lexicon.words["opening"] or (word in ("De", "Een") and self._before_lower(place, word))
        return self._starts(word, place, initials=before.isupper() and before not in self.lexicon.abbreviations)

    # ---- the words around the mark

    def _word_before(self, mark: int) -> str:
        """The word before a mark, with its inner full stops and hyphens; "" after a space or a bracket."""
        chunk = self.text[max(self.sentence, mark - 40) : mark]
        if not chunk or chunk[-1].isspace():
            return ""
        word = chunk.rsplit(None, 1)[-1]
        if word.isalpha():
            return word
        return _INNER.split(word)[-1].lstrip(_LEAD)

    def _joined(self, mark: int, word: str) -> str:
        """A spaced abbreviation put together: *e. d.* is `e.d`, *v. Chr.* is `v.Chr`."""
        text = self.text
        start = mark - len(word)
        if not (len(word) == 1 and word.islower()) and word != "Chr":
            return word
        for _ in range(4):
            if start - 3 < self.sentence or text[start - 2] != "." or text[start - 1] not in " \u00a0\u202f":
                break
            if not text[start - 3].isalpha() or (start - 4 >= self.sentence and text[start - 4].isalnum()):
                break
            start -= 3
            word = f"{text[start]}.{word}"
        return word

    def _previous(self, mark: int, word: str) -> str:
        """The word before `word`, which ends at `mark`."""
        chunk = self.text[max(self.sentence, mark - len(word) - 30) : mark - len(word)].rsplit(None, 1)
        return chunk[-1].strip(_LEAD) if chunk else ""

    def _is_first(self, mark: int, word: str) -> bool:
        """Whether nothing but openers comes before `word`, which ends at `mark`, in its sentence."""
        gap = mark - len(word) - self.sentence
        return gap < 12 and _LETTER.search(self.text, self.sentence, max(self.sentence, mark - len(word))) is None

    def _before_lower(self, place: int, word: str) -> bool:
        """Whether the word after `word`, which begins at `place`, is in lower case."""
        follow = _NEXT_WORD.match(self.text, place + len(word), self.end)
        return follow is not None and not follow[1][0].isupper()

    def _starts(self, word: str, place: int = 0, initials: bool = False) -> bool:
        """Whether a capitalised word opens a sentence after an abbreviation; after initials it may be a family name."""
        words = self.lexicon.words
        if word[:1] in "'@#":
            return True
        if initials and (word in words["particle"] or word in words["preposition"]):
            return not self._names(word, place)
        if word in words["starter"]:
            return True
        return initials and 1 < len(word) < 5 and word.isupper() and self._before_lower(place, word)

    def _names(self, word: str, place: int) -> bool:
        """Whether a particle begins a family name: *De Croo*, *Van den Berg*, *In 't Veld*."""
        follow = _NEXT_WORD.match(self.text, place + len(word), self.end)
        if follow is None:
            return False
        after = follow[1]
        if after in ("den", "der", "t") or (after in ("de", "het", "la", "le") and word == "Van"):
            second = _NEXT_WORD.match(self.text, follow.end(), self.end)
            return second is not None and second[1][0].isupper()
        if not after[0].isupper() or word in self.lexicon.words["preposition"]:
            return False
        return word != "De" or not (_NATIONAL.match(after) and self._before_lower(follow.start(1), after))

    # ---- a mark with no white space after it

    def _glued(self, mark: int, after: int) -> int:
        """The cut where a space is missing (*dicht.De politie*), or 0 (*nos.nl*, *J.Ensor*, *1.000*)."""
        text = self.text
        right = _GLUED.match(text, after, self.end)
        if right is None or not right[1][0].isupper() or right[1].lower() in _SUFFIXES:
            return 0
        left = self._word_before(mark)
        if left in self.lexicon.words["bang"]:
            return 0
        starter = right[1] in self.lexicon.words["starter"]
        plain = left.isalpha() and left[1:].islower() and len(left) > 2
        if not (plain or (starter and left[-1:].isalnum() and len(left) > 1 and not is_dotted(left))):
            return 0
        if self.lexicon.abbreviation(left) not in ("", "weekday"):
            return 0
        closer = text[after - 1]
        if closer in "“„‘«" or (closer == '"' and not self._quote_is_open('"', after - 1)):
            return after - 1
        return after


def _skip_space(text: str, start: int, end: int) -> int:
    match = _SPACE.match(text, start, end)
    return match.end() if match else start
