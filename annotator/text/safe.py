"""`safe()`: the only way from stored text to a screen or to a table on stdout.

Document text is untrusted: an ESC in it can retitle the terminal or write its clipboard, a bidi control can make a
sentence read as another one. `safe()` replaces each such code point by one visible stand-in, so that offsets into the
stored text are offsets into what is shown.

| in the text | shown as |
|---|---|
| C0 controls (also tab and newline), DEL | their control picture: ␛ ␉ ␊ ␡ |
| every other space (no-break, thin, ideographic, …) | a plain space |
| C1, bidi, zero-width, soft hyphen, other format and tag characters, line separators, invisible fillers | · |
| lone surrogates, private use, noncharacters | � |
| combining marks | themselves, the first eight on one base; · after that |
| a skin tone | itself after an emoji; · elsewhere, where it would hide or be a sign of its own, as the terminal likes |
| ZWJ | itself between emoji and after an Indic virama, where it shapes what is seen; · elsewhere |
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from .offsets import is_pictographic

INVISIBLE = "·"
BROKEN = "�"
MARKS_ON_A_BASE = 8

_ZWJ = "\u200d"

# Code points that print as themselves and carry no mark: Latin, Greek, Cyrillic, the visible part of the general
# punctuation, currency, letterlike symbols, arrows, box drawing, kana and Han.
_CLEAN = (
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u218b\u2190-\u2426\u2500-\u27ff"
    "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fef\uac00-\ud7a3\uff01-\uff60\U0001f300-\U0001f3fa"
    "\U0001f400-\U0001f64f\U0001f680-\U0001f6c5\U0001f900-\U0001f9ff]*"
)

# Letters and symbols by category, but without any ink: the Hangul fillers, the empty Braille pattern, the grapheme
# joiner and the inherent vowels of Khmer.
_INKLESS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


def safe(text: str) -> str:
    """The text with every code point that a terminal could obey or hide replaced by a visible one.

    Same length, idempotent, and harmless to send to a terminal; what is printable already comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return text if _clean().fullmatch(text) else _replaced(text)


@cache
def _clean() -> re.Pattern[str]:
    return re.compile(_CLEAN)


def _replaced(text: str) -> str:
    shown: list[str] = []
    marks = 0
    last = len(text) - 1
    for index, char in enumerate(text):
        if char == _ZWJ:
            if index < last and _shapes(shown, text[index + 1]):
                shown.append(char)
            else:
                shown.append(INVISIBLE)
                marks = 0
            continue
        out = _stand_in(char)
        if "\U0001f3fb" <= char <= "\U0001f3ff" and not (shown and _has_skin(shown[-1])):
            out = INVISIBLE
        if out == char and char >= "\u0300" and unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks > MARKS_ON_A_BASE:
                out = INVISIBLE
        else:
            marks = 0
        shown.append(out)
    return "".join(shown)


def _stand_in(char: str) -> str:
    if " " <= char <= "~" or "\u00ae" <= char <= "\u02ff":
        return char
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Zl", "Zp") or char in _INKLESS or 0xE0000 <= code <= 0xE007F:
        return INVISIBLE
    if category in ("Cs", "Co") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return BROKEN
    return char


def _has_skin(before: str) -> bool:
    return before == "\ufe0f" or is_pictographic(before)


def _shapes(shown: list[str], after: str) -> bool:
    """Whether a joiner between what is shown so far and `after` makes one visible sign of the two."""
    if not shown:
        return False
    before = shown[-1]
    if unicodedata.combining(before) == 9:
        return True
    if not is_pictographic(after):
        return False
    return before == "\ufe0f" or "\U0001f3fb" <= before <= "\U0001f3ff" or is_pictographic(before)
