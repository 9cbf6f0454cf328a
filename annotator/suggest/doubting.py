"""Rules for cues of uncertainty: the known traps of words that often hedge nothing. Pure.

Each rule takes a wording in its sentence, in lower case, says whether it hedges there, and looks at a bounded number of
characters around it.
"""

from __future__ import annotations

import re

from annotator.suggest.word_lists import any_of
from annotator.text.cues import Found
from annotator.text.zou import Reading, reading_of

__all__ = ["RULES"]

_AROUND = 300
_QUOTES = "\"'“‘„«"
_W = r"[^\s,;:.!?]+"
"""A word of the same clause."""

_END = re.compile(r"\s*(?:[,.;:!?)\"”’»]|$)")
_WHICH = re.compile(r",? (?:of|wie|wat|hoe|waarom|waar|wanneer|welke?|hoeveel|in hoeverre)\b")
_MAKE = re.compile(r"\bma(?:ak|akt|ken|akte|akten)\b[^,;:.!?]*\Z")
_AS_AS = re.compile(
    r"\b(?:zo \w+|zoveel|zo veel|alle|voor zover|voorzover|zover|waar|indien|als|niet|weer|beter|best|alleen)\s\Z"
)
_MADE = re.compile(r" (?:te )?(?:ge)?ma(?:ak|akt|akte|ken)\b| (?:om|te)\b")
_CLOSING = re.compile(
    r" (?:moeten zijn|is|was|zijn|waren|wordt|worden|werd|bleek|blijkt|blijft|geweest|bent)"
    r"(?:\s*[,.;:!?\"”]|$| om | en )"
)
_KIND = re.compile(r"\b(?:al het|alle|elke|iedere|enige?|best|zo \w+|\w{3,}st|\w{3,}ste)\s\Z")
_POLITE = re.compile(r" (?:u|je|jij|jullie)\b")
_NUMBER = re.compile(
    rf" (?:(?:de|het|een) )?(?:€ ?|\$ ?)?(?:\d|{any_of('number')}(?:\b|en|honderd|duizend)"
    r"|een (?:jaar|maand|week|dag|uur|minuut|eeuw|kwartier)\b)"
)
_FIGURE = re.compile(
    r" (?:de |het jaar |€ ?)?\d| (?:één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf) uur\b"
)
_TO = re.compile(r"(?:(?!\bom\b)[^,;:.!?]){0,110}? te (?:[a-zà-ÿ]+ )?[a-zà-ÿ]+n\b")
_PARTICIPLE = (
    rf"(?!{any_of('no_participle')}\b)"
    r"(?:\w*ge\w{2,}(?:d|t|en|an)|(?:be|ver|ont|her|er|mis|over|onder)\w{2,}(?:d|t|en))"
)
_PERFECT = re.compile(
    rf"(?: {_W}){{0,12}}? (?:(?:zijn|hebben) (?:al |er )?{_PARTICIPLE}|{_PARTICIPLE} (?:zijn|hebben))"
    r"(?=[\s,;:.!?\"”]|$)"
)
_BEFORE_IT = re.compile(rf"\b{_PARTICIPLE} \Z")
_THEN_PERFECT = re.compile(r" (?:zijn|hebben)\b")
_DUTY = re.compile(rf"\b{any_of('duty')}\b|\b20[2-9]\d\b")
_EVIDENCE = re.compile(rf"\b{any_of('evidence')}\b")
_NOUN_BEFORE = re.compile(r"\b(?:een|geen|het|dit|dat|met|om|op) \Z")
_NOT_OF_IT = re.compile(r" (?:bij|met|voor|als|te)\b")
_VERB_BEHIND = re.compile(r" (?:dat|is|was|zijn|blijft|bleef|blijven|waardoor|en|maar)\b")
_BODIES = re.compile(r"\b(?:een|de|geen|het|\w+e|\d+|te|twee|drie|vier) \Z")
_LAYMAN = re.compile(r"\b(?:een|geen|te|het) \Z")
_LIKE = re.compile(r"(?: (?:wel|sterk|veel|erg|meer|een beetje|verdacht|nog|steeds meer|niet))? op\b")
_LIKENESS = re.compile(r"[^,;:.!?]*?\b(?:op|elkaar|sprekend)\b")
_LIKE_BEFORE = re.compile(r"\b(?:\w*op|elkaar)\b[^,;:]*\Z")
_TO_ME = re.compile(r" (?:mij|me|ons|hem|haar|hen)\b")
_NO_SIGN = re.compile(r"\b(?:geen|zonder)\b[^,;:]*\Z")
_THERE_ARE = re.compile(r"\b(?:er zijn|zijn er|waren er|er waren|is er|er is|er bestaan)\b[^,;:]*\Z")
_OF_WHAT = re.compile(r" (?:dat|voor dat|voor|op|die erop|over)\b")
_BY = re.compile(r" (?:door|op|in|te)\b")
_ANNOUNCED = re.compile(r"\b(?:ma(?:ak|akt|akte|akten|ken)|gemaakt|stond|staat|staan)\b")
_OTHER_NOT = re.compile(r"\b(?:zich|veel|alles|wel|raad)\b")
_NO_IGNORANCE = re.compile(r" (?:te|dat|beter|meer van|waar (?:ze|hij|zij) het)\b")
_PASSIVE = re.compile(r"\b(?:is|zijn|was|waren|heeft|hebben|had|hadden|wordt|werd|worden|werden|te)\b[^,;:]*\Z")
_AWAITED = re.compile(r" (?:een (?:kind|baby|tweeling)|haar|van|door)\b")
_THEN = re.compile(r"[^.!?]{0,400}?(?:, dan|\bzou(?:den)?)\b")
_ELSEWHERE = re.compile(r"[^,;:.!?]{0,60}? (?:aan|na|terug)\b")


