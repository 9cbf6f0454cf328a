"""Words of choosing values and source entities."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "attributes.repeat": ("same values", "zelfde waarden"),
    "repeated": ("{name} as the last one: {values}", "{name} als de vorige: {values}"),
    "no_values": ("{label} has no values and no links", "{label} heeft geen waarden en geen links"),
    "taken_away": ("no {name}", "geen {name}"),
    "strip_links": ("links", "links"),
    "strip_link": ("link", "link"),
    "retype_source": ("its type: {type}", "het soort: {type}"),
    "retyped": ("{name}: {type}", "{name}: {type}"),
    "choose_type": ("what is {name}?", "wat is {name}?"),
    "key.more": ("more", "meer"),
    "error.not_chosen": (
        "{label}: no value chosen yet; choose one first",
        "{label}: nog geen waarde gekozen; kies er eerst een",
    ),
}
