"""Rules for cues of attribution: a verb of saying or thinking is one only where its content is there. Pure.

The content is a clause (*dat …*, *te* with an infinitive), a quotation, what stands in front of the verb (*…, meldt
TASS*; *Dat zegt hij*) or a characterisation (*noemt het een schande*). Each rule takes a wording in its sentence, in
lower case, and looks at a bounded number of characters around it.
"""

from __future__ import annotations

import re

from annotator.suggest.word_lists import any_of
from annotator.text.cues import Found

__all__ = ["RULES"]

_FAR = 150
"""Code points between a verb and the clause that is its content."""
_AROUND = 300
_OPENING = '"“„‘«‹'
_MARKS = "\"'“”„‘’«»‹›"
_W = r"[^\s,;:.!?]+"
"""A word of the same clause."""

_PARTICIPLE = re.compile(
    r"(?!gelo|gee[fv]|gev|getuig(?:t|de|den)\b)(?:ge\w{2,}(?:d|t|en)|(?:be|ver|ont|her|er)\w+[^aeiou]d"
    r"|(?:aan|af|bekend|door|in|mede|mee|op|toe|uit|vast|vol|voor|weer)ge\w+)"
)
_HAVE = re.compile(r"\b(?:heb|heeft|hebben|had|hadden|door)\b")
_DAT = re.compile(r"(?P<between>[^;:?!]{0,150}?),? dat(?= [^\s,.;:!?]+ [^\s,.;:!?]+)")
_TE = re.compile(r"(?P<between>(?: [^\s,;:?!]+){0,12}?) (?:[a-zà-ÿ]+ )?te (?:[a-zà-ÿ]+ )?[a-zà-ÿ]+n\b")
_PURPOSE = re.compile(r"\b(?:zonder|door|na|van|met|aan)\b(?! de| het| een)(?: \S+){0,3}$|\bom\b")
_COLON = re.compile(rf"[^,;:!?{_OPENING}]{{0,60}}:\s+[{_OPENING}']?[^\W\d_]")
_QUOTED = re.compile(rf"(?:(?! als\b) [^\s,;:!?{_OPENING}]+){{0,3}}(?: [{_OPENING}]| '(?!s |t |n |k |m |r )\w)")
_NOTHING = re.compile(r"\b(?:niets|niks|niemand)\b")
_NOTHING_SO_FAR = re.compile(rf"\b(?:niets|niks|niemand)\b[^,;:.!?{_MARKS}]{{0,24}}\Z")
_NOT = re.compile(r"\b(?:niet|nooit|geen|nog moet|moet nog)\b")
_FRONTING = ("dat ", "dit ", "zo ", "zoiets ", "daarover ", "daarmee ")
_FRONTED = re.compile(
    rf"(?:^|[\n{_MARKS}(:;,–—-]\s*|[.!?]\s+|\b(?:en|maar|ook)\s)(?:dat|dit|zo|zoiets|daarover|daarmee)\s\Z"
)
_FRONT_HAVE = re.compile(r"(?:dat|dit|zo|zoiets) (?:heeft|hebben|had|hadden|maakte|maakt|werd|wordt|is|liet|laat)\b")
_HAVE_THAT = re.compile(r"\b(?:heeft|hebben|had|hadden) (?:dat|dit)\b[^,;:.!?]*\Z")
_AS = re.compile(r"\bzoals\b[^,;:.!?]*\Z")
_LESS = re.compile(
    r" (?:veel|niets|niks|iets|weinig|alles|genoeg|meer|geen|en|of|om|te|zich|wel|niet|er|die|over|voor|naar|met|af"
    r"|op)\b"
)
"""What a verb with its content in front of it is not followed by."""
_SUBORDINATE = re.compile(
    r"\s*(?:en |maar )?(?:als|toen|omdat|doordat|nadat|voordat|hoewel|terwijl|wanneer|zodra|indien|sinds|na|die|wie"
    r"|waar\w*)\b"
)
_QUESTION = re.compile(rf"(?: {_W}){{0,5}}? (?:of|wie|wat|hoe|waarom|waar|wanneer|welke|hoeveel)\b")
_ITSELF = re.compile(r"[^.;:!?]{0,20} zich\b")
_THING = re.compile(r" (?:het|een|dit|ieder|elk) (?:\w+e )?\w+ dat\b")
_CALLED = re.compile(
    rf"(?: [^\s,;:.!?{_OPENING}]+){{1,9}}? (?:een \w|geen \w|[{_OPENING}']\w|dat "
    r"|\w+(?:lijk|ig|baar|isch|loos|end|eerd|waardig|matig|eel|ief)\b(?=[,.;]|\s*$| en | dat | om | voor ))"
)
_KNOWN = re.compile(rf"(?: {_W}){{0,6}}? dat (?=\S+ \S+)")
_UNKNOWN = re.compile(r"\b(?:niet|nooit|niets|te)\b")
_THOUGHT = re.compile(rf"(?: {_W}){{0,4}}? dat (?=\S+ \S+)")
_FOUND_NOT = re.compile(rf"[^;:.!?]{{0,120}} {any_of('not_found')}\b")
_SOON_THAT = re.compile(r"(?: \S+){0,4}? dat\b|[,.]|\s*$")
_NO_SOURCE = re.compile(
    rf" (?:{any_of('rule_alone')}\b"
    rf"|(?:de|het|een|deze|die|dit|dat|strikte|vaste|oude|nieuwe|geldende|zijn|haar|hun) (?:\w+e )?{any_of('rule')}\b)"
)
_SPEAKER = re.compile(rf" {any_of('speaker')}\b")


