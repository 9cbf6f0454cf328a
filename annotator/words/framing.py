"""Words of attribution: links that are set by themselves, and the source of a claim."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    # actions
    "source.same": ("same source", "zelfde bron"),
    "source.none": ("no source", "geen bron"),
    "source.pick": ("pick the source", "kies de bron"),
    "frame.toggle": ("automatic links", "automatische links"),
    "op.frame": ("automatic links", "automatische links"),
    # what happened
    "framed": ("{name} {label}   {links}", "{name} {label}   {links}"),
    "frame.link": ("{head} → {tail} {label}", "{head} → {tail} {label}"),
    "frame.dropped": ("no longer {links}", "niet meer {links}"),
    "frame.on": ("automatic links: on", "automatische links: aan"),
    "frame.off": ("automatic links: off", "automatische links: uit"),
    "frame.never": ("no automatic links here", "hier geen automatische links"),
    "same_source": ("{head} → {tail} {text}, same source", "{head} → {tail} {text}, zelfde bron"),
    "took_source": ("{head} → {tail} {text}", "{head} → {tail} {text}"),
    "no_source": ("{name}: no source", "{name}: geen bron"),
    "no_source.off": ("{name}: a source is asked again", "{name}: er hoort weer een bron bij"),
    # choosing
    "choose_head": ("which one?", "welke?"),
    "choose_mention": ("source of {name}  {n} of {all}", "bron van {name}  {n} van {all}"),
    "find_source": ("part of the name", "deel van de naam"),
    "find_source_prompt": ("source with", "bron met"),
    "not_found": ("no source has {text} in its name", "geen bron heeft {text} in de naam"),
    # errors of the session, by their code
    "error.no_claim": ("No {label} in this sentence: label one first", "Geen {label} in deze zin: label er eerst een"),
    "error.no_content": (
        "The scheme does not say which link leads to a source",
        "Het schema zegt niet welke link naar een bron leidt",
    ),
    "error.no_earlier_source": (
        "No source is mentioned before this",
        "Hiervoor is nog geen bron genoemd",
    ),
    "error.no_other_source": (
        "No other source is mentioned before this",
        "Hiervoor is geen andere bron genoemd",
    ),
    "error.no_none": ("The scheme has no value for that", "Het schema heeft daar geen waarde voor"),
    "error.no_sources": ("No source is labelled in the document yet", "In het document is nog geen bron gelabeld"),
}
