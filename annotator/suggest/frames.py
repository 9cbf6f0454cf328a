"""Frames: from the cues of a document to its sources, claims and quotations, and the links between them. Pure.

Rules on word order and word lists, without a parser; where they leave a doubt, nothing is proposed. Every span quotes
the text inside one sentence, but for quotations. As a suggester (``nl-frames/1``, on the cues of ``nl-lexicon``) it
gives the spans only: a suggestion has no place for links.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.model import Attribute, Fragment
from annotator.suggest import lexicon
from annotator.suggest.contents import Clause, clauses_of
from annotator.suggest.quoting import Quotation, quotations_of, quote_type
from annotator.suggest.sources import attributes_of
from annotator.suggest.speakers import CuePlace, Said, announced, speakers_of
from annotator.suggest.suggestion import Bounds, Suggestion
from annotator.text.roles import roles as roles_of
from annotator.text.tokens import tokenise
from annotator.text.units import Extent
from annotator.text.units import Sentence as Words

__all__ = ["LANGUAGES", "NAME", "Frame", "Link", "frame_of", "suggest"]

NAME = "nl-frames/1"
LANGUAGES = frozenset({"nl"})

LONGEST = 250
"""Tokens of a sentence that is still taken apart: beyond, only its cues stay."""
_SURE, _LIKELY, _CARRIED, _PLAIN = 0.9, 0.8, 0.7, 0.5
_SELF = frozenset({"ik", "we", "wij"})


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two proposed spans, by their places in `Frame.spans`."""

    label: str
    head: int
    tail: int
    attributes: tuple[Attribute, ...] = ()
    rule: str = ""
    score: float = _LIKELY


@dataclass(frozen=True, slots=True)
class Frame:
    """What is proposed for a document: the cues as they were given, then the rest; links point into ``spans``."""

    spans: tuple[Suggestion, ...]
    links: tuple[Link, ...]


def frame_of(
    text: str,
    sentences: Sequence[Bounds],
    tokens: Sequence[Sequence[Bounds]],
    cues: Sequence[Suggestion],
    roles: Sequence[str] | None = None,
) -> Frame:
    """The frames of a document with these sentences and their tokens, from the cues that were found in it.

    ``roles``: the role of each sentence, derived from the layout where none are given.
    """
    return _Framing(text, sentences, tokens, cues, roles_of(text, sentences) if roles is None else roles).run()


def suggest(
    text: str, sentences: Sequence[Bounds], tokens: Sequence[Sequence[Bounds]] | None = None
) -> list[Suggestion]:
    """The cues of a Dutch text with their sources, claims and quotations, in text order."""
    found = [tokenise(text, *bounds) for bounds in sentences] if tokens is None else tokens
    return list(frame_of(text, sentences, found, lexicon.suggest(text, sentences, found)).spans)


@dataclass(slots=True)
class _Made:
    """A claim that was proposed."""

    span: int
    clause: Clause
    sentence: int
    source: int | None = None