def _before(found: Found, far: int = _FAR) -> str:
    return found.text[max(found.start, found.first - far) : found.first]


def content(found: Found) -> bool:
    """Whether what is said is there; *er werd gezegd dat* names nobody who says it, *zei niets* says nothing."""
    text, first, last = found.text, found.first, found.last
    before = _before(found)
    behind = text[last : min(found.end, last + 24)]
    if " ni" in behind and _NOTHING.search(behind := behind.partition(" dat ")[0]) and " te " not in behind:
        return False
    if "ni" in before and _NOTHING_SO_FAR.search(before):
        return False
    past = _past(found)
    if past and not _HAVE.search(text, max(found.start, first - _AROUND), min(found.end, last + _AROUND)):
        return False
    return _clause_behind(found) or _quote_behind(found) or _in_front(found, before, past)


def _past(found: Found) -> bool:
    """Whether the cue is a participle."""
    start, end = found.extent[0]
    return len(found.extent) == 1 and _PARTICIPLE.fullmatch(found.text, start, end) is not None


def _clause_behind(found: Found) -> bool:
    return _that_behind(found) or _to_behind(found)


def _that_behind(found: Found) -> bool:
    text, end = found.text, found.end
    if text.find("dat ", found.last, min(end, found.last + _FAR + 6)) < 0:
        return False
    match = _DAT.match(text, found.last, end)
    return match is not None and match["between"].count(",") != 1  # none, or two around something put in


def _to_behind(found: Found) -> bool:
    """*zegt niets te weten*; not *schrijft om te leven*."""
    text = found.text
    if text.find(" te ", found.last, min(found.end, found.last + _FAR)) < 0:
        return False
    match = _TE.match(text, found.last, found.end)
    return match is not None and not _PURPOSE.search(match["between"])


def _quote_behind(found: Found) -> bool:
    text, last, end = found.text, found.last, found.end
    return _QUOTED.match(text, last, end) is not None or _COLON.match(text, last, end) is not None


def _in_front(found: Found, before: str, past: bool) -> bool:
    """What stands before the verb is said: a clause that it closes (*…, meldt TASS*), or *dat*, *zo*, *zoals*."""
    text = found.text
    if before.endswith(_FRONTING) and _FRONTED.search(before):
        return not _LESS.match(text, found.last, found.end)
    if found.first - found.start < 90 and _FRONT_HAVE.match(text, found.start, found.first):
        return True
    if _AS.search(before) if "zoals" in before else past and _HAVE_THAT.search(before):
        return True
    return not past and _closes(found, before)


def _closes(found: Found, before: str) -> bool:
    """Whether the verb comes right behind a clause or a quotation, with its subject after it."""
    text = found.text
    bare = before.rstrip()
    if len(bare) < 2 or len(bare) == len(before) or _LESS.match(text, found.last, found.end):
        return False
    if len(found.extent) == 1 and text[found.last : found.last + 1] != " ":
        return False
    if bare[-1] == ",":
        clause = bare[:-1]
        if clause[-1] in _MARKS:
            return True
        clause = clause[max(clause.rfind(mark) for mark in ",;:") + 1 :]
        return " " in clause.strip() and not _SUBORDINATE.match(clause)
    return bare[-1] in _MARKS + "?!–—"