def _before(found: Found, far: int) -> str:
    return found.text[max(found.start, found.first - far) : found.first]


def possibly(found: Found) -> bool:
    """*mogelijk gevlucht*, *mogelijk dat*; not *zo snel mogelijk*, *mogelijk maken*, nor what can be done."""
    text, last, end = found.text, found.last, found.end
    before = _before(found, 40)
    if not before.strip(_QUOTES + " "):
        return True
    if text.startswith(" dat ", last):
        return not _MAKE.search(before) and not before.endswith("niet ")
    if _AS_AS.search(before) or _MAKE.search(before):
        return False
    return not (_END.match(text, last, end) or _MADE.match(text, last, end) or _CLOSING.match(text, last, end))


def possible_kind(found: Found) -> bool:
    """*een mogelijke dader*; not *alle mogelijke*, *best mogelijke*."""
    return _KIND.search(_before(found, 24)) is None


def aside(found: Found) -> bool:
    """*denk ik* put in; not *denk ik nog niet aan stoppen*."""
    return _ELSEWHERE.match(found.text, found.last, found.end) is None


def initial(found: Found) -> bool:
    """In front of its sentence."""
    return not found.text[found.start : min(found.first, found.start + 4)].strip(_QUOTES + "- ")


def opens(found: Found) -> bool:
    """In front of its clause: behind nothing, a mark, or *en*."""
    before = _before(found, 8).rstrip()
    return not before or before[-1] in ",;:–—-(" + _QUOTES or before.endswith((" en", " maar"))


def may(found: Found) -> bool:
    """*zou … kunnen* that is no condition and asks nothing."""
    end = found.extent[0][0] + (6 if found.text.startswith("zouden", found.first) else 3)
    return _POLITE.match(found.text, end, found.end) is None and _reading(found) == "possible"


def hearsay(found: Found) -> bool:
    """*zou* of what is told; see `annotator.text.zou`."""
    return _reading(found) == "reportative"