class _Framing:
    def __init__(
        self,
        text: str,
        sentences: Sequence[Bounds],
        tokens: Sequence[Sequence[Bounds]],
        cues: Sequence[Suggestion],
        roles: Sequence[str],
    ) -> None:
        self.text, self.bounds, self.roles = text, sentences, roles
        self.words = [Words(text, found) for found in tokens]
        self.quotes = quotations_of(text, tokens)
        self.spans: list[Suggestion] = list(cues)
        self.links: list[Link] = []
        self.known: dict[tuple[str, Extent], int] = {}
        self.made: list[list[_Made]] = [[] for _ in sentences]
        self.said: list[list[Said]] = [[] for _ in sentences]
        self.line = self._lines()
        self.cues = self._cues()
        self.carried: list[int | None] = []

    # -- where things are -----------------------------------------------------------------------------------------

    def _lines(self) -> list[int]:
        """The paragraph of each sentence."""
        found, line, last = [], 0, 0
        for start, _ in self.bounds:
            line += self.text.count("\n", last, start) > 0
            last = start
            found.append(line)
        return found

    def _cues(self) -> list[tuple[list[CuePlace], list[CuePlace]]]:
        """The attribution and the uncertainty cues of each sentence."""
        found: list[tuple[list[CuePlace], list[CuePlace]]] = [([], []) for _ in self.bounds]
        starts = [start for start, _ in self.bounds]
        for number, span in enumerate(self.spans):
            if span.label not in ("attribution_cue", "uncertainty_cue") or not span.fragments:
                continue
            at = bisect_right(starts, span.fragments[0].start) - 1
            if at < 0 or len(self.words[at].tokens) > LONGEST:
                continue
            tokens = tuple(
                i
                for i, (start, end) in enumerate(self.words[at].tokens)
                if any(part.start < end and start < part.end for part in span.fragments)
            )
            if tokens:
                values = {a.name: a.value for a in span.attributes}
                kind = values.get("cue_class" if span.label == "attribution_cue" else "cue_type", "")
                place = CuePlace(tokens, kind, number, values.get("stance", ""))
                found[at][span.label == "uncertainty_cue"].append(place)
        return found

    def _token(self, sentence: int, offset: int) -> int:
        return bisect_left(self.words[sentence].tokens, (offset, 0))

    # -- what is made ---------------------------------------------------------------------------------------------

    def _span(
        self,
        label: str,
        extent: Extent,
        attributes: Sequence[tuple[str, str]] = (),
        rule: str = "",
        score: float = _LIKELY,
    ) -> int:
        """The place of a span among all; the same extent is proposed once."""
        key = (label, extent)
        if key not in self.known:
            self.known[key] = len(self.spans)
            fragments = tuple(Fragment(start, end, self.text[start:end]) for start, end in extent)
            values = tuple(Attribute(name, value) for name, value in attributes)
            self.spans.append(Suggestion(label, fragments, values, rule, score))
        return self.known[key]

    def _source(self, sentence: int, found: tuple[int, int], rule: str) -> int:
        words = self.words[sentence]
        return self._span("source", (words.extent(*found),), attributes_of(words, *found), rule)

    def _link(self, label: str, head: int, tail: int, rule: str, score: float = _LIKELY, explicit: str = "") -> None:
        values = (Attribute("explicit", explicit),) if explicit else ()
        if head != tail and not any((k.label, k.head, k.tail) == (label, head, tail) for k in self.links[-40:]):
            self.links.append(Link(label, head, tail, values, rule, score))

    # -- all of it ------------------------------------------------------------------------------------------------

    def run(self) -> Frame:
        """Sentence by sentence, then what crosses them."""
        for quote in self.quotes:
            self._quote(quote)
        by_sentence: list[list[Quotation]] = [[] for _ in self.bounds]
        for quote in self.quotes:
            for number in range(quote.first, quote.last + 1):
                by_sentence[number].append(quote)
        for number, quotes in enumerate(by_sentence):
            self._sentence(number, quotes)
        for quote in self.quotes:
            self._spoken(quote)
        return self._ordered()

    def _quote(self, quote: Quotation) -> None:
        kind = "direct" if quote.first < quote.last else "mixed"
        if quote.first == quote.last and len(self.words[quote.first].tokens) <= LONGEST:
            words = self.words[quote.first]
            first, last = self._token(quote.first, quote.start), self._token(quote.first, quote.end)
            heading = self.roles[quote.first] in ("headline", "subhead")
            kind = quote_type(words, first, last, heading)
        self._span("quote", ((quote.start, quote.end),), [("quote_type", kind)], "marks", _LIKELY)

    def _sentence(self, number: int, quotes: Sequence[Quotation]) -> None:
        words = self.words[number]
        if len(words.tokens) > LONGEST:
            self.carried.append(None)
            return
        attributions, uncertain = self.cues[number]
        self.said[number] = said = speakers_of(words, attributions)
        whole, edges = [], []
        for quote in quotes:
            first, last = self._token(number, quote.start), self._token(number, quote.end)
            if quote.first == quote.last:
                whole.append((first, last))
            else:
                edges += [first] * (quote.first == number) + [last - 1] * (quote.last == number)
        clauses = clauses_of(words, said, uncertain, whole, edges, self.roles[number] == "headline")
        for frame in said:
            self._announce(number, frame)
        for clause in clauses:
            start = words.tokens[clause.first][0]
            self._claim(number, clause, uncertain, any(quote.start <= start < quote.end for quote in quotes))
        self._carry(number, uncertain)

    def _announce(self, number: int, frame: Said) -> None:
        """The source of a cue, and whoever passes it on."""
        if frame.source is None:
            return
        source = self._source(number, frame.source, frame.rule)
        self._link("cue_of", frame.cue.number, source, frame.rule, _SURE)
        if frame.relay is not None:
            relay = self._source(number, frame.relay, frame.rule)
            self._link("relayed_by", source, relay, frame.rule)
            if frame.rule == "receive":
                self._link("cue_of", frame.cue.number, relay, frame.rule, _SURE)

    def _claim(self, number: int, clause: Clause, uncertain: Sequence[CuePlace], quoted: bool) -> None:
        words, said = self.words[number], self.said[number]
        hedging = [uncertain[i] for i in clause.hedges if uncertain[i].kind != "distancing"]
        if clause.points:
            before = self.made[number - 1] if number and self.line[number - 1] == self.line[number] else []
            for cue in hedging if before else ():
                self._link("hedges", cue.number, before[-1].span, "points back", _CARRIED)
            return
        about = bool(clause.said or clause.hedges or clause.led)
        alone = clause.last - clause.first < 2
        asks = words.word(clause.last) == "?"
        if not about and (asks or ((alone or not quoted) and not self._plain(number, clause))):
            return
        rule = "said" if clause.said else "led" if clause.led else "hedged" if clause.hedges else "plain"
        span = self._span("claim", clause.extent(words), (), rule, _LIKELY if about else _PLAIN)
        sources = [(i, said[i].source) for i in clause.said if said[i].source is not None]
        places = [self._source(number, found, said[i].rule) for i, found in sources if found is not None]
        if places:
            self._link("attributed_to", span, places[0], said[sources[0][0]].rule, _LIKELY, "true")
        for (i, _), inner, outer in zip(sources, places, places[1:], strict=False):
            start = said[i].source
            own = start is not None and words.word(start[0]) in _SELF
            if inner != outer and not own:
                self._link("relayed_by", inner, outer, "chain")
        for cue in hedging:
            self._link("hedges", cue.number, span, rule)
        self.made[number].append(_Made(span, clause, number, places[0] if places else None))

    def _plain(self, number: int, clause: Clause) -> bool:
        """Whether a clause that nobody is named for is surely a claim."""
        words = self.words[number]
        final = self.text[slice(*self.bounds[number])].rstrip("\"'”’»)")[-1:]
        if final in ("?", "!") or any(clause.holds(t) for cue in self.cues[number][0] for t in cue.tokens):
            return False
        inside = [i for piece in clause.pieces for i in range(*piece)]
        return any(words.is_in("verb", i) for i in inside) and len(inside) > 1

    # -- across sentences -----------------------------------------------------------------------------------------

    def _carry(self, number: int, uncertain: Sequence[CuePlace]) -> None:
        """Who a sentence goes on to: hearsay without a source has that of the sentence before it in its paragraph."""
        together = number > 0 and self.line[number - 1] == self.line[number]
        before = self.carried[number - 1] if together else None
        for made in self.made[number]:
            hearsay = any(uncertain[i].kind == "reportative" for i in made.clause.hedges)
            if made.source is None and hearsay and before is not None:
                made.source = before
                self._link("attributed_to", made.span, before, "carried over", _CARRIED, "false")
        self._points_back(number, together)
        spoken = [made.source for made in self.made[number] if made.source is not None]
        framed = [frame.source for frame in self.said[number] if frame.source is not None]
        last = spoken[-1] if spoken else self._source(number, framed[-1], "") if framed else None
        self.carried.append(last)

    def _points_back(self, number: int, together: bool) -> None:
        """*Dat meldt TASS.*: the claims of the sentence before it are said by it."""
        words = self.words[number]
        for frame in self.said[number]:
            if frame.source is None or frame.rule != "inversion" or words.word(0) not in ("dat", "dit"):
                continue
            denied = any(words.word(i) in ("niet", "nooit") for i in range(len(words.tokens)))
            if together and frame.cue.first <= 2 and not self.made[number] and not denied:
                source = self._source(number, frame.source, frame.rule)
                for made in self.made[number - 1]:
                    if made.source is None:
                        made.source = source
                        self._link("attributed_to", made.span, source, "points back", _CARRIED, "false")

    def _spoken(self, quote: Quotation) -> None:
        """The claims of a quotation are said by whoever stands beside it, else by the last one who spoke."""
        speaker = self._speaker(quote)
        if speaker is None:
            return
        source, where = speaker
        for number in range(quote.first, quote.last + 1):
            for made in self.made[number]:
                start = self.spans[made.span].fragments[0].start
                if made.source is None and quote.start <= start < quote.end:
                    made.source = source
                    explicit = "true" if where == number else "false"
                    self._link("attributed_to", made.span, source, "quotation", _CARRIED, explicit)
            self._passed_on(number, quote, source)

    def _passed_on(self, number: int, quote: Quotation, speaker: int) -> None:
        """Whom a quotation itself quotes."""
        words = self.words[number]
        for frame in self.said[number]:
            if frame.source is None or not quote.start <= words.tokens[frame.source[0]][0] < quote.end:
                continue
            inner = self._source(number, frame.source, frame.rule)
            if inner != speaker and words.word(frame.source[0]) not in _SELF:
                self._link("relayed_by", inner, speaker, "quotation", _CARRIED)

    def _speaker(self, quote: Quotation) -> tuple[int, int] | None:
        if any(len(self.words[number].tokens) > LONGEST for number in (quote.first, quote.last)):
            return None
        behind = self._token(quote.last, quote.end)
        for frame in self.said[quote.last]:
            if frame.source is not None and 0 <= frame.start - behind <= 2 and frame.turned:
                return self._source(quote.last, frame.source, frame.rule), quote.last
        first = self._token(quote.first, quote.start)
        for frame in self.said[quote.first]:
            if frame.source is not None and 0 <= first - frame.end <= 3:
                return self._source(quote.first, frame.source, frame.rule), quote.first
        words = self.words[quote.first]
        if words.word(first - 1) == ":" and (named := announced(words, first - 1)) is not None:
            return self._source(quote.first, named, "colon"), quote.first
        alone = not any(words.is_word(i) for i in range(first))
        whole = quote.last > quote.first or not any(
            words.is_word(i) for i in range(self._token(quote.first, quote.end), len(words.tokens))
        )
        before = quote.first - 1
        if alone and whole and before >= 0 and self.line[before] == self.line[quote.first]:
            carried = self.carried[before]
            return (carried, before) if carried is not None else None
        return None

    def _ordered(self) -> Frame:
        """All spans in text order, the longer first."""
        order = sorted(range(len(self.spans)), key=lambda i: (_edges(self.spans[i]), self.spans[i].label, i))
        place = {old: new for new, old in enumerate(order)}
        links = [replace(link, head=place[link.head], tail=place[link.tail]) for link in self.links]
        links.sort(key=lambda link: (link.head, link.tail, link.label))
        return Frame(tuple(self.spans[i] for i in order), tuple(links))


def _edges(span: Suggestion) -> tuple[int, int]:
    return (span.fragments[0].start, -span.fragments[-1].end) if span.fragments else (0, 0)