def beside_quote(found: Found) -> bool:
    """Right behind a quotation, or before one: verbs that only there are of saying (*grapt*, *vervolgt*)."""
    bare = _before(found, 12).rstrip().removesuffix(",")
    if bare and bare[-1] in _MARKS:
        return not _LESS.match(found.text, found.last, found.end)
    return _COLON.match(found.text, found.last, found.end) is not None


def cries(found: Found) -> bool:
    """*riep dat …*, *“…”, roept hij*; not *riep een taxi*."""
    return beside_quote(found) or _that_behind(found)


def affirmed(found: Found) -> bool:
    """*niet bevestigd* is no confirmation."""
    near = found.text[max(found.start, found.first - 34) : min(found.end, found.last + 24)]
    return _NOT.search(near.partition(" dat ")[0]) is None


def itself(found: Found) -> bool:
    """*zich melden* is coming forward."""
    if found.text.endswith(" zich ", found.start, found.first):
        return False
    match = _ITSELF.match(found.text, found.last, found.end)
    return match is None or " dat " in match.group()


def thing(found: Found) -> bool:
    """*schreef het boek dat …*: what follows is a thing, and the clause belongs to it."""
    return _THING.match(found.text, found.last, found.end) is None


def calls(found: Found) -> bool:
    """*noemt het besluit een schande*, *noemt het “onzin”*, *noemt de aanslag verschrikkelijk*; not *noemt namen*."""
    if _FRONTED.search(_before(found, 16)):
        return False
    return _CALLED.match(found.text, found.last, found.end) is not None


def asks(found: Found) -> bool:
    """With its question, as a clause or a quotation; *vraagt geld* is a deed."""
    return _QUESTION.match(found.text, found.last, found.end) is not None or beside_quote(found)


def knows(found: Found) -> bool:
    """*weten dat*, factive; *weet niet* and *wist te ontkomen* are not."""
    text, last, end = found.text, found.last, found.end
    match = _KNOWN.match(text, last, end)
    if match and not _UNKNOWN.search(match.group()) and not _before(found, 7).endswith(("te ", "niet ", "laten ")):
        return True
    return _NOT.search(text, last, min(end, last + 40)) is None and _closes(found, _before(found))


def thinks(found: Found) -> bool:
    """*vindt dat*, *…, vindt hij*; not *vond plaats*."""
    text, last, end = found.text, found.last, found.end
    if _FOUND_NOT.match(text, last, end):
        return False
    return _THOUGHT.match(text, last, end) is not None or _closes(found, _before(found))


def appears(found: Found) -> bool:
    """*blijkt uit*, *uit … blijkt dat*."""
    text = found.text
    if not text.startswith("uit", found.first):
        return True
    before = _before(found, 12)
    led = not before.strip(_MARKS + " ") or before.endswith(("dat ", "zoals ", ", ", "en ", "ook ", "maar "))
    return led and _SOON_THAT.match(text, found.last, found.end) is not None


def document(found: Found) -> bool:
    """*Daar staat dat …*: a clause of some length, in something that can be read."""
    if found.text.endswith("te lezen", found.first, found.last):
        return content(found)
    return len(found.text[found.last : min(found.end, found.last + 60)].split()) >= 4


def reads(found: Found) -> bool:
    """*luidt: “…”*, *luidt binnen te blijven*; not *luidt de finale in*."""
    return _clause_behind(found) or _quote_behind(found) or _closes(found, _before(found))


def source(found: Found) -> bool:
    """*volgens* somebody; not in accordance with a plan or a rule, nor *volgens mij*."""
    follows = found.text[found.last : found.last + 1] == " "
    return follows and _NO_SOURCE.match(found.text, found.last, found.end) is None


def thus(found: Found) -> bool:
    """*aldus* with a speaker; not *aldus geschiedde*."""
    before = _before(found, 12).rstrip()
    if before and before[-1] in _MARKS + ",–—?!":
        return True
    return _SPEAKER.match(found.text, found.last, found.end) is not None


_ALL = (
    affirmed, appears, asks, beside_quote, calls, content, cries, document, itself, knows, reads, source, thing, thinks,
    thus,
)  # fmt: skip
RULES = {rule.__name__: rule for rule in _ALL}
"""By the name that the list of cues has for it."""