def _reading(found: Found) -> Reading:
    first = found.first
    left, right = max(found.start, first - _AROUND // 2), min(found.end, first + _AROUND)
    word = 6 if found.text.startswith("zouden", first) else 3
    return reading_of(found.text[left:right], first - left, first - left + word)


def perfect(found: Found) -> bool:
    """*kan zijn gevlucht*: of a modal with a perfect infinitive in its clause."""
    text, last, end = found.text, found.last, found.end
    if _PERFECT.match(text, last, end):
        return True
    return _BEFORE_IT.search(_before(found, 30)) is not None and _THEN_PERFECT.match(text, last, end) is not None


def inferred(found: Found) -> bool:
    """*moet via het dak zijn gekomen*: what must have been; not *moet voor mei zijn afgerond*, what ought to be."""
    around = max(found.start, found.first - _AROUND), min(found.end, found.last + _AROUND)
    return perfect(found) and _DUTY.search(found.text, *around) is None


def predicate(found: Found) -> bool:
    """At the end of its clause, before its verb, or before what it is about; not beside a noun."""
    text, last, end = found.text, found.last, found.end
    if _NOUN_BEFORE.search(_before(found, 8)) or _NOT_OF_IT.match(text, last, end):
        return False
    return bool(_END.match(text, last, end) or _WHICH.match(text, last, end) or _VERB_BEHIND.match(text, last, end))


def seems(found: Found) -> bool:
    """*lijkt te herstellen*, *lijkt teruggekeerd*; not *lijkt op*, nor bodies (*lijken*) and laymen (*leek*)."""
    text, last, end = found.text, found.last, found.end
    before = _before(found, 30)
    word = text[found.first : last]
    to = _TO.match(text, last, end) is not None
    if word in ("lijken", "leek", "leken") and _BODIES.search(before):
        return to and not _LAYMAN.search(before)
    if to or _LIKE.match(text, last, end):
        return not _LIKE.match(text, last, end)
    if word == "lijken" or _LIKENESS.match(text, last, min(end, last + 120)) or _TO_ME.match(text, last, end):
        return False
    # at the end of a subordinate clause: "dat op een hond lijkt"
    return not _END.match(text, last, end) or not _LIKE_BEFORE.search(_before(found, 80))


def raising(found: Found) -> bool:
    """*schijnt te*, *heet te zijn*, *het schijnt dat*; not the sun, nor a name."""
    return found.text.startswith(" dat ", found.last) or _TO.match(found.text, found.last, found.end) is not None


def evidence(found: Found) -> bool:
    """Whether what points to something is a thing: data, traces, all of it."""
    clause = _before(found, 60)
    return _EVIDENCE.search(clause, max(clause.rfind(mark) for mark in ",;:") + 1) is not None


def person(found: Found) -> bool:
    """Whether it is somebody who points to something."""
    return not evidence(found)


def sign(found: Found) -> bool:
    """*er zijn aanwijzingen dat*; not *geen enkele aanwijzing*, nor instructions."""
    before = _before(found, 40)
    if _NO_SIGN.search(before):
        return False
    return _THERE_ARE.search(before) is not None or _OF_WHAT.match(found.text, found.last, found.end) is not None


def agentless(found: Found) -> bool:
    """Nobody is named who says or expects it, and it is not somebody who is awaited."""
    return _BY.match(found.text, found.last, found.end) is None


def unannounced(found: Found) -> bool:
    """*niet bekend* that is not *maakt niet bekend*."""
    around = max(found.start, found.first - 60), min(found.end, found.last + 16)
    return _ANNOUNCED.search(found.text, *around) is None


def ignorance(found: Found) -> bool:
    """*weten we niet*, *weet niet of*; not *weet niet te winnen*, nor a fact that somebody does not know."""
    inside = found.text[found.first : found.last]
    if _OTHER_NOT.search(inside):
        return False
    return _NO_IGNORANCE.match(found.text, found.last, found.end) is None or inside.startswith(("niemand", "niet te"))


def open_question(found: Found) -> bool:
    """*is de vraag of*; not a demand (*de vraag is groot*, *de vraag naar woningen*)."""
    text, last, end = found.text, found.last, found.end
    return bool(_WHICH.match(text, last, end) or _END.match(text, last, end))


def expects(found: Found) -> bool:
    """A finite verb: *verwacht onweer*; not *is verwacht*, *had verwacht*, *verwacht een kind*."""
    return _PASSIVE.search(_before(found, 40)) is None and _AWAITED.match(found.text, found.last, found.end) is None


def number(found: Found) -> bool:
    """Before a number."""
    return _NUMBER.match(found.text, found.last, found.end) is not None


def figure(found: Found) -> bool:
    """*rond de 40*, *rond drie uur*; not *rond twee figuren*."""
    return _FIGURE.match(found.text, found.last, found.end) is not None


def condition(found: Found) -> bool:
    """*als* in front of its sentence, with *zou* or *dan* in what follows from it."""
    return initial(found) and _THEN.match(found.text, found.last, found.end) is not None


_ALL = (
    agentless, aside, condition, evidence, expects, figure, hearsay, ignorance, inferred, initial, may, number,
    open_question, opens, perfect, person, possible_kind, possibly, predicate, raising, seems, sign, unannounced,
)  # fmt: skip
RULES = {rule.__name__: rule for rule in _ALL}
"""By the name that the list of cues has for it."""
