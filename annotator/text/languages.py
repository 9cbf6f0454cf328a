"""What a language tag stands for."""

from __future__ import annotations

__all__ = ["language_of"]

_SYNONYMS = {"nld": "nl", "dut": "nl", "vls": "nl"}


def language_of(tag: str | None) -> str:
    """The language of a tag such as `nl-BE`, `nl_NL` or `dut`, in lower case; "" where there is none."""
    code = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    return _SYNONYMS.get(code, code)
